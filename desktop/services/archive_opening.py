"""Opens the file of a backup: nothing in it may have been changed, left out, moved or added since it was made."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.i18n import N_
from desktop.models.tables import Sum
from desktop.rules.backups import BadBackup, NotForYou
from desktop.rules.errors import NewerOffice
from desktop.rules.system_words import why
from desktop.services.archives import (
    HEAD,
    LENGTH,
    LONGEST,
    MAGIC,
    SIGNATURE,
    Contents,
    Header,
    Keys,
    Manifest,
    Progress,
    cipher_of,
    header_digest,
    signed_text,
    unwritable,
    wrap_text,
)
from desktop.services.sealed_chunks import CHUNK, TAG, Changed, CutOff, opened
from desktop.services.vault import SUITE

KeyOf = Callable[[Header], bytes]


def read_header(path: Path) -> Header:
    """What the archive says of itself without a key. Raises BadBackup."""
    with _opened(path) as file:
        return _read_header(file)


def by_private(private: X25519PrivateKey) -> KeyOf:
    """Opens an archive as one of its recipients."""

    def key_of(header: Header) -> bytes:
        wrapped = header.recipients.get(private.public_key().public_bytes_raw())
        if wrapped is None:
            raise NotForYou(N_("This backup is not sealed for you. Whoever may run the office can open it, and the "
                               "recovery sheet it was made with."))  # fmt: skip
        try:
            return SUITE.decrypt(wrapped, private, wrap_text(header.archive, header.office))
        except (InvalidTag, ValueError):
            raise changed() from None

    return key_of


def look(path: Path, key_of: KeyOf) -> Contents:
    """What is inside, without unpacking the office. Raises BadBackup, NewerOffice."""
    with _opened(path) as file:
        return _Opening(file, key_of).contents


def unpack(path: Path, key_of: KeyOf, target: Path, progress: Progress = lambda *_: None) -> Contents:
    """Writes the office inside to the new file `target` once every chunk has been found whole, and in its place.

    Nothing stays of what is refused. Raises BadBackup, NewerOffice.
    """
    with _opened(path) as file:
        opening = _Opening(file, key_of)
        manifest, found = opening.contents.manifest, hashlib.sha256()
        try:
            done = 0
            with target.open("xb") as out:
                for block in opening.rest():
                    found.update(block)
                    out.write(block)
                    done += len(block)
                    progress(done, manifest.size)
        except OSError as trouble:
            target.unlink(missing_ok=True)
            raise unwritable(target.parent, trouble) from trouble
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        if (done, found.hexdigest()) != (manifest.size, manifest.sha256):
            target.unlink()
            raise changed()
        return opening.contents


def changed() -> BadBackup:
    return BadBackup(N_("This backup was changed after it was made, or is damaged or not complete. Nothing of it "
                        "was used: take another one."))  # fmt: skip


def cut_off() -> BadBackup:
    return BadBackup(N_("This backup ends too early: a part of it is missing. Nothing of it was used: copy it again, "
                        "or take another one."))  # fmt: skip


class _Opening:
    """What comes out of an archive, chunk by chunk; the manifest first."""

    def __init__(self, file: IO[bytes], key_of: KeyOf) -> None:
        header = _read_header(file)
        self._chunks, self._waiting = _chunks(file, key_of(header), header.digest), b""
        keys, manifest = self._frame(), self._frame()
        signature = self._take(SIGNATURE)
        told = _from_json(manifest)
        try:
            Ed25519PublicKey.from_public_bytes(told.signing).verify(
                signature, signed_text(header.digest, keys, manifest)
            )
            self.contents = Contents(header, told, Keys(**json.loads(keys)))
        except (InvalidSignature, ValueError, TypeError):
            raise BadBackup(N_("This backup is not signed by {name}, who it says has made it. Nothing of it was used."),
                            name=told.maker_name) from None  # fmt: skip
        if told.office != header.office:
            raise changed()

    def rest(self) -> Iterator[bytes]:
        if self._waiting:
            yield self._waiting
        yield from self._chunks

    def _frame(self) -> bytes:
        (length,) = LENGTH.unpack(self._take(LENGTH.size))
        if length > LONGEST:
            raise changed()
        return self._take(length)

    def _take(self, length: int) -> bytes:
        while len(self._waiting) < length:
            block = next(self._chunks, None)
            if block is None:
                raise cut_off()
            self._waiting += block
        taken, self._waiting = self._waiting[:length], self._waiting[length:]
        return taken


def _chunks(file: IO[bytes], key: bytes, digest: bytes) -> Iterator[bytes]:
    try:
        yield from opened(iter(lambda: file.read(CHUNK + TAG), b""), cipher_of(key, digest), digest)
    except Changed:
        raise changed() from None
    except CutOff:
        raise cut_off() from None


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as trouble:
        raise BadBackup(N_("{path} can't be read: {why}."), "archive", path=str(path),
                        why=why(trouble)) from trouble  # fmt: skip
    with file:
        yield file


def _read_header(file: IO[bytes]) -> Header:
    start = file.read(len(MAGIC))
    if start != MAGIC:
        if start.startswith(HEAD):
            raise NewerOffice(N_("This backup was written by a newer Clientele. Update the program first."))
        raise BadBackup(N_("This file is no backup of an office."), "archive")
    size = file.read(LENGTH.size)
    length = LENGTH.unpack(size)[0] if len(size) == LENGTH.size else 0
    raw = file.read(length) if 0 < length <= LONGEST else b""
    if not raw or len(raw) < length:
        raise cut_off()
    try:
        told = json.loads(raw)
        recipients = {bytes.fromhex(public): bytes.fromhex(wrapped) for public, wrapped in told["recipients"].items()}
        return Header(UUID(told["archive"]), str(told["office"]), recipients, header_digest(raw))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise changed() from None


def _from_json(raw: bytes) -> Manifest:
    try:
        told: dict[str, Any] = json.loads(raw)
        return Manifest(**told | {
            "made_at": datetime.fromisoformat(told["made_at"]), "signing": bytes.fromhex(told["signing"]),
            "maker": UUID(told["maker"]), "workstation": UUID(told["workstation"]), "steps": tuple(told["steps"]),
            "tables": {name: Sum(*found) for name, found in told["tables"].items()},
            "heads": tuple(tuple(head) for head in told["heads"]),
            "documents": Sum(*told["documents"]) if told.get("documents") else None,
            "lost": tuple(told.get("lost", ())),
        })  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NewerOffice(N_("This backup was written by a newer Clientele. Update the program first.")) from None
