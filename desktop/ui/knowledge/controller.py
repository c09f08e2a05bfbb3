"""What the screens of answers and digests ask of the office and do there."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.services import (
    clients,
    digest_prints,
    digest_undo,
    digests,
    knowledge,
    knowledge_lists,
    knowledge_prints,
    knowledge_undo,
)
from desktop.services.knowledge_lists import AnswerLine, Wish
from desktop.services.work import Work
from desktop.ui.kit.doing import Doing, Done


class KnowledgeController(Doing):
    loaded = Signal(object, object)
    """The answers that were asked for, and the topics in use."""
    viewed = Signal(object)
    UNDO = staticmethod(knowledge_undo.undo)
    TAKES_BACK = frozenset({
        knowledge.draft_answer, knowledge.propose_question, knowledge.correct_answer, knowledge.approve_answer,
        knowledge.send_back, knowledge.retire_answer, knowledge.review_answer, knowledge.give_answer,
    })  # fmt: skip

    def load(self, wish: Wish) -> None:
        self.ask("knowledge", _all, wish, done=lambda found: self.loaded.emit(*found))

    def look(self, key: UUID) -> None:
        self.ask("knowledge.one", knowledge_lists.answer_view, key, done=self.viewed.emit)

    def people(self, done: Done) -> None:
        self.ask("knowledge.people", _people, done=done)

    def print_book(self) -> None:
        self.print_out(knowledge_prints.answer_book)


class DigestController(Doing):
    loaded = Signal(object)
    UNDO = staticmethod(digest_undo.undo)
    TAKES_BACK = frozenset({digests.close_digest})

    def load(self, day: date) -> None:
        self.ask("digests", digests.day_digests, day, done=self.loaded.emit)

    def print_day(self, day: date, department: UUID | None) -> None:
        self.print_out(digest_prints.digest_sheet, day, department)


def _all(work: Work, wish: Wish) -> tuple[tuple[AnswerLine, ...], tuple[str, ...]]:
    return knowledge_lists.answers(work, wish), knowledge_lists.topics(work)


def _people(work: Work) -> Sequence[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work)]
