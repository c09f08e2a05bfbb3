"""A department's own update rhythm of client files, in days by class (CL-7)."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.clients import LONGEST_RHYTHM, UPDATE_DAYS
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.roles import DepartmentLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import note

Save = Callable[[Mapping[str, int | None], Callable[[Any], object], Callable[[OfficeError], object]], None]


class RhythmDialog(Dialog):
    """Four numbers; an empty one shows the office's, which then holds."""

    def __init__(self, line: DepartmentLine, office: Mapping[str, int], save: Save, parent: QWidget) -> None:
        super().__init__(_("Update rhythm of {name}").format(name=line.name), parent)
        self._send = save
        said = _("After how many days a file of this department is looked through again. Empty: the office's number.")
        self.body.addWidget(note(said, wrap=True))
        fields = [FormField(letter, _("Class {letter} (days)").format(letter=letter), Kind.NUMBER)
                  for letter in UPDATE_DAYS]  # fmt: skip
        self.form = Form(fields, columns=len(fields))
        self.form.set_values({letter: str(line.rhythm.get(letter, "")) for letter in UPDATE_DAYS})
        for letter, entry in self.form.entries.items():
            entry.setPlaceholderText(str(office[letter]))
        self.body.addWidget(self.form)
        self.set_main(_("Save"), self._save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("A")

    def _save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        try:
            days = {letter: _number(letter, str(text or "")) for letter, text in self.form.values().items()}
        except BadEntry as refusal:
            self._failed(refusal)
            return
        self._send(days, lambda _result: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        if not self.form.show_refusal(error):
            self.refuse(error)


def _number(letter: str, text: str) -> int | None:
    text = text.strip()
    if text and not (text.isdecimal() and len(text) < 6):
        raise BadEntry(N_("Enter a whole number from 1 to {most}, or nothing for the office's."), letter,
                       most=LONGEST_RHYTHM)  # fmt: skip
    return int(text) if text else None
