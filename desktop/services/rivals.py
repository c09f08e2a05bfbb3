"""What other sheets and hands told of a value since it was confirmed last: the review sees it beside the newest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.models.clients import Client, ValueReview
from desktop.models.records import Journal, Record
from desktop.rules.collecting import NEVER_FADE
from desktop.rules.words import Learnt, ReviewState
from desktop.services import blocks, journals, on_file
from desktop.services.work import Work

BACK = frozenset({"undo", "redo", "undo_import"})
"""Acts that put a value back where it was: it is not entered anew by them."""
_WAITS = ReviewState.PROVISIONAL.value


@dataclass(frozen=True, slots=True)
class Rival:
    """Another answer that waits with the one in the file."""

    value: str
    learnt: Learnt | None
    basis: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class _Claim:
    """A value with the columns of its review, as they stood while it was the file's."""

    value: str
    columns: Mapping[str, Any]

    @property
    def source(self) -> str:
        """The sheet it came by, or who entered it by hand: said again by the same, it is corrected."""
        return str(self.columns["given"] or self.columns["entered_by"])

    @property
    def waits(self) -> bool:
        return bool(self.columns["state"] == _WAITS)


def of(work: Work, row: ValueReview, client: Any) -> tuple[Rival, ...]:
    """The other answers to an open value of a file that the caller has got, the newest first; empty where nobody is to
    know the value. Allergies have none: each that was told was added to the others."""
    if not _contested(row) or row.field in NEVER_FADE or row.field in blocks.withheld(client):
        return ()
    value = str(getattr(client, row.field) or "")
    told: dict[str, Any] = {}
    for claim in reversed(_standing(row, value)[:-1]):
        if claim.value not in ("", value):
            told.setdefault(claim.value, journals.row_of(ValueReview, claim.columns))
    people = on_file.names(work, (held.entered_by_id for held in told.values()))
    return tuple(
        Rival(value, Learnt.of(held.learnt) if held.learnt else None, held.basis, people.get(held.entered_by_id, ""),
              held.entered_at)
        for value, held in told.items()
    )  # fmt: skip


def left_by(row: ValueReview, value: str) -> tuple[dict[str, object], str] | None:
    """What waits again once the file's value is refused: the columns of its review and the value; None for nothing."""
    left = [claim for claim in _standing(row, value) if claim.value not in ("", value)]
    return (journals.loaded(ValueReview, left[-1].columns), left[-1].value) if left else None


# Parts of the verbs above


def _contested(row: ValueReview) -> bool:
    """Only what was entered again while nobody had confirmed it has others beside it, and that has earlier hands; what
    lies sealed, nobody compares unopened."""
    return bool(row.state == _WAITS and row.hands and row.field in Client._meta.fields)


def _standing(row: ValueReview, value: str) -> list[_Claim]:
    """What each source told last since the value was confirmed, in the order of telling; the last is the file's."""
    now = _Claim(value, _columns(row))
    if not _contested(row):
        return [now]
    claims: list[_Claim] = []
    for acts, before, after in _acts(row, now):
        if not after.waits:
            continue  # what was decided may be taken back
        if not before.waits and not acts & BACK:
            claims = [after]
            continue
        there = next((n for n, claim in enumerate(claims) if claim.source == after.source), None)
        if "refuse" in acts:
            claims = [claim for claim in claims if claim.value != before.value and claim.source != after.source]
        elif there is not None and acts & BACK:
            claims = claims[:there]
        else:
            claims = [claim for claim in claims if claim.source != after.source]
        claims.append(after)
    return claims or [now]


def _acts(row: ValueReview, now: _Claim) -> list[tuple[set[str], _Claim, _Claim]]:
    """The acts on a value, the oldest first: what they were, and how it stood before and after each."""
    # reading path: the journal of a file whose value waits and that the caller has got through `work`
    query = Journal.select(Journal, Record).join(Record).where(Journal.row == row.id).order_by(Journal.id.desc())
    entries = list(query)
    records = sorted({entry.record_id for entry in entries})
    column = row.field
    of_file = {entry.record_id: entry.changes[column] for entry in Journal.select().where(
        Journal.record.in_(records) & (Journal.row == row.client_id)) if column in (entry.changes or {})}  # fmt: skip
    found: list[tuple[set[str], _Claim, _Claim]] = []
    act: UUID | None = None
    told: set[int] = set()
    for entry in entries:
        changes = entry.changes
        if changes is None or "client" in changes:
            break  # erased by law, or of a file that was merged into this one
        value, pairs = now.value, {n: pair[0] for n, pair in changes.items() if n in now.columns}
        if entry.record_id in of_file and entry.record_id not in told:
            value = str(of_file[entry.record_id][0] or "")
        told.add(entry.record_id)
        made = entry.kind == "create"
        before = _Claim("" if made else value, {**now.columns, **({"state": ""} if made else pairs)})
        if act != entry.record.operation:
            found.append((set(), before, now))
            act = entry.record.operation
        acts, _before, after = found[-1]
        found[-1] = (acts | {entry.record.action}, before, after)
        now = before
        if made:
            break
    return found[::-1]


def _columns(row: ValueReview) -> dict[str, Any]:
    return {n: v for n, v in journals.stored(row, row._meta.fields).items() if n not in ("id", "client", "version")}
