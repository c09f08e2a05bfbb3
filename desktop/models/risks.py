"""What speaks against doing business with a client: assessments, and warnings of fraud (CL-12)."""

from typing import ClassVar

import peewee

from desktop.models.base import Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class RiskAssessment(Table):
    """One judgement of one aspect. The latest of each aspect holds; those before it are kept."""

    REACH: ClassVar[Reach] = Through("client", Right.ASSESS_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="assessments")
    aspect = peewee.CharField(16)
    level = peewee.CharField(16)
    consequence = peewee.CharField(16)
    reason = peewee.CharField(500)
    look_again = peewee.DateField(null=True, index=True)
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    at = UtcField()
    withdrawn_at = UtcField(null=True)


class FraudWarning(Table):
    """Something abnormal that was noticed 防范诈骗. It stands until somebody settles it and says how."""

    REACH: ClassVar[Reach] = Through("client", Right.ENTER_CLIENTS, Right.ASSESS_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="warnings")
    on = peewee.DateField(column_name="noticed_on")
    sign = peewee.CharField(16)
    noticed = peewee.CharField(500)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    settled_at = UtcField(null=True)
    settled_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    outcome = peewee.CharField(500, default="")
    withdrawn_at = UtcField(null=True)
