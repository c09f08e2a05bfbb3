"""Empty pages: nothing yet, nothing found, not allowed; each says what can be done."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.icons import LARGE_ICON
from desktop.ui.kit.text import IconLabel, button, label, note


class Empty(QWidget):
    """One sentence and at most one button in the middle of the room."""

    def __init__(
        self,
        sentence: str,
        detail: str = "",
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        icon_name: str = "inbox",
        main: bool = True,
    ) -> None:
        super().__init__()
        self.setAccessibleName(sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(IconLabel(icon_name, "ink2", LARGE_ICON * 2), 0, middle)
        for piece in (label(sentence, wrap=True), note(detail, wrap=True)):
            if piece.text():
                piece.setAlignment(middle)
                piece.setMaximumWidth(560)
                # an alignment would forget that wrapped text grows with a smaller width
                row = QHBoxLayout()
                row.addStretch(1)
                row.addWidget(piece, 100)
                row.addStretch(1)
                column.addLayout(row)
        self.button = button(action, act, main=main) if action else None
        if self.button is not None:
            column.addWidget(self.button, 0, middle)
        column.addStretch(3)


def nothing_yet(sentence: str, action: str = "", act: Callable[[], object] | None = None) -> Empty:
    return Empty(sentence, "", action, act)


def nothing_found(filters: Sequence[str], clear: Callable[[], object]) -> Empty:
    """Names the filters in force, so that nobody believes the office is empty."""
    return Empty(
        _("Nothing matches."),
        _("In force: {filters}").format(filters=" · ".join(filters)) if filters else "",
        _("Clear"),
        clear,
        icon_name="search",
        main=False,
    )


def not_allowed(who: str) -> Empty:
    """`who` names the person or role that may; it never says whether anything is there."""
    return Empty(_("This is open to {who}.").format(who=who), icon_name="lock")
