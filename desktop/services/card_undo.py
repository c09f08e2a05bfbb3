"""Takes an act on cards and forms back as one: what was handed out, received, read, passed on, taken back or typed."""

from collections.abc import Sequence
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import GivenOut, PassedOn
from desktop.models.clients import ValueReview
from desktop.models.collecting import CollectedSheet
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.rows import among
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import taking_back
from desktop.services.journals import Trace
from desktop.services.work import Work

TOPIC = "bookings"
UNDOABLE = frozenset({"hand_out_sheets", "receive_sheets", "understand_sheets", "pass_on", "take_back_sheets",
                      "call_back_sheets", "type_register", "type_reading"})  # fmt: skip
_MODELS = (RegisterLine, RegisterClient, GivenOut, PassedOn)


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act did to cards and forms: lines that it wrote are void, the others stand as before.

    Raises BadEntry for another act, and where something was done to one of its lines since; NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    work.alone()
    deed = taking_back.deed_of(work, operation, {(TOPIC, act) for act in UNDOABLE}, _MODELS, _is_whose)
    since = N_("Something was done with these cards or forms since, so it can't be undone.")
    taking_back.refuse_later(deed, since)
    if _leant_on([row.id for model, row, told in deed.rows if model is GivenOut and told[0].kind == "create"]):
        raise BadEntry(since)
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_sheets", None, acts=deed.acts)


def _is_whose(first: Trace, _acts: set[str]) -> bool:
    """Of whom a line was stays with it: without the line it tells nothing."""
    return first.table == RegisterClient._meta.table_name and first.kind == "create"


def _leant_on(keys: Sequence[UUID]) -> bool:
    """Whether something hangs on these sheets: whom they were passed on to, their heads, or what they brought."""
    # reading path: whether there is any, of clients that this person may not see too
    passed = PassedOn.select().where(among(PassedOn.given, keys) & PassedOn.withdrawn_at.is_null())
    heads = CollectedSheet.select().where(among(CollectedSheet.given, keys) & CollectedSheet.withdrawn_at.is_null())
    brought = ValueReview.select().where(among(ValueReview.given, keys))
    return any(query.exists() for query in (passed, heads, brought))
