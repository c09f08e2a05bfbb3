"""Labels for archive boxes: for the spine 脊背 and for the front, several on a page with lines to cut along."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.pen import INK2, LINE, MM, OfficeLook, Pen
from desktop.reports.sheet import A4

SPINE = (36 * MM, 250 * MM)
FRONT = (95 * MM, 65 * MM)
_SPINES, _FRONTS_DOWN = 5, 4
_PAD = 3 * MM
_SMALLEST = 5.0


@dataclass(frozen=True, slots=True)
class LabelValues:
    """What stands on a box."""

    number: str
    title: str
    year: str
    term: str
    place: str = ""


def box_labels(labels: Sequence[LabelValues], look: OfficeLook, language: Translator) -> bytes:
    """Pages of spines, then pages of fronts, in the order given."""
    face = look.typeface()
    with face.lock:
        pen = Pen(face, A4.width, A4.height, language(N_("Archive labels")), look.name, language.language)
        for start in range(0, len(labels), _SPINES):
            left = (A4.width - _SPINES * SPINE[0]) / 2
            for place, label in enumerate(labels[start : start + _SPINES]):
                _spine(pen, label, look, left + place * SPINE[0], (A4.height - SPINE[1]) / 2, language)
            pen.page_done()
        for start in range(0, len(labels), 2 * _FRONTS_DOWN):
            left, top = (A4.width - 2 * FRONT[0]) / 2, (A4.height - _FRONTS_DOWN * FRONT[1]) / 2
            for place, label in enumerate(labels[start : start + 2 * _FRONTS_DOWN]):
                down, across = divmod(place, 2)
                _front(pen, label, look, left + across * FRONT[0], top + down * FRONT[1], language)
            pen.page_done()
        return pen.finish()


def _spine(pen: Pen, label: LabelValues, look: OfficeLook, left: float, top: float, say: Translator) -> None:
    """From top to bottom: office, year, the title in lines over its width, keeping, number, place."""
    wide, high = SPINE
    pen.box(left, top, wide, high, weight=0.4, grey=LINE)
    middle, room = left + wide / 2, wide - 2 * _PAD
    pen.one_line(middle, top + 8 * MM, look.name, 9, room, align="centre", grey=INK2)
    pen.rule(left + _PAD, top + 16 * MM, left + wide - _PAD, top + 16 * MM)
    pen.one_line(middle, top + 22 * MM, label.year, 16, room, bold=True, align="centre")
    _block(pen, label.title, middle, top + 40 * MM, room, 120 * MM, 15)
    for at, name, text in ((176, N_("Kept for"), label.term), (200, N_("Archive no."), label.number),
                           (224, N_("Where it stands"), label.place)):  # fmt: skip
        pen.rule(left + _PAD, top + at * MM, left + wide - _PAD, top + at * MM)
        pen.one_line(middle, top + (at + 3) * MM, say(name), 7.5, room, align="centre", grey=INK2)
        _block(pen, text, middle, top + (at + 8) * MM, room, 13 * MM, 11)


def _front(pen: Pen, label: LabelValues, look: OfficeLook, left: float, top: float, say: Translator) -> None:
    wide, high = FRONT
    pen.box(left, top, wide, high, weight=0.4, grey=LINE)
    x, room = left + 5 * MM, wide - 10 * MM
    pen.one_line(x, top + 5 * MM, look.name, 8.5, room, grey=INK2)
    pen.one_line(x, top + 10 * MM, label.number, 15, room, bold=True)
    pen.rule(x, top + 18 * MM, left + wide - 5 * MM, top + 18 * MM)
    _block(pen, label.title, left + wide / 2, top + 20 * MM, room, 28 * MM, 13)
    said = "　".join(text for text in (label.year, label.term, label.place) if text)
    pen.one_line(x, top + high - 10 * MM, said, 9, room, grey=INK2)


def _block(pen: Pen, text: str, middle: float, top: float, room: float, high: float, size: float) -> None:
    """A text in the middle of a block, in letters so small that all of it finds room."""
    lines = pen.broken(text, size, room, bold=True)
    while len(lines) * size * LINE_HEIGHT > high and size > _SMALLEST:
        size -= 0.5
        lines = pen.broken(text, size, room, bold=True)
    at = top + max(0.0, (high - len(lines) * size * LINE_HEIGHT) / 2)
    pen.lines(middle, at, lines, size, bold=True, align="centre")
