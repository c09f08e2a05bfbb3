"""The seating page: a dinner filled from nothing, people and rules, a cancellation mended, versions, prints, clashes."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.i18n import language, set_language
from desktop.rules.bookings import BookingState
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.checking import Grade
from desktop.rules.seating.edits import Assign, Pin
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import Kind, Seat, Trait
from desktop.rules.words import ClientForm, LinkRole
from desktop.services import affiliations, bookings, clients, rooms
from desktop.services.bookings import BookingEntry
from desktop.services.rooms import RoomEntry
from desktop.ui.kit import theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.times import use_zone
from desktop.ui.seating.page import SeatingPage
from desktop.workstation import paths
from tests.offices import office_today
from tests.screens import Shelf
from tests.seating.test_stored import DESK, Dinner

TODAY = office_today()


class Booked(Dinner):
    """A booking whose tables are not laid yet and on whose list nobody stands."""

    def __init__(self, office, etiquette):
        self.office, self.etiquette = office, etiquette
        self.desk = office.hire("周敏", DESK)
        office.do(rooms.add_usual_meals)
        room = office.do(rooms.add_room, RoomEntry("牡丹厅", 8))
        office.do(rooms.add_tables, room, 1, 8)
        self.clients = {name: self.do(clients.open_client, ClientForm.PERSON, {"name": name, "salutation": f"{name[0]}总"})
                        for name in ("贺启年", "单雪")}  # fmt: skip
        host, guest = self.clients.values()
        meal = office.ask(rooms.meals)[1].id
        self.key = self.do(bookings.take, BookingEntry(host, TODAY, meal, 18 * 60, 8, (room,), guests=(guest,)))


@pytest.fixture
def show(sqlite_office, qtbot, qapp):
    held = language()
    set_language("en")
    theme.install(qapp, paths.resource(), bundled_only=True)
    pages = []

    def build(me):
        use_zone(str(sqlite_office.office.settings["time_zone"]))
        desk = Desk(sqlite_office.office, me)
        page = SeatingPage(desk, PrintDesk(Shelf()))
        page.toasts, page.faults, page.opens = [], [], []
        page.toast_requested.connect(lambda text, back: page.toasts.append((text, back)))
        desk.faulted.connect(page.faults.append)
        desk.open_requested.connect(lambda *where: page.opens.append(where))
        pages.append(page)
        qtbot.addWidget(page)
        page.resize(1080, 480)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        return page

    yield build
    set_language(held)
    use_zone("UTC")
    for page in pages:
        page.leave()
        assert page.desk.close(5)
        assert page.faults == []


class Story:
    """The page at one booking, and short ways to look at it."""

    def __init__(self, page, qtbot, dinner):
        self.page, self.qtbot, self.dinner, self.editor = page, qtbot, dinner, page.editor
        page.open(dinner.key)
        self.wait(lambda: page.shown is not None)

    def wait(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)

    def named(self):
        plan = self.editor.plan
        return {seat.number: plan.name(person) for seat, person in sorted(plan.seating.items())}

    def person(self, name):
        return next(p.id for p in self.editor.plan.people if p.name == name)

    def at(self, number):
        return Seat(self.editor.plan.tables[0].id, number)

    @property
    def dialog(self):
        return self.page.openers.dialog

    def toast(self, words):
        self.wait(lambda: any(words in text for text, _back in self.page.toasts))
        return next(back for text, back in reversed(self.page.toasts) if words in text)

    def choose(self, *names):
        self.editor.choose(people=[self.person(name) for name in names])
        return self.page.acts


@pytest.fixture
def story(show, qtbot, sqlite_office, etiquette):
    dinner = Booked(sqlite_office, etiquette)
    return Story(show(dinner.desk), qtbot, dinner)


def test_a_dinner_is_laid_filled_by_a_proposal_and_taken_back_as_one(story):
    page, editor = story.page, story.editor
    assert not page.views.currentWidget().isHidden() and page.views.currentWidget() is page._nothing
    assert [a.name for a in page.actions_offered() if a.main] == ["add_people"]
    page.openers.choose_etiquette()
    assert story.dialog.main.text() == "Lay the tables"
    story.dialog.main.click()
    story.wait(lambda: editor.plan.tables)
    assert page.views.currentWidget() is page.list and page.list.table.total == 8
    page.openers.add_people()
    story.dialog.names.setPlainText("#接龙\n周五晚宴\n1. 尉迟敬\n2. 欧阳海")
    story.dialog.main.click()
    back = story.toast("4 people added")
    story.wait(lambda: len(editor.plan.people) == 4)
    back()
    story.wait(lambda: not editor.plan.people)
    page.openers.add_people()
    story.dialog.names.setPlainText("尉迟敬\n欧阳海")
    story.dialog.main.click()
    story.wait(lambda: len(editor.plan.people) == 4)
    page.openers.propose()
    dialog = story.dialog
    story.wait(lambda: len(dialog.columns) == 3 and dialog.main.isEnabled())
    assert dialog.columns[0].list.count() == 4 and "host" in dialog.columns[0].list.item(0).text().lower()
    # one person of it, then all the rest
    for item in dialog.columns[0].items()[1:]:
        item.setCheckState(Qt.CheckState.Unchecked)
    dialog.columns[0].radio.click()
    dialog.main.click()
    story.toast("Seated by proposal: Strict etiquette")
    story.wait(lambda: story.named() == {0: "贺启年"} == story.dinner.named())
    page.openers.propose()
    dialog = story.dialog
    story.wait(lambda: len(dialog.columns) == 3 and dialog.main.isEnabled())
    assert dialog.filling.value()
    dialog.main.click()
    story.wait(lambda: len(story.dinner.named()) == 4)
    assert story.named()[7] == "单雪"
    page.undo_button.click()
    story.wait(lambda: story.dinner.named() == {0: "贺启年"})
    page.redo_button.click()
    story.wait(lambda: len(story.dinner.named()) == 4)
