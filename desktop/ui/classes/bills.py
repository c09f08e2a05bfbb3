"""Takes a sheet of spend in from the classes page: chosen, read, compared, and taken as a whole or not at all."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from desktop.i18n import _, _n
from desktop.services.spending import SpendSheet
from desktop.ui.classes.controller import ClassesController
from desktop.ui.kit.messages import Message
from desktop.ui.kit.page import Page
from desktop.ui.kit.tokens import Tone

_NAMED = 5  # rows of a sheet that a message names
_SHEETS = "*.xlsx *.xls *.ods *.csv *.tsv *.txt *.xlsm *.et"


class Bills(QObject):
    def __init__(self, controller: ClassesController, page: Page) -> None:
        super().__init__(page)
        self._controller, self._page = controller, page
        controller.sheet_read.connect(self._compared)
        controller.taken.connect(self._taken)

    def choose_file(self) -> None:
        dialog = QFileDialog(self._page, _("Choose a sheet of spend"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Spreadsheets") + f" ({_SHEETS})", _("All files") + " (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()

    def read(self, path: Path) -> None:
        self._page.bar.clear()
        self._controller.read_sheet(path)

    def _compared(self, sheet: SpendSheet) -> None:
        troubles = sorted((*sheet.unmatched, *sheet.refused), key=lambda t: t.row)
        if not troubles:
            self._controller.take(sheet)
            return
        rows = [_("Row {row}: {reason}").format(row=t.row, reason=t.reason) for t in troubles[:_NAMED]]
        count = len(troubles)
        head = _n("{n} row can't be taken, so nothing was taken.", "{n} rows can't be taken, so nothing was taken.",
                  count).format(n=count)  # fmt: skip
        text = "\n".join([head, *rows, *(["…"] if count > _NAMED else [])])
        self._page.bar.say(Message(text, Tone.BAD, key="sheet"))

    def _taken(self, sheet: SpendSheet, key: UUID) -> None:
        count = len(sheet.rows)
        text = _n("{n} row of spend taken in.", "{n} rows of spend taken in.", count).format(n=count)
        text = " ".join(part for part in (text, sheet.known_words) if part)
        self._page.toast_requested.emit(text, lambda: self._controller.undo_sheet(key))
        self._page.reload()
