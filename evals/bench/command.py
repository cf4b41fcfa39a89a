"""`python -m evals bench turns | sockets | webhook | scorer | log`."""

from typing import Any

from evals.bench import log, scorer, sockets, turns, webhook


def add_parser(subparsers: Any) -> None:
    bench = subparsers.add_parser("bench", help="load and cost, beside a floor in the same run")
    kinds = bench.add_subparsers(dest="kind", required=True)
    for kind in (turns, sockets, webhook, scorer, log):
        kind.add_kind(kinds)
