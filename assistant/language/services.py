"""Finds the services and categories that a text names, in three languages and with typos.

It matches on the noun ("geyser"), never on "repair" alone, and keeps every service that fits:
choosing between them is the reader's business.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.language.service_context import (
    GLUE,
    REACH,
    Hit,
    far_apart,
    gap,
    settle_loads,
    settle_parts,
    settle_places,
    settle_voids,
    without_visits_moved,
)
from assistant.language.service_names import (
    Entry,
    Vocabulary,
    plain,
    shipped_entries,
    shipped_vocabulary,
    singles,
    words_in,
)
from assistant.language.tokens import Token, fold, tokenize
from assistant.language.typos import LEAST_REPAIRED, Typos

_MARKUP = re.compile(r"\{(\w+)\}")
_OTHERS = "others"
"""The group of what other trades do."""
_LEAST_IN_PHRASE = 7
"""Letters of a word of several that typos are repaired to."""
_LEAST_IN_DEVANAGARI = 4


@dataclass(frozen=True, slots=True)
class ServiceSpan:
    """What `text[start:end]` names: services by key, best first, and whole categories by slug."""

    keys: tuple[str, ...]
    categories: tuple[str, ...]
    start: int
    end: int
    text: str


class ServiceLexicon:
    """Looks names up in texts. Built once from entries; safe to share between threads."""

    def __init__(self, entries: Iterable[Entry], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._groups: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._bare: dict[str, list[str]] = defaultdict(list)
        self._cued: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for group, phrases in vocabulary.groups.items():
            for phrase in phrases:
                self._groups[words_in(phrase)].add(group)
        generic = {
            word
            for group in ("fix", "service", "install", "clean")
            for word in singles(vocabulary.groups.get(group, ()))
        }
        self.entries = tuple(entries)
        for entry in self.entries:
            self._add(entry, generic)
        self._by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for words in sorted(self._groups, key=len, reverse=True):
            self._by_first[words[0]].append(words)
        targets = {
            word
            for words, groups in self._groups.items()
            if any(group in self._bare or group in self._cued for group in groups)
            for word in words
            if len(word) >= _least_repaired(word, words) and word not in generic
        }
        known = {word for words in self._groups for word in words}
        others = frozenset(map(fold, vocabulary.not_typos))
        self._typos = Typos(known, targets, others, heard=vocabulary.heard)

    def find(
        self, text: str, *, repair: bool = True, booked: bool = False
    ) -> tuple[ServiceSpan, ...]:
        """The services and categories named in `text`, in order, without overlaps; misspelt words
        are read as the nearest known one only if `repair`. `booked`: it speaks of a booking, which
        "shift" moves then, and no house."""
        tokens = [token for token in tokenize(text) if token.shape != "mark"]
        words = [plain(token.key) for token in tokens]
        hits = self._hits([self._typos.repaired(word) for word in words] if repair else words)
        if not hits:
            return ()
        hits = without_visits_moved(hits, tokens, self._vocabulary)
        if booked:
            hits = [hit for hit in hits if not hit.groups & self._vocabulary.moves]
        nouns = [hit for hit in hits if self._is_noun(hit)]
        if not nouns:
            return ()
        settle_parts(nouns, tokens, text, self._vocabulary)
        told = [*hits, *far_apart(text, tokens)]
        settle_loads(nouns, told, self._vocabulary)
        self._give_cues(told, nouns)
        settle_voids(nouns, hits, self._vocabulary)
        settle_places(nouns, tokens, self._vocabulary)
        spans = []
        for noun in nouns:
            if not noun.used:
                keys = self._meant(noun)
                if keys:
                    spans.append(_span(text, tokens, noun, keys))
        return tuple(spans)

    def names_others(self, text: str) -> bool:
        """Whether the text names a thing of other trades: a laptop, a tutor."""
        words = [plain(token.key) for token in tokenize(text) if token.shape != "mark"]
        return any(_OTHERS in hit.groups for hit in self._hits(words))

    def services_of(self, category: str) -> tuple[str, ...]:
        """Keys of the services of a category, in the catalogue's order."""
        return tuple(entry.key for entry in self.entries if entry.key.startswith(f"{category}/"))

    @property
    def categories(self) -> tuple[str, ...]:
        """Slugs of the categories, in the catalogue's order."""
        return tuple(entry.key for entry in self.entries if "/" not in entry.key)

    def _add(self, entry: Entry, generic: set[str]) -> None:
        for name in entry.names:
            words = words_in(name)
            if not words:
                continue
            group = "=" + " ".join(words)
            self._groups[words].add(group)
            self._point(self._bare[group], entry.key)
            noun = tuple(word for word in words if word not in generic)
            if not entry.phrases and noun and noun != words and "/" in entry.key:
                self._groups[noun].add("=" + " ".join(noun))
                self._point(self._bare["=" + " ".join(noun)], entry.key)
        for phrase in entry.phrases:
            noun_group, _, cue_group = (self._group(part) for part in phrase.partition(" + "))
            if cue_group:
                self._point(self._cued[noun_group][cue_group], entry.key)
            else:
                self._point(self._bare[noun_group], entry.key)

    def _group(self, part: str) -> str:
        """The group that one side of a phrase speaks of; a literal is a group of its own."""
        markup = _MARKUP.fullmatch(part.strip())
        if markup:
            return markup.group(1)
        words = words_in(part)
        if not words:
            return ""
        group = "=" + " ".join(words)
        self._groups[words].add(group)
        return group

    @staticmethod
    def _point(keys: list[str], key: str) -> None:
        if key not in keys:
            keys.append(key)

    def _hits(self, words: Sequence[str]) -> list[Hit]:
        """Known words from left to right, the longest first."""
        hits: list[Hit] = []
        at = 0
        while at < len(words):
            for known in self._by_first.get(words[at], ()):
                if tuple(words[at : at + len(known)]) == known:
                    self._append(hits, Hit(at, at + len(known), frozenset(self._groups[known])))
                    at += len(known) - 1
                    break
            at += 1
        return hits

    def _append(self, hits: list[Hit], hit: Hit) -> None:
        """Two names of one thing side by side ("kent RO") are one."""
        before = hits[-1] if hits else None
        same = before is not None and before.last == hit.first and before.groups & hit.groups
        if before is not None and same and any(group in self._bare for group in same):
            hits[-1] = Hit(before.first, hit.last, before.groups | hit.groups)
        else:
            hits.append(hit)

    def _is_noun(self, hit: Hit) -> bool:
        return any(group in self._bare or group in self._cued for group in hit.groups)

    def _give_cues(self, hits: list[Hit], nouns: list[Hit]) -> None:
        """Each cue goes to the nearest noun; a noun that serves another as a cue names nothing, and
        is out of the way of the others."""
        for cue in sorted(hits, key=lambda hit: not self._is_noun(hit)):
            near = [
                noun
                for noun in nouns
                if noun is not cue and not noun.used and gap(noun, cue) <= REACH
            ]
            near = [
                noun
                for noun in near
                if self._answers(noun, cue) or not (self._is_noun(cue) or self._is_empty(noun))
            ]
            if not near:
                continue
            noun = min(near, key=lambda noun: (gap(noun, cue), noun.first > cue.first))
            if self._answers(noun, cue):
                noun.cues += [cue, *cue.cues]
                cue.used = True

    def _is_empty(self, noun: Hit) -> bool:
        """Whether a noun names nothing without a cue, and so keeps no cue from others."""
        return not any(group in self._bare for group in noun.groups)

    def _answers(self, noun: Hit, cue: Hit) -> bool:
        return any(
            cue_group in self._cued[group]
            for group in noun.groups
            if group in self._cued
            for cue_group in cue.groups
        )

    def _meant(self, noun: Hit) -> list[str]:
        """The services of a noun: those that all its cues allow, else those that any allows."""
        strong: list[list[str]] = []
        weak: list[list[str]] = []
        bare: list[str] = []
        for group in sorted(noun.groups):
            for key in self._bare.get(group, ()):
                self._point(bare, key)
        for cue in noun.cues:
            for cue_group in sorted(cue.groups):
                keys = [
                    key
                    for group in sorted(noun.groups)
                    if group in self._cued
                    for key in self._cued[group].get(cue_group, ())
                ]
                if keys:
                    (weak if cue_group in self._vocabulary.weak else strong).append(keys)
        return _allowed(strong) or _allowed(weak) or bare


def _allowed(cues: Sequence[Sequence[str]]) -> list[str]:
    """The keys that every cue names; where there is none, all that are named."""
    named = list(dict.fromkeys(key for keys in cues for key in keys))
    return [key for key in named if all(key in keys for keys in cues)] or named


@lru_cache(maxsize=4)
def build_lexicon(names: tuple[tuple[str, str], ...]) -> ServiceLexicon:
    """The lexicon of a catalogue of (key, name) pairs; keys of the shipped catalogue bring their
    shipped aliases with them, others are known by their names alone. Kept, since it costs more
    than all else of an assistant's start, and evals start hundreds on one catalogue."""
    shipped = {entry.key: entry for entry in shipped_entries()}
    entries = []
    for key, name in names:
        known = shipped.get(key)
        entries.append(
            Entry(key, (name, *known.names), known.phrases) if known else Entry(key, (name,))
        )
    return ServiceLexicon(entries, shipped_vocabulary())


@cache
def shipped_lexicon() -> ServiceLexicon:
    """The lexicon of the shipped catalogue."""
    return ServiceLexicon(shipped_entries(), shipped_vocabulary())


def find_services(text: str) -> tuple[ServiceSpan, ...]:
    """The services and categories of the shipped catalogue that `text` names, in order."""
    return shipped_lexicon().find(text)


def _least_repaired(word: str, words: Sequence[str]) -> int:
    if not word.isascii():
        return _LEAST_IN_DEVANAGARI
    return LEAST_REPAIRED if len(words) == 1 else _LEAST_IN_PHRASE


def _span(text: str, tokens: Sequence[Token], noun: Hit, keys: Sequence[str]) -> ServiceSpan:
    """From the noun to those of its cues that stand right beside it."""
    first, last = noun.first, noun.last
    for cue in sorted(noun.cues, key=lambda cue: gap(noun, cue)):
        if all(tokens[at].key in GLUE for at in range(last, cue.first)) and cue.first >= last:
            last = cue.last
        elif all(tokens[at].key in GLUE for at in range(cue.last, first)) and cue.last <= first:
            first = cue.first
    start, end = tokens[first].start, tokens[last - 1].end
    return ServiceSpan(
        keys=tuple(key for key in keys if "/" in key),
        categories=tuple(key for key in keys if "/" not in key),
        start=start,
        end=end,
        text=text[start:end],
    )
