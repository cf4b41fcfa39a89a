"""What only tells copies apart is kept longer than copies come, and no longer than it is set to."""

import time
from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from channels.settings import ChannelSettings
from store.database import Database
from store.tables import channel_events, conversations
from tests.channels.site import Site, running
from tests.channels.whatsapp.platform import ASHA, Phone, notification, post, status


def rows(site: Site) -> tuple[int, int]:
    """How many events of the channel are kept, and how many lines customers wrote."""
    with site.database.read() as tx:
        events = select(func.count()).select_from(channel_events)
        said = select(func.count()).where(conversations.c.role == "user")
        return tx.execute(events).scalar_one(), tx.execute(said).scalar_one()


def test_a_copy_a_week_later_is_still_a_copy_and_a_month_later_its_trace_is_gone(
    database: Database,
) -> None:
    with running(database, sweep_seconds=0.05) as site:
        phone = Phone(site, ASHA)
        said = phone.text("hello")
        reacted = phone.message("reaction", reaction={"message_id": "wamid.x", "emoji": "👍"})
        told = (said, notification(messages=[reacted]), status("wamid.strange", "read"))
        for body in told:
            assert post(site, body).status_code == 200
        assert rows(site) == (2, 1)
        site.hands.ahead += timedelta(days=7)
        for body in told:
            assert post(site, body).status_code == 200
        assert rows(site) == (2, 1)
        site.hands.ahead += timedelta(days=24)
        for _ in range(200):
            if rows(site) == (0, 1):
                break
            time.sleep(0.05)
        assert rows(site) == (0, 1)
        assert post(site, said).status_code == 200
        assert rows(site) == (0, 1)


def test_no_setting_forgets_earlier_than_copies_may_come() -> None:
    with pytest.raises(ValidationError, match="retention_days"):
        ChannelSettings(_env_file=None, demo=True, retention_days=7)
