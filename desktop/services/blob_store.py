"""Where the sealed contents of documents lie: in a folder beside an office that is a file, in pieces at a server.

It knows neither keys nor people: what it is given it keeps, and tells by a hash whether that is what lies there.
"""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple, Protocol
from uuid import UUID

from cryptography.hazmat.primitives import hashes

from desktop.models import blobs as rows
from desktop.models.copies import sync_folder
from desktop.models.database import GONE, OfficeDatabase
from desktop.rules import blobs as rules
from desktop.rules.errors import Unreachable
from desktop.services.sealed_chunks import cut

PIECE = 1024 * 1024
AT_ONCE = 8  # pieces on the way to a server or back
ENDING = ".cfd"


class Stored(NamedTuple):
    """Of the sealed bytes."""

    size: int
    sha256: str


class BlobStore(Protocol):
    """Every method raises Unreachable where the place does not answer."""

    def put(self, blob: UUID, sealed: Iterable[bytes]) -> Stored:
        """Durable and read back when it returns; whatever breaks off leaves nothing under this id."""

    def read(self, blob: UUID) -> Iterator[bytes]:
        """The sealed bytes in pieces. Raises Missing."""

    def remove(self, blob: UUID) -> None:
        """No error where it is gone already."""

    def holds(self, blob: UUID) -> bool:
        """Whether something lies there by this id."""

    def ids(self) -> Iterator[UUID]:
        """All that lies there, in no order."""


def beside(office: Path) -> Path:
    """The folder with the documents of an office that is a file."""
    return office.with_name(office.name + rules.BESIDE)


def of(database: OfficeDatabase, person: UUID) -> BlobStore:
    """The store of an open office, as this person uses it."""
    if database.sqlite:
        return FolderStore(beside(Path(database.engine.database)))
    return ChunkStore(database, person)


class Sha256:
    """The cipher library's own, which is several times as fast as the one that a start gets by with."""

    def __init__(self) -> None:
        self._hash, self._size = hashes.Hash(hashes.SHA256()), 0

    def add(self, block: bytes) -> None:
        self._hash.update(block)
        self._size += len(block)

    def done(self) -> Stored:
        return Stored(self._size, self._hash.finalize().hex())


def hash_of(blocks: Iterable[bytes]) -> Stored:
    """What these bytes are known by."""
    found = Sha256()
    for block in blocks:
        found.add(block)
    return found.done()


class FolderStore:
    """`ab/ID.cfd`: a file each, in a folder by the end of its id, which is chance. Written under another name, read
    back, and renamed; never changed afterwards."""

    def __init__(self, folder: Path, within: Path | None = None) -> None:
        """`within` must be there before anything is stored: else the drive is not connected."""
        self.folder, self._within = folder, within or folder.parent

    def path(self, blob: UUID) -> Path:
        return self.folder / blob.hex[-2:] / f"{blob}{ENDING}"

    def put(self, blob: UUID, sealed: Iterable[bytes]) -> Stored:
        path = self.path(blob)
        part = path.with_name(path.name + ".part")
        try:
            if not self._within.is_dir():
                raise Unreachable(GONE)
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                written = hash_of(_written(file, sealed))
                file.flush()
                os.fsync(file.fileno())
            # over a network what arrived is what counts
            if hash_of(_blocks(part)) != written:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            part.chmod(stat.S_IMODE(part.stat().st_mode) & ~0o222)
            _unlock(path)
            os.replace(part, path)  # noqa: PTH105 - atomic also where the target exists
            sync_folder(path.parent)
        except BaseException as trouble:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            if isinstance(trouble, OSError):
                raise rules.unwritable(str(self.folder), trouble) from trouble
            raise
        return written

    def read(self, blob: UUID) -> Iterator[bytes]:
        try:
            yield from _blocks(self.path(blob))
        except (FileNotFoundError, NotADirectoryError):
            raise rules.gone() from None
        except OSError as trouble:
            raise rules.unreadable(str(self.folder), trouble) from trouble

    def remove(self, blob: UUID) -> None:
        path = self.path(blob)
        try:
            _unlock(path)
            path.unlink(missing_ok=True)
        except OSError as trouble:
            raise rules.unwritable(str(self.folder), trouble) from trouble

    def holds(self, blob: UUID) -> bool:
        return self.path(blob).is_file()

    def size(self, blob: UUID) -> int:
        """Of the sealed bytes; 0 where they are not there."""
        try:
            return self.path(blob).stat().st_size
        except OSError:
            return 0

    def ids(self) -> Iterator[UUID]:
        for path in self._files(f"*{ENDING}"):
            with suppress(ValueError):
                yield UUID(path.stem)

    def sweep(self, before: datetime) -> int:
        """Takes away what a program that was killed has left half-written before a moment; returns how many."""
        done = 0
        for path in list(self._files(f"*{ENDING}.part")):
            # another program may be quicker
            with suppress(OSError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    done += 1
        return done

    def _files(self, names: str) -> Iterator[Path]:
        try:
            yield from self.folder.glob(f"??/{names}")
        except OSError as trouble:
            raise rules.unreadable(str(self.folder), trouble) from trouble


class ChunkStore:
    """Rows of 1 MiB in the office's own database, all of a content in one write. Within a write that is open already
    they are part of it."""

    def __init__(self, database: OfficeDatabase, person: UUID) -> None:
        self._database, self._person = database, person

    def put(self, blob: UUID, sealed: Iterable[bytes]) -> Stored:
        whole, known = Sha256(), []
        with self._writing():
            rows.delete_chunks(self._database.engine, blob)
            for n, piece in enumerate(cut(sealed, PIECE)):
                whole.add(piece)
                known.append(hash_of([piece]).sha256)
                rows.put_chunk(self._database.engine, blob, n, piece, self._person)
                if n % AT_ONCE == AT_ONCE - 1:
                    self._database.engine.settle()
            self._database.engine.settle()
            # looked at by the server, so that it does not travel twice
            if rows.chunk_hashes(self._database.engine, blob) != known:
                raise rules.spoilt()
        return whole.done()

    def read(self, blob: UUID) -> Iterator[bytes]:
        at = 0
        while True:
            with self._reading():
                found = rows.chunks(self._database.engine, blob, at, AT_ONCE)
            if not found and not at:
                raise rules.gone()
            yield from found
            if len(found) < AT_ONCE:
                return
            at += AT_ONCE

    def remove(self, blob: UUID) -> None:
        with self._writing():
            rows.delete_chunks(self._database.engine, blob)

    def holds(self, blob: UUID) -> bool:
        with self._reading():
            return rows.has_chunks(self._database.engine, blob)

    def ids(self) -> Iterator[UUID]:
        with self._reading():
            found = rows.chunk_ids(self._database.engine)
        yield from found

    def _writing(self) -> AbstractContextManager[None]:
        return nullcontext() if self._database.engine.in_transaction() else self._database.writing()

    def _reading(self) -> AbstractContextManager[None]:
        return nullcontext() if self._database.engine.in_transaction() else self._database.reading()


def _written(file: IO[bytes], blocks: Iterable[bytes]) -> Iterator[bytes]:
    for block in blocks:
        file.write(block)
        yield block


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(PIECE):
            yield block


def _unlock(path: Path) -> None:
    """Some systems neither replace nor remove what is read-only."""
    if os.name == "nt" and path.exists():
        path.chmod(stat.S_IWRITE)
