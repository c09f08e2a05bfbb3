"""Counts a file's sheets entry by entry: at the archive's door, and when a loan comes back (DO-4, DO-6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry
from desktop.services.archive_files import ItemLine
from desktop.ui.archive.entry_dialogs import number_of
from desktop.ui.archive.file_dialogs import signer_of
from desktop.ui.kit.entries import NumberEntry
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form_dialog import FormDialog, Send
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note, set_tone
from desktop.ui.kit.tokens import GAP, WIDE, Tone

COUNT_WIDTH, WIDTH = 80, 640


@dataclass(frozen=True, slots=True)
class Counted:
    """Sheets by entry, what is said below them, and who signs where it is not me."""

    sheets: Mapping[UUID, int]
    said: str
    who: tuple[str, str] | None = None


class CountDialog(FormDialog):
    """One number an entry: Enter goes to the next. What differs from the list is said at once beside it."""

    def __init__(self, heading: str, said: str, lines: Sequence[ItemLine], field: FormField, act: str, send: Send,
                 parent: QWidget | None = None, *, value: str = "", signer: Sequence[FormField] = ()
                 ) -> None:  # fmt: skip
        super().__init__(heading, [field, *signer], act, send, parent, said=said)
        self.setMinimumWidth(WIDTH)
        self._field, self._lines, self._signs = field.name, list(lines), bool(signer)
        self.counts: dict[UUID, NumberEntry] = {}
        self._told = {line.id: note() for line in lines}
        if lines:
            self._add_grid()
        self.total = note()
        self.body.insertWidget(self.body.indexOf(self.form), self.total)
        self.form.set_values({field.name: value})
        self._judge()
        if self.counts:
            next(iter(self.counts.values())).setFocus()
        else:
            self.form.focus_on(field.name)

    def _add_grid(self) -> None:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        for column, words in enumerate((_("No."), _("What it is"), _("On the list"), _("Counted"))):
            grid.addWidget(note(words), 0, column)
        for row, line in enumerate(self._lines, 1):
            expected = line.item.sheets or 0
            grid.addWidget(note(str(line.listed.number or "")), row, 0)
            title = label(line.item.title, wrap=True)
            grid.addWidget(title, row, 1)
            grid.addWidget(note(str(expected)), row, 2, Qt.AlignmentFlag.AlignCenter)
            entry = self.counts[line.id] = NumberEntry()
            entry.setFixedWidth(COUNT_WIDTH)
            entry.setAccessibleName(_("Sheets of {title}").format(title=line.item.title))
            entry.edited.connect(self._judge)
            entry.installEventFilter(self)
            grid.addWidget(entry, row, 3)
            told = self._told[line.id]
            told.setMinimumWidth(COUNT_WIDTH)
            grid.addWidget(told, row, 4)
        grid.setRowStretch(len(self._lines) + 1, 1)
        area = scrolling(holder)
        area.setMinimumHeight(min(360, 44 * (len(self._lines) + 1)))
        self.body.insertWidget(self.body.indexOf(self.form), area, 1)

    def entry(self) -> Counted:
        """Raises BadEntry for what is no number, and for who signs."""
        values = self.form.values()
        sheets = {}
        for line in self._lines:
            try:
                number = number_of(self.counts[line.id].value(), "")
            except BadEntry:
                self.counts[line.id].setFocus()
                raise BadEntry(N_("Type how many sheets “{title}” has."), title=line.item.title) from None
            if number is not None:
                sheets[line.id] = number
        return Counted(sheets, str(values[self._field]), signer_of(values) if self._signs else None)

    def _judge(self) -> None:
        done = 0
        for line in self._lines:
            typed, told = self.counts[line.id].value(), self._told[line.id]
            same = typed == str(line.item.sheets or 0)
            done += bool(typed)
            told.setText("" if not typed else _("✓ same") if same else _("✕ differs"))
            set_tone(told, Tone.GOOD if same else Tone.BAD)
        left = len(self._lines) - done
        words = _n("{n} entry to count", "{n} entries to count", left).format(n=left) if left else _("All counted.")
        self.total.setText(words if self._lines else "")
        self.total.setVisible(bool(self._lines))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(
                Qt.Key(event.key()), 0)  # fmt: skip
            if step and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._go(watched, step)
                return True
        return super().eventFilter(watched, event)

    def _go(self, entry: QObject, step: int) -> None:
        entries = list(self.counts.values())
        at = next(place for place, each in enumerate(entries) if each is entry) + step
        if 0 <= at < len(entries):
            entries[at].setFocus(Qt.FocusReason.OtherFocusReason)
            entries[at].selectAll()
        elif at > 0:
            self.form.focus_on(self._field)
