"""How a client's risk looks wherever one is picked: a word with its icon, the colour only helps (CL-12)."""

from collections.abc import Mapping

from desktop.i18n import _
from desktop.rules.risks import Mark
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.cells import Cell
from desktop.ui.kit.tokens import Tone

_LOOKS: Mapping[str, tuple[str, Tone]] = {
    Mark.WARN.value: ("triangle-alert", Tone.WARN),
    Mark.FRAUD.value: ("shield", Tone.BAD),
    Mark.RESTRICT.value: ("circle-alert", Tone.WARN),
    Mark.SUSPEND.value: ("circle-x", Tone.BAD),
    Mark.REFUSE.value: ("ban", Tone.BAD),
    Mark.STOPPED.value: ("lock", Tone.WARN),
}


def risk_word(mark: str) -> str:
    """Shown text; empty for a client that nothing speaks against."""
    return _(Mark.of(mark).label) if mark in _LOOKS else ""


def risk_icon(mark: str) -> str:
    return _LOOKS[mark][0] if mark in _LOOKS else ""


def risk_tone(mark: str) -> Tone:
    return _LOOKS[mark][1] if mark in _LOOKS else Tone.PLAIN


def named(name: str, mark: str, below: str = "") -> Cell:
    """The cell of a client's name with what speaks against it."""
    return Cell(
        name, bold=True, below=below, mark=risk_word(mark), mark_tone=risk_tone(mark), mark_icon=risk_icon(mark)
    )


def risk_tag(mark: str) -> Tag | None:
    """A tag to stand beside a name; None where there is nothing to say."""
    return Tag(risk_word(mark), risk_tone(mark), risk_icon(mark)) if mark in _LOOKS else None
