"""The signed copies of a record's sheets, each a click away: for every screen that shows such a record (OF-15)."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.text import button, note
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import GAP, SMALL, Tone
from desktop.ui.kit.values import day

PAGE = "documents"


class SignedCopies(QWidget):
    """Shows nothing where nothing came home. `where` keeps the questions of several screens apart."""

    def __init__(self, desk: Desk, where: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._where = desk, where
        self._subject: UUID | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)
        self.buttons: list[Any] = []
        desk.changed.connect(self._renew)
        self.hide()

    def show_of(self, subject: UUID | None) -> None:
        """The record that is shown now, None for none."""
        if subject != self._subject:
            self._clear()
        self._subject = subject
        if subject is not None:
            # loaded where there is something to ask
            from desktop.services import coded_sheets

            self._desk.ask(f"{self._where}.signed", coded_sheets.copies_of, subject,
                           done=lambda found: self._told(subject, found), owner=self)  # fmt: skip

    def _renew(self, topics: frozenset[str]) -> None:
        if "documents" in topics:
            self.show_of(self._subject)

    def _told(self, subject: UUID, found: Sequence[Any]) -> None:
        if subject != self._subject:
            return
        self._clear()
        for copy in found:
            row = QHBoxLayout()
            row.setSpacing(GAP)
            said = _("Signed copy: {sheet}, filed {day}").format(
                sheet=_(copy.kind.label), day=day(local(copy.at).date())
            )
            row.addWidget(note("✓ " + said, tone=Tone.GOOD))
            made = button(_("Open"), partial(self._desk.open_requested.emit, PAGE, copy.document), link=True)
            made.setAccessibleName(_("Open: {what}").format(what=said))
            self.buttons.append(made)
            row.addWidget(made)
            row.addStretch(1)
            holder = QWidget()
            row.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(row)
            self._column.addWidget(holder)
        self.setVisible(bool(found))

    def _clear(self) -> None:
        self.buttons.clear()
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.hide()
