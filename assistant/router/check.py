"""`python -m assistant.router.check`: are the training messages of this package fit to learn from?

Prints what is wrong and exits 1; changes nothing.
"""

import sys
from collections import Counter

from assistant.language.services import shipped_lexicon
from assistant.model import INTENTS, LANGUAGES
from assistant.router.data import DataError, Message, groups, shipped_messages, too_alike

FEWEST = 60
"""Messages an intent and language."""
FEWEST_OUTSIDE = 600
"""Messages out of scope, all languages together; most of what people may say is out of scope."""


def problems(messages: tuple[Message, ...]) -> list[str]:
    """What is wrong with the messages, one line each."""
    counts = Counter((message.intent, message.lang) for message in messages)
    found = [
        f"{intent} in {language}: {counts[intent, language]} messages, {FEWEST} wanted"
        for intent in INTENTS
        for language in LANGUAGES
        if counts[intent, language] < FEWEST
    ]
    outside = sum(message.intent == "out_of_scope" for message in messages)
    if outside < FEWEST_OUTSIDE:
        found.append(f"out_of_scope: {outside} messages, {FEWEST_OUTSIDE} wanted")
    strangers = {message.author for message in messages} - groups().keys()
    found += [f"{author}: not in voices.toml" for author in sorted(strangers)]
    found += [
        f"{left.intent}: {left.text!r} ({left.author}) and {right.text!r} ({right.author})"
        f" share {share:.0%} of their words"
        for left, right, share in too_alike(messages, shipped_lexicon())
    ]
    return found


def main() -> int:
    """The command; its exit code."""
    try:
        messages = shipped_messages()
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    found = problems(messages)
    for line in found:
        sys.stdout.write(f"{line}\n")
    authors = len({message.author for message in messages})
    sys.stdout.write(f"{len(messages)} messages by {authors} voices, {len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
