"""Guests typed or pasted into a new booking: no name is lost, whatever comes between (SE-7)."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.rules.words import ClientForm
from desktop.services import clients
from desktop.ui.bookings import NEW
from tests.bookings.test_page import at_dinner, dinner, house, lines, show  # noqa: F401


def begun(page, qtbot):
    """A new booking for 赵明 in which only the guests are missing, and the line into which they are typed."""
    page = at_dinner(page, qtbot)
    page.open(NEW)
    dialog = page.dialog
    qtbot.waitUntil(lambda: dialog.places.count() == 2)
    dialog.host.begin("赵明", "19900000099")
    dialog.form.put({"people": "8"})
    qtbot.waitUntil(lambda: bool(dialog.places.spots()))
    dialog.show_guests()
    return dialog, dialog.guests.box.line


def pasted(line, text, qtbot):
    QGuiApplication.clipboard().setText(text)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_pasted_names_are_on_the_list_at_once_and_booked_before_their_files_are_found(show, house, dinner, qtbot):  # noqa: F811
    dialog, line = begun(show(), qtbot)
    pasted(line, "1、张三\n2、李四", qtbot)
    pasted(line, "王五，赵六", qtbot)
    assert (dialog.guests.names, line.text()) == (("张三", "李四", "王五", "赵六"), "")
    dialog.press_main()
    qtbot.waitUntil(lambda: "赵明" in lines(house))
    assert lines(house)["赵明"].names == ("张三", "李四", "王五", "赵六")


def test_who_has_a_file_is_found_afterwards_of_two_lists_alike(show, house, dinner, qtbot):  # noqa: F811
    one, other = (house.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("单雪", "欧阳海"))
    dialog, line = begun(show(), qtbot)
    pasted(line, "单雪、钱多多", qtbot)
    pasted(line, "周小、欧阳海", qtbot)
    qtbot.waitUntil(lambda: set(dialog.guests.clients) == {one, other})
    assert dialog.guests.names == ("钱多多", "周小")


def test_a_line_longer_than_a_name_is_told_and_stays(show, house, dinner, qtbot):  # noqa: F811
    dialog, line = begun(show(), qtbot)
    text = f"张三、{'长' * 201}"
    pasted(line, text, qtbot)
    assert "Line 2 is longer than a name" in dialog.refusal and line.text() == text
    assert dialog.guests.names == ()
    # a single name too, of which the end was cut off
    line.setText("长" * 201)
    qtbot.waitUntil(lambda: bool(dialog.guests.box.hits))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "longer than a name" in dialog.refusal and line.text() == "长" * 201 and dialog.guests.names == ()


def test_a_typed_name_with_a_comma_waits_for_enter_and_is_not_left_behind(show, house, dinner, qtbot):  # noqa: F811
    page = show()
    dialog, line = begun(page, qtbot)
    qtbot.keyClicks(line, "Smith, John")
    assert (line.text(), dialog.guests.names) == ("Smith, John", ())
    # what is typed and not on the list yet is neither booked over nor parked away
    dialog.save()
    assert "Smith, John" in dialog.refusal and line.hasFocus()
    dialog.park()
    page.take_up()
    dialog = page.dialog
    line = dialog.guests.box.line
    assert line.text() == "Smith, John"
    qtbot.waitUntil(lambda: [hit.title for hit in dialog.guests.box.hits]
                    == ["2 names: Smith · John", "Name only: Smith, John"])  # fmt: skip
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert dialog.guests.names == ("Smith, John",)
    qtbot.keyClicks(line, "Ann, Bob")
    qtbot.waitUntil(lambda: [hit.title for hit in dialog.guests.box.hits][:1] == ["2 names: Ann · Bob"])
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert dialog.guests.names == ("Smith, John", "Ann", "Bob")


def test_of_whom_it_is_not_said_yet_which_is_meant_is_there_after_parking(show, house, dinner, qtbot):  # noqa: F811
    for phone in ("19900000012", "19900000013"):
        house.do(clients.open_client, ClientForm.PERSON, {"name": "王建国", "phone": phone})
    page = show()
    dialog, line = begun(page, qtbot)
    pasted(line, "王建国、钱多多", qtbot)
    asked = "? 王建国: 2 clients are called so, Enter asks which"
    qtbot.waitUntil(lambda: dialog.guests.list.item(0).text() == asked)
    dialog.park()
    page.take_up()
    dialog = page.dialog
    qtbot.waitUntil(lambda: [dialog.guests.list.item(n).text() for n in range(dialog.guests.list.count())]
                    == [asked, "钱多多 · no file"])  # fmt: skip
    dialog.guests.list.setCurrentRow(0)
    qtbot.keyClick(dialog.guests.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(dialog.guests.box.hits) == 2)
    qtbot.keyClick(dialog.guests.box.line, Qt.Key.Key_Return)
    dialog.guests.check()
    assert len(dialog.guests.clients) == 1 and dialog.guests.names == ("钱多多",)
