"""Contacts, owners and handovers on screen, as people use them."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.rules.contacts import Channel, Report
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, contact_lists, contacts, handovers, owners
from desktop.ui.clients.contacts_tab import SHOWN
from desktop.ui.clients.file_pane import CONTACTS
from desktop.ui.clients.people_dialog import PeopleDialog
from desktop.ui.clients.transfer_dialog import TransferDialog
from desktop.ui.contacts.entry_dialog import EntryDialog
from desktop.ui.settings.letters import LettersPanel
from tests.screens import in_front

ALL = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS, Right.PRINT_CLIENTS), Scope.ALL)


def words(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def dialog_of(qtbot, kind):
    def shown():
        assert isinstance(QApplication.activeModalWidget(), kind), in_front()

    qtbot.waitUntil(shown)
    return QApplication.activeModalWidget()


def ready(page):
    return lambda: page.list.table.held_row(0) is not None


def test_a_contact_is_logged_by_keys_alone(screens, qtbot):
    shown = screens("贺启年", "单雄飞")
    page = shown.page
    qtbot.waitUntil(ready(page))
    page.list.view.selectRow(0)
    # keys of a window are heard by the one in front
    page.window().activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.list.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, EntryDialog)
    subject = dialog.form.entries["subject"]
    qtbot.waitUntil(subject.hasFocus)
    qtbot.keyClicks(subject, "menu for Friday")
    qtbot.keyClick(subject, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.window.over("log_contact").dialog is None)
    # the page stays as it was: the file is looked at afterwards
    assert not page.in_file
    page.open(page.list.selected[0])
    qtbot.waitUntil(lambda: page.file.tabs.tabText(CONTACTS) == "Contacts 1")
    page.file.tabs.setCurrentIndex(CONTACTS)
    qtbot.waitUntil(lambda: "menu for Friday" in words(page.file.contacts))
    (line,) = shown.office.ask(contacts.contacts_of, page.file.file.id)
    assert (line.channel, line.staff) == (Channel.PHONE, shown.office.me.name)


def test_from_anywhere_two_letters_find_the_client_and_what_is_typed_waits(screens, qtbot):
    shown = screens("贺启年", "单雄飞")
    page, window = shown.page, shown.window
    qtbot.waitUntil(ready(page))
    page.list.view.clearSelection()
    shown.desk.open_requested.emit("log_contact", None)
    dialog = dialog_of(qtbot, EntryDialog)
    dialog.main.click()
    assert "Say with whom" in dialog.refusal
    qtbot.keyClicks(dialog.client.box.line, "hq")
    qtbot.waitUntil(lambda: len(dialog.client.box.hits) == 1)
    qtbot.keyClick(dialog.client.box.line, Qt.Key.Key_Return)
    subject = dialog.form.entries["subject"]
    qtbot.waitUntil(subject.hasFocus)
    qtbot.keyClicks(subject, "menu")
    dialog.form.put({"channel": "sms"})
    qtbot.keyClick(dialog, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.over("log_contact").dialog is None)
    # another person signs in, then this one again: a new window is handed what waited
    kept = window.drafts()
    window.over("log_contact").restore(None)
    window.keep_drafts(kept)
    shown.desk.open_requested.emit("log_contact", None)
    dialog = dialog_of(qtbot, EntryDialog)
    qtbot.waitUntil(lambda: dialog.at_hand is not None and "贺启年" in words(dialog.client))
    assert dialog.form.values()["subject"] == "menu"
    dialog._save(again=True)
    qtbot.waitUntil(lambda: dialog.client.client is None and dialog.form.values()["subject"] == "")
    # the next by the same way, with somebody else
    assert dialog.form.values()["channel"] == "sms"
    dialog.client.picked.emit(shown.client("欧阳海"))
    qtbot.waitUntil(lambda: "欧阳海" in words(dialog.client))
    dialog.form.put({"subject": "greeting"})
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.over("log_contact").dialog is None)
    listed = shown.office.ask(contact_lists.page)
    assert [(one.name, one.line.subject, one.line.channel) for one in listed] == [
        ("欧阳海", "greeting", Channel.SMS), ("贺启年", "menu", Channel.SMS)]  # fmt: skip
    window._toast._button.click()
    qtbot.waitUntil(lambda: len(shown.office.ask(contact_lists.page)) == 1)
    assert window.drafts() == {}


def test_a_next_step_is_done_by_the_next_contact(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年")
    step = Report(Channel.PHONE, "年会", next_step="报方案", next_on=date(2060, 1, 2))
    shown.office.do(contacts.log_contact, client, step)
    page = shown.page
    with qtbot.waitSignal(page.file.controller.around_loaded):
        page.open(client)
    qtbot.waitUntil(lambda: "报方案" in words(page.file.overview.owners))
    page.file.log_contact()
    dialog = dialog_of(qtbot, EntryDialog)
    assert "报方案" in dialog.settles.text()
    dialog.form.put({"subject": "报了方案", "next_step": "再问一次"})
    dialog.main.click()
    qtbot.waitUntil(lambda: "by when" in dialog.form.error("next_on"))
    dialog.form.put({"next_step": ""})
    dialog.main.click()
    qtbot.waitUntil(lambda: page.file.tabs.tabText(CONTACTS) == "Contacts 2")
    assert shown.office.ask(contacts.next_steps_due) == []


def test_of_many_contacts_the_file_shows_the_newest_and_leads_to_all(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年")
    with shown.office.work() as work:
        for number in range(SHOWN + 1):
            contacts.log_contact(work, client, Report(Channel.PHONE, f"call {number}"))
    page = shown.page
    with qtbot.waitSignal(page.file.controller.around_loaded):
        page.open((client, "contact"))
    qtbot.waitUntil(lambda: page.file.contacts is not None and "call" in words(page.file.contacts))
    assert words(page.file.contacts).count("call ") == SHOWN
    asked = []
    shown.desk.open_requested.connect(lambda *where: asked.append(where))
    next(b for b in page.file.contacts.findChildren(QPushButton) if b.text() == "All contacts with this client").click()
    assert asked == [("contacts", {"client": client, "name": "贺启年"})]


def test_only_one_contact_person_is_said_until_there_is_another(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年")
    shown.office.do(clients.set_people, client, owner=shown.office.me.id, deputy=None, important=True)
    li = shown.office.hire("李娜", ALL)
    page = shown.page
    with qtbot.waitSignal(page.file.controller.around_loaded):
        page.open(client)
    qtbot.waitUntil(lambda: "Only one contact person" in words(page.file.head))
    page.file.dialogs.people(page.file.file)
    qtbot.waitUntil(lambda: page.file.dialogs.shown is not None)
    dialog = page.file.dialogs.shown
    items = {dialog.people.item(n).text(): dialog.people.item(n) for n in range(dialog.people.count())}
    items["李娜"].setCheckState(Qt.CheckState.Checked)
    dialog.main.click()
    qtbot.waitUntil(lambda: "Only one contact person" not in words(page.file.head))
    assert [p.id for p in page.file.file.contacts] == [li.id]
    qtbot.waitUntil(lambda: "Contact persons: 李娜" in words(page.file.head))


def test_a_file_given_out_of_reach_offers_no_undo_and_is_no_fault(screens, qtbot, sqlite_office):
    office = sqlite_office
    me = office.hire("孙倩", dict.fromkeys(ALL, Scope.OWN))
    heir, blind = office.hire("周敏", ALL), office.hire("赵峰", {})
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"}, owner=me.id)
    shown = screens(me=me)
    page = shown.page
    with qtbot.waitSignal(page.file.controller.around_loaded):
        page.open(client)
    page.file.dialogs.people(page.file.file)
    qtbot.waitUntil(lambda: page.file.dialogs.shown is not None)
    dialog = page.file.dialogs.shown
    dialog.form.put({"owner": blind.id})
    dialog.form.edited.emit("owner")
    qtbot.waitUntil(lambda: "赵峰 has not the right" in words(dialog))
    dialog.form.put({"owner": heir.id, "reason": "调岗"})
    dialog.form.edited.emit("owner")
    qtbot.waitUntil(lambda: "赵峰" not in words(dialog) and "first contact due" in words(dialog))
    dialog.main.click()
    toast = shown.window._toast
    qtbot.waitUntil(lambda: not page.in_file and "not yours" in toast.accessibleName())
    assert not toast._button.isVisible()
    assert not page.bar.messages


def test_several_clients_are_handed_over_from_the_list_and_told(screens, qtbot):
    shown = screens("贺启年", "单雄飞", "欧阳海")
    heir = shown.office.hire("周敏", ALL)
    page = shown.page
    qtbot.waitUntil(ready(page))
    page.list.view.selectAll()
    next(action for action in page.actions_offered() if action.name == "hand_over").act()
    dialog = dialog_of(qtbot, TransferDialog)
    qtbot.waitUntil(lambda: dialog.form.entries["owner"].count() > 1)
    assert not dialog.main.isEnabled()
    dialog.form.put({"owner": heir.id})
    dialog.form.edited.emit("owner")
    qtbot.waitUntil(lambda: dialog.main.isEnabled(), timeout=20_000)
    assert dialog.main.text() == "Hand over 3 clients"
    qtbot.waitUntil(lambda: "3 clients change hands" in words(dialog))
    dialog.main.click()
    assert dialog.form.error("reason")
    dialog.form.put({"reason": "调岗"})
    dialog.main.click()
    qtbot.waitUntil(lambda: shown.window.current.current_key == "handovers")
    handed = shown.window.page
    qtbot.waitUntil(lambda: len(handed.chosen) == 3)
    handed.tell()
    handed.dialog.main.click()
    qtbot.waitUntil(lambda: all(one.told_on for one in handed.views))
    shown.office.do(contacts.log_contact, handed.views[0].client_id, Report(Channel.PHONE, "问候"), me=heir)
    shown.news()
    qtbot.waitUntil(lambda: len(handed.views) == 2)
    assert len(shown.office.ask(handovers.list_handovers, done=True)) == 1


def test_all_of_a_colleague_begins_with_who_has_left(screens, qtbot):
    shown = screens("贺启年")
    page = shown.window.go("clients", "handovers")
    qtbot.waitUntil(lambda: page.lists.panes.currentWidget() is not page.view)
    page.hand_over()
    dialog = dialog_of(qtbot, TransferDialog)
    qtbot.waitUntil(lambda: dialog.form.entries["giver"].count() == 1)
    assert dialog.form.entries["giver"].itemText(0) == f"{shown.office.me.name} · 1 client"
    dialog.form.put({"giver": shown.office.me.id, "owner": shown.office.me.id})
    dialog.form.edited.emit("owner")
    qtbot.waitUntil(lambda: bool(dialog.form.error("owner")))


def test_a_contact_found_by_search_opens_among_the_contacts(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年")
    shown.office.do(contacts.log_contact, client, Report(Channel.PHONE, "年会", "要牡丹厅"))
    shown.window.search.line.setText("牡丹厅")
    qtbot.waitUntil(lambda: len(shown.window.search.hits) == 1)
    hit = shown.window.search.hits[0]
    shown.desk.open_requested.emit(hit.noun, hit.argument)
    pane = shown.page.file
    qtbot.waitUntil(lambda: pane.contacts is not None and "要牡丹厅" in words(pane.contacts))
    assert pane.tabs.currentIndex() == CONTACTS


@pytest.mark.parametrize(("text", "refused"), [("尊敬的{称呼}：您好。", ""), ("尊敬的{什么}：", "{什么}")])
def test_the_office_writes_its_own_letter(open_page, qtbot, text, refused):
    page = open_page(LettersPanel)
    panel = page.panel
    panel.entries["zh_CN"].setPlainText(text)
    panel._save("zh_CN")
    if refused:
        qtbot.waitUntil(lambda: refused in panel.errors["zh_CN"].text())
    else:
        qtbot.waitUntil(lambda: panel.desk.office.settings["letter_handover_zh_CN"] == text)


def test_what_a_new_owner_means_is_told_though_a_reason_is_begun_meanwhile(screens, qtbot, sqlite_office):
    office = sqlite_office
    me = office.hire("孙倩", dict.fromkeys(ALL, Scope.OWN))
    blind = office.hire("赵峰", {})
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"}, owner=me.id)
    screens(me=me)
    asked = []
    dialog = PeopleDialog(office.ask(clients.client_file, client), office.ask(clients.staff), "", lambda *_: None,
                          lambda entry, done, _failed: asked.append((entry, done)))  # fmt: skip
    qtbot.addWidget(dialog)
    dialog.form.put({"owner": blind.id})
    dialog.form.edited.emit("owner")
    ((entry, done),) = asked
    plan = office.ask(owners.foresee, client, **{name: value for name, value in entry.items() if name != "reason"})
    dialog.form.put({"reason": "调"})
    dialog.form.edited.emit("reason")
    done(plan)
    assert "赵峰 has not the right" in words(dialog)
    # of another owner chosen meanwhile it would not be true
    dialog.form.put({"owner": me.id})
    done(None)
    assert "赵峰 has not the right" in words(dialog)
