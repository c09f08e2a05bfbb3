"""The stops of the tour on the cards: what is out, the paper beside its photo, what was found, what cards lack."""

import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from desktop.rules.collecting import Sheet
from desktop.services import cards
from desktop.services.cards import Wanted
from tests.tour_meal import LATE, _on_way
from tests.tour_stops import _dialog


def _page(tour, window):
    page = window.go("bookings", "cards")
    tour.settle()
    if page.paper is not None:
        page.close_paper()
        tour.settle()
    return page


def _tab(tour, window, number):
    page = _page(tour, window)
    page.tabs.setCurrentIndex(number)
    tour.settle()
    return page


def cards_out(tour, window):
    page = _tab(tour, window, 4)
    if not page.rows:
        _on_way(tour, window)
    elif not any(row.line.back_at is None for row in page.rows):
        # the stops on this meal have taken all back: some of it goes out again
        again = [Wanted(row.line.booking, row.line.client_id, row.line.kind) for row in page.rows if row.line.client_id]
        window.desk.do(cards.hand_out, list(dict.fromkeys(again))[:5], window.desk.person.id, LATE)
        tour.settle()
    page = _tab(tour, window, 0)
    page.view.selectRow(0)
    tour.settle()


def cards_gone(tour, window):
    page = _tab(tour, window, 0)
    page.view.selectRow(0)
    page.acts.do("gone", page.chosen())
    tour.settle()
    return _dialog()


def cards_earlier(tour, window):
    page = _tab(tour, window, 0)
    page.view.selectRow(0)
    page.acts.do("earlier", page.chosen())
    tour.settle()
    return _dialog()


def cards_history(tour, window):
    page = _tab(tour, window, 4)
    rows = [row for row in page.rows if row.line.passed_on] or page.rows
    page.acts.history(rows[0])
    tour.settle()
    return _dialog()


def cards_found(tour, window):
    page = _tab(tour, window, 4)
    row = next(row for row in page.rows if row.line.kind is Sheet.CARD and row.line.client_id is not None)
    page.acts.findings(row)
    tour.settle()
    dialog = _dialog()
    if dialog is not None and dialog.choices:
        first = next(iter(dialog.choices))
        dialog.choices[first].set_value("otherwise")
        dialog._chosen(first)
        tour.settle()
    return dialog


def cards_to_print(tour, window):
    page = _tab(tour, window, 5)
    page.stale_view.selectRow(0)
    tour.settle()


def cards_still_so(tour, window):
    page = _tab(tour, window, 6)
    page.faded_view.selectRow(0)
    tour.settle()


def cards_again_in_file(tour, window):
    """A file with an allergy that nobody has seen for its time."""
    page = _page(tour, window)
    window.open("clients", page.shown.faded[0].client_id)
    tour.settle()


def cards_paper(tour, window):
    page = _tab(tour, window, 0)
    page.type_paper()
    tour.settle()
    grid = page.paper.grid
    blank = next(row for row in grid.rows if row.key is None)
    place = page.paper.meal.lines[0].places[0].name if page.paper.meal.lines else ""
    for name, text in (("place", place), ("out", "1120"), ("taken_by", "王芳")):
        blank.entries[name].set_value(text)
        grid.edited.emit(blank, name)
    tour.settle()


def cards_paper_wrong(tour, window):
    page = window.go("bookings", "cards")
    grid = page.paper.grid
    blank = next(row for row in grid.rows if row.key is None)
    blank.entries["out"].set_value("25:10")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.png"
        _drawn().save(str(path))
        page.paper.show_photo(path)
        # read beside the window
        tour.settle()
    page.paper.save()
    tour.settle()


def cards_paper_reading(tour, window):
    page = _tab(tour, window, 0)
    page.type_paper()
    tour.settle()
    page.paper.which.set_value("reading")
    page.paper.load()
    tour.settle()


def cards_nothing(tour, window):
    _tab(tour, window, 3)


def _drawn():
    """Something that looks like a sheet with handwriting."""
    sheet = QPixmap(900, 640)
    sheet.fill(QColor("#f7f3e8"))
    painter = QPainter(sheet)
    painter.setPen(QColor("#556"))
    for line in range(9):
        painter.drawLine(30, 60 + 64 * line, 870, 60 + 64 * line)
    for column in range(9):
        painter.drawLine(30 + 105 * column, 60, 30 + 105 * column, 572)
    painter.setFont(QFont("Noto Sans SC", 15))
    for number, text in enumerate(("牡丹厅", "云川木业", "1", "11:20", "王芳", "1", "13:50", "李娜")):
        painter.drawText(36 + 105 * number, 64, 96, 60, Qt.AlignmentFlag.AlignVCenter, text)
    painter.end()
    return sheet


STOPS = (cards_out, cards_gone, cards_earlier, cards_history, cards_found, cards_to_print, cards_still_so,
         cards_again_in_file, cards_paper, cards_paper_wrong, cards_paper_reading, cards_nothing)  # fmt: skip
