"""How long a backup of an office and its proof take, for each 100 MB of it."""

import sys
import tempfile
from pathlib import Path

from benchmarks import _office
from benchmarks._report import Report, finish, sizes, timed
from desktop.models.office import Person, PersonKeys
from desktop.services import backups, signing
from desktop.services.backups import Place
from desktop.services.people_keys import add_keys
from desktop.services.powers import PersonPower, person_says

BOUND = 2.0
ROUNDS = 3


def measure(report: Report, bench: _office.Bench, folder: Path) -> None:
    key = _office.KEY if bench.database.sqlite else None
    place = Place(_office.SECRET, bench.office.workstation, folder / "scratch", key)
    archives: list[Path] = []
    with bench.work(write=True) as work:
        # an account without keys that somebody signed is a finding, and an office with findings has no proved backup
        for person in list(Person.select().where(Person.id.not_in(PersonKeys.select(PersonKeys.person)))):
            keys = add_keys(person.id, _office.PASSWORD, _office.SECRET, _office.CHEAP)
            power = PersonPower(person.name, *keys.public, department=person.department_id)
            signing.sign(work, person_says(person.id, power))

    def make() -> None:
        with bench.office.staged(bench.me) as work:
            archives.append(backups.back_up(work, place, folder / "backups"))

    def prove() -> None:
        with bench.office.staged(bench.me) as work:
            backups.drill(work, archives[-1], place.scratch)

    whole = min(timed(make) for _round in range(ROUNDS))
    proof = min(timed(prove) for _round in range(ROUNDS))
    hundred = archives[-1].stat().st_size / 100e6
    name = f"{bench.engine}, {bench.size:,} clients, {hundred * 100:.0f} MB"
    report.limit(f"{name}: drill for 100 MB", proof / 1000 / hundred, BOUND, "s")
    report.limit(f"{name}: backup with its drill for 100 MB", whole / 1000 / hundred, None, "s")


def main() -> int:
    report = Report("A backup and the proof of it, for each 100 MB")
    with tempfile.TemporaryDirectory(prefix="clientele-backups-") as folder:
        for size in sizes((10_000, 100_000)):
            with _office.sqlite_office(size, copy=True) as bench:
                measure(report, bench, Path(folder) / f"file {size}")
        with _office.server(durable=False) as url:
            for size in sizes((10_000, 100_000)):
                with _office.postgres_office(url, size, copy=True) as bench:
                    measure(report, bench, Path(folder) / f"server {size}")
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
