"""Orders 订单: entered promptly with their lines, changed with history, cancelled with a reason (OR-1)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.identities import IdentityCheck
from desktop.models.office import Person
from desktop.models.orders import OrderLine, OrderSeries, PlacedOrder
from desktop.rules import cases as series_rules
from desktop.rules import orders as rules
from desktop.rules.clients import codes_from
from desktop.rules.errors import BadEntry
from desktop.rules.orders import EntryKind, IdentityWay, OrderSource, OrderState
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.zones import zone_of
from desktop.services import on_file, order_reach, spend_origins
from desktop.services.order_reach import TOPIC, add_entry, subject
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as it is typed in. `taken_at` None is now, `taken_by` None is whoever enters it; `check` is a check of
    the client's file that was relied on."""

    client: UUID
    lines: tuple[rules.OrderLine, ...]
    taken_at: datetime | None = None
    taken_by: UUID | None = None
    identity: IdentityWay = IdentityWay.NOT_YET
    check: UUID | None = None
    note: str = ""
    special: bool = False
    watched: bool = False
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood in an order when whoever changes it began."""

    lines: tuple[rules.OrderLine, ...]
    taken_at: datetime
    note: str
    special: bool


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What a change makes of an order, and what whoever changes it had seen of it."""

    lines: tuple[rules.OrderLine, ...]
    taken_at: datetime
    note: str
    special: bool
    seen: Seen
    why: str = ""


# Entering


def enter_order(work: Work, new: NewOrder) -> UUID:
    """Enters an order with its number. Raises BadEntry naming the field, NotAllowed, NotFound; Restricted for a file
    whose processing was stopped."""
    work.require(Right.ENTER_ORDERS)
    row = build(work, new, next_numbers(work, 1)[0])
    work.add(row)
    order_reach.add_lines(work, row, rules.checked_lines(new.lines)[0])
    add_entry(work, row, EntryKind.ENTERED)
    work.record(TOPIC, "enter_order", subject(row), number=row.number)
    return UUID(str(row.id))


def build(work: Work, new: NewOrder, number: str, **more: Any) -> PlacedOrder:
    """The row of an order, checked; part of the verb that enters it or a whole sheet. Raises as `enter_order` does."""
    work.require(Right.ENTER_ORDERS)
    client = work.get(Client, new.client)
    _lines, total = rules.checked_lines(new.lines)
    taken = new.taken_at or work.now
    rules.check_taken(taken, work.now)
    person = work.hold(Person, new.taken_by) if new.taken_by is not None else None
    check = _check_of(work, client, new.check)
    zone = zone_of(str(work.settings["time_zone"]))
    return PlacedOrder(
        number=number, client=client.id, on=taken.astimezone(zone).date(), taken_at=taken,
        taken_by=person.id if person is not None else work.me.id, entered_by=work.me.id, entered_at=work.now,
        source=more.pop("source", OrderSource.ENTERED).value,
        outside=check_length(tidy(new.outside), rules.OUTSIDE_LIMIT, "outside"),
        identity=new.identity.value or (IdentityWay.DOCUMENT.value if check is not None else ""), identity_check=check,
        note=check_length(tidy(new.note, lines=True), rules.NOTE_LIMIT, "note"), total=total,
        state=OrderState.WAITING.value, special=new.special,
        watched=new.watched or rules.reaches(total, int(work.settings["order_important"])), **more,
    )  # fmt: skip


def _check_of(work: Work, client: Any, check: UUID | None) -> UUID | None:
    if check is None:
        return None
    row = work.get(IdentityCheck, check)
    if row.client_id != client.id:
        raise BadEntry(N_("This identity check is another client's."), "identity")
    return UUID(str(row.id))


def next_numbers(work: Work, count: int) -> list[str]:
    """So many numbers, none left out. Part of the verb that enters orders."""
    work.require(Right.ENTER_ORDERS)
    today, pattern = on_file.today(work), str(work.settings["order_pattern"])
    scope = series_rules.series_of(pattern, today)
    work.alone()
    series = work.visible(OrderSeries).where(OrderSeries.scope == scope).get_or_none()
    first = series.last + 1 if series is not None else 1
    if series is None:
        work.add(OrderSeries(scope=scope, last=count))
    else:
        work.change(series, {"last": series.last + count})
    return codes_from(pattern, first, count, today)


def last_lines(work: Work, client_id: UUID) -> tuple[rules.OrderLine, ...]:
    """What a client ordered last, to be ordered again by one key. Raises NotAllowed."""
    work.require(Right.ENTER_ORDERS)
    last = work.visible(PlacedOrder).where((PlacedOrder.client == client_id)
                                           & (PlacedOrder.state != OrderState.CANCELLED.value))  # fmt: skip
    row = last.order_by(PlacedOrder.taken_at.desc()).first()
    return tuple(order_reach.as_line(one) for one in order_reach.lines_of(work, [row.id])) if row is not None else ()


def usual(work: Work, beginning: str, limit: int = 12) -> tuple[rules.OrderLine, ...]:
    """What orders called so, with its price as it was last: for typing it in a few keys. Raises NotAllowed."""
    work.require(Right.ENTER_ORDERS)
    said = tidy(beginning)
    if not said:
        return ()
    found = work.visible(OrderLine).where(OrderLine.what.startswith(said)).order_by(OrderLine.id.desc()).limit(200)
    newest: dict[str, rules.OrderLine] = {}
    for row in found:
        newest.setdefault(row.what, order_reach.as_line(row))
    return tuple(newest.values())[:limit]


# Changing


def change_order(work: Work, order_id: UUID, change: OrderChange) -> None:
    """Changes an order: what it was stays to be read, it is checked again, and an approval is asked for anew.

    Raises BadEntry naming the field, also where nothing changes; Stale, NotAllowed, NotFound.
    """
    work.require(Right.ENTER_ORDERS)
    row = order_reach.reached(work, order_id)
    rules.check_turn(order_reach.state_of(row), set(OrderState) - {OrderState.CANCELLED})
    lines, total = rules.checked_lines(change.lines)
    rules.check_taken(change.taken_at, row.entered_at)
    held = order_reach.lines_of(work, [row.id])
    zone = zone_of(str(work.settings["time_zone"]))
    note = check_length(tidy(change.note, lines=True), rules.NOTE_LIMIT, "note")
    stands = Seen(tuple(order_reach.as_line(one) for one in held), row.taken_at, row.note, row.special)
    if stands != change.seen:
        raise order_reach.overtaken(work, row)
    other_lines = stands.lines != lines
    if not other_lines and (row.taken_at, row.note, row.special) == (change.taken_at, note, change.special):
        raise BadEntry(N_("Nothing was changed."))
    values: dict[str, Any] = {
        "total": total, "taken_at": change.taken_at, "on": change.taken_at.astimezone(zone).date(), "note": note,
        "special": change.special, "state": OrderState.WAITING.value, "approved_at": None, "approved_by": None,
    }  # fmt: skip
    if rules.reaches(total, int(work.settings["order_important"])):
        values["watched"] = True
    if row.watched or values.get("watched"):
        values["seen_at"] = None
    if other_lines:
        for one in held:
            work.withdraw(one)
        order_reach.add_lines(work, row, lines)
    add_entry(work, row, EntryKind.CHANGED, check_length(tidy(change.why), rules.SAID_LIMIT, "why"))
    work.change(row, values)
    spend_origins.follow(work, row)
    work.record(TOPIC, "change_order", subject(row), number=row.number)


def verify_identity(work: Work, order_id: UUID, way: IdentityWay, check: UUID | None = None) -> None:
    """Says how the client was known. Raises BadEntry (field `identity`), NotAllowed, NotFound."""
    order_reach.require_any(work)
    row = order_reach.reached(work, order_id)
    if way is IdentityWay.NOT_YET:
        raise BadEntry(N_("Say how the client was known."), "identity")
    add_entry(work, row, EntryKind.VERIFIED, detail=way.value)
    found = _check_of(work, order_reach.client_of(work, row), check)
    work.change(row, {"identity": way.value, "identity_check": found})
    work.record(TOPIC, "verify_order", subject(row), number=row.number)


def cancel_order(work: Work, order_id: UUID, why: str) -> None:
    """Calls an order off, with the reason; it counts no more. Raises BadEntry (field `said`), NotAllowed, NotFound."""
    order_reach.require_any(work, (Right.ENTER_ORDERS, Right.CHECK_ORDERS))
    row = order_reach.reached(work, order_id)
    state = order_reach.state_of(row)
    rules.check_turn(state, set(OrderState) - {OrderState.CANCELLED})
    add_entry(work, row, EntryKind.CANCELLED, rules.needed(why, "said", N_("Say why the order is cancelled.")))
    work.change(row, {"state": OrderState.CANCELLED.value}, {"state": row.state})
    spend_origins.follow(work, row)
    work.record(TOPIC, "cancel_order", subject(row), number=row.number)
