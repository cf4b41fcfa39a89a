"""How customers come in: as guests, with a code, or by a host application's word; each function is
one unit of work.

A guest's conversation becomes that of whoever proves who they are in it; one that has an owner
never goes to anybody else. Whoever proves it again with the guest's old token, because no answer
has come, goes on in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from channels.host_token import Host, HostTokenError, Vouched
from channels.problems import ProblemError
from channels.sockets.desk import Desk
from channels.sockets.frames import Hello
from channels.sockets.front import Admitted, Front
from channels.web.bodies import Channel, CodeRequest, GuestRequest, VerifyRequest
from store.accounts import create_customer, user_by_mobile
from store.code_sends import put_code_out
from store.database import Tx
from store.dialogues import Dialogue, adopt_dialogue, dialogue, open_dialogue
from store.identities import Introduced, person_introduced
from store.outbox import LIVE
from store.sessions import (
    Session,
    end_session,
    inherit_devices,
    open_session,
    renew_session,
    session_by_token,
    session_in_place_of,
)
from store.sign_in_codes import Place, draw_code, redeem_code

Refused = Literal["wrong", "void", "closed"]
"""Why a code lets nobody in: "closed" when its number is of somebody who must not be let in."""


@dataclass(frozen=True, slots=True)
class Door:
    """What opening sessions needs beside the front; `show_codes` only ever in a demo, `sends_codes`
    where WhatsApp is set up."""

    front: Front
    secret: bytes
    show_codes: bool
    sends_codes: bool
    codes_per_address: int
    token_bytes: Callable[[int], bytes]
    below: Callable[[int], int]
    host: Host | None = None
    """The application whose tokens sign customers in, if there is one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh session; `left` is the guest conversation whose old sockets must go."""

    token: str
    conversation_id: int
    left: int | None = None


def vouched_for(door: Door, token: str) -> Vouched:
    """What the host says.

    Raises:
        ProblemError: there is no host, or it has not signed this for us, or not for now.
    """
    if door.host is None:
        raise ProblemError(503, "no_host", "no host application is set up")
    try:
        return door.host.vouches(token, door.front.desk.clock())
    except HostTokenError as error:
        raise ProblemError(401, "bad_host_token", str(error)) from None


def open_as_guest(door: Door, wanted: GuestRequest, origin: str) -> Opened:
    with door.front.desk.database.write() as tx:
        return _open(door, tx, None, wanted.channel, wanted.language, origin)


def give_code(door: Door, wanted: CodeRequest, origin: str) -> str | None:
    """Have a code sent, or in a demo give it.

    Raises:
        TooManyCodesError: the number, or whoever asks, has had too many.
    """
    desk = door.front.desk
    place = Place(origin, door.codes_per_address)
    given = (wanted.mobile, door.secret, door.below, place)
    with desk.database.write() as tx:
        now = desk.clock()
        if door.show_codes:
            return draw_code(tx, desk.ids, now, *given).digits
        put_code_out(tx, desk.ids, now, *given, wanted.language)
        return None


def sign_in(door: Door, proof: VerifyRequest, token: str | None) -> Opened | Refused:
    """A session of whoever has the number, if the code is right; `token` is that of the session so
    far. A value and not an error, so that a wrong try stays counted."""
    desk = door.front.desk
    now = desk.clock()
    with desk.database.write() as tx:
        verdict = redeem_code(tx, now, proof.mobile, proof.code, door.secret)
        if verdict != "right":
            return verdict
        person = user_by_mobile(tx, proof.mobile)
        if person is not None and (not person.active or person.role != "customer"):
            return "closed"
        user_id = person.user_id if person else create_customer(tx, proof.mobile, now)
        return _enter(door, tx, user_id, token, proof.channel)


def introduce(door: Door, vouched: Vouched, token: str | None, wanted: GuestRequest) -> Opened:
    """A session of whom the host vouches for; `token` is that of the session so far.

    Raises:
        ProblemError: whoever it is must not be let in.
    """
    desk = door.front.desk
    now = desk.clock()
    with desk.database.write() as tx:
        user_id = _person(door, tx, vouched, now)
        return _enter(door, tx, user_id, token, wanted.channel, wanted.language)


def let_in_by_host(channel: Channel, door: Door, hello: Hello) -> Admitted:
    """What a socket does with a host's token in its hello: a session of the customer's, which goes
    on with that of `guest_token`. They speak in the conversation that is named, if it is theirs,
    or in the session's.

    Raises:
        ProblemError: the host has not signed this, or what it is to go on with is not the
            customer's.
    """
    desk, now = door.front.desk, door.front.desk.clock()
    vouched = vouched_for(door, hello.token)
    wanted = int(hello.conversation_id) if hello.conversation_id else None
    with desk.database.write() as tx:
        user_id = _person(door, tx, vouched, now)
        before = _session(tx, hello.guest_token, now)
        if before is not None and before.user_id not in (None, user_id):
            raise ProblemError(401, "foreign_session", "the session so far is somebody else's")
        if before is not None and before.user_id == user_id:
            opened = Opened(hello.guest_token or "", before.conversation_id)
        elif before is None and wanted is not None:
            opened = _open_on(door, tx, user_id, _own(tx, user_id, wanted).id)
        else:
            opened = _enter(door, tx, user_id, hello.guest_token, channel)
        head = _own(tx, user_id, wanted or opened.conversation_id)
        session = _session(tx, opened.token, now)
        assert session is not None
        return Admitted(session, head, opened.token, opened.left)


def sign_out(desk: Desk, token: str) -> int | None:
    """The conversation that was left; None for a token that opens nothing."""
    with desk.database.write() as tx:
        session = session_by_token(tx, token, desk.clock())
        if session is None:
            return None
        end_session(tx, session)
        return session.conversation_id


def _session(tx: Tx, token: str | None, now: datetime) -> Session | None:
    return session_by_token(tx, token, now) if token else None


def _person(door: Door, tx: Tx, vouched: Vouched, now: datetime) -> int:
    """Whom the host means; the first time, somebody new."""
    whom = Introduced(vouched.sub, vouched.mobile, vouched.name)
    person = person_introduced(tx, door.front.desk.ids, now, whom)
    if not person.active or person.role != "customer":
        raise ProblemError(403, "closed_account", "this account cannot chat as a customer")
    return person.user_id


def _own(tx: Tx, user_id: int, conversation_id: int) -> Dialogue:
    head = dialogue(tx, conversation_id)
    if head is None or head.user_id != user_id or head.channel not in LIVE:
        raise ProblemError(401, "unknown_session", "this conversation is not the customer's")
    return head


def _enter(
    door: Door,
    tx: Tx,
    user_id: int,
    token: str | None,
    channel: Channel,
    language: str = "en",
) -> Opened:
    """A session of the person's: on the conversation of the token so far if it is a guest's or
    their own, or became theirs by this token before; else on a new one."""
    now = door.front.desk.clock()
    session = _session(tx, token, now)
    if session is not None and _takes_over(tx, user_id, session):
        new = renew_session(tx, session, now, door.token_bytes, user_id)
        return Opened(new, session.conversation_id, left=session.conversation_id)
    before = session_in_place_of(tx, token, now, user_id) if token else None
    if token is None or before is None:
        return _open(door, tx, user_id, channel, language)
    opened = _open_on(door, tx, user_id, before.conversation_id)
    heir = _session(tx, opened.token, now)
    assert heir is not None
    inherit_devices(tx, token, heir)
    return opened


def _takes_over(tx: Tx, user_id: int, session: Session) -> bool:
    if session.user_id is None:
        return adopt_dialogue(tx, session.conversation_id, user_id)
    return session.user_id == user_id


def _open(
    door: Door,
    tx: Tx,
    user_id: int | None,
    channel: Channel,
    language: str = "en",
    origin: str | None = None,
) -> Opened:
    """A session on a new conversation; a guest's keeps from where it was opened."""
    desk = door.front.desk
    key = open_dialogue(tx, desk.ids, desk.clock(), channel.upper(), user_id, language)
    return _open_on(door, tx, user_id, key, origin)


def _open_on(
    door: Door, tx: Tx, user_id: int | None, conversation_id: int, origin: str | None = None
) -> Opened:
    desk = door.front.desk
    token = open_session(
        tx,
        desk.ids,
        desk.clock(),
        door.token_bytes,
        user_id=user_id,
        conversation_id=conversation_id,
        opened_from=origin,
    )
    return Opened(token, conversation_id)
