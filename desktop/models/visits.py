"""Visits 拜访 to clients: planned, prepared, and reported in the contact that each leaves (CM-5)."""

from typing import ClassVar

import peewee

from desktop.models.base import Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class Visit(Table):
    """One visit. Its report is the contact it left, and lies there alone; `withdrawn_at` is set by undoing."""

    REACH: ClassVar[Reach] = Through("client", Right.ENTER_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="+", index=False)
    visitor = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    # where the client changed hands between the visit and its report, which `visitor` owes by now
    made_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    starts_at = UtcField()
    purpose = peewee.CharField(200)
    place = peewee.CharField(200, default="")
    needs = peewee.TextField(default="")
    habits = peewee.TextField(default="")
    industry = peewee.TextField(default="")
    competitors = peewee.TextField(default="")
    strategy = peewee.TextField(default="")
    planned_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    planned_at = UtcField()
    moved_why = peewee.CharField(200, default="")  # the last time
    called_off_at = UtcField(null=True)
    called_off_why = peewee.CharField(200, default="")
    report_due = UtcField()  # by the limit of the day on which it was planned or moved
    reported_at = UtcField(null=True)
    contact = peewee.UUIDField(null=True)  # the contact that it left
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("client", "starts_at"), False), (("visitor", "starts_at"), False), (("starts_at",), False))


# what fell due in a period, for appraisal
Visit.add_index(
    Visit.report_due, Visit.visitor, Visit.reported_at, Visit.called_off_at, Visit.client, Visit.contact,
    name="visit_report_due", where=Visit.withdrawn_at.is_null(),
)  # fmt: skip
# what is still to be made or reported, for Today
Visit.add_index(
    Visit.index(
        Visit.visitor, Visit.starts_at, name="visit_open",
        where=Visit.reported_at.is_null() & Visit.called_off_at.is_null(),
    )
)  # fmt: skip
