"""What the pages of documents say, sealed, and the index by which they are found (CL-16)."""

import peewee

from desktop.models.base import Plain
from desktop.models.folders import Document, DocumentVersion
from desktop.rules.ids import new_id


class DocumentPage(Plain):
    """The words of one page, or of a part of a long one, sealed by the vault of its document's mark. A page that was
    read and says nothing has a row too. Of each document the version read last has its pages here."""

    id = peewee.UUIDField(primary_key=True, default=new_id)
    document = peewee.ForeignKeyField(Document, on_delete="CASCADE", backref="pages_read")
    # goes with its version, whoever takes that away
    version = peewee.ForeignKeyField(DocumentVersion, on_delete="CASCADE", backref="pages_read")
    page = peewee.IntegerField()  # from 1
    part = peewee.SmallIntegerField(default=0)
    source = peewee.CharField(8)  # a rules.document_reading.Source
    vault = peewee.CharField(16)
    text = peewee.BlobField()


class PageIndex(Plain):
    """One entry of the index: a page, or what is said of a document, then without a page. It is made anew from what it
    tells, so no copy carries it. The tokens lie beside it, as those of SearchDoc do: in one of PAGE_INDEXES with
    the same rowid, or in a column `tokens`. `epoch` is that of the key by which they are blinded, 0 where they are
    plain."""

    serial = peewee.BigAutoField()
    document = peewee.ForeignKeyField(Document, on_delete="CASCADE", backref="+")
    page = peewee.ForeignKeyField(DocumentPage, null=True, unique=True, on_delete="CASCADE", backref="+")
    number = peewee.IntegerField()  # of the page; 0 for what is said of the document
    vault = peewee.CharField(16)
    epoch = peewee.IntegerField()
    made_of = peewee.IntegerField()  # the version of the document's row that was indexed; 0 for a page


PageIndex.add_index(PageIndex.index(PageIndex.document, unique=True, where=PageIndex.page.is_null(),
                                    name="page_index_of_document"))  # fmt: skip
