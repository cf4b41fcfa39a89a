"""The end of every command: what it prints may go into a pipe whose reader leaves early (`| head`),
and whoever started it may stop it (Ctrl-C).

The command then ends without a word or with one, as other Unix programs do. Only stdout counts:
other pipes and sockets that break are trouble, and stay what they are.
"""

import io
import os
import sys
from collections.abc import Callable
from typing import NoReturn

READER_LEFT = 141
"""The exit code of who dies of a closed pipe in a shell: 128 + SIGPIPE."""
STOPPED = 130
"""And of who is interrupted: 128 + SIGINT."""


def end_with(main: Callable[[], int]) -> NoReturn:
    """Run a command and leave with its exit code, with 141 once nobody reads what it prints, with
    130 where it is interrupted."""
    out = sys.stdout
    assert isinstance(out, io.TextIOWrapper)
    out.flush()
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(_Stdout(out.fileno(), "wb", closefd=False)),
        encoding=out.encoding,
        errors=out.errors,
        line_buffering=out.line_buffering,
        write_through=out.write_through,
    )
    try:
        code = main()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        code = STOPPED
    finally:
        sys.stdout.flush()  # what is still held back may find the pipe closed only now
    sys.exit(code)


class _Stdout(io.FileIO):
    """Ends the program when its reader is gone. No OSError, which commands take for trouble with
    the files they were given."""

    def write(self, data, /):  # type: ignore[no-untyped-def]  # as FileIO has it
        try:
            return super().write(data)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())  # or what is left would break again at exit
            os.close(nowhere)
            raise SystemExit(READER_LEFT) from None
