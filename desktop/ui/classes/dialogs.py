"""The dialogs of the classes: another class with its reason, confirming, recording a teaching."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.classes import Rules, told
from desktop.rules.errors import BadEntry
from desktop.services.classes import Proposal, ProposedLine
from desktop.services.clients import PersonRef
from desktop.ui.classes.rows import class_words, counted
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import label, note
from desktop.ui.kit.times import today

Send = Callable[..., object]


class OverrideDialog(Dialog):
    """Another class than the figures give, for one client of the proposal."""

    chosen = Signal(object, str, str)
    """The client's id, the class and the reason; no reason takes the figures' class again."""

    def __init__(self, line: ProposedLine, rules: Rules, parent: QWidget) -> None:
        super().__init__(_("Another class for {name}").format(name=line.name), parent)
        self._line = line
        said = told(line.reason, line.values, _)
        words = class_words(rules, line.proposed)
        self.body.addWidget(note(_("The figures give {class_word}: {reason}").format(class_word=words, reason=said),
                                 wrap=True))  # fmt: skip
        self.form = Form((
            FormField("class", _("Class"), Kind.CHOICE,
                      choices=[(letter, class_words(rules, letter)) for letter in rules.letters]),
            FormField("reason", _("Reason"), required=True, limit=200),
        ), 1)  # fmt: skip
        self.form.set_values({"class": line.given, "reason": line.override})
        self.body.addWidget(self.form)
        self.set_main(_("Set this class"), self._send)
        self.add_button(_("Cancel"), self.reject)

    def _send(self) -> None:
        values = self.form.values()
        letter, reason = str(values["class"] or ""), str(values["reason"] or "").strip()
        if letter != self._line.proposed and not reason:
            self.form.show_error("reason", _("Say why this client gets another class than the figures give."))
            return
        self.chosen.emit(self._line.client_id, letter, "" if letter == self._line.proposed else reason)
        self.accept()


class ConfirmDialog(Dialog):
    """What giving the classes will do, in numbers, before it is done."""

    def __init__(self, proposal: Proposal, moved: int, overridden: int, send: Send, parent: QWidget) -> None:
        super().__init__(_("Classes of {quarter}").format(quarter=proposal.quarter), parent)
        self._send = send
        parts = [counted(sum(proposal.counts.values())), _n("{n} moves", "{n} move", moved).format(n=f"{moved:,}")]
        if overridden:
            parts.append(_n("{n} set otherwise by you", "{n} set otherwise by you", overridden).format(n=overridden))
        self.body.addWidget(label(" · ".join(parts), wrap=True))
        if not proposal.over:
            self.body.addWidget(note(_("The quarter is not over yet: later bills will not be in these classes."),
                                     wrap=True))  # fmt: skip
        self.body.addWidget(
            note(_("The figures and numbers in force are kept. It can be undone as a whole."), wrap=True)
        )
        self.set_main(_n("Give {n} class", "Give {n} classes", moved).format(n=f"{moved:,}"), self._do)
        self.add_button(_("Cancel"), self.reject)

    def _do(self) -> None:
        self.set_busy(True)
        self._send(lambda _run: self.accept(), self.refuse)


class TeachDialog(Dialog):
    """When the class list was taught, and to whom."""

    def __init__(self, quarter: str, staff: Sequence[PersonRef], send: Send, parent: QWidget) -> None:
        super().__init__(_("Teaching of the class list {quarter}").format(quarter=quarter), parent)
        self._send = send
        self.form = Form((FormField("on", _("Date"), Kind.DATE, required=True),
                          FormField("note", _("Note"), limit=200)), 2)  # fmt: skip
        self.form.set_values({"on": today().isoformat(), "note": ""})
        self.body.addWidget(self.form)
        self.body.addWidget(note(_("Who was there")))
        self.people = QListWidget()
        self.people.setAccessibleName(_("Who was there"))
        for person in staff:
            item = QListWidgetItem(person.name, self.people)
            item.setData(Qt.ItemDataRole.UserRole, person.id.hex)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
        self.people.setMinimumHeight(160)
        self.body.addWidget(self.people)
        self.set_main(_("Record the teaching"), self._do)
        self.add_button(_("Cancel"), self.reject)

    def _chosen(self) -> list[UUID]:
        items = (self.people.item(n) for n in range(self.people.count()))
        return [UUID(str(item.data(Qt.ItemDataRole.UserRole))) for item in items
                if item.checkState() == Qt.CheckState.Checked]  # fmt: skip

    def _do(self) -> None:
        values: dict[str, Any] = self.form.values()
        try:
            on = date.fromisoformat(str(values["on"]))
        except ValueError:
            self.refuse(BadEntry(N_("The date is missing."), "on"))
            return
        self.set_busy(True)
        self._send(on, self._chosen(), str(values["note"] or ""), lambda _id: self.accept(), self.refuse)
