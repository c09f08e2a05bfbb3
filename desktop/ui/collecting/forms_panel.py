"""The list of collection forms of a period: filters, and for each row the one thing that is done next with it."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import shiboken6
from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.collecting import Sheet
from desktop.rules.collection_forms import FormState, Step
from desktop.rules.errors import OfficeError
from desktop.rules.partners import Ending
from desktop.services import card_undo
from desktop.services.cards import Wanted
from desktop.services.collecting import FormLine, Forms
from desktop.ui.collecting.controller import CollectController
from desktop.ui.collecting.dialogs import AssignDialog, CallInDialog, IssueDialog, named
from desktop.ui.collecting.form_rows import NEXT_COLUMN, columns, is_open, is_out, next_of, row_of
from desktop.ui.kit.actions import Action, ActionRow, make_menu
from desktop.ui.kit.cells import Row
from desktop.ui.kit.cells import Wanted as Stretch
from desktop.ui.kit.empty import Empty, nothing_found
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.noting import Noted
from desktop.ui.kit.phrases import day
from desktop.ui.kit.signed_copies import SignedCopies
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP
from desktop.ui.kit.who_pick import Colleague

PERIODS = ((1, N_("Today")), (7, N_("Last 7 days")), (31, N_("Last 31 days")))
OPEN = "open"
"""The filter for all that still needs something."""
OLDER = 30_000
"""Milliseconds after which the clocks of the list are looked at anew."""


class FormsPanel(QWidget):
    enter_requested = Signal(object)
    """The line of the register whose form is to be typed in."""
    said = Signal(str, object)
    warned = Signal(str, str)
    changed = Signal()
    """What is offered is another."""

    def __init__(self, controller: CollectController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller
        self.forms: Forms | None = None
        self.lines: list[FormLine] = []
        self.dialog: Any = None
        self._rows: list[Row] = []
        self._colleagues: tuple[Colleague, ...] = ()
        self._leader: UUID | None = None
        self._wanted: UUID | None = None
        self._sought = False
        may = {Step.ISSUE, Step.ASSIGN, Step.HAND_IN, Step.CHASE} if controller.may_issue else set()
        may |= {Step.ENTER} if controller.may_enter else set()
        self.steps = frozenset({*may, Step.LOOK})
        self._build()
        controller.forms_loaded.connect(self._show)
        self._clock = QTimer(self)
        self._clock.setInterval(OLDER)
        self._clock.timeout.connect(self.reload)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.period, self.state, self.who = Choice(), Choice(), Choice()
        self._offer_periods()
        self.period.set_value(1)
        self.state.offer([(OPEN, _("All open")), (None, _("All")), *((s.value, _(s.label)) for s in FormState)])
        self.state.set_value(OPEN)
        self.who.offer([(None, _("Everybody"))])
        self.who.set_value(None)
        for words, choice, least in ((_("Meals"), self.period, 9),
                                     (_("State"), self.state, 9), (_("With"), self.who, 8)):  # fmt: skip
            choice.setAccessibleName(words)
            choice.setMinimumContentsLength(least)
            row.addWidget(note(words))
            row.addWidget(choice)
            row.addSpacing(4)
        self.count = note(wrap=True)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.count, 1)
        outer.addLayout(row)
        self.period.edited.connect(self.reload)
        self.state.edited.connect(self._narrow)
        self.who.edited.connect(self._narrow)
        self._buttons = ActionRow(stretched=True)
        outer.addLayout(self._buttons)
        self.view = TableView(_("Collection forms"), many=True, double=True)
        self.table = LazyTable(columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.stack = QStackedLayout()
        outer.addLayout(self.stack, 1)
        self.stack.addWidget(self.view)
        self._none: QWidget | None = None
        self.signed = SignedCopies(self.controller.desk, "forms")
        outer.addWidget(self.signed)
        self.view.chosen.connect(lambda _keys: self._chose())
        self.view.opened.connect(lambda _key: self.do_next())
        self.view.menu_requested.connect(self._menu)
        self.view.clicked.connect(self._clicked)
        key = QShortcut(QKeySequence(Qt.Key.Key_Space), self.view)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self.do_next)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # what is shown

    def _offer_periods(self, *days: date) -> None:
        self.period.offer([*((count, _(words)) for count, words in PERIODS), *((on, day(on)) for on in days)])

    def reload(self) -> None:
        if isinstance(on := self.period.value(), date):
            self.controller.load_forms(on, on)
            return
        days = int(str(self.period.value()))
        self.controller.load_forms(today() - timedelta(days=days - 1), today())

    def select(self, given: UUID) -> None:
        """Goes to a form, whatever was filtered; of older meals too."""
        self._wanted, self._sought = given, False
        self._offer_periods()
        self.period.set_value(31)
        self.state.set_value(None)
        self.who.set_value(None)
        self.reload()

    def _show(self, forms: Forms) -> None:
        self.forms = forms
        people = sorted({line.collector or line.given.leader for line in forms.lines if line.given is not None})
        held = self.who.value()
        self.who.offer([(None, _("Everybody")), *((name, name) for name in people if name)])
        self.who.set_value(held if held in people else None)
        self._narrow()
        if self._wanted is not None:
            found = next((line.key for line in self.lines if line.given and line.given.id == self._wanted), None)
            if found is not None:
                self.view.select_key(found)
            elif not self._sought:
                # of none of these days
                self._sought = True
                self.controller.load_day(self._wanted, self._show_day)
                return
            self._wanted = None

    def _show_day(self, on: date | None) -> None:
        if self._wanted is None:
            return
        if on is None:
            self._wanted = None
            self.warned.emit(_("The booking of this form was undone: it is taken back under {place}.").format(
                place=_("Cards")), "form")  # fmt: skip
            return
        self._offer_periods(on)
        self.period.set_value(on)
        self.reload()

    def _narrow(self) -> None:
        if self.forms is None:
            return
        state, who = self.state.value(), self.who.value()
        self.lines = [
            line for line in self.forms.lines
            if (state is None or (state == OPEN and is_open(line)) or line.state == state)
            and (who is None or (line.given is not None and who == (line.collector or line.given.leader)))
        ]  # fmt: skip
        now = datetime.now(UTC)
        self._rows = [row_of(line, now, self.steps) for line in self.lines]
        self.view.remember_place()
        if self.table.total and self._rows:
            self.table.refresh(len(self._rows))
            self.table.row_at(0)
        else:
            self.table.start(len(self._rows), self._rows[:100])
        self.view.viewport().update()
        if self._rows and not {line.key for line in self.lines} & set(self.view.selected_keys):
            self.view.select_key(self._rows[0].key)
        self._show_none()
        self.count.setText(self._counted())
        self._show_buttons()

    def _counted(self) -> str:
        assert self.forms is not None
        counts = self.forms.counts()
        said = [f"{_(state.label)} {counts[state]}" for state in FormState if counts[state]]
        return " · ".join(said)

    def _show_none(self) -> None:
        if self._none is not None:
            self.stack.removeWidget(self._none)
            self._none.deleteLater()
            self._none = None
        if self._rows:
            self.stack.setCurrentWidget(self.view)
            return
        assert self.forms is not None
        if self.forms.lines:
            chosen = [choice.currentText() for choice in (self.period, self.state, self.who) if choice.value()]
            self._none = nothing_found(chosen, self._clear)
        else:
            said = _("No collection form of these meals: nobody is booked whom the rule asks about.")
            self._none = Empty(said, icon_name="clipboard-list")
        self.stack.addWidget(self._none)
        self.stack.setCurrentWidget(self._none)

    def _clear(self) -> None:
        self.state.set_value(None)
        self.who.set_value(None)
        self._narrow()

    def _fetch(self, wanted: Stretch) -> None:
        self.table.take(wanted, self._rows[wanted.offset : wanted.offset + wanted.count])

    # what is done

    def chosen(self) -> list[FormLine]:
        keys = set(self.view.selected_keys)
        return [line for line in self.lines if line.key in keys]

    def actions_of(self, chosen: Sequence[FormLine]) -> list[Action]:
        """Each step with its reason where it can't be done for these rows; the next of the first is the main one."""
        first = next_of(chosen[0], self.steps) if chosen else None
        none = "" if chosen else _("Choose rows in the list.")

        def of(step: Step) -> list[FormLine]:
            return [line for line in chosen if step in _possible(line) and line.client_id is not None]

        offered = []
        for step, act, icon, keys in (
            (Step.ISSUE, self.issue, "arrow-right", "F3"), (Step.ASSIGN, self.assign, "user", "F4"),
            (Step.HAND_IN, self.hand_in, "check", "F8"), (Step.CHASE, self.call_in, "phone", ""),
            (Step.ENTER, self.enter, "pencil", "F2"),
        ):  # fmt: skip
            if step in self.steps:
                lines = of(step)
                reason = "" if lines else none or _("None of these rows is at that step.")
                offered.append(Action(step.value, step.label, _for(act, lines), icon, keys, reason, main=step is first))
        return offered

    def print_action(self) -> Action | None:
        if not self.controller.may_print:
            return None
        given = [line.given.id for line in self.chosen() if line.given is not None and line.client_id is not None]
        reason = "" if given else _("Choose forms that were issued.")
        act = lambda: self.controller.print_forms(given)  # noqa: E731
        return Action("print_forms", N_("Print forms…"), act, "printer", "Ctrl+P", reason)

    def do_next(self) -> None:
        chosen = self.chosen()
        step = next_of(chosen[0], self.steps) if chosen else None
        if step is Step.LOOK:
            self.controller.desk.open_requested.emit("clients", chosen[0].client_id)
            return
        for action in self.actions_of(chosen):
            if step is not None and action.name == step.value and not action.reason:
                action.act()

    def do(self, name: str) -> None:
        for action in self.actions_of(self.chosen()):
            if action.name == name and not action.reason:
                action.act()

    def issue(self, lines: Sequence[FormLine]) -> None:
        late = any(line.late_to_issue(datetime.now(UTC)) for line in lines)
        wanted = [Wanted(line.booking, line.client_id, Sheet.FORM) for line in lines if line.client_id is not None]

        def send(leader: UUID, reason: str, done: Callable[[Any], object],
                 failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
            name = dialog.who.name
            self._leader = leader
            said = _("Issued to {name}: {what}.").format(name=name, what=_counted_forms(len(wanted)))
            self.controller.issue(wanted, leader, reason, self._told(said, done), failed)

        dialog = self.dialog = IssueDialog(lines, late, send, self)
        self._open(dialog, self._leader)

    def assign(self, lines: Sequence[FormLine]) -> None:
        given = [line.given.id for line in lines if line.given is not None]

        def send(name: str, done: Callable[[Any], object], failed: Callable[[OfficeError], object]) -> None:
            said = _("{name} collects: {what}.").format(name=name, what=_counted_forms(len(given)))
            self.controller.assign(given, name, self._told(said, done), failed)

        dialog = self.dialog = AssignDialog(lines, send, self)
        self._open(dialog)

    def hand_in(self, lines: Sequence[FormLine]) -> None:
        given = [line.given.id for line in lines if line.given is not None]
        self.controller.hand_in(given, self._told(_("Handed in: {what}.").format(what=named(lines))))

    def call_in(self, lines: Sequence[FormLine]) -> None:
        """One after the other: each has a story of its own."""
        line = lines[0]
        assert line.given is not None
        given = line.given.id

        def send(ending: Ending, text: str, done: Callable[[Any], object],
                 failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
            said = _("Noted: {what}.").format(what=named([line]))
            self.controller.call_in(given, ending, text, self._told(said, done), failed)

        self.dialog = CallInDialog(line, send, self)
        self.dialog.open()

    def enter(self, lines: Sequence[FormLine]) -> None:
        given = lines[0].given
        if given is not None:
            self.enter_requested.emit(given.id)

    # parts

    def _told(self, words: str, done: Callable[[Any], object] | None = None) -> Callable[[Any], object]:
        def tell(noted: Noted) -> None:
            if done is not None:
                done(noted.result)
            self.said.emit(words, self.controller.back(card_undo.undo, noted.operation))

        return tell

    def _open(self, dialog: Any, first: object = None) -> None:
        def offer(found: tuple[Colleague, ...]) -> None:
            self._colleagues = found
            if shiboken6.isValid(dialog):
                dialog.who.offer(found, first)

        dialog.who.offer(self._colleagues, first)
        dialog.open()
        self.controller.load_colleagues(offer)

    def _chose(self) -> None:
        given = [line.given.id for line in self.chosen() if line.given is not None]
        self.signed.show_of(given[0] if len(given) == 1 else None)
        self._show_buttons()

    def _show_buttons(self) -> None:
        self._buttons.show_actions(self.actions_of(self.chosen()) if self._rows else (), self)
        self.changed.emit()

    def _menu(self, _key: object, place: QPoint) -> None:
        offered = self.actions_of(self.chosen())
        if (printing := self.print_action()) is not None:
            offered.append(printing)
        menu = make_menu(offered, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _clicked(self, index: QModelIndex) -> None:
        """What stands under Next step is a button."""
        if index.column() == NEXT_COLUMN and len(self.view.selected_keys) == 1:
            self.do_next()


def _possible(line: FormLine) -> tuple[Step, ...]:
    """All that can be done with a form as it stands, not only what comes next."""
    match line.state:
        case FormState.DUE:
            return (Step.ISSUE,)
        case FormState.OUT:
            return (Step.ASSIGN, Step.HAND_IN, Step.ENTER)
        case FormState.COLLECTING:
            return (Step.ASSIGN, Step.HAND_IN, Step.ENTER)
        case FormState.MISSING:
            return (Step.HAND_IN, Step.CHASE, Step.ENTER)
        case FormState.VOID:
            return (Step.HAND_IN, Step.CHASE)
        case FormState.ENTERED if is_out(line):
            return (Step.HAND_IN, Step.ENTER)
        case FormState.BACK | FormState.ENTERED:
            return (Step.ENTER,)
        case _:
            return ()


def _for(act: Callable[[Sequence[FormLine]], None], lines: Sequence[FormLine]) -> Callable[[], None]:
    return lambda: act(lines)


def _counted_forms(count: int) -> str:
    return _n("{n} form", "{n} forms", count).format(n=count)
