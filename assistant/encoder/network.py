"""The lower layers of multilingual-e5-small as torch trains them. Only training needs this.

Embeddings are frozen and stay outside: the network takes their sums, as the exported graph does.
"""

import torch
from torch import nn
from torch.nn import functional

from assistant.encoder.weights import Blocks, Weights

EPSILON = 1e-12


class Layer(nn.Module):
    """Attention and the feed-forward part, each added to what went in and normalised."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.q, self.k, self.v, self.ao = (nn.Linear(width, width) for _ in range(4))
        self.fi, self.fo = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.aln, self.oln = nn.LayerNorm(width, EPSILON), nn.LayerNorm(width, EPSILON)

    def forward(self, state: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        batch, length, width = state.shape

        def split(part: torch.Tensor) -> torch.Tensor:
            return part.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

        q, k, v = split(self.q(state)), split(self.k(state)), split(self.v(state))
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=there[:, None, None, :])
        joined = self.ao(mixed.transpose(1, 2).reshape(batch, length, width))
        state = self.aln(state + functional.dropout(joined, self.dropout, self.training))
        inner = self.fo(functional.gelu(self.fi(state)))
        out: torch.Tensor = self.oln(state + functional.dropout(inner, self.dropout, self.training))
        return out


class Network(nn.Module):
    """Layers with one linear head over the mean of the last."""

    def __init__(self, width: int, heads: int, layers: int, labels: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.start = nn.LayerNorm(width, EPSILON)
        self.layers = nn.ModuleList(Layer(width, heads, dropout) for _ in range(layers))
        self.head = nn.Linear(width, labels)

    def forward(self, sums: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """Logits, shape (texts, labels).

        Args:
            sums: embeddings as `Table.sums` gives them, shape (texts, pieces, width).
            there: whether a piece stands at a place, shape (texts, pieces).
        """
        state = functional.dropout(self.start(sums), self.dropout, self.training)
        for layer in self.layers:
            state = layer(state, there)
        kept = there[:, :, None].float()
        mean = (state * kept).sum(1) / kept.sum(1)
        said: torch.Tensor = self.head(functional.dropout(mean, self.dropout, self.training))
        return said


def from_weights(weights: Weights, layers: int, labels: int, dropout: float) -> Network:
    """The network with its lower layers as they came; only the head is new."""
    network = Network(weights.width, weights.heads, layers, labels, dropout)
    state = network.state_dict()
    for name, held in weights.lower(layers).items():
        values = held.floats() if isinstance(held, Blocks) else held
        state[name] = torch.from_numpy(values.copy()).reshape(state[name].shape)
    network.load_state_dict(state)
    return network
