"""The frame of a report's pages: whose it is on each of them, numbered for itself, with its code or a watermark (AP-5).

Many people's reports go into one file. Head and foot of a page are drawn by the report that the page belongs to and
by nothing that is kept from page to page, so that nobody's name or code comes upon another's.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.i18n import N_
from desktop.reports.both import NONE, Said, Tongue
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Shade, Stamp
from desktop.reports.sheet import NOTE, Paper, Sheet, Strip, day_text, time_text
from desktop.rules import report_codes

REPORT_PAPER = Paper(210 * MM, 297 * MM, 18 * MM)
_HEAD, _FOOT = 6.6 * MM, 9.4 * MM
_MARK: Shade = 0.86
_STAMP: Shade = (0.7, 0.15, 0.12)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on each page of one report. `code` and `locked_at` are of a locked period; without them it is a
    draft, and says so across the page. `replaced_by` is the version that has taken its place."""

    period: str
    about: Said
    number: int = 1
    secrecy: Said = NONE
    code: str = ""
    locked_at: datetime | None = None  # in the office's time zone
    replaced_by: int = 0


class Report(Sheet):
    """One report: its frame, and strips that flow from page to page."""

    def __init__(self, title: Said, frame: Frame, look: OfficeLook, tongue: Tongue) -> None:
        super().__init__(title.first, look, Stamp("", frame.locked_at or datetime.min, frame.code), tongue.first,
                         REPORT_PAPER)  # fmt: skip
        self.frame, self.tongue = frame, tongue

    def pages(self, strips: Iterable[Strip]) -> list[Sequence[tuple[float, Strip]]]:
        return [page.strips for page in self._flow(strips, self._body, self._body)]

    @property
    def _body(self) -> float:
        return self.paper.height - 2 * self.paper.margin - _HEAD - _FOOT

    def draw(self, pen: Pen, pages: Sequence[Sequence[tuple[float, Strip]]]) -> None:
        for number, page in enumerate(pages, 1):
            self._head_line(pen)
            for used, strip in page:
                strip.draw(pen, self.paper.margin, self.paper.margin + _HEAD + used)
            self._foot_line(pen, number, len(pages))
            self._across(pen)
            pen.page_done()

    def _head_line(self, pen: Pen) -> None:
        left, right, top = self.paper.margin, self.paper.width - self.paper.margin, self.paper.margin
        frame, half = self.frame, self.width / 2 - 3 * MM
        pen.one_line(left, top - 1 * MM, self.look.name, NOTE + 0.5, half, bold=True)
        said = " · ".join(filter(None, (frame.period, frame.about.first, frame.secrecy.first)))
        pen.one_line(right, top - 1 * MM, said, NOTE + 0.5, half, align="right", grey=INK2)
        pen.rule(left, top + 3.6 * MM, right, top + 3.6 * MM, 0.9, 0.0)

    def _foot_line(self, pen: Pen, number: int, count: int) -> None:
        left, right = self.paper.margin, self.paper.width - self.paper.margin
        top = self.paper.height - self.paper.margin - 7 * MM
        pen.rule(left, top, right, top)
        top += 1.4 * MM
        frame, tongue = self.frame, self.tongue
        if frame.code and frame.locked_at is not None:
            first = report_codes.shown(frame.code)
            said = tongue(N_("Version {n}, locked {time}"), n=frame.number, time=_Moment(frame.locked_at).said(tongue))
        else:
            first, said = tongue(N_("Draft")).line, tongue(N_("Not locked: figures may still change"))
        pen.text(left, top, first, NOTE, bold=True)
        pen.one_line(left, top + 3.7 * MM, said.line, NOTE, self.width * 0.7, grey=INK2)
        pages = tongue(N_("Page {n} of {m}"), n=number, m=count)
        pen.text(right, top, pages.line, NOTE, bold=True, align="right")

    def _across(self, pen: Pen) -> None:
        frame, tongue = self.frame, self.tongue
        if not frame.code:
            said = tongue(N_("Draft"))
            _aslant(pen, [said.first, *([said.second] if said.second else [])], 90, _MARK)
        elif frame.replaced_by:
            said = tongue(N_("Superseded by version {n}"), n=frame.replaced_by)
            _aslant(pen, [said.first, *([said.second] if said.second else [])], 34, _STAMP, framed=True)


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime

    def said(self, tongue: Tongue) -> Said:
        second = time_text(self.at, tongue.second) if tongue.second is not None else ""
        return Said(time_text(self.at, tongue.first), second)


def day_said(day: datetime, tongue: Tongue) -> Said:
    second = day_text(day, tongue.second) if tongue.second is not None else ""
    return Said(day_text(day, tongue.first), second)


def bound(reports: Iterable[tuple[Report, Iterable[Strip]]], title: str, look: OfficeLook, made: datetime,
          told: Callable[[int], object] | None = None) -> bytes:  # fmt: skip
    """Reports one after the other in one PDF, each numbered for itself. The file's date is `made`; the same input gives
    the same bytes. `told` hears after each how many are done, and stops it by raising."""
    face = look.typeface()
    with face.lock:
        pen = None
        for done, (report, strips) in enumerate(reports, 1):
            if pen is None:
                paper = report.paper
                pen = Pen(face, paper.width, paper.height, title, look.name, report.say.language, made)
            report.draw(pen, report.pages(strips))
            if told is not None:
                told(done)
        if pen is None:
            raise ValueError("no report")
        return pen.finish()


def _aslant(pen: Pen, lines: Sequence[str], size: float, shade: Shade, *, framed: bool = False) -> None:
    """Words across the page, through which what stands there can still be read."""
    canvas = pen.canvas
    canvas.saveState()
    canvas.setFillAlpha(0.45)
    canvas.setStrokeAlpha(0.45)
    canvas.translate(pen.width / 2, pen.height / 2)
    canvas.rotate(math.degrees(math.atan2(pen.height, pen.width)) - 10)
    sizes = [size if n == 0 else size * 0.5 for n in range(len(lines))]
    wide = max(pen.face.bold.width(line, high) for line, high in zip(lines, sizes, strict=True))
    high = sum(1.42 * each for each in sizes)
    if framed:
        canvas.setLineWidth(2.5)
        pen.box(-wide / 2 - 14, pen.height - high / 2 - 8, wide + 28, high + 16, weight=2.5, radius=6, grey=shade)
    top = -high / 2
    for line, each in zip(lines, sizes, strict=True):
        # the pen measures from the top of the page
        pen.text(0, pen.height + top, line, each, bold=True, align="centre", grey=shade)
        top += 1.42 * each
    canvas.restoreState()
    pen.forget()
