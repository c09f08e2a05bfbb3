"""What is done about a reward or penalty: notice, reply, decision by a second person, appeal, signature (RP-2)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.rules import discipline as rules
from desktop.rules.discipline import EntryKind, Kind, Measure, Signed, State
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import discipline, discipline_reach, discipline_rules, on_file
from desktop.services.discipline import Evidence
from desktop.services.discipline_reach import TOPIC, add_entry, check_state, reached
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided, and why in words. Without a day it takes effect today; without an end a penalty counts for the
    months of its rule and a reward for good. Amounts are in fen; `points` change the score where the office lets them;
    `compensation` is what the client was given for it."""

    measures: Sequence[Measure]
    said: str
    amount: int = 0
    effective_on: date | None = None
    expires_on: date | None = None
    points: Decimal = Decimal(0)
    compensation: int = 0


def add_evidence(work: Work, case_id: UUID, one: Evidence) -> None:
    """Adds what the case rests on while it is open. Raises BadEntry, NotAllowed, NotFound."""
    row = _for_another(work, case_id)
    check_state(row, State.PROPOSED, State.NOTIFIED, State.REPLIED, State.APPEALED)
    discipline.add_evidence_row(work, row, discipline.checked_evidence(work, one))
    work.record(TOPIC, "add_evidence", row, number=row.number)


def note(work: Work, case_id: UUID, said: str, *, told: bool = False) -> None:
    """A line for those who see the case, and with `told` for the person concerned too. Raises BadEntry (field `said`),
    NotAllowed, NotFound."""
    row = _for_another(work, case_id)
    add_entry(work, row, EntryKind.NOTE, rules.needed(said, "said", N_("Write the note first.")), told=told)
    work.record(TOPIC, "note_discipline", row, number=row.number)


def notify(work: Work, case_id: UUID, said: str = "") -> None:
    """Tells the person concerned what is held against him and on what evidence; from now on he sees the case and has
    the office's working days for his reply. Raises BadEntry, NotAllowed, NotFound."""
    row = _for_another(work, case_id)
    _only(row, Kind.PENALTY, N_("A reward needs no notice: it is decided."))
    check_state(row, State.PROPOSED)
    until = discipline_reach.until(work, int(work.settings["discipline_reply_days"]))
    add_entry(work, row, EntryKind.NOTICE, said.strip()[: rules.TEXT_LIMIT])
    work.change(row, {"state": State.NOTIFIED.value, "told_at": work.now, "reply_until": until})
    work.record(TOPIC, "notify_discipline", row, number=row.number)


def reply(work: Work, case_id: UUID, said: str) -> None:
    """What the person concerned says to it; whoever notes for him, but not who proposed it, writes down what he said
    or handed in on paper: then his days still run, since only his own reply ends them. It counts until the decision,
    after the days for it too. Raises BadEntry (field `said`), NotAllowed, NotFound."""
    row = _for_him(work, case_id)
    check_state(row, State.NOTIFIED, State.REPLIED)
    words = rules.needed(said, "said", N_("Write the reply first; “nothing to say” is one."))
    add_entry(work, row, EntryKind.REPLY, words)
    if row.owner_id == work.me.id:
        work.change(row, {"state": State.REPLIED.value, "replied_at": work.now})
    work.record(TOPIC, "reply_discipline", row, number=row.number)


def decide(work: Work, case_id: UUID, given: Decision) -> None:
    """Decides a penalty after the reply or the time for it, a reward at once; by neither the person concerned nor
    whoever proposed it. The step is reckoned anew from the record as it stands today.

    Raises BadEntry naming the field, NotAllowed, NotFound.
    """
    row = _to_decide(work, case_id)
    kind = Kind.of(row.kind)
    values = _decided(work, row, given)
    proposed = proposal_now(work, row)
    words = rules.needed(given.said, "said", N_("Give the reasons: whoever it concerns reads them."))
    values |= {"state": State.EFFECTIVE.value, "decided_at": work.now, "deputy": work.me.id, "closed_at": work.now,
               "step": proposed.step, "counted": list(proposed.counted),
               "told_at": row.told_at or work.now}  # fmt: skip
    if kind is Kind.PENALTY:
        values["appeal_until"] = discipline_reach.until(work, int(work.settings["discipline_appeal_days"]))
    add_entry(work, row, EntryKind.DECISION, words)
    work.change(row, values)
    work.record(TOPIC, "decide_discipline", row, number=row.number)


def drop(work: Work, case_id: UUID, said: str) -> None:
    """Nothing comes of it, and why; by who may decide it, or by who proposed it before it was told. Raises BadEntry
    (field `said`), NotAllowed, NotFound."""
    row = reached(work, case_id)
    check_state(row, State.PROPOSED, State.NOTIFIED, State.REPLIED)
    own = State.of(row.state) is State.PROPOSED and work.me.id in discipline_reach.proposers(work, row)
    if not own:
        discipline_reach.require_to_decide(work, row)
    work.require(Right.SEE_DISCIPLINE)
    add_entry(work, row, EntryKind.DROPPED, rules.needed(said, "said", N_("Say why it is not pursued.")))
    work.change(row, {"state": State.DROPPED.value, "closed_at": work.now, "decided_at": work.now})
    work.record(TOPIC, "drop_discipline", row, number=row.number)


def appeal(work: Work, case_id: UUID, said: str) -> None:
    """The person concerned appeals within the days for it, himself or by who notes for him, but not who proposed it;
    what was noted is decided after those days, in which he may add his own words. The decision stands until the appeal
    is decided. Raises BadEntry (field `said`), NotAllowed, NotFound."""
    row = _for_him(work, case_id)
    himself = row.owner_id == work.me.id
    check_state(row, State.EFFECTIVE, *([State.APPEALED] if himself else []))
    if row.appeal_until is None or row.appeal_until < work.now:
        raise BadEntry(N_("The time for an appeal is over."))
    words = rules.needed(said, "said", N_("Say what is wrong with the decision."))
    add_entry(work, row, EntryKind.APPEAL, words)
    own = {"appealed_at": work.now} if himself else {}
    work.change(row, {"state": State.APPEALED.value, "closed_at": None, **own})
    work.record(TOPIC, "appeal_discipline", row, number=row.number)


def settle_appeal(work: Work, case_id: UUID, verdict: State, said: str, given: Decision | None = None) -> None:
    """Upholds, changes or revokes; by somebody who neither proposed nor decided it, as long as there is one. `given` is
    what it is changed to. Raises BadEntry naming the field, NotAllowed, NotFound."""
    row = reached(work, case_id)
    discipline_reach.require_to_decide(work, row)
    check_state(row, State.APPEALED)
    if row.appealed_at is None and row.appeal_until > work.now:
        raise BadEntry(N_("The appeal was noted for the person concerned, who still has time to add to it."))
    if verdict not in rules.VERDICTS:
        raise BadEntry(N_("Uphold it, change it, or revoke it."), "verdict")
    if row.deputy_id == work.me.id and discipline_reach.others_decide(work, row):
        raise NotAllowed(N_("You have decided this; somebody else who may decide hears the appeal."))
    words = rules.needed(said, "said", N_("Give the reasons: whoever it concerns reads them."))
    values: dict[str, Any] = {"state": verdict.value, "closed_at": work.now}
    if verdict is State.CHANGED:
        if given is None:
            raise BadEntry(N_("Choose at least one measure."), "measures")
        values |= _decided(work, row, given)
    elif verdict is State.REVOKED:
        values |= {"points": 0, "expires_on": on_file.today(work)}
    add_entry(work, row, EntryKind.VERDICT, words, detail=verdict.value)
    work.change(row, values)
    work.record(TOPIC, "settle_discipline", row, number=row.number, verdict=verdict.value)


def note_signed(work: Work, case_id: UUID, how: Signed, said: str = "") -> None:
    """That the notice or decision on paper came back signed, or that the signature was refused before a witness, who is
    named then. Raises BadEntry (field `said`), NotAllowed, NotFound."""
    row = _for_another(work, case_id)
    if row.told_at is None:
        raise BadEntry(N_("Nothing was handed over yet that could have been signed."))
    words = rules.needed(said, "said", N_("Name the witness.")) if how is Signed.REFUSED else said.strip()
    add_entry(work, row, EntryKind.SIGNED, words[: rules.TEXT_LIMIT], detail=how.value)
    work.record(TOPIC, "sign_discipline", row, number=row.number)


def proposal_now(work: Work, row: Any) -> rules.Proposed:
    """What the version of the rule that the case stands under provides by the record as it stands today."""
    work.require(Right.SEE_DISCIPLINE)
    counted = discipline_reach.counted(work, row.owner_id, row.rule, max(row.happened_on, on_file.today(work)),
                                       row.months, row.id)  # fmt: skip
    rule = discipline_rules.version_of(work, row.rule, row.rule_version)
    numbers = [one.number for one in counted]
    steps = rule.steps if rule is not None else ()
    free = rules.Rule(row.rule, Kind.of(row.kind), row.title, row.clause, steps,
                      rule.by_weight if rule is not None else True)  # fmt: skip
    return rules.proposal(free, numbers, row.months)


def _to_decide(work: Work, case_id: UUID) -> Any:
    row = reached(work, case_id)
    discipline_reach.require_to_decide(work, row)
    if Kind.of(row.kind) is Kind.REWARD:
        check_state(row, State.PROPOSED)
        return row
    if State.of(row.state) is State.PROPOSED:
        raise BadEntry(
            N_("Hear the person concerned first: give notice, and wait for the reply or the end of its days.")
        )
    check_state(row, State.NOTIFIED, State.REPLIED)
    if State.of(row.state) is State.NOTIFIED and row.reply_until > work.now:
        raise BadEntry(N_("The person concerned still has time to reply; the decision comes after it."))
    return row


def _decided(work: Work, row: Any, given: Decision) -> dict[str, Any]:
    kind = Kind.of(row.kind)
    measures = rules.checked_measures(kind, given.measures)
    fines = bool(work.settings["fines_on"])
    effective = given.effective_on or row.effective_on or on_file.today(work)
    points = rules.checked_points(kind, given.points, bool(work.settings["discipline_points"]))
    if effective < row.happened_on:
        raise BadEntry(N_("It would take effect before it happened."), "effective_on")
    # what was scored up to today stays as it was; an appeal is about the day that was decided
    if points and effective < on_file.today(work) and effective != row.effective_on:
        raise BadEntry(N_("Points of the score count from today at the earliest."), "effective_on")
    expires = given.expires_on
    if expires is None and kind is Kind.PENALTY:
        expires = rules.months_after(effective, row.months)
    if expires is not None and expires < effective:
        raise BadEntry(N_("It would end before it takes effect."), "expires_on")
    if not 0 <= given.compensation <= rules.MOST_FEN:
        raise BadEntry(N_("Enter an amount in yuan, such as 200 or 88.50."), "compensation")
    return {"measures": [one.value for one in measures], "amount": rules.checked_amount(measures, given.amount),
            "deducts": fines, "effective_on": effective, "expires_on": expires, "points": int(points * 10),
            "compensation": given.compensation}  # fmt: skip


def _for_another(work: Work, case_id: UUID) -> Any:
    """A case about a colleague for whom I may note."""
    row = reached(work, case_id)
    discipline_reach.require_to_answer_for(work, row.owner_id, row.department_id)
    return row


def _for_him(work: Work, case_id: UUID) -> Any:
    """A case in which the person concerned speaks, himself or through who notes for him: never through who proposed
    it."""
    row = reached(work, case_id)
    if row.owner_id != work.me.id:
        discipline_reach.require_to_answer_for(work, row.owner_id, row.department_id)
        if work.me.id in discipline_reach.proposers(work, row):
            raise NotAllowed(N_("You have proposed this; what is said against it, somebody else notes."))
    return row


def _only(row: Any, kind: Kind, sentence: str) -> None:
    if Kind.of(row.kind) is not kind:
        raise BadEntry(sentence)
