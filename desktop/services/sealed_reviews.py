"""Reviewed values of levels 2 and 3: who may open and so review them, and which changes need approval (AC-6, CL-8)."""

import json
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from desktop.i18n import language, translator
from desktop.models.clients import BLOCKS, Client, ValueReview
from desktop.rules.approvals import Act, Need
from desktop.rules.errors import NotAllowed
from desktop.rules.fields import Block, Field
from desktop.rules.words import ReviewState
from desktop.services import approvals, blocks, journals, sealed_texts
from desktop.services.work import Work

Pair = tuple[str | None, str | None]


def opens(work: Work, field: Field, client: Client | None = None) -> bool:
    """Whether this person may read a field's values, by opening their block where they lie sealed."""
    if not field.sealed:
        return True
    return blocks.why_locked(field.block, work.me.mandate, work.me.vaults).may_open and work.opens(field, client)


def closed(work: Work) -> list[str]:
    """The reviewed fields of which this person hears nothing, not even that there is an entry (AC-5)."""
    return [field.name for field in work.catalogue.fields if field.reviewed and not opens(work, field)]


def heard_of(work: Work) -> list[str]:
    """The reviewed fields that this office asks for and this person may read."""
    return [field.name for field in work.catalogue.fields if field.reviewed and opens(work, field)]


def require_open(work: Work, field: Field, client: Client) -> None:
    """Raises NotAllowed where this person can't read what is to be reviewed."""
    if not opens(work, field, client):
        locked = blocks.why_locked(field.block, work.me.mandate, work.me.vaults)
        raise NotAllowed(blocks.NEEDS_RIGHT if locked.may_open else locked.why, field.name)


def value_of(work: Work, field: Field, client: Client) -> str:
    """A sealed value, opened for a verb that has asked whether it may; show it to nobody without a record."""
    return blocks.unsealed(field.block, client.id, [field], work.me.vaults)[field.name]


def text_in(work: Work, field: Field, client: UUID, kept: str | None) -> str:
    """What a field held when its column was journalled as `kept`; empty text for nothing."""
    blob = journals.blob(kept)
    if blob is None:
        return ""
    if field.own:
        return _own(work, field.block, client, blob).get(field.name, "")
    return work.me.vaults.open(field.block.value, blocks.place(field), client, blob)


def require_change(work: Work, client: Client, changed: Mapping[Field, tuple[str, str]]) -> None:
    """Asks for approval of somebody else where verified values become others: field → before and after (AC-6).

    What was empty may be filled in. Call it before anything is changed. Raises NeedsApproval.
    """
    held = [field for field, (before, _after) in changed.items() if before]
    confirmed = _verified(work, client, held)
    index = work.me.vaults.blind_index
    # keyed, since whoever sees the request must not find the values by trying
    exactly = [
        f"{field.name} {index(field.block.value, f'change {blocks.place(field)} {client.id} {number}', text).hex()}"
        for field in confirmed for number, text in enumerate(changed[field])
    ]  # fmt: skip
    _require(work, client, confirmed, exactly)


def require_put_back(work: Work, client: Client, columns: Mapping[str, Pair], reviews: Collection[str] = ()) -> None:
    """The same where sealed columns go back to what lay there: place → present and coming bytes as journalled.

    `reviews` are fields whose confirmation goes. Raises NeedsApproval.
    """
    touched: dict[Field, str] = {}
    for place, (now, then) in columns.items():
        touched |= dict.fromkeys(
            _fields_at(work, place, client.id, now, then),
            f"{place} {sealed_texts.standing(now)} {sealed_texts.standing(then)}",
        )
    for name in reviews:
        field = work.whole_catalogue.by_name.get(name)
        if field is not None and field.sealed:
            touched.setdefault(field, f"{name} is not verified any more")
    confirmed = _verified(work, client, touched)
    _require(work, client, confirmed, [touched[field] for field in confirmed])


def _require(work: Work, client: Client, fields: list[Field], exactly: Iterable[str]) -> None:
    if not fields:
        return
    say = translator(language())
    # whose values they are is told beside it, to those alone who may see the file
    what = "、".join(field.label if field.own else say(field.label) for field in fields)
    level = max(field.level for field in fields)
    approvals.require(work, Need(Act.CHANGE_VALUES, len(fields), what, "\n".join(sorted(exactly)), level, client.id))


def _verified(work: Work, client: Client, fields: Iterable[Field]) -> list[Field]:
    """Those of `fields` whose values somebody has confirmed, by name."""
    wanted = {field.name: field for field in fields if field.reviewed and field.sealed}
    if not wanted:
        return []
    rows = work.visible(ValueReview).where(
        (ValueReview.client == client.id) & ValueReview.field.in_(sorted(wanted))
        & (ValueReview.state == ReviewState.VERIFIED.value)
    )  # fmt: skip
    return [wanted[name] for name in sorted(row.field for row in rows)]


def _fields_at(work: Work, place: str, client: UUID, now: str | None, then: str | None) -> list[Field]:
    """The fields whose value, there now, becomes another."""
    table, _dot, column = place.partition(".")
    block = next(block for block, held in BLOCKS.items() if held._meta.table_name == table)
    if now is None or sealed_texts.same(now, then):
        return []
    fields = work.whole_catalogue.of_block(block)
    if column != "own":
        return [field for field in fields if field.name == column]
    own = [field for field in fields if field.own]
    if not work.me.vaults.holds(block.value):
        # nobody without the key can tell which
        return own
    before, after = (_own(work, block, client, journals.blob(text)) for text in (now, then))
    return [f for f in own if before.get(f.name) and before[f.name] != after.get(f.name, "")]


def _own(work: Work, block: Block, client: UUID, blob: bytes | None) -> dict[str, str]:
    if blob is None:
        return {}
    place = f"{BLOCKS[block]._meta.table_name}.own"
    kept: dict[str, str] = json.loads(work.me.vaults.open(block.value, place, client, blob))
    return kept
