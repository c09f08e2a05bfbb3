"""Spend that comes from orders: each checked order counts once, and not beside an entry of the same money (CL-10)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from desktop.models.classes import Spend
from desktop.models.orders import PlacedOrder
from desktop.models.rows import among
from desktop.rules.orders import COUNTED, OrderState
from desktop.rules.rights import Right
from desktop.rules.spending import SpendSource
from desktop.services.work import Work

Money = tuple[UUID, date, int]
"""A client, a day and an amount in fen: what tells that two entries are of the same money."""
_COUNTED = [state.value for state in COUNTED]


def follow(work: Work, row: Any) -> bool:
    """Brings the spend of an order in step with it; returns whether it counts. An order that was just checked does not
    count where the same money was entered by hand or came from a sheet. Part of the verb that changed the order."""
    _require(work, Right.ENTER_ORDERS, Right.CHECK_ORDERS)
    held = work.visible(Spend, withdrawn=True).where(Spend.origin == row.id).get_or_none()
    if row.withdrawn_at is not None or OrderState.of(row.state) not in COUNTED:
        if held is not None and held.withdrawn_at is None:
            work.withdraw(held)
        return False
    values: dict[str, Any] = {"client": row.client_id, "on": row.on, "amount": row.total, "visits": 1}
    counts = not _told_already(work, row)
    values["withdrawn_at"] = None if counts else work.now
    if held is not None:
        work.change(held, values)
    else:
        work.add(Spend(**values, source=SpendSource.ORDER.value, origin=row.id, entered_by=work.me.id,
                       entered_at=work.now))  # fmt: skip
    return counts


def set_counted(work: Work, row: Any, counted: bool) -> None:
    """Takes the spend of a checked order out, or in again, by somebody's own word. Part of the verb that says so."""
    work.require(Right.CHECK_ORDERS)
    held = work.visible(Spend, withdrawn=True).where(Spend.origin == row.id).get_or_none()
    if held is not None:
        work.change(held, {"withdrawn_at": None if counted else work.now})


def counted(work: Work, orders: Iterable[UUID]) -> set[UUID]:
    """Those of these orders that count as spend now. Nothing is shown but what the caller has got through `work`."""
    rows = work.visible(Spend).where(among(Spend.origin, orders)).select(Spend.origin)
    return {key for (key,) in rows.tuples()}


def elsewhere(work: Work, row: Any) -> int:
    """What stands with the client for that day by hand or from sheets, in fen: with the order it may count twice."""
    other = work.visible(Spend).where((Spend.client == row.client_id) & (Spend.on == row.on) & Spend.origin.is_null())
    return sum(amount for (amount,) in other.select(Spend.amount).tuples())


def brought(work: Work, first: date, last: date) -> Counter[Money]:
    """What orders count between two days, so that a sheet of bills does not bring it again. Part of taking one in."""
    held = work.visible(Spend).where((Spend.source == SpendSource.ORDER.value) & Spend.on.between(first, last))
    return Counter(held.select(Spend.client, Spend.on, Spend.amount).tuples())


def give_back(work: Work, gone: Iterable[Money]) -> int:
    """Lets orders count again that stood back for entries which are out of use now; returns how many. Part of the verb
    that took those out."""
    _require(work, Right.CLASSIFY_CLIENTS, Right.EDIT_CLIENTS)
    wanted = Counter(gone)
    if not wanted:
        return 0
    days = [on for _client, on, _amount in wanted]
    orders = work.visible(Spend, withdrawn=True).where(
        (Spend.source == SpendSource.ORDER.value) & Spend.on.between(min(days), max(days))
        & Spend.withdrawn_at.is_null(False))  # fmt: skip
    back = [row for row in orders if (row.client_id, row.on, row.amount) in wanted]
    standing = {key for (key,) in work.visible(PlacedOrder).where(
        among(PlacedOrder.id, {row.origin for row in back}) & PlacedOrder.state.in_(_COUNTED)
    ).select(PlacedOrder.id).tuples()}  # fmt: skip
    left = _entered(work, min(days), max(days))
    given = 0
    for row in back:
        money = (row.client_id, row.on, row.amount)
        if row.origin not in standing:
            continue
        if left[money]:
            # another entry of the same money is still there
            left[money] -= 1
        elif wanted[money]:
            wanted[money] -= 1
            given += bool(work.change(row, {"withdrawn_at": None}))
    return given


def stand_back(work: Work, come: Iterable[Money]) -> int:
    """Takes orders out of the spend whose money was entered without an order now; returns how many. Part of the verb
    that entered it."""
    _require(work, Right.CLASSIFY_CLIENTS, Right.EDIT_CLIENTS)
    taken = 0
    for (client, on, amount), count in Counter(come).items():
        same = (Spend.client == client) & (Spend.on == on) & (Spend.amount == amount)
        orders = work.visible(Spend).where(same & (Spend.source == SpendSource.ORDER.value))
        for row in orders.order_by(Spend.id).limit(count):
            work.withdraw(row)
            taken += 1
    return taken


def settle(work: Work, moved: Iterable[tuple[Any, bool]]) -> None:
    """Brings orders in step after entries went or came by an undoing: rows of spend, each with whether it counts now.
    An order that stood back in the act itself has come with it. Part of the verb that undoes."""
    gone: Counter[Money] = Counter()
    for row, counts in moved:
        if row.origin is None or row.source == SpendSource.ORDER.value:
            gone[row.client_id, row.on, row.amount] += -1 if counts else 1
    if back := +gone:
        give_back(work, back.elements())
    if come := -gone:
        stand_back(work, come.elements())


def _require(work: Work, *rights: Right) -> None:
    """Raises NotAllowed without any of them."""
    work.require(next((right for right in rights if work.may(right)), rights[0]))


def _told_already(work: Work, row: Any) -> bool:
    """Whether an entry without an order tells the same money, for which no other order stands back."""
    money = (row.client_id, row.on, row.total)
    if not (told := _entered(work, row.on, row.on)[money]):
        return False
    back = work.visible(Spend, withdrawn=True).where(
        (Spend.client == row.client_id) & (Spend.on == row.on) & (Spend.amount == row.total)
        & (Spend.source == SpendSource.ORDER.value) & (Spend.origin != row.id)
        & Spend.withdrawn_at.is_null(False)).select(Spend.origin)  # fmt: skip
    keys = {key for (key,) in back.tuples()}
    there = work.visible(PlacedOrder).where(among(PlacedOrder.id, keys) & PlacedOrder.state.in_(_COUNTED))
    return told > (there.count() if keys else 0)


def _entered(work: Work, first: date, last: date) -> Counter[Money]:
    held = work.visible(Spend).where(Spend.origin.is_null() & Spend.on.between(first, last))
    return Counter(held.select(Spend.client, Spend.on, Spend.amount).tuples())
