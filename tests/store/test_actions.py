"""Actions as values: what is kept while it waits for a yes is what is performed."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.actions import Action, ActionError, from_json, perform, performed, to_json
from store.addresses import DefaultAddress, NewAddress
from store.cancellations import Cancellation
from store.complaints import NewComplaint, Remark
from store.database import Database
from store.moves import Move
from store.orders import Order
from store.refusals import AlreadyEndedError, RefusedError
from tests.store.marketplace import NOW
from tests.store.shopping import TUESDAY, broken, errands, order_for, reread

_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
_KEY = st.integers(1, 2**62)
_MOMENT = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001  the strategy adds the zone
    datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]),
)
_ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.builds(Order, slot_start=_MOMENT, instructions=st.none() | _TEXT, user_id=_KEY),
    st.builds(Move, slot_start=_MOMENT, order_id=_TEXT),
    st.builds(Cancellation, reason=st.none() | _TEXT, order_id=_TEXT),
    st.builds(NewComplaint, subject=_TEXT, description=_TEXT, order_id=_TEXT),
    st.builds(Remark, text=_TEXT, number=_TEXT),
    st.builds(NewAddress, line1=_TEXT, line2=st.none() | _TEXT, contact_name=_TEXT),
    st.builds(DefaultAddress),
)


@given(_ACTIONS)
def test_an_action_kept_as_json_is_the_same_action(action: Action) -> None:
    assert from_json(to_json(action)) == action


GOOD = to_json(Move(51, "CB-104001", 7, TUESDAY))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"kind": "theft"},
        {"kind": "move"},
        {**GOOD, "kind": "order"},
        {**GOOD, "slot_start": "soon"},
        {**GOOD, "slot_start": "2026-11-25T10:00:00"},
        {**GOOD, "item_id": None},
        {**GOOD, "user_id": "me"},
        {"kind": ["move"]},
    ],
)
def test_what_is_no_action_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ActionError):
        from_json(document)


def test_every_kind_of_action_is_performed_and_tells_what_came_of_it(marketplace: Database) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        me = errand.user_id
        number = perform(tx, order_for(tx, errand, method="cash"), NOW)
        item = reread(tx, me, number).items[0]
        later = TUESDAY + timedelta(days=1)
        assert perform(tx, Move(me, number, item.id, later), NOW) == number
        assert reread(tx, me, number).items[0].slot_start == later
        complaint = perform(
            tx, NewComplaint(me, number, None, "delay", "Late", "Nobody came.", "high"), NOW
        )
        assert perform(tx, Remark(me, complaint, "Still nobody."), NOW) == complaint
        home = NewAddress(me, "7 Park Street", None, errand.pincode, "Asha", "+919812345670", False)
        key = perform(tx, home, NOW)
        assert perform(tx, DefaultAddress(me, int(key)), NOW) == key
        gone = Cancellation(me, number, (), "source", "Change of plans", 0)
        assert perform(tx, gone, NOW) == number
        assert reread(tx, me, number).status == "cancelled"
        assert broken(tx, NOW + timedelta(minutes=1)) == []
        with pytest.raises(RefusedError) as refused:
            perform(tx, gone, NOW)
    assert performed(gone, refused.value) == {
        "action": to_json(gone),
        "refused": AlreadyEndedError.__name__,
    }
    assert performed(gone, number) == {"action": to_json(gone), "done": number}
