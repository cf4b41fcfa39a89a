"""Writes trained layers and a head as an ONNX graph: sums of embeddings in, the head's logits out.

It takes one text at a time, so there is neither padding nor a mask. Weights are kept in eight bits
with a scale for each row and multiplied in whole numbers by states in eight bits with a scale for
each piece (vector-wise, Dettmers et al., 2022), which every processor reckons alike; or they stay
in the blocks in which they came (`MatMulNBits`): nearer to the model, at nearly twice the time
where a processor has no more than AVX2. Only training needs this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from assistant.encoder.weights import BLOCK, HIGHEST, MIDDLE, Blocks, eight_bits

INPUT, VECTOR, LOGITS = "sums", "vector", "logits"
_EPSILON = 1e-12
_LEAST = 1e-9
"""The largest value of a state of nothing but noughts, so that nothing is divided by nought."""
_INT8_ARITHMETIC = 4
"""The runtime's name for multiplying blocks in whole numbers."""

Floats = NDArray[np.float32]


@dataclass(slots=True)
class Graph:
    """What has been written so far, and the trained arrays by name."""

    arrays: Mapping[str, Floats | Blocks]
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    values: list[onnx.TensorProto] = field(default_factory=list)
    rounded: set[str] = field(default_factory=set)
    """States that stand there as whole numbers, too."""

    def constant(self, name: str, array: NDArray[Any]) -> str:
        self.values.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def linear(self, source: str, name: str) -> str:
        """source x transposed(weight) + bias."""
        held = self.arrays[f"{name}.weight"]
        if isinstance(held, Blocks):
            product = self._by_blocks(source, name, held)
        else:
            product = self._by_rows(source, name, held)
        bias = self.constant(f"{name}.shift", self.floats(f"{name}.bias"))
        return self.node("Add", [product, bias], name)

    def _by_rows(self, source: str, name: str, weight: Floats) -> str:
        whole, largest = self._whole(source)
        numbers, scales = eight_bits(weight)
        packed = self.constant(f"{name}.packed", numbers.T)
        product = self.node("MatMulInteger", [whole, packed, "middle", "middle"], f"{name}.whole")
        plain = self.node("Cast", [product], f"{name}.plain", to=TensorProto.FLOAT)
        sized = self.node("Mul", [plain, largest], f"{name}.sized")
        shares = self.constant(f"{name}.scales", scales / np.float32(HIGHEST))
        return self.node("Mul", [sized, shares], f"{name}.product")

    def _whole(self, source: str) -> tuple[str, str]:
        """A state as whole numbers, and the largest value of each piece, which became `HIGHEST`;
        written once for all who read it."""
        whole, largest = f"{source}.whole", f"{source}.largest"
        if not self.rounded:
            self.constant("last", np.array([-1], np.int64))
            self.constant("least", np.array(_LEAST, np.float32))
            self.constant("highest", np.array(HIGHEST, np.float32))
            self.constant("middle", np.array(MIDDLE, np.uint8))
            self.constant("rounding", np.array(MIDDLE + 0.5, np.float32))
        if source not in self.rounded:
            self.rounded.add(source)
            sizes = self.node("Abs", [source], f"{source}.sizes")
            most = self.node("ReduceMax", [sizes, "last"], f"{source}.most")
            self.node("Max", [most, "least"], largest)
            share = self.node("Div", ["highest", largest], f"{source}.share")
            wide = self.node("Mul", [source, share], f"{source}.wide")
            raised = self.node("Add", [wide, "rounding"], f"{source}.raised")
            self.node("Cast", [raised], whole, to=TensorProto.UINT8)
        return whole, largest

    def _by_blocks(self, source: str, name: str, held: Blocks) -> str:
        rows, columns = held.numbers.shape
        packed = held.numbers
        if held.bits == 4:  # two in a byte
            packed = (packed[:, 0::2] | (packed[:, 1::2] << 4)).astype(np.uint8)
        return self.node(
            "MatMulNBits",
            [
                source,
                self.constant(f"{name}.packed", packed.reshape(rows, columns // BLOCK, -1)),
                self.constant(f"{name}.scales", held.scales.reshape(-1)),
            ],
            f"{name}.product",
            domain="com.microsoft",
            K=columns,
            N=rows,
            bits=held.bits,
            block_size=BLOCK,
            accuracy_level=_INT8_ARITHMETIC,
        )

    def floats(self, name: str) -> Floats:
        held = self.arrays[name]
        return held.floats() if isinstance(held, Blocks) else held

    def norm(self, source: str, name: str) -> str:
        scale = self.constant(f"{name}.scale", self.floats(f"{name}.weight"))
        shift = self.constant(f"{name}.shift", self.floats(f"{name}.bias"))
        return self.node(
            "LayerNormalization", [source, scale, shift], name, axis=-1, epsilon=_EPSILON
        )


def write_graph(arrays: Mapping[str, Floats | Blocks], layers: int, heads: int) -> bytes:
    """The graph of a network, by the names of its state: start, layers.N.*, and head if there is
    one.

    Input (pieces, width): as `Table.sums` gives it. Outputs: the mean of the last layer, (width,),
    and what the head says of it, (labels,).
    """
    graph = Graph(arrays)
    width = len(graph.floats("start.weight"))
    state = write_layers(graph, layers, heads)
    graph.node("ReduceMean", [state, "over"], VECTOR, keepdims=0)
    outputs = [helper.make_tensor_value_info(VECTOR, TensorProto.FLOAT, [width])]
    if "head.weight" in arrays:
        bias = graph.floats("head.bias")
        weights = graph.constant("head.matrix", graph.floats("head.weight").T)
        said = graph.node("MatMul", [VECTOR, weights], "head.product")
        graph.node("Add", [said, graph.constant("head.shift", bias)], LOGITS)
        outputs.append(helper.make_tensor_value_info(LOGITS, TensorProto.FLOAT, [len(bias)]))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [None, width])],
            outputs,
            graph.values,
        ),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)],
    )
    model.ir_version = 9
    written: bytes = model.SerializeToString(deterministic=True)
    return written


def write_layers(graph: Graph, layers: int, heads: int, unseen: str = "") -> str:
    """From the sums to the state of the last layer, with the constants that all parts share.

    Args:
        unseen: an input of shape (pieces, pieces), added to the weight that a piece (row) gives to
            another; without it every piece sees all.
    """
    width = len(graph.floats("start.weight"))
    graph.constant("split", np.array([0, heads, width // heads], np.int64))
    graph.constant("join", np.array([0, width], np.int64))
    graph.constant("scale", np.array((width / heads) ** -0.5, np.float32))
    graph.constant("over", np.array([0], np.int64))
    state = graph.norm(INPUT, "start")
    for layer in range(layers):
        state = _write_layer(graph, f"layers.{layer}", state, unseen)
    return state


def _write_layer(graph: Graph, name: str, state: str, unseen: str) -> str:
    """Attention and the feed-forward part, each added to what went in and normalised."""
    parts = {}
    for part, order in (("q", [1, 0, 2]), ("k", [1, 2, 0]), ("v", [1, 0, 2])):
        flat = graph.linear(state, f"{name}.{part}")
        cut = graph.node("Reshape", [flat, "split"], f"{name}.{part}.cut")
        parts[part] = graph.node("Transpose", [cut], f"{name}.{part}.heads", perm=order)
    likeness = graph.node("MatMul", [parts["q"], parts["k"]], f"{name}.likeness")
    scaled = graph.node("Mul", [likeness, "scale"], f"{name}.scaled")
    if unseen:
        scaled = graph.node("Add", [scaled, unseen], f"{name}.seen")
    share = graph.node("Softmax", [scaled], f"{name}.share", axis=-1)
    mixed = graph.node("MatMul", [share, parts["v"]], f"{name}.mixed")
    turned = graph.node("Transpose", [mixed], f"{name}.turned", perm=[1, 0, 2])
    joined = graph.node("Reshape", [turned, "join"], f"{name}.joined")
    attended = graph.node("Add", [state, graph.linear(joined, f"{name}.ao")], f"{name}.attended")
    state = graph.norm(attended, f"{name}.aln")
    inner = graph.node("Gelu", [graph.linear(state, f"{name}.fi")], f"{name}.inner")
    summed = graph.node("Add", [state, graph.linear(inner, f"{name}.fo")], f"{name}.sum")
    return graph.norm(summed, f"{name}.oln")
