"""What was done and said, on one person's appraisal: penalties, lost cases, comments, recommendations (AP-5)."""

from collections.abc import Iterator
from decimal import Decimal

from desktop.i18n import N_
from desktop.reports.appraisal_values import LostRow, MarkRow, PersonReport
from desktop.reports.both import Said, Tongue, broken
from desktop.reports.both_table import Cell, Head, paragraph, table
from desktop.reports.pen import HAIR, INK2, MM, Pen
from desktop.reports.prose import space
from desktop.reports.report_frame import Report
from desktop.reports.sheet import Strip
from desktop.rules.charts.parts import NOTHING, share_text
from desktop.rules.scoring import to_reach

TIGHT = 0.45 * MM
_BOX = {True: "■", False: "□"}
_WAYS = 3  # of changing the score that are told
_MOST_CASES = 60  # more than that nobody catches up on


class Part:
    """A part of one person's report."""

    def __init__(self, values: PersonReport, report: Report, tongue: Tongue) -> None:
        self.values, self.report, self.tongue = values, report, tongue
        self.width, self.face = report.width, report.face

    def key(self, key: str) -> Said:
        name = self.values.names.get(key, Said(key))
        return Said(f"{key} {name.first}", name.second)


class Spoken(Part):
    """Sections 4 to 7."""

    def discipline(self) -> Iterator[Strip]:
        say, rows = self.tongue, self.values.discipline
        if rows is None:
            yield from paragraph(say(N_("Not printed here: whoever printed this may not see it.")), self.width,
                                 self.face, quiet=True)  # fmt: skip
            return
        heads = [Head(say(N_("Date")), 1.1), Head(say(N_("What happened")), 3.4), Head(say(N_("Clause")), 2.0),
                 Head(say(N_("Decision")), 1.8), Head(say(N_("State")), 1.2)]  # fmt: skip
        cells: list[list[Cell]] = [[row.on.isoformat(), row.fact, row.clause, row.decision, row.state] for row in rows]
        yield from table(heads, cells, self.width, self.face, say(N_("None in this period.")))

    def lost(self) -> Iterator[Strip]:
        say, it = self.tongue, self.values
        heads = [Head(say(N_("No.")), 0.5, "right"), Head(say(N_("Indicator")), 3.4), Head(say(N_("Due")), 1.1),
                 Head(say(N_("Kind of record")), 1.8), Head(say(N_("Client")), 1.1),
                 Head(say(N_("Why it cost points")), 2.4), Head(say(N_("Points")), 0.8, "right")]  # fmt: skip
        rows = [self._lost_row(n, row) for n, row in enumerate(it.lost, 1)]
        yield from table(heads, rows, self.width, self.face, say(N_("No case cost points.")), above=TIGHT)
        if it.excused:
            yield space(1.2 * MM)
            heads = [Head(say(N_("Left out")), 2.6), Head(say(N_("Client")), 1.1), Head(say(N_("Reason")), 1.8),
                     Head(say(N_("Explanation")), 3.2), Head(say(N_("Approved by")), 1.2)]  # fmt: skip
            cells: list[list[Cell]] = [
                [self.key(row.key), row.client or NOTHING, row.reason, row.words, row.by] for row in it.excused
            ]
            yield from table(heads, cells, self.width, self.face, above=TIGHT)
        ways = self._ways()
        if ways:
            yield space(1 * MM)
            yield from paragraph(self.tongue(N_("What would have changed the score:")), self.width, self.face)
            for way in ways:
                yield from paragraph(way, self.width, self.face)

    def _lost_row(self, n: int, row: LostRow) -> list[Cell]:
        lost = f"−{row.lost:.2f}" if row.lost else NOTHING
        return [str(n), self.key(row.key), row.due.isoformat(), row.what, row.client or NOTHING, row.why, lost]

    def _ways(self) -> list[Said]:
        """Of the indicators that lost most: how many more good cases would have reached the target."""
        plan, found = self.values.plan, []
        lost = sorted((one for one in self.values.total.scored if one.points is not None and one.points < 100),
                      key=lambda one: one.share * (100 - (one.points or Decimal(0))), reverse=True)  # fmt: skip
        for one in lost[:_WAYS]:
            bounds = plan.bound(one.key)
            target = bounds.passing if (one.raw or 0) < bounds.passing else bounds.target
            more = to_reach(one.count, target)
            if 0 < more <= _MOST_CASES:
                found.append(self.tongue.plural(
                    "· {indicator}: {n} more good case lifts the raw rate from {raw} to {target}",
                    "· {indicator}: {n} more good cases lift the raw rate from {raw} to {target}", more,
                    indicator=self.key(one.key), raw=share_text(one.raw), target=share_text(target, 0)))  # fmt: skip
        return found

    def comments(self) -> Iterator[Strip]:
        say, it = self.tongue, self.values
        if it.marks:
            heads = [Head(say(N_("Sentence")), 3.0), Head(say(N_("Own mark")), 0.8, "centre"),
                     Head(say(N_("Superior")), 0.8, "centre"), Head(say(N_("Calibrated")), 1.0, "centre"),
                     Head(say(N_("What shows it")), 3.6)]  # fmt: skip
            yield from table(heads, [self._mark(row) for row in it.marks], self.width, self.face, above=TIGHT)
        words = [(say(N_("On oneself")), it.self_words),
                 (say(N_("Superior, {name}"), name=it.superior) if it.superior else say(N_("Superior")),
                  it.superior_words),
                 (say(N_("Own answer")) if not it.answer.first else it.answer, it.answer_words)]  # fmt: skip
        told = [(label, text) for label, text in words if text]
        for label, text in told:
            yield space(0.8 * MM)
            yield from paragraph(
                Said(say(N_("{label}: {text}"), label=label.line, text=text).first), self.width, self.face
            )
        if not it.marks and not told:
            yield from paragraph(say(N_("Nobody has said anything yet.")), self.width, self.face, quiet=True)
        if it.appeals:
            yield space(1 * MM)
            heads = [Head(say(N_("Appeal against")), 2.2), Head(say(N_("Explanation")), 2.8),
                     Head(say(N_("Verdict")), 1.2), Head(say(N_("Reason")), 2.4),
                     Head(say(N_("Before → after")), 1.4, "right")]  # fmt: skip
            cells: list[list[Cell]] = [
                [
                    row.against,
                    row.words,
                    row.verdict,
                    row.reason,
                    f"{row.before} → {row.after}" if row.after else NOTHING,
                ]
                for row in it.appeals
            ]
            yield from table(heads, cells, self.width, self.face)

    def _mark(self, row: MarkRow) -> list[Cell]:
        calibrated = f"{row.before} → {row.superior}" if row.before is not None else NOTHING
        shown = " ".join(filter(None, (row.words, f"({row.reason})" if row.reason else "")))
        return [row.item, _mark_text(row.own), _mark_text(row.superior), calibrated, shown]

    def recommendations(self) -> Iterator[Strip]:
        """Each kind with its box, and lines for the steps and days that are agreed on."""
        proposed = self.values.recommended
        boxes = [broken(Said(f"{_BOX[yes]} {words.first}", words.second), self.face, 8.4, self.width / len(proposed))
                 for words, yes in proposed]  # fmt: skip
        lines = [(self.tongue(N_("Next step")).line, 0.72), (self.tongue(N_("Until")).line, 0.28)]
        high = max((box.height for box in boxes), default=0.0)

        def draw(pen: Pen, left: float, top: float) -> None:
            for n, box in enumerate(boxes):
                box.draw(pen, left + n * self.width / len(boxes), top)
            for row in range(2):
                x, y = left, top + high + 6.4 * MM * (row + 1)
                for label, share in lines:
                    pen.text(x, y - 4.2 * MM, label, 7.2, grey=INK2)
                    aside = self.face.regular.width(label, 7.2) + 1.5 * MM
                    pen.rule(x + aside, y - 0.4 * MM, x + self.width * share - 3 * MM, y - 0.4 * MM, HAIR, INK2)
                    x += self.width * share

        yield Strip(high + 14 * MM, draw)


def _mark_text(mark: int | None) -> str:
    return NOTHING if mark is None else str(mark)
