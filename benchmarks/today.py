"""How long Today takes with a hundred thousand open deadlines: files to be looked through, and steps promised (OF-10).

Half of the steps are mine, half a colleague's; a tenth are still to come within the week, the rest are due or late.
"""

import random
from datetime import date, timedelta
from functools import partial

from benchmarks import _office
from benchmarks._report import Report, Timing, finish, quick, timed
from desktop.models.bulk import insert_raw
from desktop.models.contacts import Contact
from desktop.models.office import Person
from desktop.rules.ids import new_id
from desktop.rules.today import Group
from desktop.services import on_file, today

BOUND, ROUNDS = 150, 12
AHEAD, BEHIND = 7, 63  # days


def main() -> int:
    size = 10_000 if quick() else 100_000
    report = Report(f"Today in an office of {size:,} clients, each owed a step")
    with _office.sqlite_office(size, copy=True) as bench:
        measure(report, bench)
    with _office.server() as url, _office.postgres_office(url, size, copy=True) as bench:
        measure(report, bench)
    return finish(report)


def measure(report: Report, bench: _office.Bench) -> None:
    owe(bench)
    me, office = bench.with_all_rights(), bench.office
    ways = {
        "mine": partial(office.ask, me, today.look),
        "my department's": partial(office.ask, me, today.look, True),
        "the number beside the place": partial(office.ask, me, today.count_due),
        "what is new": partial(office.ask, me, today.glance),
        "one group unfolded": partial(office.ask, me, today.all_of, Group.DUE, False, 100),
    }
    for name, way in ways.items():
        way()
        timing = Timing([timed(way) for _round in range(ROUNDS)])
        report.limit(f"{bench.engine}: {name}, p95", timing.p95, BOUND)
    found = office.ask(me, today.look)
    report.note(", ".join(f"{section.group.label}: {section.total:,}" for section in found.sections))


def owe(bench: _office.Bench) -> None:
    """A step to every client, and a tenth of all files mine; below the services."""
    chance = random.Random(11)

    def on(day: date) -> str:
        ahead = chance.random() < 0.1
        return (day + timedelta(chance.randint(1, AHEAD) if ahead else -chance.randrange(BEHIND))).isoformat()

    with bench.work(write=True) as work:
        sqlite = work.database.sqlite
        day, me = on_file.today(work), work.me.id
        run = work.database.engine.execute_sql
        keys = [key for (key,) in run("SELECT id FROM client").fetchall()]
        other = Person.select(Person.id).where(Person.id != me).order_by(Person.login).first().id
        mine, others = (one.hex if sqlite else one for one in (me, other))
        at = Contact.at.db_value(work.now - timedelta(days=BEHIND))
        columns = ("id", "version", "client_id", "channel", "direction", "at", "staff_id", "subject", "content",
                   "result", "next_step", "next_on", "next_for_id", "entered_by_id", "entered_at", "mark", "sealed",
                   "persons")  # fmt: skip
        rows = ((new_id().hex, 1, key, "phone", "out", at, mine, "问中秋包房", "", "", "回电", on(day),
                 mine if number % 2 else others, mine, at, "", "", "") for number, key in enumerate(keys))  # fmt: skip
        insert_raw(work.database.engine, "contact", columns, rows)
        run(f"UPDATE client SET owner_id = {'?' if sqlite else '%s'} WHERE owner_id IN "
            "(SELECT id FROM person WHERE login IN ('staff0', 'staff1'))", (mine,))  # fmt: skip
        run("ANALYZE")


if __name__ == "__main__":
    raise SystemExit(main())
