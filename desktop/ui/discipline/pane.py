"""One case: its steps, what is proposed and why, what was decided, and its history, the newest first."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.discipline import Kind, Measure
from desktop.services.discipline_views import CaseView, EntryLine
from desktop.ui.discipline.words import decision_word, entry_head, facts, proposed_word, state_word, steps_said
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.signed_copies import SignedCopies
from desktop.ui.kit.text import button, label, note, section
from desktop.ui.kit.tokens import SMALL


class DisciplinePane(QFrame):
    opened = Signal(str, object)
    """A record of the office that stands as evidence: its page, and what that is handed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.view: CaseView | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 2, 12)
        # all of it scrolls: large letters take more room than a small window has
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(SMALL)
        self.heading, self.fact = section(), label(wrap=True, select=True)
        self.heading.setWordWrap(True)
        self.steps, self.facts = note("", wrap=True), note("", wrap=True)
        self.decision = section()
        self.decision.setWordWrap(True)
        self.why, self.fines = label(wrap=True, select=True), note("", wrap=True)
        self.copies = SignedCopies(desk, "discipline")
        for piece in (self.heading, self.fact, self.steps, self.facts, self.decision, self.why, self.fines,
                      self.copies):  # fmt: skip
            column.addWidget(piece)
        column.addSpacing(SMALL)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SMALL)
        column.addLayout(self._lines)
        column.addStretch(1)
        self.timeline = scrolling(whole)
        self.timeline.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.timeline.setAccessibleName(_("What happened with it"))
        outer.addWidget(self.timeline, 1)

    def show_case(self, view: CaseView) -> None:
        former, self.view = self.view, view
        line = view.line
        self.heading.setText(f"{line.number} · {line.name} · {state_word(line)}")
        self.fact.setText(line.fact)
        self.steps.setText(steps_said(line))
        self.facts.setText("\n".join(facts(view)))
        self._show_decision(view)
        self.copies.show_of(line.id)
        if former is None or former.entries != view.entries:
            self._show_entries(view)

    def _show_decision(self, view: CaseView) -> None:
        line, found = view.line, view.proposed
        fined = False
        if line.effective_on is not None:
            words, why = _("Decision: {measures}").format(measures=decision_word(line)), ""
            fined = Measure.FINE in line.measures
        elif found is not None and line.kind is Kind.PENALTY and found.measures:
            words = _("By the rule: {measures}").format(measures=proposed_word(found, view.fines_on))
            why, fined = str(found.why), Measure.FINE in found.measures
        else:
            words, why = "", str(found.why) if found is not None and line.kind is Kind.PENALTY else ""
        for piece, text in ((self.decision, words), (self.why, why)):
            piece.setText(text)
            piece.setVisible(bool(text))
        self.fines.setText(_("A fine is recorded; this program deducts nothing from wages.") if fined else "")
        self.fines.setVisible(fined)

    def _show_entries(self, view: CaseView) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in reversed(view.entries):
            self._lines.addWidget(note(entry_head(one), wrap=True))
            if one.said:
                self._lines.addWidget(label(one.said, wrap=True, select=True))
            if one.record:
                self._lines.addWidget(self._record(one))

    def _record(self, one: EntryLine) -> QWidget:
        held = QWidget()
        row: Any = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        page, argument = one.opens if one.opens is not None else ("", None)
        made = button(_("Record: {what}").format(what=one.record), partial(self.opened.emit, page, argument), link=True)
        row.addWidget(made)
        row.addStretch(1)
        return held
