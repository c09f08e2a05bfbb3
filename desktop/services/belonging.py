"""Whether a backup is this office's own: its signed powers and its chains of records are those of the open office."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from operator import or_
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.backups import Backup
from desktop.models.base import database as tables_lie_in
from desktop.models.database import OfficeDatabase
from desktop.models.office import Power, Setting
from desktop.models.records import Record, Writer
from desktop.rules.audit import Head
from desktop.rules.backups import BadBackup
from desktop.rules.errors import Damaged
from desktop.rules.rights import Right
from desktop.services import fingerprints, powers, signing
from desktop.services.archives import Contents
from desktop.services.powers import Anchor, Pin, Powers
from desktop.services.proving import not_signed
from desktop.services.vault import OpenKeys
from desktop.services.work import Work

_CHUNK = 100


def check_known(work: Work, contents: Contents, copy: OfficeDatabase) -> None:
    """That what is in `copy` was this office once: signed by somebody whom the open office knows, and its signed powers
    and chains lie on those of the open office, or go on from where these end. Raises BadBackup."""
    manifest = contents.manifest
    with work.reading():
        here, ends = signing.current(work), fingerprints.all_heads(work)
    with _looking(copy):
        if _signed_as() != here.office:
            raise BadBackup(N_("This backup is not of this office. Nothing of it was used."))
        there = powers.read(here.office, None)
        if there.number > here.number:
            _check_goes_on(here)
        heads = _heads()
        beyond = {key: end for key, end in ends.items() if key in heads and heads[key][0] >= end[0]}
        if _missing(beyond):
            raise _other_records()
    with work.reading():
        if there.number <= here.number:
            _check_was_signed(work, contents, here, there)
        within = {key: head for key, head in heads.items() if key in ends and head[0] <= ends[key][0]}
        if work.database.enforced and not work.may(Right.SEE_AUDIT):
            # the server shows records to whoever sees the audit; to others their ends alone
            wrong = [key for key, head in within.items() if head[0] == ends[key][0] and head != ends[key]]
        else:
            wrong = _missing(within)
        if wrong:
            raise _other_records()
    if manifest.signing not in (*here.signers(manifest.maker), *there.signers(manifest.maker)):
        raise not_signed(manifest)


def check_sheet(contents: Contents, copy: OfficeDatabase, root: OpenKeys) -> None:
    """The same where nothing is left but the recovery sheet: it has signed its own place among what is signed there,
    and who made the backup is known by it. Raises BadBackup.

    It need not be the newest: a backup is sealed for the one before where that was exchanged by who held no keys.
    """
    manifest = contents.manifest
    with _looking(copy):
        there = powers.read(_signed_as(), None)
    if not powers.vouches(there, Anchor(*root.public)):
        raise _other_rights()
    if manifest.signing not in there.signers(manifest.maker):
        raise not_signed(manifest)


@contextmanager
def _looking(copy: OfficeDatabase) -> Iterator[None]:
    with tables_lie_in.elsewhere(copy.engine), copy.reading():
        yield


def _signed_as() -> str:
    # reading path: two ids, in a copy that is being proved
    kept = dict(Setting.select(Setting.name, Setting.value).where(Setting.name << ("office_id", "signed_as")).tuples())
    return str(kept.get("signed_as") or kept.get("office_id"))


def _check_goes_on(here: Powers) -> None:
    """A backup newer than the open office: every entry that the open office has is in it, and the rest was signed by
    whom that lets sign."""
    if here.anchor is None:
        return
    try:
        powers.read(here.office, Pin(here.root, here.number, here.head))
    except Damaged:
        raise _other_rights() from None


def _check_was_signed(work: Work, contents: Contents, here: Powers, there: Powers) -> None:
    if there.anchor is None:
        if here.anchor is not None and not _from_before(work, contents):
            raise _other_rights()
    elif there.head != _head_at(here, there.number):
        raise _other_rights()


def _from_before(work: Work, contents: Contents) -> bool:
    """Whether the open office's own list has this backup from a time when nothing was signed yet."""
    # reading path: two moments
    made = Backup.select(Backup.made_at).where(Backup.archive == contents.header.archive).scalar()
    # reading path: as above
    begun = Power.select(peewee.fn.MIN(Power.at)).scalar()
    return made is not None and begun is not None and made < begun


def _head_at(here: Powers, number: int) -> bytes:
    """What the chain of the open office was known by after its entry `number`."""
    if number == here.number:
        return here.head
    # reading path: who may do what is open to everybody signed in
    following = Power.select(Power.previous).where(Power.number == number + 1).scalar()
    return bytes(following or b"")


def _heads() -> dict[UUID, Head]:
    # reading path: ends of chains, in a copy that is being proved
    rows = Writer.select(Writer.id, Writer.head_number, Writer.head_hash).where(Writer.head_number > 0)
    return {key: (number, bytes(digest)) for key, number, digest in rows.tuples()}


def _missing(wanted: Mapping[UUID, Head]) -> list[UUID]:
    """The chains that lack this very record."""
    keys, found = list(wanted), set()
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        asked = reduce(or_, [(Record.writer == key) & (Record.number == wanted[key][0]) for key in some])
        # reading path: hashes, which tell nothing of what was recorded
        rows = Record.select(Record.writer, Record.hash).where(asked).tuples()
        found |= {key for key, digest in rows if bytes(digest) == wanted[key][1]}
    return [key for key in keys if key not in found]


def _other_rights() -> BadBackup:
    return BadBackup(N_("Who may do what in this backup was not signed in this office. Nothing of it was used."))


def _other_records() -> BadBackup:
    return BadBackup(N_("The records in this backup are not those of this office. Nothing of it was used."))
