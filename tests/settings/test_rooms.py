"""The section of meals and rooms: added, refused at the field, ordered by keys, taken out and brought back."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from desktop.rules.rights import Right, Scope
from desktop.services import roles, rooms, settings
from desktop.services.rooms import RoomEntry
from desktop.ui.settings.mine import MinePanel
from desktop.ui.settings.page import PANELS
from desktop.ui.settings.rooms import RoomsPanel
from tests.offices import TestOffice, office_today


def names(office: TestOffice) -> list[str]:
    return [room.name for room in office.ask(rooms.rooms)]


@pytest.fixture
def panel(open_page, sqlite_office, qtbot):
    """The section with these rooms in it; the first is chosen."""

    def build(*named, me=None):
        made = [sqlite_office.do(rooms.add_room, RoomEntry(name, 10)) for name in named]
        shown = open_page(RoomsPanel, me).panel
        qtbot.waitUntil(lambda: bool(shown.holders.text()) and shown.rooms.table.total == len(named))
        if made:
            shown.rooms.choose(made[0])
            shown.rooms.focus()
        return shown

    return build


def test_meals_come_with_the_hours_of_the_rule_book_and_one_is_refused_at_its_field(panel, sqlite_office, qtbot):
    shown = panel()
    assert shown.meals.none.isVisible()
    shown.usual.click()
    qtbot.waitUntil(lambda: shown.meals.table.total == 2)
    assert [meal.key for meal in sqlite_office.ask(rooms.meals)] == ["lunch", "dinner"]
    assert not shown.usual.isVisible()
    shown.meals.add.click()
    form = shown.dialog.form
    form.put({"name": "夜宵", "begins": "2130", "ends": "25:00", "ready_by": "21：40"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: "23:59" in form.error("ends"))
    form.put({"ends": "1", "turns": "7"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: "four times" in form.error("turns"))
    form.put({"turns": "1"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: shown.meal is not None and shown.meal.time.name == "夜宵")
    time = shown.meal.time
    assert (time.begins, time.ends, time.ready_by, shown.meal.turns) == (21 * 60 + 30, 60, 21 * 60 + 40, 1)


def test_a_hall_comes_with_its_tables_and_more_are_added(panel, sqlite_office, qtbot):
    shown = panel("牡丹厅")
    shown.rooms.add.click()
    form = shown.dialog.form
    form.put({"name": "大厅", "hall": True, "count": "3", "each": "99"})
    form.edited.emit("hall")
    assert not form.entries["seats"].isVisible()
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: "1 to 60" in form.error("each"))
    assert names(sqlite_office) == ["牡丹厅"]
    form.put({"each": "10"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: shown.room is not None and shown.room.seats == 30)
    qtbot.waitUntil(lambda: shown.tables.table.total == 3)
    shown.tables.add.click()
    shown.dialog.form.put({"count": "2", "seats": "8"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: shown.tables.table.total == 5)
    shown.tables.choose(shown.room.tables[-1].id)
    shown.tables.buttons["change"].click()
    shown.dialog.form.put({"label": "1"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: "already" in shown.dialog.form.error("label"))
    shown.dialog.form.put({"label": "主桌"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: [table.label for table in shown.room.tables] == ["1", "2", "3", "4", "主桌"])


def test_rooms_are_moved_by_keys_however_quickly_and_come_back_by_the_toast(panel, sqlite_office, qtbot):
    shown = panel("甲", "乙", "丙")
    assert not shown.rooms.buttons["up"].isEnabled()
    for _press in range(2):
        qtbot.keyClick(shown.rooms.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: names(sqlite_office) == ["乙", "丙", "甲"])
    qtbot.waitUntil(lambda: not shown._moves)
    qtbot.keyClick(shown.rooms.view, Qt.Key.Key_Delete)
    dialog = shown.dialog
    dialog.form.put({"why": "漏水", "until": office_today().isoformat()})
    dialog.press_main()
    qtbot.waitUntil(lambda: "tomorrow" in dialog.form.error("until"))
    dialog.form.put({"until": (office_today() + timedelta(days=3)).isoformat()})
    with qtbot.waitSignal(shown.undoable) as told:
        dialog.press_main()
    assert names(sqlite_office) == ["乙", "丙"]
    (line,) = sqlite_office.ask(rooms.out_of_use)
    assert (line.name, line.why, line.until) == ("甲", "漏水", office_today() + timedelta(days=3))
    told.args[1]()
    qtbot.waitUntil(lambda: names(sqlite_office) == ["乙", "丙", "甲"])
    # and later from the list of what is out of use
    sqlite_office.do(rooms.withdraw_room, next(r.id for r in sqlite_office.ask(rooms.rooms) if r.name == "乙"), "装修")
    shown.load()
    qtbot.waitUntil(lambda: [line.name for line in shown._gone] == ["乙"] and shown.out.isVisible())
    shown.out.view.selectRow(0)
    qtbot.keyClick(shown.out.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(sqlite_office) == ["乙", "丙", "甲"] and not shown.out.isVisible())


def test_it_says_whose_roles_may_book_as_long_as_nobodys_do(panel, sqlite_office, qtbot):
    for line in sqlite_office.ask(roles.list_roles):
        kept = {right: scope for right, scope in line.rights.items() if right is not Right.TAKE_BOOKINGS}
        sqlite_office.do(roles.change_role, line.id, kept, line.level)
    shown = panel()
    assert "Nobody may take bookings yet" in shown.holders.text()
    with qtbot.waitSignal(shown.desk.open_requested) as went:
        shown.to_roles.click()
    assert went.args == ["settings", "people"]
    desk = next(line for line in sqlite_office.ask(roles.list_roles) if line.people)
    sqlite_office.do(roles.change_role, desk.id, {**desk.rights, Right.TAKE_BOOKINGS: Scope.ALL}, desk.level)
    shown.load()
    qtbot.waitUntil(lambda: "Nobody" not in shown.holders.text())


def test_who_may_not_run_the_office_reads_only(panel, sqlite_office, qtbot):
    shown = panel("牡丹厅", me=sqlite_office.hire("赵峰", {Right.SEE_CLIENTS: Scope.OWN}))
    assert not any(made.isVisible() for made in (shown.usual, shown.rooms.add, *shown.rooms.buttons.values()))
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Return):
        qtbot.keyClick(shown.rooms.view, key)
    assert names(sqlite_office) == ["牡丹厅"]
    assert not hasattr(shown, "dialog")


def test_the_section_goes_with_its_feature(open_page, sqlite_office, qtbot):
    page = open_page(MinePanel)
    number = PANELS.index(RoomsPanel)
    assert not page.sections.item(number).isHidden()
    page.desk.do(settings.switch_feature, "bookings", False)
    qtbot.waitUntil(page.sections.item(number).isHidden)
    page.search.setText("hall")
    assert page.sections.item(number).isHidden()
