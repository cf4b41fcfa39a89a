"""Who may enter the console: accounts, passwords, attempts and sessions, on both engines."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, select, update

from store.database import Database
from store.staff import (
    FAILURE_WINDOW,
    MOST_FAILURES,
    StaffError,
    TooManyAttemptsError,
    add_staff,
    check_attempts,
    credentials_of,
    fresh_hash,
    is_right,
    record_failure,
    replace_hash,
    unopened_admin,
)
from store.staff_sessions import SESSION_LIFETIME, open_staff_session, sign_out, staff_session
from store.tables import audit_log, sessions, staff_credentials, users
from tests.store.queued import NOW, PASSWORD, QUICK, Desk, add_customer


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def counting() -> Callable[[int], bytes]:
    """A source of "random" bytes that never repeats itself."""
    drawn = iter(range(1, 1000))
    return lambda size: next(drawn).to_bytes(size, "big")


def test_a_password_is_known_by_its_hash_only(desk: Desk) -> None:
    desk.hire("Asha Nair")
    with desk.database.read() as tx:
        stored = tx.execute(select(staff_credentials.c.password_hash)).scalar_one()
        assert stored.startswith("$argon2id$")
        assert PASSWORD not in stored
        found = credentials_of(tx, " ASHA@example.com ")
    assert is_right(QUICK, found, PASSWORD)
    assert not is_right(QUICK, found, PASSWORD + "!")


def test_a_password_typed_in_another_unicode_form_is_the_same(desk: Desk) -> None:
    with desk.database.write() as tx:
        add_staff(tx, NOW, "zoe@example.com", "Zoë", "agent", "Zoe\u0308 likes tea", QUICK)
        assert is_right(QUICK, credentials_of(tx, "zoe@example.com"), "Zo\u00eb likes tea")


def test_strangers_customers_and_people_who_left_have_no_credentials(desk: Desk) -> None:
    gone = desk.hire("Gone Girl")
    add_customer(desk, "Rohit", "+919876543210")
    with desk.database.write() as tx:
        tx.execute(update(users).where(users.c.id == gone).values(active=False))
        assert credentials_of(tx, "gone@example.com") is None
        assert credentials_of(tx, "nobody@example.com") is None
        assert credentials_of(tx, "no\x00body@example.com") is None
    assert not is_right(QUICK, None, PASSWORD)


@pytest.mark.parametrize(
    ("email", "name", "role", "password", "said"),
    [
        ("asha", "Asha", "agent", PASSWORD, "not an email"),
        ("a@b@", "Asha", "chief", PASSWORD, "agent, lead, admin"),
        ("a@b.in", " ", "agent", PASSWORD, "name"),
        ("a@b.in", "As\x00ha", "agent", PASSWORD, "name"),
        ("a@b.in", "Asha", "agent", "short", "12 to 200"),
        ("a@b.in", "Asha", "agent", "x" * 201, "12 to 200"),
    ],
)
def test_an_account_that_will_not_do_is_refused_by_name(
    sqlite_database: Database, email: str, name: str, role: str, password: str, said: str
) -> None:
    with sqlite_database.write() as tx, pytest.raises(StaffError, match=said):
        add_staff(tx, NOW, email, name, role, password, QUICK)


def test_an_email_has_one_account(desk: Desk) -> None:
    desk.hire("Asha Nair")
    with pytest.raises(StaffError, match="has an account"):
        desk.hire("Asha Nair", "admin")


def test_staff_on_file_without_a_password_are_given_one(desk: Desk) -> None:
    with desk.database.write() as tx:
        tx.execute(
            insert(users).values(
                email="ops1@example.com", name="Meera", role="admin", created_at=NOW, updated_at=NOW
            )
        )
        assert unopened_admin(tx) == ("ops1@example.com", "Meera")
        add_staff(tx, NOW, "ops1@example.com", "Meera Iyer", "lead", PASSWORD, QUICK)
        assert unopened_admin(tx) is None
        people = tx.execute(select(users.c.name, users.c.role)).all()
    assert [tuple(person) for person in people] == [("Meera Iyer", "lead")]


def test_a_weaker_hash_is_replaced_at_the_next_sign_in(desk: Desk) -> None:
    person = desk.hire("Asha Nair")
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    with desk.database.write() as tx:
        found = credentials_of(tx, "asha@example.com")
        assert found is not None
        assert fresh_hash(QUICK, found, PASSWORD) is None
        rehashed = fresh_hash(stronger, found, PASSWORD)
        assert rehashed is not None
        replace_hash(tx, NOW, person, rehashed)
        again = credentials_of(tx, "asha@example.com")
        assert again is not None
        assert is_right(stronger, again, PASSWORD)
        assert fresh_hash(stronger, again, PASSWORD) is None


def test_five_wrong_passwords_close_the_door_for_a_quarter_of_an_hour(desk: Desk) -> None:
    with desk.database.write() as tx:
        for _ in range(MOST_FAILURES):
            check_attempts(tx, desk.now, "asha@example.com")
            record_failure(tx, desk.ids, desk.now, "asha@example.com", None)
            desk.later(minutes=1)
        with pytest.raises(TooManyAttemptsError) as refused:
            check_attempts(tx, desk.now, "ASHA@example.com")
        assert refused.value.retry_after == FAILURE_WINDOW - timedelta(minutes=MOST_FAILURES)
        check_attempts(tx, desk.now, "ravi@example.com")
        check_attempts(tx, desk.now + refused.value.retry_after, "asha@example.com")


def test_what_was_typed_wrongly_is_not_kept(desk: Desk) -> None:
    with desk.database.write() as tx:
        record_failure(tx, desk.ids, NOW, "my-password-in-the-wrong-field", None)
        line = tx.execute(select(audit_log)).one()
    assert line.action == "sign_in_failed"
    assert "password" not in f"{line.subject}{line.detail}{line.note}"


def test_a_session_is_known_by_its_token_until_it_ends(desk: Desk) -> None:
    person = desk.hire("Asha Nair", "lead")
    with desk.database.write() as tx:
        token = open_staff_session(tx, desk.ids, desk.now, counting(), person)
        assert token not in str(tx.execute(select(sessions)).one())
        session = staff_session(tx, desk.now, token)
        assert session is not None
        assert (session.name, session.role) == ("Asha Nair", "lead")
        assert session.may_act_as("agent")
        assert session.may_act_as("lead")
        assert not session.may_act_as("admin")
        assert session.csrf_token not in ("", token)
        assert staff_session(tx, desk.now, token + "x") is None
        assert staff_session(tx, desk.now + SESSION_LIFETIME, token) is None
        sign_out(tx, desk.ids, desk.now, session)
        assert staff_session(tx, desk.now, token) is None
        done = tx.execute(select(audit_log.c.action).order_by(audit_log.c.id)).scalars().all()
    assert done == ["sign_in", "sign_out"]


def test_whoever_is_dismissed_is_out_at_once(desk: Desk) -> None:
    person = desk.hire("Asha Nair")
    with desk.database.write() as tx:
        token = open_staff_session(tx, desk.ids, desk.now, counting(), person)
        tx.execute(update(users).where(users.c.id == person).values(active=False))
        assert staff_session(tx, desk.now, token) is None


def test_ended_sessions_are_cleared_away_by_the_next_sign_in(desk: Desk) -> None:
    person, draw = desk.hire("Asha Nair"), counting()
    with desk.database.write() as tx:
        open_staff_session(tx, desk.ids, desk.now, draw, person)
        desk.later(hours=13)
        open_staff_session(tx, desk.ids, desk.now, draw, person)
        assert len(tx.execute(select(sessions.c.id)).all()) == 1
