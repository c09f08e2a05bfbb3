"""What opens an office's file on a computer that never did, in a small file beside it: wrapped for the recovery sheet.

It holds the office's secret and the file's key, so that the paper alone opens the office where no keyring and no
password is left (SA-3). The key before lies there too: a change that was broken off leaves the file with that one.
"""

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.system_words import why
from desktop.services.vault import OpenKeys, box_for, open_box

VERSION = 1


@dataclass(frozen=True, slots=True)
class Within:
    """What the sheet finds there; `keys` of the office's file, the newest first."""

    office: str
    secret: bytes
    keys: tuple[bytes, ...]


def write(path: Path, office: str, secret: bytes, exchange: bytes, keys: Sequence[bytes]) -> None:
    """Writes the file in one piece, for the sheet whose public key is `exchange`. Raises BadEntry."""
    plain = json.dumps({"secret": secret.hex(), "keys": [key.hex() for key in keys]}).encode()
    box = base64.b64encode(box_for(exchange, plain, _text(office))).decode()
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump({"version": VERSION, "office": office, "sheet": exchange.hex(), "box": box}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)  # noqa: PTH105 - atomic also where the target exists
    except OSError as trouble:
        raise BadEntry(N_("{path} can't be written: {why}."), path=str(path), why=why(trouble)) from trouble


def is_for(path: Path, office: str, exchange: bytes) -> bool:
    """Whether one for this office and this sheet lies there."""
    found = _read(path)
    return (found.get("office"), found.get("sheet")) == (office, exchange.hex())


def read(path: Path, root: OpenKeys) -> Within | None:
    """None where none lies there, or one of another office or sheet."""
    found = _read(path)
    try:
        office = str(found["office"])
        told = json.loads(open_box(root, base64.b64decode(found["box"]), _text(office)))
        return Within(office, bytes.fromhex(told["secret"]), tuple(bytes.fromhex(key) for key in told["keys"]))
    except (InvalidTag, ValueError, KeyError, TypeError):
        return None


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(office: str) -> bytes:
    return b"clientele/sheet-file/1\0" + office.encode()
