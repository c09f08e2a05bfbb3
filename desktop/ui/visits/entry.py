"""What opens over any page: a visit is planned with the client at hand, and the report of one is written."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.services import clients, visit_undo, visits
from desktop.services.visits import VisitView
from desktop.services.work import Work
from desktop.ui.kit.noting import Noted, noting
from desktop.ui.kit.over import OverDialog
from desktop.ui.visits.controller import people
from desktop.ui.visits.dialogs import PlanDialog, ReportDialog

Standing = tuple[str, str, str]


class _Entry(OverDialog):
    def toast(self, said: str, operation: UUID | None) -> None:
        self.window.toast(said, lambda: self._undo(operation))

    def _undo(self, operation: UUID | None) -> None:
        self.desk.do(visit_undo.undo, operation, done=lambda _r: self.window.toast(_("Undone."), None),
                     failed=lambda error: self.window.page.refuse(error), owner=self)  # fmt: skip


class PlanEntry(_Entry):
    NAME = "visits.plan"

    def prepare(self, argument: object) -> None:
        meant = isinstance(argument, UUID)
        client = argument if meant else self.window.page.client_at_hand()
        self.desk.ask("visits.entry", _ready, client, meant, done=lambda found: self._show(*found, client),
                      failed=self.window.page.refuse, owner=self)  # fmt: skip

    def _show(self, offered: Sequence[tuple[UUID, str]], found: Standing | None, client: object) -> None:
        if self.dialog is not None:
            return
        dialog = PlanDialog(_("Plan a visit"), offered, self.desk.person.id, _("Plan it"), self._send, self.window,
                            find=self.find)  # fmt: skip
        dialog.picked.connect(self._look)
        self.show_dialog(dialog)
        draft = self.take_waiting()
        if draft is not None:
            dialog.restore(draft)
        if found is not None and isinstance(client, UUID) and (draft is None or draft["client"] is None):
            dialog.take(client, *found)
        dialog.open()

    def _look(self, client: UUID) -> None:
        dialog = self.dialog
        if dialog is not None:
            self.desk.ask("visits.at_hand", at_hand, client, done=lambda found: dialog.take(client, *found),
                          failed=dialog.refuse, owner=dialog)  # fmt: skip

    def _send(self, entry: Any, done: Any, failed: Any) -> None:
        client, plan = entry

        def saved(noted: Noted) -> None:
            done(noted.result)
            self.toast(_("The visit is planned."), noted.operation)

        self.desk.do(noting(visits.plan_visit), client, plan, done=saved, failed=failed, owner=self)


class ReportEntry(_Entry):
    NAME = "visits.report"

    def prepare(self, argument: object) -> None:
        self.desk.ask("visits.report", visits.visit_view, argument, done=self._show, failed=self.window.page.refuse,
                      owner=self)  # fmt: skip

    def _show(self, view: VisitView) -> None:
        if self.dialog is None:
            self.show_dialog(ReportDialog(view, lambda *given: self._send(view, *given), self.window))
            self.dialog.open()

    def draft(self) -> object | None:
        # which visit it is of is known by that visit alone
        return None

    def _send(self, view: VisitView, report: Any, done: Any, failed: Any) -> None:
        def saved(noted: Noted) -> None:
            done(noted.result)
            self.toast(_("Reported: the contact stands in the file."), noted.operation)

        self.desk.do(noting(visits.report_visit), view.line.id, report, done=saved, failed=failed, owner=self)


def _ready(work: Work, client: UUID | None, meant: bool) -> tuple[Sequence[tuple[UUID, str]], Standing | None]:
    """A client who merely happens to be at hand, and who is out of sight, is left out."""
    found = None
    try:
        found = at_hand(work, client) if client is not None else None
    except OfficeError:
        if meant:
            raise
    return people(work), found


def at_hand(work: Work, client: UUID) -> Standing:
    """Name, code and what speaks against a client. Raises NotFound."""
    file = clients.client_file(work, client)
    return file.name, file.code, file.standing.mark
