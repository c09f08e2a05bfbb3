"""What the screens of answers and digests ask of the office and do there."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import clients, digest_prints, digests, knowledge_lists, knowledge_prints
from desktop.services.knowledge_lists import AnswerLine, Wish
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class Controller(QObject):
    """What both have in common."""

    done = Signal(str)
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def do(self, verb: Any, *args: Any, said: str, done: Done | None = None, failed: Failed | None = None) -> None:
        def answer(result: Any) -> None:
            if done is not None:
                done(result)
            self.done.emit(said)

        self.desk.do(verb, *args, done=answer, failed=failed or self.refused.emit, owner=self)

    def print_sheet(self, verb: Any, *args: Any) -> None:
        self.desk.errand(_("Preparing the print"), verb, *args, translator(language()), done=self.printed.emit,
                         failed=self.refused.emit, owner=self)  # fmt: skip


class KnowledgeController(Controller):
    loaded = Signal(object, object)
    """The answers that were asked for, and the topics in use."""
    viewed = Signal(object)

    def load(self, wish: Wish) -> None:
        self.desk.ask("knowledge", _all, wish, done=lambda found: self.loaded.emit(*found), failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def look(self, key: UUID) -> None:
        self.desk.ask("knowledge.one", knowledge_lists.answer_view, key, done=self.viewed.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def people(self, done: Done) -> None:
        self.desk.ask("knowledge.people", _people, done=done, failed=self.refused.emit, owner=self)

    def print_book(self) -> None:
        self.print_sheet(knowledge_prints.answer_book)


class DigestController(Controller):
    loaded = Signal(object)

    def load(self, day: date) -> None:
        self.desk.ask("digests", digests.day_digests, day, done=self.loaded.emit, failed=self.refused.emit, owner=self)

    def print_day(self, day: date, department: UUID | None) -> None:
        self.print_sheet(digest_prints.digest_sheet, day, department)


def _all(work: Work, wish: Wish) -> tuple[tuple[AnswerLine, ...], tuple[str, ...]]:
    return knowledge_lists.answers(work, wish), knowledge_lists.topics(work)


def _people(work: Work) -> Sequence[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work)]
