"""Cases of the quality of service 客户服务质量: ratings, complaints, call-backs and feedback (AP-1, C)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import peewee

from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.surveys import Questionnaire, Survey, SurveyDraw, SurveyReply
from desktop.rules import surveys as rules
from desktop.rules.cases import EntryKind, Flow, Step
from desktop.rules.indicators import FEEDBACK_DAYS, FEW_ANSWER, HALF, UNIT, UNTOLD, Reason
from desktop.rules.surveys import Outcome, SurveyKind
from desktop.services.indicator_arms import DAY_LONG, Arm, Asked, counts, exists, good, in_time, stored, told

_PARTS = ((Step.PASS_ON, 200_000), (Step.OUTCOME, 400_000), (Step.TELL, 400_000))


@dataclass(frozen=True, slots=True)
class _Rated:
    """A survey of ratings: which answer tells whether somebody is content, from which point on, and what it weighs."""

    id: UUID
    key: str
    content: int
    weight: int


def consultations(asked: Asked) -> list[Arm]:
    """C1: ratings of closed cases that are no complaints."""
    return _ratings(asked, complaints=False)


def complaints(asked: Asked) -> list[Arm]:
    """C2: complaints in time, and what their clients said when called back or asked for a rating."""
    return [_settled(asked), _called(asked), *_ratings(asked, complaints=True)]


def call_backs(asked: Asked) -> list[Arm]:
    """C3: of whoever made or had promised them."""
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    due, around = asked.working_day_ends(ServiceCase.callback_on)
    made = CaseEntry.alias()
    entry = (
        (made.case == ServiceCase.id) & (made.kind == EntryKind.STEP.value) & (made.step == Step.CALL_BACK.value)
        & (made.rounds == ServiceCase.rounds) & made.withdrawn_at.is_null()
    )  # fmt: skip
    open_ = made.id.is_null() & (ServiceCase.step == Step.CALL_BACK.value)
    query = ServiceCase.select().join(made, peewee.JOIN.LEFT_OUTER, on=entry).where(
        around & asked.due(due) & ServiceCase.withdrawn_at.is_null() & (made.id.is_null(False) | open_)
        & counts(made.id.is_null(False), ServiceCase.client)
    )  # fmt: skip
    who = peewee.fn.COALESCE(made.by, ServiceCase.calls_back)
    return [asked.arm(query, ServiceCase, person=who, due=due, done=made.at, outcome=good(made.at <= due),
                      reason=in_time(made.at, due), client=ServiceCase.client)]  # fmt: skip


def feedback(asked: Asked) -> list[Arm]:
    """C4: how far each feedback came by its limit."""
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    due = peewee.fn.COALESCE(ServiceCase.due_at, ServiceCase.recorded_at + FEEDBACK_DAYS * DAY_LONG)
    query = ServiceCase.select().where(
        (ServiceCase.flow == Flow.FEEDBACK.value) & asked.due(due) & ServiceCase.withdrawn_at.is_null()
        & ServiceCase.paused_at.is_null() & counts(ServiceCase.done_at.is_null(False), ServiceCase.client)
    )  # fmt: skip
    outcome: Any = None
    for step, share in _PARTS:
        part = peewee.Case(None, ((_done(step, due), peewee.SQL(str(share))),), peewee.SQL("0"))
        outcome = part if outcome is None else outcome + part
    return [asked.arm(query, ServiceCase, person=_in_hand(due), due=due, done=ServiceCase.done_at, outcome=outcome,
                      reason=told(otherwise=Reason.STEPS), client=ServiceCase.client)]  # fmt: skip


def _settled(asked: Asked) -> Arm:
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    query = ServiceCase.select().where(
        (ServiceCase.flow == Flow.COMPLAINT.value) & asked.due(ServiceCase.due_at)
        & ServiceCase.withdrawn_at.is_null() & ServiceCase.paused_at.is_null()
        & counts(ServiceCase.done_at.is_null(False), ServiceCase.client)
    )  # fmt: skip
    entry = CaseEntry.alias()
    early = exists(
        entry.select().where(
            (entry.case == ServiceCase.id) & (entry.kind == EntryKind.EARLY.value) & entry.withdrawn_at.is_null()
        )
    )
    kept = (ServiceCase.done_at <= ServiceCase.due_at) & (ServiceCase.rounds == 1) & ~early
    why = told((kept, Reason.KEPT), (ServiceCase.rounds > 1, Reason.REOPENED), (early, Reason.EARLY),
               (ServiceCase.done_at.is_null(False), Reason.LATE), otherwise=Reason.MISSED)  # fmt: skip
    until = peewee.Case(None, ((ServiceCase.done_at < ServiceCase.due_at, ServiceCase.done_at),), ServiceCase.due_at)
    return asked.arm(query, ServiceCase, person=_in_hand(until), due=ServiceCase.due_at, done=ServiceCase.done_at,
                     outcome=good(kept), reason=why, client=ServiceCase.client)  # fmt: skip


def _called(asked: Asked) -> Arm:
    """What clients said when called back, of who had their complaint in hand until then."""
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    query = CaseEntry.select().join(ServiceCase).where(
        (ServiceCase.flow == Flow.COMPLAINT.value) & (CaseEntry.kind == EntryKind.STEP.value)
        & (CaseEntry.step == Step.CALL_BACK.value) & asked.due(CaseEntry.at) & CaseEntry.withdrawn_at.is_null()
        & ServiceCase.withdrawn_at.is_null()
    )  # fmt: skip
    why = told((CaseEntry.good, Reason.CONTENT), otherwise=Reason.NOT_CONTENT)
    return asked.arm(query, CaseEntry, person=_in_hand(CaseEntry.at), due=CaseEntry.at, done=CaseEntry.at,
                     outcome=good(CaseEntry.good), reason=why, client=CaseEntry.client)  # fmt: skip


def _done(step: Step, due: Any) -> Any:
    """Whether a step was done by then; passing on is an entry of its own."""
    entry = CaseEntry.alias()
    kind = (entry.kind == EntryKind.STEP.value) & (entry.step == step.value) & entry.good
    if step is Step.PASS_ON:
        kind = entry.kind == EntryKind.PASSED.value
    return exists(
        entry.select().where((entry.case == ServiceCase.id) & kind & (entry.at <= due) & entry.withdrawn_at.is_null())
    )


def _in_hand(at: Any) -> Any:
    """Who had a case in hand at a moment, as its timeline tells: today's handler may be another."""
    passed, first = CaseEntry.alias(), CaseEntry.alias()
    last = passed.select(passed.person).where(
        (passed.case == ServiceCase.id) & (passed.kind == EntryKind.PASSED.value) & (passed.at <= at)
        & (passed.detail == "") & passed.person.is_null(False) & passed.withdrawn_at.is_null()
    ).order_by(passed.at.desc(), passed.id.desc()).limit(1)  # fmt: skip
    given = first.select(first.person).where(
        (first.case == ServiceCase.id) & (first.kind == EntryKind.RECORDED.value) & first.withdrawn_at.is_null()
    ).limit(1)  # fmt: skip
    return peewee.fn.COALESCE(last, given, ServiceCase.recorded_by)


# Ratings


def _ratings(asked: Asked, *, complaints: bool) -> list[Arm]:
    of_flow = (ServiceCase.flow == Flow.COMPLAINT.value) == complaints
    rated = _rated(asked)
    # a server shows nobody the ratings of his own cases: it counts those itself, so that whoever counts finds the same
    own = [_my_own(asked, one, complaints=complaints) for one in rated] if asked.work.database.enforced else []
    return [*(_of_survey(asked, one, of_flow) for one in rated), *own]


def _rated(asked: Asked) -> list[_Rated]:
    """The surveys of ratings that ran within the period."""
    work = asked.work
    rows = work.visible(Survey).where(
        (Survey.kind == SurveyKind.RATING.value) & Survey.drawn_at.is_null(False)
        & (Survey.drawn_at < asked.span.end) & (Survey.closed_at.is_null() | (Survey.closed_at >= asked.span.since))
    )  # fmt: skip
    found = []
    for row in rows.order_by(Survey.id):
        paper = work.get(Questionnaire, row.questionnaire_id, withdrawn=True)
        scale = rules.first_scale(rules.from_store(paper.questions))
        if scale is not None:
            found.append(_Rated(row.id, scale.key, rules.CONTENT[scale.kind], _weight(row.id)))
    return found


def _weight(survey: UUID) -> int:
    """Half where few of those who were asked have answered: then it is told by those who wanted to."""
    # reading path: numbers alone
    asked, answered = SurveyDraw.select(
        peewee.fn.COUNT(SurveyDraw.id),
        peewee.fn.SUM(peewee.Case(None, ((SurveyDraw.outcome == Outcome.ANSWERED.value, 1),), 0)),
    ).where((SurveyDraw.survey == survey) & SurveyDraw.withdrawn_at.is_null()).tuples().get()  # fmt: skip
    return UNIT if not asked or int(answered or 0) * 100 >= FEW_ANSWER * int(asked) else HALF


def _of_survey(asked: Asked, one: _Rated, of_flow: Any) -> Arm:
    """Ratings of one survey. Of whom fewer than the office's number were given nothing is told (SV-5)."""
    # reading path: figures of the people whom one may appraise; who said what is told nobody (`indicators.UNTOLD`)
    answer = _answer(asked, one.key)
    theirs = (
        (SurveyReply.survey == one.id) & SurveyReply.rated & asked.due(SurveyReply.entered_at) & of_flow
        & SurveyReply.withdrawn_at.is_null() & SurveyReply.voided_at.is_null() & answer.is_null(False)
    )  # fmt: skip
    enough = (
        SurveyReply.select(SurveyReply.handler).join(SurveyDraw)
        .join(ServiceCase, on=SurveyDraw.about == ServiceCase.id).where(theirs).group_by(SurveyReply.handler)
        .having(peewee.fn.COUNT(SurveyReply.id) >= int(str(asked.work.settings["survey_least"])))
    )  # fmt: skip
    query = SurveyReply.select().join(SurveyDraw).join(ServiceCase, on=SurveyDraw.about == ServiceCase.id).where(
        theirs & SurveyReply.handler.in_(enough))  # fmt: skip
    content = answer >= one.content
    return asked.arm(query, SurveyReply, person=SurveyReply.handler, due=SurveyReply.entered_at, done=asked.never,
                     outcome=good(content), reason=told((content, Reason.CONTENT), otherwise=Reason.NOT_CONTENT),
                     weight=one.weight)  # fmt: skip


def _my_own(asked: Asked, one: _Rated, *, complaints: bool) -> Arm:
    """One's own ratings at such a server: what was said, and nothing of when and by whom."""
    days = (stored(moment) for moment in (asked.span.since, asked.span.until, asked.span.now))
    told_ = peewee.Function("cf.own_ratings", (one.id, one.key, complaints, *days)).alias("own")
    content = peewee.SQL("own.answer") >= one.content
    return asked.arm(peewee.Select([told_], []), SurveyReply, person=peewee.SQL("own.person"),
                     due=asked.moment(stored(asked.span.until)), done=asked.never, outcome=good(content),
                     reason=told((content, Reason.CONTENT), otherwise=Reason.NOT_CONTENT), weight=one.weight,
                     row=peewee.SQL(f"CAST('{UNTOLD}' AS UUID)"))  # fmt: skip


def _answer(asked: Asked, key: str) -> Any:
    if asked.sqlite:
        return peewee.fn.json_extract(SurveyReply.answers, f'$."{key}"').cast("INTEGER")
    of_key = peewee.fn.json_extract_path_text(SurveyReply.answers.cast("JSON"), peewee.Value(key).cast("TEXT"))
    return of_key.cast("INTEGER")
