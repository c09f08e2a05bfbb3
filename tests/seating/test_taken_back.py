"""Every act of the seating page can be taken back: people, tables, etiquette, marks; and the list does all of it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QMenu

from desktop.rules.seating.attending import Reply
from desktop.rules.seating.commands import Assign, Unseat
from desktop.rules.seating.plan import Seat, SeatFlag
from desktop.rules.seating.shapes import Shape
from desktop.services import seating_tables
from desktop.services.seating_tables import TableEntry
from desktop.ui.seating.plan_menu import flag_actions
from desktop.ui.seating.roles_menu import role_actions
from tests.seating.test_page import laid, show, story  # noqa: F401


def test_what_dialogs_change_is_taken_back_from_the_toast(laid):  # noqa: F811
    seen, page, editor, dinner = laid, laid.page, laid.editor, laid.dinner

    def table():
        one = editor.plan.tables[0]
        return one.label, one.form.seats

    page.openers.change_table()
    dialog = seen.dialog
    for seats in ("", "0", "500"):
        dialog.form.put({"label": "牡丹", "seats": seats})
        dialog.main.click()
        assert dialog.isVisible() and dialog.form.error("seats"), seats
    assert dinner.read().plan.tables[0].label == "1"
    dialog.form.put({"seats": "8"})
    dialog.main.click()
    seen.wait(lambda: table() == ("牡丹", 8))
    seen.toast("Table 牡丹 was changed")()
    seen.wait(lambda: table() == ("1", 8))
    page.openers.choose_etiquette()
    seen.dialog.form.put({"pack": "single_host"})
    seen.dialog.main.click()
    seen.wait(lambda: editor.seating.pack.code == "single_host")
    seen.toast("Seated by")()
    seen.wait(lambda: editor.seating.pack.code == "two_hosts")
    acts = seen.choose("尉迟敬")
    acts.change()
    acts.dialog.form.put({"name": "尉迟敬德"})
    acts.dialog.main.click()
    back = seen.toast("尉迟敬 was changed")
    seen.wait(lambda: "尉迟敬德" in seen.named().values())
    back()
    seen.wait(lambda: "尉迟敬" in seen.named().values())
    seen.choose("尉迟敬", "单雪").note(Reply.YES)
    back = seen.toast("尉迟敬, 单雪")
    back()
    seen.wait(lambda: {g.reply for g in dinner.read().guests} == {Reply.OPEN})


def test_seats_are_marked_several_are_unseated_as_one_step_and_the_list_moves_tables(laid, qtbot):  # noqa: F811
    seen, page, editor, dinner = laid, laid.page, laid.editor, laid.dinner
    editor.choose(seats=[seen.at(4)])
    marks = {action.name: action for action in flag_actions(editor, seen.at(4))}
    marks["seat_child"].act()
    seen.wait(lambda: dinner.read().plan.tables[0].has(4, SeatFlag.CHILD))
    assert "Child seat" in editor.undo_word
    editor.undo()
    seen.wait(lambda: not dinner.read().plan.tables[0].flags)
    editor.choose(seats=[seen.at(0), seen.at(1), seen.at(7)])
    page.acts.pin()
    seen.wait(lambda: len(dinner.read().plan.pins) == 3)
    editor.undo()
    seen.wait(lambda: not dinner.read().plan.pins)
    page.acts.unseat()
    seen.wait(lambda: not dinner.named())
    editor.undo()
    seen.wait(lambda: len(dinner.named()) == 3)
    # from the list: the table of the chosen seat is moved and turned, layers are switched
    dinner.do(seating_tables.add_table, dinner.key, TableEntry(Shape.ROUND, 6), dinner.etiquette)
    page.reload()
    seen.wait(lambda: len(editor.plan.tables) == 2)
    page.tabs.setCurrentIndex(1)
    page.list.go_to(seen.at(2))
    page._menu(QPoint(0, 0))
    (menu,) = [m for m in page.findChildren(QMenu) if m.isVisible()]
    under = {m.title(): {a.objectName(): a for a in m.actions()} for m in menu.findChildren(QMenu)}
    before = editor.plan.tables[0]
    under["Table"]["move_right"].trigger()
    seen.wait(lambda: dinner.read().plan.tables[0].x == before.x + 500)
    under["Layers"]["class"].trigger()
    menu.close()
    editor.undo()
    seen.wait(lambda: dinner.read().plan.tables[0].x == before.x)


def test_part_of_a_proposal_tells_who_would_lose_his_seat(laid):  # noqa: F811
    seen, page, dinner = laid, laid.page, laid.dinner
    # the guests sit in the wrong order
    dinner.seat(Assign(seen.person("尉迟敬"), seen.at(7)))
    page.reload()
    seen.wait(lambda: seen.named().get(7) == "尉迟敬")
    page.openers.propose()
    dialog = seen.dialog
    seen.wait(lambda: len(dialog.columns) == 3 and dialog.main.isEnabled())
    dialog.filling.set_value(False)
    dialog.propose()
    seen.wait(lambda: len(dialog.columns) == 3 and dialog.main.isEnabled())
    column = dialog.columns[0]
    column.radio.click()
    assert not dialog.loses.isVisible()
    for item in column.items():
        wanted = "单雪" in item.text()
        item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
    assert "尉迟敬" in dialog.loses.text() and dialog.loses.isVisible()
    dialog.reject()


def test_undo_and_redo_walk_over_people_tables_and_etiquette_as_over_seats(laid):  # noqa: F811
    seen, page, editor, dinner = laid, laid.page, laid.editor, laid.dinner
    person = seen.person("尉迟敬")

    def state():
        plan = editor.plan
        name = next((p.name for p in plan.people if p.id == person), "")
        return plan.tables[0].label, editor.seating.pack.code, name, person in plan.seat_of, plan.tables[0].roles[:2]

    was = state()
    # one seat has another place of honour by hand, chosen in the menu of its own
    seat = Seat(editor.plan.tables[0].id, 1)
    host = next(action for action in role_actions(page.openers, seat) if action.name == "role_h1")
    host.act()
    seen.wait(lambda: [role.code for role in state()[4]] == [was[4][1].code, "h1"])
    editor.choose(seats=[seat])
    assert any("given by hand" in piece.text() for piece in page.inspector.findChildren(QLabel))
    page.openers.change_table()
    seen.dialog.form.put({"label": "牡丹"})
    seen.dialog.main.click()
    seen.wait(lambda: state()[0] == "牡丹")
    page.openers.choose_etiquette()
    seen.dialog.form.put({"pack": "single_host"})
    seen.dialog.main.click()
    seen.wait(lambda: state()[1] == "single_host")
    acts = seen.choose("尉迟敬")
    acts.change()
    acts.dialog.form.put({"name": "尉迟敬德"})
    acts.dialog.main.click()
    seen.wait(lambda: state()[2] == "尉迟敬德" and editor.undo_word == "change of 尉迟敬")
    editor.do(Unseat(person))
    acts.remove()
    seen.wait(lambda: state()[2] == "" and "taken off the list" in editor.undo_word)
    now = state()
    for _step in range(6):
        editor.undo()
    seen.wait(lambda: state() == was and not editor.undo_word)
    for _step in range(6):
        editor.redo()
    seen.wait(lambda: state() == now and not editor.redo_word)
    for _step in range(3):
        editor.undo()
    seen.wait(lambda: editor.undo_word == "etiquette")
    # a colleague has chosen another one since: his stays, and the steps before it can still be taken back
    dinner.do(seating_tables.choose_etiquette, dinner.key, dinner.etiquette, "guest_centre")
    editor.undo()
    seen.wait(lambda: editor.undo_word == "name of table 牡丹")

    editor.undo()
    seen.wait(lambda: state()[0] == "1")
    assert dinner.read().pack.code == "guest_centre"
