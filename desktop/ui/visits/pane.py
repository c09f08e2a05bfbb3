"""One visit: when and why, how it was prepared, and what it came to."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.visits import AUTHORITY, State
from desktop.services.visits import VisitView
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.beside import ScrolledCard
from desktop.ui.kit.cards import empty
from desktop.ui.kit.risk import risk_tag
from desktop.ui.kit.text import button, note, rule, section
from desktop.ui.visits.words import PREPARED, facts, state_cell


class VisitPane(ScrolledCard):
    client_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("The visit chosen"), parent, least=260)
        self.view: VisitView | None = None
        self.forget()

    def forget(self) -> None:
        self.view = None
        empty(self.column)
        self.column.addWidget(note(_("Choose a visit: here it stands whole."), wrap=True))
        self.column.addStretch(1)

    def show_visit(self, view: VisitView) -> None:
        self.view, line = view, view.line
        empty(self.column)
        whose = button(line.name, lambda: self.client_requested.emit(line.client), link=True)
        whose.setAccessibleName(_("Open the file: {name}").format(name=line.name))
        self.add_left(whose)
        if (tag := risk_tag(line.risk)) is not None:
            self.add_left(tag)
        heading = section(line.purpose)
        heading.setWordWrap(True)
        self.column.addWidget(heading)
        state = state_cell(line)
        self.add_left(Tag(state.text, state.tone, state.icon))
        self.column.addWidget(note("\n".join(facts(view)), wrap=True))
        if view.report is not None:
            self.column.addWidget(rule())
            self._show_report(view)
        prepared = [(_(word), getattr(view.preparation, name)) for name, word in PREPARED]
        if any(text for _word, text in prepared):
            self.column.addWidget(rule())
            for word, text in prepared:
                self.add_said(word, text)
        elif line.state is State.PLANNED:
            self.column.addWidget(note(_("Nothing is prepared yet."), wrap=True))
        if line.state is State.PLANNED:
            self.column.addWidget(rule())
            self.column.addWidget(note(_(AUTHORITY), wrap=True))
        self.column.addStretch(1)

    def _show_report(self, view: VisitView) -> None:
        report = view.report
        assert report is not None
        if report.locked is not None:
            self.column.addWidget(note(_("The report bears a mark: it is opened in the file."), wrap=True))
            return
        step = report.next_step
        if step and report.next_on is not None:
            step = f"{step} · {report.next_on:%Y-%m-%d}"
        for word, text in ((_("What the client said"), report.content), (_("What came of it"), report.result),
                           (_("On the client's side"), report.persons), (_("Next step"), step)):  # fmt: skip
            self.add_said(word, text)
