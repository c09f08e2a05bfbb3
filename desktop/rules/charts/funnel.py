"""Shares of many against how many cases each had, with control limits: who lies inside is no better than another.

Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005).
"""

from collections.abc import Sequence
from math import ceil, sqrt

from desktop.i18n import N_, Translator
from desktop.rules.charts.parts import legend, share_text
from desktop.rules.charts.scene import (
    LINE_HEIGHT,
    Align,
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
)
from desktop.rules.values import dataclass

WARNING, ALARM = 1.959964, 3.090232
"""How many standard errors 95 % and 99.8 % lie within."""
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_DRAWN = 48  # places at which the limits are reckoned


@dataclass(frozen=True, slots=True)
class Share:
    """One person's share of good cases, from 0 to 1, out of so many (effective) cases."""

    key: str
    label: str
    cases: float
    share: float
    own: bool = False


def limits(centre: float, cases: float, z: float) -> tuple[float, float]:
    """Between which shares of so many cases lie by chance alone, where the true one is the centre."""
    if cases <= 0:
        return 0.0, 1.0
    reach = z * sqrt(centre * (1 - centre) / cases)
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def outside(one: Share, centre: float, z: float = ALARM) -> int:
    """-1 below the limits, 1 above, 0 inside."""
    low, high = limits(centre, one.cases, z)
    return (one.share > high) - (one.share < low)


def funnel(shares: Sequence[Share], centre: float, room: Room, say: Translator, title: str = "") -> Scene:
    """The chart; who lies outside of 99.8 % is named in it, and `own` is."""
    return _Funnel(shares, centre, room, say).scene(title)


class _Funnel:
    def __init__(self, shares: Sequence[Share], centre: float, room: Room, say: Translator) -> None:
        self.shares, self.centre, self.room, self.say = shares, centre, room, say
        u, size = room.unit, room.text
        self.line = size * LINE_HEIGHT
        self.most = _round_up(max((one.cases for one in shares), default=10.0) * 1.06)
        least = min([one.share for one in shares] + [limits(centre, self.most / 3, ALARM)[0]])
        self.floor = max(0.0, int(least * 10) / 10 if least > 0.1 else 0.0)
        self.left = room.measure("100 %", size, False) + 6 * u
        self.right = room.width - 6 * u
        self.top = self.line + 3 * u
        signs = [("dash", "ink2", say(N_("95 % limits"))), ("line", "ink2", say(N_("99.8 % limits"))),
                 ("ring", "ink2", say(N_("within"))), ("dot", "bad", say(N_("below"))),
                 ("dot", "good", say(N_("above")))]  # fmt: skip
        _marks, used = legend(signs, 0, 0, room.width - self.left, room)
        self.high = max(room.height or room.width * 0.6, self.top + used + 7 * self.line)
        self.foot = self.high - used - self.line - 8 * u
        self.legend, _end = legend(signs, self.left, self.high - used, room.width - self.left, room)

    def x(self, cases: float) -> float:
        return self.left + cases / self.most * (self.right - self.left)

    def y(self, share: float) -> float:
        part = (share - self.floor) / (1 - self.floor) if self.floor < 1 else 0.0
        return self.foot - min(max(part, 0.0), 1.0) * (self.foot - self.top)

    def scene(self, title: str) -> Scene:
        say, u = self.say, self.room.unit
        marks = [*self._ground(), *self._limits(), *self.legend]
        placed = Placed(self.room, within=(self.left, self.top, self.right, self.foot))
        points = []
        out = {one.key: outside(one, self.centre) for one in self.shares}
        for one in self.shares:
            x, y, r = self.x(one.cases), self.y(one.share), 3.4 * u
            placed.block((x - r, y - r, x + r, y + r))
            side = out[one.key]
            ink = {-1: "bad", 0: "ink2", 1: "good"}[side]
            marks.append(Dot(x, y, r, "accent" if one.own and not side else ink, not side and not one.own))
            points.append(Point(one.key, self._said(one, side), x - 8 * u, y - 8 * u, 16 * u, 16 * u))
        for one in sorted(self.shares, key=lambda one: (not one.own, one.share)):
            if out[one.key] or one.own:
                found = placed.put(*self._places(one))
                marks += [found] if found else []
        columns = (
            say(N_("Person appraised")),
            say(N_("Number of cases")),
            say(N_("Share")),
            say(N_("99.8 % limits")),
            say(N_("Where it lies")),
        )
        where = {-1: say(N_("below")), 0: say(N_("within")), 1: say(N_("above"))}
        rows = tuple(Row(one.key, (one.label, f"{one.cases:.0f}", share_text(one.share), self._range(one),
                                   where[out[one.key]])) for one in self.shares)  # fmt: skip
        return Scene(title or say(N_("Compared with chance")), self._summary(out), self.room.width, self.high,
                     tuple(marks), tuple(points), columns, rows)  # fmt: skip

    def _ground(self) -> list[Mark]:
        u, size, say = self.room.unit, self.room.text, self.say
        marks: list[Mark] = [Rect(self.left, self.top, self.right - self.left, self.foot - self.top, edge="line")]
        placed = Placed(self.room)
        for share in (self.centre, 1.0, self.floor, (1 + self.floor) / 2):
            text = share_text(share, 0)
            found = placed.put(
                Text(self.left - 4 * u, self.y(share) - self.line / 2, text, size, "ink2", align="right")
            )
            marks += [found] if found else []
        marks.append(Text(self.left, 0, say(N_("Share of good cases; the line is the mean")), size, "ink2"))
        across = Placed(self.room, within=(0.0, 0.0, self.room.width, self.high))
        top = self.foot + 3 * u
        end = across.put(Text(self.right, top, say(N_("{n} cases")).format(n=f"{self.most:.0f}"), size, "ink2",
                              align="right"))  # fmt: skip
        marks += [end] if end else []
        step = next((step for step in _STEPS if self.most / step <= 6), self.most)
        for n in range(int(self.most / step) + 1):
            found = across.put(Text(self.x(n * step), top, str(n * step), size, "ink2", align="centre"))
            marks += [found] if found else []
        return marks

    def _limits(self) -> list[Mark]:
        u = self.room.unit
        marks: list[Mark] = [Line(self.left, self.y(self.centre), self.right, self.y(self.centre), "ink", 1.1 * u)]
        # close together where the limits bend most
        cases = [self.most * (n / _DRAWN) ** 2 for n in range(1, _DRAWN + 1)]
        for z, dash in ((WARNING, True), (ALARM, False)):
            for side in (0, 1):
                line = tuple((self.x(n), self.y(limits(self.centre, n, z)[side])) for n in cases)
                marks.append(Poly(line, "ink2", 1.1 * u, dash))
        return marks

    def _places(self, one: Share) -> list[Text]:
        u, size = self.room.unit, self.room.text
        x, middle = self.x(one.cases), self.y(one.share) - self.line / 2
        tries: list[tuple[float, float, Align]] = [
            (x + 6 * u, middle, "left"), (x - 6 * u, middle, "right"),
            (x, middle - self.line, "centre"), (x, middle + self.line, "centre"),
            (x + 6 * u, middle - self.line * 0.8, "left"), (x - 6 * u, middle - self.line * 0.8, "right"),
            (x + 6 * u, middle + self.line * 0.8, "left"), (x - 6 * u, middle + self.line * 0.8, "right"),
        ]  # fmt: skip
        return [Text(at, top, one.label, size, "ink", one.own, align) for at, top, align in tries]

    def _range(self, one: Share) -> str:
        low, high = limits(self.centre, one.cases, ALARM)
        return f"{share_text(low)} – {share_text(high)}"

    def _said(self, one: Share, side: int) -> str:
        say = self.say
        where = (say(N_("within the limits of chance")), say(N_("above the limits")), say(N_("below the limits")))[side]
        return say(N_("{name}: {share} of {n} cases, {where}")).format(
            name=one.label, share=share_text(one.share), n=f"{one.cases:.0f}", where=where)  # fmt: skip

    def _summary(self, out: dict[str, int]) -> str:
        say = self.say
        if not self.shares:
            return say(N_("There are no cases yet."))
        names = [one.label for one in self.shares if out[one.key]]
        if not names:
            return say(N_("All {n} lie within what chance alone explains; nobody is better or worse than another."
                          )).format(n=len(self.shares))  # fmt: skip
        return say(N_("{n} of {m} lie outside of what chance explains: {names}.")).format(
            n=len(names), m=len(self.shares), names=say(N_(", ")).join(names))  # fmt: skip


def _round_up(value: float) -> float:
    for step in _STEPS:
        if value <= step * 10:
            return float(ceil(value / step) * step)
    return float(ceil(value / 5000) * 5000)
