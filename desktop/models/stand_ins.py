"""Stand-ins: who does what for whom, from which day to which (AC-11)."""

from typing import ClassVar

import peewee

from desktop.models.base import JsonField, Open, Reach, Table, UtcField
from desktop.models.office import Person


class StandIn(Table):
    """`person` stands in for `absent`; everybody may know, so that they know whom to ask."""

    REACH: ClassVar[Reach] = Open()

    absent = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="absences")
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="stands_in")
    first_on = peewee.DateField()
    last_on = peewee.DateField()
    kinds = JsonField()
    named_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="named", index=False)
    named_at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("last_on", "first_on"), False),)
