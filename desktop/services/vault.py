"""Keys: a person's pair, the vault keys wrapped for it, and the sealing of single values."""

import base64
import hashlib
import hmac
import json
import os
import struct
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType
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
_ACCESS = "clientele/moved/1"
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


@dataclass(frozen=True, slots=True)
class Stretched:
    """A password that was made costly to guess, mixed with the office's secret: neither alone opens anything."""

    mixed: bytes
    salt: bytes

    @property
    def sealing(self) -> bytes:
        """The key under which a person's key pair lies in the office."""
        return derived(self.mixed, "clientele/person-keys/1", self.salt)

    @property
    def server(self) -> str:
        """The password of the person's own login at the office's server; nothing is kept that a colleague could use."""
        return derived(self.mixed, "clientele/server-login/1", self.salt).hex()


def stretch(password: str, kdf: Mapping[str, object], secret: bytes) -> Stretched:
    """Takes as long as `kdf` asks for."""
    costs = kdf["argon2id"]
    assert isinstance(costs, list)
    iterations, lanes, memory = costs
    salt = base64.b64decode(str(kdf["salt"]))
    slow = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory)
    # one keyboard composes é from two characters, another types one
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return Stretched(slow.derive(typed) + secret, salt)


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

    @classmethod
    def of_seed(cls, seed: bytes) -> "OpenKeys":
        """The pair that stands on a recovery sheet: what is wrapped for the office itself, and its anchor."""
        exchange, anchor = derived(seed, "clientele/recovery/1"), derived(seed, "clientele/anchor/1")
        return cls(_private(EXCHANGE_PRIVATE, exchange), _private(SIGNING_PRIVATE, anchor))

    @property
    def public(self) -> tuple[bytes, bytes]:
        """The halves that anybody may see, of exchange and signing."""
        return self.exchange.public_key().public_bytes_raw(), self.signing.public_key().public_bytes_raw()

    def seal(self, person: UUID, password: str, secret: bytes, kdf: Kdf) -> SealedKeys:
        costs = kdf.to_json(os.urandom(16))
        nonce = os.urandom(12)
        private = self.exchange.private_bytes_raw() + self.signing.private_bytes_raw()
        box = AESGCM(stretch(password, costs, secret).sealing).encrypt(nonce, private, b"person-keys" + person.bytes)
        return SealedKeys(*self.public, nonce + box, costs)

    @classmethod
    def open(cls, kept: SealedKeys, person: UUID, password: str, secret: bytes) -> "OpenKeys":
        """Raises SignInRefused when password or office secret do not fit: which of them, nobody can tell."""
        return cls.open_with(kept, person, stretch(password, kept.kdf, secret))

    @classmethod
    def open_with(cls, kept: SealedKeys, person: UUID, stretched: Stretched) -> "OpenKeys":
        """The same with a password that is stretched already."""
        try:
            private = AESGCM(stretched.sealing).decrypt(
                kept.sealed[:12], kept.sealed[12:], b"person-keys" + person.bytes
            )
        except InvalidTag:
            raise SignInRefused(N_("Name or password do not fit. Check Caps Lock and try again.")) from None
        exchange, signing = private[:32], private[32:]
        return cls(_private(EXCHANGE_PRIVATE, exchange), _private(SIGNING_PRIVATE, signing))


def box_for(exchange: bytes, content: bytes, info: bytes) -> bytes:
    """Seals something for whoever has the private half of a key (HPKE); `info` says what for, and is bound into it."""
    return SUITE.encrypt(content, _public(EXCHANGE_PUBLIC, exchange), info)


def open_box(keys: OpenKeys, box: bytes, info: bytes) -> bytes:
    """Raises InvalidTag or ValueError if it was sealed for somebody or something else."""
    return SUITE.decrypt(box, keys.exchange, info)


@dataclass(frozen=True, slots=True)
class Wrap:
    """A vault key on its way to one person."""

    vault: str
    epoch: int
    wrapped: bytes
    signature: bytes
    granters: tuple[bytes, ...]  # Ed25519 public keys, present and former, of who granted it


def wrap_text(vault: str, epoch: int, person: UUID) -> bytes:
    return b"clientele/wrap/1\0" + vault.encode() + _HEADER.pack(1, epoch) + person.bytes


def wrap(key: bytes, vault: str, epoch: int, person: UUID, exchange: bytes, granter: OpenKeys) -> Wrap:
    """HPKE does not say who sent a key, so the granter signs; without the signature anybody could plant a key."""
    info = wrap_text(vault, epoch, person)
    box = box_for(exchange, key, info)
    return Wrap(vault, epoch, box, granter.signing.sign(info + box), (granter.public[1],))


def unwrap(item: Wrap, person: UUID, keys: OpenKeys) -> bytes:
    """Raises Damaged if the wrap is not what its granter signed."""
    info = wrap_text(item.vault, item.epoch, person)
    try:
        if not any(signed(granter, item.signature, info + item.wrapped) for granter in item.granters):
            raise InvalidSignature
        return open_box(keys, item.wrapped, info)
    except (InvalidSignature, InvalidTag, ValueError):
        raise Damaged(N_("A key of the vault “{vault}” has been changed by somebody who may not. Tell the admin."),
                      vault=item.vault) from None  # fmt: skip


def signed(key: bytes, signature: bytes, text: bytes) -> bool:
    """Whether the signature is that of a public key; what is no key at all has signed nothing."""
    try:
        _public(SIGNING_PUBLIC, key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def check_of(key: bytes) -> bytes:
    """What a vault key is known by without being told: 16 bytes that only this key gives."""
    return derived(key, "clientele/vault-check/1")[:16]


def proof_of(before: bytes, check: bytes) -> bytes:
    """That a new key was made by somebody who held the one before it; asked of who holds both."""
    return hmac.digest(derived(before, "clientele/vault-next/1"), check, hashlib.sha256)[:16]


@dataclass(frozen=True, slots=True)
class Known:
    """What the chain of powers says of a vault's key: its check, and the proof by the key before it."""

    check: bytes
    proof: bytes = b""


@dataclass(slots=True)
class Vaults:
    """The vault keys a signed-in person holds: seals and opens single values."""

    keys: dict[tuple[str, int], bytes] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Vaults for which a key lay there that was not given by who may."""
    _ciphers: dict[tuple[str, int], AESGCM] = field(default_factory=dict)
    _newest: dict[str, int] = field(default_factory=dict)
    _macs: dict[tuple[str, int], hmac.HMAC] = field(default_factory=dict)

    @classmethod
    def of(cls, wraps: Iterable[Wrap], person: UUID, keys: OpenKeys,
           known: Mapping[tuple[str, int], Known] = MappingProxyType({})) -> "Vaults":  # fmt: skip
        """Holds the keys that are what the chain of powers says of them; what is not stays closed, and `refused` says
        so."""
        vaults = cls()
        for item in sorted(wraps, key=lambda each: each.epoch):
            try:
                key = unwrap(item, person, keys)
            except Damaged:
                vaults.refused.add(item.vault)
                continue
            if vaults._is_known(item.vault, item.epoch, key, known):
                vaults.hold(item.vault, item.epoch, key)
            else:
                vaults.refused.add(item.vault)
        return vaults

    def _is_known(self, vault: str, epoch: int, key: bytes, known: Mapping[tuple[str, int], Known]) -> bool:
        told = known.get((vault, epoch))
        if told is None:
            # who gave it was entitled to, and nobody has said yet what it is; a later key is always told of
            return epoch == 1
        # not the one just before it in number: that may have been told of by somebody who held none
        before = self.keys.get((vault, self._newest.get(vault, 0)))
        made = before is None or hmac.compare_digest(proof_of(before, told.check), told.proof)
        return made and hmac.compare_digest(check_of(key), told.check)

    def hold(self, vault: str, epoch: int, key: bytes) -> None:
        self.keys[vault, epoch] = key
        self._ciphers[vault, epoch] = AESGCM(derived(key, "clientele/field/1"))
        self._newest[vault] = max(epoch, self._newest.get(vault, 0))

    def holds(self, vault: str) -> bool:
        return vault in self._newest

    def seal(self, vault: str, place: str, row: UUID, text: str) -> bytes:
        """`place` is table.column: a sealed value can't be moved to another row, column or table."""
        epoch = self._newest[vault]
        header, nonce = seal_header(epoch), os.urandom(12)
        return header + nonce + self._ciphers[vault, epoch].encrypt(nonce, text.encode(), _bound(header, place, row))

    def open(self, vault: str, place: str, row: UUID, blob: bytes) -> str:
        """Raises Damaged if the value was changed or moved."""
        header, nonce, box = blob[:3], blob[3:15], blob[15:]
        try:
            _version, epoch = _HEADER.unpack(header)
            if epoch > self._newest.get(vault, 0) > 0:
                raise Damaged(N_("This value is sealed with a newer key, which this session takes up in a moment. "
                                 "Try again."))  # fmt: skip
            return self._ciphers[vault, epoch].decrypt(nonce, box, _bound(header, place, row)).decode()
        except (InvalidTag, KeyError, ValueError, struct.error):
            said = N_("A sealed value does not open: it was changed outside Clientele. Tell the admin.")
            raise Damaged(said) from None

    def blind_index(self, vault: str, place: str, value: str) -> bytes:
        """Finds an equal value without showing it. Only for values with variety: ID numbers, never yes or no."""
        return self._index(vault, self._newest[vault], place, value)

    def blind_indexes(self, vault: str, place: str, value: str) -> list[bytes]:
        """The same under each key of the vault, the newest first: while its key changes, some rows have the old one."""
        epochs = sorted((epoch for name, epoch in self.keys if name == vault), reverse=True)
        return [self._index(vault, epoch, place, value) for epoch in epochs]

    def _index(self, vault: str, epoch: int, place: str, value: str) -> bytes:
        known = self._macs.get((vault, epoch))
        if known is None:
            key = derived(self.keys[vault, epoch], "clientele/blind-index/1")
            known = self._macs[vault, epoch] = hmac.new(key, digestmod=hashlib.sha256)
        mac = known.copy()
        mac.update(f"{place}|{value}".encode())
        return mac.digest()[:16]

    def newest(self, vault: str) -> int:
        """The epoch under which values are sealed now."""
        return self._newest[vault]


def seal_header(epoch: int) -> bytes:
    """How values begin that are sealed with a vault's key of this epoch."""
    return _HEADER.pack(FIELD_VERSION, epoch)


def _bound(header: bytes, place: str, row: UUID) -> bytes:
    return header + place.encode() + b"|" + row.bytes


def seal_access(secret: bytes, access: Mapping[str, str]) -> str:
    """What opens the place an office has moved to, for all who hold its secret and nobody else."""
    nonce = os.urandom(12)
    box = AESGCM(derived(secret, _ACCESS)).encrypt(nonce, json.dumps(access).encode(), b"access")
    return base64.b64encode(nonce + box).decode()


def access_of(secret: bytes, sealed: str) -> dict[str, str]:
    """What opens the new place. Raises Damaged where it was not sealed by this office's secret."""
    try:
        raw = base64.b64decode(sealed)
        found: dict[str, Any] = json.loads(AESGCM(derived(secret, _ACCESS)).decrypt(raw[:12], raw[12:], b"access"))
    except (InvalidTag, ValueError):
        raise Damaged(N_("Where the office has moved to was written by somebody who may not. Ask the admin.")) from None
    return {name: str(value) for name, value in found.items() if value}
