"""Scores over periods: lines with gaps where nothing is known, and a mark where the formula changed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from desktop.i18n import N_, Translator
from desktop.rules.charts.parts import HIGH, LOW, along, floor_of, points_text
from desktop.rules.charts.scene import (
    LINE_HEIGHT,
    Dot,
    Line,
    Mark,
    Placed,
    Point,
    Poly,
    Rect,
    Room,
    Row,
    Scene,
    Text,
    one_line,
    wrapped,
)
from desktop.rules.values import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a value for each period, None where there is none. The first of a chart is drawn strongest."""

    key: str
    label: str
    values: tuple[Decimal | None, ...]


_LOOKS = (("accent", False, 2.0, False), ("ink2", True, 1.4, True), ("warn", False, 1.4, False),
          ("good", True, 1.4, True))  # fmt: skip
"""Ink, dashed, weight, hollow dots: two lines are never told apart by colour alone."""


def trend(periods: Sequence[str], series: Sequence[Series], room: Room, say: Translator,
          changed: Mapping[int, str] | None = None, title: str = "") -> Scene:  # fmt: skip
    """The chart. `changed`: place of a period → what is said of the change of formula that it begins with."""
    changed = changed or {}
    return _Trend(periods, series, room, say, changed).scene(title)


class _Trend:
    def __init__(self, periods: Sequence[str], series: Sequence[Series], room: Room, say: Translator,
                 changed: Mapping[int, str]) -> None:  # fmt: skip
        self.periods, self.series, self.room, self.say, self.changed = periods, series, room, say, changed
        u, size = room.unit, room.text
        self.line = size * LINE_HEIGHT
        known = [value for one in series for value in one.values if value is not None]
        self.floor = floor_of(known)
        self.ends = [wrapped(one_line(one.label), size, room.width * 0.22, room.measure) for one in series]
        aside = max((room.measure(text, size, False) for lines in self.ends for text in lines), default=0.0)
        self.left = room.measure("100", size, False) + 6 * u
        self.right = room.width - aside - 12 * u
        self.top = self.line + 4 * u
        named = sum(map(len, self.ends)) * self.line
        self.high = max(room.height or room.width * 0.42, self.top + 5 * self.line, named + self.line + 4 * u)
        self.foot = self.high - self.line - 4 * u
        self.step = (self.right - self.left - 16 * u) / max(len(periods) - 1, 1)

    def x(self, place: int) -> float:
        return self.left + 8 * self.room.unit + place * self.step

    def y(self, value: Decimal | int) -> float:
        return self.foot - along(value, self.foot - self.top, self.floor)

    def scene(self, title: str) -> Scene:
        say = self.say
        marks = [*self._ground(), *self._changes()]
        points: list[Point] = []
        for one, look in zip(reversed(self.series), reversed(self._looks()), strict=True):
            marks += self._drawn(one, *look)
            points = [*self._points(one), *points]
        marks += [*self._names(), *self._end_labels()]
        columns = (say(N_("Appraisal period")), *(one_line(one.label) for one in self.series))
        rows = tuple(
            Row(name, (f"{name} · {self.changed[n]}" if n in self.changed else name,
                       *(points_text(one.values[n]) for one in self.series)))
            for n, name in enumerate(self.periods)
        )  # fmt: skip
        return Scene(title or say(N_("Trend")), self._summary(), self.room.width, self.high, tuple(marks),
                     tuple(points), columns, rows)  # fmt: skip

    def _looks(self) -> list[tuple[str, bool, float, bool]]:
        return [_LOOKS[n % len(_LOOKS)] for n in range(len(self.series))]

    def _ground(self) -> list[Mark]:
        u, size = self.room.unit, self.room.text
        marks: list[Mark] = [
            Rect(self.left, self.y(LOW), self.right - self.left, self.foot - self.y(LOW), "line"),
            Rect(self.left, self.y(HIGH), self.right - self.left, self.y(LOW) - self.y(HIGH), "lock"),
            Rect(self.left, self.top, self.right - self.left, self.foot - self.top, edge="line"),
        ]
        placed = Placed(self.room)
        for value in (int(LOW), int(HIGH), 100, self.floor):
            top = min(self.y(value) - self.line / 2, self.foot - self.line)
            found = placed.put(Text(self.left - 4 * u, top, str(value), size, "ink2", align="right"))
            marks += [found] if found else []
        return marks

    def _changes(self) -> list[Mark]:
        marks: list[Mark] = []
        frame = (self.left, 0.0, self.right, self.line + 0.1)
        placed = Placed(self.room, within=frame)
        for place, words in sorted(self.changed.items(), reverse=True):
            x = self.x(place) - (self.step / 2 if place else 6 * self.room.unit)
            marks.append(Line(x, self.line, x, self.foot, "ink2", 1.1 * self.room.unit, dash=True))
            texts = [Text(x, 0, words, self.room.text, "ink2", align=align) for align in ("centre", "right", "left")]
            found = placed.put(*texts)
            marks += [found] if found else []
        return marks

    def _drawn(self, one: Series, ink: str, dash: bool, weight: float, hollow: bool) -> list[Mark]:
        u = self.room.unit
        marks: list[Mark] = []
        stretch: list[tuple[float, float]] = []
        for n, value in enumerate((*one.values, None)):
            if value is not None:
                stretch.append((self.x(n), self.y(value)))
                continue
            if len(stretch) > 1:
                marks.append(Poly(tuple(stretch), ink, weight * u, dash))
            stretch = []
        marks += [Dot(self.x(n), self.y(value), 3.2 * u, ink, hollow)
                  for n, value in enumerate(one.values) if value is not None]  # fmt: skip
        return marks

    def _points(self, one: Series) -> list[Point]:
        reach = 9 * self.room.unit
        return [Point(self.periods[n], f"{one_line(one.label)}, {self.periods[n]}: {points_text(value)}",
                      self.x(n) - reach, self.y(value) - reach, 2 * reach, 2 * reach)
                for n, value in enumerate(one.values) if value is not None]  # fmt: skip

    def _names(self) -> list[Mark]:
        """The last period has its name in any case; of the others those that find room."""
        placed = Placed(self.room, within=(0.0, 0.0, self.room.width, self.high + 0.1))
        marks: list[Mark] = []
        for n in reversed(range(len(self.periods))):
            found = placed.put(Text(self.x(n), self.foot + 3 * self.room.unit, self.periods[n], self.room.text, "ink2",
                                    align="centre"))  # fmt: skip
            marks += [found] if found else []
        return marks

    def _end_labels(self) -> list[Mark]:
        """Beside the last value of each line, moved apart where two lines end together."""
        u, size = self.room.unit, self.room.text
        wanted = []
        for one, lines, look in zip(self.series, self.ends, self._looks(), strict=True):
            last = next((value for value in reversed(one.values) if value is not None), None)
            if last is not None:
                wanted.append((self.y(last) - len(lines) * self.line / 2, lines, look[0]))
        wanted.sort(key=lambda one: one[0])
        tops, least, most = [], 0.0, self.foot
        for top, lines, _ink in wanted:
            tops.append(max(top, least))
            least = tops[-1] + len(lines) * self.line
        for n in reversed(range(len(tops))):
            tops[n] = most = min(tops[n], most - len(wanted[n][1]) * self.line)
        return [
            Text(self.right + 8 * u, top + n * self.line, text, size, ink)
            for top, (_top, lines, ink) in zip(tops, wanted, strict=True)
            for n, text in enumerate(lines)
        ]

    def _summary(self) -> str:
        say = self.say
        if not self.series:
            return say(N_("Nothing is known of any period."))
        first = self.series[0]
        known = [(name, value) for name, value in zip(self.periods, first.values, strict=True) if value is not None]
        if not known:
            return say(N_("Nothing is known of any period."))
        said = say(N_("{label}: {first} in {from}, {last} in {to}")).format(
            **{"label": one_line(first.label), "first": points_text(known[0][1]), "from": known[0][0],
               "last": points_text(known[-1][1]), "to": known[-1][0]})  # fmt: skip
        gaps = len(self.periods) - len(known)
        if gaps:
            said += say.plural("; {n} period without a value", "; {n} periods without a value", gaps).format(n=gaps)
        if self.changed:
            said += say(N_("; the formula changed in {periods}")).format(
                periods=say(N_(", ")).join(self.periods[n] for n in sorted(self.changed)))  # fmt: skip
        return said + say(N_("."))
