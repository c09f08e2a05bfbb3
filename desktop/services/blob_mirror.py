"""The contents of documents beside the backups: copied once, compared by hash, gone when no backup holds them any more.

They lie sealed in `documents/OFFICE` beside the archives, whatever the office itself lies in. An archive tells by its
list which of them belong to it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from desktop.i18n import N_
from desktop.models.backups import Backup
from desktop.models.base import database as tables_lie_in
from desktop.models.blobs import Blob
from desktop.models.database import OfficeDatabase
from desktop.models.tables import Sum
from desktop.rules.backups import BadBackup
from desktop.rules.blobs import BlobState
from desktop.rules.errors import Damaged, OfficeError, Unreachable
from desktop.rules.zones import zone_of
from desktop.services import blob_store
from desktop.services.archives import Contents, Manifest, unwritable
from desktop.services.blob_store import BlobStore, FolderStore, Stored
from desktop.services.landing import Target
from desktop.services.work import Work

FOLDER = "documents"
_PAGE = 2000
# a backup is as old as its list, which is written a little after its moment
_MARGIN = timedelta(days=1)
Progress = Callable[[int, int], object]


class Content(NamedTuple):
    """What an office says of a content that is not destroyed."""

    id: UUID
    hash: str
    size: int
    state: str

    @property
    def stored(self) -> Stored:
        return Stored(self.size, self.hash)

    @property
    def known_lost(self) -> bool:
        return self.state != BlobState.HERE.value


def beside(archive: Path, office: str) -> FolderStore:
    """The contents that belong to the archives of an office in one folder; `office` is the id that they bear."""
    return FolderStore(archive.parent / FOLDER / office, within=archive.parent)


def all_beside(work: Work, folder: Path) -> list[FolderStore]:
    """Where the contents of this office may lie among backups: its own, and those of the one it was restored from."""
    former = (work.settings["restored_from"] or {}).get("office")
    return [beside(folder / "-", str(office)) for office in (work.settings["office_id"], former) if office]


def contents_of(office: OfficeDatabase) -> list[Content]:
    """All contents that an office or a copy of it speaks of, in the order of their ids; within a transaction of it."""
    with tables_lie_in.elsewhere(office.engine):
        # reading path: ids, hashes and sizes of sealed bytes, for who copies all of them
        rows = Blob.select(Blob.id, Blob.stored_hash, Blob.stored_size, Blob.state).where(
            Blob.state != BlobState.DESTROYED.value).order_by(Blob.id).tuples()  # fmt: skip
        return [Content(*row) for row in rows]


def listed(contents: Iterable[Content]) -> Sum:
    """How an archive names them: how many, and the SHA-256 over their ids and hashes."""
    digest, count = hashlib.sha256(), 0
    for one in contents:
        digest.update(f"{one.id.hex} {one.hash} {one.size}\n".encode())
        count += 1
    return Sum(count, digest.hexdigest())


# Beside a backup that is made


def add(store: BlobStore, mirror: FolderStore, contents: Sequence[Content], progress: Progress) -> list[UUID]:
    """Copies what is not there yet, each read back and compared; returns those that could not be had whole. Raises
    BadBackup where nothing can be written."""
    there, lost = set(mirror.ids()), list[UUID]()
    wanted = [one for one in contents if one.id not in there or mirror.size(one.id) != one.size]
    total, done = sum(one.size for one in wanted), 0
    for one in wanted:
        progress(done, total)
        try:
            if not copied(store, mirror, one):
                lost.append(one.id)
        except Unreachable as trouble:
            why = trouble.__cause__
            raise unwritable(mirror.folder, why if isinstance(why, OSError) else OSError()) from trouble
        done += one.size
    progress(total, total)
    return lost


def copied(source: BlobStore, target: BlobStore, one: Content) -> bool:
    """Whether the content is in its new place as it was stored; of one that is not whole nothing is left there."""
    try:
        if target.put(one.id, _whole(source, one)) == one.stored:
            return True
    except (Damaged, _NotThere):
        pass
    with suppress(OfficeError):
        target.remove(one.id)
    return False


def mended(store: BlobStore, mirror: FolderStore, one: Content) -> bool:
    """Whether the copy of a sound content beside the backups was spoilt and is whole again: a backup that is made later
    looks at its size alone. One that is not there yet the next backup brings."""
    if not mirror.holds(one.id) or _is_whole(mirror, one):
        return False
    with suppress(OfficeError):
        return copied(store, mirror, one)
    return False


class _NotThere(Exception):
    """What should be copied can't be read."""


def _whole(source: BlobStore, one: Content) -> Iterator[bytes]:
    """Raises before the last piece if it would not be the content that was stored."""
    found, held = blob_store.Sha256(), b""
    try:
        for piece in source.read(one.id):
            found.add(piece)
            if held:
                yield held
            held = piece
    except OfficeError as trouble:
        raise _NotThere from trouble
    if found.done() != one.stored:
        raise _NotThere
    yield held


def with_documents(manifest: Manifest, contents: Sequence[Content], lost: Iterable[UUID]) -> Manifest:
    gone = set(lost)
    whole = [one for one in contents if one.id not in gone]
    return replace(manifest, documents=listed(whole), lost=tuple(sorted(one.hex for one in gone)))


def room(mirror: FolderStore, contents: Iterable[Content]) -> int:
    """Bytes that the contents which are not there yet will take."""
    there = set(mirror.ids())
    return sum(one.size for one in contents if one.id not in there)


# Beside a backup that is looked over


def check(archive: Path, contents: Contents, copy: OfficeDatabase, progress: Progress, *, full: bool) -> None:
    """Raises BadBackup unless the contents that belong to an archive lie beside it; `full` reads each of them.

    An archive from before documents has none.
    """
    manifest = contents.manifest
    if manifest.documents is None:
        return
    with copy.reading():
        found = contents_of(copy)
    lost = {UUID(hex=key) for key in manifest.lost}
    wanted = [one for one in found if one.id not in lost]
    if listed(wanted) != manifest.documents:
        raise BadBackup(N_("What is in the backup is not what its list says ({what}). Nothing of it was used."),
                        what="documents")  # fmt: skip
    mirror, bad = beside(archive, contents.header.office), 0
    for number, one in enumerate(wanted):
        progress(number, len(wanted))
        bad += not (_is_whole(mirror, one) if full else mirror.size(one.id) == one.size)
    if bad:
        raise BadBackup(N_("The contents of {n} documents of {all} are not beside the backup, or damaged. The folder "
                           "“{folder}” belongs to it: copy that too, or check the stored documents and make another "
                           "backup."), "archive",
                        n=bad, all=len(wanted), folder=FOLDER)  # fmt: skip


def _is_whole(store: BlobStore, one: Content) -> bool:
    try:
        return blob_store.hash_of(store.read(one.id)) == one.stored
    except OfficeError:
        return False


# To another place


class Brought:
    """What came to the new place of an office, so that it can be taken away where the whole does not come to be."""

    def __init__(self, target: Target) -> None:
        self._folder = FolderStore(blob_store.beside(target.path)) if target.path is not None else None
        self._made: list[UUID] = []
        self.lost: list[UUID] = []

    def bring(self, source: BlobStore, contents: Sequence[Content], there: OfficeDatabase, person: UUID,
              progress: Progress) -> None:  # fmt: skip
        """Copies what is not there already, each compared with its hash, within the write that fills the place. What
        can't be had whole is noted."""
        store = self._folder or blob_store.of(there, person)
        total, done = sum(one.size for one in contents), 0
        for one in contents:
            progress(done, total)
            known = store.holds(one.id)
            if not (known and _is_whole(store, one)):
                if copied(source, store, one):
                    self._made += [] if known else [one.id]
                else:
                    self.lost.append(one.id)
            done += one.size
        progress(total, total)

    def take_back(self) -> None:
        if self._folder is None:
            # at a server it is part of the write
            return
        for key in self._made:
            with suppress(OfficeError):
                self._folder.remove(key)


@contextmanager
def landed(target: Target) -> Iterator[Brought]:
    """Around the landing of an office in a new place: where that does not come to be, neither do contents."""
    brought = Brought(target)
    try:
        yield brought
    except BaseException:
        brought.take_back()
        raise


def note_lost(ids: Sequence[UUID]) -> None:
    """Says in the office whose tables lie here which contents are not in its store, and of all others that they are.
    Within a write that tells of it."""
    for start in range(0, len(ids), _PAGE):
        # writing path: how the bytes stand is no entry of anybody's; the row has no journal of it
        Blob.update(state=BlobState.MISSING.value).where(Blob.id.in_(ids[start : start + _PAGE])).execute()


# When backups make room


def sweep(work: Work, folder: Path) -> int:
    """Takes away the contents that were destroyed and that no backup holds any more, and notes when that was; returns
    how many. Within a write of who makes room among backups, which records it."""
    mirror, done = beside(folder / "-", str(work.settings["office_id"])), 0
    # reading path: moments alone, of contents that are destroyed
    gone = list(Blob.select().where((Blob.state == BlobState.DESTROYED.value) & Blob.unbacked_at.is_null()))
    moments = [made for made, _until in _lying()] if gone else []
    for row in gone:
        if any(_holds(row, made) for made in moments):
            continue
        try:
            mirror.remove(row.id)
        except OfficeError:
            # tried again after the next backup
            continue
        # writing path: kept of backups, not of what somebody entered; the record tells of the act
        Blob.update(unbacked_at=work.now).where(Blob.id == row.id).execute()
        done += 1
    return done


def clear(work: Work, mirror: FolderStore) -> int:
    """Takes away what no backup holds any more and what still lies beside these: the last one of it was made into
    another folder. Returns how many. Part of the verb that looks after the store."""
    # reading path: ids alone, of contents that are destroyed
    with work.reading():
        free = {key for (key,) in Blob.select(Blob.id).where(Blob.unbacked_at.is_null(False)).tuples()}
    done = 0
    for key in [key for key in mirror.ids() if key in free] if free else []:
        with suppress(OfficeError):
            mirror.remove(key)
            done += 1
    return done


def _lying() -> list[tuple[datetime, datetime | None]]:
    """When each backup that still lies somewhere was made."""
    # reading path: moments alone
    query = Backup.select(Backup.made_at, Backup.gone_at).where(Backup.gone_at.is_null() & (Backup.file != ""))
    return list(query.tuples())


def _holds(row: Any, made: datetime) -> bool:
    until = row.destroyed_at
    return bool(row.created_at <= made + _MARGIN and (until is None or made <= until + _MARGIN))


@dataclass(frozen=True, slots=True)
class Expiry:
    """Until when backups hold a destroyed content. `expired_at`: since when none does; else the newest of them was made
    at `last_made` and makes room on `expires_on` at the latest, by the generations that the office keeps."""

    expired_at: datetime | None
    last_made: datetime | None = None
    expires_on: date | None = None


def expiry(work: Work, blob_ids: Sequence[UUID]) -> Mapping[UUID, Expiry]:
    """The second date of a certificate: when the last backup with a content has expired, or will have. Part of the verb
    that shows the destruction; only moments are told. A copy that somebody has carried elsewhere nobody knows of."""
    # reading path: moments alone, of contents that the caller names
    rows = list(Blob.select().where(Blob.id.in_(list(blob_ids))))
    moments = [made for made, _until in _lying()]
    settings, zone = work.settings, zone_of(str(work.settings["time_zone"]))
    spans = {"daily": 1, "weekly": 7, "monthly": 31, "yearly": 366}
    longest = timedelta(days=max(days * int(settings[f"backup_{name}"]) for name, days in spans.items()))
    found = {}
    for row in rows:
        last = max((made for made in moments if _holds(row, made)), default=None)
        if row.unbacked_at is not None or last is None:
            # none was made with it: it was never in one
            found[row.id] = Expiry(row.unbacked_at or row.destroyed_at)
        else:
            found[row.id] = Expiry(None, last, (last + longest).astimezone(zone).date())
    return found
