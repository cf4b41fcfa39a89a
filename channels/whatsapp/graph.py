"""The Graph API as far as we use it: sending, marking as read, and asking where media lie.

Says what came of a request and decides nothing. Every outcome of a send is one of three: it was
taken under a name, it was certainly not taken, or nobody knows.
"""

from dataclasses import dataclass
from typing import Any

import httpx

from channels.whatsapp.account import Account
from channels.whatsapp.content import short_id

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
CONNECTIONS = httpx.Limits(max_connections=40)
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class GraphError(Exception):
    """The platform did not take it; `code` is its own number for why, if it gave one."""

    def __init__(self, code: int | None, detail: str) -> None:
        super().__init__(detail if code is None else f"{code}: {detail}")
        self.code = code
        self.detail = detail


class UnreachableError(GraphError):
    """Nothing has left: the platform, or the way to it, is away."""


class UnknownOutcomeError(Exception):
    """The request left, and no answer tells what became of it."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Our number at the platform."""

    account: Account
    client: httpx.AsyncClient

    async def send(self, body: dict[str, Any]) -> str:
        """Send a message; gives the platform's name for it.

        Raises:
            GraphError: it was not taken.
            UnknownOutcomeError: nobody knows.
        """
        answer = await self._post({"messaging_product": "whatsapp", **body})
        try:
            return short_id(str(answer.json()["messages"][0]["id"]))
        except (ValueError, KeyError, IndexError, TypeError):
            raise UnknownOutcomeError("the answer names no message") from None

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """Show the customer that a message was read, and perhaps that an answer is on its way.

        Raises:
            GraphError, UnknownOutcomeError: it may not be shown.
        """
        body: dict[str, Any] = {"status": "read", "message_id": message_id}
        if typing:
            body["typing_indicator"] = {"type": "text"}
        await self._post({"messaging_product": "whatsapp", **body})

    async def media(self, media_id: str) -> dict[str, Any]:
        """Where a media file lies for the next five minutes, and what it is.

        Raises:
            GraphError: the platform does not tell.
        """
        try:
            answer = await self.client.get(self._url(media_id), headers=self._headers())
        except httpx.HTTPError as error:
            raise GraphError(None, _named(error)) from error
        _refuse_errors(answer)
        try:
            told: Any = answer.json()
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise GraphError(None, "the answer is not an object")
        return told

    async def _post(self, body: dict[str, Any]) -> httpx.Response:
        url = self._url(f"{self.account.phone_number_id}/messages")
        try:
            answer = await self.client.post(url, json=body, headers=self._headers())
        except _NEVER_LEFT as error:
            raise UnreachableError(None, _named(error)) from error
        except httpx.HTTPError as error:
            raise UnknownOutcomeError(_named(error)) from error
        _refuse_errors(answer)
        return answer

    def _url(self, path: str) -> str:
        return f"{self.account.graph_url}/{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.account.access_token}"}


def open_client(account: Account) -> httpx.AsyncClient:
    """A client for the Graph API; it follows no redirect by itself."""
    is_encrypted = account.graph_url.startswith("https:")  # else there is nothing to verify
    return httpx.AsyncClient(timeout=TIMEOUT, limits=CONNECTIONS, verify=is_encrypted)


def _refuse_errors(answer: httpx.Response) -> None:
    if answer.is_success:
        return
    code, detail = _complaint(answer)
    if code is None and answer.is_server_error:
        raise UnknownOutcomeError(f"HTTP {answer.status_code}")
    raise GraphError(code, detail)


def _complaint(answer: httpx.Response) -> tuple[int | None, str]:
    """The platform's code and words."""
    try:
        error = answer.json()["error"]
        code = error.get("code")
        detail = (error.get("error_data") or {}).get("details") or error.get("message")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, f"HTTP {answer.status_code}"
    number = code if isinstance(code, int) and not isinstance(code, bool) else None
    return number, str(detail or f"HTTP {answer.status_code}")[:500]


def _named(error: httpx.HTTPError) -> str:
    return f"{type(error).__name__} {error}".strip()
