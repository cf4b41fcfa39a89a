"""Finds the policy passage that a question is about.

Retrieval is by words and a small table of what people say for each passage; when nothing stands
out it finds none, so that no rule is told that was not asked for.
"""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Request
from assistant.dialogue.rows import policy_row, session_row
from assistant.language.tokens import fold, tokenize
from assistant.model import Draft, Evidence, Sentence
from store.policies import Policy

_OWN_WORDS_WEIGHT = 0.2
"""A word of the passage itself counts less than one that people use when they ask for it."""


@cache
def load_topics(
    path: Path = Path(__file__).parent / "policy_topics.toml",
) -> Mapping[str, list[str]]:
    """What people say when they ask about each policy, by its slug, in all three languages."""
    topics: Mapping[str, list[str]] = tomllib.loads(path.read_text("utf-8"))
    return {slug: [_words(phrase) for phrase in phrases] for slug, phrases in topics.items()}


def find_policy(question: str, policies: tuple[Policy, ...]) -> Policy | None:
    """The passage that the question is about, or None when none stands out."""
    asked = _words(question)
    topics = load_topics()
    scored = []
    for passage in policies:
        said = sum(
            phrase.count(" ") - 1 for phrase in topics.get(passage.slug, []) if phrase in asked
        )
        own = set(asked.split()) & set(_words(f"{passage.title} {passage.text}").split())
        scored.append((said + _OWN_WORDS_WEIGHT * len(own), passage))
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if score >= 1 else None


def asked_passage(request: Request, facts: Facts) -> Policy | None:
    """The passage that the message is about, in the customer's language."""
    return find_policy(request.text, facts.policies(request.language))


def passage_row(request: Request, facts: Facts, slug: str) -> Evidence:
    """A passage by its slug; one that is not in force has no text, so nothing is told of it."""
    found = [policy for policy in facts.policies(request.language) if policy.slug == slug]
    return policy_row(found[0]) if found else Evidence(f"policy/{slug}")


def tell_passage(request: Request, policy: Policy) -> Draft:
    row = policy_row(policy)
    return Draft(passage_sentences(row), (session_row(request), row))


def passage_sentences(row: Evidence, at_most: int | None = None) -> tuple[Sentence, ...]:
    """The first lines of a passage, or all of them, word for word."""
    lines = [line for line in (row.text or "").splitlines() if line.strip()]
    return tuple(Sentence(line) for line in lines[:at_most])


@lru_cache(maxsize=1024)
def _words(text: str) -> str:
    """The folded words with a space on either side, so that a phrase is found only as a whole."""
    return "".join(f" {fold(token.text)}" for token in tokenize(text)) + " "
