"""Five sentences, each with a mark from 1 to 5 that says in words what it stands for, and what shows it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.appraisal import WORDS_LIMIT
from desktop.rules.appraisal_marks import HIGHEST, ITEMS, Item, MarkEntry
from desktop.rules.errors import OfficeError
from desktop.ui.kit import theme
from desktop.ui.kit.date_entry import DateEntry, read_date
from desktop.ui.kit.entries import Choice, TextEntry
from desktop.ui.kit.text import label, note, restyle, set_tone
from desktop.ui.kit.tokens import GAP, MEDIUM, SMALL, Tone

Case = tuple[str, UUID]
"""A record that shows a mark: its table and its id."""


class MarkRow(QWidget):
    """The marks of one sentence as buttons: digits press them, arrows go along."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name = name
        self.mark: int | None = None
        self.buttons: list[QPushButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(SMALL)
        for mark in range(1, HIGHEST + 1):
            made = QPushButton(str(mark))
            made.setAutoDefault(False)
            # one stop for Tab for the whole row
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setFixedWidth(theme.current().control_height + GAP)
            made.setAccessibleName(f"{name}: {mark}")
            made.clicked.connect(lambda _on=False, mark=mark: self.put(mark, by_hand=True))
            self.buttons.append(made)
            row.addWidget(made)
        self._say()

    def put(self, mark: int | None, *, by_hand: bool = False) -> None:
        self.mark = mark
        for at, made in enumerate(self.buttons, 1):
            restyle(made, "main", at == mark)
        self._say()
        if by_hand:
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if typed.isdecimal() and typed.isascii() and 1 <= int(typed) <= HIGHEST:
            self.put(int(typed), by_hand=True)
        elif step:
            self.put(min(max((self.mark or (0 if step > 0 else HIGHEST + 1)) + step, 1), HIGHEST), by_hand=True)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.current().colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 7, 7)
            painter.end()

    def _say(self) -> None:
        said = _("no mark yet") if self.mark is None else _("{n} of {most}").format(n=self.mark, most=HIGHEST)
        self.setAccessibleName(f"{self._name}: {said}")


class _Block(QWidget):
    """A sentence with its marks, what they stand for, and what shows the one that was given."""

    edited = Signal()

    def __init__(self, item: Item, *, shown: bool) -> None:
        super().__init__()
        self.item = item
        self._shown = shown and item.shown
        self._given: Case | None = None
        name = _(item.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, MEDIUM)
        column.setSpacing(SMALL)
        column.addWidget(label(f"{item.number}  {name}", role="strong", wrap=True))
        self.row = MarkRow(name)
        self.row.changed.connect(self._changed)
        column.addWidget(self.row)
        self._anchors = {mark: note(f"{mark}  {_(said)}", wrap=True) for mark, said in item.anchors.items()}
        for anchor in self._anchors.values():
            column.addWidget(anchor)
        column.addSpacing(SMALL)
        asked = _("What was seen, and when ※") if self._shown else _("What shows it")
        self.words = TextEntry()
        self.words.setMaxLength(WORDS_LIMIT)
        self.words.setPlaceholderText(asked)
        self.words.setAccessibleName(f"{name}: {asked}")
        self.words.edited.connect(self.edited)
        column.addWidget(self.words)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.day: DateEntry | None = None
        self.case: Choice | None = None
        if self._shown:
            self.day = DateEntry()
            observed = _("Observed on")
            self.day.line.setAccessibleName(f"{name}: {observed}")
            self.day.edited.connect(self._changed)
            line.addWidget(self.day, 2)
        if self._shown:
            self.case = Choice([(None, _("or choose a record that shows it"))])
            record = _("Record that shows it")
            self.case.setAccessibleName(f"{name}: {record}")
            self.case.edited.connect(self._changed)
            line.addWidget(self.case, 3)
        column.addLayout(line)
        self.error = note("", tone=Tone.BAD, wrap=True)
        self.error.hide()
        column.addWidget(self.error)

    def value(self) -> MarkEntry | None:
        if self.row.mark is None:
            return None
        observed = read_date(self.day.value()) if self.day is not None and self.day.value() else None
        case = self.case.value() if self.case is not None else None
        source, row = case if isinstance(case, tuple) else ("", None)
        return MarkEntry(self.item.number, self.row.mark, self.words.value().strip(), source, row, observed)

    def put(self, given: Any) -> None:
        self.row.put(given.mark)
        self.words.set_value(given.words)
        if self.day is not None:
            self.day.set_value(given.observed.isoformat() if given.observed else "")
        if self.case is not None:
            self._given = (given.source, given.row) if given.source and given.row else None
            self.offer(())
        self._fit()

    def offer(self, cases: Sequence[tuple[Case, str]]) -> None:
        """Records that may show a mark; the one named already stays."""
        if self.case is None:
            return
        held = self._given
        there = {key for key, _words in cases}
        kept = [(held, _("the record named before"))] if held is not None and held not in there else []
        self.case.offer([(None, _("or choose a record that shows it")), *kept, *cases])
        self.case.set_value(held)

    def show_error(self, text: str) -> None:
        self.error.setText(f"✕ {text}" if text else "")
        self.error.setVisible(bool(text))

    def _changed(self) -> None:
        if self.case is not None:
            chosen = self.case.value()
            self._given = chosen if isinstance(chosen, tuple) else None
        self.show_error("")
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        """What the mark stands for stands out; between two anchors both do."""
        mark = self.row.mark
        near = {n for n in self._anchors if mark is not None and abs(n - mark) <= (0 if mark in self._anchors else 1)}
        for n, anchor in self._anchors.items():
            text = f"{n}  {_(self.item.anchors[n])}"
            anchor.setText(f"▸ {text}" if n in near else text)
            set_tone(anchor, Tone.PLAIN if n in near else Tone.NOTE)


class MarksForm(QWidget):
    """All five. `shown`: marks 1, 2 and 5 say what shows them."""

    edited = Signal()

    def __init__(self, *, shown: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.blocks = {item.number: _Block(item, shown=shown) for item in ITEMS}
        for block in self.blocks.values():
            block.edited.connect(self.edited)
            column.addWidget(block)

    def values(self) -> list[MarkEntry]:
        """Those that were given; the rules say what is missing."""
        return [entry for block in self.blocks.values() if (entry := block.value()) is not None]

    def put(self, marks: Iterable[Any]) -> None:
        """What was marked before, by the number of its sentence."""
        for given in marks:
            if (block := self.blocks.get(given.item)) is not None:
                block.put(given)

    def offer(self, cases: Sequence[tuple[Case, str]]) -> None:
        """Records that can be named as what shows a mark, once the office has told them."""
        for block in self.blocks.values():
            block.offer(cases)

    def show_refusal(self, error: OfficeError) -> bool:
        """Under the sentence it is about; False where it is about none."""
        number = int(error.field) if error.field.isdecimal() else 0
        block = self.blocks.get(number)
        if block is None:
            return False
        block.show_error(str(error))
        block.row.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def clear_errors(self) -> None:
        for block in self.blocks.values():
            block.show_error("")

    def take_focus(self) -> None:
        first = next((block for block in self.blocks.values() if block.row.mark is None), self.blocks[1])
        first.row.setFocus(Qt.FocusReason.OtherFocusReason)
