"""How long the indicators of fifty people take over a million records, beside the same sums in plain SQL (AP-1)."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from benchmarks._office import Bench, postgres_office, server, sqlite_office
from benchmarks._report import Report, finish, in_turn, quick
from desktop.models.archive import ArchiveFile
from desktop.models.bulk import insert_many
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.field_checks import FieldCheck, FileSpan
from desktop.models.office import Person
from desktop.models.registers import RegisterLine
from desktop.models.visits import Visit
from desktop.rules.ids import new_id
from desktop.rules.indicators import Span
from desktop.services import indicators

CLIENTS, PEOPLE, ROUNDS, BOUND = 10_000, 50, 5, 3.0
BEGIN, DAYS = datetime(2021, 9, 30, 16, tzinfo=UTC), 5 * 365
SPAN = Span(datetime(2024, 6, 30, 16, tzinfo=UTC), datetime(2024, 9, 30, 16, tzinfo=UTC),
            datetime(2026, 9, 30, 16, tzinfo=UTC))  # fmt: skip
DAY = timedelta(days=1)
# of a million records
SHARES = {"contacts": 0.25, "visits": 0.10, "lines": 0.12, "cases": 0.05, "checks": 0.06, "states": 0.05, "files": 0.02}


def main() -> int:
    count = 50_000 if quick() else 1_000_000
    reports = []
    with sqlite_office(CLIENTS, copy=True) as bench:
        reports.append(measured(bench, count))
    with server() as url, postgres_office(url, CLIENTS, copy=True) as bench:
        reports.append(measured(bench, count))
    return finish(*reports)


def measured(bench: Bench, count: int) -> Report:
    report = Report(f"{PEOPLE} people × 12 indicators over {count:,} records, a quarter of five years, {bench.engine}")
    made = fill(bench, count)
    report.note(f"{made:,} records")
    me, keys = bench.with_all_rights(), list(indicators.ARMS)
    ours = partial(bench.office.ask, me, indicators.counts, SPAN, keys)
    plain, counted = in_turn(ROUNDS, lambda _n: partial(plainly, bench), lambda _n: ours)
    report.ratio("all indicators, least", counted.least, plain.least, BOUND)
    one = next(iter(bench.office.ask(me, indicators.counts, SPAN, ["B1"])))[0]
    ways: list[Callable[[int], Any]] = [
        lambda _n: partial(bench.office.ask, me, indicators.counts, SPAN, keys, [one]),
        lambda _n: partial(bench.office.ask, me, indicators.cases, SPAN, "B1", one),
    ]
    of_one, behind = in_turn(ROUNDS, *ways)
    report.limit("the figures of one person, p95", of_one.p95, None)
    report.limit("what is behind one figure, p95", behind.p95, None)
    for key in keys:
        (timing,) = in_turn(3, lambda _n, key=key: partial(bench.office.ask, me, indicators.counts, SPAN, [key]))
        report.limit(f"  {key}", timing.least, None)
    return report


def plainly(bench: Bench) -> None:
    """The sums alone, each over the covering index of its table: no look at what lies behind a row."""
    mark = "?" if bench.database.sqlite else "%s"
    since, until = (Contact.at.db_value(at) for at in SPAN[:2])
    with bench.database.reading():
        for table, who, due, done, more in PLAIN:
            kept = f"SUM(CASE WHEN {done} <= {due} THEN 1 ELSE 0 END)" if done else "COUNT(*)"
            text = f"""SELECT {who}, COUNT(*), {kept} FROM {table}
                WHERE {due} >= {mark} AND {due} < {mark} {more} GROUP BY {who}"""
            bench.database.engine.execute_sql(text, (since, until)).fetchall()
        days = """SELECT person_id, COUNT(*), SUM(filled), SUM(required) FROM file_span
            WHERE (last_on IS NULL OR last_on >= '2024-07-01') AND first_on <= '2024-09-30' GROUP BY person_id"""
        for _turn in range(2):
            bench.database.engine.execute_sql(days).fetchall()


_KEPT = "AND withdrawn_at IS NULL"
PLAIN = (
    ("contact", "staff_id", "answer_due", "answered_at", f"AND answer_due IS NOT NULL {_KEPT}"),
    ("visit", "visitor_id", "report_due", "reported_at", _KEPT),
    ("visit", "visitor_id", "report_due", "reported_at", _KEPT),
    ("register_line", "holder_id", "due", "back_at", f"AND register = 'form' AND due IS NOT NULL {_KEPT}"),
    ("register_line", "holder_id", "due", "back_at",
     f"AND register IN ('card', 'archive', 'handout') AND due IS NOT NULL {_KEPT}"),
    ("archive_file", "agent_a_id", "due_a", "to_b_at", "AND due_a IS NOT NULL"),
    ("archive_file", "agent_b_id", "due_b", "to_archive_at", "AND due_b IS NOT NULL"),
    ("field_check", "author_id", "at", "", f"AND at IS NOT NULL {_KEPT}"),
    ("service_case", "handler_id", "due_at", "done_at", f"AND flow = 'complaint' {_KEPT}"),
    ("case_entry", "by_id", "at", "", f"AND kind = 'step' AND step IN ('acceptance', 'answer', 'tell') {_KEPT}"),
    ("case_entry", "by_id", "at", "", f"AND kind = 'step' AND step = 'call_back' {_KEPT}"),
    ("case_entry", "by_id", "at", "", f"AND kind = 'early' {_KEPT}"),
)  # fmt: skip


def fill(bench: Bench, count: int) -> int:
    """Below the services, with the same chance on both databases."""
    made = 0
    with bench.database.writing():
        now = bench.database.now()
        people = [Person.create(name=f"考核{n}", login=f"judged{n}", created_at=now).id for n in range(PEOPLE)]
        clients = [key for (key,) in Client.select(Client.id).order_by(Client.id).tuples()]
        rows = Rows(people, clients)
        for model, some in rows.all(count):
            batch = list(some)
            for start in range(0, len(batch), 20_000):
                part = batch[start : start + 20_000]
                names = list(part[0])
                insert_many(model, names, [tuple(row[name] for name in names) for row in part])
            made += len(batch)
    bench.database.engine.execute_sql("ANALYZE")
    return made


class Rows:
    """Rows of all that is counted, in time four times out of five."""

    def __init__(self, people: list[Any], clients: list[Any]) -> None:
        self.some, self.people, self.clients = random.Random(7), people, clients

    def all(self, count: int) -> Iterator[tuple[Any, Iterator[dict[str, Any]]]]:
        size = {name: round(share * count) for name, share in SHARES.items()}
        yield Contact, self.contacts(size["contacts"])
        yield Visit, self.visits(size["visits"])
        yield RegisterLine, self.lines(size["lines"])
        entries: list[dict[str, Any]] = []
        yield ServiceCase, self.cases(size["cases"], entries)
        yield CaseEntry, iter(entries)
        yield FieldCheck, self.checks(size["checks"])
        yield ArchiveFile, self.files(size["files"])
        yield FileSpan, self.states(size["states"])

    def moment(self) -> datetime:
        return BEGIN + timedelta(seconds=self.some.randrange(DAYS * 86_400))

    def done(self, due: datetime) -> datetime | None:
        return self.some.choice((due - DAY, due - DAY, due - DAY, due - DAY, due + DAY, None))

    def who(self) -> Any:
        return self.some.choice(self.people)

    def row(self, model: Any, **values: Any) -> dict[str, Any]:
        """Stored values of a row, defaults filled in."""
        found = {}
        for name, field in model._meta.fields.items():
            value = values.get(name, field.default if not callable(field.default) else None)
            if name == "id" and "id" not in values:
                value = new_id()
            found[name] = field.db_value(value) if field.field_type not in ("UUID",) else value
            if hasattr(field, "rel_model"):
                found[name] = value
        return found

    def contacts(self, count: int) -> Iterator[dict[str, Any]]:
        for _ in range(count):
            due, staff, client = self.moment(), self.who(), self.some.choice(self.clients)
            at, key = self.done(due), new_id()
            plain = {"client": client, "channel": "email", "staff": staff, "subject": "报价", "content": "请报价，谢谢",
                     "entered_by": staff}  # fmt: skip
            yield self.row(Contact, id=key, direction="in", at=due - 2 * DAY, entered_at=due - 2 * DAY, answer_due=due,
                           answered_at=at, **plain)  # fmt: skip
            if at is not None:
                yield self.row(Contact, direction="out", at=at, entered_at=at, answers=key, **plain)

    def visits(self, count: int) -> Iterator[dict[str, Any]]:
        for _ in range(count):
            due, who = self.moment(), self.who()
            yield self.row(Visit, client=self.some.choice(self.clients), visitor=who, starts_at=due - DAY,
                           purpose="回访", planned_by=who, planned_at=due - 3 * DAY, report_due=due,
                           reported_at=self.done(due))  # fmt: skip

    def lines(self, count: int) -> Iterator[dict[str, Any]]:
        for number in range(count):
            due = self.moment()
            back = self.done(due)
            yield self.row(RegisterLine, register=self.some.choice(("card", "form", "archive")), number=number,
                           what="一张", holder=self.who(), out_by=self.who(), out_at=due - DAY, due=due, back_at=back,
                           ending="returned" if back else "")  # fmt: skip

    def cases(self, count: int, entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for number in range(count):
            flow, due = self.some.choice(("complaint", "answer", "feedback")), self.moment()
            at, ended, who, client = due - 2 * DAY, self.done(due), self.who(), self.some.choice(self.clients)
            last = {"complaint": "acceptance", "answer": "answer", "feedback": "tell"}[flow]
            calls = flow == "complaint" and ended is not None
            key = new_id()
            yield self.row(
                ServiceCase, id=key, number=f"B{number}", client=client, kind=flow, kind_label=flow, flow=flow,
                clock="clock_hours", amount=2880, callback_days=7 if calls else None, channel="phone", subject="事",
                handler=who, recorded_by=who, recorded_at=at, step="closed" if ended else last, started_at=at,
                due_at=due, done_at=ended, closed_at=ended,
                callback_on=(ended + 7 * DAY).date() if calls and ended else None,
            )  # fmt: skip
            told = [("recorded", at, "", {}), ("passed", at + DAY / 2, "", {"person": who})]
            if ended is not None:
                told.append(("step", ended, last, {}))
            if calls and ended is not None:
                told.append(("step", ended + 7 * DAY, "call_back", {}))
            entries += [
                self.row(CaseEntry, case=key, client=client, kind=kind, by=self.who(), at=when, step=step, **more)
                for kind, when, step, more in told
            ]

    def checks(self, count: int) -> Iterator[dict[str, Any]]:
        for _ in range(count):
            at = self.moment()
            yield self.row(FieldCheck, client=self.some.choice(self.clients), field="hobbies", author=self.who(),
                           entered_at=at - DAY, weight=self.some.choice((1000, 3000)), by=self.who(), at=at,
                           verdict=self.some.choice(("right", "right", "right", "wrong")))  # fmt: skip

    def files(self, count: int) -> Iterator[dict[str, Any]]:
        for _ in range(count):
            due = self.moment()
            yield self.row(ArchiveFile, title="档案", year=2024, term="10", agent_a=self.who(), agent_b=self.who(),
                           ended_at=due - 3 * DAY, due_a=due, to_b_at=self.done(due), due_b=due + 2 * DAY,
                           to_archive_at=self.done(due + 2 * DAY), entered_by=self.who(), entered_at=due)  # fmt: skip

    def states(self, count: int) -> Iterator[dict[str, Any]]:
        each = max(1, count // len(self.clients))
        for client in self.clients:
            day = date(2021, 10, 1)
            for number in range(each):
                last = day + self.some.randint(100, 300) * DAY if number < each - 1 else None
                yield self.row(FileSpan, client=client, person=self.who(), first=day, last=last,
                               filled=self.some.randint(3, 9), required=9, fresh=self.some.random() < 0.7)  # fmt: skip
                day = last + DAY if last is not None else day


if __name__ == "__main__":
    raise SystemExit(main())
