"""Handovers 移交: clients that changed hands, who was told, and whose first contact is due (CL-9)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n, translator
from desktop.rules.contacts import Channel
from desktop.rules.rights import Right
from desktop.services import handovers, prints
from desktop.services.handovers import HandoverView
from desktop.services.prints import Printed
from desktop.services.transfers import Transferred
from desktop.ui.clients.tabbed_lists import TabbedLists
from desktop.ui.clients.told_dialog import ToldDialog
from desktop.ui.clients.transfer_dialog import TransferDialog
from desktop.ui.clients.undoing import Noted, Undoer, noting
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.printing import PrintDesk, Printout
from desktop.ui.kit.table import ROW, TableView
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import badge_letter, day, moment

LETTERS = {"zh_CN": N_("Print letters in Chinese"), "en": N_("Print letters in English")}


class HandoversController(QObject):
    loaded = Signal(object)
    told = Signal(int, object)
    """How many clients, and the operation that can be undone."""
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def load(self, done: bool) -> None:
        self.desk.ask("clients.handovers", _listed, done, done=self.loaded.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def note_told(self, lines: Sequence[UUID], on: date, how: Channel, done: Any, failed: Any) -> None:
        def answer(noted: Noted) -> None:
            done(noted.result)
            self.told.emit(noted.result, noted.operation)

        self.desk.do(noting(handovers.note_told), list(lines), on, how, done=answer, failed=failed, owner=self)

    def print_letters(self, lines: Sequence[UUID], language: str) -> None:
        self.desk.errand(_("Preparing letters"), prints.handover_letters, list(lines), translator(language),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_list(self, handover: UUID) -> None:
        self.desk.errand(_("Preparing the handover list"), prints.handover_list, handover,
                         translator(str(self.desk.office.settings["language"])), done=self.printed.emit,
                         failed=self.refused.emit, owner=self)  # fmt: skip


class HandoversPage(Page):
    TITLE = N_("Clients")
    ICON = "arrow-right"
    WATCHES = frozenset({"clients", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = HandoversController(desk)
        self.dialog: Dialog | None = None
        self.views: Sequence[HandoverView] = ()
        self._wanted: UUID | None = None
        self._built = False
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self._printing = printing
        self.undoer = Undoer(desk, self)
        self._build()
        self._connect()
        self._built = True
        self.update_actions()

    def _build(self) -> None:
        self.lists = TabbedLists(_("Which handovers"), (_("Underway"), _("Finished")))
        self.tabs = self.lists.tabs
        self.content.addWidget(self.lists, 1)
        self.view = TableView(_("Handovers"), many=True, double=True)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.lists.add(self.view)

    def _connect(self) -> None:
        found = self.controller
        found.loaded.connect(self._show)
        found.told.connect(self._told)
        found.printed.connect(self._preview)
        found.refused.connect(self.refuse)
        self.undoer.said.connect(self.toast_requested)
        self.undoer.refused.connect(self.refuse)
        self.tabs.currentChanged.connect(lambda _number: self.reload())
        self.view.chosen.connect(lambda _keys: self.update_actions())
        self.view.opened.connect(self._open_client)

    # what is offered

    def actions_offered(self) -> Sequence[Action]:
        if not self._built:
            return ()
        offered = [Action("hand_over_all", N_("Hand over all of a colleague…"), self.hand_over, "arrow-right",
                          main=True)]  # fmt: skip
        none = "" if self.chosen else _("Select the clients first: Ctrl or Shift and click.")
        mine = none or ("" if all(one.may_edit for one in self.chosen) else _("Some of these are not yours to change."))
        offered.append(Action("told", N_("Client told…"), self.tell, "check", "F2", mine))
        if self.desk.person.may(Right.PRINT_CLIENTS):
            home = str(self.desk.office.settings["language"])
            for code in sorted(LETTERS, key=lambda one: one != home):
                keys = "Ctrl+P" if code == home else ""
                offered.append(Action(f"letters_{code}", LETTERS[code], lambda c=code: self.print_letters(c), "mail",
                                      keys, none))  # fmt: skip
            several = none or ("" if len({one.handover for one in self.chosen}) == 1 else
                               _("Select clients of one transfer: each has a list of its own."))  # fmt: skip
            offered.append(Action("handover_list", N_("Print handover list"), self.print_list, "printer", "", several))
        return offered

    @property
    def chosen(self) -> list[HandoverView]:
        keys = set(self.view.selected_keys)
        return [one for one in self.views if one.id in keys]

    # asking

    def first_focus(self) -> QWidget:
        return self.view

    def open(self, argument: object) -> None:
        """A transfer's id: its clients are chosen, so that list and letters are at hand. With ("giver", a person's id)
        all that this colleague holds is about to be handed over."""
        if isinstance(argument, tuple):
            self._hand_over(argument[1])
        if isinstance(argument, UUID):
            self._wanted = argument
            self.tabs.setCurrentIndex(0)
            self.reload()

    def reload(self) -> None:
        self.controller.load(self.tabs.currentIndex() == 1)

    # what comes back

    def _show(self, views: Sequence[HandoverView]) -> None:
        self.views = views
        count = _n("{n} client", "{n} clients", len(views)).format(n=len(views))
        self.lists.show_lines(self.view, self.table, views, _row, count, self._none())
        if self._wanted is not None:
            self._choose(self._wanted)
        self.update_actions()

    def _choose(self, handover: UUID) -> None:
        self._wanted = None
        model = self.view.selectionModel()
        model.clearSelection()
        for number, one in enumerate(self.views):
            if one.handover == handover:
                model.select(self.table.index(number, 0), QItemSelectionModel.SelectionFlag.Select | ROW)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _none(self) -> Empty:
        if self.tabs.currentIndex() == 1:
            return Empty(_("No handover has been brought to its end yet."), icon_name="arrow-right")
        return Empty(
            _("No handover is open."),
            _("When a colleague leaves or moves, the clients get a successor here: with list, letters and a first "
              "contact in time."), _("Hand over all of a colleague…"), self.hand_over, icon_name="arrow-right",
            main=False)  # fmt: skip

    def _fetch(self, wanted: Wanted) -> None:
        views = self.views[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [_row(one) for one in views])

    def _open_client(self, key: object) -> None:
        found = next((one for one in self.views if one.id == key), None)
        if found is not None:
            self.desk.open_requested.emit("clients", found.client_id)

    # doing

    def hand_over(self) -> None:
        self._hand_over(None)

    def _hand_over(self, giver: UUID | None) -> None:
        dialog = TransferDialog(self.desk, (), self, giver=giver)
        dialog.made.connect(self._made)
        self.dialog = dialog
        dialog.open()

    def _made(self, made: Transferred) -> None:
        said = _n("{n} client handed over.", "{n} clients handed over.", made.count).format(n=made.count)
        self.toast_requested.emit(said, self.undoer.way_back(made.operation) if made.undoable else None)
        self.open(made.handover)

    def tell(self) -> None:
        lines = [one.id for one in self.chosen]
        if lines:
            send = lambda entry, done, failed: self.controller.note_told(lines, *entry, done, failed)  # noqa: E731
            self.dialog = ToldDialog(len(lines), send, self)
            self.dialog.open()

    def _told(self, count: int, operation: UUID | None) -> None:
        said = _n("Noted: {n} client told.", "Noted: {n} clients told.", count).format(n=count)
        self.toast_requested.emit(said, self.undoer.way_back(operation))

    def print_letters(self, language: str) -> None:
        if self.chosen:
            self.controller.print_letters([one.id for one in self.chosen], language)

    def print_list(self) -> None:
        if self.chosen:
            self.controller.print_list(self.chosen[0].handover)

    def _preview(self, printed: Printed) -> None:
        self._printing.preview(Printout(printed.kind, printed.title, printed.pdf), self)

    def leave(self) -> None:
        self._printing.close_over(self)
        super().leave()


def _listed(work: Any, done: bool) -> list[HandoverView]:
    return handovers.list_handovers(work, done=done)


def _columns() -> list[Column]:
    return [
        Column("class", _("Class"), 52, badge=True, sortable=False),
        Column("name", _("Name"), 210, Fit.WHOLE, sortable=False, fixed=True),
        Column("owner", _("Handed over"), 170, Fit.WHOLE, sortable=False),
        Column("first", _("First contact"), 250, Fit.WHOLE, sortable=False),
        Column("told", _("Client told"), 150, Fit.WHOLE, sortable=False),
        Column("reason", _("Reason"), 210, Fit.WHOLE, sortable=False),
    ]


def _row(one: HandoverView) -> Row:
    told: str | Cell = Cell(_("not yet"), Tone.WARN, icon="clock")
    if one.told_on is not None and one.told_how is not None:
        told = Cell(day(one.told_on), below=_(one.told_how.label))
    owners = Cell(" → ".join((one.former or _("nobody"), one.owner)), below=day(local(one.at).date()))
    name = Cell(one.name, bold=True, below=one.code)
    return Row(one.id, (badge_letter(one.client_class), name, owners, _first(one), told, one.reason))


def _first(one: HandoverView) -> str | Cell:
    """Until when, or when it was made; what is late says so."""
    if one.due is None:
        return ""
    late = one.late(datetime.now(UTC))
    if one.contacted_at is not None:
        made = _("made {moment}").format(moment=moment(one.contacted_at))
        if not late:
            return Cell(made, Tone.GOOD, icon="check")
        return Cell(made, Tone.BAD, icon="circle-alert", below=_("late, due {moment}").format(
            moment=moment(one.due)))  # fmt: skip
    if late:
        return Cell(_("overdue since {moment}").format(moment=moment(one.due)), Tone.BAD, icon="circle-alert")
    return Cell(_("by {moment}").format(moment=moment(one.due)), icon="clock")
