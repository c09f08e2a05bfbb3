"""One case of rewards and penalties whole, and a person's decisions as plain values for the appraisal sheet (AP-5)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.i18n import Translator
from desktop.models.cases import ServiceCase
from desktop.models.discipline import DisciplineCase
from desktop.models.reception import Visitor
from desktop.models.rows import among
from desktop.rules import discipline as rules
from desktop.rules.discipline import EntryKind, Kind, Measure, Proposed, Source, State
from desktop.rules.errors import NotAllowed
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import discipline, discipline_acts, discipline_reach, discipline_rules, on_file
from desktop.services.discipline import CaseLine
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of the history. `by` is "" where it is not told who that was; `record` is the evidence's record in words
    as far as I see it, `opens` its page; `told`: the person concerned reads it."""

    id: UUID
    kind: EntryKind
    detail: str
    said: str
    by: str
    at: datetime
    told: bool
    record: str
    opens: tuple[str, object] | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """All of one case that I may see. `proposed` is what the rule provides by the record of today, None once it is
    decided; `heard_by_decider`: nobody else is there to hear an appeal."""

    line: CaseLine
    step: int
    counted: tuple[str, ...]
    months: int
    decided_by: str
    decided_at: datetime | None
    compensation: int
    proposed: Proposed | None
    entries: tuple[EntryLine, ...]
    answers: bool  # whether I may note for the person concerned
    decides: bool
    proposes: bool  # it is my own proposal
    appeals: bool  # whether I may appeal, or note an appeal, and there is still time
    compensates: bool
    fines_on: bool
    points_on: bool

    @property
    def decision_stands(self) -> bool:
        return self.line.state in rules.STANDING


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A decision about a person, for section four of the appraisal sheet; words are put together by `said`."""

    number: str
    kind: Kind
    happened_on: date
    effective_on: date
    fact: str
    title: str
    clause: str
    shipped: bool
    measures: tuple[Measure, ...]
    amount: int
    deducts: bool
    points: Decimal
    state: State
    expires_on: date | None

    def decision(self, say: Translator) -> str:
        """`口头警告 + 罚款 ¥50（记录，不扣款）`, in the language of the sheet."""
        return rules.measures_said(self.measures, self.amount, self.deducts, say)

    def rule(self, say: Translator) -> str:
        clause = rules.title_said(self.clause, self.shipped, say)
        return f"{clause} · {rules.title_said(self.title, self.shipped, say)}"


def of_person(work: Work, person: UUID, first: date, last: date) -> tuple[PersonLine, ...]:
    """The decisions that took effect in these days, revoked ones too, the earliest first; as far as I see them. Raises
    NotAllowed."""
    work.require(Right.SEE_DISCIPLINE)
    decided = [state.value for state in (*rules.STANDING, State.REVOKED)]
    query = discipline_reach.seen(work).where(
        (DisciplineCase.owner == person) & DisciplineCase.state.in_(decided)
        & DisciplineCase.effective_on.between(first, last)
    ).order_by(DisciplineCase.effective_on, DisciplineCase.number)  # fmt: skip
    return tuple(
        PersonLine(row.number, Kind.of(row.kind), row.happened_on, row.effective_on, row.fact, row.title, row.clause,
                   row.shipped, tuple(Measure.of(one) for one in row.measures), row.amount, row.deducts,
                   Decimal(row.points) / 10, State.of(row.state), row.expires_on) for row in query
    )  # fmt: skip


def case_view(work: Work, case_id: UUID) -> CaseView:
    """Raises NotAllowed, NotFound."""
    row = discipline_reach.reached(work, case_id)
    (line,) = discipline.lines(work, [row])
    entries = discipline_reach.entries_of(work, row)
    proposer = next(iter(discipline_reach.proposers(work, row)), None)
    names = on_file.names(work, [row.deputy_id, proposer, *(one.by_id for one in entries)])
    unnamed = names[proposer] if proposer in names and not line.mine else ""
    authors = {None: unnamed, **dict[UUID | None, str](names.items())}
    open_ = line.state in (State.PROPOSED, State.NOTIFIED, State.REPLIED)
    rule = discipline_rules.version_of(work, row.rule, row.rule_version)
    return CaseView(
        line, row.step, tuple(row.counted), row.months, names.get(row.deputy_id, ""), row.decided_at, row.compensation,
        discipline_acts.proposal_now(work, row) if open_ and not line.mine else None,
        _entries(work, entries, authors),
        discipline_reach.answers_for(work, row.owner_id, row.department_id), discipline_reach.may_decide(work, row),
        proposer == work.me.id, _may_appeal(work, row), rule is not None and rule.compensates,
        bool(work.settings["fines_on"]), bool(work.settings["discipline_points"]),
    )  # fmt: skip


def _may_appeal(work: Work, row: Any) -> bool:
    """While there is time; the person concerned also after somebody noted an appeal for him."""
    states = (State.EFFECTIVE, State.APPEALED) if row.owner_id == work.me.id else (State.EFFECTIVE,)
    return State.of(row.state) in states and row.appeal_until is not None and row.appeal_until >= work.now


def _entries(work: Work, rows: Sequence[Any], names: Mapping[UUID | None, str]) -> tuple[EntryLine, ...]:
    said = {**_visits(work, rows), **_cases(work, rows)}
    found = []
    for row in rows:
        record, opens = said.get(row.subject, ("", None)) if row.subject is not None else ("", None)
        found.append(EntryLine(row.id, EntryKind.of(row.kind), row.detail, row.said, names.get(row.by_id, ""), row.at,
                               row.told, record, opens))  # fmt: skip
    return tuple(found)


def _visits(work: Work, rows: Sequence[Any]) -> dict[UUID, tuple[str, tuple[str, object] | None]]:
    keys = [row.subject for row in rows if row.source == Source.VISITOR.value]
    if not keys or not work.may(Right.SEE_VISITORS):
        return {}
    there = work.visible(Visitor, withdrawn=True).where(among(Visitor.id, keys))
    return {row.id: (row.name, ("reception", row.id)) for row in there}


def _cases(work: Work, rows: Sequence[Any]) -> dict[UUID, tuple[str, tuple[str, object] | None]]:
    keys = [row.subject for row in rows if row.source == Source.CASE.value]
    if not keys:
        return {}
    try:
        there = list(work.visible(ServiceCase, withdrawn=True).where(among(ServiceCase.id, keys)))
    except NotAllowed:
        return {}
    return {row.id: (row.number, ("cases", row.id)) for row in there}
