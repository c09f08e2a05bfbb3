"""Inspections of the archive and what they found, with who puts it right and who has looked again (DO-9)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, UtcField
from desktop.models.office import Person
from desktop.rules.rights import Right


class Inspection(Table):
    """One inspection that was held. Nothing in it names a client: what it is about is said by archive numbers."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_DOCUMENTS, Right.KEEP_ARCHIVE, Right.SEE_AUDIT)

    kind = peewee.CharField(10)  # a rules.inspections.InspectionKind
    held_on = peewee.DateField()
    inspectors = peewee.CharField(200)  # colleagues, or a firm from outside
    looked_at = peewee.CharField(300)
    summary = peewee.CharField(500, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("kind", "held_on"), False),)


class InspectionFinding(Table):
    """Something to be put right, by whom and until when. Nobody re-checks what he has put right himself."""

    REACH: ClassVar[Reach] = Guarded(
        Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.KEEP_ARCHIVE, Right.SEE_AUDIT
    )  # fmt: skip

    inspection = peewee.ForeignKeyField(Inspection, on_delete="RESTRICT", backref="findings")
    what = peewee.CharField(300)
    number = peewee.CharField(80, default="")  # of the archive file that it is about
    fixer = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    due_on = peewee.DateField()
    fixed_at = UtcField(null=True)
    fixed_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    fixing = peewee.CharField(300, default="")
    checked_at = UtcField(null=True)
    checked_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    checking = peewee.CharField(300, default="")
    sent_back = peewee.SmallIntegerField(default=0)  # how often the re-check was not content
    withdrawn_at = UtcField(null=True)


# what somebody still has to do about it, for Today
InspectionFinding.add_index(
    InspectionFinding.index(InspectionFinding.due_on, name="finding_open", where=InspectionFinding.checked_at.is_null())
)
