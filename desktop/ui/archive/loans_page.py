"""借阅 Loans: what is asked for, approved, out with the late first, and back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules import borrowing
from desktop.rules.borrowing import Form, LoanState
from desktop.rules.rights import Right
from desktop.services.archive_files import FileView
from desktop.services.loans import LoanLine
from desktop.ui.archive.controller import ArchiveController
from desktop.ui.archive.count_dialog import CountDialog, Counted
from desktop.ui.archive.loan_dialogs import BorrowDialog, HandOutDialog
from desktop.ui.archive.rows import loan_columns, loan_row, whose_words
from desktop.ui.archive.table_dialog import TableDialog
from desktop.ui.kit.actions import Action, make_button, more_button
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.phrases import day
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone

TABS: Sequence[tuple[LoanState, str]] = (
    (LoanState.ASKED, N_("Nothing waits for approval.")), (LoanState.APPROVED, N_("Nothing waits to be fetched.")),
    (LoanState.OUT, N_("Nothing is out.")), (LoanState.BACK, N_("Nothing came back yet.")),
    (LoanState.REFUSED, N_("Nothing was refused.")),
)  # fmt: skip
OPEN = 3  # of these the number is told: somebody has to do something about them
BUTTONS = 3


class LoansPage(ListPage):
    TITLE = N_("Documents")
    ICON = "folder"
    RIGHT = Right.SEE_DOCUMENTS
    WATCHES = frozenset({"loans", "archive", "clients", "settings"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.controller = ArchiveController(desk)
        self.all: Sequence[LoanLine] | None = None
        self.rows: list[LoanLine] = []
        self._wanted: UUID | None = None
        super().__init__(desk, parent)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        self.unruled = QWidget()
        line = QHBoxLayout(self.unruled)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(MEDIUM)
        said = _("The office's borrowing table is empty, so nothing can be lent yet: the rule book leaves open who "
                 "approves, and no rule is made up here.")  # fmt: skip
        line.addWidget(note(said, tone=Tone.WARN, wrap=True), 1)
        self.rule_button = button(_("Fill in the table…"), self.edit_table, icon_name="settings")
        line.addWidget(self.rule_button)
        # shown before it has its place it would be a window of its own
        self.rule_button.setVisible(self.controller.may(Right.RUN_OFFICE))
        self.content.addWidget(self.unruled)
        self.tabs = tab_row(_("Which loans"), [_(state.label) for state, _none in TABS], whole=True)
        self.content.addWidget(self.tabs)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GAP)
        line.addLayout(self._buttons)
        line.addStretch(1)
        self.search = SearchLine(_("File, number or name"))
        self.search.setFixedWidth(240)
        line.addWidget(self.search)
        self.content.addLayout(line)
        self.view = TableView(_("Loans"), double=True)
        self.table = LazyTable(loan_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.content.addWidget(self.view, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)

    def _connect(self) -> None:
        found = self.controller
        found.loans_loaded.connect(self._show)
        found.done.connect(self.toast_requested)
        found.refused.connect(self.refuse)
        self.tabs.currentChanged.connect(lambda _number: self._fill())
        self.search.searched.connect(lambda _text: self._fill())
        self.search.down_pressed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.view.chosen.connect(lambda _keys: self._show_buttons())
        self.view.opened.connect(lambda _key: self._press("F8"))
        self.view.menu_requested.connect(lambda _key, at: self._menu(at))
        for keys in ("F8", "Del", "F7", "F9"):
            key = QShortcut(QKeySequence(keys), self.view)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(lambda keys=keys: self._press(keys))

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view if self.rows else self.search

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "view") or not self.may_see:
            return ()
        offered = []
        if self.controller.may(Right.BORROW_DOCUMENTS):
            unruled = _("The office's borrowing table is empty, so nothing can be lent yet.") if self._unruled else ""
            offered.append(Action("borrow", N_("Ask for a loan…"), self.borrow, "plus", "Ctrl+O", unruled,
                                  main=self.chosen is None))  # fmt: skip
        if self.controller.may(Right.RUN_OFFICE):
            offered.append(Action("table", N_("Borrowing table…"), self.edit_table, "settings", seldom=True))
        return offered

    def open(self, argument: object) -> None:
        """A loan's id shows it; None is the list."""
        if isinstance(argument, UUID):
            self._wanted = argument
            self._show_wanted()

    def reload(self) -> None:
        if self.may_see:
            self.controller.load_loans()

    @property
    def _unruled(self) -> bool:
        return not self.desk.office.settings["borrowing_table"]

    # what is shown

    def _show(self, lines: Sequence[LoanLine]) -> None:
        first, self.all = self.all is None, lines
        self.unruled.setVisible(self._unruled)
        counts = [sum(line.state is state for line in lines) for state, _none in TABS]
        for number, (state, _none) in enumerate(TABS):
            count = counts[number] if number < OPEN else 0
            late = sum(line.late > 0 for line in lines) if state is LoanState.OUT else 0
            words = f"{_(state.label)} {count}" if count else _(state.label)
            self.tabs.setTabText(number, _("{words}, {n} late").format(words=words, n=late) if late else words)
        if first:
            # where somebody has to do something
            self.tabs.setCurrentIndex(next((number for number in (0, 1, 2) if counts[number]), 0))
        self._fill()
        self._show_wanted()
        self.update_actions()

    def _show_wanted(self) -> None:
        line = next((line for line in self.all or () if line.id == self._wanted), None)
        if line is not None:
            self._wanted = None
            self.search.clear()
            self.tabs.setCurrentIndex(next(number for number, (state, _none) in enumerate(TABS) if state is line.state))
            self.view.select_key(line.id)
            self._show_buttons()

    def _fill(self) -> None:
        if self.all is None:
            return
        state, typed = TABS[self.tabs.currentIndex()][0], self.search.query().strip().casefold()
        self.rows = [
            line for line in self.all if line.state is state
            and typed in f"{line.file_title} {line.file_number} {line.client_name} {line.asked_by_name}".casefold()
        ]  # fmt: skip
        self.view.remember_place()
        rows = [loan_row(line) for line in self.rows]
        if self.table.total and rows:
            self.table.refresh(len(rows))
            self.table.row_at(0)
        else:
            self.table.start(len(rows), rows)
        self.view.viewport().update()
        self.nothing.show_instead(self.view, None if self.rows else self._empty_list())
        self._show_buttons()

    def _empty_list(self) -> Empty:
        if self.search.query().strip():
            return Empty(_("Nothing matches."), "", _("Clear"), self.search.clear, icon_name="search", main=False)
        return Empty(_(TABS[self.tabs.currentIndex()][1]), icon_name="inbox")

    def _fetch(self, wanted: Wanted) -> None:
        lines = self.rows[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [loan_row(line) for line in lines])

    # what is done

    @property
    def chosen(self) -> LoanLine | None:
        keys = set(self.view.selected_keys)
        return next((line for line in self.rows if line.id in keys), None)

    def offered_here(self) -> list[Action]:
        """What may be done with the loan chosen."""
        line, may = self.chosen, self.controller.may
        if line is None:
            return []
        keeps, own = may(Right.KEEP_ARCHIVE), line.asked_by == self.desk.person.id
        offered = []
        if line.state is LoanState.ASKED:
            why = "" if line.may_decide else (
                _("Nobody approves what he asked for himself; somebody else must.") if own else
                _("The office's borrowing table names somebody else to approve this."))  # fmt: skip
            offered.append(Action("approve", N_("Approve"), self.approve, "check", "F8", why, main=True))
            offered.append(Action("refuse", N_("Say no…"), self.refuse_loan, "ban", "F7", why))
        if line.state is LoanState.APPROVED and keeps:
            offered.append(Action("hand_out", N_("Lend out…"), self.hand_out, "upload", "F8", main=True))
        if line.state is LoanState.OUT and keeps:
            offered.append(Action("back", N_("Back, and counted…"), self.take_back, "download", "F8", main=True))
        if line.state is LoanState.OUT and (keeps or own):
            again = _("It was renewed once already.") if line.renewals >= borrowing.RENEWALS else ""
            offered.append(Action("renew", N_("Renew"), self.renew, "refresh-cw", "F9", again))
        if line.state in (LoanState.ASKED, LoanState.APPROVED) and (keeps or own):
            offered.append(Action("withdraw", N_("Take the request back"), self.withdraw, "x", "Del"))
        offered.append(Action("file", N_("Open the file"), self.open_archive, "archive"))
        return offered

    def _show_buttons(self) -> None:
        while self._buttons.count():
            if (old := self._buttons.takeAt(0).widget()) is not None:
                old.hide()
                old.deleteLater()
        offered = self.offered_here()
        for action in offered[:BUTTONS]:
            self._buttons.addWidget(make_button(action))
        if offered[BUTTONS:]:
            self._buttons.addWidget(more_button(offered[BUTTONS:], self))
        # the main button is the loan's own step while one is chosen
        self.update_actions()

    def _press(self, keys: str) -> None:
        for action in self.offered_here():
            if action.keys == keys and not action.reason:
                action.act()

    def _menu(self, at: QPoint) -> None:
        self.pop_menu(self.offered_here(), at)

    def borrow(self) -> None:
        send = lambda said, done, failed: self.controller.borrow(*said, done, failed)  # noqa: E731
        self.open_dialog(BorrowDialog(None, (), self.controller.find_archived, send, self))

    def approve(self) -> None:
        if (line := self.chosen) is not None:
            self.controller.approve(line.id)

    def refuse_loan(self) -> None:
        if (line := self.chosen) is not None:
            key = line.id
            send = lambda why, done, failed: self.controller.refuse_loan(key, why, done, failed)  # noqa: E731
            self.open_dialog(
                ReasonDialog(_("Say no to a loan"), _told(line), _("Say no"), send, self, label=_("Why not"))
            )

    def withdraw(self) -> None:
        if (line := self.chosen) is not None:
            self.controller.take_back_request(line.id)

    def hand_out(self) -> None:
        if (line := self.chosen) is not None:
            key = line.id
            send = lambda said, done, failed: self.controller.hand_out(key, said, done, failed)  # noqa: E731
            self.open_dialog(HandOutDialog(_told(line), send, self))

    def renew(self) -> None:
        if (line := self.chosen) is not None:
            self.controller.renew(line.id, lambda last: _("Renewed until {day}.").format(day=day(last)))

    def take_back(self) -> None:
        if (line := self.chosen) is not None:
            self.controller.load_loan(line, lambda view: self._ask_back(line, view))

    def _ask_back(self, loan: LoanLine, view: FileView) -> None:
        """Copies are not counted: the archive keeps the paper."""
        lent = [line for line in view.items if not line.item.annex and (not loan.items or line.id in loan.items)]

        def send(counted: Counted, done: Any, failed: Any) -> None:
            self.controller.take_back(loan.id, counted.sheets, counted.said, _back_words, done, failed)

        field = FormField("note", _("Note"), limit=200, span=2)
        counted = lent if loan.form is Form.ORIGINAL else ()
        self.open_dialog(
            CountDialog(_("A loan comes back"), _told(loan), counted, field, _("Note it back"), send, self)
        )

    def open_archive(self) -> None:
        if (line := self.chosen) is not None:
            self.desk.open_requested.emit("archive", line.file)

    def edit_table(self) -> None:
        self.controller.load_roles(self._ask_table)

    def _ask_table(self, roles: Sequence[Any]) -> None:
        stored = self.desk.office.settings["borrowing_table"]
        lines = borrowing.read_table(stored if isinstance(stored, list) else [])
        self.open_dialog(TableDialog(lines, roles, self.controller.save_table, self))


def _told(line: LoanLine) -> str:
    n = len(line.items)
    what = _n("{n} entry", "{n} entries", n).format(n=n) if n else _("the whole file")
    return whose_words((line.file_title, line.file_number, what, _(line.form.label), line.asked_by_name, line.purpose))


def _back_words(wrong: Sequence[Any]) -> str:
    if not wrong:
        return _("Taken back, complete.")
    said = "、".join(f"{each.title} {each.counted}/{each.expected}" for each in wrong[:3])
    return _("Taken back. The sheets differ: {what}. Whoever sees the audit is told.").format(what=said)
