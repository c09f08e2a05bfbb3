"""Orders in lists: those to be checked, irregular ones, important ones, a client's own, with their sums (OR-1)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.orders import OrderEntry, PlacedOrder
from desktop.models.rows import among
from desktop.rules import orders as rules
from desktop.rules.orders import EntryKind, IdentityWay, Irregularity, OrderSource, OrderState
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word
from desktop.services import on_file, order_reach, spend_origins
from desktop.services.work import Work

MOST = 300
"""As far as a list goes; what lies behind is reached by its days or by its number."""


class Standing(Word):
    """Which orders a list shows."""

    TO_CHECK = "to_check", N_("To be checked")
    IRREGULAR = "irregular", N_("Irregular, not cleared")
    EVER = "ever", N_("All that were irregular")
    WATCHED = "watched", N_("Important ones")
    UNAPPROVED = "unapproved", N_("Waiting for approval")
    ALL = "all", N_("All orders")
    CANCELLED = "cancelled", N_("Cancelled")


@dataclass(frozen=True, slots=True)
class Wish:
    """What narrows the list; what is empty narrows nothing."""

    standing: Standing = Standing.ALL
    client: UUID | None = None
    first: date | None = None
    last: date | None = None
    mine: bool = False  # taken or entered by whoever looks
    text: str = ""  # the number of the order, ours or the shop's


@dataclass(frozen=True, slots=True)
class OrderLineShown:
    """An order as a list shows it. `total` in fen; `late`: entered later than the office wants; `checkable`: I had no
    hand in it, and may check it."""

    id: UUID
    number: str
    client: UUID
    code: str
    name: str
    risk: str
    on: date
    taken_at: datetime
    taken_by: str
    entered_at: datetime
    entered_by: str
    source: OrderSource
    outside: str
    about: tuple[str, ...]  # what is in its lines
    total: int
    state: OrderState
    finding: Irregularity | None
    identity: IdentityWay
    special: bool
    watched: bool
    seen: bool
    needs_approval: bool
    late: bool
    counts: bool
    checkable: bool


def orders(work: Work, wish: Wish | None = None, limit: int = MOST) -> tuple[OrderLineShown, ...]:
    """Orders in my sight: those to be checked the oldest first, others the newest first. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    asked = wish or Wish()
    query = narrowed(work, asked)
    if asked.standing is Standing.TO_CHECK:
        query = query.order_by(PlacedOrder.taken_at, PlacedOrder.id)
    else:
        query = query.order_by(PlacedOrder.taken_at.desc(), PlacedOrder.id.desc())
    return shown(work, list(query.limit(limit)))


def sum_of(work: Work, wish: Wish) -> tuple[int, int]:
    """How many such orders there are, and what they come to in fen. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    fn = peewee.fn
    count, total = narrowed(work, wish).select(fn.COUNT(PlacedOrder.id), fn.SUM(PlacedOrder.total)).tuples().get()
    return int(count), int(total or 0)


def narrowed(work: Work, wish: Wish) -> Any:
    """The query of a list. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    query = work.visible(PlacedOrder)
    state = PlacedOrder.state
    match wish.standing:
        case Standing.TO_CHECK:
            query = query.where(state == OrderState.WAITING.value)
        case Standing.IRREGULAR:
            waits = (state == OrderState.WAITING.value) & (PlacedOrder.finding != "")
            query = query.where((state == OrderState.IRREGULAR.value) | waits)
        case Standing.EVER:
            query = query.where(PlacedOrder.finding != "")
        case Standing.WATCHED:
            query = query.where(PlacedOrder.watched)
        case Standing.UNAPPROVED:
            query = query.where(_unapproved(work) & (state != OrderState.CANCELLED.value))
        case Standing.CANCELLED:
            query = query.where(state == OrderState.CANCELLED.value)
    if wish.client is not None:
        query = query.where(PlacedOrder.client == wish.client)
    if wish.first is not None:
        query = query.where(PlacedOrder.on >= wish.first)
    if wish.last is not None:
        query = query.where(PlacedOrder.on <= wish.last)
    if wish.mine:
        query = query.where((PlacedOrder.entered_by == work.me.id) | (PlacedOrder.taken_by == work.me.id))
    if said := tidy(wish.text):
        query = query.where(PlacedOrder.number.contains(said) | (PlacedOrder.outside == said))
    return query


def _unapproved(work: Work) -> Any:
    yuan = int(work.settings["order_approval"])
    high = PlacedOrder.total >= yuan * 100 if yuan else peewee.SQL("1 = 0")
    return PlacedOrder.approved_at.is_null() & (PlacedOrder.special | high)


def shown(work: Work, rows: Sequence[Any]) -> tuple[OrderLineShown, ...]:
    """Orders as lists show them, of rows that were got through `work`."""
    clients = {row.client_id for row in rows}
    columns = (Client.id, Client.code, Client.name, Client.risk)
    files = {row.id: row for row in work.visible(Client, withdrawn=True).where(
        Client.id.in_(clients)).select(*columns)} if clients else {}  # fmt: skip
    people = on_file.names(work, (key for row in rows for key in (row.taken_by_id, row.entered_by_id)))
    about: dict[Any, list[str]] = {}
    for line in order_reach.lines_of(work, (row.id for row in rows)):
        about.setdefault(line.order_id, []).append(line.what)
    counts = spend_origins.counted(work, [row.id for row in rows])
    free: Collection[Any] = ()
    if work.may(Right.CHECK_ORDERS) and rows:
        mine = order_reach.not_mine(work) & PlacedOrder.id.in_([row.id for row in rows])
        free = {key for (key,) in work.visible(PlacedOrder).where(mine).select(PlacedOrder.id).tuples()}
    hours = int(work.settings["order_late_hours"])
    found = []
    for row in rows:
        client = files.get(row.client_id)
        found.append(OrderLineShown(
            row.id, row.number, row.client_id, client.code if client else "", client.name if client else "",
            client.risk if client else "", row.on, row.taken_at, people.get(row.taken_by_id, ""), row.entered_at,
            people.get(row.entered_by_id, ""), OrderSource.of(row.source), row.outside,
            tuple(about.get(row.id, ())), row.total, OrderState.of(row.state),
            Irregularity.of(row.finding) if row.finding else None, IdentityWay.of(row.identity), row.special,
            row.watched, row.seen_at is not None, order_reach.needs_approval(work, row),
            rules.is_late(row.taken_at, row.entered_at, hours), row.id in counts, row.id in free,
        ))  # fmt: skip
    return tuple(found)


def count_entries(work: Work, orders: Sequence[UUID], kind: EntryKind) -> int:
    """How often something was done with these orders, of a list of any length."""
    query = work.visible(OrderEntry).where((OrderEntry.kind == kind.value) & among(OrderEntry.order, orders))
    return int(query.count()) if orders else 0
