"""The lines of a paper as rows of fields in the order in which they stand there; Enter goes on, arrows up and down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit import theme
from desktop.ui.kit.entries import Choice, NumberEntry, TextEntry
from desktop.ui.kit.text import label, note, restyle
from desktop.ui.kit.tokens import GAP, SMALL
from desktop.ui.kit.who_pick import initials

# How people write “as above” on a form
DITTO = frozenset({'"', "“", "”", "〃", "″", "同上", "ditto"})


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """`share` is its part of the width; `number` for hours and counts, `choice` for one of what is offered."""

    key: str
    title: str
    share: int
    number: bool = False
    choice: bool = False


@dataclass(slots=True)
class PaperRow:
    """A line: what is typed by column, and what is told of it where that is noted already."""

    key: object
    entries: dict[str, Any] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    begun: dict[str, object] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        return {name: entry.value() for name, entry in self.entries.items()}

    def texts(self) -> dict[str, str]:
        """What is typed, as plain text; of a choice its words."""
        return {name: entry.currentText() if isinstance(entry, Choice) else entry.value()
                for name, entry in self.entries.items()}  # fmt: skip

    def typed(self) -> dict[str, str]:
        """Of what was typed the plain text, without what stood there before."""
        values = self.values()
        return {name: text for name, text in self.texts().items() if values[name] != self.begun[name]}

    @property
    def said(self) -> str:
        return " · ".join(part for part in (self.told.get("place", ""), self.told.get("client", "")) if part)

    @property
    def edited(self) -> bool:
        return self.values() != self.begun


class PaperGrid(QWidget):
    edited = Signal(object, str)
    """The row, and the column that was left."""
    submitted = Signal()

    def __init__(self, columns: Sequence[PaperColumn], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[PaperRow] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2, 0, 2, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(SMALL)
        self._grid.addWidget(note(_("Line")), 0, 0)
        for number, column in enumerate(self.columns, 1):
            self._grid.addWidget(note(column.title), 0, number)
            self._grid.setColumnStretch(number, column.share)
        self._grid.setRowStretch(1, 1)
        self._place: dict[QObject, tuple[PaperRow, int]] = {}

    def add_row(self, key: object, told: dict[str, str] | None = None, values: dict[str, str] | None = None
                ) -> PaperRow:  # fmt: skip
        """A line below the others; columns in `told` are only read."""
        row = PaperRow(key, told=told or {})
        line = len(self.rows) + 1
        self.rows.append(row)
        self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(line + 1, 1)
        self._grid.addWidget(note(str(line)), line, 0)
        for number, column in enumerate(self.columns):
            if column.key in row.told:
                self._grid.addWidget(label(row.told[column.key], wrap=True), line, number + 1)
                continue
            entry: Any = Choice(initials=initials) if column.choice else NumberEntry() if column.number else TextEntry()
            if not column.choice:
                entry.set_value((values or {}).get(column.key, ""))
                entry.setMinimumWidth(theme.current().scale.body * 4)
            entry.setAccessibleName(_("Line {n}, {column}").format(n=line, column=column.title) + (
                f" · {row.said}" if row.said else ""))  # fmt: skip
            entry.installEventFilter(self)
            row.entries[column.key] = entry
            self._place[entry] = (row, number)
            self._grid.addWidget(entry, line, number + 1)
        row.begun = row.values()
        return row

    def show_error(self, line: int, column: str) -> None:
        """Marks a field and goes there; `line` counts from 1."""
        self.clear_errors()
        row = self.rows[line - 1] if 0 < line <= len(self.rows) else None
        entry = row.entries.get(column) if row is not None else None
        if entry is None and row is not None:
            entry = next(iter(row.entries.values()), None)
        if entry is not None:
            restyle(entry, "wrong", True)
            entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_errors(self) -> None:
        for entry in self._place:
            restyle(entry, "wrong", False)  # type: ignore[arg-type]

    def first_entry(self) -> QWidget | None:
        return next((entry for row in self.rows for entry in row.entries.values()), None)

    def focus_on(self, row: PaperRow, column: str) -> None:
        row.entries[column].setFocus(Qt.FocusReason.OtherFocusReason)

    # keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched not in self._place:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self._left(watched)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(watched, event)
        return False

    def _key(self, entry: Any, event: QKeyEvent) -> bool:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._left(entry)
                self.submitted.emit()
            else:
                self._step(entry, 1)
            return True
        if plain and not isinstance(entry, Choice) and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return self._along(entry, -1 if key == Qt.Key.Key_Up else 1)
        return False

    def _step(self, entry: Any, by: int) -> None:
        """To the next field of the paper, as Tab does."""
        self._left(entry)
        order = [one for row in self.rows for one in row.entries.values()]
        to = order.index(entry) + by
        if 0 <= to < len(order):
            order[to].setFocus(Qt.FocusReason.TabFocusReason)

    def _along(self, entry: Any, by: int) -> bool:
        row, number = self._place[entry]
        at = self.rows.index(row) + by
        while 0 <= at < len(self.rows):
            there = self.rows[at].entries.get(self.columns[number].key)
            if there is not None:
                there.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            at += by
        return True

    def _left(self, entry: Any) -> None:
        row, number = self._place[entry]
        column = self.columns[number].key
        if not isinstance(entry, Choice) and entry.value().strip() in DITTO:
            at = self.rows.index(row)
            above = self.rows[at - 1] if at else None
            said = "" if above is None else above.texts().get(column) or above.told.get(column, "")
            entry.set_value(said)
        self.edited.emit(row, column)
