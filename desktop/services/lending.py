"""Opens for somebody who asked what his roles do not reach: approved by who may open it, sealed for him, for a time.

No key of a vault leaves it (AC-10). Whoever approves opens the values and seals them for the public key of who asked,
in a row that runs out; a file outside somebody's scope is seen while such a row lasts. What has run out is deleted
within minutes, wherever somebody is signed in. Documents are `paper_lending`'s.
"""

import base64
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import peewee
from cryptography.exceptions import InvalidTag

from desktop.i18n import N_
from desktop.models.clients import BLOCKS, Client
from desktop.models.lent import STALE, Lent
from desktop.models.office import VaultKey
from desktop.rules.approvals import Act
from desktop.rules.errors import BadEntry, Damaged, NotAllowed, NotFound
from desktop.rules.fields import Block
from desktop.rules.rights import VAULTS
from desktop.rules.text import tidy
from desktop.services import blocks, lent, marks, signing
from desktop.services.vault import box_for, open_box, signed
from desktop.services.work import Work

NOT_SEALED = N_("What was opened for you is not what somebody who may has sealed. Tell the admin.")
_FEW = 5


class Lay(NamedTuple):
    """Under which mark, vault and key a document lay when it was lent: with another one it is lent no more."""

    mark: str = ""
    vault: str = ""
    epoch: int = 0


def vault_of(level: int) -> str:
    """The vault under which what is of this level lies sealed."""
    return VAULTS[level - 1]


def holders(level: int) -> set[UUID]:
    """Who could open what is of this level."""
    # reading path: that somebody holds keys is told to everybody, as `granting.holders` does
    query = VaultKey.select(VaultKey.person_id).where(VaultKey.vault == vault_of(level)).distinct()
    return {person for (person,) in query.tuples()}


# For who approves


def lend(work: Work, approval: Any, code: str) -> tuple[datetime, UUID]:
    """Opens what an approval asks for, for who asked; returns until when, and of which client it is.

    Part of the deciding verb. Raises NotAllowed where I can't open it myself, NotFound where I don't see the file,
    BadEntry where I can't tell which file is meant.
    """
    clear(work)
    until = work.now + timedelta(hours=int(work.settings["lent_hours"]))
    if approval.act == Act.SEE_FILE.value:
        client = _file_meant(work, code or approval.what)
        keep(work, approval, client.id, lent.FILE, client.id, "", until)
        return until, client.id
    client = work.get(Client, approval.subject)
    row, text = _opened_for(work, approval, client)
    keep(work, approval, client.id, approval.place, row, text, until)
    return until, client.id


def _opened_for(work: Work, approval: Any, client: Client) -> tuple[UUID, str]:
    """What is asked for, opened by my own level and key. Raises NotAllowed, NotFound."""
    if approval.place in marks.PLACES:
        row = work.get(marks.PLACES[approval.place], approval.row)
        if row.client_id != client.id:
            raise NotFound(str(approval.row))
        marks.require_open(work, row)
        return row.id, json.dumps(marks.words_of(work, row))
    block = next(block for block in BLOCKS if lent.place_of(block) == approval.place)
    locked = blocks.why_locked(block, work.me.mandate, work.me.vaults)
    if not locked.may_open:
        raise NotAllowed(locked.why)
    fields = [field for field in work.catalogue.of_block(block) if work.opens(field, client)]
    return client.id, json.dumps(blocks.unsealed(block, client.id, fields, work.me.vaults))


def _file_meant(work: Work, words: str) -> Client:
    """The one file that I see under a code or name, as it was typed by somebody who may not know of it."""
    text = tidy(words)
    seen = work.visible(Client)
    found = list(seen.where(Client.code == text)) or list(seen.where(Client.name == text).limit(_FEW))
    if not found:
        raise BadEntry(N_("You see no file with the code or name “{what}”. Enter the code of the one that is meant, or "
                          "do not approve."), "code", what=text)  # fmt: skip
    if len(found) > 1:
        raise BadEntry(N_("Several files bear this name: {codes}. Enter the code of the one that is meant."), "code",
                       codes=", ".join(sorted(one.code for one in found)))  # fmt: skip
    client: Client = found[0]
    return client


def keep(work: Work, approval: Any, client: UUID | None, place: str, row: UUID, text: str, until: datetime,
         lay: Lay | None = None) -> None:  # fmt: skip
    """Seals a text for who asked, until then, signed by me. Part of the deciding verb, which has opened it by my own
    right and key."""
    sealed, signature = b"", b""
    if text:
        whom = signing.current(work).people.get(approval.asked_by_id)
        if whom is None:
            raise NotAllowed(N_("This account was not opened by somebody who may open accounts. Tell the admin."))
        info = _info(approval.id, place, row, approval.asked_by_id)
        sealed = box_for(whom.exchange, text.encode(), info)
        signature = work.me.keys.signing.sign(info + sealed)
    # writing path: it is to be gone when its time is up, and a journal would keep it; the approval is recorded
    Lent.create(approval=approval.id, client=client, place=place, row=row, person=approval.asked_by_id,
                lent_by=work.me.id, sealed=base64.b64encode(sealed).decode(),
                signature=base64.b64encode(signature).decode(), until=until, force_insert=True,
                **(lay or Lay())._asdict())  # fmt: skip


def take_back(work: Work, approval: Any) -> None:
    """Part of the verb that takes the approval back: what was opened by it is closed."""
    # writing path: as it was kept
    Lent.delete().where(Lent.approval == approval.id).execute()
    clear(work)


def clear(work: Work) -> None:
    """Deletes what is lent no more, whosever it was: it has run out, or is not what was asked for by now. Part of every
    verb that makes a document, a vault or an account another."""
    if work.database.enforced:
        work.database.engine.later("SELECT cf.clear_lent()", ())
        return
    stale = STALE.format(schema="", now="?" if work.database.sqlite else "%s")
    # writing path: as it was kept
    Lent.delete().where(peewee.SQL(stale, (Lent.until.db_value(work.now),))).execute()


def end_of(work: Work, person: UUID) -> None:
    """Closes what was sealed for somebody, or by him, whose keys are others from now on: it would not open. Part of the
    verb that changes them."""
    if work.database.enforced:
        work.database.engine.later("SELECT cf.end_lent(%s)", (person,))
        return
    # writing path: as it was kept
    Lent.delete().where(((Lent.person == person) | (Lent.lent_by == person)) & (Lent.sealed != "")).execute()


# For who asked


def unlock(work: Work, client: Client, block: Block, reason: str) -> dict[str, str]:
    """The values of a block that was lent to me; the reading is recorded. Raises NotAllowed where none is."""
    row = lent.lent(work.me.id, work.now, lent.place_of(block), client.id)
    if row is None:
        raise NotAllowed(blocks.why_locked(block, work.me.mandate, work.me.vaults).why)
    values = opened(work, row)
    work.note_read(client, block, reason, approval=str(row.approval_id))
    return {f.name: values.get(f.name, "") for f in work.catalogue.of_block(block) if work.opens(f, client)}


def opened(work: Work, row: Any) -> dict[str, str]:
    """The values themselves; the caller records the reading. Raises Damaged where they are not what was lent."""
    info = _info(row.approval_id, row.place, row.row, row.person_id)
    try:
        # as it is signed now: the session may not have heard yet of who lent it
        by = signing.current(work).people.get(row.lent_by_id)
        if by is None or not is_signed(row, (by.signing,)):
            raise ValueError
        found: dict[str, str] = json.loads(open_box(work.me.keys, base64.b64decode(row.sealed), info))
    except (InvalidTag, ValueError):
        raise Damaged(NOT_SEALED) from None
    return found


def is_signed(row: Any, keys: Iterable[bytes]) -> bool:
    """Whether what is lent was sealed just so, for just that person, by whose public key is one of these."""
    try:
        box, signature = base64.b64decode(row.sealed), base64.b64decode(row.signature)
    except ValueError:
        return False
    text = _info(row.approval_id, row.place, row.row, row.person_id) + box
    return any(signed(key, signature, text) for key in keys)


def _info(approval: UUID, place: str, row: UUID, person: UUID) -> bytes:
    return b"clientele/lent/1\0" + approval.bytes + place.encode() + b"\0" + row.bytes + person.bytes
