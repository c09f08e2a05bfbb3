"""Keeps what documents say findable: the entries of the index, blinded where the paper bears a mark.

Whoever says something of a document calls `keep_heads` in the same write. What nobody could keep then, because another
act brought it back or the keys changed, `pages_behind` and `heads_behind` tell, and whoever reads documents in the
background keeps it.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import peewee

from desktop.models.bulk import execute_many, insert_many, insert_raw
from desktop.models.document_pages import DocumentPage, PageIndex
from desktop.models.folders import Document, DocumentVersion
from desktop.models.rows import among
from desktop.rules.document_reading import Source
from desktop.rules.documents import DocumentState, TextState, read_tags
from desktop.rules.errors import OfficeError
from desktop.rules.ids import new_id
from desktop.rules.page_tokens import Blind, blinded, page_tokens, parts_of, tsvector_of
from desktop.rules.rights import VAULTS
from desktop.rules.tokens import fts5_text
from desktop.services import marks
from desktop.services.vault import Vaults, seal_header
from desktop.services.work import Work

PLACE = "document_page.text"
_TOKEN = "page_index.token"
_CHUNK = 500
_BARE = 31  # bytes that a sealed text is longer than its words: 3 of the header, 12 of the nonce, 16 of the seal


class Said(NamedTuple):
    """The words of one page, as it was read."""

    page: int
    text: str
    source: str


def blind_of(vaults: Vaults, vault: str) -> Blind:
    """The keyed hash of a token under the newest key of a vault."""
    return lambda token: vaults.blind_index(vault, _TOKEN, token)[:8].hex()


def blinds_of(vaults: Vaults, vault: str) -> list[Blind]:
    """The same under each key of the vault: while its key changes, some entries have the old one."""

    def under(place: int) -> Blind:
        return lambda token: vaults.blind_indexes(vault, _TOKEN, token)[place][:8].hex()

    return [under(place) for place in range(len(vaults.blind_indexes(vault, _TOKEN, "")))]


def reaches(work: Work, vault: str) -> bool:
    """Whether I read what lies in a vault: by my level and by its key."""
    return VAULTS.index(vault) < work.me.mandate.level and work.me.vaults.holds(vault)


# Pages


def keep_pages(work: Work, version: Any, vault: str, said: Iterable[Said], *, more: bool = False) -> None:
    """Puts the words of a version in the place of what was known of its document, or beside it (`more`). Part of the
    write that notes what reading has come to."""
    if not more:
        forget_pages(version.document_id)
    rows, entries = [], []
    for one in said:
        for part, text in enumerate(parts_of(one.text) or [""]):
            key = new_id()
            sealed = work.me.vaults.seal(vault, PLACE, key, text)
            rows.append((key, version.document_id, version.id, one.page, part, one.source, vault, sealed))
            if text:
                entries.append(_Entry(version.document_id, key, one.page, vault, bool(version.mark), 0, text))
    names = ("id", "document", "version", "page", "part", "source", "vault", "text")
    # writing path: what a machine has read of a paper; the paper itself is journalled
    insert_many(DocumentPage, names, rows)
    _insert(work, entries)


def forget_pages(document_id: UUID) -> None:
    """What was read of a document is known no more. Its entries in the index go with it."""
    # reading path: whether there is anything; preparing to delete what hangs on it takes a millisecond
    if not DocumentPage.select(peewee.SQL("1")).where(DocumentPage.document == document_id).exists():
        return
    # writing path: what a machine has read of a paper; the paper itself is journalled
    DocumentPage.delete().where(DocumentPage.document == document_id).execute()


def forget(document_id: UUID) -> None:
    """Nothing of a document is known any more, neither what it says nor what is said of it: part of destroying it."""
    forget_pages(document_id)
    # writing path: an index, made of rows that are journalled
    PageIndex.delete().where(PageIndex.document == document_id).execute()


def read_again(document: Any) -> None:
    """The version that is shown waits to be read: what was read was another's. Part of the verb that goes back."""
    # writing path: what reading has come to is no entry of anybody's; the row has no journal of it
    DocumentVersion.update(text_state=TextState.WAITING.value).where(
        (DocumentVersion.document == document.id) & (DocumentVersion.number == document.newest)
    ).execute()
    forget_pages(document.id)


def text_of(work: Work, row: Any) -> str:
    """The words of a page, opened by its vault; whoever shows those of a marked document records it. Raises Damaged."""
    return work.me.vaults.open(row.vault, PLACE, row.id, bytes(row.text))


# What is said of documents


def keep_heads(work: Work, documents: Sequence[Any]) -> None:
    """Makes documents findable by title, number, tags, note and the name of their file. Part of the verb that says it.
    Of what I can't open nothing is kept: `heads_behind` tells it."""
    ids = [row.id for row in documents]
    entries = []
    files = _file_names(work, documents)
    for row in documents:
        vault = str(row.sealed).partition(":")[0] if row.mark else VAULTS[0]
        if row.state == DocumentState.DESTROYED.value or not reaches(work, vault):
            continue
        words = marks.words_of(work, row)
        told = [words["title"], words["number"], *read_tags(words["tags"]), words["note"], files.get(row.id, "")]
        entries.append(_Entry(row.id, None, 0, vault, bool(row.mark), row.version, "\n,\n".join(filter(None, told))))
    for start in range(0, len(ids), _CHUNK):
        chunk = among(PageIndex.document, ids[start : start + _CHUNK])
        # writing path: an index, made of rows that are journalled
        PageIndex.delete().where(chunk & PageIndex.page.is_null()).execute()
    _insert(work, entries)


def _file_names(work: Work, documents: Sequence[Any]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    ids = [row.id for row in documents]
    for start in range(0, len(ids), _CHUNK):
        # reading path: the names of the files of documents whose verb has got them
        query = DocumentVersion.select().join(Document).where(
            among(DocumentVersion.document, ids[start : start + _CHUNK])
            & (DocumentVersion.number == Document.newest))  # fmt: skip
        for version in query:
            if not version.mark or reaches(work, str(version.sealed).partition(":")[0]):
                found[version.document_id] = marks.words_of(work, version)["file_name"]
    return found


# The index itself


class _Entry(NamedTuple):
    document: UUID
    page: UUID | None
    number: int
    vault: str
    marked: bool
    made_of: int
    text: str


def _insert(work: Work, entries: Sequence[_Entry]) -> None:
    if not entries:
        return
    known: dict[str, Callable[[str], str]] = {}
    engine, sqlite = work.database.engine, work.database.sqlite
    first = 0
    if sqlite:
        # reading path: the next free number of the index
        first = (PageIndex.select(peewee.fn.MAX(PageIndex.serial)).scalar() or 0) + 1
    rows: list[tuple[Any, ...]] = []
    texts: list[tuple[int, str, bool]] = []
    for at, entry in enumerate(entries):
        tokens, epoch = page_tokens(entry.text), 0
        anywhere: list[str] = []
        if entry.marked:
            if entry.vault not in known:
                known[entry.vault] = _remembering(blind_of(work.me.vaults, entry.vault))
            tokens, anywhere = blinded(tokens, known[entry.vault])
            epoch = work.me.vaults.newest(entry.vault)
        row = (entry.document, entry.page, entry.number, entry.vault, epoch, entry.made_of)
        if sqlite:
            rows.append((first + at, *row))
            texts.append((first + at, fts5_text([*tokens, *anywhere]), entry.page is None))
        else:
            rows.append((*row, tsvector_of(tokens, anywhere)))
    columns = ("document_id", "page_id", "number", "vault", "epoch", "made_of")
    if not sqlite:
        # writing path: an index, made of rows that are journalled
        insert_raw(engine, "page_index", (*columns, "tokens"), rows)
        return
    # writing path: as above
    insert_raw(engine, "page_index", ("serial", *columns), rows)
    # writing path: as above
    insert_raw(engine, "search_text_pages", ("rowid", "tokens"), (t[:2] for t in texts if not t[2]))
    # writing path: as above
    insert_raw(engine, "search_text_heads", ("rowid", "tokens"), (t[:2] for t in texts if t[2]))


def _remembering(blind: Blind) -> Blind:
    known: dict[str, str] = {}

    def found(token: str) -> str:
        if token not in known:
            known[token] = blind(token)
        return known[token]

    return found


# What the index lacks


def pages_behind(work: Work, documents: Any, last: UUID | None, limit: int) -> list[Any]:
    """Pages that I can open and that are not in the index as they are now, in the order of their ids from `last` on;
    those that lie under a former key of their vault are among them. `documents` is a query of the ids of those that I
    may file or revise. No right is asked: it shows nothing to anybody."""
    # reading path: what an index lacks, for whoever holds the keys of it
    query = (
        DocumentPage.select(DocumentPage, Document)
        .join(Document)
        .switch(DocumentPage)
        .join(PageIndex, peewee.JOIN.LEFT_OUTER, on=(PageIndex.page == DocumentPage.id))
        .where(_stale_page(work, _reached(work)) & Document.id.in_(documents))
    )
    if last is not None:
        query = query.where(DocumentPage.id > last)
    return list(query.order_by(DocumentPage.id).limit(limit))


def heads_behind(work: Work, documents: Any, last: UUID | None, limit: int) -> list[Any]:
    """The same of documents, of which the index has not what is said of them now."""
    # reading path: what an index lacks, for whoever holds the keys of it
    query = Document.select().join(PageIndex, peewee.JOIN.LEFT_OUTER,
                                   on=(PageIndex.document == Document.id) & PageIndex.page.is_null())  # fmt: skip
    query = query.where(_stale_head(work, _reached(work)) & Document.id.in_(documents))
    if last is not None:
        query = query.where(Document.id > last)
    return list(query.where(Document.state != DocumentState.DESTROYED.value).order_by(Document.id).limit(limit))


def _reached(work: Work) -> list[str]:
    return [vault for vault in VAULTS if reaches(work, vault)]


def _stale_page(work: Work, vaults: Sequence[str]) -> Any:
    """Without an entry, though it says something; or sealed or blinded by a former key."""
    condition = peewee.SQL("1 = 0")
    for vault in vaults:
        newest = work.me.vaults.newest(vault)
        header = seal_header(newest)
        mine = DocumentPage.vault == vault
        former = peewee.fn.SUBSTR(DocumentPage.text, 1, len(header)) != header
        lacking = PageIndex.serial.is_null() & (peewee.fn.LENGTH(DocumentPage.text) > _BARE)
        blind = PageIndex.epoch != _epoch(newest)
        condition = condition | (mine & (former | lacking | blind))
    return condition


def _stale_head(work: Work, vaults: Sequence[str]) -> Any:
    condition = peewee.SQL("1 = 0")
    for vault in vaults:
        mine = Document.sealed.startswith(f"{vault}:")
        if vault == VAULTS[0]:
            mine = mine | (Document.mark == "")
        blind = PageIndex.epoch != _epoch(work.me.vaults.newest(vault))
        stale = PageIndex.serial.is_null() | (PageIndex.made_of != Document.version) | blind
        condition = condition | (mine & (stale | (PageIndex.vault != vault)))
    return condition


def _epoch(newest: int) -> Any:
    """Under which key the entries of a document are blinded; none where it bears no mark."""
    return peewee.Case(None, [(Document.mark == "", 0)], newest)


def keep_again(work: Work, pages: Iterable[Any], documents: Sequence[Any]) -> int:
    """Keeps what was behind: sealed and blinded by the newest keys. Returns how many it was. Part of a write."""
    entries, changes = [], []
    for row in pages:
        try:
            text = text_of(work, row)
        except OfficeError:
            # what does not open stays as it is; checking names it
            continue
        header = seal_header(work.me.vaults.newest(row.vault))
        if bytes(row.text)[: len(header)] != header:
            changes.append((work.me.vaults.seal(row.vault, PLACE, row.id, text), row.id, bytes(row.text)))
        entries.append(_Entry(row.document_id, row.id, row.page, row.vault, bool(row.document.mark), 0, text))
    mark = "?" if work.database.sqlite else "%s"
    if changes:
        plain = [(after, key.hex if work.database.sqlite else key, before) for after, key, before in changes]
        text = f"UPDATE document_page SET text = {mark} WHERE id = {mark} AND text = {mark}"
        # writing path: the same words under another key are no change of them
        execute_many(work.database.engine, text, plain)
    it = (entry.page for entry in entries if entry.page is not None)
    while chunk := list(islice(it, _CHUNK)):
        # writing path: an index, made of rows that are journalled
        PageIndex.delete().where(among(PageIndex.page, chunk)).execute()
    _insert(work, entries)
    keep_heads(work, documents)
    return len(entries) + len(documents)


def pages_read(version: Any) -> set[int]:
    """The pages of a version that were read from their picture, or have words without that; for whoever has got the
    version."""
    # reading path: numbers of pages; nothing of them is shown
    query = DocumentPage.select(DocumentPage.page).where(
        (DocumentPage.version == version.id)
        & ((DocumentPage.source == Source.OCR.value) | (peewee.fn.LENGTH(DocumentPage.text) > _BARE)))  # fmt: skip
    return {page for (page,) in query.tuples()}


def has_words(version: Any) -> bool:
    """Whether any page of a version says anything, as the index has it; for whoever has got the version."""
    # reading path: whether there is an entry; nothing of it is shown
    query = PageIndex.select(peewee.SQL("1")).join(DocumentPage, on=PageIndex.page == DocumentPage.id)
    return bool(query.where(DocumentPage.version == version.id).exists())
