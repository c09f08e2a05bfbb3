"""The settings as a person uses them."""

from concurrent.futures import ThreadPoolExecutor

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.rules.accounts import ON_SERVER
from desktop.rules.rights import Right, Scope
from desktop.services import accounts, pledge_texts, roles, settings, today
from desktop.ui.kit.entries import YesNo
from desktop.ui.settings.data import DataPanel
from desktop.ui.settings.letters import LettersPanel
from desktop.ui.settings.mine import MinePanel
from desktop.ui.settings.numbers import NumbersPanel
from desktop.ui.settings.office import OfficePanel
from desktop.ui.settings.page import PANELS
from desktop.ui.settings.people import PeoplePanel
from desktop.ui.settings.person_dialog import PersonDialog
from desktop.ui.settings.workstation import WorkstationPanel
from desktop.workstation import paths, share_check
from desktop.workstation.scan_folder import CHOOSE, FOLDER
from tests.offices import PASSWORD

PLAIN = Qt.TextFormat.PlainText


def texts(widget):
    return [shown.text() for shown in widget.findChildren(QLabel)]


def test_every_section_opens_and_is_found_by_its_words(open_page, qtbot):
    page = open_page(MinePanel)
    for number, kind in enumerate(PANELS):
        page.sections.setCurrentRow(number)
        assert type(page.panel) is kind
    page.search.setText("time zone")
    shown = [n for n in range(len(PANELS)) if not page.sections.item(n).isHidden()]
    assert shown == [2]
    page.search.submitted.emit()
    assert page.sections.currentRow() == 2


def test_a_wrong_number_is_refused_and_a_right_one_saved(open_page, sqlite_office, qtbot):
    page = open_page(NumbersPanel)
    qtbot.waitUntil(lambda: "reminder_days" in page.panel.entries)
    entry = page.panel.entries["reminder_days"]
    entry.setText("0")
    entry.editingFinished.emit()
    qtbot.waitUntil(lambda: bool(page.bar.messages))
    assert "from 1 to 366" in page.bar.messages[0].text
    with qtbot.waitSignal(page.desk.changed):
        entry.setText("１４")
        entry.editingFinished.emit()
    assert sqlite_office.office.settings["reminder_days"] == 14
    qtbot.waitUntil(lambda: any(sqlite_office.me.name in text for text in texts(page.panel)))


def test_a_colleagues_save_takes_nothing_from_who_is_typing(open_page, sqlite_office, qtbot):
    page = open_page(NumbersPanel)
    qtbot.waitUntil(lambda: "reminder_days" in page.panel.entries)
    entry, other = page.panel.entries["reminder_days"], page.panel.entries["update_days_A"]
    entry.setFocus()
    entry.setText("1")
    sqlite_office.do(settings.change_setting, "update_days_A", "25")
    page.desk.publish(frozenset({"settings"}))
    qtbot.waitUntil(lambda: other.text() == "25")
    assert page.panel.entries["reminder_days"] is entry
    assert (entry.text(), page.focusWidget()) == ("1", entry)


def test_a_letter_being_written_stays_when_a_colleague_saves(open_page, sqlite_office, qtbot):
    page = open_page(LettersPanel)
    zh, en = page.panel.entries["zh_CN"], page.panel.entries["en"]
    zh.setPlainText("正在写的信")
    en.setFocus()
    sqlite_office.do(settings.change_setting, "letter_handover_en", "A new letter")
    page.desk.publish(frozenset({"settings"}))
    qtbot.waitUntil(lambda: en.value() == "A new letter")
    assert zh.value() == "正在写的信"


def test_the_pledge_is_worded_anew_and_the_former_wording_stays(open_page, sqlite_office, qtbot):
    card = open_page(LettersPanel).panel.pledge
    qtbot.waitUntil(lambda: bool(card._lines))
    card.entries["zh_CN"].setPlainText(" ")
    card._see("en")
    assert "Save the wording first" in card.errors["en"].text()
    card._save()
    qtbot.waitUntil(lambda: card.errors["zh_CN"].isVisibleTo(card.panel))
    card.entries["zh_CN"].setPlainText("一、不外传。")
    card._save()
    qtbot.waitUntil(lambda: len(card._lines) == 2)
    assert sqlite_office.ask(pledge_texts.in_use).texts["zh_CN"] == "一、不外传。"
    card._look(card._lines[1])
    # whoever founded the office signed what came along
    assert any(sqlite_office.me.name in text for text in texts(card.dialog))
    card._default()
    qtbot.waitUntil(lambda: sqlite_office.ask(pledge_texts.in_use).number == 2)


def focused(page):
    return page.focusWidget()


def test_a_department_sets_its_own_update_rhythm(open_page, sqlite_office, qtbot):
    key = sqlite_office.do(roles.add_department, "厨房")
    page = open_page(OfficePanel)
    found = []

    def there():
        found[:] = [b for b in page.panel.findChildren(QPushButton) if b.accessibleName() == "Update rhythm of 厨房…"]
        return bool(found)

    qtbot.waitUntil(there)
    found[0].click()
    dialog = page.panel.dialog
    assert [entry.placeholderText() for entry in dialog.form.entries.values()] == ["30", "60", "90", "180"]
    dialog.form.put({"A": "ten", "B": "20"})
    dialog.press_main()
    assert dialog.form.error("A")
    dialog.form.put({"A": "10"})
    dialog.press_main()
    qtbot.waitUntil(lambda: any("after days: A 10, B 20" in text for text in texts(page.panel)))
    (line,) = [line for line in sqlite_office.ask(roles.list_departments) if line.id == key]
    assert line.rhythm == {"A": 10, "B": 20}


def test_the_keyboard_stays_on_rows_that_are_shown_anew(open_page, sqlite_office, qtbot):
    page = open_page(OfficePanel)
    sqlite_office.do(roles.add_department, "前厅")
    page.panel.load()
    qtbot.waitUntil(lambda: any("前厅" in text for text in texts(page.panel)))
    held = []

    def takes_the_focus():
        # the page may be showing its rows a first time still
        found = [one for one in page.panel.findChildren(QPushButton) if one.accessibleName() == "Rename 前厅…"]
        held[:] = [one for one in found if one.isVisible()]
        if held:
            held[0].setFocus()
        return bool(held) and focused(page) is held[0]

    qtbot.waitUntil(takes_the_focus)
    sqlite_office.do(roles.add_department, "厨房")
    page.panel.load()
    qtbot.waitUntil(lambda: any("厨房" in text for text in texts(page.panel)))
    assert focused(page) is not held[0]
    assert focused(page).accessibleName() == "Rename 前厅…"
    (line,) = [line for line in sqlite_office.ask(roles.list_departments) if line.name == "前厅"]
    sqlite_office.do(roles.rename_department, line.id, "前厅部")
    page.panel.load()
    qtbot.waitUntil(lambda: any("前厅部" in text for text in texts(page.panel)))
    assert focused(page).accessibleName() == "Rename 前厅部…"

    def switches():
        return [one for one in page.panel.findChildren(YesNo) if one.isVisible() and one.isEnabled()]

    qtbot.waitUntil(lambda: bool(switches()))
    switch = switches()[0]
    switch.setFocus()
    page.panel.load()
    qtbot.waitUntil(lambda: not shiboken6.isValid(switch))
    assert isinstance(focused(page), YesNo) and focused(page).isVisible()


def test_adding_a_person_with_an_error_first(open_page, sqlite_office, qtbot):
    page = open_page(PeoplePanel)
    qtbot.waitUntil(lambda: bool(page.panel._roles))
    page.panel.add.click()
    dialog = page.panel.dialog
    assert isinstance(dialog, PersonDialog)
    dialog.form.put({"name": "<img src=x>", "password": "blue door quiet lamp", "again": "other"})
    dialog.main.click()
    assert dialog.form.error("again")
    dialog.form.put({"again": "blue door quiet lamp"})
    supervisor = next(role for role in page.panel._roles if role.key == "supervisor")
    dialog.boxes[supervisor.id].set_value(True)
    with qtbot.waitSignal(page.panel.said, timeout=8000):
        dialog.main.click()
    people = sqlite_office.ask(accounts.list_people)
    assert next(p for p in people if p.name == "<img src=x>").level == 2
    qtbot.waitUntil(lambda: any("<img src=x>" in text for text in texts(page.panel)))


def test_no_key_is_offered_to_whoever_has_not_signed_the_pledge(open_page, sqlite_office, qtbot):
    sqlite_office.do(settings.change_setting, "pledge_months", 12)
    sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL}, level=2)
    panel = open_page(PeoplePanel).panel
    # asked again while the first answers were on their way, people once came before the roles they hold
    panel.load()
    qtbot.waitUntil(lambda: len(panel._lines) == 2)
    panel._open_person(next(line for line in panel._lines if line.name == "李娜"))
    offered = [b.text() for b in panel.dialog.findChildren(QPushButton) if b.text().startswith("Grant key")]
    assert offered == ["Grant key: ID numbers (level 1)"]


def test_who_may_not_run_people_sees_them_and_changes_nothing(open_page, sqlite_office, qtbot):
    page = open_page(PeoplePanel, me=sqlite_office.hire("赵峰", {Right.SEE_CLIENTS: Scope.OWN}))
    qtbot.waitUntil(lambda: any("赵峰" in text for text in texts(page.panel)))
    assert not page.panel.add.isVisible()
    assert not page.panel.invite.isVisible()


def test_a_role_says_what_enforces_each_right(open_page, qtbot):
    page = open_page(PeoplePanel)
    qtbot.waitUntil(lambda: bool(page.panel._roles))
    page.panel._open_role(page.panel._roles[0])
    said = texts(page.panel.role_dialog)
    assert said.count("This program only") == len(Right)
    assert "Encryption" in said


def test_a_server_that_keeps_people_apart_is_named_beside_its_rights(open_page, prepared_office, qtbot):
    page = open_page(PeoplePanel, at=prepared_office)
    qtbot.waitUntil(lambda: bool(page.panel._roles))
    page.panel._open_role(page.panel._roles[0])
    said = texts(page.panel.role_dialog)
    assert (said.count("The server"), said.count("This program only")) == (len(ON_SERVER), len(Right) - len(ON_SERVER))


def test_the_check_reports_on_the_page(open_page, qtbot):
    page = open_page(DataPanel)
    page.panel.check.click()
    qtbot.waitUntil(lambda: any("Sound" in text for text in texts(page.panel)))
    assert page.panel.check.isEnabled()


def test_a_copy_that_an_update_left_is_shown_and_removed(open_page, sqlite_office, qtbot):
    copy = paths.data_dir() / f"{sqlite_office.office.id}-20261120-120000.copy"
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(b"x" * 4000)
    page = open_page(DataPanel)
    qtbot.waitUntil(lambda: any(str(copy) in text for text in texts(page.panel)))
    next(one for one in page.panel.findChildren(QPushButton) if one.text() == "Remove…").click()
    page.panel.dialog.press_main()
    qtbot.waitUntil(lambda: "No other copy lies here." in texts(page.panel))
    assert not copy.exists()


def test_a_wrong_present_password_stands_under_its_field(open_page, qtbot):
    page = open_page(MinePanel)
    form = page.panel.password
    form.put({"old": "not it at all", "password": "blue door quiet lamp", "again": "blue door quiet lamp"})
    page.panel.change.click()
    qtbot.waitUntil(lambda: form.error("old").startswith("✕"))
    form.put({"old": PASSWORD, "again": "other"})
    page.panel.change.click()
    assert form.error("again")
    page.panel.look.put({"look": "dark"})
    page.panel.look.edited.emit("look")
    assert page.panel.host.chosen == ["dark"]


def test_the_scan_folder_is_told_to_who_files_and_chosen_where_scans_are(open_page, sqlite_office, qtbot):
    page = open_page(WorkstationPanel)
    panel = page.panel
    assert panel.scan_folder.text() == "No scan folder is chosen on this workstation."
    panel.host.house.preferences.set(FOLDER, "/media/<b>scans</b>")
    panel.load()
    assert panel.scan_folder.text() == "/media/<b>scans</b>" and panel.scan_folder.textFormat() == PLAIN
    with qtbot.waitSignal(panel.desk.open_requested) as asked:
        panel.to_scans.click()
    assert asked.args == ["scans", CHOOSE] and not panel.to_scans.parentWidget().isHidden()
    reader = sqlite_office.hire("李娜", {Right.RUN_OFFICE: Scope.ALL, Right.SEE_DOCUMENTS: Scope.ALL})
    panel = open_page(WorkstationPanel, reader).panel
    assert panel.scan_folder.parentWidget().isHidden()


def test_a_share_is_checked_with_a_second_workstation(open_page, sqlite_office, qtbot, tmp_path):
    page = open_page(WorkstationPanel)
    panel = page.panel
    house, place = panel.host.house, tmp_path / "share" / "柏溪楼.office"
    place.parent.mkdir()
    panel._show_share(None)
    assert panel._share_card.isHidden()
    panel._show_share(place)
    assert "Not checked yet" in panel._share_words.text()
    panel.check_share.click()
    with ThreadPoolExecutor(1) as other:
        second = other.submit(share_check.check, place, "后厨")
        panel.share_dialog.press_main()
        qtbot.waitUntil(lambda: house.share_check(sqlite_office.office) is not None, timeout=20_000)
        assert second.result().faults == ()
    panel._show_share(place)
    assert "checked with 后厨" in panel._share_words.text()


def test_a_taken_name_leaves_the_dialog_and_what_was_typed(open_page, sqlite_office, qtbot):
    page = open_page(PeoplePanel)
    qtbot.waitUntil(lambda: bool(page.panel._roles))
    sqlite_office.hire("李娜", {})
    line = next(line for line in sqlite_office.ask(accounts.list_people) if line.name == "李娜")
    page.panel._open_person(line)
    dialog = page.panel.dialog
    dialog.form.put({"name": sqlite_office.me.name, "phone": "13900001111"})
    dialog.main.click()
    qtbot.waitUntil(lambda: bool(dialog.form.error("name")))
    assert dialog.isVisible() and dialog.form.values()["phone"] == "13900001111"
    # a colleague was faster: his entry is told, and saving again goes over it
    sqlite_office.do(accounts.edit_person, line.id, {"phone": "13822223333"})
    dialog.form.put({"name": "李娜"})
    dialog.main.click()
    qtbot.waitUntil(lambda: "13822223333" in dialog.form.error("phone"))
    with qtbot.waitSignal(page.panel.said):
        dialog.main.click()
    assert sqlite_office.ask(accounts.person_line, line.id).phone == "13900001111"


def test_whoever_runs_people_helps_who_locked_his_account(open_page, sqlite_office, qtbot):
    someone = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    admin = sqlite_office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    sqlite_office.do(accounts.report_anomaly, "昨晚有人用我的账号登录", me=someone)
    rows = [r for s in sqlite_office.ask(today.look, me=admin).sections for r in s.rows if r.key[0] == "alarm"]
    assert rows[0].opens == ("settings", "people")
    panel = open_page(PeoplePanel, admin).panel
    acts = lambda: {b.text(): b for b in panel.anomalies._card.findChildren(QPushButton) if b.isVisible()}  # noqa: E731
    qtbot.waitUntil(lambda: "Reopen" in acts() and len(panel._lines) == 3)
    acts()["Edit…"].click()
    assert panel.dialog.line.name == "李娜"
    panel.dialog.reject()
    with qtbot.waitSignal(panel.said):
        acts()["Reopen"].click()
    acts()["Say what came of it…"].click()
    panel.anomalies.dialog.form.put({"handling": "密码已更换"})
    panel.anomalies.dialog.press_main()
    qtbot.waitUntil(lambda: not panel.anomalies._card.isVisible())
    assert sqlite_office.office.sign_in("李娜", PASSWORD).id == someone.id


def test_what_a_role_sees_is_shown_before_it_is_saved(open_page, sqlite_office, qtbot):
    page = open_page(PeoplePanel)
    asked = []
    page.panel.host.places_of = lambda mandate: asked.append(mandate) or ()
    page.panel._open_role(None)
    dialog = page.panel.role_dialog
    dialog.choices[Right.SEE_CLIENTS].set_value(int(Scope.ALL))
    dialog.form.put({"level": 2})
    dialog.preview.click()
    qtbot.waitUntil(lambda: bool(asked))
    assert (asked[0].scope(Right.SEE_CLIENTS), asked[0].level) == (Scope.ALL, 2)
    assert "Level 2: opens, recorded" in texts(dialog.shown) and "Level 3: locked" in texts(dialog.shown)
