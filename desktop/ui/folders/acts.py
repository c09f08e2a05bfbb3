"""What is done with documents and folders from their list: edited, moved, marked, handed out, taken out of use."""

from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.i18n import N_, _
from desktop.rules.documents import DocumentState, kinds_of
from desktop.rules.rights import Right
from desktop.services.stamps import Printed
from desktop.ui.folders.dialogs import EntryDialog, FolderDialog, MarkDialog, WhereDialog, entry_of
from desktop.ui.folders.history_dialog import HistoryDialog
from desktop.ui.folders.rows import GONE, may_be_asked_for
from desktop.ui.folders.why_dialog import WhyDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.printing import Printout


class DocumentActs(QObject):
    """Acts on what is chosen in a page of folders; `dialog` is the one that is open."""

    def __init__(self, page: Any) -> None:
        super().__init__(page)
        self._page = page
        self.dialog: Any = None
        self._approvals = Approvals(page.desk, page)
        self._approvals.waits.connect(page.toast_requested)
        self._approvals.refused.connect(page.refuse)

    def on_folder(self) -> list[Action]:
        """What is offered for the folder that is chosen."""
        line = self._page.shelf.folder
        none = "" if line is not None and line.id is not None else _("Choose a folder that holds papers first.")
        return [
            Action("folder_new", N_("New folder…"), self.new_folder, "folder"),
            Action("folder_name", N_("Rename the folder…"), self.rename_folder, "pencil", "", none, seldom=True),
            Action("folder_gone", N_("Take the folder out of use"), self.withdraw_folder, "trash-2", "", none,
                   seldom=True),
        ]  # fmt: skip

    def on_documents(self) -> list[Action]:
        """What is offered for the documents that are chosen, and why not."""
        one = self._page.chosen[0] if len(self._page.chosen) == 1 else None
        none = "" if self._page.chosen else _("Choose a document first.")
        single = none or ("" if one is not None else _("Choose one document only."))
        view = self._page.details.view
        if view is not None and (one is None or view.line.id != one.id):
            view = None

        def may(right: Right) -> str:
            refusal = self._page.details.rights.get(right) if view is not None else None
            return single or (str(refusal) if refusal is not None else "")

        offered = [
            Action("save", N_("Save as a file…"), self.save_as, "download", "Ctrl+S", may(Right.DOWNLOAD_DOCUMENTS)),
            Action("print", N_("Print…"), self.print_out, "printer", "Ctrl+P", may(Right.PRINT_DOCUMENTS)),
            Action("edit", N_("Edit…"), self.edit, "pencil", "F2", may(Right.FILE_DOCUMENTS)),
            Action("move", N_("Move…"), self.move, "folder", "", none),
            Action("also", N_("Put into another folder too…"), self.put_into, "copy", "", none, seldom=True),
            Action("mark", N_("Secrecy mark…"), self.mark, "lock", "", may(Right.FILE_DOCUMENTS), seldom=True),
            Action("history", N_("History"), self.history, "history", "", single, seldom=True),
            Action("legible", N_("Legible and complete"), self.confirm_legible, "check", "", none, seldom=True),
        ]  # fmt: skip
        if self._page.shelf.path == GONE:
            offered.append(Action("restore", N_("Bring back into use"), self.restore_chosen, "undo-2", "", none))
        else:
            offered.append(
                Action("withdraw", N_("Take out of use"), self.withdraw, "trash-2", "Del", none, seldom=True)
            )
        return offered

    def edit(self) -> None:
        view = self._page.details.view
        if view is None or len(self._page.ids()) != 1 or view.line.locked is not None:
            return
        base = entry_of(view.line)
        send = lambda entry, done, failed: self._page.controller.change(view.line.id, entry, base, done, failed)  # noqa: E731
        self.dialog = EntryDialog(view.line, kinds_of(self._page.desk.office.settings), send, self._page)
        self.dialog.open()

    def move(self) -> None:
        self._where(_("Move"), _("Move"), self._page.controller.move)

    def put_into(self) -> None:
        self._where(_("Put into another folder too"), _("Put"), self._page.controller.put_into)

    def _where(self, heading: str, act: str, verb: Any) -> None:
        ids = self._page.ids()
        if ids:
            send = lambda folder, done, failed: verb(ids, folder, done, failed)  # noqa: E731
            self.dialog = WhereDialog(heading, self._page.shelf.tree, act, send, self._page)
            self.dialog.open()

    def mark(self) -> None:
        view = self._page.details.view
        if view is not None:
            document = view.line.id
            send = lambda mark, done, _failed: self._set_mark(document, mark, done)  # noqa: E731
            self.dialog = MarkDialog(view.line.mark, send, self._page)
            self.dialog.open()

    def _set_mark(self, document: UUID, mark: str, done: Any) -> None:
        done(None)
        again = lambda: self._set_mark(document, mark, lambda _none: None)  # noqa: E731
        self._page.controller.set_mark(document, mark, lambda error: self._approvals.settle(error, again))

    def confirm_legible(self) -> None:
        if ids := self._page.ids():
            self._page.controller.confirm_legible(ids)

    def withdraw(self) -> None:
        if ids := self._page.ids():
            self._page.controller.withdraw(ids)

    def restore_chosen(self) -> None:
        if ids := self._page.ids():
            self._page.controller.restore(ids)

    def new_folder(self) -> None:
        shelf, here = self._page.shelf, self._page.shelf.folder
        self.dialog = FolderDialog(_("New folder"), "", shelf.tree, here.path if here is not None else (), _("Make"),
                                   self._page.controller.add_folder, self._page)  # fmt: skip
        self.dialog.open()

    def rename_folder(self) -> None:
        line = self._page.shelf.folder
        if line is not None and line.id is not None:
            key = line.id
            send = lambda name, done, failed: self._page.controller.rename_folder(key, name, done, failed)  # noqa: E731
            self.dialog = FolderDialog(_("Rename the folder"), line.name, None, (), _("Save"), send, self._page)
            self.dialog.open()

    def withdraw_folder(self) -> None:
        line = self._page.shelf.folder
        if line is not None and line.id is not None:
            self._page.controller.withdraw_folder(line.id)

    # handing out

    def save_as(self) -> None:
        view = self._page.details.view
        if view is None or view.line.state is DocumentState.DESTROYED:
            return
        name, _kind = QFileDialog.getSaveFileName(self._page, _("Save as a file"), view.line.file_name)
        if name:
            self._save_as(view.line.id, Path(name))

    def _save_as(self, document: UUID, target: Path) -> None:
        # the system's dialog has asked whether a file there may be replaced
        again = lambda: self._save_as(document, target)  # noqa: E731
        self._page.controller.save_as(document, target, True, lambda error: self._approvals.settle(error, again))

    def print_out(self) -> None:
        view = self._page.details.view
        if view is not None:
            self._print(view.line.id)

    def _print(self, document: UUID) -> None:
        again = lambda: self._print(document)  # noqa: E731
        self._page.controller.print_out(document, self._preview, lambda error: self._approvals.settle(error, again))

    def _preview(self, printed: Printed) -> None:
        self.dialog = self._page.printing.preview(Printout(printed.kind, printed.title, printed.pdf), self._page)

    def history(self) -> None:
        if (view := self._page.details.view) is not None:
            title = view.line.title
            self._page.controller.history(view.line.id, lambda acts: self._show_history(title, acts))

    def _show_history(self, title: str, acts: Any) -> None:
        self.dialog = HistoryDialog(title, acts, self._page)
        self.dialog.open()

    def why(self) -> None:
        details = self._page.details
        line = details.view.line if details.view is not None else None
        ask = (lambda: self.ask_for(line.id)) if line is not None and may_be_asked_for(line) else None
        self.dialog = WhyDialog(details.rights, self._page, line.locked if line is not None else None, ask)
        self.dialog.open()

    def ask_for(self, document: UUID) -> None:
        """What is locked, of somebody who may open it (AC-10)."""
        self._page.controller.need_to_see(document, lambda need: self._approvals.ask(need, self._page.reload))
