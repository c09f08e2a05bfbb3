"""Bars, toasts, dialogs, errands and empty pages say what they should and can be answered."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.rules.errors import BadEntry
from desktop.ui.kit.actions import Action, make_button, make_menu, make_qaction
from desktop.ui.kit.badge import ClassBadge, class_word
from desktop.ui.kit.desk import Errand
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.empty import not_allowed, nothing_found, nothing_yet
from desktop.ui.kit.messages import FaultDialog, Message, MessageBar, Toast
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.tokens import Tone


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.resize(800, 600)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def test_one_message_at_a_time(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    seen = []
    bar.say(Message("offline", Tone.WARN, key="line"))
    bar.say(Message("refused", action="Open it", act=lambda: seen.append(1)))
    bar.say(Message("still offline", Tone.WARN, key="line"))
    assert texts(bar) == ["still offline"]
    assert not bar._more.isHidden()
    assert (bar._more.text(), bar._more.accessibleName()) == ("1 more message", "1 more message waits: show it")
    bar._more.click()
    assert texts(bar) == ["refused"] and bar.property("bar") == "bad" and len(bar.messages) == 2
    bar._more.click()
    assert texts(bar) == ["still offline"]
    bar.settle("line")
    assert "refused" in texts(bar) and bar.property("bar") == "bad"
    bar._action.click()
    assert seen == [1] and bar.isHidden() and bar.messages == ()


def test_a_toast_goes_by_itself_but_not_under_the_pointer(window, qtbot):
    toast = Toast(window)
    toast.say("saved")
    assert toast.isVisible() and toast.timer.isActive() and toast.timer.interval() == 6000
    here = QPointF(1, 1)
    QApplication.sendEvent(toast, QEnterEvent(here, here, here))
    assert not toast.timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast.timer.isActive()
    toast.timer.timeout.emit()
    assert not toast.isVisible()


def test_a_toast_undoes_and_stays_in_the_window(window, qtbot):
    toast, seen = Toast(window), []
    toast.say("贺启年" * 60, lambda: seen.append("undone"))
    assert window.rect().contains(toast.geometry())
    toast._button.click()
    assert seen == ["undone"] and not toast.isVisible()


def test_a_fault_can_be_copied(window, qtbot):
    dialog = FaultDialog(window)
    dialog.say("ValueError\n  clients.py:12")
    dialog.say("KeyError")
    dialog.say("KeyError")
    assert dialog.text.count("KeyError") == 1 and dialog.text.startswith("ValueError")
    dialog.press_main()
    assert QGuiApplication.clipboard().text() == dialog.text
    dialog.reject()


def test_dialogs_never_block(window):
    with pytest.raises(RuntimeError):
        Dialog("Title", window).exec()


def test_a_dialogs_keys_and_refusal(window, qtbot):
    dialog, seen = Dialog("Destroy 12", window), []
    dialog.add_button("Cancel", dialog.reject)
    main = dialog.set_main("Destroy 12", lambda: seen.append(1))
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert seen == [1]
    dialog.set_busy(True)
    dialog.press_main()
    assert seen == [1]
    dialog.refuse(BadEntry("no {what}", what="way"))
    assert dialog.refusal == "✕ no way" and main.isEnabled()
    assert main.x() < main.parentWidget().width() / 2
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_an_errand_on_the_page(qtbot, qapp):
    bar, errand = ErrandBar(), Errand("Import", qapp)
    qtbot.addWidget(bar)
    bar.follow(errand)
    errand.progressed.emit(1234, 50000, "reading")
    assert "reading · 1,234 / 50,000" in texts(bar)
    bar.cancel.click()
    assert errand.cancelled and not bar.cancel.isEnabled()
    with qtbot.waitSignal(bar.ended):
        errand.finished.emit()
    assert bar.isHidden()


def test_empty_pages(qtbot):
    seen = []
    for made, word in (
        (
            nothing_yet("Nothing imported yet.", "Import a sheet", lambda: seen.append("import")),
            "Nothing imported yet.",
        ),
        (nothing_found(["Major", "“heq”"], lambda: seen.append("clear")), "In force: Major · “heq”"),
        (not_allowed("Zhang Lan"), "This is open to Zhang Lan."),
    ):
        qtbot.addWidget(made)
        assert word in texts(made)
        if made.button:
            made.button.click()
    assert seen == ["import", "clear"]


def test_an_action_that_may_not_be_done_says_why(window, qtbot):
    action = Action("print", "Print", lambda: None, "printer", "Ctrl+P", reason="choose <b>clients</b> first")
    made = make_button(action)
    assert not made.isEnabled() and made.accessibleDescription() == "choose <b>clients</b> first"
    assert made.toolTip() == "<span>choose &lt;b&gt;clients&lt;/b&gt; first</span>"


def test_one_action_many_faces(window, qtbot):
    seen = []
    action = Action("save", "Save", lambda: seen.append(1), "save", "Ctrl+S", main=True)
    make_button(action).click()
    window.addAction(make_qaction(action, window))
    window.activateWindow()
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    menu = make_menu([action], window)
    menu.actions()[0].trigger()
    assert seen == [1, 1, 1] and menu.actions()[0].text() == "Save\tCtrl+S" and menu.actions()[0].shortcut().isEmpty()


def test_badges_say_their_word(qtbot):
    badge = ClassBadge("lost")
    qtbot.addWidget(badge)
    assert (badge.accessibleName(), class_word("A"), class_word("金")) == ("Lost", "A Major", "金")
    faces = set()
    for letter in ("A", "B", "C", "D", "lost"):
        badge.show_class(letter)
        faces.add(badge.grab().toImage().constBits().tobytes())
    assert len(faces) == 5
