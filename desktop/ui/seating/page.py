"""The seating page: who comes at the left, plan and list in the middle, what is chosen at the right, issues below."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.bookings import BookingState
from desktop.rules.rights import Right
from desktop.rules.seating.checking import Issue
from desktop.rules.seating.commands import Assign
from desktop.rules.seating.plan import Seat
from desktop.services.booking_lists import BookLine
from desktop.services.readings import prepare
from desktop.services.stamps import Printed
from desktop.ui.kit import theme
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.background import beforehand
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, not_allowed
from desktop.ui.kit.messages import Message
from desktop.ui.kit.page import Page
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.printing import PrintDesk, printout
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.text import Elided, button, icon_button, label, set_tooltip
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone
from desktop.ui.seating.acts import SeatActs
from desktop.ui.seating.chooser import Chooser
from desktop.ui.seating.controller import SeatingController, Shown
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.inspector import Inspector
from desktop.ui.seating.issues_strip import IssuesStrip
from desktop.ui.seating.list_view import ListView
from desktop.ui.seating.openers import Openers
from desktop.ui.seating.people_pane import PeoplePane
from desktop.ui.seating.picker import PersonPicker
from desktop.ui.seating.plan_menu import add_table_menus, element_actions
from desktop.ui.seating.plan_tools import PlanTools
from desktop.ui.seating.plan_view import PlanView
from desktop.ui.seating.roles_menu import role_actions, role_menu
from desktop.ui.seating.words import booking_word

NOT_SEATED = "not seated"
"""Key of the message that nobody is seated at this booking."""
PEOPLE, BESIDE = 226, 244
"""Widths of the panes in pixels at text size 14; the plan takes what is left."""
_KEYS = (("F2", "change_person"), ("F4", "pin"), ("F8", "swap"), ("Del", "unseat"), ("Ctrl+Del", "let_go"),
         ("Ctrl+X", "pick_up"), ("Ctrl+V", "put_down"), ("Ctrl+Shift+V", "push"))  # fmt: skip


class SeatingPage(Page):
    TITLE = N_("Seating")
    ICON = "armchair"
    WATCHES = frozenset({"seating", "bookings", "clients", "reviews"})
    # what of a client stands beside his seat
    _FACTS = frozenset({"bookings", "clients", "reviews", "spending"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = SeatingController(desk)
        self.editor = Editor(self.controller)
        self.shown: Shown | None = None
        self.sheet: Any = None
        self._printing = printing
        self._people: frozenset[str] = frozenset()
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self.editor.setParent(self)
        self.editor.may_edit = self.controller.may_edit
        self.acts = SeatActs(self.editor, self.controller, self)
        self.openers = Openers(self.editor, self.controller, lambda: self.shown, self)
        self._build()
        self._connect()
        self.update_actions()
        if not self.may_see:
            self.show_empty(not_allowed(_("whoever holds “{right}”").format(right=_(Right.SEE_BOOKINGS.label))))
            return
        beforehand(prepare)
        self._show_chooser()

    # building

    def _build(self) -> None:
        self.chooser = Chooser()
        self.whole = QWidget()
        column = QVBoxLayout(self.whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(self._tools())
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        self.people = PeoplePane(self.editor)
        row.addWidget(self.people)
        row.addLayout(self._middle(), 1)
        self.inspector = Inspector(self.editor)
        row.addWidget(self.inspector)
        self.picker = PersonPicker(self.editor, self.people.fits, self.inspector)
        column.addLayout(row, 1)
        self.strip = IssuesStrip(self.editor)
        column.addWidget(self.strip)
        self._both = QStackedWidget()
        self._both.addWidget(self.chooser)
        self._both.addWidget(self.whole)
        self.content.addWidget(self._both, 1)
        theme.current().changed.connect(self._fit)
        self._fit()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.back = button(_("Other booking…"), self._leave_booking, icon_name="chevron-left", quiet=True)
        row.addWidget(self.back)
        self.which = label(role="strong")
        row.addWidget(self.which)
        # of eight tables of a hall the first will do
        self.where = Elided("")
        row.addWidget(self.where, 1)
        self.manner = button("", self.openers.choose_etiquette, icon_name="star")
        row.addWidget(self.manner)
        self.undo_button = icon_button("undo-2", _("Undo"), self.editor.undo)
        self.redo_button = icon_button("redo-2", _("Redo"), self.editor.redo)
        row.addWidget(self.undo_button)
        row.addWidget(self.redo_button)
        return row

    def _middle(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(GAP)
        line = QHBoxLayout()
        self.tabs = tab_row(_("How the seats are shown"), whole=True)
        line.addWidget(self.tabs)
        line.addStretch(1)
        self.plan = PlanView(self.editor)
        self.plan.viewport().setAccessibleName(self.plan.accessibleName())
        self.tools = PlanTools(self.plan)
        line.addWidget(self.tools)
        column.addLayout(line)
        self.views = QStackedWidget()
        self.views.addWidget(self.plan)
        self.tabs.addTab(_("Drawing"))
        self.list = ListView(self.editor, self.people.fits)
        self.views.addWidget(self.list)
        self.tabs.addTab(_("Seat list"))
        self._nothing = Empty(_("No table is laid for this booking yet."), "", _("Lay the tables…"),
                              self.openers.choose_etiquette, icon_name="armchair")  # fmt: skip
        self.views.addWidget(self._nothing)
        column.addWidget(self.views, 1)
        return column

    def _connect(self) -> None:
        controller, editor = self.controller, self.editor
        controller.loaded.connect(self._show)
        controller.facts_loaded.connect(lambda known: editor.take_facts(known.people, known.here))
        controller.day_loaded.connect(self.chooser.show_day)
        controller.refused.connect(self.refuse)
        controller.printed.connect(self._preview)
        self.chooser.day_wished.connect(controller.load_day)
        self.chooser.opened.connect(self.open)
        for signal in (editor.plan_changed, editor.selection_changed, editor.carried_changed, editor.overlays_changed):
            signal.connect(self._show_chosen)
        editor.history_changed.connect(self._show_history)
        editor.refused.connect(self.refuse)
        editor.disputed.connect(self.openers.dispute)
        editor.announced.connect(self._announce)
        for deeds in (self.acts, self.openers):
            deeds.said.connect(self.toast_requested)
            deeds.refused.connect(self.refuse)
        self.acts.moved_told.connect(self.openers.tell_departure)
        self.inspector.file_wished.connect(lambda key: self.desk.open_requested.emit("clients", key))
        self.inspector.rule_wished.connect(self.openers.withdraw_rule)
        self.strip.shown.connect(self._go_to)
        self.list.put_down.connect(self.acts.put_down)
        self.plan.proposal_requested.connect(self._propose)
        self.plan.card_requested.connect(self._look_at)
        self.plan.person_requested.connect(self._change_person)
        self.plan.roles_requested.connect(self._offer_role)
        self.plan.table_requested.connect(self.openers.change_table)
        self.plan.element_requested.connect(self.openers.change_element)
        self.acts.somebody_wanted.connect(self.ask_who)
        self.picker.picked.connect(self._seat_here)
        self.tabs.currentChanged.connect(lambda _number: self._show_view())
        for pane in (self.people, self.list):
            pane.menu_requested.connect(self._menu)
        self.people.picked.connect(self._pick_up)
        for keys, name in _KEYS:
            self._key(keys, partial(self.acts.do, name), self.whole)
        for keys, act in (("Ctrl+Z", editor.undo), ("Ctrl+Y", editor.redo), ("Ctrl+Shift+Z", editor.redo),
                          ("F3", partial(self.strip.step, 1)), ("Shift+F3", partial(self.strip.step, -1)),
                          ("Ctrl+F", self.find), ("Alt+1", partial(self.tabs.setCurrentIndex, 0)),
                          ("Alt+2", partial(self.tabs.setCurrentIndex, 1))):  # fmt: skip
            self._key(keys, act, self.whole)
        for keys, steps in (("Alt+Up", -1), ("Alt+Down", 1)):
            self._key(keys, partial(self.list.move, steps), self.list)
        self._key("Esc", self.acts.give_up, self.whole)

    def _key(self, keys: str, act: Callable[[], object], where: QWidget) -> None:
        made = QShortcut(QKeySequence(keys), where)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(act)

    @property
    def may_see(self) -> bool:
        return self.desk.person.may(Right.SEE_BOOKINGS)

    @property
    def line(self) -> BookLine | None:
        return self.shown.line if self.shown is not None else None

    # what the window asks

    def first_focus(self) -> QWidget | None:
        if self._both.currentWidget() is self.chooser:
            return self.chooser.view
        return self.views.currentWidget() if self.editor.plan.tables else self.people.filter

    def open(self, argument: object) -> None:
        """A booking's id; None is the list of a day's."""
        if argument is None and self.may_see and self.controller.booking is not None:
            self._show_chooser()
        if isinstance(argument, UUID) and self.may_see:
            if argument != self.controller.booking:
                self.controller.booking, self.shown = argument, None
                self.editor.forget()
                self.inspector.forget()
                self.strip.tell("")
                self._people = frozenset()
                self.update_actions()
            self.bar.settle(NOT_SEATED)
            self._both.setCurrentWidget(self.whole)
            self.controller.reload()
            self.controller.load_facts()
            self.moved.emit(argument)

    def reload(self) -> None:
        if not self.may_see:
            return
        if self._both.currentWidget() is self.chooser:
            self.controller.load_day(self.chooser.days.on)
        else:
            self.controller.reload()

    def _on_changed(self, topics: frozenset[str]) -> None:
        if topics & self._FACTS and self.controller.booking is not None and not self.left:
            self.controller.load_facts()
            self.inspector.forget()
        super()._on_changed(topics)

    def leave(self) -> None:
        self.editor.close()
        super().leave()

    def actions_offered(self) -> Sequence[Action]:
        if not self.may_see or self.shown is None:
            return ()
        laid, anybody = bool(self.editor.plan.tables), bool(self.editor.plan.people)
        none = _("Lay the tables of this booking first.") if not laid else ""
        nobody = none or ("" if anybody else _("Enter first who comes."))
        found = []
        if self.editor.may_edit:
            found += [Action("propose", N_("Propose seats…"), self.openers.propose, "sliders-horizontal", "F9", nobody,
                             main=laid and anybody),
                      Action("add_people", N_("Add people…"), self.openers.add_people, "user-plus", "Ins",
                             main=laid and not anybody)]  # fmt: skip
        if self.controller.may_print:
            found.append(Action("print", N_("Print…"), self.show_prints, "printer", "Ctrl+P", none))
        if self.editor.may_edit:
            found += [Action("add_table", N_("Add a table…"), self.openers.add_table, "plus"),
                      Action("change_table", N_("Change a table…"), self.openers.change_table, "pencil", "", none),
                      Action("add_element", N_("Add to the room…"), self.openers.change_element, "columns-3", "", none),
                      Action("etiquette", N_("Etiquette…"), self.openers.choose_etiquette, "star"),
                      Action("add_rule", N_("Add a rule…"), self.openers.add_rule, "users", "", nobody)]  # fmt: skip
        found.append(Action("versions", N_("Versions…"), self.openers.show_versions, "history", "", none))
        return found

    # what is shown

    def _leave_booking(self) -> None:
        self._show_chooser()
        self.moved.emit(None)

    def _show_chooser(self) -> None:
        self._both.setCurrentWidget(self.chooser)
        self.controller.booking, self.shown = None, None
        self.editor.forget()
        self.update_actions()
        if self.isVisible():
            self.controller.load_day(self.chooser.days.on)
            self.chooser.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, shown: Shown) -> None:
        if shown.line.id != self.controller.booking:
            return
        first, self.shown = self.shown is None, shown
        self.which.setText(booking_word(shown.line))
        self.where.say(listed(spot.name for spot in shown.line.places))
        stands = shown.line.state not in (BookingState.CANCELLED, BookingState.NO_SHOW)
        self.editor.may_edit = self.controller.may_edit and stands
        if not stands:
            said = _("This booking is “{now}”: nobody is seated.").format(now=_(shown.line.state.label))
            self.bar.say(Message(said, Tone.WARN, key=NOT_SEATED))
        people = frozenset(str(guest.client) for guest in shown.seating.guests)
        if people != self._people:
            # who is new has facts of his own
            self._people = people
            if not first:
                self.controller.load_facts()
        self.people.show_letters(shown.letters)
        self.editor.take(shown.seating)
        self._show_manner(shown)
        self._show_view()
        self._show_history()
        self.update_actions()
        if first:
            self.plan.fit()
            target = self.first_focus()
            if target is not None:
                target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_manner(self, shown: Shown) -> None:
        seating = shown.seating
        laid = bool(seating.plan.tables)
        parts = [str(seating.pack.title) if seating.pack else _("Etiquette"),
                 _(seating.honour.label) if seating.honour else ""]  # fmt: skip
        self.manner.setText(" · ".join(part for part in parts if part))
        self.manner.setVisible(laid)
        self.manner.setEnabled(self.editor.may_edit)
        self.manner.setAccessibleName(_("Etiquette: {pack}").format(pack=self.manner.text()))

    def _show_view(self) -> None:
        laid = bool(self.editor.plan.tables)
        self.tabs.setVisible(laid)
        self.strip.setVisible(laid)
        self.tools.setVisible(laid and self.tabs.currentIndex() == 0)
        before = self.views.currentWidget()
        self.views.setCurrentWidget(self.views.widget(self.tabs.currentIndex()) if laid else self._nothing)
        if laid and before is self._nothing and self.isVisible():
            # the button that was pressed is gone
            self.views.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)
        if self._nothing.button is not None:
            self._nothing.button.setVisible(self.editor.may_edit)

    def _show_chosen(self) -> None:
        self.inspector.show_chosen(self._acts_now())
        guest = self.acts.guest
        if guest is not None and guest.client is not None and not self.inspector.knows_sat(guest.client):
            client = guest.client
            self.controller.load_sat(client, lambda lines: self.inspector.show_sat(client, lines, self._acts_now()))

    def _acts_now(self) -> list[Action]:
        elements = self.editor.elements
        return element_actions(self.plan, elements[0]) if len(elements) == 1 else self.acts.of()

    def _show_history(self) -> None:
        for made, word, text in ((self.undo_button, self.editor.undo_word, N_("Undo: {what}")),
                                 (self.redo_button, self.editor.redo_word, N_("Redo: {what}"))):  # fmt: skip
            made.setEnabled(bool(word))
            said = _(text).format(what=word) if word else ""
            set_tooltip(made, said)
            made.setAccessibleDescription(said)

    def _fit(self) -> None:
        size = theme.current().scale.body / 14
        self.people.setFixedWidth(round(PEOPLE * min(size, 1.12)))
        self.inspector.setFixedWidth(round(BESIDE * min(size, 1.12)))

    def _announce(self, words: str) -> None:
        self.strip.tell(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _go_to(self, issue: Issue | None) -> None:
        if issue is None:
            return
        if issue.seats:
            self.editor.choose(seats=issue.seats, people=issue.people)
        elif issue.people:
            self.editor.choose(people=issue.people)

    def find(self) -> None:
        self.people.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.people.filter.selectAll()

    def _pick_up(self) -> None:
        """From the people to the seats, to be put down there."""
        if self.editor.people and self.editor.may_edit:
            self.acts.pick_up()
            self.views.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_who(self) -> None:
        """Who is to sit at the chosen seat: in its row of the list, or beside the drawing."""
        if self.views.currentWidget() is self.list and self.list.current == self.acts.seat:
            self.list.ask_here()
        else:
            height = theme.current().control_height
            self.picker.ask(QRect(GAP, 3 * height, self.inspector.width() - 2 * GAP, height))

    def _seat_here(self, person: str) -> None:
        if self.acts.seat is not None:
            self.editor.do(Assign(person, self.acts.seat))
        self.views.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def _propose(self) -> None:
        for action in self.actions_offered():
            if action.name == "propose" and not action.reason:
                action.act()

    def _look_at(self, person: str) -> None:
        """What is known of somebody stands beside the plan; the keys go there."""
        self.editor.choose(people=[person])
        self.inspector.take_focus()

    def _change_person(self, person: str) -> None:
        self.editor.choose(people=[person])
        self.acts.do("change_person")

    def _offer_role(self, seat: Seat) -> None:
        """What a seat's role may become or be used for: another by hand, kept for who sits there, the house's order."""
        self.editor.choose(seats=[seat])
        more = [a for a in self.acts.of() if a.name in ("reserve", "seat_somebody")]
        actions = [*role_actions(self.openers, seat), *(replace(a, separator_before=a is more[0]) for a in more)]
        if self.controller.may_run:
            actions.append(Action("house", N_("The house's own order…"), self.openers.house_order, "star"))
        if actions:
            menu = make_menu(actions, self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.plan.viewport().mapToGlobal(self.plan.spot_of(seat)))

    def _menu(self, place: QPoint) -> None:
        actions = self.acts.of()
        tables = list(dict.fromkeys(seat.table for seat in self.editor.seats))
        if actions or tables:
            menu = make_menu(actions, self)
            if (under := role_menu(self.openers, self.editor.seats, menu)) is not None:
                menu.addMenu(under)
            add_table_menus(menu, self.plan, tables)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(place)

    def sizeHint(self) -> QSize:
        return QSize(1080, 480)

    # paper

    def prints_offered(self) -> list[Action]:
        make = self.controller.print_sheet
        return [
            Action("chart", N_("Seating chart, A4"), partial(make, "chart"), "printer"),
            Action("chart_a3", N_("Seating chart, A3"), partial(make, "chart", a3=True), "printer"),
            Action("cards", N_("Place cards, new and changed"), partial(make, "place_cards"), "printer"),
            Action(
                "cards_all", N_("Place cards of everybody"), partial(make, "place_cards", everybody=True), "printer"
            ),
            Action("kitchen", N_("Kitchen sheet"), partial(make, "kitchen_sheet"), "utensils"),
            Action("names", N_("Name list by pinyin and by table"), partial(make, "name_list"), "list"),
        ]

    def show_prints(self) -> None:
        menu = make_menu(self.prints_offered(), self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width() - MEDIUM, 0)))

    def _preview(self, printed: Printed) -> None:
        self.sheet = self._printing.preview(printout(printed, self.desk), self)
