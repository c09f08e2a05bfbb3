"""Dialogs of the forms: to whom they are issued, who collects, and what became of one that is missing."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.partners import Ending
from desktop.services.collecting import FormLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import label, note
from desktop.ui.kit.who_dialog import LateReason, WhoDialog

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class IssueDialog(WhoDialog):
    """Forms go to a department's leader, who signs once; where it is late, with the reason (CO-3)."""

    def __init__(self, lines: Sequence[FormLine], late: bool, send: Callable[[UUID, str, Done, Failed], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Issue collection forms"), parent, free=False)
        self._send = send
        self.body.addWidget(label(named(lines), wrap=True))
        self.body.addWidget(note(_("To which department leader, who signs for all of it")))
        self.body.addWidget(self.who)
        self.form = LateReason() if late else None
        if self.form is not None:
            self.body.addWidget(self.form)
        self.end_with(_("Issue"))

    def send(self) -> None:
        self.clear_refusal()
        leader = self.who.person
        if leader is None:
            self.refuse(BadEntry(N_("Choose the department leader who gets them.")))
            self.who.line.setFocus()
            return
        reason = self.form.said() if self.form is not None else ""
        if self.form is not None and not reason:
            return
        self.set_busy(True)
        self._send(leader, reason, lambda _none: self.accept(), self.refuse)


class AssignDialog(WhoDialog):
    """The leader names the collector: a colleague, or any name, for not everybody who serves has an account."""

    def __init__(self, lines: Sequence[FormLine], send: Callable[[str, Done, Failed], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Assign the collector"), parent)
        self._send = send
        self.body.addWidget(label(named(lines), wrap=True))
        self.body.addWidget(note(_("Who serves the table and collects")))
        self.body.addWidget(self.who)
        self.end_with(_("Assign"))

    def send(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._send(self.who.name, lambda _none: self.accept(), self.refuse)


class CallInDialog(Dialog):
    """What became of a form that should be back: it is here, or it will not come (CO-5)."""

    def __init__(self, line: FormLine, send: Callable[[Ending, str, Done, Failed], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Missing form"), parent, width=480)
        self._send = send
        self.body.addWidget(label(named([line]), wrap=True))
        given = line.given
        if given is not None and given.due is not None:
            said = _("{who} has it; it was due {when}.").format(who=given.whom, when=moment(given.due))
            self.body.addWidget(note(said, wrap=True))
        choices = ((Ending.RETURNED.value, _("It is here: handed in late")),
                   (Ending.LOST.value, _("It will not come any more")))  # fmt: skip
        self.form = Form([FormField("ending", _("What became of it"), Kind.CHOICE, choices=choices),
                          FormField("note", _("In words"), limit=200)], 1)  # fmt: skip
        self.form.set_values({"ending": Ending.RETURNED.value, "note": ""})
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.set_main(_("Note it"), self.send)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("ending")

    def send(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        self.set_busy(True)
        self._send(Ending.of(values["ending"]), str(values["note"]), lambda _none: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


def named(lines: Sequence[FormLine]) -> str:
    """`牡丹厅 贺启年、竹影 单雪`."""
    return _(", ").join(dict.fromkeys(" ".join(part for part in (one.place, one.client) if part) for one in lines))
