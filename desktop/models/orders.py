"""Orders 订单 of clients with their lines and what happened to them, imports of orders, and samples (OR-1)."""

from typing import ClassVar

import peewee

from desktop.models.base import Filed, Guarded, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.rules.rights import Right

_WRITTEN = (Right.ENTER_ORDERS, Right.CHECK_ORDERS, Right.WATCH_ORDERS)


class OrderImport(Table):
    """A sheet of orders that was taken in, so that it can be undone as a whole."""

    REACH: ClassVar[Reach] = Guarded(Right.ENTER_ORDERS)

    file_name = peewee.CharField(255)
    file_hash = peewee.CharField(64, index=True)
    at = UtcField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    operation = peewee.UUIDField()
    count = peewee.IntegerField()
    amount = peewee.BigIntegerField()  # fen
    undone_at = UtcField(null=True)


class PlacedOrder(Table):
    """One order. Its lines of another day stay, taken out of use, so that each change can be read."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_CLIENTS, *_WRITTEN)

    number = peewee.CharField(40, unique=True)
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="+", index=False)
    on = peewee.DateField(column_name="ordered_on")
    taken_at = UtcField()
    taken_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_at = UtcField()
    source = peewee.CharField(12)  # a rules.orders.OrderSource
    batch = peewee.ForeignKeyField(OrderImport, null=True, on_delete="RESTRICT", backref="+")
    outside = peewee.CharField(60, default="")  # the number it has in the shop or till
    identity = peewee.CharField(16, default="")  # a rules.orders.IdentityWay
    identity_check = peewee.UUIDField(null=True)  # the check of the file that was relied on
    note = peewee.TextField(default="")  # of ours, never on what the client is given
    total = peewee.BigIntegerField()  # fen
    state = peewee.CharField(12)  # a rules.orders.OrderState
    finding = peewee.CharField(16, default="")  # a rules.orders.Irregularity
    checked_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    checked_at = UtcField(null=True)
    special = peewee.BooleanField(default=False)
    approved_at = UtcField(null=True)
    approved_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    watched = peewee.BooleanField(default=False)  # important by its amount, or marked by hand
    seen_at = UtcField(null=True)  # when the supervisor looked at it last
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = (
            (("client", "taken_at"), False),
            (("on", "state"), False),
            (("state", "taken_at"), False),
            (("outside",), False),
        )


class OrderLine(Table):
    """What was ordered. Quantity in thousandths, price of one unit and amount in fen."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_CLIENTS, *_WRITTEN)

    order = peewee.ForeignKeyField(PlacedOrder, on_delete="RESTRICT", backref="+")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="+")
    place = peewee.SmallIntegerField()
    kind = peewee.CharField(12)  # a rules.orders.LineKind
    what = peewee.CharField(200)
    quantity = peewee.BigIntegerField()
    unit = peewee.CharField(12, default="")
    price = peewee.BigIntegerField()
    amount = peewee.BigIntegerField()
    withdrawn_at = UtcField(null=True)


class OrderEntry(Table):
    """What was done with an order, by whom and when; of a hand-on, until somebody of the department has done it."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_CLIENTS, *_WRITTEN)

    order = peewee.ForeignKeyField(PlacedOrder, on_delete="RESTRICT", backref="+")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="+")
    kind = peewee.CharField(12)  # a rules.orders.EntryKind
    detail = peewee.CharField(16, default="")  # which irregularity, or how it was cleared
    said = peewee.TextField(default="")
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="+", index=False)
    ended_at = UtcField(null=True)
    ended_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    withdrawn_at = UtcField(null=True)


class OrderSeries(Table):
    """How far the numbers of orders have come. Taken within the write that gives the number: none is left out."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.ENTER_ORDERS)

    scope = peewee.CharField(60, unique=True)
    last = peewee.IntegerField(default=0)


class OrderSample(Table):
    """A sample that was drawn of checked orders; the seed draws the same again."""

    REACH: ClassVar[Reach] = Guarded(Right.WATCH_ORDERS)

    at = UtcField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    first = peewee.DateField()
    last = peewee.DateField()
    pool = peewee.IntegerField()  # from how many
    seed = peewee.BigIntegerField()
    withdrawn_at = UtcField(null=True)


class SampledOrder(Table):
    """An order in a sample, and whether the supervisor found it good; in which words stands with the order."""

    REACH: ClassVar[Reach] = Guarded(Right.WATCH_ORDERS)

    sample = peewee.ForeignKeyField(OrderSample, on_delete="RESTRICT", backref="+")
    order = peewee.ForeignKeyField(PlacedOrder, on_delete="RESTRICT", backref="+")
    good = peewee.BooleanField(null=True)  # None: not looked at yet
    by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)


# what somebody still has to do, for the desk and for Today
PlacedOrder.add_index(
    PlacedOrder.index(
        PlacedOrder.taken_at, name="order_watched", where=PlacedOrder.watched & PlacedOrder.seen_at.is_null()
    )
)
OrderEntry.add_index(
    OrderEntry.index(
        OrderEntry.department,
        name="order_handed",
        where=OrderEntry.ended_at.is_null() & OrderEntry.department.is_null(False),
    )
)
