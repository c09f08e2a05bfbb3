"""Draws whom a survey asks: by class, without those who must not be asked, by a seed that nobody chose (SV-5)."""

from collections import defaultdict
from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.surveys import Questionnaire, SurveyDraw, drawn_since
from desktop.rules import survey_samples as samples
from desktop.rules.errors import NotAllowed
from desktop.rules.progress import Progress, Steps
from desktop.rules.rights import Right, Scope
from desktop.rules.surveys import Outcome, SurveyKind
from desktop.rules.values import dataclass
from desktop.rules.words import ClientClass, Word
from desktop.services import survey_reach, surveys
from desktop.services.survey_reach import TOPIC
from desktop.services.work import Work


class LeftOut(Word):
    """Why a client is not in the population."""

    CONSENT = "consent", N_("Consent withdrawn")
    RESTING = "resting", N_("File at rest")
    RISK = "risk", N_("Refused or suspended")
    LOST = "lost", N_("Lost clients")
    ASKED = "asked", N_("Asked not long ago")


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a draw would come to now: by class how many there are and how many would be asked, and who is left out."""

    classes: dict[str, tuple[int, int]]
    left_out: dict[str, int]


def prospect(work: Work, survey_id: UUID, *, progress: Progress | None = None) -> Prospect:
    """What the draw would come to, in numbers. Raises BadEntry, NotAllowed, NotFound."""
    steps = Steps(progress)
    row = surveys.prepared(work, survey_id)
    if row.kind == SurveyKind.RATING.value:
        return Prospect({}, {})
    found, left_out, _files = _population(work, row, steps)
    steps.finish()
    plan = samples.read_plan(row.plan)
    return Prospect(_counted(found, {letter: share.of(len(found.get(letter, ()))) for letter, share in plan.items()}),
                    left_out)  # fmt: skip


def draw_sample(work: Work, survey_id: UUID, *, progress: Progress | None = None) -> int:
    """Draws the sample, once; returns how many are asked. Ratings have none: their survey begins, and each case that is
    closed is drawn or not. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RUN_SURVEYS)
    row = surveys.prepared(work, survey_id)
    paper = work.get(Questionnaire, row.questionnaire_id)
    seed = token_hex(16)
    values: dict[str, Any] = {"seed": seed, "drawn_by": work.me.id, "drawn_at": work.now,
                              "rest_days": int(str(work.settings["survey_rest_days"]))}  # fmt: skip
    rows: list[Any] = []
    steps = Steps(progress)
    if row.kind == SurveyKind.PERIOD.value:
        found, left_out, files = _population(work, row, steps)
        drawn = samples.draw(seed, found, samples.read_plan(row.plan))
        # asked in one order of all classes, so that no class is left for the end
        order = sorted((key for keys in drawn.values() for key in keys), key=lambda key: samples.lot(seed, key))
        rows = [SurveyDraw(survey=row.id, client=key, client_class=files[key][0], handler=files[key][1],
                           second=files[key][2], place=place, code=token_hex(5).upper(), outcome=Outcome.OPEN.value,
                           drawn_at=work.now)
                for place, key in enumerate(order, 1)]  # fmt: skip
        counted = _counted(found, {letter: len(keys) for letter, keys in drawn.items()})
        values |= {"population": samples.fingerprint(found), "left_out": left_out,
                   "classes": {letter: list(pair) for letter, pair in counted.items()}}  # fmt: skip
    work.change(row, values)
    if paper.used_at is None:
        work.change(paper, {"used_at": work.now})
    steps.total += len(rows)
    for start in range(0, len(rows), _AT_ONCE):
        work.add_rows(SurveyDraw, rows[start : start + _AT_ONCE])
        steps.step(len(rows[start : start + _AT_ONCE]))
    steps.finish()
    work.record(TOPIC, "draw_sample", row, size=len(rows))
    return len(rows)


_AT_ONCE = 1000  # rows that are written between two words about it
_Population = dict[str, list[UUID]]
_Files = dict[UUID, tuple[str, UUID | None, UUID | None]]


def _population(work: Work, row: Any, steps: Steps) -> tuple[_Population, dict[str, int], _Files]:
    """By class who may be drawn, how many are left out and why, and of each the class and who looks after it."""
    if work.me.mandate.scope(Right.SEE_CLIENTS) is not Scope.ALL:
        raise NotAllowed(N_("A sample is drawn among all clients, by somebody who sees all files."))
    columns = (Client.id, Client.client_class, Client.owner, Client.deputy, Client.restricted_at, Client.risk)
    query = work.visible(Client).where(Client.erased_at.is_null()).select(*columns)
    steps.total += query.count()
    unwilling, asked = survey_reach.unwilling(work), _asked_lately(work)
    found: dict[str, list[UUID]] = defaultdict(list)
    left_out: dict[str, int] = defaultdict(int)
    files: _Files = {}
    for key, letter, owner, deputy, restricted, risk in query.tuples().iterator():
        steps.step()
        why = (LeftOut.CONSENT if key in unwilling else LeftOut.RESTING if restricted is not None else
               LeftOut.RISK if risk in survey_reach.BARRED else
               LeftOut.LOST if letter == ClientClass.LOST.value and not row.lost else
               LeftOut.ASKED if key in asked else None)  # fmt: skip
        if why is not None:
            left_out[why.value] += 1
            continue
        found[letter].append(key)
        files[key] = (letter, owner, deputy)
    return dict(found), dict(left_out), files


def _asked_lately(work: Work) -> set[UUID]:
    """Who was drawn within the days of the office's setting, whatever came of it."""
    days = int(str(work.settings["survey_rest_days"]))
    if not days:
        return set()
    # ids alone, to leave them out; whoever draws sees all files
    return drawn_since(work.database, work.now - timedelta(days=days))


def _counted(found: _Population, wanted: dict[str, int]) -> dict[str, tuple[int, int]]:
    letters = [word.value for word in ClientClass] + [""]
    return {letter: (len(found.get(letter, ())), wanted.get(letter, 0)) for letter in letters
            if found.get(letter) or wanted.get(letter)}  # fmt: skip
