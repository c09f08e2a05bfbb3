"""What competitors offer our clients (CL-18)."""

from typing import ClassVar

import peewee

from desktop.models.base import Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class CompetitorNote(Table):
    """One offer of a competitor to a client: what, at which rate, where this is known from, who was told."""

    REACH: ClassVar[Reach] = Through("client", Right.ENTER_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="competitor_notes")
    competitor = peewee.CharField(120)
    offer = peewee.TextField(default="")
    rate = peewee.CharField(120, default="")
    source = peewee.CharField(200, default="")
    on = peewee.DateField(column_name="learnt_on")
    reported_to = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    withdrawn_at = UtcField(null=True)
    mark = peewee.CharField(16, default="")  # a rules.secrecy.Secrecy: its words lie in `sealed` alone (AC-5)
    sealed = peewee.TextField(default="")
