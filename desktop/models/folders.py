"""Folders and the documents in them: what stands where, under which title, in which versions (DO-1)."""

from typing import ClassVar

import peewee

from desktop.models.base import Filed, Reach, Table, UtcField
from desktop.models.blobs import Blob
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules.rights import Right


class Folder(Table):
    """A folder of a client's file, or of the office where it has no client. Two of one name in one place, as a merge
    brings them together, are shown as one."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS)

    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="folders")
    # without a rule for deletion: the whole tree of a file that is erased goes at once
    parent = peewee.ForeignKeyField("self", null=True, backref="folders")
    name = peewee.CharField(120)
    position = peewee.IntegerField(default=0)
    withdrawn_at = UtcField(null=True)


class Document(Table):
    """One paper with all its versions. Under a mark its words lie in `sealed` alone, and `sort_key` is empty (AC-5)."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.REVISE_DOCUMENTS)

    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="documents")
    title = peewee.CharField(200)
    sort_key = peewee.TextField(default="")  # the title as lists sort it
    kind = peewee.CharField(40)
    mark = peewee.CharField(16, default="")  # a rules.secrecy.Secrecy
    sealed = peewee.TextField(default="")
    number = peewee.CharField(80, default="")  # the paper's own
    dated_on = peewee.DateField(null=True)
    tags = peewee.TextField(default="")  # one a line, each between line ends, so that one is found whole
    note = peewee.TextField(default="")
    state = peewee.CharField(12, default="filed")
    newest = peewee.IntegerField(default=1)  # the number of the version that is shown
    legible_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    legible_at = UtcField(null=True)
    entered_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
    entered_at = UtcField()
    withdrawn_at = UtcField(null=True)


class FolderEntry(Table):
    """That a document stands in a folder: in several if need be, one of which is its home."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS)

    folder = peewee.ForeignKeyField(Folder, on_delete="RESTRICT", backref="entries", index=False)
    document = peewee.ForeignKeyField(Document, on_delete="RESTRICT", backref="entries")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+", index=False)
    home = peewee.BooleanField(default=False)
    # its document's, so that a large folder opens by an index; a marked one comes last, and its place tells nothing
    sort_key = peewee.TextField(default="")
    withdrawn_at = UtcField(null=True)


# a page of a folder, and how much is in each of a file's
FolderEntry.add_index(FolderEntry.folder, FolderEntry.sort_key, FolderEntry.document, name="entry_in_order")
FolderEntry.add_index(FolderEntry.client, FolderEntry.folder, FolderEntry.withdrawn_at, name="entry_counted")
FolderEntry.add_index(
    FolderEntry.index(
        FolderEntry.folder,
        FolderEntry.document,
        unique=True,
        where=FolderEntry.withdrawn_at.is_null(),
        name="document_once_in_folder",
    )
)
FolderEntry.add_index(
    FolderEntry.index(
        FolderEntry.document,
        unique=True,
        where=FolderEntry.home & FolderEntry.withdrawn_at.is_null(),
        name="document_has_one_home",
    )
)


class DocumentVersion(Table):
    """One version: the bytes as they were handed in. Going back to an earlier one makes a new one (`restored_from`).

    `level` is that of the information it holds, so that a server keeps it from whoever does not reach that. But for
    what extraction says of it (`text_state`) and a mark given later, it stays as it is.
    """

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.REVISE_DOCUMENTS)

    document = peewee.ForeignKeyField(Document, on_delete="RESTRICT", backref="versions", index=False)
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    number = peewee.IntegerField()
    blob = peewee.ForeignKeyField(Blob, on_delete="RESTRICT", backref="versions")
    file_name = peewee.TextField()
    media_type = peewee.CharField(120)
    size = peewee.BigIntegerField()  # bytes
    pages = peewee.IntegerField(null=True)
    sheets = peewee.IntegerField(null=True)
    note = peewee.CharField(200, default="")
    mark = peewee.CharField(16, default="")  # its document's; the words lie in `sealed` then
    sealed = peewee.TextField(default="")
    level = peewee.SmallIntegerField(default=1)
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    restored_from = peewee.IntegerField(null=True)
    text_state = peewee.CharField(8, default="waiting")
    text_why = peewee.CharField(200, default="")  # why it could not be read: one of document_reading.REASONS
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("document", "number"), True),)


Document.add_index(Document.client, name="document_out_of_use", where=Document.withdrawn_at.is_null(False))
