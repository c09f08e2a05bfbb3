"""How the clocks and stages of cards and forms are said: what is left, what is over, and each stage with its icon."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from desktop.i18n import N_, _, _n
from desktop.rules.collecting import Sheet, Stage
from desktop.services.cards import GivenLine
from desktop.ui.kit.clocks import left, span
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.tokens import Tone

STAGE_LOOKS: Mapping[Stage, tuple[str, Tone]] = {
    Stage.NONE: ("", Tone.NOTE),
    Stage.DUE: ("inbox", Tone.WARN),
    Stage.OUT: ("arrow-right", Tone.ACCENT),
    Stage.RECEIVED: ("user", Tone.ACCENT),
    Stage.UNDERSTOOD: ("eye", Tone.GOOD),
    Stage.BACK: ("check", Tone.NOTE),
    Stage.LOST: ("triangle-alert", Tone.BAD),
}
# Shorter than the stages' own words, for the narrow columns of the list
STAGE_WORDS: Mapping[Stage, str] = {
    Stage.DUE: N_("To hand out"),
    Stage.OUT: N_("With leader"),
    Stage.RECEIVED: N_("With server"),
    Stage.UNDERSTOOD: N_("Understood"),
    Stage.BACK: N_("Came back"),
    Stage.LOST: N_("Gone missing"),
}


def reading_clock(card: GivenLine, now: datetime) -> tuple[str, Tone, str]:
    """The minutes in which a server reads the card (CO-10): words, tone, icon. Empty before it is received."""
    if card.received_at is None or card.read_by is None:
        return "", Tone.NOTE, ""
    if card.understood_at is not None:
        took = span((card.understood_at - card.received_at).total_seconds())
        if card.late_reading(now):
            return _("read after {span}, late").format(span=took), Tone.WARN, "clock"
        return _("read after {span}").format(span=took), Tone.GOOD, "check"
    if card.back_at is not None:
        return "", Tone.NOTE, ""
    words, tone = left(card.read_by, now)
    return words, Tone.BAD if tone is Tone.BAD else Tone.WARN, "triangle-alert" if tone is Tone.BAD else "clock"


def numbered(line: GivenLine) -> str:
    """`客户信息卡 12`: by its number in the register."""
    return _("{sheet} {number}").format(sheet=_(line.kind.label), number=line.number)


def counted(cards: int, forms: int) -> str:
    """`3 张卡、2 张表`."""
    said = []
    if cards:
        said.append(_n("{n} card", "{n} cards", cards).format(n=cards))
    if forms:
        said.append(_n("{n} form", "{n} forms", forms).format(n=forms))
    return listed(said)


def counted_of(kinds: Iterable[Sheet]) -> str:
    found = list(kinds)
    return counted(found.count(Sheet.CARD), found.count(Sheet.FORM))
