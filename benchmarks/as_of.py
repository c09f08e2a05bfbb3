"""How long a file as of a past day takes, and foretelling an undo, over a long history and acts on all clients."""

import sys
from datetime import date, timedelta
from uuid import UUID

from benchmarks import _office
from benchmarks._report import Report, finish, in_turn, quick
from desktop.models.clients import Client
from desktop.models.records import Record
from desktop.rules.bulk_edits import BulkEdit, Manner
from desktop.rules.quarters import Quarter
from desktop.rules.spending import SpendRow
from desktop.rules.words import LinkRole
from desktop.services import affiliations, bulk_edits, classes, clients, dealings, past_files, spending, undoing
from desktop.services.client_lists import Chosen
from desktop.services.dealings import DealingEntry
from desktop.services.spending import SpendSheet

SIZE, SMALL = 100_000, 10_000
EDITS, HANGING = 1_000, 100
BILLS = 1_000  # three visits a week for more than six years
BOUND = 300  # milliseconds
ROUNDS = 20
DAYS = 100


def busy_file(bench: _office.Bench) -> UUID:
    """A file that was changed a thousand times, with a hundred links and dealings and a thousand bills of a sheet,
    spread over the last days."""
    with bench.work() as work:
        client, *others = (row.id for row in work.visible(Client).order_by(Client.code).limit(HANGING + 1))
    run, me = bench.office.run, bench.me
    for number in range(EDITS):
        run(me, clients.edit_client, client, {"unit": f"云岭木业{number}", "dishes": f"香菜{number % 7}"})
    for number, other in enumerate(others):
        run(me, affiliations.add_link, client, other, LinkRole.FRIEND)
        run(me, dealings.add_dealing, client, DealingEntry(date.today(), f"增资{number}"))
    bills = [(client, SpendRow(number, "", "", "", date.today() - timedelta(days=number), 50_000, 1))
             for number in range(BILLS)]  # fmt: skip
    run(me, spending.take, SpendSheet("消费.csv", "bench", tuple(bills), (), (), 0))
    with bench.database.writing():
        newest = Record.select(Record.serial).order_by(Record.serial.desc()).limit(1).scalar()
        days = (newest - Record.serial) * DAYS / (EDITS + 2 * HANGING)
        Record.update(at=Record.at - days * 86_400_000).where(Record.subject == client).execute()
    return client


def all_at_once(bench: _office.Bench) -> None:
    """A class run and a bulk edit that meet every client: acts of the busy file with as many lines as the office has
    clients, and as many reviews."""
    run, me = bench.office.run, bench.me
    run(me, classes.confirm, Quarter.of(date.today()))
    with bench.office.staged(me) as work:
        seen = bulk_edits.preview(work, Chosen(), [BulkEdit("note", Manner.ADD, "秋季品鉴"),
                                                   BulkEdit("seat", Manner.SET, "靠窗")])  # fmt: skip
        done = bulk_edits.carry_out(work, seen)
    if done.changed != bench.size:
        raise AssertionError(f"{done.changed:,} clients were edited instead of all")


def measure(report: Report, bench: _office.Bench) -> None:
    client = busy_file(bench)
    all_at_once(bench)
    with bench.work() as work:
        oldest = undoing.operations(work, client_id=client, limit=undoing.MOST)[-1].operation

        def past(number: int) -> object:
            return past_files.client_as_of(work, client, date.today() - timedelta(days=number * DAYS // ROUNDS))

        ways = (lambda number: lambda: past(number), lambda _number: lambda: undoing.prospect(work, oldest))
        in_turn(2, *ways)
        as_of, prospect = in_turn(ROUNDS, *ways)
    name = f"{bench.engine}, {bench.size:,} clients, {EDITS:,} changes"
    report.limit(f"{name}: the file as of a past day, p95", as_of.p95, BOUND)
    report.limit(f"{name}: what undoing would do, p95", prospect.p95, BOUND)


def main() -> int:
    report = Report("The file as of a past day")
    size = SMALL if quick() else SIZE
    with _office.sqlite_office(size, copy=True) as bench:
        measure(report, bench)
    with _office.server() as server, _office.postgres_office(server, size, copy=True) as bench:
        measure(report, bench)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
