"""Twenty workstations at human pace: how long each waits for a list, a search, a file and a save, and what went wrong.

As one person on a file and on a server, and as twenty people whom their server keeps apart. `--minutes N` and
`--clients N`; ten minutes and a million clients where nothing is said.
"""

import json
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks import _office
from benchmarks._report import Report, Timing, finish, quick
from desktop.models.database import open_postgres
from desktop.models.office import Person, Setting
from desktop.rules.errors import OfficeError, Stale
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.services import office as offices
from desktop.services import server_people
from tests.faults.processes import ROOT, begin, place_of
from tests.offices import TestOffice, drop_roles, leave_servers

WORKSTATIONS = 20
PACE = (2.0, 6.0)  # seconds between two actions of one person
BOUNDS = {"list": 150, "search": 150, "open": 80, "save": 150}
# What people do, of ten actions
ACTS = ("list", "list", "list", "list", "search", "search", "open", "open", "open", "save")
SCOPES = (Scope.OWN, Scope.OWN, Scope.OWN, Scope.DEPARTMENT, Scope.ALL)
TYPED = ("王", "王芳", "张伟", "欧阳", "wangf", "zw", "1990", "有限公司", "江城", "粤A1", "8888")


@dataclass(frozen=True)
class Seat:
    """One workstation: where the office lies, who signs in there, and the files that this person works with."""

    place: str
    key: str
    workstation: str
    person: str
    ids: tuple[str, ...]


def child(seat: Seat, number: int, seconds: float) -> None:
    """A person reads, looks up, opens and saves, with pauses."""
    from pathlib import Path
    from uuid import UUID

    from desktop.models.database import open_postgres, open_sqlite
    from desktop.services import client_lists, clients, readings, search_all, server_people
    from desktop.services import office as offices

    if "://" in seat.place:
        database = open_postgres(seat.place)
        server_people.find_door(database, os.environ["OFFICE"], _office.SECRET)
    else:
        database = open_sqlite(Path(seat.place), bytes.fromhex(seat.key))
    office = offices.open_office(database, _office.SECRET, UUID(seat.workstation))
    me = office.sign_in(seat.person, _office.PASSWORD)
    ids, many = seat.ids, office.ask(me, client_lists.count_clients)
    chance = random.Random(number)
    readings.prepare()  # as a form does when it opens
    told: dict[str, Any] = {"times": {name: [] for name in BOUNDS}, "errors": []}
    print("ready", flush=True)
    sys.stdin.readline()
    end = time.monotonic() + seconds
    time.sleep(chance.random() * PACE[1])
    while time.monotonic() < end:
        act, client = chance.choice(ACTS), UUID(chance.choice(ids))
        # what is typed takes no time of the office's
        values = office.ask(me, lambda work, key=client: clients.client_file(work, key).values)
        started = time.perf_counter()
        try:
            match act:
                case "list":
                    office.ask(me, client_lists.list_clients, offset=chance.randrange(min(2000, many)))
                case "search":
                    office.ask(me, search_all.find_everything, chance.choice(TYPED))
                case "open":
                    office.ask(me, clients.client_file, client)
                case "save":
                    note = {"note": f"{values['note'] or ''}"[:200] + str(number)}
                    with suppress(Stale):  # a question to the person, who sees both
                        office.run(me, clients.edit_client, client, note, {"note": values["note"]})
        except OfficeError as shown:
            told["errors"].append(str(shown))
        told["times"][act].append((time.perf_counter() - started) * 1000)
        time.sleep(chance.uniform(*PACE))
    print(json.dumps(told), flush=True)


def measure(report: Report, bench: _office.Bench, seconds: float) -> None:
    """All as the first admin, who sees everything."""
    with bench.work() as work:
        rows = work.database.engine.execute_sql("SELECT id FROM client ORDER BY code LIMIT 2000").fetchall()
    ids = tuple(str(key) for (key,) in rows)
    place, station = place_of(TestOffice(bench.office, bench.me)), str(bench.office.workstation)
    seats = [Seat(place, _office.KEY.hex(), station, _office.ADMIN, ids) for _n in range(WORKSTATIONS)]
    run(report, f"{bench.engine}, {bench.size:,} clients", seats, seconds, bench.office.id)


def measure_apart(report: Report, bench: _office.Bench, seconds: float) -> str:
    """Twenty people with logins of their own at a server that keeps them apart: those who see their own files, those
    who see their department's, and those who see all. Returns the id by which the server knows their roles."""
    place, owner = place_of(TestOffice(bench.office, bench.me)), bench.database
    office_id = str(new_id())
    with owner.writing():
        # the server knows its roles by the office's id, for all its databases
        Setting.update(value=office_id).where(Setting.name == "office_id").execute()
        server_people.prepare(owner, office_id, _office.SECRET)
    database = open_postgres(place)
    server_people.find_door(database, office_id, _office.SECRET)
    office = offices.open_office(database, _office.SECRET, bench.office.workstation)
    apart = TestOffice(office, office.sign_in(_office.ADMIN, _office.PASSWORD), owner)
    seats = []
    for n in range(WORKSTATIONS):
        scope = SCOPES[n % len(SCOPES)]
        with apart.beneath(), owner.writing():
            # one of those who have owned its files all along: a million files are not handed to others
            Person.update(login=f"员工{n}").where(Person.login == f"staff{n}").execute()
            there = Person.get(Person.login == f"员工{n}")
            department = there.department.name
        me = apart.hire(
            there.name, {Right.SEE_CLIENTS: scope, Right.EDIT_CLIENTS: scope},
            department=department, there=there,
        )  # fmt: skip
        with owner.reading():
            asked = "SELECT id FROM client WHERE owner_id = %s ORDER BY code LIMIT 500"
            rows = owner.engine.execute_sql(asked, (me.id,)).fetchall()
        seats.append(Seat(place, "", str(office.workstation), me.name, tuple(str(key) for (key,) in rows)))
    office.disconnect()
    owner.engine.execute_sql("VACUUM ANALYZE")
    run(report, f"People kept apart, {bench.size:,} clients", seats, seconds, office_id)
    return office_id


def run(report: Report, name: str, seats: list[Seat], seconds: float, office_id: str) -> None:
    stations = [
        subprocess.Popen([sys.executable, "-m", "benchmarks.workstations", "--child", str(n), str(seconds)],
                         text=True, encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1",
                              "SEAT": json.dumps(asdict(seat)), "OFFICE": office_id})
        for n, seat in enumerate(seats)
    ]  # fmt: skip
    begin(*stations)
    told = [json.loads(one.communicate(timeout=seconds + 120)[0]) for one in stations]
    for act, bound in BOUNDS.items():
        timing = Timing([took for one in told for took in one["times"][act]])
        report.limit(f"{name}: {act} p95", timing.p95, bound)
        report.limit(f"{name}: {act} longest", timing.most, None)
    errors = [said for one in told for said in one["errors"]]
    report.limit(f"{name}: errors shown", len(errors), 0, "")
    done = sum(len(times) for one in told for times in one["times"].values())
    report.note(f"{done:,} actions in {seconds:.0f} s; {errors[:3] or 'none refused'}")


def _given(name: str, usual: float) -> float:
    args = sys.argv[1:]
    return float(args[args.index(name) + 1]) if name in args else usual


def main() -> int:
    seconds = _given("--minutes", 0.5 if quick() else 10) * 60
    size = int(_given("--clients", 10_000 if quick() else 1_000_000))
    report = Report(f"{WORKSTATIONS} workstations at human pace for {seconds / 60:g} minutes")
    with _office.sqlite_office(size, copy=True) as bench:
        measure(report, bench, seconds)
    with _office.server(durable=True) as url:
        with _office.postgres_office(url, size, copy=True) as bench:
            measure(report, bench, seconds)
        with _office.postgres_office(url, size, copy=True) as bench:
            office_id = measure_apart(report, bench, seconds)
        drop_roles(url, office_id)
        leave_servers()
    return finish(report)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        told = json.loads(os.environ["SEAT"])
        child(Seat(**told | {"ids": tuple(told["ids"])}), int(sys.argv[2]), float(sys.argv[3]))
    else:
        raise SystemExit(main())
