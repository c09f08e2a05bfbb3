"""Who sits where at a booking: its tables, who comes, the seats given, rules, kept versions, what was printed (SE)."""

from typing import Any, ClassVar

import peewee

from desktop.models.base import Guarded, JsonField, Reach, Table, Through, UtcField
from desktop.models.bookings import Booking, Room, RoomTable
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class SeatingPlan(Table):
    """By which etiquette a booking is seated; `seed`, `way` and `taste` make the proposal again that was accepted last,
    as long as former meals are the same."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    booking = peewee.ForeignKeyField(Booking, unique=True, on_delete="RESTRICT", backref="seating")
    pack = peewee.CharField(40)
    honour = peewee.CharField(8, default="")  # empty: as the etiquette has it
    seed = peewee.BigIntegerField(null=True)
    way = peewee.CharField(8, default="")
    taste = peewee.CharField(8, default="")  # what it made of former meals


class SeatingTable(Table):
    """A table at a booking, as it stands that day. `roles` are the places of honour by seat, `ordered` the seats from
    the most honoured on: they stay as they were given until somebody gives them anew. `by_hand` has the seats whose
    place of honour somebody gave by hand, which stays so then too."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    booking = peewee.ForeignKeyField(Booking, on_delete="RESTRICT", backref="seating_tables")
    origin = peewee.ForeignKeyField(RoomTable, null=True, on_delete="RESTRICT", backref="+", index=False)
    label = peewee.CharField(20)
    shape = peewee.CharField(16)
    seats = peewee.SmallIntegerField()
    ends = peewee.BooleanField(default=True)
    in_rows: Any = JsonField(default=list)
    width = peewee.IntegerField()  # mm, as all lengths
    depth = peewee.IntegerField()
    x = peewee.IntegerField(default=0)
    y = peewee.IntegerField(default=0)
    turned = peewee.SmallIntegerField(default=0)  # degrees, clockwise: where the main seat points
    rank = peewee.SmallIntegerField(default=1)
    roles: Any = JsonField(default=list)
    ordered: Any = JsonField(default=list)
    flags: Any = JsonField(default=dict)
    by_hand: Any = JsonField(default=dict)
    withdrawn_at = UtcField(null=True)


class RoomElement(Table):
    """What stands in a room besides tables: at every party there, or at one booking alone, of which one is named.

    Whoever seats people draws it, as he does the tables: what is built is the same for all, and seen in every plan.
    """

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    room = peewee.ForeignKeyField(Room, null=True, on_delete="RESTRICT", backref="elements")
    booking = peewee.ForeignKeyField(Booking, null=True, on_delete="RESTRICT", backref="elements")
    kind = peewee.CharField(12)
    label = peewee.CharField(20, default="")
    x = peewee.IntegerField(default=0)  # its middle in mm, measured as tables are
    y = peewee.IntegerField(default=0)
    width = peewee.IntegerField()
    depth = peewee.IntegerField()
    turned = peewee.SmallIntegerField(default=0)  # degrees, clockwise
    withdrawn_at = UtcField(null=True)


class Attendance(Table):
    """Somebody who is to come. Who has a file is named by AttendanceClient; here stands the name of who has none."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    booking = peewee.ForeignKeyField(Booking, on_delete="RESTRICT", backref="attendances")
    party = peewee.CharField(8)
    duty = peewee.CharField(16, default="")
    rank = peewee.SmallIntegerField(default=0)  # within the party, from 1; 0 is unknown
    attached_to = peewee.ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="+", index=False)
    name = peewee.CharField(200, default="")
    salutation = peewee.CharField(60, default="")
    unit = peewee.CharField(200, default="")
    traits: Any = JsonField(default=list)
    languages: Any = JsonField(default=list)
    reply = peewee.CharField(8)
    withdrawn_at = UtcField(null=True)


class AttendanceClient(Table):
    """Whose file somebody at a booking has, and how he was called then: old plans stay true when he changes his job."""

    REACH: ClassVar[Reach] = Through("client", Right.TAKE_BOOKINGS)

    attendance = peewee.ForeignKeyField(Attendance, on_delete="RESTRICT", backref="clients", index=False)
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="attendances")
    name = peewee.CharField(200)
    salutation = peewee.CharField(60, default="")
    unit = peewee.CharField(200, default="")
    withdrawn_at = UtcField(null=True)


AttendanceClient.add_index(
    AttendanceClient.index(AttendanceClient.attendance, unique=True, where=AttendanceClient.withdrawn_at.is_null(),
                           name="attendance_client_once")
)  # fmt: skip


class SeatAssignment(Table):
    """A seat that is given to somebody: the table and the number within it from 0."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    table = peewee.ForeignKeyField(SeatingTable, on_delete="RESTRICT", backref="assignments", index=False,
                                   column_name="seating_table_id")  # fmt: skip
    seat = peewee.SmallIntegerField()
    attendance = peewee.ForeignKeyField(Attendance, on_delete="RESTRICT", backref="seats", index=False)
    pinned = peewee.BooleanField(default=False)
    method = peewee.CharField(8)
    withdrawn_at = UtcField(null=True)


# What two workstations do at once, the database itself decides: no seat is given twice, and nobody has two
SeatAssignment.add_index(
    SeatAssignment.index(SeatAssignment.table, SeatAssignment.seat, unique=True,
                         where=SeatAssignment.withdrawn_at.is_null(), name="seat_given_once")
)  # fmt: skip
SeatAssignment.add_index(
    SeatAssignment.index(SeatAssignment.attendance, unique=True, where=SeatAssignment.withdrawn_at.is_null(),
                         name="seated_once")
)  # fmt: skip


class SeatingRule(Table):
    """What is to hold among people and seats of a booking; a wish has a weight, what must be has none."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    booking = peewee.ForeignKeyField(Booking, on_delete="RESTRICT", backref="seating_rules")
    number = peewee.SmallIntegerField()
    kind = peewee.CharField(16)
    people: Any = JsonField(default=list)  # ids of attendances, never names
    weight = peewee.SmallIntegerField(null=True)
    reason = peewee.CharField(200, default="")
    secret = peewee.BooleanField(default=False)
    role = peewee.CharField(4, default="")
    table = peewee.ForeignKeyField(SeatingTable, null=True, on_delete="RESTRICT", backref="+", index=False,
                                   column_name="seating_table_id")  # fmt: skip
    most = peewee.SmallIntegerField(default=0)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_at = UtcField()
    withdrawn_at = UtcField(null=True)


class SecretReason(Table):
    """Why a secret rule holds, apart from it: a server tells it to its author and to managers alone, and the rule to
    whoever sees the book."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    rule = peewee.ForeignKeyField(SeatingRule, unique=True, on_delete="RESTRICT", backref="+")
    reason = peewee.CharField(200, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)


class SeatingVersion(Table):
    """A plan as it was kept under a name: ids only, so that names are those of today's sight, with its SHA-256."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    booking = peewee.ForeignKeyField(Booking, on_delete="RESTRICT", backref="seating_versions")
    number = peewee.SmallIntegerField()
    name = peewee.CharField(60)
    content: Any = JsonField()
    checksum = peewee.CharField(64)
    kept_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    kept_at = UtcField()
    withdrawn_at = UtcField(null=True)


class SeatingPrint(Table):
    """What was printed of a booking: of each attendance a hash of what stood on the paper, to tell what is new and
    changed since."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_BOOKINGS, Right.TAKE_BOOKINGS)

    booking = peewee.ForeignKeyField(Booking, on_delete="RESTRICT", backref="seating_prints")
    kind = peewee.CharField(8)
    code = peewee.CharField(16)
    items: Any = JsonField(default=dict)
    printed_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    printed_at = UtcField()
