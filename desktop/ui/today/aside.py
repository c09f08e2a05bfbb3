"""Beside the list of Today: the next days of my clients, my running figures, and what happened while I was away."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.words import DayCalendar
from desktop.services.anniversaries import UpcomingDay
from desktop.services.today import Figure
from desktop.services.while_away import Change, Meanwhile
from desktop.ui.kit.phrases import day, listed, moment
from desktop.ui.kit.text import button, label, note, section
from desktop.ui.kit.tokens import GAP, MEDIUM, SMALL, WIDE

MOST_ACTIONS = 3
LINK_PADDING = 6


class Aside(QWidget):
    opened = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, WIDE)
        column.setSpacing(MEDIUM)
        self.days, self.figures, self.away = _Card(), _Card(), _Card()
        for card in (self.days, self.figures, self.away):
            column.addWidget(card)
        column.addStretch(1)

    def show_days(self, days: Sequence[UpcomingDay], whole: bool) -> None:
        heading = _("Dates of the department's clients") if whole else _("Dates of my clients")
        pieces = [self._day(found) for found in days]
        self.days.fill(heading, pieces, _("None in the next 30 days."))

    def show_figures(self, figures: Sequence[Figure]) -> None:
        self.figures.setVisible(bool(figures))
        self.figures.fill(_("Running figures"), [_figure(_(f.label), f.value) for f in figures], "")

    def show_away(self, found: Meanwhile) -> None:
        pieces = [self._change(change) for change in found.changes]
        if found.more:
            pieces.append(_beside(note(_("and {n} more").format(n=found.more))))
        since = _("since {moment}").format(moment=moment(found.since))
        self.away.fill(_("While you were away"), pieces, _("No colleague changed your files."), since)

    def _day(self, found: UpcomingDay) -> QWidget:
        what = found.label or _(found.kind_label)
        if found.calendar is DayCalendar.LUNAR:
            what += " (" + _("lunar") + ")"
        return self._piece(found.client_name, ("clients", found.client_id), f"{day(found.on)} · {what}")

    def _change(self, change: Change) -> QWidget:
        acts = listed(_(act) for act in change.actions[:MOST_ACTIONS])
        return self._piece(change.client_name, ("clients", change.client_id),
                           f"{change.who} · {acts} · {moment(change.at)}")  # fmt: skip

    def _piece(self, name: str, where: tuple[str, Any], below: str) -> QWidget:
        piece = QWidget()
        piece.setProperty("through", True)
        column = QVBoxLayout(piece)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        link = button(name, lambda: self.opened.emit(*where), link=True)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(link)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(_beside(note(below, wrap=True)))
        return piece


class _Card(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(WIDE - LINK_PADDING, MEDIUM, WIDE, MEDIUM)
        self._column.setSpacing(GAP)
        self.hide()

    def fill(self, heading: str, pieces: Sequence[QWidget], none: str, sentence: str = "") -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._column.addWidget(_beside(section(heading)))
        if sentence:
            self._column.addWidget(_beside(note(sentence, wrap=True)))
        for piece in pieces or ([_beside(note(none, wrap=True))] if none else []):
            self._column.addWidget(piece)
        self.setVisible(bool(pieces or none))


def _figure(word: str, value: int) -> QWidget:
    piece = QWidget()
    piece.setProperty("through", True)
    line = QHBoxLayout(piece)
    line.setContentsMargins(LINK_PADDING, 0, 0, 0)
    line.setSpacing(SMALL)
    line.addWidget(note(word, wrap=True), 1)
    line.addWidget(label(f"{value:,}", role="strong"))
    return piece


def _beside(words: QLabel) -> QLabel:
    """Begins where the words of a link begin, which keeps room for its outline."""
    words.setContentsMargins(LINK_PADDING, 0, 0, 0)
    words.setWordWrap(True)
    return words
