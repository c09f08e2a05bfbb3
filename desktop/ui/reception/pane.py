"""One visit beside the list: how it stands, its grade with the reason, what the grade says, and what is known."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.reception_desk import Habit
from desktop.services.visitors import VisitorLine
from desktop.ui.kit.cards import empty
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note, section, set_tone
from desktop.ui.kit.tokens import SMALL, Tone
from desktop.ui.reception.words import TONES, badge_word, facts, grade_said, habit_said, head, treatment_said


class VisitorPane(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.line: VisitorLine | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 2, 12)
        # all of it scrolls: large letters take more room than a small window has
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(SMALL)
        self.heading = section()
        self.heading.setWordWrap(True)
        self.state = label(role="strong", wrap=True)
        self.grade = note("", wrap=True, tone=Tone.PLAIN)
        self.breach = note(_("⚠ Met without a badge: noted as a breach of who receives"), tone=Tone.BAD, wrap=True)
        for piece in (self.heading, self.state, self.grade, self.breach):
            column.addWidget(piece)
        self._said = QVBoxLayout()
        self._said.setSpacing(2)
        column.addLayout(self._said)
        self.facts = note("", wrap=True)
        column.addWidget(self.facts)
        column.addStretch(1)
        outer.addWidget(scrolling(whole), 1)

    def show_visit(self, line: VisitorLine, habits: Sequence[Habit]) -> None:
        self.line = line
        self.heading.setText(head(line))
        badge = badge_word(line)
        self.state.setText(f"{_(line.state.label)} · {badge}" if badge else _(line.state.label))
        set_tone(self.state, TONES[line.state])
        self.grade.setText(grade_said(line))
        self.breach.setVisible(line.breach)
        empty(self._said)
        for name, value in treatment_said(line.treatment):
            self._said.addWidget(label(_("{label}: {value}").format(label=name, value=value), wrap=True))
        for habit in habits:
            tone = Tone.BAD if habit.warns else Tone.PLAIN if habit.stands else Tone.WARN
            self._said.addWidget(note(habit_said(habit), tone=tone, wrap=True))
        self.facts.setText("\n".join(facts(line)))

    def clear(self) -> None:
        self.line = None
        self.heading.setText(_("Nobody is chosen."))
        for piece in (self.state, self.grade, self.facts):
            piece.setText("")
        self.breach.hide()
        empty(self._said)
