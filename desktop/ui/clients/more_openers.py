"""Opens the dialogs of risk, identity, competitors and rewards beside those of the file itself."""

from collections.abc import Callable, Sequence
from typing import Any

from desktop.i18n import N_, _
from desktop.rules.rights import Right
from desktop.rules.words import ClientForm
from desktop.services.clients import ClientFile, PersonRef
from desktop.ui.clients.client_picker import ClientPicker
from desktop.ui.clients.file_dialogs import FileDialogs
from desktop.ui.clients.more_dialogs import (
    AgentDialog,
    AssessDialog,
    CheckDialog,
    CompetitorDialog,
    FraudDialog,
    RewardDialog,
)
from desktop.ui.clients.relations import RelationsDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form_dialog import ReasonDialog, Send
from desktop.ui.kit.marked import mark_field


class MoreDialogs(FileDialogs):
    """Each takes the value to be changed, or None for a new one."""

    def assess(self, held: Any = None) -> None:
        self._open(AssessDialog(held, self._controller.assess, self._pane), _("Assessed."))

    def warn(self) -> None:
        self._open(FraudDialog(self._controller.warn_of_fraud, self._pane), _("Fraud warning raised."))

    def settle(self, warning: Any) -> None:
        send: Send = lambda reason, d, f: self._controller.settle_warning(warning.id, reason, d, f)  # noqa: E731
        words = _("Settle the fraud warning"), warning.noticed, _("Settle")
        self._open(ReasonDialog(*words, send, self._pane, label=_("What came of it")), _("Warning settled."))

    def settle_risk(self, file: ClientFile) -> None:
        """What the bar above a file asks for: the gravest first."""
        found = file.standing
        if found.mark == "fraud":
            self.settle(found.open_warnings[0])
        else:
            self.assess(next((a for a in found.holding if a.consequence.value == found.mark), None))

    def check(self, held: Any, file: ClientFile) -> None:
        def show(staff: Sequence[PersonRef]) -> None:
            controller = self._controller
            send: Send = controller.add_check if held is None else _corrected(controller.correct_check, held)
            person = file.form is ClientForm.PERSON
            self._open(CheckDialog(held, person, controller.desk.person.id, staff, send, self._pane), _("Saved."))

        self._controller.load_staff(show)

    def agent(self, held: Any) -> None:
        controller = self._controller

        def send(entry: Any, done: Any, failed: Any) -> None:
            agent, paper = entry
            if held is None:
                controller.authorise(agent, paper, done, failed)
            else:
                controller.change_agent(held, paper, done, failed)

        picker = ClientPicker(controller.find, controller.client) if held is None else None
        self._open(AgentDialog(held, picker, send, self._pane), _("Saved."))

    def competitor(self, held: Any = None) -> None:
        if held is not None and held.locked is not None:
            self.with_words("competitor_note", held, self.competitor)
            return

        def show(staff: Sequence[PersonRef]) -> None:
            controller = self._controller
            send: Send = controller.add_competitor if held is None else _corrected(controller.correct_competitor, held)
            mark = mark_field(controller.desk, held.mark if held is not None else "")
            self._open(CompetitorDialog(held, staff, send, self._pane, mark=mark), _("Saved."))

        self._controller.load_staff(show)

    def reward(self, held: Any = None) -> None:
        controller = self._controller
        send: Send = controller.add_reward if held is None else _corrected(controller.correct_reward, held)
        secrets = bool(controller.desk.person.may(Right.SEE_TERMS))
        self._open(RewardDialog(held, secrets, send, self._pane), _("Saved."))

    def circle(self, file: ClientFile, opened: Callable[[Any], object]) -> None:
        dialog = RelationsDialog(file.name, self._pane)
        dialog.opened.connect(opened)
        self._controller.load_circle(dialog.show_circle)
        self._open(dialog)


def more_actions(file: ClientFile, dialogs: MoreDialogs, me: Any) -> list[Action]:
    """What the menu of a file offers beside its own acts."""
    offered = []
    if file.standing.may_assess:
        offered.append(Action("assess", N_("Assess the risk…"), dialogs.assess, "shield", separator_before=True))
    if file.may_edit or file.standing.may_assess or me.may(Right.ENTER_CLIENTS):
        offered.append(Action("warn", N_("Fraud warning…"), dialogs.warn, "triangle-alert",
                              separator_before=not offered))  # fmt: skip
    if file.may_edit:
        offered.append(Action("check_identity", N_("Identity document seen…"), lambda: dialogs.check(None, file),
                              "badge-check"))  # fmt: skip
        offered.append(Action("reward", N_("Gift or reward…"), dialogs.reward, "star"))
    if file.may_edit or me.may(Right.ENTER_CLIENTS):
        offered.append(Action("competitor", N_("Competitor note…"), dialogs.competitor, "briefcase"))
    return offered


def _corrected(verb: Any, held: Any) -> Send:
    return lambda entry, done, failed: verb(held, entry, done, failed)
