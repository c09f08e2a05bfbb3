"""Forms from declared fields: label above, field, and a line kept free below for what is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.rules.errors import OfficeError
from desktop.ui.kit import theme
from desktop.ui.kit.date_entry import DateEntry
from desktop.ui.kit.entries import Choice, LockedEntry, LongEntry, NumberEntry, TextEntry, YesNo
from desktop.ui.kit.text import label, note, restyle, set_tone
from desktop.ui.kit.tokens import WIDE, Tone


class Kind(Enum):
    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    SECRET = "secret"


@dataclass(frozen=True, slots=True)
class FormField:
    """`label` is shown text. `span` counts form columns. `locked` (shown text) stands for a hidden value."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    span: int = 1
    choices: Sequence[tuple[object, str]] = ()
    unit: str = ""
    hint: str = ""
    locked: str = ""
    limit: int = 0
    starts_row: bool = False
    initials: Callable[[str], str] | None = None  # what a choice's words jump by, where they are names


class Form(QWidget):
    """Tab goes in the order the fields are declared in. Values go in and out as plain values by name."""

    edited = Signal(str)
    why_requested = Signal(str)

    def __init__(
        self,
        fields: Sequence[FormField],
        columns: int = 2,
        parent: QWidget | None = None,
        *,
        initials: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.fields = {f.name: f for f in fields}
        self.entries: dict[str, Any] = {}
        self._errors: dict[str, QLabel] = {}
        self._heads: dict[str, QLabel] = {}
        self._loaded: dict[str, object] = {}
        self._initials = initials
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(0)
        for number in range(columns):
            grid.setColumnStretch(number, 1)
        row = column = 0
        for field in fields:
            span = min(field.span, columns)
            if column and (field.starts_row or column + span > columns):
                row, column = row + 1, 0
            grid.addLayout(self._block(field, alone=span == columns), row, column, 1, span)
            column += span
        grid.setRowStretch(row + 1, 1)
        before: QWidget | None = None
        for entry in self.entries.values():
            if before is not None:
                QWidget.setTabOrder(before, entry)
            before = entry

    # values

    def set_values(self, values: Mapping[str, object]) -> None:
        """What is in the office; from here on `changes` is counted."""
        for name, entry in self._open_entries():
            entry.set_value(values.get(name))
        self._loaded = self.values()
        self.clear_errors()

    def values(self) -> dict[str, object]:
        """All fields but the locked ones."""
        return {name: entry.value() for name, entry in self._open_entries()}

    def changes(self) -> dict[str, object]:
        """The fields that differ from what was loaded."""
        return {n: v for n, v in self.values().items() if v != self._loaded.get(n, _nothing(v))}

    def put(self, values: Mapping[str, object]) -> None:
        """Fills in without counting as loaded: drafts, and answers from a clash."""
        for name, entry in self._open_entries():
            if name in values:
                entry.set_value(values[name])

    draft = changes

    def restore(self, draft: Mapping[str, object]) -> None:
        self.put(draft)

    # what is wrong

    def show_error(self, name: str, text: str) -> None:
        self._write(self._errors[name], f"✕ {text}" if text else "", Tone.BAD)
        restyle(self._control(name), "wrong", bool(text))
        self._control(name).setAccessibleDescription(text)

    def show_hint(self, name: str, text: str, tone: Tone = Tone.NOTE) -> None:
        """Something worth knowing about an entry that is not wrong; an error takes its place."""
        self.show_error(name, "")
        self._write(self._errors[name], text, tone)

    def _write(self, line: QLabel, text: str, tone: Tone) -> None:
        line.setText(text)
        set_tone(line, tone)
        # the room for one line is always there; for more a dialog has to grow, which it does for a minimum alone
        one = line.fontMetrics().height() + 4
        line.setMinimumHeight(max(one, line.heightForWidth(line.width())) if text and line.isVisible() else one)

    def clear_errors(self) -> None:
        for name in self._errors:
            self.show_error(name, "")

    def show_refusal(self, error: OfficeError) -> bool:
        """Puts the refusal under its field and goes there; False when it belongs to no field of this form."""
        if error.field not in self._errors:
            return False
        self.show_error(error.field, str(error))
        self.focus_on(error.field)
        return True

    def error(self, name: str) -> str:
        return self._errors[name].text()

    def show_field(self, name: str, shown: bool) -> None:
        """Takes a field off the form, or puts it back, with its label and its line for errors."""
        for piece in (self._heads[name], self.entries[name], self._errors[name]):
            if piece.parent() is not None:
                piece.setVisible(shown)

    def rename(self, name: str, text: str) -> None:
        """Another label for a field whose meaning follows a choice beside it."""
        shown = f"{text} ※" if self.fields[name].required else text
        self._heads[name].setText(shown)
        self._control(name).setAccessibleName(shown)

    def focus_on(self, name: str) -> None:
        self.entries[name].setFocus(Qt.FocusReason.OtherFocusReason)

    # building

    def _block(self, field: FormField, *, alone: bool) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(4)
        ticked = field.kind is Kind.YES_NO and not field.locked
        words = f"{field.label} ({field.unit})" if field.unit else field.label
        shown = f"{words} ※" if field.required else words
        head = note("" if ticked else shown, wrap=True)
        if not (ticked and alone):
            # a tick box beside other fields stands level with them
            block.addWidget(head)
        entry = self._entry(field, shown)
        self.entries[field.name] = entry
        head.setBuddy(entry)
        self._heads[field.name] = head
        block.addWidget(entry)
        error = label(role="note", tone=Tone.BAD, wrap=True)
        # kept free, so that nothing below moves when an error appears
        error.setMinimumHeight(error.fontMetrics().height() + 4)
        error.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._errors[field.name] = error
        block.addWidget(error)
        # no alignment instead: it would forget that a sentence takes two lines where the room is narrow
        block.addStretch(1)
        return block

    def _entry(self, field: FormField, words: str) -> QWidget:
        if field.locked:
            locked = LockedEntry(field.locked)
            locked.setFixedHeight(theme.current().control_height)
            locked.why_requested.connect(lambda: self.why_requested.emit(field.name))
            locked.setAccessibleName(f"{words}: {field.locked}")
            return locked
        entry = self._made(field)
        control = entry.line if isinstance(entry, DateEntry) else entry
        control.setAccessibleName(words)
        if isinstance(control, TextEntry):
            if field.limit:
                control.setMaxLength(field.limit)
            if field.hint:
                control.setPlaceholderText(field.hint)
        entry.edited.connect(lambda: self._was_edited(field.name))
        return entry

    def _made(self, field: FormField) -> Any:
        if field.kind is Kind.LONG:
            return LongEntry()
        if field.kind is Kind.NUMBER:
            return NumberEntry()
        if field.kind is Kind.DATE:
            return DateEntry()
        if field.kind is Kind.CHOICE:
            return Choice(field.choices, initials=field.initials or self._initials)
        if field.kind is Kind.YES_NO:
            return YesNo(field.label)
        entry = TextEntry()
        if field.kind is Kind.SECRET:
            entry.setEchoMode(TextEntry.EchoMode.Password)
        return entry

    def _was_edited(self, name: str) -> None:
        self.show_error(name, "")
        self.edited.emit(name)

    def _open_entries(self) -> list[tuple[str, Any]]:
        return [(n, e) for n, e in self.entries.items() if not isinstance(e, LockedEntry)]

    def _control(self, name: str) -> QWidget:
        entry = self.entries[name]
        return entry.line if isinstance(entry, DateEntry) else entry


def _nothing(value: object) -> object:
    """What an untouched field of that kind holds before anything was loaded."""
    return "" if isinstance(value, str) else False if isinstance(value, bool) else None
