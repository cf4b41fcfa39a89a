"""A turn that waits for a model leaves its place to the others."""

import threading
from concurrent.futures import ThreadPoolExecutor

from assistant.llm.client import Completion, Prompt
from assistant.llm.places import Aside, Places


class Slow:
    """A model that answers once somebody else has worked."""

    name = "slow"

    def __init__(self) -> None:
        self.asked, self.others_are_done = threading.Event(), threading.Event()

    def complete(self, prompt: Prompt, deadline: float) -> Completion:
        self.asked.set()
        assert self.others_are_done.wait(20)
        return Completion("at last", None)


def test_others_work_while_a_model_is_waited_for_and_no_more_of_them_than_places() -> None:
    places, model = Places(1), Slow()
    at_work, most = 0, 0

    def wait() -> str:
        with places.taken():
            return Aside(model, places).complete(Prompt("", ""), 0.0).text

    def work() -> None:
        nonlocal at_work, most
        assert model.asked.wait(20)
        with places.taken():
            at_work += 1
            most = max(most, at_work)
            at_work -= 1

    with ThreadPoolExecutor(5) as threads:
        waiting = threads.submit(wait)
        for worked in [threads.submit(work) for _ in range(4)]:
            worked.result(20)
        model.others_are_done.set()
        assert waiting.result(20) == "at last"
    assert most == 1
