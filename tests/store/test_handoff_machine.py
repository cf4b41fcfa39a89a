"""Whatever customers, colleagues and the clock do: one owner, who alone speaks; nothing lost."""

import secrets
import tempfile
from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from store.chat import Arrival, accept
from store.database import open_database
from store.dialogues import dialogue
from store.handoffs import (
    LEASE,
    NotHolderError,
    claim,
    hand_back,
    hold_on,
    release,
    return_expired,
    transfer,
)
from store.line import ask_for_person, leave_line, standings
from store.migrate import migrate
from store.staff_replies import StaffReply, say
from store.sweeps import call_for, lapsed_holds, long_waits
from store.tables import conversations, handoffs, inbox
from store.turns import (
    TakenOverError,
    TurnRecord,
    Waiting,
    leave_to_person,
    next_waiting,
    write_turn,
)
from store.verify import handoffs as rules
from tests.store.test_handoffs import Talks

PEOPLE = st.integers(0, 2)
TALKS = st.integers(0, 1)
LONGEST = 20
"""Steps of a run, and so messages of a customer at most."""
MEMORY = Path("/dev/shm")
"""Nothing here is about the disk, and every step is a commit."""


class Ownership(RuleBasedStateMachine):
    """The store beside a model of it: for each conversation "assistant", "waiting", or who has it
    and until when."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        url = f"sqlite:///{Path(self.folder.name)}/machine.db"
        migrate(url)
        self.database = open_database(url)
        self.talks = Talks(self.database)
        self.people = [self.talks.hire(f"Person{number} Rao") for number in range(3)]
        self.keys = [self.talks.begin(waiting=False) for _ in range(2)]
        self.owner: list[str | tuple[int, datetime]] = ["assistant", "assistant"]

    @rule(talk=TALKS, wants=st.booleans())
    def a_customer_writes_and_the_assistant_may_answer(self, talk: int, wants: bool) -> None:
        desk, key = self.talks, self.keys[talk]
        with self.database.write() as tx:
            accept(
                tx,
                desk.ids,
                Arrival("WEB", key, secrets.token_hex(8), "hello", None, desk.later(seconds=1)),
            )
        with self.database.read() as tx:
            waiting = next_waiting(tx, key)
        assert waiting is not None
        try:
            self._answer(waiting, wants)
        except TakenOverError:
            assert isinstance(self.owner[talk], tuple)
            with self.database.write() as tx:
                assert leave_to_person(tx, waiting.inbox_id, desk.now)
        else:
            assert not isinstance(self.owner[talk], tuple)
            self.owner[talk] = "waiting" if wants else "assistant"

    @rule(talk=TALKS, person=PEOPLE)
    def somebody_claims(self, talk: int, person: int) -> None:
        held = self.owner[talk]
        free = not isinstance(held, tuple) or held[0] == person or held[1] <= self.talks.now
        self._try(talk, free, claim, person)
        if free:
            self.owner[talk] = (person, self.talks.now + LEASE)

    @rule(talk=TALKS, person=PEOPLE)
    def somebody_gives_a_sign_of_life(self, talk: int, person: int) -> None:
        mine = self._is_held_by(talk, person)
        try:
            with self.database.write() as tx:
                hold_on(tx, self.talks.now, self.keys[talk], self.people[person])
            assert mine
            self.owner[talk] = (person, self.talks.now + LEASE)
        except NotHolderError:
            assert not mine

    @rule(talk=TALKS, person=PEOPLE)
    def somebody_speaks(self, talk: int, person: int) -> None:
        mine = self._is_held_by(talk, person)
        given = secrets.token_hex(8)
        try:
            with self.database.write() as tx:
                reply = StaffReply(self.keys[talk], self.people[person], given, "hello")
                say(tx, self.talks.ids, self.talks.now, reply)
            assert mine
            self.owner[talk] = (person, self.talks.now + LEASE)
        except NotHolderError:
            assert not mine

    @rule(talk=TALKS, person=PEOPLE)
    def somebody_puts_it_back(self, talk: int, person: int) -> None:
        mine = self._is_held_by(talk, person)
        self._try(talk, mine, release, person)
        if mine:
            self.owner[talk] = "waiting"

    @rule(talk=TALKS, person=PEOPLE)
    def somebody_hands_it_back(self, talk: int, person: int) -> None:
        mine = self._is_held_by(talk, person)
        self._try(talk, mine, hand_back, person, "settled")
        if mine:
            self.owner[talk] = "assistant"
            self._answer_what_was_left(talk)

    @rule(talk=TALKS, person=PEOPLE, other=PEOPLE)
    def somebody_passes_it_on(self, talk: int, person: int, other: int) -> None:
        mine = self._is_held_by(talk, person)
        self._try(talk, mine, transfer, person, self.people[other])
        if mine:
            self.owner[talk] = (other, self.talks.now + LEASE)

    @rule(talk=TALKS)
    def the_customer_leaves_the_line(self, talk: int) -> None:
        with self.database.write() as tx:
            leave_line(tx, self.talks.now, self.keys[talk])
        if self.owner[talk] == "waiting":
            self.owner[talk] = "assistant"
            self._answer_what_was_left(talk)

    @rule(talk=TALKS)
    def the_assistant_calls_a_person(self, talk: int) -> None:
        key = self.keys[talk]
        last = select(func.max(conversations.c.id)).where(
            conversations.c.conversation_id == key, conversations.c.role == "assistant"
        )
        with self.database.write() as tx:
            reply = tx.execute(last).scalar_one()
            ask_for_person(tx, self.talks.ids, self.talks.now, key, reply, "stuck")
        if self.owner[talk] == "assistant":
            self.owner[talk] = "waiting"

    @rule(minutes=st.sampled_from([0.5, 2, 6, 20]))
    def time_passes_and_is_swept(self, minutes: float) -> None:
        now = self.talks.later(minutes=minutes)
        with self.database.read() as tx:
            lapsed, waits = lapsed_holds(tx, now), long_waits(tx, now)
        for key in lapsed:
            with self.database.write() as tx:
                assert return_expired(tx, self.talks.ids, now, key) is not None
                assert return_expired(tx, self.talks.ids, now, key) is None
        for wait in waits:
            with self.database.write() as tx:
                assert call_for(tx, self.talks.ids, now, wait)
                assert not call_for(tx, self.talks.ids, now, wait)
        for talk, held in enumerate(self.owner):
            if isinstance(held, tuple) and held[1] <= now:
                self.owner[talk] = "waiting"

    @invariant()
    def the_store_agrees_with_the_model_and_breaks_no_rule(self) -> None:
        with self.database.read() as tx:
            for key, owner in zip(self.keys, self.owner, strict=True):
                head = dialogue(tx, key)
                assert head is not None
                if isinstance(owner, tuple):
                    assert (head.owner, head.owner_name) == ("staff", f"Person{owner[0]} Rao")
                else:
                    assert head.owner == owner
            waiting = [one.position for one in standings(tx).values() if one.position is not None]
            assert sorted(waiting) == list(range(1, len(waiting) + 1))
            until = {"until": self.talks.later(seconds=1)}
            assert [rule for check in rules.CHECKS for rule in check.run(tx, until)] == []
            pending = select(func.count()).where(inbox.c.state == "pending")
            assert tx.execute(pending).scalar_one() == 0
            opened = select(func.count()).where(handoffs.c.state != "ended")
            assert tx.execute(opened).scalar_one() <= len(self.keys)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()

    def _answer(self, waiting: Waiting, wants: bool) -> None:
        columns = {"score_reasons": {}, "scorer_version": "t", "router_version": "t"}
        record = TurnRecord(
            waiting, "hi", self.talks.now, "en", (), {}, wants, columns, None, not wants
        )
        with self.database.write() as tx:
            write_turn(tx, self.talks.ids, record)

    def _answer_what_was_left(self, talk: int) -> None:
        """What a person left unanswered is the assistant's again once nobody is waited for."""
        for _ in range(LONGEST):
            with self.database.read() as tx:
                waiting = next_waiting(tx, self.keys[talk])
            if waiting is None:
                return
            self._answer(waiting, wants=False)
        raise AssertionError("the assistant's answers take nothing out of the inbox")

    def _is_held_by(self, talk: int, person: int) -> bool:
        held = self.owner[talk]
        return isinstance(held, tuple) and held[0] == person

    def _try(self, talk: int, allowed: bool, act: object, person: int, *more: object) -> None:
        """Do it; it must be refused just when the model forbids it."""
        assert callable(act)
        try:
            with self.database.write() as tx:
                act(
                    tx,
                    self.talks.ids,
                    self.talks.now,
                    self.keys[talk],
                    self.people[person],
                    *more,
                )
            assert allowed
        except NotHolderError:
            assert not allowed


TestOwnership = Ownership.TestCase
TestOwnership.settings = settings(
    max_examples=15,
    stateful_step_count=LONGEST,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
