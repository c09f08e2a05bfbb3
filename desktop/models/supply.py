"""Supply channels 供货渠道: who supplies what, who stands by, and what happened to each (OR-2)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, UtcField
from desktop.models.office import Person
from desktop.models.orders import PlacedOrder
from desktop.rules.rights import Right


class SupplyChannel(Table):
    """One channel with its supplier and the one that stands by. No table of clients names it, and no search, export or
    print of theirs reads it."""

    REACH: ClassVar[Reach] = Guarded(Right.KEEP_SUPPLY)

    name = peewee.CharField(120)
    goods = peewee.CharField(200, default="")
    supplier = peewee.CharField(120)
    contact = peewee.CharField(60, default="")
    phone = peewee.CharField(40, default="")
    backup = peewee.CharField(120, default="")
    backup_contact = peewee.CharField(60, default="")
    backup_phone = peewee.CharField(40, default="")
    on_backup = peewee.BooleanField(default=False)
    note = peewee.TextField(default="")
    withdrawn_at = UtcField(null=True)


class SupplyEvent(Table):
    """What happened to a channel: a fault until it is put right, a report until the superior has answered, a switch."""

    REACH: ClassVar[Reach] = Guarded(Right.KEEP_SUPPLY)

    channel = peewee.ForeignKeyField(SupplyChannel, on_delete="RESTRICT", backref="+")
    kind = peewee.CharField(12)  # a rules.supply.EventKind
    said = peewee.TextField(default="")
    answer = peewee.TextField(default="")  # how a fault was put right, what the superior instructed
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    person = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)  # the superior
    to_backup = peewee.BooleanField(null=True)
    ended_at = UtcField(null=True)
    ended_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("at",), False),)


class SuppliedOrder(Table):
    """Which channel an order is served by. Beside the order, so that whoever sees orders does not see suppliers."""

    REACH: ClassVar[Reach] = Guarded(Right.KEEP_SUPPLY)

    channel = peewee.ForeignKeyField(SupplyChannel, on_delete="RESTRICT", backref="+")
    order = peewee.ForeignKeyField(PlacedOrder, on_delete="RESTRICT", backref="+", unique=True)
    withdrawn_at = UtcField(null=True)


# what somebody still has to do, for Today
SupplyEvent.add_index(SupplyEvent.index(SupplyEvent.person, name="supply_open", where=SupplyEvent.ended_at.is_null()))
