"""The documents of a contact, each a click away; and the files that are to belong to one which is being logged."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.contact_papers import Paper
from desktop.ui.kit.cards import empty
from desktop.ui.kit.marked import mark_words
from desktop.ui.kit.text import button, label, note, tooltip
from desktop.ui.kit.tokens import SMALL

PAGE = "documents"
"""What the window opens to show a document."""


class Papers(QWidget):
    """Shows nothing where there is nothing, or nothing that one may know of."""

    open_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)
        self.contact: UUID | None = None
        self.hide()

    def show_papers(self, contact: UUID, papers: Sequence[Paper]) -> None:
        if contact != self.contact:
            return
        empty(self._column)
        self._column.addWidget(note(_("Documents")))
        for paper in papers:
            said = paper.title or mark_words(paper.mark) or _("Document")
            made = button(said, partial(self.open_requested.emit, paper.document), icon_name="paperclip", link=True)
            made.setAccessibleName(_("Open: {what}").format(what=said))
            self._column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(papers))


class Files(QWidget):
    """Files that were picked or dropped, until they are filed with the contact."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files: list[Path] = []
        # for the row of the dialog's buttons: where nothing is attached it takes no room
        self.pick = button(_("Attach files…"), self._pick, icon_name="paperclip")
        self.pick.setToolTip(tooltip(_("They are filed in the client's file. You may also drop them here.")))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def add(self, files: Sequence[Path]) -> None:
        self.files += [file for file in files if file not in self.files]
        self._show()

    def clear(self) -> None:
        self.files = []
        self._show()

    def _pick(self) -> None:
        chooser = self.chooser = QFileDialog(self, _("Attach files"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.filesSelected.connect(lambda files: self.add([Path(file) for file in files]))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _show(self) -> None:
        empty(self._column)
        for file in self.files:
            row = QWidget()
            inside = QHBoxLayout(row)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(label(file.name, wrap=True), 1)
            out = button("", partial(self._leave_out, file), icon_name="x", quiet=True)
            out.setAccessibleName(_("Leave out: {name}").format(name=file.name))
            inside.addWidget(out)
            self._column.addWidget(row)
        self.setVisible(bool(self.files))

    def _leave_out(self, file: Path) -> None:
        self.files.remove(file)
        self._show()


def files_in(data: QMimeData) -> list[Path]:
    """The files that are being dropped."""
    return [path for url in data.urls() if url.isLocalFile() and (path := Path(url.toLocalFile())).is_file()]
