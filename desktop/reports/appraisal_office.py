"""The appraisal of a department or of the whole office on A4: who took part, how it stands, and by which rules (AP-5).

People are compared with chance, not with each other: nobody is ranked in it.
"""

from collections.abc import Iterator, Sequence

from desktop.i18n import N_
from desktop.reports import charts
from desktop.reports.appraisal import scheme_said, section, span_text, title_strip
from desktop.reports.appraisal_ends import closing
from desktop.reports.appraisal_values import FunnelValues, OfficeReport
from desktop.reports.both import Said, Tongue
from desktop.reports.both_table import Cell, Head, fields, paragraph, table
from desktop.reports.pen import MM, OfficeLook, Pen
from desktop.reports.prose import space
from desktop.reports.report_frame import Frame, Report
from desktop.reports.sheet import Strip
from desktop.rules.charts.funnel import Share, funnel
from desktop.rules.charts.parts import NOTHING, points_text, share_text
from desktop.rules.charts.scene import Room, Scene
from desktop.rules.charts.spread import Score, spread
from desktop.rules.charts.trend import Series, trend
from desktop.rules.report_codes import ReportKind

_SECRECY = N_("Personnel file, internal")
_GAP = 7 * MM


def office_report(values: OfficeReport, look: OfficeLook, tongue: Tongue) -> tuple[Report, Iterator[Strip]]:
    """The report and its strips, to be bound with `report_frame.bound`."""
    period = values.period
    kind = ReportKind.DEPARTMENT if values.department else ReportKind.OFFICE
    about = Said(values.department) if values.department else tongue(N_("Whole office"))
    frame = Frame(period.name, about, period.number, tongue(_SECRECY), period.code, period.locked_at,
                  period.replaced_by)  # fmt: skip
    report = Report(tongue(kind.label), frame, look, tongue)
    return report, _Office(values, report, tongue).strips(tongue(kind.label))


class _Office:
    def __init__(self, values: OfficeReport, report: Report, tongue: Tongue) -> None:
        self.values, self.report, self.tongue = values, report, tongue
        self.width, self.face = report.width, report.face
        self._sections = 0

    def strips(self, title: Said) -> Iterator[Strip]:
        yield title_strip(title, self.report)
        yield from self._cover()
        yield self._section(N_("By department"))
        yield from self._units()
        yield self._section(N_("Trend and spread"))
        yield self._trend_and_spread()
        if self.values.funnels:
            yield self._section(N_("Compared with chance"))
            yield from self._funnels()
        yield self._section(N_("Rewards and penalties"))
        yield from self._discipline()
        yield self._section(N_("Appeals"))
        yield from self._appeals()
        yield self._section(N_("Signatures"))
        yield from closing(self.values.period, self.values.signers, self.report, self.tongue, person=False)
        yield self._section(N_("Appendix: formulas of this period"))
        yield from self._formulas()

    def _section(self, words: str) -> Strip:
        self._sections += 1
        return section(self._sections, self.tongue(words), self.report)

    def _cover(self) -> Iterator[Strip]:
        say, it = self.tongue, self.values
        period = it.period
        pairs: list[tuple[Said, Cell]] = [
            (say(N_("Appraisal period")), f"{period.name}\n{span_text(period.first, period.last)}"),
            (say(N_("Department")), it.department or say(N_("Whole office"))),
            (say(N_("Appraisal plan")), scheme_said(period, say)),
            (say(N_("State")), period.state),
            *((label, str(count)) for label, count in it.counts),
        ]  # fmt: skip
        while len(pairs) % 3:
            pairs.append((Said(""), ""))
        yield from fields(pairs, 3, self.width, self.face)
        yield space(2 * MM)
        if it.missing:
            heads = [
                Head(say(N_("Without a result")), 1.6),
                Head(say(N_("Department")), 1.6),
                Head(say(N_("Why there is none")), 3),
            ]
            rows: list[list[Cell]] = [[name, unit or NOTHING, why] for name, unit, why in it.missing]
            yield from table(heads, rows, self.width, self.face)
        else:
            yield from paragraph(say(N_("Nobody is missing.")), self.width, self.face, quiet=True)

    def _units(self) -> Iterator[Strip]:
        say, it = self.tongue, self.values
        heads = [Head(say(N_("Department")), 2.6), Head(say(N_("Number of people")), 0.8, "right"),
                 Head(say(N_("Scored")), 0.8, "right"), Head(say(N_("Median of the total")), 1.2, "right"),
                 *(Head(name, 1.4, "right") for _key, name in it.dimensions)]  # fmt: skip
        rows: list[list[Cell]] = [
            [unit.name, str(unit.people), str(unit.scored), points_text(unit.total),
             *(points_text(unit.dimensions.get(key)) for key, _name in it.dimensions)]
            for unit in it.units
        ]  # fmt: skip
        yield from table(heads, rows, self.width, self.face, say(N_("Nothing was counted.")))

    def _trend_and_spread(self) -> Strip:
        it, say = self.values, self.tongue.first
        wide = (self.width - _GAP) / 2
        names = [name for name, _total in it.previous]
        line = Series("median", say(N_("Median")), tuple(total for _name, total in it.previous))
        scores = [Score(str(n), name, total) for n, (name, total) in enumerate(it.totals)]
        left = trend(names, [line], charts.room(wide, self.face, 42 * MM), say, it.changed)
        right = spread(scores, charts.room(wide, self.face, 42 * MM), say)
        return self._pair([left, right], wide)

    def _pair(self, scenes: Sequence[Scene], wide: float, titles: Sequence[Said] = ()) -> Strip:
        above = 5 * MM if titles else 0.0
        high = max(scene.height for scene in scenes) + above

        def draw(pen: Pen, left: float, top: float) -> None:
            for n, scene in enumerate(scenes):
                x = left + n * (wide + _GAP)
                if titles:
                    pen.one_line(x, top, titles[n].line, 7.8, wide, bold=True)
                charts.paint(scene, pen, x, top + above)

        return Strip(high + 3 * MM, draw)

    def _funnels(self) -> Iterator[Strip]:
        wide = (self.width - _GAP) / 2
        funnels = self.values.funnels
        who = self.tongue(N_("Only who lies outside of the limits is named: all others differ by no more than chance "
                             "explains."))  # fmt: skip
        yield from paragraph(who, self.width, self.face, quiet=True)
        for start in range(0, len(funnels), 2):
            part = funnels[start : start + 2]
            scenes = [self._funnel(one, charts.room(wide, self.face, 50 * MM)) for one in part]
            names = [Said(f"{one.key} {one.name.first}", one.name.second) for one in part]
            yield self._pair(scenes, wide, names)

    def _funnel(self, one: FunnelValues, room: Room) -> Scene:
        shares = [Share(str(n), name, cases, share) for n, (name, cases, share) in enumerate(one.people)]
        return funnel(shares, float(one.mean), room, self.tongue.first)

    def _discipline(self) -> Iterator[Strip]:
        say, rows = self.tongue, self.values.discipline
        if rows is None:
            yield from paragraph(say(N_("Not printed here: whoever printed this may not see it.")), self.width,
                                 self.face, quiet=True)  # fmt: skip
            return
        heads = [Head(say(N_("Date")), 1.0), Head(say(N_("Person appraised")), 1.2),
                 Head(say(N_("What happened")), 2.8), Head(say(N_("Clause")), 2.0),
                 Head(say(N_("Decision")), 1.8), Head(say(N_("State")), 1.1)]  # fmt: skip
        cells: list[list[Cell]] = [
            [row.on.isoformat(), row.person, row.fact, row.clause, row.decision, row.state] for row in rows
        ]
        yield from table(heads, cells, self.width, self.face, say(N_("None in this period.")))

    def _appeals(self) -> Iterator[Strip]:
        say = self.tongue
        heads = [Head(say(N_("Person appraised")), 1.2), Head(say(N_("Appeal against")), 2.2),
                 Head(say(N_("Verdict")), 1.2), Head(say(N_("Reason")), 3.0),
                 Head(say(N_("Before → after")), 1.4, "right")]  # fmt: skip
        cells: list[list[Cell]] = [
            [row.person, row.against, row.verdict, row.reason, f"{row.before} → {row.after}" if row.after else NOTHING]
            for row in self.values.appeals
        ]
        yield from table(heads, cells, self.width, self.face, say(N_("Nobody appealed.")))

    def _formulas(self) -> Iterator[Strip]:
        say, it = self.tongue, self.values
        yield from paragraph(say(N_("Adjusted = (n × raw + m × μ) ÷ (n + m) with m = {m}. Under {n} cases nothing is "
                                    "scored."), m=it.strength, n=it.fewest), self.width, self.face)  # fmt: skip
        heads = [Head(say(N_("Indicator")), 2.0), Head(say(N_("Formula")), 5.2), Head(say(N_("Kind of record")), 1.8),
                 Head(say(N_("0 · 60 · 100 points at")), 1.9, "right"), Head(say(N_("Weight")), 0.8, "right"),
                 Head(say(N_("μ")), 0.8, "right")]  # fmt: skip
        rows: list[list[Cell]] = [
            [Said(f"{one.key} {one.name.first}\nv{one.version}", one.name.second), one.formula, one.source,
             " · ".join(share_text(bound, 0)[:-2] for bound in one.bounds) + " %", f"{one.weight:.0f}",
             f"{one.mean:.3f}"]
            for one in it.formulas
        ]  # fmt: skip
        yield from table(heads, rows, self.width, self.face, size=7.0)
