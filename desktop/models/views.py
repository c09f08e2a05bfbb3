"""Saved views of the client list, and which of them each person's list opens with."""

from typing import ClassVar

import peewee

from desktop.models.base import JsonField, Open, Reach, Table, UtcField
from desktop.models.office import Person


class SavedView(Table):
    """What the list shows, under a name: filter, order and columns. Private until its owner shares it.

    Open, because no client hangs on it: the service shows private ones to their owner alone.
    """

    REACH: ClassVar[Reach] = Open()

    name = peewee.CharField(60)
    owner = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="views")
    shared = peewee.BooleanField(default=False)
    content = JsonField()
    withdrawn_at = UtcField(null=True)


class FirstView(Table):
    """The view that a person's list opens with; none: all clients."""

    REACH: ClassVar[Reach] = Open()

    person = peewee.ForeignKeyField(Person, unique=True, on_delete="RESTRICT")
    view = peewee.ForeignKeyField(SavedView, null=True, on_delete="RESTRICT")
