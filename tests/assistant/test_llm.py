"""A language model is asked over HTTP: what it says, and every way in which it may not say it."""

import json
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
import respx
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.llm.advice import ask_intent, ask_words
from assistant.llm.breaker import Breaker
from assistant.llm.client import (
    LONGEST_ANSWER,
    HttpModel,
    ModelUnavailableError,
    Prompt,
)
from assistant.model import Evidence

URL = "http://model.test/v1"
PROMPT = Prompt("Be brief.", "hello")
EVENTS = {"content-type": "text/event-stream"}


class Hands:
    """A clock that is moved, or moves by itself at each look."""

    def __init__(self, step: float = 0.0) -> None:
        self.at = 100.0
        self.step = step

    def __call__(self) -> float:
        self.at += self.step
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def model(hands: Hands) -> Iterator[HttpModel]:
    with httpx.Client() as client:
        yield HttpModel(URL, "tiny", "key", client, Breaker(hands, failures=3, rest=30), hands)


@pytest.fixture
def server() -> Iterator[respx.Route]:
    with respx.mock() as mock:
        yield mock.post(f"{URL}/chat/completions")


def streamed(*pieces: str, tokens: int | None = None) -> httpx.Response:
    events: list[dict[str, object]] = [{"choices": [{"delta": {"content": p}}]} for p in pieces]
    if tokens is not None:
        events.append({"choices": [], "usage": {"total_tokens": tokens}})
    lines = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
    return httpx.Response(200, headers=EVENTS, text=f"{lines}data: [DONE]\n\n")


def test_a_streamed_answer_is_put_together_with_its_tokens(
    model: HttpModel, server: respx.Route
) -> None:
    server.return_value = streamed("A price ", "quote", tokens=31)
    found = model.complete(PROMPT, 102)
    assert (found.text, found.tokens) == ("A price quote", 31)
    sent = json.loads(server.calls.last.request.content)
    assert sent["model"] == "tiny"
    assert sent["temperature"] == 0
    assert [part["role"] for part in sent["messages"]] == ["system", "user"]
    assert server.calls.last.request.headers["authorization"] == "Bearer key"


def test_a_server_that_does_not_stream_is_read_as_well(
    model: HttpModel, server: respx.Route
) -> None:
    server.return_value = httpx.Response(200, json={"choices": [{"message": {"content": "yes"}}]})
    assert model.complete(PROMPT, 102).text == "yes"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_once_more(
    model: HttpModel, server: respx.Route, status: int
) -> None:
    server.side_effect = [httpx.Response(status), streamed("ok")]
    assert model.complete(PROMPT, 102).text == "ok"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401),
        httpx.Response(404),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[1]),
        httpx.Response(200, json={"choices": "none"}),
        httpx.Response(200, headers=EVENTS, text="data: {broken\n\n"),
        httpx.Response(200, headers=EVENTS, text="data: [DONE]\n\n"),
        httpx.Response(200, headers=EVENTS, content=b"data: \xff\xfe\n\n"),
    ],
)
def test_garbage_is_no_answer_and_is_not_asked_for_again(
    model: HttpModel, server: respx.Route, answer: httpx.Response
) -> None:
    server.return_value = answer
    with pytest.raises(ModelUnavailableError):
        model.complete(PROMPT, 102)
    assert server.call_count == 1


@pytest.mark.parametrize(
    "trouble", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
def test_a_server_that_cannot_be_reached_is_no_answer(
    model: HttpModel, server: respx.Route, trouble: type[httpx.HTTPError]
) -> None:
    server.side_effect = trouble("away")
    with pytest.raises(ModelUnavailableError, match=trouble.__name__):
        model.complete(PROMPT, 102)


def test_an_answer_that_drips_past_the_deadline_is_cut_off(server: respx.Route) -> None:
    server.return_value = streamed(*("word " for _ in range(50)))
    hands = Hands(step=0.1)
    with httpx.Client() as client:
        model = HttpModel(URL, "tiny", None, client, Breaker(hands), hands)
        with pytest.raises(ModelUnavailableError, match="in time"):
            model.complete(PROMPT, hands.at + 1)


def test_an_endless_answer_is_cut_short(model: HttpModel, server: respx.Route) -> None:
    server.return_value = streamed(*("x" * 1000 for _ in range(50)))
    assert len(model.complete(PROMPT, 102).text) == LONGEST_ANSWER


def test_a_model_that_keeps_failing_is_left_alone_and_then_tried_once(
    model: HttpModel, server: respx.Route, hands: Hands
) -> None:
    server.return_value = httpx.Response(400)
    for _ in range(3):
        with pytest.raises(ModelUnavailableError):
            model.complete(PROMPT, hands.at + 2)
    server.return_value = streamed("back")
    with pytest.raises(ModelUnavailableError, match="left alone"):
        model.complete(PROMPT, hands.at + 2)
    hands.at += 31
    assert model.complete(PROMPT, hands.at + 2).text == "back"
    assert server.call_count == 4


def test_an_intent_is_believed_only_when_it_was_offered(
    model: HttpModel, server: respx.Route
) -> None:
    server.side_effect = [
        streamed("`cancel`."),
        streamed("refund_status"),
        streamed("cancel or stop"),
    ]
    said = [ask_intent(model, "call it off", ("cancel", "stop"), 102)[0] for _ in range(3)]
    assert said == ["cancel", None, None]


def test_words_come_as_lines_and_no_is_no_words(model: HttpModel, server: respx.Route) -> None:
    passage = Evidence("policy/warranty", {}, "Repairs carry a warranty of 30 days.")
    server.side_effect = [
        streamed("- Repairs carry a warranty.\n\nWarranty of 30 days."),
        streamed("NO."),
    ]
    said = [ask_words(model, "warranty?", passage, "en", 102)[0] for _ in range(2)]
    assert said == [("Repairs carry a warranty.", "Warranty of 30 days."), ()]


@pytest.mark.parametrize(
    "nonsense",
    [
        "I have been trained to verify myself.",
        "The answer is: Marmadatta",
        "Repairs carry a warranty of 30 days. Sorry for any confusion, dear friend of ours.",
        "Repairs carry a warranty of how many days?",
        "warranty?",
        "...",
    ],
)
def test_a_line_that_strays_from_the_passage_spoils_the_answer(
    model: HttpModel, server: respx.Route, nonsense: str
) -> None:
    passage = Evidence("policy/warranty", {}, "Repairs carry a warranty of 30 days.")
    server.return_value = streamed(f"Repairs carry a warranty of 30 days.\n{nonsense}")
    assert ask_words(model, "warranty?", passage, "en", 102)[0] == ()


@given(st.binary(max_size=200), st.sampled_from(["text/event-stream", "application/json", ""]))
@settings(max_examples=150, deadline=None)
def test_no_bytes_whatever_are_worse_than_no_answer(body: bytes, kind: str) -> None:
    hands = Hands()
    with respx.mock() as mock, httpx.Client() as client:
        mock.post(f"{URL}/chat/completions").return_value = httpx.Response(
            200, headers={"content-type": kind}, content=body
        )
        model = HttpModel(URL, "tiny", None, client, Breaker(hands), hands)
        with suppress(ModelUnavailableError):
            assert model.complete(PROMPT, 102).text
