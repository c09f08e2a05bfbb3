"""Events for clients 客户活动, and who was invited to them (CL-14)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class Event(Table):
    """A seminar, training or celebration: when, where, what it cost in fen."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.RUN_EVENTS)

    kind = peewee.CharField(16)
    title = peewee.CharField(120)
    on = peewee.DateField(column_name="held_on", index=True)
    place = peewee.CharField(200, default="")
    cost = peewee.BigIntegerField(null=True)
    note = peewee.TextField(default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    withdrawn_at = UtcField(null=True)


class Invitation(Table):
    """One client's invitation: what was answered, whether it came, with how many."""

    REACH: ClassVar[Reach] = Through("client", Right.RUN_EVENTS)

    event = peewee.ForeignKeyField(Event, on_delete="RESTRICT", backref="invitations")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="invitations")
    answer = peewee.CharField(16)
    attended = peewee.BooleanField(null=True)
    guests = peewee.SmallIntegerField(default=0)
    note = peewee.CharField(200, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    withdrawn_at = UtcField(null=True)
