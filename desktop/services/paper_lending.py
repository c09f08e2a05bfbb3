"""Lends a locked document to who asked for it: its words, and the key of one version, to be looked at (AC-10).

The key is that content's own: of the vault's nothing leaves it. What ends it besides its time and whoever takes it back
says `lent.STALE`: a new key of the vault, another mark, another client, a destruction.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.folders import Document, DocumentVersion
from desktop.models.lent import Lent
from desktop.rules.approvals import Act, Need
from desktop.rules.documents import DocumentState
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import blobs, lending, lent, marks
from desktop.services.lending import Lay
from desktop.services.work import Work

PAPER, VERSION = str(Document._meta.table_name), str(DocumentVersion._meta.table_name)
OTHER_VERSION = N_("Version {n} was opened for you, and no other one.")


@dataclass(frozen=True, slots=True)
class Held:
    """What was lent to me of one document. `key` opens the content of that version; show the words, and what it opens,
    after the reading is recorded only."""

    approval: UUID
    until: datetime
    version: UUID
    number: int
    words: Mapping[str, str]
    file_name: str
    key: str


def wanted(row: Any) -> Need:
    """What is asked for: this document under this mark. Whoever asks says in words what it is."""
    return Need(Act.SEE_DOCUMENT, 1, "", f"{row.id.hex} {row.mark}", subject=row.client_id, place=PAPER, row=row.id)


# For who approves


def lend(work: Work, approval: Any) -> tuple[datetime, UUID | None]:
    """Opens the document that an approval asks for, as it is now, for who asked; returns until when, and of which
    client it is. Part of the deciding verb. Raises NotAllowed where I can't open it myself, NotFound, BadEntry."""
    lending.clear(work)
    row = work.get(Document, approval.row)
    work.require(Right.SEE_DOCUMENTS, work.get(Client, row.client_id) if row.client_id is not None else None)
    marks.require_open(work, row)
    if wanted(row).mark != approval.mark or row.state == DocumentState.DESTROYED.value:
        raise BadEntry(N_("This document was marked otherwise, moved or destroyed since it was asked for. Do not "
                          "approve: who needs it still asks for it as it is now."))  # fmt: skip
    newest = (DocumentVersion.document == row.id) & (DocumentVersion.number == row.newest)
    version = work.visible(DocumentVersion).where(newest).get_or_none()
    if version is None:
        raise NotFound(str(row.id))
    words = marks.words_of(work, version)
    days = min(int(approval.size), int(work.settings["lent_days"]))
    until = work.now + timedelta(days=days)
    vault = marks.vault_of(row)
    lay = Lay(row.mark, vault, work.me.vaults.newest(vault))
    key = blobs.key_of(work, version.blob)
    for place, lies, text in (
        (PAPER, row.id, json.dumps(marks.words_of(work, row))),
        (VERSION, version.id, json.dumps({"file_name": words["file_name"], "key": key})),
    ):
        lending.keep(work, approval, row.client_id, place, lies, text, until, lay)
    return until, row.client_id


# For who asked


def held(work: Work, row: Any) -> Held | None:
    """What was lent to me of this document and is so still; None for nothing. Raises Damaged where it is not what
    somebody who may has sealed."""
    mine = lent.lent(work.me.id, work.now, PAPER, row.id)
    if mine is None:
        return None
    versions = {each.id: each for each in work.visible(DocumentVersion).where(DocumentVersion.document == row.id)}
    by_it = (Lent.approval == mine.approval_id) & (Lent.place == VERSION) & Lent.row.in_(list(versions))
    # reading path: what was sealed for myself, by the same approval
    of_version = Lent.select().where(by_it & (Lent.person == work.me.id) & (Lent.until > work.now)).first()
    if of_version is None:
        raise NotFound(str(row.id))
    version = versions[of_version.row]
    more = lending.opened(work, of_version)
    return Held(mine.approval_id, mine.until, version.id, version.number, lending.opened(work, mine), more["file_name"],
                more["key"])  # fmt: skip


def only(found: Held, number: int | None) -> int:
    """The number of the version that was lent. Raises NotAllowed for another one."""
    if number not in (None, found.number):
        raise NotAllowed(OTHER_VERSION, n=found.number)
    return found.number
