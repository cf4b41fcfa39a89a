"""Every HTTP error as RFC 9457 problem+json. Says what was wrong, never how the program works."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from store.database import DatabaseUnavailableError

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one part of a request."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """RFC 9457. `code` is the stable name of the trouble for programs."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: tuple[FieldProblem, ...] | None = None


class ProblemError(Exception):
    """Expected trouble on its way to the edge of a request."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "What was wrong", "content": {MEDIA_TYPE: {}}, "model": Problem},
    "5XX": {"description": "Not the caller's fault", "content": {MEDIA_TYPE: {}}, "model": Problem},
}
"""For the OpenAPI document of every route."""


def answer_with_problems(app: FastAPI) -> None:
    """Make `app` answer every error with a problem; unexpected ones are logged by the server."""

    @app.exception_handler(ProblemError)
    async def _expected(_: Request, error: ProblemError) -> JSONResponse:
        return problem(error.status, error.code, error.detail, headers=error.headers)

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        detail = None if error.detail == status.phrase else str(error.detail)
        return problem(status, status.name.lower(), detail, headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        fields = tuple(
            FieldProblem(pointer="/" + "/".join(map(str, item["loc"])), detail=item["msg"])
            for item in error.errors()
        )
        return problem(422, "invalid_request", "the request is not what is expected", fields=fields)

    @app.exception_handler(DatabaseUnavailableError)
    async def _unavailable(_: Request, _error: DatabaseUnavailableError) -> JSONResponse:
        return problem(503, "unavailable", "try again in a moment", headers={"Retry-After": "5"})

    @app.exception_handler(Exception)
    async def _unexpected(_: Request, _error: Exception) -> JSONResponse:
        return problem(500, "internal_error", "this is our fault; it has been logged")


def problem(
    status: int,
    code: str,
    detail: str | None,
    *,
    fields: tuple[FieldProblem, ...] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    body = Problem(
        title=HTTPStatus(status).phrase, status=status, code=code, detail=detail, errors=fields
    )
    return JSONResponse(
        body.model_dump(exclude_none=True), status, media_type=MEDIA_TYPE, headers=headers
    )
