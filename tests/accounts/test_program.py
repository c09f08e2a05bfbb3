"""The program as a whole: entering, locking, switching person and language, hearing of others."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from desktop.app import Program
from desktop.house import House
from desktop.i18n import _, language
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.words import ClientForm, OfficeKind
from desktop.services import accounts, clients, on_file, roles, settings, stand_ins
from desktop.services.accounts import NewPerson
from desktop.services.founding import Founding
from desktop.services.office import SUSPENDED
from desktop.ui.kit import theme
from desktop.ui.kit.dialog import Dialog
from desktop.ui.search.controller import SearchController
from desktop.ui.sign_in_page import SignInPage
from desktop.workstation import paths
from desktop.workstation.custody import Custody
from tests.offices import CHEAP, FIRST, first_day
from tests.workstation.test_secrets import MemoryKeyring

PASSWORD, START = "right horse battery", "blue door quiet lamp"


@pytest.fixture
def program(tmp_path, monkeypatch, qapp, qtbot):
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    theme.install(qapp, paths.resource(), bundled_only=True)
    house = House(kdf=CHEAP)
    office = house.found(Founding("柏溪楼", OfficeKind.RESTAURANT, "何俊", PASSWORD, "en"), house.default_place())
    made = Program(qapp, house)
    made.enter(office, house.sign_in(office, "何俊", PASSWORD))
    yield made
    made.quit()
    office.disconnect()


def test_an_open_dialog_is_hidden_too_and_comes_back_as_it_was(program, qtbot):
    page = program.window.go("settings")
    dialog = Dialog("half typed", page)
    entry = QLineEdit("as far as it", dialog)
    dialog.body.addWidget(entry)
    dialog.open()
    program.lock()
    shown = [w for w in program.app.topLevelWidgets() if w.isVisible()]
    assert shown == [program.entrance]
    enter(program, qtbot, "何俊", PASSWORD)
    assert dialog.isVisible()
    assert dialog.isModal()
    assert entry.text() == "as far as it"


def test_untouched_for_its_time_the_window_locks_itself(program, qtbot):
    window = program.window
    program.watch_idling()
    program.idle._listen(window.windowHandle())
    program.idle.watch(10)
    program.idle.look()
    assert window.isVisible()
    program.idle._touched -= 599
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    program.idle.look()
    assert window.isVisible()
    program.idle._touched -= 601
    program.idle.look()
    assert not window.isVisible()
    enter(program, qtbot, "何俊", PASSWORD)
    program.house.preferences.set("lock_minutes", 0)
    program.watch_idling()
    program.idle._touched -= 10**6
    program.idle.look()
    assert window.isVisible()


def test_a_computer_that_slept_locks_at_the_first_touch(program):
    window = program.window
    program.watch_idling()
    program.idle._listen(window.windowHandle())
    program.idle.watch(10)
    # the lid was closed for an hour: the monotonic clock stood still meanwhile, the wall clock went on
    program.idle._touched_at -= 3600
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert not window.isVisible()


def test_a_remembered_sign_in_opens_no_locked_window(program, qtbot, monkeypatch):
    monkeypatch.delenv("CLIENTELE_KEYRING")
    house, office = program.house, program.desk.office
    house.custody = Custody(paths.data_dir(), MemoryKeyring())
    house.custody.remember(office.id, "何俊", PASSWORD)

    def shown():
        """The page for signing in, once everything it asks in the background was answered."""
        page = program.entrance.centralWidget()
        qtbot.waitUntil(lambda: page.remember.value())
        return page

    program.lock()
    program.entrance.centralWidget().other_wished.emit()
    page = shown()
    assert (page.form.values()["name"], page.form.values()["password"]) == ("何俊", "")
    # starting the program anew is no way round it
    program.entrance.begin()
    assert shown().form.values()["password"] == ""
    page = shown()
    with qtbot.waitSignal(program.entrance.entered):
        page.entered.emit(page.door.id, "何俊", PASSWORD, "", True)
    program.lock()
    enter(program, qtbot, "何俊", PASSWORD)
    # unlocking has not forgotten it, and who has typed the password is remembered again
    program.switch_person()
    qtbot.waitUntil(lambda: program.entrance.centralWidget().form.values()["password"] == PASSWORD)


def test_what_was_typed_waits_for_the_same_person_and_for_nobody_who_left(program, qtbot):
    office, me = program.desk.office, program.desk.person
    plans = [NewPerson(name, "blue door quiet lamp", reason="too few") for name in ("李娜", "孙倩")]
    li, sun = (office.run(me, accounts.add_person, plan, office.secret, CHEAP) for plan in plans)
    office.run(me, accounts.suspend, sun)
    program.switch_person()
    typed = {"clients/list": {"new": {"form": "person", "name": "贺启年"}}}
    program._drafts |= {f"{office.id}:{person}": typed for person in (li, sun)}
    enter(program, qtbot, "何俊", PASSWORD)
    assert "贺启年" not in str(program.window.drafts())
    assert f"{office.id}:{li}" in program._drafts
    assert f"{office.id}:{sun}" not in program._drafts


def test_who_comes_in_behind_a_locked_window_does_not_open_the_office_twice(program, qtbot):
    office, window = program.desk.office, program.window
    program.lock()
    program.entrance.centralWidget().other_wished.emit()
    enter(program, qtbot, "何俊", PASSWORD)
    assert (program.desk.office, program.window) == (office, window)
    # what the window asks and does still lies in that office
    with qtbot.waitSignal(program.desk.changed):
        program.desk.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    program.lock()
    program.entrance.centralWidget().other_wished.emit()
    page = program.entrance.centralWidget()
    page.looked_as.emit("no such office", "李娜")
    assert program.desk is None


def enter(program, qtbot, name, password, passphrase=""):
    page = program.entrance.centralWidget()
    assert isinstance(page, SignInPage)
    with qtbot.waitSignal(program.entrance.entered):
        page.entered.emit(page.door.id, name, password, passphrase, False)


def test_the_window_says_where_and_who(program):
    window = program.window
    assert "柏溪楼" in window.windowTitle()
    assert list(window.views) == ["today", "bookings", "clients", "service", "documents", "appraisal", "settings"]
    assert window.isVisible()


def test_locking_hides_everything_until_the_password_is_given(program, qtbot):
    window = program.window
    window.go("settings")
    program.lock()
    assert not window.isVisible()
    page = program.entrance.centralWidget()
    assert page.form.entries["name"].isReadOnly()
    enter(program, qtbot, "何俊", PASSWORD)
    assert program.window is window
    assert window.isVisible()
    assert not program.entrance.isVisible()


def test_another_person_takes_over_and_the_first_one_s_place_is_kept(program, qtbot):
    desk = program.desk
    desk.office.run(desk.person, accounts.add_person, NewPerson("李娜", FIRST), desk.office.secret, CHEAP)
    first_day(desk.office, "李娜", FIRST, START)
    program.window.go("settings").open("people")
    program.switch_person()
    assert program.window is None
    enter(program, qtbot, "李娜", START, PASSWORD)
    assert program.desk.person.name == "李娜"
    program.switch_person()
    enter(program, qtbot, "何俊", PASSWORD)
    assert program.window.current.place.key == "settings"
    assert program.window.page.sections.currentItem().text() == _("People & rights")


def test_another_language_rebuilds_the_window_in_its_place(program):
    program.choose_language("en")
    program.window.go("settings").open("numbers")
    program.choose_language("zh_CN")
    assert language() == "zh_CN"
    assert program.window.current.place.key == "settings"
    assert program.window.page.sections.currentItem().text() == "规则数字"


def test_a_feature_that_is_switched_off_leaves_the_window(program, qtbot):
    keys = [tab.key for tab in program.window.views["clients"].place.tabs]
    assert "dates" in keys
    program.desk.do(settings.switch_feature, "dates", False)
    qtbot.waitUntil(
        lambda: [t.key for t in program.window.views["clients"].place.tabs] == [k for k in keys if k != "dates"]
    )
    # the new window says who is there, and searches
    assert program.window.status._person.text() == "何俊"
    assert program.window.search.findChild(SearchController) is not None


def test_who_is_suspended_elsewhere_is_out(program, qtbot):
    office, me = program.desk.office, program.desk.person
    office.run(me, accounts.add_person, NewPerson("李娜", FIRST), office.secret, CHEAP)
    first_day(office, "李娜", FIRST, START)
    program.switch_person()
    enter(program, qtbot, "李娜", START, PASSWORD)
    with qtbot.waitSignal(program.watch.connected):
        program.watch.look()
    office = program.desk.office
    office.run(office.sign_in("何俊", PASSWORD), accounts.suspend, program.desk.person.id)
    office.disconnect()
    program.watch.look()
    qtbot.waitUntil(lambda: program.window is None)
    said = [shown.text() for shown in program.entrance.centralWidget().findChildren(QLabel)]
    assert any(_(SUSPENDED) in text for text in said)
    page = program.entrance.centralWidget()
    page.form.put({"name": "李娜", "password": START, "passphrase": PASSWORD})
    page.main.click()
    qtbot.waitUntil(lambda: page.main.isEnabled() and not page.form.values()["password"])
    assert any(_(SUSPENDED) in shown.text() for shown in page.findChildren(QLabel))


def test_a_stand_in_has_the_tab_of_reviews_as_long_as_he_stands_in(program, qtbot):
    office, me = program.desk.office, program.desk.person
    roles_there = {role.key: role.id for role in ask(office, me, roles.list_roles)}
    key = office.run(me, accounts.add_person, NewPerson("李娜", FIRST, (roles_there["server"],)), office.secret, CHEAP)
    first_day(office, "李娜", FIRST, START)
    program.switch_person()
    enter(program, qtbot, "李娜", START, PASSWORD)
    keys = lambda: [tab.key for tab in program.window.views["clients"].place.tabs]  # noqa: E731
    assert "review" not in keys()
    page = program.window.go("clients")
    office = program.desk.office
    boss, day = office.sign_in("何俊", PASSWORD), ask(office, program.desk.person, on_file.today)
    named = office.run(boss, stand_ins.name_stand_in, Absence(boss.id, key, day, day, frozenset(StandInKind)))
    program._office_changed(frozenset({"stand_ins"}))
    qtbot.waitUntil(lambda: "review" in keys())
    # the window goes on as it was
    assert program.window.page is page
    program.window.open("review")
    assert program.window.current.current_key == "review"
    office.run(boss, stand_ins.end_stand_in, named)
    program._office_changed(frozenset({"stand_ins"}))
    qtbot.waitUntil(lambda: "review" not in keys())
    assert program.window.page is page


def test_new_rights_reach_a_window_that_is_open(program, qtbot):
    office, me = program.desk.office, program.desk.person
    roles_there = {role.key: role.id for role in ask(office, me, roles.list_roles)}
    key = office.run(me, accounts.add_person, NewPerson("李娜", FIRST, (roles_there["server"],)), office.secret, CHEAP)
    first_day(office, "李娜", FIRST, START)
    program.switch_person()
    enter(program, qtbot, "李娜", START, PASSWORD)
    assert "imports" not in [tab.key for tab in program.window.views["clients"].place.tabs]
    with qtbot.waitSignal(program.watch.connected):
        program.watch.look()
    office = program.desk.office
    office.run(office.sign_in("何俊", PASSWORD), accounts.set_roles, key, [roles_there["general_manager"]])
    office.disconnect()
    program.watch.look()
    qtbot.waitUntil(lambda: "imports" in [tab.key for tab in program.window.views["clients"].place.tabs])
    with qtbot.waitSignal(program.desk.changed):
        program.desk.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


def ask(office, me, verb, *args):
    with office.work(me) as work:
        return verb(work, *args)


def test_a_day_begins_with_the_place_of_ones_work_and_goes_on_where_it_was_left(program):
    """The booking desk begins with this meal; whoever reviews, or only looks, with Today (interface: first page)."""
    office, me = program.desk.office, program.desk.person
    assert program.window.current.place.key == "today"
    named = {line.name: line.id for line in office.ask(me, roles.list_roles)}
    people = {}
    for name, role, place in (("周敏", "Booking desk", "bookings"), ("王芳", "Department head", "today"),
                              ("李娜", "Server", "today")):  # fmt: skip
        office.run(me, accounts.add_person, NewPerson(name, FIRST, (named[role],), reason="新开业"),
                   office.secret, CHEAP)  # fmt: skip
        people[name] = first_day(office, name, FIRST, START)
        program.enter(office, people[name])
        assert program.window.current.place.key == place
    program.enter(office, people["周敏"])
    program.window.go("clients")
    program.enter(office, people["李娜"])
    program.enter(office, people["周敏"])
    assert program.window.current.place.key == "clients"
    program.enter(office, people["李娜"])
    mine = program.house.preferences.for_person(str(people["周敏"].id))
    mine.set("place_on", "2020-01-01")
    program.enter(office, people["周敏"])
    assert (program.window.current.place.key, program.window.current.current_key) == ("bookings", "meal")
