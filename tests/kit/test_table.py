"""The table view keeps selection and place, obeys the keyboard and never shortens a name."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView

from desktop.ui.kit import delegate, theme
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import LIGHT, Look, Tone

COLUMNS = [
    Column("class", "Class", 48, badge=True),
    Column("name", "Name", 120, Fit.WHOLE, fixed=True),
    Column("address", "Address", 200),
    Column("sum", "Spend", 100, Fit.WHOLE, right=True, sortable=False),
]


def row(key):
    return Row(key, ("A", f"client {key}", "云南省昆明市五华区翠湖南路二十三幢一单元" * 2, Cell("1,280.00", Tone.BAD)))


class Shelf:
    def __init__(self, keys):
        self.keys = list(keys)

    def fetch(self, wanted):
        self.table.take(wanted, [row(k) for k in self.keys[wanted.offset : wanted.offset + wanted.count]])


@pytest.fixture
def shelf():
    return Shelf(range(300))


@pytest.fixture
def view(qtbot, shelf):
    made = TableView("Clients", many=True)
    qtbot.addWidget(made)
    shelf.table = LazyTable(COLUMNS, shelf.fetch, made, page=50)
    made.show_table(shelf.table)
    made.resize(700, 400)
    shelf.table.start(len(shelf.keys))
    with qtbot.waitExposed(made):
        made.show()
    return made


def pick(view, number):
    view.setCurrentIndex(view.table.index(number, 1))


def test_rows_have_the_height_of_the_look(view, look):
    assert view.rowHeight(0) == 34
    look.set_base(18)
    assert view.rowHeight(0) == look.row_height > 34


@pytest.mark.parametrize(("dense", "double", "height"), [(True, False, 30), (False, True, 52)])
def test_other_heights(qtbot, dense, double, height):
    made = TableView("t", dense=dense, double=double)
    qtbot.addWidget(made)
    table = LazyTable(COLUMNS, lambda _wanted: None, made)
    made.show_table(table)
    table.start(3)
    assert made.rowHeight(0) == height


def test_selection_follows_its_row(view, shelf):
    pick(view, 5)
    assert view.selected_keys == [5] and view.current_key == 5
    shelf.keys.insert(0, "new")
    view.remember_place()
    shelf.table.refresh(len(shelf.keys))
    view.viewport().grab()
    assert view.selected_keys == [5] and view.currentIndex().row() == 6
    assert [i.row() for i in view.selectionModel().selectedRows()] == [6]


def test_a_row_selected_before_it_has_come_is_known_when_it_comes(view, shelf):
    """Columns were changed, say, and somebody clicks while the rows are on their way."""
    shelf.table.start(0)
    waiting = []
    answer = shelf.fetch
    shelf.table._fetch = waiting.append
    shelf.table.start(len(shelf.keys))
    pick(view, 1)
    assert (view.selected_count, view.selected_keys, view.current_key) == (1, [], None)
    heard = []
    view.chosen.connect(heard.append)
    view.viewport().grab()
    shelf.table._fetch = answer
    answer(waiting[0])
    assert (view.selected_keys, view.current_key, view.selected_stretches, heard) == ([1], 1, (), [[1]])


def test_the_row_on_top_stays_on_top(view, shelf):
    view.verticalScrollBar().setValue(100)
    view.viewport().grab()
    top = shelf.table.held_row(view.rowAt(0)).key
    shelf.keys[:0] = ["new", "newer", "newest"]
    view.remember_place()
    shelf.table.refresh(len(shelf.keys))
    view.viewport().grab()
    assert shelf.table.held_row(view.rowAt(0)).key == top


def test_a_colleagues_row_that_is_gone_takes_no_other_with_it(view, shelf):
    pick(view, 5)
    shelf.keys.remove(5)
    view.remember_place()
    shelf.table.refresh(len(shelf.keys))
    view.viewport().grab()
    assert view.selectionModel().selectedRows() == []


def test_all_of_a_list_stays_selected_as_all_or_not_at_all(view, shelf):
    """Of three hundred selected the fifty held here must not pass for the selection once the list is another one."""
    view.selectAll()
    assert view.selected_count == 300
    heard = []
    view.chosen.connect(heard.append)
    shelf.table.start(len(shelf.keys), [row(n) for n in range(50)])
    assert (view.selected_count, view.selected_keys, heard) == (0, [], [[]])
    assert view.selectionModel().selectedRows() == []


def test_enter_opens(view, qtbot):
    pick(view, 7)
    with qtbot.waitSignal(view.opened) as caught:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert caught.args == [7]


def test_a_click_on_a_heading_asks_for_its_order(view, qtbot):
    header = view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 20, 10)
    with qtbot.waitSignal(view.sort_requested) as caught:
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == ["name", False]
    view.show_order("name", False)
    with qtbot.waitSignal(view.sort_requested) as caught:
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == ["name", True]
    with qtbot.assertNotEmitted(view.sort_requested):
        view._sort_by(3)


def test_letters_jump_by_initials(view, qtbot, shelf):
    view.search_key = lambda found: f"c{found.key}"
    qtbot.keyClicks(view, "c4")
    assert view.currentIndex().row() == 4
    with qtbot.waitSignal(view.jump_requested) as caught:
        view.keyboardSearch("x")
    assert caught.args == ["c4x"]
    assert not view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_columns_are_switched_but_not_the_name(view, qtbot):
    menu = view.column_menu()
    assert [a.isEnabled() for a in menu.actions()] == [True, False, True, True]
    with qtbot.waitSignal(view.columns_changed) as caught:
        menu.actions()[2].trigger()
    assert caught.args == [["address"]] and view.isColumnHidden(2)


def test_no_sideways_scrolling_where_columns_can_give_way(view, look):
    for base in (14, 18):
        look.set_base(base)
        assert view.horizontalHeader().length() <= view.viewport().width()


def painted(view, row_number, column, state=QStyle.StateFlag.State_None, width=0):
    width = width or view.columnWidth(column)
    image = QImage(width, view.rowHeight(0), QImage.Format.Format_RGB32)
    image.fill(theme.current().colour("surface"))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, view.rowHeight(0))
    option.state = state
    painter = QPainter(image)
    view.itemDelegate().paint(painter, option, view.table.index(row_number, column))
    painter.end()
    return image


def colours(image):
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def test_red_stays_red_on_a_selected_row(view):
    active = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_Active
    found = colours(painted(view, 0, 3, active))
    assert {LIGHT.bad, LIGHT.select} <= found
    assert LIGHT.idle in colours(painted(view, 0, 3, QStyle.StateFlag.State_Selected))
    assert LIGHT.accent in colours(painted(view, 0, 1, active | QStyle.StateFlag.State_HasFocus))


def test_the_dark_scheme_reaches_the_cells(view, look):
    look.set_look(Look.DARK)
    assert look.colours.bad in colours(painted(view, 0, 3))


def test_a_long_name_is_made_smaller_never_given_an_ellipsis(view, shelf):
    name = "欧阳" * 20
    shelf.table.start(1, [Row(1, ("A", name, name, name))])
    delegate = view.itemDelegate()
    painted(view, 0, 2, width=120)
    assert any(text.endswith("…") for text in delegate._shortened.values())
    delegate._shortened.clear()
    painted(view, 0, 1, width=120)
    assert not delegate._shortened
    ((first, second),) = delegate._broken.values()
    assert name.startswith(first + second) and len(second) > 3
    assert delegate.cut(name, 120, COLUMNS[1]) and not delegate.cut("欧阳", 120, COLUMNS[1])


@pytest.mark.parametrize("width", [130, 190])
def test_a_mark_cuts_nothing_off_the_second_line(view, shelf, width):
    plain = Cell("王建国", bold=True, below="2025-0041")
    marked = Cell("王建国", bold=True, below="2025-0041", mark="Fraud warning", mark_tone=Tone.BAD, mark_icon="shield")
    view.show_table(LazyTable([Column("name", "Name", width, Fit.WHOLE)], shelf.fetch, view))
    view.table.start(2, [Row(1, (plain,)), Row(2, (marked,))])
    code = QRect(0, 0, 75, view.rowHeight(0))
    assert painted(view, 0, 0, width=width).copy(code) == painted(view, 1, 0, width=width).copy(code)
    assert LIGHT.bad in colours(painted(view, 1, 0, width=width))


def test_rows_are_painted_as_cell_by_cell(view, shelf, look, monkeypatch):
    """The whole frame at once is the same picture, chosen rows, the current cell and sideways scrolling with it."""
    name = "欧阳" * 20
    cells = [
        ("A", Cell("贺启年", bold=True), "翠湖南路", Cell("1,280.00", Tone.BAD)),
        ("", Cell(name, bold=True, mark="草稿"), "靠窗\n安静", "1,280,000,000.00"),
        ("lost", Cell("欧阳启", locked=True), Cell("翠湖", below="第二行"), ""),
        ("D", "", Cell(name, Tone.NOTE, icon="lock"), Cell("", Tone.BAD)),
    ]
    monkeypatch.setitem(globals(), "row", lambda key: Row(key, cells[key % 4]))
    shelf.table.start(300)
    own, usual = TableView.paintEvent, QTableView.paintEvent

    def picture(way):
        monkeypatch.setattr(TableView, "paintEvent", way)
        return view.viewport().grab().toImage()

    def alike():
        first = picture(own)
        return first == picture(lambda self, event: usual(self, event)) and len(colours(first)) > 8

    picture(own)
    assert alike()
    view.setFocus()
    view.selectRow(2)
    assert alike()
    view.verticalScrollBar().setValue(150)
    view.setColumnWidth(2, 900)
    view.horizontalScrollBar().setValue(130)
    picture(own)
    view.selectAll()
    assert alike()
    look.set_base(18)
    look.set_look(Look.DARK)
    view.setColumnHidden(2, True)
    assert alike()


def test_a_table_without_rows_paints_nothing(view, shelf):
    shelf.table.start(0)
    assert len(colours(view.viewport().grab().toImage())) == 1


def test_the_states_of_a_cell_are_those_of_qt():
    """They are written down, since asking QStyle for them costs a start more than all it shows."""
    states = (QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_Active, QStyle.StateFlag.State_HasFocus)
    assert tuple(state.value for state in states) == (delegate.SELECTED, delegate.ACTIVE, delegate.FOCUSED)
