"""Documents as they look, drawn from memory: no file is ever laid down for it (DO-1).

Opening a marked document is recorded before its first page is drawn. What was opened stays in the memory of this
session for a while, and is gone when it is locked or left: with the reader's process, which has it too.
"""

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.document_layout import DRAWN_IN_PART, NOT_LAID_OUT
from desktop.rules.document_reading import Kind, Line, PagePicture, PageValues, Unreadable
from desktop.rules.documents import Watermark
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import document_hand_outs, document_rights
from desktop.services.document_process import Paper, Reader
from desktop.services.work import Work

WIDEST = 4_000  # pixels of a page's picture
_PAGES_KEPT = 40_000_000  # bytes of drawn pages
_PAPERS_KEPT = 60_000_000  # bytes of contents, or a single larger one


@dataclass(frozen=True, slots=True)
class Opened:
    """A version that can be drawn. `pages` are those that can be asked for: sheets of a workbook, by their `labels`,
    some sixty lines of a plain text. `watermark` is to stand across each page; `told` says, as a message id, why it is
    not shown as it is laid out, or not all of it."""

    document: UUID
    number: int
    title: str
    name: str
    kind: Kind
    pages: int
    watermark: Watermark | None
    labels: tuple[str, ...] = ()
    told: str = ""
    until: datetime | None = None  # when it is to be closed, where it was lent


Key = tuple[UUID, int]


class Previews:
    """What one session looks at. Several threads may ask; the reader answers one after the other."""

    def __init__(self, reader: Reader | None = None) -> None:
        self._reader = reader or Reader()
        self._lock = Lock()
        self._open: OrderedDict[Key, tuple[Opened, Paper, int]] = OrderedDict()
        self._drawn: OrderedDict[tuple[Key, int, int], PagePicture | PageValues] = OrderedDict()
        self._drawn_bytes = 0
        self._closed = 0  # how often: what was asked for before is kept no more

    def open(self, work: Work, document_id: UUID, number: int | None = None) -> Opened:
        """Opens a version, the one that is shown where no number is given; recorded first where it bears a mark. Give
        it staged work. Raises NotAllowed, NotFound, DestroyedDocument, Unreadable, and what the store raises."""
        times = self._closed
        paper = document_hand_outs.read(work, document_id, number)
        content = paper.content
        held = Paper(f"{paper.document.hex}-{paper.number}", paper.name, lambda: content, laid_out=True)
        told = ""
        try:
            made = self._reader.open(held)
        except Unreadable:
            # what can't be laid out may have words all the same; if it has none, that is what is told
            held = held._replace(key=f"{held.key}-words", laid_out=False)
            made, told = self._reader.open(held), NOT_LAID_OUT
        found = Opened(paper.document, paper.number, paper.title, paper.name, made.kind, made.pages, paper.watermark,
                       made.labels, told or (DRAWN_IN_PART if made.cut else ""), paper.until)  # fmt: skip
        with self._lock:
            if times == self._closed:
                self._open[found.document, found.number] = (found, held, len(content))
                self._open.move_to_end((found.document, found.number))
                while len(self._open) > 1 and sum(size for _o, _p, size in self._open.values()) > _PAPERS_KEPT:
                    self._open.popitem(last=False)
        return found

    def page(self, work: Work, document_id: UUID, number: int, page: int, width: int, *, words: bool = False
             ) -> PagePicture | PageValues:  # fmt: skip
        """A page of an opened version, as a picture so many pixels wide, or as values to be drawn; its `words` alone
        for who can't see a picture, or wants to copy them. Whether I may see it still is asked each time. Raises
        BadEntry where it was not opened, or is no more: open it again; NotAllowed,
        NotFound, Unreadable."""
        row, client = document_rights.reached(work, document_id, withdrawn=True)
        document_rights.require(work, Right.SEE_DOCUMENTS, row, client)
        key, width = (document_id, number), 0 if words else max(1, min(width, WIDEST))
        with self._lock:
            times, held, drawn = self._closed, self._open.get(key), self._drawn.get((key, page, width))
            if held is not None:
                self._open.move_to_end(key)
            if held is not None and drawn is not None:
                self._drawn.move_to_end((key, page, width))
                return drawn
        if held is None:
            raise BadEntry(N_("This document is not open any more. Open it again."))
        opened, paper, _size = held
        made: PagePicture | PageValues | None
        if words:
            made = PageValues("", tuple(Line(line) for line in self._reader.text(paper, page).splitlines()))
        else:
            made = None if opened.kind.has_pictures else self._reader.values(paper, page)
        if made is None:
            made = self._reader.picture(paper, page, width)
        with self._lock:
            if times == self._closed:
                self._remember((key, page, width), made)
        return made

    def _remember(self, key: tuple[Key, int, int], made: PagePicture | PageValues) -> None:
        self._drawn[key] = made
        self._drawn_bytes += _size_of(made)
        while self._drawn_bytes > _PAGES_KEPT and len(self._drawn) > 1:
            self._drawn_bytes -= _size_of(self._drawn.popitem(last=False)[1])

    def close(self) -> None:
        """Forgets all of it, and ends the reader's process: at lock and sign-out. It can be used again afterwards."""
        with self._lock:
            self._closed += 1
            self._open.clear()
            self._drawn.clear()
            self._drawn_bytes = 0
        self._reader.close()


def _size_of(made: PagePicture | PageValues) -> int:
    return len(made.png) if isinstance(made, PagePicture) else 4_000 + 60 * len(made.blocks)
