"""What the page of care asks of the office and does in it, one line per verb."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, _n
from desktop.rules.errors import OfficeError
from desktop.rules.events import Answer
from desktop.services import class_plans, events, rewards, search
from desktop.services.class_plans import PlanLine
from desktop.services.events import EventEntry, EventLine
from desktop.services.work import Work
from desktop.ui.clients.undoing import Noted, noting
from desktop.ui.kit.desk import Desk

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class CareController(QObject):
    events_loaded = Signal(object)
    invitations_loaded = Signal(object, object)
    """The event's id, and who was invited."""
    said = Signal(str, object)
    """What was done, and its operation."""
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    # asking

    def load(self) -> None:
        self.desk.ask("care.events", events.events, done=self.events_loaded.emit, failed=self.refused.emit, owner=self)

    def load_invitations(self, event: UUID) -> None:
        self.desk.ask("care.invited", events.invitations, event, failed=self.refused.emit, owner=self,
                      done=lambda found: self.invitations_loaded.emit(event, found))  # fmt: skip

    def load_plans(self, done: Done) -> None:
        self.desk.ask("care.plans", class_plans.plans, done=done, failed=self.refused.emit, owner=self)

    def load_rules(self, done: Done) -> None:
        self.desk.ask("care.rules", rewards.reward_rules, done=done, failed=self.refused.emit, owner=self)

    def find(self, text: str, done: Done) -> None:
        self.desk.ask("care.find", search.find, text, 8, done=done, owner=self)

    # doing

    def add_event(self, entry: EventEntry, done: Done, failed: Failed) -> None:
        self._carry(events.add_event, entry, said=_("Event entered."), done=done, failed=failed)

    def change_event(self, line: EventLine, entry: EventEntry, done: Done, failed: Failed) -> None:
        base = EventEntry(line.kind, line.title, line.on, line.place, line.cost, line.note)
        self._carry(events.change_event, line.id, entry, base, said=_("Saved."), done=done, failed=failed)

    def withdraw_event(self, event: UUID) -> None:
        self._carry(events.withdraw_event, event, said=_("Event taken out."))

    def invite(self, event: UUID, letters: Sequence[str], clients: Sequence[UUID], done: Done, failed: Failed) -> None:
        def said(count: int) -> str:
            return _n("{n} client invited.", "{n} clients invited.", count).format(n=count)

        self._carry(_invite, event, tuple(letters), tuple(clients), said=said, done=done, failed=failed)

    def note(self, invitations: Sequence[UUID], answer: Answer | None, attended: bool | None) -> None:
        self._carry(events.note_answers, list(invitations), answer=answer, attended=attended, said=_("Noted."))

    def companions(self, invitation: UUID, guests: int, text: str, done: Done, failed: Failed) -> None:
        self._carry(events.note_answer, invitation, attended=True, guests=guests, note=text, said=_("Noted."),
                    done=done, failed=failed)  # fmt: skip

    def take_back(self, invitations: Sequence[UUID]) -> None:
        self._carry(events.withdraw_invitations, list(invitations), said=_("Invitation taken back."))

    def set_plan(self, plan: PlanLine, base: PlanLine, done: Done, failed: Failed) -> None:
        self._carry(class_plans.set_plan, plan, base, said=_("Plan saved."), done=done, failed=failed)

    def set_rule(self, letter: str, text: str, rule: UUID | None, done: Done, failed: Failed) -> None:
        self._carry(rewards.set_rule, letter, text, rule, said=_("Rule saved."), done=done, failed=failed)

    def withdraw_rule(self, rule: UUID, done: Done, failed: Failed) -> None:
        self._carry(rewards.withdraw_rule, rule, said=_("Rule ended."), done=done, failed=failed)

    def _carry(self, verb: Any, *args: object, said: str | Callable[[Any], str], done: Done | None = None,
               failed: Failed | None = None, **kwargs: object) -> None:  # fmt: skip
        """A deed that can be undone by the toast that tells of it."""

        def answer(noted: Noted) -> None:
            self.said.emit(said if isinstance(said, str) else said(noted.result), noted.operation)
            if done is not None:
                done(noted.result)

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self, **kwargs)


def _invite(work: Work, event: UUID, letters: Sequence[str], clients: Sequence[UUID]) -> int:
    """Both in one operation."""
    count = events.invite_classes(work, event, letters) if letters else 0
    return count + (events.invite(work, event, clients) if clients else 0)
