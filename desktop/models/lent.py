"""What was opened for somebody who asked for it: sealed for that person alone, and gone when its time is up (AC-10)."""

from typing import ClassVar

import peewee

from desktop.models.approvals import Approval
from desktop.models.base import Internal, Reach, Table, UtcField
from desktop.models.clients import Client
from desktop.models.office import Person

# What is lent no more, though its row may still lie there: its time is up, who borrowed it has no account any more, or
# a document is not what was asked for: destroyed, out of use, another client's, under another mark or key
STALE = """lent.until_at <= {now}
    OR EXISTS (SELECT 1 FROM {schema}person p WHERE p.id = lent.person_id AND p.suspended_at IS NOT NULL)
    OR (lent.place IN ('document', 'document_version') AND (
        EXISTS (SELECT 1 FROM {schema}vault_key k WHERE k.vault = lent.vault AND k.epoch > lent.epoch)
        OR NOT EXISTS (SELECT 1 FROM {schema}document d WHERE d.mark = lent.mark AND d.state <> 'destroyed'
            AND d.withdrawn_at IS NULL AND d.client_id IS NOT DISTINCT FROM lent.client_id
            AND d.id IN (lent.row_id, (SELECT v.document_id FROM {schema}document_version v
                WHERE v.id = lent.row_id AND v.withdrawn_at IS NULL)))))"""


class Lent(Table):
    """Values of `place`, a table, and `row` in it, as they were when it was approved; the sight of a client's file,
    with nothing sealed; or a document's words, and in a row of its version the key of that content. Not journalled: a
    journal would keep what is to be gone."""

    REACH: ClassVar[Reach] = Internal()

    approval = peewee.ForeignKeyField(Approval, on_delete="RESTRICT")
    client = peewee.ForeignKeyField(Client, null=True, on_delete="RESTRICT")  # none for the office's own documents
    place = peewee.CharField(40)
    row = peewee.UUIDField(column_name="row_id")
    person = peewee.ForeignKeyField(Person, on_delete="RESTRICT")
    lent_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", backref="lent", index=False)
    sealed = peewee.TextField(default="")  # base64, for the person's public key
    signature = peewee.TextField(default="")  # of who lent it: the seal alone does not say whose it is
    until = UtcField(column_name="until_at")
    # of documents: under which mark and key it lay
    mark = peewee.CharField(16, default="")
    vault = peewee.CharField(16, default="")
    epoch = peewee.IntegerField(default=0)
