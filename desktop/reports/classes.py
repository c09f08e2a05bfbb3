"""The quarter's class list on paper: one section for each class, its clients with figures and reasons (CL-10)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Stamp
from desktop.reports.sheet import A4_LANDSCAPE, BODY, SECTION, Sheet, Strip
from desktop.reports.tables import ColumnHead, table_strips


@dataclass(frozen=True, slots=True)
class ClassSection:
    """One class: its heading, how many clients it has, and the rows that are printed of them."""

    heading: str
    count: int
    rows: Sequence[Sequence[str]]


def class_list(sections: Sequence[ClassSection], quarter: str, rules: str, look: OfficeLook, stamp: Stamp,
               language: Translator) -> bytes:  # fmt: skip
    """The class list as PDF. `rules` says which numbers and reading were in force; rows hold code, name, change,
    spend, visits, rank by spend, rank by visits, reason. A class without rows is told by its count alone.
    """
    sheet = Sheet(language(N_("Class list {quarter}")).format(quarter=quarter), look, stamp, language, A4_LANDSCAPE)
    return sheet.render(_strips(sections, rules, sheet, language))


def _strips(sections: Sequence[ClassSection], rules: str, sheet: Sheet, language: Translator) -> Iterator[Strip]:
    columns = (
        ColumnHead(language(N_("Code")), 0.8), ColumnHead(language(N_("Name")), 1.3),
        ColumnHead(language(N_("Before")), 0.6), ColumnHead(language(N_("Spend (¥)")), 1.0, "right"),
        ColumnHead(language(N_("Visits")), 0.6, "right"), ColumnHead(language(N_("Rank by spend")), 0.7, "right"),
        ColumnHead(language(N_("Rank by visits")), 0.7, "right"), ColumnHead(language(N_("Reason")), 3.6),
    )  # fmt: skip
    yield _line(rules, BODY, sheet, bold=False)
    for section in sections:
        counted = language.plural("{n} client", "{n} clients", section.count).format(n=section.count)
        yield _line(f"{section.heading} · {counted}", SECTION, sheet, bold=True)
        if section.rows:
            yield from table_strips(columns, section.rows, sheet.width, sheet.face)


def _line(text: str, size: float, sheet: Sheet, *, bold: bool) -> Strip:
    def draw(pen: Pen, left: float, top: float) -> None:
        pen.one_line(left, top + 3 * MM, text, size, sheet.width, bold=bold, grey=0.0 if bold else INK2)

    return Strip(size * LINE_HEIGHT + 5 * MM, draw, tied=bold)
