"""On which ground a client file is erased for good, and what an erasure says of itself (AC-7)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

REASON_LIMIT = 500
_ID_NUMBER = re.compile(r"\d{17}[\dXx]")


class Basis(Word):
    """The legal ground. The value is stored, so it never changes."""

    PURPOSE = "purpose", N_("Its purpose is fulfilled or can't be reached")
    PERIOD = "period", N_("The period of keeping is over")
    WITHDRAWN = "withdrawn", N_("The client has withdrawn consent")
    UNLAWFUL = "unlawful", N_("It was collected against law or agreement")
    OTHER = "other", N_("Another ground in law")


class InTheWay(OfficeError):
    """Something forbids the erasure. `hindrances` are message ids with their values, in words when shown."""

    def __init__(self, hindrances: "tuple[Hindrance, ...]") -> None:
        self.hindrances = hindrances
        super().__init__(N_("This file can't be erased now: {what}"), what="; ".join(str(one) for one in hindrances))


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One reason that stands in the way, and since when or until when."""

    why: str  # message id
    detail: str = ""

    def __str__(self) -> str:
        return " — ".join(part for part in (_(self.why), self.detail) if part)


@dataclass(frozen=True, slots=True)
class Erased:
    """One erasure as it is carried to other places: into backups that are restored, onto the protocol.

    `counts` tells how many rows of each table were taken out or emptied. It holds ids and numbers, never a value.
    """

    client: UUID
    code: str
    files: tuple[UUID, ...]
    at: datetime
    person: UUID
    person_name: str
    second: str
    basis: Basis
    reason: str
    counts: dict[str, int]
    operation: UUID
    purged_at: datetime | None = None
    again_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "client": str(self.client), "code": self.code, "files": [str(key) for key in self.files],
            "at": self.at.isoformat(), "person": str(self.person), "person_name": self.person_name,
            "second": self.second, "basis": self.basis.value, "reason": self.reason, "counts": self.counts,
            "operation": str(self.operation),
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Erased":
        return cls(
            UUID(kept["client"]), kept["code"], tuple(UUID(key) for key in kept["files"]),
            datetime.fromisoformat(kept["at"]), UUID(kept["person"]), kept["person_name"], kept["second"],
            Basis.of(kept["basis"]), kept["reason"], dict(kept["counts"]), UUID(kept["operation"]),
        )  # fmt: skip


def checked_reason(reason: str, values: tuple[str, ...]) -> str:
    """The reason as the register keeps it. It outlives the file, so it may not name the client. Raises BadEntry."""
    said = check_length(tidy(reason), REASON_LIMIT, "reason")
    if not said:
        raise BadEntry(N_("Say why this file is erased: the register of erasures keeps the reason."), "reason")
    if _ID_NUMBER.search(said) or any(len(value) > 1 and value.casefold() in said.casefold() for value in values):
        raise BadEntry(N_("The reason stays in the register: leave out the client's name and number."), "reason")
    return said


def entries_text(entries: Iterable[int]) -> str:
    """The numbers of journal entries, short enough for a record: 4-9 12."""
    runs: list[list[int]] = []
    for number in sorted(set(entries)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


def entries_of(text: str) -> Iterator[int]:
    """Raises ValueError for what is no such text."""
    for run in text.split():
        first, _dash, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)
