"""The form that joins an office: the invitation file, its code, and where the office lies as seen from here."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.joining import LARGEST
from desktop.ui.first_run.frame import Frame
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import note


@dataclass(frozen=True, slots=True)
class Joining:
    data: bytes
    code: str
    place: str
    passphrase: str


class JoinOffice(Frame):
    FIRST = "file"

    joined = Signal(object)
    """A Joining that can be tried."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        sentence = _("An admin makes the invitation under Settings › People & rights. The code comes by another way "
                     "than the file.")  # fmt: skip
        super().__init__(_("Join an office"), sentence, width=560, parent=parent)
        self.form = Form(
            [
                FormField("file", _("Invitation file"), required=True),
                FormField("code", _("Invitation code"), required=True, hint="XXXXX-XXXXX-…"),
                FormField("office", _("Where the office lies, if this computer sees it elsewhere")),
                FormField("passphrase", _("Passphrase for this computer"), Kind.SECRET),
            ],
            columns=1,
        )
        self.form.set_values({})
        self.body.addWidget(self.form)
        self._why = note(wrap=True)
        self.body.addWidget(self._why)
        self.end_with(_("Join the office"), self._join)
        self.add_button(_("Choose file…"), self._choose)
        self.show_keyring(True, "")

    def show_keyring(self, ok: bool, why: str) -> None:
        """Where there is no keyring, a passphrase keeps the office's key on this computer."""
        self.form.show_field("passphrase", not ok)
        self._why.setVisible(not ok)
        self._why.setText(
            _("{why} Everybody who signs in here for the first time needs the passphrase once.").format(why=why)
        )

    def refuse(self, error: OfficeError) -> None:
        if error.field == "passphrase":
            self.form.show_field("passphrase", True)
        super().refuse(error)

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Invitation file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.form.put({"file": path}))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _join(self) -> None:
        self.clear_refusal()
        values = {name: str(value).strip() for name, value in self.form.values().items()}
        try:
            with Path(values["file"]).expanduser().open("rb") as handle:
                data = handle.read(LARGEST + 1)
        except OSError:
            self.refuse(BadEntry(N_("This file can't be read. Choose the invitation file."), "file"))
            return
        if not values["code"]:
            self.refuse(BadEntry(N_("Enter the code that came with the invitation."), "code"))
            return
        self.set_busy(True, _("Joining…"))
        passphrase = str(self.form.values()["passphrase"])
        self.joined.emit(Joining(data, values["code"], values["office"], passphrase))
