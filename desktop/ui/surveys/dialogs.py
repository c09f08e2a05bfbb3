"""Dialogs of surveys: a survey with its plan by class, and a measure with what became of it (SV-5)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules import surveys as rules
from desktop.rules.errors import BadEntry
from desktop.rules.quarters import Quarter
from desktop.rules.surveys import Means, SurveyKind
from desktop.rules.words import ClientClass
from desktop.services.survey_measures import MeasureEntry, MeasureLine
from desktop.services.surveys import QuestionnaireLine, SurveyEntry, SurveyLine
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.times import today
from desktop.ui.surveys.words import words

_LETTERS = (*(one.value for one in ClientClass), "")
_USUAL = {"A": "100%", "B": "50%", "C": "20%", "D": "10%"}


class SurveyDialog(FormDialog):
    """Period, questionnaire, ways, and of each class how many are asked; of ratings how many closed cases."""

    def __init__(self, papers: Sequence[QuestionnaireLine], percent: int, send: Send, parent: QWidget | None = None, *,
                 line: SurveyLine | None = None) -> None:  # fmt: skip
        said, held = words(), line
        choices: list[tuple[object, str]] = [(one.id, f"{one.name} · {one.number}") for one in papers]
        fields = [
            FormField("name", _("Name of the survey"), required=True, limit=rules.NAME_LIMIT, span=3),
            FormField("kind", _("What it asks about"), Kind.CHOICE, required=True, choices=words_of(SurveyKind)),
            FormField("questionnaire", _("Questionnaire"), Kind.CHOICE, required=True, choices=choices, span=2),
            FormField("first", _("Period from"), Kind.DATE, required=True),
            FormField("last", _("Period until"), Kind.DATE, required=True),
            *(FormField(f"means_{one.value}", _(one.label), Kind.YES_NO) for one in Means),
            *(FormField(_plan(letter), _("{letter}: how many, 30 or 20%").format(letter=said.letter(letter)),
                        limit=8) for letter in _LETTERS),
            FormField("percent", _("Of closed cases, how many in a hundred"), Kind.NUMBER, limit=3),
        ]  # fmt: skip
        heading = _("Change the survey") if line else _("New survey")
        super().__init__(heading, fields, _("Keep the survey"), send, parent, columns=4)
        self.setMinimumWidth(780)
        quarter = Quarter.of(today())
        kind = held.kind if held else SurveyKind.PERIOD
        plan: Mapping[str, str] = held.plan if held else _USUAL
        self.form.set_values({
            "name": held.name if held else _("Satisfaction {quarter}").format(quarter=quarter), "kind": kind.value,
            "questionnaire": held.questionnaire if held else papers[0].id,
            "first": (held.first if held else quarter.first).isoformat(),
            "last": (held.last if held else quarter.last).isoformat(),
            "percent": str(held.percent if held and held.percent else percent or ""),
            **{f"means_{one.value}": (one in held.means) if held else one is Means.PHONE for one in Means},
            **{_plan(letter): plan.get(letter, "") for letter in _LETTERS},
        })  # fmt: skip
        self.form.edited.connect(lambda _name: self._show_kind())
        self._show_kind()
        self.form.focus_on("name")

    def _show_kind(self) -> None:
        rating = self.form.values()["kind"] == SurveyKind.RATING.value
        for letter in _LETTERS:
            self.form.show_field(_plan(letter), not rating)
        self.form.show_field("percent", rating)

    def entry(self) -> SurveyEntry:
        values = self.form.values()
        kind, paper = SurveyKind.of(values["kind"]), values["questionnaire"]
        if not isinstance(paper, UUID):
            raise BadEntry(N_("Choose one."), "questionnaire")
        first, last = day_of(values, "first", needed=True), day_of(values, "last", needed=True)
        assert first is not None and last is not None
        percent = str(values["percent"] or "").strip()
        if percent and not percent.isdecimal():
            raise BadEntry(N_("Enter a whole number."), "percent")
        plan = {letter: str(values[_plan(letter)] or "") for letter in _LETTERS}
        lost = plan[ClientClass.LOST.value].strip() not in ("", "0", "0%")
        return SurveyEntry(
            str(values["name"]), paper, first, last, kind, tuple(one for one in Means if values[f"means_{one.value}"]),
            plan, lost, int(percent) if percent else None,
        )  # fmt: skip


def _plan(letter: str) -> str:
    return f"plan_{letter}"


class MeasureDialog(FormDialog):
    """A problem, what is done about it, by whom and until when."""

    def __init__(self, people: Sequence[tuple[UUID, str]], send: Send, parent: QWidget | None = None, *,
                 line: MeasureLine | None = None) -> None:  # fmt: skip
        choices: list[tuple[object, str]] = list(people)
        fields = [
            FormField("problem", _("Problem found"), required=True, limit=300, span=2),
            FormField("what", _("What is done about it"), Kind.LONG, required=True, limit=300, span=2),
            FormField("person", _("By whom"), Kind.CHOICE, required=True, choices=choices),
            FormField("due_on", _("Until"), Kind.DATE, required=True),
        ]
        super().__init__(_("Measure after the survey"), fields, _("Name it"), send, parent)
        due = line.due_on if line else today() + timedelta(days=30)
        self.form.set_values({"problem": line.problem if line else "", "what": line.what if line else "",
                              "person": line.person if line else None, "due_on": due.isoformat()})  # fmt: skip
        self.form.focus_on("problem")

    def entry(self) -> MeasureEntry:
        values = self.form.values()
        person, due = values["person"], day_of(values, "due_on", needed=True)
        if not isinstance(person, UUID):
            raise BadEntry(N_("Choose one."), "person")
        assert due is not None
        return MeasureEntry(str(values["problem"] or ""), str(values["what"] or ""), person, due)


class DoneDialog(FormDialog):
    """What was done; or, by somebody else, whether it does."""

    def __init__(self, line: MeasureLine, send: Send, parent: QWidget | None = None) -> None:
        self.line, self._checks = line, line.checks
        if line.checks:
            fields = [FormField("good", _("What was done"), Kind.CHOICE, required=True,
                                choices=[(True, _("It does")), (False, _("It does not: goes back"))]),
                      FormField("note", _("What you saw"), limit=300)]  # fmt: skip
        else:
            fields = [FormField("result", _("What was done"), required=True, limit=300)]
        said = line.result if line.checks else line.problem
        super().__init__(line.what, fields, _("Note it"), send, parent, columns=1, said=said)
        self.form.set_values({"good": None, "note": "", "result": ""})

    def entry(self) -> dict[str, Any]:
        values = self.form.values()
        if self._checks and values["good"] is None:
            raise BadEntry(N_("Choose one."), "good")
        return values
