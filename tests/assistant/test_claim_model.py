"""What the trained model of claims adds to faithfulness, and what it refuses to load."""

from pathlib import Path

import numpy as np
import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.claims.features import DIMENSIONS
from assistant.quality.claims.model import FAULTS, ClaimModel, ModelError, load, save
from assistant.quality.scores import score
from assistant.quality.thresholds import THRESHOLDS

SESSION = Evidence("session", {"now": "2026-11-23T14:30:00+05:30", "customer_id": 41})
RATE = Evidence("tariff#7", {"service": "Sofa Cleaning", "rate_inr": "549", "pin": "411014"})
PLAIN = {
    "en": "Sofa Cleaning at 411014 is ₹549.",
    "hinglish": "411014 me Sofa Cleaning ₹549 ka hai.",
    "hi": "411014 में सोफ़ा क्लीनिंग ₹549 की है।",
}
PROMISED = {
    "en": " Our team will finish the whole job in twenty minutes, that much I can assure you.",
    "hinglish": " Hamari team bees minute me poora kaam kar degi, iski guarantee meri.",
    "hi": " हमारी टीम बीस मिनट में पूरा काम कर देगी, यह मेरा वादा है।",
}


def faithfulness(answer: str) -> float:
    found = score(Exchange("sofa cleaning price 411014", (SESSION, RATE), answer)).faithfulness
    assert found.value is not None
    return found.value


@pytest.mark.parametrize("language", PLAIN)
def test_a_promise_costs_what_a_plain_reply_keeps(language: str) -> None:
    assert faithfulness(PLAIN[language]) >= THRESHOLDS["faithfulness"]
    assert faithfulness(PLAIN[language] + PROMISED[language]) < THRESHOLDS["faithfulness"]


def test_doubt_alone_never_makes_a_reply_bad() -> None:
    assert (
        THRESHOLDS["faithfulness"]
        <= faithfulness("Sofa Cleaning at 411014 is ₹549. Shall I look for slots?")
        <= 1.0
    )


def test_a_model_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    weights = np.zeros((len(FAULTS), DIMENSIONS), dtype=np.float32)
    weights[0, 7] = 1.27
    model = ClaimModel(weights, np.zeros(len(FAULTS), dtype=np.float32), (0.9, 0.9, 0.9))
    for name in ("one.npz", "two.npz"):
        save(model, tmp_path / name)
    read = load(tmp_path / "one.npz")
    assert np.allclose(read.weights, weights, atol=0.01)
    assert read.limits == model.limits
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_another_file_is_no_model(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "claims.npz").write_bytes(content)
    with pytest.raises(ModelError):
        load(tmp_path / "claims.npz")
