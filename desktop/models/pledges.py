"""Confidentiality pledges 保密责任书 that staff have signed on paper (AC-9)."""

from typing import ClassVar

import peewee

from desktop.models.base import Open, Reach, Table, UtcField
from desktop.models.office import Person
from desktop.rules.rights import Right


class PledgeText(Table):
    """One wording of the pledge, from 1 on; 0 came along with the program. Wordings stay: each pledge names its own."""

    REACH: ClassVar[Reach] = Open(Right.RUN_OFFICE)

    number = peewee.SmallIntegerField(unique=True)
    zh = peewee.TextField()
    en = peewee.TextField()
    since = UtcField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="pledge_texts", index=False)


class Pledge(Table):
    """That somebody signed, until when it holds, and where the paper is filed. What counts is signed among the powers;
    this row says the rest. `confirm_until`: noted by the person alone, and to be confirmed by somebody else."""

    REACH: ClassVar[Reach] = Open(Right.RUN_PEOPLE)

    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="pledges")
    signed_on = peewee.DateField()
    until = peewee.DateField(column_name="until_on")
    place = peewee.CharField(200, default="")
    text = peewee.SmallIntegerField(default=0)  # number of the wording that was signed
    noted_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="pledges_noted", index=False)
    noted_at = UtcField()
    confirm_until = UtcField(null=True)
    confirmed_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="pledges_confirmed",
                                          index=False)  # fmt: skip
    confirmed_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)
