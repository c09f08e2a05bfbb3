"""Asks one question on screen: points, choices or words as large or small buttons, by keys as by touch."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.surveys import SCALES, Answer, Question, QuestionKind
from desktop.ui.kit.entries import LongEntry
from desktop.ui.kit.text import label, note, plain_action_text, restyle
from desktop.ui.kit.tokens import GAP

_BIG, _USUAL = 72, 40
# on a tablet read at arm's length
_LARGE = "QPushButton { font-size: 24px; padding: 8px 16px; }"


class QuestionView(QWidget):
    """Digits press the buttons as they stand, 0 the tenth; where one answer is enough `answered` tells it was given."""

    answered = Signal()

    def __init__(self, question: Question, number: int, count: int, *, big: bool = False, english: bool = False,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.question = question
        self.setAccessibleName(question.text(english))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.buttons: list[QPushButton] = []
        self.words: LongEntry | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        if big:
            column.addStretch(1)
            column.setSpacing(GAP * 2)
        column.addWidget(note(_("Question {n} of {all}").format(n=number, all=count)))
        column.addWidget(label(question.text(english), role="figure" if big else "section", wrap=True))
        if question.kind is QuestionKind.TEXT:
            self.words = LongEntry(lines=4)
            self.words.setAccessibleName(question.text(english))
            self.setFocusProxy(self.words)
            column.addWidget(self.words)
        else:
            self._offer(column, _labels(question, english), big)
        if question.kind in SCALES:
            said = _("1: not at all, {most}: fully").format(most=SCALES[question.kind])
            column.addWidget(note(said))
        elif question.kind is QuestionKind.MANY:
            column.addWidget(note(_("Several may be chosen.")))
        if not question.required:
            column.addWidget(note(_("May be left out.")))
        column.addStretch(2 if big else 1)

    def _offer(self, column: QVBoxLayout, labels: Sequence[str], big: bool) -> None:
        grid = QGridLayout()
        grid.setSpacing(GAP)
        # points in one row, words below one another, so that none is squeezed
        across = len(labels) if self.question.kind in SCALES or self.question.kind is QuestionKind.YES_NO else 1
        for place, text in enumerate(labels):
            made = QPushButton(plain_action_text(text))
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setMinimumHeight(_BIG if big else _USUAL)
            made.setAccessibleName(text)
            if big:
                made.setStyleSheet(_LARGE)
            made.toggled.connect(lambda on, made=made: restyle(made, "main", on))
            made.clicked.connect(lambda _on=False, place=place: self.press(place))
            self.buttons.append(made)
            grid.addWidget(made, place // across, place % across)
        column.addLayout(grid)

    def press(self, place: int) -> None:
        if not 0 <= place < len(self.buttons):
            return
        several = self.question.kind is QuestionKind.MANY
        for at, made in enumerate(self.buttons):
            if not several:
                made.setChecked(at == place)
        if not several:
            self.answered.emit()

    def value(self) -> Answer | None:
        kind = self.question.kind
        if self.words is not None:
            return self.words.value().strip() or None
        places = tuple(at for at, made in enumerate(self.buttons) if made.isChecked())
        if not places:
            return None
        if kind is QuestionKind.MANY:
            return places
        return 1 - places[0] if kind is QuestionKind.YES_NO else places[0] + 1 if kind in SCALES else places[0]

    def clear(self) -> None:
        for made in self.buttons:
            made.setChecked(False)
        if self.words is not None:
            self.words.set_value("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if typed.isdecimal() and typed.isascii() and self.buttons:
            place = 9 if typed == "0" else int(typed) - 1
            if place < len(self.buttons):
                self.buttons[place].setChecked(not self.buttons[place].isChecked())
                self.press(place)
            return
        super().keyPressEvent(event)


def _labels(question: Question, english: bool) -> list[str]:
    if question.kind in SCALES:
        return [str(point) for point in range(1, SCALES[question.kind] + 1)]
    if question.kind is QuestionKind.YES_NO:
        return [_("Yes"), _("No")]
    return [question.choice(place, english) for place in range(len(question.choices))]
