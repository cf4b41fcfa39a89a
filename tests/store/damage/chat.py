"""The chat, its handoffs, the mobile channel and the review of turns."""

from tests.store.damage.rows import EARLIER, FLAGGED, LATER, QUESTION, REPLY


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
)
