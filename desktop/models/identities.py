"""Whose identity was checked, by which document, and who may act for a client (CL-17)."""

from typing import ClassVar

import peewee

from desktop.models.base import Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person


class IdentityCheck(Table):
    """A document that was seen. Its number is not kept again: it lies sealed in the file."""

    REACH: ClassVar[Reach] = Through("client")

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="identity_checks")
    document = peewee.CharField(20)
    seen_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    on = peewee.DateField(column_name="seen_on")
    valid_until = peewee.DateField(null=True)
    note = peewee.CharField(200, default="")
    withdrawn_at = UtcField(null=True)


class Authorisation(Table):
    """`agent` may act for `client` in `scope` between two dates; `place` says where the paper is filed."""

    REACH: ClassVar[Reach] = Through("client")

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="agents")
    agent = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="principals")
    scope = peewee.CharField(300)
    valid_from = peewee.DateField()
    valid_until = peewee.DateField(null=True)
    place = peewee.CharField(200, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    withdrawn_at = UtcField(null=True)
