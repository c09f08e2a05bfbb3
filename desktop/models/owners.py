"""Who looks after a client besides owner and deputy, and what was handed over from whom to whom (CL-9)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class ContactPerson(Table):
    """A colleague who is in contact with a client, from a day on; `until` is empty while it lasts."""

    REACH: ClassVar[Reach] = Through("client")

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="contact_persons")
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    since = peewee.DateField(column_name="since_on")
    until = peewee.DateField(column_name="until_on", null=True)
    withdrawn_at = UtcField(null=True)


class Handover(Table):
    """One transfer 移交 of clients: when, by whom, why. `giver` is empty where they came from several."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.EDIT_CLIENTS)

    at = UtcField()
    giver = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="handovers_made")
    reason = peewee.CharField(200, default="")
    operation = peewee.UUIDField(index=True)
    withdrawn_at = UtcField(null=True)


class HandoverLine(Table):
    """One client in a transfer: who had it and who has it, whether it was told, when the successor was in contact.

    Without `due` only the deputy changed, and neither is owed. `superseded_at`: handed on to somebody else since.
    """

    REACH: ClassVar[Reach] = Through("client", Right.ENTER_CLIENTS)

    handover = peewee.ForeignKeyField(Handover, on_delete="RESTRICT", backref="lines")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT")
    former_owner = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="handed_over")
    former_deputy = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="deputies_handed_over")
    owner = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="taken_over", index=False)
    deputy = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="deputies_taken_over")
    due = UtcField(null=True)
    contacted_at = UtcField(null=True)
    told_on = peewee.DateField(null=True)
    told_how = peewee.CharField(16, default="")
    told_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="told")
    superseded_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)

    class Meta:
        # what is due for somebody is asked again and again
        indexes = ((("owner", "contacted_at", "due"), False),)


# what fell due in a period, for appraisal
HandoverLine.add_index(
    HandoverLine.due, HandoverLine.owner, name="handover_line_due",
    where=peewee.SQL("due IS NOT NULL AND withdrawn_at IS NULL"),
)  # fmt: skip
