"""Firebase Cloud Messaging, HTTP v1: one push to one device, and the access token it needs.

The token comes by the JWT grant of RFC 7523 and is kept until shortly before it ends. Refuses to
decide what an error means for a message; `channels.mobile.push` does.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
import jwt

from channels.service_account import ALGORITHM, ServiceAccount
from store.ids import Clock

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SENDING = "https://fcm.googleapis.com/v1/projects/{project}/messages:send"
HOUR = timedelta(hours=1)
EARLY = timedelta(minutes=2)
"""So long before its end a token is not used any more."""
TIMEOUT_SECONDS = 10.0


class FcmError(Exception):
    """Not pushed. `code` is Firebase's own word for it where there is one, else the HTTP status's;
    `about` the field that it complains of; `after` how long it wants us to wait."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        about: str = "",
        after: timedelta | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.status = status
        self.code = code
        self.about = about
        self.after = after


class Fcm:
    """Pushes in the name of a service account."""

    def __init__(self, account: ServiceAccount, client: httpx.AsyncClient, clock: Clock) -> None:
        self._account = account
        self._client = client
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: tuple[str, datetime] | None = None

    async def push(self, message: Mapping[str, Any]) -> None:
        """Hand over one message.

        Raises:
            FcmError: it was refused, or nothing could be reached.
        """
        url = SENDING.format(project=self._account.project_id)
        headers = {"Authorization": f"Bearer {await self._access()}"}
        answer = await self._post(url, headers=headers, json={"message": message})
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._token = None
        if not answer.is_success:
            raise _error_of(answer)

    async def _access(self) -> str:
        async with self._lock:
            if self._token is None or self._token[1] <= self._clock():
                self._token = await self._fetch_token()
            return self._token[0]

    async def _fetch_token(self) -> tuple[str, datetime]:
        now, account = self._clock(), self._account
        claims = {
            "iss": account.client_email,
            "scope": SCOPE,
            "aud": str(account.token_uri),
            "iat": now,
            "exp": now + HOUR,
        }
        signed = jwt.encode(claims, account.private_key.get_secret_value(), algorithm=ALGORITHM)
        form = {"grant_type": GRANT, "assertion": signed}
        answer = await self._post(str(account.token_uri), data=form)
        if answer.status_code in (400, 401, 403):
            raise FcmError(401, "CREDENTIALS_REFUSED", _oauth_error(answer))
        if not answer.is_success:
            raise _error_of(answer)
        try:
            found = answer.json()
            return str(found["access_token"]), now + timedelta(seconds=found["expires_in"]) - EARLY
        except (ValueError, KeyError, TypeError) as error:
            raise FcmError(502, "NO_TOKEN", f"no token in the answer: {error!r}") from None

    async def _post(self, url: str, **given: Any) -> httpx.Response:
        try:
            return await self._client.post(url, **given)
        except httpx.HTTPError as error:
            raise FcmError(503, "UNREACHABLE", repr(error)) from error


@asynccontextmanager
async def open_fcm(account: ServiceAccount, clock: Clock) -> AsyncIterator[Fcm]:
    """Firebase, while its connections are open."""
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client:
        yield Fcm(account, client, clock)


def _error_of(answer: httpx.Response) -> FcmError:
    """The error as Firebase tells it; what stands between us and it answers in HTML."""
    try:
        said = answer.json()["error"]
        details = said.get("details") or ()
        codes = [one["errorCode"] for one in details if "errorCode" in one]
        fields = [bad["field"] for one in details for bad in one.get("fieldViolations", ())]
        code, detail = (codes or [said["status"]])[0], str(said.get("message"))
    except (ValueError, KeyError, TypeError, AttributeError):
        code, detail, fields = f"HTTP_{answer.status_code}", "no reason given", []
    wait = answer.headers.get("Retry-After", "")
    after = timedelta(seconds=min(int(wait), 3600)) if wait.isdecimal() else None
    return FcmError(
        answer.status_code, str(code), detail, about=str((fields or [""])[0]), after=after
    )


def _oauth_error(answer: httpx.Response) -> str:
    try:
        said = answer.json()
        return f"{said['error']}: {said.get('error_description', '')}"
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"
