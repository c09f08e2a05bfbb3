"""Offices of any size for the benchmarks, filled below the services and kept between runs, on both databases."""

import ast
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import psycopg

from benchmarks import _people
from desktop.models.bulk import insert_many
from desktop.models.clients import Client
from desktop.models.database import OfficeDatabase, open_postgres, open_sqlite
from desktop.models.migrating import migrate
from desktop.models.office import Department, Person
from desktop.rules import entries
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.tokens import Readings, tokens_of
from desktop.rules.words import OfficeKind
from desktop.services import clients, file_values, founding, readings, search
from desktop.services import office as offices
from desktop.services.founding import Founding
from desktop.services.office import Office
from desktop.services.vault import Kdf
from desktop.services.work import SignedIn, Work
from tests import servers

KEY, SECRET = bytes(range(32)), bytes(range(32, 64))
ADMIN, PASSWORD = "何俊", "right horse battery"
PLAN = Founding("柏溪楼", OfficeKind.RESTAURANT, ADMIN, PASSWORD)
CHEAP = Kdf(iterations=1, lanes=1, memory_kib=8)
CACHE = Path(tempfile.gettempdir()) / "clientele-benchmarks"
BATCH = 10_000
KEPT = 2 * 86_400  # seconds


@dataclass
class Bench:
    """An office that is open, with its first admin signed in."""

    office: Office
    me: SignedIn
    size: int

    @property
    def database(self) -> OfficeDatabase:
        return self.office.database

    @property
    def engine(self) -> str:
        return "SQLite" if self.database.sqlite else "PostgreSQL"

    def with_all_rights(self) -> SignedIn:
        """The same person with the rights of today: an office kept from an earlier run may know some of them not."""
        return replace(self.me, mandate=replace(self.me.mandate, rights=dict.fromkeys(Right, Scope.ALL)))

    @contextmanager
    def work(self, *, write: bool = False) -> Iterator[Work]:
        with self.office.work(self.me, write=write) as work:
            yield work


@lru_cache(200_000)
def _read(name: str, organisation: bool) -> Readings:
    return readings.readings(name, organisation=organisation)


def fill(office: Office, me: SignedIn, size: int) -> None:
    """Clients, their search tokens and twenty colleagues who own them, in one transaction."""
    database = office.database
    with database.writing():
        now = database.now()
        departments = [Department.create(name=name) for name in ("前厅", "宴会", "大堂", "外联")]
        staff = [Person.create(name=f"员工{n}", login=f"staff{n}", department=departments[n % 4], created_at=now)
                 for n in range(20)]  # fmt: skip
        indexes = _without_indexes(database, ("client", "search_doc"))
        names = list(Client._meta.sorted_field_names)
        plain = _defaults(database.sqlite)
        work = Work(database, me, office.settings)
        source = _people.people(size)
        while batch := list(islice(source, BATCH)):
            rows, docs = [], []
            for values in batch:
                key, owner = new_id(), staff[len(rows) % 20]
                known = _read(values["name"], values["form"] == "organisation")
                row = {
                    **plain, **values, "id": key, "phone_key": entries.phone_key(values["phone"]),
                    "sort_key": known.sort_key[:400], "reading": known.rare or "", "owner": owner.id,
                    "department": owner.department_id,
                    "looked_through_at": Client.looked_through_at.db_value(now) - len(rows) * 86_400_000,
                }  # fmt: skip
                rows.append(tuple(row[name] for name in names))
                tokens = tokens_of((values["name"],), [row[n] for n in file_values.SEARCHED], (known,))
                docs.append(search.Doc(search.CLIENT, key, tokens, owner.id, None, owner.department_id))
            insert_many(Client, names, rows)
            search.index_many(work, docs)
        for statement in indexes:
            database.engine.execute_sql(statement)
    if not database.sqlite:
        database.engine.execute_sql("ANALYZE")  # the server's own vacuum would do it within minutes


def _defaults(sqlite: bool) -> dict[str, Any]:
    """What a row holds where nothing was entered, as the database keeps it."""
    row: dict[str, Any] = {}
    for name, field in Client._meta.fields.items():
        value = None if callable(field.default) and name == "id" else field.default
        row[name] = "" if value is None and not field.null else value
    return {**row, "own": "{}", "version": 1, "opened_on": "2026-01-05",
            **({n: int(row[n]) for n in ("important", "draft")} if sqlite else {})}  # fmt: skip


def _without_indexes(database: OfficeDatabase, tables: tuple[str, ...]) -> list[str]:
    """Drops the indexes of these tables and returns what makes them again: filling goes ten times as fast."""
    run = database.engine.execute_sql
    indexes, told_again = [], []
    if database.sqlite:
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
        # what the planner was told of an index goes with it
        told = run("SELECT tbl, idx, stat FROM sqlite_stat1").fetchall()
        again = ", ".join(f"('{table}', '{index}', '{stat}')" for table, index, stat in told)
        told_again = ["DELETE FROM sqlite_stat1", f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES {again}"]
    else:
        asked = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE '%%_pkey'"
    for table in tables:
        for name, statement in run(asked, (table,)).fetchall():
            run(f'DROP INDEX "{name}"')
            # in the order of the migrations: of two that cost the same, SQLite's planner takes the younger
            indexes.append(statement)
    return indexes + told_again


def _shape() -> str:
    """Changes when an office kept from an earlier run would no longer be what a new one is."""
    sources = [Path(_people.__file__)]
    sources += [
        Path(clients.__file__).parents[1] / name for name in ("models/migrations/0001_foundation.py", "rules/tokens.py")
    ]
    # the program itself and not what is said about it
    parsed = [ast.dump(ast.parse(source.read_text("utf-8"))) for source in sources]
    return hashlib.sha256("".join(parsed).encode()).hexdigest()[:12]


def _new_folder() -> Path:
    """This shape's folder; those that nobody has used for two days go, they are large."""
    folder = CACHE / _shape()
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    os.utime(folder)
    for other in CACHE.iterdir():
        if other.stat().st_mtime < time.time() - KEPT:
            forget(other)
    return folder


def sqlite_file(size: int) -> tuple[Path, UUID]:
    """The SQLCipher file of an office of `size` clients and the workstation that has joined it."""
    path = _new_folder() / f"{size}.office"
    card = path.with_suffix(".json")
    if not card.is_file():
        path.unlink(missing_ok=True)
        _say(f"filling a SQLite office with {size:,} clients …")
        database = open_sqlite(path, KEY, create=True)
        office = founding.found(database, PLAN, SECRET, CHEAP)
        me = office.sign_in(ADMIN, PASSWORD)
        database.engine.execute_sql("PRAGMA synchronous = OFF")
        database.engine.execute_sql("PRAGMA cache_size = -262144")
        fill(office, me, size)
        database.disconnect()
        card.write_text(json.dumps({"workstation": str(office.workstation)}), "ascii")
    # one kept from an earlier run may lack the newest steps
    database = open_sqlite(path, KEY)
    migrate(database)
    database.disconnect()
    return path, UUID(json.loads(card.read_text("ascii"))["workstation"])


def _signed_in(database: OfficeDatabase, workstation: UUID, size: int) -> Bench:
    # one kept from an earlier run may lack the newest steps
    database.bind()
    migrate(database)
    office = offices.open_office(database, SECRET, workstation)
    return Bench(office, office.sign_in(ADMIN, PASSWORD), size)


@contextmanager
def sqlite_office(size: int, *, copy: bool = False) -> Iterator[Bench]:
    """An office in a SQLCipher file; `copy` for benchmarks that write."""
    path, workstation = sqlite_file(size)
    with tempfile.TemporaryDirectory(prefix="clientele-bench-") as folder:
        if copy:
            path = Path(shutil.copyfile(path, Path(folder) / "copy.office"))
        database = open_sqlite(path, KEY)
        try:
            yield _signed_in(database, workstation, size)
        finally:
            database.disconnect()


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """A PostgreSQL that keeps its offices between runs. `durable` makes it wait for the disk, as a real one does."""
    home = _new_folder() / "server.json"
    if home.is_file():
        kept = json.loads(home.read_text("ascii"))
        running = servers.Server(kept["url"], Path(kept["binaries"]), Path(kept["folder"]))
        ours = _start(running)
    else:
        running, ours = servers.start(), True
        home.write_text(json.dumps({"url": running.url, "binaries": str(running.binaries),
                                    "folder": str(running.folder)}), "ascii")  # fmt: skip
    try:
        with psycopg.connect(running.url, autocommit=True) as admin:
            admin.execute(f"ALTER SYSTEM SET fsync = {'on' if durable else 'off'}")
            admin.execute("SELECT pg_reload_conf()")
        yield running.url
    finally:
        if ours:
            # another benchmark may have joined in the meantime: it may finish
            _control(running, "stop", "-m", "smart")


def _start(running: servers.Server) -> bool:
    """False if it runs already, for another benchmark; one that is just going down is waited for."""
    for _attempt in range(60):
        try:
            psycopg.connect(running.url, connect_timeout=2).close()
            return False
        except psycopg.OperationalError as refusal:
            if "refused" in str(refusal):
                _control(running, "start", "-l", running.folder / "log")
                return True
            time.sleep(1)
    raise TimeoutError("the server neither runs nor ends")


def _control(running: servers.Server, *words: object) -> None:
    servers._run([running.binaries / "pg_ctl", *words, "-w", "-t", "60", "-D", running.folder / "data"], running.folder)


@contextmanager
def postgres_office(server_url: str, size: int, *, copy: bool = False) -> Iterator[Bench]:
    """An office on that server, made if it is not there yet; `copy` for benchmarks that write."""
    name, card = f"office_{size}", _new_folder() / f"{size}.server.json"
    if not card.is_file():
        with closing(psycopg.connect(server_url, autocommit=True)) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{name}"')
        _say(f"filling a PostgreSQL office with {size:,} clients …")
        database = open_postgres(url_of(server_url, name))
        office = founding.found(database, PLAN, SECRET, CHEAP)
        fill(office, office.sign_in(ADMIN, PASSWORD), size)
        database.engine.execute_sql("VACUUM ANALYZE")
        database.disconnect()
        card.write_text(json.dumps({"workstation": str(office.workstation)}), "ascii")
    workstation = UUID(json.loads(card.read_text("ascii"))["workstation"])
    used = f"{name}_copy" if copy else name
    if copy:
        with closing(psycopg.connect(server_url, autocommit=True)) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{used}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{used}" TEMPLATE "{name}" STRATEGY FILE_COPY')
    database = open_postgres(url_of(server_url, used))
    try:
        yield _signed_in(database, workstation, size)
    finally:
        database.disconnect()
        if copy:
            with closing(psycopg.connect(server_url, autocommit=True)) as admin:
                admin.execute(f'DROP DATABASE IF EXISTS "{used}" WITH (FORCE)')


def url_of(server_url: str, name: str) -> str:
    parts = urlsplit(server_url)
    return urlunsplit((parts.scheme, parts.netloc, "/" + name, "", ""))


def _say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def forget(folder: Path) -> None:
    """Takes away what one shape has kept."""
    for card in folder.glob("server.json"):
        kept = json.loads(card.read_text("ascii"))
        servers.Server(kept["url"], Path(kept["binaries"]), Path(kept["folder"])).stop()
    shutil.rmtree(folder, ignore_errors=True)
