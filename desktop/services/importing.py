"""Importing clients from what an office has: planned row by row, carried out as a whole, undone in one step (CL-15)."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from desktop.i18n import N_, _
from desktop.models.clients import ImportRun
from desktop.models.office import Person
from desktop.rules import importing as rules
from desktop.rules.dates import DateOrder
from desktop.rules.fields import Block
from desktop.rules.grids import Sheet
from desktop.rules.importing import LEFT, Verdict
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.services import blocks, import_places, on_file
from desktop.services.import_columns import Columns, planned_columns, remember, remembered, with_order
from desktop.services.import_known import Book, Keys, look_again, look_up, newest_record, touched_since
from desktop.services.import_plan import Plan as Plan
from desktop.services.import_plan import PlannedRow
from desktop.services.import_rows import Reader, complete, matched, target
from desktop.services.import_writing import (
    Completed,
    NewClient,
    Press,
    give_codes,
    kept_in_memory,
    write_completed,
    write_new,
)
from desktop.services.pauses import breathe, let_go, without_pauses
from desktop.services.sheets import read_sheet
from desktop.services.vault import Vaults
from desktop.services.work import Work

TOPIC = "clients"
Progress = Callable[[int, int, str], object]  # done, of all, what is being done; it cancels by raising
_EVERY = 100


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """A client that was created though it resembles another."""

    row: int
    name: str
    code: str  # of the one it resembles; "" while that is itself only planned
    known: str
    why: str  # message id
    like_row: int | None  # in this sheet; None for a client of the office


@dataclass(frozen=True, slots=True)
class RefusedLine:
    row: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `id` is None where it was only planned."""

    id: UUID | None
    created: int
    updated: int
    unchanged: int
    similar: tuple[SimilarLine, ...]
    refused: tuple[RefusedLine, ...]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One past import."""

    id: UUID
    file_name: str
    at: datetime
    person: str
    created: int
    updated: int
    refused: int
    undone_at: datetime | None
    left: int = 0  # clients of which something stays though it was undone, since they were changed


@without_pauses()
def prepare(work: Work, path: Path, *, sheet: str | None = None, charset: str | None = None,
            mapping: Columns | None = None, order: DateOrder | None = None,
            progress: Progress | None = None) -> Plan:  # fmt: skip
    """Reads a sheet and plans a verdict for each row; nothing is written. Give it staged work.

    `mapping` names the field of each column; without it the one remembered for these headings, else the likeliest.
    `order` is that of dates which could be several, where neither their column nor an earlier import tells it.
    Raises BadFile for what is no sheet, BadEntry for a mapping that can't be, NotAllowed.
    """
    with work.reading():
        work.require(Right.IMPORT_CLIENTS)
    path = Path(path)
    report = _reporter(progress, _("Reading the sheet"))
    report(0, 1)
    found = read_sheet(path, progress=report, charset=charset, sheet=sheet)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    # old archives hold names that are no text
    orders = {column.index: order for column in found.columns} if order is not None else {}
    return _planned(work, found, tidy(path.name), digest, mapping, orders, progress)


@without_pauses()
def remap(work: Work, plan: Plan, mapping: Columns, orders: Mapping[int, DateOrder] = MappingProxyType({}), *,
          progress: Progress | None = None) -> Plan:  # fmt: skip
    """The same sheet planned anew with other columns, or other orders of their dates. Repairs and decisions start
    afresh. Give it staged work."""
    kept = {c.column.index: c.order for c in plan.columns if c.unsure and c.order is not None}
    return _planned(work, plan.sheet, plan.file_name, plan.file_hash, mapping, {**kept, **orders}, progress)


def _planned(work: Work, sheet: Sheet, name: str, digest: str, mapping: Columns | None,
             orders: Mapping[int, DateOrder], progress: Progress | None) -> Plan:  # fmt: skip
    with work.reading():
        work.require(Right.IMPORT_CLIENTS)
        catalogue, mark, today = work.catalogue, newest_record(work), on_file.today(work)
        known, known_orders = remembered(work, sheet, catalogue)
    if mapping is None:
        mapping = known
    wanted = mapping if mapping is not None else matched(sheet, catalogue)
    columns = planned_columns(work, sheet, catalogue, wanted)
    columns = tuple(with_order(column, sheet, catalogue, {**known_orders, **orders}, today) for column in columns)
    headings = {column.index: column.heading for column in sheet.columns}
    reader = Reader(catalogue, {c.column.index: c.field for c in columns if c.locked is None}, headings, today,
                    {c.column.index: c.order for c in columns if c.order is not None})  # fmt: skip
    vaults = work.me.vaults
    holds = vaults.holds(Block.IDENTITY.value)
    plan = Plan(
        name, digest, sheet, catalogue, columns, [], Book(), reader, mark,
        index_of=lambda number: blocks.id_number_index(number, vaults) if holds else None,
        left_out=[(line.number, line.reason) for line in sheet.left_out],
    )  # fmt: skip
    _read_rows(plan, progress)
    with work.reading():
        look_up(work, plan.book, _keys(plan.rows, plan.book, vaults), compared(plan))
    plan.judge()
    return plan


def _read_rows(plan: Plan, progress: Progress | None) -> None:
    report = _reporter(progress, _("Checking the rows"))
    rows = plan.rows
    for done, line in enumerate(plan.sheet.rows):
        if done % _EVERY == 0:
            report(done, len(plan.sheet.rows))
        read = plan.reader.read(line.cells)
        if not read.values and not read.problems:
            plan.left_out.append((line.number, N_("Nothing in the columns that are taken")))
            continue
        complete(read, plan.catalogue, unit_may_stand=plan.reader.unit_may_stand)
        row = PlannedRow(line.number, line.cells, {}, {})
        plan.fill(row, read)
        rows.append(row)
    fields = {c.column.index: c.field for c in plan.columns}
    letters = {c.column.index: c.column.letter for c in plan.columns}
    for remark in plan.sheet.refused:
        name = fields.get(remark.column) or letters.get(remark.column, "")
        rows.append(PlannedRow(remark.number, (), {}, {name: remark.reason}))
    if plan.sheet.refused:
        rows.sort(key=lambda row: row.number)


def _keys(rows: Iterable[PlannedRow], book: Book, vaults: Vaults) -> Keys:
    keys = Keys()
    for row in rows:
        if row.problems:
            continue
        name = str(row.values.get("name", ""))
        keys.names |= {name, row.key, name.replace(" ", "")}
        keys.phones.update(row.phones)
        if row.id_index:
            under_each = blocks.id_number_indexes(str(row.values["id_number"]), vaults)
            keys.id_indexes.update(under_each)
            book.index_now.update(dict.fromkeys(under_each, row.id_index))
        if plate := row.values.get("plate"):
            keys.plates.add(str(plate))
    return keys


def compared(plan: Plan) -> set[str]:
    """The fields in which rows and known clients are compared."""
    return {c.field for c in plan.columns if c.field and c.locked is None and c.field in plan.catalogue}


def outcome(plan: Plan, run: UUID | None = None, codes: Mapping[int, str] | None = None) -> ImportResult:
    """What the plan does, or did as import `run`; `codes` are those of the clients it created, by row."""
    counts = plan.counts()
    similar = []
    for row in plan.rows:
        if row.verdict is Verdict.SIMILAR and row.likeness is not None:
            code = row.known.code if row.known else (codes or {}).get(row.like_row or 0, "")
            other = row.known.name if row.known else str(plan.row(row.like_row or 0).values.get("name", ""))
            similar.append(SimilarLine(row.number, str(row.values["name"]), code, other, row.likeness.label,
                                       None if row.known else row.like_row))  # fmt: skip
    refused = (RefusedLine(row.number, field, str(reason)) for row in plan.rows
               for field, reason in list(row.problems.items())[:1])  # fmt: skip
    created = sum(counts[verdict] for verdict in rules.CREATING)
    return ImportResult(run, created, counts[Verdict.JOINS], counts[Verdict.UNCHANGED], tuple(similar), tuple(refused))


def foresee(work: Work, plan: Plan) -> ImportResult:
    """What carrying out the plan would do; nothing is changed. Give it staged work."""
    with work.reading():
        work.require(Right.IMPORT_CLIENTS)
    return outcome(plan)


def label_of(plan: Plan, field: str) -> str:
    """The field's name as people read it."""
    if field == rules.FORM.name or field in plan.catalogue:
        return _(target(plan.catalogue, field).label)
    return field


@without_pauses()
def carry_out(work: Work, plan: Plan, *, progress: Progress | None = None) -> ImportResult:
    """Writes what the plan says in one step, or nothing of it. Give it staged work.

    The office is compared once more within the write: rows that colleagues' work has touched are judged anew.
    Raises NotAllowed, OfficeBusy, Unreachable; `progress` may cancel at any moment before the commit.
    """
    prepared = _reporter(progress, _("Preparing the files"))
    written = _reporter(progress, _("Writing"))
    with work.reading():
        work.require(Right.IMPORT_CLIENTS)
        fresh = [plan.row(number) for number in sorted(plan.unseen)]
        look_up(work, plan.book, _keys(fresh, plan.book, work.me.vaults), compared(plan))
        plan.judge_again(_catch_up(work, plan) | set(fresh))
        plan.unseen.clear()
        press = Press(work, plan.catalogue, plan.file_name)
        completing = [row for row in plan.rows if row.verdict is Verdict.JOINS]
        total = len(plan.rows)
        completed = press.completed(completing, lambda done: prepared(done, total))
    made: dict[int, NewClient] = {}
    for row in plan.rows:
        if row.creates:
            made[row.number] = press.new(row)
            if len(made) % _EVERY == 0:
                prepared(len(completing) + len(made), total)
    with kept_in_memory(work.database), work.writing():
        work.require(Right.IMPORT_CLIENTS)
        completed = _last_look(work, plan, press, made, completed)
        new = [made[row.number] for row in plan.rows if row.creates]
        goal = len(new) + len(completed)
        give_codes(press, new)
        named = {row.like_row for row in plan.rows if row.like_row is not None}
        codes = {number: made[number].code for number in named if number in made}
        opened = [(made[row.number].id, row.number) for row in plan.rows if row.creates]
        made.clear()
        write_new(press, new, lambda done: written(done, goal))
        write_completed(press, completed, lambda done: written(goal - len(completed) + done, goal))
        number_of = {row.known.id: row.number for row in plan.rows if row.verdict is Verdict.JOINS and row.known}
        gained = [(c.id, number_of[c.id]) for c in completed if c.changes or c.sealed]
        # before the record, which takes as much again for a moment
        let_go(completed)
        run = _note_run(work, plan, opened, gained)
        result = outcome(plan, run, codes)
        written(goal, goal)
    return result


def _catch_up(work: Work, plan: Plan) -> set[PlannedRow]:
    """Reads the clients that were changed since the plan was made; the rows that resemble one of them."""
    touched = touched_since(work, plan.mark)
    plan.mark = newest_record(work)
    if not touched:
        return set()
    before = {row for row in plan.rows if row.known is not None and row.known.id in touched}
    look_again(work, plan.book, touched, compared(plan))
    again = [plan.book.by_client[client] for client in touched if client in plan.book.by_client]
    names, phones = {k.key for k in again}, {phone for k in again for phone in k.phones}
    indexes, plates = {k.id_index for k in again if k.id_index}, {k.plate for k in again if k.plate}
    return before | {
        row for row in plan.rows
        if not row.problems and (row.key in names or row.id_index in indexes or row.values.get("plate") in plates
                                 or not phones.isdisjoint(row.phones))
    }  # fmt: skip


def _last_look(work: Work, plan: Plan, press: Press, made: dict[int, NewClient],
               completed: Sequence[Completed]) -> list[Completed]:  # fmt: skip
    """Holding the lock: what colleagues did while the rows were prepared is respected too."""
    press.begin_writing()
    again = _catch_up(work, plan)
    if not again:
        return list(completed)
    plan.judge_again(again)
    ids = {row.known.id for row in again if row.known is not None}
    for row in plan.rows:
        if row.creates and (row.number not in made or row in again):
            made[row.number] = press.new(row)
    kept = [c for c in completed if c.id not in ids]
    held = {c.id for c in kept}
    late = [row for row in plan.rows if row.verdict is Verdict.JOINS and row.known and row.known.id not in held]
    wanted = {row.known.id for row in plan.rows if row.verdict is Verdict.JOINS and row.known}
    return [c for c in kept if c.id in wanted] + press.completed(late, lambda _done: None)


def _note_run(work: Work, plan: Plan, opened: Sequence[tuple[UUID, int]], gained: Sequence[tuple[UUID, int]]) -> UUID:
    counts = plan.counts()
    result = {
        "created": sum(counts[verdict] for verdict in rules.CREATING), "updated": counts[Verdict.JOINS],
        "unchanged": counts[Verdict.UNCHANGED], "similar": counts[Verdict.SIMILAR],
        "repeated": counts[Verdict.REPEATED], "refused": counts[Verdict.REFUSED],
    }  # fmt: skip
    run = work.add(ImportRun(file_name=plan.file_name[-255:], file_hash=plan.file_hash, at=work.now,
                             person=work.me.id, operation=work.operation, counts=result))  # fmt: skip
    remember(work, plan)
    import_places.note(work, run.id, opened, gained)
    # since when the journal keeps sealed values too, by which verifying holds them
    work.record(TOPIC, "import", run, **result, journalled=True)
    return run.id


def imports(work: Work, also: UUID | None = None, limit: int = 200) -> list[ImportLine]:
    """Past imports, the newest first; `also` is one to be listed however old it is."""
    work.require(Right.IMPORT_CLIENTS)
    rows = list(work.visible(ImportRun).order_by(ImportRun.at.desc()).limit(limit))
    if also is not None and also not in {row.id for row in rows}:
        rows.extend(work.visible(ImportRun).where(ImportRun.id == also))
    people = {row.id: row.name for row in work.visible(Person).select(Person.id, Person.name)}
    return [
        ImportLine(row.id, row.file_name, row.at, people.get(row.person_id, ""), row.counts.get("created", 0),
                   row.counts.get("updated", 0), row.counts.get("refused", 0), row.undone_at,
                   row.counts.get(LEFT, 0) if row.undone_at is not None else 0)
        for row in rows
    ]  # fmt: skip


def _reporter(progress: Progress | None, text: str) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(done, total, text)
            breathe()

    return report
