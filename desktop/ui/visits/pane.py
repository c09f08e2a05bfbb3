"""One visit: when and why, how it was prepared, and what it came to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.visits import AUTHORITY, State
from desktop.services.visits import VisitView
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.cards import empty
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.risk import risk_tag
from desktop.ui.kit.text import button, label, note, rule, section
from desktop.ui.kit.tokens import GAP, SMALL
from desktop.ui.visits.words import PREPARED, facts, state_cell


class VisitPane(QFrame):
    client_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.view: VisitView | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 2, 12)
        # all of it scrolls: large letters take more room than a small window has
        whole = QWidget()
        self._column = QVBoxLayout(whole)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(GAP)
        self.area = scrolling(whole)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(_("The visit chosen"))
        outer.addWidget(self.area, 1)
        self.setMinimumWidth(260)

    def forget(self) -> None:
        self.view = None
        empty(self._column)
        self._column.addWidget(note(_("Choose a visit: here it stands whole."), wrap=True))
        self._column.addStretch(1)

    def show_visit(self, view: VisitView) -> None:
        self.view, line = view, view.line
        empty(self._column)
        whose = button(line.name, lambda: self.client_requested.emit(line.client), link=True)
        whose.setAccessibleName(_("Open the file: {name}").format(name=line.name))
        self._column.addWidget(whose, 0, Qt.AlignmentFlag.AlignLeft)
        if (tag := risk_tag(line.risk)) is not None:
            self._column.addWidget(tag, 0, Qt.AlignmentFlag.AlignLeft)
        heading = section(line.purpose)
        heading.setWordWrap(True)
        self._column.addWidget(heading)
        state = state_cell(line)
        self._column.addWidget(Tag(state.text, state.tone, state.icon), 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(note("\n".join(facts(view)), wrap=True))
        if view.report is not None:
            self._column.addWidget(rule())
            self._show_report(view)
        prepared = [(_(word), getattr(view.preparation, name)) for name, word in PREPARED]
        if any(text for _word, text in prepared):
            self._column.addWidget(rule())
            for word, text in prepared:
                self._add(word, text)
        elif line.state is State.PLANNED:
            self._column.addWidget(note(_("Nothing is prepared yet."), wrap=True))
        if line.state is State.PLANNED:
            self._column.addWidget(rule())
            self._column.addWidget(note(_(AUTHORITY), wrap=True))
        self._column.addStretch(1)

    def _show_report(self, view: VisitView) -> None:
        report = view.report
        assert report is not None
        if report.locked is not None:
            self._column.addWidget(note(_("The report bears a mark: it is opened in the file."), wrap=True))
            return
        step = report.next_step
        if step and report.next_on is not None:
            step = f"{step} · {report.next_on:%Y-%m-%d}"
        for word, text in ((_("What the client said"), report.content), (_("What came of it"), report.result),
                           (_("On the client's side"), report.persons), (_("Next step"), step)):  # fmt: skip
            self._add(word, text)

    def _add(self, word: str, text: str) -> None:
        if text:
            column = QVBoxLayout()
            column.setSpacing(SMALL)
            column.addWidget(note(word))
            column.addWidget(label(text, wrap=True, select=True))
            self._column.addLayout(column)
