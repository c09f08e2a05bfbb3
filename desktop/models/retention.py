"""What holds papers longer, and the lists by which they are destroyed, with who judged and who watched (DO-7)."""

from typing import ClassVar

import peewee

from desktop.models.archive import ArchiveFile
from desktop.models.base import Filed, JsonField, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.folders import Document
from desktop.models.office import Person
from desktop.rules.rights import Right


class Hold(Table):
    """Keeps one file or one document, whatever its period says. Several may, each for its reason."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.KEEP_ARCHIVE, Right.DESTROY_DOCUMENTS)

    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="holds")
    file = peewee.ForeignKeyField(ArchiveFile, null=True, on_delete="RESTRICT", backref="holds")
    document = peewee.ForeignKeyField(Document, null=True, on_delete="RESTRICT", backref="holds")
    reason = peewee.CharField(300)
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    lifted_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    lifted_at = UtcField(null=True)
    lifting = peewee.CharField(300, default="")
    withdrawn_at = UtcField(null=True)


class DestructionList(Table):
    """A list 销毁清册. `proof` is its certificate once it is carried out, as anybody can check it."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.KEEP_ARCHIVE, Right.DESTROY_DOCUMENTS)

    # of one client's papers, or of several clients' and the office's own
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    number = peewee.CharField(20, unique=True)
    state = peewee.CharField(12, default="appraising")  # a rules.retention.ListState
    made_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    made_at = UtcField()
    note = peewee.CharField(300, default="")
    approved_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    approved_at = UtcField(null=True)
    not_before = peewee.DateField(null=True)
    carried_out_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="+", index=False)
    carried_out_at = UtcField(null=True)
    proof = JsonField(default=dict)
    withdrawn_at = UtcField(null=True)


class DestructionItem(Table):
    """One entry: an archive file or a document, as it was when it was listed. What is destroyed keeps its row."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.KEEP_ARCHIVE, Right.DESTROY_DOCUMENTS)

    list = peewee.ForeignKeyField(DestructionList, on_delete="RESTRICT", backref="items")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    file = peewee.ForeignKeyField(ArchiveFile, null=True, on_delete="RESTRICT", backref="+")
    document = peewee.ForeignKeyField(Document, null=True, on_delete="RESTRICT", backref="+")
    title = peewee.CharField(200)
    number = peewee.CharField(80, default="")
    term = peewee.CharField(4)
    kept_until = peewee.DateField(null=True)
    sheets = peewee.IntegerField(default=0)
    verdicts = JsonField(default=dict)  # person → rules.retention.Verdict
    kept_to = peewee.DateField(null=True)  # where the appraisers keep it longer
    destroyed_at = UtcField(null=True)
    withdrawn_at = UtcField(null=True)


class DestructionWitness(Table):
    """Somebody's signature under a list as it was: who watched it, each with a key of his own."""

    REACH: ClassVar[Reach] = Filed("client", Right.SEE_DOCUMENTS, Right.KEEP_ARCHIVE, Right.DESTROY_DOCUMENTS)

    list = peewee.ForeignKeyField(DestructionList, on_delete="RESTRICT", backref="witnesses")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT", backref="+")
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="+", index=False)
    at = UtcField()
    digest = peewee.CharField(64)
    signature = peewee.TextField()
    withdrawn_at = UtcField(null=True)
