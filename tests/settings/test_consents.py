"""Purposes in the settings: switched, edited with a new version of the text, kept from leaving a field without one."""

from desktop.services import purposes
from desktop.ui.settings.consents import ConsentsPanel


def test_purposes_are_edited_and_asking_is_switched(open_page, sqlite_office, qtbot):
    page = open_page(ConsentsPanel)
    panel = page.panel
    qtbot.waitUntil(lambda: panel.found is not None and len(panel.found[1]) == 6)
    panel.asks.click()
    qtbot.waitUntil(lambda: bool(sqlite_office.office.settings["consent_asked"]))
    health = panel.found[1][1]
    panel.edit(health)
    panel.dialog.form.put({"zh_CN": "新文本"})
    panel.dialog.fields.put({"taboos": False})
    panel.dialog.press_main()
    qtbot.waitUntil(lambda: "sensitive" in panel.dialog.refusal)
    panel.dialog.fields.put({"taboos": True})
    panel.dialog.press_main()
    qtbot.waitUntil(lambda: panel.found[1][1].number == 1)
    found = next(one for one in sqlite_office.ask(purposes.purposes) if one.key == "health")
    assert (found.texts["zh_CN"], found.fields) == ("新文本", ("allergies", "taboos"))
    panel.edit(None)
    panel.dialog.form.put({"name": "停车", "zh_CN": "记录车牌"})
    panel.dialog.press_main()
    qtbot.waitUntil(lambda: len(panel.found[1]) == 7)
