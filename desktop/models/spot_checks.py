"""Spot checks 抽查 of contact records: what was drawn, how it was scored, and what is to be improved (CM-4)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class SpotDraw(Table):
    """A draw of a period: by its seed and the numbers of then anybody can draw the same again."""

    REACH: ClassVar[Reach] = Guarded(Right.SCORE_CONTACTS)

    first = peewee.DateField()
    last = peewee.DateField()
    seed = peewee.BigIntegerField()
    size = peewee.SmallIntegerField()  # records of each colleague
    percent = peewee.SmallIntegerField()  # or this share, whichever is more
    scale = peewee.SmallIntegerField()  # the highest mark
    pool = peewee.IntegerField()
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("at",), False),)


class SpotCheck(Table):
    """One record of a draw with its marks. Out of reach of the colleague whom it judges, until it is released."""

    REACH: ClassVar[Reach] = Guarded(Right.SCORE_CONTACTS)

    draw = peewee.ForeignKeyField(SpotDraw, on_delete="RESTRICT", backref="checks")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="+")
    contact = peewee.UUIDField()
    staff = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    manners = peewee.SmallIntegerField(null=True)
    accuracy = peewee.SmallIntegerField(null=True)
    completeness = peewee.SmallIntegerField(null=True)
    said = peewee.TextField(default="")
    by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField(null=True)
    released_at = UtcField(null=True)
    improve = peewee.TextField(default="")
    owner = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    due_on = peewee.DateField(null=True)
    done = peewee.TextField(default="")
    done_at = UtcField(null=True)
    looked_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    looked_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("staff", "at"), False), (("owner", "looked_at", "due_on"), False))


# what was released in a period, for appraisal
SpotCheck.add_index(SpotCheck.released_at, name="spot_check_released", where=SpotCheck.released_at.is_null(False))
