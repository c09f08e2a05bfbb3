"""Writes the clients of an import in bulk: prepared outside the transaction, then only written (CL-15)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from desktop.i18n import N_, translator
from desktop.models.bulk import insert_many, update_many
from desktop.models.clients import BLOCKS, Anniversary, Client, ValueReview
from desktop.models.database import OfficeDatabase
from desktop.rules import importing as rules
from desktop.rules.errors import OfficeBusy
from desktop.rules.fields import Block, Catalogue, Field
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.words import Learnt, ReviewState
from desktop.services import blocks, client_codes, file_values, on_file, purposes, reviews, search
from desktop.services.import_plan import PlannedRow
from desktop.services.work import Work

COLUMNS = tuple(f.name for f in Client._meta.sorted_fields)  # the id is the first
_AT = {name: at for at, name in enumerate(COLUMNS)}
_CODE, _OWN, _NOW = _AT["code"], _AT["own"], _AT["looked_through_at"]
_DERIVED = tuple(_AT[name] for name in ("phone_key", "sort_key", "reading", "draft"))
_REVIEW = ("id", "version", "client", "field", "state", "learnt", "basis", "entered_by", "entered_at")
_DAY = ("id", "version", "client", "kind", "label", "calendar", "year", "month", "day", "leap")
_BATCH = 1000
_BREAK = "\n"  # no token holds it
_CACHE = -2_000_000  # kibibytes that may be taken, not that are

Step = Callable[[int], None]  # called with the number of rows that are done; it cancels by raising


@dataclass(slots=True)
class NewClient:
    """A client about to be written; its code is known only within the write.

    Its columns are laid out only then: of a large sheet, all rows at once would take much room. What it is found by is
    `rendered` until it is packed.
    """

    id: UUID
    values: dict[str, Any]
    derived: tuple[str, str, str, bool]
    rendered: search.Rendered | None
    sealed: dict[Block, tuple[Any, ...]] | None
    reviewed: tuple[str, ...]
    code: str = ""
    pack: "Pack | None" = None
    place: int = 0  # in the pack


class Pack:
    """What some hundred clients are found by, in one piece: freed one by one, such texts leave holes behind that are
    too small for a page of the database, tens of megabytes of them."""

    def __init__(self, clients: Sequence[NewClient]) -> None:
        held = [client.rendered for client in clients if client.rendered is not None]
        self._bytes = _BREAK.join(text for one in held for text in (one.name, one.other)).encode()
        for place, client in enumerate(clients):
            client.rendered, client.pack, client.place = None, self, place

    def texts(self) -> list[tuple[str, str]]:
        parts = iter(self._bytes.decode().split(_BREAK))
        return list(zip(parts, parts, strict=True))


@dataclass(slots=True)
class Completed:
    """A known client about to gain values."""

    id: UUID
    version: int
    changes: dict[str, list[object]]  # column → [before, after], as stored
    rendered: search.Rendered
    sealed: dict[Block, dict[Field, str]]
    reviewed: tuple[str, ...]
    lunar: str
    entered: tuple[str, ...] = ()


class Press:
    """Makes rows ready for writing; what only the write can know is filled in there."""

    def __init__(self, work: Work, catalogue: Catalogue, basis: str) -> None:
        self.work, self.catalogue, self.basis = work, catalogue, basis[:200]
        self._pattern: list[Any] = [None] * len(COLUMNS)
        empty = Client()
        for name, value in empty.__data__.items():
            self._pattern[_AT[name]] = value
        self._pattern[_AT["opened_on"]] = on_file.today(work).isoformat()
        self._pattern[_AT["owner"]] = work.me.id
        self._pattern[_AT["department"]] = work.me.mandate.department
        self._reviewed = frozenset(f.name for f in catalogue.fields if f.reviewed)
        self._kinds: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._loose: list[NewClient] = []
        self._now: int | None = None
        self._sealed = {f.name: f for f in catalogue.fields if f.sealed}
        self._own = frozenset(f.name for f in catalogue.fields if f.own and not f.sealed)
        self._no_own = Client.own.db_value({})
        # where an open value goes; looked up once and not in the catalogue for each of a million cells
        kept_open = ("form", *(f.name for f in catalogue.fields if not f.own and not f.sealed))
        self._places = {name: _AT[name] for name in kept_open}
        # what was kept elsewhere before comes in with its sensitive values, and the ledger says so (AC-7)
        say = translator(str(work.settings["language"]))
        self.without_consent = say(N_("Import: {file}")).format(file=self.basis)

    def begin_writing(self) -> None:
        """From here on nobody else opens a client file. Within a write."""
        self._now = Client.looked_through_at.db_value(self.work.now)
        client_codes.next_codes(self.work, 0)

    def new(self, row: PlannedRow) -> NewClient:
        """A client of its own. Plain values: a model for each row would double the time."""
        values, key = row.merged, new_id()
        whole: dict[str, Any] = {name: value for name, value in values.items() if name in self._places}
        whole["own"] = self._own_of(values)
        reading = file_values.reading_of(whole)
        me = self.work.me
        doc = search.Doc(search.CLIENT, key, file_values.tokens(whole, reading), me.id, None, me.mandate.department)
        shut = self._shut(key, values)
        found = file_values.derived(whole, reading, bool(row.missing))
        derived = (found["phone_key"], found["sort_key"], found["reading"], found["draft"])
        made = NewClient(key, values, derived, search.render(self.work, doc), shut or None, self._to_review(values))
        self._loose.append(made)
        if len(self._loose) == _BATCH:
            Pack(self._loose)
            self._loose.clear()
        return made

    def documents(self, made: Sequence[NewClient]) -> Iterator[search.Rendered]:
        """What makes clients findable, their codes too."""
        work = self.work
        whose = work.me.id, None, work.me.mandate.department
        for pack, clients in groupby(made, key=lambda client: client.pack):
            texts = pack.texts() if pack is not None else []
            for client in clients:
                doc = client.rendered or search.Rendered((search.CLIENT, client.id, *whose), *texts[client.place])
                yield search.with_value(work, doc, client.code)

    def _own_of(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: values[name] for name in self._own & values.keys()} if self._own else {}

    def columns(self, client: NewClient) -> tuple[Any, ...]:
        """All columns of its row, as the database takes them."""
        laid, places, own = self._pattern.copy(), self._places, self._own_of(client.values)
        for name, value in client.values.items():
            at = places.get(name)
            if at is not None:
                laid[at] = value
        laid[0], laid[_CODE], laid[_NOW] = client.id, client.code, self._now
        laid[_OWN] = Client.own.db_value(own) if own else self._no_own
        for at, value in zip(_DERIVED, client.derived, strict=True):
            laid[at] = value
        return tuple(laid)

    def completed(self, rows: Sequence[PlannedRow], step: Step) -> list[Completed]:
        """The known clients that gain values, as the office has them now. Within a reading stage."""
        made: list[Completed] = []
        for start in range(0, len(rows), _BATCH):
            batch = {row.known.id: row for row in rows[start : start + _BATCH] if row.known is not None}
            # nothing is filled into a file that rests
            at_work = Client.id.in_(list(batch)) & Client.restricted_at.is_null()
            for client in self.work.visible(Client).where(at_work):
                gone = blocks.withheld(client)
                fills = {name: value for name, value in (batch[client.id].fills or {}).items() if name not in gone}
                made.append(self._completed(client, fills))
            step(start + len(batch))
        return made

    def _completed(self, client: Client, fills: dict[str, Any]) -> Completed:
        before = {name: client.__data__.get(name) for name in COLUMNS}
        plain, sealed = file_values.split(self.catalogue, _fields_of(fills))
        file_values.assign(client, plain, self.catalogue)
        changes: dict[str, list[object]] = {}
        for name in COLUMNS:
            after = client.__data__.get(name)
            if after != before[name]:
                column = Client._meta.fields[name]
                changes[name] = [column.db_value(before[name]), column.db_value(after)]
        rendered = search.render(self.work, file_values.document(client))
        lunar = str(fills.get(rules.LUNAR, ""))
        return Completed(
            client.id, client.version, changes, rendered, sealed, self._to_review(fills), lunar, tuple(fills)
        )

    def _to_review(self, values: dict[str, Any]) -> tuple[str, ...]:
        found = tuple(name for name in values if name in self._reviewed)
        return self._kinds.setdefault(found, found)

    def _shut(self, client: UUID, values: dict[str, Any]) -> dict[Block, tuple[Any, ...]]:
        """What is sealed of them, by block, as its table takes it."""
        found: dict[Block, dict[Field, str]] = {}
        for name in self._sealed.keys() & values.keys():
            found.setdefault(self._sealed[name].block, {})[self._sealed[name]] = str(values[name] or "")
        shut = {}
        for block, of_block in found.items():
            columns = blocks.sealed_columns(block, client, of_block, self.work.me.vaults)
            shut[block] = (client, *[columns.get(name) for name in _block_names(block)])
        return shut


def _fields_of(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ("form", rules.LUNAR)}


@cache
def _block_names(block: Block) -> tuple[str, ...]:
    return tuple(f.name for f in BLOCKS[block]._meta.sorted_fields if f.name != "client")


@contextmanager
def kept_in_memory(database: OfficeDatabase) -> Iterator[None]:
    """Others go on reading a SQLite office until the commit: no page is written to its file before."""
    if not database.sqlite:
        yield
        return
    database.engine.connect(reuse_if_open=True)
    run = database.engine.execute_sql
    usual = run("PRAGMA cache_size").fetchone()[0]
    run("PRAGMA cache_spill = OFF")
    # past its size the cache would look for a page to spill at every new one, and find none
    run(f"PRAGMA cache_size = {_CACHE}")
    try:
        yield
    finally:
        if not database.engine.is_closed():
            run("PRAGMA cache_spill = ON")
            run(f"PRAGMA cache_size = {usual}")


def give_codes(press: Press, made: Sequence[NewClient]) -> None:
    """Within a write."""
    for client, code in zip(made, client_codes.next_codes(press.work, len(made)), strict=True):
        client.code = code


def write_new(press: Press, made: list[NewClient], step: Step) -> None:
    """Inserts new clients with all that hangs on them, and takes each out of `made` once the database holds it, in
    memory until the commit. Within a write. Raises NotAllowed."""
    work = press.work
    work.require(Right.IMPORT_CLIENTS)
    done, many = 0, len(made) > _BATCH
    if many:
        search.gather(work, search.MUCH)
    while batch := made[:_BATCH]:
        del made[:_BATCH]
        work.add_many(Client, COLUMNS, [press.columns(client) for client in batch])
        step(done + len(batch) // 2)
        search.index_rendered(work, list(press.documents(batch)))
        for block, table in BLOCKS.items():
            shut = [client.sealed[block] for client in batch if client.sealed and block in client.sealed]
            if shut:
                # writing path: sealed values lie in a table of their own; journalled with their clients
                insert_many(table, ("client", *_block_names(block)), shut)
                work.journal_many("client", ((row[0], blocks.first_changes(block, row[1:])) for row in shut))
        _write_reviews(work, ((c.id, c.reviewed) for c in batch), press.basis)
        entered = ((c.id, (n for n, v in c.values.items() if v)) for c in batch)
        purposes.note_exceptions(work, entered, press.without_consent, new=True)
        _write_days(work, ((c.id, str(c.values.get(rules.LUNAR, ""))) for c in batch))
        done += len(batch)
        step(done)
    if many:
        search.gather(work, search.USUAL)


def write_completed(press: Press, made: Sequence[Completed], step: Step) -> None:
    """Saves what known clients gain. Within a write. Raises OfficeBusy if one was changed at this very moment."""
    work = press.work
    work.require(Right.IMPORT_CLIENTS)
    by_columns: dict[tuple[str, ...], list[Completed]] = {}
    for client in made:
        by_columns.setdefault(tuple(client.changes), []).append(client)
    for names, group in by_columns.items():
        rows = [(*(c.changes[n][1] for n in names), c.version + 1, c.id, c.version) for c in group]
        # writing path: thousands of rows at once, their versions checked; journalled below
        if names and update_many(Client, (*names, "version"), ("id", "version"), rows) != len(rows):
            raise OfficeBusy(N_("Colleagues are changing the same clients at this moment. Nothing was imported: "
                                "try again."))  # fmt: skip
    work.journal_many("client", ((c.id, c.changes) for c in made if c.changes))
    for client in made:
        for block, values in client.sealed.items():
            changes = blocks.seal_values(block, client.id, values, work.me.vaults)
            work.journal_many("client", [(client.id, changes)])
    search.forget(work, [c.id for c in made])
    search.index_rendered(work, [c.rendered for c in made])
    step(len(made))
    _write_reviews(work, _without_review(work, made), press.basis)
    purposes.note_exceptions(work, ((c.id, c.entered) for c in made), press.without_consent)
    _write_days(work, ((c.id, c.lunar) for c in made))


def _without_review(work: Work, made: Sequence[Completed]) -> Iterator[tuple[UUID, tuple[str, ...]]]:
    """The reviewed fields that have no row yet; older rows are provisional again."""
    waiting = {client.id: client.reviewed for client in made if client.reviewed}
    for start in range(0, len(waiting), _BATCH):
        ids = list(waiting)[start : start + _BATCH]
        old: dict[UUID, set[str]] = {}
        for row in work.visible(ValueReview).where(ValueReview.client.in_(ids)):
            if row.field in waiting[row.client_id]:
                old.setdefault(row.client_id, set()).add(row.field)
                work.change(row, {"state": ReviewState.PROVISIONAL.value, "learnt": Learnt.IMPORTED.value,
                                  "entered_by": work.me.id, "entered_at": work.now, "reviewed_by": None,
                                  "reviewed_at": None, "collected_by": None, "given": None, "severity": "",
                                  "checked": False, "hands": reviews.earlier_hands(row)})  # fmt: skip
        for client in ids:
            yield client, tuple(name for name in waiting[client] if name not in old.get(client, ()))


def _write_reviews(work: Work, reviewed: Iterable[tuple[UUID, tuple[str, ...]]], basis: str) -> None:
    """What a second person has to confirm (CL-8). It can be told from the rows, so the journal keeps none."""
    now = ValueReview.entered_at.db_value(work.now)
    fixed = (ReviewState.PROVISIONAL.value, Learnt.IMPORTED.value, basis[:200], work.me.id, now)
    # writing path: can be told from the rows, so the journal keeps none
    insert_many(ValueReview, _REVIEW, ((new_id(), 1, client, name, *fixed) for client, names in reviewed
                                       for name in names))  # fmt: skip


def _write_days(work: Work, found: Iterable[tuple[UUID, str]]) -> None:
    rows = []
    for client, text in found:
        if text:
            day = rules.lunar_from(text)
            rows.append((new_id(), 1, client, day.kind.value, "", day.calendar.value, day.year, day.month, day.day,
                         day.leap))  # fmt: skip
    if rows:
        work.add_many(Anniversary, _DAY, rows)
