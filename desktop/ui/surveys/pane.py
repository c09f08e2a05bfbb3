"""One survey: what it is, how many answered, each question with its spread and uncertainty, and measures."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.surveys import CHOSEN, QuestionKind, SurveyState
from desktop.services.survey_measures import MeasureLine
from desktop.services.survey_results import QuestionResult
from desktop.ui.kit import theme
from desktop.ui.kit.cards import empty
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import button, label, note, section
from desktop.ui.kit.tokens import GAP, SMALL, Tone
from desktop.ui.surveys.controller import Shown
from desktop.ui.surveys.words import english, facts, staff_line, words

_TEXTS = 30  # shown here; the report has all


class Bar(QWidget):
    """How much of all: a bar that reads in black and white, with its figure beside it."""

    def __init__(self, share: float, low: float | None = None, high: float | None = None) -> None:
        super().__init__()
        self._share, self._low, self._high = share, low, high
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(60)

    def sizeHint(self) -> QSize:
        return QSize(160, theme.current().text_height(theme.current().scale.note))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, wide = self.height() / 2, float(self.width() - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("line"))
        painter.drawRoundedRect(QRectF(0, middle - 4, wide, 8), 4, 4)
        painter.setBrush(look.colour("accent"))
        if self._share:
            painter.drawRoundedRect(QRectF(0, middle - 4, max(8.0, wide * self._share), 8), 4, 4)
        if self._low is not None and self._high is not None:
            # what it may be, as a thin line with two ends
            painter.setBrush(look.colour("ink"))
            left, right = wide * self._low, wide * self._high
            painter.drawRect(QRectF(left, middle - 1, max(1.0, right - left), 2))
            for x in (left, right):
                painter.drawRect(QRectF(x - 1, middle - 6, 2, 12))


class SurveyPane(QFrame):
    def __init__(self, measure: Callable[[MeasureLine], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.shown: Shown | None = None
        self._measure = measure
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 2, 12)
        whole = QWidget()
        self._column = QVBoxLayout(whole)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(SMALL)
        self.area = scrolling(whole)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(_("Survey and its results"))
        outer.addWidget(self.area, 1)

    def show_survey(self, shown: Shown) -> None:
        if shown == self.shown:
            return
        self.shown = shown
        empty(self._column)
        heading = section(shown.line.name)
        heading.setWordWrap(True)
        self._add(heading)
        for fact in facts(shown.line):
            self._add(note(fact, wrap=True))
        if shown.line.state is SurveyState.RUNNING and shown.waiting:
            self._add(label(_("You can still ask: {n}").format(n=len(shown.waiting)), role="strong"))
        self._show_results(shown)
        self._show_measures(shown.measures)
        self._column.addStretch(1)

    def _show_results(self, shown: Shown) -> None:
        found = shown.results
        if found is None or shown.line.state is SurveyState.PREPARED:
            return
        said = words()
        self._heading(_("Results"))
        self._add(label(said.response(found), wrap=True))
        if found.few:
            self._add(note(said.few(), wrap=True))
            return
        if found.before_name:
            self._add(note(_("Compared with “{name}”").format(name=found.before_name), wrap=True))
        for number, one in enumerate(found.questions, 1):
            self._show_question(number, one)
        self._add(note(said.method(found), wrap=True))
        if shown.staff:
            self._heading(_("By colleague, for appraisal"))
            for figure in shown.staff:
                self._add(label(staff_line(figure), wrap=True))

    def _show_question(self, number: int, one: QuestionResult) -> None:
        said = words()
        self._column.addSpacing(SMALL)
        self._add(label(f"{number}. {one.question.text(english())}", role="strong", wrap=True))
        if one.question.kind is QuestionKind.TEXT:
            for text in one.texts[:_TEXTS]:
                self._add(label(f"“{text}”", wrap=True, select=True))
            if len(one.texts) > _TEXTS:
                self._add(note(_("{n} more are in the printed report.").format(n=len(one.texts) - _TEXTS)))
            elif not one.texts:
                self._add(note(_("Nothing was said in words.")))
            return
        if not one.counts:
            self._add(note(_("{n} answers, too few for a figure").format(n=one.n)))
            return
        if one.share is not None:
            what = _("Yes") if one.question.kind is QuestionKind.YES_NO else _("Satisfied")
            figure = f"{what} {said.percent(one.share)}"
            if one.mean is not None:
                figure += " · " + _("mean {mean}").format(mean=said.mean(one.mean))
            if one.before is not None:
                figure += " · " + _("before {share} %").format(share=round(one.before * 100))
            self._add(label(figure, wrap=True))
            self._add(Bar(one.share.value, one.share.low, one.share.high))
        for name, count in zip(said.labels(one.question), one.counts, strict=False):
            self._add(_line(name, count / one.n if one.n else 0.0, str(count), wide=one.question.kind in CHOSEN))
        few = _("too few")
        parts = [f"{said.letter(each.letter)} {few if each.hidden else said.percent(each.share)}"
                 for each in one.classes if each.n]  # fmt: skip
        if parts and one.share is not None:
            self._add(note(_("By class: {classes}").format(classes="; ".join(parts)), wrap=True))

    def _show_measures(self, measures: Sequence[MeasureLine]) -> None:
        if not measures:
            return
        self._heading(_("Problems found and measures"))
        for one in measures:
            row = QHBoxLayout()
            row.setSpacing(GAP)
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(label(one.what, wrap=True))
            state, tone = _state(one)
            column.addWidget(note(f"{one.problem} · {one.person_name} · {one.due_on.isoformat()} · {state}", tone=tone,
                                  wrap=True))  # fmt: skip
            for more in (one.result, one.checking):
                if more:
                    column.addWidget(note(more, wrap=True))
            row.addLayout(column, 1)
            if one.mine or one.checks:
                row.addWidget(button(_("Look at it…") if one.checks else _("Done…"),
                                     lambda one=one: self._measure(one)), 0, Qt.AlignmentFlag.AlignTop)  # fmt: skip
            self._column.addLayout(row)

    def _heading(self, text: str) -> None:
        self._column.addSpacing(GAP)
        self._add(section(text))

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)


def _line(name: str, share: float, count: str, *, wide: bool) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    head = note(name, wrap=True)
    head.setFixedWidth(theme.current().scale.body * (9 if wide else 3))
    row.addWidget(head)
    row.addWidget(Bar(share), 1)
    told = note(count)
    told.setFixedWidth(theme.current().scale.body * 3)
    told.setAlignment(Qt.AlignmentFlag.AlignRight)
    row.addWidget(told)
    return made


def _state(one: MeasureLine) -> tuple[str, Tone]:
    if one.checked_at is not None:
        return _("✓ checked by {name}").format(name=one.checked_by), Tone.GOOD
    if one.done_at is not None:
        return _("done, to be looked at"), Tone.NOTE
    if one.late:
        return _("⚠ {n} days late").format(n=one.late), Tone.BAD
    return _("to be done"), Tone.NOTE
