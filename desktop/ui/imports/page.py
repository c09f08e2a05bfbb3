"""The imports: those that were, and the one being prepared."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import OfficeError
from desktop.services.import_plan import Plan
from desktop.services.import_undo import ChangedSince, Undone
from desktop.services.importing import ImportLine, ImportResult
from desktop.ui.imports.controller import ImportController
from desktop.ui.imports.plan_pane import PlanPane
from desktop.ui.imports.undo_dialog import UndoImportDialog
from desktop.ui.imports.words import act_text
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import nothing_yet
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.phrases import listed, moment
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import Tone

PATTERNS = "*.xlsx *.xls *.ods *.csv *.tsv *.txt *.vcf *.xlsm *.et"


class ImportsPage(Page):
    TITLE = N_("Clients")
    ICON = "upload"
    WATCHES = frozenset({"clients"})

    file_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.controller = ImportController(desk)
        self._lines: Sequence[ImportLine] = ()
        self._panes: QStackedWidget | None = None
        self.dialog: UndoImportDialog | None = None
        self._path = Path()
        self._wanted: UUID | None = None
        self._to_list = False  # the keyboard, as soon as there is a list
        self._also: UUID | None = None  # opened here, and perhaps older than those of the list
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self.setAcceptDrops(True)
        self.progress = ErrandBar()
        self.content.addWidget(self.progress)
        self.view = TableView(_("Past imports"))
        self.table = LazyTable(self._columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.view.chosen.connect(lambda _keys: self.update_actions())
        self.plan_pane = PlanPane(self.controller)
        self.plan_pane.changed.connect(self.update_actions)
        self._panes = QStackedWidget()
        self._panes.addWidget(self.view)
        self._panes.addWidget(self.plan_pane)
        self.content.addWidget(self._panes, 1)
        self._connect()
        self.update_actions()

    def _connect(self) -> None:
        found = self.controller
        found.imports_loaded.connect(self._show_imports)
        found.planned.connect(self._show_plan)
        found.imported.connect(self._imported)
        found.undone.connect(self._undone)
        found.blocked.connect(self._blocked)
        found.refused.connect(self.refuse)
        found.began.connect(self._began)
        self.progress.ended.connect(self.update_actions)

    def _columns(self) -> list[Column]:
        return [
            Column("at", _("Date"), 190, Fit.WHOLE, sortable=False),
            Column("file", _("File"), 260, sortable=False),
            Column("person", _("Who"), 120, Fit.WHOLE, sortable=False),
            Column("created", _("New"), 90, Fit.WHOLE, right=True, sortable=False),
            Column("updated", _("Completed"), 90, Fit.WHOLE, right=True, sortable=False),
            Column("refused", _("Not imported"), 90, Fit.WHOLE, right=True, sortable=False),
            Column("state", _("State"), 190, Fit.WHOLE, sortable=False),
        ]

    # what is offered

    @property
    def planning(self) -> bool:
        return self._panes is not None and self._panes.currentWidget() is self.plan_pane

    def actions_offered(self) -> Sequence[Action]:
        busy = _("Wait until the work under way is done, or cancel it.") if self.controller.busy else ""
        if self.planning and self.plan_pane.plan is not None:
            plan = self.plan_pane.plan
            empty = "" if any(row.creates or row.fills for row in plan.rows) else _("The sheet brings nothing new.")
            return (
                Action("carry_out", act_text(plan), self.carry_out, "upload", "Ctrl+Return", busy or empty, main=True),
                Action("leave_plan", N_("Discard"), self.discard, "x", "", busy),
            )
        chosen = self._chosen()
        stands = chosen is not None and (chosen.undone_at is None or chosen.left > 0)
        why = busy or ("" if stands else _("Choose an import that stands."))
        words = N_("Undo what is left of it") if chosen is not None and chosen.left else N_("Undo the import")
        return (
            Action("import", N_("Import…"), self.choose_file, "upload", "Ctrl+O", busy, main=True),
            Action("undo_import", words, self.undo_chosen, "undo-2", "", why),
        )

    def choose_file(self) -> None:
        dialog = QFileDialog(self, _("Choose a sheet of clients"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Sheets and address cards") + f" ({PATTERNS})", _("All files") + " (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        dialog.open()

    def read(self, path: Path) -> None:
        self.bar.clear()
        self._path = path
        self.controller.read(path)

    def carry_out(self) -> None:
        if self.plan_pane.plan is not None and not self.controller.busy:
            self.bar.clear()
            self.controller.carry_out(self.plan_pane.plan)

    def discard(self) -> None:
        """Back to the past imports; nothing of the plan was in the office."""
        self.plan_pane.clear()
        self._show_list()
        # the buttons that had the keyboard are gone
        self._to_list = not self._lines
        if self.isVisible() and self._lines:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def undo_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.controller.undo(chosen.id)

    def _chosen(self) -> ImportLine | None:
        keys = self.view.selected_keys if hasattr(self, "view") else []
        return next((line for line in self._lines if line.id in keys), None)

    # dragging a file here

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event) is not None and not self.controller.busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.read(path)

    def _dropped(self, event: QDropEvent) -> Path | None:
        urls = event.mimeData().urls()
        return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None

    def open(self, argument: object) -> None:
        """An import's id: it is chosen in the list."""
        self._wanted = argument if isinstance(argument, UUID) else None
        self._choose_wanted()
        if self._wanted is not None and self._wanted != self._also:
            self._also = self._wanted
            self.reload()

    def _choose_wanted(self) -> None:
        number = next((n for n, line in enumerate(self._lines) if line.id == self._wanted), None)
        if number is not None and not self.planning:
            self._wanted = None
            self.view.selectRow(number)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # what comes back

    def reload(self) -> None:
        self.controller.load(self._also)

    def _show_imports(self, lines: Sequence[ImportLine]) -> None:
        self._lines = lines
        if self.table.total:
            self.view.remember_place()
            self.table.refresh(len(lines))
        else:
            self.table.start(len(lines), [self._row(line) for line in lines])
        if not self.planning:
            self._show_list()
        self.update_actions()
        self._choose_wanted()
        if self._to_list and lines and self.isVisible():
            self._to_list = False
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_list(self) -> None:
        assert self._panes is not None
        self._panes.setCurrentWidget(self.view)
        if self._lines:
            self.show_content()
        elif not self.controller.busy:
            sentence = _("Nothing was imported yet. Choose a sheet, or drag it here: any order of columns will do.")
            self.show_empty(nothing_yet(sentence, _("Import…"), self.choose_file))
        self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        lines = self._lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [self._row(line) for line in lines])

    def _row(self, line: ImportLine) -> Row:
        state = Cell(_("Undone"), Tone.NOTE, icon="undo-2") if line.undone_at else Cell(_("Stands"), icon="check")
        if line.left:
            state = Cell(_n("Undone but for {n} client", "Undone but for {n} clients", line.left).format(
                n=f"{line.left:,}"), Tone.WARN, icon="undo-2")  # fmt: skip
        counts = (f"{n:,}" for n in (line.created, line.updated, line.refused))
        return Row(line.id, (moment(line.at), Cell(line.file_name, bold=True), line.person, *counts, state))

    def _began(self, errand: object) -> None:
        self.show_content()
        self.progress.follow(errand)  # type: ignore[arg-type]
        self.update_actions()

    def _show_plan(self, plan: Plan) -> None:
        assert self._panes is not None
        self.plan_pane.show_plan(self._path, plan)
        self._panes.setCurrentWidget(self.plan_pane)
        self.show_content()
        if self.isVisible():
            self.plan_pane.grid.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update_actions()

    def _imported(self, result: ImportResult) -> None:
        self.discard()
        text = _n("{n} client imported", "{n} clients imported", result.created).format(n=result.created)
        if result.updated:
            more = _n("{n} known one completed", "{n} known ones completed", result.updated).format(n=result.updated)
            text = f"{text} · {more}"
        assert result.id is not None
        key: UUID = result.id
        self.toast_requested.emit(text, lambda: self.controller.undo(key))
        if result.refused:
            count = len(result.refused)
            said = _n("{n} row was refused and is not in the office. Correct it in the sheet and import it again: "
                      "what came in already will not come twice.",
                      "{n} rows were refused and are not in the office. Correct them in the sheet and import it again: "
                      "what came in already will not come twice.", count).format(n=count)  # fmt: skip
            self.say(said, Tone.WARN)
        self.reload()

    def _undone(self, done: Undone) -> None:
        # what was said of rows that did not come in is of no use any more
        self.bar.clear()
        text = _n("Undone: {n} client taken out of use.", "Undone: {n} clients taken out of use.", done.withdrawn)
        self.toast_requested.emit(text.format(n=done.withdrawn), None)
        if done.kept:
            kept = listed(dict.fromkeys(code for code, _field in done.kept))
            self.say(_("Some values were changed since and stay as they are: {codes}").format(codes=kept), Tone.WARN)
        self.reload()

    def _blocked(self, import_id: UUID, error: ChangedSince) -> None:
        line = next((line for line in self._lines if line.id == import_id), None)
        dialog = self.dialog = UndoImportDialog(error, line, self)
        dialog.rest_chosen.connect(lambda: self.controller.undo(import_id, rest=True))
        dialog.all_chosen.connect(lambda: self.controller.undo(import_id, force=True))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def refuse(self, error: OfficeError) -> None:
        super().refuse(error)
        if not self.planning:
            self._show_list()
