"""How surveys and their figures are said, in the list and beside it."""

from desktop.i18n import _, language, translator
from desktop.rules.surveys import Outcome, SurveyKind, SurveyState
from desktop.services.survey_draws import LeftOut
from desktop.services.survey_prints import Words
from desktop.services.survey_results import StaffFigure
from desktop.services.surveys import SurveyLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.tokens import Tone

_TONES = {SurveyState.PREPARED: (Tone.NOTE, "pencil"), SurveyState.RUNNING: (Tone.ACCENT, "phone"),
          SurveyState.CLOSED: (Tone.GOOD, "check")}  # fmt: skip


def words() -> Words:
    """Figures in the language of the screen."""
    return Words(translator(language()))


def english() -> bool:
    """Whether questions are shown in English, as far as they have it."""
    return bool(language() == "en")


def columns() -> list[Column]:
    return [
        Column("name", _("Survey"), 230, Fit.WHOLE, sortable=False, fixed=True),
        Column("state", _("State"), 120, Fit.WHOLE, sortable=False),
        Column("answered", _("Answered"), 90, Fit.WHOLE, right=True, sortable=False),
    ]


def row_of(line: SurveyLine) -> Row:
    tone, icon = _TONES[line.state]
    answered = f"{line.answered} / {line.drawn}" if line.outcomes else ""
    rate = f"{line.answered / line.drawn * 100:.0f} %" if line.outcomes and line.drawn else ""
    return Row(line.id, (
        Cell(line.name, bold=True, below=f"{line.first.isoformat()} – {line.last.isoformat()}"),
        Cell(_(line.state.label), tone, icon=icon, below=_(line.kind.label)), Cell(answered, below=rate),
    ))  # fmt: skip


def facts(line: SurveyLine) -> list[str]:
    """What a survey is, one line each."""
    said, found = words(), []
    found.append(_("Questionnaire: {name}, version {n}").format(name=line.questionnaire_name, n=line.number))
    found.append(_("In which ways: {ways}").format(ways=_("; ").join(_(one.label) for one in line.means)))
    if line.kind is SurveyKind.RATING:
        found.append(_("Of closed cases the system asks {n} in a hundred").format(n=line.percent))
    elif line.classes:
        parts = (_("{letter} {drawn} of {all}").format(letter=said.letter(letter), drawn=drawn, all=total)
                 for letter, (total, drawn) in line.classes.items() if drawn)  # fmt: skip
        found.append(_("Drawn: {classes}").format(classes=_("; ").join(parts)))
    else:
        parts = (f"{said.letter(letter)} {share}" for letter, share in line.plan.items())
        found.append(_("To be drawn: {classes}").format(classes=_("; ").join(parts)))
    if line.left_out:
        found.append(_("Left out: {reasons}").format(reasons=left_out(line.left_out)))
    if line.outcomes:
        stand = (f"{_(outcome.label)} {line.outcomes[outcome]}" for outcome in Outcome if line.outcomes.get(outcome))
        found.append(_("How it stands: {outcomes}").format(outcomes=_("; ").join(stand)))
    if line.seed:
        found.append(_("Drawn by lot by {name}; seed {seed}").format(name=line.drawn_by, seed=line.seed))
    return found


def left_out(reasons: object) -> str:
    assert isinstance(reasons, dict)
    return _("; ").join(f"{_(LeftOut.of(why).label)} {count}" for why, count in reasons.items())


def staff_line(one: StaffFigure) -> str:
    """What appraisal reads of a colleague, with what silence could hide."""
    rating = one.rating
    if one.few or rating.share is None:
        return _("{name}: {n} of {all} rated, too few for a figure").format(name=one.name, n=rating.rated,
                                                                           all=rating.invited)  # fmt: skip
    said = _("{name}: {share} % satisfied ({n} of {all} rated; {low}–{high} % with those who said nothing)").format(
        name=one.name, share=round(rating.share * 100), n=rating.rated, all=rating.invited,
        low=round(rating.least * 100), high=round(rating.most * 100))  # fmt: skip
    return said + (_(" · half weight") if rating.half_weight else "")
