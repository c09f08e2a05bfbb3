"""Moves an office to another place, from a file to a server or back; what stays behind can only be read."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from desktop.i18n import N_
from desktop.models import server_doors
from desktop.models.base import database as tables_lie_in
from desktop.models.copies import carry
from desktop.models.database import OfficeDatabase
from desktop.models.office import Setting
from desktop.models.tables import shapes
from desktop.rules.errors import Damaged
from desktop.rules.progress import part
from desktop.rules.rights import Right
from desktop.services import blob_mirror, blobs, server_people
from desktop.services.landing import Target, landing
from desktop.services.reindexing import index_anew
from desktop.services.vault import seal_access
from desktop.services.work import Work

TOPIC = "settings"
Progress = Callable[..., object]


def move(work: Work, secret: bytes, target: Target, *, progress: Progress | None = None) -> str:
    """Brings the whole office to `target`, compares both sides, and marks the old place: from then on it can only be
    read. Nobody writes meanwhile. Returns what a workstation needs to open the new place, sealed by the office's
    secret, which all of them hold. Give it staged work.

    The new place is final before the old one is marked: whatever is cut off, the old one stays usable, or both are
    whole and nobody knows of the new one. Raises NotAllowed, BadEntry, Damaged, Unreachable, Interrupted.
    """
    office_id = str(work.settings["office_id"])
    with work.reading():
        work.require(Right.RUN_OFFICE)
    if work.database.enforced:
        with work.writing():
            # committed before: nobody reads the whole and takes back that he did
            server_people.note_copy(work)
    with work.writing():
        work.require(Right.RUN_OFFICE)
        _hold(work.database)
        # before the rows go, so that the chain is the same on both sides
        work.record(TOPIC, "move", None, to=target.locator)
        work.settle()
        with blob_mirror.landed(target) as brought, landing(target) as there:
            server_people.require_apart(there, office_id, apart=work.database.enforced)
            with tables_lie_in.elsewhere(work.database.engine), _whole(work, office_id):
                carry(work.database, there, part(progress, 0, 400))
                _carry_contents(work, brought, there, part(progress, 400, 700))
            index_anew(Work(there, work.me, work.settings), part(progress, 700, 1000))
            # no workstation is told of the login that owns all
            door = server_people.prepare_new(there, office_id, secret)
            url = target.url_of(door) if door else target.url
        access = seal_access(secret, {"file_key": target.key.hex() if target.path else "", "url": url})
        mark = {"place": target.locator, "access": access, "at": work.now.isoformat()}
        # writing path: the mark itself, told by the record before; the new place must not have it
        Setting.delete().where(Setting.name == "moved_to").execute()
        # writing path: as above
        Setting.create(name="moved_to", value=mark, changed_at=work.now, changed_by=work.me.id, force_insert=True)
    return access


def _carry_contents(work: Work, brought: blob_mirror.Brought, there: OfficeDatabase, progress: Progress) -> None:
    """The contents of documents, all that there are; what was lost before is no more in the new place either."""
    contents = blob_mirror.contents_of(work.database)
    brought.bring(blobs.store_of(work), contents, there, work.me.id, progress)
    bad = set(brought.lost) - {one.id for one in contents if one.known_lost}
    if bad:
        said = N_("The contents of {n} documents are not in the office's store, or damaged, so the office was not "
                  "moved. Check the documents first: what a backup holds comes back.")  # fmt: skip
        raise Damaged(said, n=len(bad))


def note_removed(work: Work, kind: str, place: str) -> None:
    """Records that a copy of the office is taken away for good. Raises NotAllowed."""
    work.require(Right.RUN_OFFICE)
    work.record(TOPIC, "remove_copy", None, kind=kind, place=place)


def _whole(work: Work, office_id: str) -> AbstractContextManager[object]:
    """The office as it must be read to be moved: all of it, which no person's own login sees."""
    return server_doors.as_copier(work.database.engine, office_id) if work.database.enforced else nullcontext()


def _hold(database: OfficeDatabase) -> None:
    """On a server: waits for whoever writes, and lets nobody begin until the end. A file has one writer anyway."""
    if database.enforced:
        server_doors.hold(database.engine)
    elif not database.sqlite:
        # each write begins by asking here whether the office has moved: it is answered only when that is settled
        # reading path: a lock reads nothing
        database.engine.execute_sql("LOCK TABLE setting IN ACCESS EXCLUSIVE MODE")
        names = ", ".join(f'"{shape.name}"' for shape in shapes(database))
        # reading path: a lock reads nothing
        database.engine.execute_sql(f"LOCK TABLE {names} IN SHARE MODE")
