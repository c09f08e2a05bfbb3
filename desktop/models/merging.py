"""Merged client files, and pairs that somebody has judged to be two clients (CL-11)."""

from typing import ClassVar

import peewee

from desktop.models.base import Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person


class Merge(Table):
    """`merged` went into `kept`. What it changed lies in the journal of the record that made this row."""

    REACH: ClassVar[Reach] = Through("kept")

    kept = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="merges")
    merged = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="merged_by")
    at = UtcField(index=True)
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    undone_at = UtcField(null=True)


class DistinctPair(Table):
    """Two files that resemble each other and are not the same client; `client` has the smaller id."""

    REACH: ClassVar[Reach] = Through("client")

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="distinct_from")
    other = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="distinct_to")
    at = UtcField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    withdrawn_at = UtcField(null=True)
