"""A short list of the settings that is shown whole, with the buttons and keys for what is chosen in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit import theme
from desktop.ui.kit.cells import Column, Row, Wanted
from desktop.ui.kit.filling import row_of
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, note, set_tooltip
from desktop.ui.kit.tokens import GAP

MOST_SHOWN = 12
# a row's place and how many there are → why the button would do nothing
Refusal = Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class ListAct:
    """A button for the chosen row, and its key (`F2`, `Alt+Up`). `text` is shown; `refusal` says when it can't."""

    name: str
    text: str
    icon: str
    keys: str
    verb: Callable[[], object]
    refusal: Refusal = lambda _place, _count: ""


class ShortList(QWidget):
    """`adding` are the buttons that need no row, `empty` (shown text) stands where there is none. Enter or a double
    click does the first of `acts`."""

    chosen = Signal()

    def __init__(self, name: str, columns: Sequence[Column], adding: Sequence[QPushButton], acts: Sequence[ListAct],
                 empty: str, *, may: bool) -> None:  # fmt: skip
        super().__init__()
        self.may, self._acts = may, acts
        self._rows: list[Row] = []
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GAP)
        self.none = note(empty, wrap=True)
        inside.addWidget(self.none)
        self.view = TableView(name)
        self.table = LazyTable(columns, self._fetch, self)
        self.view.show_table(self.table)
        self.view.chosen.connect(lambda _keys: self._choose())
        inside.addWidget(self.view)
        self.add = adding[-1] if adding else None
        self.buttons = {act.name: button(act.text, act.verb, icon_name=act.icon) for act in acts}
        inside.addLayout(row_of(*adding, *self.buttons.values(), 1))
        theme.current().changed.connect(self._fit)
        for made in adding:
            made.setVisible(may)
        self.show_rows(())
        if not may:
            return
        self.view.opened.connect(lambda _key: acts[0].verb())
        for act in acts:
            shortcut = QShortcut(QKeySequence(act.keys), self.view, act.verb)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    def show_rows(self, rows: Sequence[Row]) -> None:
        self._rows = list(rows)
        if self.table.total:
            self.view.remember_place()
            self.table.refresh(len(rows))
        else:
            self.table.start(len(rows), self._rows)
        self.none.setVisible(not rows)
        self.view.setVisible(bool(rows))
        for made in self.buttons.values():
            made.setVisible(self.may and bool(rows))
        self._fit()
        self._allow()

    @property
    def key(self) -> object | None:
        """What is chosen, as far as it is still there."""
        keys = self.view.selected_keys
        return next((row.key for row in self._rows if row.key in keys), None)

    @property
    def place(self) -> int:
        key = self.key
        return next((place for place, row in enumerate(self._rows) if key is not None and row.key == key), -1)

    def choose(self, key: object) -> None:
        """The row that buttons and keys are about; one just added may still be on its way."""
        self.view.select_key(key)
        self._choose()

    def focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self) -> None:
        self._allow()
        self.chosen.emit()

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, self._rows[wanted.offset : wanted.offset + wanted.count])

    def _fit(self) -> None:
        """As tall as its rows, so that the page scrolls and not a window within it."""
        look = theme.current()
        rows = min(len(self._rows), MOST_SHOWN)
        self.view.setFixedHeight(look.control_height + rows * look.row_height + 2 * self.view.frameWidth() + 2)

    def _allow(self) -> None:
        """A button that would do nothing is disabled and says why."""
        place, count = self.place, len(self._rows)
        for act in self._acts:
            made = self.buttons[act.name]
            reason = act.refusal(place, count) if place >= 0 else _("Choose a row first.")
            if reason and made.hasFocus():
                self.focus()
            made.setEnabled(not reason)
            made.setAccessibleDescription(reason)
            keys = QKeySequence(act.keys).toString(QKeySequence.SequenceFormat.NativeText)
            set_tooltip(made, reason or f"{made.accessibleName()}  {keys}")


def first_already(place: int, _count: int) -> str:
    return "" if place else _("It is the first already.")


def last_already(place: int, count: int) -> str:
    return "" if place < count - 1 else _("It is the last already.")
