"""Sheets of a seated party: the chart of its tables, folded place cards, what the kitchen must know of each seat."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.lines import break_lines
from desktop.reports.pen import INK, INK2, MM, OfficeLook, Pen, Stamp
from desktop.reports.seating_elements import ChartElement, draw_element, reach
from desktop.reports.sheet import A4, BODY, NOTE, SECTION, Paper, Sheet, Strip, time_text
from desktop.reports.tables import ColumnHead, table_strips

A3 = Paper(297 * MM, 420 * MM)
CARD_WIDTH, CARD_HEIGHT = 200 * MM, 100 * MM  # of a folded place card, as it stands on the table

_SEAT = 4.2 * MM  # half of the mark of a seat
_ASIDE = 36 * MM  # kept beside a table for names
_ABOVE, _BELOW = 20 * MM, 30 * MM  # for names at the far side; for names at the near side and the door
_HALF_PAGE = 12  # seats of a table that is read well on half a page


@dataclass(frozen=True, slots=True)
class SeatMark:
    """A seat: its middle in mm from the table's, and which way its back points; hosts are squares, others circles."""

    x: float
    y: float
    out_x: float
    out_y: float
    number: int
    role: str
    name: str
    aside: str
    host: bool


@dataclass(frozen=True, slots=True)
class ChartTable:
    """A table with the main seat up, in mm; `x`, `y`, `turned` are where it stands in the room, `to_door` whether its
    main seat looks to the door."""

    label: str
    round: bool
    width: float
    depth: float
    x: float
    y: float
    turned: float
    seats: Sequence[SeatMark]
    to_door: bool = True


@dataclass(frozen=True, slots=True)
class KitchenTable:
    """What a table's waiter and the kitchen must know: rows of position, seat, name, allergies, what is not eaten."""

    label: str
    rows: Sequence[tuple[str, str, str, str, str]]
    note: str = ""


def seating_chart(title: str, said: str, tables: Sequence[ChartTable], look: OfficeLook, stamp: Stamp, say: Translator,
                  paper: Paper = A4, elements: Sequence[ChartElement] = (), *, door: bool = True
                  ) -> bytes:  # fmt: skip
    """The chart (SE-6): the room, if there are several tables or more than tables, then each table with its seats.
    `door` says whether an arrow shows the door, where the room has none of its own."""
    sheet = Sheet(title, look, stamp, say, paper)
    return sheet.render(_chart(said, tables, elements, sheet, say, door=door))


def _chart(said: str, tables: Sequence[ChartTable], elements: Sequence[ChartElement], sheet: Sheet, say: Translator, *,
           door: bool) -> Iterator[Strip]:  # fmt: skip
    whole = sheet.paper.height - 2 * sheet.paper.margin - 34 * MM
    lines = break_lines(said, sheet.face.regular, BODY, sheet.width)
    head = len(lines) * BODY * LINE_HEIGHT + 3 * MM

    def words(pen: Pen, left: float, top: float) -> None:
        pen.lines(left, top, lines, BODY)

    yield Strip(head, words)
    if len(tables) > 1 or elements:
        yield _room(tables, elements, sheet.width, whole - head, say, door=door)
    for table in tables:
        high = whole - head if len(tables) == 1 else whole / (2 if len(table.seats) <= _HALF_PAGE else 1)
        yield _one(table, sheet.width, high, say)


def _room(tables: Sequence[ChartTable], elements: Sequence[ChartElement], width: float, height: float, say: Translator,
          *, door: bool) -> Strip:  # fmt: skip
    ends = reach(elements)
    for table in tables:
        far = math.hypot(table.width, table.depth) / 2 + 600
        ends += [(table.x - far, table.y - far), (table.x + far, table.y + far)]
    left, right = min(x for x, _y in ends), max(x for x, _y in ends)
    top, bottom = min(y for _x, y in ends), max(y for _x, y in ends)
    scale = min(width / (right - left), (height - 14 * MM) / (bottom - top))
    used = (bottom - top) * scale + 14 * MM

    def draw(pen: Pen, x: float, y: float) -> None:
        shift = x + (width - (right - left) * scale) / 2
        for element in elements:
            draw_element(pen, element, [(shift + (a - left) * scale, y + (b - top) * scale)
                                        for a, b in element.corners])  # fmt: skip
        for table in tables:
            middle = shift + (table.x - left) * scale, y + (table.y - top) * scale
            _outline(pen, table, *middle, scale, turned=table.turned)
            size = min(SECTION, max(5.0, min(table.width, table.depth) * scale / 4))
            room = max(table.width * scale * 0.8, 10.0)
            pen.one_line(middle[0], middle[1] - size * LINE_HEIGHT / 2, table.label, size, room, bold=True,
                         align="centre")  # fmt: skip
            for seat in table.seats:
                at = _turned(seat.x, seat.y, table.turned)
                _mark(pen, seat, middle[0] + at[0] * scale, middle[1] + at[1] * scale, min(_SEAT, 190 * scale))
        if door:
            _door(pen, x + width / 2, y + used - 9 * MM, say)

    return Strip(used, draw)


def _one(table: ChartTable, width: float, height: float, say: Translator) -> Strip:
    """One table as large as it goes, with names around it."""
    wide = max((abs(seat.x) for seat in table.seats), default=table.width / 2)
    deep = max((abs(seat.y) for seat in table.seats), default=table.depth / 2)
    wide, deep = max(wide, table.width / 2), max(deep, table.depth / 2)
    scale = min((width / 2 - _ASIDE) / wide, (height - _ABOVE - _BELOW) / 2 / deep)
    used = min(height, 2 * deep * scale + _ABOVE + _BELOW)

    def draw(pen: Pen, left: float, top: float) -> None:
        x, y = left + width / 2, top + _ABOVE + deep * scale
        _outline(pen, table, x, y, scale)
        pen.one_line(x, y - SECTION * LINE_HEIGHT / 2, table.label, SECTION + 2, table.width * scale * 0.8, bold=True,
                     align="centre")  # fmt: skip
        for seat in table.seats:
            _mark(pen, seat, x + seat.x * scale, y + seat.y * scale, _SEAT)
            _names(pen, seat, x + seat.x * scale, y + seat.y * scale, left, width, _pitch(table) * scale)
        if table.to_door:
            _door(pen, x, top + used - 9 * MM, say)

    return Strip(used, draw)


def _pitch(table: ChartTable) -> float:
    """Millimetres between the nearest two seats."""
    seats = table.seats
    return min((math.dist((a.x, a.y), (b.x, b.y)) for n, a in enumerate(seats) for b in seats[:n]), default=600.0)


def _names(pen: Pen, seat: SeatMark, x: float, y: float, left: float, width: float, pitch: float) -> None:
    """Role, name and form of address, outside the seat and never beyond the paper."""
    lines = [(seat.role, NOTE, False, INK2), (seat.name, SECTION, True, INK), (seat.aside, NOTE, False, INK2)]
    lines = [line for line in lines if line[0]]
    high = sum(size * LINE_HEIGHT for _t, size, _b, _g in lines)
    out = _SEAT + 1.6 * MM
    if abs(seat.out_x) > 0.3:
        align, at = ("left", x + out) if seat.out_x > 0 else ("right", x - out)
        room = left + width - at if seat.out_x > 0 else at - left
        top = y - high / 2 + seat.out_y * 4.5 * MM
    else:
        align, at, room = "centre", x, max(pitch * 0.95, 24 * MM)
        top = y + out if seat.out_y > 0 else y - out - high
    for text, size, bold, grey in lines:
        pen.one_line(at, top, text, size, room, bold=bold, align=align, grey=grey)  # type: ignore[arg-type]
        top += size * LINE_HEIGHT


def _mark(pen: Pen, seat: SeatMark, x: float, y: float, half: float) -> None:
    radius = min(0.6 * MM, half / 4) if seat.host else half
    pen.box(x - half, y - half, 2 * half, 2 * half, fill=1.0, weight=0.9 if seat.host else 0.6, radius=radius)
    size = min(NOTE, half * 1.1)
    pen.one_line(x, y - size * LINE_HEIGHT / 2, str(seat.number), size, half * 1.8, align="centre", grey=INK2)


def _outline(pen: Pen, table: ChartTable, x: float, y: float, scale: float, turned: float = 0) -> None:
    wide, deep = table.width * scale, table.depth * scale
    if round(turned) % 180 == 90:
        wide, deep = deep, wide
    radius = min(wide, deep) / 2 if table.round else 1.5 * MM
    pen.box(x - wide / 2, y - deep / 2, wide, deep, fill=0.95, weight=0.8, radius=radius)


def _turned(x: float, y: float, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def _door(pen: Pen, x: float, top: float, say: Translator) -> None:
    """Which way the door is, as the drawing lies."""
    tip = top + 5 * MM
    for dx in (-2 * MM, 2 * MM):
        pen.rule(x + dx, tip - 2.4 * MM, x, tip, 1.0, INK)
    pen.rule(x, top, x, tip, 1.0, INK)
    pen.one_line(x + 4 * MM, top + 0.4 * MM, say(N_("Door")), BODY, 30 * MM, grey=INK2)


# Place cards


def spaced(name: str) -> str:
    """As a place card has it: a Chinese name of two characters stands apart, as wide as one of three."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 and not name.isascii() else name


def place_cards(cards: Sequence[tuple[str, str]], look: OfficeLook, stamp: Stamp, say: Translator) -> bytes:
    """Place cards 席卡 of 200 × 100 mm, one on each A4 sheet: name and what stands below it, on both sides, so that
    it is read from the seat and from across once it is folded in the middle."""
    face = look.typeface()
    left, top = (A4.width - CARD_WIDTH) / 2, 30 * MM
    with face.lock:
        pen = Pen(face, A4.width, A4.height, say(N_("Place cards")), look.name, say.language)
        for number, (name, below) in enumerate(cards, 1):
            _around(pen, left, top, number, len(cards), stamp, say)
            _half(pen, left, top + CARD_HEIGHT, name, below)
            canvas = pen.canvas
            canvas.saveState()
            # the other side stands on its head, so that both are upright when the card is folded
            middle = A4.height - top - CARD_HEIGHT
            canvas.translate(A4.width, 2 * middle)
            canvas.rotate(180)
            _half(pen, left, top + CARD_HEIGHT, name, below)
            canvas.restoreState()
            pen.page_done()
        return pen.finish()


def _half(pen: Pen, left: float, top: float, name: str, below: str) -> None:
    size, room = 96.0, CARD_WIDTH - 24 * MM
    high = size * LINE_HEIGHT
    start = top + (CARD_HEIGHT - high) / 2 - (6 * MM if below else 0)
    pen.one_line(left + CARD_WIDTH / 2, start, spaced(name), size, room, bold=True, align="centre")
    if below:
        pen.one_line(left + CARD_WIDTH / 2, top + CARD_HEIGHT - 22 * MM, below, 16, room, align="centre", grey=INK2)


def _around(pen: Pen, left: float, top: float, number: int, count: int, stamp: Stamp, say: Translator) -> None:
    """Where to cut and fold, and beside the card what the sheet is."""
    right, bottom = left + CARD_WIDTH, top + 2 * CARD_HEIGHT
    mark, gap = 4 * MM, 1 * MM
    for x in (left, right):
        pen.rule(x, top - gap - mark, x, top - gap, 0.3, INK)
        pen.rule(x, bottom + gap, x, bottom + gap + mark, 0.3, INK)
    for y in (top, bottom):
        pen.rule(left - mark, y, left - gap, y, 0.3, INK)
        pen.rule(right + gap, y, right + mark, y, 0.3, INK)
    fold = top + CARD_HEIGHT
    for n in range(50):
        pen.rule(left + n * CARD_WIDTH / 50, fold, left + (n + 0.4) * CARD_WIDTH / 50, fold, 0.3, 0.6)
    what = say(N_("Place cards, sheet {n} of {m}. Cut at the marks, fold at the line.")).format(n=number, m=count)
    printed = say(N_("Printed by {person}, {time}")).format(person=stamp.person, time=time_text(stamp.time, say))
    pen.one_line(left, top - 15 * MM, what, NOTE, CARD_WIDTH / 2 + 10 * MM, grey=INK2)
    pen.one_line(right, top - 15 * MM, f"{printed} · {stamp.code}", NOTE, CARD_WIDTH / 2 - 14 * MM, align="right",
                 grey=INK2)  # fmt: skip


# The kitchen's sheet


def kitchen_sheet(title: str, said: str, tables: Sequence[KitchenTable], look: OfficeLook, stamp: Stamp, say: Translator
                  ) -> bytes:  # fmt: skip
    """Allergies and what is not eaten, by table and clock position (SE-6)."""
    sheet = Sheet(title, look, stamp, say, A4)
    return sheet.render(_kitchen(said, tables, sheet, say))


def _kitchen(said: str, tables: Sequence[KitchenTable], sheet: Sheet, say: Translator) -> Iterator[Strip]:
    yield paragraph(said, sheet, BODY)
    columns = (
        ColumnHead(say(N_("Clock")), 0.6), ColumnHead(say(N_("Seat")), 1.1), ColumnHead(say(N_("Name")), 1.2),
        ColumnHead(say(N_("Allergies")), 2.4), ColumnHead(say(N_("Does not eat")), 2.0),
    )  # fmt: skip
    for table in tables:
        yield paragraph(table.label, sheet, SECTION, bold=True, tied=True)
        yield from table_strips(columns, table.rows, sheet.width, sheet.face,
                                say(N_("Nothing is known of anybody at this table.")))  # fmt: skip
        if table.note:
            yield paragraph(table.note, sheet, BODY, bold=True)


def paragraph(text: str, sheet: Sheet, size: float, *, bold: bool = False, tied: bool = False) -> Strip:
    """Lines of text as wide as the sheet; `tied` keeps them with what follows."""
    lines = break_lines(text, sheet.face.face(bold), size, sheet.width)

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.lines(left, top + 2 * MM, lines, size, bold=bold)

    return Strip(len(lines) * size * LINE_HEIGHT + 4 * MM, draw, tied=tied)
