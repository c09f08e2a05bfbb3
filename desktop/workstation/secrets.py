"""Keeps what opens an office on this machine: in the system's keyring or sealed by a passphrase, never open."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, OfficeError
from desktop.workstation.keyrings import (
    SET_ASIDE,
    SWITCH,
    KeyringLocked,
    KeyringState,
    NoKeyring,
    choose,
    speaking_plainly,
)
from desktop.workstation.slots import Cost, DamagedSlots, SlotFile, SlotsUnwritable, WrongPassphrase

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

__all__ = [
    "Cost",
    "DamagedSlots",
    "KeyringLocked",
    "KeyringState",
    "NoKeyring",
    "NotJoined",
    "PassphraseNeeded",
    "Secrets",
    "SlotsUnwritable",
    "WrongPassphrase",
]

SERVICE = "Clientele"
ENTRY = "workstation"
REMEMBERED = "remembered"
# Windows holds 2,560 bytes of UTF-16 in one entry
LONGEST_ENTRY = 1200
MOST_REMEMBERED = 25


class NotJoined(OfficeError):
    """This machine holds no secrets of the office."""


class PassphraseNeeded(OfficeError):
    """The secrets are sealed in a file, and no passphrase was given."""


class Secrets:
    """The secrets of the joined offices. Every method may wait for an unlock prompt: call it from a worker.

    `use_keyring=False` is the person's own choice of a passphrase where the keyring stays locked.
    """

    def __init__(
        self,
        folder: Path,
        keyring_backend: "KeyringBackend | None" = None,
        *,
        use_keyring: bool = True,
        cost: Cost = Cost(),  # noqa: B008 (frozen)
    ) -> None:
        self._folder = folder
        self._given = keyring_backend
        self._use_keyring = use_keyring
        self._cost = cost

    def available(self) -> KeyringState:
        """Whether a safe keyring is there, and otherwise why not."""
        return choose(self._given)[1]

    def put(
        self, office_id: str, secrets: Mapping[str, str], *, person: str | None = None, passphrase: str | None = None
    ) -> None:
        """Keeps the secrets in the keyring; without one, in the slot of `person`, sealed by `passphrase`.

        NoKeyring if there is neither; KeyringLocked if the person did not unlock it. How strong a passphrase must be
        is decided by whoever asks for it.
        """
        backend, state = self._keyring()
        if backend is not None:
            text = json.dumps(dict(secrets), ensure_ascii=False)
            if _length(text) > LONGEST_ENTRY:
                raise ValueError(f"{_length(text)} characters don't fit into one keyring entry")
            with speaking_plainly(state):
                backend.set_password(_service(office_id), ENTRY, text)
            return
        if passphrase is None:
            raise NoKeyring(state.why, name=state.name, switch=SWITCH)
        if not person or not person.strip() or not passphrase:
            raise BadEntry(
                N_("Give a name and a passphrase; they seal the office's key on this computer."), "passphrase"
            )
        self._slots(office_id).seal(person, passphrase, secrets)

    def get(self, office_id: str, *, person: str | None = None, passphrase: str | None = None) -> dict[str, str]:
        """The office's secrets, from the keyring or else from the person's slot.

        NotJoined, KeyringLocked, PassphraseNeeded or WrongPassphrase.
        """
        slots = self._slots(office_id)
        backend, state = self._keyring()
        if backend is not None:
            try:
                with speaking_plainly(state):
                    text = backend.get_password(_service(office_id), ENTRY)
            except (KeyringLocked, NoKeyring):
                if passphrase is None or not slots.exists():
                    raise
                text = None
            if text is not None:
                return _secrets(text)
        if not slots.exists():
            raise NotJoined(
                N_("This computer has not joined the office, or its key was removed. Ask for an invitation and join.")
            )
        if not person or passphrase is None:
            raise PassphraseNeeded(N_("The office's key is sealed on this computer: enter name and passphrase."))
        return slots.open(person, passphrase)

    def holders(self, office_id: str) -> tuple[str, ...]:
        """Who has a slot in the office's sealed file."""
        return self._slots(office_id).holders()

    def drop_slot(self, office_id: str, person: str) -> None:
        self._slots(office_id).drop(person)

    def forget(self, office_id: str) -> None:
        """Removes everything kept for the office on this machine; a second time does nothing."""
        backend, state = self._keyring()
        if backend is not None:
            for person_id in self._remembered_people(office_id):
                self.forget_sign_in(office_id, person_id)
            with speaking_plainly(state):
                _delete(backend, _service(office_id), ENTRY)
                _delete(backend, _service(office_id, REMEMBERED), REMEMBERED)
        self._slots(office_id).remove()

    def remember_sign_in(self, office_id: str, person_id: str, password: str) -> None:
        """Keeps a person's password in the keyring, nowhere else; NoKeyring where there is none.

        After [25] people the one remembered first is forgotten.
        """
        backend, state = self._keyring()
        if backend is None:
            raise NoKeyring(state.why, name=state.name, switch=SWITCH)
        if _length(password) > LONGEST_ENTRY:
            raise BadEntry(N_("This password is too long to be remembered by the keyring."), "password")
        people = [other for other in self._remembered_people(office_id) if other != person_id]
        while len(people) >= MOST_REMEMBERED:
            self.forget_sign_in(office_id, people.pop(0))
        with speaking_plainly(state):
            # the list goes first: a password that is not listed could never be found and forgotten
            self._list_people(backend, office_id, [*people, person_id])
            backend.set_password(_service(office_id, person_id), person_id, password)

    def remembered(self, office_id: str, person_id: str) -> str | None:
        """The remembered password, or None; KeyringLocked if the person did not unlock the keyring."""
        backend, state = self._keyring()
        if backend is None:
            return None
        with speaking_plainly(state):
            return backend.get_password(_service(office_id, person_id), person_id)

    def forget_sign_in(self, office_id: str, person_id: str) -> None:
        backend, state = self._keyring()
        if backend is None:
            return
        people = self._remembered_people(office_id)
        with speaking_plainly(state):
            _delete(backend, _service(office_id, person_id), person_id)
            if person_id in people:
                self._list_people(backend, office_id, [other for other in people if other != person_id])

    def _remembered_people(self, office_id: str) -> list[str]:
        # keyrings can't say what they hold, so the list of people is an entry too
        backend, state = self._keyring()
        if backend is None:
            return []
        with speaking_plainly(state):
            text = backend.get_password(_service(office_id, REMEMBERED), REMEMBERED)
        return text.split() if text else []

    def _list_people(self, backend: "KeyringBackend", office_id: str, people: list[str]) -> None:
        backend.set_password(_service(office_id, REMEMBERED), REMEMBERED, " ".join(people))

    def _keyring(self) -> "tuple[KeyringBackend | None, KeyringState]":
        backend, state = choose(self._given)
        if self._use_keyring:
            return backend, state
        return None, KeyringState(False, name=state.name, why=SET_ASIDE)

    def _slots(self, office_id: str) -> SlotFile:
        return SlotFile(self._folder / "slots" / f"{_checked(office_id)}.slot", office_id, self._cost)


def _service(office_id: str, *more: str) -> str:
    # one name for each entry: Windows moves entries about when two share a service
    return "/".join((SERVICE, *map(_checked, (office_id, *more))))


def _checked(part: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", part):
        raise ValueError(f"{part!r} is no id")
    return part


def _length(text: str) -> int:
    # as Windows counts: a character beyond the basic plane takes two places
    return len(text.encode("utf-16-le")) // 2


def _delete(backend: "KeyringBackend", service: str, name: str) -> None:
    from keyring.errors import PasswordDeleteError

    try:
        backend.delete_password(service, name)
    except PasswordDeleteError:
        # the same error means "not there", which is what we want, and "not allowed", which is not
        if backend.get_password(service, name) is not None:
            raise


def _secrets(text: str) -> dict[str, str]:
    try:
        return {str(key): str(value) for key, value in json.loads(text).items()}
    except (ValueError, AttributeError):
        raise NotJoined(
            N_("The keyring's entry for this office is damaged. Join the office again on this computer.")
        ) from None
