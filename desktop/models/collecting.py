"""What a collection form or card brought back beside its facts, and the meetings at which facts are reviewed."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, JsonField, Reach, Table, Through, UtcField
from desktop.models.bookings import GivenOut
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class CollectedSheet(Table):
    """That a form or card was typed in: who collected it and on which day, and who sat where as its diagram says."""

    REACH: ClassVar[Reach] = Through("client")

    given = peewee.ForeignKeyField(GivenOut, on_delete="RESTRICT", backref="collected", index=False)
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="collected_sheets")
    collector = peewee.CharField(60)
    collected_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="sheets_collected",
                                          index=False)  # fmt: skip
    collected_on = peewee.DateField()
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="sheets_entered", index=False)
    entered_at = UtcField()
    main_host = peewee.CharField(60, default="")
    second_guest = peewee.CharField(60, default="")
    deputy_host = peewee.CharField(60, default="")
    honour_guest = peewee.CharField(60, default="")
    withdrawn_at = UtcField(null=True)


CollectedSheet.add_index(
    CollectedSheet.index(CollectedSheet.given, unique=True, where=CollectedSheet.withdrawn_at.is_null(),
                         name="sheet_collected_once")
)  # fmt: skip


class ReviewMeeting(Table):
    """A review 评审: begun and ended, who chaired it, and who was present as what (CO-6)."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.REVIEW_CLIENTS)

    begun_at = UtcField(index=True)
    ended_at = UtcField(null=True)
    chair = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="meetings_chaired", index=False)
    begun_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="meetings_begun", index=False)
    present = JsonField(default=list)  # [role, name, id of the account or ""]
    withdrawn_at = UtcField(null=True)


class ReviewItem(Table):
    """What a meeting decided on one value of a file; the value itself lies in the file and its history."""

    REACH: ClassVar[Reach] = Through("client", Right.REVIEW_CLIENTS)

    meeting = peewee.ForeignKeyField(ReviewMeeting, on_delete="RESTRICT", backref="items")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="review_items")
    field = peewee.CharField(40)
    decision = peewee.CharField(12)
    note = peewee.CharField(200, default="")  # what is to be asked again
    decided_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="items_decided", index=False)
    decided_at = UtcField()
    withdrawn_at = UtcField(null=True)
