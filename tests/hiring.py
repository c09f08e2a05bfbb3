"""People hired once: whoever is hired by the same words into the same office is copied, with keys and signature."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from desktop.models.database import OfficeDatabase
from desktop.models.office import Department, Person, PersonKeys, PersonRole, Power, Role, VaultKey
from desktop.models.records import Writer
from desktop.rules.rights import Right, Scope
from desktop.services.vault import Vaults
from desktop.services.work import SignedIn

Row = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Place:
    """Where somebody is hired. Two offices with the same end of their chain of powers are copies of one."""

    signed: bytes
    department: UUID | str | None
    workstation: UUID
    by: UUID


@dataclass(frozen=True)
class Hired:
    """Somebody, and the statements that put him into an office."""

    me: SignedIn
    rows: tuple[Row, ...]


@dataclass
class Book:
    """Whom this process has hired. It says nothing of who was hired already: that changes the chain's end."""

    known: dict[tuple[Place, tuple[Any, ...]], Hired] = field(default_factory=dict)

    def again(self, database: OfficeDatabase, at: Place, words: tuple[Any, ...]) -> SignedIn | None:
        """Somebody hired before by these words, put into this copy too; None where there was nobody."""
        hired = self.known.get((at, words))
        if hired is None:
            return None
        with database.writing():
            for text, values in hired.rows:
                database.engine.later(text, values)
        return copied(hired.me)

    def keep(self, database: OfficeDatabase, at: Place, words: tuple[Any, ...], me: SignedIn, role: UUID) -> None:
        with database.reading():
            told = me.powers.number
            of_him = Person.get_by_id(me.id).department_id if at.department is None else None
            rows = (*_rows(database, Department, "id", of_him), *_rows(database, Person, "id", me.id),
                    *_rows(database, Role, "id", role), *_rows(database, PersonRole, "person", me.id),
                    *_rows(database, PersonKeys, "person", me.id), *_rows(database, VaultKey, "person", me.id),
                    *_rows(database, Power, "number", told), *_rows(database, Writer, "id", me.writer))  # fmt: skip
        self.known[at, words] = Hired(copied(me), rows)


def words(name: str, rights: dict[Right, Scope], *more: Any) -> tuple[Any, ...]:
    return name, tuple(rights.items()), *more


def place(database: OfficeDatabase, department: str | None, workstation: UUID, by: UUID) -> Place:
    mark = "?" if database.sqlite else "%s"
    asked = f"""SELECT (SELECT signature FROM power ORDER BY number DESC LIMIT 1),
        (SELECT id FROM department WHERE name = {mark})"""
    with database.reading():
        signed, there = database.engine.execute_sql(asked, (department,)).fetchone()
    return Place(bytes(signed or b""), there, workstation, by)


def copied(me: SignedIn) -> SignedIn:
    """The same session with vaults of its own: what it takes up in one office must not reach the next."""
    vaults = Vaults(refused=set(me.vaults.refused))
    for (vault, epoch), key in me.vaults.keys.items():
        vaults.hold(vault, epoch, key)
    return replace(me, vaults=vaults)


def _rows(database: OfficeDatabase, model: Any, name: str, value: Any) -> Iterator[Row]:
    """As the driver gives and takes them."""
    if value is None:
        return
    of, mark = model._meta.fields[name], "?" if database.sqlite else "%s"
    table = model._meta.table_name
    found = database.engine.execute_sql(f'SELECT * FROM "{table}" WHERE "{of.column_name}" = {mark}',
                                        (of.db_value(value),))  # fmt: skip
    columns = [column[0] for column in found.description]
    text = f'INSERT INTO "{table}" ({_listed(columns)}) VALUES ({", ".join([mark] * len(columns))})'
    for row in found.fetchall():
        yield text, tuple(row)


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
