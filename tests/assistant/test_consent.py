"""Whatever is said in whatever order, nothing happens that was not shown in the message before and
agreed to in the one after it."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from assistant.dialogue.consent import YES
from store.actions import from_json
from store.database import Database
from store.tables import addresses, booking_items, bookings, conversations, users
from tests.assistant.conftest import build_shop
from tests.assistant.script import Play, Scenario, pieces_of
from tests.conftest import opened
from tests.engines import Engine

PEOPLE = ("+919151719298", "+919120070133", "+919322061183")
WISHES = (
    "book AC repair tomorrow 10 am basic cash",
    "AC repair book karna hai",
    "मुझे कल शाम सोफा क्लीनिंग बुक करनी है",
    "book a hair cut",
    "cancel my booking",
    "CB-105627 cancel karo",
    "cancel all of CB-105627, back to the card",
    "CB-106411 cancel kar do, paise wallet mein",
    "meri booking shanivar shaam 6 baje kar do",
    "reschedule CB-106411",
    "move my booking to Saturday 6 pm",
    "apni booking ka time badalna hai, shukravar 10 baje",
    "मेरी बुकिंग रद्द करनी है",
    "book it in 560001 instead",
    "complaint about CB-106411: they broke my lamp",
    "shikayat karni hai",
    "add address Flat 5, Lotus Heights, MG Road 411001",
)
ANSWERS = (
    "2",
    "the second one",
    "pehla wala",
    "आखिरी वाला",
    "cash",
    "UPI se",
    "wallet",
    "kal subah",
    "thursday",
    "actually evening",
    "10 baje wala",
    "premium",
    "sasta wala",
    "same address",
    "Flat 12, Green Park",
    "to my wallet",
    "sirf ek kaam",
)
ASIDE = (
    "how much is sofa cleaning?",
    "what is your cancellation policy?",
    "meri bookings dikhao",
    "hello",
    "thanks",
    "asdf qwer",
    "yes but in the evening",
    "yes?",
    "haan lekin kal nahi",
    "no",
    "nahi",
    "rehne do",
    "cancel that, I want sofa cleaning instead",
)
YESES = ("yes", "haan", "हाँ", "haan kar do", "yes please", "ok do it", "👍")


MOVES = ("wish", "answer", "answer", "aside", "yes", "yes", "newest", "newest", "newest", "old",
         "restart", "days")  # fmt: skip
"""What may happen next; what stands here twice happens twice as often."""
SCRIPTS = st.lists(
    st.tuples(st.sampled_from(MOVES), st.sampled_from(range(120))), min_size=16, max_size=24
)
"""Numbers are few: among many, what other modules happen to be loaded decides which are drawn."""
_ITEMS = select(booking_items.c.id, booking_items.c.slot_start, booking_items.c.status)


@dataclass
class Customer:
    """Says and presses anything, and watches that nothing happens unasked."""

    database: Database
    who: str
    performed: Counter[str]
    offered: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.play = Play(self.database, Scenario("consent", (), None))
        self.play.begin(self.who)
        self.rows = self._rows()

    def do(self, move: str, number: int) -> None:
        choices = self.play.choices
        match move:
            case "restart":
                self.play.restart()
            case "days":
                self.play.chat.clock.pass_seconds(86400 * (0.1 if number % 3 else 4))
            case "newest" if choices:
                value = list(choices)[number % len(choices)]
                self._say(choices[value], value, agrees=value.startswith(YES))
            case "old" if self.offered:
                value = sorted(self.offered)[number % len(self.offered)]
                agrees = value.startswith(YES) and value in choices
                self._say(self.offered[value], value, agrees=agrees)
            case "yes":
                self._say(YESES[number % len(YESES)], None, agrees=True)
            case "answer":
                self._say(ANSWERS[number % len(ANSWERS)], None, agrees=False)
            case "aside":
                self._say(ASIDE[number % len(ASIDE)], None, agrees=False)
            case _:
                self._say(WISHES[number % len(WISHES)], None, agrees=False)

    def _say(self, text: str, chosen: str | None, *, agrees: bool) -> None:
        shown = self.play.reply
        message = self.play.chat.ask(text, chosen)
        self.play.reply, self.play.choices = message.text, dict(message.choices)
        self.offered |= self.play.choices
        with self.database.read() as tx:
            found = select(conversations.c.action).where(conversations.c.id == message.id)
            document = tx.execute(found).scalar_one()
        before, self.rows = self.rows, self._rows()
        if document is None:
            assert self.rows == before, f"{text!r} changed something unasked"
            return
        self.performed[document["action"]["kind"]] += 1
        assert agrees, f"{document} after {text!r}"
        for piece in pieces_of(from_json(document["action"])):
            assert piece in shown, f"{piece} was not shown in {shown!r}"

    def _rows(self) -> tuple[object, ...]:
        """What customers have, in short."""
        with self.database.read() as tx:
            return (
                tx.execute(select(func.count()).select_from(bookings)).scalar_one(),
                tx.execute(select(func.count()).select_from(addresses)).scalar_one(),
                tx.execute(select(func.sum(users.c.wallet_paise))).scalar_one(),
                tuple(tuple(row) for row in tx.execute(_ITEMS)),
            )


def test_nothing_happens_that_was_not_shown_and_agreed_to(sqlite_engine: Engine) -> None:
    performed: Counter[str] = Counter()

    @settings(
        max_examples=100,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(who=st.sampled_from(PEOPLE), script=SCRIPTS)
    def converse(who: str, script: list[tuple[str, int]]) -> None:
        for database in opened(sqlite_engine, build_shop):
            customer = Customer(database, who, performed)
            for move, number in script:
                customer.do(move, number)

    converse()
    print(performed)
    assert performed.keys() >= {"order", "move", "cancellation"}, performed
