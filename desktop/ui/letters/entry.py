"""What stands behind “Letters from a template…”: the merge dialog over whatever page is open, and its way back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import _, _n
from desktop.rules.letters import TemplateKind
from desktop.services import letter_merges, letter_templates
from desktop.services.letter_merges import Merge
from desktop.services.letter_templates import TemplateLine
from desktop.ui.kit.noting import Noted, noting
from desktop.ui.kit.over import OverDialog
from desktop.ui.kit.printing import PrintDesk, printout
from desktop.ui.kit.which_clients import Candidates
from desktop.ui.letters.merge_dialog import MergeDialog


class LetterEntry(OverDialog):
    """Opens with the Candidates that it is handed. Nothing of it is worth a draft: nothing is typed."""

    NAME = "letters"

    def __init__(self, window: Any, printing: PrintDesk) -> None:
        super().__init__(window)
        self._printing = printing
        self._held: Mapping[str, object] = {}
        self.sheet: Any = None

    def prepare(self, argument: object) -> None:
        if isinstance(argument, Candidates):
            self.desk.ask("letters.templates", letter_templates.in_use, (TemplateKind.LETTER,),
                          done=lambda found: self._show(argument, found), failed=self.window.page.refuse,
                          owner=self)  # fmt: skip

    def draft(self) -> object | None:
        return None

    def _show(self, candidates: Candidates, found: Sequence[TemplateLine]) -> None:
        if self.dialog is not None:
            return
        dialog = MergeDialog(self.desk, candidates, found, self._held, self._print, self.window)
        dialog.templates_requested.connect(self._go_to_templates)
        self.show_dialog(dialog)
        dialog.open()

    def _go_to_templates(self) -> None:
        self.leave()
        self.desk.open_requested.emit("settings", "letters")

    def _print(self, merge: Merge) -> None:
        dialog = self.dialog
        errand = self.desk.errand(_("Preparing the letters"), noting(letter_merges.merge_letters), merge,
                                  done=lambda noted: self._printed(noted, merge), failed=dialog.refuse,
                                  owner=dialog)  # fmt: skip
        dialog.follow(errand)

    def _printed(self, noted: Noted, merge: Merge) -> None:
        dialog = self.dialog
        if dialog is not None:
            self._held, count = dialog.kept, dialog.ready
            dialog.accept()
            if merge.log:
                said = _n("{n} letter is kept in the client's file as a contact.",
                          "{n} letters are kept in the clients' files as contacts.", count)  # fmt: skip
                operation = noted.operation
                self.window.toast(said.format(n=f"{count:,}"), lambda: self._undo(operation))
        self.sheet = self._printing.preview(printout(noted.result, self.desk), self.window)

    def _undo(self, operation: UUID | None) -> None:
        self.desk.do(letter_merges.undo, operation, done=lambda _r: self.window.toast(_("Undone."), None),
                     failed=self.window.page.refuse, owner=self)  # fmt: skip
