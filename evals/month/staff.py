"""Reviewers of a simulated month: they take what the queue gives them and judge as people do.

They know the turn itself and err now and then; scores, priorities and fault marks are not among
what they are given. Every verdict goes through the doors that real ones use.
"""

import datetime as dt
import random
from collections.abc import Mapping

from assistant.model import METRICS
from evals.month.play import Turn
from store.database import Database
from store.ids import Ids
from store.leases import claim
from store.people import staff_ids
from store.review_queue import next_open, queue_row
from store.reviews import Review, Verdict, save_review
from store.second_reviews import next_second, read_second, save_second

ERROR_RATE = 0.04
"""How often a reviewer calls a good turn bad, or a bad one good."""


def review_day(
    database: Database,
    ids: Ids,
    now: dt.datetime,
    by_message: Mapping[int, Turn],
    budget: int,
    chance: random.Random,
) -> list[int]:
    """Spend a day's budget from the top of the queue; gives the messages that were reviewed."""
    done: list[int] = []
    with database.write() as tx:
        people = staff_ids(tx)
        while len(done) < budget:
            person = chance.choice(people)
            item = next_open(tx, now, person)
            if item is None:
                break
            message_id = queue_row(tx, now, item).message_id
            if message_id is None:
                raise RuntimeError("a simulated month queues turns only")
            claim(tx, ids, now, item, person)
            save_review(tx, ids, now, item, person, judge(by_message[message_id], chance))
            done.append(message_id)
    return done


def review_again(
    database: Database,
    ids: Ids,
    now: dt.datetime,
    by_message: Mapping[int, Turn],
    chance: random.Random,
) -> int:
    """Give every second opinion that is asked for; how many there were."""
    done = 0
    with database.write() as tx:
        for person in staff_ids(tx)[:3]:
            while (item := next_second(tx, person)) is not None:
                turn = read_second(tx, now, item, person).turn
                if turn is None:
                    raise RuntimeError("a second opinion is asked on turns only")
                save_second(tx, ids, now, item, person, judge(by_message[turn.message_id], chance))
                done += 1
    return done


def judge(turn: Turn, chance: random.Random) -> Review:
    """A verdict: right but for a slip, which turns it around."""
    slip = chance.random() < ERROR_RATE
    verdicts: dict[str, Verdict] = dict.fromkeys(METRICS, "good")
    if turn.is_bad and not slip:
        verdicts |= {metric: "bad" for metric in METRICS if turn.is_bad_in(metric)}
    elif slip and not turn.is_bad:
        verdicts[chance.choice(METRICS)] = "bad"
    return Review(verdicts)
