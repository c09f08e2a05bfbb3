"""Asks for the sight of a file that one does not see, by its code or its client's name (AC-10)."""

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services import approvals, asking
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form_dialog import FormDialog


class AskFileDialog(FormDialog):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        def send(entry: Any, done: Any, failed: Any) -> None:
            desk.do(asking.ask_for_file, *entry, done=done, failed=failed, owner=self)

        said = _("Whoever may approve looks for the file; nothing else tells you whether there is one. It is then "
                 "open to you for {n} hours.").format(n=desk.office.settings["lent_hours"])  # fmt: skip
        fields = [FormField("what", _("Code or name"), required=True, limit=asking.WHAT_LIMIT),
                  FormField("reason", _("Reason"), required=True, limit=approvals.REASON_LIMIT)]  # fmt: skip
        super().__init__(_("Ask for a file"), fields, _("Ask for it"), send, parent, columns=1, said=said)
        self.form.focus_on("what")

    def entry(self) -> tuple[str, str]:
        values = self.form.values()
        return str(values["what"] or ""), str(values["reason"] or "")
