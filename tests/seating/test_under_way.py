"""Seats while something is under way: another booking is opened, a colleague changes the plan, the page is left."""

from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton

from desktop.rules.errors import BadEntry
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.commands import Assign, ResizeTable
from desktop.rules.seating.plan import Seat
from desktop.rules.seating.shapes import Shape
from desktop.services import bookings, rooms, seating, seating_people, seating_tables
from desktop.services.bookings import BookingEntry
from desktop.services.rooms import RoomEntry
from desktop.services.seating_tables import TableEntry
from desktop.ui.seating.editor import Editor
from tests.offices import office_today
from tests.seating.tables import dinner as laid
from tests.seating.tables import guests, hosts
from tests.seating.test_page import Booked, show, story  # noqa: F401

LEFT = Qt.MouseButton.LeftButton


def second(dinner):
    """Another party of the same evening, its table laid."""
    room = dinner.office.do(rooms.add_room, RoomEntry("芍药厅", 8))
    dinner.office.do(rooms.add_tables, room, 1, 8)
    meal = dinner.office.ask(rooms.meals)[1].id
    entry = BookingEntry(dinner.clients["贺启年"], office_today(), meal, 18 * 60, 8, (room,))
    key = dinner.do(bookings.take, entry)
    dinner.do(seating_tables.lay, key, dinner.etiquette)
    dinner.do(seating_people.add_clients, key, dinner.etiquette)
    return key


def replies(dinner):
    return {guest.name: guest.reply for guest in dinner.read().guests}


def begun(story, *more):  # noqa: F811
    """A laid table on the page."""
    story.dinner.lay()
    if more:
        story.dinner.add(*more)
    story.page.reload()
    story.wait(lambda: len(story.editor.plan.people) == 2 + len(more) and story.editor.plan.tables)


def opened(story, key):  # noqa: F811
    story.page.open(key)
    story.wait(lambda: story.page.shown is not None and story.page.shown.line.id == key)


def test_nothing_of_a_booking_reaches_the_one_that_is_opened_meanwhile(story):  # noqa: F811
    dinner, page, editor = story.dinner, story.page, story.editor
    begun(story, "尉迟敬")
    other = second(dinner)
    # a cancellation that is answered over the other booking
    story.choose("单雪").let_go()
    pick_up = next(b for b in page.inspector.findChildren(QPushButton) if b.text() == "Pick up")
    page.open(other)
    # keys, clicks and old buttons while it is read
    pick_up.click()
    page.plan.setFocus()
    story.qtbot.keyClick(page.plan, Qt.Key.Key_Right)
    story.qtbot.mouseClick(page.plan.viewport(), LEFT, pos=page.plan.viewport().rect().center())
    page.list._picked("nobody")
    story.wait(lambda: page.shown is not None and page.shown.line.id == other)
    back = story.toast("does not come")
    assert (editor.undo_word, page.strip._told) == ("", "")
    back()
    story.wait(lambda: replies(dinner)["单雪"] is not Reply.NO)
    # a seat that a colleague has given to somebody else, refused over the other booking
    opened(story, dinner.key)
    story.wait(lambda: len(editor.plan.people) == 3)
    person, seat = story.person("单雪"), story.at(3)
    dinner.seat(Assign(story.person("尉迟敬"), seat))
    editor.do(Assign(person, seat))
    page.open(other)
    page.tabs.setCurrentIndex(1)
    story.qtbot.keyClick(page.list.view, Qt.Key.Key_Down)
    story.qtbot.keyClick(page.list.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    story.wait(lambda: any("was shown before" in message.text for message in page.bar.messages))
    story.wait(lambda: page.shown is not None and page.shown.line.id == other)
    assert story.dialog is None and dinner.named() == {3: "尉迟敬"}
    assert editor.undo_word == ""


def test_a_toast_takes_back_its_own_act_alone(story):  # noqa: F811
    dinner, editor = story.dinner, story.editor
    # who does not come where no table is laid yet
    dinner.do(seating_people.add_clients, dinner.key, dinner.etiquette)
    story.page.reload()
    story.wait(lambda: editor.plan.people)
    story.choose("单雪").let_go()
    back = story.toast("does not come")
    back()
    story.wait(lambda: replies(dinner)["单雪"] is not Reply.NO)
    dinner.do(seating_tables.lay, dinner.key, dinner.etiquette)
    story.page.reload()
    story.wait(lambda: editor.plan.tables and len(editor.plan.people) == 2)
    story.page.toasts.clear()
    story.choose("单雪").let_go()
    back = story.toast("does not come")
    editor.do(Assign(story.person("贺启年"), story.at(0)))
    story.wait(lambda: dinner.named())
    back()
    assert any("Undo step by step" in message.text for message in story.page.bar.messages)
    assert dinner.named() == {0: "贺启年"} and replies(dinner)["单雪"] is Reply.NO
    editor.undo()
    back()
    story.wait(lambda: replies(dinner)["单雪"] is not Reply.NO)
    # P proposes
    story.wait(lambda: len(editor.plan.people) == 2)
    story.page.plan.setFocus()
    story.qtbot.keyClick(story.page.plan, Qt.Key.Key_P)
    assert type(story.dialog).__name__ == "ProposalDialog"
    story.wait(lambda: story.dialog.offer is not None)
    story.dialog.reject()


def test_who_comes_after_all_gets_his_seat_although_a_colleague_gave_it_away(story):  # noqa: F811
    dinner, editor = story.dinner, story.editor
    begun(story, "尉迟敬")
    person, other = story.person("单雪"), story.person("尉迟敬")
    dinner.seat(Assign(person, story.at(3)))
    story.page.reload()
    story.wait(lambda: editor.plan.seating)
    story.choose("单雪").let_go()
    story.wait(lambda: editor.undo_word)
    dinner.seat(Assign(other, story.at(3)))
    editor.undo()
    story.wait(lambda: story.dialog is not None)
    dialog = story.dialog
    assert editor.undo_word == ""
    dialog.mine_wanted.emit(dialog.disputed)
    dialog.accept()
    story.wait(lambda: dinner.named() == {3: "单雪"})
    assert replies(dinner)["单雪"] is not Reply.NO
    story.wait(lambda: story.named() == {3: "单雪"})
    editor.redo()
    story.wait(lambda: replies(dinner)["单雪"] is Reply.NO)
    # taken off the list meanwhile: the step can't be undone, and blocks none
    dinner.do(seating_people.remove_person, UUID(person))
    story.wait(lambda: editor.undo_word)
    editor.undo()
    story.wait(lambda: any("add him anew" in message.text for message in story.page.bar.messages))
    assert editor.undo_word == ""


def test_a_drag_ends_with_whoever_and_whatever_is_gone(story):  # noqa: F811
    dinner, editor, view = story.dinner, story.editor, story.page.plan
    begun(story)
    person = story.person("单雪")
    dinner.seat(Assign(person, story.at(3)))
    table = str(dinner.do(seating_tables.add_table, dinner.key, TableEntry(Shape.ROUND, 6), dinner.etiquette))
    story.page.reload()
    story.wait(lambda: editor.plan.seating and len(editor.plan.tables) == 2)
    view.fit()
    room = view.viewport()

    def dragged(start, change, *args):
        story.qtbot.mousePress(room, LEFT, pos=start)
        story.qtbot.mouseMove(room, start + QPoint(30, 4))
        assert view.mouse.drag is not None
        before = editor.plan
        dinner.do(change, *args)
        story.page.reload()
        story.wait(lambda: editor.plan != before)
        assert view.mouse.drag is None
        story.qtbot.mouseMove(room, start + QPoint(45, 10))
        story.qtbot.mouseRelease(room, LEFT, pos=start + QPoint(45, 10))

    dragged(view.spot_of(story.at(3)), seating.let_go, dinner.key, [UUID(person)], dinner.etiquette)
    held = editor.plan.table_of[table]
    dragged(view.mapFromScene(held.x, held.y), seating_tables.remove_table, UUID(table))
    # a name is chosen for a seat that has gone
    story.page.list._asked = story.at(7)
    dinner.seat(ResizeTable(dinner.table, 4))
    story.page.reload()
    story.wait(lambda: editor.plan.tables[0].form.seats == 4)
    story.page.list._picked(story.person("贺启年"))
    assert any("not there any more" in message.text for message in story.page.bar.messages)


def test_the_page_is_left_right_after_a_change_of_a_large_party(qapp, qtbot, etiquette, english):
    plan = laid(etiquette.pack("two_hosts"), [10] * 8, [*hosts(2), *guests(70)])
    editor = Editor()
    editor.show_plan(plan)
    with qtbot.waitSignal(editor.issues_changed):
        pass
    editor.do(Assign("g1", Seat("t01", 3)))
    editor.close()
    qapp.processEvents()
    assert not editor._judging.waiting
    editor.do(Assign("g2", Seat("t01", 4)))
    qapp.processEvents()


class Slow:
    """A store whose answers are given by hand."""

    def __init__(self):
        self.waiting = []

    def seat(self, command, seen, done, failed):
        self.waiting.append((done, failed))

    def take_back(self, change, done, failed):
        self.waiting.append((done, failed))

    def reload(self):
        pass


def test_a_refused_undo_keeps_what_was_done_since(qapp, etiquette, english):
    store = Slow()
    editor = Editor(store)
    editor.show_plan(laid(etiquette.pack("two_hosts"), [8], [*hosts(2), *guests(4)]))
    first, then = Assign("g1", Seat("t01", 1)), Assign("g2", Seat("t01", 2))
    editor.do(first)
    store.waiting.pop()[0](None)
    editor.undo()
    editor.do(then)
    (_done, undo_failed), (done, _failed) = store.waiting
    undo_failed(BadEntry("no"))
    done(None)
    assert [change.command for change in editor.history.done] == [first, then] and not editor.history.undone
    editor.close()


def test_a_departure_belongs_to_its_booking_and_a_client_comes_once(sqlite_office, etiquette):
    dinner = Booked(sqlite_office, etiquette)
    (person,) = dinner.add("尉迟敬")
    gone = dinner.do(seating.let_go, dinner.key, [UUID(person)], etiquette)
    assert gone.repair.moves == ()
    dinner.lay()
    with pytest.raises(BadEntry):
        dinner.do(seating.take_back_departure, second(dinner), gone, etiquette)
    assert replies(dinner)["尉迟敬"] is Reply.NO
    client = UUID(dinner.person("单雪"))
    dinner.do(seating_people.remove_person, client)
    dinner.do(seating_people.add_clients, dinner.key, etiquette)
    with pytest.raises(BadEntry, match="单雪"):
        dinner.do(seating_people.give_back_person, client)
