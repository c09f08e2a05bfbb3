"""The briefing of a meal for a post: a line for each client of whom it must know something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.pen import MM, OfficeLook, Stamp
from desktop.reports.prose import paragraph, space
from desktop.reports.sheet import A4_LANDSCAPE, BODY, Sheet, Strip
from desktop.reports.tables import ColumnHead, table_strips

_HEADS = ((N_("Time"), 0.6), (N_("Room or table"), 1.2), (N_("Party size"), 0.7), (N_("Form of address"), 1.6))


@dataclass(frozen=True, slots=True)
class BriefingLine:
    """When and where, how many, who, and what the post is told in the order of its columns."""

    at: str
    place: str
    people: str
    who: str
    told: tuple[str, ...]


def briefing(title: str, said: str, heads: Sequence[tuple[str, float]], lines: Sequence[BriefingLine],
             look: OfficeLook, stamp: Stamp, language: Translator) -> bytes:  # fmt: skip
    """The briefing as PDF (CO-8, CO-10); `heads` are the columns of what is told, with their widths. No cell is cut."""
    sheet = Sheet(title, look, stamp, language, A4_LANDSCAPE)
    return sheet.render(_strips(said, heads, lines, sheet, language))


def _strips(said: str, heads: Sequence[tuple[str, float]], lines: Sequence[BriefingLine], sheet: Sheet,
            say: Translator) -> Iterator[Strip]:  # fmt: skip
    yield paragraph(said, sheet, BODY)
    yield space(1 * MM)
    columns = [ColumnHead(say(label), share) for label, share in _HEADS]
    columns += [ColumnHead(label, share) for label, share in heads]
    rows = [(line.at, line.place, line.people, line.who, *line.told) for line in lines]
    yield from table_strips(columns, rows, sheet.width, sheet.face, say(N_("There is nothing to tell for this meal.")))
