"""An office whose server keeps people out, with a row in every table, and people of several rights with own logins."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import peewee
import pytest

from desktop.models.base import JsonField, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.records import Record
from desktop.models.server_policies import tables
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.services.work import SignedIn
from tests.offices import TestOffice, apart_copy, drop_database, drop_roles

OWN, ALL = Scope.OWN, Scope.ALL
RIGHTS = {
    "nobody": {},
    "staff": {Right.SEE_CLIENTS: OWN, Right.EDIT_CLIENTS: OWN, Right.ENTER_CLIENTS: ALL},
    "reader": {Right.SEE_CLIENTS: ALL},
    "admin": {Right.RUN_PEOPLE: ALL, Right.RUN_OFFICE: ALL},
    "auditor": {Right.SEE_AUDIT: ALL, Right.SEE_DOCUMENTS: ALL},
}


@dataclass
class Attacked:
    """`files`: of the staff themselves, and of somebody else; `rows`: how many lie in each table."""

    office: TestOffice
    people: dict[str, SignedIn]
    mine: UUID
    foreign: UUID
    rows: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def attacked(postgres_pattern, pg_url) -> Iterator[Attacked]:
    name = f"attacked_{uuid4().hex[:12]}"
    with apart_copy(postgres_pattern, pg_url, name) as office:
        people = {who: office.hire(who, rights) for who, rights in RIGHTS.items()}
        with office.beneath() as database, database.writing():
            maker = Maker(office.me.id)
            foreign, mine = maker.make(Client), maker.make(Client, owner=people["staff"].id, code="2", name="自己的")
            maker.make(Record, topic="clients", subject=foreign)
            for model in tables():
                if not model.select().exists():
                    maker.make(model)
            rows = {model._meta.table_name: model.select().count() for model in tables()}
        yield Attacked(office, people, mine, foreign, rows)
    drop_database(pg_url, name)
    drop_roles(pg_url, office.office.id)


@dataclass
class Maker:
    """Puts a row into any table, with whatever it hangs on, for somebody who is none of the attackers."""

    person: UUID
    made: dict[Any, Any] = field(default_factory=dict)

    def make(self, model: Any, **given: Any) -> Any:
        if model in self.made and not given:
            return self.made[model]
        values = {f.name: self._value(model, f) for f in model._meta.sorted_fields if f.name != "serial"} | given
        values = {name: value for name, value in values.items() if value is not None}
        key = model.insert(values).execute()
        self.made.setdefault(model, values.get(model._meta.primary_key.name, key) if _single(model) else True)
        return values.get("id", key)

    def _value(self, model: Any, of: Any) -> Any:
        if isinstance(of, peewee.ForeignKeyField):
            if of.rel_model is Person:
                return self.person
            return None if of.null or of.rel_model is model else self.make(of.rel_model)
        if isinstance(of, peewee.BigAutoField):
            return None
        if of.default is not None:
            return of.default() if callable(of.default) else of.default
        if of.name == "withdrawn_at":
            return None
        return next(value() for kind, value in _VALUES if isinstance(of, kind))


def _single(model: Any) -> bool:
    return not isinstance(model._meta.primary_key, peewee.CompositeKey)


_VALUES = (
    (UtcField, lambda: datetime.now(UTC)),
    (JsonField, dict),
    (peewee.UUIDField, new_id),
    (peewee.DateField, lambda: date(2026, 1, 5)),
    (peewee.BlobField, lambda: b"sealed"),
    (peewee.BooleanField, lambda: False),
    (peewee.IntegerField, lambda: 1),
    (peewee.BigIntegerField, lambda: 1),
    (peewee.Field, lambda: "1"),
)
