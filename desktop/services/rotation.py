"""New keys for vaults, when somebody leaves or a workstation is stolen; what is sealed follows in short batches."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models import server_doors
from desktop.models.blobs import Blob
from desktop.models.bulk import update_many
from desktop.models.clients import BLOCKS, ClientIdentity, SealedBlock
from desktop.models.folders import DocumentVersion
from desktop.models.office import Person, VaultKey
from desktop.rules.errors import Damaged, Label, NotAllowed
from desktop.rules.fields import Block
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.today import Batch, Group, Row, Said, View
from desktop.services import blobs, blocks, granting, lending, marks, proofs, signing
from desktop.services.granting import VAULT_LABELS
from desktop.services.office import renewed
from desktop.services.people_keys import grant
from desktop.services.vault import Vaults, seal_header
from desktop.services.work import Work

TOPIC = "accounts"
BATCH = 100  # rows for which others wait


def renew_keys(work: Work, vaults: Collection[str]) -> None:
    """Gives each of these vaults a new key, wrapped for all who hold the vault now and for the recovery sheet. From the
    commit on, what is entered is sealed with it; the former key goes on opening what was sealed before.

    Raises NotAllowed for a vault that I hold no key of.
    """
    for vault in sorted(vaults):
        work.require(Right.SEE_CLIENTS, level=Block(vault).level)
        if not work.me.vaults.holds(vault):
            raise NotAllowed(N_("You hold no key to this vault; who holds one can grant it."))
        _renew(work, vault)
    due = granting.due(work)
    if due & set(vaults):
        signing.note(work, "keys_due", sorted(due - set(vaults)))


def _renew(work: Work, vault: str) -> None:
    now, me, key = signing.current(work), work.me, os.urandom(32)
    newest = max(epoch for name, epoch in me.vaults.keys if name == vault)
    if newest != (proofs.newest(now.known, me.vaults.keys, vault) or newest):
        raise NotAllowed(N_("The key of “{vault}” was changed a moment ago. Look again, then decide."),
                         vault=Label(VAULT_LABELS[vault]))  # fmt: skip
    following = max((epoch for name, epoch in now.known if name == vault), default=newest) + 1
    signing.tell_next(work, vault, following, key, me.vaults.keys[vault, newest])
    # reading path: who holds the vault, to wrap its new key for them
    rows = VaultKey.select(VaultKey.person_id, VaultKey.granted_by_id).where(VaultKey.vault == vault).tuples()
    held: dict[UUID, set[UUID]] = {}
    for holder, giver in rows:
        held.setdefault(holder, set()).add(giver)
    for holder in sorted(held):
        # nobody who is suspended reaches it; a start password gets no more than what whoever gave it has anyway
        if now.reaches(holder, vault) and not (now.starts(holder) and held[holder] != {me.id}):
            grant(vault, following, key, holder, now.people[holder].exchange, me.id, me.keys)
    sheet = proofs.sheet_of(now, me.vaults.keys, vault)
    if sheet is not None:
        signing.wrap_for_recovery(vault, following, key, sheet.exchange)
    lending.clear(work)
    work.record(TOPIC, "renew_key", work.get(Person, me.id), vault=vault, epoch=following)


def due(work: Work, view: View) -> Sequence[Batch]:
    """Keys to be changed since somebody left, for those who can: holders of the vault who run people or approve.

    The key of ID numbers is held by nearly everybody: staff who serve at table are not sent to change it.
    """
    if not (work.may(Right.APPROVE_CLIENTS) and work.may(Right.SEE_CLIENTS)) and not work.may(Right.RUN_PEOPLE):
        return []
    waiting = granting.due(work)
    rows = [_row(vault, VAULT_LABELS[vault]) for vault in VAULT_LABELS
            if vault in waiting and work.me.vaults.holds(vault)]  # fmt: skip
    if work.settings["file_key_due"] and work.may(Right.RUN_PEOPLE):
        rows.append(_row("file", N_("The office's file")))
    return [Batch(Group.WAITING, tuple(rows[: view.limit]), len(rows))] if rows else []


def _row(key: str, what: str) -> Row:
    said = Said(N_("Somebody who knew it signs in no more."))
    return Row(("key_due", key), "key-round", Said(N_("Change the key: {what}"), {"what": Label(what)}), "",
               ("settings", "keys"), below=said)  # fmt: skip


def behind(work: Work) -> Mapping[str, int]:
    """How many files, marked notes and contents of documents are still sealed with a former key, of each vault that I
    hold; empty for none."""
    work.require(Right.SEE_CLIENTS)
    vaults = (renewed(work) or work.me).vaults
    found = {vault: _count_behind(work, vault, vaults) + _notes_behind(work, vault, vaults)
             + int(blobs.behind(vault, vaults).count()) for vault in _held(vaults)}  # fmt: skip
    return {vault: count for vault, count in found.items() if count}


def reseal(work: Work, progress: Progress = lambda *_: None) -> int:
    """Seals with the newest keys what still lies under former ones, of the vaults that I hold; returns how many files.
    What I see and may not change stays as it is: `behind` goes on counting it.

    In stages: give it staged work. Stopped at any moment it has done what it has done, and the next run goes on there:
    each value is always sealed with one key or the other. What does not open stays as it is; `check` names it.
    """
    with work.reading():
        work.require(Right.SEE_CLIENTS)
        # the session may not have taken up the new keys yet
        vaults = (renewed(work) or work.me).vaults
        total = sum(_count_behind(work, vault, vaults) for vault in _held(vaults))
    done = sealed = 0
    for vault in _held(vaults):
        last: UUID | None = None
        while True:
            progress(done, total)
            with work.reading():
                query = _behind(vault, vaults)
                query = query if last is None else query.where(_table(vault).client > last)
                rows = list(query.order_by(_table(vault).client).limit(BATCH))
            if not rows:
                break
            last = rows[-1].client_id
            changes = [change for row in rows for change in _resealed(vault, row, vaults)]
            if changes:
                with work.writing():
                    if values := _write(vault, changes):
                        work.record(TOPIC, "reseal", None, vault=vault, values=values)
                    here = _behind(vault, vaults).where(_table(vault).client.in_([row.client_id for row in rows]))
                    sealed += len(rows) - here.count()
            done += len(rows)
        sealed += _reseal_notes(work, vault, vaults) + _reseal_contents(work, vault, vaults)
    progress(total, total)
    return sealed


def _notes_behind(work: Work, vault: str, vaults: Vaults) -> int:
    return sum(int(marks.behind(work, model, vault, vaults).count()) for model in marks.WORDS)


def _reseal_notes(work: Work, vault: str, vaults: Vaults) -> int:
    """The words of marked notes likewise; unlike a client's values they are journalled with their row."""
    done = 0
    for model in marks.WORDS:
        last: UUID | None = None
        while True:
            with work.writing():
                query = marks.behind(work, model, vault, vaults)
                query = query if last is None else query.where(model.id > last)
                rows = list(query.order_by(model.id).limit(BATCH))
                for row in rows:
                    with suppress(Damaged):
                        marks.seal_anew(work, row, vaults)
                        done += 1
                if rows:
                    work.record(TOPIC, "reseal", None, vault=vault, values=len(rows))
            if len(rows) < BATCH:
                break
            last = rows[-1].id
    return done


def _reseal_contents(work: Work, vault: str, vaults: Vaults) -> int:
    """The keys of documents' contents likewise; what they open stays as it is."""
    done, last = 0, None
    while True:
        with work.writing():
            query = _sealable(work, blobs.behind(vault, vaults))
            query = query if last is None else query.where(Blob.id > last)
            rows, here = list(query.order_by(Blob.id).limit(BATCH)), 0
            for row in rows:
                with suppress(Damaged):
                    here += blobs.seal_anew(row, vaults)
            if here:
                work.record(TOPIC, "reseal", None, vault=vault, values=here)
        done += here
        if len(rows) < BATCH:
            return done
        last = rows[-1].id


def _sealable(work: Work, contents: Any) -> Any:
    """A server shows contents to who runs the office, and lets nobody seal their keys anew but who may file the papers
    that they are: one that it refused would take back all the others of its batch."""
    if not work.database.enforced:
        return contents
    if not work.may(Right.FILE_DOCUMENTS):
        return contents.where(peewee.SQL("false"))
    papers = work.visible(DocumentVersion, Right.FILE_DOCUMENTS, withdrawn=True)
    return contents.where(Blob.id.in_(papers.select(DocumentVersion.blob)))


Change = tuple[str, bytes, bytes, UUID]  # column, after, before, client


def _resealed(vault: str, row: SealedBlock, vaults: Vaults) -> Iterable[Change]:
    table, newest, client = _table(vault), seal_header(vaults.newest(vault)), row.client_id
    for column in _columns(vault):
        before = getattr(row, column.name)
        if before is None or bytes(before)[: len(newest)] == newest:
            continue
        place = f"{table._meta.table_name}.{column.name}"
        try:
            text = vaults.open(vault, place, client, bytes(before))
        except Damaged:
            continue
        yield column.name, vaults.seal(vault, place, client, text), bytes(before), client
        if column is ClientIdentity.id_number and row.id_number_index is not None:
            yield "id_number_index", blocks.id_number_index(text, vaults), bytes(row.id_number_index), client


def _write(vault: str, changes: list[Change]) -> int:
    """Only where the value is still the one that was read: who saved meanwhile has sealed it with the new key. Returns
    how many values it were; what a server lets me see and not change is not among them."""
    done = 0
    for column in {change[0] for change in changes}:
        rows = [(after, client, before) for name, after, before, client in changes if name == column]
        # writing path: the same value under another key is no change of it; the record tells of the act
        met = update_many(_table(vault), [column], ["client", column], rows)
        done += 0 if column.endswith("_index") else met
    return done


def _behind(vault: str, vaults: Vaults) -> Any:
    table, header = _table(vault), seal_header(vaults.newest(vault))
    former = [
        column.is_null(False) & (peewee.fn.SUBSTR(column, 1, len(header)) != header) for column in _columns(vault)
    ]
    condition = former[0]
    for each in former[1:]:
        condition |= each
    # reading path: sealed values, for who holds the vault and seals them anew; they are shown to nobody
    return table.select().where(condition)


def _count_behind(work: Work, vault: str, vaults: Vaults) -> int:
    if work.database.enforced and vault == Block.ACCOUNTS.value:
        # to count them is no reading
        return server_doors.accounts_behind(work.database.engine, seal_header(vaults.newest(vault)))
    return int(_behind(vault, vaults).count())


def _held(vaults: Vaults) -> list[str]:
    return [block.value for block in BLOCKS if vaults.holds(block.value)]


def _table(vault: str) -> Any:
    return BLOCKS[Block(vault)]


def _columns(vault: str) -> list[Any]:
    fields = _table(vault)._meta.sorted_fields
    return [f for f in fields if isinstance(f, peewee.BlobField) and not f.name.endswith("_index")]
