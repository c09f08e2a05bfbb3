"""The command of surveys: which there are, and the results of one with their uncertainty (SV-5)."""

from argparse import ArgumentParser, Namespace
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _, language, translator
from desktop.rules.errors import BadEntry
from desktop.rules.survey_figures import Interval
from desktop.services import survey_results, surveys
from desktop.services.survey_prints import Words
from desktop.services.survey_results import QuestionResult, Results
from desktop.services.surveys import SurveyLine


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=("list", "results"), help=_("list the surveys, or show what one has found"))
    parser.add_argument("id", metavar="ID", nargs="?", help=_("with results: the survey, as “survey list” tells it"))


def _survey(session: Session, given: Namespace) -> Answer:
    if given.act == "list":
        found = session.ask(surveys.surveys)
        lines = ["\t".join((str(one.id), one.name, f"{one.first} – {one.last}", _(one.state.label))) for one in found]
        return Answer([_line(one) for one in found], lines or [_("No survey was made yet.")])
    try:
        key = UUID(given.id or "")
    except ValueError:
        raise BadEntry(N_("Say which survey: its ID, as “survey list” tells it."), "id") from None
    results = session.ask(survey_results.results, key)
    return Answer(_data(results), _said(results))


def _line(one: SurveyLine) -> dict[str, object]:
    return {
        "id": str(one.id), "name": one.name, "kind": one.kind.value, "state": one.state.value,
        "from": one.first.isoformat(), "until": one.last.isoformat(), "questionnaire": one.questionnaire_name,
        "version": one.number, "drawn": one.drawn, "answered": one.answered,
    }  # fmt: skip


def _data(found: Results) -> dict[str, object]:
    classes = {letter or "-": {"clients": total, "drawn": drawn, "answered": found.answered.get(letter, 0)}
               for letter, (total, drawn) in found.line.classes.items()}  # fmt: skip
    return _line(found.line) | {
        "seed": found.line.seed, "rate": found.rate, "least": found.least, "too_few": found.few, "classes": classes,
        "left_out": dict(found.line.left_out), "outcomes": {one.value: n for one, n in found.line.outcomes.items()},
        "compared_with": found.before_name or None, "questions": [_question(one) for one in found.questions],
    }  # fmt: skip


def _question(one: QuestionResult) -> dict[str, object]:
    by_class = {each.letter or "-": {"answers": each.n, "too_few": each.hidden, "share": _interval(each.share),
                                     "mean": _interval(each.mean)} for each in one.classes}  # fmt: skip
    return {
        "key": one.question.key, "kind": one.question.kind.value, "question": one.question.text(), "answers": one.n,
        "share": _interval(one.share), "mean": _interval(one.mean), "counts": list(one.counts), "classes": by_class,
        "texts": list(one.texts), "share_before": one.before, "mean_before": one.mean_before,
    }  # fmt: skip


def _interval(found: Interval | None) -> dict[str, float | None] | None:
    return {"value": found.value, "low": found.low, "high": found.high} if found is not None else None


def _said(found: Results) -> list[str]:
    said = Words(translator(language()))
    lines = [found.line.name, said.response(found)]
    if found.few:
        return [*lines, said.few()]
    for number, one in enumerate(found.questions, 1):
        figures = "\t".join(filter(None, (said.percent(one.share) if one.share else "",
                                          said.mean(one.mean) if one.mean else "", said.counts(one))))  # fmt: skip
        lines.append(f"{number}. {one.question.text(language() == 'en')}\t{figures}".rstrip())
        lines += [f"   {text}" for text in one.texts]
    return [*lines, said.method(found)]


COMMANDS = (Command("survey", N_("list satisfaction surveys, or show the results of one"), _arguments, _survey),)
