"""The theme changes colours and sizes while the program runs."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QVBoxLayout, QWidget

from desktop.i18n import language, set_language
from desktop.ui.kit import icons, start, theme
from desktop.ui.kit.entries import Choice, LongEntry, Spin
from desktop.ui.kit.style_sheet import style_sheet
from desktop.ui.kit.theme import contrasting
from desktop.ui.kit.tokens import DARK, LIGHT, Look, contrast
from tests.kit.conftest import RESOURCES


def test_install_twice_gives_the_same(look, qapp):
    assert theme.install(qapp, RESOURCES) is look is theme.current()


def test_dark_and_back(look, qtbot):
    with qtbot.waitSignal(look.changed):
        look.set_look(Look.DARK)
    assert look.colours is DARK
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert DARK.surface in QApplication.instance().styleSheet()
    look.set_look(Look.LIGHT)
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)


def test_quotation_marks_are_as_wide_as_the_language_has_them(look, qapp):
    def width():
        return QFontMetrics(QApplication.font()).horizontalAdvance("“ ”")

    held = language()
    set_language("zh_CN")
    start.speak(qapp)
    chinese = width()
    set_language("en")
    start.speak(qapp)
    english = width()
    set_language(held)
    start.speak(qapp)
    assert english < chinese * 0.7


@pytest.mark.parametrize("base", [13, 14, 16, 18])
def test_heights_follow_the_text(look, base):
    look.set_base(base)
    assert look.row_height >= max(34, look.text_height() + 14)
    assert look.control_height >= 32
    assert QApplication.font().pixelSize() == base


def test_an_unknown_size_is_our_mistake(look):
    with pytest.raises(ValueError, match="15"):
        look.set_base(15)


def test_chinese_has_a_face(look):
    assert look.font().families()[0] == "Noto Sans SC"
    assert QApplication.fontMetrics().inFontUcs4(ord("张"))


@pytest.mark.parametrize("bold", [False, True])
def test_rare_names_are_no_boxes(look, bold):
    font = look.font(bold=bold)
    faces = [QFont(family) for family in look.families]
    for face in faces:
        face.setBold(bold)
    for rare in "𠮷𬭚𫍯㛃":
        assert any(QFontMetrics(face).inFontUcs4(ord(rare)) for face in faces)
    assert QFontMetrics(font).horizontalAdvance("𠮷") == font.pixelSize()


def test_icons_follow_scheme_and_scale(look):
    drawn = icons.icon("lock")
    one, two = drawn.pixmap(QSize(16, 16), 1.0), drawn.pixmap(QSize(16, 16), 2.0)
    assert (one.width(), two.width(), two.devicePixelRatio()) == (16, 32, 2.0)
    light = _inks(one)
    look.set_look(Look.DARK)
    assert _inks(drawn.pixmap(QSize(16, 16), 1.0)) != light


def test_an_icon_that_is_not_there(look):
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon").pixmap(QSize(16, 16))


def _inks(pixmap):
    image = pixmap.toImage()
    colours = (image.pixelColor(x, y) for x in range(16) for y in range(16))
    return max(colours, key=lambda colour: colour.alpha()).name()


def test_focus_moves_nothing(qtbot, look):
    holder = QWidget()
    column = QVBoxLayout(holder)
    pieces = [QLineEdit("张岚"), Choice([("a", "大客户")]), Spin(0, 9), LongEntry()]
    for piece in pieces:
        column.addWidget(piece)
    qtbot.addWidget(holder)
    with qtbot.waitExposed(holder):
        holder.show()
    pieces[-1].setFocus()
    before = [(p.geometry(), p.sizeHint()) for p in pieces]
    for piece in pieces:
        piece.setFocus()
        QApplication.processEvents()
        column.invalidate()
        column.activate()
        assert [(p.geometry(), p.sizeHint()) for p in pieces] == before
    assert {p.height() for p in pieces[:3]} == {32}


@pytest.mark.parametrize("kind", ["rows", "index"])
def test_in_high_contrast_one_sees_what_is_chosen(look, qtbot, kind):
    """There is no tint to tell it by."""
    listed = QListWidget()
    qtbot.addWidget(listed)
    listed.setProperty(kind, True)
    listed.addItems(["same", "same"])
    listed.setStyleSheet(style_sheet(contrasting(QPalette(QColor("#ffffff"))), look.scale, 32, RESOURCES))
    listed.resize(200, 120)
    listed.show()
    listed.setCurrentRow(1)
    listed.clearFocus()
    picture = listed.viewport().grab().toImage()
    first, second = (picture.copy(listed.visualItemRect(listed.item(n))) for n in range(2))
    assert first != second


def test_high_contrast_takes_the_systems_colours():
    system = QPalette(QColor("#000000"))
    for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base):
        system.setColor(role, QColor("#000000"))
    system.setColor(QPalette.ColorRole.WindowText, QColor("#ffffff"))
    colours = contrasting(system)
    assert (colours.window, colours.ink, colours.outline, colours.dark) == ("#000000", "#ffffff", 2, True)
    assert contrast(colours.bad, colours.bad_ground) > 20
