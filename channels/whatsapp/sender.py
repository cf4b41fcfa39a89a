"""The way out to WhatsApp: one message of the outbox, or the next part of one, to one person.

Checked when sending, not before: whether sends are stopped, whether the customer wrote within the
last 24 hours, and how fast we may go. Decides nothing about what is said; a message that cannot be
said as it is becomes a template, or fails where people see it.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from channels.delivery import Receipt, SendError, pause_at
from channels.rate import Bucket, Buckets
from channels.whatsapp.codes import PAIR_LIMIT, WINDOW_CLOSED, decide
from channels.whatsapp.door import CHANNEL
from channels.whatsapp.graph import Graph, GraphError, UnknownOutcomeError, UnreachableError
from channels.whatsapp.rendering import Body, render
from channels.whatsapp.templates import Templates, as_template, code_template
from store.alarms import Alarm, alarms_on, clear_alarms, raise_alarm, take_probe
from store.code_sends import code_in
from store.contacts import Address, Names, address_of
from store.database import Database
from store.ids import Clock, Ids
from store.outbox import Outgoing
from store.reports import Callback

log = logging.getLogger(__name__)

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=1)
"""A message that leaves in the window's last minute might arrive after it."""
PAIR_SECONDS, PAIR_BURST = 6.0, 45
NUMBER_PER_SECOND = 80
SLOW_PER_SECOND = 1
A_MOMENT = timedelta(seconds=0.1)
OUTAGE_PAUSE = timedelta(seconds=5)


class WhatsAppSender:
    """Sends by the Graph API. What was handed over once must not be handed over again unless the
    platform has refused it, so a message is claimed first (see `channels.delivery`)."""

    repeatable = False

    def __init__(
        self,
        database: Database,
        ids: Ids,
        clock: Clock,
        graph: Graph,
        templates: Templates,
        monotonic: Callable[[], float],
        secret: bytes = b"",
    ) -> None:
        self._secret = secret
        self._database = database
        self._ids = ids
        self._clock = clock
        self._graph = graph
        self._templates = templates
        self._pairs = Buckets(1 / PAIR_SECONDS, PAIR_BURST, monotonic)
        self._number = Bucket(NUMBER_PER_SECOND, NUMBER_PER_SECOND, monotonic)
        self._slow = Bucket(SLOW_PER_SECOND, 1, monotonic)

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send the message, or its next part.

        Raises:
            SendError: it did not go, or nobody knows whether it did.
        """
        if not self._graph.account.can_send:
            raise SendError("no access token or no phone number id is set")
        address, alarms, code = await asyncio.to_thread(self._read, outgoing)
        self._keep_pace(outgoing.message.conversation_id, alarms)
        parts, is_template = self._parts(outgoing, address, code)
        part = outgoing.parts_sent
        if part >= len(parts):
            return Receipt()
        try:
            name = await self._hand_over(parts, part, outgoing, address.names)
        except GraphError as error:
            if decide(error.code) == "template" and not is_template:
                return await self._send_template(outgoing, address)
            raise await asyncio.to_thread(self._failure, error, outgoing) from error
        except UnknownOutcomeError as error:
            raise SendError(str(error), "unknown") from error
        if alarms:
            await asyncio.to_thread(self._clear_alarms)
        return Receipt(name, more=part + 1 < len(parts))

    async def _send_template(self, outgoing: Outgoing, address: Address) -> Receipt:
        """The platform says the window is closed, whatever our clock says."""
        body = self._template(outgoing)
        try:
            return Receipt(await self._hand_over((body,), 0, outgoing, address.names))
        except GraphError as error:
            raise await asyncio.to_thread(self._failure, error, outgoing) from error
        except UnknownOutcomeError as error:
            raise SendError(str(error), "unknown") from error

    async def _hand_over(
        self, parts: tuple[Body, ...], part: int, outgoing: Outgoing, names: Names
    ) -> str:
        whom = {"to": names.phone} if names.phone else {"recipient": names.user_id}
        callback = str(Callback(outgoing.id, part, len(parts)))
        return await self._graph.send(
            {
                "recipient_type": "individual",
                **whom,
                **parts[part],
                "biz_opaque_callback_data": callback,
            }
        )

    def _read(self, outgoing: Outgoing) -> tuple[Address, tuple[Alarm, ...], str | None]:
        """Whom it goes to, and the sign-in code if it brings one; refuses while sends are stopped,
        but for one that tries."""
        now, code = self._clock(), None
        with self._database.read() as tx:
            address = address_of(tx, outgoing.message.conversation_id)
            alarms = alarms_on(tx, CHANNEL)
            if address is not None and address.is_for_codes:
                code = code_in(tx, outgoing.message.id, self._secret, now)
        if address is None or not address.names.by_kind():
            raise SendError("nobody on WhatsApp belongs to this conversation", "dead")
        stop = next((alarm for alarm in alarms if alarm.kind == "stop"), None)
        if stop is not None:
            with self._database.write() as tx:
                may_try = take_probe(tx, now, CHANNEL)
            if not may_try:
                wait = max(stop.until - now, timedelta(seconds=1))
                raise SendError("all sends are stopped", "wait", after=wait, code=stop.code)
        if code is None:
            return address, alarms, None
        if code.digits is None:
            raise SendError("the code is used up or too old", "failed")
        return address, alarms, code.digits

    def _keep_pace(self, conversation_id: int, alarms: tuple[Alarm, ...]) -> None:
        now = self._clock()
        if any(alarm.kind == "slow" and alarm.until > now for alarm in alarms):
            if not self._slow.take():
                raise SendError("sends are slowed down", "wait", after=timedelta(seconds=1))
        elif not self._number.take():
            raise SendError("our number's limit is reached", "wait", after=A_MOMENT)
        if not self._pairs.take(conversation_id):
            wait = timedelta(seconds=PAIR_SECONDS)
            raise SendError("this person's limit is reached", "wait", after=wait)

    def _parts(
        self, outgoing: Outgoing, address: Address, code: str | None
    ) -> tuple[tuple[Body, ...], bool]:
        """What is sent, and whether it is a template."""
        if code is not None:
            return (code_template(code, outgoing.message.language, self._templates),), True
        if outgoing.error_code != WINDOW_CLOSED and self._is_open(address.heard_at):
            message = outgoing.message
            return render(message.text, message.choices, message.language), False
        return (self._template(outgoing),), True

    def _is_open(self, heard_at: datetime | None) -> bool:
        return heard_at is not None and self._clock() < heard_at + WINDOW - MARGIN

    def _template(self, outgoing: Outgoing) -> Body:
        body = as_template(outgoing.message, self._templates)
        if body is None:
            why = "the 24 hours since the customer wrote are over, and no template fits"
            raise SendError(why, "dead", code=WINDOW_CLOSED)
        return body

    def _failure(self, error: GraphError, outgoing: Outgoing) -> SendError:
        """What becomes of the message, by the platform's code; an alarm if it is about us all.
        While the platform is away, or asks us to come back later, no try counts: an outage of
        minutes would end every message."""
        if isinstance(error, UnreachableError):
            return SendError(str(error), "wait", after=OUTAGE_PAUSE)
        decision, code, why = decide(error.code), error.code, str(error)
        if decision in ("stop", "slow") and code is not None:
            now = self._clock()
            with self._database.write() as tx:
                alarm = raise_alarm(tx, self._ids, now, CHANNEL, decision, code, error.detail)
            if alarm.is_news:
                log.error("%s", alarm)
            if decision == "stop":
                return SendError(why, "wait", after=alarm.until - now, code=code)
        if decision == "later":
            least = timedelta(seconds=PAIR_SECONDS if code == PAIR_LIMIT else 1)
            after = pause_at(self._clock() - outgoing.message.created_at, least)
            return SendError(why, "wait" if after else "dead", after=after, code=code)
        if decision == "retry":
            return SendError(why, code=code)
        return SendError(why, "failed" if decision == "final" else "dead", code=code)

    def _clear_alarms(self) -> None:
        now = self._clock()
        with self._database.write() as tx:
            if clear_alarms(tx, now, CHANNEL):
                log.warning("WhatsApp: a message went through, the alarm is over")
