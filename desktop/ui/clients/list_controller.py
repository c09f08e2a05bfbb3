"""What the list of clients asks of the office, one line per verb."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import client_lists, views
from desktop.services.client_lists import Filter, Line, Sort
from desktop.services.views import Content, Shelf, View
from desktop.ui.clients.list_table import asked_for
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.lazy_table import PAGE


class ListController(QObject):
    """Holds what the list is asked for: filter, order, columns. Answers to an older question are dropped."""

    began = Signal(object)
    """The first rows of a new question; its count is still to come."""
    counted = Signal(int)
    rows_loaded = Signal(object, object)
    rows_failed = Signal(object)
    placed = Signal(str, int)
    """Letters typed in the list, and the number of the row they lead to."""
    people_loaded = Signal(object, object)
    shelf_loaded = Signal(object)
    """A Shelf: the columns and the views there are."""
    view_changed = Signal()
    """Another view is in force, or it is known by now whether the list still shows what it holds."""
    followed = Signal(object)
    """The view in force holds something else by now."""
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.only = Filter()
        self.sort = Sort()
        self.columns: tuple[str, ...] = tuple(client_lists.SHOWN_AT_FIRST)
        self.known: tuple[client_lists.Column, ...] = client_lists.COLUMNS
        self.shelf: Shelf | None = None
        self.view: View | None = None
        self.beginning = False
        """A new question was asked whose first page is still to come."""

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    # asking

    def begin(self) -> None:
        """A new question: its first page, and only then how many there are."""
        self.beginning = True
        self.desk.ask("clients.rows", client_lists.first_page, self._columns(), self.only, self.sort, PAGE,
                      done=self._began, failed=self._not_begun)  # fmt: skip

    def count(self) -> None:
        self.desk.ask("clients.count", client_lists.count_clients, self.only,
                      done=partial(self._counted, self.only), failed=self.refused.emit, owner=self)  # fmt: skip

    def fetch(self, wanted: Wanted) -> None:
        if self.beginning:
            # it would overtake the first page of the new question
            self.rows_failed.emit(wanted)
            return
        self.desk.ask(
            "clients.rows", client_lists.list_clients, self._columns(), self.only, self.sort, wanted.offset,
            wanted.count, None, wanted.after, wanted.before, done=lambda lines: self.rows_loaded.emit(wanted, lines),
            failed=lambda error: self._fetch_failed(wanted, error), owner=self,
        )  # fmt: skip

    def find_place(self, letters: str) -> None:
        self.desk.ask("clients.place", client_lists.place_of, letters, self.only,
                      done=lambda number: self.placed.emit(letters, number), owner=self)  # fmt: skip

    def load_people(self) -> None:
        self.desk.ask("clients.people", client_lists.colleagues,
                      done=lambda found: self.people_loaded.emit(*found), owner=self)  # fmt: skip

    def load_shelf(self) -> None:
        self.desk.ask("clients.shelf", views.shelf, done=self._shelved, failed=self.refused.emit, owner=self)

    # what sheets need is loaded with the first of them: a start goes without

    def print_cards(self, ids: Sequence[object]) -> None:
        from desktop.services import prints

        self.desk.errand(_("Preparing cards"), prints.client_cards, list(ids), translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_list(self) -> None:
        from desktop.services import prints

        shown, title = self.shown, self.view.name if self.view is not None else ""
        self.desk.errand(
            _("Preparing the client list"), prints.client_list, translator(language()), shown, self.only, self.sort,
            title, done=self.printed.emit, failed=self.refused.emit, owner=self,
        )  # fmt: skip

    # changing the question

    def narrow(self, **changes: Any) -> None:
        only = replace(self.only, **changes)
        if only != self.only:
            self.only = only
            self._changed()
            self.begin()

    def clear(self) -> None:
        """All clients again; a view that narrowed them is left with its filter."""
        self.only = Filter()
        if self.view is not None and not self.view.content.only.empty:
            self.view = None
        self._changed()
        self.begin()

    def order(self, column: str, descending: bool) -> None:
        self.sort = Sort(column, descending)
        self._changed()
        self.begin()

    def show_only(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self._changed()
        self.begin()

    def toggle(self, kind: str, value: object, on: bool) -> None:
        """Adds a value to one of the filter's sets, or takes it out."""
        held = getattr(self.only, kind)
        self.narrow(**{kind: held | {value} if on else held - {value}})

    def owned_by(self, person: UUID | None) -> None:
        self.narrow(owner=person)

    # views

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns shown, in the order of the list."""
        return tuple(column.name for column in self.known if column.name in self.columns)

    @property
    def content(self) -> Content:
        return Content(self.only, self.sort, self.shown)

    @property
    def differs(self) -> bool:
        """Whether the list shows something else than the view holds."""
        if self.view is None:
            return False
        held = self.view.content
        return (held.only, held.sort, set(held.columns)) != (self.only, self.sort, set(self.shown))

    def take_view(self, view: View | None, otherwise: Content) -> None:
        """Puts a view into force; `otherwise` is what the list shows without one."""
        self.view = view
        content = view.content if view is not None else otherwise
        self.only, self.sort, self.columns = content.only, content.sort, content.columns
        self.view_changed.emit()
        self.begin()

    def _changed(self) -> None:
        if self.view is not None or self.shelf is not None:
            self.view_changed.emit()

    # answers

    def _shelved(self, shelf: Shelf) -> None:
        """A view that is gone is left; one that was changed is followed unless the list shows something else by now."""
        self.shelf, self.known = shelf, shelf.columns
        if self.view is not None:
            followed = not self.differs
            now = next((view for view in shelf.views if self.view is not None and view.id == self.view.id), None)
            changed = now is not None and now.content != self.view.content
            self.view = now
            if now is not None and changed and followed:
                self.followed.emit(now)
        self.shelf_loaded.emit(shelf)
        self.view_changed.emit()

    def _columns(self) -> tuple[str, ...]:
        return asked_for(self.known, self.columns)

    def _began(self, found: tuple[Sequence[Line], int | None]) -> None:
        lines, count = found
        self.beginning = False
        self.began.emit(lines)
        if count is None:
            self.count()
        else:
            self.counted.emit(count)

    def _not_begun(self, error: OfficeError) -> None:
        self.beginning = False
        self.refused.emit(error)

    def _counted(self, only: Filter, count: int) -> None:
        if only == self.only and not self.beginning:
            self.counted.emit(count)

    def _fetch_failed(self, wanted: Wanted, error: object) -> None:
        self.rows_failed.emit(wanted)
        self.refused.emit(error)
