"""A list whose lines come page by page: its table, what stands there where it is empty, and how many there are."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.cells import Column, Row, Rows, Wanted
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import Nothing
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import GAP

Counted = Callable[[int], str]


class LineList(QWidget):
    """Lines have an `id`; `row` says how one looks, `fetch` asks for more, `counted` says how many there are."""

    def __init__(self, name: str, columns: Sequence[Column], fetch: Callable[[Wanted], object],
                 row: Callable[[Any], Row], counted: Counted, *, many: bool = False) -> None:  # fmt: skip
        super().__init__()
        self._row, self._counted = row, counted
        self.lines: dict[UUID, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.view = TableView(name, many=many, double=True)
        self.table = LazyTable(columns, fetch, self)
        self.view.show_table(self.table)
        column.addWidget(self.view, 1)
        self.nothing = Nothing()
        column.addLayout(self.nothing, 1)
        self.count = note()
        column.addWidget(self.count)

    def begin(self, lines: Sequence[Any], total: int, empty: QWidget | None) -> None:
        """The first lines of an answer, and how many it has; `empty` stands in their place where there are none."""
        self.lines = {line.id: line for line in lines}
        self._start(total, Rows(lines, self._row), empty, self._counted(total) if total else "")

    def show_found(self, lines: Iterable[tuple[Any, Row]], empty: QWidget | None, said: str) -> None:
        """All that a search found, each with a row of its own."""
        found = list(lines)
        self.lines = {line.id: line for line, _row in found}
        self._start(len(found), [row for _line, row in found], empty, said)

    def _start(self, total: int, rows: Sequence[Row], empty: QWidget | None, said: str) -> None:
        self.table.start(total, rows)
        self.nothing.show_instead(self.view, None if total else empty)
        self.count.setText(said)

    def take(self, wanted: Wanted, lines: Sequence[Any]) -> None:
        self.lines.update({line.id: line for line in lines})
        self.table.take(wanted, Rows(lines, self._row))

    def forget(self) -> None:
        self.lines = {}
        self.table.start(0, [])
        self.count.setText("")

    @property
    def ids(self) -> list[UUID]:
        """Of the lines that are chosen."""
        return [UUID(str(key)) for key in self.view.selected_keys]

    @property
    def chosen(self) -> list[Any]:
        return [self.lines[key] for key in self.ids if key in self.lines]
