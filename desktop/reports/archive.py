"""Sheets of the archive: content and supplement lists, slips, ledgers and destruction lists, made of the same parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.archive_form import Entry, entry_rows
from desktop.reports.dossier import Part, part_strips
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Stamp
from desktop.reports.prose import Signer, paragraph, signature_row, space
from desktop.reports.sheet import A4, A4_LANDSCAPE, BODY, NOTE, Sheet, Strip


@dataclass(frozen=True, slots=True)
class ArchiveSheet:
    """One sheet: what it is about in boxes, its tables, what is declared above the signatures, and who signs.

    `proof` is what the signatures on screen were given for, in small letters below them, so that it can be compared.
    """

    title: str
    entries: Sequence[Entry]
    parts: Sequence[Part]
    signers: Sequence[Signer] = ()
    declared: str = ""
    proof: str = ""
    wide: bool = False


def archive_sheet(values: ArchiveSheet, look: OfficeLook, stamp: Stamp, language: Translator,
                  keepers: Sequence[str] = ()) -> bytes:  # fmt: skip
    """The sheet as PDF, once for each of `keepers`, numbered 1/3 and so on with who keeps it. Raises BadEntry when the
    logo is no picture."""
    sheet = Sheet(values.title, look, stamp, language, A4_LANDSCAPE if values.wide else A4)
    if not keepers:
        return sheet.render(_strips(values, sheet, language))
    copies = [
        language(N_("Copy {n} of {m}, kept by: {who}")).format(n=number, m=len(keepers), who=who)
        for number, who in enumerate(keepers, 1)
    ]
    return sheet.render_each(_strips(values, sheet, language, copy) for copy in copies)


def _strips(values: ArchiveSheet, sheet: Sheet, say: Translator, copy: str = "") -> Iterator[Strip]:
    if copy:
        yield paragraph(copy, sheet, BODY)
    yield from entry_rows(values.entries, sheet)
    for part in values.parts:
        yield from part_strips(part, sheet, say)
    if values.declared:
        yield space(3 * MM)
        yield paragraph(values.declared, sheet, BODY)
    if values.signers:
        yield signature_row(values.signers, say(N_("Date")), sheet)
    if values.proof:
        yield _proof(values.proof, sheet)


def _proof(text: str, sheet: Sheet) -> Strip:
    def draw(pen: Pen, left: float, top: float) -> None:
        pen.one_line(left, top + 1 * MM, text, NOTE, sheet.width, grey=INK2)

    return Strip(6 * MM, draw)
