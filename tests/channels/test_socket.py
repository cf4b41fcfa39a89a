"""The chat socket as clients see it: the protocol, resuming without loss or doubles, several
tabs."""

import asyncio

from tests.channels.site import Site


def test_a_message_is_acknowledged_with_its_seq_and_then_answered(either_site: Site) -> None:
    async def talk() -> None:
        guest = either_site.guest()
        async with either_site.chat(guest) as talker:
            assert talker.seen == [
                {"type": "ready", "conversation_id": guest["conversation_id"], "last_seq": 0}
            ]
            await talker.say(type="message", client_id="a", text="AC repair?")
            reply = await talker.until("message", author="assistant")
            assert talker.seen[1] == {"type": "ack", "client_id": "a", "seq": 1}
            assert talker.seen[2]["author"] == "customer"
            assert reply["seq"] == 2
            assert reply["in_reply_to"] == 1
            assert reply["text"] == "guest said 'AC repair?' (None)"
            assert reply["choices"][0] == {"value": "intent:price_quote", "title": "Prices"}

    asyncio.run(talk())


def test_a_repeated_client_id_is_acknowledged_again_and_answered_once(site: Site) -> None:
    async def talk() -> None:
        guest = site.guest()
        async with site.chat(guest) as talker:
            for _ in range(3):
                await talker.say(type="message", client_id="same", text="hello")
                assert (await talker.until("ack"))["seq"] == 1
            await talker.say(type="message", client_id="other", text="again")
            await talker.until("message", seq=4)
        async with site.chat(guest) as again:
            said = sorted(line["text"] for line in again.lines())
            assert said == [
                "again",
                "guest said 'again' (None)",
                "guest said 'hello' (None)",
                "hello",
            ]

    asyncio.run(talk())


def test_after_a_drop_exactly_the_missing_lines_are_replayed_before_ready(
    either_site: Site,
) -> None:
    async def talk() -> None:
        guest = either_site.guest()
        async with either_site.chat(guest) as talker:
            for number in range(5):
                await talker.say(type="message", client_id=f"m{number}", text=f"number {number}")
            await talker.until("message", seq=10)
            live = talker.lines()
        async with either_site.chat(guest, last_seq=4) as back:
            assert back.seen[-1]["last_seq"] == 10
            assert back.lines() == [line for line in live if line["seq"] > 4]

    asyncio.run(talk())


def test_a_last_seq_from_the_future_is_no_harm(site: Site) -> None:
    async def talk() -> None:
        async with site.chat(site.guest(), last_seq=99) as talker:
            assert talker.seen[-1]["last_seq"] == 0
            await talker.say(type="message", client_id="a", text="hello")
            assert (await talker.until("message", author="assistant"))["seq"] == 2

    asyncio.run(talk())


def test_two_tabs_see_the_same_lines_in_the_same_order(either_site: Site) -> None:
    async def talk() -> None:
        guest = either_site.guest()
        async with either_site.chat(guest) as one, either_site.chat(guest) as two:
            for number in range(10):
                tab = one if number % 2 else two
                await tab.say(type="message", client_id=f"m{number}", text=str(number))
            await asyncio.gather(one.until("message", seq=20), two.until("message", seq=20))
            assert one.lines() == two.lines()
            assert [line["seq"] for line in one.lines()] == list(range(1, 21))

    asyncio.run(talk())


def test_a_tab_opened_in_the_middle_of_traffic_misses_and_doubles_nothing(
    either_site: Site,
) -> None:
    async def talk() -> None:
        guest = either_site.guest()
        async with either_site.chat(guest) as first:
            for number in range(30):
                await first.say(type="message", client_id=f"m{number}", text=str(number))
                if number in {3, 7, 12}:
                    async with either_site.chat(guest) as late:
                        so_far = 2 * (number + 1)  # each message and its answer
                        while len(late.lines()) < so_far:
                            await late.hear()
                        assert [line["seq"] for line in late.lines()] == list(range(1, so_far + 1))
            await first.until("message", seq=60)

    asyncio.run(talk())


def test_typing_reaches_the_other_tab_only(site: Site) -> None:
    async def talk() -> None:
        guest = site.guest()
        async with site.chat(guest) as one, site.chat(guest) as two:
            await one.say(type="typing")
            await one.say(type="ping")
            assert await one.hear() == {"type": "pong"}
            assert await two.hear() == {"type": "typing", "author": "customer"}

    asyncio.run(talk())


def test_a_choice_is_logged_as_its_title_and_carries_its_value(site: Site) -> None:
    async def talk() -> None:
        async with site.chat(site.guest()) as talker:
            await talker.say(type="message", client_id="a", text="hello")
            await talker.until("message", author="assistant")
            await talker.say(type="choice", client_id="b", value="intent:price_quote")
            reply = await talker.until("message", author="assistant", in_reply_to=3)
            assert reply["text"] == "guest said 'Prices' (intent:price_quote)"

    asyncio.run(talk())


def test_a_choice_that_nobody_offered_is_refused_by_name(site: Site) -> None:
    async def talk() -> None:
        async with site.chat(site.guest()) as talker:
            await talker.say(type="choice", client_id="b", value="book:everything")
            error = await talker.until("error")
            assert (error["code"], error["client_id"]) == ("unknown_choice", "b")

    asyncio.run(talk())


def test_asking_for_a_person_is_a_message_in_the_language_of_the_conversation(site: Site) -> None:
    async def talk() -> None:
        async with site.chat(site.guest(language="hi")) as talker:
            await talker.say(type="handoff", client_id="h")
            asked = await talker.until("message", author="customer")
            reply = await talker.until("message", author="assistant")
            assert "व्यक्ति" in asked["text"]
            assert reply["text"].endswith("(intent:human_agent)")

    asyncio.run(talk())


def test_a_thumb_is_kept_with_the_answer_it_is_about(site: Site) -> None:
    async def talk() -> None:
        guest = site.guest()
        async with site.chat(guest) as talker:
            await talker.say(type="message", client_id="a", text="hello")
            await talker.until("message", author="assistant")
            await talker.say(type="feedback", seq=2, value="down", comment="wrong price")
            await talker.say(type="feedback", seq=1, value="up")
            assert (await talker.until("error"))["code"] == "unknown_seq"
        assert [line.feedback for line in site.log(guest)] == [None, "down"]

    asyncio.run(talk())


def test_a_client_that_never_reads_loses_nothing(site: Site) -> None:
    async def talk() -> None:
        guest = site.guest()
        async with site.chat(guest) as writer, site.socket(max_queue=1) as lazy:
            await lazy.say(type="hello", token=guest["token"])
            await lazy.until("ready")
            for number in range(60):
                await writer.say(type="message", client_id=f"m{number}", text="x" * 4000)
            await writer.until("message", seq=120)
            await lazy.until("message", seq=120)
            assert [line["seq"] for line in lazy.lines()] == list(range(1, 121))

    asyncio.run(talk())


def test_many_customers_at_once_each_get_their_own_answers_in_order(either_site: Site) -> None:
    async def customer(number: int) -> None:
        async with either_site.chat(either_site.guest()) as talker:
            for turn in range(5):
                said = f"customer {number} turn {turn}"
                await talker.say(type="message", client_id=str(turn), text=said)
            await talker.until("message", seq=10)
            lines = talker.lines()
            assert [line["seq"] for line in lines] == list(range(1, 11))
            asked = [line["text"] for line in lines if line["author"] == "customer"]
            answers = [line["text"] for line in lines if line["author"] == "assistant"]
            assert asked == [f"customer {number} turn {turn}" for turn in range(5)]
            assert answers == [f"guest said {text!r} (None)" for text in asked]

    async def crowd() -> None:
        await asyncio.gather(*(customer(number) for number in range(20)))

    asyncio.run(crowd())
