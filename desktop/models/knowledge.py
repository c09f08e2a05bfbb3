"""The knowledge base 统一答复口径: one approved answer to each question, its versions, and where it was used (SV-4)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, UtcField
from desktop.models.office import Person
from desktop.rules.rights import Right

_WRITTEN = Right.ENTER_CLIENTS, Right.EDIT_CLIENTS, Right.APPROVE_ANSWERS


class UniformAnswer(Table):
    """A question with the words of its newest approved version: a correction that waits leaves them as they are."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, *_WRITTEN)

    question = peewee.CharField(200)
    answer = peewee.TextField(default="")
    topic = peewee.CharField(40, default="")
    state = peewee.CharField(12)  # a rules.knowledge.State
    waiting = peewee.BooleanField(default=False)  # a version waits for its second person
    owner = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    review_on = peewee.DateField(null=True)
    made_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    made_at = UtcField()
    approved_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    approved_at = UtcField(null=True)
    asked_in = peewee.UUIDField(null=True)  # the case that asked and found no answer
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("state", "topic"), False), (("owner", "review_on"), False))


class AnswerVersion(Table):
    """Words that were drafted for a question, and what the second person said of them. Never changed afterwards."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, *_WRITTEN)

    answer = peewee.ForeignKeyField(UniformAnswer, on_delete="RESTRICT", backref="versions")
    number = peewee.SmallIntegerField()
    question = peewee.CharField(200)
    words = peewee.TextField()
    topic = peewee.CharField(40, default="")
    review_on = peewee.DateField(null=True)
    reason = peewee.CharField(200, default="")  # what was corrected
    state = peewee.CharField(12)  # a rules.knowledge.Draft
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    judged_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    judged_at = UtcField(null=True)
    said = peewee.CharField(200, default="")
    withdrawn_at = UtcField(null=True)


class AnswerUse(Table):
    """That an answer was given: by whom, when, and in which case or contact; of the client it says nothing."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, *_WRITTEN)

    answer = peewee.ForeignKeyField(UniformAnswer, on_delete="RESTRICT", backref="+", index=False)
    number = peewee.SmallIntegerField()  # of the version
    place = peewee.CharField(12)  # a rules.knowledge.Place
    given_in = peewee.UUIDField(null=True)  # the case
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("answer", "at"), False), (("given_in",), False))


# what waits for the second person, for Today
UniformAnswer.add_index(
    UniformAnswer.index(UniformAnswer.made_at, name="uniform_answer_waiting", where=UniformAnswer.waiting)
)  # fmt: skip
