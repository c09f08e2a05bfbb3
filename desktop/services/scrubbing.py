"""Looks after the stored contents of documents: read and hashed again, brought back from a backup, orphans collected.

Nobody's key is needed: it goes by the hash of the sealed bytes.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from desktop.i18n import N_
from desktop.models.blobs import Blob
from desktop.rules.blobs import BlobState, Missing
from desktop.rules.errors import BadEntry, NotAllowed, OfficeError
from desktop.rules.ids import made_at
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.services import blob_mirror, blob_store, blobs
from desktop.services.blob_mirror import Content
from desktop.services.blob_store import BlobStore, FolderStore
from desktop.services.work import Work

TOPIC = "documents"
DAILY = 100
"""A day's round reads one content of so many, those first that were not read for longest."""
KEPT = timedelta(days=7)
"""What has no row for so long was never filed."""
_A_DAY = timedelta(days=1)
_BATCH = 100


@dataclass(slots=True)
class Scrubbed:
    """What a round came to: how many contents it read, which are not whole, which came back from a backup, how many
    bytes' places were cleared that belong to nothing, and how many copies beside the backups were made anew."""

    looked: int = 0
    missing: list[UUID] = field(default_factory=list)
    damaged: list[UUID] = field(default_factory=list)
    repaired: list[UUID] = field(default_factory=list)
    cleared: int = 0
    mended: int = 0

    @property
    def sound(self) -> bool:
        return not self.missing and not self.damaged


def is_due(work: Work) -> bool:
    """Whether this session has something of the day's round left to do."""
    if not work.database.sqlite and not work.may(Right.RUN_OFFICE):
        return False
    return bool(_allowance(work))


def scrub(work: Work, mirror: Path | None, *, whole: bool = False, scheduled: bool = False,
          progress: Progress = lambda *_: None) -> Scrubbed:  # fmt: skip
    """Reads what is due today, or the `whole` store, and marks what is not as it was stored; `mirror` is the folder of
    backups, from which it is brought back. What is sound here and spoilt there is copied there again. Give it staged
    work. Stopped at any moment it has done what it has done.

    A scheduled one runs in whoever's session it comes. Raises NotAllowed, Unreachable.
    """
    with work.reading():
        _require(work, scheduled=scheduled)
        rows = _due(work, None if whole else _allowance(work))
    mirrors = blob_mirror.all_beside(work, mirror) if mirror is not None else []
    found = _round(work, rows, mirrors, progress)
    clear(work, blobs.store_of(work), found, work.now - KEPT)
    for each in mirrors[:1]:
        found.cleared += blob_mirror.clear(work, each)
    progress(len(rows), len(rows))
    if rows or found.cleared:
        _tell(work, found)
    return found


def repair(work: Work, mirror: Path | None, *, progress: Progress = lambda *_: None) -> Scrubbed:
    """Looks again at those contents alone that are known to be lost, and brings back what lies beside the backups in
    the folder `mirror`. Give it staged work. Raises NotAllowed, BadEntry without a folder, Unreachable."""
    with work.reading():
        work.require(Right.RUN_OFFICE)
        if mirror is None:
            raise BadEntry(
                N_("This computer makes no backups of this office: choose their folder first, or repair from a "
                   "computer that does.")
            )  # fmt: skip
        rows = _due(work, None, BlobState.MISSING, BlobState.DAMAGED)
        mirrors = blob_mirror.all_beside(work, mirror)
    found = _round(work, rows, mirrors, progress)
    progress(len(rows), len(rows))
    _tell(work, found)
    return found


def _tell(work: Work, found: Scrubbed) -> None:
    with work.writing():
        work.record(TOPIC, "scrub", None, looked=found.looked, missing=len(found.missing), damaged=len(found.damaged),
                    repaired=len(found.repaired), cleared=found.cleared, mended=found.mended)  # fmt: skip


def _round(work: Work, rows: Sequence[Content], mirrors: Sequence[FolderStore], progress: Progress) -> Scrubbed:
    store, found = blobs.store_of(work), Scrubbed()
    mine = mirrors[:1]  # the office's own: of another's backups nothing is known here
    for start in range(0, len(rows), _BATCH):
        sound: list[UUID] = []
        for number, one in enumerate(rows[start : start + _BATCH], start):
            progress(number, len(rows))
            state = _looked_at(store, one)
            if state is not BlobState.HERE:
                # said first: a server lets nobody store again what is not lost
                _note(work, [one.id], state)
                if any(blob_mirror.copied(each, store, one) for each in mirrors):
                    found.repaired.append(one.id)
                    state = BlobState.HERE
            else:
                found.mended += sum(blob_mirror.mended(store, each, one) for each in mine)
            if state is BlobState.HERE:
                sound.append(one.id)
            else:
                (found.missing if state is BlobState.MISSING else found.damaged).append(one.id)
        found.looked += len(rows[start : start + _BATCH])
        _note(work, sound, BlobState.HERE)
    return found


def _require(work: Work, *, scheduled: bool) -> None:
    if not scheduled:
        work.require(Right.RUN_OFFICE)
    elif not work.database.sqlite and not work.may(Right.RUN_OFFICE):
        # a server shows others a part of the contents only
        raise NotAllowed(N_("The documents of an office on a server are checked by those who may run it."))


def _allowance(work: Work) -> int:
    """How many contents are left of what a day reads; none may be read twice in a day."""
    # reading path: moments alone
    kept = Blob.select().where(Blob.state != BlobState.DESTROYED.value)
    since = work.now - _A_DAY
    # a new content counts as read when it was stored
    done = kept.where((Blob.verified_at > since) & (Blob.created_at < since)).count()
    old = kept.where(Blob.verified_at.is_null() | (Blob.verified_at <= since)).count()
    return int(min(old, max(0, -(-kept.count() // DAILY) - done)))


def _due(work: Work, most: int | None, *states: BlobState) -> list[Content]:
    """Those in one of the states, else all that are not destroyed."""
    kept = Blob.state.in_([state.value for state in states]) if states else Blob.state != BlobState.DESTROYED.value
    # reading path: ids, hashes and sizes of sealed bytes, for who looks after all of them
    query = Blob.select(Blob.id, Blob.stored_hash, Blob.stored_size, Blob.state).where(kept)
    ordered = query.order_by(Blob.verified_at.is_null(False), Blob.verified_at)
    return [Content(*row) for row in (ordered if most is None else ordered.limit(most)).tuples()]


def _looked_at(store: BlobStore, one: Content) -> BlobState:
    """How the bytes of a content stand. Raises Unreachable where the store does not answer."""
    try:
        return BlobState.HERE if blob_store.hash_of(store.read(one.id)) == one.stored else BlobState.DAMAGED
    except Missing:
        return BlobState.MISSING


def _note(work: Work, ids: list[UUID], state: BlobState) -> None:
    if not ids:
        return
    with work.writing():
        kept = Blob.id.in_(ids) & (Blob.state != BlobState.DESTROYED.value)
        # writing path: how the bytes stand is no entry of anybody's; the row has no journal of it
        Blob.update(state=state.value, verified_at=work.now).where(kept).execute()


# What belongs to nothing


def clear(work: Work, store: BlobStore, found: Scrubbed, begins: datetime) -> None:
    """Takes away bytes that were stored before a moment and never filed, and those of contents that are destroyed. Part
    of the verb that looks after the store."""
    there = list(store.ids())
    with work.reading():
        # reading path: ids alone, to tell bytes that no row speaks of
        known = dict(Blob.select(Blob.id, Blob.state).tuples())
    gone = [key for key in there if known.get(key) == BlobState.DESTROYED.value
            or (key not in known and made_at(key) < begins)]  # fmt: skip
    for key in gone:
        with suppress(OfficeError):
            store.remove(key)
            found.cleared += 1
    if isinstance(store, FolderStore):
        found.cleared += store.sweep(begins)
