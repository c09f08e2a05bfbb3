"""Periods of appraisal 考核期: the office's scheme, opening, counting, and the steps to the signature (AP-1, AP-4)."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import Appeal, AppraisalPeriod, AppraisalScheme, AppraisalSheet, Excuse
from desktop.models.approvals import Approval
from desktop.models.rows import among
from desktop.rules import appraisal as rules
from desktop.rules import appraisal_plans as plans
from desktop.rules.appraisal import Answer, PeriodState, Spell
from desktop.rules.appraisal_plans import Scheme
from desktop.rules.approvals import Act, ApprovalState
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.scoring import Count, proposed_strength
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind
from desktop.services import appraisal_reach as reach
from desktop.services import appraisal_results, indicators, on_file, own_indicators
from desktop.services.appraisal_reach import TOPIC
from desktop.services.work import Work

S = PeriodState


@dataclass(frozen=True, slots=True)
class SchemeView:
    """How the office appraises from the next opening on; `number` 0 is the proposal for its kind. `proposed` is a
    strength that its own figures speak for, None where they say too little."""

    content: Scheme
    number: int
    made_by: str = ""
    made_at: datetime | None = None
    note: str = ""
    proposed: Decimal | None = None


# The scheme


def scheme(work: Work) -> SchemeView:
    """What the next period opens with, completed by indicators that came since. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    known = indicators.indicators(work)
    row = work.visible(AppraisalScheme).order_by(AppraisalScheme.number.desc()).first()
    if row is None:
        kind = OfficeKind.of(work.settings["kind"])
        content = plans.preset(kind, [one for one in known if one.own])
        return SchemeView(content, 0, proposed=_proposed(work))
    content = plans.completed(plans.from_store(row.content), known)
    maker = on_file.names(work, [row.made_by_id]).get(row.made_by_id, "")
    return SchemeView(content, row.number, maker, row.made_at, row.note, _proposed(work))


def save_scheme(work: Work, content: Scheme, note: str = "") -> int:
    """Says otherwise how the office appraises; periods that are open keep theirs. Raises BadEntry naming the field,
    NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    work.alone()
    held = scheme(work)
    fresh = plans.completed(plans.checked(content), indicators.indicators(work))
    if held.number and plans.to_store(fresh) == plans.to_store(held.content):
        return held.number
    said = rules.checked_words(note, "note", limit=rules.REASON_LIMIT)
    # a number that was taken back is not given again
    last = work.visible(AppraisalScheme, withdrawn=True).order_by(AppraisalScheme.number.desc()).first()
    number = last.number + 1 if last is not None else 1
    row = work.add(AppraisalScheme(number=number, content=plans.to_store(fresh), note=said, made_by=work.me.id,
                                   made_at=work.now))  # fmt: skip
    work.record(TOPIC, "save_scheme", row, number=row.number)
    return int(row.number)


def _proposed(work: Work) -> Decimal | None:
    """A strength by moments, from the latest locked period: to be accepted, never taken by itself."""
    period = reach.last_period_locked(work)
    if period is None or not work.may(Right.RUN_APPRAISALS):
        return None
    sums: list[Count] = []
    for sheet in reach.sheets_of(work, period):
        sums.append(sum(plans.counts_from_store(sheet.counts).values(), Count()))
    return proposed_strength(sums)


# Opening


def proposed_spell(work: Work) -> Spell:
    """The period to be opened next: the one after the last, or that of today. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    unit = rules.unit_of(int(work.settings["appraisal_months"]))
    last = work.visible(AppraisalPeriod).order_by(AppraisalPeriod.last.desc()).first()
    today = on_file.today(work)
    following = rules.following(unit, last.last) if last is not None else None
    return following if following is not None and following.first <= today else rules.spell_of(unit, today)


def open_period(work: Work, spell: Spell) -> UUID:
    """Opens a period with the scheme of now, the means of the last locked one, and a sheet for everybody who works
    here. Raises BadEntry where it runs into another, NotAllowed."""
    reach.require_whole(work)
    work.alone()
    wanted = rules.check_spell(spell)
    others = list(work.visible(AppraisalPeriod).where(AppraisalPeriod.number == 1))
    if any(one.name.casefold() == wanted.name.casefold() for one in others):
        raise BadEntry(N_("There is a period {name} already."), "name", name=wanted.name)
    if any(one.first <= wanted.last and wanted.first <= one.last for one in others):
        raise BadEntry(N_("These days belong to another period already."), "first")
    held = scheme(work)
    frozen = plans.to_store(held.content) | {"number": held.number, "means": _means(work),
                                              own_indicators.KEPT: own_indicators.kept(work)}  # fmt: skip
    period = work.add(AppraisalPeriod(name=wanted.name, first=wanted.first, last=wanted.last, scheme=frozen,
                                      seed=secrets.randbits(48), opened_by=work.me.id, opened_at=work.now))  # fmt: skip
    people = reach.active_people(work)
    above, groups = reach.superiors(work, people), reach.groups_of(work, people)
    work.add_rows(AppraisalSheet, [
        AppraisalSheet(period=period.id, owner=one.id, deputy=above[one.id], department=one.department_id,
                       role_group=groups.get(one.id, "")) for one in people])  # fmt: skip
    work.record(TOPIC, "open_period", period, people=len(people), scheme=held.number)
    return UUID(str(period.id))


def _means(work: Work) -> dict[str, dict[str, str]]:
    """What each role group reached in the latest locked period: what everybody's rates are drawn towards."""
    period = reach.last_period_locked(work)
    sums: dict[str, dict[str, Count]] = {}
    for sheet in reach.sheets_of(work, period) if period is not None else ():
        group = sums.setdefault(sheet.role_group, {})
        for key, count in plans.counts_from_store(sheet.counts).items():
            group[key] = group.get(key, Count()) + count
    return {group: {key: str(count.raw) for key, count in held.items() if count.raw is not None}
            for group, held in sums.items()}  # fmt: skip


def take_in(work: Work, period_id: UUID, person_id: UUID) -> UUID:
    """Gives a sheet to somebody who came after the opening. Raises BadEntry, NotAllowed, NotFound."""
    period = reach.run_period(work, period_id)
    rules.check_state(S.of(period.state), rules.COUNTED)
    person = reach.held_person(work, person_id)
    query = work.visible(AppraisalSheet, withdrawn=True)
    there = query.where((AppraisalSheet.period == period.id) & (AppraisalSheet.owner == person_id)).first()
    if there is not None:
        work.change(there, {"withdrawn_at": None})
        row = there
    else:
        people = reach.active_people(work)
        row = work.add(AppraisalSheet(
            period=period.id, owner=person.id, deputy=reach.superiors(work, people)[person.id],
            department=person.department_id, role_group=reach.groups_of(work, [person]).get(person.id, ""),
        ))  # fmt: skip
    work.record(TOPIC, "take_in", row)
    return UUID(str(row.id))


def leave_out(work: Work, sheet_id: UUID) -> None:
    """Takes somebody's sheet out of a period, such as of an account that is nobody's. Raises BadEntry, also while an
    appeal against it is open, NotAllowed."""
    sheet, period = reach.sheet_of(work, sheet_id)
    work.require(Right.RUN_APPRAISALS)
    reach.refuse_oneself(work, sheet.owner_id)
    rules.check_state(S.of(period.state), rules.COUNTED)
    if work.visible(Appeal).where((Appeal.sheet == sheet.id) & Appeal.decided_at.is_null()).exists():
        raise BadEntry(N_("An appeal is not decided yet."))
    work.withdraw(sheet)
    work.record(TOPIC, "leave_out", sheet)


# Counting


def compute(work: Work, period_id: UUID, *, progress: Callable[..., object] = lambda *_: None) -> int:
    """Counts everybody's cases up to now, and returns how many there were; so often as one likes until it is signed.

    Raises BadEntry, NotAllowed, NotFound."""
    period = reach.run_period(work, period_id)
    state = S.of(period.state)
    rules.check_state(state, rules.COUNTED)
    number = count_anew(work, period, progress=progress)
    values: dict[str, object] = {"computed_at": work.now}
    if state is S.DRAFT:
        values["state"] = S.COMPUTED.value
    work.change(period, values)
    if state in rules.TOLD:
        appraisal_results.publish(work, period)
    work.record(TOPIC, "compute", period, cases=number)
    return number


def count_anew(work: Work, period: Any, *, progress: Callable[..., object] = lambda *_: None) -> int:
    """Writes what each sheet counts now. Part of `compute` and of the lock, which record it. Raises NotAllowed."""
    keys = reach.scheme_of(period).keys
    reach.require_sources(work, keys)
    sheets = reach.sheets_of(work, period)
    found: dict[UUID, dict[str, list[int]]] = {}
    span = reach.span_of(work, period)
    for at, key in enumerate(keys):
        progress(at, len(keys))
        for (person, of), count in indicators.counts(work, span, [key]).items():
            found.setdefault(person, {})[of] = list(count)
    work.change_many(AppraisalSheet, [(sheet, {"counts": found.get(sheet.owner_id, {})}) for sheet in sheets])
    return sum(numbers[0] for sheet in sheets for numbers in found.get(sheet.owner_id, {}).values())


# Steps


def step(work: Work, period_id: UUID, to: PeriodState, reason: str = "") -> None:
    """Takes a period a step on, or back to an earlier state with a reason. Raises BadEntry where something is still
    open, NotAllowed, NotFound."""
    period = reach.run_period(work, period_id)
    now = S.of(period.state)
    back = rules.check_step(now, to, reason)
    said = rules.checked_words(reason, "reason", limit=rules.REASON_LIMIT)
    values: dict[str, object] = {"state": to.value, "reason": said}
    if back:
        values |= _cleared(to)
        if now in rules.TOLD and to not in rules.TOLD:
            appraisal_results.take_back(work, period)
    else:
        _refuse_open(work, period, now, to)
        if to is S.COMPUTED:
            count_anew(work, period)
            values["computed_at"] = work.now
        elif to is S.PUBLISHED:
            appraisal_results.publish(work, period)
            values |= {"published_at": work.now, "confirm_until": reach.days_from_now(work, "appraisal_confirm_days")}
        elif to is S.APPEAL:
            values["appeal_until"] = reach.days_from_now(work, "appraisal_appeal_days")
        elif to is S.SIGNED:
            values |= {"signed_by": work.me.id, "signed_at": work.now}
    work.change(period, values)
    work.record(TOPIC, "step_back" if back else "step", period, to=to.value, before=now.value)


def _cleared(to: PeriodState) -> dict[str, object]:
    """What no longer holds where a period goes back."""
    values: dict[str, object] = {"signed_by": None, "signed_at": None}
    if to is not S.APPEAL:
        values["appeal_until"] = None
    if to not in rules.TOLD:
        values |= {"published_at": None, "confirm_until": None}
    return values


def _refuse_open(work: Work, period: Any, now: PeriodState, to: PeriodState) -> None:
    """Raises BadEntry where the state is not done with."""
    if to in (S.PUBLISHED, S.SIGNED) and not reach.is_over(work, period):
        raise BadEntry(N_("The period runs until {day}: what falls due until then counts too."), "state",
                       day=period.last.isoformat())  # fmt: skip
    if to is S.CALIBRATED:
        open_ = unrated(work, period)
        if open_:
            raise BadEntry(N_("{n} people are not rated yet, among them {name}."), "state", n=len(open_), name=open_[0])
    if to is S.SIGNED:
        refuse_unsettled(work, period)
    if to is S.APPEAL and not any(one.answer == Answer.OBJECTED.value for one in reach.sheets_of(work, period)):
        raise BadEntry(N_("Nobody objects: it can be signed."), "state")


def unrated(work: Work, period: Any) -> list[str]:
    """Names of those whose superior has not said anything yet, and whom nobody let through. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    working = reach.working_days(work, period.first, period.last)
    open_ = [sheet.owner_id for sheet in reach.sheets_of(work, period) if sheet.rated_at is None
             and sheet.passed_at is None and reach.takes_part(work, period, sheet, working)]  # fmt: skip
    return sorted(on_file.names(work, open_).values())


def refuse_unsettled(work: Work, period: Any) -> None:
    """Raises BadEntry while an appeal is open, or somebody may still answer or appeal."""
    work.require(Right.RUN_APPRAISALS)
    sheets = reach.sheets_of(work, period)
    there = {one.id for one in sheets}
    # whose sheet was left out has nothing that waits
    appeals = [one for one in work.visible(Appeal).where(Appeal.period == period.id) if one.sheet_id in there]
    if any(one.decided_at is None for one in appeals):
        raise BadEntry(N_("An appeal is not decided yet."), "state")
    doubted = _objected(work, [one.owner_id for one in sheets])
    if doubted:
        raise BadEntry(N_("{n} cases were left out while nobody else was there, and that was objected to: let them "
                          "count again."), "state", n=doubted)  # fmt: skip
    working = reach.working_days(work, period.first, period.last)
    silent = [one for one in sheets if not one.answer and reach.takes_part(work, period, one, working)]
    if silent and period.confirm_until is not None and work.now < period.confirm_until:
        raise BadEntry(N_("{n} people may still confirm or object."), "state", n=len(silent))
    heard = {one.sheet_id for one in appeals}
    waiting = [one for one in sheets if one.answer == Answer.OBJECTED.value and one.id not in heard]
    if waiting and (period.appeal_until is None or work.now < period.appeal_until):
        raise BadEntry(N_("{n} people object and may still appeal."), "state", n=len(waiting))


def _objected(work: Work, people: Sequence[UUID]) -> int:
    """How many cases are left out by approvals that somebody objected to afterwards (AC-6)."""
    mine = work.visible(Excuse).where(among(Excuse.owner, list(people)) & Excuse.operation.is_null(False))
    acts = [key for (key,) in mine.select(Excuse.operation).tuples()]
    query = work.visible(Approval).where(
        among(Approval.operation, acts) & (Approval.act == Act.EXCUSE_CASE.value)
        & (Approval.state == ApprovalState.OBJECTED.value))  # fmt: skip
    return int(query.count())
