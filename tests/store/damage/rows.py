"""The rows that damage is done to, as SQL that both engines understand."""

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
