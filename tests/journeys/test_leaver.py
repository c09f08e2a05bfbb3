"""A leaver's hand-over by keyboard alone: told what is held, handed over with letters, closed (AC-3, CL-9)."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel

from desktop.i18n import set_language
from desktop.rules.contacts import Channel, Report
from desktop.rules.visits import Plan
from desktop.rules.words import ClientForm
from desktop.services import accounts, cases, clients, closing, contacts, on_file, roles, visits
from desktop.services.accounts import NewPerson
from desktop.services.cases import NewCase
from tests.accounts.test_program import PASSWORD, START, program
from tests.journeys.test_keyboard import press
from tests.offices import CHEAP, FIRST, first_day

__all__ = ["program"]

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEAVER, HEIR = "李娜", "孙倩"
ALL_GIVEN = "Everything has been handed over."


@pytest.fixture(autouse=True)
def english():
    set_language("en")


@pytest.fixture
def people(program):
    """A leaver who owns two clients, owes steps to one of them and to a colleague's, has a client's case in hand and a
    stranger's, and a visit before her; and her successor. A colleague has a case too."""
    office, me = program.desk.office, program.desk.person
    named = {line.key: line.id for line in office.ask(me, roles.list_roles)}
    found = {}
    for name in (LEAVER, HEIR):
        plan = NewPerson(name, FIRST, (named["client_service"],), reason="新开业")
        office.run(me, accounts.add_person, plan, office.secret, CHEAP)
        found[name] = first_day(office, name, FIRST, START)
    leaver, colleague = partial(office.run, found[LEAVER]), partial(office.run, me)
    own, visited = (leaver(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("贺启年", "王建国"))
    other = colleague(clients.open_client, ClientForm.PERSON, {"name": "钱敏"})
    owed = Report(Channel.PHONE, "回访", next_step="寄资料", next_on=office.ask(me, on_file.today) + timedelta(days=2))
    for client in (own, other):
        leaver(contacts.log_contact, client, owed)
    leaver(cases.record_case, NewCase("complaint", "菜凉了", client=own))
    leaver(cases.record_case, NewCase("consultation", "问包间", caller="金先生"))
    colleague(cases.record_case, NewCase("complaint", "等位太久", client=other))
    leaver(visits.plan_visit, visited, Plan(datetime.now(UTC) + timedelta(days=2), "送月饼"))
    return found


class Keyboard:
    """Somebody without a mouse, who looks at what stands there."""

    def __init__(self, qtbot):
        self.qtbot = qtbot

    def __call__(self, keys, modifiers=Qt.KeyboardModifier.NoModifier):
        press(self.qtbot, keys, modifiers)
        # between two keys of a hand the window has time for what the first brought
        QApplication.processEvents()

    def to(self, window):
        """No window manager gives the keys to a window, nor back to it when its dialog is gone."""
        window.show()
        window.activateWindow()
        # of a dialog that is being closed a window still says that it is active itself
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is window)

    def dialog(self, after=None):
        there = QApplication.activeModalWidget
        self.qtbot.waitUntil(lambda: there() not in (None, after))
        asked = there()
        self.to(asked)
        self.qtbot.waitUntil(lambda: asked.isAncestorOf(QApplication.focusWidget() or asked.parentWidget()))
        return asked

    def gone(self, asked, window):
        self.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not asked)
        self.to(window)

    def walk(self, name, key=Qt.Key.Key_Tab):
        """From one thing to the next until the one of that name has the keys."""
        passed = []
        while not (spoken := _spoken(QApplication.focusWidget())).startswith(name):
            assert len(passed) < 60, f"no way to {name}: {passed}"
            passed.append(spoken)
            self(key)

    def compose(self, text):
        """As an input method does: Chinese has no keys."""
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), event)


def _spoken(widget):
    return widget.accessibleName() or str(widget.property("text") or "") if widget is not None else ""


def _shown(dialog):
    return {shown.text() for shown in dialog.findChildren(QLabel) if shown.isVisible()}


def test_a_leaver_hands_over_without_the_mouse(program, people, qtbot):
    key, window = Keyboard(qtbot), program.window
    office, me = program.desk.office, program.desk.person
    key.to(window)

    def closing_of(name):
        """From the list of people to what the account still holds."""
        key.walk(f"Edit {name}")
        key(Qt.Key.Key_Space)
        person = key.dialog()
        key.walk("Close the account", Qt.Key.Key_Backtab)
        key(Qt.Key.Key_Space)
        asked = key.dialog(after=person)
        qtbot.waitUntil(lambda: not _shown(asked).isdisjoint({"Still to be handed over:", ALL_GIVEN}))
        return asked

    def sign_in(name):
        page = program.entrance.centralWidget()
        key.to(program.entrance)
        key.walk("Your name", Qt.Key.Key_Backtab)
        key(Qt.Key.Key_A, CONTROL)
        key.compose(name)
        key(Qt.Key.Key_Tab)
        key(START)
        key(Qt.Key.Key_Return)
        return page

    # what she holds is told where the account is closed
    key(Qt.Key.Key_7, CONTROL)
    sections = window.page.sections
    while sections.currentItem().text() != "People & rights":
        key(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: len(window.page.panel._lines) == 3)
    asked = closing_of(LEAVER)
    assert _shown(asked) >= {
        "Clients as owner or deputy: 2", "Next steps promised to clients: 2", "Cases to be handled or called back: 2",
        "Visits planned, or not reported yet: 1",
    }  # fmt: skip
    assert not asked.main.isEnabled()
    # handed over at one go, to whom the first letter of the name brings
    key.walk("Go there: Clients")
    key(Qt.Key.Key_Space)
    asked = key.dialog(after=asked)
    qtbot.waitUntil(lambda: asked.form.values()["giver"] == people[LEAVER].id)
    key("s")
    assert asked.form.values()["owner"] == people[HEIR].id
    key.walk("Reason")
    key("Leaves us")
    brings = "2 open next steps pass on · 1 open case passes on · 1 visit passes on"
    qtbot.waitUntil(lambda: any(brings in text for text in _shown(asked)))
    key(Qt.Key.Key_Return)
    key.gone(asked, window)
    page = window.page
    qtbot.waitUntil(lambda: len(page.chosen) == 2 and page.view.hasFocus())
    # letters for both, and that they went out
    key(Qt.Key.Key_P, CONTROL)
    sheet = key.dialog()
    assert sheet.windowTitle() == "Letters to clients"
    key(Qt.Key.Key_Escape)
    key.gone(sheet, window)
    key(Qt.Key.Key_F2)
    asked = key.dialog()
    key(Qt.Key.Key_Return, CONTROL)
    key.gone(asked, window)
    qtbot.waitUntil(lambda: all(one.told_on is not None for one in page.views))
    # back where the account is closed: of no client is the case that is left, and it is found among nobody else's
    key(Qt.Key.Key_Left, ALT)
    asked = closing_of(LEAVER)
    assert [text for text in _shown(asked) if text[-3:-1] == ": "] == ["Cases to be handled or called back: 1"]
    key.walk("Go there: Cases")
    key(Qt.Key.Key_Space)
    key.gone(asked, window)
    page = window.page
    qtbot.waitUntil(lambda: page.pane.view is not None and [line.subject for line in page.lines] == ["问包间"])
    key(Qt.Key.Key_F7)
    asked = key.dialog()
    key("s")
    key(Qt.Key.Key_Tab)
    key("Leaves us")
    key(Qt.Key.Key_Return, CONTROL)
    key.gone(asked, window)
    qtbot.waitUntil(lambda: page.lines == ())
    # nothing is held: closed, once material is back
    key(Qt.Key.Key_Left, ALT)
    asked = closing_of(LEAVER)
    assert ALL_GIVEN in _shown(asked)
    key.walk("Confidential material")
    key(Qt.Key.Key_Space)
    key(Qt.Key.Key_Tab)
    key("Door card 7")
    key(Qt.Key.Key_Return, CONTROL)
    key.gone(asked, window)
    qtbot.waitUntil(lambda: LEAVER not in {line.name for line in window.page.panel._lines})
    assert office.ask(me, closing.holdings, people[LEAVER].id) == ()
    (visit,) = office.ask(me, visits.visits, visits.Wish(visits.Standing.ALL, mine=False))
    assert visit.visitor == people[HEIR].id
    # she does not come in again
    key.walk("Switch person")
    key(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: program.window is None)
    page = sign_in(LEAVER)
    # this computer does not know her password, and asks for one that it knows
    qtbot.waitUntil(page.form.entries["passphrase"].hasFocus)
    key(PASSWORD)
    key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("do not fit" in text for text in _shown(page)))
    assert program.window is None
    # the successor does, and owes what she owed, and the first contacts
    sign_in(HEIR)
    qtbot.waitUntil(lambda: program.window is not None)
    key.to(program.window)
    page = program.window.page
    qtbot.waitUntil(lambda: page.board is not None and len(page.board.entries) == 6)
    assert sorted((entry.row.key[0], entry.row.whom) for entry in page.board.entries) == [
        ("case", "贺启年"), ("case", "金先生"), ("first_contact", "王建国"), ("first_contact", "贺启年"),
        ("step", "贺启年"), ("step", "钱敏"),
    ]  # fmt: skip
