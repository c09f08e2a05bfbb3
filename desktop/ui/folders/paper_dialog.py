"""One document in a window of its own, where there is no room for it beside a list."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.documents import DocumentState
from desktop.rules.secrecy import Secrecy
from desktop.services.document_lists import DocumentLine
from desktop.services.previews import Opened
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.preview import PreviewPane
from desktop.ui.folders.rows import size_text
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import label, note
from desktop.ui.kit.values import day, lock_words

WIDTH, HEIGHT = 720, 460


class PaperDialog(Dialog):
    """Opens it at once; a marked one when it is asked for, since that is recorded."""

    shown_in_folders = Signal(object)
    """The document that is to be shown there."""

    def __init__(self, controller: FoldersController, line: DocumentLine, parent: QWidget | None = None) -> None:
        heading = line.title if line.locked is None else _("Locked document")
        super().__init__(heading, parent, width=WIDTH)
        self._controller, self.line = controller, line
        self.body.addWidget(note(_said(line), wrap=True))
        self.preview = PreviewPane()
        self.preview.setMinimumHeight(HEIGHT)
        self.body.addWidget(self.preview, 1)
        controller.opened.connect(self._opened)
        controller.page_drawn.connect(self.preview.show_page)
        controller.not_opened.connect(self._failed)
        self.preview.page_requested.connect(self._draw)
        self.preview.open_requested.connect(self._open)
        self.set_main(_("Show in Folders"), self._go)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(lambda _code: self._close())
        if line.state is DocumentState.DESTROYED:
            self.preview.forget(_("This document was destroyed."))
        elif line.locked is not None and not line.locked.may_open:
            self.preview.hide()
            self.body.addWidget(label(lock_words(line.locked), wrap=True))
            self.body.addWidget(label(_(line.locked.why), wrap=True))
        elif line.mark:
            self.preview.forget(_("Opening a marked document is recorded."), may_open=True)
        else:
            self._open()

    def _open(self) -> None:
        self.preview.forget(_("Opening…"))
        self._controller.open(self.line.id)

    def _opened(self, opened: Opened) -> None:
        if opened.document == self.line.id:
            self.preview.show_opened(opened)

    def _failed(self, error: Any) -> None:
        self.preview.forget(str(error))

    def _draw(self, page: int, width: int) -> None:
        opened = self.preview.opened
        if opened is not None:
            self._controller.draw(opened.document, opened.number, page, width)

    def _go(self) -> None:
        self.accept()
        self.shown_in_folders.emit(self.line.id)

    def _close(self) -> None:
        """What was opened is not kept."""
        self.preview.forget()
        self._controller.previews.close()
        self.deleteLater()


def _said(line: DocumentLine) -> str:
    mark = _(Secrecy.of(line.mark).label) if line.mark else ""
    parts = [line.kind.said, mark, line.number, day(line.dated_on) if line.dated_on else "", size_text(line.size)]
    return " · ".join(part for part in parts if part)
