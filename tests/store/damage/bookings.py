"""Money, payments and jobs."""

from tests.store.damage.rows import (
    CHARGE,
    COMPLETED,
    CONFIRMED,
    DONE_JOB,
    EARLIER,
    LATER,
    OPEN_JOB,
    REFUND,
    one,
)


def _event(payment: str, kind: str) -> str:
    """A payment event that nothing took in."""
    return (
        "INSERT INTO payment_events (id, event_id, payment_id, kind, amount_paise, reference,"
        f" body_hash, occurred_at, created_at) VALUES (1, 'e', {payment}, '{kind}', 50, 'r', 'h',"
        f" {EARLIER}, {EARLIER})"
    )


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
)
