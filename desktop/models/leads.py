"""Leads 潜在客户, what was said and planned with each, and who looked through the register on which day (CM-6)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Owned, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.rules.rights import Right


class Lead(Table):
    """Somebody who may become a client. Seen by scope as clients are; `client` is the file that it became."""

    REACH: ClassVar[Reach] = Owned(Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS)
    # a right that rests with a client's file never rests here
    restricted_at: ClassVar[None] = None

    form = peewee.CharField(16)  # a rules.words.ClientForm
    name = peewee.CharField(120)
    sort_key = peewee.CharField(400, default="")
    unit = peewee.CharField(120, default="")
    phone = peewee.CharField(40, default="")
    phone_key = peewee.CharField(40, default="")
    email = peewee.CharField(120, default="")
    source = peewee.CharField(12)  # a rules.leads.Source
    wish = peewee.CharField(200)
    needs = peewee.TextField(default="")
    qualifications = peewee.TextField(default="")
    state = peewee.CharField(12)  # a rules.leads.State
    owner = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    deputy = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="+", index=False)
    stay_minutes = peewee.SmallIntegerField(null=True)  # on our page
    invited_at = UtcField(null=True)  # again, once
    next_on = peewee.DateField(null=True)  # the first day that is planned
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    lost_reason = peewee.CharField(200, default="")
    received_at = UtcField()
    closed_at = UtcField(null=True)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("owner", "state", "next_on"), False), (("deputy", "state"), False),
                   (("department", "state", "next_on"), False), (("state", "next_on"), False),
                   (("state", "received_at"), False), (("received_at",), False), (("phone_key",), False),
                   (("sort_key",), False))  # fmt: skip


class LeadEntry(Table):
    """What was said, left or planned with a lead. `client` is set once the lead became one."""

    REACH: ClassVar[Reach] = Through("lead", Right.ENTER_CLIENTS)

    lead = peewee.ForeignKeyField(Lead, on_delete="RESTRICT", backref="+", index=False)
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    kind = peewee.CharField(12)  # a rules.leads.EntryKind
    channel = peewee.CharField(16, default="")  # a rules.contacts.Channel
    plan = peewee.CharField(12, default="")  # a rules.leads.PlanKind
    on = peewee.DateField(column_name="planned_on", null=True)
    at = UtcField()
    said = peewee.TextField(default="")
    result = peewee.TextField(default="")
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    done_at = UtcField(null=True)  # of a plan and of a message left
    done_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("lead", "at"), False),)


class LeadRound(Table):
    """That somebody looked through the register on a day."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS)

    on = peewee.DateField(column_name="looked_on")
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    leads = peewee.IntegerField()  # how many were open in that sight
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("on", "by"), True),)


# messages left and steps planned that wait, for Today
LeadEntry.add_index(
    LeadEntry.index(LeadEntry.kind, LeadEntry.lead, name="lead_entry_open", where=LeadEntry.done_at.is_null())
)
