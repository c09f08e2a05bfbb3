"""A form in a dialog that closes when the office has taken what was typed, and the one that asks for a reason."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.words import Word
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField
from desktop.ui.kit.text import label

Failed = Callable[[OfficeError], object]
Send = Callable[[Any, Callable[[Any], object], Failed], object]
"""Hands an entry to the office: the entry, what to do when it is in, what to do when it is refused."""


def words_of(words: type[Word]) -> list[tuple[object, str]]:
    return [(word.value, _(word.label)) for word in words]


def day_of(values: dict[str, object], name: str, *, needed: bool = False) -> date | None:
    """Raises BadEntry for what is no date, and for nothing where a day is needed."""
    text = str(values[name] or "").strip()
    found = read_date(text) if text else None
    if found is None and (text or needed):
        raise BadEntry(N_("Enter the day as year, month and day, such as 2026-07-12."), name)
    return found


class FormDialog(Dialog):
    """A form in a dialog: it closes when the office has taken the entry, and says what is wrong otherwise."""

    def __init__(self, heading: str, fields: Sequence[FormField], act: str, send: Send, parent: QWidget | None = None,
                 *, columns: int = 2, said: str = "", initials: Callable[[str], str] | None = None
                 ) -> None:  # fmt: skip
        super().__init__(heading, parent)
        self.setMinimumWidth(520)
        self._send = send
        if said:
            self.body.addWidget(label(said, wrap=True))
        self.form = Form(fields, columns, initials=initials)
        self.body.addWidget(self.form)
        self.set_main(act, self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def entry(self) -> Any:
        """What was typed, as the office takes it. Raises BadEntry that names the field."""
        return self.form.values()

    def save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        try:
            entry = self.entry()
        except BadEntry as refusal:
            self._failed(refusal)
            return
        self.set_busy(True)
        self._send(entry, lambda _made: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


class ReasonDialog(FormDialog):
    """Asks for the reason of an act, which is recorded."""

    def __init__(self, heading: str, said: str, act: str, send: Send, parent: QWidget | None = None, *,
                 label: str = "") -> None:  # fmt: skip
        field = FormField("reason", label or _("Reason"), required=True, limit=200)
        super().__init__(heading, [field], act, send, parent, columns=1, said=said)
        self.form.focus_on("reason")

    def entry(self) -> str:
        return str(self.form.values()["reason"])
