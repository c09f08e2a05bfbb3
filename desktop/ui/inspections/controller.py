"""What the screen of inspections asks of the office and does there, one line per verb."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.inspections import INSPECTS, Planned
from desktop.rules.rights import Right
from desktop.services import clients, inspection_prints, inspections
from desktop.services.inspections import Found, Held, InspectionLine
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class InspectionsController(QObject):
    loaded = Signal(object, object)
    """The inspections, and when the next ones are due."""
    done = Signal(str)
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    @property
    def may_inspect(self) -> bool:
        return any(self.may(right) for right in INSPECTS)

    def load(self) -> None:
        self.desk.ask("inspections", _all, done=lambda found: self.loaded.emit(*found), failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def people(self, done: Done) -> None:
        self.desk.ask("inspections.people", _people, done=done, failed=self.refused.emit, owner=self)

    def note(self, held: Held, done: Done, failed: Failed) -> None:
        self._do(inspections.note_inspection, held, said=_("The inspection is noted."), done=done, failed=failed)

    def add(self, inspection: UUID, found: Found, done: Done, failed: Failed) -> None:
        self._do(inspections.add_finding, inspection, found, said=_("Noted what was found."), done=done, failed=failed)

    def put_right(self, finding: UUID, how: str, done: Done, failed: Failed) -> None:
        self._do(inspections.put_right, finding, how, said=_("Put right: another person re-checks it."), done=done,
                 failed=failed)  # fmt: skip

    def settle(self, finding: UUID) -> None:
        self._do(inspections.check_again, finding, True, said=_("Settled."))

    def send_back(self, finding: UUID, why: str, done: Done, failed: Failed) -> None:
        self._do(inspections.check_again, finding, False, why, said=_("It goes back to be put right."), done=done,
                 failed=failed)  # fmt: skip

    def withdraw(self, inspection: UUID) -> None:
        self._do(inspections.withdraw_inspection, inspection, said=_("Taken off the list."))

    def print_record(self, inspection: UUID) -> None:
        self.desk.errand(_("Preparing the print"), inspection_prints.inspection_record, inspection,
                         translator(language()), done=self.printed.emit, failed=self.refused.emit,
                         owner=self)  # fmt: skip

    def _do(self, verb: Any, *args: Any, said: str, done: Done | None = None, failed: Failed | None = None) -> None:
        def answer(result: Any) -> None:
            if done is not None:
                done(result)
            self.done.emit(said)

        self.desk.do(verb, *args, done=answer, failed=failed or self.refused.emit, owner=self)


def _all(work: Work) -> tuple[tuple[InspectionLine, ...], tuple[Planned, ...]]:
    return inspections.inspections(work), inspections.plan(work)


def _people(work: Work) -> Sequence[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work)]
