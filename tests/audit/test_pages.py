"""The pages of the audit as an auditor uses them."""

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.house_records import Records
from desktop.i18n import set_language
from desktop.models.records import Record
from desktop.rules.audit import AlarmKind, AuditKind, Part, Question
from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import accounts, alarms, clients, fingerprints
from desktop.ui.audit import tabs
from desktop.ui.audit.incidents_page import ConcernedDialog, IncidentsPage
from desktop.ui.audit.log_page import LogPage
from desktop.ui.audit.watch_page import WatchPage
from desktop.ui.kit import theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.printing import PrintDesk
from desktop.workstation import paths
from tests.screens import Shelf


@pytest.fixture
def opened(sqlite_office, qtbot, qapp, tmp_path, monkeypatch):
    """One page over a real office."""
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    set_language("en")
    theme.install(qapp, paths.resource(), bundled_only=True)
    sqlite_office.client = sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川"})
    sqlite_office.do(clients.unlock, sqlite_office.client, Block.ACCOUNTS, "核对")
    desks = []

    def build(kind):
        desk = Desk(sqlite_office.office, sqlite_office.me)
        desks.append(desk)
        desk.faulted.connect(lambda text: pytest.fail(text))
        printing = PrintDesk(Shelf())
        page = kind(desk, SimpleNamespace(records=Records.of)) if kind is WatchPage else kind(desk, printing)
        qtbot.addWidget(page)
        page.resize(1100, 700)
        page.show()
        return page

    yield build
    for desk in desks:
        desk.close()


def actions(page):
    return [page.table.held_row(number).cells[2].text for number in range(page.table.total)]


def test_a_client_s_file_asks_who_read_it(opened, sqlite_office, qtbot):
    page = opened(LogPage)
    qtbot.waitUntil(lambda: page.table.total == 2)
    page.open({"client": sqlite_office.client, "name": "贺启年", "kinds": ("reads", "files")})
    qtbot.waitUntil(lambda: page.table.total == 1)
    assert actions(page) == ["Sealed values read"]
    assert [chip.text() for chip in page.filter.chips] == ["Sealed values read", "Exports, prints, imports",
                                                           "Client: 贺启年"]  # fmt: skip
    page.filter.chips[-1].click()
    page.filter.chips[0].click()
    qtbot.waitUntil(lambda: page.table.total == 0)
    page._panes.currentWidget().button.click()
    qtbot.waitUntil(lambda: page.table.total == 2)
    assert page.controller.question == Question()


def test_words_days_and_kinds_narrow_it(opened, qtbot):
    page = opened(LogPage)
    qtbot.waitUntil(lambda: page.table.total == 2)
    page.filter.line.setText("核对")
    qtbot.waitUntil(lambda: page.table.total == 1)
    page.filter.clear_all()
    qtbot.waitUntil(lambda: page.table.total == 2)
    page.filter.days.first.line.setText("2099-1-1")
    page.filter.days.first.line.editingFinished.emit()
    qtbot.waitUntil(lambda: page.table.total == 0)
    page.filter.days.first.line.setText("soon")
    page.filter.days.first.line.editingFinished.emit()
    assert page.filter.days.first.line.property("wrong")
    page.filter.clear_all()
    page.controller.toggle(AuditKind.READS, True)
    qtbot.waitUntil(lambda: actions(page) == ["Sealed values read"])
    page.controller.load_choices()
    qtbot.waitUntil(lambda: bool(page.filter.choices.people))


def test_a_record_opens_with_before_and_after(opened, sqlite_office, qtbot):
    sqlite_office.do(clients.edit_client, sqlite_office.client, {"unit": "云帆"}, {"unit": ""})
    page = opened(LogPage)
    qtbot.waitUntil(lambda: page.table.total == 3)
    page.view.opened.emit(page.table.held_row(0).key)
    qtbot.waitUntil(lambda: hasattr(page, "dialog"))

    said = [label.text() for label in page.dialog.findChildren(QLabel)]
    assert "Unit: – → 云帆" in said
    with qtbot.waitSignal(page.desk.open_requested) as wished:
        page.dialog.press_main()
    assert wished.args == ["clients", sqlite_office.client]


def test_verifying_shows_what_was_found_and_the_fingerprint_is_known(opened, sqlite_office, qtbot):
    sqlite_office.ask_for_no_consent()
    page = opened(WatchPage)
    card = page.verify
    card.verify(True)
    qtbot.waitUntil(lambda: card.found is not None)
    assert card.found.report.sound
    card.typed.setText(card.found.fingerprint)
    card.look_up()
    qtbot.waitUntil(lambda: card.known.text().startswith("✓"))
    card.typed.setText("1234")
    card.look_up()
    qtbot.waitUntil(lambda: "16 letters" in card.known.text())
    with sqlite_office.office.database.writing():
        Record.update(action="other").where(Record.number == 1).execute()
    card.found = None
    card.verify(True)
    qtbot.waitUntil(lambda: card.found is not None)
    assert not card.found.report.sound
    assert card.accept.isHidden(), "nothing is missing of what this machine has seen"


def test_a_state_is_held_for_lawful_with_a_reason(opened, sqlite_office, qtbot):
    sqlite_office.ask_for_no_consent()
    page = opened(WatchPage)
    card = page.verify
    heads = sqlite_office.ask(fingerprints.heads)
    witness = card.host.records(sqlite_office.office).witness
    witness.keep({chain: (number + 9, digest) for chain, (number, digest) in heads.items()})
    card.verify(False)
    qtbot.waitUntil(lambda: not card.accept.isHidden())
    card.accept.click()
    card.dialog.press_main()
    qtbot.waitUntil(lambda: bool(card.dialog.form.error("reason")))
    card.dialog.form.put({"reason": "从 28 日的备份恢复"})
    with qtbot.waitSignal(card.said):
        card.dialog.press_main()
    card.found = None
    card.verify(True)
    qtbot.waitUntil(lambda: card.found is not None)
    assert card.found.report.sound


def test_an_alarm_of_a_count_tells_how_much_differs_and_who_counted(opened, sqlite_office, qtbot):
    sqlite_office.do(alarms.sound, AlarmKind.SAFE, "count", "safe_differs", differing=2)
    page = opened(WatchPage)
    qtbot.waitUntil(lambda: len(getattr(page, "alarms", ())) == 1)
    (told,) = [one.text() for one in page.findChildren(QLabel) if "differ" in one.text() and "counted" in one.text()]
    assert "2 title deeds differ" in told and sqlite_office.me.name in told


def test_an_alarm_is_handled_with_a_word(opened, sqlite_office, qtbot):
    sqlite_office.do(accounts.report_anomaly, "有人用我的账号", me=sqlite_office.hire("李娜", {}))
    page = opened(WatchPage)
    qtbot.waitUntil(lambda: len(getattr(page, "alarms", ())) == 1)
    page.handle(page.alarms[0])
    page.dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.dialog.form.error("handling")))
    page.dialog.form.put({"handling": "密码已更换"})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: page.alarms[0].handled_at is not None)


def test_only_who_sees_the_audit_has_the_tabs(sqlite_office, qapp):
    desk = Desk(sqlite_office.office, sqlite_office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL}))
    assert tabs(desk, None, None) == ()
    desk.close()


def test_a_round_is_gone_through_and_signed(opened, sqlite_office, qtbot):
    from tests.audit.test_conduct import at, noon

    at(sqlite_office, noon(sqlite_office, 32), "clients", "edit")
    page = opened(WatchPage)
    card = page.rounds
    qtbot.waitUntil(lambda: len(card.shown) == 1)
    card.find(card.shown[0], Part.FILES)
    card.dialog.press_main()
    qtbot.waitUntil(lambda: bool(card.dialog.form.error("found")))
    card.dialog.form.put({"found": "没有写理由"})
    card.dialog.press_main()
    qtbot.waitUntil(lambda: len(card.shown[0].findings) == 1)
    card.handle(card.shown[0].findings[0])
    card.dialog.form.put({"handling": "已补"})
    card.dialog.press_main()
    qtbot.waitUntil(lambda: bool(card.shown[0].findings[0].handled_by))
    for number, part in enumerate(Part, 1):
        button(page, f"Gone through: {part.label}").click()
        qtbot.waitUntil(lambda number=number: len(card.shown[0].seen) == number)
    button(page, "Sign the round…").click()
    card.dialog.press_main()
    qtbot.waitUntil(lambda: card.shown[0].closed_at is not None)


def test_unusual_conduct_opens_its_records_and_is_looked_into(opened, sqlite_office, qtbot):
    from tests.audit.test_conduct import at, noon

    at(sqlite_office, noon(sqlite_office), "exports", "export", clients=500)
    page = opened(WatchPage)
    qtbot.waitUntil(lambda: len(getattr(page, "conduct", ())) == 1)
    with qtbot.waitSignal(page.desk.open_requested) as wished:
        button(page, "Show the records: Many clients exported or printed").click()
    assert wished.args == ["audit", Question(serials=page.conduct[0].serials)]
    button(page, "Looked into: Many clients exported or printed").click()
    page.dialog.form.put({"reason": "月底对账"})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: page.conduct[0].noted == "月底对账")


def button(page, words):
    """The one made last: rows that are filled anew leave theirs a moment longer."""
    return [b for b in page.findChildren(QPushButton) if b.accessibleName().startswith(words)][-1]


def test_an_incident_goes_from_report_to_whom_it_concerns(opened, sqlite_office, qtbot):
    page = opened(IncidentsPage)
    page.report()
    page.dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.dialog.form.error("title")))
    page.dialog.form.put({"title": "名单外泄", "said": "打印件在外面"})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: len(page.lines) == 1)
    button(page, "Contain: say what was done…").click()
    page.dialog.form.put({"said": "收回"})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: len(page.lines[0].steps) == 2)
    button(page, "Whom it concerns…").click()
    qtbot.waitUntil(lambda: "person" in page.dialog.form.entries)
    page.dialog.form.put({"person": sqlite_office.me.id, "first": "soon"})
    page.dialog.press_main()
    assert "no day" in page.dialog.form.error("first")
    page.dialog.form.put({"first": ""})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: isinstance(page.dialog, ConcernedDialog))
    assert any("贺启年" in label.text() for label in page.dialog.findChildren(QLabel))


def test_a_scan_is_entered_and_its_repair_noted(opened, qtbot):
    page = opened(IncidentsPage)
    page.enter_scan()
    page.dialog.form.put({"what": "全盘扫描", "found": "旧版本"})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: len(page.scans) == 1)
    button(page, "Repaired: 全盘扫描").click()
    page.dialog.form.put({"repaired": "已升级"})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: page.scans[0].repaired == "已升级")
