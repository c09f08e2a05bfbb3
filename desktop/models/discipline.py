"""Rewards and penalties 奖惩: the office's versions of rules, cases about colleagues, and their history (RP-1)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, JsonField, Owned, Reach, Table, Through, UtcField
from desktop.models.office import Department, Person
from desktop.rules.rights import Right

_WRITTEN = (Right.SEE_DISCIPLINE, Right.DECIDE_DISCIPLINE)


class DisciplineRule(Table):
    """A version of a rule as the office has it; the shipped ones are version 1 and stand in the program. The newest of
    a key holds, or holds no more where it is not `in_use`. Reward rules are trade secrets (AC-5)."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_DISCIPLINE, Right.DECIDE_DISCIPLINE)

    key = peewee.CharField(40)
    kind = peewee.CharField(12)  # a rules.discipline.Kind
    number = peewee.SmallIntegerField()  # of the version
    title = peewee.CharField(80)
    clause = peewee.CharField(120)
    text = peewee.TextField(default="")
    steps = JsonField()
    by_weight = peewee.BooleanField(default=False)
    months = peewee.SmallIntegerField(default=0)  # looked back; 0: the office's
    exceptions = peewee.TextField(default="")
    compensates = peewee.BooleanField(default=False)
    in_use = peewee.BooleanField(default=True)
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("key", "number"), False),)


class DisciplineCase(Table):
    """One case. `owner` is the person concerned, who sees it once he was told; `deputy` whoever decided it. Rule,
    clause and version are those of the day on which it was proposed. Who proposed or reported it stands in the
    entries, since the person concerned need not be told."""

    REACH: ClassVar[Reach] = Owned(Right.SEE_DISCIPLINE, *_WRITTEN)

    number = peewee.CharField(40, unique=True)
    kind = peewee.CharField(12)
    rule = peewee.CharField(40)  # its key
    rule_version = peewee.SmallIntegerField()
    title = peewee.CharField(80)  # a message id of a shipped rule
    clause = peewee.CharField(120)
    shipped = peewee.BooleanField(default=False)
    owner = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    deputy = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="+", index=False)
    happened_on = peewee.DateField()
    fact = peewee.TextField()
    state = peewee.CharField(12)  # a rules.discipline.State
    opened_at = UtcField()
    told_at = UtcField(null=True)  # from then on the person concerned sees it
    reply_until = UtcField(null=True)
    replied_at = UtcField(null=True)
    step = peewee.SmallIntegerField(default=0)  # 0: whoever decided was free
    counted = JsonField(default=list)  # numbers of the decisions that the step followed from
    months = peewee.SmallIntegerField(default=0)  # looked back when it was reckoned
    measures = JsonField(default=list)
    amount = peewee.IntegerField(default=0)  # in fen
    deducts = peewee.BooleanField(default=False)  # fines were switched on when it was decided
    points = peewee.SmallIntegerField(default=0)  # tenths of a point of the score
    compensation = peewee.IntegerField(default=0)  # to the client, in fen
    decided_at = UtcField(null=True)
    effective_on = peewee.DateField(null=True)
    expires_on = peewee.DateField(null=True)
    appeal_until = UtcField(null=True)
    appealed_at = UtcField(null=True)
    closed_at = UtcField(null=True)  # dropped, or the appeal is decided
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("owner", "effective_on"), False), (("department", "opened_at"), False),
                   (("opened_at",), False))  # fmt: skip


class DisciplineEntry(Table):
    """What happened to a case, by whom and when, and the evidence. `told`: the person concerned reads it too. What he
    reads of somebody whose name is kept from him has no author: it is by whoever proposed the case."""

    REACH: ClassVar[Reach] = Through("case", *_WRITTEN)

    case = peewee.ForeignKeyField(DisciplineCase, on_delete="RESTRICT", backref="entries")
    kind = peewee.CharField(12)  # a rules.discipline.EntryKind
    detail = peewee.CharField(12, default="")  # which verdict, how a paper came back
    said = peewee.TextField(default="")
    told = peewee.BooleanField(default=True)
    source = peewee.CharField(20, default="")  # a rules.discipline.Source
    subject = peewee.UUIDField(null=True)
    by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("source", "subject"), False),)


class DisciplineSeries(Table):
    """How far the numbers of cases have come. Taken within the write that gives the number: none is left out."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_DISCIPLINE, *_WRITTEN)

    scope = peewee.CharField(60, unique=True)
    last = peewee.IntegerField(default=0)


# what somebody still has to do about it, for Today
DisciplineCase.add_index(
    DisciplineCase.index(DisciplineCase.state, name="discipline_open", where=DisciplineCase.closed_at.is_null())
)  # fmt: skip
