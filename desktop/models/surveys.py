"""Satisfaction surveys 满意度调查: questionnaires, who was drawn, answers, and what is done about them (SV-5)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import peewee

from desktop.models.base import Filed, Guarded, JsonField, Open, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.database import OfficeDatabase
from desktop.models.office import Person
from desktop.rules.rights import Right


class Questionnaire(Table):
    """One version of a questionnaire. One that a survey has used does not change: a change makes the next version,
    which has the same `family`."""

    REACH: ClassVar[Reach] = Open(Right.RUN_SURVEYS)

    family = peewee.UUIDField()
    number = peewee.SmallIntegerField(default=1)
    name = peewee.CharField(80)
    name_en = peewee.CharField(80, default="")
    intro = peewee.CharField(500, default="")
    intro_en = peewee.CharField(500, default="")
    questions = JsonField(default=list)  # rules.surveys.to_store
    made_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    made_at = UtcField()
    used_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("family", "number"), True),)


class Survey(Table):
    """One survey of a period. Seed, population and what each class came to are written when the sample is drawn and
    tell later that it was. Nothing in it names a client."""

    REACH: ClassVar[Reach] = Open(Right.RUN_SURVEYS)

    name = peewee.CharField(80)
    kind = peewee.CharField(12)  # a rules.surveys.SurveyKind
    questionnaire = peewee.ForeignKeyField(Questionnaire, on_delete="RESTRICT", backref="surveys")
    first = peewee.DateField(column_name="first_on")
    last = peewee.DateField(column_name="last_on", index=True)
    means = JsonField(default=list)  # rules.surveys.Means
    plan = JsonField(default=dict)  # rules.survey_samples.plan_to_store
    lost = peewee.BooleanField(default=False)  # whether lost clients are asked
    percent = peewee.SmallIntegerField(default=0)  # of closed cases that are invited
    rest_days = peewee.SmallIntegerField(default=0)
    seed = peewee.CharField(64, default="")
    population = peewee.CharField(64, default="")  # its fingerprint
    classes = JsonField(default=dict)  # by class: how many there were, and how many were drawn
    left_out = JsonField(default=dict)  # by reason: how many
    made_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    made_at = UtcField()
    drawn_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    drawn_at = UtcField(null=True)
    closed_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)


class SurveyDraw(Table):
    """A client who was drawn, or is asked about a closed case. `handler` and `second` look after the client, or
    handled the case: neither sees the row."""

    REACH: ClassVar[Reach] = Filed("client", Right.ASK_SURVEYS, Right.ASK_SURVEYS, Right.RUN_SURVEYS)

    survey = peewee.ForeignKeyField(Survey, on_delete="RESTRICT", backref="draws", index=False)
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    about = peewee.UUIDField(null=True)  # the case that is rated
    client_class = peewee.CharField(1, default="")
    handler = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    second = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    place = peewee.IntegerField(default=0)  # in the order of the draw
    code = peewee.CharField(10, unique=True)  # on its form, and tells nothing
    outcome = peewee.CharField(10)  # a rules.surveys.Outcome
    tries = JsonField(default=list)  # each: when, who, what came of it; last who calls now
    later = peewee.DateField(column_name="later_on", null=True)
    printed_at = UtcField(null=True)
    drawn_at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("survey", "outcome", "place"), False),)


class SurveyReply(Table):
    """What somebody answered. Whoever asks writes it and cannot read it afterwards; whoever sees results is never told
    whose it is. `said`: answers in words, apart, since they may name somebody."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_SURVEY_RESULTS, Right.ASK_SURVEYS)

    survey = peewee.ForeignKeyField(Survey, on_delete="RESTRICT", backref="replies")
    draw = peewee.ForeignKeyField(SurveyDraw, on_delete="RESTRICT", backref="+")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    client_class = peewee.CharField(1, default="")
    handler = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    rated = peewee.BooleanField(default=False)  # of a closed case
    means = peewee.CharField(8)  # a rules.surveys.Means
    answers = JsonField(default=dict)
    said = peewee.TextField(default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_at = UtcField()
    voided_at = UtcField(null=True)  # kept, and not counted from then on
    voided_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    voided_why = peewee.CharField(200, default="")
    withdrawn_at = UtcField(null=True)


class SurveyMeasure(Table):
    """A problem that a survey found, what is done about it, by whom and until when; looked at by somebody else."""

    REACH: ClassVar[Reach] = Open(Right.SEE_SURVEY_RESULTS)

    survey = peewee.ForeignKeyField(Survey, on_delete="RESTRICT", backref="measures")
    problem = peewee.CharField(300)
    what = peewee.CharField(300)
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    due_on = peewee.DateField()
    named_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    named_at = UtcField()
    done_at = UtcField(null=True)
    done_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    result = peewee.CharField(300, default="")
    checked_at = UtcField(null=True)
    checked_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    checking = peewee.CharField(300, default="")
    sent_back = peewee.SmallIntegerField(default=0)
    withdrawn_at = UtcField(null=True)


# what somebody still has to do about it, for Today
SurveyMeasure.add_index(
    SurveyMeasure.index(SurveyMeasure.due_on, name="measure_open", where=SurveyMeasure.checked_at.is_null())
)


# Told to who closes a case, or draws, and may not see the rows themselves


def is_drawn(office: OfficeDatabase, survey: UUID, case: UUID) -> bool:
    """Whether the client is asked about this case in this survey already."""
    if office.enforced:
        found = office.engine.execute_sql("SELECT cf.is_drawn(%s, %s)", (survey, case)).fetchone()
        return bool(found[0])
    mine = (SurveyDraw.survey == survey) & (SurveyDraw.about == case) & SurveyDraw.withdrawn_at.is_null()
    return bool(SurveyDraw.select().where(mine).exists())


def drawn_since(office: OfficeDatabase, since: datetime) -> set[UUID]:
    """The clients who were drawn after this moment, whatever came of it."""
    if office.enforced:
        at = SurveyDraw.drawn_at.db_value(since)
        found = office.engine.execute_sql("SELECT * FROM cf.drawn_since(%s)", (at,)).fetchall()
    else:
        late = (SurveyDraw.drawn_at > since) & SurveyDraw.withdrawn_at.is_null()
        found = SurveyDraw.select(SurveyDraw.client).where(late).tuples()
    return {key for (key,) in found if key is not None}
