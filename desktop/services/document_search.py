"""Finds documents by any word in them, under the scope of who asks: titles and numbers before text (CL-16, DO-2).

Each word that was typed is looked for in what is said of a document, in its pages, and among clients. What all words
meet in one place comes first; then what they meet together. Whose documents, and which vaults, is asked within the
queries, before anything is counted. What is common is looked for among the newest; then it is told that there may be
more.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.document_pages import DocumentPage
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.models.rows import among, uuid_of
from desktop.models.server_pages import oldest, sampled
from desktop.rules.documents import Kind, kind_of
from desktop.rules.errors import Damaged
from desktop.rules.page_tokens import Snippet, blinded_query, page_query, snippet
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.rules.tokens import Query, fts5_match, tsquery
from desktop.rules.values import dataclass
from desktop.services import document_index, document_lists, folders, search
from desktop.services.document_lists import DocumentLine
from desktop.services.work import EVERYTHING, Work

MOST = 1_000
"""Documents that a search gathers; whoever finds more types another word."""
SHOWN = 50
_LOOKED_THROUGH = 5_000  # entries of the index, of a SQLite office, for one question: each takes some 12 µs to judge
_ENTRIES = 2_500  # that one question may give: a document may have many pages
_AMONG = 200  # documents in which words are looked for that meet apart
_WORDS = 4  # that may be a client's name
_OF_CLIENTS = 200  # documents of clients who are found
# How much it counts where something is found (design/documents.md)
HEAD, OWNER, TEXT = 5, 3, 1

_USUAL = "d.withdrawn_at IS NULL AND d.state <> 'destroyed'"
_SQLITE = """
    SELECT i.document_id, i.page_id, i.number FROM (
        SELECT rowid AS serial FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT ?) f
    CROSS JOIN page_index i ON i.serial = f.serial CROSS JOIN document d ON d.id = i.document_id
    WHERE {usual} AND {narrowed} ORDER BY f.serial DESC LIMIT ?"""
# asked of each of a few documents, for which the index is looked up and not gone through
_SQLITE_AMONG = """
    SELECT i.document_id, i.page_id, i.number FROM json_each(?) k CROSS JOIN page_index i ON i.document_id = k.value
    CROSS JOIN {index} f ON f.rowid = i.serial CROSS JOIN document d ON d.id = i.document_id
    WHERE i.number {kind} AND {index} MATCH ? AND {usual} AND {narrowed} ORDER BY i.serial DESC LIMIT ?"""
_POSTGRES = """
    WITH found AS MATERIALIZED (
        SELECT i.serial, i.document_id, i.page_id, i.number FROM page_index i
        WHERE i.number {kind} AND i.tokens @@ %s::tsquery AND {where})
    SELECT f.document_id, f.page_id, f.number FROM (SELECT * FROM found ORDER BY serial DESC OFFSET 0) f
    CROSS JOIN LATERAL (SELECT 1 FROM document d WHERE d.id = f.document_id AND {usual} AND {narrowed} OFFSET 0) seen
    ORDER BY f.serial DESC LIMIT %s"""
_NARROWED = """
    SELECT document, page, number FROM cf.find_pages(%s::tsquery, %s, %s, %s, %s, %s, %s, %s::uuid[], %s)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows a search; what is empty narrows nothing. `mark` "-" stands for documents without one."""

    client: UUID | None = None
    folder: UUID | None = None
    kinds: frozenset[str] = frozenset()
    mark: str = ""
    since: date | None = None  # of the paper itself
    till: date | None = None


EVERYWHERE = Wanted()


@dataclass(frozen=True, slots=True)
class Hit:
    """One document. `page` is where the words are, 0 where they are in its title or number, or its client's name;
    `former` is the version they are in where that is no longer the one that is shown, else 0: the new one is still to
    be read.

    Of a marked document nothing of its words is told: `line.locked` says what opening it takes, which is recorded."""

    line: DocumentLine
    page: int
    snippet: Snippet | None
    former: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found: the hits of one page of the list, and how many documents there are. `more`: there are
    more than MOST, or what was typed is so common that only the newest were looked through."""

    hits: tuple[Hit, ...]
    count: int
    more: bool


class Titled(NamedTuple):
    """A document by its title, with its client where it has one."""

    id: UUID
    title: str
    kind: Kind
    client: UUID | None
    code: str
    name: str


class _Place(NamedTuple):
    """Where the words were met, and how much that counts."""

    worth: int
    number: int
    page: Any


Key = Any
"""The id of a row as the database gives it: of thousands that are gathered, fifty are shown."""


def find(work: Work, text: str, wanted: Wanted = EVERYWHERE, offset: int = 0, limit: int = SHOWN) -> Found:
    """Documents in which all words of `text` are found. Without a word there are none. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    query = page_query(text)
    asked = _Question(work, wanted)
    if not query or not asked.vaults or asked.nothing:
        return Found((), 0, False)
    ranked, more = asked.ranked(text, query)
    shown = {uuid_of(key): ranked[key] for key in list(ranked)[offset : offset + limit]}
    return Found(_hits(work, text, shown), min(len(ranked), MOST), more or len(ranked) > MOST)


def titles(work: Work, text: str, limit: int) -> list[Titled]:
    """Documents whose title, number or tags say all words of `text`, the newest first. Those with a mark are not among
    them, for a list of everything can't record that it tells their titles. Without the right there are none."""
    if not work.may(Right.SEE_DOCUMENTS):
        return []
    query, asked = page_query(text), _Question(work, Wanted(mark="-"))
    if not query or not asked.vaults:
        return []
    found = dict.fromkeys(uuid_of(key) for key, _page, _number in asked.entries(query, heads=True))
    ids = list(found)[:limit]
    rows = {row.id: row for row in work.visible(Document).where(among(Document.id, ids))} if ids else {}
    whose = {row.client_id for row in rows.values()} - {None}
    clients = {row.id: row for row in work.visible(Client).where(among(Client.id, whose))} if whose else {}
    # those of a client who is out of use are found on their own page
    shown = [rows[key] for key in ids if key in rows and (rows[key].client_id in clients or not rows[key].client_id)]
    return [Titled(row.id, row.title, kind_of(row.kind), row.client_id,
                   *((clients[row.client_id].code, clients[row.client_id].name) if row.client_id else ("", "")))
            for row in shown]  # fmt: skip


class _Question:
    """One search: its filters, and what it may look at."""

    def __init__(self, work: Work, wanted: Wanted) -> None:
        self.work, self.wanted = work, wanted
        self.vaults = [vault for vault in VAULTS if document_index.reaches(work, vault)]
        self.within = _within_folder(work, wanted.folder) if wanted.folder is not None else None
        self.nothing = self.within is not None and not self.within
        self.cut = False

    def ranked(self, text: str, query: Query) -> tuple[Mapping[Key, _Place], bool]:
        """The documents in the order in which they are shown."""
        best: dict[Key, _Place] = {}
        for place, key in self.heads(query):
            best.setdefault(key, place)
        for place, key in self.pages(query):
            known = best.get(key)
            # what its title says, its text says as a rule too: then the page is where to open it
            if known is None or not known.number:
                best[key] = _Place((known.worth if known else 0) + TEXT, place.number, place.page)
        self.together(text, query, best)
        order = {key: at for at, key in enumerate(best)}
        keys = sorted(best, key=lambda key: (-best[key].worth, order[key]))
        return {key: best[key] for key in keys}, self.cut

    def together(self, text: str, query: Query, best: dict[Key, _Place]) -> None:
        """What meets the words in several places: a client's name, what is said of the document, its text."""
        parts = [Query((group,)) for group in query.groups]
        words = _words_of(text)
        met: dict[Key, dict[int, int]] = {}  # how much each word counts in a document
        for at, part in enumerate(parts):
            if len(parts) > 1:
                for _place, key in self.heads(part):
                    met.setdefault(key, {})[at] = HEAD
            if at < min(_WORDS, len(words)):
                for key in self.of_clients(words[at]):
                    met.setdefault(key, {}).setdefault(at, OWNER)
        apart: dict[tuple[int, ...], list[Key]] = {}
        for key, counts in met.items():
            missing = tuple(at for at in range(len(parts)) if at not in counts)
            if not missing:
                known = best.get(key)
                if known is None:
                    best[key] = _Place(max(counts.values()), 0, None)
                continue
            if key not in best:
                apart.setdefault(missing, []).append(key)
        room = _AMONG
        for missing, keys in apart.items():
            some, room = keys[:room], max(0, room - len(keys))
            self.cut = self.cut or len(some) < len(keys)
            rest = Query(tuple(query.groups[at] for at in missing))
            for place, key in self.pages(rest, some) if some else ():
                best.setdefault(key, _Place(max(met[key].values()), place.number, place.page))

    def heads(self, query: Query) -> list[tuple[_Place, Key]]:
        return [(_Place(HEAD, 0, None), key) for key, _page, _number in self.entries(query, heads=True)]

    def pages(self, query: Query, keys: Sequence[Key] | None = None) -> list[tuple[_Place, Key]]:
        found: dict[Key, _Place] = {}
        for key, page, number in self.entries(query, heads=False, keys=keys):
            known = found.get(key)
            # the first of its pages is the one that is shown
            if known is None or number < known.number:
                found[key] = _Place(TEXT, number, page)
        return [(place, key) for key, place in found.items()]

    def of_clients(self, word: str) -> Iterable[Key]:
        """Documents of the clients who are found by a word, the newest first."""
        clients = search.matching(self.work, word, 50)
        if not clients or (self.wanted.client is not None and self.wanted.client not in clients):
            return []
        narrowed, given = self.narrowing()
        mark = self.mark
        listed = _among(self.work, "d.client_id", clients)
        text = f"""SELECT d.id FROM document d WHERE {listed[0]} AND {_USUAL} AND {narrowed}
            ORDER BY d.entered_at DESC LIMIT {mark}"""
        rows = self.run(text, [listed[1], *given, _OF_CLIENTS])
        return [key for (key,) in rows]

    # The entries of the index

    def entries(self, query: Query, *, heads: bool, keys: Sequence[Key] | None = None
                ) -> list[tuple[Key, Any, int]]:  # fmt: skip
        """Entries that meet the query, the newest first: document, page, its number."""
        given = keys
        if keys is None and self.within is not None and (len(self.within) <= _AMONG or self.work.database.enforced):
            given = [_stored(self.work, key) for key in sorted(self.within)]
        ways = self.ways(query)
        if self.work.database.sqlite:
            rows = self._of_sqlite(" OR ".join(f"({fts5_match(way)})" for way in ways), heads, given)
        else:
            rows = self._of_server(" | ".join(f"({tsquery(way)})" for way in ways), heads, given)
        if len(rows) >= _ENTRIES:
            self.cut = True
        return rows

    def ways(self, query: Query) -> list[Query]:
        """The query as it is asked of each vault that I read, under each of its keys."""
        found = [query] if VAULTS[0] in self.vaults else []
        for vault in self.vaults:
            found += [blinded_query(query, blind) for blind in document_index.blinds_of(self.work.me.vaults, vault)]
        return found

    def _of_sqlite(self, match: str, heads: bool, keys: Sequence[Key] | None) -> list[Any]:
        index, kind = ("search_text_heads", "= 0") if heads else ("search_text_pages", "> 0")
        narrowed, given = self.narrowing()
        names = {"index": index, "kind": kind, "usual": _USUAL, "narrowed": narrowed}
        if keys is not None:
            return self.run(_SQLITE_AMONG.format(**names), [json.dumps(keys), match, *given, _ENTRIES])
        rows = self.run(_SQLITE.format(**names), [match, _LOOKED_THROUGH, *given, _ENTRIES])
        if len(rows) < _ENTRIES and len(rows) > 0 and narrowed != EVERYTHING:
            self._note_cut(index, match)
        return rows

    def _note_cut(self, index: str, match: str) -> None:
        """Whether what was looked through was not all there is."""
        last = f"SELECT 1 FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"
        self.cut = self.cut or bool(self.run(last, [match, _LOOKED_THROUGH]))

    def _of_server(self, match: str, heads: bool, keys: Sequence[Key] | None) -> list[Any]:
        listed = list(keys) if keys is not None else None
        if self.work.database.enforced:
            wanted = self.wanted
            mark = wanted.mark.removeprefix("-") if wanted.mark else None
            return self.run(_NARROWED, [match, heads, wanted.client, sorted(wanted.kinds) or None, mark, wanted.since,
                                        wanted.till, listed, _ENTRIES])  # fmt: skip
        narrowed, given = self.narrowing()
        kind, where, before = "= 0" if heads else "> 0", "true", list[Any]()
        if listed is not None:
            where, before = "i.document_id = ANY(%s::uuid[])", [listed]
        else:
            (told,) = self.run(sampled(kind, "%s::tsquery"), [match])
            if since := oldest(*told):
                where, before, self.cut = "i.serial > %s", [since], True
        text = _POSTGRES.format(kind=kind, where=where, usual=_USUAL, narrowed=narrowed)
        return self.run(text, [match, *before, *given, _ENTRIES])

    @property
    def mark(self) -> str:
        return "?" if self.work.database.sqlite else "%s"

    def narrowing(self) -> tuple[str, list[Any]]:
        """What documents `d` must be: seen by me, and as they are wanted."""
        work, wanted, mark = self.work, self.wanted, self.mark
        parts: list[str] = []
        given: list[Any] = []
        scopes = [work.within_sql("c", right, "_id") for right in (Right.SEE_CLIENTS, Right.SEE_DOCUMENTS)]
        narrow = [scope for scope in scopes if scope[0] != EVERYTHING]
        if narrow:
            held = " AND ".join(scope[0] for scope in narrow)
            if any(work.me.mandate.scope(right) is Scope.OWN for right in (Right.SEE_CLIENTS, Right.SEE_DOCUMENTS)):
                # few: gathered once, by the indexes of owners, and not looked up for each document
                parts.append(f"(d.client_id IS NULL OR d.client_id IN (SELECT c.id FROM client c WHERE {held}))")
            else:
                seen = f"SELECT 1 FROM client c WHERE c.id = d.client_id AND {held}"
                parts.append(f"(d.client_id IS NULL OR EXISTS ({seen}))")
            given += [value for scope in narrow for value in scope[1]]
        if wanted.client is not None:
            parts.append(f"d.client_id = {mark}")
            given.append(wanted.client.hex if work.database.sqlite else wanted.client)
        if wanted.kinds:
            parts.append(f"d.kind IN ({', '.join([mark] * len(wanted.kinds))})")
            given += sorted(wanted.kinds)
        if wanted.mark:
            parts.append(f"d.mark = {mark}")
            given.append(wanted.mark.removeprefix("-"))
        for sign, day in ((">=", wanted.since), ("<=", wanted.till)):
            if day is not None:
                parts.append(f"d.dated_on {sign} {mark}")
                given.append(day.isoformat() if work.database.sqlite else day)
        if self.within is not None:
            condition, listed = _among(work, "d.id", sorted(self.within))
            parts.append(condition)
            given.append(listed)
        return " AND ".join(parts) or EVERYTHING, given

    def run(self, text: str, given: list[Any]) -> list[Any]:
        # reading path: the index; what is found is narrowed to who asks within the statement
        rows: list[Any] = self.work.database.engine.execute_sql(text, given).fetchall()
        return rows


def _stored(work: Work, key: UUID) -> Key:
    return key.hex if work.database.sqlite else key


def _among(work: Work, column: str, keys: Iterable[UUID]) -> tuple[str, Any]:
    """The condition that a column holds one of these ids, and its one parameter."""
    listed = [key.hex for key in keys]
    if work.database.sqlite:
        return f"{column} IN (SELECT value FROM json_each(?))", json.dumps(listed)
    return f"{column} = ANY(%s::uuid[])", listed


def _within_folder(work: Work, folder_id: UUID) -> frozenset[UUID]:
    """The documents of a folder and of those below it. Raises NotFound."""
    _row, same = folders.alike(work, folder_id)
    keys, todo = set(same), set(same)
    while todo:
        below = work.visible(Folder).where(among(Folder.parent, todo)).select(Folder.id).tuples()
        todo = {key for (key,) in below} - keys
        keys |= todo
    here = work.visible(FolderEntry).where(among(FolderEntry.folder, keys))
    return frozenset(key for (key,) in here.select(FolderEntry.document).tuples())


def _words_of(text: str) -> list[str]:
    """What was typed, word by word as the query has it."""
    return [word for word in text.split() if page_query(word)]


# What is shown


def _hits(work: Work, text: str, shown: Mapping[UUID, _Place]) -> tuple[Hit, ...]:
    lines = document_lists.lines_of(work, list(shown))
    pages = {line.id: uuid_of(shown[line.id].page) for line in lines
             if line.locked is None and shown[line.id].page is not None}  # fmt: skip
    texts = _texts(work, list(pages.values()))
    former = _former(place.page for place in shown.values() if place.page is not None)
    hits = []
    for line in lines:
        place, said = shown[line.id], texts.get(pages[line.id]) if line.id in pages else None
        since = former.get(uuid_of(place.page), 0) if place.page is not None else 0
        hits.append(Hit(line, place.number, snippet(said, text) if said else None, since))
    return tuple(hits)


def _former(pages: Iterable[Any]) -> dict[UUID, int]:
    """Of these pages those that are a former version's, with its number."""
    # reading path: pages that were found under this person's scope, and numbers alone
    query = (
        DocumentPage.select(DocumentPage.id, DocumentVersion.number)
        .join(DocumentVersion)
        .join(Document)
        .where(among(DocumentPage.id, [uuid_of(page) for page in pages]) & (DocumentVersion.number != Document.newest))
    )
    return dict(query.tuples())


def _texts(work: Work, pages: Sequence[UUID]) -> dict[UUID, str]:
    if not pages:
        return {}
    found: dict[UUID, str] = {}
    # reading path: pages of documents without a mark that were found under this person's scope
    for row in DocumentPage.select().where(among(DocumentPage.id, pages)):
        try:
            found[row.id] = document_index.text_of(work, row)
        except Damaged:
            # the hit stands; checking names what does not open
            continue
    return found
