"""This meal 本餐: its recognised clients with their cards and forms, the clocks of both, and what is still out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import shiboken6
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.bookings import BookingState, clock
from desktop.rules.collecting import Post, Sheet
from desktop.rules.rights import Right
from desktop.services.cards import GivenLine
from desktop.services.prints import Printed
from desktop.ui.bookings.acts import SEATING
from desktop.ui.bookings.board import BoardWindow
from desktop.ui.bookings.meal_acts import Chosen, MealActs
from desktop.ui.bookings.meal_controller import MealController, Shown
from desktop.ui.bookings.meal_head import EveningLine, MealHead
from desktop.ui.bookings.meal_rows import columns, meal_row, owed_columns, owed_row
from desktop.ui.bookings.meal_steps import Key, MealRow, late, out, rows_of
from desktop.ui.bookings.words import places
from desktop.ui.kit.actions import Action, ActionRow, make_menu
from desktop.ui.kit.cells import Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, not_allowed
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.messages import Message
from desktop.ui.kit.page import Page
from desktop.ui.kit.phrases import day
from desktop.ui.kit.printing import PrintDesk, printout
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import MEDIUM, Tone

OWED = "outstanding of earlier meals"
_KEYS = (("F3", "hand_out"), ("F4", "receive"), ("F5", "understand"), ("F7", "pass_on"), ("F8", "take_back"))
BRIEFINGS = ((Post.KITCHEN, N_("Briefing for the kitchen…")), (Post.TABLE, N_("Briefing for the tables…")),
             (Post.DOOR, N_("Briefing for the door…")))  # fmt: skip
SECOND = 1000


class MealPage(Page):
    TITLE = N_("Bookings")
    ICON = "calendar-days"
    WATCHES = frozenset({"bookings", "rooms", "clients", "reviews"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = MealController(desk)
        self.shown: Shown | None = None
        self.rows: list[MealRow] = []
        self.owed: list[GivenLine] = []
        self.board: BoardWindow | None = None
        self.sheet: Any = None
        self._printing = printing
        self._meal: UUID | None = None
        self._owing, self._told = False, 0
        self._rows: list[Row] = []
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self.acts = MealActs(self.controller, self)
        self._build()
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(SECOND)
        self._clock.timeout.connect(lambda: self.tick(datetime.now(UTC)))
        self.update_actions()
        if not self.may_see:
            self.show_empty(not_allowed(_("whoever holds “{right}”").format(right=_(Right.SEE_BOOKINGS.label))))

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(MEDIUM)
        self.tabs = tab_row(_("Which meal"))
        top.addWidget(self.tabs)
        self.on = note()
        top.addWidget(self.on)
        top.addStretch(1)
        self.content.addLayout(top)
        self.head = MealHead()
        self.content.addWidget(self.head)
        self.evening = EveningLine()
        self.content.addWidget(self.evening)
        self._buttons = ActionRow(stretched=True)
        self.content.addLayout(self._buttons)
        self.view = TableView(_("Bookings and recognised clients"), many=True, double=True)
        self.table = LazyTable(columns(), partial(self._fetch, False), self)
        self.view.show_table(self.table)
        self.owed_view = TableView(_("Outstanding of earlier meals"), many=True)
        self.owed_table = LazyTable(owed_columns(), partial(self._fetch, True), self)
        self.owed_view.show_table(self.owed_table)
        # part of the page before anything is in it, or its first list would be shown as a window of its own
        self.lists = QStackedLayout()
        self.content.addLayout(self.lists, 1)
        for view in (self.view, self.owed_view):
            self.lists.addWidget(view)
        self._none = Empty(_("Nothing is booked for this meal."), "", _("Open the booking book"),
                           lambda: self.desk.open_requested.emit("book", None), icon_name="utensils",
                           main=False)  # fmt: skip
        self.lists.addWidget(self._none)

    def _connect(self) -> None:
        self.controller.loaded.connect(self._show)
        self.controller.refused.connect(self.refuse)
        self.controller.printed.connect(self._print)
        self.controller.previewed.connect(self._preview)
        self.acts.said.connect(self.toast_requested)
        self.tabs.currentChanged.connect(self._tab_chosen)
        for view in (self.view, self.owed_view):
            view.chosen.connect(lambda _keys: self._show_buttons())
            view.menu_requested.connect(self._menu)
            key = QShortcut(QKeySequence(Qt.Key.Key_Space), view)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(lambda: self.acts.do_next(self.chosen()) if self.controller.may_act else None)
        self.view.opened.connect(self._open_client)
        self.view.jump_requested.connect(self._typed)
        for keys, name in _KEYS:
            key = QShortcut(QKeySequence(keys), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self._do, name))

    @property
    def may_see(self) -> bool:
        return self.desk.person.may(Right.SEE_BOOKINGS)

    # what the window asks

    def first_focus(self) -> QWidget | None:
        return self.owed_view if self._owing else self.view

    def actions_offered(self) -> Sequence[Action]:
        if self.shown is None or self.shown.meal is None:
            return ()
        offered = []
        if self.controller.may_print:
            none = "" if self.due_cards() else _("No card of this meal is to be handed out.")
            offered.append(Action("print_due", N_("Print due cards"), self.print_due, "printer", "F9", none, main=True))
            offered.append(Action("print_register", N_("Register of the meal…"), self.print_register, "clipboard-list",
                                  "Ctrl+P"))  # fmt: skip
            none = "" if self.forms_out() else _("No collection form of this meal is out.")
            offered.append(Action("print_forms", N_("Collection forms that are out…"), self.print_forms, "file-text",
                                  reason=none))  # fmt: skip
            for post, words in BRIEFINGS:
                offered.append(Action(f"brief_{post.value}", words, partial(self.print_briefing, post), "file-text",
                                      separator_before=post is Post.KITCHEN))  # fmt: skip
        offered.insert(1, Action("board", N_("Board"), self.show_board, "monitor", "F11"))
        return offered

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self._meal)

    def leave(self) -> None:
        self._clock.stop()
        if self.board is not None and shiboken6.isValid(self.board):
            self.board.close()
        super().leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()
        self.tick(datetime.now(UTC))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # what is shown

    def _show(self, shown: Shown) -> None:
        first, self.shown = self.shown is None, shown
        if shown.meal is None:
            self._show_no_meals()
            return
        self.show_content()
        self._meal = shown.meal.meal
        mine = {booking.line.id for booking in shown.meal.bookings}
        self.owed = [line for line in shown.meal.outstanding if line.booking not in mine]
        self._owing = self._owing and bool(self.owed)
        self.on.setText(day(shown.on))
        self.rows = rows_of(shown.meal)
        now = datetime.now(UTC)
        self.head.show_meal(shown.meal, now)
        self._show_tabs(shown)
        self._fill(self.view, self.table, [meal_row(row, now) for row in self.rows])
        self._fill(self.owed_view, self.owed_table, [owed_row(line) for line in self.owed])
        self._show_lists()
        self._tell_owed()
        self.update_actions()
        if first and self.rows:
            self.view.setCurrentIndex(self.table.index(self._first_due(), 0))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_due(self) -> int:
        return next((number for number, row in enumerate(self.rows) if row.wanted), 0)

    def _show_no_meals(self) -> None:
        self.show_empty(Empty(_("The office has no meals yet: the book begins with lunch and dinner."), "",
                              _("Open the booking book"), lambda: self.desk.open_requested.emit("book", None),
                              icon_name="utensils"))  # fmt: skip
        self.update_actions()

    def _show_tabs(self, shown: Shown) -> None:
        words = [meal.time.name for meal in shown.meals]
        hints = [f"{clock(meal.time.begins)}–{clock(meal.time.ends)}" for meal in shown.meals]
        if self.owed:
            words.append(_("Outstanding {n}").format(n=len(self.owed)))
            hints.append(_("Cards and forms of earlier meals that are not back"))
        self.tabs.blockSignals(True)
        while self.tabs.count() > len(words):
            self.tabs.removeTab(self.tabs.count() - 1)
        for number, (word, hint) in enumerate(zip(words, hints, strict=True)):
            if number == self.tabs.count():
                self.tabs.addTab(word)
            self.tabs.setTabText(number, word)
            self.tabs.setTabToolTip(number, hint)
        chosen = next((n for n, meal in enumerate(shown.meals) if meal.id == self._meal), 0)
        self.tabs.setCurrentIndex(len(shown.meals) if self._owing else chosen)
        self.tabs.blockSignals(False)

    def _show_lists(self) -> None:
        assert self.shown is not None and self.shown.meal is not None
        here: QWidget = self.owed_view if self._owing else self.view if self.rows else self._none
        self.lists.setCurrentWidget(here)
        self.head.setVisible(not self._owing and bool(self.rows))
        self.evening.show_meal(self.shown.meal, self.shown.learnt)
        if self._owing:
            self.evening.hide()
        self._show_buttons()

    def _tell_owed(self) -> None:
        """Carried into this meal until they are back (CO-9); said again only when there are more."""
        count = len(self.owed)
        if not count or self._owing:
            self.bar.settle(OWED)
        elif count != self._told:
            words = _n("{n} card or form of earlier meals is not back.", "{n} cards and forms of earlier meals are "
                       "not back.", count).format(n=count)  # fmt: skip
            self.bar.say(Message(words, Tone.WARN, _("Show them"), self.show_owed, OWED))
        self._told = count

    def show_owed(self) -> None:
        if self.owed and self.shown is not None:
            self.tabs.setCurrentIndex(len(self.shown.meals))
            self.owed_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def tick(self, now: datetime) -> None:
        """A second went by: clocks are said anew, and nobody is asked for it."""
        if self.shown is None or self.shown.meal is None:
            return
        self.head.tick(now)
        rows = [meal_row(row, now) for row in self.rows]
        if [row.cells[-1] for row in rows] != [row.cells[-1] for row in self._rows]:
            self._fill(self.view, self.table, rows)

    def _fill(self, view: TableView, table: LazyTable, rows: list[Row]) -> None:
        if table is self.table:
            self._rows = rows
        view.remember_place()
        if table.total:
            table.refresh(len(rows))
            if rows:
                # at once, not when it is next painted
                table.row_at(0)
        else:
            table.start(len(rows), rows)
        view.viewport().update()

    def _fetch(self, owed: bool, wanted: Wanted) -> None:
        rows = [owed_row(line) for line in self.owed] if owed else self._rows
        (self.owed_table if owed else self.table).take(wanted, rows[wanted.offset : wanted.offset + wanted.count])

    # what is chosen

    def chosen(self) -> Chosen:
        if self._owing:
            keys = set(self.owed_view.selected_keys)
            given = tuple(line for line in self.owed if line.id in keys)
            return Chosen(given=given, room=given)
        assert self.shown is None or self.shown.meal is not None
        keys = set(self.view.selected_keys)
        rows = [row for row in self.rows if row.key in keys]
        bookings = {row.line.id for row in rows}
        due = [row for row in rows if row.wanted]
        names = [f"{places(row.line)} {row.one.client.salutation or row.one.client.name}".strip()
                 for row in due if row.one is not None]  # fmt: skip
        ready = self.shown.meal.ready_by if self.shown is not None and self.shown.meal is not None else None
        room = [line for row in self.rows if row.line.id in bookings for line in out(row.given)]
        return Chosen(
            tuple(one for row in due for one in row.wanted), tuple(names),
            ready is not None and late(due, ready, datetime.now(UTC)),
            tuple(line for row in rows for line in out(row.given)), tuple(room),
        )  # fmt: skip

    def _tab_chosen(self, number: int) -> None:
        if self.shown is None:
            return
        self._owing = number >= len(self.shown.meals)
        if self._owing:
            self.bar.settle(OWED)
            self._show_lists()
            return
        meal = self.shown.meals[number].id
        if meal == self._meal:
            self._show_lists()
            return
        self._meal = meal
        self.reload()

    def _show_buttons(self) -> None:
        may = self.controller.may_act and (self.rows or self._owing)
        self._buttons.show_actions((*self.acts.of(self.chosen()), *self._of_booking()) if may else (), self)

    def _of_booking(self) -> list[Action]:
        """What is done with a booking elsewhere, where rows of one are chosen."""
        keys = set(self.view.selected_keys)
        lines = {row.line.id: row.line for row in self.rows if row.key in keys}
        if self._owing or len(lines) != 1:
            return []
        (line,) = lines.values()
        found = []
        if line.state.takes_place:
            show = partial(self.desk.open_requested.emit, SEATING, line.id)
            found.append(Action("seats", N_("To the seats"), show, "armchair"))
        if self.controller.may_print and line.state is not BookingState.WAITING:
            slip = partial(self.controller.print_slip, line.id)
            found.append(Action("slip", N_("Slip for the kitchen…"), slip, "printer", seldom=True))
        return found

    def _menu(self, _key: object, place: QPoint) -> None:
        if self.controller.may_act:
            menu = make_menu([*self.acts.of(self.chosen()), *self._of_booking()], self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(place)

    def _do(self, name: str) -> None:
        if self.controller.may_act:
            for action in self.acts.of(self.chosen()):
                if action.name == name and not action.reason:
                    action.act()

    def _typed(self, letters: str) -> None:
        """Initials typed in the list begin handing out what is chosen: `wf` goes to 王芳."""
        chosen = self.chosen()
        if self.controller.may_act and chosen.wanted:
            self.acts.hand_out(chosen, letters)

    def _open_client(self, key: Key | Any) -> None:
        if key[1] is not None:
            self.desk.open_requested.emit("clients", key[1])

    # cards and board

    def due_cards(self) -> list[UUID]:
        """The clients whose cards are to be handed out."""
        return list(dict.fromkeys(one.client for row in self.rows for one in row.wanted if one.kind is Sheet.CARD))

    def print_due(self) -> None:
        if ids := self.due_cards():
            self.controller.print_cards(ids)

    def forms_out(self) -> list[UUID]:
        return [line.id for row in self.rows for line in out(row.given) if line.kind is Sheet.FORM]

    def print_register(self) -> None:
        if self.shown is not None and self._meal is not None:
            self.controller.print_register(self.shown.on, self._meal)

    def print_briefing(self, post: Post) -> None:
        if self.shown is not None and self._meal is not None:
            self.controller.print_briefing(self.shown.on, self._meal, post)

    def print_forms(self) -> None:
        self.controller.print_forms(self.forms_out())

    def _preview(self, printed: Printed) -> None:
        self.sheet = self._printing.preview(printout(printed, self.desk), self)

    def _print(self, printed: Printed) -> None:
        self._printing.print_now(printout(printed, self.desk, duplex=True), self)

    def show_board(self) -> None:
        if self.shown is not None and self.shown.meal is not None:
            self.board = BoardWindow(self.controller, self.shown.on, self.shown.meal.meal, self)
            self.board.showFullScreen()
