"""Lists deeds to be handed over: whose they are, and one line for each (DO-5)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.deeds import DeedKind, DeedLine
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.deeds import DeedEntry
from desktop.ui.deeds.controller import DeedsController
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice, NumberEntry, TextEntry
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.text import button, label, note, restyle
from desktop.ui.kit.tokens import GAP, SMALL

WIDTH = 1000
BEGIN = 3  # lines that are there at once


class _Line:
    """The entries of one deed."""

    def __init__(self, number: int) -> None:
        self.kind = Choice([(each.value, _(each.label)) for each in DeedKind])
        self.kind.set_value(DeedKind.PROPERTY.value)
        self.name, self.number, self.owner = TextEntry(), TextEntry(), TextEntry()
        self.count = NumberEntry()
        self.count.set_value(1)
        self.count.setFixedWidth(64)
        for entry in (self.name, self.number, self.owner):
            entry.setMaxLength(120)
        for entry, word in zip(self.entries, heads(), strict=True):
            entry.setAccessibleName(_("{word}, line {n}").format(word=word, n=number))

    @property
    def entries(self) -> tuple[Choice | TextEntry, ...]:
        return (self.kind, self.name, self.number, self.owner, self.count)

    @property
    def empty(self) -> bool:
        return not any(entry.value().strip() for entry in (self.name, self.number, self.owner))

    def entry(self) -> DeedEntry:
        """Raises BadEntry for a count that is no number."""
        typed = self.count.value()
        if not typed.isdecimal():
            raise BadEntry(N_("The count must be from 1 to 999."), "count")
        kind = DeedKind.of(str(self.kind.value()))
        return DeedEntry(DeedLine(kind, self.name.value(), self.number.value(), int(typed)), self.owner.value())


def heads() -> tuple[str, ...]:
    return (_("Kind of deed"), _("Name"), _("Deed no."), _("Registered owner"), _("Count"))


class ListDialog(Dialog):
    def __init__(self, controller: DeedsController, parent: QWidget | None = None) -> None:
        super().__init__(_("List title deeds to be handed over"), parent, width=WIDTH)
        self._controller = controller
        self.client: UUID | None = None
        whose = QHBoxLayout()
        whose.setSpacing(GAP)
        self.clients = SearchBox()
        self.clients.line.setPlaceholderText(_("Whose deeds: client…"))
        self.clients.line.setAccessibleName(_("Whose deeds: client…"))
        self.clients.searched.connect(self._find)
        self.clients.chosen.connect(lambda hit: self.choose(UUID(str(hit.argument)), hit.title))
        whose.addWidget(self.clients, 1)
        self.whose = label(_("No client chosen: the office's own"))
        whose.addWidget(self.whose, 1)
        self.body.addLayout(whose)
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(SMALL)
        for column, (word, stretch) in enumerate(zip(heads(), (5, 4, 4, 3, 0), strict=True)):
            self._grid.addWidget(note(word), 0, column)
            self._grid.setColumnStretch(column, stretch)
        self.lines: list[_Line] = []
        for _number in range(BEGIN):
            self._add_line()
        area = scrolling(holder)
        area.setMinimumHeight(200)
        self.body.addWidget(area, 1)
        self.body.addWidget(button(_("One more line"), self.add_line, quiet=True, icon_name="plus"), 0,
                            Qt.AlignmentFlag.AlignLeft)  # fmt: skip
        self.set_main(_("Put on the list"), self._go)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.clients.line.setFocus()

    def choose(self, client: UUID, name: str) -> None:
        self.client = client
        self.whose.setText(name)
        restyle(self.whose, "role", "strong")
        self.clients.line.clear()
        self.lines[0].name.setFocus()

    def add_line(self) -> None:
        """The kind and the owner of the line before come along: deeds of one owner are listed one after the other."""
        made = self._add_line()
        before = self.lines[-2]
        made.kind.set_value(before.kind.value())
        made.owner.set_value(before.owner.value() if not before.empty else "")
        made.name.setFocus()

    def _add_line(self) -> _Line:
        row = len(self.lines) + 1
        made = _Line(row)
        self.lines.append(made)
        self._grid.setRowStretch(row, 0)
        for column, entry in enumerate(made.entries):
            self._grid.addWidget(entry, row, column)
        self._grid.setRowStretch(row + 1, 1)
        return made

    def _find(self, text: str) -> None:
        if text.strip():
            self._controller.find_clients(text, self._found)
        else:
            self.clients.hide_hits()

    def _found(self, hits: Sequence[Any]) -> None:
        shown = [Hit("clients", hit.id, hit.title, " · ".join(part for part in (hit.code, hit.detail) if part),
                     risk=hit.risk) for hit in hits[:8]]  # fmt: skip
        self.clients.show_hits(shown, "" if shown else _("No client of this name."))

    def _go(self) -> None:
        self.clear_refusal()
        self._mark(None, "")
        entries, kept = [], [line for line in self.lines if not line.empty]
        if not kept:
            self._mark(self.lines[0], "name")
            self.refuse(_("Enter at least one title deed: its name and its number."))
            return
        for line in kept:
            try:
                entry = line.entry()
                if not (entry.line.name.strip() and entry.line.number.strip()):
                    missing = "name" if not entry.line.name.strip() else "number"
                    raise BadEntry(N_("A title deed needs its name and its number: they are what is compared."),
                                   missing)  # fmt: skip
            except BadEntry as refusal:
                self._mark(line, refusal.field or "name")
                self.refuse(refusal)
                return
            entries.append(entry)
        self.set_busy(True)
        self._controller.list_deeds(self.client, entries, lambda _keys: self.accept(), self._failed)

    def _mark(self, line: _Line | None, field: str) -> None:
        """Goes to the entry that is wrong, and marks it alone."""
        for each in self.lines:
            for entry in each.entries:
                restyle(entry, "wrong", False)
        wrong = getattr(line, field, None) if line is not None else None
        if wrong is not None:
            restyle(wrong, "wrong", True)
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        self.refuse(error)
