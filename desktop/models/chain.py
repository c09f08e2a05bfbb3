"""What opens and ends a write, each as one question to the database: who writes at which head, and the record."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from desktop.models import rows
from desktop.models.bulk import FEW, insert_many
from desktop.models.clients import own_fields_sql
from desktop.models.records import Journal, Operation, Record, Writer

Head = tuple[int, bytes]
_JOURNAL = ("record", "position", "table", "row", "kind", "changes", "salt", "made", "hash")
_TYPES = {"UUID": "uuid", "BLOB": "bytea", "BIGINT": "bigint", "INT": "integer", "VARCHAR": "text", "TEXT": "text"}


class Opening(NamedTuple):
    """What a write has to know first. `head` is None where the writer has no chain, `own_fields` where a file is
    asked for them when they are needed."""

    now: datetime
    suspended: bool
    head: Head | None
    own_fields: str | None
    moved_to: str | None = None


def opening(writer: UUID, person: UUID, then: Callable[[Opening], object]) -> None:
    """Tells `then` about the office's time, the person and the head of the writer's chain, which is not locked."""
    database: Any = Writer._meta.database
    server = database.for_update

    def answered(cursor: Any) -> None:
        found = cursor.fetchone()
        if found is None:
            then(Opening(datetime.now(UTC), True, None, None))
            return
        suspended_at, number, digest, moved_to, *more = found
        now, own, *_ = (more[0].astimezone(UTC), more[1]) if more else (datetime.now(UTC), None)
        then(Opening(now, suspended_at is not None, None if number is None else (number, bytes(digest)), own, moved_to))

    database.later(_opening_text(server), (writer.hex, person.hex), answered)


@cache
def _opening_text(server: bool) -> str:
    mark = "%s" if server else "?"
    # within a write all questions are small ones, whose plans can be kept
    more = f", clock_timestamp(), ({own_fields_sql(True)}), set_config('plan_cache_mode', 'auto', true)"
    moved = "(SELECT value FROM setting WHERE name = 'moved_to')"
    return f"""SELECT p.suspended_at, w.head_number, w.head_hash, {moved}{more if server else ""}
        FROM person p LEFT JOIN writer w ON w.id = {mark} WHERE p.id = {mark}"""


def guard(person: UUID, then: Callable[[bool], object]) -> None:
    """Tells `then` whether the person is suspended or gone, before the first answer of a reading is given out."""
    database: Any = Writer._meta.database
    mark = "%s" if database.for_update else "?"

    def answered(cursor: Any) -> None:
        found = cursor.fetchone()
        then(found is None or found[0] is not None)

    database.accompany(f"SELECT suspended_at FROM person WHERE id = {mark}", (person.hex,), answered)


def append(record: Record, journal: Sequence[tuple[Any, ...]], *, operation: bool,
           then: Callable[[int | None, bool], object]) -> None:  # fmt: skip
    """Puts `record` at the end of its chain with its journal: tuples of position, table, row, kind, changes, salt, made
    and hash. With `operation` its operation is noted too.

    `then` hears the record's serial number, None if the chain has grown by another record meanwhile and nothing was
    written; and whether the operation is new.
    """
    database: Any = Record._meta.database
    way = _append_there if database.for_update else _append_here
    way(database, record, journal, operation, then)


def _append_here(database: Any, record: Record, journal: Sequence[tuple[Any, ...]], operation: bool,
                 then: Callable[[int | None, bool], object]) -> None:  # fmt: skip
    fresh = operation and rows.insert(Operation(id=record.operation, at=record.at), or_keep=True)
    data = record.__data__
    grown = database.execute_sql(
        "UPDATE writer SET head_number = ?, head_hash = ? WHERE id = ? AND head_number = ?",
        (record.number, record.hash, data["writer"].hex, record.number - 1),
    )
    if grown.rowcount != 1:
        then(None, fresh)
        return
    rows.insert(record)
    insert_many(Journal, _JOURNAL, ((record.serial, *entry) for entry in journal))
    then(record.serial, fresh)


def _append_there(database: Any, record: Record, journal: Sequence[tuple[Any, ...]], operation: bool,
                  then: Callable[[int | None, bool], object]) -> None:  # fmt: skip
    few = journal if len(journal) <= FEW else ()
    data, fields = record.__data__, Record._meta.fields
    values = [fields[name].db_value(data[name]) for name in _appended()]
    head = (data["number"], data["hash"], data["writer"].hex, data["number"] - 1)
    noted = (data["operation"].hex, fields["at"].db_value(data["at"])) if operation else ()

    def answered(cursor: Any) -> None:
        serial, fresh = cursor.fetchone()
        if serial is not None and not few:
            insert_many(Journal, _JOURNAL, ((serial, *entry) for entry in journal))
        then(serial, fresh)

    params = [*noted, *head, *values, *(value for entry in few for value in entry)]
    database.later(_append_text(operation, len(few)), params, answered)


@cache
def _appended() -> tuple[str, ...]:
    return tuple(field.name for field in Record._meta.sorted_fields if field.name not in ("serial", "writer"))


@cache
def _append_text(operation: bool, entries: int) -> str:
    """All of it in one statement: its parts see the office as it was before, and what one returns the next one uses."""
    columns, marks = _marked(Record, _appended())
    parts = [
        "grown AS (UPDATE writer SET head_number = %s, head_hash = %s WHERE id = %s AND head_number = %s RETURNING id)",
        f"written AS (INSERT INTO record (writer_id, {columns}) SELECT id, {marks} FROM grown RETURNING serial)",
    ]
    if operation:
        noted = "INSERT INTO operation (id, at) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING id"
        parts.insert(0, f"arrived AS ({noted})")
    if entries:
        columns, marks = _marked(Journal, _JOURNAL)
        each = ", ".join([f"({marks.partition(', ')[2]})"] * entries)
        found = f"SELECT w.serial, v.* FROM written w, (VALUES {each}) v"
        parts.append(f"journalled AS (INSERT INTO journal ({columns}) {found})")
    fresh = "EXISTS (SELECT FROM arrived)" if operation else "false"
    return f"WITH {', '.join(parts)} SELECT (SELECT serial FROM written), {fresh}"


def _marked(model: Any, names: Sequence[str]) -> tuple[str, str]:
    fields = [model._meta.fields[name] for name in names]
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    return columns, ", ".join(f"%s::{_TYPES[_kind(field)]}" for field in fields)


def _kind(field: Any) -> str:
    # a foreign key is what it refers to
    kind = str(field.rel_field.field_type if hasattr(field, "rel_field") else field.field_type)
    return kind.replace("BIGAUTO", "BIGINT")
