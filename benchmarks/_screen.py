"""The window over an office without a screen, and beside it a table of Qt's own with the same geometry."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from benchmarks._display import display
from benchmarks._office import Bench
from desktop.i18n import set_language
from desktop.ui.clients import new_actions, place
from desktop.ui.kit import start, theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.tokens import Look
from desktop.ui.search.controller import SearchController
from desktop.ui.window import Window
from desktop.workstation import paths

SIZE = (1280, 800)
PATIENCE = 60_000
PLAIN_ROWS = 5_000


class Shelf(dict[str, Any]):
    """Preferences in memory."""

    def set(self, key: str, value: Any) -> None:
        self[key] = value


def application() -> QApplication:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    display()
    made = start.application(["clientele"])
    set_language("zh_CN")
    theme.install(made, paths.resource(), Look.LIGHT, bundled_only=True)
    return made


def wait_for(signal: Any, act: Callable[[], object]) -> None:
    """Runs the event loop until `signal` has come once after `act`."""
    loop, late = QEventLoop(), QTimer()
    late.setSingleShot(True)
    late.timeout.connect(lambda: loop.exit(1))
    signal.connect(loop.quit)
    late.start(PATIENCE)
    act()
    failed = loop.exec()
    signal.disconnect(loop.quit)
    if failed:
        raise TimeoutError("the screen did not answer")


def settle() -> None:
    """Lets everything that waits in the event loop happen."""
    for _round in range(5):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


class Screen:
    """The page of the clients in its window."""

    def __init__(self, bench: Bench) -> None:
        self.app = application()
        self.desk = Desk(bench.office, bench.me)
        shelf = Shelf()
        self.window = Window(self.desk, [place(self.desk, shelf, PrintDesk(shelf))], shelf, new=new_actions(self.desk))
        SearchController(self.desk, self.window.search, self.window.offers)
        self.window.resize(*SIZE)
        self.window.show()
        page: Any = self.window.go("clients", "list")
        self.page = page
        if not page.list.table.total:
            wait_for(page.list.loaded, lambda: None)
        settle()
        self.faults: list[str] = []
        self.desk.faulted.connect(self.faults.append)
        self.counts: list[int] = []
        page.list_controller.counted.connect(self.counts.append)

    def close(self) -> None:
        self.window.leave()
        self.window.close()
        self.desk.close(10)
        if self.faults:
            raise RuntimeError(self.faults[0])

    @property
    def view(self) -> Any:
        return self.page.list.view

    def type_into_list(self, text: str) -> float:
        """Milliseconds from the keystroke until the rows it leads to are painted."""
        began, counted = time.perf_counter(), len(self.counts)
        wait_for(self.page.list.loaded, lambda: self.page.list.filter.line.setText(text))
        self.view.viewport().repaint()
        elapsed = (time.perf_counter() - began) * 1000
        while len(self.counts) == counted:
            # nobody types so fast that the count of the last letter is still under way
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        settle()
        return elapsed

    def type_into_box(self, text: str) -> float:
        """The same for the search box of the window and its list of hits."""
        box = self.window.search
        began = time.perf_counter()
        wait_for(box._model.modelReset, lambda: box.line.setText(text))
        box.popup.repaint()
        elapsed = (time.perf_counter() - began) * 1000
        settle()
        return elapsed

    def clear_box(self) -> None:
        self.window.search.line.clear()
        settle()

    def plain_table(self) -> QTableView:
        """A table all in C++: as many columns, as wide, as high and as full as the list, in a viewport as large."""
        view, table = self.view, self.page.list.table
        shown = [n for n in range(table.columnCount()) if not view.isColumnHidden(n)]
        model = QStandardItemModel(PLAIN_ROWS, len(shown))
        for number in range(PLAIN_ROWS):
            row = table.held_row(number % min(100, table.total))
            for at, column in enumerate(shown):
                cell = table.cell(table.index(number % min(100, table.total), column)) if row else None
                model.setItem(number, at, QStandardItem(str(getattr(cell, "text", cell) or "")))
        plain = QTableView()
        plain.setFont(view.font())
        plain.setShowGrid(False)
        plain.setWordWrap(False)
        plain.setModel(model)
        model.setParent(plain)
        plain.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        plain.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        plain.verticalHeader().hide()
        plain.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        plain.verticalHeader().setDefaultSectionSize(view.verticalHeader().defaultSectionSize())
        for at, column in enumerate(shown):
            plain.setColumnWidth(at, view.columnWidth(column))
        plain.resize(view.size())
        plain.show()
        plain.resize(plain.size() + (view.viewport().size() - plain.viewport().size()))
        settle()
        return plain


def frame(view: Any, row: int) -> float:
    """Milliseconds to paint the whole view standing at another row."""
    start = time.perf_counter()
    view.verticalScrollBar().setValue(row)
    view.viewport().repaint()
    return (time.perf_counter() - start) * 1000


@contextmanager
def clients_page(bench: Bench) -> Iterator[Screen]:
    screen = Screen(bench)
    try:
        yield screen
    finally:
        screen.close()
