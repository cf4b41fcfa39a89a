"""The files a browser loads from us: the widget, the demo page, the API pages' assets."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from channels.headers import PAGE

STATIC = Path(__file__).parent / "static"
ANYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
}


class Assets(StaticFiles):
    """Files that every site may load, since the widget is embedded elsewhere."""

    def file_response(self, *args: Any, **given: Any) -> Response:
        response = super().file_response(*args, **given)
        response.headers.update(ANYWHERE)
        return response


def serve_pages(app: FastAPI, *, demo: bool) -> None:
    """Add the widget's loader and /static; the demo page at / only in a demo."""

    @app.get("/widget.js", include_in_schema=False)
    def loader() -> FileResponse:
        return FileResponse(STATIC / "widget.js", headers=ANYWHERE)

    if demo:

        @app.get("/", include_in_schema=False)
        def home() -> FileResponse:
            headers = {"Content-Security-Policy": PAGE}
            return FileResponse(STATIC / "index.html", headers=headers)

    app.mount("/static", GZipMiddleware(Assets(directory=STATIC)))
