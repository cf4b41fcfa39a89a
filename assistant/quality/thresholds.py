"""Where a score turns bad, per metric, as shipped. One wrong fact makes a reply bad."""

from assistant.model import Metric

THRESHOLDS: dict[Metric, float] = {"grounding": 0.965, "faithfulness": 0.965, "relevancy": 0.5}
"""A score below its threshold is bad; the first two allow one slip in thirty facts at most."""

VERSION = "quality-3"
"""Changes whenever any scorer's result may change."""
