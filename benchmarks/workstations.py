"""Twenty workstations at human pace: how long each waits for a list, a search, a file and a save, and what went wrong.

`--minutes N` and `--clients N`; ten minutes and a million clients where nothing is said.
"""

import json
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from benchmarks import _office
from benchmarks._report import Report, Timing, finish, quick
from desktop.rules.errors import OfficeError, Stale
from tests.faults.processes import ROOT, begin, place_of
from tests.offices import TestOffice

WORKSTATIONS = 20
PACE = (2.0, 6.0)  # seconds between two actions of one person
BOUNDS = {"list": 150, "search": 150, "open": 80, "save": 150}
# What people do, of ten actions
ACTS = ("list", "list", "list", "list", "search", "search", "open", "open", "open", "save")
TYPED = ("王", "王芳", "张伟", "欧阳", "wangf", "zw", "1990", "有限公司", "江城", "粤A1", "8888")


def child(place: str, key: str, workstation: str, number: int, seconds: float, ids: list[str]) -> None:
    """One workstation: a person reads, looks up, opens and saves, with pauses."""
    from pathlib import Path
    from uuid import UUID

    from desktop.models.database import open_postgres, open_sqlite
    from desktop.services import client_lists, clients, readings, search_all
    from desktop.services import office as offices

    database = open_postgres(place) if "://" in place else open_sqlite(Path(place), bytes.fromhex(key))
    office = offices.open_office(database, _office.SECRET, UUID(workstation))
    me = office.sign_in(_office.ADMIN, _office.PASSWORD)
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
                    office.ask(me, client_lists.list_clients, offset=chance.randrange(2000))
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
    with bench.work() as work:
        rows = work.database.engine.execute_sql("SELECT id FROM client ORDER BY code LIMIT 2000").fetchall()
    given = [place_of(TestOffice(bench.office, bench.me)), _office.KEY.hex(), str(bench.office.workstation)]
    ids = ",".join(str(key) for (key,) in rows)
    stations = [
        subprocess.Popen([sys.executable, "-m", "benchmarks.workstations", "--child", *given, str(n), str(seconds)],
                         text=True, encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "CLIENTS": ids})
        for n in range(WORKSTATIONS)
    ]  # fmt: skip
    begin(*stations)
    told = [json.loads(one.communicate(timeout=seconds + 120)[0]) for one in stations]
    name = f"{bench.engine}, {bench.size:,} clients, {WORKSTATIONS} workstations"
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
    with _office.server(durable=True) as url, _office.postgres_office(url, size, copy=True) as bench:
        measure(report, bench, seconds)
    return finish(report)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        place, key, workstation, number, seconds = sys.argv[2:]
        child(place, key, workstation, int(number), float(seconds), os.environ["CLIENTS"].split(","))
    else:
        raise SystemExit(main())
