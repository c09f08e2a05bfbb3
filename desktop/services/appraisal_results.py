"""What counts and marks come to, and the places: reckoned while a period is open, kept once it is published (AP-2)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import AppraisalSheet
from desktop.models.office import Person
from desktop.models.rows import among
from desktop.rules import appraisal_plans as plans
from desktop.rules.appraisal import Answer
from desktop.rules.errors import NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.scoring import Place, Total, rank
from desktop.rules.zones import end_of
from desktop.services import appraisal_reach as reach
from desktop.services import discipline
from desktop.services.work import Work

_UNANSWERED: Mapping[str, object] = MappingProxyType({"answer": "", "answer_words": "", "answered_at": None})
# So long somebody who is new is compared with nobody
NEW = timedelta(days=60)


def bonus_of(work: Work, period: Any, sheet: Any) -> Decimal:
    """What rewards and penalties of the period move somebody's total by, where its scheme lets them at all."""
    if not reach.scheme_of(period).bonus or not work.may(Right.SEE_DISCIPLINE):
        return Decimal()
    return discipline.points(work, sheet.owner_id, period.first, period.last)


def totals_of(work: Work, period: Any, sheets: Sequence[Any]) -> dict[UUID, Total]:
    """What these sheets come to now, as far as I may know it: of my own without what I am not told yet."""
    work.require(Right.SEE_APPRAISALS)
    marks = reach.marks_of(work, sheets)
    return {sheet.id: reach.total_of(period, sheet, marks[sheet.id], bonus_of(work, period, sheet))
            for sheet in sheets}  # fmt: skip


def publish(work: Work, period: Any) -> None:
    """Writes the results and lets everybody see his own, with what was said of him; whose total is another than he
    confirmed answers anew. Part of a step, or of the lock, which record it. Raises NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    sheets = reach.sheets_of(work, period)
    # a server tells whoever publishes what was said of himself from then on alone
    mine = [(sheet, {"published_at": work.now}) for sheet in sheets
            if sheet.owner_id == work.me.id and sheet.published_at is None]  # fmt: skip
    work.change_many(AppraisalSheet, mine)
    working = reach.working_days(work, period.first, period.last)
    part = [sheet for sheet in sheets if reach.takes_part(work, period, sheet, working)]
    totals = _all_totals(work, period, part)
    kept = {sheet.id: plans.result_from_store(sheet.result) for sheet in part if sheet.result}
    if {key: total for key, (total, _place) in kept.items()} == totals:
        places = {key: place for key, (_total, place) in kept.items() if place is not None}
    else:
        places = _places(work, period, part, totals)
    changes: list[tuple[Any, Mapping[str, object]]] = []
    for sheet in sheets:
        total = totals.get(sheet.id)
        result = plans.result_to_store(total, places.get(sheet.id)) if total is not None else {}
        values: dict[str, object] = {"result": result, "published_at": sheet.published_at or work.now}
        # what he confirmed was something else, and stays in the journal; an objection holds whatever the figures are
        if sheet.answer == Answer.CONFIRMED.value and figures(result) != figures(sheet.result):
            values |= _UNANSWERED
        changes.append((sheet, values))
    work.change_many(AppraisalSheet, changes)
    if any("answer" in values for _sheet, values in changes):
        until = reach.days_from_now(work, "appraisal_confirm_days")
        work.change(period, {"confirm_until": max(until, period.confirm_until or until)})


def figures(result: Mapping[str, Any]) -> dict[str, object]:
    """What people confirm: their total and what it is made of; places follow from everybody's."""
    return {name: value for name, value in result.items() if name != "place"}


def take_back(work: Work, period: Any) -> None:
    """Nobody is told any more what comes of it. Part of a step back, which records it. Raises NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    gone = {"result": {}, "published_at": None, **_UNANSWERED}
    work.change_many(AppraisalSheet, [(sheet, gone) for sheet in reach.sheets_of(work, period)])


def _all_totals(work: Work, period: Any, sheets: Sequence[Any]) -> dict[UUID, Total]:
    """The whole results, that of whoever publishes too: what his superior said of him counts though he is told last."""
    work.require(Right.RUN_APPRAISALS)
    if reach.scheme_of(period).bonus and work.me.mandate.scope(Right.SEE_DISCIPLINE) is not Scope.ALL:
        raise NotAllowed(N_("Rewards and penalties count in this period: whoever sees those of everybody runs it."))
    told = reach.all_marks(work, sheets)
    return {sheet.id: reach.total_of(period, sheet, told[sheet.id], bonus_of(work, period, sheet))
            for sheet in sheets}  # fmt: skip


def _places(work: Work, period: Any, sheets: Sequence[Any], totals: Mapping[UUID, Total]) -> dict[UUID, Place]:
    """Among those of the same role, without whoever is new."""
    before = end_of(period.last, str(work.settings["time_zone"])) - NEW
    people = {sheet.owner_id for sheet in sheets}
    there = work.visible(Person).where(among(Person.id, sorted(people)) & (Person.created_at <= before))
    known = {key for (key,) in there.select(Person.id).tuples()}
    groups: dict[str, list[Any]] = {}
    for sheet in sorted(sheets, key=lambda one: one.owner_id):
        if sheet.owner_id in known:
            groups.setdefault(sheet.role_group, []).append(sheet)
    found: dict[UUID, Place] = {}
    for group, some in groups.items():
        found |= rank({sheet.id: totals[sheet.id] for sheet in some}, reach.plan_of(period, group), int(period.seed))
    return found
