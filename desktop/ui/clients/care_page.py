"""Care 关怀: events for clients with who was invited and came, the plans of the classes, the rules of rewards."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.events import Answer
from desktop.rules.rights import Right
from desktop.services.events import EventLine, InvitationLine
from desktop.ui.clients.care_controller import CareController
from desktop.ui.clients.care_dialogs import CompanionsDialog, EventDialog, InviteDialog, PlansDialog, RulesDialog
from desktop.ui.clients.care_rows import event_columns, event_row, invitation_columns, invitation_row
from desktop.ui.clients.undoing import Undoer
from desktop.ui.kit.actions import Action, make_button, make_menu
from desktop.ui.kit.cells import Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note, section


class CarePage(Page):
    TITLE = N_("Clients")
    ICON = "star"
    WATCHES = frozenset({"clients"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.controller = CareController(desk)
        self.events: Sequence[EventLine] = ()
        self.invited: Sequence[InvitationLine] = ()
        self.dialog: Dialog | None = None
        self._event: UUID | None = None
        self._built = False
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self.undoer = Undoer(desk, self)
        self._build()
        self._connect()
        self._built = True
        self.update_actions()

    def _build(self) -> None:
        self.view = TableView(_("Events"))
        self.table = LazyTable(event_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.guests = TableView(_("Who is invited"), many=True)
        self.guest_table = LazyTable(invitation_columns(), self._fetch_guests, self)
        self.guests.show_table(self.guest_table)
        self.heading, self.numbers = section(), note()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.heading)
        head.addWidget(self.numbers, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._buttons)
        column.addWidget(self.guests, 1)
        both = QWidget()
        whole = QVBoxLayout(both)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self.view, 2)
        whole.addWidget(below, 3)
        self._stack = QStackedLayout()
        self.content.addLayout(self._stack, 1)
        self._stack.addWidget(both)
        act = self.new_event if self.may_run else None
        words = _("No events have been entered yet: seminars, trainings, celebrations.")
        self._none = Empty(words, "", _("New event") if self.may_run else "", act, icon_name="calendar-plus")
        self._stack.addWidget(self._none)

    def _connect(self) -> None:
        found = self.controller
        found.events_loaded.connect(self._show_events)
        found.invitations_loaded.connect(self._show_invited)
        found.refused.connect(self.refuse)
        found.said.connect(lambda text, made: self.toast_requested.emit(text, self.undoer.way_back(made)))
        self.undoer.said.connect(self.toast_requested)
        self.undoer.refused.connect(self.refuse)
        self.view.chosen.connect(self._choose)
        self.view.opened.connect(lambda _key: self.change_event())
        self.guests.chosen.connect(lambda _keys: self._show_buttons())
        self.guests.opened.connect(self._open_client)
        self.guests.menu_requested.connect(self._menu)

    @property
    def may_run(self) -> bool:
        return bool(self.desk.person.may(Right.RUN_EVENTS))

    @property
    def event(self) -> EventLine | None:
        return next((line for line in self.events if line.id == self._event), None)

    @property
    def chosen(self) -> list[UUID]:
        keys = self.guests.selected_keys
        return [line.id for line in self.invited if line.id in keys]

    # what is offered

    def actions_offered(self) -> Sequence[Action]:
        if not self._built:
            return ()
        offered = []
        if self.may_run:
            none = "" if self.event is not None else _("Choose an event in the list.")
            offered += [
                Action("new_event", N_("New event"), self.new_event, "calendar-plus", main=True),
                Action("change_event", N_("Change event…"), self.change_event, "pencil", "F2", none),
            ]  # fmt: skip
        if self.desk.person.may(Right.CLASSIFY_CLIENTS):
            offered.append(Action("plans", N_("Plans of the classes…"), self.show_plans, "clipboard-list"))
        if self.desk.person.may(Right.SEE_TERMS):
            offered.append(Action("rules", N_("Rules of rewards…"), self.show_rules, "lock"))
        if self.may_run and self.event is not None:
            offered.append(Action("withdraw_event", N_("Take the event out"), self._withdraw, "archive",
                                  separator_before=True))  # fmt: skip
        return offered

    def _guest_actions(self) -> Sequence[Action]:
        none = "" if self.chosen else _("Choose clients in the list below.")
        one = "" if len(self.chosen) == 1 else _("Choose one client in the list below.")
        return (
            Action("invite", N_("Invite…"), self.invite, "user-plus"),
            Action("accepted", N_("Accepted"), lambda: self._note(Answer.YES, None), "check", reason=none),
            Action("declined", N_("Declined"), lambda: self._note(Answer.NO, None), "x", reason=none),
            Action("came", N_("Came"), lambda: self._note(None, True), "circle-check", reason=none),
            Action("absent", N_("Did not come"), lambda: self._note(None, False), "circle-x", reason=none),
            Action("companions", N_("Companions…"), self._companions, "users", reason=one),
            Action(
                "take_back",
                N_("Take back invitation"),
                lambda: self.controller.take_back(self.chosen),
                "undo-2",
                reason=none,
            ),
        )

    def _show_buttons(self) -> None:
        while self._buttons.count():
            if (old := self._buttons.takeAt(0).widget()) is not None:
                old.deleteLater()
        if self.may_run and self.event is not None:
            for action in self._guest_actions():
                self._buttons.addWidget(make_button(action))
            self._buttons.addStretch(1)

    def _menu(self, _key: object, place: QPoint) -> None:
        if self.may_run:
            menu = make_menu(self._guest_actions(), self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(place)

    # asking and answers

    def reload(self) -> None:
        self.controller.load()

    def open(self, argument: object) -> None:
        if isinstance(argument, UUID):
            self._event = argument
            self.view.clearSelection()
            self.reload()

    def _show_events(self, found: Sequence[EventLine]) -> None:
        self.events = found
        if self._event not in {line.id for line in found}:
            self._event = found[0].id if found else None
        self._fill(self.view, self.table, [event_row(line) for line in found])
        if self._event is not None and not self.view.selected_keys:
            number = next(n for n, line in enumerate(found) if line.id == self._event)
            self.view.setCurrentIndex(self.table.index(number, 0))
        self._stack.setCurrentIndex(0 if found else 1)
        self._ask_invited()
        self.update_actions()

    def _choose(self, keys: Sequence[object]) -> None:
        if keys and keys[0] != self._event and isinstance(keys[0], UUID):
            self._event = keys[0]
            self._ask_invited()
            self.update_actions()

    def _ask_invited(self) -> None:
        event = self.event
        self.heading.setText(event.title if event is not None else "")
        self.numbers.setText(_numbers(event) if event is not None else "")
        if event is not None:
            self.controller.load_invitations(event.id)
        self._show_buttons()

    def _show_invited(self, event: UUID, found: Sequence[InvitationLine]) -> None:
        if event != self._event:
            return
        self.invited = found
        self._fill(self.guests, self.guest_table, [invitation_row(line) for line in found])
        self._show_buttons()

    def _fill(self, view: TableView, table: LazyTable, rows: list[Row]) -> None:
        if table.total:
            view.remember_place()
            table.refresh(len(rows))
        else:
            table.start(len(rows), rows[:100])

    def _fetch(self, wanted: Wanted) -> None:
        lines = self.events[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [event_row(line) for line in lines])

    def _fetch_guests(self, wanted: Wanted) -> None:
        lines = self.invited[wanted.offset : wanted.offset + wanted.count]
        self.guest_table.take(wanted, [invitation_row(line) for line in lines])

    # doing

    def _show(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.open()

    def new_event(self) -> None:
        def send(entry: object, done: object, failed: object) -> None:
            def made(event: UUID) -> None:
                self._event = event
                done(event)  # type: ignore[operator]

            self.controller.add_event(entry, made, failed)  # type: ignore[arg-type]

        self._show(EventDialog(None, send, self))

    def change_event(self) -> None:
        line = self.event
        if line is not None and self.may_run:
            self._show(EventDialog(line, lambda e, d, f: self.controller.change_event(line, e, d, f), self))

    def _withdraw(self) -> None:
        if self.event is not None:
            self.controller.withdraw_event(self.event.id)

    def invite(self) -> None:
        line = self.event
        if line is not None:
            send = lambda letters, one, d, f: self.controller.invite(line.id, letters, one, d, f)  # noqa: E731
            self._show(InviteDialog(line, self.controller.find, send, self))

    def _note(self, answer: Answer | None, attended: bool | None) -> None:
        if self.chosen:
            self.controller.note(self.chosen, answer, attended)

    def _companions(self) -> None:
        line = next((line for line in self.invited if line.id in self.chosen), None)
        if line is not None:
            send = lambda e, d, f: self.controller.companions(line.id, *e, d, f)  # noqa: E731
            self._show(CompanionsDialog(line, send, self))

    def show_plans(self) -> None:
        self.controller.load_plans(lambda plans: self._show(PlansDialog(plans, self.controller.set_plan, self)))

    def show_rules(self) -> None:
        self._show(RulesDialog(self.controller, self))

    def _open_client(self, key: object) -> None:
        found = next((line for line in self.invited if line.id == key), None)
        if found is not None:
            self.desk.open_requested.emit("clients", found.client_id)

    def take_focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _numbers(event: EventLine) -> str:
    said = _("{invited} invited · {accepted} accepted · {came} came · {guests} companions").format(
        invited=event.invited, accepted=event.accepted, came=event.attended, guests=event.guests)  # fmt: skip
    return said if event.whole else said + " · " + _("of the clients you may see")
