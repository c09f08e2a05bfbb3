"""Cases 咨询投诉 of clients and of callers without a file, and what was done about each (SV-1 to SV-3)."""

from typing import ClassVar

import peewee

from desktop.models.base import Filed, Guarded, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.rules.rights import Right


class ServiceCase(Table):
    """One case. Kind, clock and limit are those of the day on which it was recorded: what the office changes later
    moves no clock that runs. Times of the present round only; what was before stands in the entries."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS)

    number = peewee.CharField(40, unique=True)
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+", index=False)
    caller = peewee.CharField(120, default="")  # where nobody has a file yet
    phone = peewee.CharField(40, default="")
    kind = peewee.CharField(40)
    kind_label = peewee.CharField(40)  # a message id of a shipped kind
    flow = peewee.CharField(12)  # a rules.cases.Flow
    clock = peewee.CharField(16)  # a rules.deadlines.Kind
    amount = peewee.IntegerField()
    callback_days = peewee.SmallIntegerField(null=True)  # None: nobody calls back
    channel = peewee.CharField(16)
    subject = peewee.CharField(200)
    content = peewee.TextField(default="")
    contact = peewee.UUIDField(null=True)  # the contact it was made of
    adverse = peewee.BooleanField(default=False)
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="+", index=False)
    handler = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    recorded_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    recorded_at = UtcField()
    step = peewee.CharField(12)  # a rules.cases.Step: what it waits for
    rounds = peewee.SmallIntegerField(default=1)
    started_at = UtcField()
    warn_at = UtcField(null=True)
    due_at = UtcField(null=True)
    paused_at = UtcField(null=True)
    done_at = UtcField(null=True)  # when the clock stopped
    cause = peewee.CharField(80, default="")
    level = peewee.SmallIntegerField(default=0)  # up to whom it was escalated by hand
    heard = peewee.SmallIntegerField(default=0)  # up to which level somebody has answered
    report_until = UtcField(null=True)  # on a level that was skipped
    report_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    callback_on = peewee.DateField(null=True)
    calls_back = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    closed_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("client", "recorded_at"), False), (("handler", "step"), False), (("department", "step"), False),
                   (("department", "recorded_at"), False), (("recorded_at",), False))  # fmt: skip


class CaseEntry(Table):
    """What was done about a case, by whom and when: a pause with its end, a helper who was asked, a remedy."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS)

    case = peewee.ForeignKeyField(ServiceCase, on_delete="RESTRICT", backref="entries")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    kind = peewee.CharField(12)  # a rules.cases.EntryKind
    step = peewee.CharField(12, default="")  # a rules.cases.Step
    detail = peewee.CharField(80, default="")  # why a clock stands, which remedy, which level
    good = peewee.BooleanField(default=True)
    said = peewee.TextField(default="")
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    person = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
    amount = peewee.IntegerField(null=True)  # in fen
    ended_at = UtcField(null=True)  # of a pause, of help; when a remedy was given
    rounds = peewee.SmallIntegerField(default=1)
    withdrawn_at = UtcField(null=True)


class CaseSeries(Table):
    """How far the numbers of cases have come. Taken within the write that gives the number: none is left out."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS)

    scope = peewee.CharField(60, unique=True)
    last = peewee.IntegerField(default=0)


# what somebody still has to do about it, for Today
ServiceCase.add_index(
    ServiceCase.index(ServiceCase.due_at, name="case_open", where=ServiceCase.closed_at.is_null())
)  # fmt: skip
# what fell due in a period, for appraisal; and what was done in one, by kind and step
ServiceCase.add_index(
    ServiceCase.index(ServiceCase.flow, ServiceCase.due_at, name="case_due", where=ServiceCase.withdrawn_at.is_null())
)
ServiceCase.add_index(
    ServiceCase.index(ServiceCase.callback_on, name="case_callback", where=ServiceCase.callback_on.is_null(False))
)
CaseEntry.add_index(
    CaseEntry.kind, CaseEntry.step, CaseEntry.at, CaseEntry.case, CaseEntry.by, CaseEntry.good, name="case_entry_done",
    where=CaseEntry.withdrawn_at.is_null(),
)  # fmt: skip
