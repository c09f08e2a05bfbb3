"""One order: how it stands, its lines and sum, what is known of it, and what happened to it, the newest first."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.order_views import OrderView
from desktop.ui.kit.beside import ScrolledCard
from desktop.ui.kit.cards import empty
from desktop.ui.kit.text import label, note, rule, section
from desktop.ui.kit.tokens import SMALL, Tone
from desktop.ui.kit.values import amount
from desktop.ui.orders.words import before_said, entry_head, facts, heading, line_said


class OrderPane(ScrolledCard):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What happened to it"), parent, spacing=SMALL)
        self.view: OrderView | None = None
        self.heading = section()
        self.heading.setWordWrap(True)
        self.column.addWidget(self.heading)
        self.wrong = label("", tone=Tone.BAD, wrap=True)
        self.column.addWidget(self.wrong)
        self._lines = QVBoxLayout()
        self.column.addLayout(self._lines)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(2)
        self.column.addLayout(self._facts)
        self.note = label("", wrap=True, select=True)
        self.column.addWidget(self.note)
        self.channel = note("", wrap=True)
        self.column.addWidget(self.channel)
        self.column.addSpacing(SMALL)
        self._entries = QVBoxLayout()
        self._entries.setSpacing(SMALL)
        self.column.addLayout(self._entries)
        self.column.addStretch(1)

    def show_order(self, view: OrderView, channel: Any) -> None:
        self.view = view
        line = view.shown
        self.heading.setText(heading(view))
        wrong = _("Irregular: {what}").format(what=_(line.finding.label)) if line.finding is not None else ""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong) and line.state.value in ("irregular", "waiting"))
        self._show_lines(view)
        empty(self._facts)
        for text, tone in facts(view):
            self._facts.addWidget(note(text, tone=tone, wrap=True))
        self.note.setText(_("Note: {note}").format(note=view.note) if view.note else "")
        self.note.setVisible(bool(view.note))
        self.channel.setVisible(channel is not None)
        if channel is not None:
            said = _("Supply channel: {name} · {state}")
            self.channel.setText(said.format(name=channel.entry.name, state=_(channel.state.label)))
        empty(self._entries)
        for one in reversed(view.entries):
            self._entries.addWidget(note(entry_head(one), wrap=True))
            if one.said:
                self._entries.addWidget(label(one.said, wrap=True, select=True))
            if before := before_said(one):
                self._entries.addWidget(note(before, wrap=True))

    def _show_lines(self, view: OrderView) -> None:
        empty(self._lines)
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        for row, one in enumerate(view.lines):
            what, how, total = line_said(one)
            grid.addWidget(label(what, wrap=True, select=True), row, 0)
            grid.addWidget(note(how), row, 1, right)
            grid.addWidget(label(total), row, 2, right)
        last = len(view.lines)
        grid.addWidget(rule(), last, 0, 1, 3)
        grid.addWidget(label(_("Together (¥)"), role="strong"), last + 1, 0)
        grid.addWidget(label(amount(view.shown.total), role="strong"), last + 1, 2, right)
        self._lines.addWidget(held)
