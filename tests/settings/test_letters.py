"""Templates in the settings: written with a preview, countersigned, corrected, taken out of use and back (CM-7)."""

from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, letter_templates
from desktop.ui.settings.letters import LettersPanel
from tests.offices import ADMIN, PASSWORD

WRITES = dict.fromkeys((Right.SEE_CLIENTS, Right.PRINT_CLIENTS), Scope.ALL)


def test_a_template_is_written_checked_and_taken_out_of_use(open_page, sqlite_office, qtbot):
    office = sqlite_office
    office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "salutation": "贺总"})
    writer = office.hire("周敏", WRITES)
    page = open_page(LettersPanel, me=writer)
    qtbot.waitExposed(page)
    found = page.panel.templates
    qtbot.waitUntil(lambda: found.list.none.isVisible())
    assert found.list.none.text() == "No template has been written yet."
    found.add.click()
    qtbot.waitUntil(lambda: found.dialog is not None)
    dialog = found.dialog
    dialog.form.put({"name": "中秋问候", "language": "zh_CN", "words": "尊敬的{称呼}：\n{谁}好。"})
    dialog.form.edited.emit("words")
    # the preview comes by itself, and an unknown placeholder is named under the words
    qtbot.waitUntil(lambda: "{谁}" in dialog.form.error("words"))
    dialog.press_main()
    qtbot.waitUntil(lambda: dialog.main.isEnabled() and "{谁}" in dialog.form.error("words"))
    dialog.form.put({"words": "尊敬的{称呼}：\n中秋快乐。\n{单位}诸位好。"})
    dialog.form.edited.emit("words")
    qtbot.waitUntil(lambda: dialog.shown.text() == "尊敬的贺总：\n中秋快乐。" and "unit" in dialog.lacking.text())
    dialog._put("{日期}")
    dialog.press_main()
    qtbot.waitUntil(lambda: found.chosen is not None)
    found.list.buttons["use"].click()
    qtbot.waitUntil(lambda: found.approvals.dialog is not None)
    ways = found.approvals.dialog
    ways.tabs.setCurrentIndex(1)
    ways.form.put({"name": ADMIN, "password": PASSWORD, "reason": "请核对"})
    ways.press_main()
    qtbot.waitUntil(lambda: found.chosen is not None and found.chosen.used is not None)
    assert (found.chosen.used.checked_by, found.chosen.draft) == (ADMIN, None)
    assert found.list.buttons["use"].accessibleDescription() == "Its newest words are in use already."
    found.edit()
    qtbot.waitUntil(lambda: found.dialog is not dialog)
    found.dialog.form.put({"name": "中秋与国庆问候"})
    found.dialog.press_main()
    qtbot.waitUntil(lambda: bool(found.dialog.form.error("reason")))
    found.dialog.form.put({"reason": "国庆同日"})
    found.dialog.press_main()
    qtbot.waitUntil(lambda: found.chosen is not None and found.chosen.name == "中秋与国庆问候")
    before = found.dialog
    found.show_versions()
    qtbot.waitUntil(lambda: found.dialog is not before)
    found.dialog.accept()
    found.list.buttons["withdraw"].click()
    qtbot.waitUntil(lambda: found.lines == ())
    found.show_withdrawn.click()
    qtbot.waitUntil(lambda: len(found.lines) == 1)
    found.list.choose(found.lines[0].id)
    found.back.click()
    qtbot.waitUntil(lambda: len(office.ask(letter_templates.templates)) == 1)
