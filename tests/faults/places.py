"""What the tests of faults need of a workstation: its place for backups, new places for offices, a filled office."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.models.base import database as tables_lie_in
from desktop.models.database import OfficeDatabase, open_postgres, open_sqlite
from desktop.models.tables import batches, shapes
from desktop.rules.words import ClientForm
from desktop.services import approvals, clients, restoring
from desktop.services.backups import Place
from desktop.services.landing import Target
from desktop.services.office import Office, open_office
from tests.offices import ADMIN, KEY, PASSWORD, TestOffice

ID_NUMBER = "11010519491231002X"


def place_of(office: TestOffice, folder: Path) -> Place:
    key = KEY if office.office.database.sqlite else None
    return Place(office.office.secret, office.office.workstation, folder / "scratch", key)


def fill(office: TestOffice, many: int = 20) -> None:
    """Files with open and sealed values, by the verbs everybody uses."""
    for number in range(many):
        values = {"name": f"尉迟{number}", "phone": f"1990000{number:04d}", "note": "常坐靠窗的位子"}
        if number % 10 == 0:
            values |= {"bank_account": f"6222 0000 {number:04d}"}
        if number == 0:
            values |= {"id_number": ID_NUMBER}
        office.do(clients.open_client, ClientForm.PERSON, values)


class NewPlace:
    """A place of either kind, as it is chosen once the key of the file inside is known."""

    def __init__(self, path: Path | None = None, url: str = "") -> None:
        self.path, self.url, self.key = path, url, b""

    def __call__(self, key: bytes) -> Target:
        self.key = key
        return Target(str(self.path or "postgresql://server/new"), self.path, key, self.url)

    def database(self) -> OfficeDatabase:
        return open_sqlite(self.path, self.key) if self.path is not None else open_postgres(self.url)

    @contextmanager
    def opened(self, office: Office):
        """The office that has come here, with its first admin signed in; the tables lie here meanwhile."""
        database = self.database()
        try:
            with tables_lie_in.elsewhere(database.engine):
                tables = tables_lie_in._everywhere
                found = open_office(database, office.secret, office.workstation)
                yield TestOffice(found, found.sign_in(ADMIN, PASSWORD))
        finally:
            tables_lie_in.initialize(tables)
            database.disconnect()


def restore(office: TestOffice, archive: Path, place: NewPlace, scratch: Path, **more: Any) -> Office:
    """As the lone first admin, who says why."""
    office.do(approvals.go_alone, office.ask(restoring.need, archive), "试恢复")
    keep = more.pop("keep", lambda _office: None)
    return office.errand(restoring.restore, archive, place, scratch, keep, **more)


def dump(database: OfficeDatabase) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table, alike on both databases."""
    with database.reading():
        return {s.name: {row for batch in batches(database, s) for row in batch} for s in shapes(database)}
