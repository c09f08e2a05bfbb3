"""Keeps offices' keys for the people of this machine: in its keyring, or sealed for each person who signs in here."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.i18n import N_
from desktop.rules.text import fold
from desktop.rules.values import dataclass
from desktop.workstation.secrets import (
    Cost,
    KeyringLocked,
    KeyringState,
    NoKeyring,
    PassphraseNeeded,
    Secrets,
    WrongPassphrase,
)

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

# no person can have this name, for names hold no line break
MACHINE = "this\ncomputer"


@dataclass(slots=True)
class Kept:
    """What this machine keeps of an office. `sealed`: by a passphrase, that of `slot`; otherwise by the keyring."""

    secrets: dict[str, str]
    sealed: bool = False
    slot: str = ""


class Custody:
    """Every method may wait for the keyring's own prompt, or a third of a second for a seal: call it from a worker."""

    def __init__(self, folder: Path, keyring_backend: "KeyringBackend | None" = None, cost: Cost | None = None) -> None:
        cost = cost or Cost()
        self._keyring = Secrets(folder, keyring_backend, cost=cost)
        self._sealed = Secrets(folder, keyring_backend, use_keyring=False, cost=cost)

    def available(self) -> KeyringState:
        return self._keyring.available()

    def keep(self, office_id: str, secrets: dict[str, str], holder: str, passphrase: str) -> Kept:
        """Keeps an office's key: in the keyring; where it is missing or stays locked, sealed for `holder`.

        Raises NoKeyring or KeyringLocked if there is no passphrase either.
        """
        if self._keyring.available().ok:
            try:
                self._keyring.put(office_id, secrets)
            except KeyringLocked:
                if not passphrase:
                    raise
            else:
                return Kept(secrets)
        elif not passphrase:
            self._keyring.put(office_id, secrets)
        self._sealed.put(office_id, secrets, person=_spelt(holder), passphrase=passphrase)
        return Kept(secrets, True, _spelt(holder))

    def unseal(self, office_id: str, name: str, password: str, passphrase: str) -> Kept:
        """The office's key, from the keyring or from a slot that one of the passphrases opens.

        Who has no slot here yet gives `passphrase`: this machine's, or the password of somebody who has one.
        Raises NotJoined, KeyringLocked, PassphraseNeeded or WrongPassphrase.
        """
        try:
            return Kept(self._keyring.get(office_id))
        except (PassphraseNeeded, KeyringLocked, NoKeyring):
            holders = self._sealed.holders(office_id)
            if not holders:
                raise
        if not name or not password:
            raise PassphraseNeeded(N_("The office's key is sealed on this computer: enter name and password."))
        mine = _spelt(name)
        tries = [(mine, password)] if mine in holders else []
        if passphrase:
            tries += [(holder, passphrase) for holder in sorted(holders, key=lambda holder: holder != MACHINE)]
        for holder, text in tries:
            try:
                secrets = self._sealed.get(office_id, person=holder, passphrase=text)
            except WrongPassphrase:
                continue
            return Kept(secrets, True, holder if text == password else "")
        raise _refusal(name, mine in holders, bool(passphrase))

    def settle(self, office_id: str, kept: Kept, name: str, password: str) -> None:
        """After a sign-in or a changed password: seals the key for this person too, where it is sealed at all."""
        if kept.sealed and kept.slot != _spelt(name):
            self._sealed.put(office_id, kept.secrets, person=_spelt(name), passphrase=password)
            kept.slot = _spelt(name)

    def renew(self, office_id: str, kept: Kept, fresh: Mapping[str, str], name: str, password: str) -> None:
        """Keeps what has changed of an office's secrets: in the keyring, or in the slot of who has just signed in."""
        if all(kept.secrets.get(key) == value for key, value in fresh.items()):
            return
        kept.secrets.update(fresh)
        if kept.sealed:
            self._sealed.put(office_id, kept.secrets, person=_spelt(name), passphrase=password)
        else:
            self._keyring.put(office_id, kept.secrets)

    def put_again(self, office_id: str, kept: Kept) -> None:
        """Keeps changed secrets where nobody has just signed in: in the keyring. What is sealed for people follows at
        each one's next sign-in."""
        if not kept.sealed:
            self._keyring.put(office_id, kept.secrets)
        kept.slot = ""

    def forget(self, office_id: str) -> None:
        """Removes everything kept for the office; a second time does nothing."""
        self._keyring.forget(office_id)

    def remember(self, office_id: str, name: str, password: str) -> None:
        """Keeps a password in the keyring, nowhere else. Raises NoKeyring or KeyringLocked."""
        self._keyring.remember_sign_in(office_id, _entry(name), password)

    def remembered(self, office_id: str, name: str) -> str | None:
        """The remembered password, or None. Raises KeyringLocked."""
        return self._keyring.remembered(office_id, _entry(name))

    def forget_sign_in(self, office_id: str, name: str) -> None:
        self._keyring.forget_sign_in(office_id, _entry(name))


def _refusal(name: str, has_slot: bool, with_passphrase: bool) -> WrongPassphrase | PassphraseNeeded:
    if with_passphrase:
        said = N_("Neither the password nor the passphrase opens the office's key on this computer.")
        return WrongPassphrase(said, "passphrase")
    if has_slot:
        said = N_(
            "The password does not open the office's key on this computer. If it was changed elsewhere, also "
            "give this computer's passphrase or your old password."
        )
        return WrongPassphrase(said, "password")
    said = N_(
        "{name} signs in on this computer for the first time, and it has no keyring. Also give this computer's "
        "passphrase, or the password of somebody who signed in here."
    )
    return PassphraseNeeded(said, "passphrase", name=name)


def _spelt(name: str) -> str:
    """One spelling for a name, however it was typed."""
    return name if name == MACHINE else " ".join(fold(name).split())


def _entry(name: str) -> str:
    # keyrings show the names of their entries
    return hashlib.sha256(_spelt(name).encode()).hexdigest()[:32]
