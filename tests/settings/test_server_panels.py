"""What the settings say of an office's server: how questions travel there, and its door, changed after asking."""

from types import SimpleNamespace

from PySide6.QtWidgets import QLabel

from desktop.services import server_people
from desktop.ui.settings.data import DataPanel
from desktop.ui.settings.keys import KeysPanel


def words(widget):
    return " | ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def test_the_server_s_door_is_changed_after_asking(open_page, apart_office, qtbot):
    page = open_page(KeysPanel, at=apart_office)
    changed = []

    def change(_office, work):
        with work.writing():
            changed.append(server_people.change_door(work))

    page.panel.host.house = SimpleNamespace(change_door=change)
    page.panel.redoor.click()
    assert "join again" in words(page.panel.dialog) and not changed
    with qtbot.waitSignal(page.panel.said, timeout=10000):
        page.panel.dialog.main.click()
    assert len(changed) == 1


def test_the_data_say_how_they_travel(open_page, apart_office, qtbot):
    page = open_page(DataPanel, at=apart_office)
    qtbot.waitUntil(lambda: "on this computer" in words(page.panel))
