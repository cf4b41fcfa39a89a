"""Which names lead to the person who is signed in: seen, linked and unlinked by themselves.

Refuses to link what leads to somebody else; two accounts are never made one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from channels.host_token import Vouched
from channels.problems import PROBLEM_RESPONSES, ProblemError
from channels.sockets.desk import Desk
from channels.web.bodies import HostToken
from channels.web.door import Door, vouched_for
from store.database import Tx
from store.identities import LinkedElsewhereError, identities_of, link_host, unlink
from store.sessions import Session, session_by_token


class LinkRequest(BaseModel):
    """Proof of the other side: a token that the host application has signed for this person."""

    host_token: HostToken


class IdentityRow(BaseModel):
    """A name: on which channel, of what kind ("phone", "user_id", "host")."""

    id: int
    channel: str
    kind: str
    external_id: str
    created_at: datetime


class IdentityList(BaseModel):
    items: tuple[IdentityRow, ...]


def identities_router(door_of: Callable[[Request], Door]) -> APIRouter:
    """Everything under /v1/identities."""
    router = APIRouter(prefix="/v1/identities", tags=["sessions"], responses=PROBLEM_RESPONSES)
    bearer = HTTPBearer(auto_error=False, description="the token of somebody who is signed in")
    Given = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]  # noqa: N806  a type

    @router.get("")
    async def list_identities(request: Request, given: Given) -> IdentityList:
        """The names that lead to whoever is signed in."""
        front = door_of(request).front
        return await front.threads.serve(_list, front.desk, _token(given))

    @router.post("", status_code=201)
    async def link_identity(request: Request, given: Given, body: LinkRequest) -> IdentityList:
        """Let the host application's name lead here, too."""
        door = door_of(request)
        vouched = vouched_for(door, body.host_token)
        return await door.front.threads.serve(_add, door.front.desk, _token(given), vouched)

    @router.delete("/{identity_id}", status_code=204)
    async def unlink_identity(
        request: Request, given: Given, identity_id: Annotated[int, Path(ge=1, lt=2**63)]
    ) -> None:
        """Take a name away. What was said stays; every other session ends."""
        front = door_of(request).front
        await front.threads.serve(_remove, front.desk, _token(given), identity_id)

    return router


def _token(given: HTTPAuthorizationCredentials | None) -> str:
    return given.credentials if given else ""


def _person(tx: Tx, desk: Desk, token: str) -> tuple[Session, int]:
    session = session_by_token(tx, token, desk.clock())
    if session is None:
        raise ProblemError(401, "unknown_session", "the token is wrong or expired")
    if session.user_id is None:
        raise ProblemError(403, "guest", "sign in first")
    return session, session.user_id


def _listed(tx: Tx, user_id: int) -> IdentityList:
    found = identities_of(tx, user_id)
    return IdentityList(
        items=tuple(
            IdentityRow(
                id=one.id,
                channel=one.channel,
                kind=one.kind,
                external_id=one.external_id,
                created_at=one.created_at,
            )
            for one in found
        )
    )


def _list(desk: Desk, token: str) -> IdentityList:
    with desk.database.read() as tx:
        return _listed(tx, _person(tx, desk, token)[1])


def _add(desk: Desk, token: str, vouched: Vouched) -> IdentityList:
    with desk.database.write() as tx:
        _, user_id = _person(tx, desk, token)
        try:
            link_host(tx, desk.ids, desk.clock(), user_id, vouched.sub)
        except LinkedElsewhereError:
            raise ProblemError(409, "linked_elsewhere", "this name is somebody else's") from None
        return _listed(tx, user_id)


def _remove(desk: Desk, token: str, identity_id: int) -> None:
    with desk.database.write() as tx:
        session, user_id = _person(tx, desk, token)
        if not unlink(tx, desk.ids, desk.clock(), user_id, identity_id, session.id):
            raise ProblemError(404, "unknown_identity", "you have no such name")
