"""The sheets of bills that were taken in from the till; one that stands is taken back as a whole."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.amounts import grouped
from desktop.rules.errors import BadEntry
from desktop.services.bill_imports import TakenLine
from desktop.ui.bookings.rows_list import RowsList
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import label

ROWS = 8


class BillSheetsDialog(Dialog):
    def __init__(self, sheets: Sequence[TakenLine], undo: Callable[[UUID], object], parent: QWidget | None = None
                 ) -> None:  # fmt: skip
        super().__init__(_("Sheets of bills"), parent, width=720)
        self._standing, self._undo = {sheet.id for sheet in sheets if not sheet.undone}, undo
        said = _("Taken back, its bookings have no bill again; what was corrected since stays.") if sheets else _(
            "No sheet of bills has been taken in yet.")  # fmt: skip
        self.body.addWidget(label(said, wrap=True))
        self.list = RowsList(_("Sheets of bills"))
        for sheet in sheets:
            self.list.add(_said(sheet), sheet.id)
        self.list.fit(ROWS, 3)
        self.body.addWidget(self.list)
        self.list.setVisible(bool(sheets))
        if sheets:
            self.set_main(_("Take the sheet back"), self.take_back)
            self.list.currentRowChanged.connect(lambda _row: self.clear_refusal())
            self.list.setCurrentRow(0)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)

    def take_back(self) -> None:
        key = self.list.key
        if not isinstance(key, UUID) or key not in self._standing:
            self.refuse(BadEntry(N_("This sheet was taken back already. Choose one that stands.")))
            return
        self.accept()
        self._undo(key)


def _said(sheet: TakenLine) -> str:
    bills = _n("{n} bill", "{n} bills", sheet.count).format(n=sheet.count)
    found = (bills, f"¥ {grouped(sheet.amount)}") if sheet.count else (_("no bill found its booking"),)
    said = (moment(sheet.at), sheet.file_name, *found, sheet.by,
            _("taken back") if sheet.undone else "")  # fmt: skip
    return " · ".join(part for part in said if part)
