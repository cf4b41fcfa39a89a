"""How a page of the console is made and sent: templates that escape everything, a policy that
allows nothing inline, and trouble told as a page."""

import hashlib
from collections.abc import Callable, Coroutine
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute, APIRouter
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from channels.console.view import (
    mask_mobile,
    source_name,
    write_age,
    write_clock,
    write_moment,
    write_name,
    write_until,
    write_value,
)
from channels.problems import ProblemError
from store.database import DatabaseUnavailableError

STATIC = Path(__file__).parent.parent / "static"
SIGN_IN = "/ops/sign-in"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    # "no-referrer" would make browsers hide the Origin of our own forms, which we check.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class PageRoute(APIRoute):
    """A route for people: what is wrong becomes a page, and every answer carries `HEADERS`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_for_people(request: Request) -> Response:
            try:
                response = await handle(request)
            except ProblemError as error:
                response = _refusal(request, error)
            except RequestValidationError:
                response = problem_page(422, "This address or form is not what the page expects.")
            except HTTPException as error:
                response = problem_page(error.status_code, str(error.detail))
            except DatabaseUnavailableError:
                response = problem_page(503, "The database is away. Try again in a moment.")
                response.headers["Retry-After"] = "5"
            response.headers.update(HEADERS)
            return response

        return handle_for_people


def page_router() -> APIRouter:
    """A router for pages, which are under /ops and in no document for programs."""
    return APIRouter(prefix="/ops", route_class=PageRoute, include_in_schema=False)


def render(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page from a template and plain values."""
    return HTMLResponse(render_text(template, **values), status)


def render_text(template: str, **values: object) -> Markup:
    """A part of a page, escaped already."""
    return Markup(_environment().get_template(template).render(values))  # noqa: S704  autoescaped


def problem_page(
    status: int, detail: str, staff: object = None, form: object = None
) -> HTMLResponse:
    """What stands against a request, and beside it a review's `form`, so that no word is lost."""
    title = HTTPStatus(status).phrase
    return render("problem.html", status, title=title, detail=detail, staff=staff, form=form)


def _refusal(request: Request, error: ProblemError) -> Response:
    """Whoever is not signed in is sent to do so, an htmx request by the header it obeys."""
    if error.status != 401:
        response: Response = problem_page(error.status, _sentence(error.detail))
    elif "hx-request" in request.headers:
        response = Response(status_code=401, headers={"HX-Redirect": SIGN_IN})
    else:
        response = RedirectResponse(SIGN_IN, 303)
    response.headers.update(error.headers or {})
    return response


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = _asset
    environment.filters.update(
        age=write_age,
        clock=write_clock,
        label=write_name,
        mask=mask_mobile,
        moment=write_moment,
        sentence=_sentence,
        source=source_name,
        until=write_until,
        value=lambda pair: write_value(*pair),
    )
    return environment


@cache
def _asset(name: str) -> str:
    """The address of a file under /static; it changes with its content, so that browsers may keep
    what they have."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"
