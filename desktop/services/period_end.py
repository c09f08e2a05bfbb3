"""Closing a period 季末, step by step in the order of the rule books: how each stands, and its one button (OF-14)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import peewee

from desktop.i18n import N_
from desktop.models.appraisal import AppraisalPeriod, AppraisalPrint, AppraisalSheet
from desktop.models.backups import Backup
from desktop.models.bookings import BillLine, Booking
from desktop.models.surveys import Survey
from desktop.rules import features
from desktop.rules.appraisal import ORDER, PeriodState
from desktop.rules.backups import BackupState
from desktop.rules.bookings import BookingState
from desktop.rules.errors import Label
from desktop.rules.health import Check, State
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.today import Said
from desktop.rules.words import OfficeKind
from desktop.rules.zones import end_of
from desktop.services import class_runs, coded_sheets
from desktop.services.class_runs import RunLine
from desktop.services.work import Work


class Span(NamedTuple):
    """The days of a period, both of them in it."""

    first: date
    last: date

    @property
    def quarter(self) -> Quarter | None:
        """The quarter whose end this is: only then are there classes to give (CL-10)."""
        ended = Quarter.of(self.last)
        return ended if ended.last == self.last else None


def steps(work: Work, span: Span) -> tuple[Check, ...]:
    """What is to be done at the end of these days, in order; a step of what the office has switched off, or this person
    may not see, is not there. Raises NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    on = features.switched_on(OfficeKind.of(work.settings["kind"]), work.settings["features"])
    return tuple(check for feature, about in ABOUT if feature is None or feature in on for check in about(work, span))


def _bills(work: Work, span: Span) -> list[Check]:
    """Parties that were there and whose bill was never entered, then bills that have found no booking."""
    if not work.may(Right.SEE_BOOKINGS):
        return []
    there = Booking.state.in_([BookingState.ARRIVED.value, BookingState.LEFT.value])
    days = Booking.on.between(span.first, span.last)
    first, count = _first_and_count(work.visible(Booking).where(days & there & Booking.total.is_null()), Booking.on)
    found = [_open(("bills",), count, Said(N_("{n} bills are not entered yet"), {"n": count}),
                   Said(N_("The bills are entered")), N_("Go to the first"), ("book", first))]  # fmt: skip
    lines = work.visible(BillLine).where(BillLine.on.between(span.first, span.last) & BillLine.booking.is_null())
    first, count = _first_and_count(lines, BillLine.on)
    found.append(_open(("unmatched",), count, Said(N_("{n} bills have found no booking"), {"n": count}),
                       Said(N_("Every bill has its booking")), N_("Go to the day"), ("book", first)))  # fmt: skip
    return found


def _classes(work: Work, span: Span) -> list[Check]:
    """The classes of the quarter that ends, and that they were taught to the staff (CL-10, OF-4)."""
    quarter = span.quarter
    if quarter is None or not work.may(Right.CLASSIFY_CLIENTS):
        return []
    run = next((one for one in class_runs.runs(work) if one.quarter == quarter and one.undone_at is None), None)
    to_classes: tuple[str, object] = ("classes", None)
    values = {"quarter": str(quarter)}
    if run is None:
        return [Check(("classes",), State.BAD, Said(N_("The classes of {quarter} are not given yet"), values), "",
                      N_("Go to the classes"), to_classes),
                Check(("teaching",), State.WARN, Said(N_("The class list is taught once it stands")))]  # fmt: skip
    given = Check(("classes",), State.GOOD, Said(N_("The classes of {quarter} are given"), values), run.by, at=run.at)
    return [given, _teaching(run, to_classes)]


def _teaching(run: RunLine, opens: tuple[str, object]) -> Check:
    if not run.taught:
        return Check(("teaching",), State.BAD, Said(N_("The class list was not taught yet")), "",
                     N_("Go to the classes"), opens)  # fmt: skip
    return Check(("teaching",), State.GOOD, Said(N_("The class list was taught")))


def _survey(work: Work, span: Span) -> list[Check]:
    """A survey that asks about days of the period, and that its asking has ended (SV-5)."""
    if not (work.may(Right.RUN_SURVEYS) or work.may(Right.SEE_SURVEY_RESULTS)):
        return []
    key = ("survey",)
    days = (Survey.first <= span.last) & (Survey.last >= span.first)
    rows = list(work.visible(Survey).where(days).order_by(Survey.last.desc(), Survey.id))
    if not rows:
        return [Check(key, State.WARN, Said(N_("No survey asks about this period")), "", N_("Go to the surveys"),
                      ("surveys", None))]  # fmt: skip
    asked = [row for row in rows if row.closed_at is None]
    if asked:
        return [Check(key, State.BAD, Said(N_("A survey is still asking: {name}"), {"name": asked[0].name}), "",
                      N_("Go to the survey"), ("surveys", asked[0].id))]  # fmt: skip
    return [Check(key, State.GOOD, Said(N_("The survey is closed: {name}"), {"name": rows[0].name}),
                  at=rows[0].closed_at)]  # fmt: skip


def _appraisal(work: Work, span: Span) -> list[Check]:
    """The period's appraisal, then its lock, then its reports on paper (AP-4, AP-5)."""
    row = _period(work, span)
    opens: tuple[str, object] = ("appraisal_periods", row.id if row is not None else None)
    go = N_("Go to the period")
    if row is None:
        return [Check(("appraisal",), State.BAD, Said(N_("No appraisal was opened for this period")), "",
                      N_("Go to the periods"), opens),
                Check(("lock",), State.WARN, Said(N_("It is locked once everybody has signed"))),
                Check(("print",), State.WARN, Said(N_("Reports are printed once it is locked")))]  # fmt: skip
    state = PeriodState.of(row.state)
    signed = ORDER.index(state) >= ORDER.index(PeriodState.SIGNED)
    stands = Said(N_("{period}: {state}"), {"period": row.name, "state": Label(state.label)})
    found = [Check(("appraisal",), State.BAD, Said(N_("The appraisal is not finished")), stands, go, opens)]
    if signed:
        found = [Check(("appraisal",), State.GOOD, Said(N_("The appraisal is signed")), stands)]
    if state is not PeriodState.LOCKED:
        to_lock = (State.BAD, go, opens) if signed else (State.WARN, "", None)
        found.append(Check(("lock",), to_lock[0], Said(N_("The period is not locked yet")), "", *to_lock[1:]))
        return [*found, Check(("print",), State.WARN, Said(N_("Reports are printed once it is locked")))]
    found.append(Check(("lock",), State.GOOD, Said(N_("The period is locked")), at=row.cut_off))
    return [*found, _reports(work, row, go, opens)]


def _reports(work: Work, period: Any, go: str, opens: tuple[str, object]) -> Check:
    """How many people's reports are printed, and how many have come back signed."""
    people = work.visible(AppraisalSheet).where(AppraisalSheet.period == period.id).count()
    reports = work.visible(AppraisalPrint).where((AppraisalPrint.period == period.id) & (AppraisalPrint.code != ""))
    sheets = reports.select(peewee.fn.COUNT(AppraisalPrint.sheet.distinct())).where(AppraisalPrint.sheet.is_null(False))
    home = AppraisalPrint.back_at.is_null(False)
    if work.may(Right.SEE_DOCUMENTS):
        # a scan filed by its code has brought its paper home without anybody noting it
        home |= AppraisalPrint.sheet.in_(coded_sheets.come_home(work, SheetKind.APPRAISAL))
    printed, back = int(sheets.scalar()), int(sheets.where(home).scalar())
    values = {"n": printed, "all": people, "back": back}
    if printed < people:
        return Check(("print",), State.BAD, Said(N_("{n} of {all} reports are printed"), values), "", go, opens)
    if back < people:
        return Check(
            ("print",), State.WARN, Said(N_("{back} of {all} reports came back signed"), values), "", go, opens
        )
    return Check(("print",), State.GOOD, Said(N_("All reports are printed and signed")))


def _period(work: Work, span: Span) -> Any:
    """The newest version of the period with these days."""
    these = (AppraisalPeriod.first == span.first) & (AppraisalPeriod.last == span.last)
    return work.visible(AppraisalPeriod).where(these).order_by(AppraisalPeriod.number.desc()).first()


def _backup(work: Work, span: Span) -> list[Check]:
    """A backup that was made after the period was locked, at least after its last day, and proved (SA-3)."""
    if not work.may(Right.RUN_OFFICE):
        return []
    row = _period(work, span)
    over = end_of(span.last, str(work.settings["time_zone"]))
    if row is not None and row.cut_off is not None:
        over = max(over, row.cut_off)
    made = work.visible(Backup).where((Backup.state == BackupState.PROVED.value) & (Backup.made_at >= over))
    newest = made.order_by(Backup.made_at.desc()).first()
    if newest is None:
        return [Check(("backup",), State.BAD, Said(N_("No backup was proved since the period ended")), "",
                      N_("Back up now"), ("settings", ("backups", "make")))]  # fmt: skip
    return [Check(("backup",), State.GOOD, Said(N_("A backup was proved")), newest.folder, at=newest.made_at)]


def _open(key: tuple[object, ...], count: int, still: Said, done: Said, act: str, opens: tuple[str, object]) -> Check:
    return Check(key, State.BAD, still, "", act, opens) if count else Check(key, State.GOOD, done)


def _first_and_count(query: Any, day: Any) -> tuple[date | None, int]:
    first, count = query.select(peewee.fn.MIN(day), peewee.fn.COUNT(day)).tuples().get()
    return (date.fromisoformat(first) if isinstance(first, str) else first), int(count)


ABOUT: Sequence[tuple[str | None, Callable[[Work, Span], list[Check]]]] = (
    ("bookings", _bills),
    ("classes", _classes),
    ("surveys", _survey),
    ("appraisal", _appraisal),
    (None, _backup),
)
