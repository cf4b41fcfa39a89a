"""The assistant beside people: silent while one has the conversation, and honest about the line."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from assistant.answers.phrases import Voice, load_phrasebook
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Deed, Request
from assistant.handoffs import Hands
from assistant.mind import Mind
from assistant.model import LANGUAGES, Draft, Evidence, Language
from assistant.quality.gate import gate
from assistant.skills import SKILLS, TASKS
from store.database import Database
from store.dialogues import dialogue
from store.handoffs import claim
from store.staff import colleagues
from store.staff_replies import StaffReply, say
from store.tables import bookings, conversations, handoffs, inbox
from tests.assistant.conftest import NOW, Chat
from tests.assistant.test_tasks import shown_order

ASKS = {
    "en": "I want to talk to a person",
    "hinglish": "Mujhe kisi insaan se baat karni hai",
    "hi": "मुझे किसी व्यक्ति से बात करनी है",
}


def hands(chat: Chat) -> Hands:
    return Hands(chat.ids, load_phrasebook(), chat.clock.now)


def colleague(database: Database, place: int = 0) -> int:
    with database.read() as tx:
        return colleagues(tx)[place].user_id


def taking_over(chat: Chat, person: int) -> Callable[[], None]:
    """Somebody takes the conversation, in a commit of their own."""

    def take() -> None:
        with chat.database.write() as tx:
            claim(tx, chat.ids, chat.clock.now(), chat.conversation, person)

    return take


def roles(chat: Chat) -> list[str]:
    return [line.role for line in chat.log()]


def test_a_reply_that_was_being_composed_while_a_person_took_over_does_not_go_out(
    shop: Database, mind: Mind
) -> None:
    chat = Chat(shop, mind)
    take = taking_over(chat, colleague(shop))

    def slow(request: Request, facts: Facts, voice: Voice) -> Draft:
        take()
        return SKILLS["greet"](request, facts, voice)

    chat.mind = replace(mind, skills={**SKILLS, "greet": slow})
    chat.write("hello")
    assert chat.answer()
    assert roles(chat) == ["user"]
    with shop.read() as tx:
        assert tx.execute(select(inbox.c.state, inbox.c.attempts)).one() == ("done", 0)


def test_a_yes_that_a_person_overtakes_changes_nothing(shop: Database, mind: Mind) -> None:
    chat = shown_order(shop, mind)
    take = taking_over(chat, colleague(shop))

    def slow(request: Request, facts: Facts, voice: Voice) -> Draft | Deed:
        said = TASKS["book"](request, facts, voice)
        take()
        return said

    chat.mind = replace(mind, tasks={**TASKS, "book": slow})
    counted = select(func.count()).select_from(bookings)
    with shop.read() as tx:
        before = tx.execute(counted).scalar_one()
    chat.write("yes")
    assert chat.answer()
    assert roles(chat)[-1] == "user"
    with shop.read() as tx:
        assert tx.execute(counted).scalar_one() == before


def test_the_bot_is_silent_while_a_person_has_the_conversation_and_answers_again_afterwards(
    shop: Database, mind: Mind
) -> None:
    chat, person = Chat(shop, mind), colleague(shop)
    chat.ask(ASKS["en"], "intent:human_agent")
    with shop.write() as tx:
        hands(chat).join(tx, chat.conversation, person)
    for text in ("hello?", "are you there?"):
        chat.write(text)
        assert chat.answer()
    assert not chat.answer()
    with shop.write() as tx:
        reply = StaffReply(chat.conversation, person, "a", "I am, one moment please.")
        say(tx, chat.ids, chat.clock.now(), reply)
        hands(chat).end(tx, chat.conversation, person, "Asked for a moment.")
    assert chat.ask("hello").role == "assistant"
    talk = ["user", "assistant", "system", "user", "user", "agent", "system", "user", "assistant"]
    assert roles(chat) == talk


def test_after_a_hand_back_what_nobody_answered_is_answered_once_and_in_order(
    shop: Database, mind: Mind
) -> None:
    chat, person = Chat(shop, mind), colleague(shop)
    chat.ask(ASKS["en"], "intent:human_agent")
    with shop.write() as tx:
        hands(chat).join(tx, chat.conversation, person)
    chat.write("are you there?")
    assert chat.answer()
    with shop.write() as tx:
        reply = StaffReply(chat.conversation, person, "a", "Yes, what is it?")
        say(tx, chat.ids, chat.clock.now(), reply)
    for text in ("how much is AC repair in 411001?", "do you clean sofas?"):
        chat.write(text)
    assert chat.answer()  # the one is left to the person, the other still waits
    with shop.write() as tx:
        hands(chat).end(tx, chat.conversation, person, "Had to go.")
    chat.write("hello?")
    while chat.answer():
        pass
    answered = [(line.reply_to_seq, line.text) for line in chat.log() if line.role == "assistant"]
    assert [seq for seq, _ in answered] == [1, 6, 7, 9]
    assert "₹499" in answered[1][1]
    assert "Sofa Cleaning" in answered[2][1]
    with shop.read() as tx:
        assert set(tx.execute(select(inbox.c.state)).scalars()) == {"done"}
    with shop.write() as tx:
        hands(chat).join(tx, chat.conversation, person)
        hands(chat).end(tx, chat.conversation, person, "Looked in.")
    assert not chat.answer()


def test_a_yes_to_a_person_is_no_yes_to_what_the_assistant_had_shown(
    sqlite_shop: Database, mind: Mind
) -> None:
    chat, person = shown_order(sqlite_shop, mind), colleague(sqlite_shop)
    with sqlite_shop.write() as tx:
        hands(chat).join(tx, chat.conversation, person)
        reply = StaffReply(chat.conversation, person, "a", "Shall I ring you?")
        say(tx, chat.ids, chat.clock.now(), reply)
    chat.write("yes")
    assert chat.answer()
    counted = select(func.count()).select_from(bookings)
    with sqlite_shop.write() as tx:
        before = tx.execute(counted).scalar_one()
        hands(chat).end(tx, chat.conversation, person, "Rang.")
    assert chat.answer()
    assert "Shall I book it?" in chat.log()[-1].text
    with sqlite_shop.read() as tx:
        assert tx.execute(counted).scalar_one() == before
    assert "CB-" in chat.ask("yes").text


def test_while_waiting_the_assistant_goes_on_answering(sqlite_shop: Database, mind: Mind) -> None:
    chat = Chat(sqlite_shop, mind)
    chat.ask(ASKS["en"], "intent:human_agent")
    assert "₹499" in chat.ask("how much is AC repair in 411001?").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_waits_is_told_their_place_and_how_long_others_waited(
    sqlite_shop: Database, mind: Mind, language: Language
) -> None:
    person = colleague(sqlite_shop)
    for minutes in (4, 6, 8):
        chat = Chat(sqlite_shop, mind)
        chat.ask(ASKS[language], "intent:human_agent")
        chat.clock.pass_seconds(60 * minutes)
        taking_over(chat, person)()
    Chat(sqlite_shop, mind).ask(ASKS[language], "intent:human_agent")
    chat = Chat(sqlite_shop, mind)
    first = chat.ask(ASKS[language], "intent:human_agent").text
    again = chat.ask(ASKS[language], "intent:human_agent").text
    for text in (first, again):
        ahead, waits = text.split("\n")
        assert "1" in ahead
        assert "3" in waits
        assert "6" in waits
    assert first != again
    with sqlite_shop.read() as tx:
        gates = select(conversations.c.gate).where(conversations.c.role == "assistant")
        assert set(tx.execute(gates).scalars()) == {"passed"}


@pytest.mark.parametrize(
    ("language", "words"), [("en", "stop"), ("hinglish", "rehne do"), ("hi", "रहने दो")]
)
def test_who_wants_nobody_any_more_leaves_the_line(
    sqlite_shop: Database, mind: Mind, language: Language, words: str
) -> None:
    chat = Chat(sqlite_shop, mind)
    chat.ask(ASKS[language], "intent:human_agent")
    left = chat.ask(words, "intent:stop")
    assert left.language == language
    with sqlite_shop.read() as tx:
        head = dialogue(tx, chat.conversation)
        assert head is not None
        assert (head.owner, head.position) == ("assistant", None)
        assert tx.execute(select(handoffs.c.state)).scalars().all() == ["ended"]
        gates = select(conversations.c.gate).where(conversations.c.text == left.text)
        assert tx.execute(gates).scalar_one() == "passed"
    assert left.text != chat.ask(words, "intent:stop").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_of_hands_is_told_in_the_language_of_the_conversation(
    sqlite_shop: Database, mind: Mind, language: Language
) -> None:
    first, second = colleague(sqlite_shop), colleague(sqlite_shop, 1)
    chat = Chat(sqlite_shop, mind)
    chat.ask(ASKS[language], "intent:human_agent")
    change, talk = hands(chat), chat.conversation
    with sqlite_shop.write() as tx:
        change.join(tx, talk, first)
        change.join(tx, talk, first)
        change.pass_on(tx, talk, first, second)
        change.put_back(tx, talk, second)
        change.join(tx, talk, second)
        chat.clock.pass_seconds(600)
        assert change.put_back_expired(tx, talk)
        assert not change.put_back_expired(tx, talk)
        change.join(tx, talk, first)
        change.end(tx, talk, first, "<b>settled</b>")
    told = [line.text for line in chat.log() if line.role == "system"]
    assert len(told) == len({*told}) + 2
    with sqlite_shop.read() as tx:
        names = [person.name for person in colleagues(tx)[:2]]
        rows = tx.execute(
            select(conversations).where(conversations.c.role == "system").order_by("id")
        ).all()
        assert tx.execute(select(handoffs.c.summary)).scalar_one() == "<b>settled</b>"
    by = [names[0], names[1], names[1], names[1], names[1], names[0], names[0]]
    assert all(name in text for name, text in zip(by, told, strict=True))
    assert all("settled" not in text for text in told)
    assert rows[-1].evidence[1]["fields"]["summary"] == "<b>settled</b>"
    assert {row.language for row in rows} == {language}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "phrase", ["handoff_joined", "handoff_passed_on", "handoff_ended", "handoff_back_in_line"]
)
def test_the_gate_lets_every_such_line_pass(language: Language, phrase: str) -> None:
    voice = Voice(load_phrasebook(), language)
    row = Evidence("handoffs#1", {"agent": "Asha Nair", "conversations_ahead": 4})
    holes = {"agent": (row, "agent"), "ahead": (row, "conversations_ahead")}
    said = voice.say(phrase, **holes)
    assert gate(Draft((said,), (row,), kind="chat"), "", NOW, voice).verdict == "passed"
