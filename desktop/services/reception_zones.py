"""Zones closed to visitors: the list with who lets somebody in, and the register of entries 登记手续 (RE-4)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import Person
from desktop.models.reception import Visitor, ZoneEntry
from desktop.rules import reception as rules
from desktop.rules.approvals import Act, Need
from desktop.rules.errors import BadEntry
from desktop.rules.reception import Treatment, Zone
from desktop.rules.rights import Right, Scope
from desktop.rules.values import dataclass
from desktop.services import approvals, on_file, settings, signing, visitors
from desktop.services.work import Work

TOPIC = "reception"
MOST = 1000


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A zone with the name of who lets somebody in."""

    name: str
    approver: UUID
    approver_name: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry; `out_at` is None while the visitor is in there."""

    id: UUID
    zone: str
    visitor: UUID
    name: str
    unit: str
    purpose: str
    escort: str
    approved_by: str
    in_at: datetime
    out_at: datetime | None


def zones(work: Work) -> tuple[ZoneLine, ...]:
    """The zones of this office that visitors do not enter. Raises NotAllowed."""
    work.require(Right.SEE_VISITORS)
    found = rules.read_zones(work.settings["reception_zones"])
    people = on_file.names(work, (UUID(zone.approver) for zone in found))
    return tuple(ZoneLine(zone.name, UUID(zone.approver), people.get(UUID(zone.approver), "")) for zone in found)


def set_zones(work: Work, wanted: Iterable[Zone]) -> None:
    """Says which zones are closed to visitors and who lets somebody in: a colleague who may approve for the whole
    office. Raises BadEntry naming the field, NotAllowed."""
    work.require(Right.RUN_OFFICE)
    stored = rules.stored_zones(wanted)
    for zone in rules.read_zones(stored):
        person = work.hold(Person, UUID(zone.approver))
        scope = signing.mandate_of(work, person.id).scope(Right.APPROVE_CLIENTS)
        if person.suspended_at is not None or scope is not Scope.ALL:
            raise BadEntry(N_("{name} does not approve for the whole office: choose somebody who does."), "approver",
                           name=person.name)  # fmt: skip
    settings.change_setting(work, "reception_zones", stored)


def set_table(work: Work, table: dict[str, Treatment]) -> None:
    """Says what each grade is offered in this office. Raises BadEntry, NotAllowed."""
    work.require(Right.RUN_OFFICE)
    rows = {key: {"place": one.place, "drink": one.drink, "company": one.company} for key, one in table.items()}
    settings.change_setting(work, "reception_table", rules.read_table(rows))


def need_of(work: Work, visitor_id: UUID, zone: str) -> Need:
    """What has to be approved before a visitor enters a zone. Raises BadEntry for no zone of this office, NotAllowed,
    NotFound."""
    row = visitors.reached(work, visitor_id)
    found = next((one for one in zones(work) if one.name == zone), None)
    if found is None:
        raise BadEntry(N_("Choose one of the office's zones."), "zone")
    whom = f"{row.name} ({row.unit})" if row.unit else row.name
    return Need(Act.ENTER_ZONE, 1, f"{found.name} · {whom} · {row.purpose}",
                rules.entry_asked(found.name, row.id.hex), place="zone", row=found.approver)  # fmt: skip


def enter_zone(work: Work, visitor_id: UUID, zone: str, escort: UUID) -> UUID:
    """Notes that a visitor goes into a closed zone with a colleague, once whoever is named for it has said so. Raises
    NeedsApproval, BadEntry, NotAllowed, NotFound."""
    work.require(Right.RECEIVE_VISITORS)
    row = visitors.reached(work, visitor_id)
    if row.came_at is None or row.left_at is not None:
        raise BadEntry(N_("This visitor is not in the house."), "name")
    person = work.hold(Person, escort)
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "escort", name=person.name)
    work.alone()
    there = (ZoneEntry.visitor == row.id) & (ZoneEntry.zone == zone) & ZoneEntry.out_at.is_null()
    if work.visible(ZoneEntry).where(there).exists():
        raise BadEntry(N_("This visitor is in there already."), "zone")
    by = approvals.require(work, need_of(work, visitor_id, zone))
    entry = work.add(ZoneEntry(visitor=row.id, zone=zone, escort=person.id, approved_by=by, in_at=work.now,
                               entered_by=work.me.id))  # fmt: skip
    work.record(TOPIC, "enter_zone", row, zone=zone)
    return UUID(str(entry.id))


def leave_zone(work: Work, entry_id: UUID) -> None:
    """The visitor is out of the zone again. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RECEIVE_VISITORS)
    entry = work.get(ZoneEntry, entry_id)
    if entry.out_at is not None:
        raise BadEntry(N_("This visitor is out of there already."), "zone")
    work.change(entry, {"out_at": work.now})
    work.record(TOPIC, "leave_zone", work.get(Visitor, entry.visitor_id), zone=entry.zone)


def entries(work: Work, *, inside: bool = False, limit: int = MOST) -> tuple[EntryLine, ...]:
    """The register of entries, the newest first; `inside`: those who are in a zone now. Raises NotAllowed."""
    work.require(Right.RECEIVE_VISITORS)
    query = work.visible(ZoneEntry).order_by(ZoneEntry.in_at.desc())
    if inside:
        query = query.where(ZoneEntry.out_at.is_null())
    rows = list(query.limit(limit))
    seen: dict[Any, Any] = {v.id: v for v in work.visible(Visitor).where(
        Visitor.id.in_([row.visitor_id for row in rows]))} if rows else {}  # fmt: skip
    people = on_file.names(work, (key for row in rows for key in (row.escort_id, row.approved_by_id)))
    return tuple(
        EntryLine(row.id, row.zone, row.visitor_id, who.name, who.unit, who.purpose, people.get(row.escort_id, ""),
                  people.get(row.approved_by_id, ""), row.in_at, row.out_at)
        for row in rows if (who := seen.get(row.visitor_id)) is not None
    )  # fmt: skip
