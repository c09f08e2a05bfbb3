"""Paper of a survey: forms that bear a code and no name, and the report with figures, texts and measures (SV-5)."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.surveys import Questionnaire, Survey, SurveyDraw
from desktop.reports.archive_form import Entry
from desktop.rules import surveys as rules
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.survey_figures import Interval
from desktop.rules.surveys import CHOSEN, SCALES, Means, Question, QuestionKind, SurveyKind
from desktop.rules.words import ClientClass
from desktop.services import survey_measures, survey_reach, survey_results
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.survey_results import QuestionResult, Results
from desktop.services.work import Work

TOPIC = "prints"
MOST = 500


def forms(work: Work, survey_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """A form for each of those whom I may still ask, in the order of the draw: for those who have none yet, so that a
    large survey goes to paper in several parts, and once all have one for everybody again. Give it staged work. Raises
    BadEntry where nobody is left, NotAllowed, NotFound."""
    from desktop.reports.survey_form import AskedLine, survey_forms

    with work.reading():
        survey = survey_reach.running(work, survey_id)
        paper = work.get(Questionnaire, survey.questionnaire_id, withdrawn=True)
        codes = [row.code for row in _to_print(work, survey)]
        stamp, look = stamp_of(work), look_of(work)
    if Means.PAPER.value not in survey.means:
        raise BadEntry(N_("Nobody is asked on paper in this survey."), "means")
    if not codes:
        raise BadEntry(N_("Nobody is left to be asked."), "survey")
    english = language.language == "en"
    lines = [_asked(one, english, language, AskedLine) for one in rules.from_store(paper.questions)]
    title = (paper.name_en if english else paper.name) or paper.name
    intro = (paper.intro_en if english else paper.intro) or paper.intro
    pdf = survey_forms(title, intro, lines, codes, look, stamp, language)
    with work.writing():
        for row in survey_reach.to_ask(work, survey.id).where(SurveyDraw.code.in_(codes)):
            if row.printed_at is None:
                work.change(row, {"printed_at": work.now})
        work.record(TOPIC, "print", None, sheet="survey_form", code=stamp.code, size=len(codes))
    return Printed("survey_form", title, pdf, stamp.code)


def _to_print(work: Work, survey: Any) -> Sequence[Any]:
    query = survey_reach.to_ask(work, survey.id).order_by(SurveyDraw.place, SurveyDraw.id).limit(MOST)
    return list(query.where(SurveyDraw.printed_at.is_null())) or list(query)


def _asked(one: Question, english: bool, say: Translator, made: Any) -> Any:
    choices: Sequence[str] = ()
    if one.kind in CHOSEN:
        choices = [one.choice(number, english) for number in range(len(one.choices))]
    elif one.kind is QuestionKind.YES_NO:
        choices = [say(N_("Yes")), say(N_("No"))]
    return made(one.text(english), SCALES.get(one.kind, 0), choices, one.kind is QuestionKind.MANY, one.required)


def report(work: Work, survey_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The survey's report. Give it staged work. Raises NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.prose import Signer

    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        found = survey_results.results(work, survey_id)
        measures = survey_measures.measures(work, survey_id)
        stamp, look = stamp_of(work), look_of(work)
    said, line = Words(language), found.line
    title = language(N_("Report of the survey “{name}”")).format(name=line.name)
    entries = [
        Entry(language(N_("Period")), f"{line.first.isoformat()} – {line.last.isoformat()}"),
        Entry(language(N_("Questionnaire")), f"{line.questionnaire_name} · {line.number}"),
        Entry(language(N_("Response")), said.response(found)),
        Entry(language(N_("In which ways")), language(N_("; ")).join(language(one.label) for one in line.means)),
        *([Entry(language(N_("Sample")), said.sample(found), wide=True)] if line.classes else []),
        *([Entry(language(N_("Drawn by lot, seed")), line.seed, wide=True)] if line.seed else []),
    ]
    values = ArchiveSheet(title, entries, [*said.parts(found), said.measures(measures)],
                          [Signer(language(N_("Summed up by"))), Signer(language(N_("Responsible head")))],
                          declared=said.method(found))  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        work.require(Right.SEE_SURVEY_RESULTS)
        work.record(TOPIC, "print", None, sheet="survey_report", code=stamp.code, size=1)
    return Printed("archive", title, pdf, stamp.code)


def table(work: Work, survey_id: UUID, language: Translator, *, progress: Progress | None = None) -> str:
    """The figures as comma-separated values, without a word that anybody said. Give it staged work. Raises NotAllowed,
    NotFound."""
    with work.writing():
        found = survey_results.results(work, survey_id)
        work.record("surveys", "export_results", work.get(Survey, survey_id), size=len(found.questions))
    return figures_table(found, Words(language))


def figures_table(found: Results, said: "Words") -> str:
    """One line for each question and class, the whole first."""
    rows: list[Sequence[object]] = [("question", "class", "answers", "share", "low", "high", "mean", "counts")]
    for one in found.questions:
        text = one.question.zh or one.question.en
        rows.append((text, "", one.n, *_numbers(one.share), one.mean.value if one.mean else "", said.counts(one)))
        rows += [(text, each.letter or "-", each.n, *_numbers(each.share), each.mean.value if each.mean else "", "")
                 for each in one.classes if not each.hidden]  # fmt: skip
    kept = StringIO(newline="")
    csv.writer(kept).writerows([[_plain(cell) for cell in row] for row in rows])
    return kept.getvalue()


def _numbers(found: Interval | None) -> tuple[object, object, object]:
    return ("", "", "") if found is None else (found.value, found.low, found.high)


def _plain(cell: object) -> object:
    """A text that a spreadsheet would reckon with is kept a text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@") and cell != "-" else cell


class Words:
    """Figures in the sheet's language."""

    def __init__(self, say: Translator) -> None:
        self._say, self._english = say, say.language == "en"

    def percent(self, found: Interval | None) -> str:
        """A share with what it may be: 84 % (72–92 %)."""
        if found is None:
            return "–"
        if found.low is None or found.high is None:
            return f"{found.value:.0%}"
        return f"{found.value * 100:.0f} % ({found.low * 100:.0f}–{found.high * 100:.0f} %)"

    def mean(self, found: Interval | None) -> str:
        if found is None:
            return "–"
        if found.low is None or found.high is None:
            return f"{found.value:.2f}"
        return f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"

    def letter(self, letter: str) -> str:
        if letter == ClientClass.LOST.value:
            return self._say(ClientClass.LOST.label)
        return letter or self._say(N_("No class"))

    def response(self, found: Results) -> str:
        rate = f"{found.rate * 100:.0f} %" if found.rate is not None else "–"
        return self._say(N_("{n} of {all} answered ({rate})")).format(n=found.line.answered, all=found.line.drawn,
                                                                     rate=rate)  # fmt: skip

    def sample(self, found: Results) -> str:
        parts = [self._say(N_("{letter}: {drawn} of {all}, {n} answered")).format(
            letter=self.letter(letter), drawn=drawn, all=total, n=found.answered.get(letter, 0))
            for letter, (total, drawn) in found.line.classes.items()]  # fmt: skip
        return self._say(N_("; ")).join(parts)

    def method(self, found: Results) -> str:
        drawn = (
            N_("Each class counts by its weight, with the correction for a finite population.")
            if found.line.kind is SurveyKind.PERIOD
            else N_("The system drew the cases.")
        )
        how = N_("Shares by Wilson's method and means by Student's t, at 95 %.")
        few = self._say(N_("Groups with fewer than {least} answers are not shown.")).format(least=found.least)
        return f"{self._say(how)} {self._say(drawn)} {few}"

    def counts(self, one: QuestionResult) -> str:
        """How often each answer was given."""
        pairs = zip(self.labels(one.question), one.counts, strict=False)
        return self._say(N_("; ")).join(f"{label}: {count}" for label, count in pairs)

    def labels(self, question: Question) -> Sequence[str]:
        """What each of the counts is of."""
        if question.kind in SCALES:
            return [str(point) for point in range(1, SCALES[question.kind] + 1)]
        if question.kind is QuestionKind.YES_NO:
            return [self._say(N_("Yes")), self._say(N_("No"))]
        return [question.choice(number, self._english) for number in range(len(question.choices))]

    def before(self, one: QuestionResult) -> str:
        return f"{one.before * 100:.0f} %" if one.before is not None and one.share is not None else ""

    def few(self) -> str:
        return self._say(N_("Too few have answered: no figure is shown that could be told of one of them."))

    def parts(self, found: Results) -> list[Any]:
        """The figures of all questions in one table, then each by class, and what was said in words."""
        if found.few:
            return [self._part(N_("Results"), self.few())]
        rows = [
            (one.question.text(self._english), str(one.n), self.percent(one.share), self.mean(one.mean),
             self.before(one)) for one in found.questions if one.question.kind is not QuestionKind.TEXT
        ]  # fmt: skip
        heads = ((N_("Question"), 3.2), (N_("Number of answers"), 0.8), (N_("Satisfied, or yes"), 1.6),
                 (N_("Mean"), 1.6), (N_("Period before"), 1.0))  # fmt: skip
        return [self._part(N_("Results"), "", heads, rows),
                *(self._one(number, one) for number, one in enumerate(found.questions, 1) if one.n)]  # fmt: skip

    def _one(self, number: int, one: QuestionResult) -> Any:
        heading = f"{number}. {one.question.text(self._english)}"
        if one.texts:
            return self._part(heading, "", ((N_("In their words"), 1.0),), [(text,) for text in one.texts])
        if one.share is None or not one.classes:
            return self._part(heading, self.counts(one))
        heads = tuple(
            (word, 1.0) for word in (N_("Class"), N_("Number of answers"), N_("Satisfied, or yes"), N_("Mean"))
        )
        rows = [
            (self.letter(each.letter), self._say(N_("too few")), "", "") if each.hidden else
            (self.letter(each.letter), str(each.n), self.percent(each.share), self.mean(each.mean))
            for each in one.classes
        ]  # fmt: skip
        return self._part(heading, self.counts(one), heads, rows)

    def measures(self, measures: Sequence[survey_measures.MeasureLine]) -> Any:
        heads = ((N_("Problem found"), 1.4), (N_("Measure"), 1.4), (N_("By whom"), 0.8), (N_("Until"), 0.9),
                 (N_("Done"), 1.2), (N_("Checked by"), 0.8))  # fmt: skip
        rows = [(one.problem, one.what, one.person_name, one.due_on.isoformat(), one.result, one.checked_by)
                for one in measures]  # fmt: skip
        return self._part(N_("Problems found and measures"), "", heads, rows)

    def _part(self, heading: str, said: str = "", heads: Sequence[tuple[str, float]] = (),
              rows: Sequence[Sequence[str]] = ()) -> Any:  # fmt: skip
        from desktop.reports.dossier import Part
        from desktop.reports.tables import ColumnHead

        return Part(self._say(heading), said, [ColumnHead(self._say(head), wide) for head, wide in heads], rows)
