"""客户卡 Cards: the register 6.3 across meals by what is out, late, back or lost, and the cards to be printed anew."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.collecting import Sheet, Which
from desktop.rules.fading import KINDS as FADING
from desktop.rules.rights import Right
from desktop.services.card_clock import StaleCard
from desktop.services.card_register import RegisterRow
from desktop.services.fading import FadedFact
from desktop.services.prints import Printed
from desktop.ui.cards.acts import RegisterActs
from desktop.ui.cards.controller import CardsController, Shown
from desktop.ui.cards.rows import (
    faded_columns,
    faded_row,
    fits,
    register_columns,
    register_row,
    stale_columns,
    stale_row,
)
from desktop.ui.kit import theme
from desktop.ui.kit.actions import Action, ActionRow, make_menu
from desktop.ui.kit.cells import Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, not_allowed
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.printing import PrintDesk, printout
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import GAP, MEDIUM

MINUTE = 60_000
KINDS: tuple[tuple[Sheet | None, str], ...] = (
    (None, N_("Both")), (Sheet.CARD, N_("Cards")), (Sheet.FORM, N_("Forms")),
)  # fmt: skip
BUTTONS = 3
REGISTER, STALE, FADED = "register", "stale", "faded"
_TABS = {STALE: N_("To be printed"), FADED: N_("Still so?")}
_NONE = {
    Which.OUT: N_("Nothing is out: all cards and forms are back."),
    Which.LATE: N_("Nothing is late."),
    Which.BACK: N_("Nothing came back yet."),
    Which.LOST: N_("Nothing was lost or written off."),
    Which.ALL: N_("No card or form has gone out yet."),
}


class CardsPage(Page):
    TITLE = N_("Bookings")
    ICON = "calendar-days"
    WATCHES = frozenset({"bookings", "rooms", "clients", "prints", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = CardsController(desk)
        self.shown: Shown | None = None
        self.rows: list[RegisterRow] = []
        self.stale: list[StaleCard] = []
        self.faded: list[FadedFact] = []
        self.paper: Any = None
        self._papers: dict[Any, Any] = {}
        self._paper_wanted: Any = None
        self._printing = printing
        self._which = Which.OUT
        self._shows = REGISTER
        self._wanted: UUID | None = None
        self._next: object = None
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self.acts = RegisterActs(self.controller, self)
        self._keys: list[Which | str] = [*Which, *([STALE] if self.controller.may_print else []), FADED]
        self._build()
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE)
        self._clock.timeout.connect(self._fill)
        self.update_actions()
        if not self.may_see:
            self.show_empty(not_allowed(_("whoever holds “{right}”").format(right=_(Right.SEE_BOOKINGS.label))))

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(MEDIUM)
        words = [_(key.label) if isinstance(key, Which) else _(_TABS[key]) for key in self._keys]
        self.tabs = tab_row(_("Which lines"), words, whole=True)
        self.tabs.setTabVisible(self._keys.index(FADED), self._fades)
        top.addWidget(self.tabs)
        top.addStretch(1)
        self.content.addLayout(top)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self._buttons = ActionRow(BUTTONS)
        line.addLayout(self._buttons)
        line.addStretch(1)
        self.kind = Choice([(kind, _(word)) for kind, word in KINDS])
        self.kind.set_value(None)
        self.kind.setMinimumContentsLength(5)
        self.kind.setAccessibleName(_("Cards or forms"))
        self.search = SearchLine(_("Number, place or name"))
        # what it asks for stands in it whole
        self.search.setMinimumWidth(theme.current().scale.body * 15)
        self.search.setMaximumWidth(theme.current().scale.body * 17)
        line.addWidget(self.kind)
        line.addWidget(self.search)
        self.content.addLayout(line)
        self.lists = QStackedLayout()
        self.content.addLayout(self.lists, 1)
        self.view = TableView(_("Register of cards and forms"), many=True, double=True)
        self.table = LazyTable(register_columns(), partial(self._fetch, REGISTER), self)
        self.view.show_table(self.table)
        self.stale_view = TableView(_("Cards that lack something"), many=True, double=True)
        self.stale_table = LazyTable(stale_columns(), partial(self._fetch, STALE), self)
        self.stale_view.show_table(self.stale_table)
        self.faded_view = TableView(_("Facts to be confirmed again"), many=True, double=True)
        self.faded_table = LazyTable(faded_columns(), partial(self._fetch, FADED), self)
        self.faded_view.show_table(self.faded_table)
        for view in self._views.values():
            self.lists.addWidget(view)
        self.nothing: Empty | None = None
        self.count = note()
        self.content.addWidget(self.count)

    def _connect(self) -> None:
        self.controller.loaded.connect(self._show)
        self.controller.refused.connect(self.refuse)
        self.controller.done.connect(self.toast_requested)
        self.controller.printed.connect(self._print)
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.kind.edited.connect(self.reload)
        self.search.searched.connect(lambda _text: self._fill())
        self.search.down_pressed.connect(lambda: self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason))
        for view in self._views.values():
            view.chosen.connect(lambda _keys: self._show_buttons())
            view.menu_requested.connect(self._menu)
        self.view.opened.connect(lambda _key: self.acts.do("history", self.chosen()))
        self.stale_view.opened.connect(lambda key: self.desk.open_requested.emit("clients", key))
        self.faded_view.opened.connect(lambda key: self.desk.open_requested.emit("clients", key[0]))
        again = QShortcut(QKeySequence(Qt.Key.Key_Space), self.faded_view)
        again.setContext(Qt.ShortcutContext.WidgetShortcut)
        again.activated.connect(self.see_again)
        for keys, name in (("F8", "returned"), ("Del", "gone"), ("F2", "history"), ("F6", "findings"),
                           ("F7", "earlier"), ("Space", "returned")):  # fmt: skip
            key = QShortcut(QKeySequence(keys), self.view)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(lambda name=name: self.acts.do(name, self.chosen()))

    @property
    def _views(self) -> dict[str, TableView]:
        return {REGISTER: self.view, STALE: self.stale_view, FADED: self.faded_view}

    @property
    def _fades(self) -> bool:
        """Whether facts fade in this office at all: until it sets a number there is nothing to look at."""
        return any(int(str(self.desk.office.settings[name])) for name in FADING)

    @property
    def may_see(self) -> bool:
        return self.desk.person.may(Right.SEE_BOOKINGS)

    # what the window asks

    def first_focus(self) -> QWidget:
        return self._views[self._shows]

    def actions_offered(self) -> Sequence[Action]:
        if self.shown is None or self.paper is not None:
            return ()
        offered = []
        if self.controller.may_act:
            offered.append(Action("type", N_("Type the paper register…"), self.type_paper, "clipboard-list", "Ctrl+T"))
        if self.controller.may_print:
            none = "" if self.shown.stale else _("Every card tells what was accepted, and every allergy.")
            offered.append(Action("print_stale", N_("Print what cards lack"), self.print_stale, "printer", "F9", none,
                                  main=self._shows == STALE))  # fmt: skip
        return offered

    def open(self, argument: object) -> None:
        """A client whose card is to be printed; None is the register."""
        if argument is None or not self.controller.may_print:
            return
        self._wanted = UUID(str(argument))
        self.tabs.setCurrentIndex(self._keys.index(STALE))
        self._select_wanted()

    def reload(self) -> None:
        if self.may_see:
            kind = self.kind.value()
            self.controller.load(self._which, kind if isinstance(kind, Sheet) else None)

    def draft(self) -> object | None:
        here = None
        if self.paper is not None:
            self.paper.keep()
            here = self.paper.here or self.paper.chosen
        return {"here": here, "papers": dict(self._papers)} if here or self._papers else None

    def restore(self, draft: object) -> None:
        assert isinstance(draft, dict)
        self._papers |= draft["papers"]
        self._paper_wanted = draft["here"]
        if self._paper_wanted is not None and self.shown is not None:
            self.type_paper()

    def leave(self) -> None:
        self._clock.stop()
        super().leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # what is shown

    def _show(self, shown: Shown) -> None:
        first, self.shown = self.shown is None, shown
        for number, key in enumerate(self._keys):
            if isinstance(key, Which):
                # of what is over nobody needs the number
                word, count = _(key.label), shown.register.counts[key] if key.open else 0
            else:
                word, count = _(_TABS[key]), len(shown.stale if key == STALE else shown.faded)
            self.tabs.setTabText(number, f"{word} {count}" if count else word)
        self.tabs.setTabVisible(self._keys.index(FADED), self._fades)
        self._fill()
        self.update_actions()
        if first and self.rows and self._shows == REGISTER:
            self.view.setCurrentIndex(self.table.index(0, 0))
        self._select_wanted()
        if self._paper_wanted is not None:
            self.type_paper()

    def _fill(self) -> None:
        if self.shown is None:
            return
        typed, now = self.search.query().strip(), datetime.now(UTC)
        self.rows = [row for row in self.shown.register.rows if fits(row, typed)]
        self.stale = [card for card in self.shown.stale if typed.casefold() in
                      f"{card.name} {card.salutation} {card.unit} {card.code}".casefold()]  # fmt: skip
        self.faded = [fact for fact in self.shown.faded if typed.casefold() in
                      f"{fact.client_name} {fact.client_code} {fact.seen}".casefold()]  # fmt: skip
        self._put(self.faded_view, self.faded_table, [faded_row(fact) for fact in self.faded])
        if self._next is not None and not self._facts():
            self.faded_view.select_key(self._next)
            self._next = None
        self._put(self.view, self.table, [register_row(row, now) for row in self.rows])
        self._put(self.stale_view, self.stale_table, [stale_row(card, now) for card in self.stale])
        self._show_list()

    def _show_list(self) -> None:
        assert self.shown is not None
        there = bool(self._sources()[self._shows])
        if self.nothing is not None:
            self.lists.removeWidget(self.nothing)
            self.nothing.deleteLater()
            self.nothing = None
        if there:
            self.lists.setCurrentWidget(self.first_focus())
        else:
            self.nothing = self._empty_list()
            self.lists.addWidget(self.nothing)
            self.lists.setCurrentWidget(self.nothing)
        self.kind.setVisible(self._shows == REGISTER)
        more = self.shown.register.more
        self.count.setText(_("The newest {n} are shown; {more} older ones are not.").format(n=len(self.rows), more=more)
                           if more and self._shows == REGISTER else "")  # fmt: skip
        self.count.setVisible(bool(self.count.text()))
        self._show_buttons()

    def _empty_list(self) -> Empty:
        if self.search.query().strip():
            return Empty(_("Nothing matches."), "", _("Clear"), self.search.clear, icon_name="search", main=False)
        if self._shows == FADED:
            return Empty(_("Every confirmed fact was seen within its time."), icon_name="circle-check")
        if self._shows == STALE:
            return Empty(_("Every card tells what was accepted, and every allergy."), icon_name="circle-check")
        return Empty(_(_NONE[self._which]), icon_name="id-card")

    def _sources(self) -> dict[str, Sequence[Any]]:
        return {REGISTER: self.rows, STALE: self.stale, FADED: self.faded}

    def _put(self, view: TableView, table: LazyTable, rows: list[Row]) -> None:
        view.remember_place()
        if table.total and rows:
            table.refresh(len(rows))
            table.row_at(0)
        else:
            table.start(len(rows), rows)
        view.viewport().update()

    def _fetch(self, which: str, wanted: Wanted) -> None:
        now = datetime.now(UTC)
        part = slice(wanted.offset, wanted.offset + wanted.count)
        if which == FADED:
            self.faded_table.take(wanted, [faded_row(fact) for fact in self.faded[part]])
        elif which == STALE:
            self.stale_table.take(wanted, [stale_row(card, now) for card in self.stale[part]])
        else:
            self.table.take(wanted, [register_row(row, now) for row in self.rows[part]])

    def _tab_chosen(self, number: int) -> None:
        key = self._keys[number]
        self._shows = key if isinstance(key, str) and not isinstance(key, Which) else REGISTER
        if isinstance(key, Which) and key is not self._which:
            self._which = key
            self.table.start(0)
            self.reload()
        elif self.shown is not None:
            self._show_list()
        self.update_actions()

    def _select_wanted(self) -> None:
        if self._wanted is not None and self.stale_view.select_key(self._wanted):
            self._wanted = None
            self.stale_view.setFocus(Qt.FocusReason.OtherFocusReason)

    # what is done

    def chosen(self) -> list[RegisterRow]:
        keys = set(self.view.selected_keys)
        return [row for row in self.rows if row.line.id in keys]

    def offered_here(self) -> list[Action]:
        if self._shows == FADED:
            facts = self._facts()
            none = "" if facts else _("Choose lines in the list.")
            may = none or ("" if all(fact.may for fact in facts) else _("Somebody who may enter facts says so."))
            return [Action("see_again", N_("Seen again"), self.see_again, "eye", "Space", may, main=True),
                    Action("open", N_("Open the file"), self._open_fact, "file-text", "", none)]  # fmt: skip
        if self._shows == STALE:
            none = "" if self.stale_view.selected_keys else _("Choose lines in the list.")
            return [Action("print_chosen", N_("Print these cards"), self.print_chosen, "printer", "", none),
                    Action("open", N_("Open the file"), self._open_client, "file-text", "", none)]  # fmt: skip
        return self.acts.of(self.chosen())

    def _show_buttons(self) -> None:
        self._buttons.show_actions(self.offered_here() if self._sources()[self._shows] else (), self)

    def _menu(self, _key: object, place: QPoint) -> None:
        menu = make_menu(self.offered_here(), self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _open_client(self) -> None:
        if (key := self.stale_view.current_key) is not None:
            self.desk.open_requested.emit("clients", key)

    def _facts(self) -> list[FadedFact]:
        keys = set(self.faded_view.selected_keys)
        return [fact for fact in self.faded if (fact.client_id, fact.field) in keys]

    def _open_fact(self) -> None:
        if facts := self._facts():
            self.desk.open_requested.emit("clients", facts[0].client_id)

    def see_again(self) -> None:
        """The next row is chosen when these have gone, so that the hand stays on the key."""
        facts = [fact for fact in self._facts() if fact.may]
        if not facts:
            return
        rest = [fact for fact in self.faded if fact not in facts]
        below = [fact for fact in rest if self.faded.index(fact) > self.faded.index(facts[-1])]
        self._next = next(((fact.client_id, fact.field) for fact in below or rest[-1:]), None)
        self.controller.see_again(facts)

    def print_chosen(self) -> None:
        self.controller.print_cards([UUID(str(key)) for key in self.stale_view.selected_keys])

    def print_stale(self) -> None:
        if self.shown is not None and self.shown.stale:
            self.controller.print_cards([card.client_id for card in self.shown.stale])

    def _print(self, printed: Printed) -> None:
        self._printing.print_now(printout(printed, self.desk, duplex=True), self)

    # the paper

    def type_paper(self) -> None:
        """Where it was left, while something typed was not saved."""
        from desktop.ui.cards.paper_pane import PaperPane

        if self.paper is not None or self.shown is None:
            return
        paper = self._paper_wanted or next(reversed(self._papers), None)
        self._paper_wanted = None
        self.paper = PaperPane(self.controller, self.shown.meals, self._papers, self)
        self.paper.closed.connect(self.close_paper)
        self.show_empty(self.paper)
        self.paper.begin(paper)
        self.update_actions()

    def close_paper(self) -> None:
        self.paper = None
        self.show_content()
        self.update_actions()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)
