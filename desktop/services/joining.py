"""Invitations: the file and the code with which another workstation joins an office."""

import json
import os
import re
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.i18n import N_
from desktop.models.office import Person
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services.vault import derived
from desktop.services.work import Work

TOPIC = "accounts"
HEAD = b"CLIENTELE INVITATION 1\n"
PURPOSE = "clientele/invitation/1"
VALID = timedelta(hours=72)
# no letters or digits that are mistaken for one another when read out or copied by hand
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 26  # 130 bits
LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a workstation needs to open the office. Keys are hex; `url` carries a server's login and password."""

    office_id: str
    office_name: str
    kind: str
    locator: str
    office_secret: str
    file_key: str = ""
    url: str = ""
    expires_at: str = ""
    anchor: str = ""  # what the inviting workstation has seen of who may do what


def invite(work: Work, contents: Invitation) -> tuple[bytes, str]:
    """The invitation file and its code; each is useless without the other. Valid 72 hours, for any number of machines.

    The office's own checks can't count the machines: who has both can join, so the code goes another way than the file.
    """
    work.require(Right.RUN_OFFICE)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    expires = work.now + VALID
    plain = json.dumps({**asdict(contents), "expires_at": expires.isoformat()}, ensure_ascii=False).encode()
    salt, nonce = os.urandom(16), os.urandom(12)
    box = AESGCM(derived(code.encode(), PURPOSE, salt)).encrypt(nonce, plain, HEAD)
    work.record(TOPIC, "invite", work.get(Person, work.me.id), expires_at=expires.isoformat())
    return HEAD + salt + nonce + box, grouped(code)


def read_invitation(data: bytes, code: str, now: datetime | None = None) -> Invitation:
    """Opens an invitation. Raises BadEntry (field `file` or `code`) that says which of the two is wrong or too old."""
    if not data.startswith(HEAD) or not len(HEAD) + 44 < len(data) <= LARGEST:
        raise BadEntry(N_("This file is no invitation to an office. Ask for the invitation file again."), "file")
    salt, nonce, box = (data[len(HEAD) :][part] for part in (slice(16), slice(16, 28), slice(28, None)))
    try:
        key = derived(plain_code(code).encode(), PURPOSE, salt)
        found = Invitation(**json.loads(AESGCM(key).decrypt(nonce, box, HEAD)))
    except InvalidTag:
        raise BadEntry(N_("The code does not fit this invitation. Check it letter by letter."), "code") from None
    except (ValueError, TypeError):
        raise BadEntry(
            N_("This invitation was written by a newer Clientele. Update the program first."), "file"
        ) from None
    if datetime.fromisoformat(found.expires_at) < (now or datetime.now(UTC)):
        raise BadEntry(N_("This invitation has run out: they are valid for 72 hours. Ask for a new one."), "file")
    return found


def grouped(code: str) -> str:
    return "-".join(re.findall(".{1,5}", code))


def plain_code(text: str) -> str:
    """The code as it was made, however it was typed: in groups, small letters, full-width ones."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
