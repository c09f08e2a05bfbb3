"""The sample office of this machine: made, filled, looked around in and removed; its people's password is no secret."""

from collections.abc import Callable
from pathlib import Path

from desktop.house import House
from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.services.office import Office
from desktop.services.work import SignedIn
from desktop.workstation import paths, places

FILE = "sample.office"


class Sample:
    """Every method but `is_own` may take long. The sample itself is imported by whoever first asks for it."""

    def __init__(self, house: House) -> None:
        self._house = house

    def found(self, language: str, progress: Callable[[int, int], object] = lambda *_: None) -> Office:
        """The sample office of this machine, made anew where there is none; in one piece or not at all."""
        from desktop.services import samples
        from desktop.services.founding import Founding

        for joined in self._house.offices.all():
            if joined.sample and Path(joined.locator).is_file():
                return self._house.open(joined.id, name=samples.ADMIN, password=samples.PASSWORD)
            if joined.sample:
                self._house.forget(joined.id)
        plan = Founding(samples.NAME, samples.KIND, samples.ADMIN, samples.PASSWORD, language)
        office = self._house.found(plan, str(places.free(paths.data_dir() / FILE)), sample=True)
        self.fill(office, self._house.sign_in(office, samples.ADMIN, samples.PASSWORD), progress)
        return office

    def fill(self, office: Office, me: SignedIn, progress: Callable[[int, int], object] = lambda *_: None) -> None:
        """Puts the sample's invented clients into an office just founded; if that fails, the office goes too."""
        from desktop.services import samples

        try:
            samples.make_sample(office, me, progress=progress)
            with office.database.reading():
                office.read_settings()
        except BaseException:
            self._house.undo_founding(office)
            raise

    def people(self) -> tuple[tuple[str, str], ...]:
        """Name and post of those one can look around as."""
        from desktop.services import samples

        return tuple(samples.PEOPLE)

    def look_as(self, where: str, name: str) -> tuple[Office, SignedIn]:
        """Enters the sample office as one of its people, without a password. Raises BadEntry for other offices."""
        from desktop.services import samples

        if not self._house.locate(where).sample:
            raise BadEntry(N_("Only the sample office can be entered without a password."))
        office = self._house.open(where, name=name, password=samples.PASSWORD, passphrase=samples.PASSWORD)
        return office, self._house.sign_in(office, name, samples.PASSWORD)

    def is_own(self, office_id: str) -> bool:
        """Whether it is the sample this machine made for itself, which goes with its file."""
        joined = self._house.offices.find(office_id)
        return joined is not None and joined.sample and Path(joined.locator).parent == paths.data_dir()

    def remove(self, office: Office) -> None:
        """Deletes the sample office of this machine with its file. Raises BadEntry for any other office."""
        if not self.is_own(office.id):
            raise BadEntry(N_("Only the sample office can be removed in one step."))
        self._house.undo_founding(office)
