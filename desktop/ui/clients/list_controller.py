"""What the list of clients asks of the office, one line per verb."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.rights import Right
from desktop.services import client_lists
from desktop.services.client_lists import Filter, Line, Sort
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
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.only = Filter()
        self.sort = Sort()
        self.columns: tuple[str, ...] = tuple(client_lists.SHOWN_AT_FIRST)

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    # asking

    def begin(self) -> None:
        """A new question: its first page, and only then how many there are."""
        self.desk.ask("clients.rows", client_lists.list_clients, self._columns(), self.only, self.sort, 0, PAGE,
                      done=self._began, failed=self.refused.emit)  # fmt: skip

    def count(self) -> None:
        self.desk.ask("clients.count", client_lists.count_clients, self.only,
                      done=self.counted.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def fetch(self, wanted: Wanted) -> None:
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

    # what sheets need is loaded with the first of them: a start goes without

    def print_cards(self, ids: Sequence[object]) -> None:
        from desktop.services import prints

        self.desk.errand(_("Preparing cards"), prints.client_cards, list(ids), translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_list(self) -> None:
        from desktop.services import prints

        shown = asked_for(self.columns)[:-1]
        self.desk.errand(
            _("Preparing the client list"), prints.client_list, translator(language()), shown, self.only, self.sort,
            done=self.printed.emit, failed=self.refused.emit, owner=self,
        )  # fmt: skip

    # changing the question

    def narrow(self, **changes: Any) -> None:
        only = replace(self.only, **changes)
        if only != self.only:
            self.only = only
            self.begin()

    def clear(self) -> None:
        self.only = Filter()
        self.begin()

    def order(self, column: str, descending: bool) -> None:
        self.sort = Sort(column, descending)
        self.begin()

    def toggle(self, kind: str, value: object, on: bool) -> None:
        """Adds a value to one of the filter's sets, or takes it out."""
        held = getattr(self.only, kind)
        self.narrow(**{kind: held | {value} if on else held - {value}})

    def owned_by(self, person: UUID | None) -> None:
        self.narrow(owner=person)

    # answers

    def _columns(self) -> tuple[str, ...]:
        return asked_for(self.columns)

    def _began(self, lines: Sequence[Line]) -> None:
        self.began.emit(lines)
        if len(lines) < PAGE:
            self.counted.emit(len(lines))
        else:
            self.count()

    def _fetch_failed(self, wanted: Wanted, error: object) -> None:
        self.rows_failed.emit(wanted)
        self.refused.emit(error)
