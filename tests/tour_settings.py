"""The stops of the tour in the settings: every section and what opens from it."""

from PySide6.QtWidgets import QApplication

from desktop.ui.settings.invitation import InvitationDialog
from desktop.ui.settings.page import PANELS


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


def settings_department(tour, window):
    _panel(tour, window, "office")._ask_name(None)
    return _dialog()


def settings_person_new(tour, window):
    panel = _panel(tour, window, "people")
    panel.add.click()
    tour.settle()
    return _dialog()


def settings_person(tour, window):
    panel = _panel(tour, window, "people")
    panel._open_person(next(line for line in panel._lines if line.name == "张岚"))
    tour.settle()
    return _dialog()


def settings_role(tour, window):
    panel = _panel(tour, window, "people")
    panel._open_role(next(line for line in panel._roles if line.people == 1 and line.level == 2))
    return _dialog()


def settings_role_new(tour, window):
    _panel(tour, window, "people").add_role.click()
    return _dialog()


def settings_invitation(tour, window):
    panel = _panel(tour, window, "people")
    InvitationDialog(panel, "/home/office/柏溪楼.invitation", "7QK2M-XH4PD-9RTWB-C3NVF-J8ZYE-5").open()
    return _dialog()


def settings_checked(tour, window):
    _panel(tour, window, "data").check.click()
    tour.settle()


def settings_remove_sample(tour, window):
    _panel(tour, window, "data").remove.click()
    return _dialog()


STOPS = (
    *(_section(kind.__module__.rpartition(".")[2]) for kind in PANELS), settings_searched, settings_new_password,
    settings_forget, settings_department, settings_person_new, settings_person, settings_role, settings_role_new,
    settings_invitation, settings_checked, settings_remove_sample,
)  # fmt: skip
