"""One order whole: its lines, what happened to it and how it was before, and what I may do with it now (OR-1)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.identities import IdentityCheck
from desktop.models.office import Department
from desktop.rules import orders as rules
from desktop.rules.identities import Document
from desktop.rules.orders import Clearing, EntryKind, IdentityWay, Irregularity, OrderState
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import on_file, order_lists, order_reach, spend_origins
from desktop.services.order_lists import OrderLineShown
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One line of what happened. `label` says which irregularity, how it was cleared, or how a client was known, as a
    message id; `ours`: handed to the department of whoever looks; `before` are the lines of the order until a
    change."""

    id: UUID
    kind: EntryKind
    label: str
    said: str
    by: str
    at: datetime
    department: str
    ended_at: datetime | None
    ended_by: str
    ours: bool
    before: tuple[rules.OrderLine, ...]


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order. `identity_seen` is the check of the client's file that was relied on; `elsewhere` what entries by hand
    or from sheets say of the client for that day, in fen; `acts` are what I may do with it now."""

    shown: OrderLineShown
    lines: tuple[rules.OrderLine, ...]
    note: str
    identity_seen: tuple[Document, date] | None
    checked_by: str
    checked_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    elsewhere: int
    entries: tuple[EntryShown, ...]
    acts: frozenset[str]

    @property
    def newest(self) -> UUID:
        """The last that happened to it, which tells whether somebody has done something with it since."""
        return self.entries[-1].id

    @property
    def departments(self) -> tuple[EntryShown, ...]:
        return tuple(one for one in self.entries if one.kind is EntryKind.HANDED)


def order_view(work: Work, order_id: UUID) -> OrderView:
    """Raises NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    row = order_reach.reached(work, order_id)
    (line,) = order_lists.shown(work, [row])
    entries = order_reach.entries_of(work, row)
    lines = order_reach.lines_of(work, [row.id], withdrawn=True)
    people = on_file.names(work, (row.checked_by_id, row.approved_by_id, *(one.by_id for one in entries),
                                  *(one.ended_by_id for one in entries)))  # fmt: skip
    places: dict[Any, str] = dict(work.visible(Department, withdrawn=True).select(Department.id, Department.name)
                                  .tuples()) if any(one.department_id for one in entries) else {}  # fmt: skip
    before: dict[datetime, list[rules.OrderLine]] = {}
    for one in lines:
        if one.withdrawn_at is not None:
            before.setdefault(one.withdrawn_at, []).append(order_reach.as_line(one))
    seen = None
    if row.identity_check is not None:
        check = work.visible(IdentityCheck).where(IdentityCheck.id == row.identity_check).get_or_none()
        seen = (Document.of(check.document), check.on) if check is not None else None
    return OrderView(
        line, tuple(order_reach.as_line(one) for one in lines if one.withdrawn_at is None), row.note, seen,
        people.get(row.checked_by_id, ""), row.checked_at, people.get(row.approved_by_id, ""), row.approved_at,
        spend_origins.elsewhere(work, row),
        tuple(_entry(one, people, places, tuple(before.get(one.at, ())), work.me.mandate.department)
              for one in entries), _acts(work, row, line),
    )  # fmt: skip


def _entry(one: Any, people: dict[UUID, str], places: dict[Any, str], before: tuple[rules.OrderLine, ...],
           ours: UUID | None) -> EntryShown:  # fmt: skip
    kind = EntryKind.of(one.kind)
    return EntryShown(
        one.id, kind, _label(kind, one.detail), one.said, people.get(one.by_id, ""), one.at,
        places.get(one.department_id, ""), one.ended_at, people.get(one.ended_by_id, ""),
        one.department_id is not None and one.department_id == ours, before if kind is EntryKind.CHANGED else (),
    )  # fmt: skip


def _label(kind: EntryKind, detail: str) -> str:
    if not detail:
        return ""
    match kind:
        case EntryKind.IRREGULAR:
            return Irregularity.of(detail).label
        case EntryKind.CLEARED:
            return Clearing.of(detail).label
        case EntryKind.VERIFIED:
            return IdentityWay.of(detail).label
        case EntryKind.SAMPLED:
            return N_("Good") if detail == "good" else N_("Not good")
    return ""


def _acts(work: Work, row: Any, line: OrderLineShown) -> frozenset[str]:
    """What I may do with it now: a screen offers nothing else."""
    enters, checks, watches = (work.may(right) for right in order_reach.DESK)
    if not (enters or checks or watches):
        return frozenset()
    found, state = {"note"}, order_reach.state_of(row)
    if state is OrderState.CANCELLED:
        return frozenset(found)
    found |= {"identity", "done"} | (set() if line.needs_approval else {"hand_on"})
    found.add("unwatch" if row.watched and watches else "watch")
    if row.watched and not watches:
        found.discard("watch")
    if watches and row.watched and row.seen_at is None:
        found.add("look")
    if enters:
        found |= {"change", "cancel"}
        if line.needs_approval:
            found.add("approve")
    if checks:
        found.add("cancel")
        if state is OrderState.WAITING and line.checkable:
            found |= {"irregular"} | ({"in_order"} if line.identity is not IdentityWay.NOT_YET
                                      and not line.needs_approval else set())  # fmt: skip
        if state is OrderState.IRREGULAR and work.me.id not in order_reach.hands(work, row) and not line.needs_approval:
            found.add("clear")
        if state in rules.COUNTED:
            found.add("uncount" if line.counts else "count")
    return frozenset(found)
