"""One request for approval in a dialog: what is wanted and why, and what can be decided about it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.approvals import LENT, READY, Act, ApprovalState, heading
from desktop.rules.errors import OfficeError
from desktop.services import approvals, document_hand_outs
from desktop.services.approval_lists import ApprovalLine
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField
from desktop.ui.kit.phrases import level_word, listed, moment
from desktop.ui.kit.text import label, note


class DecisionDialog(Dialog):
    said = Signal(str, object)
    """What was done, and what takes it back."""

    def __init__(self, desk: Desk, line: ApprovalLine, parent: QWidget | None = None) -> None:
        super().__init__(heading(line.act, line.size), parent, width=520)
        self._desk, self.line = desk, line
        self.paper = label("", wrap=True, select=True)
        for at, (head, text) in enumerate(told(line)):
            self.body.addWidget(note(head))
            self.body.addWidget(label(text, wrap=True, select=True))
            if at == 0 and line.act is Act.SEE_DOCUMENT and line.may_decide:
                self._show_title()
        fields = [FormField("note", _("Note"), limit=approvals.REASON_LIMIT)]
        if line.act is Act.SEE_FILE:
            fields.insert(0, FormField("code", _("Code of the file, where it is not clear which is meant"), limit=40))
        self.form = Form(fields, 1)
        self.form.set_values({field.name: "" for field in fields})
        self.body.addWidget(self.form)
        self.form.setVisible(line.may_decide)
        self.body.addStretch(1)
        self._offer()
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)

    def _show_title(self) -> None:
        """Which document it is, whoever decides reads, and that is recorded."""
        self.body.addWidget(note(_("Title")))
        self.paper.setText(_("Opening…"))
        self.body.addWidget(self.paper)
        self._desk.do(document_hand_outs.title_asked, self.line.id, done=self.paper.setText,
                      failed=lambda error: self.paper.setText(str(error)), owner=self)  # fmt: skip

    def _offer(self) -> None:
        line = self.line
        if line.may_decide and line.state is ApprovalState.UNCONFIRMED:
            self.set_main(_("Confirm afterwards"), lambda: self._decide(approvals.confirm, _("Confirmed afterwards.")))
            self.add_button(_("Object"), lambda: self._decide(approvals.object_to, _("Your objection is recorded.")))
        elif line.may_decide:
            self.set_main(_("Approve"), lambda: self._decide(approvals.approve, _("Approved."), self._code()))
            self.add_button(_("Do not approve"), lambda: self._decide(approvals.refuse, _("Not approved.")))
        elif line.mine and line.state in READY | {ApprovalState.ASKED}:
            back = lambda: self._undo(approvals.ask_again)  # noqa: E731
            self.add_button(_("Take back"), lambda: self._do(approvals.take_back, _("Taken back."), back))
        elif line.by_me and line.act in LENT and line.state is ApprovalState.APPROVED and not line.ended:
            again = lambda: self._undo(approvals.approve)  # noqa: E731
            self.add_button(_("Close it again"), lambda: self._do(
                approvals.undo_decision, _("Closed again; the request waits once more."), again))  # fmt: skip

    def _code(self) -> str:
        return str(self.form.values().get("code", ""))

    def _decide(self, verb: Callable[..., Any], said: str, *more: object) -> None:
        back = lambda: self._undo(approvals.undo_decision)  # noqa: E731
        self._do(verb, said, back, str(self.form.values()["note"]), *more)

    def _do(self, verb: Callable[..., Any], said: str, back: Callable[[], object], *more: object) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        self.set_busy(True)

        def done(_result: object) -> None:
            self.accept()
            self.said.emit(said, back)

        self._desk.do(verb, self.line.id, *more, done=done, failed=self._failed, owner=self)

    def _undo(self, verb: Callable[..., Any]) -> None:
        # the dialog is gone by then, and so is whom its refusal could be shown to
        self._desk.do(verb, self.line.id)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if error.field == "reason":
            self.form.show_error("note", str(error))
            self.form.focus_on("note")
        elif not self.form.show_refusal(error):
            self.refuse(error)


def told(line: ApprovalLine) -> list[tuple[str, str]]:
    """What is known of a request, as heading and text, in the order in which it happened."""
    lines = [(_("What"), " · ".join(p for p in (line.what, line.client_name, line.client_code) if p))]
    lines += [(_(detail.head), listed(detail.said)) for detail in line.details]
    if line.level > 1:
        lines.append((_("Level of information"), level_word(line.level)))
    lines += [
        (_("Asked for by"), f"{line.asked_by} · {moment(line.asked_at)}"),
        (_("Reason"), line.reason),
        (_("State"), _(line.state.label)),
    ]
    if line.decided_by and line.decided_at is not None:
        lines.append((_("Decided by"), f"{decider(line)} · {moment(line.decided_at)}"))
    if line.note:
        lines.append((_("Note"), line.note))
    if line.instead_of and line.may_decide:
        lines.append((_("You decide for"), line.instead_of))
    if line.confirm_until is not None and line.state is ApprovalState.UNCONFIRMED:
        lines.append((_("To be confirmed until"), moment(line.confirm_until)))
    if line.valid_until is not None and line.state is ApprovalState.APPROVED:
        until = _("Open until") if line.act in LENT else _("May be used until")
        lines.append((until, _("Closed before its time") if line.ended else moment(line.valid_until)))
    return lines


def decider(line: ApprovalLine) -> str:
    """`李娜 代 张岚`, and whether it was signed in the window of who asked."""
    who = line.decided_by
    if line.decided_for:
        who = _("{name} for {absent}").format(name=who, absent=line.decided_for)
    return " · ".join((who, _("countersigned here"))) if line.here else who
