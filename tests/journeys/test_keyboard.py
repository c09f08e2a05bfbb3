"""The whole program by keyboard alone, and what must hold on every page: names, plain text, no word cut off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parents[2]


def test_every_page_and_dialog_is_named_plain_and_whole(tmp_path):
    """At the largest text in the smallest window, in English, whose words are the longest."""
    given = ["--check", "--language", "en", "--look", "light", "--text", "18", "--size", "1280x680"]
    environment = {**os.environ, "QT_QPA_PLATFORM": ""}
    del environment["QT_QPA_PLATFORM"]
    done = subprocess.run([sys.executable, "-m", "tests.tour", str(tmp_path), *given], cwd=ROOT, env=environment,
                          capture_output=True, text=True, encoding="utf-8", timeout=180, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def press(qtbot, keys, modifiers=Qt.KeyboardModifier.NoModifier):
    """To whatever has the focus, as a keyboard does."""
    widget = QApplication.focusWidget()
    assert widget is not None
    if isinstance(keys, str):
        qtbot.keyClicks(widget, keys)
    else:
        qtbot.keyClick(widget, keys, modifiers)


@pytest.fixture
def office_of_three(screens):
    return screens("贺启年", "单雪", "王建国")


def test_a_client_is_found_changed_and_left_without_the_mouse(office_of_three, qtbot):
    shown, control = office_of_three, Qt.KeyboardModifier.ControlModifier
    shown.window.go("clients", "list")
    page = shown.page
    qtbot.waitUntil(lambda: page.list.count == 3 and page.list.view.hasFocus())
    press(qtbot, Qt.Key.Key_K, control)
    press(qtbot, "hqn")
    qtbot.waitUntil(lambda: len(shown.window.search.hits) == 1)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.in_file and page.file.file is not None)
    press(qtbot, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page.file.details is not None and page.file.details.editing != [])
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_A, control)
    press(qtbot, "He Zong")
    press(qtbot, Qt.Key.Key_Return, control)
    qtbot.waitUntil(lambda: page.file.file.values["salutation"] == "He Zong" and not page.file.details.editing)
    press(qtbot, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert not page.in_file
    assert page.list.view.hasFocus()
    press(qtbot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.in_file and page.file.file is not None)
    with qtbot.waitSignal(shown.window.lock_requested):
        press(qtbot, Qt.Key.Key_L, control)


def test_letters_lead_to_a_name_in_the_list(office_of_three, qtbot):
    view = office_of_three.page.list.view
    qtbot.waitUntil(lambda: office_of_three.page.list.count == 3)
    view.setFocus()
    press(qtbot, "wjg")
    assert office_of_three.page.list.table.held_row(view.currentIndex().row()).cells[1].text == "王建国"


def test_f6_goes_round_the_panes(office_of_three, qtbot):
    window = office_of_three.window
    qtbot.waitUntil(lambda: office_of_three.page.list.count == 3)
    window.search.take_focus()
    round_trip = []
    for _pane in range(4):
        press(qtbot, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        round_trip.append(next(name for name, pane in (("search", window.search), ("sidebar", window.sidebar),
                                                       ("status", window.status), ("page", window.page))
                               if pane.isAncestorOf(focus)))  # fmt: skip
    assert round_trip == ["page", "status", "sidebar", "search"]
