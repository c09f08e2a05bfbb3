"""Lists under tabs, one shown at a time with how many lines it has, or with what to do where it has none."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTabBar, QVBoxLayout, QWidget

from desktop.ui.kit.cells import Row
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import MEDIUM

AT_ONCE = 100
"""Rows that a list begins with; it asks for the others."""


class TabbedLists(QWidget):
    """Several tabs may share a list: which one is shown, and what it says where it is empty, is told each time."""

    def __init__(self, name: str, tabs: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(name)
        for words in tabs:
            self.tabs.addTab(words)
        self.count = note()
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self.count)
        self.panes = QStackedLayout()
        self._none = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(MEDIUM)
        outer.addLayout(head)
        outer.addLayout(self.panes, 1)

    def add(self, view: TableView) -> None:
        self.panes.addWidget(view)

    def show_lines(self, view: TableView, table: LazyTable, lines: Sequence[Any], row_of: Callable[[Any], Row],
                   count: str, none: Empty) -> None:  # fmt: skip
        """After a colleague's change the place in the list, the selection and the focus stay."""
        if table.total:
            view.remember_place()
            table.refresh(len(lines))
        else:
            table.start(len(lines), [row_of(one) for one in lines[:AT_ONCE]])
        self.count.setText(count)
        self.panes.removeWidget(self._none)
        self._none.deleteLater()
        self._none = none
        self.panes.addWidget(none)
        self.panes.setCurrentWidget(view if lines else none)
