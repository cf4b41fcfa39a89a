"""Opens a graph for computing. Heavy, so whoever needs none should not call it."""

from pathlib import Path
from typing import Any


class GraphError(ValueError):
    """The file is no graph that can be computed."""


def open_graph(path: Path) -> Any:
    """A session of one thread. `GraphError` when the file holds no graph, or onnxruntime is not
    installed."""
    try:
        import onnxruntime  # noqa: PLC0415 - heavy, and not wanted where nobody encodes
        from onnxruntime.capi.onnxruntime_pybind11_state import (  # noqa: PLC0415
            Fail,
            InvalidArgument,
            InvalidGraph,
            InvalidProtobuf,
        )
    except ImportError as error:
        raise GraphError(f"onnxruntime cannot be loaded: {error}") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            path.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except (OSError, Fail, InvalidArgument, InvalidGraph, InvalidProtobuf) as error:
        raise GraphError(f"{path} holds no graph: {error}") from error
