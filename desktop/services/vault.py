"""Keys: a person's pair, the vault keys wrapped for it, and the sealing of single values."""

import base64
import hashlib
import hmac
import os
import struct
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from desktop.i18n import N_
from desktop.rules.errors import Damaged, SignInRefused
from desktop.rules.values import dataclass

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
FIELD_VERSION = 1
_HEADER = struct.Struct(">BH")
# What stands around the 32 bytes of a key in the standard's wording (RFC 8410). Asked for bare bytes, the library loads
# a dozen modules of its former backend, and a start waits for them
EXCHANGE_PRIVATE = bytes.fromhex("302e020100300506032b656e04220420")
SIGNING_PRIVATE = bytes.fromhex("302e020100300506032b657004220420")
EXCHANGE_PUBLIC = bytes.fromhex("302a300506032b656e032100")
SIGNING_PUBLIC = bytes.fromhex("302a300506032b6570032100")


@dataclass(frozen=True, slots=True)
class Kdf:
    """What Argon2id costs (RFC 9106, second choice). Stored beside what it sealed, so that it can be raised later."""

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024

    def to_json(self, salt: bytes) -> dict[str, object]:
        return {"argon2id": [self.iterations, self.lanes, self.memory_kib], "salt": base64.b64encode(salt).decode()}


def _stretched(password: str, kdf: Mapping[str, object], secret: bytes) -> bytes:
    """Password and office secret mixed: neither alone opens anything."""
    costs = kdf["argon2id"]
    assert isinstance(costs, list)
    iterations, lanes, memory = costs
    salt = base64.b64decode(str(kdf["salt"]))
    slow = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory)
    # one keyboard composes é from two characters, another types one
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return derived(slow.derive(typed) + secret, "clientele/person-keys/1", salt)


def derived(key: bytes, purpose: str, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=purpose.encode()).derive(key)


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """A person's key pair as it lies in the office."""

    exchange: bytes
    signing: bytes
    sealed: bytes
    kdf: dict[str, object]


def _private(frame: bytes, key: bytes) -> Any:
    return load_der_private_key(frame + key, None)


def _public(frame: bytes, key: bytes) -> Any:
    """Raises ValueError for what is no key."""
    return load_der_public_key(frame + key)


@dataclass(frozen=True, slots=True)
class OpenKeys:
    """A person's key pair while signed in."""

    exchange: X25519PrivateKey
    signing: Ed25519PrivateKey

    @classmethod
    def new(cls) -> "OpenKeys":
        return cls(X25519PrivateKey.generate(), Ed25519PrivateKey.generate())

    def seal(self, person: UUID, password: str, secret: bytes, kdf: Kdf) -> SealedKeys:
        costs = kdf.to_json(os.urandom(16))
        nonce = os.urandom(12)
        private = self.exchange.private_bytes_raw() + self.signing.private_bytes_raw()
        box = AESGCM(_stretched(password, costs, secret)).encrypt(nonce, private, b"person-keys" + person.bytes)
        exchange, signing = self.exchange.public_key(), self.signing.public_key()
        return SealedKeys(exchange.public_bytes_raw(), signing.public_bytes_raw(), nonce + box, costs)

    @classmethod
    def open(cls, kept: SealedKeys, person: UUID, password: str, secret: bytes) -> "OpenKeys":
        """Raises SignInRefused when password or office secret do not fit: which of them, nobody can tell."""
        key = _stretched(password, kept.kdf, secret)
        try:
            private = AESGCM(key).decrypt(kept.sealed[:12], kept.sealed[12:], b"person-keys" + person.bytes)
        except InvalidTag:
            raise SignInRefused(N_("Name or password do not fit. Check Caps Lock and try again.")) from None
        exchange, signing = private[:32], private[32:]
        return cls(_private(EXCHANGE_PRIVATE, exchange), _private(SIGNING_PRIVATE, signing))


@dataclass(frozen=True, slots=True)
class Wrap:
    """A vault key on its way to one person."""

    vault: str
    epoch: int
    wrapped: bytes
    signature: bytes
    granter: bytes  # Ed25519 public key of who granted it


def wrap_text(vault: str, epoch: int, person: UUID) -> bytes:
    return b"clientele/wrap/1\0" + vault.encode() + _HEADER.pack(1, epoch) + person.bytes


def wrap(key: bytes, vault: str, epoch: int, person: UUID, exchange: bytes, granter: OpenKeys) -> Wrap:
    """HPKE does not say who sent a key, so the granter signs; without the signature anybody could plant a key."""
    info = wrap_text(vault, epoch, person)
    box = SUITE.encrypt(key, _public(EXCHANGE_PUBLIC, exchange), info)
    public = granter.signing.public_key().public_bytes_raw()
    return Wrap(vault, epoch, box, granter.signing.sign(info + box), public)


def unwrap(item: Wrap, person: UUID, keys: OpenKeys) -> bytes:
    """Raises Damaged if the wrap is not what its granter signed."""
    info = wrap_text(item.vault, item.epoch, person)
    try:
        _public(SIGNING_PUBLIC, item.granter).verify(item.signature, info + item.wrapped)
        return SUITE.decrypt(item.wrapped, keys.exchange, info)
    except (InvalidSignature, InvalidTag, ValueError):
        raise Damaged(N_("A key of the vault “{vault}” has been changed by somebody who may not. Tell the admin."),
                      vault=item.vault) from None  # fmt: skip


@dataclass(slots=True)
class Vaults:
    """The vault keys a signed-in person holds: seals and opens single values."""

    keys: dict[tuple[str, int], bytes] = field(default_factory=dict)
    _ciphers: dict[tuple[str, int], AESGCM] = field(default_factory=dict)
    _newest: dict[str, int] = field(default_factory=dict)
    _index_keys: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, wraps: Iterable[Wrap], person: UUID, keys: OpenKeys) -> "Vaults":
        vaults = cls()
        for item in wraps:
            vaults.hold(item.vault, item.epoch, unwrap(item, person, keys))
        return vaults

    def hold(self, vault: str, epoch: int, key: bytes) -> None:
        self.keys[vault, epoch] = key
        self._ciphers[vault, epoch] = AESGCM(derived(key, "clientele/field/1"))
        self._newest[vault] = max(epoch, self._newest.get(vault, 0))
        self._index_keys.pop(vault, None)

    def holds(self, vault: str) -> bool:
        return vault in self._newest

    def seal(self, vault: str, place: str, row: UUID, text: str) -> bytes:
        """`place` is table.column: a sealed value can't be moved to another row, column or table."""
        epoch = self._newest[vault]
        header, nonce = _HEADER.pack(FIELD_VERSION, epoch), os.urandom(12)
        return header + nonce + self._ciphers[vault, epoch].encrypt(nonce, text.encode(), _bound(header, place, row))

    def open(self, vault: str, place: str, row: UUID, blob: bytes) -> str:
        """Raises Damaged if the value was changed or moved."""
        header, nonce, box = blob[:3], blob[3:15], blob[15:]
        try:
            _version, epoch = _HEADER.unpack(header)
            return self._ciphers[vault, epoch].decrypt(nonce, box, _bound(header, place, row)).decode()
        except (InvalidTag, KeyError, ValueError, struct.error):
            said = N_("A sealed value does not open: it was changed outside Clientele. Tell the admin.")
            raise Damaged(said) from None

    def blind_index(self, vault: str, place: str, value: str) -> bytes:
        """Finds an equal value without showing it. Only for values with variety: ID numbers, never yes or no."""
        key = self._index_keys.get(vault)
        if key is None:
            key = self._index_keys[vault] = derived(self.keys[vault, self._newest[vault]], "clientele/blind-index/1")
        return hmac.digest(key, f"{place}|{value}".encode(), hashlib.sha256)[:16]


def _bound(header: bytes, place: str, row: UUID) -> bytes:
    return header + place.encode() + b"|" + row.bytes
