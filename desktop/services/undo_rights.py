"""What undoing a part of an operation asks for: the rights of the act itself (CL-11)."""

from collections.abc import Collection, Mapping
from typing import Any

from desktop.i18n import N_
from desktop.models.class_plans import ClassPlan
from desktop.models.clients import Client, Dealing, Link, ValueReview
from desktop.models.competitors import CompetitorNote
from desktop.models.contacts import Contact, UnknownCall
from desktop.models.events import Event, Invitation
from desktop.models.identities import Authorisation
from desktop.models.owners import HandoverLine
from desktop.models.rewards import Reward, RewardRule
from desktop.models.risks import FraudWarning, RiskAssessment
from desktop.rules.errors import NotAllowed
from desktop.rules.reviews import check_review
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import Right
from desktop.rules.stand_ins import StandInKind
from desktop.rules.words import ReviewState
from desktop.services import marks, on_file, sealed_reviews, standing
from desktop.services.undo_parts import SEALED, Deed, Part, Step, key_of
from desktop.services.work import Work

IMPORTS = frozenset({"import", "undo_import"})
_REVIEWS = frozenset({"accept", "correct", "refuse"})
# Whoever made such an entry may take it back
_OWN_ENTRIES = (FraudWarning, CompetitorNote)

# By the action of an act's record: what undoing it asks for, where that is not the right to edit the file
_RIGHT_OF: Mapping[str, Right] = {
    **dict.fromkeys(("add_event", "change_event", "withdraw_event", "invite", "note_answer", "withdraw_invitation"),
                    Right.RUN_EVENTS),
    **dict.fromkeys(("assess", "settle_warning"), Right.ASSESS_CLIENTS),
    **dict.fromkeys(("set_reward_rule", "withdraw_reward_rule"), Right.SEE_TERMS),
    **dict.fromkeys(_REVIEWS, Right.REVIEW_CLIENTS),
    "set_plan": Right.CLASSIFY_CLIENTS,
    "told": Right.SEE_CLIENTS,
}  # fmt: skip
# Whoever entered it may take it back; of a review and a link nobody but undoing itself can tell
_MAKERS = frozenset({"log_contact", "correct_contact", "finish_step", "needs_no_answer", "take_mail", "take_calls",
                     "give_calls", "strike_calls", "add_dealing",
                     "correct_dealing", "warn_of_fraud",
                     "withdraw_dealing", "file_dealing", "unfile_dealing", "add_competitor", "correct_competitor",
                     "withdraw_competitor"})  # fmt: skip
_UNTOLD = _REVIEWS | {"link", "change_link", "unlink"}


def may_try(work: Work, acts: Collection[str], file: Any, *, mine: bool) -> bool:
    """Whether undoing such acts need not be refused from the start: their records tell no more than what was done, and
    undoing asks part by part. `file` is the one it was about, None for several or none; `mine`: I have done it."""

    def may(right: Right) -> bool:
        return work.may(right, file) if file is not None else work.may(right)

    def may_one(act: str) -> bool:
        if mine and (act in _UNTOLD or (act in _MAKERS and work.may(Right.ENTER_CLIENTS))):
            return True
        if act == "seen_again":
            return may(Right.EDIT_CLIENTS) or may(Right.ENTER_CLIENTS)
        if act == "warn_of_fraud":
            return may(Right.ASSESS_CLIENTS)
        if act in _RIGHT_OF and _RIGHT_OF[act] in (Right.RUN_EVENTS, Right.CLASSIFY_CLIENTS, Right.SEE_TERMS):
            return work.may(_RIGHT_OF[act])
        secret = act in ("grant", "correct_grant", "withdraw_grant")
        return may(_RIGHT_OF.get(act, Right.EDIT_CLIENTS)) and (not secret or may(Right.SEE_TERMS))

    return all(may_one(act) for act in acts)


def require_part(work: Work, part: Part, acts: set[str]) -> None:
    """The right of the act itself, on the file, for every part of it."""
    if acts & IMPORTS:
        work.require(Right.IMPORT_CLIENTS)
        return
    for step in part.steps:
        if acts == {"seen_again"} and work.may(Right.ENTER_CLIENTS):
            # as noting it asks; nothing but its day goes back
            work.require(Right.SEE_CLIENTS, part.client)
        elif acts & _REVIEWS:
            _require_review(work, step, part)
        else:
            _require_row(work, step, part.client)
        for column in step.columns:
            block = SEALED.get(column.partition(".")[0])
            if block is not None and "." in column:
                work.require_level(block[0].level)
                if not work.me.vaults.holds(block[0].value):
                    raise NotAllowed(N_("You hold no key to this vault; who holds one can grant it."))


def _require_row(work: Work, step: Step, client: Any) -> None:
    if step.model in marks.WORDS and step.row is not None and {"mark", "sealed"} & step.columns.keys():
        # taking a mark off shows what it covers
        marks.require_open(work, step.row)
    if step.model is Link and step.row is not None:
        # as linking asks: to edit either file and to see both
        other = work.get(Client, step.row.other_id, withdrawn=True)
        work.require(Right.EDIT_CLIENTS, client if work.may(Right.EDIT_CLIENTS, client) else other)
    elif step.model is Contact and step.deed is Deed.CHANGE and step.columns.keys() <= {"answered_at", "waiting_since"}:
        # follows from an answer that was reported, which asks for its own right
        work.require(Right.ENTER_CLIENTS)
    elif step.model is UnknownCall:
        # as taking a list of calls in asks
        if not work.may(Right.EDIT_CLIENTS):
            work.require(Right.ENTER_CLIENTS)
    elif step.model in (Dealing, Contact) and step.row is not None:
        mine = step.row.entered_by_id == work.me.id and work.may(Right.ENTER_CLIENTS)
        if not mine:
            work.require(Right.EDIT_CLIENTS, client)
    elif step.model is HandoverLine and step.columns.keys() == {"contacted_at"} and step.deed is Deed.CHANGE:
        # follows from a contact that was reported, which asks for its own right
        work.require(Right.SEE_CLIENTS, client)
    elif step.model is Authorisation and step.row is not None:
        # as authorising asks: to edit the principal's file and to see the agent's
        work.get(Client, step.row.agent_id, withdrawn=True)
        work.require(Right.EDIT_CLIENTS, client)
    elif step.model in on_file.ENTRIES or step.model in (Event, ClassPlan, RewardRule):
        _require_entry(work, step, client)
    else:
        work.require(Right.EDIT_CLIENTS, client)


def _require_entry(work: Work, step: Step, client: Any) -> None:
    """What the verb of that entry asks for."""
    mine = step.row is not None and step.row.entered_by_id == work.me.id if step.model in _OWN_ENTRIES else False
    if step.model is RiskAssessment or (step.model is FraudWarning and not (mine and step.deed is Deed.WITHDRAW)):
        work.require(Right.ASSESS_CLIENTS, client)
    elif step.model in (Invitation, Event):
        work.require(Right.RUN_EVENTS)
    elif step.model is ClassPlan:
        work.require(Right.CLASSIFY_CLIENTS)
    elif step.model is RewardRule:
        work.require(Right.SEE_TERMS)
    elif mine and work.may(Right.ENTER_CLIENTS):
        work.require(Right.ENTER_CLIENTS)
    else:
        work.require(Right.EDIT_CLIENTS, client)
    if step.model is Reward and (step.row is None or RewardKind.of(step.row.kind).secret):
        work.require(Right.SEE_TERMS, client)


def _require_review(work: Work, step: Step, part: Part) -> None:
    """The right to review. To do an undone confirmation again is to confirm: nobody does that for himself, nor for
    whom he stands in for, nor unread."""
    if step.model is not ValueReview or step.row is None:
        standing.act_under(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS, part.client)
        return
    entered_by = step.row.entered_by_id
    held = standing.act_under(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS, part.client, entered_by)
    if (step.columns.get("state") or [None])[0] != ReviewState.VERIFIED.value:
        return
    field = work.whole_catalogue[step.row.field]
    then = step.columns.get("entered_by") or [None]
    for by in (entered_by, then[0] and key_of(then[0])):
        check_review(field, ReviewState.PROVISIONAL, by, work.me.id, held.instead_of)
    if field.sealed:
        sealed_reviews.require_open(work, field, part.client)
