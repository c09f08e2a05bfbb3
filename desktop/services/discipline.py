"""Rewards and penalties 奖惩: proposed from what happened, listed as far as one sees them, summed up for appraisal.

What is done about a case lies in `discipline_acts`; rows are reached through `discipline_reach` alone.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.cases import ServiceCase
from desktop.models.discipline import DisciplineCase, DisciplineEntry
from desktop.models.office import Department, Person
from desktop.models.reception import Visitor
from desktop.rules import discipline as rules
from desktop.rules.discipline import EntryKind, Kind, Measure, Source, State
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.text import tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word
from desktop.rules.zones import begin_of, end_of, zone_of
from desktop.services import discipline_reach, discipline_rules, on_file
from desktop.services.discipline_reach import TOPIC
from desktop.services.work import Work

MOST = 500


class Standing(Word):
    """Which cases a list shows."""

    OPEN = "open", N_("To be settled")
    MINE = "mine", N_("About me")
    FORCE = "force", N_("In force")
    ALL = "all", N_("All")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a proposal rests on: words, a record of the office, or both. `told`: the person concerned reads it."""

    said: str = ""
    source: Source | None = None
    row: UUID | None = None
    told: bool = True


@dataclass(frozen=True, slots=True)
class NewCase:
    """A proposal as it is typed in. `reported_by` says who reported it and is kept from the person concerned, as is the
    name of whoever proposes where `named` is False."""

    rule: str
    person: UUID
    happened_on: date
    fact: str
    evidence: Sequence[Evidence] = ()
    reported_by: str = ""
    named: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list is narrowed to."""

    standing: Standing = Standing.OPEN
    kind: Kind | None = None
    person: UUID | None = None
    department: UUID | None = None
    first: date | None = None  # proposed on this day or later
    last: date | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list. `shipped`: title and clause are message ids; `late`: the time to reply is over, so that it
    can be decided; `expired`: the decision counts no more; `heard`: the person concerned appealed himself, or the time
    for it is over, so that the appeal can be decided."""

    id: UUID
    number: str
    kind: Kind
    title: str
    clause: str
    shipped: bool
    person: UUID
    name: str
    department: str
    happened_on: date
    fact: str
    state: State
    opened_at: datetime
    reply_until: datetime | None
    measures: tuple[Measure, ...]
    amount: int
    deducts: bool
    points: Decimal
    effective_on: date | None
    expires_on: date | None
    appeal_until: datetime | None
    mine: bool
    late: bool
    expired: bool
    heard: bool

    @property
    def decidable(self) -> bool:
        """Whether whoever decides may do so now: a penalty after the reply, or after the time for it."""
        if self.kind is Kind.REWARD:
            return self.state is State.PROPOSED
        return self.state is State.REPLIED or (self.state is State.NOTIFIED and self.late)


@dataclass(frozen=True, slots=True)
class Breach:
    """A visitor met without a badge, as reception noted it, of which nothing was proposed yet. `visitor` is "" where
    the file is out of sight."""

    visit: UUID
    person: UUID
    name: str
    visitor: str
    on: date
    note: str


# Proposing


def people(work: Work) -> list[tuple[UUID, str]]:
    """Whom I may propose for: colleagues with an account, of my department or all, never myself. Raises NotAllowed."""
    work.require(Right.SEE_DISCIPLINE)
    rows = work.visible(Person).where(Person.suspended_at.is_null()).order_by(Person.name)
    return [(row.id, row.name) for row in rows if discipline_reach.answers_for(work, row.id, row.department_id)]


def propose(work: Work, new: NewCase) -> UUID:
    """Proposes a reward or a penalty under a rule, with what it rests on. Heads propose for their department, whoever
    sees all for everybody, nobody for himself. Raises BadEntry naming the field, NotAllowed, NotFound."""
    person = work.hold(Person, new.person)
    discipline_reach.require_to_answer_for(work, person.id, person.department_id)
    rule = discipline_rules.rule_of(work, new.rule)
    today = on_file.today(work)
    if new.happened_on > today:
        raise BadEntry(N_("This day is still to come."), "happened_on")
    fact = rules.needed(new.fact, "fact", N_("Say what happened, where and when."))
    evidence = [_checked(work, one) for one in new.evidence]
    months = discipline_reach.months_of(work, rule)
    counted = discipline_reach.counted(work, person.id, rule.key, new.happened_on, months)
    found = rules.proposal(rule, [row.number for row in counted], months)
    row = work.add(DisciplineCase(
        number=discipline_reach.next_number(work), kind=rule.kind.value, rule=rule.key, rule_version=rule.version,
        title=rule.title, clause=rule.clause, shipped=rule.shipped, owner=person.id, department=person.department_id,
        happened_on=new.happened_on, fact=fact, state=State.PROPOSED.value, opened_at=work.now, step=found.step,
        counted=list(found.counted), months=months, measures=[one.value for one in found.measures], amount=found.amount,
    ))  # fmt: skip
    discipline_reach.add_entry(work, row, EntryKind.PROPOSED, told=new.named)
    for one in evidence:
        add_evidence_row(work, row, one)
    if reported := tidy(new.reported_by):
        discipline_reach.add_entry(work, row, EntryKind.SOURCE, rules.needed(reported, "reported_by", ""), told=False)
    work.record(TOPIC, "propose_discipline", row, number=row.number)
    return UUID(str(row.id))


def add_evidence_row(work: Work, row: Any, one: Evidence) -> None:
    """Part of the verb that has got the case and may note for its person."""
    work.require(Right.SEE_DISCIPLINE)
    discipline_reach.add_entry(work, row, EntryKind.EVIDENCE, one.said, told=one.told,
                               source=one.source.value if one.source else "", subject=one.row)  # fmt: skip


def checked_evidence(work: Work, one: Evidence) -> Evidence:
    """With its words as they are stored; the record must be in my sight. Raises BadEntry (field `said`), NotFound."""
    work.require(Right.SEE_DISCIPLINE)
    return _checked(work, one)


def _checked(work: Work, one: Evidence) -> Evidence:
    if one.source is None:
        return Evidence(rules.needed(one.said, "said", N_("Say what the evidence is.")), told=one.told)
    model = Visitor if one.source is Source.VISITOR else ServiceCase
    row = work.visible(model).where(model.id == one.row).get_or_none()
    if row is None:
        raise NotFound(str(one.row))
    if one.source is Source.VISITOR and _is_proposed(work, row.id):
        raise BadEntry(N_("A proposal rests on this visit already."), "evidence")
    return Evidence(tidy(one.said, lines=True)[: rules.TEXT_LIMIT], one.source, row.id, one.told)


def _is_proposed(work: Work, visit: UUID) -> bool:
    return bool(work.visible(DisciplineEntry).where(
        (DisciplineEntry.source == Source.VISITOR.value) & (DisciplineEntry.subject == visit)).exists())  # fmt: skip


def breaches(work: Work, limit: int = 50) -> tuple[Breach, ...]:
    """Visitors without a badge of whom nothing was proposed yet, within the months that count, the newest first: only
    for whom I may propose, and as far as I see visitors. Raises NotAllowed."""
    work.require(Right.SEE_DISCIPLINE)
    if not discipline_reach.proposes(work) or not work.may(Right.SEE_VISITORS) or not any(
            rule.key == rules.BADGE for rule in discipline_rules.catalogue(work)):  # fmt: skip
        return ()
    since = rules.months_before(on_file.today(work), int(work.settings["discipline_months"]))
    done = work.visible(DisciplineEntry).where(DisciplineEntry.source == Source.VISITOR.value).select(
        DisciplineEntry.subject)  # fmt: skip
    zone, hosts = str(work.settings["time_zone"]), work.visible(Person)
    if work.me.mandate.scope(Right.SEE_DISCIPLINE) is not Scope.ALL:
        hosts = hosts.where(Person.department == work.me.mandate.department)
    rows = list(work.visible(Visitor).where(
        Visitor.breach_of.in_(hosts.select(Person.id)) & (Visitor.breach_of != work.me.id)
        & (Visitor.breach_at >= begin_of(since, zone)) & Visitor.id.not_in(done)
    ).order_by(Visitor.breach_at.desc()).limit(limit))  # fmt: skip
    people = on_file.names(work, [row.breach_of_id for row in rows])
    return tuple(Breach(row.id, row.breach_of_id, people.get(row.breach_of_id, ""), row.name,
                        row.breach_at.astimezone(zone_of(zone)).date(), row.breach_note) for row in rows)  # fmt: skip


# Reading


def cases(work: Work, wish: Wish | None = None, limit: int = MOST) -> tuple[CaseLine, ...]:
    """Cases in my sight, the newest first. Raises NotAllowed."""
    work.require(Right.SEE_DISCIPLINE)
    query = _narrowed(work, wish or Wish()).order_by(DisciplineCase.opened_at.desc(), DisciplineCase.id.desc())
    return lines(work, list(query.limit(limit)))


def _narrowed(work: Work, wish: Wish) -> Any:
    query = discipline_reach.seen(work)
    match wish.standing:
        case Standing.OPEN:
            query = query.where(DisciplineCase.closed_at.is_null())
        case Standing.MINE:
            query = query.where(DisciplineCase.owner == work.me.id)
        case Standing.FORCE:
            today = on_file.today(work)
            query = query.where(
                DisciplineCase.state.in_([state.value for state in rules.STANDING])
                & (DisciplineCase.expires_on.is_null() | (DisciplineCase.expires_on >= today)))  # fmt: skip
    if wish.kind is not None:
        query = query.where(DisciplineCase.kind == wish.kind.value)
    if wish.person is not None:
        query = query.where(DisciplineCase.owner == wish.person)
    if wish.department is not None:
        query = query.where(DisciplineCase.department == wish.department)
    zone = str(work.settings["time_zone"])
    if wish.first is not None:
        query = query.where(DisciplineCase.opened_at >= begin_of(wish.first, zone))
    if wish.last is not None:
        query = query.where(DisciplineCase.opened_at < end_of(wish.last, zone))
    return query


def lines(work: Work, rows: Sequence[Any]) -> tuple[CaseLine, ...]:
    """Cases as lists show them, of rows that were got through `discipline_reach.seen`."""
    names = on_file.names(work, (row.owner_id for row in rows))
    places: dict[Any, str] = dict(work.visible(Department, withdrawn=True).select(Department.id, Department.name)
                                  .tuples()) if rows else {}  # fmt: skip
    today = on_file.today(work)
    return tuple(
        CaseLine(
            row.id, row.number, Kind.of(row.kind), row.title, row.clause, row.shipped, row.owner_id,
            names.get(row.owner_id, ""), places.get(row.department_id, ""), row.happened_on, row.fact,
            State.of(row.state), row.opened_at, row.reply_until, tuple(Measure.of(one) for one in row.measures),
            row.amount, row.deducts, Decimal(row.points) / 10, row.effective_on, row.expires_on, row.appeal_until,
            row.owner_id == work.me.id, row.reply_until is not None and row.reply_until < work.now,
            row.expires_on is not None and row.expires_on < today,
            row.appealed_at is not None or (row.appeal_until is not None and row.appeal_until <= work.now),
        )
        for row in rows
    )  # fmt: skip


def points(work: Work, person: UUID, first: date, last: date) -> Decimal:
    """What decisions of these days add to a person's score or take from it, between −10 and +10: those that stand now,
    as far as I see them. 0 while the office has it switched off (RP-1)."""
    work.require(Right.SEE_DISCIPLINE)
    if not work.settings["discipline_points"]:
        return Decimal(0)
    query = discipline_reach.seen(work).where(
        (DisciplineCase.owner == person) & DisciplineCase.state.in_([state.value for state in rules.STANDING])
        & DisciplineCase.effective_on.between(first, last))  # fmt: skip
    return rules.total_points(Decimal(row.points) / 10 for row in query)
