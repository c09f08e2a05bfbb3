"""What an operation is taken apart into to be undone: parts, their steps, and what stands in the way of one (CL-11)."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.models.base import Table
from desktop.models.class_plans import ClassPlan
from desktop.models.clients import BLOCKS, Anniversary, Client, Dealing, ImportRun, Link, ValueReview, YearResult
from desktop.models.contacts import Contact
from desktop.models.events import Event
from desktop.models.identities import Authorisation
from desktop.models.owners import ContactPerson, Handover, HandoverLine
from desktop.models.rewards import RewardRule
from desktop.models.today import DayKept
from desktop.services import on_file
from desktop.services.history_words import Shown

# What an operation may have changed; whatever else is in one is not undone here
TABLES: Mapping[str, type[Table]] = {
    model._meta.table_name: model
    for model in (Client, ValueReview, Link, Anniversary, Dealing, YearResult, DayKept, ImportRun, ContactPerson,
                  Contact, Handover, HandoverLine, Authorisation, *on_file.ENTRIES, ClassPlan, RewardRule, Event)
}  # fmt: skip
CHILDREN: tuple[type[Table], ...] = (
    Link, Anniversary, Dealing, YearResult, DayKept, ContactPerson, Contact, HandoverLine, Authorisation,
    *on_file.ENTRIES,
)  # fmt: skip
SEALED = {table._meta.table_name: (block, table) for block, table in BLOCKS.items()}
# They follow from other values and are derived again
DERIVED = frozenset({"phone_key", "sort_key", "reading", "draft", "risk"})


class Deed(StrEnum):
    """What undoing does to a row."""

    CHANGE = "change"
    WITHDRAW = "withdraw"  # it was created and has a way to be out of use
    REMOVE = "remove"  # it was created and has none
    RESTORE = "restore"  # it had been removed


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What stands in the way: since when something else is there, by whom, and what. `now` may be empty."""

    why: str  # message id
    now: Shown
    who: str
    at: datetime | None
    final: bool = False  # nothing can be done about it here


@dataclass(slots=True)
class Step:
    """One row's way back: column → [what undoing puts there, what the operation had put there]."""

    model: type[Table]
    key: UUID
    deed: Deed
    columns: dict[str, list[Any]] = field(default_factory=dict)
    row: Any = None


@dataclass(slots=True)
class Part:
    """What is undone together or not at all: a field with its review, or a row."""

    name: str
    label: str  # message id
    client: Any = None
    steps: list[Step] = field(default_factory=list)
    hindrance: Hindrance | None = None
    done: bool = False  # it is so already


def sealed_now(client: Any, place: str) -> str | None:
    """The sealed bytes that lie there now, as the journal writes them; they are not opened."""
    table, _dot, column = place.partition(".")
    model = SEALED[table][1]
    # reading path: sealed bytes of a client got through `work`, compared and never opened
    row = model.get_or_none(model.client == client.id)
    now = getattr(row, column) if row is not None else None
    return None if now is None else base64.b64encode(bytes(now)).decode()


def key_of(written: Any) -> UUID:
    """An id as the journal writes it."""
    return written if isinstance(written, UUID) else UUID(str(written))
