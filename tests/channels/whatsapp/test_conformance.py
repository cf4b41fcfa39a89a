"""Every payload that we know of, from others and of our own: answered 200 and understood."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from channels.whatsapp.classify import PayloadError, classify
from channels.whatsapp.events import Event, Noticed, Reacted, Renamed, Reported, Revoked, Said
from store.migrate import migrate
from store.tables import channel_events, conversations, inbox
from tests.channels.site import Site, running
from tests.channels.whatsapp.platform import PAYLOADS, SAMPLES, post
from tests.conftest import opened
from tests.engines import Engine

IN_SAMPLES: dict[str, tuple[type[Event], dict[str, Any]]] = {
    "call_connect": (Noticed, {"kind": "calls"}),
    "call_permission_update": (Noticed, {"kind": "call_permission_reply"}),
    "callback_button.quick_reply": (Said, {"chosen": "callback_data", "text": "title"}),
    "callback_selection.callback": (Said, {"chosen": "callback_data", "text": "title"}),
    "deleted_message.revoke": (Revoked, {"message_id": "<ORIGINAL_WHATSAPP_MESSAGE_ID>"}),
    "flow_completion": (Said, {}),
    "message.text": (Said, {"text": "Body Text"}),
    "message.reply": (Said, {"context": {"reply_to": "wamid.xyzxyz=="}}),
    "message.forwarded": (Said, {"context": {"forwarded": True}}),
    "message.reaction": (Reacted, {"emoji": "😮"}),
    "message.unreaction": (Reacted, {"emoji": None}),
    "message_status.failed": (Reported, {"status": "failed", "code": 130472}),
    "message_status.played": (Reported, {"status": "read"}),
    "message_status.sent": (Reported, {"status": "sent"}),
    "meta.list_reply": (Said, {"chosen": "priority_express"}),
    "outgoing_message": (Noticed, {"kind": "smb_message_echoes"}),
    "system.phone_number_change": (Renamed, {}),
    "template_status_update": (Noticed, {"kind": "message_template_status_update"}),
    "user_marketing_preferences": (Noticed, {"kind": "user_preferences"}),
    "account_update": (Noticed, {"kind": "account_update"}),
    "message.": (Said, {"chosen": None}),
    "meta.text": (Said, {"text": "Does it come in another color?"}),
}
"""What the samples of others mean, by the beginning of their names."""


def name_of(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", SAMPLES, ids=name_of)
def test_a_sample_of_the_platform_means_one_event(path: Path) -> None:
    (event,) = classify(path.read_bytes())
    kind, fields = next(told for begin, told in IN_SAMPLES.items() if path.stem.startswith(begin))
    assert isinstance(event, kind)
    for name, value in fields.items():
        assert getattr(event, name) == value
    if isinstance(event, Said | Reacted | Revoked):
        assert event.sender.phone in ("972987654321", "16505551234")


@pytest.mark.parametrize("path", PAYLOADS, ids=name_of)
def test_a_payload_of_our_corpus_means_what_stands_beside_it(path: Path) -> None:
    held = json.loads(path.read_text())
    events = classify(json.dumps(held["body"]).encode())
    assert len(events) == len(held["expect"])
    for event, expected in zip(_sorted(events), _in_order(held["expect"]), strict=True):
        assert type(event).__name__ == expected.pop("event")
        for field, value in expected.items():
            assert _told(event, field) == value, field


def _sorted(events: tuple[Event, ...]) -> list[Event]:
    return sorted(events, key=lambda event: type(event).__name__)


def _in_order(expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(expected, key=lambda one: str(one["event"]))


def _told(event: Event, field: str) -> Any:
    """A property of an event by the short name that the corpus has for it."""
    if isinstance(event, Said):
        if field in ("phone", "user_id"):
            return getattr(event.sender, field)
        if field == "kind":
            return (event.attachment or {}).get("kind")
        if field == "context":
            return sorted(event.context or {})
    if isinstance(event, Renamed):
        return getattr(event, field).phone
    return getattr(event, field)


@pytest.fixture(scope="module")
def site(engine: Engine) -> Iterator[Site]:
    for database in opened(engine, migrate):
        with running(database) as site:
            yield site


@pytest.mark.parametrize("path", [*SAMPLES, *PAYLOADS], ids=name_of)
def test_every_payload_is_answered_200_and_none_changes_anything_twice(
    site: Site, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    held = json.loads(path.read_text())
    body = held.get("body", held)
    with caplog.at_level(logging.ERROR):
        first = post(site, body)
        rows = count_rows(site)
        again = post(site, body)
    assert (first.status_code, again.status_code) == (200, 200)
    assert count_rows(site) == rows
    assert not [record for record in caplog.records if record.name.startswith("channels.whatsapp")]


def count_rows(site: Site) -> tuple[int, ...]:
    """What came in; replies are written beside, at their own time."""
    came = select(func.count()).where(conversations.c.role == "user")
    with site.database.read() as tx:
        boxes = [select(func.count()).select_from(table) for table in (inbox, channel_events)]
        return tuple(tx.execute(question).scalar_one() for question in (came, *boxes))


@pytest.mark.parametrize(
    "raw",
    [b"", b"nonsense", b"[]", b"{}", b'"x"', b'{"entry": 5}', b"\xff\xfe\x00", b"[" * 100_000],
    ids=["empty", "words", "list", "object", "string", "entry", "bytes", "deep"],
)
def test_what_is_no_notification_is_refused(site: Site, raw: bytes) -> None:
    with pytest.raises(PayloadError):
        classify(raw)
    answer = post(site, raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
