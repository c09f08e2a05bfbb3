"""What this machine does with copies of its offices: backups, bringing one back into a new place, moving an office."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop import house_left
from desktop.house import House
from desktop.i18n import N_
from desktop.rules.backups import ENDING
from desktop.rules.copies import LeftCopy
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services import moving, restoring
from desktop.services.backups import Place
from desktop.services.landing import Target
from desktop.services.office import Office
from desktop.services.recovery import pair_of
from desktop.services.server_people import door_at
from desktop.services.work import Work
from desktop.workstation import paths, places
from desktop.workstation.location import check_location
from desktop.workstation.offices import JoinedOffice, is_server, normalise_locator

Progress = Callable[..., object]
TargetFor = Callable[[bytes], Target]


@dataclass(frozen=True, slots=True)
class Restored:
    """An office that was brought back and joined, and what is left to be done in it."""

    office: JoinedOffice
    told: tuple[OfficeError, ...]


class Copies:
    """Every method but the folder's may take long or wait for a keyring: call it from a worker."""

    def __init__(self, house: House) -> None:
        self._house = house

    # Backups

    def place(self, office: Office) -> Place:
        """What a backup needs of this machine."""
        key = self._house.opened(office).kept.secrets.get("file_key", "")
        return Place(office.secret, office.workstation, self.scratch, bytes.fromhex(key) if key else None)

    @property
    def scratch(self) -> Path:
        """For what is made meanwhile; it is sealed like the office itself."""
        return paths.data_dir() / "scratch"

    def folder(self, office_id: str) -> str:
        """Where backups of this office go from this computer; empty where nobody has chosen a folder."""
        return str(self._house.preferences.get(f"backups:{office_id}", ""))

    def choose_folder(self, office_id: str, folder: str) -> None:
        self._house.preferences.set(f"backups:{office_id}", folder)

    # New places

    def target(self, where: str) -> TargetFor:
        """The new place `where`, a file or a server's address with its login. Raises BadEntry, BadLocation."""
        locator = normalise_locator(where)
        if is_server(locator):
            url = places.with_login(where)
            return lambda _key: Target(locator, url=url)
        path = Path(locator)
        check_location(path).require()
        if path.exists():
            raise BadEntry(N_("There is a file at {path} already. Choose another name."), "office", path=locator)
        return lambda key: Target(locator, path, key)

    def restore(self, work: Work, archive: Path, where: str, name: str, password: str, *,
                progress: Progress | None = None) -> Restored:  # fmt: skip
        """Brings a backup back as an office of its own, which this computer has joined then. Give it staged work.

        Where there is no keyring, its key is sealed under this person's password. Raises as `restoring.restore` does,
        and NoKeyring.
        """
        told: list[OfficeError] = []
        return self._joined(where, name, password, told, lambda target, keep: restoring.restore(
            work, archive, target, self.scratch, keep, tell=told.append, progress=progress))  # fmt: skip

    def restore_alone(self, archive: Path, sheet: str, where: str, name: str, password: str, *,
                      progress: Progress | None = None) -> Restored:  # fmt: skip
        """The same with the recovery sheet, where everything else is lost; newer backups in the same folder tell who
        was erased or shut out since. Raises as `restoring.restore_alone` does."""
        root, told = pair_of(sheet), list[OfficeError]()
        beside = sorted(archive.absolute().parent.glob(f"*{ENDING}"))
        return self._joined(where, name, password, told, lambda target, keep: restoring.restore_alone(
            archive.absolute(), root, target, self.scratch, keep, name=name, password=password, beside=beside,
            tell=told.append, progress=progress))  # fmt: skip

    def move(self, work: Work, office: Office, where: str, *, progress: Progress | None = None) -> str:
        """Moves an open office; this computer opens it there from then on. Returns the new place. Raises as
        `moving.move` does."""
        target = self.target(where)(os.urandom(32))
        access = moving.move(work, office.secret, target, progress=progress)
        self._house.offices.moved(office.id, target.locator, access)
        return target.locator

    # What no erasure reaches

    def left(self, office: Office) -> tuple[LeftCopy, ...]:
        """Other copies of the office on this machine; quick."""
        return house_left.left_copies(self._house, office)

    def remove_left(self, work: Work, office: Office, copy: LeftCopy, *, progress: Progress | None = None) -> None:
        """Deletes one for good. Give it staged work. Raises as `house_left.remove_copy` does."""
        house_left.remove_copy(work, self._house, office, copy)

    def _joined(self, where: str, name: str, password: str, told: list[OfficeError],
                bring: Callable[[TargetFor, restoring.Keep], Office]) -> Restored:  # fmt: skip
        target_for = self.target(where)
        targets: list[Target] = []
        kept: list[str] = []

        def target(key: bytes) -> Target:
            targets.append(target_for(key))
            return targets[-1]

        def keep(office: Office) -> None:
            kept.append(office.id)
            place = targets[-1]
            # nobody's workstation keeps the login that owns all
            door = door_at(office.database, office.id, office.secret)
            access = place.url_of(door) if door else place.url or place.key.hex()
            self._house.take_in(office, place.locator, access, name, password)

        try:
            office = bring(target, keep)
            house_left.restored_from(self._house, str(office.settings["restored_from"]["office"]), office.id)
            return Restored(self._house.locate(office.id), tuple(told))
        except BaseException:
            for office_id in kept:
                # what stood in the way of keeping the key may stand in the way of forgetting it
                with suppress(OfficeError):
                    self._house.forget(office_id)
            raise
