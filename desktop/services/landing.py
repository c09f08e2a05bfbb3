"""A new place for an office: a file or an empty database that is filled within one write, wholly or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from desktop.i18n import N_
from desktop.models.base import database as tables_lie_in
from desktop.models.copies import copy_file, remove, sync_folder
from desktop.models.database import OfficeDatabase, open_postgres, open_sqlite, told_plainly
from desktop.models.server_roles import Login
from desktop.models.tables import Progress
from desktop.rules.errors import BadEntry


@dataclass(frozen=True, slots=True)
class Target:
    """Where an office is to lie: `locator` as it is shown and kept; a path with the file's key, or a server's URL."""

    locator: str
    path: Path | None = None
    key: bytes = b""
    url: str = ""
    """With the login that fills the place, which owns the office from then on."""

    def url_of(self, login: Login) -> str:
        """The server's address with another login."""
        parts = urlsplit(self.url)
        _login, _at, place = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{login.name}:{login.password}@{place}").geturl()


@contextmanager
def landing(
    target: Target,
    pages_of: tuple[Path, bytes] | None = None,
    progress: Progress = lambda *_: None,
    *,
    purged: bool = False,
) -> Iterator[OfficeDatabase]:
    """The new place, open within one write; the tables lie there meanwhile. A file has its name only afterwards.

    `pages_of`: a SQLCipher file, with its key, that the new one begins with; the new one is sealed with its own.
    `purged`: what is deleted in the write leaves no trace in the pages. Raises BadEntry where something is there
    already, Unreachable.
    """
    if target.path is None:
        database = open_postgres(target.url)
        try:
            with tables_lie_in.elsewhere(database.engine), database.writing():
                yield database
            if purged:
                database.purge()
        finally:
            database.disconnect()
        return
    if target.path.exists():
        raise BadEntry(N_("There is a file at {path} already. Choose another name."), "office", path=str(target.path))
    part = target.path.with_name(target.path.name + ".part")
    remove(part)
    database = open_sqlite(part, target.key, create=True)
    try:
        with told_plainly():
            database.engine.connect()
            if pages_of is not None:
                copy_file(*pages_of, database, progress)
            # what comes row by row is looked over as a whole
            database.engine.execute_sql("PRAGMA foreign_keys = OFF")
        with tables_lie_in.elsewhere(database.engine), database.writing():
            yield database
        if purged:
            database.purge()
        database.disconnect()
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.rename(target.path)
        sync_folder(target.path.parent)
    except BaseException:
        database.disconnect()
        remove(part)
        raise
