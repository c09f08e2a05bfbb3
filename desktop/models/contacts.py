"""Contacts with clients 往来: each leaves a report that is corrected with history and never deleted (CL-9, CM-1)."""

from typing import ClassVar

import peewee

from desktop.models.base import Filed, Reach, Table, Through, UtcField
from desktop.models.clients import Client
from desktop.models.folders import Document
from desktop.models.office import Person
from desktop.rules.rights import Right


class Contact(Table):
    """One contact with a client. `withdrawn_at` is set by undoing alone."""

    REACH: ClassVar[Reach] = Through("client", Right.ENTER_CLIENTS)

    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT", backref="contacts", index=False)
    channel = peewee.CharField(16)
    direction = peewee.CharField(8)
    at = UtcField()
    staff = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="contacts", index=False)
    subject = peewee.CharField(200)
    content = peewee.TextField(default="")
    result = peewee.TextField(default="")
    next_step = peewee.CharField(200, default="")
    next_on = peewee.DateField(null=True)
    next_for = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="next_steps", index=False)
    next_done_at = UtcField(null=True)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="contacts_entered")
    entered_at = UtcField()
    withdrawn_at = UtcField(null=True)
    mark = peewee.CharField(16, default="")  # a rules.secrecy.Secrecy: its words lie in `sealed` alone (AC-5)
    sealed = peewee.TextField(default="")
    persons = peewee.CharField(200, default="")  # on the client's side
    # of one that came from the client: until its first answer, which another contact tells; by when it is owed
    waiting_since = UtcField(null=True)
    answer_due = UtcField(null=True)
    answered_at = UtcField(null=True)
    answers = peewee.UUIDField(null=True)  # the contact that this one is the answer to

    class Meta:
        # all, a file's and a colleague's contacts newest first
        indexes = ((("at", "id"), False), (("client", "at"), False), (("staff", "at"), False))


# what somebody has promised, the next first, and to whom
Contact.add_index(
    Contact.next_for, Contact.next_on, Contact.id, Contact.client, name="contact_owed",
    where=peewee.SQL("next_done_at IS NULL AND next_on IS NOT NULL AND withdrawn_at IS NULL"),
)  # fmt: skip
Contact.add_index(Contact.waiting_since, name="contact_waiting", where=Contact.waiting_since.is_null(False))
# what answers a contact, told by the index alone: appraisal asks it of every contact that was to be answered
Contact.add_index(
    Contact.answers, Contact.at, Contact.direction, Contact.entered_by, Contact.entered_at, Contact.withdrawn_at,
    name="contact_answers", where=Contact.answers.is_null(False),
)  # fmt: skip
Contact.add_index(
    Contact.answer_due, Contact.staff, Contact.answered_at, Contact.client, Contact.id, name="contact_answer_due",
    where=peewee.SQL("answer_due IS NOT NULL AND withdrawn_at IS NULL"),
)  # fmt: skip


class ContactPaper(Table):
    """That a document belongs to a contact: what hung on a message, or was handed over. `client` is the document's."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS)

    contact = peewee.ForeignKeyField(Contact, on_delete="RESTRICT", backref="papers")
    document = peewee.ForeignKeyField(Document, on_delete="RESTRICT", backref="+")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    withdrawn_at = UtcField(null=True)


class UnknownCall(Table):
    """A call of a telephone system's list whose number is no client's. It is settled when it was given to a client, as
    a contact, or struck; `withdrawn_at` is set by undoing alone."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS)

    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")  # whom it was given to
    phone = peewee.CharField(20)  # digits alone
    direction = peewee.CharField(8)
    at = UtcField()
    seconds = peewee.IntegerField(null=True)
    extension = peewee.CharField(20, default="")
    answered = peewee.BooleanField(default=True)
    staff = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_at = UtcField()
    settled_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)

    class Meta:
        # those of one number, and the newest of all
        indexes = ((("phone", "at"), False), (("at", "id"), False))
