"""One lead: what is wished and known, what is planned and waits, and all that was said, the newest first."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.lead_lists import EntryLine, LeadView
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.beside import ScrolledCard
from desktop.ui.kit.cards import empty
from desktop.ui.kit.text import button, label, note, rule, section
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import SMALL, Tone
from desktop.ui.leads.words import TONES, entry_head, facts, outcome


class LeadPane(ScrolledCard):
    client_requested = Signal(object)
    settle_requested = Signal(object)
    """An entry that waits for its result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("The lead chosen"), parent, least=260)
        self.view: LeadView | None = None
        self.forget()

    def forget(self) -> None:
        self.view = None
        empty(self.column)
        self.column.addWidget(note(_("Choose a lead: here it stands whole."), wrap=True))
        self.column.addStretch(1)

    def show_lead(self, view: LeadView) -> None:
        self.view, line = view, view.line
        empty(self.column)
        heading = section(line.name)
        heading.setWordWrap(True)
        self.column.addWidget(heading)
        tone, icon = TONES[line.state]
        self.add_left(Tag(_(line.state.label), tone, icon))
        if view.client is not None:
            file = button(_("Open the file {code}").format(code=view.client_code),
                          lambda: self.client_requested.emit(view.client), link=True)  # fmt: skip
            self.add_left(file)
        self.column.addWidget(note("\n".join(facts(view)), wrap=True))
        for word, text in ((_("Wish"), line.wish), (_("Needs"), view.needs),
                           (_("Qualifications"), view.qualifications)):  # fmt: skip
            self.add_said(word, text)
        waiting = sorted((one for one in view.entries if one.waits), key=lambda one: one.order)
        if waiting and view.may_write:
            self.column.addWidget(rule())
            for one in waiting:
                self._show_waiting(one)
        told = [one for one in view.entries if not one.waits or not view.may_write]
        if told:
            self.column.addWidget(rule())
            for one in told:
                self._show_entry(one)
        self.column.addStretch(1)

    def _show_waiting(self, one: EntryLine) -> None:
        late = one.on is not None and one.on < today()
        self.column.addWidget(note(entry_head(one), tone=Tone.BAD if late else Tone.NOTE, wrap=True))
        self.column.addWidget(label(one.said, wrap=True, select=True))
        settle = button(_("Note the result…"), lambda: self.settle_requested.emit(one), icon_name="check")
        settle.setAccessibleName(_("Note the result: {what}").format(what=one.said))
        self.add_left(settle)

    def _show_entry(self, one: EntryLine) -> None:
        column = QVBoxLayout()
        column.setSpacing(SMALL)
        column.addWidget(note(entry_head(one), wrap=True))
        column.addWidget(label(one.said, wrap=True, select=True))
        if (came := outcome(one)) != "":
            column.addWidget(label(came, wrap=True, select=True))
        self.column.addLayout(column)
