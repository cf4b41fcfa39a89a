"""The rules of the business, told in the words of the policy passage that fits the question.

Retrieval is by words and a small table of what people say for each passage; when nothing fits
well, it asks instead of telling a rule that was not asked for.
"""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Request, Skill
from assistant.dialogue.rows import policy_row, session_row
from assistant.language.tokens import fold, tokenize
from assistant.model import Choice, Draft, Sentence
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


def policy(request: Request, facts: Facts, voice: Voice) -> Draft:
    policies = facts.policies(request.language)
    named = (request.chosen or "").removeprefix("policy:")
    best = next((p for p in policies if p.slug == named), None) or find_policy(
        request.text, policies
    )
    if best is None:
        choices = tuple(Choice(f"policy:{p.slug}", p.title) for p in policies[:8])
        question = voice.say("policy_unknown")
        return Draft((question,), (session_row(request),), choices, kind="clarify", asks="intent")
    row = policy_row(best)
    sentences = tuple(Sentence(line) for line in best.text.splitlines() if line.strip())
    return Draft(sentences, (session_row(request), row))


def rule_or(other: Skill) -> Skill:
    """A skill that tells the rule when the message asks for one ("how much do I get back if I
    cancel?"), and leaves everything else to `other`: a message with a booking's number is about
    that booking, not about the rule."""

    def answer(request: Request, facts: Facts, voice: Voice) -> Draft:
        about_one = request.reading.slots.booking_number is not None
        fits = find_policy(request.text, facts.policies(request.language)) is not None
        return (policy if fits and not about_one else other)(request, facts, voice)

    return answer


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


@lru_cache(maxsize=1024)
def _words(text: str) -> str:
    """The folded words with a space on either side, so that a phrase is found only as a whole."""
    return "".join(f" {fold(token.text)}" for token in tokenize(text)) + " "
