"""`python -m evals COMMAND`: exit 0 pass, 1 gate failed, 2 usage or data, 3 incomplete.

Each command is a module with `add_parser(subparsers)`, which names its `run(arguments) -> int`.
"""

import argparse
import sys
from collections.abc import Sequence

from evals import metrics, mutation, router

COMMANDS = (router, metrics, mutation)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    chosen = parser.parse_args(arguments)
    code: int = chosen.run(chosen)
    return code


if __name__ == "__main__":
    sys.exit(main())
