"""Rooms, meals, the booking book 预订簿, and the cards and forms that go out for a meal (SE-2, SE-7, CO-9)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Open, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.registers import RegisterLine
from desktop.rules.rights import Right


class Meal(Table):
    """A meal that the office serves. Times are minutes after midnight; `key` marks the two the rule books know."""

    REACH: ClassVar[Reach] = Open(Right.RUN_OFFICE)

    key = peewee.CharField(16, default="")
    name = peewee.CharField(40)
    begins = peewee.SmallIntegerField()
    ends = peewee.SmallIntegerField()
    ready_by = peewee.SmallIntegerField()
    turns = peewee.SmallIntegerField(default=2)
    withdrawn_at = UtcField(null=True)


class Room(Table):
    """A room that is booked as a whole, or a hall whose tables are booked one by one."""

    REACH: ClassVar[Reach] = Open(Right.RUN_OFFICE)

    name = peewee.CharField(40)
    floor = peewee.CharField(20, default="")
    hall = peewee.BooleanField(default=False)
    seats = peewee.SmallIntegerField()
    place = peewee.SmallIntegerField(default=0)  # in the book, from left to right
    width = peewee.IntegerField(default=0)  # mm, as all lengths; 0 while nobody has measured
    depth = peewee.IntegerField(default=0)
    note = peewee.CharField(200, default="")
    out_why = peewee.CharField(200, default="")  # why it is out of use, and until which day
    out_until = peewee.DateField(null=True)
    withdrawn_at = UtcField(null=True)


class RoomTable(Table):
    """A table that stands in a room: its shape, seats, and where its middle is from the room's upper left corner."""

    REACH: ClassVar[Reach] = Open(Right.RUN_OFFICE)

    room = peewee.ForeignKeyField(Room, on_delete="RESTRICT", backref="tables")
    label = peewee.CharField(20)
    shape = peewee.CharField(16)
    seats = peewee.SmallIntegerField()
    x = peewee.IntegerField(default=0)  # mm
    y = peewee.IntegerField(default=0)
    width = peewee.IntegerField(default=0)
    depth = peewee.IntegerField(default=0)
    turned = peewee.SmallIntegerField(default=0)  # degrees, clockwise
    out_why = peewee.CharField(200, default="")  # why it is out of use, and until which day
    out_until = peewee.DateField(null=True)
    withdrawn_at = UtcField(null=True)


class Booking(Table):
    """One party that is expected, is here or was: never with a client's name, which stands with the client."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    number = peewee.IntegerField(unique=True)
    on = peewee.DateField(column_name="booked_on")
    meal = peewee.ForeignKeyField(Meal, on_delete="RESTRICT", backref="bookings", index=False)
    turn = peewee.SmallIntegerField(default=1)
    at = peewee.SmallIntegerField()  # minutes after midnight
    people = peewee.SmallIntegerField()
    state = peewee.CharField(12)
    purpose = peewee.CharField(80, default="")
    deposit = peewee.BigIntegerField(default=0)  # fen, as all amounts
    wishes = peewee.CharField(300, default="")
    taken_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="bookings_taken", index=False)
    taken_at = UtcField()
    arrived_at = UtcField(null=True)
    left_at = UtcField(null=True)
    called_off_at = UtcField(null=True)
    called_off_from = peewee.CharField(12, default="")  # the state it had until then
    reason = peewee.CharField(200, default="")
    total = peewee.BigIntegerField(null=True)
    food = peewee.BigIntegerField(null=True)  # without drinks
    signed = peewee.BooleanField(null=True)  # on account
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("on", "meal", "state"), False),)


class BookedPlace(Table):
    """A room or table that a booking has at one turn of a meal: `spot` is the table in a hall, else the room."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    booking = peewee.ForeignKeyField(Booking, on_delete="RESTRICT", backref="places")
    room = peewee.ForeignKeyField(Room, on_delete="RESTRICT", backref="places", index=False)
    table = peewee.ForeignKeyField(RoomTable, null=True, on_delete="RESTRICT", backref="places", index=False,
                                   column_name="room_table_id")  # fmt: skip
    spot = peewee.UUIDField()
    on = peewee.DateField(column_name="booked_on")
    meal = peewee.ForeignKeyField(Meal, on_delete="RESTRICT", backref="places", index=False)
    turn = peewee.SmallIntegerField()
    withdrawn_at = UtcField(null=True)


# What two workstations do at once, the database itself decides: nothing is given out twice
BookedPlace.add_index(
    BookedPlace.index(BookedPlace.spot, BookedPlace.on, BookedPlace.meal, BookedPlace.turn, unique=True,
                      where=BookedPlace.withdrawn_at.is_null(), name="booked_place_once")
)  # fmt: skip


class BookingClient(Table):
    """A client of a booking: its host, who pays where that is another, or a guest who is known."""

    REACH: ClassVar[Reach] = Through("client", Right.TAKE_BOOKINGS)

    booking = peewee.ForeignKeyField(Booking, on_delete="RESTRICT", backref="clients")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="bookings")
    part = peewee.CharField(8)
    withdrawn_at = UtcField(null=True)


class GivenOut(Table):
    """A card or form of a booking that went out: by whom it went on, when it was read, how many came back (CO-9)."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    line = peewee.ForeignKeyField(RegisterLine, unique=True, on_delete="RESTRICT", backref="given_out")
    booking = peewee.ForeignKeyField(Booking, on_delete="RESTRICT", backref="given_out")
    kind = peewee.CharField(8)
    place = peewee.CharField(80)
    timing = peewee.CharField(8)
    reason = peewee.CharField(200, default="")  # why it went out late
    count_out = peewee.SmallIntegerField()
    count_back = peewee.SmallIntegerField(default=0)
    part_back_at = UtcField(null=True)  # when those came back, while others are owed
    # servers have no workstation: named, and recorded for by whoever has one
    server = peewee.CharField(60, default="")
    received_at = UtcField(null=True)
    understood_at = UtcField(null=True)
    recorded_for = peewee.BooleanField(default=False)
    returned_by = peewee.CharField(60, default="")
    typed_at = UtcField(null=True)  # from the paper register
    withdrawn_at = UtcField(null=True)


class PassedOn(Table):
    """That the server told somebody what a card says: who takes the order, serves, or cooks (CO-10)."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    given = peewee.ForeignKeyField(GivenOut, on_delete="RESTRICT", backref="passed_on")
    relay = peewee.CharField(8)
    name = peewee.CharField(60)
    at = UtcField()
    noted_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="passed_on_noted", index=False)
    withdrawn_at = UtcField(null=True)


class BillImport(Table):
    """A till's sheet of bills that was taken in, so that it can be undone as a whole."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    file_name = peewee.CharField(255)
    file_hash = peewee.CharField(64, index=True)
    at = UtcField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    operation = peewee.UUIDField()
    count = peewee.IntegerField()
    amount = peewee.BigIntegerField()
    undone_at = UtcField(null=True)


class BillLine(Table):
    """A bill of a sheet and the booking it was entered for; without one it has found none yet. No guest is named."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    batch = peewee.ForeignKeyField(BillImport, on_delete="RESTRICT", backref="lines")
    booking = peewee.ForeignKeyField(Booking, null=True, on_delete="RESTRICT", backref="bill_lines", index=False)
    number = peewee.IntegerField()  # of the row in the sheet
    on = peewee.DateField(column_name="billed_on")
    at = peewee.SmallIntegerField(null=True)  # minutes after midnight
    place = peewee.CharField(80, default="")
    total = peewee.BigIntegerField()
    food = peewee.BigIntegerField(null=True)
    signed = peewee.BooleanField(null=True)
    withdrawn_at = UtcField(null=True)


# Those that have found no booking are looked for among many that have
BillLine.add_index(
    BillLine.index(BillLine.on, where=BillLine.booking.is_null() & BillLine.withdrawn_at.is_null(),
                   name="bill_line_open")
)  # fmt: skip
