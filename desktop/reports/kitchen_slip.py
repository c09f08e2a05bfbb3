"""The slip 撤单 that takes back at kitchen and pantry what a booking's papers told, or says what changed since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.pen import MM, OfficeLook, Stamp
from desktop.reports.prose import paragraph, space
from desktop.reports.sheet import A5, Sheet, Strip
from desktop.reports.tables import ColumnHead, table_strips

_HEADLINE, _SAID = 15.0, 11.0


@dataclass(frozen=True, slots=True)
class SlipValues:
    """`headline` is what happened, in one glance; `come` who is served in addition, with what the kitchen must know of
    him, `learnt` who stays, with what is not as the papers tell, `gone` who is not served any more, with what it was
    told of him."""

    headline: str
    where: str
    changes: Sequence[str]
    come: Sequence[tuple[str, str]]
    unnamed_more: str
    learnt: Sequence[tuple[str, str]]
    gone: Sequence[tuple[str, str]]
    unnamed: str
    void: Sequence[str]
    back: Sequence[str]


def kitchen_slip(title: str, told: SlipValues, look: OfficeLook, stamp: Stamp, say: Translator) -> bytes:
    """The slip as PDF on A5; no line of it is cut."""
    sheet = Sheet(title, look, stamp, say, A5)
    return sheet.render(_strips(told, sheet, say))


def _strips(told: SlipValues, sheet: Sheet, say: Translator) -> Iterator[Strip]:
    yield paragraph(told.headline, sheet, _HEADLINE, bold=True)
    yield paragraph(told.where, sheet, _SAID)
    for line in told.changes:
        yield paragraph(line, sheet, _SAID, bold=True)
    for left, right, people, unnamed in (
        (N_("Served in addition"), N_("What the kitchen must know"), told.come, told.unnamed_more),
        (N_("Stays"), N_("What is new"), told.learnt, ""),
        (N_("Not served any more"), N_("What was told of him"), told.gone, told.unnamed),
    ):
        if people or unnamed:
            yield space(2 * MM)
        if people:
            heads = [ColumnHead(say(left), 1.0), ColumnHead(say(right), 2.0)]
            yield from table_strips(heads, people, sheet.width, sheet.face)
        if unnamed:
            yield space(1.5 * MM)
            yield paragraph(unnamed, sheet, _SAID)
    for head, lines in ((N_("Not valid for this party any more"), told.void), (N_("To be fetched back"), told.back)):
        if lines:
            yield space(2 * MM)
            yield paragraph(say(head), sheet, _SAID, bold=True)
            for line in lines:
                yield paragraph(line, sheet, _SAID, mark="□")
