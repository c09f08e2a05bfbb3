"""One thing that was looked at, as a row: how it stands, what it is, and its one button (SA-6, OF-14)."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from desktop.i18n import _
from desktop.rules.health import Check, State
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.filling import row_of, two_lines
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import button
from desktop.ui.kit.tokens import Tone

TONES = {State.BAD: Tone.BAD, State.WARN: Tone.WARN, State.GOOD: Tone.GOOD}
ICONS = {State.BAD: "circle-x", State.WARN: "triangle-alert", State.GOOD: "circle-check"}


def check_row(check: Check, act: Callable[[Check], object], words: dict[State, str] | None = None) -> QHBoxLayout:
    """`words` are message ids that say the states otherwise; `act` carries out the check's button."""
    said = {state: _((words or {}).get(state, state.label)) for state in State}
    tag = Tag(said[check.state], TONES[check.state], ICONS[check.state])
    # all of one width, so that what stands beside them is aligned
    tag.setMinimumWidth(max(Tag(text, TONES[s], ICONS[s]).sizeHint().width() for s, text in said.items()))
    row = row_of(tag)
    told = " · ".join(filter(None, (moment(check.at) if check.at else "", str(check.below))))
    row.addLayout(two_lines(str(check.what), told), 1)
    if check.act:
        made = button(_(check.act), lambda: act(check))
        made.setAccessibleName(f"{_(check.act)}: {check.what}")
        row.addWidget(made)
    return row
