"""No text from outside is ever read as markup, on any piece of the kit."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.kit import text
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.clash import Clash, ClashDialog
from desktop.ui.kit.empty import nothing_found, nothing_yet
from desktop.ui.kit.filter import FilterBar
from desktop.ui.kit.form import Form, FormField
from desktop.ui.kit.messages import Message, MessageBar, Toast

UI = Path(__file__).resolve().parents[2] / "desktop" / "ui"


@pytest.fixture
def evil(tmp_path):
    """A name that would show a red picture if anything read it as markup."""
    picture = tmp_path / "red.png"
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 0, 0))
    assert image.save(str(picture))
    return f"<img src='{picture.as_posix()}'>"


def red_pixels(widget):
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return image.constBits().cast("I").tolist().count(0xFFFF0000)


def test_the_trap_works(qtbot, evil):
    label = QLabel(evil)
    qtbot.addWidget(label)
    assert red_pixels(label) >= 1600


def test_no_piece_shows_the_picture(qtbot, evil):
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    bar = MessageBar()
    bar.say(Message(evil, action=evil))
    chips = FilterBar(evil)
    chips.show_filters([("x", evil)])
    form = Form([FormField("a", evil), FormField("b", evil, locked=evil)])
    form.show_error("a", evil)
    pieces = [
        text.label(evil, wrap=True), text.note(evil), text.title(evil), text.section(evil), text.figure(evil),
        text.Elided(evil), text.button(evil), bar, chips, form, Tag(evil),
        nothing_yet(evil, evil, lambda: None), nothing_found([evil], lambda: None),
    ]  # fmt: skip
    for piece in pieces:
        column.addWidget(piece)
    toast = Toast(holder)
    toast.say(evil)
    dialog = ClashDialog([Clash("a", evil, evil, evil, evil, 1, 2)], evil)
    qtbot.addWidget(dialog)
    assert red_pixels(holder) == 0
    assert red_pixels(dialog) == 0


def test_all_labels_are_plain(qtbot, evil):
    dialog = ClashDialog([Clash("a", evil, evil, evil, evil, 1, 2)], evil)
    qtbot.addWidget(dialog)
    labels = dialog.findChildren(QLabel)
    assert labels and {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_tooltips_are_escaped():
    assert text.tooltip("<img src=x>\nA<B") == "<span>&lt;img src=x&gt;<br>A&lt;B</span>"
    assert text.tooltip("") == ""


def test_and_signs_are_no_keys():
    assert text.plain_action_text("A & B") == "A && B"


def test_labels_are_made_in_one_place_only():
    """Elsewhere a bare QLabel or a message box would guess whether its text is markup."""
    forbidden = {"QLabel", "QMessageBox", "QErrorMessage", "QTextBrowser"}
    found = []
    for path in UI.rglob("*.py"):
        if path == UI / "kit" / "text.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in forbidden:
                found.append(f"{path.name}:{node.lineno}")
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"setHtml", "appendHtml"}:
                found.append(f"{path.name}:{node.lineno}")
    assert found == []


def test_an_elided_line_keeps_its_whole_text(qtbot):
    holder = QFrame()
    qtbot.addWidget(holder)
    row = QHBoxLayout(holder)
    line = text.Elided("云南省昆明市五华区" * 20)
    row.addWidget(line)
    holder.resize(200, 40)
    assert holder.minimumSizeHint().width() < 200
    assert line.accessibleName() == "云南省昆明市五华区" * 20 and "云南省" in line.toolTip()
