"""How long the lock of a period of appraisal takes with fifty thousand cases, and its sheets after five years."""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks import _office
from benchmarks._report import Report, finish, quick, timed
from desktop.models import frozen
from desktop.models.appraisal import AppraisalPeriod, AppraisalSheet
from desktop.models.base import UtcField
from desktop.models.bulk import insert_many
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.office import Person
from desktop.rules.appraisal import Answer, PeriodState, Spell
from desktop.rules.ids import new_id
from desktop.services import appraisal, appraisal_locks, appraisal_views

PEOPLE, CASES, CLIENTS, BEFORE = 50, 50_000, 1_000, 19
LOCK, SHEETS = 5_000, 500
S, DAY = PeriodState, timedelta(days=1)


def fill(bench: _office.Bench, cases: int) -> Spell:
    """Colleagues and contacts with a limit, nine of ten kept, below the services."""
    with bench.database.writing():
        now = bench.database.now()
        staff = [Person.create(name=f"同事{n}", login=f"colleague{n}", created_at=now - 400 * DAY).id
                 for n in range(PEOPLE)]  # fmt: skip
        client = Client.select(Client.id).limit(1).scalar()
        stored = UtcField().db_value
        plain = {field.name: field.default for field in Contact._meta.sorted_fields
                 if not field.null and field.default is not None and not callable(field.default)}  # fmt: skip
        rows = []
        for n in range(cases):
            due, me = now - (12 + n % 25) * DAY - timedelta(minutes=n % 600), staff[n % PEOPLE]
            row = {**plain, "id": new_id(), "version": 1, "client": client, "channel": "phone", "direction": "in",
                   "at": stored(due - DAY), "staff": me, "subject": "电话", "answer_due": stored(due),
                   "entered_by": me, "entered_at": stored(due - DAY),
                   "answered_at": stored(due - DAY / 2) if n % 10 else None}  # fmt: skip
            rows.append(tuple(row.values()))
        insert_many(Contact, list(row), rows)
        last = now.date() - 10 * DAY
    return Spell("2026Q0", last - 40 * DAY, last)


def measure(report: Report, bench: _office.Bench, cases: int) -> None:
    me, name = bench.with_all_rights(), f"{bench.engine}, {cases:,} cases of {PEOPLE} people"

    def do(verb: Callable[..., Any], *args: Any) -> Any:
        return bench.office.run(me, verb, *args)

    period = do(appraisal.open_period, fill(bench, cases))
    report.limit(f"{name}: counted", timed(lambda: do(appraisal.compute, period)), None)
    mine = AppraisalSheet.period == period

    def below(**values: object) -> None:
        with bench.database.writing():
            AppraisalSheet.update(**values).where(mine).execute()

    below(rated_at=bench.database.now())
    for state in (S.SELF, S.SUPERIOR, S.CALIBRATED, S.PUBLISHED):
        do(appraisal.step, period, state)
    below(answer=Answer.CONFIRMED.value)
    do(appraisal.step, period, S.SIGNED)
    report.limit(f"{name}: locked", timed(lambda: do(appraisal_locks.lock, period)), LOCK)
    began = time.perf_counter()
    assert bench.office.ask(me, appraisal_locks.proof, period).intact
    report.limit(f"{name}: proved", (time.perf_counter() - began) * 1000, None)
    before(bench, period)
    bench.office.ask(me, appraisal_views.sheets, period)
    took = timed(lambda: bench.office.ask(me, appraisal_views.sheets, period))
    report.limit(f"{bench.engine}: all sheets of a period, five years behind them", took, SHEETS)
    report.limit(f"{bench.engine}: the list of periods", timed(lambda: bench.office.ask(me, appraisal_views.periods)),
                 None)  # fmt: skip


def before(bench: _office.Bench, period: Any) -> None:
    """Nineteen quarters that were locked earlier, with the same sheets."""
    with bench.database.writing(), frozen.lifted(bench.database):
        newest = AppraisalPeriod.get_by_id(period)
        sheets = list(AppraisalSheet.select().where(AppraisalSheet.period == period))
        for n in range(1, BEFORE + 1):
            moved = {"id": new_id(), "name": f"{n}", "first": newest.first - 90 * n * DAY,
                     "last": newest.last - 90 * n * DAY, "cut_off": newest.cut_off - 90 * n * DAY}  # fmt: skip
            AppraisalPeriod.create(**{**newest.__data__, **moved})
            AppraisalSheet.insert_many([{**one.__data__, "id": new_id(), "period": moved["id"]}
                                        for one in sheets]).execute()  # fmt: skip


def main() -> int:
    report = Report("Locking a period of appraisal")
    cases = CASES // 10 if quick() else CASES
    with _office.sqlite_office(CLIENTS, copy=True) as bench:
        measure(report, bench, cases)
    with _office.server() as url, _office.postgres_office(url, CLIENTS, copy=True) as bench:
        measure(report, bench, cases)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
