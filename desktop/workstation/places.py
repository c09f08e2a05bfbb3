"""Addresses and files of offices as this machine opens them: logins of servers, free names, what to remove."""

import os
import shutil
import stat
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, OfficeError
from desktop.workstation.offices import normalise_locator

COPY = ".copy"
COPY_KEPT = 30 * 86_400  # seconds


def with_login(url: str) -> str:
    # without a login the driver would send the name this user has on this machine
    if not urlsplit(url).username and "PGUSER" not in os.environ:
        raise BadEntry(
            N_("The address needs the server's login: postgresql://login:password@server:5432/office"), "office"
        )
    return url


def as_login(url: str, name: str, password: str) -> str:
    """The server's address with another login."""
    parts = urlsplit(url)
    _login, _at, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{name}:{password}@{place}").geturl()


def same_login(invited: str, where: str) -> str:
    """The server's address as seen from here, with the invitation's login unless another is given."""
    if not where:
        return invited
    parts = urlsplit(where)
    # what guards the way there is the invitation's too
    parts = parts._replace(query=parts.query or urlsplit(invited).query)
    if parts.username:
        return parts.geturl()
    login, _at, _rest = urlsplit(invited).netloc.rpartition("@")
    return parts._replace(netloc=f"{login}@{parts.netloc}" if login else parts.netloc).geturl()


def shown(text: str) -> str:
    try:
        return normalise_locator(text)
    except OfficeError:
        return text


def free(path: Path) -> Path:
    number = 1
    while (place := path if number == 1 else path.with_stem(f"{path.stem}-{number}")).exists():
        number += 1
    return place


def documents(path: Path) -> Path:
    """The folder with the documents of an office that is a file."""
    # a start goes without
    from desktop.rules.blobs import BESIDE

    return path.with_name(path.name + BESIDE)


def remove(path: Path) -> None:
    """An office's file with all that lies beside it."""
    if documents(path).is_dir():
        for content in documents(path).rglob("*"):
            # some systems remove nothing that is read-only
            content.chmod(stat.S_IRWXU)
        shutil.rmtree(documents(path))
    for ending in ("", "-journal", ".keys", ".sheet"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def copies_before(folder: Path, office_id: str) -> list[Path]:
    """The copies that were made of an office on this machine before it was brought up to date, the newest first."""
    found = [path for path in folder.glob(f"{office_id}-*{COPY}") if path.is_file()]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def clear_old_copies(folder: Path, office_id: str) -> None:
    """Takes away those that have lain there for thirty days: whoever was erased since is in them still."""
    begins = time.time() - COPY_KEPT
    for path in copies_before(folder, office_id):
        # another program of this machine may be quicker
        with suppress(OSError):
            if path.stat().st_mtime < begins:
                path.unlink()
