"""Changes the same values in many client files: looked at first, then written and undone in one step each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bulk import update_many
from desktop.models.clients import Client
from desktop.models.office import Department
from desktop.models.rows import among
from desktop.rules import bulk_edits as rules
from desktop.rules.bulk_edits import DEPARTMENT, BulkEdit, Manner
from desktop.rules.entries import Value
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, OfficeBusy, OfficeError
from desktop.rules.fields import Field
from desktop.rules.progress import Progress, Steps
from desktop.rules.rights import Right
from desktop.rules.words import ClientForm, Learnt
from desktop.services import blocks, client_lists, file_values, purposes, reviews, search
from desktop.services.client_lists import Chosen
from desktop.services.work import Work

TOPIC = "clients"
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class EditLine:
    """One value of one client: what it is, what it becomes, or why it stays. Values as they are kept, a department by
    its name."""

    client: UUID
    code: str
    name: str
    field: Field
    before: object
    after: object
    refusal: OfficeError | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bulk edit would do. `lines` are in the list's order, without those that hold the value already."""

    edits: tuple[BulkEdit, ...]
    clients: int
    lines: tuple[EditLine, ...]
    unchanged: int  # values

    @property
    def changing(self) -> int:
        """Clients that would be changed."""
        return len({line.client for line in self.lines if line.refusal is None})

    @property
    def refused(self) -> int:
        return sum(line.refusal is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a bulk edit did. `operation` undoes it as a whole, None where nothing was left to change."""

    operation: UUID | None
    changed: int
    stale: tuple[EditLine, ...]  # changed by colleagues since the preview, and left as they made it


def fields_for_many(work: Work) -> tuple[Field, ...]:
    """The fields that can be changed for many clients at once. Raises NotAllowed."""
    work.require(Right.EDIT_CLIENTS)
    return rules.fields_for_many(work.catalogue, _departments(work).values())


def preview(work: Work, chosen: Chosen, edits: Sequence[BulkEdit], *, progress: Progress | None = None) -> Preview:
    """What each of the chosen clients would become; nothing is changed. Give it staged work.

    Raises BadEntry for an entry that can't stand, NotAllowed without the right to edit any.
    """
    with work.reading():
        work.require(Right.EDIT_CLIENTS)
        wanted = _wanted(work, edits)
        ids = client_lists.chosen_ids(work, chosen)
        lines: list[EditLine] = []
        unchanged, report = 0, Steps(progress, len(ids))
        for client in _clients(work, ids):
            report.step()
            for line in wanted.lines(work, client):
                if line.refusal is None and _same(line.before, line.after):
                    unchanged += 1
                else:
                    lines.append(line)
        report.finish()
    return Preview(tuple(edits), len(ids), tuple(lines), unchanged)


def carry_out(work: Work, seen: Preview, learnt: Learnt | None = None, basis: str = "", *,
              progress: Progress | None = None) -> Outcome:  # fmt: skip
    """Writes what the preview shows in one step, or nothing of it. Give it staged work.

    A value that a colleague changed since stays as it is and is told. Values that need a second person become
    provisional (CL-8). Raises BadEntry, NotAllowed, OfficeBusy.
    """
    report = Steps(progress)
    planned: dict[UUID, list[EditLine]] = {}
    for line in seen.lines:
        if line.refusal is None:
            planned.setdefault(line.client, []).append(line)
    with work.reading():
        work.require(Right.EDIT_CLIENTS)
        press = _Press(work, _wanted(work, seen.edits), planned)
        work.step = report.step
        # each file is prepared, looked at again, written and recorded; and so is each value that is to be confirmed
        report.total = 4 * len(planned) + 2 * sum(line.field.reviewed for lines in planned.values() for line in lines)
        for client in _clients(work, list(planned)):
            press.take(client)
            report.step()
    with work.writing():
        work.require(Right.EDIT_CLIENTS)
        press.look_again(report.step)
        made = list(press.made.values())
        if made:
            _write(work, made, report.step)
            reviews.note_many(work, {one.id: one.reviewed for one in made if one.reviewed}, learnt, basis, report.step)
            fields = sorted({name for one in made for name in one.fields})
            work.record(TOPIC, "bulk_edit", None, fields=fields, clients=len(made))
        report.finish()
    return Outcome(work.operation if made else None, len(made), tuple(press.stale))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The edits with their values checked once."""

    edits: tuple[tuple[Field, Manner, Value], ...]
    departments: Mapping[UUID, str]

    def lines(self, work: Work, client: Client) -> Iterator[EditLine]:
        may = work.may(Right.EDIT_CLIENTS, client)
        for of, manner, value in self.edits:
            before = self.held(client, of)
            after: object = before
            refusal: OfficeError | None = None
            try:
                self._refuse(client, of, may)
                after = rules.outcome(of, manner, value, before)
                if not _same(after, before):
                    purposes.refuse_lacking(work, client, {of.name: after})
            except OfficeError as reason:
                refusal = reason
            yield EditLine(client.id, client.code, client.name, of, before, after, refusal)

    def held(self, client: Client, of: Field) -> object:
        if of.name == DEPARTMENT:
            return self.departments.get(client.department_id, "")
        held: object = client.own.get(of.name) if of.own else getattr(client, of.name)
        return held

    def columns(self, client: Client, lines: Iterable[EditLine]) -> dict[str, Any]:
        """The values as `file_values.assign` takes them."""
        keys = {name: key for key, name in self.departments.items()}
        return {
            line.field.name: keys.get(str(line.after)) if line.field.name == DEPARTMENT else line.after
            for line in lines
        }  # fmt: skip

    def _refuse(self, client: Client, of: Field, may: bool) -> None:
        if not may:
            raise NotAllowed(N_("You may not edit this file."))
        if ClientForm.of(client.form) not in of.forms:
            raise BadEntry(N_("A person has no such field.") if client.form == ClientForm.PERSON
                           else N_("An organisation has no such field."), of.name)  # fmt: skip
        if of.name in blocks.withheld(client):
            raise BadEntry(blocks.WITHHELD, of.name)
        if of.name == DEPARTMENT and client.owner_id is not None:
            raise BadEntry(N_("This file has an owner, and its department is that of the owner."), of.name)


@dataclass(slots=True)
class _Changed:
    """A client about to be written."""

    id: UUID
    version: int
    changes: dict[str, list[object]]  # column → [before, after], as stored
    fields: tuple[str, ...]
    reviewed: tuple[str, ...]
    rendered: search.Rendered | None


@dataclass(slots=True)
class _Press:
    """Makes clients ready for writing, outside the write."""

    work: Work
    wanted: _Wanted
    planned: Mapping[UUID, Sequence[EditLine]]
    made: dict[UUID, _Changed] = field(default_factory=dict)
    stale: list[EditLine] = field(default_factory=list)

    def take(self, client: Client) -> None:
        now = {line.field.name: line for line in self.wanted.lines(self.work, client)}
        todo = []
        for seen in self.planned[client.id]:
            line = now[seen.field.name]
            if line.refusal is not None or not (_same(line.before, seen.before) or _same(line.before, seen.after)):
                self.stale.append(line)
            elif not _same(line.before, seen.after):
                todo.append(seen)
        if todo:
            self.made[client.id] = self._changed(client, todo)

    def look_again(self, step: Callable[[int], object]) -> None:
        """Holding the lock: what colleagues did while the rest was prepared is respected too."""
        work, gone = self.work, set(self.planned)
        for part in _parts(list(self.planned)):
            query = work.visible(Client).where(among(Client.id, part))
            if not work.database.sqlite:
                query = query.for_update("FOR NO KEY UPDATE")
            now = dict(query.select(Client.id, Client.version).tuples())
            gone -= now.keys()
            again = [key for key, version in now.items() if key in self.made and self.made[key].version != version]
            for client in _clients(work, again):
                del self.made[client.id]
                self.take(client)
            step(len(part))
        for key in gone:
            # taken out of use, or out of this person's sight
            self.made.pop(key, None)
            self.stale += [EditLine(key, line.code, line.name, line.field, line.before, line.after, NotFound(line.code))
                           for line in self.planned[key]]  # fmt: skip

    def _changed(self, client: Client, lines: Sequence[EditLine]) -> _Changed:
        before = dict(client.__data__)
        values = self.wanted.columns(client, lines)
        file_values.assign(client, values, self.work.catalogue)
        changes: dict[str, list[object]] = {}
        for name, column in Client._meta.fields.items():
            after = client.__data__.get(name)
            if after != before.get(name):
                changes[name] = [_stored(column, before.get(name)), _stored(column, after)]
        found = changes.keys() & file_values.FOUND_BY
        rendered = search.render(self.work, file_values.document(client)) if found else None
        names = tuple(line.field.name for line in lines)
        reviewed = tuple(line.field.name for line in lines if line.field.reviewed)
        return _Changed(client.id, client.version, changes, names, reviewed, rendered)


def _write(work: Work, made: Sequence[_Changed], step: Callable[[int], object]) -> None:
    by_columns: dict[tuple[str, ...], list[_Changed]] = {}
    for one in made:
        by_columns.setdefault(tuple(one.changes), []).append(one)
    for names, group in by_columns.items():
        for start in range(0, len(group), _BATCH):
            batch = group[start : start + _BATCH]
            rows = [(*(one.changes[n][1] for n in names), one.version + 1, one.id, one.version) for one in batch]
            # writing path: many rows at once, all of them journalled below
            if update_many(Client, (*names, "version"), ("id", "version"), rows) != len(rows):
                raise OfficeBusy(N_("Colleagues are changing the same clients at this moment. Nothing was changed: "
                                    "try again."))  # fmt: skip
            found = [one for one in batch if one.rendered is not None]
            search.replace_rendered(work, [one.rendered for one in found if one.rendered is not None])
            step(len(batch))
    work.journal_many(Client._meta.table_name, ((one.id, one.changes) for one in made))


def _same(one: object, other: object) -> bool:
    """Nothing is nothing, however it is kept."""
    return one == other or (one in (None, "") and other in (None, ""))


def _stored(column: Any, value: object) -> object:
    """As the journal keeps it: plain JSON, the same on both databases."""
    stored = column.db_value(value)
    return stored if isinstance(stored, (int, float, bool, str, type(None))) else str(stored)


def _wanted(work: Work, edits: Sequence[BulkEdit]) -> _Wanted:
    if not edits:
        raise BadEntry(N_("Choose what is to be changed."))
    departments = _departments(work)
    fields = rules.fields_for_many(work.catalogue, departments.values())
    if len({edit.field for edit in edits}) < len(edits):
        raise BadEntry(N_("The same field can't be changed twice at once."), edits[-1].field)
    made = ((*rules.checked_edit(fields, edit), edit.manner) for edit in edits)
    return _Wanted(tuple((of, manner, value) for of, value, manner in made), departments)


def _departments(work: Work) -> dict[UUID, str]:
    return {row.id: row.name for row in work.visible(Department).order_by(Department.name)}


def _clients(work: Work, ids: Sequence[UUID]) -> Iterator[Client]:
    """The files in this order, as far as this person may see them, a batch at a time."""
    for part in _parts(ids):
        found = {client.id: client for client in work.visible(Client).where(among(Client.id, part))}
        yield from (found[key] for key in part if key in found)


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
