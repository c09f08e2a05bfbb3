"""The cards of the checks: heading, sentence, rows with a button, as everywhere in the settings."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import GAP, Tone


def row(text: str, detail: str, *buttons: QWidget, tone: Tone = Tone.PLAIN) -> QHBoxLayout:
    """Two lines at the left, buttons at the right."""
    lines = QVBoxLayout()
    lines.setSpacing(0)
    lines.addWidget(label(text, tone=tone, wrap=True, select=True))
    if detail:
        lines.addWidget(note(detail, wrap=True))
    made = QHBoxLayout()
    made.setSpacing(GAP)
    made.addLayout(lines, 1)
    for one in buttons:
        made.addWidget(one)
    return made


def refill(layout: QLayout, rows: list[QHBoxLayout], none: str) -> None:
    """Puts rows in the place of those there; without any a sentence."""
    empty_out(layout)
    for one in rows:
        layout.addLayout(one)  # type: ignore[attr-defined]
    if not rows:
        layout.addWidget(note(none, wrap=True))


def empty_out(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty_out(inner)
