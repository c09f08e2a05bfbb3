"""What was opened for somebody who asked for it: sealed for that person alone, and gone when its time is up (AC-10)."""

from typing import ClassVar

import peewee

from desktop.models.approvals import Approval
from desktop.models.base import Internal, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person


class Lent(Table):
    """Values of `place`, a table, and `row` in it, as they were when it was approved; or the sight of a client's file,
    with nothing sealed. Not journalled: a journal would keep what is to be gone."""

    REACH: ClassVar[Reach] = Internal()

    approval = peewee.ForeignKeyField(Approval, on_delete="RESTRICT")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT")
    place = peewee.CharField(40)
    row = peewee.UUIDField(column_name="row_id")
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    lent_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="lent", index=False)
    sealed = peewee.TextField(default="")  # base64, for the person's public key
    signature = peewee.TextField(default="")  # of who lent it: the seal alone does not say whose it is
    until = UtcField(column_name="until_at")
