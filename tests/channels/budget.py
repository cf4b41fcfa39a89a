"""What the widget may weigh, checked by `make lint`: nothing of it is built, so its files are what
a browser loads."""

import gzip
import sys
from pathlib import Path

from channels.pages import STATIC

LOADER = STATIC / "widget.js"
MODULES = tuple(sorted((STATIC / "widget").rglob("*.js")))
MOST_LOADER_BYTES = 3 * 1024
MOST_PACKED_BYTES = 25 * 1024


def packed_bytes(paths: tuple[Path, ...]) -> int:
    """The size as it is sent: each file compressed by itself."""
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


def main() -> int:
    """Print both sizes; 1 when one is over its budget."""
    loader, whole = LOADER.stat().st_size, packed_bytes((LOADER, *MODULES))
    print(
        f"widget: loader {loader / 1024:.1f} of 3 KB, "
        f"all of it {whole / 1024:.1f} of 25 KB gzipped ({len(MODULES) + 1} files)"
    )
    return int(loader > MOST_LOADER_BYTES or whole > MOST_PACKED_BYTES)


if __name__ == "__main__":
    sys.exit(main())
