"""The tables of an office as plain rows: read, ordered and hashed alike on both databases."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from desktop.models.database import OfficeDatabase
from desktop.models.migrating import HISTORY

Progress = Callable[[int, int], object]
Row = tuple[Any, ...]

# What each database keeps its own way: the search index can be made anew, the steps are compared by their names, and
# contents of documents travel by themselves
DERIVED = frozenset({HISTORY, "search_doc", "page_index", "blob_chunk"})
BATCH = 2000
# Values as SQLite stores them, which knows neither ids nor days nor truth
_PLAIN = {"uuid": "replace(\"{name}\"::text, '-', '')", "boolean": '"{name}"::int',
          "date": "to_char(\"{name}\", 'YYYY-MM-DD')"}  # fmt: skip
_POSTGRES_TABLES = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL),
        coalesce(array_position(string_to_array(i.indkey::text, ' ')::int[], a.attnum::int), 0)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname, a.attnum"""
_POSTGRES_PARENTS = """
    SELECT c.relname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_class p ON p.oid = k.confrelid WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace"""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=bytes.hex).encode


class Sum(NamedTuple):
    """How many rows a table has, and the SHA-256 over them in the order of their key."""

    rows: int
    digest: str


class Shape(NamedTuple):
    """One table: its columns in order, what to select for them, and its key."""

    name: str
    columns: tuple[str, ...]
    selected: str
    key: str


class Digest:
    """Grows by batches of plain rows; how they are cut into batches makes no difference."""

    def __init__(self) -> None:
        self._hash, self._rows = hashlib.sha256(), 0

    def add(self, batch: Sequence[Row]) -> None:
        # lists of rows, without the brackets around them
        self._hash.update(_encode(batch)[1:-1].encode() + b",")
        self._rows += len(batch)

    @property
    def sum(self) -> Sum:
        return Sum(self._rows, self._hash.hexdigest())


def shapes(office: OfficeDatabase) -> list[Shape]:
    """The tables that hold what the office knows, each after those its rows refer to."""
    found = _shapes_here(office) if office.sqlite else _shapes_there(office)
    parents = _parents_here(office, found) if office.sqlite else office.engine.execute_sql(_POSTGRES_PARENTS).fetchall()
    waits: dict[str, set[str]] = {name: set() for name in found}
    for child, parent in parents:
        if child in waits and parent in waits and child != parent:
            waits[child].add(parent)
    ordered: list[Shape] = []
    while waits:
        free = sorted(name for name, before in waits.items() if not before & waits.keys())
        if not free:
            raise AssertionError(f"tables refer to each other in a circle: {sorted(waits)}")
        ordered += [found[name] for name in free]
        for name in free:
            del waits[name]
    return ordered


def _shapes_here(office: OfficeDatabase) -> dict[str, Shape]:
    found = {}
    for table in office.table_names():
        if table not in DERIVED:
            info = office.engine.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
            names = tuple(row[1] for row in info)
            key = [name for _position, name in sorted((row[5], row[1]) for row in info if row[5])]
            found[table] = Shape(table, names, _quoted(names), _quoted(key))
    return found


def _parents_here(office: OfficeDatabase, found: dict[str, Shape]) -> list[tuple[str, str]]:
    keys = {table: office.engine.execute_sql(f'PRAGMA foreign_key_list("{table}")').fetchall() for table in found}
    return [(table, row[2]) for table, rows in keys.items() for row in rows]


def _shapes_there(office: OfficeDatabase) -> dict[str, Shape]:
    columns: dict[str, list[tuple[str, str, int]]] = {}
    for table, name, kind, place in office.engine.execute_sql(_POSTGRES_TABLES).fetchall():
        if table not in DERIVED:
            columns.setdefault(table, []).append((name, kind, place))
    found = {}
    for table, rows in columns.items():
        selected = ", ".join(_PLAIN.get(kind, '"{name}"').format(name=name) for name, kind, _place in rows)
        key = [
            f'"{name}" COLLATE "C"' if kind in ("text", "character varying") else f'"{name}"'
            for _place, name, kind in sorted((place, name, kind) for name, kind, place in rows if place)
        ]
        found[table] = Shape(table, tuple(name for name, _kind, _place in rows), selected, ", ".join(key))
    return found


def batches(office: OfficeDatabase, shape: Shape) -> Iterator[list[Row]]:
    """All rows of a table as plain values, in the order of its key; never more than a batch in memory."""
    text = f'SELECT {shape.selected} FROM "{shape.name}" ORDER BY {shape.key}'
    if office.sqlite:
        cursor = office.engine.execute_sql(text)
        while batch := cursor.fetchmany(BATCH):
            yield batch
        return
    office.engine.settle()
    # whoever asks for a cursor has the transaction begun; a named one stays with the server
    office.engine.cursor().close()
    with office.engine.connection().cursor(name="clientele_rows") as cursor:
        cursor.execute(text)
        while batch := cursor.fetchmany(BATCH):
            yield batch


def holding(office: OfficeDatabase, found: Sequence[Shape]) -> frozenset[str]:
    """Which of these tables hold a row, asked in one go: a young office uses a third of them, and each that is read
    costs a server several ways there and back."""
    each = ", ".join(f"""CASE WHEN EXISTS (SELECT 1 FROM "{shape.name}") THEN '{shape.name}' END""" for shape in found)
    return frozenset(office.engine.execute_sql(f"SELECT {each}").fetchone()) - {None} if found else frozenset()


def count(office: OfficeDatabase, table: str) -> int:
    return int(office.engine.execute_sql(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def sums(office: OfficeDatabase, progress: Progress = lambda *_: None) -> dict[str, Sum]:
    """Rows and hash of each table, within a transaction of the office. `progress` counts tables."""
    found, all_of_them = {}, shapes(office)
    filled = holding(office, all_of_them)
    for number, shape in enumerate(all_of_them):
        progress(number, len(all_of_them))
        digest = Digest()
        for batch in batches(office, shape) if shape.name in filled else ():
            digest.add(batch)
        found[shape.name] = digest.sum
    return found


def serials(office: OfficeDatabase) -> None:
    """On a server: lets its own numbers go on after those of the rows that were brought in."""
    if office.sqlite:
        return
    query = """SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%%'"""
    for table, column in office.engine.execute_sql(query, ()).fetchall():
        office.engine.execute_sql(
            f"""SELECT setval(pg_get_serial_sequence('"{table}"', '{column}'), greatest(m, 1), m > 0)
                FROM (SELECT coalesce(max("{column}"), 0) m FROM "{table}") q"""
        )


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
