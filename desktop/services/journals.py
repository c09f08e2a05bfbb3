"""What the journal says of rows: how they are written in it, what became of them later, how they stood before."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import peewee

from desktop.models.base import Table
from desktop.models.records import Journal, Record
from desktop.models.rows import among, uuid_of
from desktop.rules.rights import Right
from desktop.services import sealed_texts
from desktop.services.recording import NOTE
from desktop.services.work import Work

_CHUNK = 500
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """One row's change: column → [before, after], and whose act it was."""

    table: str
    row: UUID
    kind: str
    changes: Mapping[str, Sequence[Any]]
    record: int
    at: datetime
    person: UUID
    erased: bool = False  # by law: what it was, nobody can tell any more


def stored(row: Any, names: Iterable[str] | None = None) -> State:
    """A row's columns as the journal writes them; those of `names` if given, as far as the table has them."""
    fields, data = row._meta.fields, row.__data__
    wanted = data if names is None else [name for name in names if name in data]
    values = {name: fields[name].db_value(data[name]) for name in wanted}
    return {n: v if isinstance(v, (int, float, bool, str, type(None))) else str(v) for n, v in values.items()}


def loaded(model: type[Table], state: Mapping[str, Any]) -> dict[str, Any]:
    """Written columns as the model holds them."""
    fields: Mapping[str, Any] = model._meta.fields
    return {name: None if value is None else fields[name].python_value(value) for name, value in state.items()}


def row_of(model: type[Table], state: Mapping[str, Any]) -> Any:
    """A row as it once stood. It is for looking at; it is not the one in the office."""
    row = model()
    row.__data__.update(loaded(model, {name: value for name, value in state.items() if name in model._meta.fields}))
    return row


def blob(text: str | None) -> bytes | None:
    """A sealed value as it lies in its column; the journal writes it in base64, or what stands for it. Raises
    Damaged."""
    return None if text is None else sealed_texts.bytes_of(text)


def of_operation(work: Work, operation: UUID) -> tuple[list[Any], list[Trace]]:
    """The records of one operation, and its traces in the order they were made. Nothing is asked for here:
    the caller shows or changes only rows that it has got through `work`."""
    records = records_of(work, operation)
    return records, _traces(Journal.record.in_([record.serial for record in records]))


def operation_of(work: Work, serial: int) -> UUID:
    """The operation that a record belongs to, of a row that the caller has got through `work`."""
    # reading path: an act by its number; its rows are asked of `work` before anything of them is shown
    return UUID(str(Record.select(Record.operation).where(Record.serial == serial).scalar()))


def beyond(operations: Iterable[UUID], topics: Iterable[str]) -> set[UUID]:
    """Those of these operations that did more than what these topics tell, such as a booking with which a file was
    opened."""
    # reading path: ids of operations alone
    query = Record.select(Record.operation).where(among(Record.operation, operations))
    return {key for (key,) in query.where(Record.topic.not_in(list(topics))).distinct().tuples()}


def records_of(work: Work, operation: UUID) -> list[Any]:
    """The same without the traces."""
    # reading path: an act by its id; its rows are asked of `work` one by one before anything of them is shown
    return list(Record.select().where(Record.operation == operation).order_by(Record.serial))


def of_rows(rows: Iterable[UUID], since: int = 0) -> list[Trace]:
    """What became of these rows, which the caller has got through `work`, after the record `since`; oldest first."""
    return [trace for chunk in _chunks(rows) for trace in _traces(Journal.row.in_(chunk) & (Journal.record > since))]


def of_rows_from(rows: Iterable[UUID], moment: datetime) -> list[Trace]:
    """What became of these rows from `moment` on; oldest first."""
    return [trace for chunk in _chunks(rows) for trace in _traces(Journal.row.in_(chunk) & (Record.at >= moment))]


def once_on(work: Work, client: UUID, tables: Iterable[str], moment: datetime) -> dict[str, set[UUID]]:
    """Rows of `tables` that hung on this file and were moved or removed from `moment` on, by table.

    The acts that moved them changed the file too or were about it, so only those are looked through, and of an act on
    many files only what it took off this one.
    """
    asked = (client.hex, Record.at.db_value(moment)) * 2 + (client.hex, client.hex)
    # reading path: ids only, of rows that hung on a file the caller has got through `work`
    lines = work.database.engine.execute_sql(_left(work.database.sqlite), asked).fetchall()
    wanted, found = set(tables), dict[str, set[UUID]]()
    for table, row, changes in lines:
        told = json.loads(changes)
        if table in wanted and any(told.get(name, ("",))[0] == client.hex for name in _ENDS):
            found.setdefault(table, set()).add(uuid_of(row))
    return found


_ENDS = ("client", "other", "agent")


@cache
def _left(sqlite: bool) -> str:
    """In the words of the indexes `journal_left` and `journal_left_end`, or neither is used."""
    mark, at = ("?", "instr") if sqlite else ("%s", "strpos")
    was, other, agent = (f'{at}(changes, \'"{name}":["\')' for name in _ENDS)
    acts = f"""SELECT j.record_id FROM journal j JOIN record r ON r.serial = j.record_id
            WHERE j.row_id = {mark} AND r.at >= {mark}
        UNION SELECT serial FROM record WHERE subject = {mark} AND at >= {mark}"""
    line = "SELECT table_name, row_id, changes FROM journal WHERE record_id IN (SELECT record_id FROM acts)"
    return f"""WITH acts AS MATERIALIZED ({acts})
        {line} AND kind <> 'create' AND {was} > 0 AND substr(changes, {was} + 11, 32) = {mark}
        UNION ALL
        {line} AND kind <> 'create' AND ({other} > 0 OR {agent} > 0) AND {at}(changes, {mark}) > 0"""


def taken_back(state: State | None, traces: Iterable[Trace]) -> State | None:
    """How a row stood before `traces`, the last of which made it what it is; None where it was not there."""
    for trace in reversed(list(traces)):
        if trace.kind == "create":
            state = None
        elif trace.kind == "remove":
            state = {name: pair[0] for name, pair in trace.changes.items()}
        elif state is not None:
            state = {**state, **{name: pair[0] for name, pair in trace.changes.items()}}
    return state


def before_act(row: Any, traces: Sequence[Trace], now: datetime) -> State:
    """How a row stood before an act's traces, as the journal writes it; one that they made is taken out of use. Part of
    the verb that undoes the act."""
    if traces[0].kind == "create":
        return {"withdrawn_at": type(row)._meta.fields["withdrawn_at"].db_value(now)}
    return {name: pair[0] for name, pair in net(traces).items()}


def by_row(traces: Iterable[Trace]) -> dict[UUID, list[Trace]]:
    found: dict[UUID, list[Trace]] = {}
    for trace in traces:
        found.setdefault(trace.row, []).append(trace)
    return found


def _traces(condition: Any) -> list[Trace]:
    columns = (Journal.table, Journal.row, Journal.kind, Journal.changes, Journal.record, Record.at, Record.person)
    # reading path: rows that the callers name
    query = (
        Journal.select(*columns)
        .join(Record)
        .where(condition & (Journal.kind != NOTE))
        .order_by(Journal.record, Journal.position)
    )
    return [Trace(table, row, kind, changes or {}, record, at, person, changes is None)
            for table, row, kind, changes, record, at, person in query.tuples()]  # fmt: skip


def notes_of(work: Work, serials: Iterable[int]) -> dict[int, dict[str, str]]:
    """The words that were kept about acts, for whoever may read the audit: by record, empty once erased."""
    work.require(Right.SEE_AUDIT)
    found: dict[int, dict[str, str]] = {}
    # reading path: asked for just above; whether they may be told is asked of each record
    query = Journal.select(Journal.record, Journal.changes).where(
        (Journal.kind == NOTE) & Journal.record.in_(list(serials)) & Journal.changes.is_null(False)
    )
    for serial, changes in query.tuples():
        found[serial] = {name: pair[1] for name, pair in changes.items()}
    return found


def noted(text: str) -> Any:
    """A query of the records about which such words were kept."""
    written = peewee.Cast(Journal.changes, "TEXT")  # as it is written, not as JSON would write what is looked for
    # reading path: numbers alone, for a question that asks for the right itself
    return Journal.select(Journal.record).where((Journal.kind == NOTE) & written.contains(text))


def _chunks(rows: Iterable[UUID]) -> Iterable[list[UUID]]:
    whole = list(rows)
    return (whole[start : start + _CHUNK] for start in range(0, len(whole), _CHUNK))


def net(traces: Sequence[Trace]) -> dict[str, list[Any]]:
    """Column → [before these traces, after them]; what was changed to and fro is left out."""
    columns: dict[str, list[Any]] = {}
    for trace in traces:
        for name, (before, after) in trace.changes.items():
            columns[name] = [columns[name][0] if name in columns else before, after]
    return {name: pair for name, pair in columns.items() if pair[0] != pair[1]}
