"""The keys of people: their pairs as the office keeps them, and the vaults' keys that are wrapped for them."""

from uuid import UUID

from desktop.models.office import PersonKeys, VaultKey
from desktop.rules.accounts import is_long
from desktop.services.powers import Powers
from desktop.services.vault import Kdf, OpenKeys, SealedKeys, Vaults, Wrap, wrap


def sealed_of(person: UUID) -> SealedKeys | None:
    """A person's keys as they lie in an office that is a file, or on a server that lets everybody read."""
    columns = PersonKeys.exchange, PersonKeys.signing, PersonKeys.sealed, PersonKeys.kdf
    kept = PersonKeys.select(*columns).where(PersonKeys.person == person).get_or_none()
    return SealedKeys(bytes(kept.exchange), bytes(kept.signing), bytes(kept.sealed), kept.kdf) if kept else None


def add_keys(person: UUID, password: str, secret: bytes, kdf: Kdf | None = None, *, start: bool = False) -> OpenKeys:
    """A new key pair for a person, its private half sealed; with `start` under a password that somebody else chose.
    Within a write."""
    keys = OpenKeys.new()
    kept = keys.seal(person, password, secret, kdf or Kdf())
    PersonKeys.create(
        person=person, exchange=kept.exchange, signing=kept.signing, sealed=kept.sealed, kdf=kept.kdf, start=start,
        long=None if start else is_long(password), force_insert=True,
    )  # fmt: skip
    return keys


def grant(vault: str, epoch: int, key: bytes, person: UUID, exchange: bytes, by: UUID, granter: OpenKeys) -> None:
    """Wraps a vault key for a person. Within a write."""
    item = wrap(key, vault, epoch, person, exchange, granter)
    VaultKey.create(
        vault=vault, epoch=epoch, person=person, wrapped=item.wrapped, granted_by=by, signature=item.signature,
        force_insert=True,
    )  # fmt: skip


def grant_again(vault: str, epoch: int, key: bytes, person: UUID, own: OpenKeys) -> None:
    """Wraps for a person's own fresh keys what was wrapped for those before. Within that person's write."""
    item = wrap(key, vault, epoch, person, own.public[0], own)
    here = (VaultKey.vault == vault) & (VaultKey.epoch == epoch) & (VaultKey.person == person)
    VaultKey.update(wrapped=item.wrapped, granted_by=person, signature=item.signature).where(here).execute()


def vaults_of(signed: Powers, person: UUID, keys: OpenKeys) -> Vaults:
    """The vaults whose keys are wrapped for this person, opened. Raises Damaged."""
    wraps = [
        Wrap(row.vault, row.epoch, bytes(row.wrapped), bytes(row.signature), _givers(signed, row))
        for row in VaultKey.select().where(VaultKey.person == person)
    ]
    return Vaults.of(wraps, person, keys, signed.known)


def _givers(signed: Powers, row: VaultKey) -> tuple[bytes, ...]:
    """Whose signature counts: as long as nobody has told what the vault's key is, only of who reaches the vault."""
    by = row.granted_by_id
    told = signed.anchor is None or (row.vault, row.epoch) in signed.known
    return signed.signers(by) if told or signed.reaches(by, row.vault) else ()
