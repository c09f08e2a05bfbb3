"""The recovery sheet 恢复单: the one paper that opens an office when passwords or workstations are lost."""

from collections.abc import Iterator, Sequence

from desktop.i18n import N_, Translator
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Stamp
from desktop.reports.prose import paragraph, space
from desktop.reports.sheet import NOTE, SECTION, Sheet, Strip

CODE = 14.0
ACROSS, ROW = 7, 16 * MM
KEEP = (
    N_("What this sheet is"),
    N_("Whoever holds this sheet can open every sealed value of the office “{office}”, and every backup of it. Keep it "
       "in the safe, in a sealed envelope; never in the computer, never as a photo."),
)  # fmt: skip
USES = (
    N_("What it is for"),
    N_("A forgotten password, when nobody else can open the sealed values: sign in as somebody who runs people, set a "
       "new password, and type the sheet under Settings › Keys & recovery."),
    N_("Nobody can sign in any more: run “clientele recover” and type the sheet; for an office on a server on one of "
       "its workstations whose keyring opens it. Where there is none, restore a backup."),
    N_("All workstations are lost: install Clientele, restore a backup and type the sheet when it is asked for."),
)  # fmt: skip
LOST = (
    N_("If the sheet is lost or somebody has seen it"),
    N_("Make a new one under Settings › Keys & recovery: it takes the place of this one. If somebody "
       "may have seen this one, change the keys there too; what was sealed before may have been copied."),
)  # fmt: skip


def recovery_sheet(groups: Sequence[str], look: OfficeLook, stamp: Stamp, languages: Sequence[Translator]) -> bytes:
    """The sheet as PDF, in each of the languages on one page; the office's language comes first."""
    titles = [language(N_("Recovery sheet")) for language in languages]
    sheet = Sheet(" · ".join(dict.fromkeys(titles)), look, stamp, languages[0])
    return sheet.render(_strips(groups, sheet, languages))


def _strips(groups: Sequence[str], sheet: Sheet, languages: Sequence[Translator]) -> Iterator[Strip]:
    yield from _said(KEEP, sheet, languages[0])
    for first in range(0, len(groups), ACROSS):
        yield _row(groups[first : first + ACROSS], first + 1, sheet)
    yield space(3 * MM)
    for part in (USES, LOST):
        yield from _said(part, sheet, languages[0])
    for language in languages[1:]:
        yield Strip(5 * MM, lambda pen, left, top: pen.rule(left, top + 2 * MM, left + sheet.width, top + 2 * MM))
        for part in (KEEP, USES, LOST):
            yield from _said(part, sheet, language)


def _said(part: Sequence[str], sheet: Sheet, say: Translator) -> Iterator[Strip]:
    heading, *paragraphs = part
    yield paragraph(say(heading), sheet, SECTION, bold=True)
    for text in paragraphs:
        yield paragraph(say(text).format(office=sheet.look.name), sheet)
    yield space(2 * MM)


def _row(groups: Sequence[str], first: int, sheet: Sheet) -> Strip:
    """Groups side by side, each with its number, so that one can be asked for."""
    wide = sheet.width / ACROSS

    def draw(pen: Pen, left: float, top: float) -> None:
        for place, group in enumerate(groups):
            x = left + place * wide
            pen.box(x, top + 1.5 * MM, wide - 2 * MM, ROW - 3 * MM, weight=0.5, radius=1.5 * MM)
            pen.text(x + 1.5 * MM, top + 2.4 * MM, str(first + place), NOTE, grey=INK2)
            spaced = " ".join(group)
            width = pen.face.bold.width(spaced, CODE)
            pen.text(x + (wide - 2 * MM - width) / 2, top + 5.6 * MM, spaced, CODE, bold=True)

    return Strip(ROW, draw)
