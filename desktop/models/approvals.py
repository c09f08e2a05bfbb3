"""Requests for approval of sensitive acts, and what became of each (AC-6)."""

from typing import ClassVar

import peewee

from desktop.models.base import JsonField, Open, Reach, Table, UtcField
from desktop.models.office import Department, Person


class Approval(Table):
    """One request. It tells what an act was to be and why, never a client's values; `services.approvals` shows it to
    whoever asked and to those who may decide, and to nobody else."""

    REACH: ClassVar[Reach] = Open()

    act = peewee.CharField(24)
    state = peewee.CharField(16)
    size = peewee.IntegerField()
    what = peewee.CharField(300)
    mark = peewee.CharField(64)  # hash of all that must be the same when it is used
    level = peewee.SmallIntegerField()
    subject = peewee.UUIDField(null=True)  # a client, where it is about one
    reason = peewee.CharField(500)
    asked_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    asked_at = UtcField()
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", index=False)  # of who asked
    decided_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="decided")
    decided_for = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="decided_for", index=False)
    decided_at = UtcField(null=True)
    note = peewee.CharField(500, default="")
    here = peewee.BooleanField(default=False)  # countersigned in the window of who asked
    valid_until = UtcField(null=True)
    confirm_until = UtcField(null=True)  # for what was done while nobody else was there
    used_at = UtcField(null=True)
    operation = peewee.UUIDField(null=True)  # in which it was used
    seen_at = UtcField(null=True)  # when whoever asked took note of a no
    details = JsonField(null=True)  # what it is about besides its size, in words
    # what was asked to be opened, where it is locked values: a table and, besides a client's own, a row in it (AC-10)
    place = peewee.CharField(40, default="")
    row = peewee.UUIDField(null=True, column_name="row_id")

    class Meta:
        indexes = ((("state", "asked_at"), False),)


# what was done alone and decided on since, for appraisal
Approval.add_index(Approval.decided_at, name="approval_alone", where=Approval.confirm_until.is_null(False))
