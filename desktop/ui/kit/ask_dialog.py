"""A dialog of a few fields that a verb takes: refusals stand under their field, and it stays until all is well."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField
from desktop.ui.kit.text import label

# Does it with the values by name, then calls one of the two: done, or refused
Deed = Callable[[Mapping[str, Any], Callable[[Any], object], Callable[[OfficeError], object]], object]


class AskDialog(Dialog):
    def __init__(self, heading: str, sentence: str, fields: Sequence[FormField], act: str, deed: Deed,
                 parent: QWidget | None = None, *, values: Mapping[str, object] | None = None,
                 columns: int = 1) -> None:  # fmt: skip
        super().__init__(heading, parent, width=480)
        self._deed = deed
        if sentence:
            self.body.addWidget(label(sentence, wrap=True))
        self.form = Form(fields, columns)
        self.form.set_values({field.name: "" for field in fields} | dict(values or {}))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.set_main(act, self._do)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def _do(self) -> None:
        self.set_busy(True)
        self.clear_refusal()
        self._deed(self.form.values(), lambda _result: self.accept(), self._refused)

    def _refused(self, error: OfficeError) -> None:
        if self.form.show_refusal(error):
            self.set_busy(False)
        else:
            self.refuse(error)
