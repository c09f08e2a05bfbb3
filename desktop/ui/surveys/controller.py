"""What the screen of surveys asks of the office and does there."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import (
    clients,
    survey_asking,
    survey_handouts,
    survey_measures,
    survey_prints,
    survey_results,
    surveys,
)
from desktop.services.survey_asking import DrawLine
from desktop.services.survey_measures import MeasureLine
from desktop.services.survey_results import Results, StaffFigure
from desktop.services.surveys import SurveyLine
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """One survey as far as this person may know of it: `results` is None without the right to them."""

    line: SurveyLine
    results: Results | None
    staff: tuple[StaffFigure, ...]
    measures: tuple[MeasureLine, ...]
    waiting: tuple[DrawLine, ...]


class SurveysController(QObject):
    loaded = Signal(object)
    viewed = Signal(object)
    done = Signal(str)
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def load(self) -> None:
        self.desk.ask("surveys", surveys.surveys, done=self.loaded.emit, failed=self.refused.emit, owner=self)

    def look(self, key: UUID) -> None:
        self.desk.ask("surveys.one", _shown, key, done=self.viewed.emit, failed=self.refused.emit, owner=self)

    def questionnaires(self, done: Done) -> None:
        self.desk.ask("surveys.papers", surveys.questionnaires, done=done, failed=self.refused.emit, owner=self)

    def people(self, done: Done) -> None:
        self.desk.ask("surveys.people", _people, done=done, failed=self.refused.emit, owner=self)

    def asking(self, key: UUID, done: Done, failed: Failed | None = None) -> None:
        self.desk.ask("surveys.asking", survey_asking.asking, key, done=done, failed=failed or self.refused.emit,
                      owner=self)  # fmt: skip

    def by_code(self, text: str, done: Done, failed: Failed) -> None:
        self.desk.ask("surveys.code", _by_code, text, done=done, failed=failed, owner=self)

    def ask(self, name: str, verb: Any, *args: Any, done: Done, failed: Failed | None = None) -> None:
        self.desk.ask(f"surveys.{name}", verb, *args, done=done, failed=failed or self.refused.emit, owner=self)

    def print_report(self, key: UUID) -> None:
        self.desk.errand(_("Preparing the print"), survey_prints.report, key, translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_forms(self, key: UUID, code: str) -> None:
        self.desk.errand(_("Preparing the print"), survey_prints.forms, key, translator(code),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_hand_out(self, key: UUID) -> None:
        self.desk.errand(_("Preparing the print"), survey_handouts.hand_out_list, key, translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def export(self, key: UUID, done: Done) -> None:
        self.desk.errand(_("Preparing the table"), survey_prints.table, key, translator(language()), done=done,
                         failed=self.refused.emit, owner=self)  # fmt: skip

    def do(self, verb: Any, *args: Any, said: str = "", done: Done | None = None, failed: Failed | None = None,
           **named: Any) -> None:  # fmt: skip
        def answer(result: Any) -> None:
            if done is not None:
                done(result)
            if said:
                self.done.emit(said)

        self.desk.do(verb, *args, done=answer, failed=failed or self.refused.emit, owner=self, **named)


def _shown(work: Work, key: UUID) -> Shown:
    line = surveys.survey(work, key)
    sees = work.may(Right.SEE_SURVEY_RESULTS)
    return Shown(
        line, survey_results.results(work, key) if sees else None,
        survey_results.staff_figures(work, key) if sees else (), survey_measures.measures(work, key),
        survey_asking.waiting(work, key) if work.may(Right.ASK_SURVEYS) else (),
    )  # fmt: skip


def _by_code(work: Work, text: str) -> Any:
    return survey_asking.asking(work, survey_asking.by_code(work, text))


def _people(work: Work) -> Sequence[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work)]
