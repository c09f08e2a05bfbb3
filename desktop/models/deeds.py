"""Title deeds 权证, every movement of one with those who vouch for it, and counts of the safe (DO-5)."""

from typing import ClassVar

import peewee

from desktop.models.archive import ArchiveFile
from desktop.models.base import Filed, Guarded, JsonField, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class Deed(Table):
    """A deed as three people compare it: by name, number and count. Where it lies is told by its movements."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.KEEP_DEEDS)

    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="deeds")
    file = peewee.ForeignKeyField(ArchiveFile, null=True, on_delete="RESTRICT", backref="deeds")
    kind = peewee.CharField(16)  # a rules.deeds.DeedKind
    name = peewee.CharField(120)
    number = peewee.CharField(120)
    owner = peewee.CharField(120, default="")
    about = peewee.CharField(200, default="")  # the house, the shares, the goods
    count = peewee.SmallIntegerField(default=1)
    slot = peewee.CharField(40, default="")  # of the safe; empty while it does not lie there
    seal = peewee.CharField(40, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_at = UtcField()
    withdrawn_at = UtcField(null=True)


class DeedMove(Table):
    """One movement. It counts from `done_at` on, when as many people as it takes have vouched for it."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.KEEP_DEEDS)

    deed = peewee.ForeignKeyField(Deed, on_delete="RESTRICT", backref="moves")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    movement = peewee.CharField(12)  # a rules.deeds.Movement
    count = peewee.SmallIntegerField()
    reason = peewee.CharField(12, default="")
    custodian = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    done_at = UtcField(null=True)
    to_slot = peewee.CharField(40, default="")
    receiver = peewee.CharField(120, default="")
    receiver_id = peewee.BlobField(null=True)  # the number of the ID that was seen, sealed
    due_on = peewee.DateField(null=True)
    note = peewee.CharField(300, default="")
    withdrawn_at = UtcField(null=True)


class DeedVouch(Table):
    """That somebody has seen with his own eyes what moved: signed with his key."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.KEEP_DEEDS)

    move = peewee.ForeignKeyField(DeedMove, on_delete="RESTRICT", backref="vouches")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    signature = peewee.TextField()
    withdrawn_at = UtcField(null=True)


DeedVouch.add_index(
    DeedVouch.index(
        DeedVouch.move, DeedVouch.person, unique=True, where=DeedVouch.withdrawn_at.is_null(), name="deed_vouched_once"
    )
)


class SafeCount(Table):
    """A count of the safe. `found` maps the ids of deeds to how many lay there, `differing` those that differ to what
    the ledger says."""

    REACH: ClassVar[Reach] = Guarded(Right.KEEP_DEEDS)

    kind = peewee.CharField(8)  # a rules.deeds.CountKind
    at = UtcField(index=True)
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    witness = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    found = JsonField()
    differing = JsonField()
    note = peewee.CharField(300, default="")
    withdrawn_at = UtcField(null=True)
