"""WhatsApp's webhook under load, beside a bare endpoint in the same run: how long until a signed
POST is acknowledged, how much waits for an answer when the load ends, and how long until nothing
does.

Messages come at a fixed rate whatever the server does (`evals.bench.posts`), and are answered
meanwhile: on SQLite by the process that takes them in, on PostgreSQL by workers beside it. Replies
go to a bare endpoint. Says what was measured; knows no good or bad.
"""

import argparse
import hashlib
import hmac
import json
import os
import re
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

import httpx
import uvloop

from evals.bench.posts import Load, post_at, request
from evals.bench.processes import bare, database_on, product, worker
from evals.options import count, none_or_more

SECRET = "a-secret-for-the-bench-and-nothing-else"  # noqa: S105  known to the product we start
PATH = "/v1/whatsapp/webhook"
TEXTS = ("how much is AC repair in 411001?", "hello", "bathroom ki safai ka price kya hai 411001")
PEOPLE = 50
BIG_UPDATES, BIG_TEXT = 1000, 2700
"""One POST as big as the platform's biggest: 3 MB."""
PATIENCE = 600.0


def run(args: argparse.Namespace) -> int:
    """`python -m evals bench webhook`."""
    report: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        if args.rate:
            report[f"sqlite, {args.rate} a second"] = _measure(
                f"sqlite:///{folder}/bench.db", args.rate, args.seconds
            )
    if args.postgres and args.postgres_rate:
        with database_on(args.postgres) as url:
            report[f"postgresql, {args.postgres_rate} a second"] = _measure(
                url, args.postgres_rate, args.seconds, args.workers
            )
    print(json.dumps(report, indent=2) if args.json else _table(report))
    return 0


def _measure(database_url: str, rate: int, seconds: int, workers: int = 0) -> dict[str, Any]:
    with ExitStack() as stack:
        _, floor_port = stack.enter_context(bare())
        extra = {
            "CONVERGE_WHATSAPP_APP_SECRET": SECRET,
            "CONVERGE_WHATSAPP_GRAPH_URL": f"http://127.0.0.1:{floor_port}",
            "CONVERGE_WORKER": str(not workers).lower(),
        }
        _, port = stack.enter_context(product(database_url, 1, extra))
        for _ in range(workers):
            stack.enter_context(worker(database_url, extra))
        requests = _requests(rate * seconds)
        floor = _load(floor_port, requests, rate)
        load = _load(port, requests, rate)
        backlog, drained = _drain(port)
        big = _big(port)
    return {
        "webhook": asdict(load),
        "bare endpoint": asdict(floor),
        "backlog": backlog,
        "drained_seconds": drained,
        "big_post_seconds": big,
    }


def _load(port: int, requests: Sequence[bytes], rate: int) -> Load:
    return uvloop.run(post_at(port, rate, requests))


def _requests(count: int) -> list[bytes]:
    requests = []
    for number in range(count):
        text = TEXTS[number % len(TEXTS)]
        body = _body([(number % PEOPLE, f"wamid.{number}", text)])
        requests.append(request(PATH, _headers(body), body))
    return requests


def _drain(port: int) -> tuple[int, float]:
    """How many messages wait for their answer now, and the seconds until none does."""
    backlog, start = _waiting(port), time.perf_counter()
    while _waiting(port) and time.perf_counter() - start < PATIENCE:
        time.sleep(0.1)
    return backlog, round(time.perf_counter() - start, 1)


def _waiting(port: int) -> int:
    shown = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=60).text
    found = re.search(r"^converge_inbox_waiting (\S+)", shown, re.MULTILINE)
    return int(float(found[1])) if found else 0


def _big(port: int) -> float:
    """The seconds until one POST of a thousand messages is acknowledged."""
    text = ("how much is AC repair in 411001? " * 100)[:BIG_TEXT]
    body = _body([(number % PEOPLE, f"wamid.big.{number}", text) for number in range(BIG_UPDATES)])
    start = time.perf_counter()
    address = f"http://127.0.0.1:{port}{PATH}"
    httpx.post(address, content=body, headers=_headers(body), timeout=60).raise_for_status()
    return round(time.perf_counter() - start, 2)


def _body(messages: list[tuple[int, str, str]]) -> bytes:
    """One POST with messages as (person, name, text), as the platform would send it."""
    now = str(int(time.time()))
    said = [
        {
            "from": f"9198{person:08d}",
            "id": name,
            "timestamp": now,
            "type": "text",
            "text": {"body": text},
        }
        for person, name, text in messages
    ]
    people = sorted({f"9198{person:08d}" for person, _, _ in messages})
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "911", "phone_number_id": "100000000000001"},
        "contacts": [{"profile": {"name": "Somebody"}, "wa_id": number} for number in people],
        "messages": said,
    }
    change = {"field": "messages", "value": value}
    entry = {"id": "1", "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def _headers(body: bytes) -> dict[str, str]:
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}


def _table(report: dict[str, Any]) -> str:
    lines = [f"{'':48}{'POSTs':>7}{'refused':>9}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}"]
    for name, found in report.items():
        for kind in ("webhook", "bare endpoint"):
            load = found[kind]
            lines.append(
                f"{name + ' · ' + kind:48}{load['posts']:7}{load['refused']:9}{load['p50_ms']:9}"
                f"{load['p99_ms']:9}{load['max_ms']:9}"
            )
        lines.append(
            f"{name}: {found['backlog']} waited for an answer at the end, none after "
            f"{found['drained_seconds']} s; {BIG_UPDATES} messages in one POST of 3 MB "
            f"acknowledged in {found['big_post_seconds']} s"
        )
    return "\n".join(lines)


def add_kind(kinds: Any) -> None:
    webhook = kinds.add_parser("webhook", help="WhatsApp's webhook at a fixed rate")
    webhook.add_argument(
        "--rate", type=none_or_more, default=100, help="POSTs a second on SQLite; 0: none"
    )
    webhook.add_argument(
        "--postgres-rate", type=none_or_more, default=300, help="and on PostgreSQL"
    )
    webhook.add_argument("--workers", type=count, default=2, help="beside the web on PostgreSQL")
    webhook.add_argument("--seconds", type=count, default=60)
    webhook.add_argument("--postgres", default=os.environ.get("CONVERGE_TEST_POSTGRES_URL"))
    webhook.add_argument("--json", action="store_true")
    webhook.set_defaults(run=run)
