"""The new key of an office's file, in a small file beside it: wrapped for each person who may still open the office.

Workstations that were not there when the key was changed can't open the office, nor read in it what it was changed to.
Here each remaining person finds the key, and what the password opens to unwrap it. The key before lies beside it: a
change that was broken off leaves the file with that one.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, SignInRefused
from desktop.rules.system_words import why
from desktop.services.vault import OpenKeys, SealedKeys, box_for, open_box

VERSION = 1
LENGTH = 32


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's part: as what the person signs in, and the key pair as it lies in the office."""

    login: str
    person: UUID
    exchange: bytes  # as signed, not as the table has it
    kept: SealedKeys


def write(path: Path, office: str, secret: bytes, slips: Iterable[Slip], keys: Sequence[bytes]) -> None:
    """Writes the file in one piece. `keys` are the office file's keys, the newest first. Raises BadEntry."""
    people = {_entry(secret, slip.login): _slip(slip, office, keys) for slip in slips}
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump({"version": VERSION, "office": office, "people": people}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)  # noqa: PTH105 - atomic also where the target exists
    except OSError as trouble:
        raise BadEntry(N_("{path} can't be written: {why}."), path=str(path), why=why(trouble)) from trouble


def read(path: Path, office: str, secret: bytes, login: str, password: str) -> list[bytes]:
    """The keys that may open the office's file, the newest first; none where this person finds none here.

    Raises SignInRefused for a password that does not open the person's part.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
        slip = found["people"][_entry(secret, login)] if found["office"] == office else None
    except (OSError, ValueError, KeyError, TypeError):
        return []
    if slip is None:
        return []
    try:
        data = {name: base64.b64decode(slip[name]) for name in ("exchange", "signing", "sealed", "box")}
        kept = SealedKeys(data["exchange"], data["signing"], data["sealed"], slip["kdf"])
        plain = open_box(OpenKeys.open(kept, UUID(slip["person"]), password, secret), data["box"], _text(office))
    except SignInRefused:
        said = N_(
            "The office's file has had a new key since this computer opened it last, and the password does not open "
            "it. Sign in with the password of that day, or join the office again by invitation."
        )
        raise SignInRefused(said) from None
    except (InvalidTag, ValueError, KeyError, TypeError):
        return []
    return [plain[start : start + LENGTH] for start in range(0, len(plain), LENGTH)]


def _slip(slip: Slip, office: str, keys: Sequence[bytes]) -> dict[str, Any]:
    blobs = {"exchange": slip.kept.exchange, "signing": slip.kept.signing, "sealed": slip.kept.sealed,
             "box": box_for(slip.exchange, b"".join(keys), _text(office))}  # fmt: skip
    texts = {name: base64.b64encode(blob).decode() for name, blob in blobs.items()}
    return {"person": slip.person.hex, "kdf": slip.kept.kdf, **texts}


def _entry(secret: bytes, login: str) -> str:
    # who reaches the folder must not read there who works here
    return hmac.digest(secret, b"clientele/key-file/1\0" + login.encode(), hashlib.sha256).hex()[:32]


def _text(office: str) -> bytes:
    return b"clientele/file-key/1\0" + office.encode()
