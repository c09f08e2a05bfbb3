"""What Today keeps of its own: which days of clients were kept, so that nobody congratulates twice (CL-5)."""

from typing import ClassVar

import peewee

from desktop.models.base import Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person


class DayKept(Table):
    """Somebody congratulated, or did what that day asks for. `what` is the kind of day and its name."""

    REACH: ClassVar[Reach] = Through("client")

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="days_kept")
    on = peewee.DateField(column_name="kept_on", index=True)
    what = peewee.CharField(80)
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", index=False)
    at = UtcField()
    withdrawn_at = UtcField(null=True)
