"""Sessions and sign-in codes: what is kept, what expires, and what is limited."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from store.database import Database
from store.dialogues import open_dialogue
from store.ids import Ids
from store.sessions import end_session, open_session, session_by_token
from store.sign_in_codes import Place, TooManyCodesError, Verdict, draw_code, redeem_code
from store.tables import sessions, sign_in_codes

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOBILE = "+919876543210"
SECRET = b"pepper"
MINUTE = timedelta(minutes=1)
HERE = Place("here", 60)


@pytest.fixture
def ids() -> Ids:
    return Ids(lambda: NOW, random.Random(1))


def open_guest(database: Database, ids: Ids) -> str:
    draw = random.Random(5).randbytes
    with database.write() as tx:
        conversation = open_dialogue(tx, ids, NOW, "WEB")
        return open_session(tx, ids, NOW, draw, user_id=None, conversation_id=conversation)


def issue(
    database: Database,
    ids: Ids,
    at: datetime = NOW,
    code: int = 123456,
    mobile: str = MOBILE,
    place: Place = HERE,
) -> str:
    with database.write() as tx:
        return draw_code(tx, ids, at, mobile, SECRET, lambda _: code, place).digits


def redeem(database: Database, code: str, at: datetime = NOW, mobile: str = MOBILE) -> Verdict:
    with database.write() as tx:
        return redeem_code(tx, at, mobile, code, SECRET)


def test_a_token_has_256_bits_and_only_its_hash_is_stored(database: Database, ids: Ids) -> None:
    token = open_guest(database, ids)
    with database.read() as tx:
        (row,) = tx.execute(select(sessions)).mappings()
    assert len(token) == 43
    assert token not in str(dict(row))


def test_a_session_is_known_by_its_token_until_it_expires_or_ends(
    database: Database, ids: Ids
) -> None:
    token = open_guest(database, ids)
    with database.write() as tx:
        session = session_by_token(tx, token, NOW + timedelta(days=29))
        assert session is not None
        assert session.user_id is None
        assert session_by_token(tx, token, session.expires_at) is None
        assert session_by_token(tx, token + "x", NOW) is None
        end_session(tx, session)
        assert session_by_token(tx, token, NOW) is None


def test_a_code_is_six_digits_and_stored_as_a_keyed_hash(database: Database, ids: Ids) -> None:
    assert issue(database, ids, code=42) == "000042"
    with database.read() as tx:
        (row,) = tx.execute(select(sign_in_codes)).mappings()
    assert "000042" not in str(dict(row))
    assert redeem(database, "000042") == "right"


def test_a_code_is_good_once(database: Database, ids: Ids) -> None:
    code = issue(database, ids)
    assert [redeem(database, code), redeem(database, code)] == ["right", "void"]


def test_a_code_is_good_for_five_minutes(database: Database, ids: Ids) -> None:
    code = issue(database, ids)
    assert redeem(database, code, NOW + 5 * MINUTE) == "void"


def test_a_code_is_good_for_its_own_mobile_only(database: Database, ids: Ids) -> None:
    code = issue(database, ids)
    assert redeem(database, code, mobile="+919876543211") == "void"


def test_after_five_wrong_tries_even_the_right_code_is_void(database: Database, ids: Ids) -> None:
    code = issue(database, ids)
    assert [redeem(database, "999999") for _ in range(5)] == ["wrong"] * 5
    assert redeem(database, code) == "void"


def test_a_new_code_voids_the_one_before(database: Database, ids: Ids) -> None:
    first, second = issue(database, ids, code=111111), issue(database, ids, code=222222)
    assert redeem(database, first) == "wrong"
    assert redeem(database, second) == "right"


def test_a_mobile_gets_five_codes_an_hour_and_is_told_when_the_next(
    database: Database, ids: Ids
) -> None:
    for minute in range(5):
        issue(database, ids, NOW + minute * MINUTE)
    with pytest.raises(TooManyCodesError) as refused:
        issue(database, ids, NOW + 10 * MINUTE)
    assert refused.value.retry_after == 50 * MINUTE
    issue(database, ids, NOW + 60 * MINUTE)


def test_codes_asked_for_at_the_same_moment_are_limited_too(database: Database, ids: Ids) -> None:
    def attempt(_: int) -> bool:
        try:
            issue(database, ids)
        except TooManyCodesError:
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(attempt, range(16))) == 5


def test_a_place_may_ask_for_so_many_codes_an_hour_whatever_the_numbers(
    database: Database, ids: Ids
) -> None:
    narrow = Place("narrow", 3)

    def mobile(number: int) -> str:
        return f"+9198765{number:05d}"

    def attempt(number: int) -> tuple[bool, timedelta] | None:
        try:
            issue(database, ids, mobile=mobile(number), place=narrow)
        except TooManyCodesError as error:
            return error.by_place, error.retry_after
        return None

    with ThreadPoolExecutor(8) as crowd:
        outcomes = list(crowd.map(attempt, range(12)))
    assert outcomes.count(None) == 3
    assert outcomes.count((True, 60 * MINUTE)) == 9
    issue(database, ids, mobile=mobile(50), place=Place("elsewhere", 3))
    issue(database, ids, NOW + 60 * MINUTE, mobile=mobile(50), place=narrow)


def test_a_right_code_tried_by_many_at_once_lets_one_in(database: Database, ids: Ids) -> None:
    code = issue(database, ids)
    with ThreadPoolExecutor(4) as crowd:
        verdicts = list(crowd.map(lambda _: redeem(database, code), range(4)))
    assert sorted(verdicts) == ["right", "void", "void", "void"]
