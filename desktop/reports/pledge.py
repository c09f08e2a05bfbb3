"""The confidentiality pledge 保密责任书 as staff sign it on paper (AC-9)."""

from collections.abc import Iterator

from desktop.i18n import N_, Translator
from desktop.reports.pen import MM, OfficeLook, Stamp
from desktop.reports.prose import paragraph, signatures, space
from desktop.reports.sheet import SECTION, Sheet, Strip, day_text
from desktop.rules.pledges import Promise


def pledge_sheet(name: str, post: str, said: Promise, look: OfficeLook, stamp: Stamp, language: Translator) -> bytes:
    """The sheet as PDF; without a name, for whoever signs it to enter."""
    sheet = Sheet(language(N_("Confidentiality pledge")), look, stamp, language)
    return sheet.render(_strips(name, post, said, sheet, language))


def _strips(name: str, post: str, said: Promise, sheet: Sheet, say: Translator) -> Iterator[Strip]:
    if name:
        yield paragraph(" · ".join(part for part in (name, post) if part), sheet, SECTION, bold=True)
        yield space(4 * MM)
    for line in said.text.splitlines():
        yield paragraph(line, sheet)
        yield space(1.5 * MM)
    yield space(3 * MM)
    held = N_("Signed today, it holds until {day}; then it is signed anew.")
    yield paragraph(say(held).format(day=day_text(said.until, say)), sheet)
    if said.since is not None:
        # so that the paper itself tells which wording was signed
        worded = N_("Wording {number}, in use since {day}.")
        yield paragraph(say(worded).format(number=said.number, day=day_text(said.since, say)), sheet)
    yield space(14 * MM)
    signed = say(N_("Signature of {name}, day")).format(name=name) if name else say(N_("Name, signature, day"))
    yield signatures(signed, say(N_("For the office, day")), sheet)
