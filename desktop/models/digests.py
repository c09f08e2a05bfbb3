"""The daily digest 日清 of a department: what was asked that day and what was unsolved when it was closed (SV-6)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, JsonField, Reach, Table, UtcField
from desktop.models.office import Department, Person
from desktop.rules.rights import Right


class DailyDigest(Table):
    """A day that was closed. `facts` names cases and contacts with where each stood, and none of their words: those
    are read from their own rows by whoever sees them, and go with an erased file."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.APPROVE_CLIENTS)

    day = peewee.DateField()
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="+", index=False)
    note = peewee.TextField(default="")
    facts = JsonField()
    closed_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    closed_at = UtcField()
    withdrawn_at = UtcField(null=True)


# one that was closed by mistake makes room
DailyDigest.add_index(
    DailyDigest.index(
        DailyDigest.day, DailyDigest.department, unique=True, name="daily_digest_closed",
        where=DailyDigest.withdrawn_at.is_null(),
    )
)  # fmt: skip
