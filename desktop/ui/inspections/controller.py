"""What the screen of inspections asks of the office and does there, one line per verb."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.i18n import _
from desktop.rules.inspections import INSPECTS, Planned
from desktop.services import archive_undo, clients, inspection_prints, inspections
from desktop.services.inspections import Found, Held, InspectionLine
from desktop.services.work import Work
from desktop.ui.kit.doing import Doing, Done, Failed


class InspectionsController(Doing):
    loaded = Signal(object, object)
    """The inspections, and when the next ones are due."""
    UNDO = staticmethod(archive_undo.undo)

    @property
    def may_inspect(self) -> bool:
        return any(self.may(right) for right in INSPECTS)

    def load(self) -> None:
        self.ask("inspections", _all, done=lambda found: self.loaded.emit(*found))

    def people(self, done: Done) -> None:
        self.ask("inspections.people", _people, done=done)

    def note(self, held: Held, done: Done, failed: Failed) -> None:
        self.do(inspections.note_inspection, held, said=_("The inspection is noted."), done=done, failed=failed,
                undo=True)  # fmt: skip

    def add(self, inspection: UUID, found: Found, done: Done, failed: Failed) -> None:
        self.do(inspections.add_finding, inspection, found, said=_("Noted what was found."), done=done, failed=failed,
                undo=True)  # fmt: skip

    def put_right(self, finding: UUID, how: str, done: Done, failed: Failed) -> None:
        self.do(inspections.put_right, finding, how, said=_("Put right: another person re-checks it."), done=done,
                failed=failed, undo=True)  # fmt: skip

    def name_fixer(self, finding: UUID, fixer: UUID, due_on: date, done: Done, failed: Failed) -> None:
        self.do(inspections.name_fixer, finding, fixer, due_on, said=_("Somebody else puts it right."), done=done,
                failed=failed, undo=True)  # fmt: skip

    def settle(self, finding: UUID) -> None:
        self.do(inspections.check_again, finding, True, said=_("Settled."))

    def send_back(self, finding: UUID, why: str, done: Done, failed: Failed) -> None:
        self.do(inspections.check_again, finding, False, why, said=_("It goes back to be put right."), done=done,
                failed=failed)  # fmt: skip

    def withdraw(self, inspection: UUID) -> None:
        self.do(inspections.withdraw_inspection, inspection, said=_("Taken off the list."), undo=True)

    def print_record(self, inspection: UUID) -> None:
        self.print_out(inspection_prints.inspection_record, inspection)


def _all(work: Work) -> tuple[tuple[InspectionLine, ...], tuple[Planned, ...]]:
    return inspections.inspections(work), inspections.plan(work)


def _people(work: Work) -> Sequence[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work)]
