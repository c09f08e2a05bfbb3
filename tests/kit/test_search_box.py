"""Hits by keys: Enter takes the first, also where it comes before them; the list lies in the window, not in its box."""

from PySide6.QtCore import Qt
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


def test_enter_takes_the_first_hit_of_what_is_typed_and_down_goes_to_the_second(qtbot):
    window, box, taken = QWidget(), SearchBox(), []
    QVBoxLayout(window).addWidget(box)
    qtbot.addWidget(window)
    window.show()
    box.chosen.connect(lambda hit: taken.append(hit.title))

    def ask(text, *keys):
        box.line.setText(text)
        box.show_hits([Hit("client", name, f"{name} {text}") for name in ("贺启年", "单雪")])
        press(*keys)

    def press(*keys):
        for key in keys:
            qtbot.keyClick(box.line, key)

    ask("0318", Qt.Key.Key_Return)
    ask("0318", Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert taken == ["贺启年 0318", "单雪 0318"]
    # of somebody who types faster than the answer comes neither the old hits nor none are taken
    ask("03")
    qtbot.keyClicks(box.line, "18")
    press(Qt.Key.Key_Return)
    assert len(taken) == 2
    box.show_hits([Hit("client", "1", "贺启年")])
    assert taken[2:] == ["贺启年"] and not box.hits
    # who goes on typing has not meant it
    box.line.setText("0318")
    press(Qt.Key.Key_Return)
    qtbot.keyClicks(box.line, "9")
    box.show_hits([Hit("client", "1", "贺启年")])
    assert len(taken) == 3 and len(box.hits) == 1
