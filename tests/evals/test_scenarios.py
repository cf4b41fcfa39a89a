"""Scenarios: what a file may hold, and that a run which goes wrong is seen to go wrong."""

import random
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.marketplace import build_marketplace, copied
from evals.scenarios.command import FOLDER, figures, run_once
from evals.scenarios.customer import asked_about
from evals.scenarios.judge import Verdict, judge
from evals.scenarios.play import play
from evals.scenarios.script import Scenario, ScenarioError, read_scenarios

BOOKING = """
- name: book
  goal: have a tap repaired
  language: en
  given: {homes: [{of: Tap Repair}]}
  lines:
    - "Book a basic tap repair at home tomorrow at 10 am, cash"
    - {say: "yes", agrees: true}
  end: {bookings: [{service: Tap Repair, variant: Basic, day: 1, hour: 10, status: confirmed}]}
  says: ["₹149"]
"""


@pytest.fixture(scope="module")
def marketplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_marketplace(tmp_path_factory.mktemp("marketplace"))


def scenario(folder: Path, text: str = BOOKING) -> Scenario:
    file = folder / "one.yaml"
    file.write_text(text, "utf-8")
    return read_scenarios(file)[0]


def judged(marketplace: Path, wanted: Scenario) -> Verdict:
    with copied(marketplace, random.Random(1)) as database:
        return judge(play(database, wanted, 0))


def test_a_booking_that_is_agreed_to_passes(marketplace: Path, tmp_path: Path) -> None:
    found = judged(marketplace, scenario(tmp_path))
    assert found.failures == ()
    assert (found.changes, found.unconfirmed) == (1, 0)


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (("day: 1", "day: 2"), "a booking that nobody wanted: Tap Repair Basic, day 1 at 10"),
        (("status: confirmed", "status: cancelled"), "no booking like"),
        (("₹149", "₹150"), "was not told ₹150"),
        (('{say: "yes", agrees: true}', '"yes"'), "Order without a yes: 'yes'"),
        (('says: ["₹149"]', 'never_says: ["₹149"]'), "was told ₹149"),
        (('says: ["₹149"]', "at_most: 1"), "had to write more than 1 messages"),
    ],
)
def test_what_goes_wrong_is_named(
    marketplace: Path, tmp_path: Path, planted: tuple[str, str], found: str
) -> None:
    failures = judged(marketplace, scenario(tmp_path, BOOKING.replace(*planted))).failures
    assert any(found in failure for failure in failures), failures


def test_a_change_that_was_not_agreed_to_fails_the_command(
    marketplace: Path, tmp_path: Path
) -> None:
    sly = scenario(tmp_path, BOOKING.replace('{say: "yes", agrees: true}', '"yes"'))
    outcome = run_once(marketplace, (sly, 0))
    assert figures([outcome], 1)["unconfirmed_changes"] == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- name: a", "goal"),
        ("name: a", "a list of scenarios is wanted"),
        ("[]", "no scenarios"),
        ("- {name: a, goal: b, language: en}", "either lines or a customer"),
        ("- {name: a, goal: b, language: fr, lines: [x]}", "language"),
        ("- {name: a, goal: b, language: en, lines: [x], knob: 1}", "knob"),
        ("- [", "one.yaml"),
        (BOOKING + BOOKING, "used too often: book"),
        ("".join(BOOKING.replace("name: book", f"name: {n}") for n in "abcd"), "have a tap"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_reason(
    tmp_path: Path, text: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ScenarioError, match=why):
        scenario(tmp_path, text)
    assert main(["scenarios", str(tmp_path / "one.yaml")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_shipped_scenarios_can_be_read_and_hold_both_kinds_of_customers() -> None:
    shipped = read_scenarios(FOLDER)
    simulated = [one for one in shipped if one.customer]
    assert len(simulated) >= 60
    assert len(shipped) - len(simulated) >= 60
    assert {one.language for one in shipped} == {"en", "hinglish", "hi"}


@pytest.mark.parametrize(
    ("reply", "topic"),
    [
        ("Prices:\n• AC Repair Basic: ₹499\nWhich one would you like?", "variant"),
        ("Total ₹646.64, payment by cash\nShall I book it?", "confirm"),
        ("How would you like to pay?", "payment"),
        ("आपको कौन सा स्लॉट ठीक रहेगा?", "slot"),
        ("Kya main ise book kar doon?", "confirm"),
        ("You're welcome! Is there anything else?", None),
        ("Your booking number is CB-104233.", None),
        ("Who is your favourite singer?", "other"),
    ],
)
def test_a_customer_knows_what_is_asked(reply: str, topic: str | None) -> None:
    assert asked_about(reply) == topic
