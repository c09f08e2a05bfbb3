"""Opens what is chosen in a preview: at once, or when it is asked for where that is recorded."""

from typing import Any

from PySide6.QtCore import QObject

from desktop.i18n import _
from desktop.rules.documents import DocumentState
from desktop.services.document_lists import DocumentLine
from desktop.services.previews import Opened
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.preview import PreviewPane


class Opening(QObject):
    """For one preview; an answer for a document that was left is dropped."""

    def __init__(self, controller: FoldersController, preview: PreviewPane, parent: QObject) -> None:
        super().__init__(parent)
        self._controller, self._preview = controller, preview
        self._line: DocumentLine | None = None
        controller.opened.connect(self._opened)
        controller.page_drawn.connect(preview.show_page)
        controller.not_opened.connect(self._failed)
        preview.page_requested.connect(self._draw)
        preview.open_requested.connect(self.open)

    def show_line(self, line: DocumentLine) -> None:
        self._line = line
        if line.state is DocumentState.DESTROYED:
            self._preview.forget(_("This document was destroyed."))
        elif line.locked is not None and not line.locked.may_open:
            self._preview.forget()
        elif line.mark:
            self._preview.forget(_("Opening a marked document is recorded."), may_open=True)
        else:
            self.open()

    def open(self, number: int | None = None) -> None:
        """The version that is shown, or another one."""
        if self._line is not None:
            self._preview.forget(_("Opening…"))
            self._controller.open(self._line.id, number)

    def forget(self) -> None:
        """Another document comes."""
        self._line = None
        self._preview.forget()

    def close(self) -> None:
        """What was opened is not kept."""
        self.forget()
        self._controller.previews.close()

    def _opened(self, opened: Opened) -> None:
        if self._line is not None and self._line.id == opened.document:
            self._preview.show_opened(opened)

    def _failed(self, error: Any) -> None:
        self._preview.forget(str(error))

    def _draw(self, page: int, width: int) -> None:
        opened = self._preview.opened
        if opened is not None:
            self._controller.draw(opened.document, opened.number, page, width, words=self._preview.as_words)
