"""The judge catches what it is there for: a planted loss, a planted double, a reply too early."""

import copy
from typing import Any

from tests.chaos.judge import judge


def _line(seq: int, author: str, in_reply_to: int | None = None) -> dict[str, Any]:
    return {"type": "message", "seq": seq, "author": author, "in_reply_to": in_reply_to}


LEDGER = [
    {"conversation": "1", "client_id": "a", "seq": 1},
    {"conversation": "1", "client_id": "b", "seq": 2},
]
TRANSCRIPT: list[dict[str, Any]] = [
    {
        "conversation": "1",
        "lines": [
            _line(1, "customer"),
            _line(2, "customer"),
            _line(3, "assistant", 1),
            _line(4, "assistant", 2),
        ],
    }
]


def test_kept_promises_are_not_complained_of() -> None:
    assert judge(LEDGER, TRANSCRIPT) == []


def test_an_acknowledged_message_that_is_gone_is_a_loss() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"] = [_line(1, "customer"), _line(2, "assistant", 1)]
    assert any("lost" in complaint for complaint in judge(LEDGER, planted))


def test_a_second_reply_to_one_message_is_a_double() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"].append(_line(5, "assistant", 2))
    assert judge(LEDGER, planted) == ["double: b answered 2 times"]


def test_a_message_logged_twice_is_a_double() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"] += [_line(5, "customer"), _line(6, "assistant", 5)]
    assert any("nobody was promised" in complaint for complaint in judge(LEDGER, planted))


def test_an_unanswered_message_is_a_broken_promise() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"].pop()
    assert judge(LEDGER, planted) == ["unanswered: b"]


def test_a_reply_must_not_come_before_its_question() -> None:
    planted = copy.deepcopy(TRANSCRIPT)
    planted[0]["lines"][2]["in_reply_to"] = 3
    assert any("before its question" in complaint for complaint in judge(LEDGER, planted))
