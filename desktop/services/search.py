"""Finds anything in the office by any fragment of it, under the scope of who asks (CL-16)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import peewee

from desktop.models.bulk import insert_raw
from desktop.models.clients import Client
from desktop.models.search import SearchDoc
from desktop.rules.rights import Right, Scope
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
)
from desktop.services.work import Work

CLIENT = "client"
# Whoever gets more hits than this types another character; and it bounds the work of the commonest of surnames
MOST = 1000
_CHUNK = 2000
_FTS = peewee.Table("search_text", ("rowid", "search_text"))


@dataclass(frozen=True, slots=True)
class Doc:
    """What makes a row findable."""

    kind: str
    subject: UUID
    tokens: Tokens
    owner: UUID | None = None
    deputy: UUID | None = None
    department: UUID | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    id: UUID
    code: str
    title: str
    detail: str


def index(work: Work, doc: Doc) -> None:
    """Makes one row findable by its present values. Part of the writing verb; asks for no right of its own."""
    values = {"kind": doc.kind, "owner": doc.owner, "deputy": doc.deputy, "department": doc.department}
    serial = SearchDoc.select(SearchDoc.serial).where(SearchDoc.subject == doc.subject).scalar()
    if serial is None:
        serial = SearchDoc.insert(subject=doc.subject, **values).execute()
    else:
        SearchDoc.update(**values).where(SearchDoc.serial == serial).execute()
    run = work.database.engine.execute_sql
    if work.database.sqlite:
        run("DELETE FROM search_text WHERE rowid = ?", (serial,))
        run("INSERT INTO search_text (rowid, name, other) VALUES (?, ?, ?)",
            (serial, fts5_text(doc.tokens.name), fts5_text(doc.tokens.other)))  # fmt: skip
    else:
        run("UPDATE search_doc SET tokens = %s::tsvector WHERE serial = %s", (tsvector_literal(doc.tokens), serial))


def index_many(work: Work, docs: Iterable[Doc]) -> None:
    """Makes many new rows findable at once. Rows that are in the index already go through `index`."""
    index_rendered(work, [render(work, doc) for doc in docs])


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document as its database takes it, prepared before the write so that the write does nothing else."""

    columns: tuple[str, UUID, UUID | None, UUID | None, UUID | None]
    name: str
    other: str  # PostgreSQL: the whole vector


def render(work: Work, doc: Doc) -> Rendered:
    columns = (doc.kind, doc.subject, doc.owner, doc.deputy, doc.department)
    if work.database.sqlite:
        return Rendered(columns, fts5_text(doc.tokens.name), fts5_text(doc.tokens.other))
    return Rendered(columns, "", tsvector_literal(doc.tokens))


def with_value(work: Work, doc: Rendered, value: str) -> Rendered:
    """The document with one more value, such as a code that is known only within the write."""
    tokens = tokens_of((), (value,)).other
    if work.database.sqlite:
        return replace(doc, other=f"{doc.other} {fts5_text(tokens)}")
    start = doc.other.count(" ") + 2
    if start + len(tokens) > ALL_TOKENS:
        return doc
    return replace(doc, other=" ".join([doc.other, *(f"'{t}':{at}B" for at, t in enumerate(tokens, start))]))


def index_rendered(work: Work, docs: Sequence[Rendered]) -> None:
    """Makes many new rows findable at once. Part of the writing verb."""
    engine = work.database.engine
    columns = ("kind", "subject", "owner", "deputy", "department")
    if not work.database.sqlite:
        insert_raw(engine, "search_doc", (*columns, "tokens"), ((*d.columns, d.other) for d in docs))
        return
    first = (SearchDoc.select(peewee.fn.MAX(SearchDoc.serial)).scalar() or 0) + 1
    insert_raw(engine, "search_doc", ("serial", *columns), ((first + n, *d.columns) for n, d in enumerate(docs)))
    texts = ((first + n, d.name, d.other) for n, d in enumerate(docs))
    insert_raw(engine, "search_text", ("rowid", "name", "other"), texts)


def forget(work: Work, subjects: Iterable[UUID]) -> None:
    """Takes rows out of the index. Part of the writing verb."""
    whole = list(subjects)
    for start in range(0, len(whole), _CHUNK):
        found = SearchDoc.select(SearchDoc.serial).where(SearchDoc.subject.in_(whole[start : start + _CHUNK]))
        serials = [row[0] for row in found.tuples()]
        if work.database.sqlite:
            work.database.engine.cursor().executemany(
                "DELETE FROM search_text WHERE rowid = ?", [(serial,) for serial in serials]
            )
        SearchDoc.delete().where(SearchDoc.serial.in_(serials)).execute()


def find(work: Work, text: str, limit: int = 50) -> list[Hit]:
    """The hits for `text`, names before other values (CL-16). Without the right to see clients there are none."""
    ids = matching(work, text, limit)
    clients = {c.id: c for c in work.visible(Client).where(Client.id.in_(ids))} if ids else {}
    hits = [_client_hit(clients[i]) for i in ids if i in clients]
    wanted = fold(text).replace(" ", "")
    hits.sort(key=lambda hit: not fold(hit.title).replace(" ", "").startswith(wanted))
    return hits


def matching(work: Work, text: str, limit: int = MOST) -> list[UUID]:
    """Ids of the clients this person may see that match `text`, those matching by name first, at most `limit`."""
    query = query_of(text)
    if not query or work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.NONE:
        return []
    found = dict.fromkeys(_ids(work, query, limit, names_only=True))
    if len(found) < limit:
        found.update(dict.fromkeys(_ids(work, query, limit, names_only=False)))
    return list(found)[:limit]


def _ids(work: Work, query: Query, limit: int, *, names_only: bool) -> list[UUID]:
    within = work.within(SearchDoc, Right.SEE_CLIENTS)
    if work.database.sqlite:
        match = fts5_match(query, "name" if names_only else None)
        hits = _FTS.select(SearchDoc.subject).join(SearchDoc, peewee.JOIN.CROSS)
        hits = hits.where(peewee.SQL("search_text MATCH ?", (match,)) & (SearchDoc.serial == _FTS.rowid))
        hits = hits.bind(work.database.engine)
    else:
        wanted = peewee.SQL("tokens @@ %s::tsquery", (tsquery(query, "A" if names_only else None),))
        hits = SearchDoc.select(SearchDoc.subject, SearchDoc.serial).where(wanted)
    if within is not None:
        hits = hits.where(within)
    if work.database.sqlite:
        rows: Any = hits.order_by(_FTS.rowid).limit(limit).tuples()
    else:
        # without the fence the planner may walk the whole table in the order asked for
        fenced = hits.limit(max(limit, MOST) * 2).cte("hits", materialized=True)
        rows = fenced.select_from(fenced.c.subject).order_by(fenced.c.serial).limit(limit).tuples()
    return [row[0] if isinstance(row[0], UUID) else UUID(row[0]) for row in rows]


def _client_hit(client: Any) -> Hit:
    detail = " · ".join(part for part in (client.unit, client.position or client.salutation, client.phone) if part)
    return Hit(CLIENT, client.id, client.code, client.name, detail)
