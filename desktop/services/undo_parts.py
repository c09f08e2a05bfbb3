"""What an operation is taken apart into to be undone: parts, their steps, and what stands in the way of one (CL-11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.models.base import Table
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.class_plans import ClassPlan
from desktop.models.classes import Spend
from desktop.models.clients import Anniversary, Client, Dealing, ImportRun, Link, ValueReview, YearResult
from desktop.models.collecting import CollectedSheet, ReviewItem
from desktop.models.consents import Consent
from desktop.models.contacts import Contact, UnknownCall
from desktop.models.events import Event
from desktop.models.field_checks import FieldCheck
from desktop.models.identities import Authorisation
from desktop.models.owners import ContactPerson, Handover, HandoverLine
from desktop.models.rewards import RewardRule
from desktop.models.today import DayKept
from desktop.models.visits import Visit
from desktop.services import on_file, seals
from desktop.services.history_words import Shown

# What an operation may have changed; whatever else is in one is not undone here
TABLES: Mapping[str, type[Table]] = {
    model._meta.table_name: model
    for model in (Client, ValueReview, Link, Anniversary, Dealing, YearResult, DayKept, ImportRun, ContactPerson,
                  Contact, Handover, HandoverLine, Authorisation, *on_file.ENTRIES, ClassPlan, RewardRule, Event,
                  Consent, Spend, CollectedSheet, ReviewItem, Visit, UnknownCall, ServiceCase, CaseEntry,
                  FieldCheck)
}  # fmt: skip
CHILDREN = on_file.HANGING
SEALED = seals.TABLES
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


def key_of(written: Any) -> UUID:
    """An id as the journal writes it."""
    return written if isinstance(written, UUID) else UUID(str(written))
