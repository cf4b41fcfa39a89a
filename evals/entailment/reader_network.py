"""The reader as torch trains it: the lower layers of multilingual-e5-small over evidence, with the
question before it, which sees itself, and over sentences, each of which sees both and itself; a
head for sentences, and one for their pieces.
"""

import math
from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional

from assistant.encoder.network import EPSILON, Layer
from assistant.quality.entailment.reader import FINE, UNSEEN, WRONG
from evals.entailment.answer_pages import AnswerSheet
from evals.entailment.network import CLASSES, MARKS
from evals.entailment.pages import UNKNOWN

_FAULTS = 3.0
"""How much more a faulty piece counts than a fine one, of which there are many more."""
_LOWEST = -1e4
_APART, _SOME = 0.5, 0.3
"""What it counts that a false sentence, or answer, looks worse than its twin, and that of a bad
answer some sentence is at fault."""


class ReaderNetwork(nn.Module):
    """Layers, a head over the first piece, the mean and the highest of a sentence, and one over
    each piece."""

    def __init__(self, width: int, heads: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.marks = nn.Embedding(MARKS, width)
        self.start = nn.LayerNorm(width, EPSILON)
        self.layers = nn.ModuleList(Layer(width, heads, dropout) for _ in range(layers))
        self.dense = nn.Linear(3 * width, width)
        self.out = nn.Linear(width, CLASSES)
        self.piece = nn.Linear(width, CLASSES)
        nn.init.zeros_(self.marks.weight)

    def forward(
        self, held: torch.Tensor, held_there: torch.Tensor, said: torch.Tensor, there: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of sentences, shape (pages, sentences, 3), and of their pieces.

        Args:
            held: sums of evidence with its mark, shape (pages, pieces, width).
            held_there: whether a piece stands at a place, shape (pages, pieces).
            said: sums of sentences with marks, shape (pages, sentences, pieces, width).
            there: whether a piece stands at a place of a sentence.
        """
        pages, sentences, longest, width = said.shape
        many = held.shape[1]
        state = torch.cat(
            [self.start(held), self.start(said).view(pages, sentences * longest, width)], 1
        )
        for layer in self.layers:
            state = self._layer(layer, state, many, held_there, there)
        own = state[:, many:].view(said.shape)
        kept = there[..., None]
        mean = (own * kept).sum(2) / kept.sum(2).clamp(min=1).to(own.dtype)
        highest = torch.where(kept, own, torch.full_like(own, _LOWEST)).amax(2)
        pooled = torch.cat([own[:, :, 0], mean, highest], -1)
        return self.out(torch.tanh(self.dense(pooled))).float(), self.piece(own).float()

    def _layer(
        self, layer: Layer, state: torch.Tensor, many: int, held_there: torch.Tensor,
        there: torch.Tensor,
    ) -> torch.Tensor:  # fmt: skip
        """One layer over evidence, the first so `many` pieces, and over all sentences."""
        pages, length, width = state.shape
        heads, size = layer.heads, width // layer.heads
        _, sentences, longest = there.shape
        q, k, v = (
            part(state).view(pages, length, heads, size).transpose(1, 2)
            for part in (layer.q, layer.k, layer.v)
        )
        off = torch.where(held_there, 0.0, UNSEEN)[:, None, None, :].to(q.dtype)
        off_own = torch.where(there, 0.0, UNSEEN).view(pages, 1, sentences, 1, longest).to(q.dtype)
        shape = (pages, heads, sentences, longest, size)
        own_k, own_v = k[:, :, many:].reshape(shape), v[:, :, many:].reshape(shape)
        asked = q[:, :, many:] / math.sqrt(size)
        near = asked @ k[:, :, :many].transpose(-1, -2) + off
        inside = asked.reshape(shape) @ own_k.transpose(-1, -2) + off_own
        inside = inside.reshape(pages, heads, sentences * longest, longest)
        share = torch.softmax(torch.cat([near, inside], -1), -1)
        own = (share[..., many:].reshape(*shape[:-1], longest) @ own_v).reshape(asked.shape)
        said = share[..., :many] @ v[:, :, :many] + own
        read = q[:, :, :many] / math.sqrt(size) @ k[:, :, :many].transpose(-1, -2) + off
        held = torch.softmax(read, -1) @ v[:, :, :many]
        mixed = torch.cat([held, said], 2).transpose(1, 2).reshape(pages, length, width)
        state = layer.aln(state + self._dropped(layer.ao(mixed)))
        inner = self._dropped(layer.fo(functional.gelu(layer.fi(state))))
        found: torch.Tensor = layer.oln(state + inner)
        return found

    def _dropped(self, part: torch.Tensor) -> torch.Tensor:
        return functional.dropout(part, self.dropout, self.training)


def loss_of(
    sentences: torch.Tensor, pieces: torch.Tensor, labels: torch.Tensor, by_piece: torch.Tensor
) -> torch.Tensor:
    """Of sentences and of pieces what they are, and that of twins the false one looks worse."""
    whole = told(sentences, labels) + _pointed(pieces, by_piece)
    doubt = doubt_of_logits(sentences)
    twins = (labels[:, ::2] == FINE) & (labels[:, 1::2] > FINE)
    apart = functional.softplus(doubt[:, ::2] - doubt[:, 1::2])[twins].sum()
    return whole + _APART * apart / twins.sum().clamp(min=1)


def loss_of_answers(
    sentences: torch.Tensor, pieces: torch.Tensor, labels: torch.Tensor, by_piece: torch.Tensor,
    sheets: Sequence[AnswerSheet],
) -> torch.Tensor:  # fmt: skip
    """Of sentences and pieces what they are; that some sentence of a bad answer is at fault, the
    one that looks worst as its label says; and that a bad answer looks worse than the good ones."""
    doubt, labels = doubt_of_logits(sentences), labels.clone()
    some, apart = [], []
    for page, sheet in enumerate(sheets):
        good = doubt[page, : len(sheet.said)][labels[page, : len(sheet.said)] == FINE]
        for fault in sheet.faults:
            doubts = doubt[page, list(fault.places)]
            labels[page, fault.places[int(doubts.argmax())]] = fault.label
            whole = torch.logsumexp(doubts, 0)
            some.append(functional.softplus(-whole))
            if len(good):
                apart.append(functional.softplus(good.max() - whole))
    return (
        told(sentences, labels)
        + _APART * _pointed(pieces, by_piece)
        + _SOME * mean_of(some)
        + _APART * mean_of(apart)
    )


def mean_of(losses: Sequence[torch.Tensor]) -> torch.Tensor:
    """0 where there is none."""
    return torch.stack(list(losses)).mean() if losses else torch.zeros(())


def told(sentences: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """What sentences are, those aside of which that is unknown."""
    return functional.cross_entropy(sentences.flatten(0, 1), labels.flatten(), ignore_index=UNKNOWN)


def _pointed(pieces: torch.Tensor, by_piece: torch.Tensor) -> torch.Tensor:
    faults, known = torch.tensor([1.0, _FAULTS, _FAULTS]), by_piece.flatten()
    found = functional.cross_entropy(
        pieces.flatten(0, 2), known, weight=faults, ignore_index=UNKNOWN, reduction="sum"
    )
    return found / faults[known.clamp(min=0)][known != UNKNOWN].sum().clamp(min=1)


def doubt_of_logits(sentences: torch.Tensor) -> torch.Tensor:
    """How much speaks against each sentence being fine, as log-odds."""
    return torch.logsumexp(sentences[..., WRONG:], -1) - sentences[..., FINE]
