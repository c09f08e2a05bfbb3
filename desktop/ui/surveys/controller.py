"""What the screen of surveys asks of the office and does there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.i18n import _, language, translator
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import (
    clients,
    survey_asking,
    survey_handouts,
    survey_measures,
    survey_prints,
    survey_results,
    survey_undo,
    survey_voiding,
    surveys,
)
from desktop.services.survey_asking import DrawLine
from desktop.services.survey_measures import MeasureLine
from desktop.services.survey_results import Results, StaffFigure
from desktop.services.surveys import SurveyLine
from desktop.services.work import Work
from desktop.ui.kit.doing import Doing, Done, Failed


@dataclass(frozen=True, slots=True)
class Shown:
    """One survey as far as this person may know of it: `results` is None without the right to them."""

    line: SurveyLine
    results: Results | None
    staff: tuple[StaffFigure, ...]
    measures: tuple[MeasureLine, ...]
    waiting: tuple[DrawLine, ...]


class SurveysController(Doing):
    loaded = Signal(object)
    viewed = Signal(object)
    UNDO = staticmethod(survey_undo.undo)
    TAKES_BACK = frozenset({
        surveys.save_questionnaire, surveys.withdraw_questionnaire, surveys.save_survey, surveys.withdraw_survey,
        surveys.close_survey, survey_asking.try_client, survey_measures.name_measure, survey_measures.finish_measure,
        survey_measures.change_measure, survey_measures.check_measure, survey_voiding.void_answer,
    })  # fmt: skip

    def load(self) -> None:
        self.ask("surveys", surveys.surveys, done=self.loaded.emit)

    def look(self, key: UUID) -> None:
        self.ask("surveys.one", _shown, key, done=self.viewed.emit)

    def questionnaires(self, done: Done) -> None:
        self.ask("surveys.papers", surveys.questionnaires, done=done)

    def people(self, done: Done) -> None:
        self.ask("surveys.people", _people, done=done)

    def asking(self, key: UUID, done: Done, failed: Failed | None = None) -> None:
        self.ask("surveys.asking", survey_asking.asking, key, done=done, failed=failed)

    def by_code(self, text: str, done: Done, failed: Failed) -> None:
        self.ask("surveys.code", _by_code, text, done=done, failed=failed)

    def print_report(self, key: UUID) -> None:
        self.print_out(survey_prints.report, key)

    def print_forms(self, key: UUID, code: str) -> None:
        self.desk.errand(_("Preparing the print"), survey_prints.forms, key, translator(code),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_hand_out(self, key: UUID) -> None:
        self.print_out(survey_handouts.hand_out_list, key)

    def carry(self, title: str, verb: Any, *args: Any, done: Done) -> None:
        """What may take a while in a large office: it tells how far it is and can be stopped, and is one write."""
        self.desk.errand(title, verb, *args, done=done, failed=self.refused.emit, owner=self, staged=False)

    def export(self, key: UUID, done: Done) -> None:
        self.desk.errand(_("Preparing the table"), survey_prints.table, key, translator(language()), done=done,
                         failed=self.refused.emit, owner=self)  # fmt: skip


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
