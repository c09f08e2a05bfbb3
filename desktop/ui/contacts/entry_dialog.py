"""Logs a contact from anywhere: with whom, by which way, what about, and what comes next (CM-1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.contacts import Report
from desktop.rules.errors import BadEntry
from desktop.services.clients import PersonRef
from desktop.services.contacts import AtHand
from desktop.ui.kit.client_line import ClientLine, Find
from desktop.ui.kit.contact_dialog import WORDS, ContactDialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form_dialog import Send
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import button

KEPT = ("channel", "direction", "staff")
"""What stays from one contact to the next: who logs a pile of letters says so once."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry: with whom, the report, and the contact whose next step this was."""

    client: UUID
    report: Report
    settles: UUID | None


class EntryDialog(ContactDialog):
    """`look` is asked how a client stands that was picked; `parked` is told that it was put aside."""

    def __init__(self, staff: Sequence[PersonRef], me: UUID, find: Find, look: Callable[[UUID], object], send: Send,
                 parked: Callable[[], object], parent: QWidget, mark: FormField | None = None) -> None:  # fmt: skip
        super().__init__(_("Log contact"), staff, me, datetime.now(UTC), _("Log"), send, parent, mark=mark)
        self._look, self._parked = look, parked
        self.again = False
        self.at_hand: AtHand | None = None
        self.client = ClientLine(find)
        self.client.picked.connect(look)
        self.client.emptied.connect(lambda: self._stand(None))
        self.body.insertWidget(0, self.client)
        QWidget.setTabOrder(self.client.box.line, self.form.entries["channel"])
        self.settles = YesNo("")
        self.body.addWidget(self.settles)
        self._row.insertWidget(1, button(_("Log & new"), lambda: self._save(again=True)))
        park = button(_("Park"), self.park)
        park.setAccessibleDescription("Ctrl+M")
        self._row.insertWidget(2, park)
        QShortcut(QKeySequence("Ctrl+M"), self).activated.connect(self.park)
        self._stand(None)
        self.client.setFocus()

    def take(self, found: AtHand) -> None:
        """The client with whom; the keys go on to what was said."""
        self.client.take(found.id, found.name, found.code, found.risk)
        self.clear_refusal()
        self._stand(found)
        self.form.focus_on("subject")

    def entry(self) -> Any:
        try:
            client = self.client.chosen()
        except BadEntry as refusal:
            self.client.setFocus()
            raise refusal from None
        found = self.at_hand
        step = found.open_step if found is not None and self.settles.value() else None
        return Logged(client, super().entry(), step.id if step is not None else None)

    def save(self) -> None:
        self._save(again=False)

    def _save(self, *, again: bool) -> None:
        self.again = again
        super().save()

    def begin_again(self) -> None:
        """The next one: with somebody else, by the same way."""
        values = self.form.values()
        self.fill(datetime.now(UTC), **{name: values[name] for name in KEPT})
        self.set_busy(False)
        self.client.choose_again()

    def park(self) -> None:
        self._parked()
        self.reject()

    def draft(self) -> dict[str, Any] | None:
        """What was typed, None where it is not worth keeping."""
        changed, client = dict(self.form.changes()), self.client.client
        typed = any(name in changed for name in (*WORDS, "next_on"))
        if not typed and client is None:
            return None
        return {"values": changed, "client": client}

    def restore(self, draft: Mapping[str, Any]) -> None:
        self.form.put(draft["values"])
        if draft["client"] is not None:
            self._look(draft["client"])

    def _stand(self, found: AtHand | None) -> None:
        self.at_hand = found
        step = found.open_step if found is not None else None
        self.settles.setVisible(step is not None)
        self.settles.set_value(step is not None)
        if step is not None:
            until = f" ({day(step.next_on)})" if step.next_on is not None else ""
            self.settles.setText(_("This was the next step: {step}").format(step=step.next_step + until))
