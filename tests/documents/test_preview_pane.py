"""A page that is drawn at the side of the list: it comes to rest, whatever its height."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from desktop.ui.folders.preview import PreviewPane


class Resizes(QObject):
    """Counts how often what it watches was given another size."""

    count = 0

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.Resize
        return False


def test_a_page_a_little_higher_than_its_room_comes_to_rest(qtbot):
    """Its scroll bar made it narrower, so lower, so that it needed none, so wider, and so on for ever."""
    pane = PreviewPane()
    qtbot.addWidget(pane)
    pane.resize(400, 600)
    pane.show()
    pane.stack.setCurrentIndex(0)
    qtbot.waitExposed(pane)
    room = pane.stack.widget(0).height()
    seen = Resizes()
    pane.paper.installEventFilter(seen)
    for height in range(room - 12, room + 36, 4):
        seen.count = 0
        pane.paper.show_picture(QPixmap(pane.paper.width(), height), "")
        for _turn in range(20):
            QApplication.processEvents()
        assert seen.count <= 4, height
