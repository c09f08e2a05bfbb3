"""Takes a till's sheet of bills in from the booking book: chosen, read, compared, decided, and undone as one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.i18n import _, _n
from desktop.rules.errors import OfficeError
from desktop.services.bill_imports import BillSheet, OpenBill, Taken, TakenLine, Undone
from desktop.ui.bookings.bill_sheets_dialog import BillSheetsDialog
from desktop.ui.bookings.bills_dialog import BillsDialog
from desktop.ui.bookings.controller import BookingsController
from desktop.ui.bookings.open_bills_dialog import OpenBillsDialog
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.page import Page
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.progress import ErrandBar

_SHEETS = "*.xlsx *.xls *.ods *.csv *.tsv *.txt *.xlsm *.et"


class Bills(QObject):
    said = Signal(str, object)
    """For the toast: a sentence, and what takes it back."""
    refused = Signal(object)

    def __init__(self, controller: BookingsController, page: Page, progress: ErrandBar) -> None:
        super().__init__(page)
        self._controller, self._page, self._progress = controller, page, progress
        self.dialog: Any = None

    def choose_file(self) -> None:
        dialog = QFileDialog(self._page, _("Choose the till's sheet of bills"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Spreadsheets") + f" ({_SHEETS})", _("All files") + " (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()

    def read(self, path: Path) -> None:
        self._page.bar.clear()
        self._progress.follow(self._controller.read_bills(path, self.show, self.refused.emit))

    def show(self, sheet: BillSheet) -> None:
        """The preview; nothing is entered yet."""
        self._open(BillsDialog(sheet, self._controller.per_head, lambda decided: self._take(sheet, decided),
                               self._page))  # fmt: skip

    def show_open(self) -> None:
        self._controller.load_open_bills(self._show_open)

    def _show_open(self, found: Sequence[OpenBill]) -> None:
        if found:
            self._open(OpenBillsDialog(self._controller, found, self._page))

    def show_sheets(self) -> None:
        """The sheets taken in so far; one that stands can be taken back as a whole."""
        self._controller.load_bill_sheets(self._show_sheets)

    def _show_sheets(self, found: Sequence[TakenLine]) -> None:
        self._open(BillSheetsDialog(found, self.undo, self._page))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(lambda _how: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: Dialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def leave(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _take(self, sheet: BillSheet, decided: Mapping[int, UUID | None]) -> None:
        def failed(error: OfficeError) -> None:
            # what was decided is still there
            self.show(sheet)
            self.dialog.decide(decided)
            self.dialog.refuse(error)

        self._progress.follow(self._controller.take_bills(sheet, decided, self._taken, failed))

    def _taken(self, taken: Taken) -> None:
        words = [_n("{n} bill entered.", "{n} bills entered.", taken.entered).format(n=taken.entered)]
        if taken.left:
            words.append(_n("{n} bill waits for its booking.", "{n} bills wait for their bookings.", taken.left)
                         .format(n=taken.left))  # fmt: skip
        self.said.emit(" ".join(words), lambda: self.undo(taken.id))

    def undo(self, key: UUID) -> None:
        self._progress.follow(self._controller.undo_bills(key, self._undone, self.refused.emit))

    def _undone(self, undone: Undone) -> None:
        if undone.kept:
            text = _("Taken back; the bills of these bookings were changed since and stay: {numbers}").format(
                numbers=listed(f"№{number}" for number in undone.kept))  # fmt: skip
        else:
            text = _("The bills of the sheet were taken back.")
        self.said.emit(text, None)
