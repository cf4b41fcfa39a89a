"""`python -m evals COMMAND`: one door to all evaluations.

Every command exits with 0 (passed), 1 (a gate failed), 2 (wrong usage or input) or 3 (incomplete);
with --json it prints one JSON object on stdout, everything else goes to stderr.
"""

import argparse
from collections.abc import Callable, Sequence

from evals import (
    benchmark,
    compare,
    convert,
    export,
    gate,
    metrics,
    mutation,
    policies,
    privacy,
    report,
    review,
    router,
    score,
)
from evals.bench import command as bench
from evals.month import command as month
from evals.scenarios import command as scenarios
from store.piped import end_with

COMMANDS = (
    router,
    benchmark,
    policies,
    convert,
    metrics,
    mutation,
    scenarios,
    privacy,
    score,
    export,
    review,
    compare,
    gate,
    report,
    month,
    bench,
)


class _WithDefaults(argparse.ArgumentDefaultsHelpFormatter):
    """Help that names the defaults which are one."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default in (None, False, "", argparse.SUPPRESS) or action.default == []:
            return action.help
        return super()._get_help_string(action) if action.help else "(default: %(default)s)"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    for added in subparsers.choices.values():
        added.formatter_class = _WithDefaults
    chosen = parser.parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = chosen.run
    return run(chosen)


if __name__ == "__main__":
    end_with(main)
