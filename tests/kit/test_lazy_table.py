"""The lazy model fetches only what is seen, one stretch at a time, and never mixes questions."""

import pytest
from PySide6.QtCore import QModelIndex, Qt

from desktop.ui.kit.cells import Cell, Column, Row, Rows, Wanted
from desktop.ui.kit.lazy_table import LazyTable

COLUMNS = [Column("name", "Name"), Column("due", "Due")]


def rows(offset, count, mark=""):
    cells = [(n, (f"client {n}{mark}", Cell("3 days", below="late"))) for n in range(offset, offset + count)]
    return [Row(key, pair) for key, pair in cells]


class Library:
    """Remembers what was wanted; answers when told to."""

    def __init__(self):
        self.wanted = []

    def fetch(self, wanted):
        self.wanted.append(wanted)

    def answer(self, table, mark=""):
        wanted = self.wanted.pop(0)
        table.take(wanted, rows(wanted.offset, wanted.count, mark))


@pytest.fixture
def library():
    return Library()


@pytest.fixture
def table(library, qapp):
    return LazyTable(COLUMNS, library.fetch, page=10, kept=4)


def shown(table, row, column=0):
    return table.data(table.index(row, column))


def test_qt_finds_no_fault(table, library, qtmodeltester):
    table.start(25, rows(0, 10))
    qtmodeltester.check(table)
    while library.wanted:
        library.answer(table)
    table.refresh(31)
    table.refresh(4)
    table.grow(12)
    table.set_columns(COLUMNS[:1])
    table.start(3, rows(0, 3))


def test_nothing_is_fetched_before_it_is_seen(table, library):
    table.start(1_000_000)
    assert (table.rowCount(), table.columnCount(), library.wanted) == (1_000_000, 2, [])
    assert table.rowCount(table.index(0, 0)) == 0 and table.rowCount(QModelIndex()) == 1_000_000
    assert shown(table, 500_005) is None
    assert [(w.offset, w.count) for w in library.wanted] == [(500_000, 10)]
    library.answer(table)
    assert shown(table, 500_005) == "client 500005"
    assert shown(table, 500_005, 1) == "3 days\nlate"


def test_unused_roles_answer_nothing_and_fetch_nothing(table, library):
    table.start(100)
    for role in (Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.FontRole, Qt.ItemDataRole.ToolTipRole):
        assert table.data(table.index(50, 0), role) is None
    assert library.wanted == []


def test_one_fetch_at_a_time_and_the_last_seen_first(table, library):
    table.start(1000)
    for row in (100, 200, 300, 400, 900):
        shown(table, row)
    assert [w.offset for w in library.wanted] == [100]
    library.answer(table)
    assert [w.offset for w in library.wanted] == [900]


def test_neighbours_come_by_themselves(table, library):
    table.start(100)
    shown(table, 50)
    library.answer(table)
    assert (library.wanted[0].offset, library.wanted[0].after) == (60, 59)
    library.answer(table)
    assert (library.wanted[0].offset, library.wanted[0].before) == (40, 50)
    library.answer(table)
    assert library.wanted == []
    shown(table, 60)
    assert [w.offset for w in library.wanted] == [70]


def test_old_stretches_are_forgotten(table, library):
    table.start(1000)
    for row in range(0, 1000, 100):
        shown(table, row)
        while library.wanted:
            library.answer(table)
    assert len(list(table.held())) <= 40
    assert table.held_row(0) is None and table.row_of(900) == 900 and table.row_of(0) is None


def test_an_answer_to_an_older_question_is_dropped(table, library):
    table.start(100)
    shown(table, 0)
    old = library.wanted.pop()
    table.start(50)
    table.take(old, rows(0, 10, " of the old question"))
    assert shown(table, 0) is None


def test_refresh_keeps_what_is_seen_until_the_new_is_there(table, library):
    table.start(10, rows(0, 10))
    table.refresh(11)
    assert table.rowCount() == 11 and shown(table, 3) == "client 3"
    library.answer(table, " anew")
    assert shown(table, 3) == "client 3 anew"


def test_a_count_that_comes_later(table, library):
    table.start(10, rows(0, 10))
    table.grow(500)
    assert table.rowCount() == 500 and shown(table, 9) == "client 9"
    assert all(w.offset >= 10 for w in library.wanted)


def test_a_short_last_stretch_grows(table, library):
    table.start(5, rows(0, 5))
    table.grow(8)
    assert shown(table, 6) is None
    library.answer(table)
    assert shown(table, 6) == "client 6"


def test_a_failed_fetch_is_asked_again_when_seen_again(table, library):
    table.start(100)
    shown(table, 0)
    table.failed(library.wanted.pop())
    assert library.wanted == []
    shown(table, 0)
    assert [w.offset for w in library.wanted] == [0]


def test_fewer_rows_than_promised_do_no_harm(table, library):
    table.start(100)
    shown(table, 5)
    table.take(library.wanted.pop(), rows(0, 3))
    library.wanted.clear()
    assert shown(table, 5) is None and shown(table, 2) == "client 2"
    assert [w for w in library.wanted if w.offset == 0] == []


def test_wanted_is_a_plain_value():
    assert Wanted(1, 0, 10) == Wanted(1, 0, 10)


def test_rows_are_made_when_they_are_looked_at(table):
    made = []

    def make(number):
        made.append(number)
        return Row(number, (f"client {number}", ""))

    table.start(25, Rows(range(20), make))
    assert made == [] and table.total == 25
    assert table.held_row(12).key == 12 and table.held_row(12).cells[0] == "client 12"
    assert made == [12]
    assert table.row_of(15) == 15 and table.row_of(19) == 19
    assert sorted(made) == list(range(20))
