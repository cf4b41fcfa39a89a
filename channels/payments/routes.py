"""POST /v1/payments/events and /v1/jobs/events: signed, idempotent, told to the customer.

An event, what follows from it and the notice about it are one commit. Answers 200 to repetitions,
so that a sender who heard nothing can simply send again.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from assistant.answers.phrases import load_phrasebook
from assistant.notices import tell
from channels.payments.bodies import EventAnswer, JobEventBody, PaymentEventBody
from channels.payments.signature import HEADER, SignatureError, check_signature
from channels.problems import PROBLEM_RESPONSES, ProblemError
from store.database import Database, Tx
from store.events import EventError, EventTrouble
from store.ids import Clock, Ids
from store.jobs import apply_job_event
from store.notices import News
from store.payment_events import apply_event

_STATUS: Mapping[EventTrouble, int] = {
    "unknown_subject": 404,
    "event_reused": 409,
    "not_applicable": 409,
    "amount_differs": 422,
    "impossible_time": 422,
}

Body = TypeVar("Body", bound=BaseModel)
Apply = Callable[[Tx], News | None]


def events_router(database: Database, ids: Ids, clock: Clock, key: bytes | None) -> APIRouter:
    """The two doors for events; without a key neither believes anybody."""
    router = APIRouter(prefix="/v1", tags=["events"], responses=PROBLEM_RESPONSES)
    phrasebook = load_phrasebook()

    async def believed(request: Request, kind: type[Body]) -> tuple[Body, bytes]:
        if key is None:
            raise ProblemError(503, "not_configured", "CONVERGE_PAYMENT_SECRET is not set")
        raw = await request.body()
        try:
            check_signature(key, request.headers.get(HEADER), raw, clock())
        except SignatureError as error:
            raise ProblemError(401, "bad_signature", str(error)) from error
        try:
            return kind.model_validate_json(raw), raw
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error

    def take_in(apply: Apply) -> EventAnswer:
        try:
            with database.write() as tx:
                news = apply(tx)
                if news is not None:
                    tell(tx, ids, phrasebook, news, clock())
        except EventError as error:
            raise ProblemError(_STATUS[error.code], error.code, str(error)) from error
        return EventAnswer(changed=news is not None)

    @router.post("/payments/events", openapi_extra=_described(PaymentEventBody))
    async def payment_event(request: Request) -> EventAnswer:
        """A payment has moved, wholly or in part, or failed; or a refund was made."""
        body, raw = await believed(request, PaymentEventBody)
        event = body.event(raw)
        return await run_in_threadpool(take_in, lambda tx: apply_event(tx, event, clock()))

    @router.post("/jobs/events", openapi_extra=_described(JobEventBody))
    async def job_event(request: Request) -> EventAnswer:
        """A provider has begun, has finished, or cannot come."""
        body, raw = await believed(request, JobEventBody)
        event = body.event(raw)
        return await run_in_threadpool(take_in, lambda tx: apply_job_event(tx, event, clock()))

    return router


def _described(body: type[BaseModel]) -> dict[str, object]:
    """The raw bytes are what is signed, so FastAPI does not read them and must be told."""
    content = {"application/json": {"schema": body.model_json_schema()}}
    header = {"name": HEADER, "in": "header", "required": True, "schema": {"type": "string"}}
    return {"requestBody": {"required": True, "content": content}, "parameters": [header]}
