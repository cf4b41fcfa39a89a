"""`python -m tests.postgres COMMAND ...`: run a command beside a PostgreSQL server that waits for
the disk; the one that CONVERGE_TEST_POSTGRES_URL names, or a private one for as long as it runs."""

import os
import subprocess
import sys
from contextlib import nullcontext

from tests.engines import durable_postgres

NAME = "CONVERGE_TEST_POSTGRES_URL"


def main() -> int:
    given = os.environ.get(NAME)
    with nullcontext(given) if given else durable_postgres() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, NAME: url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
