"""The audit log: all records, narrowed by words, days, kind, person and workstation; each opens to its detail."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.audit import AuditKind, Question
from desktop.rules.exports import ExportKind
from desktop.services.audit import AuditDetail, AuditLine
from desktop.ui.audit.controller import LogController
from desktop.ui.audit.detail_dialog import DetailDialog
from desktop.ui.audit.log_filter import LogFilter
from desktop.ui.audit.words import row_of
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Column, Fit
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import nothing_found
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.printing import PrintDesk, Printout
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.table import TableView


class LogPage(Page):
    TITLE = N_("Audit log")
    ICON = "shield"
    # every act makes a record; a log that jumped with each of them could not be read
    WATCHES = frozenset({"audit"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = LogController(desk)
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self._printing = printing
        self.filter = LogFilter(self.controller)
        self.content.addWidget(self.filter)
        self.content.addWidget(self.filter.days)
        self.progress = ErrandBar()
        self.content.addWidget(self.progress)
        self.view = TableView(_("Audit log"))
        self.table = LazyTable(_columns(), self.controller.fetch, self)
        self.view.show_table(self.table)
        self.view.opened.connect(self.controller.load_detail)
        # the search stays where it is while nothing is found by what has been typed so far
        self._panes = QStackedWidget()
        self._panes.addWidget(self.view)
        self.content.addWidget(self._panes, 1)
        found = self.controller
        found.began.connect(self._begin)
        found.rows_loaded.connect(lambda wanted, lines: self.table.take(wanted, [row_of(line) for line in lines]))
        found.rows_failed.connect(self.table.failed)
        found.changed.connect(self.filter.refresh)
        found.detail_loaded.connect(self._show_detail)
        found.printed.connect(self._preview)
        found.exported.connect(self._exported)
        found.errand_began.connect(self.progress.follow)
        found.refused.connect(self.refuse)

    def actions_offered(self) -> Sequence[Action]:
        return (
            Action("refresh", N_("Refresh"), self.controller.begin, "refresh-cw", "F5"),
            Action("print_log", N_("Print"), self.controller.print_log, "printer", "Ctrl+P"),
            Action("export_log", N_("Export…"), self.choose_file, "download"),
        )

    def open(self, argument: object) -> None:
        """A Question, or what another noun knows of one: a client, its name, the kinds of record."""
        if isinstance(argument, Question):
            self.controller.ask_for(argument)
        elif isinstance(argument, Mapping):
            kinds = frozenset(AuditKind.of(kind) for kind in argument.get("kinds", ()))
            self.controller.ask_for(Question(client=argument["client"], kinds=kinds), str(argument.get("name", "")))

    def first_focus(self) -> QWidget | None:
        return self.filter.line

    def reload(self) -> None:
        self.controller.begin()

    def choose_file(self) -> None:
        chooser = self.chooser = QFileDialog(self, _("Export the audit log"), _("Audit log") + ".xlsx")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([f"{_(kind.label)} (*.{kind.value})" for kind in (ExportKind.XLSX, ExportKind.CSV)])
        chooser.fileSelected.connect(self.export)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def export(self, path: str) -> None:
        kind = ExportKind.CSV if path.lower().endswith(".csv") else ExportKind.XLSX
        self.controller.export_log(kind, Path(path))

    def _begin(self, lines: Sequence[AuditLine], total: int) -> None:
        rows = [row_of(line) for line in lines]
        self.table.start(total, rows)
        said = _n("{n} record", "{n} records", total).format(n=f"{total:,}")
        self.filter.show_count(said)
        if (old := self._panes.widget(1)) is not None:
            self._panes.removeWidget(old)
            old.deleteLater()
        if not total and not self.controller.question.empty:
            self._panes.addWidget(nothing_found(self.filter.in_force(), self.filter.clear_all))
            self._panes.setCurrentIndex(1)

    def _show_detail(self, found: AuditDetail) -> None:
        self.dialog = DetailDialog(found, self)
        self.dialog.client_wished.connect(lambda client: self.desk.open_requested.emit("clients", client))
        self.dialog.open()

    def _preview(self, sheet: Any) -> None:
        self._sheet = self._printing.preview(Printout(sheet.kind, sheet.title, sheet.pdf), self)

    def _exported(self, path: Path) -> None:
        self.toast_requested.emit(_("Exported: {file}").format(file=path.name), None)


def _columns() -> list[Column]:
    return [
        Column("at", _("When"), 172, Fit.WHOLE, sortable=False),
        Column("who", _("Who"), 96, Fit.WHOLE, sortable=False),
        Column("act", _("What"), 190, Fit.WHOLE, sortable=False),
        Column("about", _("Concerning"), 210, Fit.WHOLE, sortable=False),
        Column("facts", _("Particulars"), 330, sortable=False),
        Column("workstation", _("Workstation"), 120, sortable=False),
    ]
