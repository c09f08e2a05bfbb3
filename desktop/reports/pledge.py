"""The confidentiality pledge 保密责任书 as staff sign it on paper (AC-9)."""

from collections.abc import Iterator
from datetime import date

from desktop.i18n import N_, Translator
from desktop.reports.pen import MM, OfficeLook, Stamp
from desktop.reports.prose import paragraph, signatures, space
from desktop.reports.sheet import SECTION, Sheet, Strip, day_text


def pledge_sheet(name: str, post: str, text: str, until: date, look: OfficeLook, stamp: Stamp,
                 language: Translator) -> bytes:  # fmt: skip
    """The sheet as PDF; `until` is how long it holds if it is signed today."""
    sheet = Sheet(language(N_("Confidentiality pledge")), look, stamp, language)
    return sheet.render(_strips(name, post, text, until, sheet, language))


def _strips(name: str, post: str, text: str, until: date, sheet: Sheet, say: Translator) -> Iterator[Strip]:
    yield paragraph(" · ".join(part for part in (name, post) if part), sheet, SECTION, bold=True)
    yield space(4 * MM)
    for line in text.splitlines():
        yield paragraph(line, sheet)
        yield space(1.5 * MM)
    yield space(3 * MM)
    said = N_("Signed today, it holds until {day}; then it is signed anew.")
    yield paragraph(say(said).format(day=day_text(until, say)), sheet)
    yield space(14 * MM)
    yield signatures(say(N_("Signature of {name}, day")).format(name=name), say(N_("For the office, day")), sheet)
