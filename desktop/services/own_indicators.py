"""The office's own indicators: what each counts, and the values that are entered for colleagues by others (AP-1)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import AppraisalPeriod
from desktop.models.field_checks import OwnIndicator, OwnScore
from desktop.models.office import Person
from desktop.rules import own_indicators as rules
from desktop.rules.appraisal import PeriodState
from desktop.rules.calendars import Calendar
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.own_indicators import Own, OwnKind, of_thousandths, thousandths
from desktop.rules.rights import Right, Scope
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "indicators"
MOST = 200
KEPT = "own"
"""Under which a period's scheme keeps how values of the office's own indicators are judged."""
_JUDGED = ("number", "kind", "rises", "low", "high")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A value entered for somebody, of which day, by whom."""

    id: UUID
    key: str
    person: UUID
    name: str
    on: date
    value: Decimal
    outcome: int  # millionths
    by: str
    at: datetime
    note: str
    mine: bool  # entered by whoever asks, who may take it back


def save(work: Work, own: Own) -> UUID:
    """Makes an indicator, or another version of the one with this key: values that were entered stay as they were.
    It counts from the next period on. Raises BadEntry naming the field, NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    said = rules.checked(own)
    work.alone()
    row = work.visible(OwnIndicator).where(OwnIndicator.key == said.key).get_or_none()
    values: dict[str, Any] = {
        "dimension": said.dimension, "name": said.name, "formula": said.formula, "kind": said.kind.value,
        "rises": said.rises, "low": thousandths(said.low), "high": thousandths(said.high),
        "weight": thousandths(said.weight), "floor": thousandths(said.floor), "passing": thousandths(said.passing),
        "target": thousandths(said.target),
    }  # fmt: skip
    if row is None:
        if work.visible(OwnIndicator, withdrawn=True).where(OwnIndicator.key == said.key).exists():
            raise BadEntry(N_("There was an indicator with this mark before: choose another."), "key")
        row = work.add(OwnIndicator(key=said.key, **values))
    elif not work.change(row, {**values, "number": row.number + 1} if _differs(row, values) else {}):
        return UUID(str(row.id))
    work.record(TOPIC, "save_indicator", row, key=said.key, number=row.number)
    return UUID(str(row.id))


def withdraw(work: Work, key: str) -> None:
    """Takes an indicator out of use from the next period on. Raises BadEntry, NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    row = _row(work, key)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_indicator", row, key=key)


def enter(work: Work, key: str, person: UUID, on: date, value: Decimal, note: str = "") -> UUID:
    """Enters what a colleague reached on a day; nobody does so for himself. Raises BadEntry naming the field,
    NotAllowed, NotFound."""
    work.require(Right.RATE_STAFF)
    rules.check_other(work.me.id, person)
    judged = work.hold(Person, person)
    _require_led(work, judged)
    row, own = _on(work, key, on)
    rules.check_value(own, value)
    if on > on_file.today(work):
        raise BadEntry(N_("This day has not come yet."), "on")
    said = check_length(tidy(note), rules.NOTE, "note")
    made = work.add(OwnScore(
        indicator=row.id, owner=judged.id, department=judged.department_id, on=on, value=thousandths(value),
        due=Calendar(zone=str(work.settings["time_zone"])).end_of(on), outcome=rules.outcome(own, value),
        by=work.me.id, at=work.now, note=said,
    ))  # fmt: skip
    work.record(TOPIC, "enter_score", made, key=key)
    return UUID(str(made.id))


def take_back(work: Work, score_id: UUID) -> None:
    """Takes a value back that one has entered; it stays in the records. Raises NotAllowed, NotFound."""
    work.require(Right.RATE_STAFF)
    row = work.get(OwnScore, score_id)
    rules.check_other(work.me.id, row.owner_id)
    if row.by_id != work.me.id:
        work.require(Right.RUN_APPRAISALS)
    work.withdraw(row)
    work.record(TOPIC, "take_score_back", row)


# Reading


def owns(work: Work) -> tuple[Own, ...]:
    """The indicators that this office made itself. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    return tuple(_own(row) for row in work.visible(OwnIndicator).order_by(OwnIndicator.key))


def to_enter(work: Work) -> tuple[Own, ...]:
    """The indicators for which values may be entered: of a running period those taken out of use since, too. Raises
    NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    running = work.visible(AppraisalPeriod).where(AppraisalPeriod.state != PeriodState.LOCKED.value)
    keys = {key for period in running for key in period.scheme.get(KEPT, {})}
    rows = work.visible(OwnIndicator, withdrawn=True).order_by(OwnIndicator.key)
    return tuple(_own(row) for row in rows if row.withdrawn_at is None or row.key in keys)


def kept(work: Work) -> dict[str, dict[str, Any]]:
    """How values are judged now, by indicator: a period keeps it when it opens, and goes by it to its end."""
    work.require(Right.SEE_APPRAISALS)
    return {row.key: {name: getattr(row, name) for name in _JUDGED} for row in work.visible(OwnIndicator)}


def scores(work: Work, person: UUID | None = None, limit: int = MOST) -> tuple[ScoreLine, ...]:
    """Values that were entered, of those whose appraisal one may see, the newest first. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    query = work.visible(OwnScore).order_by(OwnScore.due.desc(), OwnScore.id.desc())
    if person is not None:
        query = query.where(OwnScore.owner == person)
    rows = list(query.limit(limit))
    keys = {row.id: row.key for row in work.visible(OwnIndicator, withdrawn=True)}
    people = on_file.names(work, (key for row in rows for key in (row.owner_id, row.by_id)))
    return tuple(ScoreLine(row.id, keys[row.indicator_id], row.owner_id, people.get(row.owner_id, ""), row.on,
                           of_thousandths(row.value), row.outcome, people.get(row.by_id, ""), row.at, row.note,
                           row.by_id == work.me.id) for row in rows)  # fmt: skip


# Parts of the verbs above


def _row(work: Work, key: str) -> Any:
    row = work.visible(OwnIndicator).where(OwnIndicator.key == key).get_or_none()
    if row is None:
        raise BadEntry(N_("There is no indicator “{key}”."), "key", key=key)
    return row


def _on(work: Work, key: str, on: date) -> tuple[Any, Own]:
    """The indicator as it holds for a day: as it was when the day's period opened, though changed or withdrawn since.
    Raises BadEntry."""
    these = (AppraisalPeriod.first <= on) & (AppraisalPeriod.last >= on)
    period = work.visible(AppraisalPeriod).where(these).order_by(AppraisalPeriod.number.desc()).first()
    then = period.scheme.get(KEPT, {}).get(key) if period is not None else None
    if then is None:
        row = _row(work, key)
        return row, _own(row)
    row = work.visible(OwnIndicator, withdrawn=True).where(OwnIndicator.key == key).get()
    return row, replace(_own(row), kind=OwnKind.of(then["kind"]), rises=then["rises"], version=then["number"],
                        low=of_thousandths(then["low"]), high=of_thousandths(then["high"]))  # fmt: skip


def _own(row: Any) -> Own:
    return Own(row.key, row.dimension, row.name, row.formula, OwnKind.of(row.kind), row.rises, of_thousandths(row.low),
               of_thousandths(row.high), of_thousandths(row.weight), of_thousandths(row.floor),
               of_thousandths(row.passing), of_thousandths(row.target), row.number)  # fmt: skip


def _differs(row: Any, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _require_led(work: Work, person: Any) -> None:
    """Raises NotAllowed for a colleague of another department, where one rates in one's own."""
    mandate = work.me.mandate
    if mandate.scope(Right.RATE_STAFF) is Scope.ALL:
        return
    if mandate.department is None or person.department_id != mandate.department:
        raise NotAllowed(N_("{name} is of another department: whoever rates there enters it."), name=person.name)
