"""The seating page: a dinner filled from nothing, people, rules, a cancellation mended, versions, prints, a clash."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from desktop.rules.bookings import BookingState
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.checking import Grade
from desktop.rules.seating.commands import Assign, Unseat
from desktop.rules.seating.plan import Kind, Seat, Trait
from desktop.rules.words import ClientForm
from desktop.services import bookings, clients, rooms, seating, seating_people, seating_tables
from desktop.services.bookings import BookingEntry
from desktop.services.rooms import RoomEntry
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.seating.page import SeatingPage
from desktop.ui.seating.person_dialog import PersonDialog
from tests.offices import office_today
from tests.screens import Shelf
from tests.seating.test_stored import DESK, Dinner


class Booked(Dinner):
    """A booking whose tables are not laid yet and on whose list nobody stands."""

    def __init__(self, office, etiquette):
        self.office, self.etiquette = office, etiquette
        self.desk = office.hire("周敏", DESK)
        office.do(rooms.add_usual_meals)
        room = office.do(rooms.add_room, RoomEntry("牡丹厅", 8))
        office.do(rooms.add_tables, room, 1, 8)
        opened = [(name, {"name": name, "salutation": f"{name[0]}总"}) for name in ("贺启年", "单雪")]
        self.clients = {name: self.do(clients.open_client, ClientForm.PERSON, values) for name, values in opened}
        host, guest = self.clients.values()
        meal = office.ask(rooms.meals)[1].id
        self.key = self.do(
            bookings.take, BookingEntry(host, office_today(), meal, 18 * 60, 8, (room,), guests=(guest,))
        )

    def lay(self):
        """A table of eight, with host and guest on the list."""
        (self.table,) = map(str, self.do(seating_tables.lay, self.key, self.etiquette))
        self.do(seating_people.add_clients, self.key, self.etiquette)


@pytest.fixture
def show(pages):
    return lambda me: pages(lambda desk: SeatingPage(desk, PrintDesk(Shelf())), me, height=480)


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
    assert next(a.name for a in page.actions_offered() if not a.reason) == "add_people"
    page.openers.choose_etiquette()
    assert story.dialog.main.text() == "Lay the tables"
    story.dialog.main.click()
    story.wait(lambda: editor.plan.tables)
    assert page.views.currentWidget() is page.plan and page.list.table.total == 8
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
    story.wait(lambda: len(story.dinner.named()) == 4 and story.named().get(7) == "单雪")
    page.undo_button.click()
    story.wait(lambda: story.dinner.named() == {0: "贺启年"})
    page.redo_button.click()
    story.wait(lambda: len(story.dinner.named()) == 4)


@pytest.fixture
def laid(story):
    """A table of eight with host and guest of honour on their seats, and two names without a file."""
    dinner = story.dinner
    dinner.lay()
    dinner.typed = dict(zip(("尉迟敬", "欧阳海"), dinner.add("尉迟敬", "欧阳海"), strict=True))
    for name, number in (("贺启年", 0), ("单雪", 7), ("尉迟敬", 1)):
        dinner.seat(Assign(dinner.person(name), dinner.at(number)))
    story.page.controller.reload()
    story.wait(lambda: len(story.named()) == 3)
    return story


def test_a_person_is_changed_given_a_file_and_a_rule_and_taken_off(laid):
    story, page, editor = laid, laid.page, laid.editor
    acts = story.choose("尉迟敬")
    acts.change()
    dialog = acts.dialog
    assert dialog.form.values()["name"] == "尉迟敬"
    dialog.form.put({"name": "尉迟敬德", "rank": "1", "languages": "日语、英语", "unit": "远山置业"})
    dialog.traits[Trait.LEFT_HANDED].set_value(True)
    dialog.main.click()
    story.wait(lambda: "尉迟敬德" in story.named().values())
    guest = editor.guest(story.person("尉迟敬德"))
    assert (guest.rank, guest.languages, guest.traits) == (1, {"日语", "英语"}, {Trait.LEFT_HANDED})
    # whom he accompanies stays, also where that file is not shown
    lord = editor.guest(story.person("单雪"))
    held = replace(guest, attached_to=lord.id)
    hidden = [replace(g, hidden=True, client=None, name="***") if g.id == lord.id else g for g in editor.seating.guests]
    editor.take(replace(editor.seating, guests=tuple(hidden)))
    entry = PersonDialog(page.controller, editor, held, page).entry()
    assert entry.attached_to == lord.id
    file = story.dinner.do(clients.open_client, ClientForm.PERSON, {"name": "欧阳海", "allergies": ""})
    acts = story.choose("欧阳海")
    acts.link()
    dialog = acts.dialog
    story.wait(lambda: dialog.box.hits)
    dialog.main.click()
    assert "press Enter" in dialog.refusal
    story.qtbot.keyClick(dialog.box.line, Qt.Key.Key_Return)
    dialog.main.click()
    back = story.toast("has the file of 欧阳海")
    story.wait(lambda: editor.guest(story.person("欧阳海")).client == file)
    back()
    story.wait(lambda: editor.guest(story.person("欧阳海")).client is None)
    acts = story.choose("欧阳海", "单雪")
    acts.rule()
    acts.dialog.form.put({"kind": Kind.NOT_ONE_TABLE, "weight": 0, "reason": "官司", "secret": True})
    acts.dialog.main.click()
    back = story.toast("Rule added")
    story.wait(lambda: editor.plan.rules)
    (rule,) = editor.plan.rules
    assert (rule.kind, rule.hard, rule.secret, rule.reason) == (Kind.NOT_ONE_TABLE, True, True, "官司")
    editor.do(Assign(story.person("欧阳海"), story.at(6)))
    story.wait(lambda: any(issue.grade is Grade.CONFLICT for issue in editor.issues))
    page.strip.step(1)
    assert "1 conflict" in page.strip.counts.text() and set(editor.seats) == {story.at(6), story.at(7)}
    back()
    story.wait(lambda: not editor.plan.rules)
    page.undo_button.click()
    story.choose("欧阳海").remove()
    back = story.toast("taken off the list")
    story.wait(lambda: len(editor.plan.people) == 3)
    back()
    story.wait(lambda: len(editor.plan.people) == 4)


def test_who_does_not_come_is_let_go_with_a_report_and_comes_back(laid):
    story, page, editor = laid, laid.page, laid.editor
    story.choose("单雪").let_go()
    story.wait(lambda: story.dialog is not None and story.dialog.isVisible())
    story.wait(lambda: story.named()[7] == "尉迟敬")
    assert editor.undo_word and "单雪" not in story.dinner.named().values()
    story.dialog.undo_wanted.emit()
    story.wait(lambda: story.dinner.named() == {0: "贺启年", 1: "尉迟敬", 7: "单雪"} == story.named())
    page.redo_button.click()
    story.wait(lambda: story.dinner.named().get(7) == "尉迟敬")


def test_tables_are_added_made_smaller_and_taken_away_and_the_house_has_its_order(laid):
    story, page, editor = laid, laid.page, laid.editor
    page.openers.add_table()
    story.dialog.form.put({"seats": "3"})
    story.dialog.main.click()
    story.toast("Table added")
    story.wait(lambda: len(editor.plan.tables) == 2)
    added = next(table for table in editor.plan.tables if table.form.seats == 3)
    page.openers.change_table(added.id)
    story.dialog.remove()
    back = story.toast("taken away")
    story.wait(lambda: len(editor.plan.tables) == 1)
    back()
    story.wait(lambda: len(editor.plan.tables) == 2)
    table = next(table for table in editor.plan.tables if table.form.seats == 8)
    page.openers.change_table(table.id)
    dialog = story.dialog
    dialog.form.put({"seats": "2"})
    dialog.form.edited.emit("seats")
    assert dialog.loses.text().startswith("Lose their seats:")
    dialog.form.put({"label": "主桌"})
    dialog.main.click()
    story.wait(lambda: [t.form.seats for t in editor.plan.tables if t.label == "主桌"] == [2])
    page.undo_button.click()
    story.wait(lambda: story.dinner.named() == {0: "贺启年", 1: "尉迟敬", 7: "单雪"})
    page.openers.choose_etiquette()
    assert story.dialog._sources.count() > 4
    story.dialog.form.put({"honour": "left"})
    story.dialog.main.click()
    story.toast("Seated by")
    story.wait(lambda: editor.seating.honour is not None and "Left" in page.manner.text())


def test_versions_are_kept_and_seats_taken_from_them_again_and_sheets_are_previewed(laid, tmp_path):
    story, page, editor = laid, laid.page, laid.editor
    page.openers.show_versions()
    dialog = story.dialog
    dialog.main.click()
    story.wait(lambda: "name" in dialog.refusal)
    dialog.name.setText("初稿")
    dialog.main.click()
    story.wait(lambda: dialog._lines.count() > 2)
    (version,) = story.dinner.office.ask(seating.versions, story.dinner.key, me=story.dinner.desk)
    editor.do(Unseat(story.person("单雪")))
    story.wait(lambda: 7 not in story.dinner.named())
    dialog.restore(version)
    story.toast("初稿")
    story.wait(lambda: story.dinner.named()[7] == "单雪" and story.named()[7] == "单雪")
    page.undo_button.click()
    story.wait(lambda: 7 not in story.dinner.named())
    kinds = []
    page.controller.printed.connect(lambda printed: kinds.append(printed.kind))
    for number, action in enumerate(page.prints_offered(), 1):
        action.act()
        story.wait(lambda number=number: len(kinds) == number)
        page.sheet.reject()
    assert kinds == [*["seating_chart"] * 2, *["place_cards"] * 2, "kitchen_sheet", "name_list"]
    # a preview that was closed is on no card; one whose file is kept leaves none that is new
    page.prints_offered()[2].act()
    story.wait(lambda: len(kinds) == 7)
    page.sheet.save_requested.emit()
    with story.qtbot.waitSignal(page.desk.changed, timeout=10_000):
        page.sheet.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "cards.pdf"))
    page.sheet.reject()
    page.prints_offered()[2].act()
    story.wait(lambda: any("No place card is new" in message.text for message in page.bar.messages))


def test_two_windows_on_one_booking_converge_and_what_clashes_is_asked_about(laid, show):
    story, dinner = laid, laid.dinner
    other = Story(show(dinner.desk), story.qtbot, dinner)
    one = story.person("欧阳海")
    story.editor.do(Assign(one, story.at(4)))
    story.wait(lambda: 4 in dinner.named())
    # the second window has not heard of it yet
    other.editor.do(Assign(one, other.at(5)))
    other.wait(lambda: other.dialog is not None and other.dialog.isVisible())
    other.wait(lambda: other.named() == story.named() == dinner.named())
    other.dialog.mine_wanted.emit(other.dialog.disputed)
    other.dialog.accept()
    other.wait(lambda: 5 in dinner.named())
    # as the news of another workstation are told
    story.page.desk.publish(frozenset({"seating"}))
    story.wait(lambda: story.named() == other.named() == dinner.named())
    assert story.editor.undo_word and len(set(dinner.named().values())) == 4


def test_whoever_may_only_look_changes_nothing_and_a_called_off_booking_seats_nobody(laid, show):
    story, dinner = laid, laid.dinner
    waiter = dinner.office.hire("马林", {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN})
    looks = Story(show(waiter), story.qtbot, dinner)
    assert [a.name for a in looks.page.actions_offered()] == ["versions"] and not looks.page.acts.of()
    names = [line.guest.name for line in looks.page.people.model.lines if line.guest]
    assert "单雪" not in names and "尉迟敬" in names
    looks.editor.do(Assign(looks.person("尉迟敬"), looks.at(3)))
    assert 3 not in looks.named()
    dinner.do(bookings.set_state, dinner.key, BookingState.CANCELLED)
    story.page.desk.publish(frozenset({"bookings"}))
    story.wait(lambda: not story.editor.may_edit)
    assert any("nobody is seated" in message.text for message in story.page.bar.messages)
    story.page._show_chooser()
    story.wait(lambda: story.page.chooser.empty.isVisible())


def test_a_day_tells_how_many_seats_are_given_at_each_booking(laid):
    chooser = laid.page.chooser
    laid.page._leave_booking()
    laid.wait(lambda: chooser._rows and chooser._rows[0].cells[5] == "3")
    cells = dict(zip((column.key for column in chooser.table.columns), chooser._rows[0].cells, strict=True))
    assert (cells["people"], cells["given"], cells["host"].text) == ("8", "3", "贺启年 · 贺总")
    chooser.days.step(1)
    laid.wait(lambda: chooser.empty.isVisible())


def test_where_somebody_sat_before_and_beside_whom_stands_beside_the_plan(laid):
    story, dinner = laid, laid.dinner
    for state in (BookingState.ARRIVED, BookingState.LEFT):
        dinner.do(bookings.set_state, dinner.key, state)
    host, guest = dinner.clients.values()
    lunch = dinner.office.ask(rooms.meals)[0].id
    room = dinner.office.ask(rooms.rooms)[0].id
    dinner.key = dinner.do(
        bookings.take, BookingEntry(host, office_today(), lunch, 12 * 60, 8, (room,), guests=(guest,))
    )
    dinner.lay()
    for name, number in (("贺启年", 0), ("单雪", 1)):
        dinner.seat(Assign(dinner.person(name), dinner.at(number)))
    story.page.open(dinner.key)
    story.wait(lambda: story.named() == {0: "贺启年", 1: "单雪"})
    story.choose("单雪")
    inspector = story.page.inspector

    def told():
        return [piece.text() for piece in inspector.findChildren(QLabel) if not piece.isHidden()]

    story.wait(lambda: "Sat beside 贺启年 1 time already" in told())
    assert "First time on “Second guest”" in told()
    story.choose("贺启年")
    story.wait(lambda: "Sat beside 单雪 1 time already" in told())
    assert not any(words.startswith("First time") for words in told())
