"""What belongs to the customer beside bookings: the wallet, the referral code."""

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import sign_in
from assistant.dialogue.own_rows import referral_row, wallet_row
from assistant.dialogue.passages import asked_passage, passage_sentences
from assistant.dialogue.request import Request
from assistant.dialogue.rows import policy_row, session_row
from assistant.language.tokens import keys, tokenize
from assistant.model import Draft, Evidence

_TO_ADD = keys(
    "add load recharge top topup deposit dal dalna dalne dalu dalun daal daalna daalne daloon jama"
    " डाल डालना डालने डालूँ डालूं जमा भरना भरने रिचार्ज लोड ऐड"
)


def wallet(request: Request, facts: Facts, voice: Voice) -> Draft:
    account = facts.account()
    if account is None:
        return sign_in(request, voice)
    row = wallet_row(account)
    sentences = [voice.say("wallet_balance", balance=(row, "wallet_balance"))]
    evidence = [session_row(request), row]
    if any(token.key in _TO_ADD for token in tokenize(request.text)):
        sentences.append(voice.say("wallet_no_top_up"))
    asked = asked_passage(request, facts, maybe_own=True)
    if asked is not None and asked.slug == "wallet":
        rule = policy_row(asked)
        sentences += passage_sentences(rule)
        evidence.append(rule)
    return Draft(tuple(sentences), tuple(evidence))


def referral(request: Request, facts: Facts, voice: Voice) -> Draft:
    account = facts.account()
    if account is None:
        return sign_in(request, voice)
    row = referral_row(account, facts.friends())
    if "referral_code" in row.fields:
        sentences = [voice.say("referral_code", code=(row, "referral_code"))]
    else:
        sentences = [voice.say("referral_no_code")]
    sentences.append(voice.say("referral_joined", count=(row, "friends_joined")))
    if "friends" in row.fields:
        sentences.append(voice.say("referral_friends", names=(row, "friends")))
    sentences.append(voice.say("referral_no_reward"))
    rewards = Evidence("rules/referral", {"referral_reward": None})
    return Draft(tuple(sentences), (session_row(request), row, rewards))
