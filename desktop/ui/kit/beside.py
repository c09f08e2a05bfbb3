"""A list with the chosen one whole beside it: what such pages share, and the card that scrolls there."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Column, Row, Rows, Wanted
from desktop.ui.kit.lazy_table import PAGE, LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import GAP, MEDIUM, SMALL


class BesidePage(ListPage):
    """Subclasses put their filters first, then call `lay_out`, and later `listen`. Their controller has the signals
    `viewed`, `done` and `refused`, and where something is printed `printed`; their lines have an `id`. What comes back
    from the office is handed to `list_lines`, and the one that was looked at to `is_chosen`."""

    view: TableView
    table: LazyTable
    pane: Any

    def lay_out(self, name: str, columns: Sequence[Column], row_of: Callable[[Any], Row], pane: QWidget,
                sizes: tuple[int, int], *, page: int = PAGE) -> None:  # fmt: skip
        """`name` is what the list is called; `sizes` how the width is shared with the pane."""
        self._held: dict[object, Any] = {}
        self._lines: Sequence[Any] = ()
        self._wanted: UUID | None = None
        self._row_of = row_of
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.view = TableView(name, double=True)
        self.table = LazyTable(columns, self._fetch, self, page=page)
        self.view.show_table(self.table)
        self.pane = pane
        for piece in (self.view, pane):
            self.split.addWidget(piece)
        self.split.setStretchFactor(0, 1)
        self.split.setHandleWidth(MEDIUM)
        self.split.setSizes(list(sizes))
        self.content.addWidget(self.split, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)

    def listen(self) -> None:
        found = self.controller
        found.done.connect(self.toast_requested)
        found.refused.connect(self.refuse)
        if self._printing is not None:
            found.printed.connect(self.preview)
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self._go_on())
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self.acts_of_chosen(), at))

    # what a subclass says

    def acts_of_chosen(self) -> Sequence[Action]:
        """What its menu offers."""
        return self.actions_offered()

    def widen(self) -> bool:
        """Shows all of them, because the one that is wanted is not among those in force; False where all are shown."""
        return False

    def forget(self) -> None:
        """Nobody is chosen any more."""
        self.pane.view = None

    def _go_on(self) -> None:
        """Enter does what comes next."""

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view

    @property
    def line(self) -> Any:
        keys = self.view.selected_keys
        return self._held.get(keys[0]) if keys else None

    # what is shown

    def want(self, key: UUID) -> bool:
        """Chooses the one of this id: at once where it is there, else once it was listed. Says whether it was there."""
        self._wanted = key
        there = self._choose()
        if there:
            self._look()
        return there

    def list_lines(self, lines: Sequence[Any], empty: QWidget | None, *, total: int | None = None,
                   place: int = 0) -> None:  # fmt: skip
        """A new answer of the office: the first `lines` of `total`. `place` is chosen where nothing was."""
        self._lines = lines
        self._held = {line.id: line for line in lines}
        self.view.remember_place()
        self.table.start(len(lines) if total is None else total, Rows(lines, self._row_of))
        self.nothing.show_instead(self.split, empty)
        if not self._choose():
            if self._wanted is not None and self.widen():
                return
            self._wanted = None
            if lines and self.line is None:
                self.view.select_key(lines[min(place, len(lines) - 1)].id)
        self._look()

    def take_lines(self, wanted: Wanted, lines: Iterable[Any]) -> None:
        """More of them have come into sight."""
        more = list(lines)
        self._held |= {line.id: line for line in more}
        self.table.take(wanted, Rows(more, self._row_of))

    def is_chosen(self, key: UUID) -> bool:
        """Whether the answer is about the one that is chosen still."""
        line = self.line
        return line is not None and line.id == key

    def _choose(self) -> bool:
        if self._wanted is None or self._wanted not in self._held:
            return False
        self.view.select_key(self._wanted)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wanted = None
        return True

    def _look(self) -> None:
        line = self.line
        if line is None:
            self.forget()
            self.update_actions()
        else:
            self.controller.look(line.id)

    def _fetch(self, wanted: Wanted) -> None:
        lines = self._lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, Rows(lines, self._row_of))


class ScrolledCard(QFrame):
    """All of it scrolls: large letters take more room than a small window has."""

    def __init__(self, name: str, parent: QWidget | None = None, *, spacing: int = GAP, least: int = 0) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 2, 12)
        whole = QWidget()
        self.column = QVBoxLayout(whole)
        self.column.setContentsMargins(0, 0, 12, 0)
        self.column.setSpacing(spacing)
        self.area = scrolling(whole)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(name)
        outer.addWidget(self.area, 1)
        if least:
            self.setMinimumWidth(least)

    def add_left(self, widget: QWidget) -> None:
        self.column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)

    def add_said(self, word: str, text: str) -> None:
        """A word and what it says, where anything is said."""
        if text:
            said = QVBoxLayout()
            said.setSpacing(SMALL)
            said.addWidget(note(word))
            said.addWidget(label(text, wrap=True, select=True))
            self.column.addLayout(said)


def filter_row(*pieces: QWidget) -> QHBoxLayout:
    """A row above the list, whose pieces stand at its left."""
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for piece in pieces:
        row.addWidget(piece)
    return row
