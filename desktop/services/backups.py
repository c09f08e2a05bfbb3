"""Backups 备份: made, proved by a restore drill of their own, and kept in generations (SA-3)."""

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from desktop import __version__
from desktop.i18n import N_
from desktop.models.backups import Backup
from desktop.models.base import database as tables_lie_in
from desktop.models.copies import snapshot
from desktop.models.database import open_sqlite
from desktop.models.migrating import applied
from desktop.models.records import Writer
from desktop.rules import backups as rules
from desktop.rules.backups import BackupState, BadBackup, Generations, Made, NotForYou
from desktop.rules.errors import Interrupted, NotAllowed, OfficeError
from desktop.rules.ids import new_id
from desktop.rules.progress import part
from desktop.rules.rights import Right, Scope
from desktop.rules.zones import zone_of
from desktop.services import archive_opening, archives, blob_mirror, blobs, proofs, server_people, signing
from desktop.services.archive_opening import KeyOf
from desktop.services.archives import Contents, Keys, Manifest
from desktop.services.belonging import check_known
from desktop.services.proving import unpacked
from desktop.services.work import Work

TOPIC = "backups"
_STALE = 86_400  # seconds
_SPARE = 16 * 1024 * 1024  # bytes that a disk should have left besides
# contents of documents are not in the archive
_WHOLE = "SELECT pg_database_size(current_database()) - pg_total_relation_size('blob_chunk')"
Progress = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Place:
    """What this workstation hands in: the office's secret, its file's key, and a folder for what is made meanwhile."""

    secret: bytes
    workstation: UUID
    scratch: Path
    file_key: bytes | None = None  # None on a server


# Making


def back_up(work: Work, place: Place, folder: Path, *, scheduled: bool = False,
            progress: Progress | None = None) -> Path:  # fmt: skip
    """Makes a backup of the whole office in `folder`, proves it, and lets older ones make room. Give it staged work.

    A scheduled one is made in whoever's session its hour comes; that person can't open it. Where it fails that is
    kept for the list and for Today. Raises NotAllowed, BadBackup, Unreachable, Interrupted.
    """
    with work.reading():
        _require(work, scheduled=scheduled)
    archive = new_id()
    try:
        path = _make(work, place, folder, archive, progress)
    except Interrupted:
        raise
    except OfficeError as trouble:
        _note_failure(work, place, folder, archive, str(trouble))
        with work.writing():
            _clear_failed(work, place, folder)
        raise
    with work.writing():
        _make_room(work, place, folder)
        _clear_failed(work, place, folder)
    return path


def _require(work: Work, *, scheduled: bool) -> None:
    if not scheduled:
        work.require(Right.RUN_OFFICE)
    elif not work.database.sqlite and not work.may(Right.RUN_OFFICE):
        # a server shows others a part of the office only
        raise NotAllowed(N_("Backups of an office on a server are made by those who may run it."))


def _make(work: Work, place: Place, folder: Path, archive: UUID, progress: Progress | None) -> Path:
    with work.reading():
        recipients, key = _recipients(work), os.urandom(32)
        local = work.now.astimezone(zone_of(str(work.settings["time_zone"])))
        # reading path: names alone. One that was taken elsewhere keeps its own: going, it would take its namesake along
        given = [name for (name,) in Backup.select(Backup.file).where(Backup.folder == str(folder)).tuples()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        path = folder / rules.file_name(str(work.settings["office_name"]), local,
                                        [*given, *(p.name for p in folder.iterdir())])  # fmt: skip
    except OSError as trouble:
        raise archives.unwritable(folder, trouble) from trouble
    with scratch_below(place.scratch) as scratch:
        copy = scratch / "office"
        _check_room(work, scratch)
        _check_room(work, folder)
        file_key = place.file_key or os.urandom(32)
        with server_people.whole(work) as whole:
            tables = snapshot(whole, copy, file_key, part(progress, 0, 200))
        manifest = _manifest(work, place, copy, file_key, tables)
        manifest = _with_documents(work, manifest, path, copy, file_key, part(progress, 200, 400))
        header = archives.new_header(archive, manifest.office, key, recipients)
        keys = Keys(place.secret.hex(), file_key.hex())
        signing, seal = work.me.keys.signing, part(progress, 400, 500)
        manifest = archives.write(path, header, key, keys, manifest, signing, copy, seal)
        copy.unlink()
        with work.writing():
            row = work.add(Backup(
                archive=archive, state=BackupState.MADE.value, made_at=manifest.made_at, made_by=work.me.id,
                workstation=place.workstation, folder=str(folder), file=path.name, size=path.stat().st_size,
                clients=manifest.clients, rows=manifest.rows,
            ))  # fmt: skip
            work.record(TOPIC, "make", row, file=path.name, rows=manifest.rows)
        # contents that were there already were read when they came
        _drill(work, path, lambda _header: key, scratch, part(progress, 500, 1000), full=False)
    return path


def _with_documents(work: Work, manifest: Manifest, path: Path, copy: Path, file_key: bytes,
                    progress: Callable[[int, int], object]) -> Manifest:  # fmt: skip
    """Brings the contents of documents beside the archive. One that the office has lost keeps nobody from backing up
    the others: the list names it, and so does the office from then on."""
    made, mirror = open_sqlite(copy, file_key), blob_mirror.beside(path, manifest.office)
    try:
        with made.reading():
            contents = blob_mirror.contents_of(made)
    finally:
        made.disconnect()
    needed = blob_mirror.room(mirror, contents)
    if needed and shutil.disk_usage(path.parent).free < needed + _SPARE:
        raise archives.unwritable(path.parent, OSError(errno.ENOSPC, ""))
    lost = blob_mirror.add(blobs.store_of(work), mirror, contents, progress)
    fresh = [one.id for one in contents if one.id in set(lost) and not one.known_lost]
    if fresh:
        with work.writing():
            blob_mirror.note_lost(fresh)
            work.record(TOPIC, "miss_documents", None, files=len(fresh))
    return blob_mirror.with_documents(manifest, contents, lost)


def _recipients(work: Work) -> list[bytes]:
    """The public keys of all who may run the office, as they are signed, and that of the newest recovery sheet that the
    maker can tell to be proved: one that somebody without the keys has put in its place opens nothing."""
    now = signing.current(work)
    able = [key for key in now.people if now.mandate(key).scope(Right.RUN_OFFICE) is not Scope.NONE]
    public = sorted(now.people[key].exchange for key in able)
    sheet = proofs.sheet_for_all(now, work.me.vaults.keys)
    return [*public, sheet.exchange] if sheet is not None else public


def _manifest(work: Work, place: Place, copy: Path, file_key: bytes, tables: Any) -> Manifest:
    made = open_sqlite(copy, file_key)
    try:
        with tables_lie_in.elsewhere(made.engine), made.reading():
            # reading path: ends of chains as the copy has them, for its list of contents
            heads = Writer.select(Writer.id, Writer.head_number, Writer.head_hash).order_by(Writer.id).tuples()
            ends = tuple((str(writer), number, bytes(digest).hex()) for writer, number, digest in heads)
            steps = tuple(sorted(applied(made)))
    finally:
        made.disconnect()
    return Manifest(
        office=str(work.settings["office_id"]), name=str(work.settings["office_name"]), program=__version__,
        steps=steps, made_at=work.now, maker=work.me.id, maker_name=work.me.name,
        signing=work.me.keys.signing.public_key().public_bytes_raw(), workstation=place.workstation, tables=tables,
        heads=ends, indexed=work.database.sqlite, apart=work.database.enforced,
    )  # fmt: skip


def _note_failure(work: Work, place: Place, folder: Path, archive: UUID, trouble: str) -> None:
    with work.writing():
        # reading path: my own attempt of a moment ago
        row = Backup.get_or_none(Backup.archive == archive)
        values = {"state": BackupState.FAILED.value, "trouble": trouble[:500]}
        if row is None:
            row = work.add(Backup(archive=archive, made_at=work.now, made_by=work.me.id, workstation=place.workstation,
                                  folder=str(folder)[:500], file="", **values))  # fmt: skip
        else:
            work.change(row, values)
        work.record(TOPIC, "fail", row)


@contextmanager
def scratch_below(folder: Path) -> Iterator[Path]:
    """A folder for what is made meanwhile; what a killed program left of an earlier one goes first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in _stale(folder, "backup-*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        with TemporaryDirectory(prefix="backup-", dir=folder, ignore_cleanup_errors=True) as made:
            yield Path(made)
    except OSError as trouble:
        raise archives.unwritable(folder, trouble) from trouble


def _sweep(folder: Path) -> None:
    """Takes away what a program that was killed has left half-written."""
    for left in _stale(folder, f"*{rules.ENDING}.part"):
        left.unlink(missing_ok=True)


def _stale(folder: Path, names: str) -> list[Path]:
    begins = time.time() - _STALE
    return [left for left in folder.glob(names) if left.stat().st_mtime < begins]


def _check_room(work: Work, folder: Path) -> None:
    """Before anything is written: a disk that is filled to the brim disturbs all that work on it."""
    if work.database.sqlite:
        needed = Path(work.database.engine.database).stat().st_size
    else:
        with work.reading():
            # reading path: the size of the whole and nothing of it
            needed = int(work.database.engine.execute_sql(_WHOLE).fetchone()[0])
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE:
        raise archives.unwritable(folder, OSError(errno.ENOSPC, ""))


# Proving


def drill(work: Work, archive: Path, scratch: Path, *, progress: Progress | None = None) -> Contents:
    """Restores a backup into a scratch file, looks everything over and throws it away; what came of it is kept where
    it is a backup of this office. Give it staged work. Raises NotAllowed, BadBackup, NewerOffice."""
    with work.reading():
        work.require(Right.RUN_OFFICE)
    with scratch_below(scratch) as folder:
        return _drill(work, archive, archive_opening.by_private(work.me.keys.exchange), folder, progress, full=True)


def _drill(work: Work, archive: Path, key_of: KeyOf, scratch: Path, progress: Progress | None, *,
           full: bool) -> Contents:  # fmt: skip
    try:
        who, looking = (work.me.id, work.me.keys), part(progress, 0, 800)
        with unpacked(archive, key_of, scratch, who, looking) as (contents, copy):
            check_known(work, contents, copy)
            blob_mirror.check(archive, contents, copy, part(progress, 800, 1000), full=full)
    except BadBackup as trouble:
        if not isinstance(trouble, NotForYou):
            _note_proof(work, archive, str(trouble))
        raise
    _note_proof(work, archive, "")
    return contents


def _note_proof(work: Work, archive: Path, trouble: str) -> None:
    try:
        header = archive_opening.read_header(archive)
    except OfficeError:
        return
    with work.writing():
        # reading path: the row of the archive that has just been looked over
        row = Backup.get_or_none(Backup.archive == header.archive)
        # a damaged copy says nothing of the one that was made
        if row is None or (trouble and Path(row.folder) / row.file != archive.absolute()):
            return
        if trouble:
            work.change(row, {"state": BackupState.FAILED.value, "trouble": trouble[:500]})
        else:
            # before anything was signed there is no sheet, and so none that opens it later
            sheets = signing.current(work).sheets
            sealed = any(made.anchor.exchange in header.recipients for made in sheets)
            work.change(row, {"state": BackupState.PROVED.value, "proved_at": work.now,
                              "trouble": "", "for_sheet": sealed})  # fmt: skip
        work.record(TOPIC, "fail" if trouble else "prove", row)


# Generations


def _make_room(work: Work, place: Place, folder: Path) -> None:
    """Takes away what this workstation has put into this folder and no generation keeps."""
    settings = work.settings
    numbers = Generations(*(int(settings[f"backup_{name}"]) for name in ("daily", "weekly", "monthly", "yearly")))
    zone = zone_of(str(settings["time_zone"]))
    # reading path: files this workstation has made itself
    rows = list(Backup.select().where(
        (Backup.workstation == place.workstation) & (Backup.folder == str(folder)) & Backup.gone_at.is_null()
        & (Backup.state != BackupState.FAILED.value)
    ).order_by(Backup.made_at.desc()))  # fmt: skip
    made = [
        Made(r.id, r.made_at.astimezone(zone).date(), r.state == BackupState.PROVED.value, r.for_sheet) for r in rows
    ]
    stays = rules.kept(made, numbers)
    gone = [row for row in rows if row.id not in stays and _unlinked(folder / row.file)]
    if gone:
        work.change_many(Backup, [(row, {"gone_at": work.now}) for row in gone])
        work.record(TOPIC, "make_room", None, files=len(gone))
    work.settle()
    contents = blob_mirror.sweep(work, folder)
    if contents:
        work.record(TOPIC, "forget_documents", None, files=contents)


def _clear_failed(work: Work, place: Place, folder: Path) -> None:
    """Takes away archives that never were proved: all but one that is newer than every other, to be looked into."""
    # reading path: files this workstation has made itself
    rows = list(Backup.select().where(
        (Backup.workstation == place.workstation) & (Backup.folder == str(folder)) & Backup.gone_at.is_null()
        & (Backup.file != "")
    ).order_by(Backup.made_at.desc()))  # fmt: skip
    failed = [row for row in rows[1:] if row.state == BackupState.FAILED.value and row.proved_at is None]
    gone = [row for row in failed if _unlinked(folder / row.file)]
    if gone:
        work.change_many(Backup, [(row, {"gone_at": work.now}) for row in gone])
        work.record(TOPIC, "make_room", None, files=len(gone))


def _unlinked(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # a file that can't be taken away stays in the list and is tried again after the next backup
        return False
    return True
