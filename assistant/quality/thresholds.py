"""The shipped thresholds: under them a turn counts as bad by that metric. They stand only here."""

from collections.abc import Mapping

from assistant.model import Metric

THRESHOLDS: Mapping[Metric, float] = {
    "grounding": 0.999,
    "faithfulness": 0.75,
    "relevancy": 0.5,
}
"""Grounding is a share of exact facts, and one wrong fact is one too many."""
