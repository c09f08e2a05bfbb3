"""A dialog that asks for one text and hands it to a verb: what came of an alarm, why a state is lawful."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField
from desktop.ui.kit.text import label

# Does it, then calls one of the two: done, or refused
Deed = Callable[[str, Callable[[Any], object], Callable[[OfficeError], object]], object]


class SayDialog(Dialog):
    def __init__(self, heading: str, sentence: str, field: FormField, act: str, deed: Deed,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(heading, parent, width=480)
        self._deed, self._name = deed, field.name
        if sentence:
            self.body.addWidget(label(sentence, wrap=True))
        self.form = Form([field], 1)
        self.form.set_values({field.name: ""})
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.set_main(act, self._say)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def _say(self) -> None:
        self.set_busy(True)
        self.clear_refusal()
        self._deed(str(self.form.values()[self._name]), lambda _result: self.accept(), self._refused)

    def _refused(self, error: OfficeError) -> None:
        if self.form.show_refusal(error):
            self.set_busy(False)
        else:
            self.refuse(error)
