"""Who did what, and when: lines that are only ever added."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from store.database import Tx
from store.ids import Ids
from store.tables import audit_log

_ADD = insert(audit_log)


def record(
    tx: Tx,
    ids: Ids,
    now: datetime,
    *,
    actor_id: int | None,
    action: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a line: `action` is a verb ("review"), `subject` what it was done to ("queue/17")."""
    tx.execute(
        _ADD,
        {
            "id": ids.draw(),
            "actor_id": actor_id,
            "action": action,
            "subject": subject,
            "detail": dict(detail) if detail else None,
            "created_at": now,
        },
    )
