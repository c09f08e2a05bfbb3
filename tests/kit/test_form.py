"""Forms: errors under their field, digits made plain, the wheel kept off, clashes chosen one by one."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel

from desktop.rules.errors import BadEntry
from desktop.ui.kit.clash import Clash, ClashDialog
from desktop.ui.kit.date_entry import DateEntry, read_date
from desktop.ui.kit.entries import Choice, LockedEntry, NumberEntry, Spin, half_width
from desktop.ui.kit.form import Form, FormField, Kind

FIELDS = [
    FormField("name", "Name", required=True),
    FormField("phone", "Mobile", Kind.NUMBER),
    FormField("born", "Birthday", Kind.DATE),
    FormField("class", "Class", Kind.CHOICE, choices=[(None, ""), ("A", "大客户"), ("B", "老客户")]),
    FormField("id", "ID number", locked="Level 2 · ask Zhang Lan"),
    FormField("greet", "Send greetings", Kind.YES_NO),
    FormField("note", "Note", Kind.LONG, span=2),
]
VALUES = {"name": "A<B 公司", "phone": "199 0000 1234", "born": date(2026, 7, 12), "class": "B", "greet": True}


@pytest.fixture
def form(qtbot):
    made = Form(FIELDS, 2)
    qtbot.addWidget(made)
    made.set_values(VALUES)
    made.resize(800, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_values_go_round(form):
    assert form.values() == VALUES | {"born": "2026-07-12", "note": ""}
    assert form.changes() == {}


def test_changes_are_what_differs(form, qtbot):
    with qtbot.waitSignal(form.edited) as caught:
        qtbot.keyClicks(form.entries["name"], "!")
    assert caught.args == ["name"]
    form.entries["greet"].set_value(False)
    assert form.changes() == {"name": "!A<B 公司", "greet": False}
    other = Form(FIELDS)
    qtbot.addWidget(other)
    other.set_values(VALUES)
    other.restore(form.draft())
    assert other.changes() == form.changes()


def test_an_empty_form_has_no_changes(qtbot):
    made = Form(FIELDS)
    qtbot.addWidget(made)
    assert made.changes() == {}


def test_a_refusal_goes_under_its_field_and_moves_nothing(form, qtbot):
    before = [e.geometry() for e in form.entries.values()]
    assert form.show_refusal(BadEntry("a mobile number has 11 digits", "phone"))
    QApplication.processEvents()
    assert form.error("phone") == "✕ a mobile number has 11 digits"
    assert form.entries["phone"].accessibleDescription() == "a mobile number has 11 digits"
    assert form.entries["phone"].hasFocus()
    assert [e.geometry() for e in form.entries.values()] == before
    qtbot.keyClicks(form.entries["phone"], "5")
    assert form.error("phone") == ""
    assert not form.show_refusal(BadEntry("elsewhere", "other")) and not form.show_refusal(BadEntry("nowhere"))


def test_tab_goes_as_declared(form, qtbot):
    form.focus_on("name")
    order = []
    for _step in range(len(FIELDS)):
        focus = QApplication.focusWidget()
        order.append(next(n for n, e in form.entries.items() if e is focus or e.isAncestorOf(focus)))
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert order == [f.name for f in FIELDS]


def test_each_field_has_a_name_for_the_screen_reader(form):
    assert form.entries["name"].accessibleName() == "Name ※"
    assert form.entries["born"].line.accessibleName() == "Birthday"
    assert form.entries["id"].accessibleName() == "ID number: Level 2 · ask Zhang Lan"


def test_a_locked_field_tells_nothing_by_its_size(qtbot):
    made = Form([FormField("a", "A", locked="二级"), FormField("b", "B", locked="Level 2 · ask Zhang Lan")], 2)
    qtbot.addWidget(made)
    made.resize(800, 200)
    with qtbot.waitExposed(made):
        made.show()
    one, two = made.entries["a"], made.entries["b"]
    assert isinstance(one, LockedEntry) and one.size() == two.size() and one.height() == 32
    assert made.values() == {}
    with qtbot.waitSignal(made.why_requested) as caught:
        qtbot.mouseClick(two.why, Qt.MouseButton.LeftButton)
    assert caught.args == ["b"]


@pytest.mark.parametrize(("typed", "plain"), [("１３８", "138"), ("－１．５", "-1.5"), ("张伟", "张伟")])
def test_full_width_becomes_plain(typed, plain):
    assert half_width(typed) == plain


def test_digits_keep_the_cursor(qtbot):
    entry = NumberEntry()
    qtbot.addWidget(entry)
    entry.setText("12")
    entry.setCursorPosition(1)
    entry.insert("３")
    assert (entry.text(), entry.cursorPosition()) == ("132", 2)


def test_digits_are_left_alone_while_composing(qtbot):
    entry = NumberEntry()
    qtbot.addWidget(entry)
    QApplication.sendEvent(entry, QInputMethodEvent("１３８", []))
    assert entry.text() == ""
    done = QInputMethodEvent("", [])
    done.setCommitString("１３８")
    QApplication.sendEvent(entry, done)
    assert entry.value() == "138"


def wheel(widget):
    event = QWheelEvent(QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_the_wheel_changes_no_field_without_focus(qtbot):
    choice, spin = Choice([(1, "one"), (2, "two")]), Spin(0, 9)
    for widget in (choice, spin):
        qtbot.addWidget(widget)
        widget.set_value(1)
        assert not wheel(widget)
    assert (choice.value(), spin.value()) == (1, 1)


def test_letters_choose_by_initials(qtbot):
    words = {"大客户": "dkh", "老客户": "lkh", "流失": "ls"}
    choice = Choice(list(zip("ABC", words, strict=True)), initials=words.__getitem__)
    qtbot.addWidget(choice)
    with qtbot.waitSignal(choice.edited):
        qtbot.keyClick(choice, "l")
    assert choice.value() == "B"
    qtbot.keyClick(choice, "l")
    assert choice.value() == "C"


def test_a_value_no_longer_offered_turns_into_no_other(qtbot):
    choice = Choice([("A", "a"), ("B", "b")])
    qtbot.addWidget(choice)
    choice.set_value("gone")
    assert choice.value() is None


@pytest.mark.parametrize("text", ["2026-7-12", "2026/07/12", "2026.7.12", "２０２６年7月12日", "20260712"])
def test_dates_in_usual_shapes(text):
    assert read_date(text) == date(2026, 7, 12)


@pytest.mark.parametrize("text", ["", "7-12", "2026-13-01", "2026-2-30", "soon", "26-7-12", "2026-²-1"])
def test_what_is_no_whole_date(qtbot, text):
    assert read_date(text) is None
    entry = DateEntry()
    qtbot.addWidget(entry)
    entry.set_value(text)
    assert entry.value() == text


def test_a_day_is_picked_from_the_calendar(qtbot):
    entry = DateEntry()
    qtbot.addWidget(entry)
    entry.set_value("2026-07-12")
    entry.show()
    qtbot.keyClick(entry.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    sheet = QApplication.activePopupWidget()
    calendar = sheet.layout().itemAt(0).widget()
    assert calendar.selectedDate().toPython() == date(2026, 7, 12)
    with qtbot.waitSignal(entry.edited):
        calendar.activated.emit(calendar.selectedDate().addDays(1))
    assert entry.value() == "2026-07-13"


CLASHES = [
    Clash("name", "Name", "贺启年", "贺启年 & 子", "贺启 <b>年</b>", "mine", "theirs"),
    Clash("phone", "Mobile", "", "1", "", "1", ""),
]


def test_clashes_are_chosen_field_by_field(qtbot):
    dialog = ClashDialog(CLASHES, "张岚")
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.choice() == {"name": "theirs", "phone": ""}
    dialog.choose("phone", mine=True)
    with qtbot.waitSignal(dialog.resolved) as caught:
        dialog.press_main()
    assert caught.args == [{"name": "theirs", "phone": "1"}]
    assert any("张岚" in label.text() for label in dialog.findChildren(QLabel))
