"""The certificate of a destruction, as anybody can check it without this office and without a network (DO-7).

It is plain JSON: what was destroyed with the SHA-256 of each content, when, by whom, and the Ed25519 signatures of who
carried it out and of who watched. One thing they can't say: that a public key is really that person's. Its holder must
tell, by the fingerprint on the printed certificate.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.i18n import N_
from desktop.models.base import canonical
from desktop.rules.errors import BadEntry
from desktop.services import vault

FORMAT = "clientele/destruction/1"
MOST = 32 * 1024 * 1024  # bytes of a file that is looked at
CARRIED_OUT, WATCHED = N_("Carried out by"), N_("Watched by")
LEAST_SIGNERS = 3  # who carries it out, and two who watch


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose signature stands under it; `role` is a message id, `key` the fingerprint of the public key, `holds` whether
    the signature fits."""

    name: str
    role: str
    at: str
    key: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a certificate says, and whether all of it holds."""

    office: str
    number: str
    carried_out_at: str
    items: int
    contents: int
    digest: str
    signers: tuple[Signer, ...]

    @property
    def sound(self) -> bool:
        return len({one.key for one in self.signers if one.holds}) >= LEAST_SIGNERS and all(
            one.holds for one in self.signers
        )


def digest(body: Mapping[str, Any]) -> str:
    """What is signed: SHA-256, in hex, of the certificate without its signatures."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def list_digest(key: str, number: str, items: Iterable[Sequence[object]]) -> str:
    """What is approved and watched: the entries as they stand on the list, each as id, number and sheets."""
    return digest({"list": key, "number": number, "items": [list(item) for item in items]})


def signing_text(body_digest: str, person: str) -> bytes:
    """What whoever carries it out signs."""
    return FORMAT.encode() + b"\0" + f"{body_digest} {person}".encode()


def watch_text(said: str, person: str) -> bytes:
    """What a supervisor signs: that he watches this very list being destroyed."""
    return b"clientele/watch/1\0" + f"{said} {person}".encode()


def fingerprint(key: bytes) -> str:
    """How a public key is compared by eye: sixteen characters in groups."""
    text = hashlib.sha256(key).hexdigest()[:16].upper()
    return " ".join(text[at : at + 4] for at in range(0, 16, 4))


def no_certificate() -> BadEntry:
    return BadEntry(N_("This is no certificate of a destruction made by Clientele."))


def read(text: str) -> dict[str, Any]:
    """The certificate in a file's text. Raises BadEntry for what is none."""
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or found["body"]["format"] != FORMAT:
            raise ValueError
        list(found["body"]["items"]), list(found["signatures"])
    except (ValueError, KeyError, TypeError):
        raise no_certificate() from None
    return found


def check(certificate: Mapping[str, Any]) -> Checked:
    """Looks at every signature: that of who carried it out is for all of it, those of who watched for the list. Raises
    BadEntry for what is no certificate."""
    try:
        body, (done,) = certificate["body"], certificate["signatures"]
        said = digest(body)
        listed = list_digest(
            str(body["list"]),
            str(body["number"]),
            ([item["id"], item["number"], item["sheets"]] for item in body["items"]),
        )
        signers = [_signer(done, CARRIED_OUT, signing_text(said, str(done["person"])))]
        signers += [_signer(one, WATCHED, watch_text(listed, str(one["person"]))) for one in body["watched"]]
        contents = sum(len(item["contents"]) for item in body["items"])
        return Checked(str(body["office"]), str(body["number"]), str(body["carried_out_at"]), len(body["items"]),
                       contents, said, tuple(signers))  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        raise no_certificate() from None


def _signer(one: Mapping[str, Any], role: str, text: bytes) -> Signer:
    key = bytes.fromhex(one["key"])
    holds = vault.signed(key, bytes.fromhex(one["signature"]), text)
    return Signer(str(one["name"]), role, str(one["at"]), fingerprint(key), holds)
