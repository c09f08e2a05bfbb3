"""The folder that a scanner writes into: which scans have come to rest there, and where they go once they are filed."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from desktop.i18n import N_
from desktop.rules.errors import BadEntry

FOLDER, AFTER, LEFT = "scans.folder", "scans.after", "scans.left"
"""Names of the choices of a workstation: the folder, what becomes of filed scans, and which were left lying there."""
MOVE, LEAVE = "move", "leave"
CHOOSE = "choose"
"""What the page of scans is opened with by whoever wants another folder."""
ENDINGS = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"})
REST = 2.0  # seconds in which a file must not have changed
MOST = 500  # scans that are shown at once


class Scan(NamedTuple):
    """A file as it lay there when it was looked at."""

    path: Path
    size: int
    changed: int  # nanoseconds, as the system tells it

    @property
    def mark(self) -> list[Any]:
        """By what it is known again once it was filed and left lying."""
        return [self.path.name, self.size, self.changed]


class Lying(NamedTuple):
    """What a look found: scans at rest, the oldest first, and how many are not yet."""

    scans: tuple[Scan, ...]
    waiting: int


class ScanFolder:
    """Looks at one folder again and again, and changes nothing in it but by `put_away` and `bring_back`.

    A scan is at rest once two looks, `rest` seconds apart, found it of the same size and time, and it can be opened: a
    scanner writes for a while, and some hold the file shut meanwhile.
    """

    def __init__(self, folder: Path, left: Iterable[Any] = (), rest: float = REST) -> None:
        self.folder, self._rest = folder, rest
        self.left = [list(mark) for mark in left]
        self._since: dict[Scan, float] = {}

    def look(self, now: float) -> Lying:
        """`now` is a clock that never goes back. Raises BadEntry where the folder is gone or can't be read."""
        found = self._found()
        self._since = {scan: self._since.get(scan, now) for scan in found}
        # what is there no more need not be remembered
        marks = [scan.mark for scan in found]
        self.left = [mark for mark in self.left if mark in marks]
        new = [scan for scan in found if scan.mark not in self.left]
        rest = [scan for scan in new if now - self._since[scan] >= self._rest and _opens(scan)]
        rest.sort(key=lambda scan: (scan.changed, scan.path.name))
        return Lying(tuple(rest[:MOST]), len(new) - len(rest))

    def _found(self) -> list[Scan]:
        found = []
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if entry.name.startswith((".", "~")) or Path(entry.name).suffix.lower() not in ENDINGS:
                        continue
                    try:
                        told = entry.stat(follow_symlinks=False)
                        if entry.is_file(follow_symlinks=False):
                            found.append(Scan(Path(entry.path), told.st_size, told.st_mtime_ns))
                    except OSError:
                        # taken away between one question and the next
                        continue
        except OSError as trouble:
            raise BadEntry(
                N_("The scan folder {folder} can't be read: {why}. Connect it again, or choose another."), "folder",
                folder=str(self.folder), why=trouble.strerror or type(trouble).__name__,
            ) from trouble  # fmt: skip
        return found

    def leave(self, scan: Scan) -> None:
        """It was filed and stays where it is: from now on it is not new."""
        self.left.append(scan.mark)

    def come_back(self, scan: Scan) -> None:
        """Its filing was taken back: it is new again."""
        self.left = [mark for mark in self.left if mark != scan.mark]


def unchanged(scan: Scan) -> None:
    """Raises BadEntry for one that is not as it was looked at."""
    try:
        told = scan.path.stat()
    except OSError as trouble:
        raise BadEntry(N_("The scan {name} is not there any more."), "file", name=scan.path.name) from trouble
    if (told.st_size, told.st_mtime_ns) != (scan.size, scan.changed):
        raise BadEntry(N_("The scan {name} was changed since it was shown. Look at it again."), "file",
                       name=scan.path.name)  # fmt: skip


def put_away(scan: Scan, into: str) -> Path:
    """Moves a filed scan into the folder `into` beside it, and returns where it lies. Raises BadEntry; then it lies
    where it lay."""
    return _moved(scan.path, scan.path.parent / into)


def bring_back(path: Path, scan: Scan) -> None:
    """Moves a scan back whose filing was taken back. Raises BadEntry."""
    _moved(path, scan.path.parent)


def _moved(path: Path, folder: Path) -> Path:
    try:
        folder.mkdir(exist_ok=True)
        target, number = folder / path.name, 1
        while target.exists():
            number += 1
            target = folder / f"{path.stem} ({number}){path.suffix}"
        return path.rename(target)
    except OSError as trouble:
        raise BadEntry(
            N_("{name} is filed, but can't be moved out of the scan folder: {why}."), "file", name=path.name,
            why=trouble.strerror or type(trouble).__name__,
        ) from trouble  # fmt: skip


def _opens(scan: Scan) -> bool:
    if not scan.size:
        return False
    try:
        with scan.path.open("rb"):
            return True
    except OSError:
        return False
