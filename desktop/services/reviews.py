"""The second pair of eyes: entered values stay provisional until somebody else confirms them (CL-8, CO-4, CO-6)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client, ValueReview
from desktop.models.field_checks import FieldCheck
from desktop.models.records import Journal, Record
from desktop.models.rows import among
from desktop.rules.collecting import NEVER_FADE
from desktop.rules.collection_forms import Severity
from desktop.rules.entries import checked
from desktop.rules.errors import BadEntry, Label, Stale
from desktop.rules.fading import faded, fresh_since
from desktop.rules.field_checks import Verdict, weight
from desktop.rules.fields import Field, Locked
from desktop.rules.reviews import check_review
from desktop.rules.rights import Right
from desktop.rules.stand_ins import StandInKind
from desktop.rules.text import tidy
from desktop.rules.words import Learnt, ReviewState
from desktop.services import blocks, on_file, rivals, sealed_reviews, standing
from desktop.services.rivals import Rival
from desktop.services.standing import Standing
from desktop.services.work import Work

TOPIC = "clients"
_BASIS_LIMIT = 200
_CHUNK = 1000
_REASON_LIMIT = 500
_IDS = frozenset({"entered_by", "reviewed_by", "collected_by", "given"})


@dataclass(frozen=True, slots=True)
class ReviewInfo:
    """Where a value came from and who confirmed it. `reviewed_by` is empty while it is provisional."""

    state: ReviewState
    learnt: Learnt | None
    basis: str
    entered_by: str
    entered_at: datetime
    reviewed_by: str
    reviewed_at: datetime | None
    mine: bool  # entered or collected by whoever asks, who therefore can't review it
    seen_at: datetime | None = None
    """When it was last seen to hold, or confirmed; None while it is provisional."""
    faded: bool = False
    """Confirmed, but not seen for its time: it asks to be confirmed again and is told as fact no more (CO-11)."""
    given: UUID | None = None  # the sheet of a meal that it came by
    severity: str = ""  # a rules.collection_forms.Severity
    checked: bool = False  # by who collected it
    rivals: tuple[Rival, ...] = ()
    """What other sheets or colleagues told that nobody has decided about either, the newest first."""

    @property
    def verified(self) -> bool:
        return self.state is ReviewState.VERIFIED

    @property
    def provisional(self) -> bool:
        return self.state is ReviewState.PROVISIONAL

    @property
    def stands(self) -> bool:
        """Whether it may be told as fact: confirmed, and seen within its time."""
        return self.verified and not self.faded


def note_entered(work: Work, client: Client, fields: Iterable[str], learnt: Learnt | None, basis: str = "") -> None:
    """Makes these values provisional, whoever entered them; fields that need no review are passed over.

    Part of the verb that changes the values, so it writes no record of its own. Raises BadEntry, NotAllowed.
    """
    if not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)
    wanted = {name for name in fields if name in work.catalogue and work.catalogue[name].reviewed}
    if not wanted:
        return
    values = _provisional(work, learnt, basis)
    known = {row.field: row for row in rows_of(work, client.id).where(ValueReview.field.in_(wanted))}
    for name in sorted(wanted):
        if name in known:
            row = known[name]
            work.change(row, {**values, "hands": earlier_hands(row), "severity": _still_grave(row)})
        else:
            work.add(ValueReview(client=client.id, field=name, **values))


def note_many(work: Work, entered: Mapping[UUID, Sequence[str]], learnt: Learnt | None, basis: str = "",
              step: Callable[[int], object] = lambda _values: None) -> None:  # fmt: skip
    """The same for many files at once, by client: their rows are read and written together. The verb that changes the
    values has asked for the right to each file. `step` is told how many values have been noted since. Raises BadEntry,
    NotAllowed, OfficeBusy."""
    work.require(Right.EDIT_CLIENTS)
    values = _provisional(work, learnt, basis)
    ids = list(entered)
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        known = {(r.client_id, r.field): r for r in work.visible(ValueReview).where(among(ValueReview.client, part))}
        told = [(client, name) for client in part for name in entered[client]]
        work.change_many(ValueReview, [
            (known[one], {**values, "hands": earlier_hands(known[one]), "severity": _still_grave(known[one])})
            for one in told if one in known
        ])  # fmt: skip
        new = [one for one in told if one not in known]
        work.add_rows(ValueReview, [ValueReview(client=client, field=name, **values) for client, name in new])
        step(len(told))


def note_collected(work: Work, client: Client, fields: Mapping[str, tuple[str, bool]], given_id: UUID,
                   collectors: Sequence[UUID]) -> None:  # fmt: skip
    """Notes on values that were just made provisional which sheet they came by, who collected them, how grave each is
    and whether the collector checked it. Part of the verb that entered them. Raises NotAllowed.

    Of several colleagues of the name on the sheet nobody knows which it was: none of them reviews what it brought.
    """
    work.require(Right.EDIT_CLIENTS, client)
    one = collectors[0] if len(collectors) == 1 else None
    for row in rows_of(work, client.id).where(ValueReview.field.in_(sorted(fields))):
        severity, checked_too = fields[row.field]
        work.change(row, {"given": given_id, "collected_by": one, "severity": gravest(severity, row.severity),
                          "checked": checked_too,
                          "hands": row.hands if one else _joined({*_split(row.hands), *collectors})})  # fmt: skip


def note_graded(work: Work, client: Client, fields: Mapping[str, tuple[str, bool]]) -> None:
    """Notes on values that a sheet told as the file has them how grave each is and that the collector checked it: no
    grade gets milder by it. Part of the verb that tells they were seen. Raises NotAllowed."""
    work.require(Right.EDIT_CLIENTS, client)
    for row in rows_of(work, client.id).where(ValueReview.field.in_(sorted(fields))):
        severity, checked_too = fields[row.field]
        told = {"severity": gravest(severity, row.severity), "checked": row.checked or checked_too}
        if told != {"severity": row.severity, "checked": row.checked}:
            work.change(row, told)


def mine(work: Work) -> Any:
    """The condition that this person had a hand in a value since it was confirmed last."""
    return of_hand(work.me.id)


def of_hand(person: UUID) -> Any:
    """The same of anybody: he entered it, collected it for another to type in, or did so before it was added to."""
    collected = (ValueReview.collected_by == person) & ValueReview.collected_by.is_null(False)
    return (ValueReview.entered_by == person) | collected | ValueReview.hands.contains(person.hex)


def hands_of(row: ValueReview) -> frozenset[UUID]:
    """Who entered or collected a value since it was confirmed last: none of them reviews it (CL-8, CO-6)."""
    return frozenset({row.entered_by_id, row.collected_by_id, *_split(row.hands)} - {None})


def earlier_hands(row: ValueReview) -> str:
    """What a value keeps of its hands when it is entered anew: all of them while nobody has confirmed it."""
    return _joined(hands_of(row)) if row.state == ReviewState.PROVISIONAL.value else ""


def reviews_of(work: Work, client_id: UUID) -> dict[str, ReviewInfo]:
    """Field name → where its value stands; a field that is missing was never entered, or lies in a block that this
    person may not open. Empty for unseen files."""
    rows = list(rows_of(work, client_id))
    found = told(work, rows)
    if any(info.provisional for info in found.values()):
        client = work.get(Client, client_id, withdrawn=True)
        found |= {row.field: with_rivals(work, found[row.field], row, client) for row in rows if row.field in found}
    return found


def with_rivals(work: Work, info: ReviewInfo, row: ValueReview, client: Client) -> ReviewInfo:
    """The same with what else was told of the value and waits."""
    others = rivals.of(work, row, client)
    return replace(info, rivals=others) if others else info


def told(work: Work, rows: Sequence[Any], at: datetime | None = None) -> dict[str, ReviewInfo]:
    """The same of rows that the caller has; as of a past moment if one is given."""
    hidden = set(sealed_reviews.closed(work))
    rows = [row for row in rows if row.field not in hidden]
    people = on_file.names(work, (p for row in rows for p in (row.entered_by_id, row.reviewed_by_id)))
    fresh = fresh_since(work.settings, at or work.now)
    return {row.field: info_of(work, row, people, fresh) for row in rows}


def may_review(work: Work, client: Client) -> bool:
    """Whether this person may review the entries of a file, by his own right or instead of a colleague who is away."""
    if work.may(Right.REVIEW_CLIENTS, client):
        return True
    held = standing.standings(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS)
    return any(work.reaches(one.mandate, Right.REVIEW_CLIENTS, client) for one in held)


def accept(work: Work, client_id: UUID, field: str, base: object = None) -> None:
    """Confirms a provisional value: from now on it is printed as fact.

    `base` is the value the reviewer saw; if it is another by now, Stale is raised. A sealed value can't be reviewed
    unseen. Raises BadEntry, NotAllowed.
    """
    client, row, declared, held = _to_review(work, client_id, field, base)
    _note_decision(work, row, declared, Verdict.RIGHT)
    _close(work, row, ReviewState.VERIFIED)
    work.record(TOPIC, "accept", client, field=field, **_facts(held))


def require_waiting(work: Work, client_id: UUID, field: str) -> None:
    """Raises as `accept` does where this person could not decide on the value now. Part of a verb that leaves it."""
    client, row, _field, _held = _to_review(work, client_id, field, None)
    assert row.client_id == client.id


def correct(work: Work, client_id: UUID, field: str, value: object, base: object = None) -> None:
    """Puts the reviewer's value in the place of a provisional one and confirms it. Raises as `accept` does."""
    client, row, declared, held = _to_review(work, client_id, field, base)
    right = checked(declared, value)
    if not right:
        raise BadEntry(N_("Enter what is right; to take the value out, refuse it with a reason."), field)
    _note_decision(work, row, declared, Verdict.WRONG)
    # no reviewed field is searched by or required, so neither the index nor the draft mark follows from it
    _put(work, client, declared, right)
    _close(work, row, ReviewState.VERIFIED)
    work.record(TOPIC, "correct", client, field=field, **_facts(held))


def refuse(work: Work, client_id: UUID, field: str, reason: str, base: object = None) -> None:
    """Takes a provisional value back: the field holds again what another sheet told that waits too, or what it held
    before, verified if it was, or nothing.

    The refused value and the reason stay in the history. Raises BadEntry without a reason, else as `accept` does.
    """
    client, row, declared, held = _to_review(work, client_id, field, base)
    why = tidy(reason)
    if not why or len(why) > _REASON_LIMIT:
        raise BadEntry(N_("Say in at most {limit} characters why “{label}” is refused."), "reason",
                       limit=_REASON_LIMIT, label=Label(declared.label))  # fmt: skip
    _note_decision(work, row, declared, Verdict.WRONG)
    left = before_addition(row, declared) if field in NEVER_FADE else None
    if not declared.sealed and field not in NEVER_FADE:
        left = rivals.left_by(row, str(_now(work, client, declared)))
    if left is not None:
        # who refuses what was told last says nothing of what another told, or of what it was added to
        earlier, value = left
        _put(work, client, declared, value)
        work.change(row, earlier)
        _told_refused(work, client, row, why, field, held)
        return
    earlier, of_file, held_before = held_earlier(row, declared)
    sealed = declared.sealed
    value = sealed_reviews.text_in(work, declared, of_file, held_before) if sealed else str(held_before or "")
    # a value nobody had ever noted as entered stood here before: the second refusal takes it out
    value = "" if value == _now(work, client, declared) else value
    _put(work, client, declared, value)
    if earlier.get("state") == ReviewState.VERIFIED.value:
        work.change(row, earlier)
    else:
        _close(work, row, ReviewState.PROVISIONAL if value else ReviewState.REFUSED)
    _told_refused(work, client, row, why, field, held)


def _note_decision(work: Work, row: ValueReview, field: Field, verdict: Verdict) -> None:
    """Keeps for appraisal whose entry was decided on (AP-1, A1); what an import brought is nobody's entry."""
    if row.learnt != Learnt.IMPORTED.value:
        work.add(FieldCheck(client=row.client_id, field=row.field, author=row.entered_by_id, entered_at=row.entered_at,
                            weight=weight(field), verdict=verdict.value, by=work.me.id, at=work.now))  # fmt: skip


def _told_refused(work: Work, client: Client, row: ValueReview, why: str, field: str, held: Standing) -> None:
    # the reason may speak of the client, so it lies where a lawful erasure reaches it, not in the facts
    work.journal(row, {"reason": ["", why]})
    work.record(TOPIC, "refuse", client, field=field, **_facts(held))


def rows_of(work: Work, client_id: UUID) -> Any:
    return work.visible(ValueReview).where(ValueReview.client == client_id)


def _to_review(work: Work, client_id: UUID, name: str, base: object) -> tuple[Client, ValueReview, Field, Standing]:
    client = work.get(Client, client_id)
    row = rows_of(work, client_id).where(ValueReview.field == name).get_or_none()
    entered_by = row and row.entered_by_id
    held = standing.act_under(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS, client, entered_by)
    if name not in work.catalogue or not work.catalogue[name].reviewed:
        raise BadEntry(N_("“{name}” is no field that is reviewed."), name, name=name)
    field = work.catalogue[name]
    for hand in [entered_by, *(hands_of(row) - {entered_by} if row else ())]:
        check_review(field, row and ReviewState.of(row.state), hand, work.me.id, held.instead_of)
    if field.sealed:
        sealed_reviews.require_open(work, field, client)
        if base is None or isinstance(base, Locked):
            raise BadEntry(N_("Open “{label}” first: nobody reviews what he has not read."), name,
                           label=Label(field.label))  # fmt: skip
    now = _now(work, client, field)
    if base is not None and base != now:
        stale = Stale({name: (base, base, now)}, client.version, work.last_hand(client))
        if field.sealed:
            stale.owed = lambda later: later.note_read(client, field.block)
        raise stale
    return client, row, field, held


def _now(work: Work, client: Client, field: Field) -> object:
    return sealed_reviews.value_of(work, field, client) if field.sealed else getattr(client, field.name)


def _put(work: Work, client: Client, field: Field, value: object) -> None:
    if field.sealed:
        work.journal(client, blocks.seal_values(field.block, client.id, {field: str(value)}, work.me.vaults))
    else:
        work.change(client, {field.name: value})


def _facts(held: Standing) -> dict[str, str]:
    """What the record says of whoever acted instead of somebody else (AC-11)."""
    return {"instead_of": str(held.instead_of)} if held.instead_of else {}


def _close(work: Work, row: ValueReview, state: ReviewState) -> None:
    work.change(row, {"state": state.value, "reviewed_by": work.me.id, "reviewed_at": work.now, "seen_at": None})


def held_earlier(row: ValueReview, field: Field) -> tuple[dict[str, object], UUID, str | None]:
    """How the review's row stood before its value became provisional, on which file it hung then, and which value that
    file held, as the journal keeps it. A merge may have moved the row since: it stays where it is now."""
    # reading path: the journal of a file that the verb has got to review, and of one that was merged into it
    column, client = blocks.column(field), row.client_id
    earlier: dict[str, object] = {}
    entries = Journal.select(Journal, Record).join(Record).where(Journal.row == row.id).order_by(Journal.id.desc())
    for entry in entries:
        changes: Mapping[str, list[Any]] = entry.changes or {}
        client = UUID(changes["client"][0]) if "client" in changes and entry.kind == "change" else client
        told = {name: pair[0] for name, pair in changes.items() if name not in ("reason", "client")}
        earlier |= {name: _loaded(name, value) for name, value in told.items()}
        became = changes.get("state", [None, None])[1] == ReviewState.PROVISIONAL.value
        became = became and entry.record.action not in rivals.BACK  # it waited before, and waits again
        if became or entry.kind == "create":
            query = Journal.select().where((Journal.record == entry.record_id) & (Journal.row == client))
            pairs = [e.changes[column] for e in query if e.changes and column in e.changes]
            return (earlier if became else {}), client, pairs[0][0] if pairs else None
    return {}, client, None


def before_addition(row: ValueReview, field: Field) -> tuple[dict[str, object], str] | None:
    """How the review's row and the value stood before what was entered last, refused additions passed over; None where
    that was the first entry since the value was confirmed, or since there was none."""
    # reading path: the journal of a file that the verb has got to review
    column, refused = blocks.column(field), 0
    earlier: dict[str, object] = {}
    entries = Journal.select(Journal, Record).join(Record).where(Journal.row == row.id).order_by(Journal.id.desc())
    for entry in entries:
        changes: Mapping[str, list[Any]] = entry.changes or {}
        if "client" in changes or entry.kind == "create":
            return None
        earlier |= {name: _loaded(name, pair[0]) for name, pair in changes.items() if name != "reason"}
        if changes.get("state", [None, None])[1] == ReviewState.PROVISIONAL.value:
            return None
        query = Journal.select().where((Journal.record == entry.record_id) & (Journal.row == row.client_id))
        pairs = [e.changes[column] for e in query if e.changes and column in e.changes]
        if not pairs:
            continue
        if entry.record.action == "refuse":
            refused += "reason" in changes
        elif refused:
            refused -= 1
        else:
            return (earlier, str(pairs[0][0])) if pairs[0][0] else None
    return None


def gravest(*grades: str) -> str:
    """The gravest of these grades, as they are stored."""
    order = ["", *(one.value for one in Severity)]
    return max(grades, key=order.index)


def _still_grave(row: ValueReview) -> str:
    """An allergy is added to and never told away, so how grave it is stands until a review has refused it."""
    stands = row.field in NEVER_FADE and row.state != ReviewState.REFUSED.value
    return row.severity if stands else ""


def _split(hands: str) -> set[UUID]:
    return {UUID(one) for one in hands.split()}


def _joined(hands: Iterable[UUID]) -> str:
    return " ".join(sorted(one.hex for one in hands))


def _loaded(column: str, stored: Any) -> object:
    return UUID(stored) if stored and column in _IDS else stored


def info_of(work: Work, row: ValueReview, people: Mapping[UUID, str],
            fresh: Mapping[str, datetime] | None = None) -> ReviewInfo:  # fmt: skip
    """`fresh` is since when each field must have been seen, if the caller has it."""
    state = ReviewState.of(row.state)
    open_again = state is ReviewState.PROVISIONAL
    seen = seen_at(row) if state is ReviewState.VERIFIED else None
    if fresh is None:
        fresh = fresh_since(work.settings, work.now)
    return ReviewInfo(
        state, Learnt.of(row.learnt) if row.learnt else None, row.basis, people.get(row.entered_by_id, ""),
        row.entered_at, "" if open_again else people.get(row.reviewed_by_id, ""),
        None if open_again else row.reviewed_at, work.me.id in hands_of(row), seen,
        seen is not None and faded(row.field, seen, fresh), row.given, row.severity, row.checked,
    )  # fmt: skip


def seen_at(row: ValueReview) -> datetime:
    """When a confirmed value was last seen to hold: since it was confirmed, or then."""
    seen: datetime = row.seen_at or row.reviewed_at or row.entered_at
    return seen


def _provisional(work: Work, learnt: Learnt | None, basis: str) -> dict[str, Any]:
    """What is noted of a value just entered; what a sheet told of the one before goes with that."""
    return {
        "state": ReviewState.PROVISIONAL.value, "learnt": learnt.value if learnt else "", "basis": _basis(basis),
        "entered_by": work.me.id, "entered_at": work.now, "collected_by": None, "given": None, "severity": "",
        "checked": False, "seen_at": None,
    }  # fmt: skip


def _basis(text: str) -> str:
    basis = tidy(text)
    if len(basis) > _BASIS_LIMIT:
        raise BadEntry(N_("Say in at most {limit} characters how this is known."), "basis", limit=_BASIS_LIMIT)
    return basis
