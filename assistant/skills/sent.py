"""What was sent beside words or instead of them: it is kept for people, and words are asked for.

Looks at nothing itself: what a picture shows or a voice says is not known here, and not guessed.
"""

from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.request import Request
from assistant.dialogue.rows import session_row
from assistant.model import Choice, Draft, Evidence, Sentence

_PHRASES = {
    "image": "sent_image",
    "video": "sent_video",
    "audio": "sent_voice",
    "voice": "sent_voice",
    "document": "sent_document",
    "location": "sent_location",
    "contacts": "sent_contacts",
    "order": "sent_order",
    "flow": "sent_flow",
}


def is_wordless(request: Request) -> bool:
    """Whether something was sent and nothing was said."""
    return request.sent is not None and not any(letter.isalnum() for letter in request.text)


def ask_for_words(request: Request, voice: Voice, choices: tuple[Choice, ...]) -> Draft:
    """Say what becomes of it, and ask for words or offer `choices`; after a place ask for its
    pincode."""
    asks_place = request.sent == "location"
    tell = voice.say("sent_tell_pincode" if asks_place else "sent_tell")
    return Draft(
        (_note(request, voice), tell),
        _evidence(request),
        () if asks_place else choices,
        kind="clarify",
        asks="pincode" if asks_place else "intent",
    )


def only_note(request: Request, voice: Voice) -> Draft:
    """Say what becomes of it; what is asked next is another's."""
    return Draft((_note(request, voice),), _evidence(request), kind="clarify")


def with_note(request: Request, voice: Voice, said: Draft) -> Draft:
    """The answer to the words, after what becomes of the thing that came with them."""
    if request.sent in (None, "location", "unsupported"):
        return said
    sources = {row.source for row in said.evidence}
    evidence = said.evidence + tuple(r for r in _evidence(request) if r.source not in sources)
    return replace(said, sentences=(_note(request, voice), *said.sentences), evidence=evidence)


def _note(request: Request, voice: Voice) -> Sentence:
    return voice.say(_PHRASES.get(request.sent or "", "sent_unsupported"))


def _evidence(request: Request) -> tuple[Evidence, ...]:
    kept = Evidence("attachment", {"kind": request.sent, "kept_with": "this chat", "for": "team"})
    return (session_row(request), kept)
