"""The list of Today: groups with their rows; arrows go from row to row, Enter opens, Space presses the button."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.today import Deed, Group, Row, Section
from desktop.ui.kit import theme
from desktop.ui.kit.text import IconLabel, button, label, note, rule, section
from desktop.ui.kit.tokens import GAP, MEDIUM, SMALL, WIDE, Tone
from desktop.ui.today.words import clock

CLOCK_WIDTH, BUTTON_LEAST = 124, 88
BUTTON_SIDES = 32  # padding and outline of a button
GROUP_TONES = {Group.WRONG: Tone.BAD, Group.WAITING: Tone.ACCENT, Group.DUE: Tone.WARN, Group.NEXT: Tone.NOTE}
GROUP_ICONS = {Group.WRONG: "circle-alert", Group.WAITING: "inbox", Group.DUE: "clock", Group.NEXT: "calendar-days"}


class Entry(QFrame):
    """One row: icon, what, for whom, clock, and the button that does it."""

    opened = Signal(object)
    pressed = Signal(object)
    stepped = Signal(int)

    def __init__(self, row: Row, button_width: int) -> None:
        super().__init__()
        self.row = row
        self.setProperty("entry", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        size = theme.current().scale.base / 14
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, 3, GAP, 3)
        line.setSpacing(MEDIUM)
        line.addWidget(IconLabel("triangle-alert" if row.danger else row.icon, "bad" if row.danger else "ink2"))
        what = label(str(row.what), tone=Tone.BAD if row.danger else Tone.PLAIN, wrap=True)
        line.addLayout(_lines(what, self._below()), 7)
        line.addWidget(label(row.whom, role="strong", wrap=True), 3)
        said, tone = clock(row)
        self.clock = note(said, tone=tone, wrap=True)
        self.clock.setFixedWidth(round(CLOCK_WIDTH * size))
        line.addWidget(self.clock)
        self.button = button(_(row.deed.label), lambda: self.pressed.emit(row))
        # Space on the row presses it, so Tab need not stop at each
        self.button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.setAccessibleName(_("{deed}: {what}, {whom}").format(deed=_(row.deed.label), what=row.what,
                                                                          whom=row.whom))  # fmt: skip
        # a column of its own, as wide in every row: the button's own width follows its word
        room = QWidget()
        room.setProperty("through", True)
        room.setFixedWidth(button_width)
        inside = QHBoxLayout(room)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.button)
        line.addWidget(room)
        spoken = (str(row.what), row.whom, self._below(), said)
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.setAccessibleDescription(_("Enter opens it; Space: {deed}").format(deed=_(row.deed.label)))

    def _below(self) -> str:
        parts = [str(self.row.below)]
        if self.row.instead_of:
            parts.insert(0, _("for {name}").format(name=self.row.instead_of))
        return " · ".join(part for part in parts if part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers():
                self.opened.emit(self.row)
            case Qt.Key.Key_Space if not event.isAutoRepeat():
                self.button.click()
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            case _other:
                super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.row)


def _button_width(deeds: Iterable[Deed]) -> int:
    """As wide as the longest word of all that is shown, so that the buttons of all rows stand in one column."""
    metrics = QFontMetrics(theme.current().font())
    return max((metrics.horizontalAdvance(_(deed.label)) + BUTTON_SIDES for deed in deeds), default=0)


def _lines(first: QWidget, below: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addStretch(1)
    column.addWidget(first)
    if below:
        column.addWidget(note(below, wrap=True))
    column.addStretch(1)
    return column


class Board(QWidget):
    """Shows the groups. What is unfolded stays so while rows come and go."""

    opened = Signal(object)
    pressed = Signal(object)
    unfold_requested = Signal(object)
    fold_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self._button_width = BUTTON_LEAST
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, WIDE)
        self._column.setSpacing(MEDIUM)

    def show_sections(self, sections: Sequence[Section], unfolded: Sequence[Group], quiet: str = "") -> None:
        """Fills it anew; the focus stays with its row, or goes to the one in its place."""
        focused = self.window().focusWidget()
        held = next((n for n, entry in enumerate(self.entries) if entry is focused), None)
        key = self.entries[held].row.key if held is not None else None
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.entries = []
        self._button_width = max(BUTTON_LEAST, _button_width({row.deed for one in sections for row in one.rows}))
        if quiet:
            self._column.addWidget(_quiet(quiet))
        for found in sections:
            self._column.addWidget(self._card(found, found.group in unfolded))
        self._column.addStretch(1)
        if held is not None and self.entries:
            same = next((e for e in self.entries if e.row.key == key), None)
            (same or self.entries[min(held, len(self.entries) - 1)]).setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self) -> None:
        if self.entries:
            self.entries[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, found: Section, unfolded: bool) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, GAP)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(GAP, 0, GAP, SMALL)
        head.setSpacing(GAP)
        head.addWidget(IconLabel(GROUP_ICONS[found.group], GROUP_TONES[found.group].value))
        head.addWidget(section(_(found.group.label)))
        head.addWidget(note(str(found.total)))
        head.addStretch(1)
        column.addLayout(head)
        for number, row in enumerate(found.rows):
            if number:
                column.addWidget(rule())
            column.addWidget(self._entry(row))
        more = self._more(found, unfolded)
        if more is not None:
            column.addLayout(more)
        return card

    def _entry(self, row: Row) -> Entry:
        entry = Entry(row, self._button_width)
        entry.opened.connect(self.opened)
        entry.pressed.connect(self.pressed)
        entry.stepped.connect(lambda step: self._step(entry, step))
        self.entries.append(entry)
        return entry

    def _more(self, found: Section, unfolded: bool) -> QHBoxLayout | None:
        rest = found.total - len(found.rows)
        if not unfolded and rest <= 0:
            return None
        line = QHBoxLayout()
        line.setContentsMargins(0, SMALL, 0, 0)
        if unfolded:
            line.addWidget(button(_("Show fewer"), lambda: self.fold_requested.emit(found.group), link=True))
            if rest > 0:
                line.addWidget(note(_n("{n} more after these", "{n} more after these", rest).format(n=rest)))
        else:
            word = _("All {n}").format(n=found.total)
            line.addWidget(button(word, lambda: self.unfold_requested.emit(found.group), link=True))
        line.addStretch(1)
        return line

    def _step(self, entry: Entry, step: int) -> None:
        number = self.entries.index(entry) + step
        if 0 <= number < len(self.entries):
            self.entries[number].setFocus(Qt.FocusReason.TabFocusReason)


def _quiet(sentence: str) -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    line = QHBoxLayout(card)
    line.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
    line.setSpacing(MEDIUM)
    line.addWidget(IconLabel("circle-check", "good", 20))
    line.addWidget(label(sentence, wrap=True), 1)
    return card
