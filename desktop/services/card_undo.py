"""Takes an act on cards and forms back as one: what was handed out, received, read, passed on, taken back or typed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Table
from desktop.models.bookings import GivenOut, PassedOn
from desktop.models.clients import ValueReview
from desktop.models.collecting import CollectedSheet
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.rows import among
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import journals
from desktop.services.journals import Trace
from desktop.services.work import Work

TOPIC = "bookings"
UNDOABLE = frozenset({"hand_out_sheets", "receive_sheets", "understand_sheets", "pass_on", "take_back_sheets",
                      "call_back_sheets", "type_register", "type_reading"})  # fmt: skip
_MODELS: tuple[type[Table], ...] = (RegisterLine, RegisterClient, GivenOut, PassedOn)
_TABLES: Mapping[str, type[Table]] = {model._meta.table_name: model for model in _MODELS}


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act did to cards and forms: lines that it wrote are void, the others stand as before.

    Raises BadEntry for another act, and where something was done to one of its lines since; NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    work.alone()
    records, traces = journals.of_operation(work, operation)
    acts = {record.action for record in records}
    if not records or any(record.topic != TOPIC for record in records) or not acts <= UNDOABLE:
        raise BadEntry(N_("This is taken back where it was done."))
    last = max(record.serial for record in records)
    found = [(_TABLES[told[0].table], key, told) for key, told in journals.by_row(traces).items()
             if told[0].table in _TABLES and not _is_whose(told[0])]  # fmt: skip
    rows: list[Any] = [work.get(model, key, withdrawn=True) for model, key, _told in found]
    # what was done since and undone again is as if it had not been
    later = journals.by_row(journals.of_rows([key for _model, key, _told in found], last))
    if any(journals.net(told) for told in later.values()):
        raise BadEntry(N_("Something was done with these cards or forms since, so it can't be undone."))
    if _leant_on([key for model, key, told in found if model is GivenOut and told[0].kind == "create"]):
        raise BadEntry(N_("Something was done with these cards or forms since, so it can't be undone."))
    for row, (model, _key, told) in zip(rows, found, strict=True):
        work.change(row, journals.loaded(model, journals.before_act(row, told, work.now)))
    work.record(TOPIC, "undo_sheets", None, acts=sorted(acts))


def _is_whose(first: Trace) -> bool:
    """Of whom a line was stays with it: without the line it tells nothing."""
    return first.table == RegisterClient._meta.table_name and first.kind == "create"


def _leant_on(keys: Sequence[UUID]) -> bool:
    """Whether something hangs on these sheets: whom they were passed on to, their heads, or what they brought."""
    # reading path: whether there is any, of clients that this person may not see too
    passed = PassedOn.select().where(among(PassedOn.given, keys) & PassedOn.withdrawn_at.is_null())
    heads = CollectedSheet.select().where(among(CollectedSheet.given, keys) & CollectedSheet.withdrawn_at.is_null())
    brought = ValueReview.select().where(among(ValueReview.given, keys))
    return any(query.exists() for query in (passed, heads, brought))
