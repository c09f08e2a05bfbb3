"""Loans from the archive 借阅: asked for, approved, out by the register, and back counted sheet by sheet (DO-6)."""

from typing import ClassVar

import peewee

from desktop.models.archive import ArchiveFile
from desktop.models.base import Filed, JsonField, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.registers import RegisterLine
from desktop.rules.rights import Right


class Loan(Table):
    """What somebody borrows of a file. `items` are ids of entries, none: the whole file. What is out is a line of the
    register, which says to whom, until when, and when it came back."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.BORROW_DOCUMENTS, Right.KEEP_ARCHIVE)

    file = peewee.ForeignKeyField(ArchiveFile, on_delete="RESTRICT", backref="loans")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    items = JsonField(default=list)
    form = peewee.CharField(12)  # a rules.borrowing.Form
    purpose = peewee.CharField(300)
    days = peewee.SmallIntegerField()
    state = peewee.CharField(12, default="asked", index=True)  # a rules.borrowing.LoanState
    asked_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    asked_at = UtcField()
    decided_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    decided_at = UtcField(null=True)
    answer = peewee.CharField(300, default="")
    line = peewee.ForeignKeyField(RegisterLine, null=True, on_delete="RESTRICT", backref="+", index=False)
    due_on = peewee.DateField(null=True)
    renewals = peewee.SmallIntegerField(default=0)
    condition = peewee.CharField(200, default="")
    sheets = JsonField(default=dict)  # entry → sheets that went out
    differing = JsonField(default=dict)  # entry → sheets that came back otherwise
    withdrawn_at = UtcField(null=True)
