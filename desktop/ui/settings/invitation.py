"""Shows the code of an invitation just written; it is shown once and goes another way than the file."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.rules.system_words import why
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import label, note
from desktop.ui.settings.panel import Panel


class InvitationDialog(Dialog):
    def __init__(self, panel: Panel, path: str, code: str) -> None:
        super().__init__(_("Invitation written"), panel)
        self.code = code
        self.body.addWidget(note(_("File")))
        self.body.addWidget(label(path, wrap=True, select=True))
        self.body.addWidget(note(_("Code, shown only now")))
        shown = label(code, role="section", select=True, wrap=True)
        shown.setAccessibleName(_("Invitation code"))
        self.body.addWidget(shown)
        said = _("Valid for 72 hours, for any number of computers. Who has both can join: tell the code by phone or in "
                 "person, not beside the file.")  # fmt: skip
        self.body.addWidget(note(said, wrap=True))
        self.set_main(_("Copy code"), lambda: QGuiApplication.clipboard().setText(code))
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)

    @classmethod
    def show_for(cls, panel: Panel, path: str, data: bytes, code: str) -> None:
        """Writes the file, then shows the code; a code without its file would be of no use."""
        try:
            Path(path).write_bytes(data)
        except OSError as trouble:
            panel.refused.emit(BadEntry(N_("{path} can't be written: {why}."), path=path, why=why(trouble)))
            return
        cls(panel, path, code).open()
