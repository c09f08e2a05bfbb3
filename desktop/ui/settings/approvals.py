"""Approvals and stand-ins: who stands in for whom, what waits for a decision, and what became of each request."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import N_, _
from desktop.rules.approvals import ApprovalState, heading
from desktop.rules.rights import Right
from desktop.services import approval_lists, stand_ins
from desktop.services.approval_lists import ApprovalLine
from desktop.services.stand_ins import StandInLine
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.decision import DecisionDialog, decider
from desktop.ui.kit.filling import empty_out, keeping_focus, row_of, two_lines
from desktop.ui.kit.phrases import day, listed, moment
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.stand_in_dialog import StandInDialog

MOST = 60
TONES = {
    ApprovalState.ASKED: Tone.WARN, ApprovalState.UNCONFIRMED: Tone.WARN, ApprovalState.ALONE: Tone.WARN,
    ApprovalState.REFUSED: Tone.BAD, ApprovalState.OBJECTED: Tone.BAD, ApprovalState.APPROVED: Tone.GOOD,
    ApprovalState.CONFIRMED: Tone.GOOD,
}  # fmt: skip


class ApprovalsPanel(Panel):
    TITLE = N_("Approvals & stand-ins")
    ICON = "shield"
    WORDS = (N_("Approvals"), N_("Stand-ins"), N_("Countersign here"))

    def build(self) -> None:
        self.dialog: Any = None
        self._choices: Sequence[tuple[Any, str]] = ()
        self._shown: Sequence[ApprovalLine] = ()
        self.add = button(_("Name a stand-in…"), lambda: self._open(None), icon_name="user-plus")
        said = _("While somebody is away, the stand-in approves and reviews for him, no more than he could himself.")
        self._stand_ins = QVBoxLayout()
        self.card(_("Stand-ins"), said, act=self.add).addLayout(self._stand_ins)
        self._requests = QVBoxLayout()
        said = _("What you asked for, decided or may decide; holders of the audit right see all.")
        self.card(_("Approvals"), said).addLayout(self._requests)

    def load(self) -> None:
        self.desk.ask("settings.stand_ins", stand_ins.list_stand_ins, done=self._show_stand_ins)
        self.desk.ask("settings.whom", stand_ins.whom, done=self._keep_choices)
        self.desk.ask("settings.approvals", approval_lists.list_approvals, MOST, done=self._show_requests)

    def _keep_choices(self, found: Sequence[tuple[Any, str]]) -> None:
        self._choices = found

    @keeping_focus
    def _show_stand_ins(self, lines: Sequence[StandInLine]) -> None:
        empty_out(self._stand_ins)
        for line in lines:
            row = row_of()
            head = _("{name} for {absent}").format(name=line.person, absent=line.absent)
            days = day(line.first_on)
            if line.last_on != line.first_on:
                days = _("{first} to {last}").format(first=days, last=day(line.last_on))
            kinds = listed(_(kind.label) for kind in line.kinds)
            row.addLayout(two_lines(head, f"{days} · {kinds}"), 1)
            if line.runs:
                row.addWidget(Tag(_("Today"), Tone.ACCENT, "clock"))
            if line.may_change:
                edit = button(_("Edit…"), lambda line=line: self._open(line))
                edit.setAccessibleName(_("Edit {name}…").format(name=head))
                end = button(_("End"), lambda line=line: self._end(line))
                end.setAccessibleName(_("End {name}").format(name=head))
                row.addWidget(edit)
                row.addWidget(end)
            self._stand_ins.addLayout(row)
        if not lines:
            self._stand_ins.addWidget(note(_("Nobody is away.")))

    @keeping_focus
    def _show_requests(self, lines: Sequence[ApprovalLine]) -> None:
        self._shown = lines
        empty_out(self._requests)
        for line in lines:
            row = row_of()
            head = heading(line.act, line.size)
            parts = [line.asked_by, moment(line.asked_at), line.client_name or line.what]
            if line.decided_by:
                parts.append(_("decided by {name}").format(name=decider(line)))
            row.addLayout(two_lines(head, " · ".join(part for part in parts if part)), 1)
            row.addWidget(Tag(_(line.state.label), TONES.get(line.state, Tone.NOTE)))
            look = button(_("Decide…") if line.may_decide else _("Look…"), lambda line=line: self._look(line))
            look.setAccessibleName(_("{what} by {name}").format(what=head, name=line.asked_by))
            row.addWidget(look)
            self._requests.addLayout(row)
        if not lines:
            self._requests.addWidget(note(_("Nothing was asked for yet.")))

    def _open(self, line: StandInLine | None) -> None:
        anybody = self.desk.person.may(Right.RUN_PEOPLE)
        self.dialog = StandInDialog(self, line, self._choices, anybody=anybody)
        self.dialog.open()

    def _end(self, line: StandInLine) -> None:
        back = lambda: self.do(stand_ins.bring_back, line.id)  # noqa: E731
        self.do(stand_ins.end_stand_in, line.id, done=lambda _r: self.undoable.emit(_("Ended."), back))

    def _look(self, line: ApprovalLine) -> None:
        self.dialog = DecisionDialog(self.desk, line, self)
        self.dialog.said.connect(self.undoable)
        self.dialog.open()
