"""Client files: the open values, the sealed blocks beside them, and what hangs on a file."""

from collections.abc import Sequence
from typing import Any, ClassVar

import peewee

from desktop.models.base import Guarded, JsonField, Open, Owned, Plain, Reach, Table, Through, UtcField
from desktop.models.database import OfficeDatabase
from desktop.models.office import Department, Person
from desktop.rules.fields import Block
from desktop.rules.rights import Right


def _text(length: int) -> peewee.CharField:
    return peewee.CharField(length, default="")


class Client(Table):
    """A client file (CL-1, CL-2, CO-12). Empty text is "", never NULL."""

    REACH: ClassVar[Reach] = Owned(Right.SEE_CLIENTS, Right.EDIT_CLIENTS)

    code = peewee.CharField(40, unique=True)
    form = peewee.CharField(16)
    kind = peewee.CharField(16, default="customer")
    special_kind = _text(24)
    name = peewee.CharField(120)
    short_name = _text(60)
    salutation = _text(60)
    unit = _text(200)
    position = _text(120)
    industry = _text(80)
    source = _text(120)
    phone = _text(40)
    other_phone = _text(40)
    phone_key = peewee.CharField(20, default="", index=True)  # digits alone, to find the same number again
    fax = _text(40)
    email = _text(120)
    web = _text(200)
    address = _text(300)
    home_address = _text(300)
    postcode = _text(12)
    legal_representative = _text(60)
    registered_capital = peewee.BigIntegerField(null=True)
    business_scope = peewee.TextField(default="")
    credit_code = _text(20)
    birthday = _text(20)
    plate = _text(30)
    car_model = _text(60)
    card_number = _text(40)
    hobbies = peewee.TextField(default="")
    allergies = peewee.TextField(default="")
    taboos = peewee.TextField(default="")
    dishes = peewee.TextField(default="")
    drinks = peewee.TextField(default="")
    cigarettes = _text(120)
    seat = _text(200)
    room_wishes = _text(200)
    ordering_habits = peewee.TextField(default="")
    dining_habits = peewee.TextField(default="")
    parking = _text(200)
    usual_receptionist = _text(60)
    spend_grade = _text(16)
    visit_habit = _text(16)
    table_role = _text(16)
    signs_on_account = peewee.BooleanField(null=True)
    coming_reason = _text(16)
    suggestions = peewee.TextField(default="")
    room_to_grow = peewee.TextField(default="")
    touches_us = peewee.TextField(default="")
    near_us = peewee.BooleanField(null=True)
    work_news = peewee.TextField(default="")
    people_around = peewee.TextField(default="")
    other_facts = peewee.TextField(default="")
    leader = peewee.BooleanField(null=True)  # 地方重要领导: class A whatever the figures say
    note = peewee.TextField(default="")
    own = JsonField(default=dict)  # the office's own open fields
    client_class = peewee.CharField(1, default="")
    important = peewee.BooleanField(default=False)
    promising = peewee.BooleanField(default=False)  # 有发展前途: looked after like an important one (CL-9)
    draft = peewee.BooleanField(default=False)
    reading = _text(40)  # of a rare surname, for the header
    sort_key = peewee.CharField(400)
    owner = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="clients", index=False)
    deputy = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="deputised", index=False)
    department = peewee.ForeignKeyField(Department, null=True, on_delete="RESTRICT", index=False)
    opened_on = peewee.DateField()
    looked_through_at = UtcField()  # the update rhythm of CL-7 runs from here
    withdrawn_at = UtcField(null=True)
    merged_into = peewee.ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="absorbed", index=False)
    former_codes = peewee.TextField(default="")  # of files merged into this one, which are found by them
    risk = peewee.CharField(16, default="", index=True)  # follows from its assessments and warnings (CL-12)
    withheld = _text(1000)  # names of the fields whose purpose the client has withdrawn (AC-7)
    restricted_at = UtcField(null=True)  # since when its processing is stopped
    erased_at = UtcField(null=True)  # a lawful erasure has left the bare row, so that sums stay

    class Meta:
        # The list's orders, each a covering index, so that counting and jumping deep never read the rows themselves
        indexes = (
            (("withdrawn_at", "client_class", "sort_key", "id"), False),
            (("withdrawn_at", "code", "id"), False),
            (("name",), False),
        )


# The order of names also covers what narrows the list, a person's scope and the filters: a million files are looked
# through in half a second, and not in ten
Client.add_index(
    Client.withdrawn_at, Client.sort_key, Client.id, Client.owner, Client.deputy, Client.department, Client.kind,
    Client.form, Client.client_class, Client.draft, name="client_list",
)  # fmt: skip
# How many there are is told by one that holds nothing else
Client.add_index(Client.withdrawn_at, name="client_in_use")
# What Today asks of one person's thousands of files, or a department's, is told by an index: the rows lie far apart,
# and on SQLite the page of each would be deciphered. A save moves a file in each index that holds the day it was
# looked through, so there are few: the files of one person have their own (few have a deputy), those of a department
# are picked from all
_TOLD = (Client.withdrawn_at, Client.looked_through_at, Client.client_class, Client.draft, Client.birthday, Client.id)
Client.add_index(Client.owner, *_TOLD, name="client_of_owner")
Client.add_index(Client.deputy, *_TOLD, name="client_of_deputy", where=Client.deputy.is_null(False))
Client.add_index(
    Client.withdrawn_at, Client.looked_through_at, Client.id, Client.client_class, Client.draft, Client.birthday,
    Client.owner, Client.deputy, Client.department, name="client_rhythm",
)  # fmt: skip
# They are few, and left out of whatever is printed, exported or changed
Client.add_index(Client.restricted_at, name="client_restricted", where=Client.restricted_at.is_null(False))


class SealedBlock(Plain):
    """Values of one client, each sealed by the block's vault; `own` holds the office's own fields of that level."""

    client = peewee.ForeignKeyField(Client, primary_key=True, on_delete="RESTRICT")
    own = peewee.BlobField(null=True)


class ClientIdentity(SealedBlock):
    id_number = peewee.BlobField(null=True)
    id_number_index = peewee.BlobField(null=True, index=True)  # blind: finds an equal number, tells nothing else
    looks = peewee.BlobField(null=True)


class ClientProperty(SealedBlock):
    property = peewee.BlobField(null=True)
    assets = peewee.BlobField(null=True)
    income = peewee.BlobField(null=True)


class ClientAccounts(SealedBlock):
    bank = peewee.BlobField(null=True)
    bank_account = peewee.BlobField(null=True)
    bank_cards = peewee.BlobField(null=True)
    investments = peewee.BlobField(null=True)


class ValueReview(Table):
    """Where a reviewed value came from and who confirmed it (CL-8, CO-4). No row: nothing was ever entered."""

    REACH: ClassVar[Reach] = Through("client", Right.REVIEW_CLIENTS, Right.ENTER_CLIENTS, Right.IMPORT_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="reviews")
    field = peewee.CharField(40)
    state = peewee.CharField(16)
    learnt = _text(16)
    basis = _text(200)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    entered_at = UtcField()
    reviewed_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    reviewed_at = UtcField(null=True)
    seen_at = UtcField(null=True)  # to hold, after it was confirmed
    # of what a form or card brought: who collected it, the line of the register, how grave it is, whether he checked it
    collected_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="values_collected",
                                          index=False)  # fmt: skip
    given = peewee.UUIDField(null=True)
    severity = _text(8)
    checked = peewee.BooleanField(default=False)
    # who else had a hand in it since it was confirmed last, by the keys of their accounts: none of them reviews it
    hands = peewee.TextField(default="")

    class Meta:
        indexes = ((("client", "field"), True),)


# Few of those that an import leaves are confirmed, and Today asks for these alone. A query says the state as a literal,
# or SQLite does not know that this index holds what it asks for
CONFIRMED = ValueReview.state == peewee.SQL("'verified'")
ValueReview.add_index(
    ValueReview.index(ValueReview.client, ValueReview.field, ValueReview.reviewed_at, ValueReview.seen_at,
                      ValueReview.entered_at, where=peewee.SQL("state = 'verified'"), name="value_review_confirmed")
)  # fmt: skip


# An allergy is printed while nobody has confirmed it, so Today asks for these too, but not for all that imports left
_PROVISIONAL = ValueReview.state == peewee.SQL("'provisional'")
UNVERIFIED_ALLERGY = (ValueReview.field == peewee.SQL("'allergies'")) & _PROVISIONAL
NOT_IMPORTED = ValueReview.learnt != peewee.SQL("'imported'")
ValueReview.add_index(
    ValueReview.index(ValueReview.client, ValueReview.entered_at,
                      where=peewee.SQL("field = 'allergies' AND state = 'provisional' AND learnt <> 'imported'"),
                      name="value_review_unverified")
)  # fmt: skip


class CardPrint(Table):
    """When a client's information card was printed last (CO-7)."""

    REACH: ClassVar[Reach] = Through("client", Right.PRINT_CLIENTS)

    client = peewee.ForeignKeyField(Client, unique=True, on_delete="RESTRICT", backref="card_prints")
    printed_at = UtcField()


class Link(Table):
    """An affiliated person 附属客户 (CL-4): `other` is `role` of `client`. One row serves both directions."""

    REACH: ClassVar[Reach] = Through("client")

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="links")
    other = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="linked_from")
    role = peewee.CharField(20)
    note = _text(200)
    withdrawn_at = UtcField(null=True)


class Anniversary(Table):
    """A day to remember (CL-5): month 1–12 of its calendar, `leap` for a leap month; the year may be unknown."""

    REACH: ClassVar[Reach] = Through("client", Right.IMPORT_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="anniversaries")
    kind = peewee.CharField(16)
    label = _text(60)
    calendar = peewee.CharField(8)
    year = peewee.SmallIntegerField(null=True)
    month = peewee.SmallIntegerField()
    day = peewee.SmallIntegerField()
    leap = peewee.BooleanField(default=False)
    withdrawn_at = UtcField(null=True)


class Dealing(Table):
    """An important change or dealing 重大事项 (CL-6). `confidential` ones name the reason they are not reported."""

    REACH: ClassVar[Reach] = Through("client", Right.ENTER_CLIENTS, Right.REVIEW_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="dealings")
    on = peewee.DateField(column_name="happened_on")
    title = peewee.CharField(200)
    content = peewee.TextField(default="")
    confidential = peewee.BooleanField(default=False)
    reason = _text(200)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    withdrawn_at = UtcField(null=True)
    mark = _text(16)  # a rules.secrecy.Secrecy: its words lie in `sealed` alone (AC-5)
    sealed = peewee.TextField(default="")
    filed_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", index=False)  # information department
    filed_at = UtcField(null=True)


class YearResult(Table):
    """A client's results of one year (CL-6). Amounts in fen."""

    REACH: ClassVar[Reach] = Through("client")

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="year_results")
    year = peewee.SmallIntegerField()
    revenue = peewee.BigIntegerField(null=True)
    profit = peewee.BigIntegerField(null=True)
    with_us = peewee.BigIntegerField(null=True)  # business done with us
    note = peewee.TextField(default="")

    class Meta:
        indexes = ((("client", "year"), True),)


class OwnField(Table):
    """A field the office added itself (CL-2). Who runs the office need not see clients, so labels are open to all."""

    REACH: ClassVar[Reach] = Open(Right.RUN_OFFICE)

    key = peewee.CharField(40, unique=True)
    label = peewee.CharField(60)
    type = peewee.CharField(16)
    block = peewee.CharField(16, default="open")
    forms = peewee.CharField(40, default="person,organisation")
    required = peewee.BooleanField(default=False)
    choices = JsonField(default=list)
    position = peewee.SmallIntegerField(default=0)
    withdrawn_at = UtcField(null=True)


OWN_COLUMNS = ("key", "label", "type", "block", "forms", "required", "choices")


def own_fields_sql(postgres: bool) -> str:
    """A query of one text: the own fields in their order, as JSON. Every write asks it, so it is one value."""
    row, of_all = ("json_build_array", "json_agg") if postgres else ("json_array", "json_group_array")
    array = f"{of_all}({row}({', '.join(OWN_COLUMNS)}) ORDER BY position, label)"
    return f"SELECT coalesce({f'{array}::text' if postgres else array}, '[]') FROM own_field WHERE withdrawn_at IS NULL"


def own_fields(database: Any) -> str:
    return str(database.execute_sql(own_fields_sql(database.for_update)).fetchone()[0])


class ImportRun(Table):
    """One import (CL-15): what it came from and what it did. Its rows' changes lie in the journal."""

    REACH: ClassVar[Reach] = Guarded(Right.IMPORT_CLIENTS)

    file_name = peewee.CharField(255)
    file_hash = peewee.CharField(64)
    at = UtcField()
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    operation = peewee.UUIDField()
    counts = JsonField()
    undone_at = UtcField(null=True)


def codes_taken(office: OfficeDatabase, wanted: Sequence[str]) -> set[str]:
    """Which of these codes some file has, also one that who asks may not see."""
    if office.enforced:
        found = office.engine.execute_sql("SELECT * FROM cf.codes_taken(%s)", (list(wanted),)).fetchall()
    else:
        found = Client.select(Client.code).where(Client.code.in_(wanted)).tuples()
    return {code for (code,) in found}


class Mapping(Plain):
    """Which column went to which field last time, by the headings of a sheet (CL-15)."""

    REACH: ClassVar[Reach] = Guarded(Right.IMPORT_CLIENTS)

    headings = peewee.CharField(64, primary_key=True)  # hash of the folded headings
    columns = JsonField()
    orders = JsonField(default=dict)  # of dates that could be read in several ways, by column
    used_at = UtcField()


BLOCKS: dict[Block, type[SealedBlock]] = {
    Block.IDENTITY: ClientIdentity,
    Block.PROPERTY: ClientProperty,
    Block.ACCOUNTS: ClientAccounts,
}
