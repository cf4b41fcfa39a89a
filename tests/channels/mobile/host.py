"""A host application: the tokens that it signs, and a first frame that has one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from sqlalchemy import select

from store.tables import dialogues
from tests.channels.site import Frame, Site

KEY = "the secret of a host application, long enough"


def token(key: Any = KEY, algorithm: str = "HS256", **changed: Any) -> str:
    """A token as the host signs it, but for what is changed; None leaves a claim out."""
    soon = datetime.now(UTC) + timedelta(minutes=5)
    claims = {"sub": "cust-17", "aud": "converge", "exp": soon, "name": "Asha Rao", **changed}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm)


def owner(site: Site, session: Frame) -> int | None:
    with site.database.read() as tx:
        key = int(session["conversation_id"])
        statement = select(dialogues.c.user_id).where(dialogues.c.id == key)
        whose: int | None = tx.execute(statement).scalar_one()
        return whose


async def hello(site: Site, path: str = "/v1/web/socket", **fields: Any) -> Frame:
    """What a first frame brings: `ready`, or the error before the socket is closed for it."""
    async with site.socket(path) as talker:
        await talker.say(type="hello", **fields)
        while (frame := await talker.hear())["type"] not in ("ready", "error"):
            pass
        if frame["type"] == "error":
            assert await talker.closed() == 4401
        return frame
