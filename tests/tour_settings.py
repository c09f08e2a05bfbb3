"""The stops of the tour in the settings: every section and what opens from it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication, QScrollArea

from desktop.rules.account_requests import RequestKind
from desktop.rules.approvals import Act, Need
from desktop.rules.fields import PERSON, Block, FieldType
from desktop.services import account_requests, approvals, own_fields, rooms
from desktop.services.account_requests import Wish
from desktop.services.own_fields import OwnFieldEntry
from desktop.services.rooms import RoomEntry
from desktop.ui.kit import times
from desktop.ui.settings.closing_dialog import ClosingDialog
from desktop.ui.settings.page import PANELS

OWN_FIELDS = (
    OwnFieldEntry("血型", FieldType.CHOICE, forms=PERSON, choices=("A", "B", "AB", "O")),
    OwnFieldEntry("高尔夫差点", FieldType.NUMBER, forms=PERSON),
    OwnFieldEntry("年度招待预算", block=Block.PROPERTY, required=True),
    OwnFieldEntry("微信号"),
)


def _panel(tour, window, name):
    page = window.go("settings")
    page.open(name)
    tour.settle()
    return page.panel


def _section(name):
    def stop(tour, window):
        _panel(tour, window, name)

    stop.__name__ = f"settings_{name}"
    return stop


def _dialog():
    active = QApplication.activeModalWidget()
    assert active is not None
    return active


def settings_searched(tour, window):
    page = window.go("settings")
    page.search.setText("密码")


def settings_new_password(tour, window):
    window.page.search.setText("")
    panel = _panel(tour, window, "mine")
    panel.password.put({"old": "x", "password": "柏溪", "again": "柏"})
    panel.password.edited.emit("password")
    panel.change.click()


def settings_forget(tour, window):
    panel = _panel(tour, window, "workstation")
    panel._ask_forget(panel.host.house.offices.all()[0])
    return _dialog()


def settings_share(tour, window):
    panel = _panel(tour, window, "workstation")
    panel._show_share(Path("/mnt/office/柏溪楼.office"))
    tour.settle()


def settings_share_check(tour, window):
    panel = _panel(tour, window, "workstation")
    panel._show_share(Path("/mnt/office/柏溪楼.office"))
    panel.check_share.click()
    return panel.share_dialog


def settings_department(tour, window):
    _panel(tour, window, "office")._ask_name(None)
    return _dialog()


def settings_rhythm(tour, window):
    panel = _panel(tour, window, "office")
    line = panel.departments[0]
    panel._ask_rhythm(replace(line, rhythm={"A": 15}))
    return panel.dialog


def _rooms(tour, window):
    """The section with the hall chosen."""
    panel = _panel(tour, window, "rooms")
    panel.rooms.choose(next(line.id for line in panel._rooms if line.hall))
    tour.settle()
    return panel


def settings_rooms_hall(tour, window):
    panel = _rooms(tour, window)
    for area in window.findChildren(QScrollArea):
        if area.isAncestorOf(panel):
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


def settings_rooms_out(tour, window):
    """Two rooms out of use, one of which should be back already, and a table."""
    panel = _rooms(tour, window)
    office, me = window.desk.office, window.desk.person
    if not panel._gone:
        today = times.today()
        hall = next(line for line in panel._rooms if line.hall)
        for verb, key, why, until in (
            (rooms.withdraw_room, office.run(me, rooms.add_room, RoomEntry("梅厅", 8)), "空调漏水，等配件", 12),
            (rooms.withdraw_room, office.run(me, rooms.add_room, RoomEntry("菊厅", 10)), "重新装修", None),
            (rooms.withdraw_table, office.run(me, rooms.add_tables, hall.id, 1, 8)[0], "桌腿松动", 3),
        ):  # fmt: skip
            office.run(me, verb, key, why, today + timedelta(days=until) if until else None)
        panel.load()
        tour.settle()
    for area in window.findChildren(QScrollArea):
        if area.isAncestorOf(panel):
            area.ensureWidgetVisible(panel.out)
    panel.out.view.selectRow(0)


def settings_rooms_nobody(tour, window):
    """As an office from before the booking book finds it."""
    panel = _panel(tour, window, "rooms")
    panel._show(((), (), ()))
    panel._show_holders(())


def settings_meal(tour, window):
    panel = _panel(tour, window, "rooms")
    panel.meals.add.click()
    panel.dialog.form.put({"name": "夜宵", "begins": "21:30", "ends": "25:00", "ready_by": "21:40"})
    panel.dialog.main.click()
    tour.settle()
    return panel.dialog


def settings_room(tour, window):
    panel = _panel(tour, window, "rooms")
    panel.rooms.choose(panel._rooms[0].id)
    panel.change_room()
    return panel.dialog


def settings_room_hall(tour, window):
    panel = _panel(tour, window, "rooms")
    panel.rooms.add.click()
    panel.dialog.form.put({"name": "宴会厅", "hall": True, "count": "22"})
    panel.dialog.form.edited.emit("hall")
    return panel.dialog


def settings_tables(tour, window):
    _rooms(tour, window).tables.add.click()
    return _dialog()


def settings_fields_listed(tour, window):
    panel = _panel(tour, window, "fields")
    desk = panel.desk
    if not panel._lines:
        for entry in OWN_FIELDS:
            desk.do(own_fields.add_own_field, entry)
        tour.settle()
        desk.do(own_fields.withdraw_own_field, panel._lines[-1].id)
        tour.settle()
    panel.choose(panel._lines[1].id)


def settings_field_new(tour, window):
    panel = _panel(tour, window, "fields")
    panel.add.click()
    panel.dialog.form.put({"label": "Phone"})
    panel.dialog.main.click()
    return panel.dialog


def settings_field(tour, window):
    panel = _panel(tour, window, "fields")
    panel.choose(panel._lines[0].id)
    panel.change.click()
    return panel.dialog


def settings_person_new(tour, window):
    panel = _panel(tour, window, "people")
    panel.add.click()
    tour.settle()
    return _dialog()


def _person(tour, window, wanted):
    """The panel of people with the dialog of the first of whom this is true."""
    panel = _panel(tour, window, "people")
    panel._open_person(next(line for line in panel._lines if wanted(line)))
    tour.settle()
    return panel


def _called(name):
    return lambda line: line.name == name


def settings_person(tour, window):
    return _person(tour, window, _called("张岚")).dialog


def settings_person_suspended(tour, window):
    return _person(tour, window, lambda line: line.suspended).dialog


def settings_pledge_text(tour, window):
    panel = _panel(tour, window, "letters")
    if panel.pledge._seen == 0:
        panel.pledge.entries["zh_CN"].set_value("一、不打听、不外传客户信息。\n二、离职时交还全部保密材料。")
        panel.pledge._save()
        tour.settle()
    for area in window.findChildren(QScrollArea):
        if area.isAncestorOf(panel):
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


def settings_pledge_wording(tour, window):
    settings_pledge_text(tour, window)
    panel = window.go("settings").panel
    panel.pledge._look(panel.pledge._lines[-1])
    return panel.pledge.dialog


def settings_pledge(tour, window):
    panel = _panel(tour, window, "people")
    panel._open_person(next(line for line in panel._lines if line.id in panel._pledges))
    panel.dialog._ask_pledge()
    tour.settle()
    return panel.dialog.pledge_dialog


def settings_pledge_sheet(tour, window):
    dialog = settings_pledge(tour, window)
    dialog.print.click()
    tour.settle()
    return dialog.paper


def settings_requests(tour, window):
    panel = _panel(tour, window, "people")
    if not panel.requests._waiting:
        roles = {role.key: role.id for role in panel._roles}
        wish = Wish(RequestKind.OPEN, "午市人手不足", name="孙倩", post="领班", roles=(roles["shift_leader"],))
        tour.as_colleague("张岚", account_requests.ask, wish)
        leaver = next(line.id for line in panel._lines if line.name == "张岚")
        panel.desk.do(account_requests.ask, Wish(RequestKind.CLOSE, "月底离职", person=leaver))
        wanted = (roles["supervisor"], roles["front_desk"])
        tour.as_colleague("张岚", account_requests.ask, Wish(RequestKind.CHANGE, "兼管前台", leaver, roles=wanted))
        panel.load()
        tour.settle()


def settings_request(tour, window):
    panel = _panel(tour, window, "people")
    panel.ask.click()
    panel.request_dialog.main.click()
    return panel.request_dialog


def settings_closing(tour, window):
    panel = _panel(tour, window, "people")
    line = next(line for line in panel._lines if line.name == "张岚")
    tour.as_colleague("张岚", approvals.ask, Need(Act.EXPORT, what="年会名单", size=300), "年会")
    dialog = ClosingDialog(panel, line.id, line.name)
    dialog.open()
    tour.settle()
    return dialog


def settings_role(tour, window):
    panel = _panel(tour, window, "people")
    panel._open_role(next(line for line in panel._roles if line.people == 1 and line.level == 2))
    return _dialog()


def settings_role_new(tour, window):
    _panel(tour, window, "people").add_role.click()
    return _dialog()


def _role_sees(tour, window, key):
    panel = _panel(tour, window, "people")
    panel._open_role(next(line for line in panel._roles if line.key == key))
    panel.role_dialog.preview.click()
    tour.settle()
    return panel.role_dialog.shown


def settings_role_sees(tour, window):
    return _role_sees(tour, window, "department_head")


def settings_role_sees_fields(tour, window):
    shown = _role_sees(tour, window, "department_head")
    area = shown.findChild(QScrollArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    return shown


def settings_person_sees(tour, window):
    panel = _person(tour, window, _called("李娜"))
    panel.dialog.preview.click()
    tour.settle()
    return panel.dialog.shown


def settings_stand_in(tour, window):
    panel = _panel(tour, window, "approvals")
    panel.add.click()
    return panel.dialog


def _approval(tour, window, act):
    panel = _panel(tour, window, "approvals")
    line = next(line for line in panel._shown if line.may_decide and line.act is act)
    panel._look(line)
    return panel.dialog


def settings_approval(tour, window):
    return _approval(tour, window, Act.CHANGE_VALUES)


def settings_approval_of_export(tour, window):
    return _approval(tour, window, Act.EXPORT)


STOPS = (
    *(_section(kind.__module__.rpartition(".")[2]) for kind in PANELS),
    settings_searched, settings_new_password, settings_share, settings_share_check, settings_forget,
    settings_department, settings_rhythm, settings_rooms_hall, settings_meal, settings_room, settings_room_hall,
    settings_tables, settings_rooms_out, settings_rooms_nobody, settings_fields_listed, settings_field_new,
    settings_field, settings_pledge_text, settings_pledge_wording, settings_pledge, settings_pledge_sheet,
    settings_requests, settings_request, settings_closing, settings_person_new, settings_person,
    settings_person_suspended, settings_role, settings_role_new, settings_role_sees, settings_role_sees_fields,
    settings_person_sees, settings_stand_in, settings_approval, settings_approval_of_export,
)  # fmt: skip
