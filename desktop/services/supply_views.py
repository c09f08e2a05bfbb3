"""Supply channels as they stand, what happened to them, and which of them serves an order (OR-2)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.models.office import Person
from desktop.models.rows import among
from desktop.models.supply import SuppliedOrder, SupplyChannel, SupplyEvent
from desktop.rules.rights import Right, Scope
from desktop.rules.supply import ChannelState, EventKind
from desktop.rules.values import dataclass
from desktop.rules.zones import begin_of, end_of
from desktop.services import on_file, signing
from desktop.services.supply import ChannelEntry
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class EventLine:
    """What happened to a channel. `person` is the superior of a report; `answer` how it ended."""

    id: UUID
    kind: EventKind
    said: str
    by: str
    at: datetime
    person: UUID | None
    person_name: str
    to_backup: bool | None
    answer: str
    ended_at: datetime | None
    ended_by: str

    @property
    def open(self) -> bool:
        return self.ended_at is None and self.kind in (EventKind.FAULT, EventKind.REPORT)


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel as the list shows it. `faults` are not put right, `waiting` reports not answered."""

    id: UUID
    entry: ChannelEntry
    on_backup: bool
    state: ChannelState
    faults: int
    waiting: int
    orders: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelView:
    line: ChannelLine
    events: tuple[EventLine, ...]


def channels(work: Work) -> tuple[ChannelLine, ...]:
    """All channels in use, what is at fault first. Raises NotAllowed."""
    work.require(Right.KEEP_SUPPLY)
    rows = list(work.visible(SupplyChannel).order_by(SupplyChannel.name))
    lines = _lines(work, rows)
    return tuple(sorted(lines, key=lambda line: (line.state is not ChannelState.FAULTY, line.entry.name)))


def _lines(work: Work, rows: Sequence[Any]) -> list[ChannelLine]:
    keys = [row.id for row in rows]
    open_kinds = [EventKind.FAULT.value, EventKind.REPORT.value]
    waiting = list(work.visible(SupplyEvent).where(among(SupplyEvent.channel, keys) & SupplyEvent.ended_at.is_null()
                                                   & SupplyEvent.kind.in_(open_kinds)))  # fmt: skip
    served: dict[Any, int] = {}
    for (channel,) in work.visible(SuppliedOrder).where(among(SuppliedOrder.channel, keys)).select(
            SuppliedOrder.channel).tuples():  # fmt: skip
        served[channel] = served.get(channel, 0) + 1
    found = []
    for row in rows:
        faults = [one for one in waiting if one.channel_id == row.id and one.kind == EventKind.FAULT.value]
        reports = sum(one.channel_id == row.id for one in waiting) - len(faults)
        state = ChannelState.FAULTY if faults else ChannelState.BACKUP if row.on_backup else ChannelState.RUNNING
        found.append(ChannelLine(row.id, _entry_of(row), row.on_backup, state, len(faults), reports,
                                 served.get(row.id, 0), min((one.at for one in faults), default=None)))  # fmt: skip
    return found


def _entry_of(row: Any) -> ChannelEntry:
    return ChannelEntry(row.name, row.supplier, row.goods, row.contact, row.phone, row.backup, row.backup_contact,
                        row.backup_phone, row.note)  # fmt: skip


def channel_view(work: Work, channel_id: UUID) -> ChannelView:
    """Raises NotAllowed, NotFound."""
    work.require(Right.KEEP_SUPPLY)
    row = work.get(SupplyChannel, channel_id)
    (line,) = _lines(work, [row])
    return ChannelView(line, _told(work, _events(work, row)))


def _events(work: Work, row: Any) -> list[Any]:
    query = work.visible(SupplyEvent).where(SupplyEvent.channel == row.id)
    return list(query.order_by(SupplyEvent.at.desc(), SupplyEvent.id.desc()).limit(500))


def _told(work: Work, rows: Sequence[Any]) -> tuple[EventLine, ...]:
    people = on_file.names(work, (key for row in rows for key in (row.by_id, row.person_id, row.ended_by_id)))
    return tuple(_event(work, row, people) for row in rows)


def _event(work: Work, row: Any, people: Mapping[UUID, str]) -> EventLine:
    return EventLine(row.id, EventKind.of(row.kind), row.said, people.get(row.by_id, ""), row.at, row.person_id,
                     people.get(row.person_id, ""), row.to_backup, row.answer, row.ended_at,
                     people.get(row.ended_by_id, ""))  # fmt: skip


def events_between(work: Work, first: date, last: date) -> tuple[tuple[str, EventLine], ...]:
    """What happened to all channels on these days, with the channel's name. Raises NotAllowed."""
    work.require(Right.KEEP_SUPPLY)
    zone = str(work.settings["time_zone"])
    there = (SupplyEvent.at >= begin_of(first, zone)) & (SupplyEvent.at < end_of(last, zone))
    rows = list(work.visible(SupplyEvent).where(there).order_by(SupplyEvent.at, SupplyEvent.id))
    names = dict(work.visible(SupplyChannel, withdrawn=True).select(SupplyChannel.id, SupplyChannel.name).tuples())
    return tuple((names[row.channel_id], line) for row, line in zip(rows, _told(work, rows), strict=True))


def channel_of(work: Work, order_id: UUID) -> ChannelLine | None:
    """The channel that serves an order; None where there is none, or for whoever may not see suppliers."""
    if not work.may(Right.KEEP_SUPPLY):
        return None
    held = work.visible(SuppliedOrder).where(SuppliedOrder.order == order_id).get_or_none()
    if held is None:
        return None
    return _lines(work, [work.get(SupplyChannel, held.channel_id, withdrawn=True)])[0]


def superiors(work: Work) -> list[tuple[UUID, str]]:
    """Colleagues to whom a fault can be reported. Raises NotAllowed."""
    work.require(Right.KEEP_SUPPLY)
    people = work.visible(Person).where(Person.suspended_at.is_null() & (Person.id != work.me.id))
    return [(row.id, row.name) for row in people.order_by(Person.name)
            if signing.mandate_of(work, row.id).scope(Right.KEEP_SUPPLY) is not Scope.NONE]  # fmt: skip
