"""Writes the encoder's layers as an ONNX graph: vectors of pieces in, one vector of the text out.

It takes one text at a time, so there is neither padding nor a mask. The four-bit weights stay as
they came (`MatMulNBits`), so nothing is lost to a second quantisation. Only building needs this.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from assistant.encoder.weights import BLOCK, Blocks, Weights

INPUT, OUTPUT = "pieces", "text"
_EPSILON = 1e-12
_INT8_ARITHMETIC = 4
"""The runtime's name for multiplying in whole numbers."""


@dataclass(slots=True)
class _Graph:
    """What has been written so far."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    values: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, array: NDArray[Any]) -> str:
        self.values.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def linear(self, source: str, name: str, blocks: Blocks, bias: NDArray[np.float32]) -> str:
        """source x transposed(blocks) + bias."""
        rows, columns = blocks.nibbles.shape
        packed = blocks.nibbles[:, 0::2] | (blocks.nibbles[:, 1::2] << 4)
        weights = self.constant(
            f"{name}.weights", packed.reshape(rows, columns // BLOCK, BLOCK // 2)
        )
        scales = self.constant(f"{name}.scales", blocks.scales.reshape(-1))
        product = self.node(
            "MatMulNBits",
            [source, weights, scales],
            f"{name}.product",
            domain="com.microsoft",
            K=columns,
            N=rows,
            bits=4,
            block_size=BLOCK,
            accuracy_level=_INT8_ARITHMETIC,
        )
        return self.node("Add", [product, self.constant(f"{name}.bias", bias)], name)

    def norm(self, source: str, name: str, weights: Weights, tensor: str) -> str:
        scale = self.constant(f"{name}.scale", weights.floats[f"{tensor}.w"])
        bias = self.constant(f"{name}.shift", weights.floats[f"{tensor}.b"])
        return self.node(
            "LayerNormalization", [source, scale, bias], name, axis=-1, epsilon=_EPSILON
        )


def encoder_graph(weights: Weights) -> onnx.ModelProto:
    """The whole of the model but its embeddings.

    Input (pieces, width): the sum of a piece's embedding, its position's and the type's.
    Output (width,): the mean of the last layer, not yet of length 1.
    """
    graph = _Graph()
    graph.constant("split", np.array([0, weights.heads, weights.width // weights.heads], np.int64))
    graph.constant("join", np.array([0, weights.width], np.int64))
    graph.constant("scale", np.array((weights.width / weights.heads) ** -0.5, np.float32))
    graph.constant("over", np.array([0], np.int64))
    state = graph.norm(INPUT, "start", weights, "emb.ln")
    for layer in range(weights.layers):
        state = _layer(graph, weights, f"l{layer}", state)
    graph.node("ReduceMean", [state, "over"], OUTPUT, keepdims=0)
    shape = [None, weights.width]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [weights.width])],
            graph.values,
        ),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)],
    )
    model.ir_version = 9
    return model


def _layer(graph: _Graph, weights: Weights, name: str, state: str) -> str:
    """Attention and the feed-forward part, each added to what went in and normalised."""
    width = weights.width

    def linear(source: str, tensor: str, columns: int) -> str:
        return graph.linear(
            source,
            f"{name}.{tensor}",
            weights.matrix(f"{name}.{tensor}.w", columns),
            weights.floats[f"{name}.{tensor}.b"],
        )

    parts = {}
    for part, order in (("q", [1, 0, 2]), ("k", [1, 2, 0]), ("v", [1, 0, 2])):
        flat = linear(state, part, width)
        cut = graph.node("Reshape", [flat, "split"], f"{name}.{part}.cut")
        parts[part] = graph.node("Transpose", [cut], f"{name}.{part}.heads", perm=order)
    likeness = graph.node("MatMul", [parts["q"], parts["k"]], f"{name}.likeness")
    scaled = graph.node("Mul", [likeness, "scale"], f"{name}.scaled")
    share = graph.node("Softmax", [scaled], f"{name}.share", axis=-1)
    mixed = graph.node("MatMul", [share, parts["v"]], f"{name}.mixed")
    turned = graph.node("Transpose", [mixed], f"{name}.turned", perm=[1, 0, 2])
    joined = graph.node("Reshape", [turned, "join"], f"{name}.joined")
    attended = graph.node("Add", [state, linear(joined, "ao", width)], f"{name}.attended")
    state = graph.norm(attended, f"{name}.between", weights, f"{name}.aln")
    inner = graph.node("Gelu", [linear(state, "fi", width)], f"{name}.inner")
    outer = linear(inner, "fo", 4 * width)
    return graph.norm(
        graph.node("Add", [state, outer], f"{name}.sum"), f"{name}.end", weights, f"{name}.oln"
    )
