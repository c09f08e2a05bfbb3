"""Paints the drawing list of a chart on paper: the same picture as on the screen, in the colours of the light look."""

from collections.abc import Callable

from desktop.reports.fonts import Typeface
from desktop.reports.pen import Pen, Shade
from desktop.reports.sheet import Strip
from desktop.rules.charts import scene
from desktop.rules.charts.scene import LEAST_ON_PAPER, Dot, Line, Mark, Poly, Rect, Room, Scene, Text

TEXT = 7.2  # points
_DASH = (2.4, 1.6)
_HATCH = 2.6


def _shade(colour: str) -> Shade:
    return tuple(round(int(colour[at : at + 2], 16) / 255, 4) for at in (1, 3, 5))  # type: ignore[return-value]


INKS = {
    "ink": _shade("#1A2126"), "ink2": _shade("#55616B"), "line": _shade("#D8DEE2"), "edge": _shade("#7D8891"),
    "surface": _shade("#FFFFFF"), "accent": _shade("#0B6478"), "tint": _shade("#E2F0F3"), "good": _shade("#1F6B3E"),
    "warn": _shade("#8A5200"), "bad": _shade("#B3261E"), "lock": _shade("#EEF1F3"),
}  # fmt: skip


def room(width: float, face: Typeface, height: float = 0.0, text: float = TEXT) -> Room:
    """A room on paper, in points, measured in the sheets' own typeface."""
    return Room(width, height, text, lambda words, size, bold: face.face(bold).width(words, size), LEAST_ON_PAPER)


def chart(build: Callable[[Room], Scene], width: float, face: Typeface, height: float = 0.0) -> Strip:
    """The chart as a strip of a sheet."""
    drawn = build(room(width, face, height))
    return Strip(drawn.height, lambda pen, left, top: paint(drawn, pen, left, top))


def paint(drawn: Scene, pen: Pen, left: float, top: float) -> None:
    for mark in drawn.marks:
        _paint(mark, pen, left, top)


def _paint(mark: Mark, pen: Pen, left: float, top: float) -> None:
    if isinstance(mark, Text):
        pen.text(left + mark.x, top + mark.y, mark.text, mark.size, bold=mark.bold, align=mark.align,
                 grey=INKS[mark.ink], leading=scene.LINE_HEIGHT)  # fmt: skip
    elif isinstance(mark, Line):
        ends = (left + mark.x1, top + mark.y1), (left + mark.x2, top + mark.y2)
        pen.path(ends, mark.weight, INKS[mark.ink], dash=_DASH if mark.dash else ())
    elif isinstance(mark, Poly):
        points = [(left + x, top + y) for x, y in mark.points]
        pen.path(points, mark.weight if mark.ink else 0.0, INKS[mark.ink or "ink"], closed=bool(mark.fill),
                 fill=INKS[mark.fill] if mark.fill else None, dash=_DASH if mark.dash else ())  # fmt: skip
    elif isinstance(mark, Dot):
        ink = INKS[mark.ink]
        fill = INKS["surface"] if mark.hollow else ink
        pen.dot(left + mark.x, top + mark.y, mark.radius, fill, ink, max(mark.radius * 0.3, 0.6))
    elif isinstance(mark, Rect):
        _rect(mark, pen, left + mark.x, top + mark.y)


def _rect(mark: Rect, pen: Pen, x: float, top: float) -> None:
    corners = ((x, top), (x + mark.width, top), (x + mark.width, top + mark.height), (x, top + mark.height))
    if mark.hatch and mark.width > 0:
        _hatched(pen, x, top, mark.width, mark.height, INKS[mark.edge or "ink2"])
    pen.path(corners, 0.6 if mark.edge else 0.0, INKS[mark.edge or "ink"], closed=True,
             fill=INKS[mark.fill] if mark.fill else None, dash=_DASH if mark.dash else ())  # fmt: skip


def _hatched(pen: Pen, x: float, top: float, width: float, height: float, shade: Shade) -> None:
    """Slanted lines from edge to edge; cut by reckoning, for a clip would need a state to be kept and put back."""
    along = _HATCH
    while along < width + height:
        start = (x + min(along, width), top + max(along - width, 0.0))
        end = (x + max(along - height, 0.0), top + min(along, height))
        pen.path((start, end), 0.35, shade)
        along += _HATCH
