"""Finds anything in the office by any fragment of it, under the scope of who asks (CL-16)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import peewee

from desktop.models.bulk import FEW, execute_many, insert_raw
from desktop.models.database import TEXT_INDEXES
from desktop.models.rows import uuid_of
from desktop.models.search import SearchDoc, index_early
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Block
from desktop.rules.formats import id_number
from desktop.rules.rights import Right
from desktop.rules.text import fold
from desktop.rules.tokens import (
    ALL_TOKENS,
    Query,
    Tokens,
    fts5_match,
    fts5_text,
    query_of,
    tokens_of,
    tsquery,
    tsvector_literal,
    tsvector_of_names,
)
from desktop.services import blocks
from desktop.services.search_sources import FOUND, NARROWED, SQLITE, Source, asked_of_server, is_large
from desktop.services.work import EVERYTHING, Work

CLIENT, CONTACT, COMPETITOR, DEALING, EVENT = "client", "contact", "competitor", "dealing", "event"
LEAD = "lead"
ANSWER = "answer"
# Whoever gets more hits than this types another character; and it bounds the work of the commonest of surnames
MOST = 200
# Together with other filters, or on paper, the hits that count may stand far behind the first
DEEP = 10_000
_NO_LIMIT = 2**31
_CHUNK = 2000
OF_CLIENTS = "search_text", "search_text_names"
USUAL, MUCH = 1 << 20, 16 << 20  # bytes; SQLite's own choice, and what an import of thousands takes

_KEEP_SQLITE = """
    INSERT INTO search_doc (kind, subject, owner, deputy, department) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (subject) DO UPDATE SET kind = excluded.kind, owner = excluded.owner, deputy = excluded.deputy,
        department = excluded.department
    RETURNING serial"""
# What hangs on a client is found under its scope, whoever has it now
_FOLLOW = """
    UPDATE search_doc SET owner = {mark}, deputy = {mark}, department = {mark}
    WHERE subject IN (SELECT id FROM contact WHERE client_id = {mark}
        UNION ALL SELECT id FROM competitor_note WHERE client_id = {mark}
        UNION ALL SELECT id FROM dealing WHERE client_id = {mark})"""
_KEEP_POSTGRES = """
    INSERT INTO search_doc (kind, subject, owner, deputy, department, names, tokens)
    VALUES (%s, %s, %s, %s, %s, %s::tsvector, %s::tsvector)
    ON CONFLICT (subject) DO UPDATE SET kind = excluded.kind, owner = excluded.owner, deputy = excluded.deputy,
        department = excluded.department, names = excluded.names, tokens = excluded.tokens"""

# Written as SQL, since they run at every keystroke. What the tokens find is little, all else is large: the joins stay
# in this order on SQLite, and a fence keeps PostgreSQL from walking a whole table in the order asked for
_SERIALS_SQLITE = "SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid LIMIT ?"
_NARROWED_SQLITE = """
    SELECT {index}.rowid FROM {index} CROSS JOIN search_doc d ON d.serial = {index}.rowid
    WHERE {index} MATCH ? AND {within} ORDER BY {index}.rowid LIMIT ?"""
_SERIALS_POSTGRES = """
    WITH few AS MATERIALIZED (
        SELECT d.serial FROM search_doc d WHERE d.{column} @@ %s::tsquery AND d.kind = %s AND {within} LIMIT %s)
    SELECT serial FROM few ORDER BY serial"""
_SERIALS_NARROWED = "SELECT serial FROM cf.find(%s::tsquery, %s, %s, %s) ORDER BY serial"
# An equal number by its blind index (AC-5): some files have that of a former key
_NUMBERED = """
    SELECT d.serial FROM client_identity i CROSS JOIN search_doc d
    WHERE i.id_number_index IN ({marks}) AND d.subject = i.client_id AND {within} ORDER BY d.serial"""
_SHORTEST_NUMBER = 15
_SUBJECTS = "SELECT d.subject FROM {serials} CROSS JOIN search_doc d WHERE d.serial = s.value"
_SHOWN = """{before}
    SELECT c.id, c.code, c.name, c.unit, c.position, c.salutation, c.phone, c.risk FROM {rows}
    WHERE {where} AND c.withdrawn_at IS NULL AND {within} ORDER BY {order}"""


@dataclass(frozen=True, slots=True)
class Doc:
    """What makes a row findable."""

    kind: str
    subject: UUID
    tokens: Tokens
    owner: UUID | None = None
    deputy: UUID | None = None
    department: UUID | None = None


class Hit(NamedTuple):
    """A tuple, since fifty are made at each keystroke.

    `client` is the file it belongs to: its own, or that of the client of a contact; None for an event.
    """

    kind: str
    id: UUID
    code: str
    title: str
    detail: str
    client: UUID | None
    risk: str = ""  # a rules.risks.Mark: shown wherever a client is picked (CL-12)


def index(work: Work, doc: Doc, *, names: bool = True) -> None:
    """Makes one row findable by its present values. Part of the writing verb; asks for no right of its own.

    `names`: whether its names may have changed; where they have not, a file is spared half of the writing.
    """
    whose = [key.hex if key else None for key in (doc.owner, doc.deputy, doc.department)]
    if work.database.sqlite:
        _index_here(work, doc, whose, names)
        return
    # in one parcel
    follow = [*whose, *[doc.subject.hex] * 3] if doc.kind == CLIENT else []
    head = f"WITH followed AS ({_FOLLOW.format(mark='%s')})" if follow else ""
    texts = tsvector_of_names(doc.tokens), tsvector_literal(doc.tokens)
    work.database.engine.later(head + _KEEP_POSTGRES, [*follow, doc.kind, doc.subject.hex, *whose, *texts])


def _index_here(work: Work, doc: Doc, whose: list[str | None], names: bool) -> None:
    run, subject = work.database.engine.execute_sql, doc.subject.hex
    # every page that is written counts twice, in the file and in its journal: what stays as it is stays untouched
    kept = run("SELECT serial, owner, deputy, department FROM search_doc WHERE subject = ?", (subject,)).fetchone()
    if kept is None or list(kept[1:]) != whose:
        serial, names = run(_KEEP_SQLITE, (doc.kind, subject, *whose)).fetchone()[0], names or kept is None
        if doc.kind == CLIENT:
            run(_FOLLOW.format(mark="?"), (*whose, subject, subject, subject))
    else:
        serial = kept[0]
    other = fts5_text(doc.tokens.other)
    if doc.kind != CLIENT:
        run("INSERT OR REPLACE INTO search_text_more (rowid, other) VALUES (?, ?)", (serial, other))
        return
    name = fts5_text(doc.tokens.name)
    run("INSERT OR REPLACE INTO search_text (rowid, name, other) VALUES (?, ?, ?)", (serial, name, other))
    if names:
        run("INSERT OR REPLACE INTO search_text_names (rowid, name) VALUES (?, ?)", (serial, name))


def index_many(work: Work, docs: Iterable[Doc]) -> None:
    """Makes many new rows findable at once. Rows that are in the index already go through `index`."""
    index_rendered(work, [render(work, doc) for doc in docs])


class Rendered(NamedTuple):
    """A document as its database takes it, prepared before the write so that the write does nothing else."""

    columns: tuple[str, UUID, UUID | None, UUID | None, UUID | None]
    name: str
    other: str  # PostgreSQL: names and others


def render(work: Work, doc: Doc) -> Rendered:
    columns = (doc.kind, doc.subject, doc.owner, doc.deputy, doc.department)
    if work.database.sqlite:
        return Rendered(columns, fts5_text(doc.tokens.name), fts5_text(doc.tokens.other))
    return Rendered(columns, tsvector_of_names(doc.tokens), tsvector_literal(doc.tokens))


def with_value(work: Work, doc: Rendered, value: str) -> Rendered:
    """The document with one more value, such as a code that is known only within the write."""
    tokens = tokens_of((), (value,)).other
    if work.database.sqlite:
        return Rendered(doc.columns, doc.name, f"{doc.other} {fts5_text(tokens)}")
    start = doc.other.count(" ") + 2
    if start + len(tokens) > ALL_TOKENS:
        return doc
    other = " ".join([doc.other, *(f"'{t}':{at}B" for at, t in enumerate(tokens, start))])
    return Rendered(doc.columns, doc.name, other)


def index_rendered(work: Work, docs: Sequence[Rendered]) -> None:
    """Makes many new rows findable at once. Part of the writing verb."""
    engine = work.database.engine
    columns = ("kind", "subject", "owner", "deputy", "department")
    if not work.database.sqlite:
        vectors = ((*d.columns, d.name, d.other) for d in docs)
        insert_raw(engine, "search_doc", (*columns, "names", "tokens"), vectors)
        index_early(engine)
        return
    first = (SearchDoc.select(peewee.fn.MAX(SearchDoc.serial)).scalar() or 0) + 1
    insert_raw(engine, "search_doc", ("serial", *columns), ((first + n, *d.columns) for n, d in enumerate(docs)))
    texts = [(first + n, d.name, d.other, d.columns[0] == CLIENT) for n, d in enumerate(docs)]
    insert_raw(engine, "search_text", ("rowid", "name", "other"), (text[:3] for text in texts if text[3]))
    insert_raw(engine, "search_text_names", ("rowid", "name"), (text[:2] for text in texts if text[3]))
    insert_raw(engine, "search_text_more", ("rowid", "other"), ((text[0], text[2]) for text in texts if not text[3]))


def gather(work: Work, most: int) -> None:
    """How many bytes of places SQLite gathers before it writes a piece of an index, which it joins to others later:
    what gets thousands of rows at once is written in few pieces. Within a write, which ends with USUAL."""
    if work.database.sqlite:
        for index in OF_CLIENTS:
            work.database.engine.execute_sql(f"INSERT INTO {index} ({index}, rank) VALUES ('hashsize', ?)", (most,))


def index_again(work: Work, docs: Sequence[Doc]) -> None:
    """Makes rows findable by their present values, of many rows all at once. Part of the writing verb."""
    if len(docs) <= FEW:
        for doc in docs:
            index(work, doc)
        return
    replace_rendered(work, [render(work, doc) for doc in docs])


def replace_rendered(work: Work, docs: Sequence[Rendered]) -> None:
    """The same, of documents prepared before the write; what hangs on a client is found under its present scope."""
    forget(work, [doc.columns[1] for doc in docs])
    index_rendered(work, docs)
    follow(work, [doc.columns[1:] for doc in docs if doc.columns[0] == CLIENT])


def follow(work: Work, clients: Iterable[tuple[UUID, UUID | None, UUID | None, UUID | None]]) -> None:
    """Lets what hangs on these clients be found under their scope: each with owner, deputy and department."""
    mark = "?" if work.database.sqlite else "%s"
    asked = [[*(key.hex if key else None for key in whose), *[client.hex] * 3] for client, *whose in clients]
    execute_many(work.database.engine, _FOLLOW.format(mark=mark), asked)


def forget(work: Work, subjects: Iterable[UUID]) -> None:
    """Takes rows out of the index. Part of the writing verb."""
    whole = list(subjects)
    for start in range(0, len(whole), _CHUNK):
        found = SearchDoc.select(SearchDoc.serial).where(SearchDoc.subject.in_(whole[start : start + _CHUNK]))
        serials = [row[0] for row in found.tuples()]
        if work.database.sqlite:
            gone = [(serial,) for serial in serials]
            for index in TEXT_INDEXES:
                execute_many(work.database.engine, f"DELETE FROM {index} WHERE rowid = ?", gone)
        SearchDoc.delete().where(SearchDoc.serial.in_(serials)).execute()


def find(work: Work, text: str, limit: int = 50) -> list[Hit]:
    """The clients for `text`, names before other values (CL-16). Without the right to see clients there are none."""
    source, asked = hits(work, text, limit)
    if not asked:
        return []
    within, mine = work.within_sql("c", Right.SEE_CLIENTS, "_id")
    rows = _run(work, _shown(source, within), [*asked, *mine])
    found = [_client_hit(*row) for row in rows]
    wanted = _plain(text)
    found.sort(key=lambda hit: not _plain(hit.title).startswith(wanted))
    return found


@lru_cache(100)
def _shown(source: Source, within: str) -> str:
    return _SHOWN.format(within=within, **source._asdict())


def hits(work: Work, text: str, limit: int = MOST) -> tuple[Source, list[Any]]:
    """The clients that `matching` gives, to be joined to what a statement is to show of them, with its parameters.

    Without parameters there are none. Whoever asks narrows the clients themselves to what this person may see.
    """
    if work.database.sqlite:
        serials = _serials(work, text, limit)
        return SQLITE, [json.dumps(serials)] if serials else []
    numbered = _numbered(work, text)
    if numbered:
        return FOUND, [numbered]
    query, limit = query_of(text), min(limit, _NO_LIMIT)
    within, mine = work.within_sql("d", Right.SEE_CLIENTS, key="subject")
    if work.narrowed:
        within = NARROWED
    large = bool(query) and is_large(work.database)
    source, asked = asked_of_server(tsquery(query), within, mine, limit, large=large)
    return source, asked if query else []


@lru_cache(2000)
def _plain(text: str) -> str:
    """Most hits of one keystroke are those of the keystroke before."""
    return fold(text).replace(" ", "")


def matching(work: Work, text: str, limit: int = MOST) -> list[UUID]:
    """Ids of the clients this person may see that match `text`, those matching by name first, at most `limit`."""
    serials = _serials(work, text, limit)
    source, order, given = _from(work, serials)
    rows = _run(work, f"{_SUBJECTS.format(serials=source)} ORDER BY {order}", [given]) if serials else []
    return [uuid_of(key) for (key,) in rows]


def among_matching(work: Work, column: Any, text: str, limit: int = MOST) -> Any:
    """The condition that `column` holds the id of a client that `matching` gives; names no thousand ids one by one."""
    source, _order, given = _from(work, _serials(work, text, limit))
    return column.in_(peewee.SQL(f"({_SUBJECTS.format(serials=source)})", (given,)))


def _serials(work: Work, text: str, limit: int) -> list[int]:
    """What has this ID number; else what matches by name, then what matches by other values, each once."""
    numbered = _numbered(work, text)
    if numbered:
        return numbered[:limit]
    query, limit = query_of(text), min(limit, _NO_LIMIT)
    if not query:
        return []
    found = dict.fromkeys(_some(work, query, limit, names_only=True))
    if len(found) < limit:
        found.update(dict.fromkeys(_some(work, query, limit, names_only=False)))
    return list(islice(found, limit))


def _numbered(work: Work, text: str) -> list[int]:
    """The files with just this ID number, however it is written: for who holds its vault, in this person's scope."""
    if sum(map(str.isdigit, text)) < _SHORTEST_NUMBER or not work.me.vaults.holds(Block.IDENTITY.value):
        return []
    try:
        indexes = blocks.id_number_indexes(id_number(text), work.me.vaults)
    except BadEntry:
        return []
    within, mine = work.within_sql("d", Right.SEE_CLIENTS, key="subject")
    marks = ", ".join(["?" if work.database.sqlite else "%s"] * len(indexes))
    return [serial for (serial,) in _run(work, _NUMBERED.format(marks=marks, within=within), [*indexes, *mine])]


def _some(work: Work, query: Query, limit: int, *, names_only: bool, kind: str = CLIENT) -> list[int]:
    within, mine = work.within_sql("d", Right.SEE_CLIENTS, key="subject")
    if work.database.sqlite:
        index = "search_text_names" if names_only else "search_text"
        if kind != CLIENT:
            index, within, mine = "search_text_more", f"d.kind = ? AND {within}", [kind, *mine]
        plain = _SERIALS_SQLITE if within == EVERYTHING else _NARROWED_SQLITE
        text, asked = plain.format(within=within, index=index), [fts5_match(query), *mine, limit]
    elif work.narrowed:
        text, asked = _SERIALS_NARROWED, [tsquery(query), names_only, kind, limit]
    else:
        text = _SERIALS_POSTGRES.format(within=within, column="names" if names_only else "tokens")
        asked = [tsquery(query), kind, *mine, limit]
    return [serial for (serial,) in _run(work, text, asked)]


def _from(work: Work, serials: Sequence[int]) -> tuple[str, str, Any]:
    """The serials as a table `s` of one parameter, and what keeps their order."""
    if work.database.sqlite:
        return "json_each(?) s", "s.key", json.dumps(serials)
    return "unnest(%s::bigint[]) WITH ORDINALITY s(value, number)", "s.number", list(serials)


def _run(work: Work, text: str, asked: list[Any]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = work.database.engine.execute_sql(text, asked).fetchall()
    return rows


def _client_hit(key: Any, code: str, name: str, unit: str, position: str, salutation: str, phone: str,
                risk: str) -> Hit:  # fmt: skip
    detail = " · ".join([part for part in (unit, position or salutation, phone) if part])
    found = uuid_of(key)
    return Hit(CLIENT, found, code, name, detail, found, risk)
