"""The lines of the client list by statements that are put together once: they run at every keystroke."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.rows import PLAIN, as_list, uuid_of
from desktop.rules.rights import Right
from desktop.services.blocks import OWN_PREFIX
from desktop.services.work import Work

if TYPE_CHECKING:
    from desktop.services.search_sources import Source

Found = tuple[UUID, bool, str, tuple[object, ...]]  # id, whether it is a draft, risk, values in the order asked for

# Names that lie in another table: its name there and the client's column that leads to it
_ELSEWHERE = {
    "owner": ("person", "owner_id"), "deputy": ("person", "deputy_id"), "department": ("department", "department_id"),
}  # fmt: skip
_FEW_SQLITE = "json_each(?) s CROSS JOIN client c"
_FEW_POSTGRES = (
    "unnest(%s::uuid[]) WITH ORDINALITY s(value, key) "
    # the fence makes it go to each of the few rows, and not through all there are
    "CROSS JOIN LATERAL (SELECT * FROM client WHERE id = s.value OFFSET 0) c"
)


class _Shape(NamedTuple):
    """What is selected for some columns, and which of it is to be converted."""

    names: str
    converted: tuple[tuple[int, Callable[[Any], object]], ...]
    width: int


@cache
def _shape(columns: tuple[str, ...]) -> _Shape:
    names, converted = [], []
    for at, name in enumerate(columns):
        if name in _ELSEWHERE:
            table, key = _ELSEWHERE[name]
            # asked of each line: joined, a server would gather all colleagues anew for every one
            names.append(f"(SELECT t.name FROM {table} t WHERE t.id = c.{key})")
            continue
        own = name.startswith(OWN_PREFIX)
        field: Any = Client._meta.fields["own" if own else name]
        names.append(f'c."{field.column_name}"')
        if own:
            converted.append((at, lambda value, name=name, field=field: field.python_value(value).get(name)))
        elif type(field) not in PLAIN:
            converted.append((at, field.python_value))
    return _Shape(", ".join(["c.id", "c.draft", "c.risk", *names]), tuple(converted), len(columns))


def by_ids(work: Work, columns: Sequence[str], ids: Sequence[UUID]) -> list[Found]:
    """The lines of these clients in the order of `ids`, less those this person may not see."""
    if not ids:
        return []
    shape = _shape(tuple(columns))
    within, mine = work.within_sql("c", Right.SEE_CLIENTS, "_id")
    sqlite = work.database.sqlite
    text = _by_ids(shape, within, sqlite)
    keys = as_list([key.hex for key in ids], sqlite=sqlite)
    # reading path: narrowed by the scope in SQL, as the search is
    return _read(shape, work.database.engine.execute_sql(text, [keys, *mine]).fetchall())


@lru_cache(200)
def _by_ids(shape: _Shape, within: str, sqlite: bool) -> str:
    source = _FEW_SQLITE if sqlite else _FEW_POSTGRES
    here = "c.id = s.value" if sqlite else "true"
    return f"SELECT {shape.names} FROM {source} WHERE {here} AND {within} ORDER BY s.key"


def matching(work: Work, columns: Sequence[str], text: str, order: Sequence[Any], descending: bool, limit: int,
             offset: int = 0) -> tuple[list[Found], int]:  # fmt: skip
    """The lines of the clients that match `text` alone, and how many there are: as many as `search.matching` gives."""
    # a list that is not searched goes without: it is the first thing a start shows
    from desktop.services import search

    shape = _shape(tuple(columns))
    source, asked = search.hits(work, text)
    if not asked:
        return [], 0
    within, mine = work.within_sql("c", Right.SEE_CLIENTS, "_id")
    run, way = work.database.engine.execute_sql, " DESC" if descending else ""
    by = ", ".join(f"c.{column.column_name}{way}" for column in order)
    # reading path: narrowed by the scope in SQL, as the search is
    if work.database.sqlite:
        # the order of all first, then what is to be shown of a page: sorting whole lines takes twice as long
        places = [place for (place,) in run(_places(source, within, by), [*asked, *mine]).fetchall()]
        shown = as_list(places[offset : offset + limit], sqlite=True)
        return _read(shape, run(_at_places(shape), [shown]).fetchall()), len(places)
    found = run(_matching(shape, source, within, by), [*asked, *mine, limit, offset]).fetchall()
    return _read(shape, found), int(found[0][-1]) if found else 0


@lru_cache(200)
def _places(source: "Source", within: str, by: str) -> str:
    return f"SELECT c.rowid FROM {source.rows} WHERE {_here(source, within)} ORDER BY {by}"


@cache
def _at_places(shape: _Shape) -> str:
    return f"SELECT {shape.names} FROM json_each(?) s CROSS JOIN client c WHERE c.rowid = s.value ORDER BY s.key"


@lru_cache(200)
def _matching(shape: _Shape, source: "Source", within: str, by: str) -> str:
    return f"""{source.before} SELECT {shape.names}, count(*) OVER () FROM {source.rows}
        WHERE {_here(source, within)} ORDER BY {by} LIMIT %s OFFSET %s"""


def _here(source: "Source", within: str) -> str:
    return f"{source.where} AND c.withdrawn_at IS NULL AND {within}"


def _read(shape: _Shape, found: Sequence[tuple[Any, ...]]) -> list[Found]:
    lines: list[Found] = []
    for key, draft, risk, *values in found:
        del values[shape.width :]
        for at, convert in shape.converted:
            if values[at] is not None:
                values[at] = convert(values[at])
        lines.append((uuid_of(key), bool(draft), str(risk), tuple(values)))
    return lines
