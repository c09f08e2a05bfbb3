"""Templates of letters and messages 模板: what they are for, and their wordings, none of which changes (CM-7)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, UtcField
from desktop.models.office import Person
from desktop.rules.rights import Right


class LetterTemplate(Table):
    """A template under its name. `number` is that of the wording in use, 0 while none was put into use."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.PRINT_CLIENTS)

    name = peewee.CharField(80)
    kind = peewee.CharField(12)  # a rules.letters.TemplateKind
    language = peewee.CharField(8)
    purpose = peewee.CharField(24)  # key of what clients are written to for (AC-7)
    number = peewee.SmallIntegerField(default=0)
    made_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    made_at = UtcField()
    withdrawn_at = UtcField(null=True)


class LetterWording(Table):
    """One wording of a template, from 1 on. It is put into use by who wrote it, once a second person has checked it
    (CM-3): `checked_by` is empty where nobody else was there, and the approval waits to be confirmed."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.PRINT_CLIENTS)

    template = peewee.ForeignKeyField(LetterTemplate, on_delete="RESTRICT", backref="wordings", index=False)
    number = peewee.SmallIntegerField()
    subject = peewee.CharField(200, default="")
    words = peewee.TextField()
    reason = peewee.CharField(200, default="")  # what was corrected
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    used_since = UtcField(null=True)
    checked_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("template", "number"), True),)
