"""Looks a copied office over beside the open one: whole, as its manifest says, its chains unbroken, its seals sound."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.models.base import database as tables_lie_in
from desktop.models.copies import remove
from desktop.models.database import OfficeDatabase, open_sqlite, told_plainly
from desktop.models.migrating import applied, migrate, pending
from desktop.models.office import PersonKeys
from desktop.models.records import Record
from desktop.models.tables import sums
from desktop.rules.backups import BadBackup
from desktop.rules.errors import Damaged
from desktop.rules.progress import part
from desktop.rules.rights import Mandate, Right, Scope
from desktop.services import powers
from desktop.services.archive_opening import KeyOf, unpack
from desktop.services.archives import Contents, Manifest
from desktop.services.checking import check_office
from desktop.services.office import Office
from desktop.services.people_keys import vaults_of
from desktop.services.vault import OpenKeys, Vaults
from desktop.services.work import SignedIn, Work

Progress = Callable[..., object]
# whose key pair opens sealed values; None for nobody's
Opens = tuple[UUID, OpenKeys] | None


@contextmanager
def unpacked(archive: Path, key_of: KeyOf, scratch: Path, who: Opens,
             progress: Progress | None) -> Iterator[tuple[Contents, OfficeDatabase]]:  # fmt: skip
    """The office inside an archive, open in a file below `scratch` that goes away afterwards, once it has been proved.

    `who`: whose key pair opens sealed values, None for nobody's. Raises BadBackup, NewerOffice.
    """
    target = scratch / "unpacked.office"
    try:
        contents = unpack(archive, key_of, target, part(progress, 0, 250))
        copy = open_sqlite(target, bytes.fromhex(contents.keys.file_key))
        try:
            prove(copy, contents, who, part(progress, 250, 1000))
            yield contents, copy
        finally:
            copy.disconnect()
    finally:
        remove(target)


def prove(copy: OfficeDatabase, contents: Contents, who: Opens, progress: Progress) -> None:
    """Raises BadBackup with the first thing that is not as it should be, NewerOffice where it can't be judged here.

    A copy from before today's tables is brought to them once it is found to be what its list says.
    """
    manifest = contents.manifest
    with tables_lie_in.elsewhere(copy.engine), told_plainly():
        copy.engine.connect(reuse_if_open=True)
        # all of it is gone through in many orders, and unsealing a page again takes longer than keeping it
        copy.engine.execute_sql("PRAGMA cache_size = -65536")
        older = bool(pending(copy))
        with copy.reading():
            if applied(copy) != set(manifest.steps):
                raise _unlike("schema")
            found = sums(copy, part(progress, 0, 500))
            wrong = [name for name in {**found, **manifest.tables} if found.get(name) != manifest.tables.get(name)]
            if wrong:
                raise _unlike(wrong[0])
            _check_maker(manifest)
            _check_heads(manifest)
        if older:
            # only today's tables can be looked over by today's program, and used by it
            migrate(copy)
        bad = _looked_over(copy, contents, who, part(progress, 500, 1000))
    if bad:
        raise BadBackup(N_("What is in the backup is not sound: {what}"), what=bad[0])


def _looked_over(copy: OfficeDatabase, contents: Contents, who: Opens,
                 progress: Progress) -> list[str]:  # fmt: skip
    """What is found wrong, as sentences."""
    try:
        mandate = Mandate(contents.manifest.maker, None, {Right.SEE_AUDIT: Scope.ALL})
        me, settings = looker(copy, contents, who, mandate)
        report = check_office(Work(copy, me, settings), progress, copied=True)
    except Damaged as damage:
        return [str(damage)]
    # what came without its index is given one when it is restored
    findings = [f for f in report.findings if contents.manifest.indexed or f.area != "search"]
    return [_(finding.message).format(**finding.values) for finding in findings]


def _unlike(what: str) -> BadBackup:
    return BadBackup(N_("What is in the backup is not what its list says ({what}). Nothing of it was used."), what=what)


def _check_maker(manifest: Manifest) -> None:
    # reading path: the public key of who signed, in a copy that is being proved
    kept = PersonKeys.select(PersonKeys.signing).where(PersonKeys.person == manifest.maker).scalar()
    if kept is None or bytes(kept) != manifest.signing:
        raise not_signed(manifest)


def not_signed(manifest: Manifest) -> BadBackup:
    return BadBackup(N_("This backup is not signed by {name}, who it says has made it. Nothing of it was used."),
                     name=manifest.maker_name)  # fmt: skip


def _check_heads(manifest: Manifest) -> None:
    for writer, number, digest in manifest.heads:
        # reading path: ends of chains, in a copy that is being proved
        found = Record.select(Record.hash).where((Record.writer == UUID(writer)) & (Record.number == number)).scalar()
        if number and (found is None or bytes(found).hex() != digest):
            raise _unlike("records")


def looker(copy: OfficeDatabase, contents: Contents, who: Opens,
           mandate: Mandate) -> tuple[SignedIn, dict[str, Any]]:  # fmt: skip
    """Who looks into the copy: somebody with this mandate, whose vaults are those of `who` in that very copy."""
    manifest = contents.manifest
    office = Office(copy, bytes.fromhex(contents.keys.office_secret), manifest.workstation)
    with copy.reading():
        office.read_settings()
        signed = powers.read(office.signed_as, None)
        mine = signed.people.get(who[0]) if who else None
        same = who is not None and mine is not None and (mine.exchange, mine.signing) == who[1].public
        vaults = vaults_of(signed, *who) if who and same else Vaults()
    keys = who[1] if who else OpenKeys.new()
    me = SignedIn(manifest.maker, manifest.maker_name, mandate, keys, vaults, manifest.maker, signed)
    return me, office.settings
