"""The tab Contacts of the place Service, as people use it."""

from datetime import date

from PySide6.QtWidgets import QLabel, QPushButton

from desktop.rules.contacts import Channel, Direction, Report
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


def test_what_waits_is_answered_over_the_page(screens, qtbot):
    shown = screens("单雄飞")
    he = shown.client("贺启年")
    asked = shown.office.do(contacts.log_contact, he, Report(Channel.CHAT, "quotation", direction=Direction.IN))
    shown.desk.open_requested.emit("log_contact", ("answer", asked))
    entry = shown.window.over("log_contact")
    qtbot.waitUntil(lambda: entry.dialog is not None)
    dialog = entry.dialog
    values = dialog.form.values()
    assert (values["channel"], values["direction"], values["subject"]) == ("chat", "out", "quotation")
    assert dialog.answers.value() == asked and not dialog.waits.isVisible()
    # from the client again: it is no answer, and waits itself
    dialog.form.put({"direction": "in"})
    dialog.form.edited.emit("direction")
    assert dialog.waits.isVisible() and dialog.waits.value() and not dialog.answers.isVisible()
    dialog.form.put({"direction": "out"})
    dialog.form.edited.emit("direction")
    dialog.press_main()
    qtbot.waitUntil(lambda: entry.dialog is None)
    (answer, line) = shown.office.ask(contacts.contacts_of, he)
    assert (answer.answers, line.waits) == (asked, False)


def test_a_mail_file_is_shown_before_it_is_taken_in(sqlite_office, pages, qtbot, tmp_path):
    office = sqlite_office
    for name in ("单雄飞", "单雄信"):
        office.do(clients.open_client, ClientForm.PERSON, {"name": name, "email": "twin@example.com"})
    page = pages(ContactsPage, ready=lambda page: page.empty is None)
    (tmp_path / "a.eml").write_bytes(b"From: Twin <twin@example.com>\nDate: Thu, 5 Mar 2026 11:00:00 +0800\n"
                                     b"Subject: menu\n\nplease")  # fmt: skip
    (tmp_path / "b.eml").write_bytes(b"nothing")
    page.plan_mail([str(tmp_path / name) for name in ("a.eml", "b.eml")])
    qtbot.waitUntil(lambda: page.dialog is not None)
    dialog = page.dialog
    assert not dialog.main.isEnabled()
    dialog.view.selectRow(1)
    assert "no mail" in dialog.why.text()
    dialog.view.selectRow(0)
    dialog.which.set_value(dialog.line.clients[1].id)
    dialog.which.edited.emit()
    assert dialog.main.text() == "Take in 1 message"
    dialog.press_main()
    qtbot.waitUntil(lambda: page.table.total == 1)
    (_said, back) = page.toasts[-1]
    back()
    qtbot.waitUntil(lambda: page.table.total == 0)
