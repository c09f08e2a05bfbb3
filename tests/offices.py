"""Offices for tests, each fresh, on SQLite and on PostgreSQL: made once as a pattern, then copied."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import psycopg
import pytest

from desktop.models.database import OfficeDatabase, open_postgres, open_sqlite
from desktop.models.office import Department, Person, PersonRole, Role, VaultKey
from desktop.rules.rights import Right, Scope, rights_to_json
from desktop.rules.words import OfficeKind
from desktop.rules.zones import zone_of
from desktop.services import office as offices
from desktop.services import signing
from desktop.services.office import Founding, Office
from desktop.services.powers import PersonPower, RolePower, person_says, role_says
from desktop.services.vault import Kdf
from desktop.services.work import SignedIn, Work

CHEAP = Kdf(iterations=1, lanes=1, memory_kib=8)
ADMIN, PASSWORD = "何俊", "right horse battery"
KEY, SECRET = bytes(range(32)), bytes(range(32, 64))
PLAN = Founding("柏溪楼", OfficeKind.RESTAURANT, ADMIN, PASSWORD)


@dataclass
class TestOffice:
    """An office with somebody signed in, and short ways to do what every test does."""

    __test__ = False

    office: Office
    me: SignedIn

    @contextmanager
    def work(self, me: SignedIn | None = None, *, write: bool = True) -> Iterator[Work]:
        with self.office.work(me or self.me, write=write) as work:
            yield work

    def do(self, verb: Callable[..., Any], *args: Any, me: SignedIn | None = None, **kwargs: Any) -> Any:
        return self.office.run(me or self.me, verb, *args, **kwargs)

    def ask(self, verb: Callable[..., Any], *args: Any, me: SignedIn | None = None, **kwargs: Any) -> Any:
        with self.office.work(me or self.me) as work:
            return verb(work, *args, **kwargs)

    def errand(self, verb: Callable[..., Any], *args: Any, me: SignedIn | None = None, **kwargs: Any) -> Any:
        """Long work with its own stages."""
        with self.office.staged(me or self.me) as work:
            return verb(work, *args, **kwargs)

    def hire(self, name: str, rights: dict[Right, Scope], *, level: int = 1, vaults: tuple[str, ...] = (),
             department: str | None = None) -> SignedIn:  # fmt: skip
        """Somebody with just these rights, signed in; below the services, for tests of the services."""
        with self.office.work(self.me, write=True) as work:
            now = work.now
            place = Department.get_or_create(name=department)[0] if department else None
            person = Person.create(name=name, login=name.casefold(), department=place, created_at=now)
            role = Role.create(key=f"test-{name}", name=name, rights=rights_to_json(rights), level=level)
            PersonRole.create(person=person, role=role)
            keys = offices.add_keys(person.id, PASSWORD, self.office.secret, CHEAP)
            signing.sign(work, role_says(role.id, RolePower(role.rights, role.level)))
            power = PersonPower(name, *keys.public, frozenset({role.id}), place.id if place else None)
            signing.sign(work, person_says(person.id, power))
            public = keys.public[0]
            for vault in vaults:
                key = self.me.vaults.keys[vault, 1]
                offices.grant(vault, 1, key, person.id, public, self.me.id, self.me.keys)
            assert VaultKey.select().where(VaultKey.person == person).count() == len(vaults)
        return self.office.sign_in(name, PASSWORD)


def office_today() -> date:
    """The day it is in the tests' offices, wherever the tests run."""
    return datetime.now(zone_of("Asia/Shanghai")).date()


def database_url(admin: str, name: str) -> str:
    parts = urlsplit(admin)
    return urlunsplit((parts.scheme, parts.netloc, "/" + name, "", ""))


_administrators: dict[str, psycopg.Connection[Any]] = {}


def _administer(admin: str, statement: str) -> None:
    """Over one connection for all tests: making each anew took longer than making the office."""
    try:
        if admin in _administrators:
            _administrators[admin].execute(statement)
            return
    except psycopg.OperationalError as gone:
        # some tests stop their server and start it again
        if not _administrators[admin].broken:
            raise gone
    _administrators[admin] = psycopg.connect(admin, autocommit=True)
    _administrators[admin].execute(statement)


def pytest_sessionfinish() -> None:
    for administrator in _administrators.values():
        administrator.close()


def create_database(admin: str, name: str, pattern: str | None = None) -> str:
    like = f' TEMPLATE "{pattern}" STRATEGY FILE_COPY' if pattern else ""
    _administer(admin, f'CREATE DATABASE "{name}"{like}')
    return database_url(admin, name)


def drop_database(admin: str, name: str) -> None:
    _administer(admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, UUID]:
    path = tmp_path_factory.mktemp("pattern") / "office.db"
    database = open_sqlite(path, KEY, create=True)
    workstation = offices.found(database, PLAN, SECRET, CHEAP).workstation
    database.disconnect()
    return path, workstation


@pytest.fixture(scope="session")
def postgres_pattern(pg_url: str) -> tuple[str, UUID]:
    name = f"pattern_{uuid4().hex[:8]}"
    database = open_postgres(create_database(pg_url, name))
    workstation = offices.found(database, PLAN, SECRET, CHEAP).workstation
    database.disconnect()
    return name, workstation


def _signed_in(database: OfficeDatabase, workstation: UUID) -> TestOffice:
    office = offices.open_office(database, SECRET, workstation)
    return TestOffice(office, office.sign_in(ADMIN, PASSWORD))


@contextmanager
def sqlite_copy(pattern: tuple[Path, UUID], path: Path) -> Iterator[TestOffice]:
    """A copy of an office, at `path`."""
    original, workstation = pattern
    shutil.copyfile(original, path)
    database = open_sqlite(path, KEY)
    yield _signed_in(database, workstation)
    database.disconnect()


@contextmanager
def postgres_copy(pattern: tuple[str, UUID], admin: str, name: str) -> Iterator[TestOffice]:
    """A copy of an office on a server, as the database `name`; it stays when its connection has gone."""
    original, workstation = pattern
    database = open_postgres(create_database(admin, name, original))
    yield _signed_in(database, workstation)
    database.disconnect()


@pytest.fixture
def sqlite_office(sqlite_pattern: tuple[Path, UUID], tmp_path: Path) -> Iterator[TestOffice]:
    with sqlite_copy(sqlite_pattern, tmp_path / "office.db") as office:
        yield office


@pytest.fixture
def postgres_office(postgres_pattern: tuple[str, UUID], pg_url: str) -> Iterator[TestOffice]:
    name = f"office_{uuid4().hex[:12]}"
    with postgres_copy(postgres_pattern, pg_url, name) as office:
        yield office
    drop_database(pg_url, name)


@pytest.fixture(params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest) -> TestOffice:
    """A new restaurant office whose first admin is signed in; every test that asks for it runs on both databases."""
    if (only := os.environ.get("CLIENTELE_TEST_DATABASE")) and only != request.param:
        pytest.skip(f"only {only} was asked for")
    found: TestOffice = request.getfixturevalue(f"{request.param}_office")
    return found
