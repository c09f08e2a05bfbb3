"""Gifts and rewards of clients, and the rules by which they are given (CL-14, AC-5)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class Reward(Table):
    """What a client was given or granted. Discounts and preferential terms are trade secrets; gifts are not."""

    REACH: ClassVar[Reach] = Through("client")

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="rewards")
    kind = peewee.CharField(16)
    what = peewee.CharField(200)
    amount = peewee.BigIntegerField(null=True)  # fen
    on = peewee.DateField(column_name="given_on")
    until = peewee.DateField(null=True)
    note = peewee.CharField(300, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    withdrawn_at = UtcField(null=True)


class RewardRule(Table):
    """What clients of a class are given, and when; an empty letter is for all."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_TERMS)

    letter = peewee.CharField(1, default="")
    text = peewee.TextField()
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    withdrawn_at = UtcField(null=True)
