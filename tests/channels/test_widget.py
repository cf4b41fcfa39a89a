"""The widget's files: small, self-contained, unable to turn text into markup, and served so that
any site may embed them."""

import re
from pathlib import Path

import pytest

from channels.pages import STATIC
from tests.channels import plain
from tests.channels.budget import LOADER, MODULES, main
from tests.channels.site import Site

SCRIPTS = [LOADER, *MODULES]


def test_the_loader_is_3_kb_and_all_of_it_25_kb_gzipped_at_most(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main() == 0
    assert "of 25 KB gzipped" in capsys.readouterr().out


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_nothing_parses_markup_runs_strings_or_styles_inline(path: Path) -> None:
    source = path.read_text()
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment"
        r"|eval\(|new Function|\.cssText|set(Timeout|Interval)\(\s*[\"'`]"
    )
    assert not re.search(forbidden, source)
    assert not re.search(r"setAttribute\(\s*[\"']style", source)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    source = path.read_text()
    addresses = set(re.findall(r"https?://[\w.]+", source))
    assert addresses <= {"http://www.w3.org"}  # the name space of SVG, which is never fetched


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_file_says_what_it_is_for_and_imports_what_is_there(path: Path) -> None:
    source = path.read_text()
    assert source.startswith("/* ")
    for name in re.findall(r'^import .* from "(.+)";$', source, re.M):
        assert (path.parent / name).is_file()


def test_the_three_languages_say_the_same_things() -> None:
    source = (STATIC / "widget" / "words.js").read_text()
    languages = re.findall(r"^  (\w+): \{\n(.*?)^  \},", source, re.M | re.S)
    said = {
        name: [(key, re.findall(r"\{\w+\}", words)) for key, words in _phrases(body)]
        for name, body in languages
    }
    assert set(said) == {"en", "hinglish", "hi"}
    assert said["en"] == said["hinglish"] == said["hi"]


def test_every_word_that_is_used_is_there() -> None:
    source = (STATIC / "widget" / "words.js").read_text()
    known = set(re.findall(r"^    (\w+):", source, re.M))
    used = {
        name
        for path in MODULES
        for name in re.findall(r"\bwords\.([a-z]\w+)", path.read_text())
        if name != "js"
    }
    assert used <= known


def test_any_site_may_load_the_scripts_and_they_come_compressed(site: Site) -> None:
    for path in ("/widget.js", "/static/widget/app.js", "/static/widget/style.js"):
        answer = plain.get(f"{site.http}{path}", headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-encoding"] == "gzip"
    known = {"If-None-Match": answer.headers["etag"]}
    assert plain.get(f"{site.http}{path}", headers=known).status_code == 304


def test_the_demo_page_allows_nothing_inline_and_nothing_from_elsewhere(site: Site) -> None:
    page = plain.get(site.http)
    policy = dict(
        rule.split(" ", 1) for rule in page.headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page.text)
    assert set(re.findall(r"<script[^>]*\ssrc=\"([^\"]+)\"", page.text)) == {
        "/widget.js",
        "/static/home.js",
    }


def _phrases(body: str) -> list[tuple[str, str]]:
    return re.findall(r"^\s+(\w+): (.*)$", body, re.M)
