"""The tab Contacts of the place Service, as people use it."""

from datetime import date

from PySide6.QtWidgets import QLabel, QPushButton

from desktop.rules.contacts import Channel, Report
from desktop.rules.words import ClientForm
from desktop.services import clients, contacts
from desktop.ui.contacts.page import ContactsPage


def words(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_a_contact_is_found_read_whole_and_its_next_step_done(sqlite_office, pages, qtbot):
    office = sqlite_office
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    step = Report(Channel.PHONE, "问中秋包房", "要牡丹厅", next_step="发菜单", next_on=date(2026, 1, 2))
    made = office.do(contacts.log_contact, he, step)
    office.do(contacts.log_contact, he, Report(Channel.VISIT, "拜访", mark="secret"))
    page = pages(ContactsPage, ready=lambda page: page.table.total == 2)
    page.filter.line.setText("牡丹厅")
    qtbot.waitUntil(lambda: page.table.total == 1)
    page.view.selectRow(0)
    qtbot.waitUntil(lambda: "要牡丹厅" in words(page.details))
    assert "Overdue" in words(page.details)
    next(b for b in page.details.findChildren(QPushButton) if b.text() == "Done").click()
    qtbot.waitUntil(lambda: "Finished" in words(page.details))
    said, back = page.toasts[-1]
    assert said == "Next step done."
    back()
    qtbot.waitUntil(lambda: "Overdue" in words(page.details))
    page.correct()
    qtbot.waitUntil(lambda: page.dialog is not None)
    page.dialog.form.put({"content": "要兰花厅"})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: page.table.total == 0)
    page.filter.line.setText("兰花厅")
    qtbot.waitUntil(lambda: page.table.total == 1)
    page.log()
    page.open_file()
    assert page.opens[-2:] == [("log_contact", None), ("clients", (he, "contact"))]
    page.dialog = None

    page.filter.clear_all()
    page.controller.toggle(Channel.VISIT, True)
    qtbot.waitUntil(lambda: page.table.total == 1 and page.table.held_row(0).key != made)
    page.view.selectRow(0)
    page.details.marked_requested.emit(page.listed)
    qtbot.waitUntil(lambda: page.dialog is not None and "拜访" in words(page.dialog))
    page.dialog.accept()
    page.filter.line.setText("nobody says this")
    qtbot.waitUntil(lambda: page.table.total == 0 and "Nothing matches." in words(page))
