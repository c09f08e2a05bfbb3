"""The booking book: a day and its meals, rooms and tables by turn, who waits, and the chosen booking beside them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.booking_typing import next_meal
from desktop.rules.bookings import Spot
from desktop.rules.calendars import clock
from desktop.rules.rights import Right
from desktop.services.bill_imports import OpenBill
from desktop.services.booking_lists import BookLine, DayBook
from desktop.services.bookings import BookingEntry, Change
from desktop.services.cards import GivenLine
from desktop.services.rooms import MealLine
from desktop.ui.bookings import NEW
from desktop.ui.bookings.acts import Acts
from desktop.ui.bookings.aside_list import AsideList
from desktop.ui.bookings.bills import Bills
from desktop.ui.bookings.booking_dialog import BookingDialog
from desktop.ui.bookings.controller import BookingsController
from desktop.ui.bookings.details import MOST_WIDTH, WIDTH, Details
from desktop.ui.bookings.grid import PlacesGrid, seats_word
from desktop.ui.bookings.parked import draft_words
from desktop.ui.bookings.words import called, people, seats_words, slip_words, told, turn_word
from desktop.ui.kit import theme
from desktop.ui.kit.actions import Action, menu_button
from desktop.ui.kit.day_bar import DayBar
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, not_allowed
from desktop.ui.kit.messages import Message
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.text import note
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE, Tone

SETTINGS, ROOMS = "settings", "rooms"
"""Where rooms and meals are set up, and the section of it."""
_OFFER = "offer a freed place"


class BookPage(Page):
    TITLE = N_("Bookings")
    ICON = "calendar-days"
    WATCHES = frozenset({"bookings", "rooms", "clients"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.controller = BookingsController(desk)
        self.book: DayBook | None = None
        self.parked: list[Mapping[str, Any]] = []
        self.dialog: Any = None
        self._meal: UUID | None = None
        self._chosen: UUID | None = None
        self._wish: object = None
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self.acts = Acts(self.controller, self, self.open_change)
        self.open_bills = 0
        self._build()
        self.bills = Bills(self.controller, self, self.progress)
        self._connect()
        self.update_actions()
        if not self.may_see:
            self.show_empty(not_allowed(_("whoever holds “{right}”").format(right=_(Right.SEE_BOOKINGS.label))))

    def _build(self) -> None:
        self.progress = ErrandBar()
        self.content.addWidget(self.progress)
        head = QHBoxLayout()
        head.setSpacing(WIDE)
        self.days = DayBar(today())
        head.addWidget(self.days)
        head.addStretch(1)
        self._parked_row = QHBoxLayout()
        self._parked_row.setSpacing(GAP)
        head.addLayout(self._parked_row)
        self.content.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        self.tabs = tab_row(_("Which meal"))
        line.addWidget(self.tabs)
        self.totals = note()
        line.addWidget(self.totals)
        line.addStretch(1)
        self.content.addLayout(line)
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        self.grid = PlacesGrid()
        self.grid.may_take = self.controller.may_take
        left.addWidget(self.grid, 1)
        self.aside = AsideList()
        left.addWidget(self.aside)
        self._left = QWidget()
        self._left.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._left, 1)
        self.details = Details()
        row.addWidget(self.details)
        self.content.addLayout(row, 1)
        theme.current().changed.connect(self._fit)
        self._fit()

    def _connect(self) -> None:
        self.controller.day_loaded.connect(self._show_day)
        self.controller.refused.connect(self.refuse)
        self.days.day_chosen.connect(lambda _on: self._ask())
        self.tabs.currentChanged.connect(self._meal_chosen)
        for widget in (self.grid, self.aside):
            widget.booking_chosen.connect(self._choose)
            widget.booking_opened.connect(lambda key: self._choose(key, into=True))
        self.grid.booking_wished.connect(self._book_here)
        self.grid.day_wished.connect(self.days.step)
        self.details.file_wished.connect(lambda key: self.desk.open_requested.emit("clients", key))
        self.acts.said.connect(self.toast_requested)
        self.acts.refused.connect(self.refuse)
        self.acts.offered.connect(self._offer)
        self.bills.said.connect(self.toast_requested)
        self.bills.refused.connect(self.refuse)
        self.progress.ended.connect(self.update_actions)
        for keys, name in (("F2", "change"), ("Del", "call_off")):
            key = QShortcut(QKeySequence(keys), self._left)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self._do, name))

    @property
    def may_see(self) -> bool:
        return self.desk.person.may(Right.SEE_BOOKINGS)

    @property
    def meal(self) -> MealLine | None:
        meals = self.book.meals if self.book is not None else ()
        return next((meal for meal in meals if meal.id == self._meal), None)

    @property
    def chosen(self) -> BookLine | None:
        lines = self.book.lines if self.book is not None else ()
        return next((line for line in lines if line.id == self._chosen), None)

    # what the window asks

    def first_focus(self) -> QWidget | None:
        return self.grid

    def actions_offered(self) -> Sequence[Action]:
        if not (self.may_see and self.controller.may_take) or self.book is None or not self._ready(self.book):
            return ()
        new = Action("new_booking_here", N_("New booking"), self.new_booking, "calendar-plus", main=True)
        up = Action("take_up", N_("Take up again"), self.take_up, "play", "Ctrl+M")
        busy = "" if self.progress.isHidden() else _("Wait until the work under way is done, or cancel it.")
        sheet = Action(
            "bills", N_("Bills from the till…"), self.bills.choose_file, "upload", "Ctrl+O", busy, seldom=True
        )
        left = Action("open_bills", N_("Open bills…"), self.bills.show_open, "inbox")
        past = Action("bill_sheets", N_("Sheets of bills…"), self.bills.show_sheets, "history", seldom=True)
        return (new, *((up,) if self.parked else ()), sheet, *((left,) if self.open_bills else ()), past)

    def open(self, argument: object) -> None:
        """NEW, or NEW with a client, begins a booking; an id shows one; a date goes to a day."""
        if isinstance(argument, date):
            self.days.go(argument)
        elif isinstance(argument, UUID):
            self.controller.load_booking(argument, lambda line: self._go(line.on, line.meal, line.id))
        elif argument == NEW or (isinstance(argument, tuple) and argument[:1] == (NEW,)):
            if self.book is None:
                # the meals are on their way
                self._wish = argument
            else:
                self.new_booking(host=argument[1] if isinstance(argument, tuple) else None)

    def reload(self) -> None:
        if self.may_see:
            self._ask()
        if self.may_see and self.controller.may_take:
            self.controller.load_open_bills(self._count_open)

    def _count_open(self, found: Sequence[OpenBill]) -> None:
        if bool(found) != bool(self.open_bills):
            self.open_bills = len(found)
            self.update_actions()

    def draft(self) -> object | None:
        """What was parked, and what is being typed, for when the same person is back."""
        dialog, parked = self.dialog, list(self.parked)
        if isinstance(dialog, BookingDialog) and dialog.isVisible() and dialog.is_new:
            parked.append(dialog.draft())
        if not parked:
            return None
        return {"parked": parked}

    def restore(self, draft: object) -> None:
        assert isinstance(draft, dict)
        self.parked = list(draft["parked"])
        self._show_parked()

    def leave(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()
        self.bills.leave()
        super().leave()

    # what is shown

    def _ask(self) -> None:
        self.controller.load(self.days.on)

    def _go(self, on: date, meal: UUID, booking: UUID | None) -> None:
        self._chosen, self._meal = booking, meal
        if on != self.days.on:
            self.days.go(on)
        else:
            self._ask()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ready(self, book: DayBook) -> bool:
        return bool(book.meals) and any(room.spots for room in book.rooms)

    def _show_day(self, book: DayBook) -> None:
        if book.on != self.days.on:
            return
        first, self.book = self.book is None, book
        if not self._ready(book):
            self._wish = None
            self.show_empty(self._nothing(book))
            self.update_actions()
            return
        self.show_content()
        if self.meal is None:
            number = next_meal([meal.time for meal in book.meals], now())
            self._meal = book.meals[number or 0].id
        self._show_tabs(book)
        self._show_meal()
        self._show_parked()
        if first:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        wish, self._wish = self._wish, None
        if wish is not None:
            self.open(wish)

    def _nothing(self, book: DayBook) -> Empty:
        may = self.desk.person.may(Right.RUN_OFFICE)
        who = _("Whoever runs the office sets them up: Settings › Meals and rooms.") if not may else ""
        if not book.meals:
            sentence = _("The office has no meals yet: the book begins with lunch and dinner.")
            act = _("Add lunch and dinner") if may else ""
            return Empty(sentence, who, act, self.controller.add_usual_meals, icon_name="utensils")
        sentence = _("There are no rooms and tables yet that could be booked.")
        act = _("Enter rooms and tables") if may else ""
        return Empty(sentence, who, act, lambda: self.desk.open_requested.emit(SETTINGS, ROOMS), icon_name="armchair")

    def _show_tabs(self, book: DayBook) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count() > len(book.meals):
            self.tabs.removeTab(self.tabs.count() - 1)
        for number, meal in enumerate(book.meals):
            count = sum(line.meal == meal.id and line.state.takes_place for line in book.lines)
            text = f"{meal.time.name} {count}" if count else meal.time.name
            if number < self.tabs.count():
                self.tabs.setTabText(number, text)
            else:
                self.tabs.addTab(text)
            self.tabs.setTabToolTip(number, f"{clock(meal.time.begins)}–{clock(meal.time.ends)}")
        self.tabs.setCurrentIndex([meal.id for meal in book.meals].index(self._meal))  # type: ignore[arg-type]
        self.tabs.blockSignals(False)

    def _show_meal(self) -> None:
        book, meal = self.book, self.meal
        if book is None or meal is None:
            return
        lines = [line for line in book.lines if line.meal == meal.id]
        spots = [spot for room in book.rooms for spot in room.spots]
        self.grid.fill(spots, meal.turns, lines, self._chosen)
        self.aside.fill(lines, self._chosen)
        self.totals.setText(self._summed(lines, spots))
        if self._chosen not in {line.id for line in lines}:
            here = self.grid.table.line_at(self.grid.currentIndex())
            self._chosen = here.id if here is not None else None
        self._show_chosen()

    def _summed(self, lines: Sequence[BookLine], spots: Sequence[Spot]) -> str:
        comes = [line for line in lines if line.state.takes_place]
        taken = {spot.key for line in comes for spot in line.places}
        heads, free = sum(line.people for line in comes), len(spots) - len(taken)
        said = [_n("{n} booking", "{n} bookings", len(comes)).format(n=len(comes)), people(heads),
                _n("{n} of {all} places free all through", "{n} of {all} places free all through", free).format(
                    n=free, all=len(spots))]  # fmt: skip
        return " · ".join(said)

    def _show_chosen(self) -> None:
        line, meal = self.chosen, self.meal
        self.grid.point_at(self._chosen)
        self.aside.point_at(self._chosen)
        if line is not None and meal is not None and self.book is not None:
            self.details.show_line(line, meal.turns, self.acts.of(line, self.book))
        else:
            self._show_free()
        self.update_actions()

    def _show_free(self) -> None:
        here, meal = self.grid.current_spot(), self.meal
        if here is None or meal is None:
            self.details.show_nothing(_("Choose a booking."))
            return
        spot, turn = here
        where = f"{spot.name} · {turn_word(turn)}" if meal.turns > 1 else spot.name
        said = " · ".join((_("free"), seats_word(spot)))
        book = Action("book_here", N_("Book this place…"), partial(self.new_booking, spot, turn), "calendar-plus")
        self.details.show_nothing(said, where, [book] if self.controller.may_take else [])

    def _show_parked(self) -> None:
        while (item := self._parked_row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if self.parked:
            words = _n("{n} booking parked", "{n} bookings parked", len(self.parked)).format(n=len(self.parked))
            self._parked_row.addWidget(menu_button(words, self._parked_offered, icon_name="bookmark"))

    def _parked_offered(self) -> list[Action]:
        """The one parked last first; a name that was typed is no message to translate."""
        names = {meal.id: meal.time.name for meal in self.book.meals} if self.book is not None else {}
        return [Action(f"parked_{number}", draft_words(draft, names), partial(self.take_up, draft), "play")
                for number, draft in enumerate(reversed(self.parked))]  # fmt: skip

    # what is chosen

    def _meal_chosen(self, number: int) -> None:
        if self.book is not None and 0 <= number < len(self.book.meals):
            self._meal, self._chosen = self.book.meals[number].id, None
            self._show_meal()

    def _choose(self, booking: UUID | None, *, into: bool = False) -> None:
        """`into`: the keys go on to what can be done with it."""
        self._chosen = booking
        self._show_chosen()
        if into and (first := self._first_act()) is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _first_act(self) -> QWidget | None:
        line = self.chosen
        acts = self.acts.of(line, self.book) if line is not None and self.book is not None else []
        return next((found for act in acts if (found := self.details.findChild(QWidget, act.name)) is not None
                     and found.isEnabled() and not found.isHidden()), None)  # fmt: skip

    def _do(self, name: str) -> None:
        line = self.chosen
        if line is not None and self.book is not None:
            for act in self.acts.of(line, self.book):
                if act.name == name and not act.reason:
                    act.act()

    # booking

    def new_booking(self, spot: Spot | None = None, turn: int = 1, host: UUID | None = None) -> None:
        meal = self.meal
        if meal is None or not self.controller.may_take or self._typing:
            return
        self._open_dialog().begin(self.days.on, meal.id, spot, turn, host)

    def take_up(self, draft: Mapping[str, Any] | None = None) -> None:
        """The one that was parked last, or this one."""
        if not self.parked or self.meal is None or self._typing:
            return
        taken = draft if draft is not None else self.parked[-1]
        self.parked = [one for one in self.parked if one is not taken]
        self._show_parked()
        self.update_actions()
        dialog = self._open_dialog()
        dialog.begin(self.days.on, self.meal.id)
        dialog.restore(taken)

    @property
    def _typing(self) -> bool:
        """Ctrl+B reaches the window while a dialog of it is open: what is typed there stays."""
        return isinstance(self.dialog, BookingDialog) and self.dialog.isVisible()

    def _open_dialog(self, line: BookLine | None = None) -> BookingDialog:
        assert self.book is not None
        dialog = self.dialog = BookingDialog(
            self.controller, self.book.meals, today(), now(), self, line=line,
            places=[spot.name for room in self.book.rooms for spot in room.spots])  # fmt: skip
        dialog.saved.connect(self._saved)
        dialog.parked.connect(self._park)
        dialog.finished.connect(lambda _how: self._dialog_gone(dialog))
        dialog.open()
        return dialog

    def _dialog_gone(self, dialog: BookingDialog) -> None:
        # another one may be open already
        if self.dialog is dialog:
            self.dialog = None

    def _book_here(self, spot: Spot, turn: int) -> None:
        self.new_booking(spot, turn)

    def open_change(self, line: BookLine, places_first: bool = False) -> None:
        if self.book is not None and not self._typing:
            dialog = self._open_dialog(line)
            if places_first:
                dialog.go_to_places()

    def _park(self, draft: Mapping[str, Any]) -> None:
        self.parked.append(draft)
        self._show_parked()
        self.update_actions()
        self.toast_requested.emit(_("Parked. Ctrl+M takes it up again."), None)

    def _saved(self, key: UUID, entry: object, moved: Sequence[GivenLine]) -> None:
        new, words = isinstance(entry, BookingEntry), told(moved)

        def seated(unseated: int, tables: Sequence[str], slip: bool) -> None:
            seats = seats_words(unseated, tables) if isinstance(entry, Change) and entry.spots else ""
            said = " ".join(filter(None, (words, seats, slip_words(slip))))
            self.controller.load_said(key, partial(self._tell_saved, new, said))

        if new:
            seated(0, (), False)
        else:
            self.controller.load_seats((key,), seated)

    def _tell_saved(self, new: bool, whom: str, line: BookLine, said: str) -> None:
        """What is to be said on the telephone stands in the toast."""
        words = N_("Booked for {who}. {said}") if new else N_("Changed for {who}. {said}")
        text = _(words).format(who=called(line.host), said=said)
        self.toast_requested.emit(" ".join(filter(None, (text, whom))), lambda: self.acts.undo(line.id))
        self._go(line.on, line.meal, line.id)

    def _offer(self, text: str, act: str, deed: Any) -> None:
        self.bar.say(Message(text, Tone.ACCENT, act, deed, _OFFER))

    def _fit(self) -> None:
        self.details.setFixedWidth(min(round(WIDTH * theme.current().scale.base / 14), MOST_WIDTH))


def now() -> int:
    """Minutes after midnight on the office's clock."""
    here = local(datetime.now(UTC))
    return here.hour * 60 + here.minute
