"""The list of hits lies in the window and not in its box: it goes when the box does."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.search_box import Hit, SearchBox


def test_hits_go_with_their_box(qtbot):
    window, page, box = QWidget(), QWidget(), SearchBox()
    QVBoxLayout(window).addWidget(page)
    QVBoxLayout(page).addWidget(box)
    qtbot.addWidget(window)
    window.show()
    box.line.setText("郁")
    box.show_hits([Hit("person", "1", "郁秋白", "", "")])
    assert box.popup.isVisible()
    # another page is shown by the program, while the line keeps the keys
    page.hide()
    assert not box.popup.isVisible()
