"""The files a browser loads from us: the widget, the demo page, the API pages' assets."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

from channels.headers import PAGE

STATIC = Path(__file__).parent / "static"


def serve_pages(app: FastAPI, *, demo: bool) -> None:
    """Add the widget's two scripts and /static; the demo page at / only in a demo."""
    router = APIRouter(include_in_schema=False)

    @router.get("/widget.js")
    def loader() -> FileResponse:
        return FileResponse(STATIC / "widget.js")

    @router.get("/widget-app.js")
    def widget() -> FileResponse:
        return FileResponse(STATIC / "widget-app.js")

    if demo:

        @router.get("/")
        def home() -> FileResponse:
            headers = {"Content-Security-Policy": PAGE}
            return FileResponse(STATIC / "index.html", headers=headers)

    app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC))
