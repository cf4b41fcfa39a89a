"""What the customers of a bench ask. Knows what the router settles by itself; measures nothing."""

import random
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from assistant.answers.rendering import INDIA
from assistant.language.services import shipped_lexicon
from assistant.router.classifier import shipped
from assistant.router.encoder import ask_shipped
from assistant.router.router import Router
from store.catalogue import load_catalogue
from store.database import open_database

QUESTIONS = (
    "how much is AC repair in 411001?",
    "bathroom ki safai ka price kya hai 411001",
    "रद्द करने पर कितना पैसा वापस मिलेगा",
    "is sofa cleaning available tomorrow in 411001",
    "kitne baje tak kaam karte ho",
    "आप कौन कौन सी सेवाएँ देते हैं",
    "hello",
    "thanks",
)
OF_SERVICES = (
    "how much is {service} in {pincode}?",
    "{service} ka price kya hai {pincode}",
    "is {service} available tomorrow in {pincode}",
)
"""Those of the questions that name a service and a place, to be asked of any."""
DRAWN = 400
"""Conversations with services and places of their own, before one comes again."""


def easy(questions: Sequence[str]) -> tuple[str, ...]:
    """Those of the questions that the router settles without asking the encoder."""
    asked: list[str] = []

    def ask(masked: str) -> NDArray[np.float64]:
        asked.append(masked)
        return ask_shipped(masked)

    router = Router(shipped(), shipped_lexicon(), ask)
    settled = []
    for question in questions:
        before = len(asked)
        router.read(question, datetime.now(INDIA))
        if len(asked) == before:
            settled.append(question)
    return tuple(settled)


def drawn_scripts(url: str) -> list[tuple[str, ...]]:
    """The easy questions, in each script of other services and places of the catalogue: the reply
    to such a question was not made before."""
    with open_database(url) as database, database.read() as tx:
        catalogue = load_catalogue(tx)
    chance = random.Random(1)
    names = [service.name for service in catalogue.services.values()]
    places = sorted(catalogue.places)
    others = easy([question for question in QUESTIONS if not any(c.isdigit() for c in question)])
    scripts: list[tuple[str, ...]] = []
    while len(scripts) < DRAWN:
        asked = [
            form.format(service=chance.choice(names), pincode=chance.choice(places))
            for form in OF_SERVICES
        ]
        if len(easy(asked)) == len(asked):
            scripts.append((*asked, *others))
    return scripts
