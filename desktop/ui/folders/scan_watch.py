"""Watches the folder that this workstation's scanner writes into, while a page is seen that tells of it (DO-1)."""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _n
from desktop.rules.errors import OfficeError
from desktop.ui.kit.background import Background
from desktop.ui.kit.text import button
from desktop.ui.kit.tokens import GAP
from desktop.workstation import scan_folder
from desktop.workstation.scan_folder import AFTER, FOLDER, LEAVE, LEFT, MOVE, REST, Lying, Scan, ScanFolder

SLOW, SOON = 10_000, 1_200
"""Milliseconds between two looks: of a share that tells nobody of what comes, and while a scan is coming to rest."""


class Store(Protocol):
    """The choices of this workstation."""

    def get(self, key: str, default: Any = None) -> Any: ...
    def set(self, key: str, value: Any) -> None: ...


class ScanWatch(QObject):
    """One for all pages of a desk. The folder is looked at in a thread of its own: a share may take its time."""

    looked = Signal()
    """There may be other scans, or another trouble."""

    def __init__(self, preferences: Store, parent: QObject | None = None, rest: float = REST) -> None:
        super().__init__(parent)
        self._preferences, self._rest = preferences, rest
        self._background = Background(self)
        self._system = QFileSystemWatcher(self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._system.directoryChanged.connect(lambda _path: self.look())
        self._seen_by: set[QObject] = set()
        self.lying = Lying((), 0)
        self.trouble: OfficeError | None = None
        self._folder: ScanFolder | None = None
        self._take_folder()

    # what was chosen

    @property
    def folder(self) -> Path | None:
        return self._folder.folder if self._folder is not None else None

    @property
    def moves(self) -> bool:
        """Whether filed scans are moved into a folder beside them, or left lying."""
        return self._preferences.get(AFTER, MOVE) != LEAVE

    def choose(self, folder: Path) -> None:
        self._preferences.set(FOLDER, str(folder))
        self._preferences.set(LEFT, [])
        self._take_folder()
        self.look()

    def set_moves(self, on: bool) -> None:
        self._preferences.set(AFTER, MOVE if on else LEAVE)

    def _take_folder(self) -> None:
        chosen = str(self._preferences.get(FOLDER, "") or "")
        self._folder = ScanFolder(Path(chosen), self._preferences.get(LEFT, []), self._rest) if chosen else None
        self.lying, self.trouble = Lying((), 0), None

    # looking

    def begin(self, page: QObject) -> None:
        """A page is seen that tells of the folder."""
        self._seen_by.add(page)
        self.look()

    def end(self, page: QObject) -> None:
        self._seen_by.discard(page)
        if not self._seen_by:
            self._timer.stop()
            if watched := self._system.directories():
                self._system.removePaths(watched)

    def look(self) -> None:
        held = self._folder
        if held is None or not self._seen_by:
            self.looked.emit()
            return
        self._timer.stop()
        self._background.run("look", lambda: held.look(monotonic()), self._told, self._failed)

    def _told(self, lying: Lying) -> None:
        self.lying, self.trouble = lying, None
        if self._folder is not None:
            self._preferences.set(LEFT, self._folder.left)
        # a folder that was away and is back has to be watched anew
        if self._folder is not None and self._seen_by and not self._system.directories():
            self._system.addPath(str(self._folder.folder))
        self._again(SOON if lying.waiting else SLOW)

    def _failed(self, error: OfficeError) -> None:
        self.lying, self.trouble = Lying((), 0), error
        self._again(SLOW)

    def _again(self, wait: int) -> None:
        if self._seen_by:
            self._timer.start(wait)
        self.looked.emit()

    # what becomes of scans

    def settle(self, scans: Sequence[Scan], into: str, done: Callable[[dict[Scan, Path]], object],
               failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
        """Filed scans are moved into the folder `into`, or left, as was chosen; `done` is told where they lie now,
        `failed` what could not be moved, which is then left."""
        held, moves = self._folder, self.moves
        if held is None:
            done({scan: scan.path for scan in scans})
            return

        def told(found: tuple[dict[Scan, Path], list[OfficeError]]) -> None:
            done(found[0])
            self._after(found[1], failed)

        self._background.run(
            f"settle {monotonic()}", lambda: _settled(held, scans, into if moves else ""), told, failed
        )

    def bring_back(self, lies: dict[Scan, Path], failed: Callable[[OfficeError], object]) -> None:
        """Their filing was taken back: they are new again."""
        held = self._folder
        if held is not None:
            self._background.run(f"back {monotonic()}", lambda: _brought_back(held, lies),
                                 lambda troubles: self._after(troubles, failed), failed)  # fmt: skip

    def _after(self, troubles: Sequence[OfficeError], failed: Callable[[OfficeError], object]) -> None:
        for trouble in troubles:
            failed(trouble)
        self.look()


class NewScans(QWidget):
    """How many new scans there are, with the way to them; nothing where there are none."""

    def __init__(self, watch: ScanWatch, go: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watch = watch
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.button = button("", go, icon_name="inbox")
        self.button.hide()
        row.addWidget(self.button)
        row.addStretch(1)
        watch.looked.connect(self._tell)

    def _tell(self) -> None:
        count = len(self._watch.lying.scans)
        said = _n("{n} new scan", "{n} new scans", count).format(n=count)
        self.button.setText(said)
        self.button.setAccessibleName(said)
        self.button.setVisible(count > 0)
        # the room below it goes with it
        self._row.setContentsMargins(0, 0, 0, GAP if count else 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.begin(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch.end(self)


def _settled(held: ScanFolder, scans: Sequence[Scan], into: str) -> tuple[dict[Scan, Path], list[OfficeError]]:
    lies, troubles = {}, []
    for scan in scans:
        lies[scan] = scan.path
        try:
            if into:
                lies[scan] = scan_folder.put_away(scan, into)
                continue
        except OfficeError as trouble:
            troubles.append(trouble)
        held.leave(scan)
    return lies, troubles


def _brought_back(held: ScanFolder, lies: dict[Scan, Path]) -> list[OfficeError]:
    troubles: list[OfficeError] = []
    for scan, path in lies.items():
        try:
            if path != scan.path:
                scan_folder.bring_back(path, scan)
            held.come_back(scan)
        except OfficeError as trouble:
            troubles.append(trouble)
    return troubles
