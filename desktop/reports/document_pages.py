"""Draws a laid-out text document as the pages of a PDF, for its preview (DO-1).

Where the program that made it noted its pages, each of them is one page here too, drawn a little smaller if need be.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.reports.document_blocks import Blocks, Piece, height_of, stack
from desktop.reports.flowing import Flow
from desktop.reports.fonts import Typeface, fonts_folder, typeface
from desktop.reports.pen import Pen
from desktop.rules.document_layout import PAGES_DRAWN, Counted, Drawing, Section

_SHRINK = 1.35  # a noted page that is higher than this to its paper goes on, on another
_PICTURES = 300  # of one document
_SHARP = 2.0  # pixels of a picture to a point
_EDGE = 0.6  # grey of the frame where a picture can't be drawn
Opener = Callable[[bytes, int], Any]


@dataclass(slots=True)
class _Page:
    section: Section
    pieces: list[Piece] = field(default_factory=list)

    @property
    def room(self) -> float:
        return room_of(self.section)

    @property
    def scale(self) -> float:
        """What stands on it must fit."""
        high = height_of(self.pieces)
        return self.room / high if high > self.room else 1.0


def draw_pages(sections: Sequence[Section], opener: Opener) -> tuple[bytes, bool]:
    """The pages as a PDF, and whether there are more than were drawn. `opener` opens a picture for so many pixels of
    width; None for what is no picture that it knows."""
    face = typeface(fonts_folder())
    painter = _Painter(opener)
    with face.lock:
        pages: list[_Page] = []
        for section in sections:
            for page in _pages_of(section, face, painter):
                pages.append(page)
                if len(pages) > PAGES_DRAWN:
                    break
        cut, pages = len(pages) > PAGES_DRAWN, pages[:PAGES_DRAWN] or [_Page(sections[0])]
        pen = Pen(face, sections[0].width, sections[0].height, "", "", "zh_CN")
        for number, page in enumerate(pages, 1):
            counts = {Counted.PAGE: str(number), Counted.PAGES: str(len(pages))}
            _draw(pen, page, Blocks(Flow(face, counts=counts.__getitem__), painter, page.room))
        return pen.finish(), cut


def room_of(section: Section) -> float:
    return max(section.height - section.top - section.bottom, 40.0)


def _wide(section: Section) -> float:
    return max(section.width - section.left - section.right, 40.0)


def _draw(pen: Pen, page: _Page, beside: Blocks) -> None:
    section, canvas = page.section, pen.canvas
    canvas.setPageSize((section.width, section.height))
    pen.width, pen.height = section.width, section.height
    for blocks, foot in ((section.header, False), (section.footer, True)):
        strips = [piece for piece in beside.pieces(blocks, _wide(section)) if piece.turn is None]
        high = height_of(strips)
        if high < section.height / 3:
            stack(pen, strips, section.left, section.height - section.footer_at - high if foot else section.header_at)
    canvas.saveState()
    if page.scale < 1:
        # about the middle of the text's upper edge
        middle, upper = section.left + _wide(section) / 2, section.height - section.top
        canvas.translate(middle * (1 - page.scale), upper * (1 - page.scale))
        canvas.scale(page.scale, page.scale)
    stack(pen, page.pieces, section.left, section.top)
    canvas.restoreState()
    pen.page_done()


def _pages_of(section: Section, face: Typeface, painter: "_Painter") -> Iterator[_Page]:
    room = room_of(section)
    blocks = Blocks(Flow(face, section.grid, tallest=room * 0.95), painter, room)
    pieces = _as_far(blocks.pieces(section.blocks, _wide(section)), room * (PAGES_DRAWN + 1))
    for stretch, noted in _stretches(pieces):
        high = height_of(stretch)
        if high <= room or (noted and high <= room * _SHRINK):
            yield _Page(section, stretch)
        else:
            yield from _flowed(stretch, section)


def _as_far(pieces: Iterator[Piece], most: float) -> Iterator[Piece]:
    """As many as are drawn: breaking the lines of the others would take its time for nothing."""
    for piece in pieces:
        yield piece
        most -= piece.height
        if most < 0:
            return


def _stretches(pieces: Iterator[Piece]) -> Iterator[tuple[list[Piece], bool]]:
    """What stands between two breaks, and whether the program that made it noted one of them. A stretch of which
    nothing is seen comes of two breaks for one page."""
    found: list[Piece] = []
    noted = False
    for piece in pieces:
        if piece.turn is None:
            found.append(piece)
            continue
        if any(each.draw is not None for each in found):
            yield found, noted or piece.turn.noted
        noted, found = piece.turn.noted, []
    if any(each.draw is not None for each in found):
        yield found, noted


def _flowed(pieces: Sequence[Piece], section: Section) -> Iterator[_Page]:
    """The pieces on as many pages as they take."""
    page = _Page(section)
    used = 0.0
    for group in _tied(pieces, page.room / 2):
        high = height_of(group)
        if used + high > page.room and page.pieces:
            yield page
            page, used = _Page(section), 0.0
            head = group[0].head
            if head is not None and group[0] is not head:
                page.pieces.append(head)
                used = head.height
        if group[0].loose and not page.pieces:
            continue
        page.pieces += group
        used += high
    if page.pieces:
        yield page


def _tied(pieces: Sequence[Piece], most: float) -> Iterator[list[Piece]]:
    """Pieces that stay on one page together: a heading and what it heads."""
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not (piece.tied or (piece.loose and len(group) > 1)) or height_of(group) > most:
            yield group
            group = []
    if group:
        yield group


class _Painter:
    """Draws pictures, each read once."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._read: dict[bytes, Any] = {}

    def __call__(self, pen: Pen, drawing: Drawing, x: float, top: float) -> None:
        reader = self._reader(drawing)
        if reader is None:
            pen.box(x, top, drawing.width, drawing.height, weight=0.5, grey=_EDGE)
            return
        below = pen.height - top - drawing.height
        pen.canvas.drawImage(reader, x, below, drawing.width, drawing.height)

    def _reader(self, drawing: Drawing) -> Any:
        from reportlab.lib.utils import ImageReader

        if drawing.content not in self._read:
            known = bool(drawing.content) and len(self._read) < _PICTURES
            image = self._opener(drawing.content, max(1, round(drawing.width * _SHARP))) if known else None
            self._read[drawing.content] = ImageReader(image) if image is not None else None
        return self._read[drawing.content]
