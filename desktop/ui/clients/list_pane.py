"""The list of clients 名册: filter line, table, count, and what stands there when it is empty."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.features import switched_on
from desktop.rules.rights import Right
from desktop.services import client_lists
from desktop.services.client_lists import Chosen, Filter, Line
from desktop.services.views import Content, Shelf, View
from desktop.ui.clients.list_controller import ListController
from desktop.ui.clients.list_filter import ListFilter
from desktop.ui.clients.list_table import asked_for, columns, letters, rows_of
from desktop.ui.clients.view_chooser import ViewChooser
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.empty import Empty, nothing_found
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import MEDIUM

if TYPE_CHECKING:
    from desktop.ui.kit.which_clients import Candidates

COLUMNS_KEPT, SORT_KEPT = "clients.columns", "clients.sort"


class Preferences(Protocol):
    def get(self, key: str, default: Any = None) -> Any: ...

    def set(self, key: str, value: Any) -> None: ...


class ListPane(QWidget):
    opened = Signal(object)
    """The id of the client to open."""
    new_requested = Signal()
    chosen = Signal()
    loaded = Signal()
    """The first rows are on screen."""

    def __init__(self, controller: ListController, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller, self._preferences = controller, preferences
        self._recall()
        self.filter = ListFilter(controller)
        self.views = ViewChooser(controller)
        self.filter.lead_with(self.views)
        self.view = TableView(_("Clients"), many=True)
        self.view.search_key = letters
        self.table = LazyTable(columns(controller.known, controller.columns), controller.fetch, self)
        self.view.show_table(self.table)
        self.view.show_order(controller.sort.column, controller.sort.descending)
        self._empty: QWidget | None = None
        self._count = 0
        self._same_question = self._opened = False
        self._jump = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(MEDIUM)
        outer.addWidget(self.filter)
        # in its place before it has a widget, which would be shown as a window of its own
        self._stack = QStackedLayout()
        outer.addLayout(self._stack, 1)
        self._stack.addWidget(self.view)
        self._connect()

    def _connect(self) -> None:
        controller, view = self.controller, self.view
        controller.shelf_loaded.connect(self._shelved)
        controller.began.connect(self._began)
        controller.counted.connect(self._counted)
        controller.rows_loaded.connect(self._rows_loaded)
        controller.rows_failed.connect(self.table.failed)
        controller.placed.connect(self._placed)
        view.opened.connect(self.opened)
        view.chosen.connect(lambda _keys: self.chosen.emit())
        view.sort_requested.connect(self._sort)
        view.columns_changed.connect(self._columns_changed)
        view.jump_requested.connect(self._jump_to)
        self.views.chosen.connect(self.take_view)
        controller.followed.connect(self.take_view)
        self.filter.line.down_pressed.connect(self.take_focus)
        self.filter.line.submitted.connect(self._open_first)

    @property
    def selected(self) -> list[object]:
        return self.view.selected_keys

    @property
    def count(self) -> int:
        return self._count

    @property
    def candidates(self) -> "Candidates":
        """Whom an act on many may be for."""
        from desktop.ui.kit.which_clients import Candidates

        only, sort, view = self.controller.only, self.controller.sort, self.view
        selected: Chosen | None = None
        if view.selected_stretches:
            selected = Chosen(only=only, sort=sort, stretches=view.selected_stretches)
        elif view.selected_keys:
            selected = Chosen(ids=tuple(view.selected_keys))  # type: ignore[arg-type]
        return Candidates(selected, view.selected_count, Chosen(only=only, sort=sort), self._count)

    @property
    def empty(self) -> QWidget | None:
        return self._empty

    def take_focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.view.currentIndex().isValid() and self.table.total:
            self.view.setCurrentIndex(self.table.index(0, 0))

    def reload(self) -> None:
        """The same question again: selection, focus and place stay. The first one waits for the view to begin with."""
        self.controller.load_shelf()
        if self.controller.shelf is None:
            return
        if self.table.total and not self.controller.beginning:
            self._same_question = True
            self.view.remember_place()
            self.controller.count()
        else:
            self.controller.begin()

    # views

    def _shelved(self, shelf: Shelf) -> None:
        if tuple(column.name for column in shelf.columns) != tuple(column.key for column in self.table.columns):
            # the office's own fields come and go; what their values stand under follows
            self._show_columns()
            self.controller.begin()
        if not self._opened:
            self._opened = True
            first = next((view for view in shelf.views if view.id == shelf.first), None)
            if first is not None:
                self.take_view(first)
            else:
                self.controller.begin()

    def take_view(self, view: View | None) -> None:
        """Shows a view; without one all clients, in the columns and the order this person chose last."""
        self.controller.take_view(view, Content(Filter(), self._sort_kept, self._columns_kept))
        self.filter.line.setText(self.controller.only.text)
        self.view.show_order(self.controller.sort.column, self.controller.sort.descending)
        self._show_columns()

    def _show_columns(self) -> None:
        wanted = columns(self.controller.known, self.controller.columns)
        if tuple(wanted) != self.table.columns:
            self.view.show_columns(wanted)
            self.view.show_order(self.controller.sort.column, self.controller.sort.descending)

    # answers

    def _began(self, lines: Sequence[Line]) -> None:
        self._same_question = False
        rows = self._rows(lines)
        self.table.start(len(rows), rows)
        self.filter.refresh()
        if rows:
            self._show_table()
        self.loaded.emit()

    def _counted(self, count: int) -> None:
        self._count = count
        if self._same_question:
            self.table.refresh(count)
        else:
            self.table.grow(count)
        self.filter.show_count(self.count_words())
        if count:
            self._show_table()
        else:
            self._show_empty()

    def count_words(self) -> str:
        only = self.controller.only
        if only.text and only == Filter(text=only.text):
            from desktop.services.search import MOST

            if self._count == MOST:
                return _("The first {n} clients are shown: type more to narrow the search").format(n=f"{self._count:,}")
        return _n("{n} client", "{n} clients", self._count).format(n=f"{self._count:,}")

    def _rows_loaded(self, wanted: Wanted, lines: Sequence[Line]) -> None:
        self.table.take(wanted, self._rows(lines))
        if self._jump:
            wish, self._jump = self._jump, ""
            for number, row in self.table.held():
                if letters(row).startswith(wish):
                    self.view.setCurrentIndex(self.table.index(number, max(0, self.view.currentIndex().column())))
                    return

    def _rows(self, lines: Sequence[Line]) -> Rows:
        known = self.controller.known
        return rows_of(lines, known, asked_for(known, self.controller.columns))

    def _show_table(self) -> None:
        self.filter.show()
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
        self._stack.setCurrentWidget(self.view)

    def _show_empty(self) -> None:
        self._show_table()
        if self.controller.only.empty:
            may = self.controller.may(Right.ENTER_CLIENTS)
            words = _("New client") if may else ""
            # most offices begin with a sheet they have
            office = self.controller.desk.office
            on = "imports" in switched_on(office.kind, office.settings["features"])
            sheets = on and self.controller.may(Right.IMPORT_CLIENTS)
            detail = _("A list you already have is taken over in the tab Imports.") if sheets else ""
            self._empty = Empty(_("There are no client files yet."), detail, words, self.new_requested.emit)
            self.filter.hide()
        else:
            self._empty = nothing_found(self.filter.in_force(), self.filter.clear_all)
        if self.view.hasFocus() and self.filter.isVisible():
            self.filter.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.addWidget(self._empty)
        self._stack.setCurrentWidget(self._empty)

    # what the user does

    def _open_first(self) -> None:
        row = self.table.held_row(0)
        if row is not None:
            self.opened.emit(row.key)

    def _sort(self, column: str, descending: bool) -> None:
        self.view.show_order(column, descending)
        self.controller.order(column, descending)
        if self.controller.view is None:
            self._sort_kept = self.controller.sort
            self._preferences.set(SORT_KEPT, [column, descending])

    def _columns_changed(self, hidden: Sequence[str]) -> None:
        shown = tuple(column.name for column in self.controller.known if column.name not in hidden)
        if self.controller.view is None:
            self._columns_kept = shown
            self._preferences.set(COLUMNS_KEPT, list(shown))
        self.controller.show_only(shown)

    def _jump_to(self, typed: str) -> None:
        if self.controller.sort == client_lists.Sort():
            self._jump = typed
            self.controller.find_place(typed)

    def _placed(self, typed: str, number: int) -> None:
        if number < self.table.total:
            self.view.setCurrentIndex(self.table.index(number, max(0, self.view.currentIndex().column())))
            if self.table.held_row(number) is not None:
                self._jump = ""

    def _recall(self) -> None:
        """What the list shows without a view, as this person left it."""
        known = {column.name: column for column in client_lists.COLUMNS}
        kept = tuple(self._preferences.get(COLUMNS_KEPT, ()))
        self._columns_kept = kept if "name" in kept else tuple(client_lists.SHOWN_AT_FIRST)
        self._sort_kept = client_lists.BY_READING
        column, descending = self._preferences.get(SORT_KEPT, ["name", False])
        if column in known and known[column].sortable:
            self._sort_kept = client_lists.Sort(column, bool(descending))
        self.controller.columns, self.controller.sort = self._columns_kept, self._sort_kept
