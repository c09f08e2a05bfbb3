"""Asks for a new place of an office: a file that is not there yet, or an empty database on a server."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import button

FILE, SERVER = "file", "server"
ADDRESS = "postgresql://login:password@server:5432/office"


class NewPlace(QWidget):
    """`text` is the place as it was entered; `free` a file that could be it."""

    def __init__(self, free: str, first: str = FILE) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.form = Form([
            FormField("where", _("New place"), Kind.CHOICE,
                      choices=[(FILE, _("In a file")), (SERVER, _("In a PostgreSQL database"))]),
            FormField("office", _("File"), required=True),
        ], columns=1)  # fmt: skip
        self._places = {FILE: free, SERVER: ""}
        self._kind = first
        self.form.set_values({"where": first, "office": self._places[first]})
        self.form.edited.connect(lambda name: self._change_kind() if name == "where" else None)
        column.addWidget(self.form)
        self.choose = button(_("Choose file…"), self._choose, icon_name="folder")
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addStretch(1)
        column.addLayout(row)
        self._change_kind()

    @property
    def text(self) -> str:
        """Raises BadEntry while nothing was entered."""
        found = str(self.form.values()["office"]).strip()
        if not found:
            raise BadEntry(N_("Say where the data is to lie."), "office")
        return found

    def show_refusal(self, error: OfficeError) -> bool:
        return self.form.show_refusal(error)

    def _change_kind(self) -> None:
        values = self.form.values()
        if values["where"] != self._kind:
            self._places[self._kind], self._kind = str(values["office"]), str(values["where"])
            self.form.put({"office": self._places[self._kind]})
        file = self._kind == FILE
        self.form.rename("office", _("File") if file else _("Address"))
        self.form.entries["office"].setPlaceholderText("" if file else ADDRESS)
        self.form.show_hint("office", "" if file else _("An empty database, and a login that may make tables in it."))
        self.choose.setVisible(file)

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("New place"), str(Path.home()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(lambda path: self.form.put({"office": path}))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
