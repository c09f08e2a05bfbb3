"""Which orders somebody sees, who had a hand in one, and how lines and entries are kept: what their verbs share."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.orders import OrderEntry, OrderLine, PlacedOrder
from desktop.rules import orders as rules
from desktop.rules.errors import BadEntry, NotFound, OfficeError, Stale
from desktop.rules.orders import EntryKind, LineKind, OrderState
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "orders"
DESK = (Right.ENTER_ORDERS, Right.CHECK_ORDERS, Right.WATCH_ORDERS)


def require_any(work: Work, wanted: Sequence[Right] = DESK) -> None:
    """Raises NotAllowed for who has to do with orders in none of these ways."""
    work.require(next((right for right in wanted if work.may(right)), wanted[0]))


def reached(work: Work, order_id: UUID, *, withdrawn: bool = False) -> Any:
    """The row of an order that I may see; within a write nobody else does something about it until the commit. Raises
    NotFound."""
    if work.writes:
        # before it is read: two who check the same order would both find it waiting
        work.alone()
    return work.get(PlacedOrder, order_id, withdrawn=withdrawn)


class Overtaken(Stale):
    """An order is not any more what whoever does something with it had before him."""

    def __init__(self, version: int, who: str) -> None:
        super().__init__({}, version, who)
        OfficeError.__init__(self, N_("{who} has done something with this order meanwhile: look at it again."), who=who)


def overtaken(work: Work, row: Any) -> Overtaken:
    """To be raised, with who did something with the order last."""
    last = entries_of(work, row)[-1].by_id
    return Overtaken(row.version, on_file.names(work, [last]).get(last, ""))


def check_seen(work: Work, row: Any, seen: UUID | None) -> None:
    """Raises Stale where something happened to the order since `seen`, the newest entry that was shown with it. The row
    does not tell: other lines may come to the same."""
    if seen is not None and entries_of(work, row)[-1].id != seen:
        raise overtaken(work, row)


def numbered(work: Work, number: str) -> Any:
    """The row of the order of this number, ours or the shop's; None where there is none in my sight."""
    work.require(Right.SEE_CLIENTS)
    said = tidy(number)
    if not said:
        return None
    found = list(work.visible(PlacedOrder).where((PlacedOrder.number == said) | (PlacedOrder.outside == said)).limit(2))
    return found[0] if len(found) == 1 else next((row for row in found if row.number == said), None)


def by_number(work: Work, number: str) -> UUID:
    """Raises NotFound where there is none in my sight."""
    row = numbered(work, number)
    if row is None:
        raise NotFound(number)
    return UUID(str(row.id))


def hands(work: Work, row: Any) -> set[UUID]:
    """Who took or entered the order, whatever others found since, and who changed it since it was last checked."""
    changed = {one.by_id for one in entries_of(work, row) if one.kind == EntryKind.CHANGED.value
               and (row.checked_at is None or one.at > row.checked_at)}  # fmt: skip
    return {row.taken_by_id, row.entered_by_id} | changed


def not_mine(work: Work) -> Any:
    """The condition on orders that I had no hand in, as `hands` has it."""
    changed = work.visible(OrderEntry).where(
        (OrderEntry.order == PlacedOrder.id) & (OrderEntry.by == work.me.id)
        & (OrderEntry.kind == EntryKind.CHANGED.value)
        & (PlacedOrder.checked_at.is_null() | (OrderEntry.at > PlacedOrder.checked_at))
    )  # fmt: skip
    others = (PlacedOrder.taken_by != work.me.id) & (PlacedOrder.entered_by != work.me.id)
    return others & ~peewee.fn.EXISTS(changed.select(peewee.SQL("1")))


def needs_approval(work: Work, row: Any) -> bool:
    """Whether the supervisor's approval is still to be had: a special order, or one above the office's amount."""
    high = rules.reaches(row.total, int(work.settings["order_approval"]))
    return row.approved_at is None and (row.special or high)


def require_approved(work: Work, row: Any) -> None:
    """Raises BadEntry (field `approval`) where the supervisor's approval is still to be had."""
    if needs_approval(work, row):
        raise BadEntry(N_("This order is special, or above the office's amount: the supervisor approves it first."),
                       "approval")  # fmt: skip


def entries_of(work: Work, row: Any) -> list[Any]:
    return list(work.visible(OrderEntry).where(OrderEntry.order == row.id).order_by(OrderEntry.at, OrderEntry.id))


def add_entry(work: Work, row: Any, kind: EntryKind, said: str = "", **more: Any) -> Any:
    return work.add(OrderEntry(order=row.id, client=row.client_id, kind=kind.value, said=said, by=work.me.id,
                               at=work.now, **more))  # fmt: skip


def lines_of(work: Work, orders: Iterable[UUID], *, withdrawn: bool = False) -> list[Any]:
    keys = list(orders)
    query = work.visible(OrderLine, withdrawn=withdrawn).where(OrderLine.order.in_(keys))
    return list(query.order_by(OrderLine.order, OrderLine.place, OrderLine.id)) if keys else []


def add_lines(work: Work, row: Any, lines: Sequence[rules.OrderLine]) -> None:
    for place, line in enumerate(lines):
        work.add(line_row(row, place, line))


def line_row(row: Any, place: int, line: rules.OrderLine) -> OrderLine:
    return OrderLine(order=row.id, client=row.client_id, place=place, kind=line.kind.value, what=line.what,
                     quantity=line.quantity, unit=line.unit, price=line.price, amount=line.amount)  # fmt: skip


def as_line(row: Any) -> rules.OrderLine:
    return rules.OrderLine(row.what, row.quantity, row.price, row.unit, LineKind.of(row.kind))


def subject(row: Any) -> Client:
    """What an act on an order is recorded of: its client's file tells of it too."""
    return Client(id=row.client_id)


def client_of(work: Work, row: Any) -> Any:
    return work.get(Client, row.client_id, withdrawn=True)


def state_of(row: Any) -> OrderState:
    return OrderState.of(row.state)
