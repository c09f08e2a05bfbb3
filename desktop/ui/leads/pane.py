"""One lead: what is wished and known, what is planned and waits, and all that was said, the newest first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.lead_lists import EntryLine, LeadView
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.cards import empty
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import button, label, note, rule, section
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, SMALL, Tone
from desktop.ui.leads.words import TONES, entry_head, facts, outcome


class LeadPane(QFrame):
    client_requested = Signal(object)
    settle_requested = Signal(object)
    """An entry that waits for its result."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.view: LeadView | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 2, 12)
        # all of it scrolls: large letters take more room than a small window has
        whole = QWidget()
        self._column = QVBoxLayout(whole)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(GAP)
        self.area = scrolling(whole)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(_("The lead chosen"))
        outer.addWidget(self.area, 1)
        self.setMinimumWidth(260)

    def forget(self) -> None:
        self.view = None
        empty(self._column)
        self._column.addWidget(note(_("Choose a lead: here it stands whole."), wrap=True))
        self._column.addStretch(1)

    def show_lead(self, view: LeadView) -> None:
        self.view, line = view, view.line
        empty(self._column)
        heading = section(line.name)
        heading.setWordWrap(True)
        self._column.addWidget(heading)
        tone, icon = TONES[line.state]
        self._left(Tag(_(line.state.label), tone, icon))
        if view.client is not None:
            file = button(_("Open the file {code}").format(code=view.client_code),
                          lambda: self.client_requested.emit(view.client), link=True)  # fmt: skip
            self._left(file)
        self._column.addWidget(note("\n".join(facts(view)), wrap=True))
        for word, text in ((_("Wish"), line.wish), (_("Needs"), view.needs),
                           (_("Qualifications"), view.qualifications)):  # fmt: skip
            self._add(word, text)
        waiting = sorted((one for one in view.entries if one.waits), key=lambda one: one.order)
        if waiting and view.may_write:
            self._column.addWidget(rule())
            for one in waiting:
                self._show_waiting(one)
        told = [one for one in view.entries if not one.waits or not view.may_write]
        if told:
            self._column.addWidget(rule())
            for one in told:
                self._show_entry(one)
        self._column.addStretch(1)

    def _show_waiting(self, one: EntryLine) -> None:
        late = one.on is not None and one.on < today()
        self._column.addWidget(note(entry_head(one), tone=Tone.BAD if late else Tone.NOTE, wrap=True))
        self._column.addWidget(label(one.said, wrap=True, select=True))
        settle = button(_("Note the result…"), lambda: self.settle_requested.emit(one), icon_name="check")
        settle.setAccessibleName(_("Note the result: {what}").format(what=one.said))
        self._left(settle)

    def _show_entry(self, one: EntryLine) -> None:
        column = QVBoxLayout()
        column.setSpacing(SMALL)
        column.addWidget(note(entry_head(one), wrap=True))
        column.addWidget(label(one.said, wrap=True, select=True))
        if (came := outcome(one)) != "":
            column.addWidget(label(came, wrap=True, select=True))
        self._column.addLayout(column)

    def _left(self, widget: QWidget) -> None:
        self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)

    def _add(self, word: str, text: str) -> None:
        if text:
            column = QVBoxLayout()
            column.setSpacing(SMALL)
            column.addWidget(note(word))
            column.addWidget(label(text, wrap=True, select=True))
            self._column.addLayout(column)
