"""Papers on their way in: chosen, dropped or pasted, looked at, asked about, filed (DO-1)."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import _, _n
from desktop.rules.documents import kinds_of
from desktop.rules.rights import Right
from desktop.services import marks
from desktop.services.filing import Outcome
from desktop.services.folders import FolderLine
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.filing_dialog import FilingDialog
from desktop.ui.kit.times import today


class Intake(QObject):
    """Files for whose papers the controller shows; `tree` and `here` tell the folders there are, and which is chosen.

    `dialog` is the last one opened."""

    said = Signal(str, object)
    """What was done, and what takes it back."""
    warned = Signal(str)
    refused = Signal(object)
    taken = Signal(object, object)
    """The sources that were filed, and the act."""

    def __init__(self, controller: FoldersController, tree: Callable[[], Sequence[FolderLine]],
                 here: Callable[[], FolderLine | None], host: QWidget) -> None:  # fmt: skip
        super().__init__(host)
        self._controller, self._tree, self._here, self._host = controller, tree, here, host
        self._sources: list[Path | bytes] = []
        self._wishes: Sequence[Any] = ()
        self.dialog: Any = None
        controller.filed.connect(self._filed)

    def choose(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self._host, _("File papers"))
        self.take([Path(name) for name in names])

    def paste(self) -> None:
        self.take_data(QGuiApplication.clipboard().mimeData())

    def takes(self, data: QMimeData | None) -> bool:
        return data is not None and (data.hasUrls() or data.hasImage())

    def take_data(self, data: QMimeData | None) -> None:
        if data is None or not self._controller.may(Right.FILE_DOCUMENTS):
            return
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.take([path for path in files if path.is_file()])
            return
        picture = data.imageData() if data.hasImage() else None
        if picture is None:
            self.warned.emit(_("There is nothing copied that could be filed: files or a picture."))
            return
        self.take([_png_of(picture)], [_("Picture {day}.png").format(day=today().isoformat())])

    def take(self, sources: Sequence[Path | bytes], names: Sequence[str] = ()) -> None:
        """Looks at files and then asks what becomes of them."""
        if sources:
            self._sources = list(sources)
            self._controller.look(sources, names, self._looked, self.refused.emit)

    def _looked(self, looked: Any) -> None:
        office = self._controller.desk.office
        offered = marks.offered(self._controller.desk.person, office.settings)
        here = self._here()
        where = here.path if here is not None else None
        self.dialog = FilingDialog(self._sources, looked, kinds_of(office.settings), self._tree(),
                                   self._controller.client, where, offered, self._host)  # fmt: skip
        self.dialog.wished.connect(self._file)
        self.dialog.open()

    def _file(self, wishes: Any) -> None:
        self._wishes = wishes
        self.dialog.watch(self._controller.file(wishes, self.dialog.failed))

    def file_at_once(self, wish: Any) -> None:
        """Files what needs no more questions."""
        self._wishes = [wish]
        self._controller.file(self._wishes, self.refused.emit)

    def _filed(self, outcomes: Sequence[Outcome], operation: UUID) -> None:
        wrong = [one for one in outcomes if one.trouble is not None]
        done = len(outcomes) - len(wrong)
        if self.dialog is not None:
            self.dialog.accept()
        taken = [wish.source for wish, one in zip(self._wishes, outcomes, strict=True) if one.trouble is None]
        if done:
            self.taken.emit(taken, operation)
            said = _n("{n} paper filed.", "{n} papers filed.", done).format(n=done)
            self.said.emit(said, lambda: self._controller.undo(operation))
        for one in wrong:
            self.warned.emit(f"{one.name}: {one.trouble}")


def _png_of(picture: Any) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(buffer.data().data())
