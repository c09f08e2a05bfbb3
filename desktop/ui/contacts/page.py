"""往来 Contacts: all contacts with clients one may see, the newest first, and the one chosen beside them (CM-1)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.exports import ExportKind
from desktop.rules.features import switched_on
from desktop.rules.rights import Right
from desktop.services.clients import PersonRef
from desktop.services.contact_imports import Plan
from desktop.services.contact_lists import COUNTED, ListedContact, Only
from desktop.ui.contacts import ANSWER, LOG, may_log
from desktop.ui.contacts.call_dialogs import ExtensionsDialog, UnknownDialog
from desktop.ui.contacts.controller import PAGE, ContactsController
from desktop.ui.contacts.details import ContactDetails
from desktop.ui.contacts.import_dialog import ImportDialog
from desktop.ui.contacts.list_filter import ContactsFilter
from desktop.ui.contacts.papers import PAGE as PAPERS
from desktop.ui.contacts.rows import contact_columns, contact_row
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.contact_dialog import WORDS, ContactDialog
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, nothing_found
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.marked import WordsDialog, mark_field
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import MEDIUM


class ContactsPage(ListPage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.SEE_CLIENTS
    WATCHES = frozenset({"clients", "documents", "imports", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk | None = None, parent: QWidget | None = None) -> None:
        self.controller = ContactsController(desk)
        self._held: dict[object, ListedContact] = {}
        super().__init__(desk, parent, printing)
        self.approvals = Approvals(desk, self)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        self.filter = ContactsFilter(self.controller)
        self.content.addWidget(self.filter)
        self.content.addWidget(self.filter.days)
        self.progress = ErrandBar()
        self.content.addWidget(self.progress)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = TableView(_("Contacts"), double=True)
        self.table = LazyTable(contact_columns(), self.controller.fetch, self, page=PAGE)
        self.view.show_table(self.table)
        column.addWidget(self.view, 1)
        self.nothing = Nothing()
        column.addLayout(self.nothing, 1)
        self.split.addWidget(left)
        self.details = ContactDetails()
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.details)
        area = scrolling(holder)
        area.setMinimumWidth(260)
        self.split.addWidget(area)
        self.split.setStretchFactor(0, 1)
        self.split.setHandleWidth(MEDIUM)
        self.split.setSizes([800, 280])
        self.content.addWidget(self.split, 1)

    def _connect(self) -> None:
        found = self.controller
        found.began.connect(self._begin)
        found.rows_loaded.connect(self._take)
        found.rows_failed.connect(self.table.failed)
        found.changed.connect(self.filter.refresh)
        found.done.connect(self.toast_requested)
        found.refused.connect(self.refuse)
        found.printed.connect(self.preview)
        self.approvals.said.connect(lambda said: self.toast_requested.emit(said, None))
        self.approvals.refused.connect(self.refuse)
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self.open_file())
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self.actions_offered(), at))
        self.details.client_requested.connect(lambda client: self.desk.open_requested.emit("clients", client))
        self.details.finish_requested.connect(found.finish_step)
        self.details.answer_requested.connect(self.answer)
        self.details.papers_requested.connect(found.load_papers)
        self.details.paper_requested.connect(lambda key: self.desk.open_requested.emit(PAPERS, key))
        found.papers_loaded.connect(self.details.show_papers)
        self.details.settled.connect(found.needs_no_answer)
        self.details.marked_requested.connect(lambda listed: found.load_words(listed, self._show_words))

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.filter.line

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "details") or not self.may_see:
            return ()
        listed, offered = self.listed, []
        none = "" if listed is not None else _("Choose a contact.")
        if may_log(self.desk):
            # the window holds Ctrl+N, which works on every page
            offered.append(Action("log_contact", N_("Log contact"), self.log, "message-circle", main=True))
            if listed is not None and listed.line.waits:
                offered.append(Action("answer", N_("Answer"), lambda: self.answer(listed.id), "message-circle", "F8"))
            theirs = _("Only who had it, entered it or may edit the file corrects it.")
            why = none or ("" if listed is not None and listed.line.may_change else theirs)
            offered.append(Action("correct", N_("Correct…"), self.correct, "pencil", "F2", why))
            offered.append(Action("take_mail", N_("Take in mail…"), self.choose_mail, "mail", seldom=True))
            offered.append(Action("take_calls", N_("Take in calls…"), self.choose_calls, "phone", seldom=True))
            offered.append(Action("unknown_calls", N_("Unknown numbers…"), self.show_unknown, "phone", seldom=True))
            if self.controller.may(Right.RUN_OFFICE):
                offered.append(Action("extensions", N_("Extensions…"), self.ask_extensions, "users", seldom=True))
        if may_log(self.desk) and "cases" in switched_on(self.desk.office.kind, self.desk.office.settings["features"]):
            offered.append(Action("make_case", N_("Make it a case…"), self.make_case, "clipboard-list", "F7", none))
        if self.controller.may(Right.PRINT_CLIENTS):
            offered.append(Action("print", N_("Print these contacts"), self.print_list, "printer", "Ctrl+P",
                                  seldom=True))  # fmt: skip
        if self.controller.may(Right.EXPORT_CLIENTS):
            offered.append(Action("export", N_("Export these contacts…"), self.choose_place, "download", seldom=True))
        return (*offered, Action("open_file", N_("Open the file"), self.open_file, "user", "", none))

    def open(self, argument: object) -> None:
        """A mapping asks for the list of a client, with its name, or such as for what is unanswered."""
        if isinstance(argument, Mapping):
            asked = dict(argument)
            self.controller.client = str(asked.pop("name", ""))
            self.controller.ask_for(Only(**asked))

    def reload(self) -> None:
        if self.may_see:
            self.controller.begin()

    # what is shown

    @property
    def listed(self) -> ListedContact | None:
        keys = self.view.selected_keys
        return self._held.get(keys[0]) if keys else None

    def client_at_hand(self) -> object | None:
        return self.listed.line.client_id if self.listed is not None else None

    def log(self) -> None:
        self.desk.open_requested.emit(LOG, None)

    def choose_mail(self) -> None:
        chooser = self.chooser = QFileDialog(self, _("Take in mail"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.setNameFilters([_("Mail (*.eml *.mbox *.mbx)"), _("All files (*)")])
        chooser.filesSelected.connect(self.plan_mail)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def plan_mail(self, files: Sequence[str]) -> None:
        self.progress.follow(self.controller.plan_mail([Path(file) for file in files], self._show_plan))

    def choose_calls(self) -> None:
        chooser = self.chooser = QFileDialog(self, _("Take in calls"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([_("Lists of calls (*.xlsx *.xls *.ods *.csv *.tsv *.txt)"), _("All files (*)")])
        chooser.fileSelected.connect(self.plan_calls)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def plan_calls(self, file: str) -> None:
        self.progress.follow(self.controller.plan_calls(Path(file), self._show_plan))

    def _show_plan(self, plan: Plan) -> None:
        send = lambda chosen, waits, done, failed: self.controller.take_in(  # noqa: E731
            plan, chosen, waits, done, failed)  # fmt: skip
        self.open_dialog(ImportDialog(plan, send, self, files=self.controller.may(Right.FILE_DOCUMENTS)))

    def show_unknown(self) -> None:
        self.controller.load_unknown(lambda found: self.open_dialog(UnknownDialog(found, self.controller, self)))

    def ask_extensions(self) -> None:
        self.controller.load_staff(lambda staff: self.open_dialog(ExtensionsDialog(staff, self.controller, self)))

    def print_list(self) -> None:
        self.progress.follow(self.controller.print_list())

    def choose_place(self) -> None:
        chooser = self.chooser = QFileDialog(self, _("Export these contacts"), _("Contacts") + ".xlsx")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([f"{_(kind.label)} (*.{kind.value})" for kind in (ExportKind.XLSX, ExportKind.CSV)])
        chooser.fileSelected.connect(self.export)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def export(self, path: str) -> None:
        kind = ExportKind.CSV if path.lower().endswith(".csv") else ExportKind.XLSX
        again = lambda: self.export(path)  # noqa: E731
        self.progress.follow(self.controller.export_list(
            kind, Path(path), lambda error: self.approvals.settle(error, again)))  # fmt: skip

    def answer(self, contact: object) -> None:
        self.desk.open_requested.emit(LOG, (ANSWER, contact))

    def correct(self) -> None:
        if self.listed is not None and self.listed.line.may_change:
            self.controller.load_words(self.listed, self._ask_staff)

    def _ask_staff(self, listed: ListedContact) -> None:
        self.controller.load_staff(lambda staff: self._show_form(listed, staff))

    def _show_form(self, listed: ListedContact, staff: Sequence[PersonRef]) -> None:
        line = listed.line
        send = lambda report, done, failed: self.controller.correct(listed, report, done, failed)  # noqa: E731
        self.open_dialog(ContactDialog(
            _("Correct contact: {name}").format(name=listed.name), staff, line.staff_id, line.at, _("Save"), send, self,
            mark=mark_field(self.desk, line.mark), line=line))  # fmt: skip

    def make_case(self) -> None:
        """A complaint on the phone becomes a case, of the client and since the call (SV-2)."""
        if self.listed is not None:
            line = self.listed.line
            self.desk.open_requested.emit("new_case", {"client": line.client_id, "contact": line.id,
                                                       "subject": "" if line.mark else line.subject})  # fmt: skip

    def open_file(self) -> None:
        if self.listed is not None:
            self.desk.open_requested.emit("clients", (self.listed.line.client_id, "contact"))

    def _begin(self, lines: Sequence[ListedContact], total: int) -> None:
        self._held = {line.id: line for line in lines}
        self.view.remember_place()
        self.table.start(total, Rows(lines, contact_row))
        said = _n("{n} contact", "{n} contacts", total).format(n=f"{total:,}")
        if total >= COUNTED:
            said = _("the newest {n}").format(n=f"{total:,}")
        self.filter.show_count(said if total else "")
        self.nothing.show_instead(self.view, None if total else self._none())
        self._look()

    def _take(self, wanted: Wanted, lines: Sequence[ListedContact]) -> None:
        self._held |= {line.id: line for line in lines}
        self.table.take(wanted, Rows(lines, contact_row))
        self._look()

    def _none(self) -> Empty:
        if not self.controller.only.empty:
            return nothing_found(self.filter.in_force(), self.filter.clear_all)
        said = _("What is said with clients by phone, message or visit is kept here, and found by any word in it.")
        return Empty(_("No contact has been logged yet."), said, icon_name="message-circle")

    def _look(self) -> None:
        listed = self.listed
        if listed is not None:
            self.details.show_contact(listed)
        else:
            self.details.forget()
        self.update_actions()

    def _show_words(self, listed: ListedContact) -> None:
        line = listed.line
        words = {name: getattr(line, name) for name in WORDS}
        self.open_dialog(WordsDialog(line.mark, words, self))
