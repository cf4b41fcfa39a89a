"""Claims beside the evidence that speaks of them, labelled: what the cross-encoder learns from.

The training parts of public sets and our own hand-written replies with their faults, cut into
sentences as the product cuts them. A share of each set's sources is kept back for the model that
reads the logits. Authors that are held out for good are never read.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from assistant.model import LANGUAGES, Evidence
from assistant.quality.corruptions import HURTS
from assistant.quality.entailment.premises import claims_of, premise_of, sentences, texts_of
from evals.convert import convert, read_entries
from evals.mutants import cases_by_hand, cases_by_program, goods_of
from evals.replies import FOLDER, WrittenReply
from evals.rows import Row, read_folder

ENTAILED, NEUTRAL, CONTRADICTED, NOT_ENTAILED = 0, 1, 2, 3
"""The last is either of the two before: most sets do not say which."""
_RAW = {"E": ENTAILED, "N": NEUTRAL, "C": CONTRADICTED}
KEPT_BACK: Mapping[str, int] = {
    "infotabs_en": 8, "infotabs_hi": 8, "tabfact": 15, "quintd1": 60, "begin": 50, "q2_wow": 50,
    "faithdial_audit": 50, "factcheck_gpt": 50, "wice_claim": 50, "summedits": 30,
}  # fmt: skip
"""Percent of the sources of each set that the cross-encoder never sees."""
_TAKEN = {"infotabs_en": 11_000, "infotabs_hi": 8_000, "tabfact": 2_000}
_OWN_GOOD, _OWN_FAULTY = 1_800, 2_700
"""Pairs at most; the other sets are small."""
ROOM, LONGEST = 220, 110
"""Letters of a premise and pieces of a pair: less than the product reads, to train faster."""
_TWICE = frozenset(("begin", "q2_wow", "faithdial_audit", "wice_claim"))
_ALONE = 160
"""Letters of a bad answer up to which all of it is the claim, for nobody marked a sentence."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, the evidence chosen for it, and what people say of the two."""

    claim: str
    premise: str
    label: int


def is_kept_back(name: str, entry: Mapping[str, Any]) -> bool:
    """Whether a labelled answer is for the model that reads the logits."""
    source = str(entry.get("source_id") or entry["evidence"])
    return crc32(source.encode()) % 100 < KEPT_BACK[name]


def labelled(name: str, folder: Path) -> Iterator[tuple[Row, Mapping[str, Any]]]:
    """The training part of a set as rows, each beside its entry in the set's own form."""
    entries = read_entries(folder / "train" / f"{name}.jsonl.gz")
    for found, (_, entry) in zip(convert(name, folder, "train"), entries, strict=True):
        yield Row.model_validate(found), entry


def all_pairs(folder: Path, seed: int) -> list[Pair]:
    """What there is to learn from, in an order that the seed decides."""
    chance = random.Random(seed)
    found: list[Pair] = []
    for name in KEPT_BACK:
        mine = list(_pairs_of(name, folder))
        chance.shuffle(mine)
        found += mine[: _TAKEN.get(name, len(mine))] * (2 if name in _TWICE else 1)
    own = list(own_pairs())
    chance.shuffle(own)
    found += [pair for pair in own if pair.label == ENTAILED][:_OWN_GOOD]
    found += [pair for pair in own if pair.label != ENTAILED][:_OWN_FAULTY]
    chance.shuffle(found)
    return found


def _pairs_of(name: str, folder: Path) -> Iterator[Pair]:
    known: set[tuple[str, str]] = set()
    rows = [one for one in labelled(name, folder) if not is_kept_back(name, one[1])]
    for row, entry in rows:
        if row.faithful == 1 and "source_id" in entry:
            known |= {(entry["source_id"], said) for said in sentences(row.answer)}
    for row, entry in rows:
        texts = texts_of(row.exchange().evidence)
        for claim, label in _judged(row, entry, known):
            yield Pair(claim, premise_of(claim, texts, ROOM), label)


def _judged(
    row: Row, entry: Mapping[str, Any], known: set[tuple[str, str]]
) -> Iterator[tuple[str, int]]:
    """The claims of an answer with their labels: by marked spans, by what a good answer on the same
    source says, too, else the answer as a whole."""
    if "spans" in entry:
        yield from _spanned(row.answer, entry["spans"])
    elif row.faithful == 1:
        yield from ((claim, ENTAILED) for claim in claims_of(row.answer))
    elif entry["dataset"] == "summedits":
        for claim in claims_of(row.answer):
            if (entry["source_id"], claim) not in known:
                yield claim, NOT_ENTAILED
    elif len(row.answer) <= _ALONE or len(claims_of(row.answer)) == 1:
        yield row.answer, _RAW.get(entry.get("label_raw", ""), NOT_ENTAILED)


def _spanned(answer: str, spans: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    at = 0
    for claim in claims_of(answer):
        start = answer.find(claim, at)
        at = start + len(claim)
        wrong = any(span["start"] < at and start < span["end"] for span in spans)
        yield claim, NOT_ENTAILED if wrong else ENTAILED


def own_pairs() -> Iterator[Pair]:
    """Sentences of hand-written replies, and those that only a faulty variant has."""
    replies = [reply for reply in read_folder(FOLDER, WrittenReply) if not reply.is_held_out]
    for language in LANGUAGES:
        mine = [reply for reply in replies if reply.lang == language]
        goods = goods_of(mine)
        for good in goods:
            yield from _claims(good.answer, good.evidence, ENTAILED, frozenset())
        cases = list(cases_by_hand(mine))
        for kind in ("negation", "promise", "policy", "status", "amount", "date"):
            cases += cases_by_program(goods, kind, 150)
        for case in cases:
            if "faithfulness" in HURTS.get(case.kind, ("faithfulness",)):
                known = frozenset(claims_of(case.good.answer))
                yield from _claims(case.answer, case.evidence, NOT_ENTAILED, known)


def _claims(
    answer: str, evidence: tuple[Evidence, ...], label: int, known: frozenset[str]
) -> Iterator[Pair]:
    texts = texts_of(evidence)
    for claim in claims_of(answer):
        if claim not in known:
            yield Pair(claim, premise_of(claim, texts, ROOM), label)
