"""The protocol of shutting somebody out 停用记录: what was done, what remains, what can't be undone (AC-3)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from desktop.i18n import N_, Translator
from desktop.reports.pen import MM, OfficeLook, Stamp
from desktop.reports.prose import paragraph, signatures, space
from desktop.reports.sheet import SECTION, Sheet, Strip, time_text


def protocol(name: str, stolen: bool, at: datetime, done: Sequence[str], look: OfficeLook, stamp: Stamp,
             language: Translator) -> bytes:  # fmt: skip
    """The protocol as PDF; `done` are the sentences of what was done."""
    title = N_("Workstation stolen: what was done") if stolen else N_("Leaving the office: what was done")
    sheet = Sheet(language(title), look, stamp, language)
    return sheet.render(_strips(name, stolen, at, done, sheet, language))


def _strips(
    name: str, stolen: bool, at: datetime, done: Sequence[str], sheet: Sheet, say: Translator
) -> Iterator[Strip]:
    said = N_("The workstation of {name}, {time}") if stolen else N_("{name}, {time}")
    yield paragraph(say(said).format(name=name, time=time_text(at, say)), sheet)
    yield space(3 * MM)
    yield paragraph(say(N_("Done")), sheet, SECTION, bold=True)
    for line in done:
        yield paragraph(line, sheet, mark="•")
    yield space(3 * MM)
    yield paragraph(say(N_("What this can't undo")), sheet, SECTION, bold=True)
    yield paragraph(say(N_("What could be read before may have been copied: files, printed sheets, exports and photos "
                           "stay as they are. Ask for what the office lent: papers, keys, cards and devices.")),
                    sheet)  # fmt: skip
    yield space(14 * MM)
    yield signatures(say(N_("Signature of who did it")), say(N_("Signature of the head")), sheet)
