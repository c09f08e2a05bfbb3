"""One person's appraisal on A4: how the score came about, from which records, what was said, and the signatures (AP-5).

Page 1 holds the figures, page 2 what people said and decided; long texts go on. What is printed is told by a code that
the locked period still proves; a draft has none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from desktop.i18n import N_
from desktop.reports import charts
from desktop.reports.appraisal_ends import closing
from desktop.reports.appraisal_said import TIGHT, Part, Spoken
from desktop.reports.appraisal_values import PeriodValues, PersonReport
from desktop.reports.both import Said, Tongue
from desktop.reports.both_table import Cell, Head, fields, heading, paragraph, table
from desktop.reports.pen import INK2, MM, OfficeLook, Pen
from desktop.reports.prose import space
from desktop.reports.report_frame import Frame, Report, bound
from desktop.reports.sheet import Strip
from desktop.rules import appraisal_charts
from desktop.rules.charts.bullets import bullets
from desktop.rules.charts.parts import HIGH, LOW, NOTHING, points_text, share_text
from desktop.rules.charts.scene import Room, Scene
from desktop.rules.charts.trend import Series, trend
from desktop.rules.charts.waterfall import waterfall
from desktop.rules.report_codes import ReportKind
from desktop.rules.scoring import Sample, Scored

TITLE, TITLE_SECOND = 17.0, 9.0
_NUMERALS = "一二三四五六七八九十"
_SECRECY = N_("Personnel file, internal")
_BANDS = ((HIGH, N_("80 and more")), (LOW, N_("60 to 80")), (Decimal(0), N_("under 60")))


def person_reports(values: Iterable[PersonReport], look: OfficeLook, tongue: Tongue, made: datetime, title: str = "",
                   told: Callable[[int], object] | None = None) -> bytes:  # fmt: skip
    """The reports one after the other as PDF, each numbered for itself. The same input gives the same bytes. Raises
    ValueError for none."""
    return bound((person_report(one, look, tongue) for one in values), title or tongue(ReportKind.PERSON.label).first,
                 look, made, told)  # fmt: skip


def person_report(values: PersonReport, look: OfficeLook, tongue: Tongue) -> tuple[Report, Iterator[Strip]]:
    period = values.period
    frame = Frame(period.name, Said(values.name), period.number, tongue(_SECRECY), period.code, period.locked_at,
                  period.replaced_by)  # fmt: skip
    report = Report(tongue(ReportKind.PERSON.label), frame, look, tongue)
    return report, _Person(values, report, tongue).strips()


class _Person(Part):
    def __init__(self, values: PersonReport, report: Report, tongue: Tongue) -> None:
        super().__init__(values, report, tongue)
        self._sections = 0

    def strips(self) -> Iterator[Strip]:
        spoken = Spoken(self.values, self.report, self.tongue)
        yield title_strip(self.tongue(ReportKind.PERSON.label), self.report)
        yield from self._identity()
        yield space(2 * MM)
        yield self._result()
        yield self._section(N_("Dimensions and trend"))
        yield self._dimensions()
        yield self._section(N_("Points earned and lost"))
        yield charts.chart(self._waterfall, self.width, self.face)
        yield self._section(N_("Indicators"))
        yield from self._indicators()
        yield self._section(N_("Rewards and penalties"), fresh=True)
        yield from spoken.discipline()
        yield self._section(N_("Where points were lost"))
        yield from spoken.lost()
        yield self._section(N_("Comments"))
        yield from spoken.comments()
        yield self._section(N_("Recommendations"))
        yield from spoken.recommendations()
        yield self._section(N_("Signatures"))
        yield from closing(self.values.period, self.values.signers, self.report, self.tongue, person=True,
                           answer=self.values.answer)  # fmt: skip

    def _section(self, words: str, *, fresh: bool = False) -> Strip:
        self._sections += 1
        return section(self._sections, self.tongue(words), self.report, fresh=fresh)

    # The figures

    def _identity(self) -> Iterator[Strip]:
        say, it = self.tongue, self.values
        period = it.period
        scheme = scheme_said(period, say)
        days = str(it.days) if it.days is not None else NOTHING
        pairs: list[tuple[Said, Cell]] = [
            (say(N_("Person appraised")), f"{it.name} ({it.number})" if it.number else it.name),
            (say(N_("Department")), it.department or NOTHING), (say(N_("Post")), it.post or NOTHING),
            (say(N_("Appraisal period")), f"{period.name}\n{span_text(period.first, period.last)}"),
            (say(N_("Days present")), days), (say(N_("Appraisal plan")), scheme),
        ]  # fmt: skip
        yield from fields(pairs, 3, self.width, self.face)

    def _result(self) -> Strip:
        say, total, place = self.tongue, self.values.total, self.values.place
        band = next((say(words) for least, words in _BANDS if total.total is not None and total.total >= least), None)
        if place is not None:
            rank = say(N_("{rank} of {n}; by chance {low} to {high}"), rank=place.rank, n=place.of, low=place.low,
                       high=place.high)  # fmt: skip
        else:
            rank = say(N_("not ranked")) if total.ranked or total.total is None else say(N_("for information only"))
        boxes = [
            (say(N_("Total score")), points_text(total.total), self._parts()),
            (say(N_("Band")), (band or Said(NOTHING)).first, band.second if band is not None else ""),
            (say(N_("Rank and its range")), rank.first, rank.second),
            (say(N_("Coverage")), f"{total.coverage:.0f} %", say(N_("of the weight was scored")).line),
        ]
        return Strip(17 * MM, lambda pen, left, top: self._band(pen, left, top, boxes))

    def _parts(self) -> str:
        """How the sources stand apart (AP-2), in one line."""
        say, total, plan = self.tongue, self.values.total, self.values.plan
        if total.total is None:
            return say(N_("nothing was scored")).line
        part = appraisal_charts.data_part(total, plan) * 100
        said = say(N_("records {points} × {part} %"), points=points_text(total.data), part=f"{part:.0f}").first
        if total.superior is not None:
            said += " + " + say(N_("superior {points} × {part} %"), points=points_text(total.superior),
                                part=f"{100 - part:.0f}").first  # fmt: skip
        return said + (f" + {total.bonus:+.1f}" if total.bonus else "")

    def _band(self, pen: Pen, left: float, top: float, boxes: Sequence[tuple[Said, str, str]]) -> None:
        shares = (0.34, 0.16, 0.28, 0.22)
        high = 15.5 * MM
        pen.box(left, top, self.width, high, fill=charts.INKS["tint"])
        for n, ((label, figure, note), share) in enumerate(zip(boxes, shares, strict=True)):
            wide = self.width * share
            room = wide - 5 * MM
            x = left + 2.5 * MM
            pen.one_line(x, top + 1.2 * MM, label.line, 7.2, room, grey=INK2)
            pen.one_line(x, top + 4.6 * MM, figure, 15 if n in (0, 3) else 10.5, room, bold=True)
            pen.one_line(x, top + 11.4 * MM, note, 6.8, room, grey=INK2)
            if n:
                pen.rule(left, top + 2 * MM, left, top + high - 2 * MM)
            left += wide

    def _dimensions(self) -> Strip:
        it, say = self.values, self.tongue.first
        wide = self.width * 0.56
        rows = appraisal_charts.bullets_of(it.total, it.plan, self._word, say, it.others)
        left = bullets(rows, charts.room(wide, self.face), say)
        right = self._trend(self.width - wide - 6 * MM, left.height)
        high = max(left.height, right.height)

        def draw(pen: Pen, x: float, top: float) -> None:
            charts.paint(left, pen, x, top)
            charts.paint(right, pen, x + wide + 6 * MM, top)

        return Strip(high + 1 * MM, draw)

    def _trend(self, width: float, height: float) -> Scene:
        it, say = self.values, self.tongue.first
        names = [name for name, _total in it.previous] + [it.period.name]
        mine = Series("total", say(N_("Total score")), (*(total for _name, total in it.previous), it.total.total))
        return trend(names, [mine], charts.room(width, self.face, height), say, it.changed)

    def _waterfall(self, room: Room) -> Scene:
        it, say = self.values, self.tongue.first
        steps = appraisal_charts.steps_of(it.total, it.plan, self._word_of_line, say)
        return waterfall(steps, it.total.total, room, say)

    def _word(self, key: str) -> str:
        return self.values.names.get(key, Said(key)).label

    def _word_of_line(self, key: str) -> str:
        """An indicator by its key and first language: the table below says it whole."""
        name = self.values.names.get(key, Said(key)).first
        return name if name == key or len(key) == 1 else f"{key} {name}"

    def _indicators(self) -> Iterator[Strip]:
        say = self.tongue
        heads = [
            Head(say(N_("Indicator")), 3.9), Head(say(N_("x / n")), 1.35, "right"), Head(say(N_("Raw")), 1.0, "right"),
            Head(say(N_("90 % range")), 1.75, "right"), Head(say(N_("Adjusted")), 1.1, "right"),
            Head(say(N_("Target")), 0.95, "right"), Head(say(N_("Weight")), 0.95, "right"),
            Head(say(N_("Points")), 1.8, "right"), Head(say(N_("Cases in evidence")), 1.6, "right"),
        ]  # fmt: skip
        rows = [self._indicator(one) for one in self.values.total.scored]
        yield from table(heads, rows, self.width, self.face, say(N_("Nothing was counted.")), size=7.2, above=TIGHT)
        yield space(0.8 * MM)
        yield from paragraph(self._formula(), self.width, self.face, 6.8, quiet=True)
        means = " · ".join(f"{one.key} {self.values.plan.mean(one.key):.3f}" for one in self.values.total.scored)
        yield from paragraph(Said(f"μ: {means}"), self.width, self.face, 6.8, quiet=True)

    def _indicator(self, one: Scored) -> list[Cell]:
        it, say = self.values, self.tongue
        name = it.names.get(one.key, Said(one.key))
        counted = one.raw * one.count.cases if one.raw is not None else Decimal(0)
        points: Cell = points_text(one.points)
        if one.state is not Sample.SCORED:
            # the same again and again: the first language is enough
            points = say(appraisal_charts.SAMPLES[one.state]).first
        places = it.evidence.get(one.key)
        evidence = (
            f"{one.count.cases} (#{places[0]}–{places[1]})" if places and one.count.cases else str(one.count.cases)
        )
        interval = f"{share_text(one.low)[:-2]}–{share_text(one.high)}" if one.low is not None else NOTHING
        return [
            Said(f"{one.key} {name.first}", name.second), f"{_short(counted)} / {one.count.cases}", share_text(one.raw),
            interval, share_text(one.adjusted), share_text(it.plan.bound(one.key).target, 0),
            f"{float(one.share) * 100:.1f} %", points, evidence,
        ]  # fmt: skip

    def _formula(self) -> Said:
        plan, say = self.values.plan, self.tongue
        return say(N_("Adjusted = (n × raw + m × μ) ÷ (n + m) with m = {m}; 0 points at the floor, 60 at the pass, "
                      "100 at the target. Under {n} cases nothing is scored, and the weight "
                      "goes to the other indicators."), m=plan.strength, n=plan.fewest)  # fmt: skip


def _short(value: Decimal) -> str:
    return f"{value:.1f}".removesuffix(".0")


def span_text(first: date, last: date) -> str:
    return f"{first.isoformat()} – {last.isoformat()}"


def scheme_said(period: PeriodValues, say: Tongue) -> Said:
    """Which of the office's plans; none of its own is the preset of its kind."""
    if not period.scheme:
        return say(N_("preset, version {m}"), m=period.number)
    return say(N_("Plan no. {n}, version {m}"), n=period.scheme, m=period.number)


def section(number: int, words: Said, report: Report, *, fresh: bool = False) -> Strip:
    """`三、指标`, or `3 Indicators`."""
    chinese = report.say.language == "zh_CN"
    first = f"{_NUMERALS[number - 1]}、{words.first}" if chinese else f"{number}  {words.first}"
    return heading(Said(first, words.second), report.width, report.face, fresh=fresh)


def title_strip(title: Said, report: Report) -> Strip:
    def draw(pen: Pen, left: float, top: float) -> None:
        middle = left + report.width / 2
        pen.text(middle, top, title.first, TITLE, bold=True, align="centre", leading=1.2)
        pen.text(middle, top + 7.6 * MM, title.second, TITLE_SECOND, align="centre", grey=INK2, leading=1.2)

    return Strip(12 * MM if title.second else 8.6 * MM, draw)
