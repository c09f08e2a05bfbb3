"""Archive files 档案, what their content lists hold, who signed them, and how far each series of numbers has come."""

from typing import ClassVar

import peewee

from desktop.models.base import Filed, Guarded, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.folders import Document
from desktop.models.office import Person
from desktop.rules.rights import Right


class ArchiveFile(Table):
    """One file on its way to the archive or in it. `scope` is all that its number says besides the count."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.KEEP_ARCHIVE)

    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="archive_files")
    title = peewee.CharField(200)
    category = peewee.CharField(20, default="")
    unit = peewee.CharField(20, default="")
    year = peewee.IntegerField()
    term = peewee.CharField(4)  # a rules.archive_numbers.Term
    state = peewee.CharField(12, default="sorting")  # a rules.archive.FileState
    agent_a = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    agent_b = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    ended_at = UtcField()  # the matter, by which the clocks run
    to_b_at = UtcField(null=True)
    to_archive_at = UtcField(null=True)
    archived_at = UtcField(null=True)
    more_a = peewee.SmallIntegerField(default=0)  # working days by which a step was extended
    more_b = peewee.SmallIntegerField(default=0)
    due_a = UtcField(null=True)  # until when each step was to be done; none of files from before this was kept
    due_b = UtcField(null=True)
    number = peewee.CharField(80, default="")
    scope = peewee.CharField(120, default="")
    place = peewee.CharField(80, default="")  # where it stands in the archive
    note = peewee.CharField(300, default="")
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    entered_at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        # what waits for whom, and for how long
        indexes = ((("state", "ended_at"), False),)


ArchiveFile.add_index(
    ArchiveFile.index(ArchiveFile.number, unique=True, where=ArchiveFile.number != "", name="archive_number_once")
)

# which steps fell due in a period, for appraisal
ArchiveFile.add_index(ArchiveFile.due_a, name="archive_file_due_a", where=ArchiveFile.due_a.is_null(False))
ArchiveFile.add_index(ArchiveFile.due_b, name="archive_file_due_b", where=ArchiveFile.due_b.is_null(False))


class ArchiveItem(Table):
    """An entry of a content list. `document` is its scan, where there is one."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.KEEP_ARCHIVE)

    file = peewee.ForeignKeyField(ArchiveFile, on_delete="RESTRICT", backref="items")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    section = peewee.CharField(16)  # a rules.archive.Section
    position = peewee.IntegerField(default=0)
    title = peewee.CharField(200)
    sheets = peewee.IntegerField(null=True)
    pages = peewee.IntegerField(null=True)
    contract = peewee.BooleanField(default=False)
    annex = peewee.BooleanField(default=False)
    needs_signature = peewee.BooleanField(default=False)
    signed = peewee.BooleanField(default=False)
    document = peewee.ForeignKeyField(Document, null=True, on_delete="RESTRICT", backref="archive_items")
    number = peewee.CharField(100, default="")  # of a contract, derived from its file's
    # asked for by agent B 补充资料: noted when, and when it was there
    asked_at = UtcField(null=True)
    settled_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)


class ArchiveSignature(Table):
    """One of the three signatures under a content list, given with the person's own key for the list as it was."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.KEEP_ARCHIVE)

    file = peewee.ForeignKeyField(ArchiveFile, on_delete="RESTRICT", backref="signatures")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    role = peewee.CharField(10)  # a rules.archive.Signer
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    digest = peewee.CharField(64)  # SHA-256 of the list, in hex
    signature = peewee.TextField()  # Ed25519, in hex
    withdrawn_at = UtcField(null=True)


ArchiveSignature.add_index(
    ArchiveSignature.index(
        ArchiveSignature.file,
        ArchiveSignature.role,
        unique=True,
        where=ArchiveSignature.withdrawn_at.is_null(),
        name="archive_signed_once",
    )
)


class ArchiveSeries(Table):
    """How far the numbers of one series have come. Taken within the write that gives the number: none is left out."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.KEEP_ARCHIVE)

    scope = peewee.CharField(120, unique=True)
    last = peewee.IntegerField(default=0)
