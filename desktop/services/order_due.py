"""What orders have for Today: those to be checked, irregular ones, important ones, and what was handed on (OF-10)."""

from collections.abc import Iterable, Iterator
from typing import Any

from desktop.i18n import N_
from desktop.models.orders import OrderEntry, PlacedOrder
from desktop.rules.errors import Label
from desktop.rules.orders import EntryKind, OrderState
from desktop.rules.rights import Right
from desktop.rules.today import Batch, Group, Row, Said, View
from desktop.services import order_lists, order_reach
from desktop.services.order_lists import OrderLineShown
from desktop.services.work import Work

PAGE = "orders"
"""The page that rows of Today open."""


def due(work: Work, view: View) -> list[Batch]:
    """Orders that wait for me: the desk's queue, what is irregular and not cleared, important ones that nobody has
    looked at, and what my department was handed."""
    work.require(Right.SEE_CLIENTS)
    return [batch for source in (_to_check, _irregular, _watched, _handed) for batch in source(work, view)]


def _to_check(work: Work, view: View) -> Iterator[Batch]:
    if work.may(Right.CHECK_ORDERS):
        waiting = (PlacedOrder.state == OrderState.WAITING.value) & order_reach.not_mine(work)
        yield from _batch(work, view, waiting, Group.WAITING, "check_order", N_("{number}: to be checked"))


def _irregular(work: Work, view: View) -> Iterator[Batch]:
    """Of all for who checks; of one's own for who entered them."""
    wrong = PlacedOrder.state == OrderState.IRREGULAR.value
    if not work.may(Right.CHECK_ORDERS):
        if not work.may(Right.ENTER_ORDERS):
            return
        wrong &= (PlacedOrder.entered_by == view.me) | (PlacedOrder.taken_by == view.me)
    yield from _batch(work, view, wrong, Group.WRONG, "irregular_order", N_("{number} is irregular: {finding}"))


def _watched(work: Work, view: View) -> Iterator[Batch]:
    if work.may(Right.WATCH_ORDERS):
        unseen = PlacedOrder.watched & PlacedOrder.seen_at.is_null() & (
            PlacedOrder.state != OrderState.CANCELLED.value)  # fmt: skip
        yield from _batch(work, view, unseen, Group.WAITING, "watched_order", N_("{number}: important, look at it"))


def _batch(work: Work, view: View, condition: Any, group: Group, key: str, said: str) -> Iterator[Batch]:
    query = work.visible(PlacedOrder).where(condition)
    total = query.count()
    if total:
        rows = list(query.order_by(PlacedOrder.taken_at).limit(view.limit))
        yield Batch(group, [_row(line, key, said) for line in order_lists.shown(work, rows)], total)


def _handed(work: Work, view: View) -> Iterator[Batch]:
    if view.department is None or not any(work.may(right) for right in order_reach.DESK):
        return
    # of a cancelled one nobody has anything to do
    stands = work.visible(PlacedOrder).where(PlacedOrder.state != OrderState.CANCELLED.value).select(PlacedOrder.id)
    query = work.visible(OrderEntry).where(
        (OrderEntry.department == view.department) & OrderEntry.ended_at.is_null()
        & (OrderEntry.kind == EntryKind.HANDED.value) & OrderEntry.order.in_(stands))  # fmt: skip
    total = query.count()
    if total:
        entries = list(query.order_by(OrderEntry.at).limit(view.limit))
        rows = list(work.visible(PlacedOrder).where(PlacedOrder.id.in_([one.order_id for one in entries])))
        lines: Iterable[OrderLineShown] = order_lists.shown(work, rows)
        yield Batch(Group.WAITING, [_row(line, "handed_order", N_("{number}: your department's part"))
                                    for line in lines], total)  # fmt: skip


def _row(line: OrderLineShown, key: str, said: str) -> Row:
    values = {"number": line.number, "finding": Label(line.finding.label) if line.finding else ""}
    below = Said(N_("{what} · {who}"), {"what": line.about[0] if line.about else "", "who": line.taken_by})
    return Row((key, line.id), "clipboard-list", Said(said, values), line.name, (PAGE, line.id), given=(PAGE, line.id),
               below=below, since=line.taken_at)  # fmt: skip
