"""Scores from 0 to 100 as bars over the bands 60 and 80, with what they may be and the median of the others."""

from collections.abc import Sequence
from decimal import Decimal

from desktop.i18n import N_, Translator
from desktop.rules.charts.parts import (
    NOTHING,
    along,
    band_scale,
    bands,
    label_height,
    label_marks,
    label_width,
    legend,
    points_text,
)
from desktop.rules.charts.scene import (
    LINE_HEIGHT,
    Line,
    Mark,
    Point,
    Rect,
    Room,
    Row,
    Scene,
    Text,
    one_line,
    said_lines,
    wrapped,
)
from desktop.rules.values import dataclass


@dataclass(frozen=True, slots=True)
class Bullet:
    """One score. `low` and `high` are the ends of its 90 % range, in points too; `note` is said where there is no
    score. A second language of the label follows a line break."""

    key: str
    label: str
    points: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    median: Decimal | None = None
    cases: int | None = None
    note: str = ""


def bullets(values: Sequence[Bullet], room: Room, say: Translator, title: str = "") -> Scene:
    """The chart; it is as high as its rows need."""
    u, size = room.unit, room.text
    line = size * LINE_HEIGHT
    labels = label_width([value.label for value in values], room, 0.4)
    figures = [points_text(value.points) for value in values]
    counts = [_count(value, say) for value in values]
    bold = max((room.measure(text, size, True) for text in figures), default=0.0)
    plain = max((room.measure(text, size, False) for text in counts), default=0.0)
    left = labels + 10 * u
    right = bold + 8 * u + (plain + 8 * u if plain else 0.0)
    width = max(room.width - left - right, 20 * u)
    marks: list[Mark] = []
    points, top = [], 0.0
    for value, figure, count in zip(values, figures, counts, strict=True):
        lines = said_lines(value.label, room, labels)
        notes = wrapped(value.note or NOTHING, size, width - 12 * u, room.measure) if value.points is None else []
        high = max(label_height(lines), line * max(len(notes), 1), 18 * u) + 8 * u
        middle = top + high / 2
        marks += label_marks(lines, 0, middle - label_height(lines) / 2)
        marks += _bar(value, notes, left, middle, width, room)
        marks.append(Text(left + width + 8 * u + bold, middle - line / 2, figure, size, bold=True, align="right"))
        if count:
            marks.append(Text(room.width, middle - line / 2, count, size, "ink2", align="right"))
        points.append(Point(value.key, _said(value, say), 0, top, room.width, high))
        top += high
    marks += band_scale(left, top, width, room)
    top += line
    more, top = legend(_signs(values, say), left, top + 2 * u, room.width - left, room)
    columns = (
        say(N_("What is judged")),
        say(N_("Points")),
        say(N_("90 % range")),
        say(N_("Median")),
        say(N_("Number of cases")),
    )
    rows = tuple(Row(v.key, (one_line(v.label), points_text(v.points), _range(v), points_text(v.median),
                             NOTHING if v.cases is None else str(v.cases))) for v in values)  # fmt: skip
    return Scene(title or say(N_("Scores")), _summary(values, say), room.width, top, (*marks, *more), tuple(points),
                 columns, rows)  # fmt: skip


def _bar(value: Bullet, notes: Sequence[str], left: float, middle: float, width: float, room: Room) -> list[Mark]:
    u, size = room.unit, room.text

    def at(points: Decimal) -> float:
        return left + along(points, width)

    marks = bands(left, middle - 9 * u, width, 18 * u)
    line = size * LINE_HEIGHT
    top = middle - len(notes) * line / 2
    marks += [Text(left + 6 * u, top + n * line, note, size, "ink2") for n, note in enumerate(notes)]
    if value.points is not None:
        marks.append(Rect(left, middle - 4 * u, at(value.points) - left, 8 * u, "accent"))
        if value.low is not None and value.high is not None:
            # light under dark, so that it shows on the bar and beside it, in grey too
            ends = at(value.low), at(value.high)
            for ink, weight, reach in (("surface", 3.4, 4.6), ("ink", 1.3, 3.6)):
                marks.append(Line(ends[0], middle, ends[1], middle, ink, weight * u))
                marks += [Line(x, middle - reach * u, x, middle + reach * u, ink, weight * u) for x in ends]
    if value.median is not None:
        x = at(value.median)
        for ink, weight in (("surface", 4.4), ("ink", 2.2)):
            marks.append(Line(x, middle - 9 * u, x, middle + 9 * u, ink, weight * u))
    return marks


def _signs(values: Sequence[Bullet], say: Translator) -> list[tuple[str, str, str]]:
    signs = [("bar", "accent", say(N_("Points")))]
    if any(value.low is not None and value.points is not None for value in values):
        signs.append(("range", "ink", say(N_("90 % range"))))
    if any(value.median is not None for value in values):
        signs.append(("tick", "ink", say(N_("Median of the department"))))
    return signs


def _count(value: Bullet, say: Translator) -> str:
    return "" if value.cases is None else f"n = {value.cases}"


def _range(value: Bullet) -> str:
    if value.low is None or value.high is None or value.points is None:
        return NOTHING
    return f"{points_text(value.low)}–{points_text(value.high)}"


def _said(value: Bullet, say: Translator) -> str:
    if value.points is None:
        why = value.note or say(N_("no score"))
        return f"{one_line(value.label)}: {why}"
    parts = [say(N_("{label}: {points} of 100")).format(label=one_line(value.label), points=points_text(value.points))]
    if value.low is not None and value.high is not None:
        parts.append(say(N_("90 % range {range}")).format(range=_range(value)))
    if value.median is not None:
        parts.append(say(N_("median {points}")).format(points=points_text(value.median)))
    if value.cases is not None:
        parts.append(_count(value, say))
    return say(N_(", ")).join(parts)


def _summary(values: Sequence[Bullet], say: Translator) -> str:
    known = [value for value in values if value.points is not None]
    if not known:
        return say(N_("There is no score yet."))
    best, least = (choose(known, key=lambda value: value.points or 0) for choose in (max, min))
    return say(N_("{n} of {m} are scored; highest {best} {high}, lowest {least} {low}.")).format(
        n=len(known), m=len(values), best=one_line(best.label), high=points_text(best.points),
        least=one_line(least.label), low=points_text(least.points))  # fmt: skip
