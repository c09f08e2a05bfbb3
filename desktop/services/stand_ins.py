"""Stand-ins 代班人: who does approvals and reviews for a colleague, named by himself or by an admin (AC-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import Person
from desktop.models.stand_ins import StandIn
from desktop.rules import stand_ins as rules
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.services import on_file, standing
from desktop.services.readings import reading_key
from desktop.services.work import Work

TOPIC = "stand_ins"


@dataclass(frozen=True, slots=True)
class StandInLine:
    """Who stands in for whom, as lists show it."""

    id: UUID
    absent_id: UUID
    absent: str
    person_id: UUID
    person: str
    first_on: date
    last_on: date
    kinds: tuple[StandInKind, ...]
    runs: bool  # today
    named_by: str
    may_change: bool

    @property
    def absence(self) -> Absence:
        return Absence(self.absent_id, self.person_id, self.first_on, self.last_on, frozenset(self.kinds))


def name_stand_in(work: Work, absence: Absence) -> UUID:
    """Names a stand-in: everybody for himself, whoever runs people for anybody. Raises BadEntry, NotAllowed."""
    _require(work, absence.absent)
    checked = _checked(work, absence)
    row = work.add(StandIn(**_columns(checked), named_by=work.me.id, named_at=work.now))
    work.record(TOPIC, "name", row, absent=str(checked.absent), person=str(checked.person))
    return UUID(str(row.id))


def change_stand_in(work: Work, stand_in_id: UUID, absence: Absence, base: Absence | None = None) -> None:
    """Changes days, kinds or person; `base` is what was seen. Raises BadEntry, NotAllowed, NotFound, Stale."""
    row = work.get(StandIn, stand_in_id)
    _require(work, row.absent_id)
    if absence.absent != row.absent_id:
        raise BadEntry(N_("For somebody else name another stand-in."), "absent")
    values = _columns(_checked(work, absence, but=row.id))
    if work.change(row, values, _columns(base) if base else None):
        work.record(TOPIC, "change", row, absent=str(row.absent_id), person=str(absence.person))


def end_stand_in(work: Work, stand_in_id: UUID) -> None:
    """Ends it at once; what was done until now stays done. Raises NotAllowed, NotFound."""
    row = work.get(StandIn, stand_in_id)
    _require(work, row.absent_id)
    work.withdraw(row)
    work.record(TOPIC, "end", row, absent=str(row.absent_id), person=str(row.person_id))


def bring_back(work: Work, stand_in_id: UUID) -> None:
    """Undoes `end_stand_in`. Raises BadEntry where somebody else stands in by now, NotAllowed, NotFound."""
    row = work.get(StandIn, stand_in_id, withdrawn=True)
    _require(work, row.absent_id)
    if row.withdrawn_at is None:
        return
    _checked(work, standing.absence_of(row))
    work.change(row, {"withdrawn_at": None})
    work.record(TOPIC, "name", row, absent=str(row.absent_id), person=str(row.person_id))


def list_stand_ins(work: Work) -> tuple[StandInLine, ...]:
    """Those of today and the days to come, the next first; everybody may know whom to ask."""
    today = on_file.today(work)
    rows = list(work.visible(StandIn).where(StandIn.last_on >= today).order_by(StandIn.first_on, StandIn.id))
    people = on_file.names(work, (p for row in rows for p in (row.absent_id, row.person_id, row.named_by_id)))
    return tuple(_line(work, row, people, today) for row in rows)


def whom(work: Work) -> tuple[tuple[UUID, str], ...]:
    """Colleagues who can stand in, by the reading of their names."""
    rows = work.visible(Person).where(Person.suspended_at.is_null())
    found = [(row.id, row.name) for row in rows]
    return tuple(sorted(found, key=lambda pair: reading_key(pair[1])))


def _require(work: Work, absent: UUID) -> None:
    if absent != work.me.id:
        work.require(Right.RUN_PEOPLE)


def _checked(work: Work, absence: Absence, but: UUID | None = None) -> Absence:
    today = on_file.today(work)
    for person, field in ((absence.absent, "absent"), (absence.person, "person")):
        if work.get(Person, person).suspended_at is not None:
            raise BadEntry(N_("This account is suspended. Choose somebody else."), field)
    work.alone()
    rows = work.visible(StandIn).where((StandIn.absent == absence.absent) & (StandIn.last_on >= today))
    return rules.checked(absence, today, [standing.absence_of(row) for row in rows if row.id != but])


def _columns(absence: Absence) -> dict[str, Any]:
    return {"absent": absence.absent, "person": absence.person, "first_on": absence.first_on,
            "last_on": absence.last_on, "kinds": sorted(kind.value for kind in absence.kinds)}  # fmt: skip


def _line(work: Work, row: Any, people: Mapping[UUID, str], today: date) -> StandInLine:
    absence = standing.absence_of(row)
    return StandInLine(
        row.id, row.absent_id, people.get(row.absent_id, ""), row.person_id, people.get(row.person_id, ""),
        row.first_on, row.last_on, tuple(kind for kind in StandInKind if kind in absence.kinds), absence.runs(today),
        people.get(row.named_by_id, ""), row.absent_id == work.me.id or work.may(Right.RUN_PEOPLE),
    )  # fmt: skip
