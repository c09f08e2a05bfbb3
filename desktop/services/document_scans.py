"""Scans as they look before they are filed, drawn from memory as filed documents are (DO-1)."""

from pathlib import Path
from threading import Lock
from uuid import UUID, uuid5

from desktop.i18n import N_
from desktop.rules.blobs import MOST, too_large
from desktop.rules.document_reading import PagePicture, PageValues, Unreadable
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import document_codes, document_looks
from desktop.services.document_looks import Looked
from desktop.services.document_process import Paper, Reader
from desktop.services.previews import WIDEST, Opened
from desktop.services.work import Work

_SPACE = UUID("5f0b2c1e-6f0e-4d0e-9f3b-0f6f3f1d2a77")
"""Names what is looked at before it is a document."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A scan that is looked at: what looking at it told, and its pages, none where it can't be drawn."""

    path: Path
    looked: Looked
    opened: Opened | None
    trouble: str


class Scans:
    """The one scan that a session looks at. Several threads may ask; the reader answers one after the other."""

    def __init__(self, reader: Reader | None = None) -> None:
        self._reader = reader or Reader()
        self._lock = Lock()
        self._open: tuple[Opened, Paper] | None = None

    def open(self, work: Work, path: Path, stamp: str) -> Shown:
        """Looks at a scan, tells whether it stands here already, and whose signed sheet it is; `stamp` tells it from
        what had its name before. Give it staged work. Raises NotAllowed, BadEntry where it can't be read, TooLarge."""
        (looked,) = document_looks.look(work, [path])
        if looked.trouble is not None:
            raise looked.trouble
        try:
            content = path.read_bytes()
        except OSError as trouble:
            raise document_looks.unreadable(path, trouble) from trouble
        if len(content) > MOST:
            raise too_large(len(content))
        key = uuid5(_SPACE, f"{path}\n{stamp}")
        paper = Paper(key.hex, looked.name, lambda: content)
        try:
            made = self._reader.open(paper)
        except Unreadable as why:
            return Shown(path, looked, None, str(why))
        opened = Opened(key, 1, looked.title, looked.name, made.kind, made.pages, None)
        with self._lock:
            self._open = (opened, paper)
        return Shown(path, document_codes.signed(work, self._reader, paper, looked), opened, "")

    def page(self, work: Work, key: UUID, page: int, width: int) -> PagePicture | PageValues:
        """A page of the scan that was opened last. Raises BadEntry for another, NotAllowed, Unreadable."""
        work.require(Right.FILE_DOCUMENTS)
        with self._lock:
            held = self._open
        if held is None or held[0].document != key:
            raise BadEntry(N_("This document is not open any more. Open it again."))
        opened, paper = held
        made = None if opened.kind.has_pictures else self._reader.values(paper, page)
        return made or self._reader.picture(paper, page, max(1, min(width, WIDEST)))

    def close(self) -> None:
        """Forgets it, and ends the reader's process."""
        with self._lock:
            self._open = None
        self._reader.close()
