"""The widget's files: small, self-contained, and unable to turn text into markup."""

import gzip
import re
from pathlib import Path

import pytest

from channels.pages import STATIC

FILES = sorted((STATIC / "widget").glob("*.js"))
SCRIPTS = [STATIC / "widget.js", *FILES]


def packed(paths: list[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


def test_the_loader_is_3_kb_and_all_of_it_25_kb_gzipped_at_most() -> None:
    assert (STATIC / "widget.js").stat().st_size <= 3 * 1024
    assert packed([*SCRIPTS]) <= 25 * 1024


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_nothing_parses_markup_runs_strings_or_styles_inline(path: Path) -> None:
    source = path.read_text()
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|\.cssText"
    )
    assert not re.search(forbidden, source)
    assert not re.search(r"setAttribute\(\s*[\"']style", source)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    source = path.read_text()
    addresses = set(re.findall(r"https?://[\w.]+", source))
    assert addresses <= {"http://www.w3.org"}  # the name space of SVG, which is never fetched


def test_the_three_languages_say_the_same_things() -> None:
    source = (STATIC / "widget" / "words.js").read_text()
    languages = re.findall(r"^  (\w+): \{\n(.*?)^  \},", source, re.M | re.S)
    keys = {name: re.findall(r"^    (\w+):", body, re.M) for name, body in languages}
    assert set(keys) == {"en", "hinglish", "hi"}
    assert keys["en"] == keys["hinglish"] == keys["hi"]
