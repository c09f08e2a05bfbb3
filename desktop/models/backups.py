"""The backups an office has made: where each lies, and whether it was proved to be whole (SA-3)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, UtcField
from desktop.models.office import Person
from desktop.rules.rights import Right


class Backup(Table):
    """One archive, or one attempt that failed. `folder` is as the workstation that made it sees it."""

    REACH: ClassVar[Reach] = Guarded(Right.RUN_OFFICE)

    archive = peewee.UUIDField(unique=True)
    state = peewee.CharField(16)
    made_at = UtcField(index=True)
    made_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    workstation = peewee.UUIDField()
    folder = peewee.CharField(500)
    file = peewee.CharField(255)
    size = peewee.BigIntegerField(default=0)  # bytes
    clients = peewee.IntegerField(default=0)
    rows = peewee.BigIntegerField(default=0)
    proved_at = UtcField(null=True)
    for_sheet = peewee.BooleanField(
        default=True
    )  # False: proved, and its maker could tell no recovery sheet to seal by
    # why it failed, in the words of whoever made it
    trouble = peewee.CharField(500, default="")
    gone_at = UtcField(null=True)  # when its file made room for newer ones
