"""Asks for the name of a saved view, and whether the office is to have it too."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import Failed, FormDialog

Done = Callable[[Any], object]


class SaveViewDialog(FormDialog):
    def __init__(self, save: Callable[[str, bool, Done, Failed], object], parent: QWidget | None = None) -> None:
        fields = [
            FormField("name", _("Name"), required=True, limit=60),
            FormField("shared", _("Share with the office"), Kind.YES_NO),
        ]
        said = _("A view keeps filter, order and columns. Whoever opens a shared one sees in it the clients that he or "
                 "she may see.")  # fmt: skip
        send = lambda entry, done, failed: save(*entry, done, failed)  # noqa: E731
        super().__init__(_("Save as a view"), fields, _("Save view"), send, parent, columns=1, said=said)
        self.form.focus_on("name")

    def entry(self) -> tuple[str, bool]:
        values = self.form.values()
        return str(values["name"]), bool(values["shared"])


class RenameViewDialog(FormDialog):
    def __init__(self, name: str, rename: Callable[[str, Done, Failed], object], parent: QWidget | None = None) -> None:
        fields = [FormField("name", _("Name"), required=True, limit=60)]
        super().__init__(_("Rename the view"), fields, _("Rename"), rename, parent, columns=1)
        self.form.set_values({"name": name})
        self.form.focus_on("name")

    def entry(self) -> str:
        return str(self.form.values()["name"])
