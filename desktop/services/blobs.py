"""The contents of documents: sealed and stored before the row, found again by content, opened in verified pieces.

Parts of the verbs that file, show and destroy documents, which ask for the rights; here keys alone decide. Whoever
shows a content of a marked document records that first.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models import blobs as rows
from desktop.models.blobs import Blob
from desktop.rules import blobs as rules
from desktop.rules.blobs import BlobState
from desktop.rules.errors import BadEntry, NotAllowed, OfficeBusy, OfficeError, Undecided
from desktop.rules.ids import new_id
from desktop.rules.progress import Progress
from desktop.rules.rights import VAULTS
from desktop.rules.system_words import why
from desktop.rules.values import dataclass
from desktop.services import blob_files, blob_store
from desktop.services.blob_store import PIECE, BlobStore
from desktop.services.vault import Vaults, seal_header
from desktop.services.work import Work

TOPIC = "documents"
_KEY = "blob.file_key"
_CONTENT = "blob.content"
Content = BinaryIO | Path | bytes


@dataclass(frozen=True, slots=True)
class Staged:
    """A content that is stored and not yet in the office: `enter` puts its row there. `found`: it is there already."""

    blob: UUID
    vault: str
    size: int
    sha256: str
    key: bytes
    stored: blob_store.Stored
    found: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """`digest`: what equal contents of a vault are found by. `new` says whether room was taken: never tell it to
    people, whom it would tell that a colleague has filed the same."""

    blob_id: UUID
    size: int
    digest: bytes
    new: bool


def store_of(work: Work) -> BlobStore:
    return blob_store.of(work.database, work.me.id)


# Storing


def keep(work: Work, vault: str, content: Content, progress: Progress = lambda *_: None) -> Kept:
    """Seals a content with a key of its own, stores it, and adds its row, or finds the one of the same content. Give it
    staged work. `progress` counts bytes. Raises TooLarge, BadEntry, NotAllowed without the vault's key, Unreachable
    where nothing can be stored; then nothing of it stays."""
    staged = prepare(work, vault, content, progress)
    with kept_or_gone(work, [staged]), work.writing():
        kept = enter(work, staged)
        work.record(TOPIC, "store", None, size=kept.size)
    return kept


def prepare(work: Work, vault: str, content: Content, progress: Progress = lambda *_: None) -> Staged:
    """The slow half of `keep`, which holds no lock and writes no row: many may be prepared for one write. Raises as
    `keep` does."""
    vaults = work.me.vaults
    if not vaults.holds(vault):
        raise NotAllowed(N_("You hold no key to the vault that this document belongs in; who holds one can grant it."))
    store = store_of(work)
    whole = _read(content)
    size, sha256 = blob_store.hash_of([whole])
    with work.reading():
        # reading path: equal contents, known by a hash that takes the vault's key; nothing of them is shown
        found = Blob.select().where(
            (Blob.vault == vault) & Blob.digest.in_(vaults.blind_indexes(vault, _CONTENT, sha256))
        ).order_by(Blob.state != BlobState.HERE.value, Blob.id).first()  # fmt: skip
        there = found is not None and found.state == BlobState.HERE.value and store.holds(found.id)
        if not there and work.database.enforced:
            # a server lets only who looks after its contents put a lost one back
            found = None
    key = os.urandom(32) if found is None else _key_of(work, found)[0]
    blob = new_id() if found is None else found.id
    if found is not None and there:
        progress(size, size)
        return Staged(blob, vault, size, sha256, key, blob_store.Stored(found.stored_size, found.stored_hash), True)
    # of one that was lost the same bytes come to be again
    stored = store.put(blob, blob_files.sealed(blob, key, _told(whole, progress)))
    progress(size, size)
    return Staged(blob, vault, size, sha256, key, stored, found is not None)


def enter(work: Work, staged: Staged) -> Kept:
    """Adds the row of a prepared content, within the write that refers to it; the caller records it. Raises OfficeBusy
    where the one of the same content was destroyed meanwhile."""
    vaults, vault = work.me.vaults, staged.vault
    digest = vaults.blind_index(vault, _CONTENT, staged.sha256)
    if not staged.found:
        text = staged.key.hex() + staged.sha256
        work.add(Blob(
            id=staged.blob, vault=vault, file_key=vaults.seal(vault, _KEY, staged.blob, text), digest=digest,
            stored_hash=staged.stored.sha256, size=staged.size, stored_size=staged.stored.size, created_at=work.now,
            created_by=work.me.id, verified_at=work.now,
        ))  # fmt: skip
        return Kept(staged.blob, staged.size, digest, True)
    # reading path: the row of an equal content, which the caller has in hand himself
    row = Blob.get_or_none(Blob.id == staged.blob)
    if row is None or row.file_key is None:
        raise OfficeBusy(N_("The same content was destroyed a moment ago. File it again."))
    if row.state != BlobState.HERE.value and not work.database.enforced:
        # writing path: how the bytes stand is no entry of anybody's; the row has no journal of it
        Blob.update(state=BlobState.HERE.value, verified_at=work.now).where(Blob.id == row.id).execute()
    return Kept(row.id, row.size, digest, False)


def discard(work: Work, staged: Staged) -> None:
    """Takes a prepared content away that was not entered after all. What can't be taken away now is collected later."""
    if not staged.found:
        with suppress(OfficeError):
            store_of(work).remove(staged.blob)


@contextmanager
def kept_or_gone(work: Work, staged: list[Staged]) -> Iterator[None]:
    """Prepared contents whose write is refused leave nothing behind."""
    try:
        yield
    except Undecided:
        # the row may be there
        raise
    except OfficeError:
        for each in staged:
            discard(work, each)
        raise


def alike(work: Work, sha256: str) -> list[UUID]:
    """The contents that are this one, by its SHA-256 in hex, in every vault that I hold; what refers to them the caller
    asks of `work`."""
    found: list[UUID] = []
    for vault in (each for each in VAULTS if work.me.vaults.holds(each)):
        indexes = work.me.vaults.blind_indexes(vault, _CONTENT, sha256)
        # reading path: ids alone, known by a hash that takes the vault's key
        same = Blob.select(Blob.id).where((Blob.vault == vault) & Blob.digest.in_(indexes))
        found += [key for (key,) in same.tuples()]
    return found


# Reading


def content(work: Work, row: Any, lent: str = "") -> bytes:
    """A whole content; `lent` is its key where that was lent to me (`key_of`). Raises Missing, Spoilt, NotAllowed
    without the vault's key, Unreachable."""
    return b"".join(stream(work, row, lent))


def stream(work: Work, row: Any, lent: str = "") -> Iterator[bytes]:
    """A content in pieces of 64 KiB, each verified; at the end the whole. Raises as `content` does, also in the midst.
    Within a stage of the work, or between stages."""
    if row.file_key is None:
        raise rules.destroyed()
    key, wanted = _split(lent) if lent else _key_of(work, row)
    found = blob_store.Sha256()
    for piece in blob_files.opened(row.id, key, store_of(work).read(row.id)):
        found.add(piece)
        yield piece
    if found.done().sha256 != wanted:
        raise rules.spoilt()


def sha256_of(work: Work, row: Any) -> str:
    """The SHA-256 of a content in hex, without reading it: for certificates and lists. Raises as `content` does."""
    if row.file_key is None:
        raise rules.destroyed()
    return _key_of(work, row)[1]


def key_of(work: Work, row: Any) -> str:
    """The key of one content, with what that is known by, for whom it is lent to (AC-10). Part of the verb that lends.
    Raises NotAllowed without the vault's key, and where it was destroyed."""
    if row.file_key is None:
        raise rules.destroyed()
    if not work.me.vaults.holds(row.vault):
        raise NotAllowed(N_("You hold no key to the vault of this document; who holds one can grant it."))
    return str(work.me.vaults.open(row.vault, _KEY, row.id, bytes(row.file_key)))


def _key_of(work: Work, row: Any) -> tuple[bytes, str]:
    return _split(key_of(work, row))


def _split(text: str) -> tuple[bytes, str]:
    return bytes.fromhex(text[:64]), text[64:]


# Another key of the vault


def behind(vault: str, vaults: Vaults) -> Any:
    """Contents whose keys lie under a former key of a vault. Part of the verb that renews what is sealed."""
    newest = seal_header(vaults.newest(vault))
    former = Blob.file_key.is_null(False) & (peewee.fn.SUBSTR(Blob.file_key, 1, len(newest)) != newest)
    # reading path: sealed keys, for who holds the vault and seals them anew; they are shown to nobody
    return Blob.select().where((Blob.vault == vault) & former)


def seal_anew(row: Any, vaults: Vaults) -> int:
    """The same key under the vault's newest, and the content found by that; the bytes stay. Part of the verb that
    renews what is sealed. Returns how many it was: what a server lets me see and not change is none. Raises Damaged."""
    text = vaults.open(row.vault, _KEY, row.id, bytes(row.file_key))
    values = {"file_key": vaults.seal(row.vault, _KEY, row.id, text),
              "digest": vaults.blind_index(row.vault, _CONTENT, text[64:])}  # fmt: skip
    # writing path: the same key sealed anew is no change of it; the record tells of the act
    done: int = Blob.update(**values).where((Blob.id == row.id) & (Blob.file_key == row.file_key)).execute()
    return done


# Letting go


def let_go(work: Work, blob_id: UUID) -> bool:
    """Destroys a content that no row refers to any more: its key at once, its bytes after the commit. Within a write,
    whose verb records it. Returns whether it did; False while something refers to it, or nothing was left."""
    if work.database.enforced:
        if not rows.let_go_there(work.database.engine, blob_id, work.now):
            return False
    elif not _let_go_here(work, blob_id):
        return False
    work.journal(Blob(id=blob_id), {"destroyed_at": [None, Blob.destroyed_at.db_value(work.now)]})
    return True


def _let_go_here(work: Work, blob_id: UUID) -> bool:
    # reading path: whether anything still refers to a content that its caller has let go of
    row = Blob.get_or_none(Blob.id == blob_id)
    if (
        row is None
        or row.file_key is None
        or rows.is_referred(work.database.engine, blob_id, sqlite=work.database.sqlite)
    ):
        return False
    # writing path: a journal would keep the key
    Blob.update(state=BlobState.DESTROYED.value, file_key=None, digest=None, destroyed_at=work.now).where(
        Blob.id == row.id).execute()  # fmt: skip
    store = store_of(work)

    def remove() -> None:
        # without the key they are chance; scrubbing takes them away where this could not
        with suppress(OfficeError):
            store.remove(row.id)

    # a server takes rows back with the write, a disk no files
    work.afterwards(remove) if work.database.sqlite else store.remove(row.id)
    return True


# What comes in


def _read(content: Content) -> bytes:
    """A whole file, read once, so that what is hashed and what is sealed are the same. One above the limit is refused
    before it is read."""
    if isinstance(content, bytes):
        if len(content) > rules.MOST:
            raise rules.too_large(len(content))
        return content
    name = content if isinstance(content, Path) else getattr(content, "name", "?")
    try:
        if isinstance(content, Path):
            with content.open("rb") as file:
                return _read_from(file)
        return _read_from(content)
    except OSError as trouble:
        raise BadEntry(N_("{path} can't be read: {why}."), "file", path=str(name),
                       why=why(trouble)) from trouble  # fmt: skip


def _read_from(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    if size > rules.MOST:
        raise rules.too_large(size)
    file.seek(0)
    whole = file.read(rules.MOST + 1)
    if len(whole) != size:
        raise BadEntry(N_("The file was changed while it was read. Nothing was filed: wait until it is finished, and "
                          "file it again."), "file")  # fmt: skip
    return whole


def _told(whole: bytes, progress: Progress) -> Iterator[bytes]:
    for at in range(0, len(whole), PIECE):
        yield whole[at : at + PIECE]
        progress(min(at + PIECE, len(whole)), len(whole))
