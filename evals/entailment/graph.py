"""Writes trained networks as ONNX graphs: a cross-encoder (sums and marks in, three logits out) and
the layers of the reader; and reads what has been learnt back out of one, so that training can go
on from there.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from assistant.encoder.graph import INPUT, LOGITS, Floats, Graph, write_layers
from assistant.encoder.weights import HIGHEST, MIDDLE

UNSEEN, STATE = "unseen", "state"


def cross_graph(arrays: Mapping[str, Floats], layers: int, heads: int) -> bytes:
    """The graph of a network, by the names of its state: start, layers.N.*, dense, out.

    Input (pieces, width): sums of embeddings and marks. Output (1, 3): entailed, neutral,
    contradicted.
    """
    graph = Graph(arrays)
    width = len(arrays["start.weight"])
    state = write_layers(graph, layers, heads)
    lead = graph.node("Gather", [state, "over"], "lead", axis=0)
    mean = graph.node("ReduceMean", [state, "over"], "mean", keepdims=1)
    pooled = graph.node("Concat", [lead, mean], "pooled", axis=1)
    dense = graph.node("Tanh", [_full(graph, pooled, "dense")], "turned")
    graph.node("Identity", [_full(graph, dense, "out")], LOGITS)
    return _written(graph, [_floats(INPUT, [None, width])], [
        _floats(LOGITS, [1, len(arrays["out.bias"])])
    ])  # fmt: skip


def reader_graph(arrays: Mapping[str, Floats], layers: int, heads: int) -> bytes:
    """The graph of the reader's layers, by the names of its state: start, layers.N.*.

    Inputs: sums of embeddings and marks, (pieces, width), and what pieces do not see of each other,
    (pieces, pieces). Output: the state of every piece, (pieces, width).
    """
    graph = Graph(arrays)
    width = len(arrays["start.weight"])
    graph.node("Identity", [write_layers(graph, layers, heads, UNSEEN)], STATE)
    inputs = [_floats(INPUT, [None, width]), _floats(UNSEEN, [None, None])]
    return _written(graph, inputs, [_floats(STATE, [None, width])])


def _floats(name: str, shape: Sequence[int | None]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _written(
    graph: Graph, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]
) -> bytes:
    model = helper.make_model(
        helper.make_graph(graph.nodes, "entailment", inputs, outputs, graph.values),
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)],
    )
    model.ir_version = 9
    written: bytes = model.SerializeToString(deterministic=True)
    return written


def _full(graph: Graph, source: str, name: str) -> str:
    """source x transposed(weight) + bias, in full precision."""
    weights = graph.constant(f"{name}.matrix", graph.floats(f"{name}.weight").T)
    shift = graph.constant(f"{name}.shift", graph.floats(f"{name}.bias"))
    product = graph.node("MatMul", [source, weights], f"{name}.product")
    return graph.node("Add", [product, shift], name)


def arrays_of(graph: bytes) -> dict[str, Floats]:
    """The state of the network that was written, by its names; weights as near as eight bits keep
    them."""
    held = {
        one.name: numpy_helper.to_array(one)
        for one in onnx.load_from_string(graph).graph.initializer
    }
    found: dict[str, Floats] = {}
    for name, array in held.items():
        whose, _, part = name.rpartition(".")
        if part == "packed":
            scales = held[f"{whose}.scales"] * HIGHEST
            found[f"{whose}.weight"] = ((array.astype(np.float32) - MIDDLE) * scales).T
        elif part == "matrix":
            found[f"{whose}.weight"] = array.T
        elif part == "scale" and whose:
            found[f"{whose}.weight"] = array
        elif part == "shift":
            found[f"{whose}.bias"] = array
    return found
