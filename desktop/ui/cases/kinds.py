"""The office's own kinds of cases: one more, or one less (SV-7)."""

from collections.abc import Sequence
from typing import Any

from desktop.i18n import N_, _
from desktop.rules.cases import LABEL_LIMIT, CaseKind, Flow
from desktop.rules.deadlines import Kind as ClockKind
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import case_kinds
from desktop.ui.cases.words import kind_word
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import words_of

_CLOCKS = ((ClockKind.CLOCK_HOURS, N_("hours on the clock")), (ClockKind.WORKING_HOURS, N_("working hours")),
           (ClockKind.WORKING_DAYS, N_("working days")))  # fmt: skip


class Kinds:
    """For the page of cases; only whoever runs the office is offered them."""

    def __init__(self, page: Any) -> None:
        self.page, self.controller = page, page.controller

    def offered(self) -> list[Action]:
        if not self.controller.may(Right.RUN_OFFICE):
            return []
        found = [Action("add_kind", N_("Add a kind of case…"), self.add, "plus", seldom=True)]
        if self._own():
            found.append(Action("remove_kind", N_("Take out a kind of case…"), self.remove, "x", seldom=True))
        return found

    def _own(self) -> Sequence[CaseKind]:
        return [kind for kind in self.page.kinds if kind.own]

    def add(self) -> None:
        fields = [
            FormField("label", _("What it is called"), required=True, limit=LABEL_LIMIT),
            FormField("flow", _("Its steps"), Kind.CHOICE, required=True, choices=words_of(Flow)),
            FormField("clock", _("Its limit counts"), Kind.CHOICE, required=True,
                      choices=[(clock.value, _(word)) for clock, word in _CLOCKS]),
            FormField("limit", _("Limit (0: none)"), Kind.NUMBER, required=True),
            FormField("calls_back", _("The client is called back before it is closed"), Kind.YES_NO),
        ]  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            limit = str(entry["limit"] or "").strip()
            if not limit.isdecimal():
                failed(BadEntry(N_("Enter a whole number."), "limit"))
                return
            self.controller.do(
                case_kinds.add_kind, str(entry["label"]), Flow.of(entry["flow"]), ClockKind(entry["clock"]), int(limit),
                bool(entry["calls_back"]), said=_("The kind is there for new cases."), done=done, failed=failed,
            )  # fmt: skip

        first = {"flow": Flow.JOB.value, "clock": ClockKind.WORKING_HOURS.value, "limit": "", "calls_back": False}
        self.page.open_dialog(ActDialog(_("Add a kind of case"), "", fields, _("Add it"), send, self.page,
                                        values=first))  # fmt: skip

    def remove(self) -> None:
        choices: list[tuple[object, str]] = [(kind.key, kind_word(kind)) for kind in self._own()]
        field = FormField("kind", _("Kind of case"), Kind.CHOICE, required=True, choices=choices)

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            self.controller.do(case_kinds.remove_kind, entry["kind"], said=_("No new case is of this kind."), done=done,
                               failed=failed)  # fmt: skip

        what = _("Cases that were recorded keep it, with its name and limit.")
        self.page.open_dialog(ActDialog(_("Take out a kind of case"), what, [field], _("Take it out"), send, self.page))
