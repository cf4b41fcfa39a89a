"""What the events of a webhook do to the store, all of one POST in one commit.

Each person's events are taken together and people in the order of their names, so that two POSTs
at once take the lanes of conversations in the same order and neither waits for the other for ever.
Decides nothing about what is answered.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from assistant.feedback import take_feedback
from channels.delivery import MOST_ATTEMPTS, pause_after, pause_at
from channels.whatsapp.codes import Decision, decide
from channels.whatsapp.events import Event, Noticed, Reacted, Renamed, Reported, Revoked, Said
from channels.whatsapp.numbered import chosen_by_number
from store.alarms import raise_alarm
from store.arrivals import accept_all
from store.channel_events import keep_event, keep_events
from store.chat import Arrival, Message, line_of
from store.chat_names import message_named, names_of_ours, reply_named, withdraw
from store.contacts import Contact, MetElsewhereError, heard, rename
from store.database import Database, Tx
from store.ids import Clock, Ids
from store.meetings import meet_all
from store.reports import (
    Callback,
    Report,
    Settled,
    Stage,
    send_again,
    take_good_reports,
    take_report,
)

log = logging.getLogger(__name__)

CHANNEL = "WHATSAPP"
Personal = Said | Reacted | Revoked

TRIES = 5
"""Of one POST, when another process has met the same new person at the same moment."""
THUMBS_UP = frozenset("👍❤🙏😊😀😃😄😁😍🥰🤩👏💯✅👌🎉🙌⭐🌟💖💙💚🧡💛💜🤝🫶")
THUMBS_DOWN = frozenset("👎😠😡🤬😤😞😒🙁☹💔❌😣😖😩😫🤦😭")


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that is committed and waits to be answered; `external_id` is the platform's name
    for it, `is_ours`: nobody on the staff has taken the conversation over."""

    message: Message
    external_id: str
    is_ours: bool


class Door:
    """Takes in what the platform tells."""

    def __init__(self, database: Database, ids: Ids, clock: Clock) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock

    def take(self, events: Sequence[Event]) -> tuple[Taken, ...]:
        """Commit all of it, or nothing; gives the messages that are new.

        Raises:
            DatabaseUnavailableError: nothing is committed, and trying again may help.
        """
        for tries in range(1, TRIES + 1):
            try:
                with self._database.write() as tx:
                    taken, early = self._take(tx, events)
                break
            except MetElsewhereError:
                if tries == TRIES:
                    raise
        if early:
            # A send may have been recorded while we looked for it. It looks for kept statuses once
            # it is committed, and we look for it once they are: one of the two finds the other.
            with self._database.read() as tx:
                ours = names_of_ours(tx, [event.message_id for event in early])
            if ours:
                with self._database.write() as tx:
                    for event in early:
                        if event.message_id in ours:
                            self._report(tx, self._clock(), event)
        return tuple(taken)

    def _take(self, tx: Tx, events: Sequence[Event]) -> tuple[list[Taken], list[Reported]]:
        """Gives what is new, and the statuses of messages that we do not know yet."""
        now = self._clock()
        for event in events:
            if isinstance(event, Renamed):
                self._rename(tx, now, event)
        groups = _by_person(events)
        names = [persons[0].sender for persons in groups]
        contacts = meet_all(tx, self._ids, now, CHANNEL, names) if groups else []
        met = list(zip(contacts, groups, strict=True))
        taken = self._log(tx, now, met)
        for contact, persons in met:
            for event in persons:
                if isinstance(event, Reacted):
                    self._react(tx, now, contact, event)
                elif isinstance(event, Revoked):
                    self._revoke(tx, now, contact, event)
        heard(tx, _last_heard(met, now))
        early = self._take_good_reports(tx, now, events)
        for event in events:
            if isinstance(event, Reported) and event.status == "failed":
                early += [event] if self._report(tx, now, event) == "kept" else []
        self._note(tx, now, [event for event in events if isinstance(event, Noticed)])
        return taken, early

    def _log(
        self, tx: Tx, now: datetime, met: Sequence[tuple[Contact, Sequence[Personal]]]
    ) -> list[Taken]:
        """What everybody said; gives what is new."""
        said = [
            (contact, event)
            for contact, persons in met
            for event in persons
            if isinstance(event, Said)
        ]
        arrivals = [_arrival(tx, now, contact, event) for contact, event in said]
        places = {contact.conversation_id for contact, _ in met}
        accepted = accept_all(tx, self._ids, arrivals, places)
        return [
            Taken(line_of(arrival, one), arrival.external_id, contact.owner == "assistant")
            for (contact, _), arrival, one in zip(said, arrivals, accepted, strict=True)
            if not one.repeated
        ]

    def _react(self, tx: Tx, now: datetime, contact: Contact, event: Reacted) -> None:
        """A thumb on a reply of ours, or another face of which we take note."""
        place = contact.conversation_id
        detail = {"message": event.message_id, "emoji": event.emoji}
        if not keep_event(tx, self._ids, now, CHANNEL, "reaction", event.id, detail, place):
            return
        value = thumb(event.emoji)
        at = reply_named(tx, event.message_id)
        if at is None or at.conversation_id != place or (value is None and event.emoji):
            log.info("a reaction was kept: no thumb, or not on a reply")
            return
        take_feedback(tx, self._ids, now, place, at.seq, value, None)

    def _revoke(self, tx: Tx, now: datetime, contact: Contact, event: Revoked) -> None:
        """What the customer has deleted is not kept; that it was there stays in the log."""
        place = contact.conversation_id
        detail = {"message": event.message_id}
        if not keep_event(tx, self._ids, now, CHANNEL, "revoke", event.id, detail, place):
            return
        at = message_named(tx, CHANNEL, event.message_id)
        if at is not None and at.conversation_id == place:
            withdraw(tx, at.message_id)

    def _rename(self, tx: Tx, now: datetime, event: Renamed) -> None:
        if keep_event(tx, self._ids, now, CHANNEL, "renamed", event.id) and not rename(
            tx, self._ids, now, CHANNEL, event.before, event.after
        ):
            log.info("somebody whom we do not know goes by another name")

    def _take_good_reports(self, tx: Tx, now: datetime, events: Sequence[Event]) -> list[Reported]:
        """Statuses but failures; gives those of messages that we do not know yet."""
        good = [
            event for event in events if isinstance(event, Reported) and event.status != "failed"
        ]
        kept = take_good_reports(
            tx, self._ids, now, CHANNEL, [_as_report(event, event.status) for event in good]
        )
        if kept:
            log.info("%s statuses were kept: no message of ours has their names", len(kept))
        unknown = {report.external_id for report in kept}
        return [event for event in good if event.message_id in unknown]

    def _report(self, tx: Tx, now: datetime, event: Reported) -> Settled:
        """A status; a failure is decided on by its code, like one that is told at once."""
        decision = decide(event.code) if event.status == "failed" else None
        report = _as_report(event, "dead" if decision in ("dead", "slow") else event.status)
        is_again = decision is not None and send_again(
            tx, self._ids, now, report, partial(_pause, decision), counted=decision != "later"
        )
        settled = "changed" if is_again else take_report(tx, self._ids, now, report)
        if settled == "kept":
            log.info("a %s status was kept: no message of ours has its name", event.status)
        if settled == "changed" and decision in ("stop", "slow") and event.code is not None:
            raise_alarm(tx, self._ids, now, CHANNEL, decision, event.code, event.detail or "")
        return settled

    def _note(self, tx: Tx, now: datetime, events: Sequence[Noticed]) -> None:
        noted = [(event.kind, event.id, event.detail) for event in events]
        keep_events(tx, self._ids, now, CHANNEL, noted)
        for kind, _, _ in noted:
            log.info("kept, and nothing follows: %s", kind)


def _pause(decision: Decision, tries: int, age: timedelta) -> timedelta | None:
    if decision == "later":
        return pause_at(age)
    helps = decision in ("retry", "stop", "template") and tries + 1 < MOST_ATTEMPTS
    return pause_after(tries) if helps else None


def thumb(emoji: str | None) -> str | None:
    """ "up" or "down", whatever the colour of the skin; None for every other face."""
    first = (emoji or " ")[0]
    if first in THUMBS_UP:
        return "up"
    return "down" if first in THUMBS_DOWN else None


def _by_person(events: Iterable[Event]) -> list[list[Personal]]:
    """What each person did, in order of time, people in order of their names."""
    people: defaultdict[tuple[str, str], list[Personal]] = defaultdict(list)
    for event in events:
        if isinstance(event, Said | Reacted | Revoked):
            people[event.sender.phone or "", event.sender.user_id or ""].append(event)
    never = datetime.min.replace(tzinfo=UTC)
    return [sorted(people[names], key=lambda event: event.at or never) for names in sorted(people)]


def _arrival(tx: Tx, now: datetime, contact: Contact, said: Said) -> Arrival:
    return Arrival(
        channel=CHANNEL,
        conversation_id=contact.conversation_id,
        external_id=said.id,
        text=said.text,
        user_id=contact.user_id,
        received_at=now,
        chosen=said.chosen or chosen_by_number(tx, contact.conversation_id, said.text),
        attachment=said.attachment,
        context=said.context,
    )


def _as_report(event: Reported, stage: Stage) -> Report:
    return Report(
        channel=CHANNEL,
        external_id=event.message_id,
        stage=stage,
        callback=Callback.read(event.callback),
        code=event.code,
        detail=event.detail,
    )


def _last_heard(
    met: Iterable[tuple[Contact, Sequence[Personal]]], now: datetime
) -> dict[int, datetime]:
    """When each was last heard by the platform's clock, which is never ahead of ours."""
    times: dict[int, datetime] = {}
    for contact, persons in met:
        last = min(now, max(event.at or now for event in persons))
        place = contact.conversation_id
        times[place] = max(last, times.get(place, last))
    return times
