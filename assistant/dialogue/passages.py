"""Finds the policy passage that a question is about.

By the questions nearest to it among those that people ask about each rule, in letters and in words
with their meanings (cosine of tf-idf, the mean of the nearest few of each rule). Some of them are
asked like a rule and are about none of ours, some are about the customer's own rows; when those are
nearest, or nothing is near, no passage is found, so that no rule is told that was not asked for.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Request
from assistant.dialogue.rows import policy_row, session_row
from assistant.model import Draft, Evidence, Sentence
from assistant.router.features import DIMENSIONS, Vector, vectors
from store.policies import Policy

_LIKELY, _SURE = 0.2, 0.3
"""How near a question must be for its rule to be told: when it is known that a rule is asked for,
and when it may as well be about the customer's own rows."""
_NEAREST = 3
"""How many of a rule's questions are looked at."""
_NONE, _OWN = "none", "own"


class _View:
    """Questions as unit vectors, kept by feature, so that only shared features are looked at."""

    def __init__(self, questions: Sequence[Vector]) -> None:
        held = np.zeros(DIMENSIONS)
        for positions, _ in questions:
            held[positions] += 1
        self._idf = np.log((1 + len(questions)) / (1 + held))
        columns: dict[int, list[tuple[int, float]]] = {}
        for at, question in enumerate(questions):
            for position, weight in zip(*self._unit(question), strict=True):
                columns.setdefault(int(position), []).append((at, float(weight)))
        self._columns = {
            position: (np.array([at for at, _ in column]), np.array([w for _, w in column]))
            for position, column in columns.items()
        }
        self._count = len(questions)

    def cosines(self, text: Vector) -> NDArray[np.float64]:
        """With every question."""
        found = np.zeros(self._count)
        for position, weight in zip(*self._unit(text), strict=True):
            column = self._columns.get(int(position))
            if column is not None:
                found[column[0]] += weight * column[1]
        return found

    def _unit(self, vector: Vector) -> Vector:
        positions, values = vector
        weighted = values * self._idf[positions]
        return positions, weighted / (float(np.linalg.norm(weighted)) or 1.0)


@dataclass(frozen=True)
class Questions:
    """What people ask about each rule, ready to be compared with."""

    slugs: tuple[str, ...]
    rule_of: NDArray[np.int64]
    """By question, the place of its rule in `slugs`."""
    letters: _View
    words: _View

    def rank(self, text: str) -> tuple[tuple[str, float], ...]:
        """The rules by how near their questions are, from 0 to 1, the nearest first."""
        letters, words = vectors(text)
        near = (self.letters.cosines(letters) + self.words.cosines(words)) / 2
        scores = [
            (slug, float(np.sort(near[self.rule_of == at])[-_NEAREST:].mean()))
            for at, slug in enumerate(self.slugs)
        ]
        return tuple(sorted(scores, key=lambda scored: -scored[1]))


@cache
def load_questions() -> Questions:
    """The shipped questions, in all three languages at once: people mix them."""
    text = (files(__package__) / "policy_questions.toml").read_text("utf-8")
    document: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    asked = [
        (slug, line)
        for slug, by_language in document.items()
        for lines in by_language.values()
        for line in lines.strip().splitlines()
    ]
    slugs = tuple(document)
    both = [vectors(line) for _, line in asked]
    return Questions(
        slugs,
        np.array([slugs.index(slug) for slug, _ in asked]),
        _View([letters for letters, _ in both]),
        _View([words for _, words in both]),
    )


@lru_cache(maxsize=1024)
def _ranked(question: str) -> tuple[tuple[str, float], ...]:
    return load_questions().rank(question)


def find_policy(
    question: str, policies: tuple[Policy, ...], *, maybe_own: bool = False
) -> Policy | None:
    """The passage that the question is about, or None when none is near enough.

    Args:
        maybe_own: whether it may be about the customer's own rows instead of a rule.
    """
    ranked = (scored for scored in _ranked(question) if maybe_own or scored[0] != _OWN)
    slug, near = next(ranked)
    if slug in (_NONE, _OWN) or near < (_SURE if maybe_own else _LIKELY):
        return None
    return next((policy for policy in policies if policy.slug == slug), None)


def near_passages(
    question: str, policies: tuple[Policy, ...], at_most: int = 5
) -> tuple[Policy, ...]:
    """The passages to choose from when none stands out, the nearest first."""
    by_slug = {policy.slug: policy for policy in policies}
    near = [by_slug[slug] for slug, _ in _ranked(question) if slug in by_slug]
    return tuple(near[:at_most])


def asked_passage(request: Request, facts: Facts, *, maybe_own: bool = False) -> Policy | None:
    """The passage that the message is about, in the customer's language."""
    return find_policy(request.text, facts.policies(request.language), maybe_own=maybe_own)


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
