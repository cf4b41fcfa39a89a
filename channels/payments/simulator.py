"""`python -m channels pay-sim`: plays the payment side and the providers against a running app.

Lists what is open from the database and posts signed events over HTTP, as the real ones do. Moves
no money and writes no row itself.
"""

import argparse
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from channels.payments.signature import HEADER, sign
from channels.settings import ChannelSettings
from store.database import Database, open_database
from store.jobs import Job, open_jobs
from store.payments import Payment, open_payments
from store.rules import RULES
from store.settings import StoreSettings

_MANY = 1_000_000
_INDIA = ZoneInfo(RULES.time_zone)
_TYPES = {
    "pay": "paid",
    "partial": "partial",
    "fail": "failed",
    "refund": "refunded",
    "start": "started",
    "complete": "completed",
    "cannot-come": "cannot_come",
}


class SimulatorError(Exception):
    """What was asked for cannot be played."""


def add_parser(subparsers: Any) -> None:
    """Add `pay-sim` to the commands."""
    parser = subparsers.add_parser("pay-sim", help="play the payment side and the providers")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="the server (%(default)s)")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="open payments and jobs")
    listing.set_defaults(run=_list)
    for action, about, key in (
        ("pay", "a charge is paid in full", "payment"),
        ("partial", "a part of a charge has come in", "payment"),
        ("fail", "a charge or a refund has failed", "payment"),
        ("refund", "a refund was made", "payment"),
        ("start", "the provider begins a job", "job"),
        ("complete", "the provider has done a job", "job"),
        ("cannot-come", "the provider cannot come", "job"),
    ):
        command = actions.add_parser(action, help=about)
        command.add_argument(key, type=int, help=f"the {key}'s number in the list")
        if action == "partial":
            command.add_argument("rupees", type=_paise, help="all that has come in so far")
        command.add_argument("--copies", type=int, default=1, help="how often it is sent")
        command.set_defaults(run=_send, action=action)


def _list(_: argparse.Namespace) -> None:
    with _store() as database, database.read() as tx:
        payments, jobs = open_payments(tx), open_jobs(tx)
    for payment in payments:
        print(
            f"payment {payment.id}  {payment.order_id}  {payment.kind} by {payment.method}"
            f"  Rs {_rupees(payment.amount_paise)}  {payment.state}"
            f"  Rs {_rupees(payment.moved_paise)} so far"
        )
    for job in jobs:
        starts = job.slot_start.astimezone(_INDIA).strftime("%a %d %b %H:%M")
        print(f"job {job.item_id}  {job.order_id}  {job.service}  {starts}  {job.status}")


def _send(given: argparse.Namespace) -> None:
    """Send one event, as often as asked.

    Raises:
        SimulatorError: nothing of that number is open, or the server did not take it.
    """
    key = ChannelSettings().event_key()
    if key is None:
        raise SimulatorError("set CONVERGE_PAYMENT_SECRET (or CONVERGE_DEMO=true on a laptop)")
    with _store() as database:
        path, subject = _subject(database, given)
    event = {"id": f"sim-{secrets.token_hex(8)}", "type": _TYPES[given.action], **subject}
    event["occurred_at"] = datetime.now(UTC).isoformat()
    body = json.dumps(event).encode()
    for _ in range(given.copies):
        print(_post(given.url.rstrip("/") + path, key, body))


def _subject(database: Database, given: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    with database.read() as tx:
        if "job" in given:
            job = _found(open_jobs(tx, _MANY), lambda job: job.item_id == given.job, "job")
            return "/v1/jobs/events", _job_fields(job)
        payment = _found(
            open_payments(tx, _MANY), lambda payment: payment.id == given.payment, "payment"
        )
        moved = given.rupees if "rupees" in given else payment.amount_paise
        return "/v1/payments/events", _payment_fields(payment, moved)


def _found(rows: Any, fits: Callable[[Any], bool], what: str) -> Any:
    for row in rows:
        if fits(row):
            return row
    raise SimulatorError(f"no open {what} has this number: python -m channels pay-sim list")


def _payment_fields(payment: Payment, moved: int) -> dict[str, Any]:
    return {
        "payment_id": payment.id,
        "amount_paise": moved,
        "transaction_id": f"SIM{payment.id:09}",
    }


def _job_fields(job: Job) -> dict[str, Any]:
    return {"order_id": job.order_id, "item_id": job.item_id, "provider_id": job.provider_id}


def _post(url: str, key: bytes, body: bytes) -> str:
    headers = {HEADER: sign(key, body, datetime.now(UTC)), "Content-Type": "application/json"}
    try:
        answer = httpx.post(url, content=body, headers=headers, timeout=10)
    except httpx.HTTPError as error:
        raise SimulatorError(f"{url} cannot be reached: {error}") from error
    if answer.is_success:
        return "taken" if answer.json()["changed"] else "taken; it was known already"
    try:
        said = answer.json()
    except ValueError:
        raise SimulatorError(f"{url} answered {answer.status_code}") from None
    raise SimulatorError(f"refused: {said.get('code')}: {said.get('detail')}")


def _store() -> Database:
    return open_database(StoreSettings().database_url)


def _paise(text: str) -> int:
    try:
        amount = Decimal(text) * 100
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no amount of rupees") from error
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise argparse.ArgumentTypeError(f"{text!r} is no amount of rupees")
    return int(amount)


def _rupees(paise: int) -> str:
    return f"{Decimal(paise) / 100:.2f}"
