"""Reads and writes single rows by SQL that is put together once: building a query costs ten times its running."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import peewee

# What the drivers hand over as it is; all other columns are converted
PLAIN = (peewee.CharField, peewee.TextField, peewee.IntegerField, peewee.SmallIntegerField, peewee.BigIntegerField)
Converter = Callable[[Any], Any]


class Columns(NamedTuple):
    """Those of a table in their order, and which of their values are not taken as they come."""

    names: tuple[str, ...]
    converted: tuple[tuple[int, Converter], ...]


@cache
def columns_of(model: Any) -> Columns:
    fields = model._meta.sorted_fields
    return Columns(
        tuple(f.name for f in fields),
        tuple((at, _converter(f)) for at, f in enumerate(fields) if type(f) not in PLAIN),
    )


def _converter(field: Any) -> Converter:
    # a foreign key is what it refers to
    is_id = isinstance(getattr(field, "rel_field", field), peewee.UUIDField)
    convert: Converter = uuid_of if is_id else field.python_value
    return convert


def made(model: Any, columns: Columns, found: Sequence[Any]) -> Any:
    """The row of which the driver has found all columns."""
    values = list(found)
    for at, convert in columns.converted:
        if values[at] is not None:
            values[at] = convert(values[at])
    row = model(__no_default__=True)
    row.__data__.update(zip(columns.names, values, strict=True))
    return row


class _Shape(NamedTuple):
    """One table's statements on one kind of database."""

    select: str
    insert: str
    inserted: tuple[Any, ...]  # the fields an insert names
    generated: bool  # the database gives the key


@cache
def _shape(model: Any, postgres: bool) -> _Shape:
    meta = model._meta
    fields = list(meta.sorted_fields)
    mark = "%s" if postgres else "?"
    columns = ", ".join(f'"{f.column_name}"' for f in fields)
    generated = isinstance(meta.primary_key, peewee.AutoField)
    inserted = tuple(f for f in fields if not (generated and f.primary_key))
    names = ", ".join(f'"{f.column_name}"' for f in inserted)
    insert = f'INSERT INTO "{meta.table_name}" ({names}) VALUES ({", ".join([mark] * len(inserted))})'
    if generated and postgres:
        insert += f' RETURNING "{meta.primary_key.column_name}"'
    return _Shape(
        f'SELECT {columns} FROM "{meta.table_name}" WHERE "{meta.primary_key.column_name}" = {mark}',
        insert,
        inserted,
        generated,
    )


def load(model: Any, key: object, *, lock: bool = False, share: bool = False) -> Any:
    """The row with this key, or None. `lock` keeps it from others until the transaction ends; `share` only keeps
    others from changing it."""
    database, meta = model._meta.database, model._meta
    shape = _shape(model, database.for_update)
    # the weaker lock: rows that only refer to this one may come and go meanwhile
    how = " FOR NO KEY UPDATE" if lock else " FOR SHARE" if share else ""
    text = shape.select + how if database.for_update else shape.select
    found = database.execute_sql(text, (meta.primary_key.db_value(key),)).fetchone()
    return None if found is None else made(model, columns_of(model), found)


def insert(row: Any, *, or_keep: bool = False) -> bool:
    """Adds `row`; one whose key the database gives has it afterwards. `or_keep`: one that is there already stays,
    and False is returned. A server hears of a row with a key of its own together with the next question."""
    model: Any = type(row)
    database = row._meta.database
    shape = _shape(model, database.for_update)
    data = row.__data__
    text = f"{shape.insert} ON CONFLICT DO NOTHING" if or_keep else shape.insert
    values = [field.db_value(data.get(field.name)) for field in shape.inserted]
    row._dirty.clear()
    if not or_keep and not shape.generated:
        database.later(text, values)
        return True
    cursor = database.execute_sql(text, values)
    if shape.generated:
        data[row._meta.primary_key.name] = cursor.fetchone()[0] if database.for_update else cursor.lastrowid
    return bool(cursor.rowcount == 1)


def update(model: Any, key: object, values: Mapping[str, object], version: int | None = None) -> bool:
    """Changes these fields; with `version` only if the row has that version still, and raises it by one.

    False if no row was changed.
    """
    database = model._meta.database
    return bool(database.execute_sql(*_updating(model, key, values, version)).rowcount == 1)


def update_locked(model: Any, key: object, values: Mapping[str, object], version: int) -> None:
    """The same for a row that this transaction has locked at that version: a server hears of it with the next
    question."""

    def answered(cursor: Any) -> None:
        if cursor.rowcount != 1:
            raise AssertionError(f"a row of {model._meta.table_name} changed under its own lock")

    model._meta.database.later(*_updating(model, key, values, version), answered)


def _updating(model: Any, key: object, values: Mapping[str, object], version: int | None) -> tuple[str, list[Any]]:
    meta = model._meta
    params = [meta.fields[name].db_value(value) for name, value in values.items()]
    params.append(meta.primary_key.db_value(key))
    if version is not None:
        params.append(version)
    return _update(model, meta.database.for_update, tuple(values), version is not None), params


@lru_cache(1000)
def _update(model: Any, postgres: bool, names: tuple[str, ...], versioned: bool) -> str:
    meta, mark = model._meta, "%s" if postgres else "?"
    settings = [f'"{meta.fields[name].column_name}" = {mark}' for name in names]
    where = f'"{meta.primary_key.column_name}" = {mark}'
    if versioned:
        settings.append('"version" = "version" + 1')
        where += f' AND "version" = {mark}'
    return f'UPDATE "{meta.table_name}" SET {", ".join(settings)} WHERE {where}'


def among(column: Any, keys: Iterable[UUID]) -> Any:
    """The condition that `column` holds one of `keys`, given as one parameter and not as hundreds."""
    if column.model._meta.database.for_update:
        return column.in_(peewee.SQL("(SELECT unnest(%s::uuid[]))", ([key.hex for key in keys],)))
    return column.in_(peewee.SQL("(SELECT value FROM json_each(?))", (json.dumps([key.hex for key in keys]),)))


def as_list(values: Sequence[object], *, sqlite: bool) -> object:
    """Many values as one parameter."""
    return json.dumps(values) if sqlite else list(values)


def uuid_of(key: Any) -> UUID:
    """An id as the driver gives it; taking the text apart as UUID does costs five times as much."""
    return key if isinstance(key, UUID) else UUID(int=int(key, 16))
