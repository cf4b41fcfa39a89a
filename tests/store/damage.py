"""Kinds of damage: the rule that must be named, and the statement that breaks it.

The statements are the same on both engines and need a database without constraints.
"""

LATER = "'2031-01-01 04:30:00.000000'"
EARLIER = "'2021-01-01 04:30:00.000000'"


def one(table: str, condition: str = "1 = 1") -> str:
    """The key of the first row of `table` that fulfils the condition."""
    return f"(SELECT min(id) FROM {table} WHERE {condition})"


CONFIRMED = one("bookings", "status = 'confirmed'")
COMPLETED = one("bookings", "status = 'completed'")
DONE_JOB = one("booking_items", "status = 'completed'")
OPEN_JOB = one("booking_items", "status = 'accepted'")
REPLY = one("conversations", "role = 'assistant'")
FLAGGED = one("conversations", "flagged")
QUESTION = one("conversations", "role = 'user'")
CHARGE = one("payments", "kind = 'charge' AND state = 'done'")
REFUND = one("payments", "kind = 'refund'")


def _event(payment: str, kind: str) -> str:
    """A payment event that nothing took in."""
    return (
        "INSERT INTO payment_events (id, event_id, payment_id, kind, amount_paise, reference,"
        f" body_hash, occurred_at, created_at) VALUES (1, 'e', {payment}, '{kind}', 50, 'r', 'h',"
        f" {EARLIER}, {EARLIER})"
    )


def _handoff(**changed: str) -> str:
    """A handoff that was asked for by the first reply and has ended, but for what is changed."""
    talk = "SELECT min(conversation_id) FROM conversations WHERE role = 'assistant'"
    row = {
        "id": "1",
        "conversation_id": f"({talk})",
        "message_id": REPLY,
        "reason": "'asked'",
        "state": "'ended'",
        "holder_id": "NULL",
        "waiting_since": EARLIER,
        "joined_at": EARLIER,
        "escalated": "0",
        "ended_at": EARLIER,
        "created_at": EARLIER,
        **changed,
    }
    return f"INSERT INTO handoffs ({', '.join(row)}) VALUES ({', '.join(row.values())})"


DAMAGE: tuple[tuple[str, str], ...] = (
    # money
    ("booking_has_items", f"DELETE FROM booking_items WHERE booking_id = {COMPLETED}"),
    (
        "booking_subtotal",
        f"UPDATE booking_items SET price_paise = price_paise + 100 WHERE id = {OPEN_JOB}",
    ),
    (
        "booking_discount",
        f"UPDATE booking_items SET discount_paise = discount_paise + 100 WHERE id = {OPEN_JOB}",
    ),
    (
        "gst_split",
        f"UPDATE addresses SET state = 'Elsewhere' WHERE id = (SELECT address_id FROM bookings"
        f" WHERE id = {one('bookings', 'sgst_paise > 0')})",
    ),
    ("sgst_amount", "UPDATE bookings SET sgst_paise = sgst_paise + 1 WHERE sgst_paise > 0"),
    ("cgst_amount", "UPDATE bookings SET cgst_paise = cgst_paise - 1 WHERE cgst_paise > 0"),
    ("igst_amount", "UPDATE bookings SET igst_paise = igst_paise + 1 WHERE igst_paise > 0"),
    (
        "ck_bookings_total_adds_up",
        f"UPDATE bookings SET total_paise = total_paise + 1 WHERE id = {COMPLETED}",
    ),
    (
        "ck_bookings_payment_adds_up",
        f"UPDATE bookings SET paid_paise = paid_paise + 1 WHERE id = {COMPLETED}",
    ),
    (
        "paid_is_paid_in_full",
        "UPDATE bookings SET remaining_paise = 100 WHERE payment_status = 'paid'",
    ),
    (
        "unpaid_is_not_paid_in_full",
        "UPDATE bookings SET paid_paise = 100 WHERE payment_status = 'failed'",
    ),
    (
        "payment_has_transaction",
        "UPDATE bookings SET transaction_id = NULL WHERE payment_method = 'upi'",
    ),
    (
        "refund_agrees_with_payment",
        "UPDATE bookings SET refund_paise = 0 WHERE payment_status = 'refunded'",
    ),
    (
        "refund_follows_the_tiers",
        "UPDATE bookings SET refund_paise = refund_paise - 1 WHERE payment_status = 'refunded'",
    ),
    ("refund_has_cause", "UPDATE bookings SET refund_paise = 1 WHERE status = 'confirmed'"),
    (
        "settlement_agrees_with_payment",
        "UPDATE bookings SET settlement_status = 'complete' WHERE payment_status = 'failed'",
    ),
    (
        "completed_is_not_failed",
        f"UPDATE bookings SET payment_status = 'failed' WHERE id = {COMPLETED}",
    ),
    (
        "completed_has_invoice",
        f"UPDATE bookings SET invoice_number = NULL WHERE id = {COMPLETED}",
    ),
    (
        "item_payment_agrees_with_booking",
        f"UPDATE booking_items SET payment_status = 'pending' WHERE id = {DONE_JOB}",
    ),
    ("booking_number_form", f"UPDATE bookings SET order_id = 'CB-1' WHERE id = {COMPLETED}"),
    (
        "uq_bookings_order_id",
        f"UPDATE bookings SET order_id = (SELECT max(order_id) FROM bookings)"
        f" WHERE id = {COMPLETED}",
    ),
    # payments
    (
        "booking_is_asked_for",
        f"UPDATE payments SET state = 'void' WHERE booking_id = {CONFIRMED}",
    ),
    ("charge_is_the_total", f"UPDATE payments SET amount_paise = 100 WHERE id = {CHARGE}"),
    ("paid_is_what_came", f"UPDATE payments SET moved_paise = 100 WHERE id = {CHARGE}"),
    ("refunded_is_what_went", f"UPDATE payments SET amount_paise = 100 WHERE id = {REFUND}"),
    (
        "refunds_are_within_paid",
        f"UPDATE payments SET amount_paise = 900000000 WHERE id = {REFUND}",
    ),
    (
        "moved_by_an_event",
        f"UPDATE payments SET created_at = {LATER} WHERE state = 'done' AND method = 'upi'",
    ),
    ("event_fits_payment", _event(CHARGE, "refunded")),
    ("event_is_counted", _event(one("payments", "moved_paise = 0"), "partial")),
    (
        "return_is_of_a_withdrawn_charge",
        f"UPDATE payments SET returns_id = {CHARGE} WHERE id = {REFUND}",
    ),
    (
        "refund_is_for_cancelled_items",
        f"UPDATE refund_items SET item_id = {DONE_JOB} WHERE item_id ="
        " (SELECT min(item_id) FROM refund_items)",
    ),
    ("item_is_refunded_when_money_went", "DELETE FROM refund_items"),
    (
        "confirmed_is_paid",
        f"UPDATE bookings SET created_at = {LATER}, payment_method = 'upi',"
        " payment_status = 'pending' WHERE status = 'confirmed'",
    ),
    (
        "job_event_is_counted",
        "INSERT INTO job_events (id, event_id, item_id, provider_id, kind, body_hash, occurred_at,"
        f" created_at) VALUES (1, 'e', {OPEN_JOB}, 1, 'completed', 'h', {EARLIER}, {EARLIER})",
    ),
    ("ck_payments_done_is_moved", f"UPDATE payments SET moved_paise = 1 WHERE id = {CHARGE}"),
    (
        "uq_payments_one_charge",
        f"UPDATE payments SET kind = 'charge', state = 'done' WHERE id = {REFUND}",
    ),
    ("fk_refund_items_refund_id", f"UPDATE refund_items SET refund_id = {CHARGE} + 5000"),
    (
        "ck_booking_items_unbilled_is_cancelled",
        f"UPDATE booking_items SET billed = false WHERE id = {DONE_JOB}",
    ),
    # jobs
    (
        "booking_address_is_own",
        f"UPDATE bookings SET user_id = user_id + 1 WHERE id = {COMPLETED}",
    ),
    (
        "item_agrees_with_booking",
        f"UPDATE booking_items SET user_id = user_id + 1 WHERE id = {DONE_JOB}",
    ),
    (
        "item_variant_is_the_rate_cards",
        f"UPDATE booking_items SET variant = 'Golden' WHERE id = {DONE_JOB}",
    ),
    (
        "item_is_as_the_catalogue_says",
        f"UPDATE booking_items SET service_name = 'Tea Service' WHERE id = {DONE_JOB}",
    ),
    (
        "item_is_sold_there",
        "DELETE FROM rate_card_pincodes WHERE rate_card_id ="
        f" (SELECT rate_card_id FROM booking_items WHERE id = {OPEN_JOB})",
    ),
    ("item_has_provider", f"UPDATE booking_items SET provider_id = NULL WHERE id = {DONE_JOB}"),
    (
        "provider_may_work",
        "UPDATE providers SET active = false WHERE id ="
        f" (SELECT provider_id FROM booking_items WHERE id = {OPEN_JOB})",
    ),
    (
        "provider_serves_pincode",
        "DELETE FROM provider_pincodes WHERE provider_id ="
        f" (SELECT provider_id FROM booking_items WHERE id = {OPEN_JOB})",
    ),
    (
        "provider_has_skill",
        "DELETE FROM provider_skills WHERE provider_id ="
        f" (SELECT provider_id FROM booking_items WHERE id = {OPEN_JOB})",
    ),
    (
        "uq_booking_items_provider_slot",
        f"UPDATE booking_items SET status = 'accepted', (provider_id, slot_start) ="
        f" (SELECT provider_id, slot_start FROM booking_items WHERE id = {OPEN_JOB})"
        f" WHERE id = {DONE_JOB}",
    ),
    ("slot_is_whole", f"UPDATE booking_items SET slot_end = slot_start WHERE id = {OPEN_JOB}"),
    (
        "preferred_date_is_the_slots",
        f"UPDATE bookings SET preferred_date = '2020-01-01' WHERE id = {COMPLETED}",
    ),
    ("booked_before_the_slot", f"UPDATE bookings SET created_at = {LATER} WHERE id = {COMPLETED}"),
    (
        "status_agrees_with_items",
        f"UPDATE booking_items SET status = 'pending' WHERE id = {DONE_JOB}",
    ),
    (
        "some_item_is_left",
        f"UPDATE booking_items SET status = 'cancelled' WHERE booking_id = {COMPLETED}",
    ),
    (
        "completed_lies_in_the_past",
        f"UPDATE booking_items SET slot_start = {LATER} WHERE id = {DONE_JOB}",
    ),
    (
        "upcoming_lies_in_the_future",
        f"UPDATE booking_items SET slot_start = {EARLIER} WHERE id = {OPEN_JOB}",
    ),
    (
        "only_begun_jobs_have_times",
        f"UPDATE booking_items SET started_at = {EARLIER} WHERE id = {OPEN_JOB}",
    ),
    (
        "cancelled_in_time",
        f"UPDATE bookings SET cancelled_at = {EARLIER} WHERE status = 'cancelled'",
    ),
    (
        "ck_bookings_cancelled_has_time",
        "UPDATE bookings SET cancelled_at = NULL WHERE status = 'cancelled'",
    ),
    (
        "ck_booking_items_quantity_positive",
        f"UPDATE booking_items SET quantity = 0 WHERE id = {DONE_JOB}",
    ),
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
    # chat
    ("messages_are_numbered_without_gaps", f"DELETE FROM conversations WHERE id = {QUESTION}"),
    ("head_knows_the_last_number", "UPDATE dialogues SET last_seq = last_seq + 1"),
    (
        "reply_answers_an_earlier_message",
        f"UPDATE conversations SET reply_to_id = (SELECT max(id) FROM conversations"
        f" WHERE role = 'user') WHERE id = {REPLY}",
    ),
    (
        "message_agrees_with_conversation",
        f"UPDATE conversations SET user_id = 52 WHERE id = {QUESTION}",
    ),
    ("message_lies_in_the_past", f"UPDATE conversations SET created_at = {LATER}"),
    ("reply_is_traceable", f"UPDATE conversations SET evidence = NULL WHERE id = {REPLY}"),
    ("only_replies_are_scored", f"UPDATE conversations SET grounding = 1 WHERE id = {QUESTION}"),
    (
        "grounding_is_scored_or_says_why_not",
        f"UPDATE conversations SET grounding = NULL WHERE id = {REPLY}",
    ),
    (
        "relevancy_is_scored_or_says_why_not",
        f"UPDATE conversations SET relevancy = 0.5 WHERE id = {REPLY}",
    ),
    (
        "ck_conversations_grounding_in_range",
        f"UPDATE conversations SET grounding = 1.5 WHERE id = {REPLY}",
    ),
    (
        "ck_conversations_scores_are_explained",
        f"UPDATE conversations SET scorer_version = NULL WHERE id = {REPLY}",
    ),
    ("only_replies_act", f"UPDATE conversations SET action = '{{}}' WHERE id = {QUESTION}"),
    ("flag_has_reason", f"UPDATE conversations SET flag_reason = NULL WHERE id = {FLAGGED}"),
    (
        "only_replies_are_flagged",
        f"UPDATE conversations SET flagged = true, flag_reason = 'x' WHERE id = {QUESTION}",
    ),
    ("message_was_taken_in", "DELETE FROM inbox"),
    (
        "inbox_holds_customers_messages",
        f"UPDATE inbox SET message_id = {REPLY} WHERE message_id = {QUESTION}",
    ),
    ("inbox_agrees_with_log", "UPDATE inbox SET state = 'pending'"),
    ("reply_goes_out", "DELETE FROM outbox"),
    (
        "outbox_holds_our_messages",
        f"UPDATE outbox SET message_id = {QUESTION} WHERE message_id = {REPLY}",
    ),
    ("sent_has_time", "UPDATE outbox SET state = 'delivered'"),
    (
        "uq_conversations_reply_to_id",
        "UPDATE conversations SET reply_to_id ="
        " (SELECT max(reply_to_id) FROM conversations) WHERE role = 'assistant'",
    ),
    # handoffs
    ("owner_agrees_with_handoff", "UPDATE dialogues SET owner = 'waiting'"),
    ("handoff_has_one_cause", _handoff(reason="'taken_over'")),
    ("handoff_goes_forward", _handoff(created_at=LATER)),
    ("holder_is_staff", _handoff(state="'held'", holder_id="51")),
    ("person_speaks_in_their_turn", f"UPDATE conversations SET role = 'agent' WHERE id = {REPLY}"),
    (
        "unanswered_was_left_to_a_person",
        f"UPDATE conversations SET reply_to_id = NULL WHERE id = {REPLY}",
    ),
    # mobile
    (
        "device_is_a_customers",
        "INSERT INTO devices (id, session_id, platform, push_token, created_at, updated_at)"
        f" VALUES (1, 1, 'ios', 't', {EARLIER}, {EARLIER})",
    ),
    (
        "key_names_its_persons_message",
        "INSERT INTO message_keys"
        " (id, user_id, conversation_id, message_id, idempotency_key, created_at)"
        f" SELECT 1, user_id, conversation_id, id, 'k', {EARLIER} FROM conversations"
        f" WHERE id = {REPLY}",
    ),
    # review
    ("queue_points_at_a_reply", f"UPDATE priority_queue SET message_id = {QUESTION}"),
    ("queue_agrees_with_turn", "UPDATE priority_queue SET user_id = 51"),
    (
        "queue_agrees_with_complaint",
        "UPDATE priority_queue SET message_id = NULL, complaint_id = 1, user_id = 1",
    ),
    ("queue_has_reasons", "UPDATE priority_queue SET reasons = '[]'"),
    ("flagged_is_queued", "DELETE FROM priority_queue"),
    ("reviewed_has_review", "DELETE FROM reviews"),
    ("reviewed_after_queued", f"UPDATE priority_queue SET reviewed_at = {EARLIER}"),
    ("review_is_of_the_queued_turn", "UPDATE reviews SET message_id = NULL"),
    ("ck_priority_queue_reviewed_is_signed", "UPDATE priority_queue SET reviewed_by_id = NULL"),
    ("ck_priority_queue_one_subject", "UPDATE priority_queue SET complaint_id = 1"),
    ("ck_priority_queue_priority_in_range", "UPDATE priority_queue SET priority = 101"),
    # keys and counts
    ("fk_bookings_user_id", f"UPDATE bookings SET user_id = 9999 WHERE id = {COMPLETED}"),
    ("fk_booking_items_booking_id", f"DELETE FROM bookings WHERE id = {COMPLETED}"),
    ("fk_rate_card_pincodes_pincode", "DELETE FROM pincodes WHERE city = 'Delhi'"),
    ("fk_outbox_message_id", f"DELETE FROM conversations WHERE id = {REPLY}"),
    ("fk_complaint_updates_author_id", "UPDATE complaint_updates SET author_id = 0"),
    ("nn_users", "UPDATE users SET created_at = NULL WHERE id = 51"),
    ("row_counts", "DELETE FROM users WHERE id = 150"),
)
