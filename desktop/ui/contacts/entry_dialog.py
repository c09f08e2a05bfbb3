"""Logs a contact from anywhere: with whom, by which way, what about, and what comes next (CM-1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.contacts import Channel, Direction, Report, usually_waits
from desktop.rules.errors import BadEntry
from desktop.services.clients import PersonRef
from desktop.services.contacts import AtHand, ContactLine
from desktop.ui.contacts.papers import Files, files_in
from desktop.ui.kit.client_line import ClientLine, Find
from desktop.ui.kit.contact_dialog import WORDS, ContactDialog
from desktop.ui.kit.entries import Choice, YesNo
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form_dialog import Send
from desktop.ui.kit.marked import mark_words
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import GAP

KEPT = ("channel", "direction", "staff")
"""What stays from one contact to the next: who logs a pile of letters says so once."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry: with whom, the report, the contact whose next step this was, and the one that it answers."""

    client: UUID
    report: Report
    settles: UUID | None
    answers: UUID | None
    files: tuple[Path, ...] = ()


class EntryDialog(ContactDialog):
    """`look` is asked how a client stands that was picked; `parked` is told that it was put aside."""

    def __init__(self, staff: Sequence[PersonRef], me: UUID, find: Find, look: Callable[[UUID], object], send: Send,
                 parked: Callable[[], object], parent: QWidget, mark: FormField | None = None, *, files: bool = False
                 ) -> None:  # fmt: skip
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
        self.waits = YesNo(_("Waits for an answer"))
        self.answers = Choice(((None, ""),))
        self.answers.setAccessibleName(_("Answers"))
        self._answering = QWidget()
        row = QHBoxLayout(self._answering)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(note(_("Answers")))
        row.addWidget(self.answers, 1)
        self.files = Files()
        self.setAcceptDrops(files)
        self.progress = ErrandBar()
        for piece in (self.settles, self.waits, self._answering, self.files, self.progress):
            self.body.addWidget(piece)
        self._said_waits = False  # by somebody, so that another channel does not change it
        self.waits.edited.connect(lambda: setattr(self, "_said_waits", True))
        self.form.edited.connect(lambda name: self._follow() if name in ("channel", "direction") else None)
        self._row.insertWidget(1, button(_("Log & new"), lambda: self._save(again=True)))
        park = button(_("Park"), self.park)
        park.setAccessibleDescription("Ctrl+M")
        self._row.insertWidget(2, park)
        self._row.addWidget(self.files.pick)
        if not files:
            # shown before it stands in the row it would be a window of its own
            self.files.pick.hide()
        QShortcut(QKeySequence("Ctrl+M"), self).activated.connect(self.park)
        self._stand(None)
        self.client.setFocus()

    def take(self, found: AtHand, answering: UUID | None = None) -> None:
        """The client with whom, and what is answered; the keys go on to what was said."""
        self.client.take(found.id, found.name, found.code, found.risk)
        self.clear_refusal()
        asked = next((line for line in found.waiting if line.id == answering), None)
        if asked is not None:
            told = {"subject": asked.subject} if asked.locked is None else {}
            self.form.put({"channel": asked.channel.value, "direction": Direction.OUT.value, **told})
        self._stand(found, answering)
        self.form.focus_on("subject")

    def entry(self) -> Any:
        try:
            client = self.client.chosen()
        except BadEntry as refusal:
            self.client.setFocus()
            raise refusal from None
        found, report = self.at_hand, super().entry()
        step = found.open_step if found is not None and self.settles.value() else None
        answers = self.answers.value() if report.direction is Direction.OUT else None
        return Logged(client, replace(report, waits=self.waits.value()), step.id if step is not None else None,
                      answers if isinstance(answers, UUID) else None, tuple(self.files.files))  # fmt: skip

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.add(files_in(event.mimeData()))
        event.acceptProposedAction()

    def save(self) -> None:
        self._save(again=False)

    def _save(self, *, again: bool) -> None:
        self.again = again
        super().save()

    def begin_again(self) -> None:
        """The next one: with somebody else, by the same way."""
        values = self.form.values()
        self.fill(datetime.now(UTC), **{name: values[name] for name in KEPT})
        self._said_waits = False
        self.files.clear()
        self.set_busy(False)
        self.client.choose_again()

    def park(self) -> None:
        self._parked()
        self.reject()

    def draft(self) -> dict[str, Any] | None:
        """What was typed, None where it is not worth keeping."""
        changed, client = dict(self.form.changes()), self.client.client
        typed = any(name in changed for name in (*WORDS, "next_on"))
        if not typed and client is None and not self.files.files:
            return None
        return {"values": changed, "client": client, "files": tuple(self.files.files)}

    def restore(self, draft: Mapping[str, Any]) -> None:
        self.form.put(draft["values"])
        self.files.add(draft.get("files", ()))
        if draft["client"] is not None:
            self._look(draft["client"])

    def _follow(self) -> None:
        """What goes with the direction: whether it waits for an answer, or what it answers."""
        values = self.form.values()
        direction = Direction.of(values["direction"])
        self.waits.setVisible(direction is Direction.IN)
        if not self._said_waits:
            self.waits.set_value(usually_waits(Channel.of(values["channel"]), direction))
        waiting = self.at_hand.waiting if self.at_hand is not None else ()
        self._answering.setVisible(direction is Direction.OUT and bool(waiting))

    def _stand(self, found: AtHand | None, answering: UUID | None = None) -> None:
        self.at_hand = found
        waiting = found.waiting if found is not None else ()
        self.answers.offer([(None, _("nothing that waits")), *((line.id, _asked(line)) for line in waiting)])
        self.answers.set_value(answering if answering is not None else waiting[0].id if waiting else None)
        self._follow()
        step = found.open_step if found is not None else None
        self.settles.setVisible(step is not None)
        self.settles.set_value(step is not None)
        if step is not None:
            until = f" ({day(step.next_on)})" if step.next_on is not None else ""
            self.settles.setText(_("This was the next step: {step}").format(step=step.next_step + until))


def _asked(line: ContactLine) -> str:
    return f"{mark_words(line.mark) or line.subject} · {moment(line.at)}"
