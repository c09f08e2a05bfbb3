"""Brings an office to this program's tables: an admin's own act, after a proved copy."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.i18n import N_
from desktop.models import server_doors
from desktop.models.copies import copy_office
from desktop.models.database import OfficeDatabase
from desktop.models.migrating import FOLDER, migrate, pending
from desktop.models.office import Workstation
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import server_people
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
    work: Work, secret: bytes, copies: Path, *, file_key: bytes | None = None, folder: Path = FOLDER,
    owner: OfficeDatabase | None = None,
) -> list[str]:  # fmt: skip
    """Applies the pending steps and returns their names; the copy made before lies in `copies`, for thirty days.

    `owner` is the same office by the login that owns it at its server: the server keeps people apart from then on, and
    goes by this program's rules for that. Without it such an office can't be changed.


    Give it staged work. `file_key` is the office file's own key; an office on a server gets one from its secret.
    Raises NotAllowed, Damaged if the copy can't be proved — then nothing was changed — and NewerOffice.
    """
    with work.reading():
        work.require(Right.RUN_OFFICE)
        name = f"{work.settings['office_id']}-{work.now:%Y%m%d-%H%M%S}.copy"
        office_id, office = str(work.settings["office_id"]), owner or work.database
        if owner is not None:
            _refuse_another(owner, office_id)
        elif work.database.enforced and pending(work.database, folder):
            raise BadEntry(N_("This office's server keeps people apart, so only the login that owns the office can "
                              "change it: give its address with --owner."), "owner")  # fmt: skip
    key = file_key or derived(secret, "clientele/copy/1")
    done = migrate(office, lambda: copy_office(office, copies / name, key, folder), folder)
    if done or owner is not None:
        # before the login of this session may do less than now
        with work.writing():
            work.record("settings", "upgrade", None, steps=done, server=owner is not None)
    if owner is not None:
        with owner.writing():
            server_people.prepare(owner, office_id, secret)
    return done


def _refuse_another(owner: OfficeDatabase, office_id: str) -> None:
    """Raises BadEntry where `owner` is no way to this office, or may not prepare its server."""
    with owner.reading():
        there = server_doors.office_at(owner.engine)
        missing = server_people.lacking(owner, office_id)
    if there != office_id:
        raise BadEntry(N_("At the owner's address lies another office, or none."), "owner")
    if missing:
        raise BadEntry(N_("This login can't prepare the server. Its administrator runs:\n{sql}"), "owner",
                       sql="\n".join(missing))  # fmt: skip
