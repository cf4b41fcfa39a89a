"""GET /v1/invoices/{token}.pdf: the invoice behind a link that the chat gave."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Response

from assistant.links import InvoiceLinks, LinkError
from channels.problems import PROBLEM_RESPONSES, ProblemError
from store.database import Database
from store.invoices import invoice_of


def invoices_router(
    database: Database, links: InvoiceLinks, clock: Callable[[], datetime]
) -> APIRouter:
    router = APIRouter(prefix="/v1/invoices", tags=["invoices"], responses=PROBLEM_RESPONSES)

    @router.get(
        "/{token}.pdf",
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
    )
    def invoice(token: str) -> Response:
        """The bill as a PDF. The link in the chat is good for two days; ask there for a new one."""
        from channels.invoices.pdf import draw_invoice  # noqa: PLC0415 - heavy, and seldom wanted

        try:
            booking_id = links.booking_of(token, clock())
        except LinkError as error:
            raise ProblemError(404, "no_such_invoice", str(error)) from error
        with database.read() as tx:
            found = invoice_of(tx, booking_id)
        if found is None:
            raise ProblemError(404, "no_such_invoice", "this booking has no invoice")
        return Response(
            draw_invoice(found),
            media_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{found.number}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )

    return router
