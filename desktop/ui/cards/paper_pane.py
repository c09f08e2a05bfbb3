"""Types the paper of a meal in as one act: register 6.3 of cards or forms, or the servers' list (CO-9, CO-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.bookings import MealTime
from desktop.rules.collecting import Relay, Sheet
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.paper_register import PaperMeal
from desktop.services.rooms import MealLine
from desktop.ui.cards import paper_lines
from desktop.ui.cards.controller import CardsController
from desktop.ui.cards.paper_grid import PaperColumn, PaperGrid, PaperRow
from desktop.ui.kit.date_entry import DateEntry
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.messages import Message, MessageBar
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.paper_view import PaperView, choose_paper, open_paper
from desktop.ui.kit.text import button, note, section
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone

READING = "reading"
BLANK = 6
PHOTO_LEAST = 340
PAPERS = ((Sheet.CARD.value, N_("Register of cards")), (Sheet.FORM.value, N_("Register of forms")),
          (READING, N_("Servers' list: had, read, told")))  # fmt: skip


def register_columns() -> tuple[PaperColumn, ...]:
    """In the order of the form 6.3."""
    return (
        PaperColumn("place", _("Room"), 4), PaperColumn("client", _("Unit and form of address"), 6, choice=True),
        PaperColumn("count_out", _("Number taken"), 2, number=True), PaperColumn("out", _("at"), 2, number=True),
        PaperColumn("taken_by", _("by"), 3), PaperColumn("count_back", _("Number back"), 2, number=True),
        PaperColumn("back", _("at"), 2, number=True), PaperColumn("returned_by", _("by"), 3),
    )  # fmt: skip


def reading_columns() -> tuple[PaperColumn, ...]:
    return (
        PaperColumn("place", _("Room"), 3), PaperColumn("client", _("Client"), 4),
        PaperColumn("server", _("Server"), 3), PaperColumn("received", _("had it at"), 2, number=True),
        PaperColumn("read", _("read it at"), 2, number=True),
        PaperColumn(Relay.ORDERS.value, _("Told: order"), 3), PaperColumn(Relay.SERVES.value, _("serving"), 3),
        PaperColumn(Relay.KITCHEN.value, _("kitchen"), 3),
    )  # fmt: skip


def _last_meal(times: Sequence[MealTime]) -> tuple[date, int]:
    """The meal that began last, and its day: its paper is the one that is typed in."""
    here = local(datetime.now(UTC))
    begun = [number for number, time in enumerate(times) if time.begins <= here.hour * 60 + here.minute]
    return (here.date(), begun[-1]) if begun else (here.date() - timedelta(days=1), len(times) - 1)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A line typed and not saved: of which card or form (None is a new line), how that is told, and what was typed."""

    key: object
    said: str
    typed: dict[str, str]


Paper = tuple[str, str, UUID]
"""Which paper, of which day, of which meal."""
Kept = dict[Paper, list[KeptRow]]


class PaperPane(QWidget):
    closed = Signal()

    def __init__(self, controller: CardsController, meals: Sequence[MealLine], kept: Kept,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self._controller = controller
        self.kept = kept
        self.meal: PaperMeal | None = None
        self.grid: PaperGrid | None = None
        self.saving = False
        self._numbers: list[int] = []
        self._gone: list[KeptRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.bar = MessageBar()
        column.addWidget(self.bar)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(section(_("Type a paper in")))
        self.which = Choice([(key, _(word)) for key, word in PAPERS])
        self.which.set_value(Sheet.CARD.value)
        self.which.setMinimumContentsLength(12)
        self.which.setAccessibleName(_("Which paper"))
        self.on = DateEntry()
        self.on.setFixedWidth(150)
        self.on.line.setAccessibleName(_("Day of the meal"))
        self.of = Choice([(meal.id, meal.time.name) for meal in meals])
        day, number = _last_meal([meal.time for meal in meals])
        self.on.set_value(day)
        self.of.setCurrentIndex(number)
        self.of.setAccessibleName(_("Meal"))
        for widget in (self.which, self.on, self.of):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(button(_("Photo beside it…"), self.choose_photo, icon_name="paperclip"))
        column.addLayout(head)
        hint = _("As it stands on the paper, hours such as 1120, of another day 5-9 1120; Enter goes on, 〃 is as "
                 "above. All lines are saved as one act, marked as recorded for.")  # fmt: skip
        column.addWidget(note(hint, wrap=True))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        column.addWidget(self.split, 1)
        self._left = QWidget()
        self._room = QVBoxLayout(self._left)
        self._room.setContentsMargins(0, 0, 0, 0)
        self.split.addWidget(self._left)
        self.photo: PaperView | None = None
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        self.main = button(_("Save all lines"), self.save, icon_name="save", main=True)
        foot.addWidget(self.main)
        foot.addWidget(button(_("Cancel"), self.close_pane))
        self.numbers = note()
        foot.addWidget(self.numbers)
        foot.addStretch(1)
        column.addLayout(foot)
        self.which.edited.connect(self.load)
        self.of.edited.connect(self.load)
        self.on.line.editingFinished.connect(self.load)
        for keys, act in (("Ctrl+S", self.save), ("Ctrl+Return", self.save), ("Esc", self.close_pane)):
            key = QShortcut(QKeySequence(keys), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(act)

    def begin(self, paper: Paper | None = None) -> None:
        """Goes to a paper, or to that of the meal that began last."""
        if paper is not None:
            self.which.set_value(paper[0])
            self.on.set_value(paper[1])
            self.of.set_value(paper[2])
        self.which.setFocus(Qt.FocusReason.OtherFocusReason)
        self.load()

    def close_pane(self) -> None:
        """What was typed is kept; what is on its way to the office is waited for."""
        if not self.saving:
            self.keep()
            self.closed.emit()

    # what was typed and not saved

    @property
    def chosen(self) -> Paper | None:
        """The paper that the fields above name; None where they name none."""
        try:
            on = date.fromisoformat(self.on.value())
        except ValueError:
            return None
        meal = self.of.value()
        return (str(self.which.value()), on.isoformat(), meal) if isinstance(meal, UUID) else None

    @property
    def here(self) -> Paper | None:
        """The paper whose lines are shown: another while the one chosen is still on its way."""
        if self.meal is None or self.grid is None:
            return None
        return self.grid.objectName(), self.meal.on.isoformat(), self.meal.meal

    def keep(self) -> None:
        """Keeps what was typed under its paper. The paper left last is the last."""
        if self.here is None or self.grid is None:
            return
        self.kept.pop(self.here, None)
        rows = [KeptRow(row.key, row.said, row.typed()) for row in self.grid.rows if row.edited]
        if rows or self._gone:
            self.kept[self.here] = [*rows, *self._gone]

    # loading

    def load(self) -> None:
        chosen = self.chosen
        if chosen is None:
            self.bar.say(Message(_("Type the day of the meal, such as 2026-07-12."), Tone.BAD, key="paper"))
        elif chosen == self.here:
            self.bar.settle("paper")
        else:
            _which, on, meal = chosen
            self._controller.load_paper(date.fromisoformat(on), meal, self._show)

    def _show(self, meal: PaperMeal) -> None:
        if not shiboken6.isValid(self):
            return
        self.keep()
        self.meal = meal
        for key in ("paper", "kept", "gone"):
            self.bar.settle(key)
        which = str(self.which.value())
        grid = self.grid = PaperGrid(reading_columns() if which == READING else register_columns())
        grid.setObjectName(which)
        if which == READING:
            self._fill_reading(grid, meal)
        else:
            self._fill_register(grid, meal, Sheet.of(which))
        grid.edited.connect(self._edited)
        grid.submitted.connect(self.save)
        while (item := self._room.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not meal.lines:
            self._room.addWidget(note(_("Nothing was booked for this meal."), tone=Tone.WARN))
        elif not grid.rows:
            self._room.addWidget(note(_("No card of this meal went out."), tone=Tone.WARN))
        area = scrolling(grid)
        # never narrower than its fields: the photo gives way
        self._left.setMinimumWidth(grid.minimumSizeHint().width() + 2 * MEDIUM)
        self._room.addWidget(area, 1)
        self._put_kept(grid)
        self._count()

    def _fill_register(self, grid: PaperGrid, meal: PaperMeal, kind: Sheet) -> None:
        # as the printed register has them: what is noted first, then lines to fill in
        for line in paper_lines.still_out(meal, kind):
            told = {"place": line.place, "client": line.client or _("Client not shown"),
                    "count_out": str(line.count_out), "out": paper_lines.hour(line.out_at),
                    "taken_by": line.leader or line.server}  # fmt: skip
            values = {"count_back": str(line.count_back) if line.count_back else "", "returned_by": line.returned_by}
            grid.add_row(line.id, told, values)
        for _number in range(BLANK):
            self._blank(grid)

    def _blank(self, grid: PaperGrid) -> PaperRow:
        assert self.meal is not None
        row = grid.add_row(None)
        # one, where nothing is typed
        row.entries["count_out"].setPlaceholderText("1")
        completer = QCompleter(paper_lines.places_of(self.meal), row.entries["place"])
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        row.entries["place"].setCompleter(completer)
        return row

    def _fill_reading(self, grid: PaperGrid, meal: PaperMeal) -> None:
        for line in paper_lines.read_here(meal):
            told = {"place": line.place, "client": line.client or _("Client not shown")}
            values = {"server": line.server, "received": paper_lines.hour(line.received_at),
                      "read": paper_lines.hour(line.understood_at)}  # fmt: skip
            values |= {relay.value: name for relay, name in line.passed_on}
            grid.add_row(line.id, told, values)

    def _put_kept(self, grid: PaperGrid) -> None:
        """Each line goes where its card or form is now; of one that is no longer here is told what was typed."""
        kept = self.kept.get(self.here, []) if self.here is not None else []
        self._gone = []
        for held in kept:
            row = next((row for row in grid.rows if row.key == held.key and not row.edited), None)
            if row is None and held.key is not None:
                self._gone.append(held)
                continue
            row = row or self._blank(grid)
            for name in sorted(held.typed, key=lambda name: name != "place"):
                entry = row.entries.get(name)
                if isinstance(entry, Choice):
                    entry.setCurrentIndex(entry.findText(held.typed[name]))
                elif entry is not None:
                    entry.set_value(held.typed[name])
                    self._edited(row, name)
        if len(kept) > len(self._gone):
            self.bar.say(Message(_("What you had typed and not saved is here again."), Tone.ACCENT, key="kept"))
        if self._gone:
            lines = "; ".join(", ".join((held.said, *filter(None, held.typed.values()))) for held in self._gone)
            said = _("No longer among the lines, so what was typed for it can't be saved here: {lines}")
            self.bar.say(Message(said.format(lines=lines), Tone.WARN, key="gone"))

    # typing

    def _edited(self, row: PaperRow, column: str) -> None:
        if self.meal is not None and column == "place" and row.key is None:
            self._offer_clients(row)
        grid = self.grid
        if grid is not None and row.key is None and row is grid.rows[-1] and row.edited:
            self._blank(grid)
        self._count()

    def _offer_clients(self, row: PaperRow) -> None:
        """Those of the place's parties; the only one is chosen by itself."""
        assert self.meal is not None
        entry, lines = row.entries["place"], paper_lines.at_place(self.meal, row.entries["place"].value())
        names = {spot.name for line in lines for spot in line.places}
        begun = [name for name in names if name.casefold().startswith(entry.value().strip().casefold())]
        if len(begun) == 1:
            entry.set_value(begun[0])
        offered = paper_lines.parties(lines)
        choice = row.entries["client"]
        held = choice.value()
        choice.offer(offered)
        if len(offered) == 1:
            choice.set_value(offered[0][0])
        elif held is not None:
            choice.set_value(held)

    def _count(self) -> None:
        count = sum(row.edited for row in self.grid.rows) if self.grid is not None else 0
        self.numbers.setText(_n("{n} line typed", "{n} lines typed", count).format(n=count) if count else "")
        self.main.setEnabled(bool(count))

    # saving

    def save(self) -> None:
        if self.meal is None or self.grid is None or self.saving:
            return
        if self.chosen != self.here:
            # what stands above and what stands below are of different papers
            self.load()
            return
        self.grid.clear_errors()
        self.bar.settle("paper")
        which = self.grid.objectName()
        try:
            if which == READING:
                readings, self._numbers = paper_lines.reading_lines(self.grid.rows)
            else:
                lines, self._numbers = paper_lines.register_lines(self.grid.rows)
        except BadEntry as refusal:
            self._say(refusal, typed=True)
            return
        if not self._numbers:
            self.bar.say(Message(_("Type at least one line."), Tone.BAD, key="paper"))
            return
        said = _n("{n} line of paper typed in.", "{n} lines of paper typed in.", len(self._numbers)).format(
            n=len(self._numbers))  # fmt: skip
        self._set_saving(True)
        if which == READING:
            self._controller.type_reading(self.meal.on, self.meal.meal, readings, said, self._saved, self._refused)
        else:
            self._controller.type_register(self.meal.on, self.meal.meal, Sheet.of(which), lines, said, self._saved,
                                           self._refused)  # fmt: skip

    def _set_saving(self, saving: bool) -> None:
        """Until the answer comes it stays this paper."""
        self.saving = saving
        for widget in (self.main, self.which, self.on, self.of):
            widget.setEnabled(not saving)

    def _saved(self, _result: Any) -> None:
        self.saving = False
        if self.here is not None:
            self.kept.pop(self.here, None)
        self.closed.emit()

    def _refused(self, error: OfficeError) -> None:
        self._set_saving(False)
        self._say(error, typed=False)

    def _say(self, error: OfficeError, *, typed: bool) -> None:
        """The line of the page, for the office counts those that were handed to it."""
        line, _dot, column = str(getattr(error, "field", "") or "").partition(".")
        if line.isdecimal() and column and self.grid is not None:
            number = int(line) if typed else self._numbers[int(line) - 1]
            error.values = {**error.values, "line": number}
            self.grid.show_error(number, column)
        self.bar.say(Message(str(error), Tone.BAD, key="paper"))

    # the photo

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The photo stands beside the lines, or below where both have not the room."""
        beside = self.width() >= self._left.minimumWidth() + PHOTO_LEAST
        self.split.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def choose_photo(self) -> None:
        choose_paper(self._controller.desk, self, self._show_picture, self._no_picture)

    def show_photo(self, path: Path) -> None:
        open_paper(self._controller.desk, self, path, self._show_picture, self._no_picture)

    def _show_picture(self, picture: QImage) -> None:
        if self.photo is None:
            self.photo = PaperView()
            self.photo.choose_requested.connect(self.choose_photo)
            self.split.addWidget(self.photo)
            self.split.setStretchFactor(0, 3)
            self.split.setStretchFactor(1, 2)
            self._arrange()
        self.photo.show_picture(picture)

    def _no_picture(self, error: OfficeError) -> None:
        self.bar.say(Message(str(error), Tone.BAD, key="photo"))
