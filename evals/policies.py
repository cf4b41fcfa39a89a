"""`python -m evals policies`: how often a question finds its policy passage, and asks when none is
meant.

Rows are {"text", "lang", "policy"}; `policy` is the slug of the passage, null where no rule of ours
is asked for. The shipped questions were written before the words that find them, by one writer.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.dialogue.passages import find_policy
from assistant.model import LANGUAGES, Language
from store.policies import render_policies

HELD_OUT = Path(__file__).parent / "data" / "policies" / "held.jsonl"
_USAGE, _INCOMPLETE = 2, 3


class Asked(BaseModel):
    """A question and the passage that answers it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    lang: Language
    policy: str | None


def read_questions(path: Path) -> tuple[Asked, ...]:
    """Raises OSError or pydantic.ValidationError."""
    lines = path.read_text("utf-8").splitlines()
    return tuple(Asked.model_validate_json(line) for line in lines if line.strip())


def measure(questions: Sequence[Asked]) -> dict[str, object]:
    """Shares by language, and what went wrong: another rule told, or asked for no reason."""
    policies = {
        language: tuple(policy for policy in render_policies() if policy.language == language)
        for language in LANGUAGES
    }
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    misled = needless = invented = 0
    for question in questions:
        found = find_policy(question.text, policies[question.lang])
        slug = found.slug if found else None
        asked[question.lang] += 1
        right[question.lang] += slug == question.policy
        misled += slug is not None and question.policy not in (None, slug)
        needless += slug is None and question.policy is not None
        invented += slug is not None and question.policy is None
    return {
        "n": len(questions),
        "accuracy": round(right.total() / max(1, len(questions)), 4),
        "by_language": {
            language: round(right[language] / asked[language], 4)
            for language in LANGUAGES
            if asked[language]
        },
        "another_rule_told": misled,
        "asked_needlessly": needless,
        "rule_told_where_none_is": invented,
    }


def run(given: argparse.Namespace) -> int:
    try:
        questions = read_questions(given.data)
        if not questions:
            print(f"evals policies: {given.data}: no questions", file=sys.stderr)
            return _INCOMPLETE
        figures = measure(questions)
    except (OSError, ValidationError) as error:
        print(f"{given.data}: {str(error).splitlines()[0]}", file=sys.stderr)
        return _USAGE
    print(json.dumps(figures, indent=None if given.json else 2))
    return 0


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `policies` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("policies", help="does a question find its policy passage")
    parser.add_argument("--data", type=Path, default=HELD_OUT)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)
