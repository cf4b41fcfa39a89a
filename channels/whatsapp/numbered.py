"""The number that a customer types back when choices were shown as a numbered list."""

from channels.whatsapp.rendering import shows_numbers
from store.chat import messages_after
from store.database import Tx
from store.dialogues import dialogue

MOST_DIGITS = 2
LOOK_BACK = 4
"""Lines of the log in which the last message of ours is looked for."""


def chosen_by_number(tx: Tx, conversation_id: int, text: str) -> str | None:
    """The value of the choice of our last message whose number the text is, if it is one: "2",
    "2." and "(२)" are."""
    digits = text.strip(" .)(")
    if not digits.isdecimal() or len(digits) > MOST_DIGITS:
        return None
    head = dialogue(tx, conversation_id)
    if head is None:
        return None
    recent = messages_after(tx, conversation_id, max(0, head.last_seq - LOOK_BACK))
    ours = [message for message in recent if message.role != "user"]
    if not ours or not shows_numbers(ours[-1].text, ours[-1].choices):
        return None
    choices, place = ours[-1].choices, int(digits)
    return choices[place - 1][0] if 0 < place <= len(choices) else None
