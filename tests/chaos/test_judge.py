"""The judge catches what it is there for: losses, doubles, silence, disorder, on either channel."""

import copy
from typing import Any

import pytest

from tests.chaos.findings import Finding, table
from tests.chaos.judge_sockets import judge_sockets
from tests.chaos.judge_whatsapp import judge_whatsapp

Lines = list[dict[str, Any]]


def _line(seq: int, author: str, in_reply_to: int | None = None) -> dict[str, Any]:
    return {"type": "message", "seq": seq, "author": author, "in_reply_to": in_reply_to}


LEDGER = [
    {"at": 1.0, "conversation": "1", "client_id": "a", "seq": 1},
    {"at": 2.0, "conversation": "1", "client_id": "b", "seq": 2},
]
TRANSCRIPT: Lines = [
    {
        "conversation": "1",
        "lines": [
            _line(1, "customer"),
            _line(2, "customer"),
            _line(3, "assistant", 1),
            _line(4, "assistant", 2),
        ],
        "unsaid": [],
    }
]


def on_web(transcripts: Lines) -> list[str]:
    return [f"{found.kind}: {found.text}" for found in judge_sockets(LEDGER, transcripts)]


def test_kept_promises_are_not_complained_of() -> None:
    assert on_web(TRANSCRIPT) == []


def test_an_acknowledged_message_that_is_gone_is_a_loss() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"] = [_line(1, "customer"), _line(2, "assistant", 1)]
    assert any("lost" in complaint for complaint in on_web(planted))


def test_a_second_reply_to_one_message_is_a_double() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"].append(_line(5, "assistant", 2))
    assert on_web(planted) == ["double: b answered 2 times"]


def test_a_message_logged_twice_is_a_double() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"] += [_line(5, "customer"), _line(6, "assistant", 5)]
    assert any("nobody was promised" in complaint for complaint in on_web(planted))


def test_an_unanswered_message_is_a_broken_promise() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"].pop()
    assert on_web(planted) == ["unanswered: b"]


def test_a_message_that_nobody_ever_acknowledges_is_unanswered_too() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["unsaid"] = ["c"]
    assert on_web(planted) == ["unanswered: c was not even acknowledged"]


def test_a_reply_must_not_come_before_its_question() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"][2]["in_reply_to"] = 3
    assert any("before its question" in complaint for complaint in on_web(planted))


def _taken(name: str, callback: str, to: str = "91") -> dict[str, Any]:
    return {"at": 5.0, "taken": name, "body": {"to": to, "biz_opaque_callback_data": callback}}


PLATFORM: Lines = [
    {"at": 1.0, "acknowledged": ["w1"]},
    {"at": 1.5, "acknowledged": ["w1"]},
    {"at": 2.0, "acknowledged": ["w2"]},
    _taken("o1", "101"),
    _taken("o2", "102/0/2"),
    _taken("o3", "102/1/2"),
    {"at": 6.0, "acknowledged": ["o3:read"]},
]
BOOKS: Lines = [
    {"name": "w1", "seq": 1, "number": "91", "reply_seq": 2, "outbox": 101},
    {"name": "w2", "seq": 3, "number": "91", "reply_seq": 4, "outbox": 102},
    {"outbox": 101, "state": "read", "seq": 2, "number": "91"},
    {"outbox": 102, "state": "read", "seq": 4, "number": "91"},
]


def on_whatsapp(ledger: Lines = PLATFORM, books: Lines = BOOKS) -> list[str]:
    return [f"{found.kind}: {found.text}" for found in judge_whatsapp(ledger, books)]


def without(lines: Lines, *places: int) -> Lines:
    return [line for place, line in enumerate(lines) if place not in places]


def test_kept_promises_of_whatsapp_are_not_complained_of() -> None:
    assert on_whatsapp() == []


def test_a_webhook_answered_200_whose_message_is_nowhere_is_a_loss() -> None:
    found = on_whatsapp(without(PLATFORM, 3), without(BOOKS, 0, 2))
    assert found == ["lost: w1 was acknowledged and is nowhere"]


def test_a_send_that_reached_the_platform_twice_is_a_double() -> None:
    found = on_whatsapp([*PLATFORM, PLATFORM[5]])
    assert found == ["double: part 1 of 102 was sent 2 times"]


def test_a_message_that_was_logged_or_answered_twice_is_a_double() -> None:
    logged = {**BOOKS[1], "seq": 5, "reply_seq": None, "outbox": None}
    answered = {**BOOKS[1], "reply_seq": 6, "outbox": None}
    assert on_whatsapp(books=[*BOOKS, logged]) == ["double: w2 stands in the log more than once"]
    assert on_whatsapp(books=[*BOOKS, answered]) == ["double: w2 has 2 replies"]


def test_a_message_without_a_reply_or_whose_reply_still_waits_is_unanswered() -> None:
    silent = [*without(BOOKS, 1, 3), {**BOOKS[1], "reply_seq": None, "outbox": None}]
    assert "unanswered: w2" in on_whatsapp(without(PLATFORM, 4, 5), silent)
    waiting = [*without(BOOKS, 3), {**BOOKS[3], "state": "pending"}]
    assert on_whatsapp(without(PLATFORM, 4, 5), waiting) == [
        "unanswered: the reply to w2 is still pending"
    ]


def test_a_reply_that_we_call_sent_and_the_platform_never_saw_is_a_loss() -> None:
    found = on_whatsapp(without(PLATFORM, 3))
    assert found == ["lost: the reply to w1 is read, and the platform has never seen it"]


def test_a_send_of_unknown_outcome_is_ambiguous_and_breaks_no_promise() -> None:
    books = [*without(BOOKS, 2), {**BOOKS[2], "state": "unknown"}]
    (found,) = judge_whatsapp(without(PLATFORM, 3), books)
    assert (found.kind, found.is_broken, found.at) == ("ambiguous", False, 1.0)


def test_a_reply_that_came_to_somebody_else_or_after_a_later_one_is_out_of_order() -> None:
    found = on_whatsapp([*without(PLATFORM, 3), _taken("o1", "101", to="92")])
    assert found == ["order: 101 is for 91 and was sent to 92"]
    assert on_whatsapp([*without(PLATFORM, 3), PLATFORM[3]]) == [
        "order: 101 came to 91 after a later one"
    ]


@pytest.mark.parametrize(
    ("at", "point"), [(1.0, "first"), (3.0, "first"), (4.0, "second"), (9.0, "after the last")]
)
def test_a_finding_counts_for_the_first_death_after_the_acknowledgement(
    at: float, point: str
) -> None:
    deaths = [{"at": 3.0, "point": "first"}, {"at": 7.0, "point": "second"}]
    rows = table(deaths, [at], [Finding("lost", "x", at)]).splitlines()
    (row,) = [row.split() for row in rows if row.strip().startswith(point)]
    assert row[-6:] == ["1", "1", "0", "0", "0", "0"]
