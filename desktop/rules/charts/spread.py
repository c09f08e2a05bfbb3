"""Where everybody's scores lie: a strip of dots over the bands 60 and 80, with the median."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from desktop.i18n import N_, Translator
from desktop.rules.charts.parts import HIGH, LOW, along, band_scale, bands, floor_of, legend, points_text
from desktop.rules.charts.scene import LINE_HEIGHT, Dot, Line, Mark, Point, Room, Row, Scene, Text
from desktop.rules.values import dataclass

_UNDER, _BETWEEN, _OVER = N_("under 60"), N_("60 to 80"), N_("80 and more")


@dataclass(frozen=True, slots=True)
class Score:
    """One person's score; `own` is the reader's."""

    key: str
    label: str
    points: Decimal
    own: bool = False


def spread(scores: Sequence[Score], room: Room, say: Translator, title: str = "") -> Scene:
    """The chart; nobody is named in it but the reader, for it is no ranking."""
    u, size = room.unit, room.text
    line = size * LINE_HEIGHT
    left, width = 6 * u, room.width - 12 * u
    floor = floor_of(one.points for one in scores)
    signs = [("ring", "ink2", say(N_("one person"))), ("tick", "ink", say(N_("Median")))]
    if any(one.own for one in scores):
        signs.insert(1, ("dot", "accent", say(N_("You"))))
    _marks, used = legend(signs, 0, 0, width, room)
    top = line + 3 * u
    high = max(room.height or room.width * 0.25, top + line + used + 36 * u)
    foot = high - used - line - 6 * u
    marks: list[Mark] = [
        *bands(left, top, width, foot - top, floor),
        *band_scale(left, foot + 2 * u, width, room, floor),
    ]
    middle = _median(scores)
    if middle is not None:
        x = left + along(middle, width, floor)
        marks.append(Line(x, top, x, foot, "ink", 2.2 * u))
        words = say(N_("median {points}")).format(points=points_text(middle))
        half = room.measure(words, size, False) / 2
        marks.append(Text(min(max(x, half), room.width - half), 0, words, size, align="centre"))
    r = 3.6 * u
    columns: dict[int, list[Score]] = {}
    for one in sorted(scores, key=lambda one: (one.points, one.key)):
        columns.setdefault(round(along(one.points, width, floor) / (2 * r)), []).append(one)
    tallest = max((len(column) for column in columns.values()), default=1)
    step = min(2.2 * r, (foot - top - 2 * r - 2 * u) / max(tallest - 1, 1))
    points = []
    for place, column in sorted(columns.items()):
        for n, one in enumerate(column):
            x, y = min(left + place * 2 * r, left + width - r), foot - r - u - n * step
            marks.append(Dot(x, y, r, "accent" if one.own else "ink2", not one.own))
            points.append(Point(one.key, f"{one.label}: {points_text(one.points)}", x - r, y - r, 2 * r, 2 * r))
    more, _end = legend(signs, left, high - used, width, room)
    groups = [(say(_UNDER), [one for one in scores if one.points < LOW]),
              (say(_BETWEEN), [one for one in scores if LOW <= one.points < HIGH]),
              (say(_OVER), [one for one in scores if one.points >= HIGH])]  # fmt: skip
    columns_said = say(N_("Points")), say(N_("Number of people"))
    rows = tuple(Row("", (name, str(len(group)))) for name, group in groups)
    return Scene(title or say(N_("Spread of scores")), _summary(scores, middle, groups, say), room.width, high,
                 (*marks, *more), tuple(points), columns_said, rows)  # fmt: skip


def _median(scores: Sequence[Score]) -> Decimal | None:
    if not scores:
        return None
    return median(one.points for one in scores).quantize(Decimal("0.1"))


def _summary(scores: Sequence[Score], middle: Decimal | None, groups: Sequence[tuple[str, list[Score]]],
             say: Translator) -> str:  # fmt: skip
    if not scores:
        return say(N_("There is no score yet."))
    parts = [f"{name} {len(group)}" for name, group in groups]
    return say(N_("{n} people, median {median}: {parts}.")).format(
        n=len(scores), median=points_text(middle), parts=say(N_(", ")).join(parts))  # fmt: skip
