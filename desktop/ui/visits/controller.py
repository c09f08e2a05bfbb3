"""What the screen of visits asks of the office and does there."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import clients, visit_prints, visit_proposals, visit_undo, visits
from desktop.services.visits import VisitLine, Wish
from desktop.services.work import Work
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.noting import Noted, noting

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]
PAGE = 60
"""Rows fetched at once."""


class VisitsController(QObject):
    loaded = Signal(object, int, int)
    """The first visits, how many there are, and how many clients are to be visited by class."""
    rows_loaded = Signal(object, object)
    rows_failed = Signal(object)
    proposed = Signal(object)
    viewed = Signal(object)
    done = Signal(str, object)
    """What was done, and what takes it back."""
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def load(self, wish: Wish) -> None:
        self.desk.ask("visits", _first, wish, done=lambda found: self.loaded.emit(*found), failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def fetch(self, wish: Wish, wanted: Wanted) -> None:
        def failed(error: OfficeError) -> None:
            self.rows_failed.emit(wanted)
            self.refused.emit(error)

        self.desk.ask("visits", visits.visits, wish, wanted.count, wanted.offset,
                      done=lambda lines: self.rows_loaded.emit(wanted, lines), failed=failed, owner=self)  # fmt: skip

    def propose(self, mine: bool) -> None:
        self.desk.ask("visits", _proposed, mine, done=self.proposed.emit, failed=self.refused.emit, owner=self)

    def look(self, key: UUID) -> None:
        self.desk.ask("visits.one", visits.visit_view, key, done=self.viewed.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def people(self, done: Done) -> None:
        self.desk.ask("visits.people", people, done=done, failed=self.refused.emit, owner=self)

    def print_sheet(self, key: UUID) -> None:
        self.desk.errand(_("Preparing the print"), visit_prints.preparation_sheet, key, translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def do(self, verb: Any, *args: Any, said: str, done: Done = lambda _r: None, failed: Failed | None = None) -> None:
        def answer(noted: Noted) -> None:
            done(noted.result)
            self.done.emit(said, (lambda: self._undo(noted.operation)) if noted.operation is not None else None)

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self)

    def _undo(self, operation: UUID | None) -> None:
        self.desk.do(visit_undo.undo, operation, done=lambda _r: self.done.emit(_("Undone."), None),
                     failed=self.refused.emit, owner=self)  # fmt: skip


def _first(work: Work, wish: Wish) -> tuple[tuple[VisitLine, ...], int, int]:
    lines = visits.visits(work, wish, PAGE)
    total = len(lines) if len(lines) < PAGE else visits.count(work, wish)
    return lines, total, visit_proposals.count(work, mine=wish.mine)


def _proposed(work: Work, mine: bool) -> tuple[visit_proposals.Proposal, ...]:
    return visit_proposals.proposals(work, mine=mine)


def people(work: Work) -> Sequence[tuple[UUID, str]]:
    """Who can be sent: everybody who works here."""
    return [(one.id, one.name) for one in clients.staff(work)]
