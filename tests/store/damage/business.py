"""People, the catalogue and complaints."""

from tests.store.damage.rows import EARLIER, LATER, one

DAMAGE: tuple[tuple[str, str], ...] = (
    # people
    ("user_mobile_form", "UPDATE users SET mobile = '+911234567890' WHERE id = 51"),
    ("contact_mobile_form", "UPDATE addresses SET contact_mobile = '98765' WHERE id = 1"),
    ("email_form", "UPDATE users SET email = 'nowhere' WHERE id = 51"),
    ("wallet_within_limit", "UPDATE users SET wallet_paise = 500001 WHERE id = 51"),
    ("address_is_where_its_pincode_is", "UPDATE addresses SET city = 'Atlantis' WHERE id = 1"),
    ("one_address_is_the_default", "UPDATE addresses SET is_default = false WHERE user_id = 51"),
    (
        "uq_addresses_one_default",
        "UPDATE addresses SET is_default = true WHERE user_id IN"
        " (SELECT user_id FROM addresses GROUP BY user_id HAVING count(*) > 1)",
    ),
    (
        "complaint_assignee_is_staff",
        "UPDATE complaints SET assigned_to_id = user_id WHERE assigned_to_id IS NOT NULL",
    ),
    ("reviewer_is_staff", "UPDATE reviews SET reviewer_id = 51"),
    (
        "internal_note_is_by_staff",
        "UPDATE complaint_updates SET author_id = 51 WHERE internal",
    ),
    ("ck_users_role_known", "UPDATE users SET role = 'king' WHERE id = 51"),
    ("uq_users_mobile", "UPDATE users SET mobile = '+919876543210' WHERE id IN (51, 52)"),
    # catalogue
    ("gstin_checksum", "UPDATE business SET gstin = '07AAACC1206D1ZX'"),
    (
        "policy_is_rendered_from_rules",
        "UPDATE policies SET text = 'Whatever you like' WHERE slug = 'cancellation'",
    ),
    ("pincode_form", "INSERT INTO pincodes VALUES ('012345', 'Delhi', 'Delhi')"),
    ("provider_mobile_form", "UPDATE providers SET mobile = '12345' WHERE id = 1"),
    ("rate_card_is_sold_somewhere", "DELETE FROM rate_card_pincodes WHERE rate_card_id = 1"),
    ("sold_where_somebody_works", "UPDATE providers SET verified = false WHERE id < 20"),
    ("provider_is_of_use", "DELETE FROM provider_skills WHERE provider_id = 1"),
    ("ck_rate_cards_price_positive", "UPDATE rate_cards SET price_paise = 0 WHERE id = 1"),
    # complaints
    ("complaint_number_form", "UPDATE complaints SET number = 'X' WHERE id = 1"),
    ("complaint_is_about_own_booking", "UPDATE complaints SET user_id = user_id + 1 WHERE id = 1"),
    (
        "complaint_is_from_own_conversation",
        f"UPDATE complaints SET conversation_id = {one('dialogues')} WHERE id = 1",
    ),
    ("complaint_clock_fits_priority", "UPDATE complaints SET priority = 'critical'"),
    ("complaint_has_history", "DELETE FROM complaint_updates WHERE complaint_id = 1"),
    ("last_update_has_the_status", "UPDATE complaints SET status = 'escalated' WHERE id = 1"),
    (
        "escalation_follows_its_clock",
        f"INSERT INTO complaint_escalations (id, complaint_id, clock, due_at, created_at)"
        f" VALUES (1, 1, 'response', {LATER}, {EARLIER})",
    ),
    (
        "history_goes_forward",
        "UPDATE complaint_updates SET status = 'closed'"
        " WHERE id IN (SELECT min(id) FROM complaint_updates GROUP BY complaint_id"
        " HAVING count(*) > 1)",
    ),
    ("update_follows_complaint", f"UPDATE complaint_updates SET created_at = {EARLIER}"),
    ("update_is_by_somebody_concerned", "UPDATE complaint_updates SET author_id = 51"),
    (
        "resolved_has_resolution",
        "UPDATE complaints SET resolution = NULL WHERE status = 'resolved'",
    ),
)
