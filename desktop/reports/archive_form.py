"""The archive form 客户信息档案 of one client on paper: part by part, labels beside their values (CO-12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.boxes import Box, box_row
from desktop.reports.pen import MM, OfficeLook, Stamp
from desktop.reports.prose import space
from desktop.reports.sheet import BODY, Sheet, Strip

LINE = 7.5 * MM
_LABEL = 0.17
_NARROW = 2  # values side by side


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and what stands beside it; `wide` ones have the line for themselves."""

    label: str
    text: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class FormPart:
    heading: str
    entries: Sequence[Entry]


def archive_form(parts: Sequence[FormPart], whose: str, look: OfficeLook, stamp: Stamp,
                 language: Translator) -> bytes:  # fmt: skip
    """The form as PDF; `whose` stands at the head. Raises BadEntry when the logo is no picture."""
    sheet = Sheet(language(N_("Client archive form")), look, stamp, language, note=whose)
    return sheet.render(_strips(parts, sheet))


def _strips(parts: Sequence[FormPart], sheet: Sheet) -> Iterator[Strip]:
    for part in parts:
        if part.entries:
            # the name of a part is not left alone at the foot of a page
            yield from box_row([Box(part.heading, label=True, size=BODY + 1)], sheet.width, sheet.face, LINE, tied=True)
            yield from entry_rows(part.entries, sheet)


def entry_rows(entries: Sequence[Entry], sheet: Sheet) -> Iterator[Strip]:
    """Labels beside their values in boxes, two in a line but for the wide ones, and some room below."""
    for row in _rows(entries):
        yield from box_row(_boxes(row), sheet.width, sheet.face, LINE)
    if entries:
        yield space(2.5 * MM)


def _rows(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    waiting: list[Entry] = []
    for entry in entries:
        if waiting and (entry.wide or len(waiting) == _NARROW):
            yield waiting
            waiting = []
        if entry.wide:
            yield [entry]
        else:
            waiting.append(entry)
    if waiting:
        yield waiting


def _boxes(row: Sequence[Entry]) -> list[Box]:
    if len(row) == 1:
        return [Box(row[0].label, _LABEL, label=True), Box(row[0].text, 1 - _LABEL)]
    boxes: list[Box] = []
    for entry in row:
        boxes += [Box(entry.label, _LABEL, label=True), Box(entry.text, 1 / _NARROW - _LABEL)]
    return boxes
