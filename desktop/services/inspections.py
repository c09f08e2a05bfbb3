"""Inspections of the archive 档案检查: planned by the office's interval, held, put right and re-checked (DO-9).

Whoever keeps the archive or sees the audit notes them; what was found is put right by the person named, and looked at
again by another one. Counts of the safe are inspections too and have their ledger (`deeds.count_safe`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile
from desktop.models.inspections import Inspection, InspectionFinding
from desktop.models.office import Person
from desktop.rules import inspections as rules
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.inspections import FindingState, InspectionKind, Planned
from desktop.rules.rights import Right, Scope
from desktop.rules.text import check_length, tidy
from desktop.rules.today import NEXT_DAYS, Batch, Group, Row, Said, View
from desktop.rules.values import dataclass
from desktop.rules.zones import zone_of
from desktop.services import due_rows, on_file, signing
from desktop.services.work import Work

TOPIC = "inspections"
PAGE = "inspections"
"""The page that rows of Today open."""


@dataclass(frozen=True, slots=True)
class Held:
    """An inspection as it is noted. `inspectors`: colleagues, or the firm from outside."""

    kind: InspectionKind
    held_on: date
    inspectors: str
    looked_at: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Something found: what, about which archive number, who puts it right and until when."""

    what: str
    fixer: UUID
    due_on: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """`late` is in days, 0 while there is time; `mine`: the next step is mine, or may be."""

    id: UUID
    inspection: UUID
    what: str
    number: str
    fixer: UUID
    fixer_name: str
    due_on: date
    state: FindingState
    late: int
    mine: bool
    fixed_at: datetime | None
    fixed_by: str
    fixing: str
    checked_at: datetime | None
    checked_by: str
    checking: str
    sent_back: int


@dataclass(frozen=True, slots=True)
class InspectionLine:
    """One inspection with all that it found."""

    id: UUID
    kind: InspectionKind
    held_on: date
    inspectors: str
    looked_at: str
    summary: str
    entered_by: str
    findings: tuple[FindingLine, ...]

    @property
    def open(self) -> int:
        return sum(one.state is not FindingState.SETTLED for one in self.findings)

    @property
    def late(self) -> int:
        return sum(one.late > 0 for one in self.findings)


def _may_inspect(work: Work) -> bool:
    """Whether I note inspections and re-check what was put right."""
    return any(work.may(right) for right in rules.INSPECTS)


# Noting


def note_inspection(work: Work, held: Held, found: Sequence[Found] = ()) -> UUID:
    """Notes an inspection that was held, with what it found. Raises BadEntry, NotAllowed."""
    _require(work)
    if held.held_on > on_file.today(work):
        raise BadEntry(N_("It is noted once it was held: this day is still to come."), "held_on")
    row = work.add(Inspection(
        kind=held.kind.value, held_on=held.held_on, entered_by=work.me.id, entered_at=work.now,
        inspectors=_said(held.inspectors, 200, "inspectors", N_("Say who inspected.")),
        looked_at=_said(held.looked_at, 300, "looked_at", N_("Say what was looked at.")),
        summary=check_length(tidy(held.summary), 500, "summary"),
    ))  # fmt: skip
    for one in found:
        _add(work, row, one)
    work.record(TOPIC, "note_inspection", row, kind=held.kind.value, findings=len(found))
    return UUID(str(row.id))


def add_finding(work: Work, inspection_id: UUID, found: Found) -> UUID:
    """Notes something more that an inspection found. Raises BadEntry, NotAllowed, NotFound."""
    _require(work)
    row = work.get(Inspection, inspection_id)
    made = _add(work, row, found)
    work.record(TOPIC, "add_finding", made)
    return UUID(str(made.id))


def withdraw_inspection(work: Work, inspection_id: UUID) -> None:
    """Takes one off the list that was noted by mistake, with what it found. Raises BadEntry where something was put
    right already, NotAllowed, NotFound."""
    _require(work)
    row = work.get(Inspection, inspection_id)
    found = list(work.visible(InspectionFinding).where(InspectionFinding.inspection == row.id))
    if any(one.fixed_at is not None or one.sent_back for one in found):
        raise BadEntry(N_("Something that it found was put right already: it stays on the list."))
    for one in found:
        work.withdraw(one)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_inspection", row)


def name_fixer(work: Work, finding_id: UUID, fixer: UUID, due_on: date) -> None:
    """Somebody else puts right what is still open, such as when a colleague leaves. Raises BadEntry, NotAllowed,
    NotFound."""
    _require(work)
    row = work.get(InspectionFinding, finding_id)
    _stands(row, FindingState.OPEN)
    person = _fixer(work, fixer)
    if (person.id, due_on) == (row.fixer_id, row.due_on):
        raise BadEntry(N_("{name} puts it right already, until this day."), "fixer", name=person.name)
    work.change(row, {"fixer": person, "due_on": due_on})
    work.record(TOPIC, "name_fixer", row, to=str(person.id))


# Putting right and looking again


def put_right(work: Work, finding_id: UUID, how: str) -> None:
    """Says how something was put right: by the person named, or whoever keeps the archive. Raises BadEntry, NotAllowed,
    NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    row = work.get(InspectionFinding, finding_id)
    if row.fixer_id != work.me.id and not work.may(Right.KEEP_ARCHIVE):
        raise NotAllowed(N_("It is put right by whoever was named for it, or by whoever keeps the archive."))
    _stands(row, FindingState.OPEN)
    work.change(row, {"fixed_at": work.now, "fixed_by": work.me.id,
                      "fixing": _said(how, 300, "how", N_("Say how it was put right."))})  # fmt: skip
    work.record(TOPIC, "put_right", row)


def check_again(work: Work, finding_id: UUID, good: bool, note: str = "") -> None:
    """Another person looks at what was put right: it is settled, or goes back with what is still wrong. Raises
    BadEntry, NotAllowed, NotFound."""
    _require(work)
    row = work.get(InspectionFinding, finding_id)
    _stands(row, FindingState.FIXED)
    rules.check_another(row.fixed_by_id, work.me.id)
    said = check_length(tidy(note), 300, "note")
    if good:
        work.change(row, {"checked_at": work.now, "checked_by": work.me.id, "checking": said})
    else:
        said = _said(note, 300, "note", N_("Say what is still wrong."))
        work.change(row, {"fixed_at": None, "fixed_by": None, "fixing": "", "checking": said,
                          "sent_back": row.sent_back + 1})  # fmt: skip
    work.record(TOPIC, "check_again", row, good=good)


# Reading


def inspections(work: Work, *, limit: int = 200) -> tuple[InspectionLine, ...]:
    """The newest first, each with what it found. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    query = work.visible(Inspection).order_by(Inspection.held_on.desc(), Inspection.entered_at.desc())
    return _lines(work, list(query.limit(limit)))


def inspection(work: Work, inspection_id: UUID) -> InspectionLine:
    """One inspection. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    (line,) = _lines(work, [work.get(Inspection, inspection_id)])
    return line


def plan(work: Work) -> tuple[Planned, ...]:
    """When each kind was held last, and until when the next one is due. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    last = dict(work.visible(Inspection).select(Inspection.kind, peewee.fn.MAX(Inspection.held_on)).group_by(
        Inspection.kind).tuples())  # fmt: skip
    first = work.visible(ArchiveFile).where(ArchiveFile.archived_at.is_null(False)).order_by(ArchiveFile.archived_at)
    row = first.first()
    begun = row.archived_at.astimezone(zone_of(str(work.settings["time_zone"]))).date() if row is not None else None
    return tuple(
        Planned(kind, _day(last.get(kind.value)), rules.next_due(_day(last.get(kind.value)), begun,
                                                                 int(str(work.settings[kind.setting]))))
        for kind in InspectionKind
    )  # fmt: skip


def _day(stored: Any) -> date | None:
    return date.fromisoformat(stored) if isinstance(stored, str) else stored


def _lines(work: Work, rows: Sequence[Any]) -> tuple[InspectionLine, ...]:
    found = list(work.visible(InspectionFinding).where(InspectionFinding.inspection.in_([row.id for row in rows]))
                 .order_by(InspectionFinding.due_on, InspectionFinding.id))  # fmt: skip
    of: dict[UUID, list[FindingLine]] = defaultdict(list)
    for one in _finding_lines(work, found):
        of[one.inspection].append(one)
    names = on_file.names(work, (row.entered_by_id for row in rows))
    return tuple(
        InspectionLine(row.id, InspectionKind.of(row.kind), row.held_on, row.inspectors, row.looked_at, row.summary,
                       names.get(row.entered_by_id, ""), tuple(of[row.id]))
        for row in rows
    )  # fmt: skip


def _finding_lines(work: Work, rows: Sequence[Any]) -> list[FindingLine]:
    today, inspects, keeps = on_file.today(work), _may_inspect(work), work.may(Right.KEEP_ARCHIVE)
    names = on_file.names(work, (key for row in rows for key in (row.fixer_id, row.fixed_by_id, row.checked_by_id)))
    lines = []
    for row in rows:
        state = _state(row)
        mine = ((row.fixer_id == work.me.id or keeps) if state is FindingState.OPEN
                else state is FindingState.FIXED and inspects and row.fixed_by_id != work.me.id)  # fmt: skip
        late = max(0, (today - row.due_on).days) if state is FindingState.OPEN else 0
        lines.append(FindingLine(
            row.id, row.inspection_id, row.what, row.number, row.fixer_id, names.get(row.fixer_id, ""), row.due_on,
            state, late, mine, row.fixed_at, names.get(row.fixed_by_id, ""), row.fixing, row.checked_at,
            names.get(row.checked_by_id, ""), row.checking, row.sent_back,
        ))  # fmt: skip
    return lines


# On Today


def due(work: Work, view: View) -> list[Batch]:
    """What I am to put right, what waits for my second look, and for whoever inspects the next inspection."""
    work.require(Right.SEE_DOCUMENTS)
    found: dict[Group, list[Row]] = defaultdict(list)
    for group, row in (*_findings_due(work, view), *_planned_due(work, view)):
        found[group].append(row)
    return [Batch(group, sorted(rows, key=lambda row: row.order)[: view.limit], len(rows))
            for group, rows in found.items()]  # fmt: skip


def _findings_due(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    mine = due_rows.owed_by(work, view, InspectionFinding.fixer) & InspectionFinding.fixed_at.is_null()
    if _may_inspect(work):
        waits = InspectionFinding.fixed_at.is_null(False) & (InspectionFinding.fixed_by != view.me)
        late = InspectionFinding.fixed_at.is_null() & (InspectionFinding.due_on < view.today)
        mine = mine | waits | late
    open_ones = work.visible(InspectionFinding).where(InspectionFinding.checked_at.is_null() & mine)
    for line in _finding_lines(work, list(open_ones)):
        if line.state is FindingState.FIXED:
            below = Said(N_("put right by {who}"), {"who": line.fixed_by})
            yield Group.WAITING, Row(("finding", line.id), "archive", Said(N_("Re-check: {what}"), {"what": line.what}),
                                     line.number, (PAGE, line.inspection), given=(), below=below,
                                     since=line.fixed_at)  # fmt: skip
        elif line.due_on <= view.today + timedelta(days=NEXT_DAYS):
            group = Group.WRONG if line.late else Group.DUE if line.due_on == view.today else Group.NEXT
            other = line.fixer != view.me
            yield group, Row(("finding", line.id), "archive", Said(N_("Put right: {what}"), {"what": line.what}),
                             line.number, (PAGE, line.inspection),
                             below=Said(N_("with {who}"), {"who": line.fixer_name}) if other else "",
                             on=line.due_on, urgent=bool(line.late))  # fmt: skip


def _planned_due(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    if not _may_inspect(work):
        return
    for one in plan(work):
        if one.due is None or one.due > view.today + timedelta(days=NEXT_DAYS):
            continue
        group = Group.WRONG if one.due < view.today else Group.DUE if one.due == view.today else Group.NEXT
        what = N_("Inspect the archive") if one.kind is InspectionKind.INTERNAL else N_("Have the archive audited")
        yield group, Row(("inspection_due", one.kind.value), "archive", Said(what), "", (PAGE, None), on=one.due)


# What they share


def _require(work: Work) -> None:
    if not _may_inspect(work):
        work.require(rules.INSPECTS[0])


def _add(work: Work, row: Any, found: Found) -> Any:
    fixer = _fixer(work, found.fixer)
    return work.add(InspectionFinding(
        inspection=row.id, what=_said(found.what, 300, "what", N_("Say what was found.")),
        number=check_length(tidy(found.number), 80, "number"), fixer=fixer.id, due_on=found.due_on,
    ))  # fmt: skip


def _fixer(work: Work, person_id: UUID) -> Any:
    """Somebody who can put something right. Raises BadEntry."""
    person = work.hold(Person, person_id)
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "fixer", name=person.name)
    mandate = signing.current(work).mandate(person.id)
    if all(mandate.scope(right) is Scope.NONE for right in (Right.FILE_DOCUMENTS, Right.KEEP_ARCHIVE)):
        raise BadEntry(N_("{name} may not file documents: name somebody who can put it right."), "fixer",
                       name=person.name)  # fmt: skip
    return person


def _said(text: str, most: int, field: str, otherwise: str) -> str:
    said = check_length(tidy(text), most, field)
    if not said:
        raise BadEntry(otherwise, field)
    return said


def _state(row: Any) -> FindingState:
    return rules.state_of(fixed=row.fixed_at is not None, checked=row.checked_at is not None)


def _stands(row: Any, state: FindingState) -> None:
    if _state(row) is not state:
        raise BadEntry(N_("Somebody was quicker: this stands otherwise by now."))
