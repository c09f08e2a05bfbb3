"""How long answers took against their limit: a strip of dots or, of many, the share answered; open ones at the edge."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from desktop.i18n import N_, Translator
from desktop.rules.charts.parts import NOTHING, legend, share_text
from desktop.rules.charts.scene import LINE_HEIGHT, Dot, Line, Mark, Placed, Point, Poly, Rect, Room, Row, Scene, Text
from desktop.rules.values import dataclass

MOST_DOTS = 150  # beyond that the dots stand for nobody any more
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 7200, 14400, 43200)


@dataclass(frozen=True, slots=True)
class Answered:
    """One case: after how many minutes it was answered, None while it isn't."""

    key: str
    said: str
    minutes: float | None


def duration(minutes: float, say: Translator) -> str:
    """`45 min`, `2.5 h`, `3 days`."""
    if minutes < 120:
        return say(N_("{n} min")).format(n=f"{minutes:.0f}")
    hours = minutes / 60
    if hours < 48:
        return say(N_("{n} h")).format(n=f"{hours:.1f}".removesuffix(".0"))
    return say(N_("{n} days")).format(n=f"{hours / 24:.1f}".removesuffix(".0"))


def quantile(cases: Sequence[Answered], part: float) -> float | None:
    """After how many minutes so large a part was answered; None while it isn't: who waits still counts as waiting."""
    if not cases:
        return None
    known = sorted(case.minutes for case in cases if case.minutes is not None)
    place = ceil(part * len(cases)) - 1
    return known[max(place, 0)] if place < len(known) else None


def answer_times(cases: Sequence[Answered], limit: float, room: Room, say: Translator, title: str = "") -> Scene:
    """The chart. `limit` in minutes, too."""
    return _Answers(cases, limit, room, say).scene(title)


class _Answers:
    def __init__(self, cases: Sequence[Answered], limit: float, room: Room, say: Translator) -> None:
        self.cases, self.limit, self.room, self.say = cases, limit, room, say
        u, size = room.unit, room.text
        self.line = size * LINE_HEIGHT
        known = sorted(case.minutes for case in cases if case.minutes is not None)
        self.open = [case for case in cases if case.minutes is None]
        # a few very late ones must not press all others together: they stand at the edge
        usual = known[int(len(known) * 0.95)] if known else limit
        self.most = max(limit * 1.6, min(max(known, default=limit), usual * 1.3))
        self.many = len(cases) > MOST_DOTS
        self.words = say(N_("unanswered"))
        self.edge = max(room.measure(self.words, size, False) + 8 * u, 40 * u) if self.open else 8 * u
        self.left = room.measure("100 %", size, False) + 6 * u if self.many else 4 * u
        self.right = room.width - self.edge
        signs = [("dot", "accent", say(N_("within the limit"))), ("dot", "bad", say(N_("later")))]
        if self.open:
            signs.append(("ring", "bad", say(N_("unanswered"))))
        if self.many:
            signs = [("line", "accent", say(N_("share answered by then")))]
        _marks, used = legend(signs, 0, 0, room.width - self.left, room)
        self.top = self.line + 3 * u
        self.high = max(room.height or room.width * 0.3, self.top + 2 * self.line + used + 30 * u)
        self.foot = self.high - used - self.line - 8 * u
        self.legend, _end = legend(signs, self.left, self.high - used, room.width - self.left, room)

    def x(self, minutes: float) -> float:
        return self.left + min(minutes / self.most, 1.0) * (self.right - self.left)

    def scene(self, title: str) -> Scene:
        say, u = self.say, self.room.unit
        marks: list[Mark] = [Rect(self.left, self.top, self.right - self.left, self.foot - self.top, edge="line")]
        marks += [*self._scale(), *self.legend]
        drawn, points = self._steps() if self.many else self._dots()
        marks += drawn
        x = self.x(self.limit)
        marks.append(Line(x, self.top - 2 * u, x, self.foot, "ink", 1.6 * u, dash=True))
        words = say(N_("limit {time}")).format(time=duration(self.limit, say))
        half = self.room.measure(words, self.room.text, False) / 2
        marks.append(Text(max(min(x, self.right - half), self.left + half), 0, words, self.room.text, align="centre"))
        columns = say(N_("Figure")), say(N_("Value"))
        rows = [(say(N_("Number of cases")), str(len(self.cases))),
                (say(N_("Limit")), duration(self.limit, say)),
                (say(N_("Within the limit")), share_text(self._kept())),
                (say(N_("Half answered within")), self._within(0.5)),
                (say(N_("90 % answered within")), self._within(0.9)),
                (say(N_("Unanswered")), str(len(self.open)))]  # fmt: skip
        return Scene(title or say(N_("Response times")), self._summary(), self.room.width, self.high, tuple(marks),
                     tuple(points), columns, tuple(Row("", row) for row in rows))  # fmt: skip

    def _scale(self) -> list[Mark]:
        u, size = self.room.unit, self.room.text
        step = next((step for step in _STEPS if self.most / step <= 6), ceil(self.most / 6))
        placed = Placed(self.room, within=(0.0, 0.0, self.room.width, self.high))
        marks: list[Mark] = []
        if self.open:
            middle = (self.right + self.room.width) / 2
            found = placed.put(Text(middle, self.foot + 3 * u, self.words, size, "ink2", align="centre"))
            marks += [found] if found else []
        for n in range(int(self.most / step) + 1):
            x, words = self.x(n * step), duration(n * step, self.say) if n else "0"
            found = placed.put(Text(x, self.foot + 3 * u, words, size, "ink2", align="centre" if n else "left"))
            if found:
                marks += [found, Line(x, self.foot, x, self.foot + 3 * u, "edge", 0.8 * u)]
        if self.many:
            for part in (0.0, 0.5, 0.9, 1.0):
                y = self.foot - part * (self.foot - self.top)
                found = placed.put(Text(self.left - 4 * u, y - self.line / 2, share_text(part, 0), size, "ink2",
                                        align="right"))  # fmt: skip
                marks += [found] if found else []
                marks.append(Line(self.left, y, self.right, y, "line", 0.8 * u))
        return marks

    def _dots(self) -> tuple[list[Mark], list[Point]]:
        """Each case a dot; those that lie together are stacked from the foot up, closer the more there are."""
        u = self.room.unit
        r = 3.2 * u
        columns: dict[int, list[Answered]] = {}
        for case in sorted(self.cases, key=lambda case: (case.minutes is None, case.minutes or 0.0, case.key)):
            place = self._open_x() if case.minutes is None else self.x(case.minutes)
            columns.setdefault(round(place / (2 * r)), []).append(case)
        tallest = max((len(column) for column in columns.values()), default=1)
        step = min(2.2 * r, (self.foot - self.top - 2 * r) / max(tallest - 1, 1))
        marks: list[Mark] = []
        points = []
        for place, column in sorted(columns.items()):
            for n, case in enumerate(column):
                x, y = place * 2 * r, self.foot - r - 1 * u - n * step
                late = case.minutes is None or case.minutes > self.limit
                marks.append(Dot(x, y, r, "bad" if late else "accent", case.minutes is None))
                points.append(Point(case.key, self._said(case), x - r, y - r, 2 * r, 2 * r))
        return marks, points

    def _open_x(self) -> float:
        return (self.right + self.room.width) / 2

    def _steps(self) -> tuple[list[Mark], list[Point]]:
        u, count = self.room.unit, len(self.cases)
        known = sorted(case.minutes for case in self.cases if case.minutes is not None)
        line = [(self.left, self.foot)]
        for n, minutes in enumerate(known, 1):
            x = self.x(minutes)
            line += [(x, line[-1][1]), (x, self.foot - n / count * (self.foot - self.top))]
        line.append((self.right, line[-1][1]))
        # of places on top of each other one is enough
        kept = [line[0], *(b for a, b in pairwise(line) if abs(a[0] - b[0]) + abs(a[1] - b[1]) > 0.3)]
        marks: list[Mark] = [Poly(tuple(kept), "accent", 2 * u)]
        if self.open:
            words = str(len(self.open))
            y = kept[-1][1]
            marks += [
                Dot(self._open_x(), y, 3.4 * u, "bad", hollow=True),
                Text(self._open_x() + 7 * u, max(y - self.line / 2, 0), words, self.room.text),
            ]
        first = self.cases[0].key if self.cases else ""
        return marks, [Point(first, self._summary(), self.left, self.top, self.right - self.left, self.foot - self.top)]

    def _said(self, case: Answered) -> str:
        if case.minutes is None:
            return f"{case.said}: {self.words}"
        return f"{case.said}: {duration(case.minutes, self.say)}"

    def _kept(self) -> float | None:
        if not self.cases:
            return None
        return sum(c.minutes is not None and c.minutes <= self.limit for c in self.cases) / len(self.cases)

    def _within(self, part: float) -> str:
        found = quantile(self.cases, part)
        return NOTHING if found is None else duration(found, self.say)

    def _summary(self) -> str:
        say = self.say
        if not self.cases:
            return say(N_("There are no cases yet."))
        said = say(N_("{share} of {n} answered within {limit}; half within {half}, {open} unanswered."))
        return said.format(share=share_text(self._kept()), n=len(self.cases), limit=duration(self.limit, say),
                           half=self._within(0.5), open=len(self.open))  # fmt: skip
