"""One skill an intent. A skill reads facts and drafts a reply; it never writes, sends or scores."""

from collections.abc import Mapping

from assistant.dialogue.request import Skill, TaskSkill
from assistant.model import INTENTS
from assistant.skills import (
    account,
    addresses,
    availability,
    book,
    bookings,
    cancel,
    catalogue,
    complain,
    complaints,
    invoices,
    payments,
    policy,
    prices,
    providers,
    refunds,
    reschedule,
    sign_in,
    smalltalk,
)

_OWN: Mapping[str, Skill] = {
    "greet": smalltalk.greet,
    "goodbye": smalltalk.goodbye,
    "thanks": smalltalk.thanks,
    "affirm": smalltalk.affirm,
    "deny": smalltalk.deny,
    "stop": smalltalk.stop,
    "help": smalltalk.help_out,
    "human_agent": smalltalk.human_agent,
    "out_of_scope": smalltalk.out_of_scope,
    "service_search": catalogue.service_search,
    "price_quote": prices.price_quote,
    "availability": availability.availability,
    "provider_info": policy.rule_for_guests(providers.provider_info),
    "book": book.begin,
    "booking_list": bookings.booking_list,
    "booking_status": bookings.booking_status,
    "payment_status": policy.rule_for_guests(payments.payment_status),
    "refund_status": policy.rule_for_guests(refunds.refund_status),
    "invoice": policy.rule_for_guests(invoices.invoice),
    "wallet": policy.rule_for_guests(account.wallet),
    "referral": policy.rule_for_guests(account.referral),
    "address": addresses.address,
    "complaint_raise": complain.begin,
    "complaint_status": complain.remark_or(policy.rule_for_guests(complaints.complaint_status)),
    "cancel": cancel.begin,
    "reschedule": reschedule.begin,
    "policy": policy.policy,
}

TASKS: Mapping[str, TaskSkill] = {
    "book": book.go_on,
    "reschedule": reschedule.go_on,
    "cancel": cancel.go_on,
    "complaint": complain.go_on,
    "address": addresses.go_on,
    "sign_in": sign_in.go_on,
}
"""By kind of task: the skill that goes on with it."""

SKILLS: Mapping[str, Skill] = {intent: _OWN.get(intent, smalltalk.not_yet) for intent in INTENTS}
"""Every intent has a skill; what the chat cannot do yet is said so, with a way to a person."""
