"""Keeps an office's secrets in a file that only a passphrase opens, where the system has no safe keyring."""

import base64
import json
import os
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.i18n import N_
from desktop.rules.errors import OfficeError
from desktop.rules.values import dataclass
from desktop.workstation.files import held, write_atomically

FORMAT = 1


class WrongPassphrase(OfficeError):
    """No slot of this name opens with this passphrase; both look the same."""


class DamagedSlots(OfficeError):
    """The sealed file can't be read; the office itself is untouched."""


class SlotsUnwritable(OfficeError):
    """The folder of the sealed files can't be read or written."""


@dataclass(frozen=True)
class Cost:
    """Work of Argon2id: passes, lanes, and memory in KiB. The default is RFC 9106's second choice."""

    passes: int = 3
    lanes: int = 4
    memory: int = 64 * 1024


# a changed file must not make this program work for minutes or fill the machine's memory
MOST = Cost(passes=16, lanes=16, memory=1024 * 1024)


class SlotFile:
    """One office's sealed file: for each holder a slot with the same secrets, opened by that holder's passphrase."""

    def __init__(self, path: Path, office_id: str, cost: Cost = Cost()) -> None:  # noqa: B008
        self._path = path
        self._office_id = office_id
        self._cost = cost

    def exists(self) -> bool:
        return self._path.is_file()

    def holders(self) -> tuple[str, ...]:
        return tuple(sorted(self._load()))

    def seal(self, name: str, passphrase: str, secrets: Mapping[str, str]) -> None:
        """Writes or replaces the slot of `name`; the others stay. Takes about a third of a second."""
        salt, nonce = os.urandom(16), os.urandom(12)
        key = _key(passphrase, salt, self._cost)
        plain = json.dumps(dict(secrets), ensure_ascii=False).encode("utf-8")
        slot = {
            "passes": self._cost.passes,
            "lanes": self._cost.lanes,
            "memory": self._cost.memory,
            "salt": _text(salt),
            "nonce": _text(nonce),
            "box": _text(AESGCM(key).encrypt(nonce, plain, self._bound_to(name))),
        }
        try:
            with held(self._path):
                self._save({**self._load(), holder(name): slot})
        except OSError as error:
            raise self._unwritable(error) from error

    def open(self, name: str, passphrase: str) -> dict[str, str]:
        """The secrets sealed for `name`; WrongPassphrase, or DamagedSlots if the file is no longer what was written."""
        slot = self._load().get(holder(name))
        refusal = WrongPassphrase(N_("Name and passphrase do not fit on this computer. Check both and try again."))
        if slot is None:
            raise refusal
        try:
            cost = Cost(int(slot["passes"]), int(slot["lanes"]), int(slot["memory"]))
            salt, nonce, box = (_bytes(slot[part]) for part in ("salt", "nonce", "box"))
        except (KeyError, TypeError, ValueError) as error:
            raise self._damaged() from error
        if not _sane(cost) or len(salt) < 16 or len(nonce) != 12:
            raise self._damaged()
        try:
            plain = AESGCM(_key(passphrase, salt, cost)).decrypt(nonce, box, self._bound_to(name))
        except InvalidTag:
            # a changed slot and a wrong passphrase can't be told apart
            raise refusal from None
        return {str(key): str(value) for key, value in json.loads(plain).items()}

    def drop(self, name: str) -> None:
        """Takes the slot of `name` away; the last one takes the file with it. A second time does nothing."""
        if not self.exists():
            return
        try:
            with held(self._path):
                slots = self._load()
                slots.pop(holder(name), None)
                if slots:
                    self._save(slots)
                else:
                    self._path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def remove(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def _bound_to(self, name: str) -> bytes:
        # a slot copied to another office or another name does not open
        return json.dumps([FORMAT, self._office_id, holder(name)]).encode("ascii")

    def _load(self) -> dict[str, dict[str, Any]]:
        try:
            content = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unwritable(error) from error
        except ValueError as error:
            raise self._damaged() from error
        slots = content.get("slots") if isinstance(content, dict) and content.get("format") == FORMAT else None
        if not isinstance(slots, dict) or not all(isinstance(slot, dict) for slot in slots.values()):
            raise self._damaged()
        return slots

    def _save(self, slots: Mapping[str, Mapping[str, Any]]) -> None:
        content = {"format": FORMAT, "office": self._office_id, "slots": slots}
        write_atomically(self._path, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))

    def _damaged(self) -> DamagedSlots:
        return DamagedSlots(
            N_("The sealed file {path} is damaged. Join the office again on this computer; its data is not touched."),
            path=str(self._path),
        )

    def _unwritable(self, error: OSError) -> SlotsUnwritable:
        # a start goes without
        from desktop.rules.system_words import why

        return SlotsUnwritable(
            N_("The sealed file {path} can't be read or written: {why}. Check the folder's rights and free space."),
            path=str(self._path),
            why=why(error),
        )


def holder(name: str) -> str:
    """One spelling for a sign-in name, however it was typed."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    work = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return work.derive(typed)


def _sane(cost: Cost) -> bool:
    return (
        1 <= cost.passes <= MOST.passes
        and 1 <= cost.lanes <= MOST.lanes
        and 8 * cost.lanes <= cost.memory <= MOST.memory
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
