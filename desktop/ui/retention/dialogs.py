"""Dialogs of destruction: the note of a list, until when an entry is kept, who watches here, and carrying it out."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.destruction import ListLine
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.retention.controller import RetentionController


class ListDialog(FormDialog):
    """Puts what is due on a new list."""

    def __init__(self, count: int, send: Send, parent: QWidget | None = None) -> None:
        said = _n("{n} entry goes on a new list. Two people judge it before anything else happens.",
                  "{n} entries go on a new list. Two people judge each before anything else happens.",
                  count)  # fmt: skip
        super().__init__(_("New destruction list"), [FormField("note", _("Note"), limit=300)], _("Make the list"), send,
                         parent, columns=1, said=said.format(n=count))  # fmt: skip
        self.form.focus_on("note")

    def entry(self) -> str:
        return str(self.form.values()["note"] or "")


class LongerDialog(FormDialog):
    """Until which day entries are kept longer."""

    def __init__(self, count: int, send: Send, parent: QWidget | None = None) -> None:
        said = _n("{n} entry stays longer than its period.", "{n} entries stay longer than their period.", count)
        field = FormField("kept_to", _("Kept until"), Kind.DATE, required=True)
        super().__init__(
            _("Keep longer"), [field], _("Keep longer"), send, parent, columns=1, said=said.format(n=count)
        )
        self.form.focus_on("kept_to")

    def entry(self) -> date | None:
        return day_of(self.form.values(), "kept_to", needed=True)


class WatchHereDialog(FormDialog):
    """A supervisor signs in my window, with a password of his own."""

    def __init__(self, line: ListLine, people: Sequence[tuple[UUID, str]], send: Send, parent: QWidget | None = None
                 ) -> None:  # fmt: skip
        fields = [
            FormField(
                "name", _("Who watches"), Kind.CHOICE, required=True, choices=[(name, name) for _id, name in people]
            ),
            FormField("password", _("Password of who watches"), Kind.SECRET, required=True),
        ]
        said = _("List {number}: whoever signs has seen what stands on it, and is there when it is destroyed.")
        super().__init__(_("A colleague watches here"), fields, _("Sign"), send, parent,
                         said=said.format(number=line.number))  # fmt: skip
        first = next((name for _id, name in people if name not in line.watched_by), None)
        self.form.set_values({"name": first, "password": ""})
        self.form.focus_on("name")

    def entry(self) -> tuple[str, str]:
        values = self.form.values()
        if not values["password"]:
            raise BadEntry(N_("Enter the password."), "password")
        return str(values["name"] or ""), str(values["password"])


class CarryOutDialog(ErrandDialog):
    """Says what is about to be gone for good, and how far it is."""

    def __init__(
        self, controller: RetentionController, line: ListLine, count: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Destroy for good"), parent)
        self._controller, self._line = controller, line
        said = _n("List {number}: {n} entry is destroyed.", "List {number}: {n} entries are destroyed.", count)
        self.body.addWidget(label(said.format(number=line.number, n=count), role="strong", wrap=True))
        gone = _("Keys, contents, texts and index go, here and for every backup. Nobody can bring them back; the "
                 "record and the certificate stay.")  # fmt: skip
        self.body.addWidget(label(gone, tone=Tone.BAD, wrap=True))
        watched = _("Watched by {names}").format(names=listed(line.watched_by)) if line.watched_by else _(
            "Nobody has signed yet to watch it.")  # fmt: skip
        self.body.addWidget(note(watched, wrap=True))
        self.body.addWidget(self.progress)
        self.set_main(_("Destroy now"), self._go, icon_name="trash-2")
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def _go(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self.follow(self._controller.carry_out(self._line.id, self._done, self._failed))

    def _done(self, _proof: Any) -> None:
        self.accept()

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        self.refuse(error)
