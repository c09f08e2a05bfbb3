"""Which backups there are, when one was proved last, when the next is due, and what of it stands on Today (SA-3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.backups import Backup
from desktop.models.blobs import Blob
from desktop.models.office import Person
from desktop.models.records import Record
from desktop.rules import backups as rules
from desktop.rules.backups import BackupState, Stillness
from desktop.rules.blobs import BlobState
from desktop.rules.rights import Right
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.rules.zones import zone_of
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "backups"


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup as the list shows it. `here`: made at this workstation, so that its folder means something here."""

    id: UUID
    state: BackupState
    made_at: datetime
    made_by: str
    folder: str
    file: str
    size: int
    clients: int
    proved_at: datetime | None
    trouble: str
    here: bool
    for_sheet: bool = True

    @property
    def path(self) -> Path:
        return Path(self.folder) / self.file


@dataclass(frozen=True, slots=True)
class Lost:
    """Contents of documents that are not as they were stored, as far as it is known, and since when some of them."""

    missing: int
    damaged: int
    since: datetime | None

    @property
    def said(self) -> Said:
        """What is none is not told."""
        if not self.damaged:
            return Said(N_("Contents of documents missing: {n}"), {"n": self.missing})
        if not self.missing:
            return Said(N_("Contents of documents damaged: {n}"), {"n": self.damaged})
        return Said(N_("Contents of documents: {missing} missing, {damaged} damaged"),
                    {"missing": self.missing, "damaged": self.damaged})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status line says: when a backup was proved last, and whether it is time to warn."""

    proved_at: datetime | None
    late: bool
    days: int
    trouble: str = ""  # why the newest attempt failed
    no_sheet: bool = False
    """No recovery sheet opens the newest proved one, nor one of the last `days`: a colleague with the keys makes those
    that it opens, so that one in between by somebody without them is told in the list alone."""


def list_backups(work: Work, workstation: UUID, limit: int = 60) -> tuple[BackupLine, ...]:
    """The backups there are and the attempts that failed since the last proved one, newest first."""
    rows = list(work.visible(Backup).where(Backup.gone_at.is_null()).order_by(Backup.made_at.desc()).limit(limit))
    people = on_file.names(work, (row.made_by_id for row in rows))
    lines = tuple(
        BackupLine(row.id, BackupState.of(row.state), row.made_at, people.get(row.made_by_id, ""), row.folder, row.file,
                   row.size, row.clients, row.proved_at, row.trouble, row.workstation == workstation,
                   row.for_sheet)
        for row in rows
    )  # fmt: skip
    proved = next((line.made_at for line in lines if line.state is BackupState.PROVED), None)
    return tuple(line for line in lines if line.file or proved is None or line.made_at > proved)


def standing(work: Work) -> Standing:
    """When a backup was proved last; everybody may know, for everybody's work hangs on it."""
    days = int(work.settings["backup_days"])
    founded = work.visible(Person).select(peewee.fn.MIN(Person.created_at)).scalar()
    # reading path: a date and a sentence
    newest = Backup.select().order_by(Backup.made_at.desc()).first()
    last = _last_proved()
    proved = last.made_at if last is not None else None
    late = rules.is_late(work.now, proved, founded, days)
    failed = newest is not None and newest.state == BackupState.FAILED.value
    lacks = last is not None and not last.for_sheet
    if lacks:
        opened = _last_proved(Backup.for_sheet, Backup.gone_at.is_null())
        lacks = opened is None or rules.is_late(work.now, opened.made_at, None, days)
    return Standing(proved, late, days, newest.trouble if failed else "", lacks)


def lost(work: Work) -> Lost:
    """How many contents of documents are missing or damaged. For whoever runs the office."""
    work.require(Right.RUN_OFFICE)
    # reading path: numbers and a moment alone
    query = Blob.select(Blob.state, peewee.fn.COUNT(Blob.id), peewee.fn.MIN(Blob.verified_at)).where(
        Blob.state.in_([BlobState.MISSING.value, BlobState.DAMAGED.value])).group_by(Blob.state)  # fmt: skip
    rows = list(query.tuples())
    found = {str(state): int(count) for state, count, _since in rows}
    moments = [moment for *_counted, since in rows if since is not None and (moment := _moment(since)) is not None]
    missing, damaged = (found.get(state.value, 0) for state in (BlobState.MISSING, BlobState.DAMAGED))
    return Lost(missing, damaged, min(moments, default=None))


def _last_proved(*such: Any) -> Backup | None:
    # reading path: a date and a sentence. What counts is the state that was saved, not when somebody looked at it again
    proved = Backup.select().where(Backup.state == BackupState.PROVED.value, *such)
    found: Backup | None = proved.order_by(Backup.made_at.desc()).first()
    return found


def is_due(work: Work, leaving: bool = False) -> bool:
    """Whether the schedule asks for a backup now, in this session."""
    # reading path: moments of the newest records, none of what they say
    if not work.database.sqlite and not work.may(Right.RUN_OFFICE):
        return False
    changed = Record.select(peewee.fn.MAX(Record.at)).where(Record.topic != TOPIC)
    tried = Backup.select(Backup.made_at).order_by(Backup.made_at.desc()).scalar()
    last = _last_proved()
    proved = last.made_at if last is not None else None
    failed = Backup.select().where(Backup.state == BackupState.FAILED.value)
    since = (failed if proved is None else failed.where(Backup.made_at > proved)).count()
    seen = Stillness(proved, tried, _moment(changed.scalar()),
                     _moment(changed.where(Record.person != work.me.id).scalar()), since)  # fmt: skip
    return rules.is_due(work.now, seen, zone_of(str(work.settings["time_zone"])), leaving=leaving)


def _moment(stored: Any) -> datetime | None:
    return stored if isinstance(stored, datetime) else Record.at.python_value(stored)


# On Today


def due(work: Work, view: View) -> Sequence[Batch]:
    """For those who run the office: that the newest backup failed, that none was proved for long, or that contents of
    documents are lost."""
    work.require(Right.RUN_OFFICE)
    if work.settings["sample"]:
        # nobody would miss the invented people
        return ()
    rows = [*_lost_row(work), *_backup_row(work)]
    return (Batch(Group.WRONG, tuple(rows[: view.limit]), len(rows)),) if rows else ()


def _backup_row(work: Work) -> Iterable[Row]:
    found = standing(work)
    opens = ("settings", "backups")
    if found.trouble:
        yield Row((TOPIC, "failed"), "database", Said(N_("The backup failed")), "", opens, below=found.trouble,
                  ago=work.now, danger=True)  # fmt: skip
    elif found.late:
        said = Said(N_("No backup was proved for {n} days"), {"n": found.days})
        yield Row((TOPIC, "late"), "database", said, "", opens, ago=found.proved_at, danger=True)


def _lost_row(work: Work) -> Iterable[Row]:
    """One button that repairs, where the backups of this computer are."""
    found = lost(work)
    if not found.missing and not found.damaged:
        return
    yield Row((TOPIC, "lost"), "database", found.said, "", ("settings", "backups"), Deed.REPAIR,
              ("settings", ("backups", "repair")), Said(N_("What a backup holds comes back from it.")),
              ago=found.since or work.now, danger=True)  # fmt: skip
