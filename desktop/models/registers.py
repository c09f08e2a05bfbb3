"""What goes out and must come back 登记, and the partners to whom clients' information is given (AC-8)."""

from typing import ClassVar

import peewee

from desktop.models.base import Guarded, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class Partner(Table):
    """An outsider who is given information, with the confidentiality agreement that is on file."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.PROTECT_CLIENTS)

    name = peewee.CharField(120)
    contact = peewee.CharField(200, default="")
    signed_on = peewee.DateField(null=True)
    valid_until = peewee.DateField(null=True)
    place = peewee.CharField(200, default="")  # where the signed paper is filed
    note = peewee.CharField(300, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="partners_entered", index=False)
    withdrawn_at = UtcField(null=True)


class RegisterLine(Table):
    """One thing that went out: its number within its register, what, to whom, until when, and how it came back."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_CLIENTS, Right.PROTECT_CLIENTS, Right.EXPORT_CLIENTS,
                                    # badges name no visitor, and whoever receives need see no client's file
                                    parts={Right.RECEIVE_VISITORS: ("register", "badge")})  # fmt: skip

    register = peewee.CharField(16)
    number = peewee.IntegerField()
    what = peewee.CharField(300)
    why = peewee.CharField(300, default="")
    partner = peewee.ForeignKeyField(Partner, null=True, on_delete="RESTRICT", backref="lines", index=False)
    holder = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="register_lines", index=False)
    out_at = UtcField()
    out_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="register_lines_out", index=False)
    # sees to its coming back instead of who gave it
    keeper = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="register_lines_kept",
                                    index=False)  # fmt: skip
    due = UtcField(null=True)
    back_at = UtcField(null=True)
    back_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="register_lines_back",
                                     index=False)  # fmt: skip
    ending = peewee.CharField(16, default="")
    note = peewee.CharField(300, default="")
    withdrawn_at = UtcField(null=True)

    class Meta:
        # what is outstanding in a register, the first due first
        indexes = ((("register", "number"), True), (("register", "back_at", "due"), False))


# what fell due in a period, for appraisal
RegisterLine.add_index(
    RegisterLine.register, RegisterLine.due, RegisterLine.holder, RegisterLine.keeper, RegisterLine.out_by,
    RegisterLine.back_at, RegisterLine.ending, name="register_line_due",
    where=peewee.SQL("due IS NOT NULL AND withdrawn_at IS NULL"),
)  # fmt: skip


class RegisterClient(Table):
    """A client whose information went out with a line. What became of a card or form is said here: the line is read by
    more people than may know of him."""

    REACH: ClassVar[Reach] = Through("client", Right.PROTECT_CLIENTS, Right.EXPORT_CLIENTS)

    line = peewee.ForeignKeyField(RegisterLine, on_delete="RESTRICT", backref="clients")
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="register_lines")
    note = peewee.CharField(300, default="")
