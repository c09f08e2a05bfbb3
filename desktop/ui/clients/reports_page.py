"""The page 上报 Reports: important dealings reported by every department, read and filed by who reviews the files."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTabBar, QWidget

from desktop.i18n import N_, _, _n
from desktop.services import dealings
from desktop.services.dealings import MOST_REPORTED, ReportedLine
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.marked import mark_words
from desktop.ui.kit.page import Page
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.times import local
from desktop.ui.kit.values import day


class ReportsController(QObject):
    reports_loaded = Signal(object, bool)
    """The lines, and whether they are those that were filed."""
    filed = Signal(object, bool)
    """The dealing, and whether it was filed or taken back."""
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def load(self, filed: bool) -> None:
        self.desk.ask("clients.reports", dealings.reported, filed, failed=self.refused.emit, owner=self,
                      done=lambda lines: self.reports_loaded.emit(lines, filed))  # fmt: skip

    def file(self, dealing: UUID, filed: bool = True) -> None:
        self.desk.do(dealings.file_report, dealing, filed, failed=self.refused.emit, owner=self,
                     done=lambda _result: self.filed.emit(dealing, filed))  # fmt: skip


class ReportsPage(Page):
    TITLE = N_("Clients")
    ICON = "inbox"
    WATCHES = frozenset({"clients"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.lines: Sequence[ReportedLine] = ()
        self._filed = False
        self._stacked: QStackedLayout | None = None
        super().__init__(desk, parent)
        self.controller = ReportsController(desk, self)
        self.controller.reports_loaded.connect(self._show)
        self.controller.filed.connect(self._said)
        self.controller.refused.connect(self.refuse)
        row = QHBoxLayout()
        self.kinds = QTabBar()
        self.kinds.setDrawBase(False)
        self.kinds.setExpanding(False)
        self.kinds.setAccessibleName(_("What is shown"))
        for words in (_("To be filed"), _("Filed")):
            self.kinds.addTab(words)
        self.kinds.currentChanged.connect(self._choose)
        row.addWidget(self.kinds)
        row.addStretch(1)
        self.count = note()
        row.addWidget(self.count)
        self.content.addLayout(row)
        self.view = TableView(_("Reported dealings"), double=True)
        columns = [
            Column("on", _("Date"), 130, Fit.WHOLE, sortable=False),
            Column("what", _("What happened"), 420, sortable=False),
            Column("client", _("Client"), 190, Fit.WHOLE, sortable=False),
            Column("entered", _("Entered by"), 120, Fit.WHOLE, sortable=False),
            Column("filed", _("Filed by"), 190, Fit.WHOLE, sortable=False),
        ]
        self.table = LazyTable(columns, lambda wanted: self.table.take(wanted, self._slice(wanted)), self)
        self.view.show_table(self.table)
        self.view.chosen.connect(lambda _keys: self.update_actions())
        self.view.opened.connect(lambda key: self._go([key]))
        self._stacked = QStackedLayout()
        self.content.addLayout(self._stacked, 1)
        self._stacked.addWidget(self.view)
        said = _("What a department enters as an important dealing comes here, unless it is confidential.")
        self._stacked.addWidget(Empty(_("Nothing waits to be filed."), said, icon_name="inbox"))
        self._stacked.addWidget(Empty(_("Nothing has been filed yet."), icon_name="inbox"))

    def actions_offered(self) -> Sequence[Action]:
        if self._stacked is None:
            return ()
        line = self._chosen()
        none = "" if line else _("Choose a dealing.")
        look = Action("open", N_("Open the file"), self._open, "user", "", none)
        if self._filed:
            mine = none or ("" if line and line.dealing.filed_by == self.desk.person.name
                            else _("Somebody else has filed this dealing; it stays so."))  # fmt: skip
            return (Action("unfile", N_("File again later"), self.unfile, "undo-2", "", mine), look)
        return (Action("file", N_("Read and filed"), self.file, "check", "Ctrl+Return", none, main=True), look)

    def reload(self) -> None:
        self.controller.load(self._filed)

    def file(self) -> None:
        line = self._chosen()
        if line is not None:
            self.controller.file(line.dealing.id)

    def unfile(self) -> None:
        line = self._chosen()
        if line is not None:
            self.controller.file(line.dealing.id, False)

    def _choose(self, number: int) -> None:
        self._filed = bool(number)
        self.table.start(0, [])
        self.reload()

    def _chosen(self) -> ReportedLine | None:
        return self._line(self.view.selected_keys)

    def _line(self, keys: Iterable[object]) -> ReportedLine | None:
        return next((line for line in self.lines if line.dealing.id in set(keys)), None)

    def _open(self) -> None:
        self._go(self.view.selected_keys)

    def _go(self, keys: Iterable[object]) -> None:
        line = self._line(keys)
        if line is not None:
            self.desk.open_requested.emit("clients", (line.client_id, "dealing"))

    def _said(self, dealing: UUID, filed: bool) -> None:
        if filed:
            self.toast_requested.emit(_("Filed."), lambda: self.controller.file(dealing, False))

    def _show(self, lines: Sequence[ReportedLine], filed: bool) -> None:
        if filed is not self._filed:
            return
        assert self._stacked is not None
        self.lines = lines
        rows = self._rows()
        if self.table.total:
            self.view.remember_place()
            self.table.refresh(len(rows))
        else:
            self.table.start(len(rows), rows[:100])
        more = len(lines) >= MOST_REPORTED
        said = _n("{n} dealing", "{n} dealings", len(lines)).format(n=len(lines))
        self.count.setText(_("the newest {n}").format(n=len(lines)) if more else said if lines else "")
        self._stacked.setCurrentIndex(0 if lines else 1 + filed)
        self.update_actions()

    def _rows(self) -> list[Row]:
        return [row_of(line) for line in self.lines]

    def _slice(self, wanted: Wanted) -> Sequence[Row]:
        return self._rows()[wanted.offset : wanted.offset + wanted.count]


def row_of(line: ReportedLine) -> Row:
    dealing = line.dealing
    said = mark_words(dealing.mark) or dealing.title
    what = Cell(said, bold=True, below=dealing.content.replace("\n", " "), locked=dealing.locked is not None)
    client = Cell(line.client_name, below=line.client_code, mark=risk_word(line.risk), mark_tone=risk_tone(line.risk),
                  mark_icon=risk_icon(line.risk))  # fmt: skip
    filed = Cell(dealing.filed_by, below=day(local(line.filed_at).date())) if line.filed_at is not None else ""
    return Row(dealing.id, (day(dealing.on), what, client, dealing.entered_by, filed))
