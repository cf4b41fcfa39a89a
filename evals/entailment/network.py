"""The cross-encoder as torch trains it: the lower layers of multilingual-e5-small over a claim and
its premise, with marks for which side a piece stands on and whether the other side has it, too.
"""

import math

import torch
from torch import nn
from torch.nn import functional

from assistant.encoder.network import EPSILON, Layer
from assistant.encoder.network import from_weights as layers_from
from assistant.encoder.weights import Weights

CLASSES = 3
MARKS = 4


class Network(nn.Module):
    """Layers with a head over the first piece and the mean of all."""

    def __init__(self, width: int, heads: int, layers: int) -> None:
        super().__init__()
        self.marks = nn.Embedding(MARKS, width)
        self.start = nn.LayerNorm(width, EPSILON)
        self.layers = nn.ModuleList(Layer(width, heads, 0.0) for _ in range(layers))
        self.dense = nn.Linear(2 * width, width)
        self.out = nn.Linear(width, CLASSES)
        nn.init.zeros_(self.marks.weight)

    def forward(self, sums: torch.Tensor, marks: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """Logits: entailed, neutral, contradicted; shape (pairs, 3).

        Args:
            sums: embeddings as `Table.sums` gives them, shape (pairs, pieces, width).
            marks: as `encode` gives them, shape (pairs, pieces).
            there: whether a piece stands at a place, shape (pairs, pieces).
        """
        state = self.start(sums + self.marks(marks))
        for layer in self.layers:
            state = layer(state, there)
        kept = there[:, :, None].float()
        mean = (state * kept).sum(1) / kept.sum(1)
        found: torch.Tensor = self.out(torch.tanh(self.dense(torch.cat([state[:, 0], mean], 1))))
        return found


def from_weights(weights: Weights, layers: int) -> Network:
    """The network with the lower layers as they came; marks and head are new."""
    network = Network(weights.width, weights.heads, layers)
    lower = layers_from(weights, layers, CLASSES, 0.0)
    network.start.load_state_dict(lower.start.state_dict())
    network.layers.load_state_dict(lower.layers.state_dict())
    return network


def loss_of(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy where the class is known; where only "not entailed" is, of both together."""
    shares = functional.log_softmax(logits.float(), dim=1)
    either = torch.logsumexp(shares[:, 1:], dim=1)
    named = shares.gather(1, labels.clamp(max=CLASSES - 1)[:, None])[:, 0]
    return -torch.where(labels < CLASSES, named, either).mean()


def rate_at(step: int, steps: int, peak: float) -> float:
    """Warm-up over a twentieth of the steps, then half a cosine down to a twentieth of the peak."""
    warm = max(1, steps // 20)
    if step < warm:
        return peak * (step + 1) / warm
    return peak * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - warm) / (steps - warm))))
