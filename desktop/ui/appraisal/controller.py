"""What the screens of appraisal ask of the office and do there."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _
from desktop.rules.errors import NotFound, OfficeError
from desktop.rules.indicators import CaseRow
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import (
    appraisal,
    appraisal_appeals,
    appraisal_board,
    appraisal_prints,
    appraisal_sheets,
    appraisal_undo,
    appraisal_views,
)
from desktop.services.appraisal_board import AnswerTime, Counted
from desktop.services.appraisal_prints import Wish
from desktop.services.appraisal_views import PeriodView, SheetView
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk, Errand
from desktop.ui.kit.noting import Noted, noting

# What its toast takes back; a step of a period goes back with a reason, what was approved or decided stays
_TAKEN_BACK = frozenset({
    appraisal.save_scheme, appraisal.take_in, appraisal.leave_out, appraisal_sheets.note_days,
    appraisal_sheets.name_superior, appraisal_sheets.hand_in, appraisal_sheets.rate, appraisal_sheets.calibrate,
    appraisal_sheets.answer, appraisal_appeals.appeal, appraisal_appeals.take_back,
})  # fmt: skip
Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """My sheet of one period, None where none is open; the periods there are of me, and what I owe until its end."""

    sheet: SheetView | None
    names: tuple[str, ...]
    coming: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class BoardShown:
    """A period with the sheets of those whom one sees; `names` of the last periods, the shown one as the last of them,
    and `changed`: at which of them the scheme was another than before."""

    periods: tuple[PeriodView, ...]
    period: PeriodView | None
    sheets: tuple[SheetView, ...]
    departments: tuple[tuple[UUID, str], ...]
    tiles: tuple[Counted, ...]
    answers: tuple[AnswerTime, ...]
    names: tuple[str, ...]
    changed: dict[int, str]


@dataclass(frozen=True, slots=True)
class PeriodsShown:
    periods: tuple[PeriodView, ...]
    period: PeriodView | None
    sheets: tuple[SheetView, ...]
    person: UUID | None = None
    """Whose sheet was asked for by its id."""


class AppraisalController(QObject):
    shown = Signal(object)
    board = Signal(object)
    periods = Signal(object)
    done = Signal(str, object)
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def show_mine(self, name: str) -> None:
        self.desk.ask("appraisal.mine", _mine, name, done=self.shown.emit, failed=self.refused.emit, owner=self)

    def show_board(self, period: UUID | None, department: UUID | None) -> None:
        self.desk.ask("appraisal.board", _board, period, department, done=self.board.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def show_periods(self, period: UUID | None) -> None:
        self.desk.ask("appraisal.periods", _periods, period, done=self.periods.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def ask(self, name: str, verb: Any, *args: Any, done: Done, failed: Failed | None = None) -> None:
        self.desk.ask(f"appraisal.{name}", verb, *args, done=done, failed=failed or self.refused.emit, owner=self)

    def do(self, verb: Any, *args: Any, said: str, done: Done | None = None, failed: Failed | None = None,
           **named: Any) -> None:  # fmt: skip
        def answer(noted: Noted) -> None:
            if done is not None:
                done(noted.result)
            undoes = verb in _TAKEN_BACK and noted.operation is not None
            self.done.emit(said, partial(self._undo, noted.operation) if undoes else None)

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self, **named)

    def print(self, wish: Wish) -> None:
        """The reports wished for, in one file; with progress, and stopped as any errand."""
        self.errand(_("Preparing the reports"), appraisal_prints.report, wish, done=self.printed.emit)

    def _undo(self, operation: UUID) -> None:
        self.desk.do(appraisal_undo.undo, operation, done=lambda _r: self.done.emit(_("Undone."), None),
                     failed=self.refused.emit, owner=self)  # fmt: skip

    def errand(self, title: str, verb: Any, *args: Any, said: str = "", done: Done | None = None,
               staged: bool = True) -> Errand:  # fmt: skip
        def answer(result: Any) -> None:
            if done is not None:
                done(result)
            if said:
                self.done.emit(said, None)

        return self.desk.errand(title, verb, *args, done=answer, failed=self.refused.emit, owner=self, staged=staged)


def _mine(work: Work, name: str) -> Shown:
    periods = appraisal_views.periods(work)
    found = next((one for one in periods if one.name == name), None) if name else None
    sheet = _of_me(work, found) if found is not None else appraisal_views.mine(work)
    coming: Sequence[CaseRow] = ()
    if sheet is not None and sheet.running:
        coming = appraisal_board.coming(work, sheet.period.id, work.me.id, [one.key for one in sheet.total.scored])
    return Shown(sheet, tuple(dict.fromkeys(one.name for one in periods)), tuple(coming))


def _of_me(work: Work, period: PeriodView) -> SheetView | None:
    try:
        return appraisal_views.sheet(work, period.id, work.me.id)
    except NotFound:
        # before my time
        return None


def _periods(work: Work, wanted: UUID | None) -> PeriodsShown:
    periods = tuple(appraisal_views.periods(work))
    place = appraisal_board.place_of(work, wanted) if wanted is not None else None
    if place is not None:
        wanted = place[0]
    period = next((one for one in periods if one.id == wanted), periods[0] if periods else None)
    sheets = tuple(appraisal_views.sheets(work, period.id)) if period is not None else ()
    return PeriodsShown(periods, period, sheets, place[1] if place is not None else None)


def _board(work: Work, wanted: UUID | None, department: UUID | None) -> BoardShown:
    periods = tuple(appraisal_views.periods(work))
    period = next((one for one in periods if one.id == wanted), periods[0] if periods else None)
    if period is None:
        return BoardShown(periods, None, (), (), (), (), (), {})
    every = appraisal_views.sheets(work, period.id)
    places = {one.department_id: one.department for one in every if one.department_id is not None}
    sheets = tuple(one for one in every if department in (None, one.department_id))
    earlier = {name for one in sheets for name, _points in one.previous}
    told = sorted((one for one in periods if one.name in earlier and one.last < period.first),
                  key=lambda one: (one.last, one.version))  # fmt: skip
    line = [*{one.name: one for one in told}.values(), period]
    changed = {n: _("scheme {n}").format(n=now.scheme_number) for n, (was, now) in enumerate(pairwise(line), 1)
               if was.scheme_number != now.scheme_number}  # fmt: skip
    return BoardShown(periods, period, sheets, tuple(sorted(places.items(), key=lambda place: place[1])),
                      appraisal_board.tiles(work, department),
                      appraisal_board.answers(work, period.id, [one.person for one in sheets]),
                      tuple(one.name for one in line), changed)  # fmt: skip
