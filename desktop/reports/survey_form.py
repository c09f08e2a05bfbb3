"""The paper form of a survey: questions to tick and to write to, with a QR that names this form and nobody (SV-5)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.lines import break_lines
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Stamp
from desktop.reports.prose import LEADING, paragraph, space
from desktop.reports.sheet import A4, NOTE, Sheet, Strip

_SIZE, _BOX, _STEP = 10.5, 3.6 * MM, 7 * MM
_WRITING = 26 * MM  # room for an answer in words


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One question as it stands on paper. `points`: so many to tick in a row, between two words; `choices` one below
    the other; neither: room to write."""

    text: str
    points: int = 0
    choices: Sequence[str] = ()
    several: bool = False
    required: bool = True


def survey_forms(title: str, intro: str, questions: Sequence[AskedLine], codes: Iterable[str], look: OfficeLook,
                 stamp: Stamp, language: Translator) -> bytes:  # fmt: skip
    """One form for each code, as PDF; each begins on a page of its own. Raises BadEntry when the logo is no picture."""
    sheet = Sheet(title, look, stamp, language, A4)
    return sheet.render_each(_strips(intro, questions, code, sheet, language) for code in codes)


def _strips(intro: str, questions: Sequence[AskedLine], code: str, sheet: Sheet, say: Translator) -> Iterator[Strip]:
    yield _head(intro, code, sheet, say)
    for number, one in enumerate(questions, 1):
        more = "" if one.required else say(N_(" (if you like)"))
        hint = say(N_(" (tick all that apply)")) if one.several else ""
        yield paragraph(f"{one.text}{hint}{more}", sheet, _SIZE, bold=True, mark=f"{number}.")
        if one.points:
            yield _scale(one.points, say)
        elif one.choices:
            for choice in one.choices:
                yield _choice(choice, sheet)
        else:
            yield _room(sheet)
        yield space(3 * MM)
    yield paragraph(say(N_("Thank you. Please hand this form back, or put it in the box at the desk.")), sheet, _SIZE)


def _head(intro: str, code: str, sheet: Sheet, say: Translator) -> Strip:
    side = 24 * MM
    lines = break_lines(intro, sheet.face.face(False), _SIZE, sheet.width - side - 4 * MM)
    note = say(N_("Nobody's name stands on this form. The office reads answers of several clients together."))
    small = break_lines(note, sheet.face.face(False), NOTE, sheet.width - side - 4 * MM)

    def draw(pen: Pen, left: float, top: float) -> None:
        below = pen.lines(left, top + 1 * MM, lines, _SIZE, leading=LEADING)
        pen.lines(left, below + 1 * MM, small, NOTE, grey=INK2, leading=LEADING)
        pen.square_code(code, left + sheet.width - side, top, side)
        pen.one_line(left + sheet.width - side / 2, top + side, code, NOTE, side, align="centre", grey=INK2)

    return Strip(max(side + 6 * MM, (len(lines) * _SIZE + len(small) * NOTE) * LEADING + 6 * MM), draw)


def _scale(points: int, say: Translator) -> Strip:
    def draw(pen: Pen, left: float, top: float) -> None:
        step = 14 * MM if points <= 5 else 12 * MM
        x = left + 5 * MM
        for point in range(1, points + 1):
            pen.box(x, top + 0.6 * MM, _BOX, _BOX, weight=0.7)
            pen.text(x + _BOX + 1.4 * MM, top, str(point), _SIZE, leading=LEADING)
            x += step
        said = say(N_("1: not at all, {most}: fully")).format(most=points)
        pen.one_line(x + 2 * MM, top + 0.8 * MM, said, NOTE, 45 * MM, grey=INK2, leading=LEADING)

    return Strip(_STEP, draw)


def _choice(text: str, sheet: Sheet) -> Strip:
    lines = break_lines(text, sheet.face.face(False), _SIZE, sheet.width - 12 * MM)

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.box(left + 5 * MM, top + 0.6 * MM, _BOX, _BOX, weight=0.7)
        pen.lines(left + 5 * MM + _BOX + 1.8 * MM, top, lines, _SIZE, leading=LEADING)

    return Strip(max(6 * MM, len(lines) * _SIZE * LEADING + 1 * MM), draw)


def _room(sheet: Sheet) -> Strip:
    def draw(pen: Pen, left: float, top: float) -> None:
        pen.box(left + 5 * MM, top, sheet.width - 5 * MM, _WRITING, weight=0.6, grey=INK2)

    return Strip(_WRITING + 1 * MM, draw)
