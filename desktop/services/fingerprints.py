"""The fingerprint of all chains of records: sixteen characters for a print, by which its state is found again."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models import server_doors
from desktop.models.office import Person
from desktop.models.records import Record, Writer
from desktop.rules.audit import Head
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services.work import Work

TOPIC = "audit"
ANCHOR = "anchor"
# Crockford's: none is mistaken for another
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
LENGTH, _GROUP = 16, 4


@dataclass(frozen=True, slots=True)
class Known:
    """A fingerprint that was typed in: when and by whom it was given out, None and "" where no record tells of it.

    `stands`: that state is still part of the chains. Whether all that leads up to it is unchanged, verifying tells.
    """

    text: str
    given_at: datetime | None = None
    given_by: str = ""
    stands: bool = False


def heads(work: Work) -> dict[UUID, Head]:
    """Each chain's newest record, for whoever sees the audit."""
    work.require(Right.SEE_AUDIT)
    return all_heads(work)


def all_heads(work: Work) -> dict[UUID, Head]:
    """The same for any session, which compares them with what its workstation has seen: they tell nothing else."""
    if work.database.enforced:
        return {key: (number, digest) for key, number, digest in server_doors.heads(work.database.engine)}
    # reading path: numbers and hashes, which tell nothing of what was recorded
    rows = Writer.select(Writer.id, Writer.head_number, Writer.head_hash).where(Writer.head_number > 0)
    return {key: (number, bytes(digest)) for key, number, digest in rows.tuples()}


def text_of(ends: Mapping[UUID, Head]) -> str:
    """75 bits of a hash over all heads, and a letter that shows a slip of the pen."""
    total = hashlib.sha256(b"clientele/anchor/1\0")
    for chain in sorted(ends):
        number, digest = ends[chain]
        total.update(chain.bytes + number.to_bytes(8, "big") + digest)
    bits = int.from_bytes(total.digest()[:10], "big") >> 5
    letters = "".join(_LETTERS[bits >> shift & 31] for shift in range(70, -1, -5))
    return _grouped(letters + _check_letter(letters))


def fingerprint(work: Work) -> str:
    """The present state in sixteen characters; to be able to look it up later, give it out by `anchor`."""
    return text_of(heads(work))


def anchor(work: Work, **facts: object) -> str:
    """Gives out the fingerprint of the state before this act, and records what it stands for. Within a write.

    The record holds each chain's number alone: the hashes are looked up when somebody types the fingerprint in.
    """
    work.require(Right.SEE_AUDIT)
    work.settle()
    ends = all_heads(work)
    text = text_of(ends)
    work.record(TOPIC, ANCHOR, None, fingerprint=text, chains={c.hex: n for c, (n, _hash) in sorted(ends.items())},
                **facts)  # fmt: skip
    return text


def look_up(work: Work, typed: str) -> Known:
    """What a printed fingerprint stands for. Raises BadEntry for what is none, as after a slip of the pen."""
    text = _plain(typed)
    for record in work.visible(Record).where((Record.topic == TOPIC) & (Record.action == ANCHOR)):
        if record.facts.get("fingerprint") == text:
            people = dict(work.visible(Person).select(Person.id, Person.name).tuples())
            return Known(text, record.at, people.get(record.person, ""), _stands(work, record, text))
    return Known(text)


def sentence_of(known: Known) -> str:
    """A message id that says what is known, with room for `who` and `when`."""
    if known.given_at is None:
        return N_("No record tells of this fingerprint: either it is of another office, or the records that were made "
                  "since have been removed.")  # fmt: skip
    if known.stands:
        return N_("Given out by {who}, {when}. That state is still part of the records: nothing was cut off or put "
                  "back since. Whether all before it is unchanged, verifying tells.")  # fmt: skip
    return N_("Given out by {who}, {when}. That state is no longer part of the records: something was cut off, put "
              "back or rewritten since.")  # fmt: skip


def _stands(work: Work, record: Any, text: str) -> bool:
    wanted = {UUID(chain): int(number) for chain, number in record.facts["chains"].items()}
    found: dict[UUID, Head] = {}
    for chain, number in wanted.items():
        there = work.visible(Record).where((Record.writer == chain) & (Record.number == number)).get_or_none()
        if there is not None:
            found[chain] = number, bytes(there.hash)
    return text_of(found) == text


def _plain(typed: str) -> str:
    letters = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper()).translate(_READ_AS)
    if len(letters) != LENGTH:
        raise BadEntry(N_("A fingerprint has {n} letters and digits; these are {found}."), "fingerprint", n=LENGTH,
                       found=len(letters))  # fmt: skip
    if set(letters) - set(_LETTERS) or _check_letter(letters[:-1]) != letters[-1]:
        raise BadEntry(N_("This is no fingerprint: compare it letter by letter with the print."), "fingerprint")
    return _grouped(letters)


def _check_letter(letters: str) -> str:
    # odd weights, so that each single slip changes the sum
    return _LETTERS[sum((2 * place + 1) * _LETTERS.index(letter) for place, letter in enumerate(letters)) % 32]


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))
