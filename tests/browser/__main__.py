"""`python -m tests.browser`: the chat and the console in a real browser (`make browser`).

Starts the product as the README says, on a free port with a fresh database, and lets main.mjs
drive Chromium through it. Prints a line a check; exits 1 when one fails, 2 when it cannot begin.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tests.browser.fault import RIGHT, WRONG, write_fault
from tests.chaos.server import free_port

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PICTURES = ROOT / "var" / "browser"
FONTS = ROOT / "channels" / "invoices" / "fonts"
"""Their Devanagari, so that pictures show it on a machine that has no such font."""
HOST_KEY = "with which somebody else's site signs for its visitors"
FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>
"""
ANNOUNCED = re.compile(r"^Console sign-in, shown only now: (\S+)  (\S+)$")


@contextmanager
def running(environment: dict[str, str], port: int) -> Iterator[tuple[str, str]]:
    """`make run` until the block ends; gives the first administrator's address and password."""
    command = ["make", "--silent", "run", f"PORT={port}"]
    with tempfile.TemporaryFile("w+") as trouble:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=trouble,
            text=True,
            start_new_session=True,
        )
        try:
            yield _announced(process, trouble)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _announced(process: subprocess.Popen[str], trouble: TextIO) -> tuple[str, str]:
    sign_in = ("", "")
    assert process.stdout is not None
    for line in process.stdout:
        found = ANNOUNCED.match(line.rstrip())
        if found:
            sign_in = (found[1], found[2])
        if line.startswith("Terminal"):
            return sign_in
    trouble.seek(0)
    raise RuntimeError(f"make run ended before it served: {trouble.read()[-2000:]}")


def main() -> int:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("no chromium here: apt-get install chromium, or name one in CHROMIUM")
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port, other_port = free_port(), free_port()
        database_url = f"sqlite:///{folder}/browser.db"
        other = f"http://127.0.0.1:{other_port}"
        environment = {
            **os.environ,
            "CONVERGE_DATABASE_URL": database_url,
            "CONVERGE_ALLOWED_ORIGINS": other,
            "CONVERGE_HOST_TOKEN_KEY": HOST_KEY,
        }
        (folder / "fonts.conf").write_text(FONTCONFIG.format(FONTS))
        with running(environment, port) as (email, password):
            given = {
                "SITE": f"http://127.0.0.1:{port}",
                "OTHER_PORT": str(other_port),
                "CHROMIUM": chromium,
                "EMAIL": email,
                "PASSWORD": password,
                "FAULT": f"/ops/queue/{write_fault(database_url)}",
                "SAID": WRONG,
                "CATALOGUE": RIGHT,
                "PICTURES": str(PICTURES),
                "HOST_KEY": HOST_KEY,
                "FONTCONFIG_FILE": str(folder / "fonts.conf"),
            }
            command = ["node", str(HERE / "main.mjs")]
            return subprocess.run(command, env={**os.environ, **given}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
