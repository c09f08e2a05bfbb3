"""One document in a window of its own, where there is no room for it beside a list."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.secrecy import Secrecy
from desktop.services.document_lists import DocumentLine
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.opening import Opening
from desktop.ui.folders.preview import PreviewPane
from desktop.ui.folders.rows import may_be_asked_for, size_text
from desktop.ui.folders.why_dialog import asking_words
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import label, note
from desktop.ui.kit.values import day, lock_words, opened_words

WIDTH, HEIGHT = 720, 460


class PaperDialog(Dialog):
    """Opens it at once; a marked one when it is asked for, since that is recorded."""

    shown_in_folders = Signal(object)
    """The document that is to be shown there."""
    asked_for = Signal(object)
    """The locked document that is asked for."""

    def __init__(self, controller: FoldersController, line: DocumentLine, parent: QWidget | None = None) -> None:
        heading = line.title if line.locked is None else _("Locked document")
        super().__init__(heading, parent, width=WIDTH)
        self.line = line
        self.body.addWidget(note(_said(line), wrap=True))
        if line.locked is not None and line.locked.until is not None:
            self.body.addWidget(note(opened_words(line.locked), wrap=True))
        self.preview = PreviewPane()
        self.preview.setMinimumHeight(HEIGHT)
        self.body.addWidget(self.preview, 1)
        self.opening = Opening(controller, self.preview, self)
        self.set_main(_("Show in Folders"), self._go)
        if may_be_asked_for(line):
            self.ask = self.add_button(_("Ask for it…"), lambda: (self.accept(), self.asked_for.emit(line.id)))
        self.add_button(_("Close"), self.reject)
        self.finished.connect(lambda _code: self._close())
        if line.locked is not None and not line.locked.may_open:
            self.preview.hide()
            self.body.addWidget(label(lock_words(line.locked), wrap=True))
            self.body.addWidget(label(_(line.locked.why), wrap=True))
            if may_be_asked_for(line):
                self.body.addWidget(note(asking_words(), wrap=True))
        else:
            self.opening.show_line(line)

    def _go(self) -> None:
        self.accept()
        self.shown_in_folders.emit(self.line.id)

    def _close(self) -> None:
        self.opening.close()
        self.deleteLater()


def _said(line: DocumentLine) -> str:
    mark = _(Secrecy.of(line.mark).label) if line.mark else ""
    parts = [line.kind.said, mark, line.number, day(line.dated_on) if line.dated_on else "", size_text(line.size)]
    return " · ".join(part for part in parts if part)
