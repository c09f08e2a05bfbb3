"""Breaks text into lines the way Chinese and English are set: no closing mark first, no opening mark last."""

import re
from collections.abc import Iterator

from desktop.reports.fonts import Face, printable

CLOSING = frozenset("、，。．；：？！…—～·’”）〕］｝〉》」』】〗〙％‰℃°″′,.;:?!)]}%›»ー々〻")
OPENING = frozenset("‘“（〔［｛〈《「『【〖〘([{‹«￥¥$€£#№＃")
_WORD = r"[A-Za-z0-9À-ɏͰ-ӿ]"
# a number keeps its sign, its separators and its unit; a word its inner apostrophes, hyphens and dots
_UNITS = re.compile(
    r"[+\-−]?\d[\d,.:/\-]*\d|"
    rf"{_WORD}(?:['’._@&+\-]?{_WORD})*[\-/&]?|"
    r"—+|…+|"
    r"[ \t\u2000-\u200a]+|"
    r".[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*",
    re.DOTALL,
)


def break_lines(text: str, face: Face, size: float, width: float) -> list[str]:
    """The lines of a text at a size and a width in points; nothing is ever left out.

    A stretch that is wider than the line all by itself (an address on the web, sixty letters) is broken inside.
    """
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        if face.width(paragraph, size) <= width:
            lines.append(paragraph.strip(" "))
        else:
            lines.extend(_fill(paragraph, face, size, width))
    return lines


def units(paragraph: str) -> Iterator[str]:
    """The stretches between which a line may end; spaces are stretches of their own."""
    held = ""
    for found in _UNITS.finditer(paragraph):
        piece = found.group()
        if not held:
            held = piece
        elif piece[0] == " " or held[-1] == " ":
            yield held
            held = piece
        elif piece[0] in CLOSING or held[-1] in OPENING:
            held += piece
        else:
            yield held
            held = piece
    if held:
        yield held


def _fill(paragraph: str, face: Face, size: float, width: float) -> Iterator[str]:
    line, used = "", 0.0
    for unit in units(paragraph):
        wide = face.width(unit, size)
        if used + wide <= width + 0.01:
            line, used = line + unit, used + wide
            continue
        if unit.isspace():
            # the break itself stands for the space
            if line.strip():
                yield line.rstrip()
            line, used = "", 0.0
            continue
        if line.strip():
            yield line.rstrip()
        line, used = "", 0.0
        for piece in _pieces(unit, face, size, width):
            if line:
                yield line
            line, used = piece, face.width(piece, size)
    if line.strip():
        yield line.rstrip()


def _pieces(unit: str, face: Face, size: float, width: float) -> list[str]:
    if face.width(unit, size) <= width + 0.01:
        return [unit]
    pieces, piece, used = [], "", 0.0
    for mark in unit:
        wide = face.measure(mark)[1] * size
        if piece and used + wide > width + 0.01:
            pieces.append(piece)
            piece, used = "", 0.0
        piece, used = piece + mark, used + wide
    return [*pieces, piece]
