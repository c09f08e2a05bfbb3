"""Beside the records: alarms, monthly rounds, incidents, scans of security."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, JsonField, Reach, Table, UtcField
from desktop.models.office import Person
from desktop.rules.rights import Right


class Alarm(Table):
    """Something that whoever sees the audit has to look at, and what came of it."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_AUDIT)

    kind = peewee.CharField(24)
    mark = peewee.CharField(160)  # the same thing is raised once
    at = UtcField()
    raised_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    workstation = peewee.UUIDField()
    subject = peewee.UUIDField(null=True)
    facts = JsonField()
    note = peewee.CharField(500, default="")  # what somebody typed: facts outlive an erasure
    handled_at = UtcField(null=True)
    handled_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="alarms_handled")
    handling = peewee.CharField(500, default="")

    class Meta:
        indexes = ((("kind", "mark"), True),)


class AuditRound(Table):
    """One auditor's walk through a stretch of days: each part has the moment in which it had been gone through."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_AUDIT)

    first_on = peewee.DateField()
    last_on = peewee.DateField(unique=True)
    sign_ins_at = UtcField(null=True)
    changes_at = UtcField(null=True)
    files_at = UtcField(null=True)
    closed_at = UtcField(null=True)
    closed_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    note = peewee.CharField(1000, default="")


class AuditFinding(Table):
    """What an auditor found in a round, and how it was handled; each half is signed by a record of its own."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_AUDIT)

    round = peewee.ForeignKeyField(AuditRound, on_delete="RESTRICT")
    part = peewee.CharField(16)
    found = peewee.CharField(1000)
    found_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    found_at = UtcField()
    handling = peewee.CharField(1000, default="")
    handled_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="findings_handled")
    handled_at = UtcField(null=True)


class Incident(Table):
    """A leak or its suspicion. Who is concerned is asked of the records: what `person` read in a stretch of days."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_AUDIT)

    title = peewee.CharField(120)
    noticed_at = UtcField()
    reported_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    reported_at = UtcField()
    person = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="incidents_about")
    first_on = peewee.DateField(null=True)
    last_on = peewee.DateField(null=True)


class IncidentStep(Table):
    """One step done about an incident, in the words of who did it; a later one of the same kind adds to it."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_AUDIT)

    incident = peewee.ForeignKeyField(Incident, on_delete="RESTRICT")
    step = peewee.CharField(16)
    said = peewee.CharField(2000)
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    at = UtcField()


class SecurityScan(Table):
    """A scan of security and what was repaired after it (SA-6)."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_AUDIT)

    scanned_on = peewee.DateField()
    what = peewee.CharField(200)
    found = peewee.CharField(1000, default="")
    repaired = peewee.CharField(1000, default="")
    repaired_on = peewee.DateField(null=True)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    entered_at = UtcField()
    withdrawn_at = UtcField(null=True)
