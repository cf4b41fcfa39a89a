"""Checks of what is sold: places, prices' reach, providers, the supplier and the policy texts."""

from sqlalchemy import exists, or_, select

from store.database import Tx
from store.gstin import is_gstin
from store.policies import Policy, render_policies
from store.tables import (
    business,
    categories,
    pincodes,
    policies,
    provider_pincodes,
    provider_skills,
    providers,
    rate_card_pincodes,
    rate_cards,
    subcategories,
)
from store.verify.check import MOBILE, Check, Violation

_ON_SALE = rate_cards.join(subcategories).join(categories)
_IS_ON_SALE = (rate_cards.c.active, subcategories.c.active, categories.c.active)

_ABLE = (
    select(provider_skills.c.subcategory_id, provider_pincodes.c.pincode)
    .select_from(providers.join(provider_pincodes).join(provider_skills))
    .where(providers.c.active, providers.c.verified)
    .distinct()
    .subquery("able")
)
UNSERVED = (
    select(rate_card_pincodes.c.rate_card_id, rate_card_pincodes.c.pincode)
    .select_from(
        rate_card_pincodes.join(_ON_SALE).outerjoin(
            _ABLE,
            (_ABLE.c.subcategory_id == rate_cards.c.subcategory_id)
            & (_ABLE.c.pincode == rate_card_pincodes.c.pincode),
        )
    )
    .where(*_IS_ON_SALE, _ABLE.c.pincode.is_(None))
    .order_by(rate_card_pincodes.c.rate_card_id, rate_card_pincodes.c.pincode)
)
"""Rate cards and the pincodes where they are sold although nobody there can do the work."""

CHECKS = (
    Check(
        "pincode_form",
        "a pincode is six digits and does not begin with 0",
        select(pincodes.c.pincode).where(~pincodes.c.pincode.regexp_match("^[1-9][0-9]{5}$")),
    ),
    Check(
        "provider_mobile_form",
        "a mobile number is +91 and ten digits from 6 up",
        select(providers.c.id).where(~providers.c.mobile.regexp_match(MOBILE)),
    ),
    Check(
        "rate_card_is_sold_somewhere",
        "an active rate card is sold in at least one pincode",
        select(rate_cards.c.id)
        .select_from(_ON_SALE)
        .where(*_IS_ON_SALE, ~exists().where(rate_card_pincodes.c.rate_card_id == rate_cards.c.id)),
    ),
    Check(
        "sold_where_somebody_works",
        "wherever a rate card is sold, an active, verified provider has that skill",
        UNSERVED.with_only_columns(rate_card_pincodes.c.rate_card_id),
    ),
    Check(
        "provider_is_of_use",
        "an active provider serves a pincode and has a skill",
        select(providers.c.id).where(
            providers.c.active,
            or_(
                ~exists().where(provider_pincodes.c.provider_id == providers.c.id),
                ~exists().where(provider_skills.c.provider_id == providers.c.id),
            ),
        ),
    ),
)


def supplier(tx: Tx) -> list[Violation]:
    """There is one supplier, and its GSTIN carries the right check character."""
    gstins = tx.execute(select(business.c.gstin)).scalars().all()
    if not gstins:
        return [Violation("supplier_exists", "invoices need a supplier: business is empty", 1)]
    return [
        Violation("gstin_checksum", f"a GSTIN ends in its check character: {gstin}", 1)
        for gstin in gstins
        if not is_gstin(gstin)
    ]


def policy_texts(tx: Tx) -> list[Violation]:
    """What customers are told of the rules is what the rules say, in every language."""
    stored = tx.execute(
        select(policies.c.slug, policies.c.language, policies.c.title, policies.c.text)
    )
    differing = sorted(
        f"{policy.slug}/{policy.language}"
        for policy in set(render_policies()) ^ {Policy(*row) for row in stored}
    )
    if not differing:
        return []
    passages = tuple(dict.fromkeys(differing))
    return [
        Violation(
            "policy_is_rendered_from_rules",
            f"policies say what the rules say: {', '.join(passages[:3])}",
            len(passages),
        )
    ]
