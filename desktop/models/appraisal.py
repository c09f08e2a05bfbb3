"""Periods of appraisal 考核期: schemes, sheets, marks, excuses, appeals, and the evidence that a lock froze (AP-4)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, JsonField, Open, Owned, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.rules.rights import Right


class AppraisalScheme(Table):
    """One version of how the office appraises. The newest holds from the next opening on; a period keeps its own."""

    REACH: ClassVar[Reach] = Open(Right.RUN_APPRAISALS)

    number = peewee.SmallIntegerField(unique=True)
    content = JsonField()  # rules.appraisal.scheme_to_store
    note = peewee.CharField(300, default="")
    made_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    made_at = UtcField()
    withdrawn_at = UtcField(null=True)


class AppraisalPeriod(Table):
    """A period, or a later version of one that was locked. A locked one never changes again: triggers of both
    databases see to it, and `root` tells whether it did."""

    REACH: ClassVar[Reach] = Open(Right.RUN_APPRAISALS)

    name = peewee.CharField(20)
    first = peewee.DateField(column_name="first_on")
    last = peewee.DateField(column_name="last_on")
    number = peewee.SmallIntegerField(default=1)  # its version
    replaces = peewee.ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="+", index=False)
    state = peewee.CharField(12, default="draft")  # a rules.appraisal.PeriodState
    scheme = JsonField(default=dict)  # as it was when the period opened, with the means and the strength of then
    seed = peewee.BigIntegerField(default=0)  # of the ranges of ranks
    opened_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    opened_at = UtcField()
    computed_at = UtcField(null=True)
    reason = peewee.CharField(300, default="")  # why it went a step back
    corrects = peewee.CharField(300, default="")  # what was wrong in the version that it replaces
    published_at = UtcField(null=True)
    confirm_until = UtcField(null=True)
    appeal_until = UtcField(null=True)
    signed_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    signed_at = UtcField(null=True)
    cut_off = UtcField(null=True)  # the database's clock as it was locked
    cases = peewee.IntegerField(default=0)
    header = JsonField(default=dict)  # what the root covers besides the people
    previous = peewee.CharField(64, default="")  # root of the period that was locked before
    root = peewee.CharField(64, default="")
    locked_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    signature = peewee.CharField(128, default="")
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("name", "number"), True), (("last",), False))


class AppraisalSheet(Table):
    """One person in one period. `owner` is whom it is about, `deputy` the superior who rates; what the two said lies in
    `SheetMark`, and nothing of the superior's in this row until it is published."""

    REACH: ClassVar[Reach] = Owned(Right.SEE_APPRAISALS, Right.RATE_STAFF, Right.RUN_APPRAISALS)

    period = peewee.ForeignKeyField(AppraisalPeriod, on_delete="RESTRICT", backref="sheets", index=False)
    owner = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    deputy = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+")
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="+", index=False)
    role_group = peewee.CharField(60, default="")  # with whom one is compared
    days = peewee.SmallIntegerField(null=True)  # present, typed by who runs the period
    counts = JsonField(default=dict)  # key → cases, weight, square, good, excused
    left_out = JsonField(default=list)  # indicators that an appeal took out
    result = JsonField(default=dict)  # rules.appraisal.result_to_store, once published
    self_at = UtcField(null=True)
    rated_at = UtcField(null=True)
    rated_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    passed_at = UtcField(null=True)  # let through without a superior (AC-6)
    published_at = UtcField(null=True)
    answer = peewee.CharField(10, default="")  # a rules.appraisal.Answer
    answer_words = peewee.TextField(default="")
    answered_at = UtcField(null=True)
    salt = peewee.CharField(32, default="")
    root = peewee.CharField(64, default="")  # over the sheet itself and its frozen cases
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("period", "owner"), True),)


class SheetMark(Table):
    """What somebody said of one of the five sentences, or, as item 0, on the whole. The superior's is seen by whom it
    is about once it is published."""

    REACH: ClassVar[Reach] = Through("sheet", Right.SEE_APPRAISALS, Right.RATE_STAFF, Right.RUN_APPRAISALS)

    period = peewee.ForeignKeyField(AppraisalPeriod, on_delete="RESTRICT", backref="+", index=False)
    sheet = peewee.ForeignKeyField(AppraisalSheet, on_delete="RESTRICT", backref="marks", index=False)
    side = peewee.CharField(8)  # a rules.appraisal.Side
    item = peewee.SmallIntegerField()  # 1 to 5; 0: on the whole
    mark = peewee.SmallIntegerField(null=True)  # 1 to 5
    words = peewee.TextField(default="")
    source = peewee.CharField(32, default="")  # the table of the case that shows it
    row = peewee.UUIDField(null=True, column_name="row_id")
    observed = peewee.DateField(null=True, column_name="observed_on")
    recommended = JsonField(default=list)  # of item 0: rules.appraisal.Recommendation
    before = peewee.SmallIntegerField(null=True)  # calibrated from
    reason = peewee.CharField(300, default="")
    changed_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()

    class Meta:
        indexes = ((("sheet", "side", "item"), True),)


class FrozenCase(Table):
    """One case as it counted when its period was locked. Payload and salt may be emptied when a client is erased: the
    leaf stays, and so the root still holds."""

    REACH: ClassVar[Reach] = Through("sheet", Right.RUN_APPRAISALS)

    period = peewee.ForeignKeyField(AppraisalPeriod, on_delete="RESTRICT", backref="+", index=False)
    sheet = peewee.ForeignKeyField(AppraisalSheet, on_delete="RESTRICT", backref="cases", index=False)
    place = peewee.IntegerField()  # in the order of the leaves
    key = peewee.CharField(24)
    source = peewee.CharField(32)
    row = peewee.UUIDField(column_name="row_id")
    due = UtcField()
    done = UtcField(null=True)
    outcome = peewee.IntegerField()  # millionths
    weight = peewee.IntegerField()  # thousandths
    reason = peewee.CharField(32, default="")
    excused = peewee.BooleanField(default=False)
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    payload = peewee.TextField(default="")
    salt = peewee.CharField(32, default="")
    leaf = peewee.CharField(64)

    class Meta:
        indexes = ((("sheet", "place"), True), (("row",), False))


class Excuse(Table):
    """A case that does not count, for a reason that somebody else has approved or an appeal has found. `owner` is whose
    case it is, `deputy` who asked; there is a row once it is approved."""

    REACH: ClassVar[Reach] = Owned(Right.SEE_APPRAISALS, Right.SEE_APPRAISALS, Right.RUN_APPRAISALS)

    owner = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    deputy = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="+", index=False)
    key = peewee.CharField(24)
    source = peewee.CharField(32)
    row = peewee.UUIDField(column_name="row_id")
    due = UtcField()  # tells the period: the same row may be a case of several
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    reason = peewee.CharField(16)  # a rules.appraisal.ExcuseReason
    words = peewee.TextField(default="")
    asked_at = UtcField()
    approved_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    operation = peewee.UUIDField(null=True)  # in which its approval was used
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("source", "row", "key"), False),)


class Appeal(Table):
    """An objection to one case, indicator, sentence or penalty; decided by who neither scored nor supervised."""

    REACH: ClassVar[Reach] = Through("sheet", Right.SEE_APPRAISALS, Right.RUN_APPRAISALS)

    period = peewee.ForeignKeyField(AppraisalPeriod, on_delete="RESTRICT", backref="+", index=False)
    sheet = peewee.ForeignKeyField(AppraisalSheet, on_delete="RESTRICT", backref="appeals")
    kind = peewee.CharField(10)  # a rules.appraisal.Against
    key = peewee.CharField(24, default="")  # the indicator, also of a case
    item = peewee.SmallIntegerField(null=True)
    source = peewee.CharField(32, default="")
    row = peewee.UUIDField(null=True, column_name="row_id")  # the case's, or the penalty
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    words = peewee.TextField(default="")
    made_at = UtcField()
    due_at = UtcField()
    decided_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    decided_at = UtcField(null=True)
    verdict = peewee.CharField(10, default="")  # a rules.appraisal.Verdict
    reason = peewee.TextField(default="")
    before = JsonField(default=dict)  # total, and what was objected to, as they were
    after = JsonField(default=dict)
    withdrawn_at = UtcField(null=True)


class AppraisalPrint(Table):
    """A report that was printed or saved: what its code and its bytes are known by, and whether the paper came back."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_APPRAISALS)

    period = peewee.ForeignKeyField(AppraisalPeriod, on_delete="RESTRICT", backref="+")
    sheet = peewee.ForeignKeyField(AppraisalSheet, null=True, on_delete="RESTRICT", backref="+")
    kind = peewee.CharField(12)  # person, department, office
    code = peewee.CharField(24, default="")  # none on a draft
    content = peewee.CharField(64, default="")  # SHA-256 of what it says
    digest = peewee.CharField(64)  # SHA-256 of the file
    language = peewee.CharField(8, default="")
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    handed_at = UtcField(null=True)
    back_at = UtcField(null=True)

    class Meta:
        indexes = ((("code",), False), (("digest",), False))


Appeal.add_index(Appeal.index(Appeal.due_at, name="appeal_open",
                              where=Appeal.decided_at.is_null() & Appeal.withdrawn_at.is_null()))  # fmt: skip
