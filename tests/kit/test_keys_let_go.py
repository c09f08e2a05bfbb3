"""A key that one test holds down is up in the next, whose selecting in a table would mean something else."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_a_key_stays_down(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    qtbot.keyPress(window, Qt.Key.Key_N, HELD)
    assert QApplication.keyboardModifiers() == HELD


def test_and_is_up_in_the_next_test(qapp):
    assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
