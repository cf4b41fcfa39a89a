"""Kinds of damage: the rule that must be named, and the statement that breaks it.

The statements are the same on both engines and need a database without constraints.
"""

from tests.store.damage import bookings, business, chat
from tests.store.damage.rows import COMPLETED, REPLY

DAMAGE: tuple[tuple[str, str], ...] = (
    *bookings.DAMAGE,
    *business.DAMAGE,
    *chat.DAMAGE,
    # keys and counts
    ("fk_bookings_user_id", f"UPDATE bookings SET user_id = 9999 WHERE id = {COMPLETED}"),
    ("fk_booking_items_booking_id", f"DELETE FROM bookings WHERE id = {COMPLETED}"),
    ("fk_rate_card_pincodes_pincode", "DELETE FROM pincodes WHERE city = 'Delhi'"),
    ("fk_outbox_message_id", f"DELETE FROM conversations WHERE id = {REPLY}"),
    ("fk_complaint_updates_author_id", "UPDATE complaint_updates SET author_id = 0"),
    ("nn_users", "UPDATE users SET created_at = NULL WHERE id = 51"),
    ("row_counts", "DELETE FROM users WHERE id = 150"),
)
