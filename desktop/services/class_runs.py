"""What became of the quarters: runs, their lists, their teaching to staff, and one client's own classes (CL-10)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.classes import ClassResult, ClassRun, ClassTeaching, Spend
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules import classes as rules
from desktop.rules.classes import Rules, Why
from desktop.rules.errors import BadEntry
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right, Scope
from desktop.rules.text import check_length, tidy
from desktop.services import on_file
from desktop.services.classes import TOPIC, ProposedLine, running_ranks
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class TeachingLine:
    """When the class list was taught, to whom."""

    id: UUID
    on: date
    people: tuple[str, ...]
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """A confirmed run: how many clients each class got, how many moved, and who taught the list."""

    id: UUID
    quarter: Quarter
    rules: Rules
    counts: Mapping[str, int]
    moved: int
    overridden: int
    at: datetime
    by: str
    undone_at: datetime | None
    taught: tuple[TeachingLine, ...]


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One quarter's class of a client with its figures; spend in fen, `reason` a message id with its values."""

    quarter: Quarter
    at: datetime
    by: str
    before: str
    proposed: str
    given: str
    spend: int
    visits: int
    spend_rank: int | None
    visit_rank: int | None
    reason: str
    values: Mapping[str, object]
    override: str


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """A client's running quarter. Ranks are those of the classes, for who sees all clients; None for others, or without
    spend or visit. `visits_told` and `spend_told` are the message ids of what a rank means under the rules in force.
    """

    quarter: Quarter
    spend: int
    visits: int
    spend_rank: int | None
    visit_rank: int | None
    spend_told: str = ""
    visits_told: str = ""


def runs(work: Work, limit: int = 40) -> list[RunLine]:
    """The runs, newest first, undone ones among them. Figures of all clients: for who may classify."""
    work.require(Right.CLASSIFY_CLIENTS)
    found = list(work.visible(ClassRun).order_by(ClassRun.at.desc(), ClassRun.id.desc()).limit(limit))
    taught = _teachings(work, [run.id for run in found])
    people = on_file.names(work, (run.person_id for run in found))
    return [
        RunLine(run.id, Quarter.read(run.quarter), Rules.from_json(run.rules), run.figures.get("counts", {}),
                run.figures.get("moved", 0), run.figures.get("overridden", 0), run.at, people.get(run.person_id, ""),
                run.undone_at, tuple(taught.get(run.id, ())))
        for run in found
    ]  # fmt: skip


def run_of(work: Work, key: UUID) -> UUID | None:
    """The run with this id, or that an operation of this id made; None where there is none."""
    found = work.visible(ClassRun).where((ClassRun.id == key) | (ClassRun.operation == key)).first()
    return found.id if found is not None else None


def run_lines(work: Work, run_id: UUID, letters: Iterable[str] = (), right: Right | None = None) -> list[ProposedLine]:
    """The clients of a run as this person may see them, by class and rank; `letters` narrow it to some classes."""
    run = work.get(ClassRun, run_id)
    in_force = Rules.from_json(run.rules)
    query = work.visible(ClassResult, right).where(ClassResult.run == run.id)
    if wanted := list(letters):
        query = query.where(ClassResult.given.in_(wanted))
    columns = [getattr(ClassResult, name) for name in (
        "client", "before", "proposed", "given", "spend", "visits", "earlier_visits", "spend_rank", "visit_rank",
        "why", "override")]  # fmt: skip
    found = list(query.select(*columns, Client.code, Client.name, Client.risk).join(Client).tuples())
    shared_spend, shared_visits = Counter(row[7] for row in found), Counter(row[8] for row in found)
    lines = []
    for client, before, proposed, given, spend, visits, earlier, rank, visit, stored, own, code, name, risk in found:
        why = Why.of(stored)
        shared = shared_visits[visit] if why in rules.BY_VISITS else shared_spend[rank] if why in rules.BY_SPEND else 0
        reason, values = rules.sentence(why, in_force, rank, visit, earlier, shared if shared > 1 else 0)
        lines.append(ProposedLine(client, code, name, before, proposed, given, spend, visits, rank, visit, reason,
                                  values, own, risk=risk))  # fmt: skip
    return sorted(lines, key=place_in_list)


def place_in_list(line: ProposedLine) -> tuple[Any, ...]:
    """Class by class, the best first."""
    last = 10**9
    return rules.ORDER.find(line.given), line.spend_rank or last, line.visit_rank or last, line.code


def teach(work: Work, run_id: UUID, on: date, people: Sequence[UUID], note: str = "") -> UUID:
    """Records that the quarter's class list was taught to these colleagues (OF-4). Raises BadEntry, NotAllowed."""
    work.require(Right.CLASSIFY_CLIENTS)
    run = work.get(ClassRun, run_id)
    if run.undone_at is not None:
        raise BadEntry(N_("This class list was undone; it is not taught any more."), "run")
    if on > on_file.today(work):
        raise BadEntry(N_("A teaching is recorded once it has been held: choose a day up to today."), "on")
    there = [work.get(Person, person).id for person in dict.fromkeys(people)]
    if not there:
        raise BadEntry(N_("Choose who was taught."), "people")
    row = work.add(ClassTeaching(run=run.id, on=on, people=[str(person) for person in there], person=work.me.id,
                                 note=check_length(tidy(note), 200, "note")))  # fmt: skip
    work.record(TOPIC, "teach_classes", run, quarter=run.quarter, people=len(there))
    return UUID(str(row.id))


def withdraw_teaching(work: Work, teaching_id: UUID) -> None:
    """Takes a teaching that was recorded by mistake out of use."""
    work.require(Right.CLASSIFY_CLIENTS)
    row = work.get(ClassTeaching, teaching_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_teaching", work.get(ClassRun, row.run_id))


def classes_of(work: Work, client_id: UUID) -> tuple[ClassLine, ...]:
    """The classes a client was given quarter by quarter, newest first; undone runs left out. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    found = list(
        work.visible(ClassResult)
        .select(ClassResult, ClassRun)
        .join(ClassRun)
        .where((ClassResult.client == client.id) & ClassRun.undone_at.is_null())
        .order_by(ClassRun.at.desc(), ClassRun.id.desc())
    )
    people = on_file.names(work, (row.run.person_id for row in found))
    lines = []
    for row in found:
        reason, values = rules.sentence(Why.of(row.why), Rules.from_json(row.run.rules), row.spend_rank,
                                        row.visit_rank, row.earlier_visits)  # fmt: skip
        lines.append(ClassLine(
            Quarter.read(row.run.quarter), row.run.at, people.get(row.run.person_id, ""), row.before, row.proposed,
            row.given, row.spend, row.visits, row.spend_rank, row.visit_rank, reason, values, row.override,
        ))  # fmt: skip
    return tuple(lines)


def quarter_of(work: Work, client_id: UUID) -> QuarterFigures:
    """What the client spent and how often it came in the running quarter so far, with its ranks among those that the
    classes compare (CL-10). Raises NotFound.
    """
    client, today = work.get(Client, client_id, withdrawn=True), on_file.today(work)
    quarter = Quarter.of(today)
    held = work.visible(Spend).where(Spend.on.between(quarter.first, today))
    spend, visits = _sums(held.where(Spend.client == client.id))
    # a rank would tell how many clients there are besides those that may be seen
    ranked = running_ranks(work, client.id) if work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL else None
    if ranked is None:
        return QuarterFigures(quarter, spend, visits, None, None)
    in_force, by_spend, by_visits = ranked
    return QuarterFigures(quarter, spend, visits, by_spend, by_visits, *rules.rank_words(in_force))


def _sums(query: Any) -> tuple[int, int]:
    spend, visits = query.select(peewee.fn.SUM(Spend.amount), peewee.fn.SUM(Spend.visits)).tuples().get()
    return int(spend or 0), int(visits or 0)


def _teachings(work: Work, run_ids: Sequence[UUID]) -> dict[UUID, list[TeachingLine]]:
    found = list(work.visible(ClassTeaching).where(ClassTeaching.run.in_(run_ids)).order_by(ClassTeaching.on))
    people = on_file.names(work, [*(row.person_id for row in found), *(UUID(p) for row in found for p in row.people)])
    lines: dict[UUID, list[TeachingLine]] = {}
    for row in found:
        there = tuple(people.get(UUID(person), "") for person in row.people)
        line = TeachingLine(row.id, row.on, there, row.note, people.get(row.person_id, ""))
        lines.setdefault(row.run_id, []).append(line)
    return lines
