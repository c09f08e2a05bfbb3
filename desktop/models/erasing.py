"""The register of erasures 删除登记: what was destroyed, and the ids that stay erased after a restore (AC-7)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, JsonField, Reach, Table, UtcField
from desktop.rules.rights import Right


class Erasure(Table):
    """One erasure. It holds numbers and ids alone, never a value; people by id and name, since a backup that it is
    carried into may not know them yet."""

    REACH: ClassVar[Reach] = Guarded(Right.PROTECT_CLIENTS, Right.ERASE_CLIENTS, Right.RUN_OFFICE)

    client = peewee.UUIDField(unique=True)
    code = peewee.CharField(40)
    files = JsonField()  # ids of all files of this client, those merged into it among them
    at = UtcField(index=True)
    person = peewee.UUIDField()
    person_name = peewee.CharField(60)
    second = peewee.CharField(60, default="")  # who approved it; empty where nobody else was there
    basis = peewee.CharField(16)
    reason = peewee.CharField(500)
    counts = JsonField()  # table → how many rows were taken out or emptied
    operation = peewee.UUIDField()
    purged_at = UtcField(null=True)  # when the last trace left the database's pages
    again_at = UtcField(null=True)  # when it was done again after a restore
