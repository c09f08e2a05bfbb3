"""What clients agreed to: purposes with their texts, consents, and values that were withheld (AC-7)."""

from typing import ClassVar

import peewee

from desktop.models.base import Internal, JsonField, Open, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class Purpose(Table):
    """A purpose as this office has it, in the place of one that comes along (rules.consents) or beside those.

    `separate`: its fields are entered only with a consent of their own.
    """

    REACH: ClassVar[Reach] = Open(Right.RUN_OFFICE, Right.PROTECT_CLIENTS)

    key = peewee.CharField(24, unique=True)
    name = peewee.CharField(60)
    name_en = peewee.CharField(60)
    fields = JsonField(default=list)
    separate = peewee.BooleanField(default=False)
    guardian = peewee.BooleanField(default=False)  # asked for where the client is under fourteen
    position = peewee.SmallIntegerField(default=0)
    withdrawn_at = UtcField(null=True)


class PurposeText(Table):
    """One version of what a client is told of a purpose, from 1 on; 0 came along with the program. Versions stay: each
    consent names its own."""

    REACH: ClassVar[Reach] = Open(Right.RUN_OFFICE, Right.PROTECT_CLIENTS)

    purpose = peewee.CharField(24)  # its key, as in the tables below
    number = peewee.SmallIntegerField()
    zh = peewee.TextField()
    en = peewee.TextField()
    since = UtcField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="purpose_texts", index=False)

    class Meta:
        indexes = ((("purpose", "number"), True),)


class Consent(Table):
    """One consent, or another ground for keeping values. `ended_on`: withdrawn by the client, who may do so any time.

    `withdrawn_at` takes an entry made by mistake out of use, as everywhere.
    """

    REACH: ClassVar[Reach] = Through("client", Right.PROTECT_CLIENTS, Right.ENTER_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="consents")
    purpose = peewee.CharField(24)
    text = peewee.SmallIntegerField()  # number of the text that was read
    basis = peewee.CharField(16)
    how = peewee.CharField(16)
    on = peewee.DateField(column_name="given_on")
    evidence = peewee.CharField(300, default="")
    guardian = peewee.CharField(60, default="")
    reason = peewee.CharField(500, default="")  # of an exception
    recorded_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="consents_recorded")
    recorded_at = UtcField()
    ended_on = peewee.DateField(null=True)
    ended_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="consents_ended", index=False)
    kept = JsonField(default=list)  # fields that law or contract needs in spite of it
    kept_why = peewee.CharField(300, default="")
    withdrawn_at = UtcField(null=True)


class Withheld(Table):
    """A value whose purpose was withdrawn, taken out of the file. Nobody is shown it; a new consent puts it back."""

    REACH: ClassVar[Reach] = Internal()

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="withheld_values", index=False)
    purpose = peewee.CharField(24)
    field = peewee.CharField(40)
    value = JsonField(null=True)
    sealed = JsonField(null=True)  # place → sealed bytes in base64, as they lay there
    at = UtcField()

    class Meta:
        indexes = ((("client", "field"), True),)
