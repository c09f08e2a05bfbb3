"""What clients spend and how often they come, and the classes that follow from it quarter by quarter (CL-10)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, JsonField, Plain, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class SpendImport(Table):
    """A sheet of spend that was taken in, so that it can be undone as a whole."""

    REACH: ClassVar[Reach] = Guarded(Right.CLASSIFY_CLIENTS)

    file_name = peewee.CharField(255)
    file_hash = peewee.CharField(64, index=True)
    at = UtcField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    operation = peewee.UUIDField()
    count = peewee.IntegerField()
    amount = peewee.BigIntegerField()  # fen
    undone_at = UtcField(null=True)


class Spend(Table):
    """What a client spent on one day, in fen, and how many visits that was. Bills of other kinds feed it as well."""

    REACH: ClassVar[Reach] = Through("client", Right.CLASSIFY_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT")
    on = peewee.DateField(column_name="spent_on")
    amount = peewee.BigIntegerField()
    visits = peewee.IntegerField()
    source = peewee.CharField(16)
    origin = peewee.UUIDField(null=True, unique=True)  # the bill it comes from: never counted twice
    batch = peewee.ForeignKeyField(SpendImport, null=True, on_delete="RESTRICT")
    note = peewee.CharField(200, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    entered_at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        # a quarter is added up from the index alone, however many years lie before it
        indexes = ((("on", "client", "withdrawn_at", "amount", "visits"), False),)


class ClassRun(Table):
    """A quarter's classes as they were confirmed, with the numbers in force then: a snapshot that stays."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.CLASSIFY_CLIENTS)

    quarter = peewee.CharField(6)
    preset = peewee.CharField(16)
    rules = JsonField()
    figures = JsonField()  # how many clients in each class, how many moved
    at = UtcField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    operation = peewee.UUIDField()
    undone_at = UtcField(null=True)


class ClassResult(Plain):
    """One client in a run: the figures, what was proposed and what was given."""

    REACH: ClassVar[Reach] = Through("client", Right.CLASSIFY_CLIENTS)

    run = peewee.ForeignKeyField(ClassRun, on_delete="RESTRICT", index=False)
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT")
    before = peewee.CharField(1)
    proposed = peewee.CharField(1)
    given = peewee.CharField(1)
    spend = peewee.BigIntegerField()
    visits = peewee.IntegerField()
    earlier_visits = peewee.IntegerField()
    spend_rank = peewee.IntegerField(null=True)
    visit_rank = peewee.IntegerField(null=True)
    why = peewee.CharField(24)
    override = peewee.CharField(200, default="")  # the manager's reason for another class

    class Meta:
        primary_key = peewee.CompositeKey("run", "client")


class ClassTeaching(Table):
    """When the quarter's class list was taught, and to whom."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.CLASSIFY_CLIENTS)

    run = peewee.ForeignKeyField(ClassRun, on_delete="RESTRICT")
    on = peewee.DateField(column_name="taught_on")
    people = JsonField()  # ids of those who were there
    note = peewee.CharField(200, default="")
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    withdrawn_at = UtcField(null=True)
