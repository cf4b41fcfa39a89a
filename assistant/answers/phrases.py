"""The phrase book: what can be said, in three languages, with typed holes for evidence.

A template's holes are "{name}" or "{name:kind}"; the kind says how the value is written
(`assistant.answers.rendering`). Nothing but a value of evidence ever fills a hole, which is what
makes a sentence repairable: it can be rendered again from what it stands on.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answers.rendering import WRITERS, RenderingError
from assistant.model import LANGUAGES, Choice, Claim, Evidence, Language, Sentence

_HOLE = re.compile(r"\{(\w+)(?::(\w+))?\}")


class PhraseError(LookupError):
    """A phrase is missing, or its holes and what should fill them do not fit."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Templates by name and language."""

    templates: Mapping[str, Mapping[Language, str]]

    def template(self, name: str, language: Language) -> str:
        try:
            return self.templates[name][language]
        except KeyError as error:
            raise PhraseError(f"no phrase {name!r} in {language!r}") from error


@dataclass(frozen=True, slots=True)
class Voice:
    """The phrase book spoken in one language."""

    phrasebook: Phrasebook
    language: Language

    def say(self, name: str, **holes: tuple[Evidence, str]) -> Sentence:
        """A sentence whose every hole is bound to a field of a row of evidence."""
        template = self.phrasebook.template(name, self.language)
        claims = []
        for hole, kind in _HOLE.findall(template):
            if hole not in holes:
                raise PhraseError(f"phrase {name!r} needs {hole!r}")
            row, field = holes[hole]
            claims.append(Claim(hole, row.source, field, _write(row, field, kind, self.language)))
        return _sentence(template, tuple(claims))

    def title(self, name: str) -> str:
        """A phrase without holes, for a button."""
        return self.phrasebook.template(name, self.language)

    def choice(self, value: str, name: str) -> Choice:
        return Choice(value, self.title(name))

    def render(self, sentence: Sentence, evidence: tuple[Evidence, ...]) -> str:
        """Say a templated sentence again from the rows its claims are bound to.

        Raises:
            PhraseError: it has no template, or a row or field that it stands on is not there.
        """
        if sentence.template is None:
            raise PhraseError("free text cannot be rendered")
        kinds = dict(_HOLE.findall(sentence.template))
        rows = {row.source: row for row in evidence}
        claims = []
        for claim in sentence.claims:
            row = rows.get(claim.source)
            if row is None or claim.field not in row.fields:
                raise PhraseError(f"{claim.source} {claim.field} is not in evidence")
            rendered = _write(row, claim.field, kinds[claim.slot], self.language)
            claims.append(Claim(claim.slot, claim.source, claim.field, rendered))
        return _sentence(sentence.template, tuple(claims)).text


@cache
def load_phrasebook(folder: Path = Path(__file__).parent / "phrasebook") -> Phrasebook:
    """Read the phrase book, one file a theme; every phrase must stand once, in every language,
    with the same holes.

    Raises:
        PhraseError: a phrase stands twice, a language is missing, or its holes differ from the
            English ones.
    """
    templates: dict[str, dict[Language, str]] = {}
    for page in sorted(folder.glob("*.toml")):
        phrases = tomllib.loads(page.read_text("utf-8"))
        if twice := templates.keys() & phrases.keys():
            raise PhraseError(f"{page.name}: stand elsewhere too: {', '.join(sorted(twice))}")
        templates |= phrases
    for name, by_language in templates.items():
        if set(by_language) != set(LANGUAGES):
            raise PhraseError(f"phrase {name!r} must stand in {', '.join(LANGUAGES)}")
        holes = {tuple(sorted(_HOLE.findall(text))) for text in by_language.values()}
        if len(holes) > 1:
            raise PhraseError(f"phrase {name!r} has different holes in different languages")
    return Phrasebook(templates)


def _write(row: Evidence, field: str, kind: str, language: Language) -> str:
    try:
        return WRITERS[kind or "text"](row.fields[field], language)
    except (KeyError, RenderingError) as error:
        raise PhraseError(f"{row.source} {field} cannot be written as {kind!r}") from error


def _sentence(template: str, claims: tuple[Claim, ...]) -> Sentence:
    rendered = {claim.slot: claim.rendered for claim in claims}
    return Sentence(_HOLE.sub(lambda hole: rendered[hole[1]], template), template, claims)
