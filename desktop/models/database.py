"""Opens an office's database, SQLCipher file or PostgreSQL, and keeps its transactions short, fair and told plainly."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, urlsplit, urlunsplit

import peewee

from desktop.i18n import N_
from desktop.models.base import database
from desktop.models.drivers import load_postgres
from desktop.models.server import PromptDatabase, Then
from desktop.models.spelling import Spelling
from desktop.rules.errors import (
    ConnectionLost,
    Damaged,
    Deadlock,
    Interrupted,
    LoginRefused,
    NeedsTicket,
    NotAllowed,
    OfficeBusy,
    OfficeError,
    Suspended,
    Unreachable,
)

if TYPE_CHECKING:
    from desktop.models.server_roles import Login
    from desktop.rules.lines import Line

# A rollback journal even on a local disk: it is what a share can stand, and one behaviour is easier to trust than two.
# The order counts: the timeout first, or setting the others may already fail as busy.
PRAGMAS = (
    ("cipher_log_level", "NONE"),  # it writes to standard error otherwise
    ("busy_timeout", 0),  # SQLite's own waiting starves writers; ours is below
    ("journal_mode", "DELETE"),
    ("synchronous", "EXTRA"),
    ("foreign_keys", "ON"),
    ("secure_delete", "ON"),  # no page is freed unwritten, which the cipher would take for damage
    ("cell_size_check", "ON"),
    ("trusted_schema", "OFF"),
    ("mmap_size", 0),
    ("temp_store", "MEMORY"),
    ("cache_size", -16384),  # what a word typed letter by letter in a large office looks at again and again
)
TEXT_INDEXES = "search_text", "search_text_names", "search_text_more"  # of a SQLite office
PAGE_INDEXES = "search_text_pages", "search_text_heads"  # likewise, of what documents say
T = TypeVar("T")
WAIT_LIMIT = 20.0  # seconds
# a new connection that meets a commit while it first looks at a text index says only the second
_WAIT_FOR = ("locked", "vtable constructor failed")
BUSY = N_("Another workstation is writing and does not finish. Your entry is kept: try again in a moment.")
SIGNED_OUT = N_(
    "Your account has been suspended, or its password was set anew elsewhere. Sign in again, or ask the admin."
)
GONE = N_("The office's file can't be reached. Is the drive connected? Your entry is kept.")


class OfficeDatabase:
    """One office's database as every lane uses it; connections are per thread."""

    def __init__(self, engine: peewee.Database, *, sqlite: bool) -> None:
        self.engine = engine
        self.sqlite = sqlite
        self.enforced = False
        """Whether its server keeps people out itself: each goes on with a login of his own."""
        self.sees_all = False
        """Whether this is the one login that a server shows every row though it keeps people out."""
        self._running: dict[int, Any] = {}
        self._remembered: dict[str, tuple[float, Any]] = {}
        self._keyed = 0  # how often the file's key was changed from here
        self._opened = threading.local()

    def remembered(self, name: str, seconds: float, ask: Callable[[], T]) -> T:
        """What was asked under this name, asked anew after so many seconds; for figures that may be a little old."""
        known = self._remembered.get(name)
        if known is None or time.monotonic() > known[0]:
            known = self._remembered[name] = time.monotonic() + seconds, ask()
        found: T = known[1]
        return found

    def bind(self) -> None:
        """Makes the tables of this process lie in this office."""
        database.initialize(self.engine)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A consistent look at the office. Raises Unreachable, OfficeBusy, Damaged or Interrupted."""
        with self._transaction("DEFERRED", "REPEATABLE READ"):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A write that holds the lock from its start and commits at the end. Raises as `reading` does."""
        with self._transaction("IMMEDIATE", None):
            yield

    @contextmanager
    def _transaction(self, lock: str, isolation: str | None) -> Iterator[None]:
        thread = threading.get_ident()
        with self._known_to_be_there(), told_plainly():
            self._connect()
            if not self.sqlite and not self.engine.is_connection_usable():
                self.engine.close()
                self.engine.connect()
            self._running[thread] = self.engine.connection()
            try:
                with self.engine.transaction(lock if self.sqlite else isolation):
                    yield
            finally:
                self._running.pop(thread, None)

    @contextmanager
    def _known_to_be_there(self) -> Iterator[None]:
        """A file whose folder has gone is called read-only or locked by SQLite; people are told it is not there."""
        try:
            yield
        except LoginRefused as refusal:
            if self.enforced and self.engine.narrowed:
                raise Suspended(SIGNED_OUT) from refusal
            raise
        except peewee.ProgrammingError as fault:
            # whoever locks his own account goes on with a login that no table is there for any more
            if self.enforced and self.engine.narrowed and _code_of(fault) == _NO_TABLE:
                raise Suspended(SIGNED_OUT) from fault
            raise
        except (Unreachable, OfficeBusy) as refusal:
            if self.sqlite and not Path(self.engine.database).exists():
                raise Unreachable(GONE) from refusal
            raise

    def become(self, login: "Login | None") -> None:
        """This thread goes on as somebody who signed in, or at the workstation's door. Between transactions."""
        if self.enforced:
            self.engine.become(login)

    def go_through(self, door: "Login") -> None:
        """All connections of those who have not signed in are made with this login from now on."""
        self.disconnect()
        self.engine.connect_params.update(user=door.name, password=door.password)

    def by_copier(self, login: "Login") -> "OfficeDatabase":
        """The same office by the login that reads all of it, on connections of its own; the tables stay with this
        one."""
        known = self.engine.connect_params
        engine = PromptDatabase(self.engine.database, prefer_psycopg3=True, autoconnect=False,
                                **{**known, "user": login.name, "password": login.password})  # fmt: skip
        found = OfficeDatabase(engine, sqlite=False)
        found.sees_all = True
        return found

    def interrupt(self, thread: int) -> None:
        """Breaks off the query that `thread` is running, if any; there it raises Interrupted."""
        connection = self._running.get(thread)
        if connection is not None:
            connection.interrupt() if self.sqlite else connection.cancel_safe(timeout=2)

    def _connect(self) -> None:
        """Opens this thread's connection; anew if the file has another key since."""
        if getattr(self._opened, "keyed", self._keyed) != self._keyed:
            self.disconnect()
        self.engine.connect(reuse_if_open=True)
        self._opened.keyed = self._keyed

    def change_key(self, key: bytes) -> None:
        """Gives the office's file another raw 32-byte key: every page, or none if it breaks off. Other workstations
        can't open it any more without the new one. Raises OfficeBusy while others do not let go, Unreachable."""
        from desktop.models import pages

        with told_plainly():
            self._connect()
            pages.write_freed(self.engine)
            self.engine.rekey(f"x'{key.hex()}'")
            self._keyed += 1
            # what is held in memory came from the pages before
            self.disconnect()
            self._connect()
            self.engine.execute_sql("SELECT count(*) FROM sqlite_master")

    def disconnect(self) -> None:
        """Closes this thread's connection."""
        if not self.engine.is_closed():
            self.engine.close()

    def now(self) -> datetime:
        """The time all workstations agree on: the server's where there is one."""
        if self.sqlite:
            return datetime.now(UTC)
        return self.engine.execute_sql("SELECT clock_timestamp()").fetchone()[0].astimezone(UTC)

    def table_names(self) -> list[str]:
        return [name for name in self.engine.get_tables() if not name.startswith(("search_text", "sqlite_"))]

    @property
    def line(self) -> "Line":
        """How this thread's connection goes; it is open."""
        # a start goes without
        from desktop.rules.lines import Line

        if self.sqlite:
            return Line.FILE
        if not self.engine.connection().pgconn.ssl_in_use:
            return Line.HERE if self.engine.connect_params["host"] in _HERE else Line.OPEN
        return Line.CHECKED if self.engine.connect_params["sslmode"] in ("verify-ca", "verify-full") else Line.ENCRYPTED

    def purge(self) -> None:
        """Writes the office anew without what was deleted: pages that were freed, and words in its text indexes.

        A file is locked meanwhile, about a second for 100 MB. Raises OfficeBusy while others are at work. On a server
        it clears the rows that this login may clear; its own rounds do the rest.
        """
        with told_plainly():
            self.engine.connect(reuse_if_open=True)
            if self.sqlite:
                for index in (*TEXT_INDEXES, *PAGE_INDEXES):
                    self.engine.execute_sql(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
                self.engine.execute_sql("VACUUM")
            else:
                self.engine.execute_sql("VACUUM")

    def change_mark(self) -> int:
        """A number that moves when another connection has committed; cheap enough to be polled."""
        if self.sqlite:
            return int(self.engine.execute_sql("PRAGMA data_version").fetchone()[0])
        newest = "SELECT cf.newest()" if self.enforced else "SELECT coalesce(max(serial), 0) FROM record"
        return int(self.engine.execute_sql(newest).fetchone()[0])


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what the drivers say into refusals that a user understands; other faults pass as they are."""
    try:
        yield
    except peewee.PeeweeException as fault:
        # a server says in its own language what it refuses, and by a code the same everywhere
        refusal = _refusal(f"{_SAID_BY_CODE.get(_code_of(fault), '')} {fault}")
        if refusal is None:
            raise
        raise refusal from fault


def _code_of(fault: peewee.PeeweeException) -> str:
    return getattr(getattr(fault, "orig", None), "sqlstate", None) or ""


def _refusal(said: str) -> OfficeError | None:
    said = said.casefold()
    if (ticket := _TICKET.search(said)) is not None:
        return NeedsTicket(ticket.group(1))
    for words, refusal in _REFUSALS:
        if any(word in said for word in words):
            return refusal()
    return None


_SAID_BY_CODE: Mapping[str, str] = {
    "42501": "permission denied", "40P01": "deadlock", "55P03": "lock timeout", "53100": "disk is full",
    "25006": "read-only", "57014": "canceling statement due to user", "57P01": "terminating", "57P02": "terminating",
}  # fmt: skip
_NO_TABLE = "42P01"  # undefined_table
_TICKET = re.compile("level 3 needs a ticket: ([0-9a-f-]{36})")
_REFUSALS: tuple[tuple[tuple[str, ...], Callable[[], OfficeError]], ...] = (
    (("interrupted", "canceling statement due to user"), lambda: Interrupted(N_("Overtaken by a newer question"))),
    (("deadlock",), lambda: Deadlock(BUSY)),
    (("locked", "busy", "lock timeout"), lambda: OfficeBusy(BUSY)),
    (("does not support ssl",), lambda: Unreachable(
        N_("The office's server offers no encryption. Its administrator switches TLS on; over a line that nobody else "
           "can reach, put ?sslmode=disable behind the address."), "office")),
    (("root certificate", "certificate verify failed", "server certificate for"), lambda: Unreachable(
        N_("The certificate of the office's server does not fit, or what to check it by is not on this computer: the "
           "address names it behind sslrootcert=. Ask the admin."), "office")),
    (("disk is full", "no space", "database or disk is full"), lambda: Unreachable(
        N_("The disk that holds the office is full. Your entry is kept: free some space, then save again."))),
    (("readonly", "read-only"), lambda: Unreachable(
        N_("The office can be read but not written: its folder or file is read-only. "
           "Ask the admin for the right to change it."))),
    (("not a database", "hmac"), lambda: Damaged(
        N_("The office's file does not open with this workstation's key. Was the key changed? Then sign in again; "
           "otherwise the file is another office's, or damaged."))),
    (("malformed", "corrupt"), lambda: Damaged(
        N_("The office's file is damaged. Nothing more is written to it; restore the newest backup."))),
    (("unable to open", "disk i/o", "no such file"), lambda: Unreachable(GONE)),
    # whom it lets in it says before there are codes, in English or Chinese
    (('fatal:  database "', '致命错误:  数据库 "'), lambda: Unreachable(
        N_("There is no database of this name on the server. Have an empty one made for the office, or correct "
           "the address."), "office")),
    (("not permitted to log in", "不允许角色"), Suspended),
    (("password authentication", "no password supplied", "role \"", "password 认证失败", "角色 \"",
      "pg_hba.conf"), lambda: LoginRefused(
        N_("The office's server refuses this workstation's login. Ask the admin."))),
    (("permission denied", "row-level security"), lambda: NotAllowed(
        N_("The office's server refuses this: your roles do not reach it. Ask the admin for the right."))),
    (("connection", "server closed", "could not connect", "terminating", "timeout expired", "network"),
     lambda: ConnectionLost(N_("The office's server does not answer. Your entry is kept: try again in a moment."))),
)  # fmt: skip


def patiently(attempt: Callable[[], Any], limit: float = WAIT_LIMIT) -> Any:
    """Repeats `attempt` while the office is locked, with growing, jittered pauses so that no writer starves."""
    deadline, pause = time.monotonic() + limit, 0.001
    while True:
        try:
            return attempt()
        except peewee.OperationalError as fault:
            if not any(word in str(fault) for word in _WAIT_FOR) or time.monotonic() > deadline:
                raise
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 1.5, 0.02)


def open_sqlite(path: Path, key: bytes, *, create: bool = False) -> OfficeDatabase:
    """The office in a SQLCipher file with a raw 32-byte key. Raises Unreachable if the file is not there."""
    from playhouse.sqlcipher_ext import SqlCipherDatabase

    if not create and not path.is_file():
        raise Unreachable(N_("There is no office at {path}. Has the file been moved, or the drive not been connected?"),
                          path=str(path))  # fmt: skip

    class PatientDatabase(SqlCipherDatabase):
        """Waits for locks in our own fair way, at the beginning, at the end and when reading."""

        context_class = Spelling

        def begin(self, lock_type: str | None = None) -> None:
            patiently(lambda: super(PatientDatabase, self).begin(lock_type))

        def commit(self) -> Any:
            return patiently(super().commit)

        def rollback(self) -> Any:
            # a full disk or an I/O error makes SQLite roll back by itself; then there is nothing left to take back
            return super().rollback() if self.connection().in_transaction else None

        def execute_sql(self, sql: str, params: Any = None) -> Any:
            if self.in_transaction() and not sql.startswith(("SELECT", "PRAGMA")):
                return super().execute_sql(sql, params)
            return patiently(lambda: super(PatientDatabase, self).execute_sql(sql, params))

        def later(self, sql: str, params: Sequence[Any] = (), then: Then | None = None) -> None:
            """A file answers at once; the same words as for a server, where this saves the way there."""
            cursor = self.execute_sql(sql, params)
            if then is not None:
                then(cursor)

        def accompany(self, sql: str, params: Sequence[Any], then: Then) -> None:
            """As `later`."""
            self.later(sql, params, then)

        def settle(self) -> None:
            """Nothing is ever put aside."""

        def get_binary_type(self) -> type:
            # one for both kinds, so that a thread may look at the other; drivers take bytes as they are
            return bytes

        def _set_pragmas(self, conn: Any) -> None:
            def set_all() -> None:
                try:
                    super(PatientDatabase, self)._set_pragmas(conn)
                except self._busy as fault:
                    raise peewee.OperationalError(*fault.args) from fault

            patiently(set_all)

        @property
        def _busy(self) -> type[Exception]:
            from sqlcipher3 import dbapi2

            return dbapi2.OperationalError

    engine = PatientDatabase(
        str(path), passphrase=f"x'{key.hex()}'", pragmas=PRAGMAS, autoconnect=False, check_same_thread=False
    )
    return OfficeDatabase(engine, sqlite=True)


def opens(path: Path, key: bytes) -> bool:
    """Whether an office's file opens with this key; what else may be wrong with it is told when it is opened."""
    office = open_sqlite(path, key)
    try:
        office.engine.connect()
        patiently(lambda: office.engine.execute_sql("SELECT count(*) FROM sqlite_master"))
    except peewee.DatabaseError as fault:
        return not isinstance(_refusal(str(fault)), Damaged)
    finally:
        office.disconnect()
    return True


def open_postgres(url: str) -> OfficeDatabase:
    """The office in a PostgreSQL database. `url` carries the login and, where it needs one, the password."""
    load_postgres()
    parts = urlsplit(url)
    guarded = guard_of(url)
    engine = PromptDatabase(
        parts.path.lstrip("/"),
        host=parts.hostname,
        port=parts.port or 5432,
        user=parts.username,
        password=parts.password,
        **guarded,
        prefer_psycopg3=True,
        autoconnect=False,
        connect_timeout=10,
        keepalives_idle=10,
        application_name="Clientele",
        options="-c lock_timeout=20s -c timezone=UTC -c client_min_messages=warning "
        # how common a search's tokens are decides its plan, and compiling a plan takes longer than any of our questions
        "-c plan_cache_mode=force_custom_plan -c jit=off",
    )
    return OfficeDatabase(engine, sqlite=False)


def guard_of(url: str) -> dict[str, str]:
    """How the way to a server is guarded, as libpq names it: by what stands behind the address, else encrypted; only to
    a server on this machine it may go without. Whoever names certificates wants the server's looked at."""
    parts = urlsplit(url)
    given = {name: values[-1] for name, values in parse_qs(parts.query).items() if name in _GUARDS}
    usual = "verify-full" if "sslrootcert" in given else "prefer" if parts.hostname in _HERE else "require"
    return {"sslmode": usual, **given}


_GUARDS = ("sslmode", "sslrootcert", "sslcrl", "sslcert", "sslkey", "channel_binding")
_HERE = ("localhost", "127.0.0.1", "::1")


def without_password(url: str) -> str:
    """The URL as it may be shown, logged and kept in a list of offices."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return urlunsplit((parts.scheme, f"{host}:{parts.port or 5432}", parts.path, "", ""))
