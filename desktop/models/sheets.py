"""What each printed sheet is about, by its code, and the signed copies of sheets that came home (OF-15)."""

from typing import ClassVar

import peewee

from desktop.models.base import Filed, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.folders import Document
from desktop.models.office import Person
from desktop.rules.rights import Right


class PrintedSheet(Table):
    """That a sheet was printed of a record: one row for each record that it is about. It says nothing of the record but
    its id, and who may not see that one learns nothing by the code. Who prints adds it (`server_rules`)."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.KEEP_ARCHIVE)

    code = peewee.CharField(20)
    kind = peewee.CharField(24)  # a rules.sheet_codes.SheetKind
    subject = peewee.UUIDField()
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    withdrawn_at = UtcField(null=True)

    class Meta:
        indexes = ((("code", "subject"), True),)


class SignedCopy(Table):
    """That a document is the scan of a signed sheet, and so belongs to its record. `client` is its document's."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.REVISE_DOCUMENTS)

    document = peewee.ForeignKeyField(Document, on_delete="RESTRICT", backref="signed_copies")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    kind = peewee.CharField(24)
    subject = peewee.UUIDField(index=True)
    code = peewee.CharField(20)
    withdrawn_at = UtcField(null=True)
