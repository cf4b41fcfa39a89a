"""The rules of the business, told in the words of the policy passage that fits the question; when
nothing fits well, it asks instead of telling a rule that was not asked for."""

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.passages import asked_passage, near_passages, tell_passage
from assistant.dialogue.request import Request, Skill
from assistant.dialogue.rows import session_row
from assistant.model import Choice, Draft


def policy(request: Request, facts: Facts, voice: Voice) -> Draft:
    policies = facts.policies(request.language)
    named = (request.chosen or "").removeprefix("policy:")
    found = next((p for p in policies if p.slug == named), None) or asked_passage(request, facts)
    if found is not None:
        return tell_passage(request, found)
    near = near_passages(request.text, policies)
    choices = tuple(Choice(f"policy:{p.slug}", p.title) for p in near)
    question = voice.say("policy_unknown")
    return Draft((question,), (session_row(request),), choices, kind="clarify", asks="intent")


def rule_for_guests(own: Skill) -> Skill:
    """A skill about the customer's own rows, which a guest has none of: whoever has not signed in
    is told the rule, if the message fits one."""

    def answer(request: Request, facts: Facts, voice: Voice) -> Draft:
        guest = request.user_id is None
        found = asked_passage(request, facts, maybe_own=True) if guest else None
        return own(request, facts, voice) if found is None else tell_passage(request, found)

    return answer
