"""What somebody says of himself, and a superior of his people: figures at one side, the five sentences at the other."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.appraisal import Recommendation, SheetState
from desktop.rules.appraisal_marks import Part
from desktop.rules.charts.parts import points_text
from desktop.rules.errors import OfficeError
from desktop.ui.appraisal.figures import FiguresList
from desktop.ui.appraisal.marks import Case, MarksForm
from desktop.ui.appraisal.words import sample_words, words_of
from desktop.ui.kit import theme
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import LongEntry, YesNo
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import button, label, note, section
from desktop.ui.kit.tokens import GAP, MEDIUM, SMALL, WIDE

Send = Callable[[Any, Part, Callable[[Any], object], Callable[[OfficeError], object]], object]
"""Hands in a part of a sheet, and calls what follows."""
Cases = Callable[[Any, Callable[[Sequence[tuple[Case, str]]], object]], object]
"""Asks for records of a sheet that may show a mark, and hands them on."""
_TALL = 380
"""Pixels that the dialog's own head and foot leave of a small window."""
_ACROSS = 2


class SelfDialog(Dialog):
    """My own part: the same five sentences, which are read and not counted."""

    def __init__(self, sheet: Any, send: Send, parent: QWidget | None = None) -> None:
        super().__init__(_("My own part, {period}").format(period=sheet.period.name), parent, width=620)
        self._sheet, self._send = sheet, send
        self.body.addWidget(note(_("It is read by your superior beside the figures; no points hang on it."), wrap=True))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        self.form = MarksForm(shown=False)
        self.form.put(sheet.self_marks)
        column.addWidget(self.form)
        column.addWidget(label(_("On the whole"), role="strong"))
        self.words = LongEntry(lines=3)
        self.words.setAccessibleName(_("On the whole"))
        self.words.set_value(sheet.self_words)
        column.addWidget(self.words)
        area = scrolling(inner)
        area.setMinimumHeight(_TALL)
        self.body.addWidget(area, 1)
        self.set_main(_("Hand it in"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.take_focus()

    def save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        self.set_busy(True)
        part = Part(self.form.values(), self.words.value())
        self._send(self._sheet, part, lambda _done: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


class RateDialog(Dialog):
    """One of my people after the other. What was typed and not handed in stays while one looks at another."""

    def __init__(self, sheets: Sequence[Any], at: int, cases: Cases, send: Send,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(
            _("Rate my people, {period}").format(period=sheets[at].period.name),
            parent,
            width=min(1200, 74 * theme.current().scale.body),
        )
        self._sheets, self._cases, self._send = list(sheets), cases, send
        self._at = at
        self._typed: dict[object, Part] = {}
        self._saved_of: set[object] = set()
        self.form: MarksForm | None = None
        self._build()
        self.show_person(at)

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.back = button(
            _("Previous person"), lambda: self.show_person(self._at - 1), quiet=True, icon_name="chevron-left"
        )
        self.next = button(
            _("Next person"), lambda: self.show_person(self._at + 1), quiet=True, icon_name="chevron-right"
        )
        self.who = section()
        self.who.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(self.back)
        line.addWidget(self.who, 1)
        line.addWidget(self.next)
        self.body.addLayout(line)
        halves = QHBoxLayout()
        halves.setSpacing(WIDE)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.result = label(wrap=True)
        self.sample = note("", wrap=True)
        self.figures = FiguresList(_("Indicators"), brief=True)
        self.own = note("", wrap=True)
        for piece in (self.result, self.sample, self.figures, self.own):
            column.addWidget(piece)
        column.addStretch(1)
        halves.addWidget(scrolling(left), 6)
        right = QWidget()
        self._right = QVBoxLayout(right)
        self._right.setContentsMargins(0, 0, SMALL, 0)
        self._right.setSpacing(GAP)
        self._holder = QVBoxLayout()
        self._right.addLayout(self._holder)
        self._right.addWidget(label(_("On the whole"), role="strong"))
        self.words = LongEntry(lines=3)
        self.words.setAccessibleName(_("On the whole"))
        self._right.addWidget(self.words)
        self._right.addWidget(label(_("Proposals"), role="strong"))
        self.proposals = {one: YesNo(_(one.label)) for one in Recommendation}
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(_ACROSS, 1)
        for n, box in enumerate(self.proposals.values()):
            grid.addWidget(box, n // _ACROSS, n % _ACROSS)
        self._right.addLayout(grid)
        self._right.addStretch(1)
        area = scrolling(right)
        area.setMinimumHeight(_TALL)
        halves.addWidget(area, 5)
        self.body.addLayout(halves, 1)
        self.set_main(_("Hand in and go on"), self.save)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)

    @property
    def sheet(self) -> Any:
        return self._sheets[self._at]

    def show_person(self, at: int) -> None:
        if not 0 <= at < len(self._sheets):
            return
        if self.form is not None:
            self._typed[self.sheet.person] = self._part()
        self._at = at
        sheet = self.sheet
        words = words_of(sheet.period)
        self.who.setText(_("{name} · {post} · {at} of {all}").format(
            name=sheet.name, post=sheet.post or sheet.department, at=at + 1, all=len(self._sheets)))  # fmt: skip
        self.back.setEnabled(at > 0)
        self.next.setEnabled(at < len(self._sheets) - 1)
        self.result.setText(_("From the records {points} points, {n} % of the weight scored").format(
            points=points_text(sheet.total.data), n=points_text(sheet.total.coverage).removesuffix(".0")))  # fmt: skip
        warned = sample_words(sheet.total)
        self.sample.setText(warned)
        self.sample.setVisible(bool(warned))
        self.figures.show_total(sheet.total, sheet.period.plan, words, running=False)
        self.own.setText(_("Own part: {words}").format(words=sheet.self_words) if sheet.self_words else "")
        self._fill(sheet)

    def _fill(self, sheet: Any) -> None:
        if self.form is not None:
            self._holder.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = MarksForm(shown=True)
        self._holder.addWidget(self.form)
        held = self._typed.get(sheet.person)
        self.form.put(held.marks if held else sheet.superior_marks)
        self.words.set_value(held.words if held else sheet.superior_words)
        chosen = held.recommended if held else sheet.recommendations
        for one, box in self.proposals.items():
            box.set_value(one in chosen)
        self.clear_refusal()
        self.form.take_focus()
        self._cases(sheet, partial(self._offer, sheet))

    def _offer(self, sheet: Any, cases: Sequence[tuple[Case, str]]) -> None:
        if self.form is not None and sheet.person == self.sheet.person:
            self.form.offer(cases)

    def _part(self) -> Part:
        assert self.form is not None
        chosen = tuple(one for one, box in self.proposals.items() if box.value())
        return Part(self.form.values(), self.words.value(), chosen)

    def save(self) -> None:
        assert self.form is not None
        self.clear_refusal()
        self.form.clear_errors()
        self.set_busy(True)
        self._send(self.sheet, self._part(), lambda _done: self._saved(), self._failed)

    def _saved(self) -> None:
        self.set_busy(False)
        self._typed[self.sheet.person] = self._part()
        self._saved_of.add(self.sheet.person)
        # on to whoever still waits, from here and then from the beginning
        order = [*range(self._at + 1, len(self._sheets)), *range(self._at)]
        waits = (n for n in order if self._sheets[n].state is not SheetState.RATED
                 and self._sheets[n].person not in self._saved_of)  # fmt: skip
        at = next(waits, None)
        if at is None:
            self.accept()
        else:
            self.show_person(at)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if self.form is None or not self.form.show_refusal(error):
            self.refuse(error)
