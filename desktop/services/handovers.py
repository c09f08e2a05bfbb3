"""Clients that were handed over: who was told and when, and whether the successor has been in contact (CL-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.owners import HandoverLine
from desktop.models.rows import among
from desktop.rules.calendars import zone_of
from desktop.rules.contacts import Channel
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "clients"
MOST = 1000


@dataclass(frozen=True, slots=True)
class HandoverView:
    """One client of a transfer as the list of handovers shows it; names, empty where there is nobody."""

    id: UUID
    handover: UUID
    client_id: UUID
    code: str
    name: str
    client_class: str
    at: datetime
    former: str
    owner: str
    owner_id: UUID | None
    deputy: str
    reason: str  # empty for whoever may not know it
    due: datetime | None
    contacted_at: datetime | None
    told_on: date | None
    told_how: Channel | None
    may_edit: bool

    @property
    def open(self) -> bool:
        return self.due is not None and (self.told_on is None or self.contacted_at is None)

    def late(self, now: datetime) -> bool:
        return self.due is not None and (self.contacted_at or now) > self.due


def note_told(work: Work, line_ids: Sequence[UUID], on: date, how: Channel) -> int:
    """Notes that these clients were told of their new owner, when and how; returns how many. A day that was noted
    before is corrected. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.EDIT_CLIENTS)
    if on > on_file.today(work):
        raise BadEntry(N_("It is noted once the client has been told: choose a day up to today."), "on")
    count = 0
    for line in [work.get(HandoverLine, key) for key in line_ids]:
        client = work.get(Client, line.client_id)
        work.require(Right.EDIT_CLIENTS, client)
        at = on_file.handed_over_at(line, on_file.transfers_told(work, [line.handover_id]))
        if on < at.astimezone(zone_of(str(work.settings["time_zone"]))).date():
            raise BadEntry(N_("This day lies before the transfer itself."), "on")
        if work.change(line, {"told_on": on, "told_how": how.value, "told_by": work.get(Person, work.me.id)}):
            work.record(TOPIC, "told", client, how=how.value)
            count += 1
    return count


def list_handovers(work: Work, *, done: bool = False, limit: int = MOST) -> list[HandoverView]:
    """Clients handed over that wait to be told or for the successor's first contact, the earliest due first; or those
    that are done, the latest transfer first."""
    query = _joined(work).where(HandoverLine.due.is_null(False))
    waiting = _in_force() & (HandoverLine.told_on.is_null() | HandoverLine.contacted_at.is_null())
    if done:
        query = query.where(HandoverLine.told_on.is_null(False) & HandoverLine.contacted_at.is_null(False))
        query = query.order_by(HandoverLine.id.desc())
    else:
        query = query.where(waiting & Client.withdrawn_at.is_null()).order_by(HandoverLine.due, Client.sort_key)
    return _views(work, query.limit(limit))


def lines_of(work: Work, handover_id: UUID, right: Right | None = None) -> list[HandoverView]:
    """All clients of one transfer that this person may see, by name."""
    lines = _joined(work, right).where(HandoverLine.handover == handover_id).order_by(Client.sort_key)
    return _views(work, lines)


def handover_of(work: Work, client_id: UUID) -> HandoverView | None:
    """The transfer of a client that is not done yet; None where there is none, or the file is in use no more. Raises
    NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    if client.withdrawn_at is not None:
        return None
    query = _joined(work).where((HandoverLine.client == client.id) & HandoverLine.due.is_null(False) & _in_force())
    return next((view for view in _views(work, query.order_by(HandoverLine.id.desc()).limit(1)) if view.open), None)


def _in_force() -> Any:
    """Not handed on since; where the owner was set otherwise, nobody owes anything any more."""
    return HandoverLine.superseded_at.is_null() & (HandoverLine.owner == Client.owner)


def _joined(work: Work, right: Right | None = None) -> Any:
    names = "id handover client former_owner owner deputy due contacted_at told_on told_how"
    columns = [getattr(HandoverLine, name) for name in names.split()]
    of_client = (Client.id, Client.code, Client.name, Client.client_class)
    return work.visible(HandoverLine, right).select(*columns, *of_client).join(Client)


def _views(work: Work, query: Any) -> list[HandoverView]:
    rows = list(query)
    people = on_file.names(work, (key for row in rows for key in (row.former_owner_id, row.owner_id, row.deputy_id)))
    told = on_file.transfers_told(work, (row.handover_id for row in rows))
    editable = work.visible(Client, Right.EDIT_CLIENTS).where(among(Client.id, [row.client_id for row in rows]))
    mine = {key for (key,) in editable.select(Client.id).tuples()} if rows and work.may(Right.EDIT_CLIENTS) else set()
    return [
        HandoverView(
            row.id, row.handover_id, row.client_id, row.client.code, row.client.name, row.client.client_class,
            on_file.handed_over_at(row, told), people.get(row.former_owner_id, ""), people.get(row.owner_id, ""),
            row.owner_id, people.get(row.deputy_id, ""),
            told[row.handover_id].reason if row.handover_id in told else "", row.due, row.contacted_at, row.told_on,
            Channel.of(row.told_how) if row.told_how else None, row.client_id in mine,
        )
        for row in rows
    ]  # fmt: skip
