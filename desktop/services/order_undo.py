"""Takes the last act on an order back as one: its lines, its state and its spend stand as before (OR-1)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.models.orders import OrderEntry, OrderLine, OrderSample, PlacedOrder, SampledOrder
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import order_reach, taking_back
from desktop.services.order_reach import TOPIC
from desktop.services.taking_back import Deed
from desktop.services.work import Work

# What an act asked for is asked for again; an approval that was used up is not given back
_ASKED: Mapping[str, tuple[Right, ...]] = {
    "enter_order": (Right.ENTER_ORDERS,),
    "change_order": (Right.ENTER_ORDERS,),
    "cancel_order": (Right.ENTER_ORDERS, Right.CHECK_ORDERS),
    "verify_order": order_reach.DESK,
    "check_order": (Right.CHECK_ORDERS,),
    "clear_order": (Right.CHECK_ORDERS,),
    "count_order": (Right.CHECK_ORDERS,),
    "watch_order": order_reach.DESK,
    "see_order": (Right.WATCH_ORDERS,),
    "hand_on_order": order_reach.DESK,
    "done_order": order_reach.DESK,
    "note_order": order_reach.DESK,
    "draw_sample": (Right.WATCH_ORDERS,),
    "judge_sample": (Right.WATCH_ORDERS,),
}
_LATER = N_("Something was done with this since, so it can't be undone.")
UNDOABLE = frozenset((TOPIC, action) for action in _ASKED)
_MODELS = (PlacedOrder, OrderLine, OrderEntry, Spend, OrderSample, SampledOrder)


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act did, as long as nothing was done with the order since. Raises BadEntry for another act,
    and where something was; NotAllowed, NotFound."""
    order_reach.require_any(work)
    work.alone()
    deed = taking_back.deed_of(work, operation, UNDOABLE, _MODELS)
    for act in deed.acts:
        order_reach.require_any(work, _ASKED[act])
    taking_back.refuse_later(deed, _LATER)
    _refuse_later(work, deed)
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_order", _subject(deed.subject, deed.rows), acts=deed.acts)


def _refuse_later(work: Work, deed: Deed) -> None:
    """A note or a hand-on changes no row of the order, but stands on it."""
    orders = {row.id if isinstance(row, PlacedOrder) else row.order_id for _model, row, _told in deed.rows
              if isinstance(row, PlacedOrder | OrderLine | OrderEntry)}  # fmt: skip
    mine = [row.id for _model, row, _told in deed.rows if isinstance(row, OrderEntry)]
    at = max(record.at for record in deed.records)
    later = work.visible(OrderEntry).where(OrderEntry.order.in_(list(orders)) & (OrderEntry.at > at))
    if orders and later.where(OrderEntry.id.not_in(mine)).exists():
        raise BadEntry(_LATER)


def _subject(about: UUID | None, rows: Any) -> Any:
    """The same that the act was recorded of: a client's file tells of it too."""
    of = next((row for _model, row, _told in rows if row.id == about), None)
    return of if of is not None or about is None else Client(id=about)
