"""Merges two client files into one, field by field, so that it can be taken apart again at any time (CL-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models import server_doors
from desktop.models.clients import BLOCKS, Client, ValueReview
from desktop.models.merging import DistinctPair, Merge
from desktop.models.records import Journal, Record
from desktop.rules import merging as rules
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.fields import Block, Field, Locked
from desktop.rules.merging import Pick
from desktop.rules.rights import Right
from desktop.rules.text import check_length
from desktop.rules.words import ClientForm
from desktop.services import blocks, file_values, lending, on_file, reviews, risks, sealed_reviews, search
from desktop.services.merge_children import counts, move_children
from desktop.services.work import Work

TOPIC = "clients"
_REVIEWED = ("state", "learnt", "basis", "entered_by", "entered_at", "reviewed_by", "reviewed_at", "seen_at",
             "collected_by", "given", "severity", "checked", "hands")  # fmt: skip
_SEALED = (Block.IDENTITY, Block.PROPERTY, Block.ACCOUNTS)
# How a block's row in the comparison is named; it stands for all fields of a block that is not shown
_BLOCK_ROWS = {
    Block.IDENTITY: N_("ID number and looks"),
    Block.PROPERTY: N_("Property and income"),
    Block.ACCOUNTS: N_("Accounts and cards"),
}


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of the two files. `hanging` counts what hangs on it, by table."""

    id: UUID
    code: str
    name: str
    version: int
    hanging: Mapping[str, int]
    risk: str = ""


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A value in both files. `name` is what to pick by: a field's, or `block:…` for all of a sealed block."""

    name: str
    label: str
    field: Field | None
    left: object
    right: object
    options: tuple[Pick, ...]
    suggested: Pick

    @property
    def differs(self) -> bool:
        return self.left != self.right or isinstance(self.left, Locked)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files side by side; the left one is kept."""

    left: MergeSide
    right: MergeSide
    rows: tuple[MergeRow, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did. Its id and its operation's both lead back to it."""

    id: UUID
    operation: UUID
    kept: UUID
    fields: tuple[str, ...]
    moved: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge in the list of past ones."""

    id: UUID
    at: datetime
    who: str
    kept_id: UUID
    kept_code: str
    kept_name: str
    merged_id: UUID
    merged_code: str
    merged_name: str
    undone_at: datetime | None


def comparison(work: Work, kept_id: UUID, other_id: UUID) -> Comparison:
    """Both files side by side, those values first in which they differ. Raises BadEntry, NotAllowed, NotFound."""
    kept, other = _both(work, kept_id, other_id)
    form = ClientForm.of(kept.form)
    left, right = work.show(kept), work.show(other)
    right = rules.without_echo(left, right, {})
    rows: list[MergeRow] = []
    for field in (f for f in work.catalogue.fields if form in f.forms):
        mine, theirs = left[field.name], right[field.name]
        if isinstance(mine, Locked) or (rules.is_empty(mine) and rules.is_empty(theirs)):
            continue
        spare = rules.second_place(field.name)
        room = not spare or (not left[spare] and not right[spare])
        possible = rules.options(field) if room else (Pick.LEFT, Pick.RIGHT)
        wanted = rules.suggested(field, mine, theirs)
        suggested = wanted if wanted in possible else Pick.LEFT
        rows.append(MergeRow(field.name, field.label, field, mine, theirs, possible, suggested))
    rows.sort(key=lambda row: not row.differs)
    for block, label in _BLOCK_ROWS.items():
        locked = blocks.why_locked(block, work.me.mandate, work.me.vaults)
        if block.level > 1 or not work.me.vaults.holds(block.value):
            rows.append(MergeRow(block_row(block), label, None, locked, locked, (Pick.LEFT, Pick.RIGHT), Pick.LEFT))
    return Comparison(_side(work, kept), _side(work, other), tuple(rows))


def block_row(block: Block) -> str:
    return f"block:{block.value}"


def merge(work: Work, kept_id: UUID, other_id: UUID, picks: Mapping[str, Pick] | None = None,
          seen: tuple[int, int] | None = None) -> Merged:  # fmt: skip
    """Makes one file of two (CL-11). Where nothing is picked the kept file's value stays and its gaps are filled.

    What hangs on the other file moves; that file goes out of use, and its code finds the kept one. `seen` are the
    versions that the person compared. Raises BadEntry, NotAllowed, NotFound; NeedsApproval where a verified value of
    level 2 or 3 would become another.
    """
    kept, other = _both(work, kept_id, other_id)
    work.require(Right.EDIT_CLIENTS, kept)
    work.require(Right.EDIT_CLIENTS, other)
    if seen is not None and seen != (kept.version, other.version):
        raise BadEntry(N_("One of the two files was changed at this moment. Look at both again, then merge."), "seen")
    chosen = dict(picks or {})
    values = _merged_values(work, kept, other, chosen)
    sealed = _merged_sealed(work, kept, other, chosen)
    sealed_reviews.require_change(work, kept, {f: (s.mine, s.text) for of in sealed.values() for f, s in of.items()})
    catalogue = work.whole_catalogue
    theirs = blocks.open_values(other, catalogue) | {f.name: s.theirs for of in sealed.values() for f, s in of.items()}
    gained = {f.name: s.text for of in sealed.values() for f, s in of.items()}
    _follow_reviews(work, kept, other, values | gained, theirs)
    for block, of_block in sealed.items():
        texts = {field: one.text for field, one in of_block.items()}
        work.journal(kept, blocks.seal_values(block, kept.id, texts, work.me.vaults))
    fields = [*values, *gained]
    moved = move_children(work, kept, other)
    lending.clear(work)
    _save(work, kept, other, values)
    for client in (kept, other):
        risks.settle_mark(work, client)
    work.change(other, {"withdrawn_at": work.now, "merged_into": kept.id})
    search.forget(work, [other.id])
    search.index(work, file_values.document(kept))
    # also what has come from the other file
    search.follow(work, [(kept.id, kept.owner_id, kept.deputy_id, kept.department_id)])
    _settle_judgement(work, kept, other)
    row = work.add(Merge(kept=kept.id, merged=other.id, at=work.now, person=work.me.id))
    work.record(TOPIC, "merge", kept, other=other.code, fields=sorted(fields), moved=moved)
    return Merged(row.id, work.operation, kept.id, tuple(sorted(fields)), moved)


def past_merges(work: Work, limit: int = 500) -> list[MergeLine]:
    """Merges of files this person may see, newest first, those taken apart again among them."""
    rows = list(work.visible(Merge).order_by(Merge.at.desc(), Merge.id.desc()).limit(limit))
    ids = {key for row in rows for key in (row.kept_id, row.merged_id)}
    query = work.visible(Client, withdrawn=True).select(Client.id, Client.code, Client.name)
    seen = {row.id: row for row in query.where(Client.id.in_(ids))} if ids else {}
    people = on_file.names(work, (row.person_id for row in rows))
    return [
        MergeLine(row.id, row.at, people.get(row.person_id, ""), row.kept_id, seen[row.kept_id].code,
                  seen[row.kept_id].name, row.merged_id, seen[row.merged_id].code, seen[row.merged_id].name,
                  row.undone_at)
        for row in rows if row.merged_id in seen
    ]  # fmt: skip


def merge_of(work: Work, key: UUID) -> UUID | None:
    """The merge of this id, or of the operation with this id; None where it is another act, or one that is not for
    this person."""
    # reading path: an id of an operation; the merge itself is looked up through `work`
    made = Journal.select(Journal.row).join(Record).where(
        (Record.operation == key) & (Journal.table == Merge._meta.table_name) & (Journal.kind == "create"))  # fmt: skip
    found = work.visible(Merge).where((Merge.id == key) | Merge.id.in_(made)).first()
    return None if found is None else found.id


def _both(work: Work, kept_id: UUID, other_id: UUID) -> tuple[Client, Client]:
    if kept_id == other_id:
        raise BadEntry(N_("These are one file and no pair: choose two."), "second")
    # in one order, or two people who merge the same pair both ways would wait for each other for ever
    found = {key: work.get(Client, key) for key in sorted((kept_id, other_id))}
    kept, other = found[kept_id], found[other_id]
    work.require(Right.EDIT_CLIENTS, kept)
    work.require(Right.EDIT_CLIENTS, other)
    if kept.withheld or other.withheld:
        raise BadEntry(N_("The client has withdrawn a consent, and what is withheld can't be merged. Record a new "
                          "consent, or erase one of the two files."), "second")  # fmt: skip
    if kept.form != other.form:
        raise BadEntry(N_("A person and an organisation can't be one client. Link the files instead."), "second")
    return kept, other


def _side(work: Work, client: Client) -> MergeSide:
    return MergeSide(client.id, client.code, client.name, client.version, counts(work, client), client.risk)


def _merged_values(work: Work, kept: Client, other: Client, picks: Mapping[str, Pick]) -> dict[str, Any]:
    """Open values of the kept file that become others."""
    form, catalogue = ClientForm.of(kept.form), work.whole_catalogue
    left, right = blocks.open_values(kept, catalogue), blocks.open_values(other, catalogue)
    right = rules.without_echo(left, right, picks)
    values: dict[str, Any] = {}
    for field in (f for f in catalogue.of_block(Block.OPEN) if form in f.forms):
        mine, theirs = left[field.name], right[field.name]
        pick = picks.get(field.name, rules.unasked(field))
        value = values.get(field.name, rules.merged(field, mine, theirs, pick))
        spare = rules.second_place(field.name)
        if spare and pick is Pick.BOTH and mine != theirs and theirs and not left[spare] and not right[spare]:
            values[spare] = theirs
        if value != mine and not (rules.is_empty(value) and rules.is_empty(mine)):
            values[field.name] = check_length(value, field.limit, field.name) if isinstance(value, str) else value
    return values


def _save(work: Work, kept: Client, other: Client, values: Mapping[str, Any]) -> None:
    plain, _sealed = file_values.split(work.whole_catalogue, values)
    own = {name: value for name, value in plain.items() if name.startswith(blocks.OWN_PREFIX)}
    columns: dict[str, Any] = {name: value for name, value in plain.items() if name not in own}
    if own:
        columns["own"] = {**kept.own, **own}
    columns |= _marks(kept, other)
    probe = Client(**{**kept.__data__, **columns})
    file_values.derive(probe, work.catalogue)
    work.change(kept, columns | {n: getattr(probe, n) for n in ("phone_key", "sort_key", "reading", "draft")})


def _marks(kept: Client, other: Client) -> dict[str, Any]:
    """What is no field of the form: nothing the other file was is forgotten."""
    codes = [code for code in (*kept.former_codes.split(), other.code, *other.former_codes.split()) if code]
    marks: dict[str, Any] = {"former_codes": " ".join(dict.fromkeys(codes))}
    if other.important and not kept.important:
        marks["important"] = True
    if other.promising and not kept.promising:
        marks["promising"] = True
    if other.client_class and not kept.client_class:
        marks["client_class"] = other.client_class
    if kept.owner_id is None and other.owner_id is not None:
        marks |= {"owner": other.owner_id, "department": other.department_id}
    owner, deputy = marks.get("owner", kept.owner_id), kept.deputy_id
    if deputy is None or deputy == owner:
        # whoever has become owner is not his own deputy
        deputy = other.deputy_id if other.deputy_id != owner else None
    if deputy != kept.deputy_id:
        marks["deputy"] = deputy
    if other.opened_on < kept.opened_on:
        marks["opened_on"] = other.opened_on
    return marks


def _follow_reviews(work: Work, kept: Client, other: Client, values: Mapping[str, Any],
                    theirs_of: Mapping[str, Any]) -> None:  # fmt: skip
    """A value that comes from the other file brings its review; what was put together must be reviewed anew."""
    names = [name for name in values if work.whole_catalogue[name].reviewed]
    found = {(row.client_id, row.field): row for row in work.visible(ValueReview).where(
        ValueReview.client.in_([kept.id, other.id]) & ValueReview.field.in_(names))} if names else {}  # fmt: skip
    anew: list[str] = []
    for name in names:
        mine, theirs = found.get((kept.id, name)), found.get((other.id, name))
        if values[name] != theirs_of[name] or theirs is None:
            anew.append(name)
        elif mine is None:
            work.change(theirs, {"client": kept.id})
        else:
            work.change(mine, {column: theirs.__data__[column] for column in _REVIEWED})
    reviews.note_entered(work, kept, anew, None)


@dataclass(frozen=True, slots=True)
class _Gained:
    """A sealed value of the kept file that becomes another; seen by nobody."""

    mine: str
    theirs: str
    text: str


def _merged_sealed(work: Work, kept: Client, other: Client, picks: Mapping[str, Pick]
                   ) -> dict[Block, dict[Field, _Gained]]:  # fmt: skip
    """Opens what the kept file gains, to be sealed anew; shows nothing of it to anybody."""
    form, gained = ClientForm.of(kept.form), dict[Block, dict[Field, _Gained]]()
    for block in _SEALED:
        fields = [f for f in work.catalogue.of_block(block) if form in f.forms]
        if not fields or not _holds_anything(work, block, other):
            continue
        if block.level > work.me.mandate.level or not work.me.vaults.holds(block.value):
            raise NotAllowed(N_("There are sealed values here that you can't open. Somebody who holds their key can "
                                "merge the two files."))  # fmt: skip
        mine = blocks.unsealed(block, kept.id, fields, work.me.vaults)
        theirs = blocks.unsealed(block, other.id, fields, work.me.vaults)
        whole = picks.get(block_row(block), Pick.LEFT)
        values = {f: str(rules.merged(f, mine[f.name], theirs[f.name], picks.get(f.name, whole))) for f in fields}
        changed = {f: _Gained(mine[f.name], theirs[f.name], t) for f, t in values.items() if t != mine[f.name]}
        if changed:
            gained[block] = changed
    return gained


def _holds_anything(work: Work, block: Block, client: Client) -> bool:
    if work.database.enforced:
        # a server keeps sealed values from who may not open them; that there are some must not be lost
        return server_doors.holds_sealed(work.database.engine, client.id, block.value)
    row = blocks.sealed_row(block, client.id)
    names = [f.name for f in BLOCKS[block]._meta.sorted_fields if f.name != "client"]
    return any(getattr(row, name) is not None for name in names)


def _settle_judgement(work: Work, kept: Client, other: Client) -> None:
    """Somebody held them for two clients: that no longer stands."""
    first, second = sorted((kept.id, other.id))
    pair = (DistinctPair.client == first) & (DistinctPair.other == second)
    for row in work.visible(DistinctPair).where(pair):
        work.withdraw(row)
