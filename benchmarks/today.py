"""How long Today takes with a hundred thousand open deadlines: files to be looked through, and steps promised (OF-10).

Twenty people owe them, each as many, in four departments. A tenth is still to come within the week, the rest is due or
long late.
"""

import random
from dataclasses import replace
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
from desktop.services.office import SignedIn

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
    me, office = owe(bench), bench.office
    ways = {
        "mine": partial(office.ask, me, today.look),
        "my department's": partial(office.ask, me, today.look, True),
        "the number beside the place": partial(office.ask, me, today.count_due),
        "what is new": partial(office.ask, me, today.glance),
        "one group unfolded": partial(office.ask, me, today.all_of, Group.DUE, True, 100),
    }
    for name, way in ways.items():
        way()
        timing = Timing([timed(way) for _round in range(ROUNDS)])
        report.limit(f"{bench.engine}: {name}, p95", timing.p95, BOUND)
    for whose, whole in (("mine", False), ("my department's", True)):
        found = office.ask(me, today.look, whole)
        report.note(f"{whose}: " + ", ".join(f"{section.group.label} {section.total:,}" for section in found.sections))


def owe(bench: _office.Bench) -> SignedIn:
    """A step to every client, below the services; whoever looks has the files of one of the twenty, and his steps."""
    chance = random.Random(11)

    def on(day: date) -> str:
        ahead = chance.random() < 0.1
        return (day + timedelta(chance.randint(1, AHEAD) if ahead else -chance.randrange(BEHIND))).isoformat()

    me = bench.with_all_rights()
    with bench.work(write=True) as work:
        sqlite, engine = work.database.sqlite, work.database.engine
        day = on_file.today(work)
        mark, mine = ("?", me.id.hex) if sqlite else ("%s", me.id)
        engine.execute_sql(
            f"UPDATE client SET owner_id = {mark} WHERE owner_id = (SELECT id FROM person WHERE login = 'staff0')",
            (mine,),
        )
        at = Contact.at.db_value(work.now - timedelta(days=BEHIND))
        columns = ("id", "version", "client_id", "channel", "direction", "at", "staff_id", "subject", "content",
                   "result", "next_step", "next_on", "next_for_id", "entered_by_id", "entered_at", "mark", "sealed",
                   "persons")  # fmt: skip
        owned = engine.execute_sql("SELECT id, owner_id FROM client").fetchall()
        rows = [(new_id().hex, 1, key, "phone", "out", at, who, "问中秋包房", "", "", "回电", on(day), who, who, at,
                 "", "", "") for key, who in owned]  # fmt: skip
        insert_raw(engine, "contact", columns, rows)
        if not sqlite:
            engine.execute_sql("ANALYZE contact")  # as the server does by itself within minutes
        place = Person.get(Person.login == "staff0").department_id
        Person.update(department=place).where(Person.id == me.id).execute()
    return replace(me, mandate=replace(me.mandate, department=place))


if __name__ == "__main__":
    raise SystemExit(main())
