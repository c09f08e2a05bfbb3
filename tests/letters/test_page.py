"""Letters over the client list by keys, and words of a template in a contact, in a window over a real office (CM-7)."""

from PySide6.QtCore import Qt

from desktop.i18n import translator
from desktop.rules.contacts import Channel
from desktop.rules.letters import TemplateKind, Wording
from desktop.services import contacts
from desktop.ui.contacts.template_picker import TemplatePicker
from tests.letters.test_service import GREETING, WRITES, in_use


def test_letters_are_looked_at_printed_kept_and_taken_back(screens, qtbot):
    writer = screens().office.hire("周敏", WRITES)
    shown = screens(me=writer)
    office = shown.office
    in_use(office, GREETING, writer)
    wish = Wording(
        TemplateKind.MESSAGE, "生日祝福", "{称呼}，{办公室}祝您生日快乐！\n您的车{车牌号}有位。", subject="生日祝福"
    )
    in_use(office, wish, writer)
    he = shown.client("贺启年", salutation="贺总", unit="云川茶业", address="溪口路1号")
    shown.client("单雪")
    page = shown.page
    shown.news()
    qtbot.waitUntil(lambda: page.list.table.total == 2)
    page.many.write_letters()
    entry = shown.window.over("write_letters")
    qtbot.waitUntil(lambda: entry.dialog is not None and entry.dialog.ready == 1)
    dialog = entry.dialog
    assert [dialog.tabs.tabText(n) for n in range(3)] == ["2 clients", "Left out 1", "Something missing 0"]
    assert dialog.main.text() == "Print 1 letter" and dialog.log.value() and not dialog.tabs.isTabEnabled(2)
    dialog.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "No address" in dialog.warning.text() and "尊敬的单雪" in dialog.words.text())
    # handed over, both get one; what is missing is said before
    dialog.by_hand.click()
    qtbot.waitUntil(lambda: dialog.ready == 2)
    dialog.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: "unit" in dialog.warning.text())
    dialog.whole.click()
    qtbot.waitUntil(lambda: dialog.main.text() == "Print 1 letter")
    dialog.press_main()
    qtbot.waitUntil(lambda: entry.sheet is not None and entry.dialog is None)
    entry.sheet.reject()
    (kept,) = office.ask(contacts.contacts_of, he)
    assert (kept.channel, kept.content.split("\n")[0]) == (Channel.LETTER, "尊敬的贺总：")
    shown.window._toast._undo_it()
    qtbot.waitUntil(lambda: office.ask(contacts.contacts_of, he) == ())
    # while a contact is logged, F4 and Enter fill a template for its client
    shown.desk.open_requested.emit("log_contact", None)
    log = shown.window.over("log_contact")
    qtbot.waitUntil(lambda: log.dialog is not None and log.dialog.isActiveWindow())
    if log.dialog.client.client is not None:
        log.dialog.client.choose_again()
    qtbot.keyClick(log.dialog, Qt.Key.Key_F4)
    assert "Choose the client first" in log.dialog.refusal
    log.dialog._look(he)
    qtbot.waitUntil(lambda: log.dialog.client.client == he)
    qtbot.keyClick(log.dialog, Qt.Key.Key_F4)
    picker = log.dialog.findChild(TemplatePicker)
    said = translator("en")("This client has no: {names}").format(names="plate number")
    qtbot.waitUntil(lambda: picker.words is not None and picker.warning.text() == said)
    picker.copy()
    qtbot.waitUntil(lambda: picker.warning.text().startswith("Copied"))
    picker.press_main()
    values = log.dialog.form.values()
    assert (values["subject"], values["content"]) == ("生日祝福", "贺总，柏溪楼祝您生日快乐！")
    log.dialog.press_main()
    qtbot.waitUntil(lambda: log.dialog is None)
    (kept,) = office.ask(contacts.contacts_of, he)
    assert kept.subject == "生日祝福"
