"""Pushes for lines that no open socket has taken, to each device where their customer is signed in.

A push says that there is a reply, not what it says: it passes through others' servers and shows
on locked screens, and replies hold addresses, amounts and codes. The app reads the reply from the
log, where it stands whatever becomes of the push. So a push is never worth holding up messages for:
while Firebase refuses our credentials there is an alarm, and no pushes.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from channels.delivery import Receipt, SendError
from channels.mobile.fcm import Fcm, FcmError
from store.alarms import Alarm, alarms_on, clear_alarms, raise_alarm, take_probe
from store.chat import Message
from store.database import Database
from store.devices import Device, devices_for, forget_device
from store.ids import Clock, Ids
from store.outbox import Outgoing

log = logging.getLogger(__name__)

CHANNEL = "MOBILE"
LIFETIME = timedelta(hours=24)
"""A push that was not shown by then is not shown any more."""
TITLE = "ConvergeAI"
BODY = {
    "en": "You have a new message",
    "hinglish": "Aapke liye ek naya message hai",
    "hi": "आपके लिए एक नया संदेश है",
}
_GONE = frozenset(("UNREGISTERED", "SENDER_ID_MISMATCH"))
_OURS_TO_MEND = frozenset(("CREDENTIALS_REFUSED", "THIRD_PARTY_AUTH_ERROR"))


class Push:
    """The way out of the web and mobile channels. A message goes to its devices one after the
    other, as parts, so that one device's trouble repeats no other's push; what is repeated all the
    same replaces the first on the screen, for both have the conversation's collapse key."""

    repeatable = True

    def __init__(self, database: Database, ids: Ids, clock: Clock, fcm: Fcm) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._fcm = fcm

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Push the message to the next of its devices.

        Raises:
            SendError: it is to be tried again.
        """
        left = outgoing.message.created_at + LIFETIME - self._clock()
        devices, alarms = await asyncio.to_thread(self._read, outgoing)
        part = outgoing.parts_sent
        if left <= timedelta() or part >= len(devices):
            return Receipt()
        if any(alarm.kind == "stop" for alarm in alarms) and not await self._may_try():
            return Receipt()
        device = devices[part]
        try:
            await self._fcm.push(push_of(outgoing.message, device, left))
        except FcmError as error:
            return await asyncio.to_thread(self._judge, error, device, part, len(devices))
        if alarms:
            await asyncio.to_thread(self._clear)
        return Receipt(more=part + 1 < len(devices))

    def _read(self, outgoing: Outgoing) -> tuple[tuple[Device, ...], tuple[Alarm, ...]]:
        with self._database.read() as tx:
            devices = devices_for(tx, outgoing.message.conversation_id, self._clock())
            return devices, alarms_on(tx, CHANNEL) if devices else ()

    async def _may_try(self) -> bool:
        def probe() -> bool:
            with self._database.write() as tx:
                return take_probe(tx, self._clock(), CHANNEL)

        return await asyncio.to_thread(probe)

    def _judge(self, error: FcmError, device: Device, part: int, many: int) -> Receipt:
        """What a refusal means for the message; a device that is gone is forgotten."""
        if error.code in _GONE or (error.status == 400 and error.about == "message.token"):
            with self._database.write() as tx:
                forget_device(tx, device.push_token)
            log.info("a device is gone: %s", error.code)
            if part + 1 < many:
                raise SendError("the next device has moved up", "wait", after=timedelta())
            return Receipt()
        if error.code in _OURS_TO_MEND or error.status in (401, 403):
            with self._database.write() as tx:
                now = self._clock()
                raise_alarm(tx, self._ids, now, CHANNEL, "stop", error.status, str(error))
            return Receipt()
        if error.status == 429 or error.status >= 500:
            raise SendError(str(error), after=error.after, code=error.status)
        raise SendError(str(error), "dead", code=error.status)

    def _clear(self) -> None:
        with self._database.write() as tx:
            clear_alarms(tx, self._clock(), CHANNEL)


def push_of(message: Message, device: Device, left: timedelta) -> dict[str, Any]:
    """The push for a line of the log, in Firebase's form; worth showing for so long."""
    key, seconds = f"chat-{message.conversation_id}", int(left.total_seconds())
    ends = int((message.created_at + LIFETIME).timestamp())
    return {
        "token": device.push_token,
        "notification": {"title": TITLE, "body": BODY[message.language or "en"]},
        "data": {"conversation_id": str(message.conversation_id), "seq": str(message.seq)},
        "android": {
            "collapse_key": key,
            "ttl": f"{seconds}s",
            "priority": "HIGH",
            "notification": {"tag": key},
        },
        "apns": {"headers": {"apns-collapse-id": key, "apns-expiration": str(ends)}},
        "webpush": {"headers": {"TTL": str(seconds), "Topic": key}},
    }
