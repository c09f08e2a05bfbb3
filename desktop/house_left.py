"""Copies of an office that lie on this machine and that no erasure reaches: listed, and removed one by one."""

from datetime import UTC, datetime
from pathlib import Path

from desktop.house import House
from desktop.i18n import N_
from desktop.rules.copies import CopyKind, LeftCopy
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.system_words import why
from desktop.services import moving
from desktop.services.office import Office
from desktop.services.work import Work
from desktop.workstation import paths, places
from desktop.workstation.offices import JoinedOffice, is_server


def restored_from(house: House, former: str, office: str) -> None:
    """Remembers on this machine that `office` was restored from a backup of `former`."""
    known: list[str] = house.preferences.get(_name(former), [])
    house.preferences.set(_name(former), [*known, office])


def left_copies(house: House, office: Office) -> tuple[LeftCopy, ...]:
    """What of this office lies on this machine, or was left by it, besides the office itself and its backups."""
    joined = house.offices.find(office.id)
    former = [place for place in joined.former if place != joined.locator] if joined is not None else []
    found = [_of_file(CopyKind.MOVED, place) for place in former]
    found += [_of_file(CopyKind.BEFORE_UPDATE, str(path)) for path in places.copies_before(paths.data_dir(), office.id)]
    known = {each.id: each for each in house.offices.all()}
    found += [_of_office(CopyKind.RESTORED, known[key]) for key in house.preferences.get(_name(office.id), [])
              if key in known]  # fmt: skip
    origin = known.get(str((office.settings["restored_from"] or {}).get("office", "")))
    if origin is not None:
        found.append(_of_office(CopyKind.FORMER, origin))
    return tuple(each for each in found if each is not None)


def remove_copy(work: Work, house: House, office: Office, copy: LeftCopy) -> None:
    """Deletes a file that was left behind, for good. Give it staged work. Raises NotAllowed, NotFound, BadEntry."""
    if not copy.removable or copy not in left_copies(house, office):
        raise NotFound(copy.place)
    with work.writing():
        moving.note_removed(work, copy.kind.value, copy.place)
    try:
        places.remove(Path(copy.place))
    except OSError as trouble:
        raise BadEntry(N_("{path} can't be removed: {why}."), path=copy.place, why=why(trouble)) from trouble
    house.offices.left(office.id, copy.place)


def _of_file(kind: CopyKind, place: str) -> LeftCopy | None:
    if is_server(place):
        # whoever runs that server takes the database away
        return LeftCopy(kind, place)
    try:
        found = Path(place).stat()
    except OSError:
        return None
    return LeftCopy(kind, place, datetime.fromtimestamp(found.st_mtime, UTC), found.st_size, removable=True)


def _of_office(kind: CopyKind, joined: JoinedOffice) -> LeftCopy:
    return LeftCopy(kind, joined.locator)


def _name(former: str) -> str:
    return f"restored:{former}"
