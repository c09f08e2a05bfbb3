"""Requests that an account be opened, changed or closed, and what became of each (AC-1, AC-3)."""

from typing import ClassVar

import peewee

from desktop.models.base import JsonField, Open, Reach, Table, UtcField
from desktop.models.office import Department, Person


class AccountRequest(Table):
    """One request. `services.account_requests` shows it to whoever asked, decides, or runs people."""

    REACH: ClassVar[Reach] = Open()

    kind = peewee.CharField(12)
    state = peewee.CharField(12)
    person = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="requests", index=False)
    name = peewee.CharField(60)
    post = peewee.CharField(120, default="")
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", index=False)
    roles = JsonField()  # ids
    why = peewee.CharField(500)
    asked_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="asked", index=False)
    asked_at = UtcField()
    decided_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="decided_requests",
                                        index=False)  # fmt: skip
    decided_at = UtcField(null=True)
    note = peewee.CharField(500, default="")
    done_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="done_requests", index=False)
    done_at = UtcField(null=True)

    class Meta:
        indexes = ((("state", "asked_at"), False),)
