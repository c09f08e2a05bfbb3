"""One case: its clock as a ribbon, its steps, what is known of it, and all that was done, the newest first."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.case_views import CaseView
from desktop.ui.cases.words import entry_head, facts, kind_word, steps_said
from desktop.ui.kit.beside import ScrolledCard
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.ribbon import Ribbon
from desktop.ui.kit.signed_copies import SignedCopies
from desktop.ui.kit.text import label, note, section
from desktop.ui.kit.tokens import SMALL, Tone


class CasePane(ScrolledCard):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("What was done about it"), parent, spacing=SMALL)
        self.view: CaseView | None = None
        self.heading = section()
        self.heading.setWordWrap(True)
        self.subject = label(wrap=True, select=True)
        self.adverse = note(_("⚠ Adverse event: handle it at once"), tone=Tone.BAD)
        self.ribbon = Ribbon()
        self.steps = note("", wrap=True)
        self.facts = note("", wrap=True)
        self.signed = SignedCopies(desk, "cases")
        for piece in (self.heading, self.subject, self.adverse, self.ribbon, self.steps, self.facts, self.signed):
            self.column.addWidget(piece)
        self.column.addSpacing(SMALL)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SMALL)
        self.column.addLayout(self._lines)
        self.column.addStretch(1)

    def show_case(self, view: CaseView) -> None:
        former, self.view = self.view, view
        line = view.line
        rounds = _(" · round {n}").format(n=line.rounds) if line.rounds > 1 else ""
        self.heading.setText(f"{line.number} · {kind_word(line)} · {line.whom}{rounds}")
        self.subject.setText(f"{line.subject}\n{view.content}" if view.content else line.subject)
        self.adverse.setVisible(line.adverse and line.open)
        self.ribbon.show_clock(kind_word(line), view.clock, view.read_at)
        self.steps.setText(steps_said(line, view.calls_back_asked))
        self.facts.setText("\n".join(facts(view)))
        self.signed.show_of(line.id)
        if former is None or former.entries != view.entries:
            self._show_entries(view)

    def _show_entries(self, view: CaseView) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in reversed(view.entries):
            self._lines.addWidget(note(entry_head(one), wrap=True))
            if one.said:
                self._lines.addWidget(label(one.said, wrap=True, select=True))
