"""What the screen of cases asks of the office and does there."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.cases import CaseKind
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import (
    case_acts,
    case_prints,
    case_steps,
    case_sums,
    case_undo,
    case_views,
    cases,
    clients,
    search,
)
from desktop.services.cases import CaseLine, Wish
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.noting import Noted, noting
from desktop.ui.kit.search_box import SHOWN

# What its toast takes back; what a second person approved stays
_TAKEN_BACK = frozenset({
    case_steps.do_step, case_steps.pass_on, case_steps.pass_call_back, case_steps.reopen, case_steps.change_kind,
    case_acts.note, case_acts.pause, case_acts.resume, case_acts.ask_help, case_acts.give_help, case_acts.escalate,
    case_acts.report_skipped, case_acts.instruct, case_acts.mark_adverse, case_acts.give_remedy, case_acts.join_file,
})  # fmt: skip
Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class CasesController(QObject):
    loaded = Signal(object, object)
    """The cases that were asked for, and the office's kinds."""
    viewed = Signal(object)
    done = Signal(str, object)
    """What was done, and what takes it back, None where nothing does."""
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def load(self, wish: Wish) -> None:
        self.desk.ask("cases", _all, wish, done=lambda found: self.loaded.emit(*found), failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def look(self, key: UUID) -> None:
        self.desk.ask("cases.one", case_views.case_view, key, done=self.viewed.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def people(self, done: Done) -> None:
        self.desk.ask("cases.people", _people, done=done, failed=self.refused.emit, owner=self)

    def places(self, done: Done) -> None:
        self.desk.ask("cases.places", cases.places, done=done, failed=self.refused.emit, owner=self)

    def find_clients(self, text: str, done: Done) -> None:
        self.desk.ask("cases.join", search.find, text, SHOWN, done=done, failed=self.refused.emit, owner=self)

    def client_at_hand(self, client: UUID, done: Done) -> None:
        self.desk.ask("cases.joined", at_hand, client, done=done, failed=self.refused.emit, owner=self)

    def print_file(self, key: UUID) -> None:
        self.desk.errand(_("Preparing the print"), case_prints.case_file, key, translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_month(self, on: date) -> None:
        self.desk.errand(_("Preparing the print"), case_sums.month_sheet, on, translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def do(self, verb: Any, *args: Any, said: str, done: Done | None = None, failed: Failed | None = None,
           **named: Any) -> None:  # fmt: skip
        def answer(noted: Noted) -> None:
            if done is not None:
                done(noted.result)
            undoes = verb in _TAKEN_BACK and noted.operation is not None
            self.done.emit(said, (lambda: self._undo(noted.operation)) if undoes else None)

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self, **named)

    def _undo(self, operation: UUID | None) -> None:
        self.desk.do(case_undo.undo, operation, done=lambda _r: self.done.emit(_("Undone."), None),
                     failed=self.refused.emit, owner=self)  # fmt: skip


def _all(work: Work, wish: Wish) -> tuple[tuple[CaseLine, ...], tuple[CaseKind, ...]]:
    return cases.cases(work, wish), cases.kinds(work)


def _people(work: Work) -> Sequence[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work)]


def at_hand(work: Work, client: UUID) -> tuple[str, str, str]:
    """Name, code and what speaks against a client. Raises NotFound."""
    file = clients.client_file(work, client)
    return file.name, file.code, file.standing.mark
