"""The model of long lists: knows how many rows there are and fetches only the stretches on screen."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.ui.kit.cells import Cell, Column, Row, Wanted, text_of

Index = QModelIndex | QPersistentModelIndex
PAGE = 100
KEPT = 60
NOWHERE = QModelIndex()

# put together once: it is asked for with every cell that is painted
_USABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)


class LazyTable(QAbstractTableModel):
    """Feed it: start(total, first rows) for a new question, refresh(total) after changes, take(wanted, rows).

    `fetch(wanted)` is called in the GUI thread when rows come into sight and answers later through take().
    One fetch is under way at a time; of what has come into sight meanwhile the latest goes first.
    """

    rows_arrived = Signal(int, int)
    """First row and count of a stretch that is there now."""

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Callable[[Wanted], None],
        parent: QObject | None = None,
        *,
        page: int = PAGE,
        kept: int = KEPT,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch = fetch
        self._page, self._kept = page, kept
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._stale: set[int] = set()
        self._wished: list[int] = []
        self._under_way: int | None = None
        self._seen = 0
        self._total = 0
        self._question = 0

    # feeding

    def start(self, total: int, first: Sequence[Row] = ()) -> None:
        """A new question (filter, order): everything held is forgotten. `first` may bring rows from 0 on."""
        self.beginResetModel()
        self._forget()
        self._total = total
        for number in range((len(first) + self._page - 1) // self._page):
            rows = first[number * self._page : (number + 1) * self._page]
            if len(rows) == self._page or number * self._page + len(rows) >= total:
                self._pages[number] = rows
        self.endResetModel()

    def grow(self, total: int) -> None:
        """The count of the question just begun is known now; the rows held stay as they are."""
        if total > self._total:
            self.beginInsertRows(NOWHERE, self._total, total - 1)
            self._total = total
            self._stale |= {n for n, rows in self._pages.items() if len(rows) < self._page}
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(NOWHERE, total, self._total - 1)
            self._total = total
            last = (total - 1) // self._page
            for number in [n for n in self._pages if n > last]:
                del self._pages[number]
            self.endRemoveRows()

    def refresh(self, total: int) -> None:
        """The same question, but rows changed: what is seen stays until the new rows are there."""
        self._question += 1
        self._under_way = None
        self._wished.clear()
        self.grow(total)
        self._stale = set(self._pages)
        if total:
            self.dataChanged.emit(self.index(0, 0), self.index(total - 1, len(self.columns) - 1))

    def take(self, wanted: Wanted, rows: Sequence[Row]) -> None:
        """The answer to a fetch; one that belongs to an older question is dropped."""
        if wanted.question != self._question:
            return
        number = wanted.offset // self._page
        self._under_way = None
        self._stale.discard(number)
        self._pages[number] = rows
        self._pages.move_to_end(number)
        while len(self._pages) > self._kept:
            self._pages.popitem(last=False)
        if rows:
            last = min(wanted.offset + len(rows), self._total) - 1
            if last >= wanted.offset:
                self.dataChanged.emit(self.index(wanted.offset, 0), self.index(last, len(self.columns) - 1))
        self.rows_arrived.emit(wanted.offset, len(rows))
        self._ask_next()

    def failed(self, wanted: Wanted) -> None:
        """The fetch was refused or broken off; the stretch is asked for again when it is next seen."""
        if wanted.question == self._question:
            self._under_way = None
            self._wished.clear()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Rows held no longer fit; start() or refresh() must follow."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._forget()
        self.endResetModel()

    # asking

    def row_at(self, number: int) -> Row | None:
        """The row if it is there; otherwise it is wished for and None."""
        page = number // self._page
        rows = self._pages.get(page)
        if rows is None or page in self._stale:
            self._seen = page
            self._wish(page)
            if rows is None:
                return None
        elif page != self._seen:
            self._seen = page
            self._pages.move_to_end(page)
            if self._under_way is None:
                self._ask_next()
        place = number - page * self._page
        return rows[place] if place < len(rows) else None

    def held_row(self, number: int) -> Row | None:
        """Like row_at, but wishes for nothing."""
        rows = self._pages.get(number // self._page, ())
        place = number % self._page
        return rows[place] if place < len(rows) else None

    def held(self) -> Iterator[tuple[int, Row]]:
        """All rows that are there, with their numbers, from the top."""
        for page in sorted(self._pages):
            yield from enumerate(self._pages[page], page * self._page)

    def row_of(self, key: object) -> int | None:
        """Where the row with that key stands, if it is held."""
        return next((number for number, row in self.held() if row.key == key), None)

    @property
    def total(self) -> int:
        return self._total

    # Qt

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        # some thousand calls a repaint, nearly all for roles nobody uses here
        if role != _DISPLAY and role != _ACCESSIBLE:
            return None
        cell = self.cell(index)
        return None if cell is None else text_of(cell)

    def cell(self, index: Index) -> str | Cell | None:
        if not index.isValid() or index.row() >= self._total:
            return None
        row = self.row_at(index.row())
        if row is None or index.column() >= len(row.cells):
            return None
        return row.cells[index.column()]

    def headerData(self, number: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role != _DISPLAY or orientation != Qt.Orientation.Horizontal or not 0 <= number < len(self.columns):
            return None
        return self.columns[number].title

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _USABLE

    # fetching

    def _wish(self, page: int) -> None:
        if page == self._under_way:
            return
        if page in self._wished:
            self._wished.remove(page)
        # a screen touches at most a few stretches; what was scrolled past is not worth asking for
        self._wished = [*self._wished[-3:], page]
        if self._under_way is None:
            self._ask_next()

    def _ask_next(self) -> None:
        while self._wished:
            page = self._wished.pop()
            if page not in self._pages or page in self._stale:
                self._ask(page)
                return
        # nothing is missing on screen: the neighbours of what is seen, so that scrolling meets no empty rows
        for page in (self._seen + 1, self._seen - 1):
            if 0 <= page * self._page < self._total and page not in self._pages:
                self._ask(page)
                return

    def _ask(self, page: int) -> None:
        self._under_way = page
        fresh = {n: rows for n, rows in self._pages.items() if abs(n - page) == 1 and rows and n not in self._stale}
        above, below = fresh.get(page - 1), fresh.get(page + 1)
        offset = page * self._page
        self._fetch(
            Wanted(
                self._question,
                offset,
                min(self._page, self._total - offset),
                after=above[-1].key if above else None,
                before=below[0].key if below else None,
            )
        )

    def _forget(self) -> None:
        self._question += 1
        self._pages.clear()
        self._stale.clear()
        self._wished.clear()
        self._under_way = None
