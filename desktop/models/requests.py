"""What clients asked of the office about their own data, and files whose processing was stopped (AC-7)."""

from typing import ClassVar

import peewee

from desktop.models.base import Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class Request(Table):
    """One request: to see, to get a copy, to have corrected, restricted or erased. `due` follows the office's days."""

    REACH: ClassVar[Reach] = Through("client", Right.PROTECT_CLIENTS, Right.ENTER_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="requests")
    kind = peewee.CharField(16)
    on = peewee.DateField(column_name="received_on")
    how = peewee.CharField(16)
    details = peewee.CharField(1000, default="")
    due = UtcField(null=True)
    handler = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="requests_handled", index=False)
    state = peewee.CharField(16)
    answered_at = UtcField(null=True)
    answered_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="requests_answered",
                                         index=False)  # fmt: skip
    outcome = peewee.CharField(500, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="requests_entered", index=False)
    withdrawn_at = UtcField(null=True)

    class Meta:
        # what waits for somebody is asked again and again
        indexes = ((("state", "handler", "due"), False),)


class Stop(Table):
    """Why a file is not worked with, or may not be erased: a restriction, or a hold by law. It stands until lifted."""

    REACH: ClassVar[Reach] = Through("client", Right.PROTECT_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="stops")
    kind = peewee.CharField(16)
    reason = peewee.CharField(500)
    until = peewee.DateField(column_name="until_on", null=True)
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="stops", index=False)
    at = UtcField()
    lifted_at = UtcField(null=True)
    lifted_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="stops_lifted", index=False)
    lifted_why = peewee.CharField(500, default="")
    withdrawn_at = UtcField(null=True)
