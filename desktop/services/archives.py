"""The file of a backup: sealed for those who may open it, signed by who made it, refused if anything in it was changed.

CLIENTELE BACKUP 1\\n | u32 length | header (JSON: who can open it) | chunks
chunks as `sealed_chunks` has them, bound to the header
inside: u32 length | keys (JSON) | u32 length | manifest (JSON) | signature | the office, a SQLCipher file
"""

import errno
import hashlib
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.i18n import N_
from desktop.models.base import canonical
from desktop.models.copies import sync_folder
from desktop.models.tables import Sum
from desktop.rules.backups import BadBackup
from desktop.rules.system_words import why
from desktop.services.sealed_chunks import CHUNK, sealed
from desktop.services.vault import SUITE, derived

HEAD = b"CLIENTELE BACKUP "
MAGIC = HEAD + b"1\n"
PURPOSE = "clientele/backup/1"
LENGTH = struct.Struct(">I")
LONGEST = 16 * 1024 * 1024
SIGNATURE = 64
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Header:
    """What can be read without a key. `recipients`: X25519 public key → the archive's key, wrapped for it."""

    archive: UUID
    office: str
    recipients: Mapping[bytes, bytes]
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is inside, as it was when it was made. `heads`: writer, number and hash of each chain's end."""

    office: str
    name: str
    program: str
    steps: tuple[str, ...]
    made_at: datetime
    maker: UUID
    maker_name: str
    signing: bytes  # the maker's Ed25519 public key
    workstation: UUID
    tables: Mapping[str, Sum]
    heads: tuple[tuple[str, int, str], ...]
    indexed: bool  # whether the search index came along
    size: int = 0  # of the office's file, in bytes
    sha256: str = ""
    apart: bool = False  # whether its server kept people apart
    # contents of documents that lie beside the archive: how many, and the hash over their ids and hashes; None of a
    # backup from before there were any
    documents: Sum | None = None
    lost: tuple[str, ...] = ()  # ids of those that the office itself had no more

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @property
    def clients(self) -> int:
        return self.tables["client"].rows if "client" in self.tables else 0


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the office inside: the secret that joined workstations hold, and the key of its file. Hex."""

    office_secret: str
    file_key: str


@dataclass(frozen=True, slots=True)
class Contents:
    header: Header
    manifest: Manifest
    keys: Keys


# Making


def new_header(archive: UUID, office: str, key: bytes, recipients: Iterable[bytes]) -> Header:
    """Wraps the archive's key for each recipient, given by X25519 public key."""
    info = wrap_text(archive, office)
    wrapped = {
        public: SUITE.encrypt(key, X25519PublicKey.from_public_bytes(public), info)
        for public in dict.fromkeys(recipients)
    }
    return Header(archive, office, wrapped)


def write(path: Path, header: Header, key: bytes, keys: Keys, manifest: Manifest, signing: Ed25519PrivateKey,
          office: Path, progress: Progress = lambda *_: None) -> Manifest:  # fmt: skip
    """Writes the archive; returns the manifest with size and hash of the office's file.

    It bears its name only once all of it is on the disk: a write that was killed leaves a `.part`. Raises BadBackup.
    """
    part = path.with_name(path.name + ".part")
    try:
        manifest = _with_file(manifest, office)
        with part.open("xb") as file:
            _fill(file, header, key, _Inside(keys, manifest, signing, office), progress)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        sync_folder(path.parent)
    except OSError as trouble:
        with suppress(OSError):
            part.unlink()
        raise unwritable(path.parent, trouble) from trouble
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return manifest


def unwritable(folder: Path, trouble: OSError) -> BadBackup:
    """Why nothing can be written there, and what to do."""
    if trouble.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return BadBackup(N_("There is not enough room in {folder}. Free some space, or choose another folder."),
                         "folder", folder=str(folder))  # fmt: skip
    return BadBackup(N_("Nothing can be written to {folder}: {why}. Is the drive connected, and may you write there?"),
                     "folder", folder=str(folder), why=why(trouble))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Inside:
    keys: Keys
    manifest: Manifest
    signing: Ed25519PrivateKey
    office: Path


def _fill(file: IO[bytes], header: Header, key: bytes, inside: _Inside, progress: Progress) -> None:
    recipients = {public.hex(): wrapped.hex() for public, wrapped in header.recipients.items()}
    raw = canonical({"archive": str(header.archive), "office": header.office, "recipients": recipients}).encode()
    file.write(MAGIC + LENGTH.pack(len(raw)) + raw)
    digest = header_digest(raw)
    keys, manifest = canonical(asdict(inside.keys)).encode(), _to_json(inside.manifest)
    frames = [part for frame in (keys, manifest) for part in (LENGTH.pack(len(frame)), frame)]
    frames.append(inside.signing.sign(signed_text(digest, keys, manifest)))
    for chunk in sealed(chain(frames, _blocks(inside, progress)), cipher_of(key, digest), digest):
        file.write(chunk)


def _blocks(inside: _Inside, progress: Progress) -> Iterator[bytes]:
    with inside.office.open("rb") as source:
        done = 0
        while block := source.read(CHUNK * 16):
            yield block
            done += len(block)
            progress(done, inside.manifest.size)


# The pieces


def cipher_of(key: bytes, digest: bytes) -> AESGCM:
    return AESGCM(derived(key, PURPOSE, digest))


def header_digest(raw: bytes) -> bytes:
    return hashlib.sha256(MAGIC + raw).digest()


def wrap_text(archive: UUID, office: str) -> bytes:
    return b"clientele/backup-key/1\0" + archive.bytes + office.encode()


def signed_text(digest: bytes, keys: bytes, manifest: bytes) -> bytes:
    return b"clientele/backup-manifest/1\0" + digest + hashlib.sha256(keys).digest() + manifest


def _with_file(manifest: Manifest, office: Path) -> Manifest:
    with office.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return replace(manifest, size=office.stat().st_size, sha256=digest)


def _to_json(manifest: Manifest) -> bytes:
    told = asdict(manifest) | {"made_at": manifest.made_at.isoformat(), "signing": manifest.signing.hex()}
    return canonical(told).encode()
