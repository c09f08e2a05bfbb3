"""The office itself: its settings, departments, people, roles, joined workstations and wrapped keys."""

from typing import ClassVar
from uuid import UUID

import peewee

from desktop.models.base import JsonField, Open, Plain, Reach, Table, UtcField
from desktop.rules.rights import Right


class Setting(Plain):
    """One row per setting of the office. What the office is (id, name, kind) lies here too."""

    REACH: ClassVar[Reach] = Open(Right.RUN_OFFICE)

    name = peewee.CharField(80, primary_key=True)
    value = JsonField()
    changed_at = UtcField(null=True)
    changed_by = peewee.UUIDField(null=True)


class Department(Table):
    REACH: ClassVar[Reach] = Open(Right.RUN_OFFICE)

    name = peewee.CharField(120, unique=True)
    rhythm = JsonField(default=dict)  # class → days, where they are not the office's (CL-7)
    withdrawn_at = UtcField(null=True)


class Person(Table):
    """A member of staff with an account. `name` is what signs in, folded in `login`."""

    REACH: ClassVar[Reach] = Open(Right.RUN_PEOPLE)

    name = peewee.CharField(60)
    login = peewee.CharField(60, unique=True)
    post = peewee.CharField(120, default="")
    phone = peewee.CharField(40, default="")
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT")
    suspended_at = UtcField(null=True)
    created_at = UtcField()
    closed_at = UtcField(null=True)  # for good: all that it held was handed over
    returned = peewee.CharField(500, default="")  # what was given back or deleted when it was closed


class PersonKeys(Plain):
    """A person's key pair: public halves open, private halves sealed by password and office secret."""

    person = peewee.ForeignKeyField(Person, primary_key=True, on_delete="RESTRICT")
    exchange = peewee.BlobField()  # X25519 public key
    signing = peewee.BlobField()  # Ed25519 public key
    sealed = peewee.BlobField()
    kdf = JsonField()
    start = peewee.BooleanField(default=False)  # made with a start password, by somebody else
    long = peewee.BooleanField(null=True)  # whether the password is a long passphrase; None: not known yet


def public_halves(person: UUID) -> tuple[bytes, bytes]:
    """What a person's keys are opened to and verified by; the sealed half is the person's alone."""
    found = PersonKeys.select(PersonKeys.exchange, PersonKeys.signing).where(PersonKeys.person == person)
    exchange, signing = found.tuples().get()
    return bytes(exchange), bytes(signing)


class Role(Table):
    REACH: ClassVar[Reach] = Open(Right.RUN_PEOPLE)

    key = peewee.CharField(40, unique=True)
    name = peewee.CharField(120)  # a message id while the office has not renamed it
    rights = JsonField()
    level = peewee.SmallIntegerField(default=1)
    withdrawn_at = UtcField(null=True)


class PersonRole(Plain):
    REACH: ClassVar[Reach] = Open(Right.RUN_PEOPLE)

    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="roles")
    role = peewee.ForeignKeyField(Role, on_delete="RESTRICT")

    class Meta:
        primary_key = peewee.CompositeKey("person", "role")


class Workstation(Table):
    REACH: ClassVar[Reach] = Open()

    name = peewee.CharField(120)
    system = peewee.CharField(120, default="")
    program = peewee.CharField(40, default="")  # version of the program seen last
    last_seen_at = UtcField(null=True)
    created_at = UtcField()
    withdrawn_at = UtcField(null=True)


class VaultKey(Plain):
    """A vault's key of one epoch, wrapped for one person and signed by who granted it."""

    vault = peewee.CharField(20)
    epoch = peewee.SmallIntegerField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    wrapped = peewee.BlobField()
    granted_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="grants")
    signature = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("vault", "epoch", "person")


class Power(Plain):
    """One signed entry of the chain that says who may do what. The first is signed by the office's anchor, which is
    no person; `content` is a list of statements as JSON text, hashed as it is written."""

    number = peewee.IntegerField(primary_key=True)
    at = UtcField()
    signer = peewee.UUIDField(null=True)
    content = peewee.TextField()
    previous = peewee.BlobField()
    signature = peewee.BlobField()


class RecoveryWrap(Plain):
    """A vault's key of one epoch, wrapped for the recovery sheet. What it must open to is in the chain of powers."""

    vault = peewee.CharField(20)
    epoch = peewee.SmallIntegerField()
    wrapped = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("vault", "epoch")
