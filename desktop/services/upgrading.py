"""Brings an office to this program's tables: an admin's own act, after a proved copy."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.models.copies import copy_office
from desktop.models.migrating import FOLDER, migrate
from desktop.models.office import Workstation
from desktop.rules.rights import Right
from desktop.services.vault import derived
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class WorkstationLine:
    """A joined workstation as the admin must know it before the office changes its shape."""

    name: str
    system: str
    program: str
    last_seen_at: datetime | None


def workstations(work: Work) -> list[WorkstationLine]:
    """The joined workstations, the last seen first: those with an older program can't open the office afterwards."""
    rows = work.visible(Workstation).order_by(Workstation.last_seen_at.desc())
    return [WorkstationLine(row.name, row.system, row.program, row.last_seen_at) for row in rows]


def upgrade(
    work: Work, secret: bytes, copies: Path, *, file_key: bytes | None = None, folder: Path = FOLDER
) -> list[str]:
    """Applies the pending steps and returns their names; the copy made before lies in `copies`.

    Give it staged work. `file_key` is the office file's own key; an office on a server gets one from its secret.
    Raises NotAllowed, Damaged if the copy can't be proved — then nothing was changed — and NewerOffice.
    """
    with work.reading():
        work.require(Right.RUN_OFFICE)
        name = f"{work.settings['office_id']}-{work.now:%Y%m%d-%H%M%S}.copy"
    key = file_key or derived(secret, "clientele/copy/1")
    done = migrate(work.database, lambda: copy_office(work.database, copies / name, key), folder)
    if done:
        with work.writing():
            work.record("settings", "upgrade", None, steps=done)
    return done
