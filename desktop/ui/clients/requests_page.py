"""The registers of clients' data 信息保护: requests to answer, what partners hold, and files that were erased."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n, translator
from desktop.rules.erasing import Erased
from desktop.rules.partners import Agreement, Ending, PartnerEntry
from desktop.rules.rights import Right
from desktop.services import clients, erasing, partners, protocols, requests
from desktop.services.clients import PersonRef
from desktop.services.partners import GiveEntry, PartnerLine
from desktop.services.registers import OutLine
from desktop.services.requests import RequestLine
from desktop.services.stamps import Printed
from desktop.services.work import Work
from desktop.ui.clients.partner_dialogs import BackDialog, GiveDialog, PartnerDialog
from desktop.ui.clients.tabbed_lists import TabbedLists
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.printing import PrintDesk, Printout
from desktop.ui.kit.table import TableView
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day, moment

OPEN, CLOSED, GIVEN, PARTNERS, ERASED = range(5)
_EMPTY = (
    N_("No request waits for an answer. Enter one in the file of the client, under Consent."),
    N_("No request has been answered yet."),
    N_("Partners hold nothing of our clients."),
    N_("No partner is on file. Information goes only to those with a signed confidentiality agreement."),
    N_("No file has been erased for good."),
)
_LOOKS = {Agreement.NONE: (Tone.BAD, "ban"), Agreement.VALID: (Tone.GOOD, "badge-check"),
          Agreement.EXPIRED: (Tone.BAD, "triangle-alert")}  # fmt: skip


class DataController(QObject):
    loaded = Signal(object)
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def load(self, register: int) -> None:
        self.desk.ask("clients.data", _READ[register], done=self.loaded.emit, failed=self.refused.emit, owner=self)

    def save_partner(self, entry: PartnerEntry, key: UUID | None, done: Any, failed: Any) -> None:
        self.desk.do(partners.save_partner, entry, key, done=done, failed=failed)

    def give(self, entry: GiveEntry, done: Any, failed: Any) -> None:
        self.desk.do(partners.give, entry, done=done, failed=failed)

    def take_back(self, line: UUID, ending: Ending, text: str, done: Any, failed: Any) -> None:
        self.desk.do(partners.take_back, line, ending, text, done=done, failed=failed)

    def ask_staff(self, done: Any) -> None:
        self.desk.ask("clients.staff", clients.staff, done=done, failed=self.refused.emit, owner=self)

    def hand_on(self, line: RequestLine | OutLine, person: UUID, done: Any, failed: Any) -> None:
        verb = requests.hand_on if isinstance(line, RequestLine) else partners.hand_on
        self.desk.do(verb, line.id, person, done=done, failed=failed, owner=self)

    def ask_partners(self, done: Any) -> None:
        self.desk.ask("clients.partners", partners.list_partners, done=done, failed=self.refused.emit, owner=self)

    def print_protocol(self, client: UUID) -> None:
        self.desk.errand(_("Preparing the protocol"), protocols.protocol, client,
                         translator(str(self.desk.office.settings["language"])), done=self.printed.emit,
                         failed=self.refused.emit, owner=self)  # fmt: skip

    def purge(self, done: Any) -> None:
        self.desk.errand(_("Clearing traces"), erasing.purge, done=done, failed=self.refused.emit, owner=self)


class DataPage(Page):
    TITLE = N_("Clients")
    ICON = "shield"
    WATCHES = frozenset({"clients", "partners"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = DataController(desk)
        self.dialog: Dialog | None = None
        self.found: Sequence[Any] = ()
        self._built = False
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self._printing = printing
        self._build()
        self._built = True
        self.update_actions()

    def _build(self) -> None:
        names = (_("Requests"), _("Answered"), _("With partners"), _("Partners"), _("Erased"))
        self.lists = TabbedLists(_("Which register"), names)
        self.tabs = self.lists.tabs
        self.content.addWidget(self.lists, 1)
        self.views: list[tuple[TableView, LazyTable]] = []
        for number, words in enumerate(names):
            view = TableView(words, double=True)
            table = LazyTable(_COLUMNS[number](), self._fetch, self)
            view.show_table(table)
            view.chosen.connect(lambda _keys: self.update_actions())
            view.opened.connect(self._open)
            self.views.append((view, table))
            self.lists.add(view)
        found = self.controller
        found.loaded.connect(self._show)
        found.printed.connect(self._preview)
        found.refused.connect(self.refuse)
        self.tabs.currentChanged.connect(lambda _number: self._turned())

    @property
    def register(self) -> int:
        return self.tabs.currentIndex()

    @property
    def chosen(self) -> Any:
        keys = set(self.views[self.register][0].selected_keys)
        return next((one for one in self.found if _key(one) in keys), None)

    # asking

    def open(self, argument: object) -> None:
        """What partners hold is what Today leads to; "requests" are those that wait for an answer."""
        self.tabs.setCurrentIndex(OPEN if argument == "requests" else GIVEN)

    def _turned(self) -> None:
        self.found = ()
        self.reload()

    def reload(self) -> None:
        self.controller.load(self.register)

    def _show(self, found: tuple[int, Sequence[Any]]) -> None:
        register, self.found = found
        if register != self.register:
            return
        view, table = self.views[register]
        count = _n("{n} entry", "{n} entries", len(self.found)).format(n=len(self.found))
        none = Empty(_(_EMPTY[register]), icon_name="shield")
        self.lists.show_lines(view, table, self.found, _ROWS[register], count, none)
        self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        table = self.views[self.register][1]
        part = self.found[wanted.offset : wanted.offset + wanted.count]
        table.take(wanted, [_ROWS[self.register](one) for one in part])

    def _open(self, _key_of: object) -> None:
        one = self.chosen
        if isinstance(one, RequestLine):
            self.desk.open_requested.emit("clients", one.client_id)
        elif isinstance(one, PartnerLine):
            self.edit_partner()

    # what is offered

    def actions_offered(self) -> Sequence[Action]:
        if not self._built:
            return ()
        one, none = self.chosen, _("Select a line first.")
        match self.register:
            case 0 | 1:
                why = "" if one is not None else none
                offered = [Action("open", N_("Open the file"), lambda: self._open(None), "external-link", "", why,
                                  main=True)]  # fmt: skip
                if self.register == OPEN:
                    offered.append(
                        Action("hand_on", N_("Give to somebody else…"), self.hand_on, "arrow-right", "", why)
                    )
                return offered
            case 2:
                return (
                    Action("give", N_("Give to a partner…"), self.give, "upload", main=True),
                    Action("back", N_("Came back…"), self.take_back, "check", "F2", "" if one is not None else none),
                    Action(
                        "hand_on",
                        N_("Give to somebody else…"),
                        self.hand_on,
                        "arrow-right",
                        "",
                        "" if one is not None else none,
                    ),
                )
            case 3:
                return (
                    Action("partner", N_("New partner…"), lambda: self.edit_partner(new=True), "plus", main=True),
                    Action("edit", N_("Edit"), self.edit_partner, "pencil", "F2", "" if one is not None else none),
                )
        offered = [Action("protocol", N_("Print protocol"), self.print_protocol, "printer", "Ctrl+P",
                          "" if one is not None else none, main=True)]  # fmt: skip
        waiting = any(isinstance(each, Erased) and each.purged_at is None for each in self.found)
        if waiting and self.desk.person.may(Right.ERASE_CLIENTS):
            offered.append(Action("purge", N_("Clear traces now"), self.purge, "refresh-cw"))
        if self.desk.person.may(Right.RUN_OFFICE):
            # those that no erasure reaches are listed there
            offered.append(Action("copies", N_("Other copies…"),
                                  lambda: self.desk.open_requested.emit("settings", "data"), "database"))  # fmt: skip
        return offered

    # doing

    def give(self) -> None:
        self.controller.ask_partners(self._give)

    def _give(self, known: Sequence[PartnerLine]) -> None:
        usable = [one for one in known if one.agreement is Agreement.VALID]
        self._show_dialog(GiveDialog(self.desk, usable, self.controller.give, self), _("Registered."))

    def take_back(self) -> None:
        line = self.chosen
        if line is not None:
            send = lambda entry, done, failed: self.controller.take_back(line.id, *entry, done, failed)  # noqa: E731
            self._show_dialog(BackDialog(line, send, self), _("Noted."))

    def hand_on(self) -> None:
        if self.chosen is not None:
            self.controller.ask_staff(self._hand_on)

    def _hand_on(self, staff: Sequence[PersonRef]) -> None:
        line = self.chosen
        if line is None:
            return
        now = line.handler if isinstance(line, RequestLine) else line.keeper or line.out_by
        people = [(one.id, one.name) for one in staff if one.name != now]
        field = FormField("person", _("Who sees to it from now on"), Kind.CHOICE, choices=people)
        said = _("So far: {name}.").format(name=now)
        deed = lambda values, done, failed: self.controller.hand_on(line, values["person"], done, failed)  # noqa: E731
        dialog = ActDialog(_("Give to somebody else"), said, [field], _("Give"), deed, self,
                           values={"person": people[0][0] if people else None})  # fmt: skip
        self._show_dialog(dialog, _("Given to somebody else."))

    def edit_partner(self, *, new: bool = False) -> None:
        held = None if new else self.chosen
        key = held.id if held is not None else None
        send = lambda entry, done, failed: self.controller.save_partner(entry, key, done, failed)  # noqa: E731
        self._show_dialog(PartnerDialog(held.entry if held is not None else None, send, self), _("Saved."))

    def _show_dialog(self, dialog: Dialog, said: str) -> None:
        dialog.accepted.connect(lambda: self.toast_requested.emit(said, None))
        self.dialog = dialog
        dialog.open()

    def print_protocol(self) -> None:
        if self.chosen is not None:
            self.controller.print_protocol(self.chosen.client)

    def purge(self) -> None:
        self.controller.purge(lambda _count: self.toast_requested.emit(_("Traces cleared."), None))

    def _preview(self, printed: Printed) -> None:
        self._printing.preview(Printout(printed.kind, printed.title, printed.pdf), self)

    def leave(self) -> None:
        self._printing.close_over(self)
        super().leave()


# Reading, and how each register looks


def _of(number: int, read: Callable[[Work], Sequence[Any]]) -> Callable[[Work], tuple[int, Sequence[Any]]]:
    return lambda work: (number, read(work))


_READ = (
    _of(OPEN, requests.list_requests), _of(CLOSED, lambda work: requests.list_requests(work, done=True)),
    _of(GIVEN, partners.given), _of(PARTNERS, partners.list_partners), _of(ERASED, erasing.register),
)  # fmt: skip


def _key(one: Any) -> object:
    return one.client if isinstance(one, Erased) else one.id


def _until(due: datetime | None, *, late: bool) -> str | Cell:
    if due is None:
        return ""
    words = day(local(due).date())
    return Cell(words, Tone.BAD, icon="circle-alert") if late else Cell(words, icon="clock")


def _request_columns() -> list[Column]:
    return [
        Column("name", _("Name"), 200, Fit.WHOLE, sortable=False, fixed=True),
        Column("kind", _("Request"), 170, Fit.WHOLE, sortable=False),
        Column("on", _("Received on"), 150, Fit.WHOLE, sortable=False),
        Column("due", _("Answer by"), 150, Fit.WHOLE, sortable=False),
        Column("handler", _("Answered by"), 120, Fit.WHOLE, sortable=False),
        Column("details", _("What was asked"), 260, sortable=False),
    ]


def _request_row(one: RequestLine) -> Row:
    name = Cell(one.name or _("erased"), bold=bool(one.name), below=one.code)
    due: str | Cell = _until(one.due, late=one.late(datetime.now(UTC))) if one.open else ""
    who = one.handler if one.open else Cell(one.answered_by, below=moment(one.answered_at) if one.answered_at else "")
    kind = Cell(_(one.kind.label), below="" if one.open else _(one.state.label))
    return Row(one.id, (name, kind, Cell(day(one.on), below=_(one.how.label)), due, who,
                        one.details if one.open else one.outcome))  # fmt: skip


def _given_columns() -> list[Column]:
    return [
        Column("number", _("No."), 60, right=True, sortable=False),
        Column("what", _("What"), 240, Fit.WHOLE, sortable=False, fixed=True),
        Column("whom", _("Given to"), 180, Fit.WHOLE, sortable=False),
        Column("out", _("Given on"), 150, Fit.WHOLE, sortable=False),
        Column("due", _("Back by"), 150, Fit.WHOLE, sortable=False),
        Column("clients", _("Clients"), 220, sortable=False),
    ]


def _given_row(one: OutLine) -> Row:
    return Row(one.id, (str(one.number), Cell(one.what, bold=True, below=one.why), one.whom,
                        Cell(day(local(one.out_at).date()), below=" → ".join(filter(None, (one.out_by, one.keeper)))),
                        _until(one.due, late=one.late(datetime.now(UTC))), _(", ").join(one.clients)))  # fmt: skip


def _partner_columns() -> list[Column]:
    return [
        Column("name", _("Name"), 240, Fit.WHOLE, sortable=False, fixed=True),
        Column("agreement", _("Agreement"), 220, Fit.WHOLE, sortable=False),
        Column("place", _("Filed at"), 220, sortable=False),
        Column("note", _("Note"), 220, sortable=False),
    ]


def _partner_row(one: PartnerLine) -> Row:
    tone, icon = _LOOKS[one.agreement]
    span = " – ".join(_plain(on) for on in (one.entry.signed_on, one.entry.valid_until) if on is not None)
    return Row(
        one.id,
        (
            Cell(one.entry.name, bold=True, below=one.entry.contact),
            Cell(_(one.agreement.label), tone, icon=icon, below=span),
            one.entry.place,
            one.entry.note,
        ),
    )


def _plain(on: date) -> str:
    return on.isoformat()


def _erased_columns() -> list[Column]:
    return [
        Column("code", _("Code"), 130, Fit.WHOLE, sortable=False, fixed=True),
        Column("at", _("Erased on"), 170, Fit.WHOLE, sortable=False),
        Column("who", _("Erased by"), 150, Fit.WHOLE, sortable=False),
        Column("basis", _("Ground"), 240, Fit.WHOLE, sortable=False),
        Column("rows", _("Rows"), 80, right=True, sortable=False),
        Column("traces", _("Traces"), 150, Fit.WHOLE, sortable=False),
    ]


def _erased_row(one: Erased) -> Row:
    second = _("approved by {name}").format(name=one.second) if one.second else _("nobody else was there")
    traces = Cell(_("cleared"), Tone.GOOD, icon="check") if one.purged_at is not None else Cell(
        _("still to be cleared"), Tone.WARN, icon="clock")  # fmt: skip
    return Row(
        one.client,
        (
            Cell(one.code, bold=True),
            moment(one.at),
            Cell(one.person_name, below=second),
            Cell(_(one.basis.label), below=one.reason),
            str(sum(one.counts.values())),
            traces,
        ),
    )


_COLUMNS = (_request_columns, _request_columns, _given_columns, _partner_columns, _erased_columns)
_ROWS: tuple[Callable[[Any], Row], ...] = (_request_row, _request_row, _given_row, _partner_row, _erased_row)
