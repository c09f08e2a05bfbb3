"""Search hears what is still being composed, and leaves the input method its keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from desktop.ui.kit.filter import FilterBar, SearchLine


@pytest.fixture
def line(qtbot):
    made = SearchLine("Search")
    qtbot.addWidget(made)
    made.heard = []
    made.searched.connect(made.heard.append)
    return made


def compose(line, text, commit=""):
    event = QInputMethodEvent(text, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(line, event)


def test_composition_is_searched_for(line):
    for text in ("h", "he", "he'q"):
        compose(line, text)
    assert line.heard == ["h", "he", "heq"] and line.text() == "" and line.composing
    compose(line, "", "贺启年")
    assert line.heard[-1] == "贺启年" and not line.composing


def test_composition_stands_at_the_cursor(line):
    line.setText("云公司")
    line.setCursorPosition(1)
    compose(line, "ling")
    assert line.query() == "云ling公司"


def test_nothing_is_said_twice(line, qtbot):
    qtbot.keyClicks(line, "ab")
    compose(line, "")
    assert line.heard == ["a", "ab"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down])
def test_keys_belong_to_the_input_method_while_composing(line, qtbot, key):
    line.setText("云")
    compose(line, "he'q")
    with qtbot.assertNotEmitted(line.submitted), qtbot.assertNotEmitted(line.down_pressed):
        qtbot.keyClick(line, key)
    assert line.text().startswith("云")


def test_keys_when_nothing_is_composed(line, qtbot):
    line.setText("云")
    with qtbot.waitSignal(line.submitted):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    with qtbot.waitSignal(line.down_pressed):
        qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""


def test_chips_end_their_filter(qtbot):
    bar = FilterBar("Search the list")
    qtbot.addWidget(bar)
    bar.show_filters([("class", "Major"), ("mine", "Mine & <b>")])
    assert [chip.key for chip in bar.chips] == ["class", "mine"]
    assert bar.chips[1].accessibleName() == "Without Mine & <b>"
    with qtbot.waitSignal(bar.removed) as caught:
        bar.chips[1].click()
    assert caught.args == ["mine"]
    with qtbot.waitSignal(bar.cleared):
        bar._clear.click()
    bar.show_filters([])
    assert bar.chips == () and bar._clear.isHidden()
