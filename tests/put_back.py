"""Copies of an office on a server that tests give back: their rows become the pattern's again.

A new copy is eight hundred files, a test writes some twenty rows. In which tables those lie the server has counted;
whatever else was changed in a copy, such as definitions, is seen by the same counts, and then it is dropped.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import peewee
import psycopg
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier

# counted apart from what tests do, and past the rules and triggers that guard a row
QUIETLY = "-c track_counts=off -c session_replication_role=replica"
# dead rows stay in their files; from here on reading past them takes longer than a new copy
WORN = 5000
WRITTEN = """SELECT place, sum(count)::int FROM pg_class, LATERAL (VALUES
        (CASE WHEN relnamespace = 'public'::regnamespace THEN relname ELSE '' END, pg_stat_get_tuples_inserted(oid)
            + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid)),
        ('', pg_stat_get_vacuum_count(oid))) AS told (place, count)
    WHERE relkind = 'r' AND NOT relisshared GROUP BY 1"""
PLACES = """SELECT relkind, relname FROM pg_class
    WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace"""
ALONE = """SELECT count(*) = 0 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> %s"""
# what a session has set, and what it has counted and would tell at its end
FORGET = """SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();
    SELECT pg_stat_force_next_flush()"""
# from this version on a session can be asked to tell what it has counted
TELLS = 150_000
UNSET = """SELECT datacl IS NULL AND NOT EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase = oid)
    FROM pg_database WHERE datname = current_database()"""
# of a second
PATIENCE = 0.2


@dataclass
class Copy:
    """`server`: a session there that stays, since each new one would learn anew where the rows lie. So would each
    test's: `last` is that of the test before, if it is fit for another."""

    url: str
    server: "psycopg.Connection[Any]"
    written: dict[str, int] = field(default_factory=dict)
    last: "psycopg.Connection[Any] | None" = None

    def take_up(self, engine: peewee.PostgresqlDatabase) -> None:
        """Has this thread go on with the session of the test before, or makes one."""
        if self.last is None or self.last.closed:
            engine.connect()
            return
        engine._state.set_connection(self.last)
        engine._set_server_version(self.last)
        self.last = None

    def keep(self, engine: peewee.PostgresqlDatabase) -> None:
        """Takes this thread's session for the next test; one that is not at rest, or of another login, ends."""
        session = None if engine.is_closed() else engine.connection()
        if session is None or session.info.transaction_status != TransactionStatus.IDLE or not self._fits(session):
            engine.close()
            return
        session.execute(FORGET)
        self.last = session

    def _fits(self, session: "psycopg.Connection[Any]") -> bool:
        server = self.server.info
        return server.server_version >= TELLS and session.autocommit and session.info.user == server.user

    def close(self) -> None:
        for session in (self.server, self.last):
            if session is not None:
                session.close()


@dataclass
class Copies:
    """The copies of one pattern, all alike. `made` makes another under a new name and tells its address, `dropped`
    takes the one at an address away."""

    made: Callable[[], str]
    dropped: Callable[[str], None]
    _free: list[Copy] = field(default_factory=list)
    _rows: dict[str, bytes] = field(default_factory=dict)
    _counters: dict[str, tuple[int, bool]] = field(default_factory=dict)

    @contextmanager
    def lent(self) -> Iterator[Copy]:
        """One that is nobody else's meanwhile."""
        copy = self._free.pop() if self._free else self._new()
        try:
            yield copy
        finally:
            self._take_back(copy)

    def _take_back(self, copy: Copy) -> None:
        try:
            as_it_was = self._put_back(copy)
        except psycopg.OperationalError:
            # some tests end all sessions
            as_it_was = False
        if as_it_was:
            self._free.append(copy)
        else:
            copy.close()
            self.dropped(copy.url)

    def close(self) -> None:
        for copy in self._free:
            copy.close()

    def _new(self) -> Copy:
        url = self.made()
        copy = Copy(url, psycopg.connect(url, autocommit=True, options=QUIETLY))
        if not self._counters:
            self._learn(copy.server)
        return copy

    def _learn(self, server: "psycopg.Connection[Any]") -> None:
        for kind, name in server.execute(PLACES).fetchall():
            if kind == "S":
                self._counters[name] = server.execute(_of("SELECT last_value, is_called FROM {}", name)).fetchone()
            elif server.execute(_of("SELECT EXISTS (SELECT FROM {})", name)).fetchone()[0]:
                with server.cursor() as cursor, cursor.copy(_of("COPY {} TO STDOUT (FORMAT binary)", name)) as rows:
                    self._rows[name] = b"".join(rows)

    def _put_back(self, copy: Copy) -> bool:
        """Whether it is as it was. What sessions have counted they tell when they end, or are asked to."""
        server = copy.server
        if not _soon(server, ALONE, copy.last.info.backend_pid if copy.last is not None else 0):
            return False
        before, copy.written = copy.written, dict(server.execute(WRITTEN).fetchall())
        changed = [table for table, count in copy.written.items() if count != before.get(table, 0)]
        if "" in changed or sum(copy.written.values()) > WORN or not server.execute(UNSET).fetchone()[0]:
            return False
        with server.transaction():
            for table in changed:
                server.execute(_of("DELETE FROM {}", table))
                if table in self._rows:
                    with (
                        server.cursor() as cursor,
                        cursor.copy(_of("COPY {} FROM STDIN (FORMAT binary)", table)) as rows,
                    ):
                        rows.write(self._rows[table])
            for name, (value, called) in self._counters.items():
                server.execute("SELECT setval(%s::regclass, %s, %s)", (name, value, called))
        return True


def _of(statement: str, table: str) -> Any:
    return SQL(statement).format(Identifier(table))


def _soon(server: "psycopg.Connection[Any]", asked: str, *values: int) -> bool:
    """A session that was closed goes on for a moment at the server."""
    until = time.monotonic() + PATIENCE
    while not server.execute(asked, values).fetchone()[0]:
        if time.monotonic() > until:
            return False
        time.sleep(0.002)
    return True
