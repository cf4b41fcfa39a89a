"""The complaints desk over HTTP: what is due first, who may do what, what the customer hears."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, update

from store.complaints import ComplaintPriority, NewComplaint, raise_complaint
from store.database import Tx
from store.dialogues import open_dialogue
from store.tables import audit_log, complaints, conversations, outbox
from store.verify import verify
from tests.channels.console import Console, Visitor, words
from tests.channels.site import running
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace
from tests.store.shopping import seeded


class Shop(Console):
    """A console, a customer who was last heard on WhatsApp, and their complaints."""

    place: int | None = None

    def complain(
        self,
        priority: ComplaintPriority = "high",
        *,
        ago: timedelta = timedelta(),
        subject: str = "Late",
    ) -> str:
        now = self.site.hands.now()
        with self.site.database.write() as tx:
            person, booking = seeded(tx, 1, status="completed")
            if self.place is None:
                self.place = open_dialogue(tx, self.desk.ids, now, "WHATSAPP", person, "hinglish")
            new = NewComplaint(
                person, booking.order_id, self.place, "delay", subject, "Two hours.", priority
            )
            return raise_complaint(tx, new, now - ago)

    def told(self) -> list[str]:
        """What the customer has heard from us, in order."""
        with self.site.database.read() as tx:
            rows = (
                select(conversations.c.text)
                .join(outbox, outbox.c.message_id == conversations.c.id)
                .where(
                    conversations.c.conversation_id == self.place, outbox.c.channel == "WHATSAPP"
                )
                .order_by(conversations.c.seq)
            )
            return list(tx.execute(rows).scalars())

    def settle_seeded(self, tx: Tx, moment: datetime) -> None:
        """Out of the way with the complaints of the seed."""
        unsettled = complaints.c.status.in_(("open", "in_progress", "escalated"))
        tx.execute(
            update(complaints)
            .where(unsettled)
            .values(status="resolved", resolution="seed", resolved_at=moment)
        )


@pytest.fixture
def shop(engine: Engine) -> Iterator[Shop]:
    yield from _shop(engine)


@pytest.fixture
def sqlite_shop(sqlite_engine: Engine) -> Iterator[Shop]:
    yield from _shop(sqlite_engine)


def _shop(engine: Engine) -> Iterator[Shop]:
    for database in opened(engine, build_marketplace):
        with running(database) as site:
            shop = Shop(site)
            with database.write() as tx:
                shop.settle_seeded(tx, site.hands.now())
            yield shop


def post(staff: Visitor, number: str, what: str, **given: object) -> httpx.Response:
    path = f"/v1/ops/complaints/{number}/{what}"
    return staff.post(path, json=given, headers={"X-CSRF-Token": staff.csrf})


def test_what_is_overdue_stands_first_and_then_what_is_due_next(shop: Shop) -> None:
    slow = shop.complain("low", subject="slow")
    late = shop.complain("high", ago=timedelta(hours=30), subject="late")
    soon = shop.complain("critical", subject="soon")
    with shop.staff() as asha:
        listed = asha.get("/v1/ops/complaints?limit=2").json()
        assert [row["number"] for row in listed["items"]] == [late, soon]
        assert listed["tally"] == {"unsettled": 3, "overdue": 1}
        rest = asha.get("/v1/ops/complaints", params={"cursor": listed["next_cursor"]}).json()
        assert ([row["number"] for row in rest["items"]], rest["next_cursor"]) == ([slow], None)
        seen = words(asha.get("/ops/complaints"))
        assert seen.index("late") < seen.index(soon) < seen.index(slow)
        assert "3 to settle, 1 overdue" in seen
        overdue = asha.get("/v1/ops/complaints?overdue=true").json()["items"]
        assert [row["number"] for row in overdue] == [late]
        urgent = asha.get("/v1/ops/complaints?priority=critical&assigned=nobody&type=delay").json()
        assert [row["number"] for row in urgent["items"]] == [soon]
        settled: set[str] = set()
        cursor, pages = None, 0
        while pages == 0 or cursor:
            page = asha.get(
                "/v1/ops/complaints", params={"status": "resolved", "cursor": cursor, "limit": 40}
            ).json()
            assert not settled & {row["number"] for row in page["items"]}
            settled |= {row["number"] for row in page["items"]}
            cursor, pages = page["next_cursor"], pages + 1
        assert pages > 1


def test_a_complaint_is_taken_answered_settled_and_taken_up_again(shop: Shop) -> None:
    number = shop.complain()
    with shop.staff("Asha Nair") as asha, shop.staff("Lena Roy", "lead") as lena:
        me = int(asha.get("/v1/ops/session").json()["user_id"])
        assert post(asha, number, "assign", to=me).json()["row"]["assigned"] == "Asha Nair"
        note = post(asha, number, "comments", text="He was rude.", internal=True)
        assert (note.status_code, note.json()["row"]["clock"]) == (201, "response")
        answered = post(asha, number, "comments", text="We look into it.", internal=False)
        assert answered.json()["row"]["clock"] == "resolution"
        moved = post(asha, number, "status", to="in_progress", text="Asked him.", internal=False)
        assert moved.json()["row"]["status"] == "in_progress"
        solved = post(asha, number, "resolve", text="₹200 back.").json()
        assert (solved["row"]["status"], solved["resolution"]) == ("resolved", "₹200 back.")
        assert solved["row"]["due_at"] is None
        again = post(asha, number, "reopen", text="The refund failed.").json()
        assert (again["row"]["status"], again["row"]["clock"]) == ("in_progress", "response")
        assert post(asha, number, "resolve", text="Paid by hand.").status_code == 200
        assert post(lena, number, "status", to="closed", text="Done.", internal=True).is_success
        said = [line["comment"] or line["action"] for line in solved["history"]]
        assert said == [
            "Two hours.",
            "assigned it to Asha Nair",
            "He was rude.",
            "We look into it.",
            "Asked him.",
            "₹200 back.",
        ]
    told = shop.told()
    assert [number in line for line in told] == [True] * 5
    for line, part in zip(
        told,
        ["We look into it.", "chal rahi hai", "resolved", "phir se li gayi", "Paid by hand."],
        strict=True,
    ):
        assert part in line
    assert not any("rude" in line or "Done." in line for line in told)
    with shop.site.database.read() as tx:
        done = select(audit_log.c.action).where(audit_log.c.subject == f"complaint/{number}")
        assert list(tx.execute(done.order_by(audit_log.c.id)).scalars()) == [
            "assign_complaint",
            "comment_complaint",
            "comment_complaint",
            "move_complaint",
            "resolve_complaint",
            "reopen_complaint",
            "resolve_complaint",
            "move_complaint",
        ]
        broken = {one.rule for one in verify(tx, shop.site.hands.now() + timedelta(seconds=1))}
    assert broken <= {"last_update_has_the_status", "resolved_has_resolution"}  # the seed's own


def test_agents_take_and_leads_give_and_close(sqlite_shop: Shop) -> None:
    number = sqlite_shop.complain()
    with (
        sqlite_shop.staff("Asha Nair") as asha,
        sqlite_shop.staff("Ravi Iyer") as ravi,
        sqlite_shop.staff("Lena Roy", "lead") as lena,
    ):
        people = [int(one.get("/v1/ops/session").json()["user_id"]) for one in (asha, ravi)]
        refused = post(asha, number, "assign", to=people[1])
        assert (refused.status_code, refused.json()["code"]) == (403, "leads_only")
        assert post(ravi, number, "assign", to=people[1]).is_success
        taken = post(asha, number, "assign", to=people[0])
        assert (taken.status_code, taken.json()["code"]) == (409, "not_possible")
        assert post(lena, number, "assign", to=people[0]).json()["row"]["assigned"] == "Asha Nair"
        assert post(lena, number, "assign", to=424242).status_code == 422
        assert post(asha, number, "assign", to=None).json()["row"]["assigned"] is None
        post(asha, number, "resolve", text="Settled.")
        closing = {"to": "closed", "text": "Old.", "internal": True}
        assert post(asha, number, "status", **closing).status_code == 403
        assert post(lena, number, "status", **closing).is_success
        assert post(asha, number, "reopen", text="Again.").status_code == 403
        assert post(lena, number, "reopen", text="Again.").is_success


def test_a_complaint_goes_only_where_it_can_go_from_where_it_stands(sqlite_shop: Shop) -> None:
    number = sqlite_shop.complain()
    with sqlite_shop.staff() as asha:
        for what, given in (
            ("reopen", {"text": "x"}),
            ("status", {"to": "resolved", "text": "x", "internal": False}),
            ("status", {"to": "open", "text": "x", "internal": False}),
        ):
            refused = post(asha, number, what, **given)
            assert (refused.status_code, refused.json()["detail"]) == (409, f"{number} is open")
        post(asha, number, "resolve", text="Settled.")
        twice = post(asha, number, "resolve", text="Settled.")
        assert (twice.status_code, twice.json()["detail"]) == (409, f"{number} is resolved")
    assert len(sqlite_shop.told()) == 1


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("CC-999999/comments", {"text": "x", "internal": True}, 404),
        ("CC-1/comments", {"text": "x", "internal": True}, 422),
        ("{}/comments", {"text": " ", "internal": True}, 422),
        ("{}/comments", {"text": "x"}, 422),
        ("{}/comments", {"text": "x\x00", "internal": True}, 422),
        ("{}/comments", {"text": "x" * 4001, "internal": True}, 422),
        ("{}/status", {"to": "sold", "text": "x", "internal": True}, 422),
        ("{}/assign", {"to": "Asha"}, 422),
        ("{}/resolve", {"text": "x", "status": "closed"}, 422),
    ],
)
def test_bad_input_is_refused_by_name(
    sqlite_shop: Shop, path: str, given: dict[str, object], status: int
) -> None:
    number = sqlite_shop.complain()
    with sqlite_shop.staff() as asha:
        answer = asha.post(
            f"/v1/ops/complaints/{path.format(number)}",
            json=given,
            headers={"X-CSRF-Token": asha.csrf},
        )
        assert answer.status_code == status
        assert answer.json()["status"] == status
        forgot = asha.post(f"/v1/ops/complaints/{number}/resolve", json={"text": "x"})
        assert forgot.status_code == 403
    assert sqlite_shop.told() == []


def test_the_page_of_a_complaint_shows_text_as_text_and_keeps_what_was_refused(
    sqlite_shop: Shop,
) -> None:
    number = sqlite_shop.complain(subject="<script>alert(1)</script>")
    path = f"/ops/complaints/{number}"
    with sqlite_shop.staff() as asha:
        listed = asha.get("/ops/complaints").text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in listed
        assert "<script>alert" not in listed + asha.get(path).text
        sent = asha.send_form(f"{path}/comments", text="<b>Sorry</b> & thanks")
        assert (sent.status_code, sent.headers["location"]) == (303, path)
        assert "&lt;b&gt;Sorry&lt;/b&gt; &amp; thanks" in asha.get(path).text
        asha.send_form(f"{path}/comments", text="only us", internal="true")
        assert "internal" in words(asha.get(path))
        assert asha.send_form(f"{path}/resolve", text="done").status_code == 303
        refused = asha.send_form(f"{path}/resolve", text="done twice")
        assert refused.status_code == 409
        assert "is resolved" in words(refused)
        assert "done twice" in words(refused)
    assert any("<b>Sorry</b> & thanks" in line for line in sqlite_shop.told())
    assert not any("only us" in line for line in sqlite_shop.told())
