"""The seats as a list: filled by pinyin, exchanged, pinned, pushed along and placed as a group, by keys alone."""

import pytest
from PySide6.QtCore import Qt

from desktop.rules.seating.attending import Reply
from desktop.rules.seating.commands import Assign
from desktop.rules.seating.facts import SeatFacts
from desktop.rules.seating.plan import Seat
from tests.seating.test_page import Booked, Story, show  # noqa: F401

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def story(show, qtbot, sqlite_office, etiquette):  # noqa: F811
    dinner = Booked(sqlite_office, etiquette)
    dinner.lay()
    dinner.add("尉迟敬", "欧阳海", "陆平")
    found = Story(show(dinner.desk), qtbot, dinner)
    found.page.tabs.setCurrentIndex(1)
    found.page.list.view.setFocus()
    return found


def press(story, key, modifiers=Qt.KeyboardModifier.NoModifier, where=None):
    story.qtbot.keyClick(where or story.page.list.view, key, modifiers)


def pick(story, typed):
    """Letters begin the choice, Enter takes the first who fits."""
    view = story.page.list.view
    story.qtbot.keyClicks(view, typed[0])
    line = story.page.list.picker.line
    assert line.isVisible() and line.hasFocus()
    story.qtbot.keyClicks(line, typed[1:])
    story.qtbot.keyClick(line, Key.Key_Return)


def cell(story, row, column):
    table = story.page.list.table
    return table.data(table.index(row, column))


def test_a_table_is_filled_by_pinyin_row_after_row_and_all_is_done_by_keys(story):
    page, editor = story.page, story.editor
    page.list.go_to(story.at(0))
    for typed in ("hqn", "yc", "oy", "lp"):
        pick(story, typed)
    # whose reading is rare is found by it: 尉迟 is Yùchí, and 单 as a surname is Shàn
    assert story.named() == {0: "贺启年", 1: "尉迟敬", 2: "欧阳海", 3: "陆平"}
    page.list.go_to(story.at(7))
    pick(story, "sx")
    story.wait(lambda: story.dinner.named() == story.named() and len(story.named()) == 5)
    assert (cell(story, 7, 1), cell(story, 7, 2)) == ("Guest of honour", "单雪")

    # up and down, pinned, unseated, swapped
    page.list.go_to(story.at(1))
    press(story, Key.Key_Down, ALT)
    assert story.named()[2] == "尉迟敬" and story.named()[1] == "欧阳海" and page.list.current == story.at(2)
    press(story, Key.Key_F4)
    assert story.at(2) in editor.plan.pins
    assert page.list.table.data(page.list.table.index(2, 0), Qt.ItemDataRole.AccessibleTextRole) == "3, pinned"
    press(story, Key.Key_Delete)
    story.wait(lambda: any("pinned" in message.text for message in page.bar.messages))
    press(story, Key.Key_F4)
    press(story, Key.Key_Delete)
    assert 2 not in story.named()
    page.list.go_to(story.at(1))
    press(story, Key.Key_Down, SHIFT)
    press(story, Key.Key_Down, SHIFT)
    assert len(editor.seats) == 3
    editor.choose(seats=[story.at(1), story.at(3)])
    press(story, Key.Key_F8)
    assert (story.named()[1], story.named()[3]) == ("陆平", "欧阳海")

    # picked up and put down in two steps; Esc puts nobody down
    press(story, Key.Key_X, CTRL)
    press(story, Key.Key_Escape)
    assert editor.carried is None
    page.list.go_to(story.at(1))
    press(story, Key.Key_X, CTRL)
    page.list.go_to(story.at(7))
    assert "picked up" in cell(story, 1, 1)
    press(story, Key.Key_V, CTRL | SHIFT)
    # the guest of honour moves on to the next free seat, past the host
    assert story.named()[7] == "陆平" and story.named()[0] == "单雪" and story.named()[1] == "贺启年"
    for _step in range(2):
        press(story, Key.Key_Z, CTRL)
    press(story, Key.Key_Y, CTRL)
    story.wait(lambda: story.dinner.named() == story.named())


def test_scroll_and_choice_stay_where_they_are_when_a_colleague_saves(story):
    people, dinner = story.page.people, story.dinner
    dinner.add(*(f"{surname}{given}" for surname in "柏莫尹方郁" for given in ("雨声", "子安", "若冰", "知远")))
    story.page.desk.publish(frozenset({"seating"}))
    story.wait(lambda: len(story.editor.plan.people) == 25)
    chosen, bar = story.person("郁知远"), people.view.verticalScrollBar()
    bar.setValue(40)
    assert bar.value() == 40
    story.editor.plan_changed.emit()
    assert bar.value() == 40
    story.editor.choose(people=[chosen])
    place = bar.value()
    assert place > 40
    dinner.seat(Assign(dinner.person("柏雨声"), dinner.at(5)))
    story.page.desk.publish(frozenset({"seating"}))
    story.wait(lambda: story.named() == {5: "柏雨声"})
    assert bar.value() == place and story.editor.people == (chosen,)
    assert story.page.strip.said.text() == ""
    story.editor.do(Assign(chosen, story.at(0)))
    assert "郁知远 sits on" in story.page.strip.said.text()


def test_a_group_is_placed_from_a_seat_on_and_a_seat_is_chosen_among_people(story):
    page, editor = story.page, story.editor
    people = page.people
    people.filter.setText("wang")
    assert [line for line in people.model.lines if line.guest] == []
    people.filter.setText("")
    assert people.model.lines[0].heading == "Without a seat 5"
    # three of them are picked up in the pane and put down from the second seat on
    editor.choose(people=[story.person(name) for name in ("尉迟敬", "欧阳海", "陆平")])
    people.view.setFocus()
    press(story, Key.Key_Return, where=people.view)
    assert editor.carried == story.person("尉迟敬") and page.list.view.hasFocus()
    page.list.go_to(story.at(1))
    press(story, Key.Key_Return)
    assert story.named() == {1: "尉迟敬", 2: "欧阳海", 3: "陆平"}
    story.wait(lambda: story.dinner.named() == story.named())
    # who is chosen here is chosen there
    page.list.go_to(story.at(2))
    chosen = people.view.selectionModel().selectedIndexes()
    assert [people.model.lines[index.row()].guest.name for index in chosen] == ["欧阳海"]
    dragged = people.model.mimeData(chosen)
    assert bytes(dragged.data("application/x-clientele-person").data()).decode() == story.person("欧阳海")
    # what is not to be eaten stands in the row, and in the pane
    editor.take_facts({story.person("欧阳海"): SeatFacts(allergy="花生", unverified=frozenset({"allergy"}))})
    assert cell(story, 2, 5) == "花生 (unverified)"
    row = people.model.row_of(story.person("欧阳海"))
    assert "花生 (unverified)" in people.model.data(people.model.index(row))
    # who does not come is last and can't be dragged
    press(story, Key.Key_Delete, CTRL)
    story.wait(lambda: people.model.lines[-1].guest.reply is Reply.NO)
    assert not people.model.flags(people.model.index(len(people.model.lines) - 1)) & Qt.ItemFlag.ItemIsDragEnabled
    assert isinstance(page.list.current, Seat)
