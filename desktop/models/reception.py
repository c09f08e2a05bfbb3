"""Visitors 来访: one row a visit whether planned or not, who is not let in, and entries to closed zones (RE-1)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Owned, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.models.registers import RegisterLine
from desktop.rules.rights import Right


class Visitor(Table):
    """One visit. `owner` is the host and `deputy` who sees it beside him: his stand-in, else who planned it. The name
    stands here too, since whoever receives need not see clients' files."""

    REACH: ClassVar[Reach] = Owned(Right.SEE_VISITORS, Right.SEE_VISITORS, Right.RECEIVE_VISITORS)

    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    name = peewee.CharField(120)
    unit = peewee.CharField(120, default="")
    phone = peewee.CharField(40, default="")
    heads = peewee.SmallIntegerField(default=1)  # how many come together
    kind = peewee.CharField(20)  # a rules.reception.Kind
    rank = peewee.CharField(8)  # a rules.reception.Rank
    purpose = peewee.CharField(200, default="")
    owner = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    deputy = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="+", index=False)
    planned_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    expected_at = UtcField(null=True)  # None: came unannounced
    proposed = peewee.CharField(10)  # a rules.reception.Grade
    why = peewee.CharField(16)  # a rules.reception.Why
    grade = peewee.CharField(10)
    grade_reason = peewee.CharField(200, default="")
    badge = peewee.ForeignKeyField(RegisterLine, null=True, on_delete="RESTRICT", backref="+")
    came_at = UtcField(null=True)
    received_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    answered_at = UtcField(null=True)  # the host said that he comes
    met_at = UtcField(null=True)
    left_at = UtcField(null=True)
    stand_in = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    stand_in_reason = peewee.CharField(200, default="")
    contact = peewee.UUIDField(null=True)  # the contact that the visit left in the client's file
    breach_of = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
    breach_at = UtcField(null=True)
    breach_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    breach_note = peewee.CharField(200, default="")
    called_off_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("owner", "came_at"), False), (("deputy", "came_at"), False), (("department", "came_at"), False))


class RefusedVisitor(Table):
    """Somebody who is not let in, and why."""

    REACH: ClassVar[Reach] = Guarded(Right.RECEIVE_VISITORS)

    name = peewee.CharField(120)
    unit = peewee.CharField(120, default="")
    phone = peewee.CharField(40, default="")
    reason = peewee.CharField(200)
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    withdrawn_at = UtcField(null=True)


class ZoneEntry(Table):
    """That a visitor was in a zone closed to visitors: let in by whom, with whom, from when until when."""

    REACH: ClassVar[Reach] = Guarded(Right.RECEIVE_VISITORS)

    visitor = peewee.ForeignKeyField(Visitor, on_delete="RESTRICT", backref="+")
    zone = peewee.CharField(60)
    escort = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    approved_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    in_at = UtcField()
    out_at = UtcField(null=True)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    withdrawn_at = UtcField(null=True)


# who is in the house, who is expected, and a day's list
Visitor.add_index(
    Visitor.index(Visitor.came_at, name="visitor_inside", where=Visitor.came_at.is_null(False)
                  & Visitor.left_at.is_null())
)  # fmt: skip
Visitor.add_index(
    Visitor.index(Visitor.expected_at, name="visitor_expected", where=Visitor.expected_at.is_null(False))
)  # fmt: skip
Visitor.add_index(Visitor.index(Visitor.came_at, name="visitor_came", where=Visitor.came_at.is_null(False)))
