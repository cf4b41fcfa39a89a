"""The console as somebody at a browser uses it: a server, people, turns to review."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import httpx

from store.staff_sessions import open_staff_session
from tests.channels.site import Site
from tests.store.queued import PASSWORD, Desk

FORM = {"grounding": "bad", "faithfulness": "good", "relevancy": "unsure"}


class Visitor(httpx.Client):
    """A browser: keeps cookies, follows nothing, and sends the CSRF token with its forms."""

    csrf = ""

    def send_form(self, path: str, **fields: Any) -> httpx.Response:
        return self.post(path, data={"csrf": self.csrf, **fields})

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        token = re.search(r'name="token" value="([^"]+)"', self.get("/ops/sign-in").text)
        assert token is not None
        form = {"email": email, "password": password, "token": token[1]}
        return self.post("/ops/sign-in", data=form)


class Console:
    """A site, what is written into its database, and its visitors."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desk = Desk(site.database, now=site.hands.now())

    @contextmanager
    def visitor(self, **options: Any) -> Iterator[Visitor]:
        with Visitor(base_url=self.site.http, verify=False, **options) as visitor:
            yield visitor

    @contextmanager
    def staff(self, name: str = "Asha Nair", role: str = "agent") -> Iterator[Visitor]:
        """Somebody who has signed in, without the wait for their password to be hashed."""
        person = self.desk.hire(name, role)
        with self.site.database.write() as tx:
            now = self.site.hands.now()
            token = open_staff_session(tx, self.desk.ids, now, secrets.token_bytes, person)
        with self.visitor(cookies={"ops-session": token}) as visitor:
            visitor.csrf = visitor.get("/v1/ops/session").json()["csrf_token"]
            yield visitor


def words(page: httpx.Response) -> str:
    """What a reader sees of a page: without markup, blanks made one."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.text)).split())
