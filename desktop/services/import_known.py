"""The clients of the office that a sheet may mean: found by phone, ID number, plate and name (CL-11)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import peewee

from desktop.models.clients import BLOCKS, Anniversary, Client, ClientIdentity
from desktop.models.records import Journal, Record, newest_serial
from desktop.rules import importing as rules
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.entries import phone_key
from desktop.rules.fields import Block, Field
from desktop.rules.rights import Right
from desktop.rules.words import DayCalendar, DayKind
from desktop.services import blocks
from desktop.services.work import Work

_CHUNK = 5000  # values in one question
# Fields that rows are compared by, whether or not the sheet has a column for them
_ALWAYS = ("name", "unit", "phone", "other_phone", "plate", "note")


@dataclass(frozen=True, slots=True)
class Known:
    """A client of the office, as far as an import needs to know it. `values` holds SEALED for a sealed value,
    and for what is withheld."""

    id: UUID
    code: str
    name: str
    key: str
    version: int
    may_edit: bool
    phones: tuple[str, ...]
    plate: str
    id_index: bytes | None
    values: Mapping[str, object]
    risk: str = ""  # a rules.risks.Mark (CL-12)


SEALED = "\x00sealed"  # there is or was a value; which, the import does not read


@dataclass(slots=True)
class Book:
    """The office's clients that share something with the sheet."""

    by_phone: dict[str, list[Known]] = field(default_factory=dict)
    by_id_number: dict[bytes, list[Known]] = field(default_factory=dict)
    by_plate: dict[str, list[Known]] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)
    by_client: dict[UUID, Known] = field(default_factory=dict)
    index_now: dict[bytes, bytes] = field(default_factory=dict)
    """ID numbers of the sheet under each key of their vault → under the newest: while it changes, files have either."""

    def add(self, known: Known) -> None:
        self.forget(known.id)
        self.by_client[known.id] = known
        self.by_name.setdefault(known.key, []).append(known)
        for phone in known.phones:
            self.by_phone.setdefault(phone, []).append(known)
        if known.plate:
            self.by_plate.setdefault(known.plate, []).append(known)
        if known.id_index:
            self.by_id_number.setdefault(known.id_index, []).append(known)

    def forget(self, client: UUID) -> None:
        old = self.by_client.pop(client, None)
        if old is None:
            return
        places: list[list[Known] | None] = [self.by_name.get(old.key), self.by_plate.get(old.plate)]
        places += [self.by_phone.get(phone) for phone in old.phones]
        places.append(self.by_id_number.get(old.id_index) if old.id_index else None)
        for place in places:
            if place and old in place:
                place.remove(old)


@dataclass(slots=True)
class Keys:
    """What the rows of a sheet can be known by."""

    phones: set[str] = field(default_factory=set)
    id_indexes: set[bytes] = field(default_factory=set)
    plates: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def look_up(work: Work, book: Book, keys: Keys, wanted: Collection[str]) -> None:
    """Adds to the book the clients this person may see that share a key; `wanted` names the fields to compare."""
    if not work.visible(Client).exists():
        return
    shelf = _Shelf(work, book, wanted)
    for phones in _chunks(keys.phones):
        shelf.take(Client.phone_key.in_(phones))
    for names in _chunks(keys.names):
        shelf.take(Client.name.in_(names))
    for indexes in _chunks(keys.id_indexes):
        shelf.take(ClientIdentity.id_number_index.in_(indexes))
    if keys.plates:
        # no index behind it: one pass over those who have one, rather than one for every chunk
        plated = work.visible(Client).select(Client.id, Client.plate).where(Client.plate != "")
        shelf.take_all([row[0] for row in plated.tuples() if row[1] in keys.plates])
    shelf.add_lunar()


def look_again(work: Work, book: Book, clients: Iterable[UUID], wanted: Collection[str]) -> None:
    """Reads these clients anew: somebody changed or opened them meanwhile."""
    again = list(clients)
    for client in again:
        book.forget(client)
    shelf = _Shelf(work, book, wanted)
    shelf.take_all(again)
    shelf.add_lunar()


class _Shelf:
    """Reads clients as plain tuples: as models, those of a large sheet would take minutes."""

    def __init__(self, work: Work, book: Book, wanted: Collection[str]) -> None:
        self._work, self._book = work, book
        catalogue = work.catalogue
        fields = [catalogue[n] for n in dict.fromkeys((*_ALWAYS, *wanted)) if n in catalogue]
        self._open = [f.name for f in fields if not f.sealed and not f.own]
        self._own = [f.name for f in fields if not f.sealed and f.own]
        self._sealed = [f for f in fields if f.sealed]
        self._blocks = {Block.IDENTITY} | {f.block for f in self._sealed}
        self._lunar = "birthday" in wanted
        self._fresh: list[UUID] = []

    def take_all(self, clients: Iterable[UUID]) -> None:
        for chunk in _chunks(set(clients) - self._book.by_client.keys()):
            self.take(Client.id.in_(chunk))

    def take(self, condition: Any) -> None:
        query = self._work.visible(Client)
        for block in self._blocks:
            table = BLOCKS[block]
            query = query.join(table, peewee.JOIN.LEFT_OUTER, on=(table.client == Client.id)).switch(Client)
        columns = [Client.id, Client.code, Client.version, Client.owner, Client.deputy, Client.department, Client.own,
                   Client.risk, Client.restricted_at, Client.withheld, ClientIdentity.id_number_index]  # fmt: skip
        columns += [getattr(Client, name) for name in self._open]
        # the office's own fields of a block lie in one sealed value: only opened does it tell which of them are empty
        columns += [_column(f) if f.own else _column(f).is_null(False) for f in self._sealed]
        for row in query.select(*columns).where(condition).tuples():
            if row[0] not in self._book.by_client:
                self._book.add(self._known(row))
                self._fresh.append(row[0])

    def _known(self, row: tuple[Any, ...]) -> Known:
        client, code, version, owner, deputy, department, own, risk, stopped, withheld, index = row[:11]
        rest = iter(row[11:])
        values: dict[str, object] = {name: next(rest) for name in self._open}
        for of in self._sealed:
            held = next(rest)
            if of.own and held is not None and self._work.me.vaults.holds(of.block.value):
                held = of.name in blocks.own_held(of.block, client, bytes(held), self._work.me.vaults)
            values[of.name] = SEALED if held else None
        values.update({name: own.get(name) for name in self._own})
        holder: Any = SimpleNamespace(owner_id=owner, deputy_id=deputy, department_id=department, restricted_at=stopped,
                                      withheld=withheld)  # fmt: skip
        numbers = [number for name in ("phone", "other_phone") if (number := phone_key(str(values[name])))]
        name, plate = str(values["name"]), str(values["plate"])
        # what is withheld has left its column, and an import fills no gap there
        values.update(dict.fromkeys(blocks.withheld(holder) & values.keys(), SEALED))
        return Known(
            client, code, name, rules.name_key(name), version, self._work.may(Right.EDIT_CLIENTS, holder),
            tuple(dict.fromkeys(numbers)), plate, self._index_now(index), values, risk,
        )  # fmt: skip

    def _index_now(self, index: Any) -> bytes | None:
        return self._book.index_now.get(bytes(index), bytes(index)) if index else None

    def add_lunar(self) -> None:
        """Notes the lunar birthdays that lie among the anniversaries."""
        if not self._lunar:
            return
        for chunk in _chunks(set(self._fresh)):
            days = self._work.visible(Anniversary).where(
                Anniversary.client.in_(chunk)
                & (Anniversary.kind == DayKind.BIRTHDAY.value)
                & (Anniversary.calendar == DayCalendar.LUNAR.value)
            )
            for row in days:
                day = RememberedDay(DayKind.BIRTHDAY, DayCalendar.LUNAR, row.month, row.day, row.year, row.leap)
                values = self._book.by_client[row.client_id].values
                assert isinstance(values, dict)
                values[rules.LUNAR] = rules.lunar_text(day)


def _column(of: Field) -> Any:
    return BLOCKS[of.block]._meta.fields["own" if of.own else of.name]


def _chunks(values: Collection[Any]) -> Iterator[list[Any]]:
    whole = sorted(values)
    for start in range(0, len(whole), _CHUNK):
        yield whole[start : start + _CHUNK]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the office's records had come."""

    serial: int
    at: datetime


# A server may commit a smaller number after a greater one
_OVERLAP = timedelta(seconds=60)


def newest_record(work: Work) -> Mark:
    """Within a stage."""
    return Mark(newest_serial(work.database), work.now)


def touched_since(work: Work, mark: Mark) -> set[UUID]:
    """Clients that somebody opened, changed or withdrew after `mark`. Within a stage. Raises NotAllowed."""
    work.require(Right.IMPORT_CLIENTS)
    new = Record.serial > mark.serial
    if not work.database.sqlite:
        new = new | (Record.at > mark.at - _OVERLAP)
    # reading path: ids only; the clients behind them are looked up through `work`
    query = Journal.select(Journal.row).join(Record).where(new & (Journal.table == Client._meta.table_name))
    return {row[0] for row in query.distinct().tuples()}
