"""Single values of a row as tables and other systems write them: labels in words, languages by tag,
times without a zone, names that are numbers.

An empty cell says nothing. What is plainly wrong is refused, not mended.
"""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field

from assistant.answers.rendering import INDIA
from assistant.model import Language

_LABELS = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}
_LANGUAGES: dict[str, Language] = {
    "en": "en", "eng": "en", "english": "en", "hi": "hi", "hin": "hi", "hindi": "hi",
    "hinglish": "hinglish",
}  # fmt: skip
_LATIN_HINDI = re.compile(r"hi[-_]latn", re.IGNORECASE)


def _label(value: object) -> object:
    if not isinstance(value, str):
        return value
    word = value.strip().lower()
    return _LABELS.get(word, word) if word else None


def _language(value: object) -> object:
    """By name or tag ("en-IN")."""
    if not isinstance(value, str):
        return value
    tag = value.strip().lower()
    if _LATIN_HINDI.match(tag) or tag in ("hi-en", "en-hi"):
        return "hinglish"
    return _LANGUAGES.get(re.split(r"[-_ ]", tag)[0], tag or None)


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text or None
    return found if found.tzinfo else found.replace(tzinfo=INDIA)


def _name(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and value != "" else None


Label = Annotated[Annotated[float, Field(ge=0, le=1)] | None, BeforeValidator(_label)]
"""1, true or yes: good; 0, false or no: bad; between: graded by people."""
Spoken = Annotated[Language | None, BeforeValidator(_language)]
"""A language that scores are told by."""
Moment = Annotated[AwareDatetime | None, BeforeValidator(_moment)]
"""A time; one without a zone is of India."""
Name = Annotated[str | None, BeforeValidator(_name)]
"""A name of another system as text; what is no plain value says nothing."""
