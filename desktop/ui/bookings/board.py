"""The board 岗位屏 for pantry and kitchen: full screen and large, only what a post must know; Esc leaves it."""

from datetime import UTC, date, datetime
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.bookings import clock
from desktop.rules.collecting import Stage
from desktop.rules.collection_forms import graded
from desktop.services.meal_board import Board, BoardLine
from desktop.ui.bookings.meal_controller import MealController
from desktop.ui.bookings.meal_words import STAGE_LOOKS, STAGE_WORDS
from desktop.ui.kit import theme
from desktop.ui.kit.clocks import left
from desktop.ui.kit.icons import LARGE_ICON
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import IconLabel, button, label, set_tone
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import HUGE, MEDIUM, WIDE, Tone

SECOND = 1000
TEXT = 22
"""Pixels of its letters, whatever the user chose for the pages."""
WATCHES = frozenset({"bookings", "rooms", "clients", "reviews"})


class BoardWindow(QMainWindow):
    """Its own window above the program's; it goes when the page goes, and is hidden while the program is locked."""

    def __init__(self, controller: MealController, on: date, meal: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Board"))
        self._controller, self._on, self._meal = controller, on, meal
        self.board: Board | None = None
        whole = QWidget()
        self.setCentralWidget(whole)
        column = QVBoxLayout(whole)
        column.setContentsMargins(HUGE, WIDE, HUGE, WIDE)
        column.setSpacing(MEDIUM)
        head = QHBoxLayout()
        head.setSpacing(HUGE)
        self.name, self.countdown, self.time = big(bold=True), big(), big()
        for piece in (self.name, self.countdown):
            head.addWidget(piece)
        head.addStretch(1)
        head.addWidget(self.time)
        leave = button(_("Leave the board (Esc)"), self.close, icon_name="x")
        leave.setFixedHeight(48)
        head.addWidget(leave)
        column.addLayout(head)
        self._rows = QWidget()
        self._grid = QVBoxLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(self._rows)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("Board"))
        column.addWidget(self._area, 1)
        for keys in ("Esc", "F11"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.close)
        controller.desk.changed.connect(self._changed)
        controller.desk.returned.connect(self.load)
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND)
        self._clock.timeout.connect(self.tick)
        self._clock.start()
        self.tick()
        self.load()
        self._area.setFocus()

    def load(self) -> None:
        self._controller.load_board(self._on, self._meal, self._show)

    def tick(self) -> None:
        now = datetime.now(UTC)
        self.time.setText(f"{local(now):%H:%M}")
        if self.board is None:
            return
        words, tone = "", Tone.PLAIN
        if any(line.card is Stage.DUE for line in self.board.lines):
            words, tone = left(self.board.ready_by, now)
        if words != self.countdown.text():
            self.countdown.setText(words)
            set_tone(self.countdown, tone)

    def _changed(self, topics: frozenset[str]) -> None:
        if WATCHES & topics:
            self.load()

    def _show(self, board: Board) -> None:
        self.board = board
        self.name.setText(board.name)
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for line in board.lines:
            self._grid.addWidget(_row(line))
        if not board.lines:
            self._grid.addWidget(big(_("Nobody is recognised among the bookings yet.")))
        self._grid.addStretch(1)
        self.tick()


def big(text: str = "", tone: Tone = Tone.PLAIN, *, bold: bool = False, wrap: bool = False) -> QLabel:
    return label(text, role="board-strong" if bold else "board", tone=tone, wrap=wrap)


def _row(line: BoardLine) -> QFrame:
    made = QFrame()
    made.setProperty("card", True)
    grid = QGridLayout(made)
    grid.setContentsMargins(WIDE, MEDIUM, WIDE, MEDIUM)
    grid.setHorizontalSpacing(HUGE)
    # alike in all rows, so that the eye goes down a column
    for column, share in enumerate((2, 5, 5, 9, 5)):
        grid.setColumnStretch(column, share)
        grid.setColumnMinimumWidth(column, 40 * share)
    top = Qt.AlignmentFlag.AlignTop
    grid.addWidget(big(clock(line.at), Tone.NOTE), 0, 0, top)
    grid.addWidget(big(line.place or _("no place"), bold=True, wrap=True), 0, 1, top)
    grid.addWidget(big(line.address, wrap=True), 0, 2, top)
    words = QVBoxLayout()
    said = [line.place, line.address]
    if line.allergies:
        text = _("Allergic: {what}").format(what=graded(line.allergies, line.allergy_grade, _))
        if not line.checked:
            text = _("{what} (not verified)").format(what=text)
        elif line.again:
            text = _("{what} (confirm again)").format(what=text)
        words.addLayout(_marked("triangle-alert", text, Tone.BAD, bold=True))
        said.append(text)
    if line.taboos:
        text = _("Must not have: {what}").format(what=graded(line.taboos, line.taboo_grade, _))
        words.addLayout(_marked("ban", text, Tone.PLAIN))
        said.append(text)
    if not line.allergies and not line.taboos:
        words.addWidget(big("–", Tone.NOTE))
    # no alignment: with one, wrapped text would be given a single line
    words.addStretch(1)
    grid.addLayout(words, 0, 3)
    icon, tone = STAGE_LOOKS[line.card]
    state = _("No card") if line.card is Stage.NONE else _(STAGE_WORDS[line.card])
    grid.addLayout(_marked(icon, state, tone), 0, 4, top)
    made.setAccessibleName(" · ".join([*said, state]))
    return made


def _marked(icon: str, text: str, tone: Tone, *, bold: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(MEDIUM)
    if icon:
        mark = IconLabel(icon, tone.value, LARGE_ICON)
        # in the middle of the first line
        mark.setFixedHeight(theme.current().text_height(TEXT))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(big(text, tone, bold=bold, wrap=True), 1)
    return row
