"""The chosen booking beside the grid: who, wishes, deposit, bill, and the buttons of what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.amounts import grouped
from desktop.rules.calendars import clock
from desktop.services.booking_lists import BookLine, Known
from desktop.ui.bookings.words import STATE_LOOKS, called, people, places, state_word, turn_word, whole_name
from desktop.ui.kit.actions import Action, make_button, menu_button
from desktop.ui.kit.badge import ClassBadge, Tag, badge_letter
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import day, listed, moment
from desktop.ui.kit.risk import risk_tag
from desktop.ui.kit.text import button, label, note, rule, section
from desktop.ui.kit.tokens import GAP, MEDIUM, SMALL, WIDE, Tone

BESIDE_MORE = 3
"""Buttons besides the main one; the rest waits under More."""
WIDTH, MOST_WIDTH = 320, 360
"""In pixels, at the usual size of text and at most: the grid needs the room."""


class Details(QFrame):
    """Head and buttons stay in sight; what is known scrolls between them."""

    file_wished = Signal(object)
    """A client's id."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(WIDE, MEDIUM, WIDE, MEDIUM)
        column.setSpacing(GAP)
        self._head, self._foot = QVBoxLayout(), QVBoxLayout()
        inner = QWidget()
        self._facts = QGridLayout(inner)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(MEDIUM)
        self._facts.setVerticalSpacing(SMALL + 2)
        self._facts.setColumnStretch(1, 1)
        column.addLayout(self._head)
        area = scrolling(inner)
        # the head is whole, whatever the size of text
        area.setMinimumHeight(SMALL * 8)
        column.addWidget(area, 1)
        column.addLayout(self._foot)
        self._shown: object = None
        self.show_nothing("")

    def show_nothing(self, sentence: str, place: str = "", actions: Sequence[Action] = ()) -> None:
        """No booking; a free place may be what one is at."""
        if self._shown == (place, sentence):
            return
        self._shown = (place, sentence)
        self._empty()
        if place:
            name = section(place)
            name.setWordWrap(True)
            self._head.addWidget(name)
        self._head.addWidget(note(sentence, wrap=True))
        if actions:
            self._buttons(actions, "")

    def show_line(self, line: BookLine, turns: int, actions: Sequence[Action]) -> None:
        """The focus stays on the button of the same name where there is still one."""
        key = (line, turns, [(action.name, action.reason, action.main) for action in actions])
        if key == self._shown:
            return
        focus = self.window().focusWidget()
        held = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        self._shown = key
        self._empty()
        self._show_head(line, turns)
        self._fact(_("Reason"), line.reason)
        for word, known in (*((_("Host"), line.host),), (_("Payer"), line.payer),
                            *((_("Guest"), guest) for guest in line.guests)):  # fmt: skip
            if known is not None:
                self._client(word, known)
        self._fact(_("Guests"), listed(line.names))
        self._fact(_("Wishes"), line.wishes)
        self._fact(_("Party for"), line.purpose)
        self._fact(_("Deposit (¥)"), grouped(line.deposit) if line.deposit else "")
        self._fact(_("Bill (¥)"), _bill_words(line))
        said = _("No. {number}, taken by {name}, {when}").format(number=line.number, name=line.taken_by,
                                                                 when=moment(line.taken_at))  # fmt: skip
        row = self._facts.rowCount()
        self._facts.addWidget(note(said, wrap=True), row, 0, 1, 2)
        self._facts.setRowStretch(row + 1, 1)
        if actions:
            self._buttons(actions, held)

    def _show_head(self, line: BookLine, turns: int) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        host = line.host
        letter = badge_letter(host.client_class) if host is not None else ""
        if letter:
            head.addWidget(ClassBadge(letter, self), 0, Qt.AlignmentFlag.AlignTop)
        name = section(called(host))
        name.setWordWrap(True)
        head.addWidget(name, 1)
        icon, tone = STATE_LOOKS[line.state]
        head.addWidget(Tag(state_word(line), tone, icon), 0, Qt.AlignmentFlag.AlignTop)
        self._head.addLayout(head)
        if host is not None and (tag := risk_tag(host.risk)) is not None:
            self._head.addWidget(tag)
        when = [day(line.on), clock(line.at), line.meal_name, turn_word(line.turn) if turns > 1 else ""]
        self._head.addWidget(label(" · ".join(part for part in when if part), wrap=True))
        where = " · ".join(part for part in (places(line), people(line.people)) if part)
        self._head.addWidget(label(where, role="strong", wrap=True))
        seats = sum(spot.seats for spot in line.places)
        if line.places and seats < line.people:
            said = _("{seats} seats for {people} people").format(seats=seats, people=line.people)
            self._head.addWidget(Tag(said, Tone.WARN, "triangle-alert"))
        self._head.addWidget(rule())

    def _client(self, word: str, known: Known) -> None:
        block = QVBoxLayout()
        block.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        block.addWidget(label(whole_name(known), wrap=True))
        open_file = button(_("To the file"), lambda key=known.id: self.file_wished.emit(key), link=True)
        open_file.setAccessibleName(_("Open the file of {name}").format(name=known.name))
        below = " · ".join(part for part in (word, known.phone, known.unit) if part)
        row.addWidget(note(below, wrap=True), 1)
        row.addWidget(open_file, 0, Qt.AlignmentFlag.AlignTop)
        block.addLayout(row)
        self._facts.addLayout(block, self._facts.rowCount(), 0, 1, 2)

    def _fact(self, word: str, text: str) -> None:
        if text:
            number = self._facts.rowCount()
            self._facts.addWidget(note(word), number, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(label(text, wrap=True, select=True), number, 1)

    def _buttons(self, actions: Sequence[Action], held: str) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, SMALL, 0, 0)
        grid.setSpacing(GAP)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        main = [action for action in actions if action.main]
        others = [action for action in actions if not action.main]
        shown, rest = others[:BESIDE_MORE], others[BESIDE_MORE:]
        if len(rest) == 1:
            shown, rest = others, []
        made = [make_button(action) for action in (*main, *shown)]
        if rest:
            more = menu_button(_("More"), lambda: rest, icon_name="ellipsis")
            more.setObjectName("more")
            made.append(more)
        for place, piece in enumerate(made, len(main)):
            piece.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            if len(made) == 1 or (main and piece is made[0]):
                grid.addWidget(piece, 0, 0, 1, 2)
            else:
                grid.addWidget(piece, place // 2, place % 2)
            if piece.objectName() == held:
                piece.setFocus(Qt.FocusReason.OtherFocusReason)
        self._foot.addWidget(rule())
        self._foot.addLayout(grid)

    def _empty(self) -> None:
        for layout in (self._head, self._facts, self._foot):
            for row in range(self._facts.rowCount()):
                self._facts.setRowStretch(row, 0)
            while (item := layout.takeAt(0)) is not None:
                drop(item)


def _bill_words(line: BookLine) -> str:
    if line.total is None:
        return ""
    parts = [grouped(line.total)]
    if line.food is not None:
        parts.append(_("food {amount}").format(amount=grouped(line.food)))
    if line.signed:
        parts.append(_("signed on account"))
    return " · ".join(parts)


def drop(item: object) -> None:
    """Takes away what a layout held, with all that is in it."""
    widget, layout = item.widget(), item.layout()  # type: ignore[attr-defined]
    if isinstance(widget, QWidget):
        widget.hide()
        widget.deleteLater()
    elif isinstance(layout, QLayout):
        while (inner := layout.takeAt(0)) is not None:
            drop(inner)
