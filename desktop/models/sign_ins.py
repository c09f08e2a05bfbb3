"""Refused sign-ins, and where each person is signed in."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Open, Plain, Reach, Table, UtcField
from desktop.models.office import Person
from desktop.models.records import Writer
from desktop.rules.rights import Right


class RefusedSignIn(Table):
    """Tries that failed under one account at one workstation. Nobody was signed in, so nobody signed it: whoever
    signs in there next records it (`recorded_at`)."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_AUDIT)

    workstation = peewee.UUIDField()
    person = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT")  # None: no such account
    suspended = peewee.BooleanField(default=False)
    tries = peewee.IntegerField(default=1)
    first_at = UtcField()
    last_at = UtcField()
    recorded_at = UtcField(null=True)


class Presence(Plain):
    """Where a person is signed in, or was last; colleagues may know who is there."""

    REACH: ClassVar[Reach] = Open()

    writer = peewee.ForeignKeyField(Writer, primary_key=True, on_delete="CASCADE")
    person = peewee.UUIDField(index=True)
    workstation = peewee.UUIDField()
    entered_at = UtcField()
    seen_at = UtcField()
    left_at = UtcField(null=True)
    locked = peewee.BooleanField(default=False)
    program = peewee.CharField(40, default="")
    keyring = peewee.BooleanField(null=True)
    clock = peewee.BigIntegerField(null=True)  # milliseconds by which it is ahead of the server's
