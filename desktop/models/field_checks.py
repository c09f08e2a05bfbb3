"""What appraisal counts and no other table keeps: checks of entered values, how complete files are (AP-1)."""

from typing import ClassVar

import peewee

from desktop.models.base import Open, Owned, Plain, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.rules.rights import Right


class FieldDraw(Table):
    """A month's draw of entered values: by its seed and the numbers of then anybody can draw the same again."""

    REACH: ClassVar[Reach] = Open(Right.RUN_APPRAISALS)

    first = peewee.DateField(column_name="first_on")
    last = peewee.DateField(column_name="last_on")
    seed = peewee.BigIntegerField()
    size = peewee.SmallIntegerField()  # values of each author
    grave = peewee.SmallIntegerField()  # of these required or sensitive ones at least
    pool = peewee.IntegerField()
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    withdrawn_at = UtcField(null=True)


FieldDraw.add_index(FieldDraw.index(FieldDraw.first, unique=True, where=FieldDraw.withdrawn_at.is_null(),
                                    name="field_draw_once"))  # fmt: skip


class FieldCheck(Table):
    """A value that somebody else compared with its source: one that was drawn, or, without a draw, one that a second
    person decided on in review. It tells of the value as it was entered then."""

    REACH: ClassVar[Reach] = Through("client", Right.REVIEW_CLIENTS, Right.RUN_APPRAISALS)

    draw = peewee.ForeignKeyField(FieldDraw, null=True, on_delete="RESTRICT", backref="checks")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="+")
    field = peewee.CharField(40)
    author = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_at = UtcField()
    weight = peewee.SmallIntegerField()  # thousandths
    verdict = peewee.CharField(8, default="")  # a rules.field_checks.Verdict
    by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField(null=True)
    note = peewee.TextField(default="")
    withdrawn_at = UtcField(null=True)


# what a period counts, and what is still to be checked
FieldCheck.add_index(
    FieldCheck.at, FieldCheck.author, FieldCheck.verdict, FieldCheck.weight, name="field_check_counted",
    where=peewee.SQL("at IS NOT NULL AND withdrawn_at IS NULL"),
)  # fmt: skip
FieldCheck.add_index(FieldCheck.author, name="field_check_open",
                     where=peewee.SQL("at IS NULL AND withdrawn_at IS NULL"))  # fmt: skip


class FileSpan(Plain):
    """From which day to which somebody had a file in hand with so many of its required fields filled, and it was fresh
    or not. `last` is empty while it is so. Written once a day for what has changed (`services.file_states`)."""

    REACH: ClassVar[Reach] = Through("client", Right.RUN_APPRAISALS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="+", index=False)
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    first = peewee.DateField(column_name="first_on")
    last = peewee.DateField(column_name="last_on", null=True)
    filled = peewee.SmallIntegerField()
    required = peewee.SmallIntegerField()
    fresh = peewee.BooleanField()

    class Meta:
        primary_key = peewee.CompositeKey("client", "first")


# a file is in one state at a time; and what lasts still, or ended in a period, told by the index alone
FileSpan.add_index(FileSpan.index(FileSpan.client, unique=True, where=FileSpan.last.is_null(), name="file_span_now"))
FileSpan.add_index(FileSpan.last, FileSpan.first, FileSpan.person, FileSpan.client, FileSpan.filled, FileSpan.required,
                   FileSpan.fresh, name="file_span_counted")  # fmt: skip


class OwnIndicator(Table):
    """An indicator that the office made itself: a count, a rating or a typed score between two bounds."""

    REACH: ClassVar[Reach] = Open(Right.RUN_APPRAISALS)

    key = peewee.CharField(24, unique=True)
    dimension = peewee.CharField(4)
    name = peewee.CharField(80)
    formula = peewee.CharField(500)
    kind = peewee.CharField(8)  # a rules.own_indicators.OwnKind
    rises = peewee.BooleanField(default=True)  # more is better
    low = peewee.BigIntegerField()  # thousandths, as all of this
    high = peewee.BigIntegerField()
    weight = peewee.IntegerField()
    floor = peewee.SmallIntegerField()
    passing = peewee.SmallIntegerField()
    target = peewee.SmallIntegerField()
    number = peewee.SmallIntegerField(default=1)  # its version
    withdrawn_at = UtcField(null=True)


class OwnScore(Table):
    """What somebody reached under an indicator of the office's own on a day, entered by somebody else. `owner` is whom
    it is about; how it was turned into an outcome stays as it was then."""

    REACH: ClassVar[Reach] = Owned(Right.SEE_APPRAISALS, Right.RATE_STAFF, Right.RUN_APPRAISALS)

    indicator = peewee.ForeignKeyField(OwnIndicator, on_delete="RESTRICT", backref="scores", index=False)
    owner = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    deputy = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="+", index=False)
    on = peewee.DateField(column_name="scored_on")
    due = UtcField()  # when that day ended
    value = peewee.BigIntegerField()  # thousandths
    outcome = peewee.IntegerField()  # millionths
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    note = peewee.CharField(300, default="")
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("indicator", "due", "owner"), False), (("owner", "due"), False))
