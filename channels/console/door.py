"""Signing in and out, as pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from channels.console.access import Access, check_origin, check_token, writer_of
from channels.console.forms import SignInForm
from channels.console.pages import SIGN_IN, page_router, render
from channels.problems import ProblemError
from store.staff_sessions import StaffSession

HOME = "/ops/queue"


def door_router(access: Access) -> APIRouter:
    router = page_router()

    @router.get("")
    def home() -> Response:
        return RedirectResponse(HOME, 303)

    @router.get("/sign-in")
    def ask() -> Response:
        return _form(access)

    @router.post("/sign-in")
    def sign_in(request: Request, form: Annotated[SignInForm, Form()]) -> Response:
        check_origin(request)
        check_token(request.cookies.get(access.cookie_name("form")), form.token)
        try:
            token = access.sign_in(form.email, form.password)
        except ProblemError as error:
            return _form(access, form.email, error)
        response = RedirectResponse(HOME, 303)
        access.keep(response, token)
        return response

    @router.post("/sign-out")
    def sign_out(staff: Annotated[StaffSession, Depends(writer_of(access))]) -> Response:
        access.sign_out(staff)
        response = RedirectResponse(SIGN_IN, 303)
        access.forget(response)
        return response

    return router


def _form(access: Access, email: str = "", error: ProblemError | None = None) -> Response:
    """The form again, with what was typed and what was wrong with it."""
    token = access.draw_form_token()
    response = render(
        "sign_in.html",
        error.status if error else 200,
        staff=None,
        token=token,
        email=email,
        error=error.detail if error else None,
    )
    response.headers.update((error.headers if error else None) or {})
    access.offer_form(response, token)
    return response
