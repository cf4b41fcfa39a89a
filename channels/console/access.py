"""Who may enter the console, and which requests really come from its own pages.

A session lives on the server; the browser holds its token in a cookie that scripts cannot read and
other sites cannot send. Every change must name the session's CSRF token besides (OWASP's
synchroniser token), in a header or a form field.
"""

import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from math import ceil
from threading import BoundedSemaphore
from typing import Any, Literal

from argon2 import PasswordHasher
from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from channels.problems import ProblemError
from store.database import Database
from store.ids import Clock, Ids
from store.staff import (
    TooManyAttemptsError,
    check_attempts,
    credentials_of,
    fresh_hash,
    is_right,
    record_failure,
    replace_hash,
)
from store.staff_sessions import (
    SESSION_LIFETIME,
    StaffSession,
    draw_token,
    open_staff_session,
    sign_out,
    staff_session,
)

CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf"
HASHINGS_AT_ONCE = 2
"""One check of a password takes 64 MiB for a moment; strangers must not take them all."""
HASHING_PATIENCE_SECONDS = 5.0

Cookie = Literal["session", "form"]


@dataclass(frozen=True)
class Access:
    """The console's door. `token_bytes` draws secret bytes; `demo` allows plain http."""

    database: Database
    clock: Clock
    ids: Ids
    token_bytes: Callable[[int], bytes]
    hasher: PasswordHasher
    demo: bool
    _hashing: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(HASHINGS_AT_ONCE))

    def sign_in(self, email: str, password: str) -> str:
        """The token of a new session.

        Raises:
            ProblemError: 401 for a wrong email or password alike, 429 after too many of them.
        """
        now = self.clock()
        with self.database.read() as tx:
            try:
                check_attempts(tx, now, email)
            except TooManyAttemptsError as error:
                seconds = ceil(error.retry_after.total_seconds())
                raise ProblemError(
                    429,
                    "too_many_attempts",
                    f"too many wrong passwords; try again in {ceil(seconds / 60)} min",
                    headers={"Retry-After": str(seconds)},
                ) from None
            found = credentials_of(tx, email)
        if not self._hashing.acquire(timeout=HASHING_PATIENCE_SECONDS):
            raise ProblemError(503, "busy", "try again in a moment", headers={"Retry-After": "5"})
        try:
            right = is_right(self.hasher, found, password)
            rehashed = fresh_hash(self.hasher, found, password) if found and right else None
        finally:
            self._hashing.release()
        with self.database.write() as tx:
            if right and found is not None:
                if rehashed is not None:
                    replace_hash(tx, now, found.user_id, rehashed)
                return open_staff_session(tx, self.ids, now, self.token_bytes, found.user_id)
            record_failure(tx, self.ids, now, email, found)
        raise ProblemError(401, "wrong_password", "the email or the password is wrong")

    def sign_out(self, session: StaffSession) -> None:
        with self.database.write() as tx:
            sign_out(tx, self.ids, self.clock(), session)

    def session(self, request: Request) -> StaffSession:
        """Whose request this is.

        Raises:
            ProblemError: 401 when nobody is signed in.
        """
        return self.session_of(request.cookies.get(self.cookie_name("session"), ""))

    def session_of(self, token: str) -> StaffSession:
        """Whose session the token is.

        Raises:
            ProblemError: 401 when it is nobody's.
        """
        with self.database.read() as tx:
            session = staff_session(tx, self.clock(), token)
        if session is None:
            raise ProblemError(401, "not_signed_in", "sign in first")
        return session

    def keep(self, response: Response, token: str) -> None:
        """Give the browser its session."""
        self._set(response, "session", token, max_age=int(SESSION_LIFETIME.total_seconds()))

    def forget(self, response: Response) -> None:
        self._set(response, "session", "", max_age=0)

    def draw_form_token(self) -> str:
        """A token for the sign-in form, which no session guards yet: it is sent twice, in a cookie
        and in the form, and another site can do only one of both."""
        return draw_token(self.token_bytes)

    def offer_form(self, response: Response, token: str) -> None:
        self._set(response, "form", token, max_age=None)

    def cookie_name(self, cookie: Cookie) -> str:
        """With the prefix that browsers hold to this very host and https (RFC 6265bis)."""
        return f"ops-{cookie}" if self.demo else f"__Host-ops-{cookie}"

    def _set(self, response: Response, cookie: Cookie, value: str, max_age: int | None) -> None:
        response.set_cookie(
            self.cookie_name(cookie),
            value,
            max_age=max_age,
            path="/",
            secure=not self.demo,
            httponly=True,
            samesite="strict",
        )


def check_token(expected: str | None, given: object) -> None:
    """Refuse a change that does not name the right CSRF token.

    Raises:
        ProblemError: 403.
    """
    if not (
        expected
        and isinstance(given, str)
        and hmac.compare_digest(expected.encode(), given.encode(errors="replace"))
    ):
        raise ProblemError(
            403, "csrf", "the form's token is missing or of another session; open the page again"
        )


def check_origin(request: Request) -> None:
    """Refuse a change that another site's page sends.

    Raises:
        ProblemError: 403.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host")
    if foreign or site not in ("same-origin", "none"):
        raise ProblemError(403, "forbidden_origin", "this must come from the console itself")


def writer_of(access: Access) -> Callable[[Request], Coroutine[Any, Any, StaffSession]]:
    """The dependency of every route that changes something: the session, once it is sure that the
    request comes from the console itself and names the session's CSRF token."""

    async def writer(request: Request) -> StaffSession:
        check_origin(request)
        session = await run_in_threadpool(access.session, request)
        given: object = request.headers.get(CSRF_HEADER)
        if given is None:
            given = (await request.form()).get(CSRF_FIELD)
        check_token(session.csrf_token, given)
        return session

    return writer
