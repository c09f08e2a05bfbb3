"""Lets clients out of the office as a file or as text: counted, recorded, approved where many go (AC-6, SA-1)."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.clients import BLOCKS, Client, ValueReview
from desktop.models.office import Department, Person
from desktop.models.records import Record
from desktop.models.rows import among
from desktop.rules import code_spans
from desktop.rules.approvals import Act, Need, NeedsApproval
from desktop.rules.calendars import zone_of
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.exports import ExportKind, field_text, marked, plain_text, word_text
from desktop.rules.fields import Block, Field, FieldType
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.words import ClientClass, ClientForm, ReviewState
from desktop.services import approvals, blocks, client_lists, export_files, export_words, on_file, reviews, views
from desktop.services.client_lists import Chosen, Column
from desktop.services.work import Work

TOPIC = "exports"
_BATCH = 500
_REASON_LIMIT = 200
_UNVERIFIED = "\x00unverified"  # beside the values of a row: the fields that nobody has confirmed
# What an address card has room for; none of it waits for review
CARD_FIELDS = ("name", "unit", "position", "phone", "other_phone", "fax", "email", "web", "address", "home_address",
               "postcode", "birthday", "note")  # fmt: skip
# What a text for a messenger says of likes and dislikes, and only what is verified; allergies always (CL-8)
TOLD = ("allergies", "taboos", "dishes", "drinks")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported. Columns by the names of the list's columns and of fields; cards have their own."""

    chosen: Chosen
    kind: ExportKind
    columns: tuple[str, ...] = ()
    reason: str = ""  # asked for where values of level 3 are among them


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported, already recorded and in its place."""

    path: Path
    kind: ExportKind
    clients: int
    columns: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What this person may export: the columns with their labels, and the sealed fields that he can open."""

    columns: tuple[tuple[str, str], ...]
    sealed: tuple[Field, ...]
    today: int  # clients exported by this person today
    limit: int


def offer(work: Work) -> Offer:
    """For the screen that asks. Labels are message ids, but for the office's own fields. Raises NotAllowed."""
    work.require(Right.EXPORT_CLIENTS)
    columns = [(column.name, column.label) for column in _all_columns(work).values()]
    sealed = [field for field in work.catalogue.fields if field.sealed and work.opens(field)
              and blocks.why_locked(field.block, work.me.mandate, work.me.vaults).may_open]  # fmt: skip
    return Offer(tuple(columns), tuple(sealed), exported_today(work), int(work.settings["export_limit"]))


def all_open_columns(work: Work) -> tuple[str, ...]:
    """Every column that holds no sealed value, in the order of the form. Raises NotAllowed."""
    work.require(Right.EXPORT_CLIENTS)
    return tuple(_all_columns(work))


def export_clients(
    work: Work, wish: Wish, path: Path, language: Translator, *, progress: Progress | None = None
) -> Exported:
    """Writes the chosen clients to `path`, whole or not at all, as far as this person's right to export reaches.

    Sealed values only where they are among the columns and this person can open them; their reading is recorded.
    Give it staged work. Raises BadEntry (nobody chosen, an unknown column, no reason, a place that can't be written),
    NeedsApproval beyond the office's limit for a person and day, NotAllowed.
    """
    place = export_files.WholeFile(path)
    try:
        with work.reading():
            work.require(Right.EXPORT_CLIENTS)
            job = _Job(work, wish, language)
            if approvals.needs(work, job.need(work)):
                raise NeedsApproval(job.need(work))
            rows = list(job.rows(work, progress))
        place.put(job.content(rows))
        with work.writing():
            work.require(Right.EXPORT_CLIENTS)
            # the same person at two workstations has one number for a day
            work.alone()
            approvals.require(work, job.need(work))
            job.note(work, place.path.name)
        place.settle()
    finally:
        place.drop()
    return Exported(place.path, wish.kind, len(job.ids), len(job.columns))


def copy_text(work: Work, client_ids: Sequence[UUID], language: Translator) -> str:
    """The clients as plain text to be pasted into a messenger: open values of level 1, facts only when verified.

    One file needs no more than to be seen; several need the right to export. Every copy is recorded and counts as
    exported. Raises BadEntry for none, NeedsApproval, NotAllowed, NotFound.
    """
    found = {client_id: work.get(Client, client_id) for client_id in sorted(set(client_ids))}
    # the same person at two workstations has one number for a day
    work.alone()
    clients = [found[client_id] for client_id in dict.fromkeys(client_ids)]
    if not clients:
        raise BadEntry(N_("Select the clients first: Ctrl or Shift and click."))
    work.require(Right.SEE_CLIENTS)
    if len(clients) > 1:
        for client in clients:
            work.require(Right.EXPORT_CLIENTS, client)
    note_copy(work, clients, language)
    return "\n\n".join(_told(work, client, language) for client in clients)


def note_copy(work: Work, clients: Sequence[Any], language: Translator, exactly: str = "text") -> None:
    """Counts clients of whom a text is copied, as exported: part of the verb that copies it, which has asked the right
    to each and that nobody else of this name counts meanwhile. Raises NeedsApproval beyond the limit."""
    work.require(Right.SEE_CLIENTS)
    total = exported_today(work) + len(clients)
    only = clients[0] if len(clients) == 1 else None
    if total > int(work.settings["export_limit"]):
        asked = " ".join((exactly, *sorted(client.id.hex for client in clients)))
        what = _what(len(clients), total, N_("text"), language)
        approvals.require(work, Need(Act.EXPORT, total, what, asked, subject=only.id if only is not None else None))
    work.record(TOPIC, "copy", only, kind="text", clients=len(clients),
                **code_spans.named([client.code for client in clients]))  # fmt: skip


def let_out(work: Work, codes: Collection[str], kind: str, exactly: str, language: Translator) -> None:
    """Clients, by their codes, given out at once without a window, more than the office's limit: an export, approved
    by somebody else, recorded and counted as one (AC-6). `kind` is a message id; `exactly` tells what was asked for,
    and is not kept.

    Raises NeedsApproval; NotAllowed where the right to export reaches less than what is seen.
    """
    work.require(Right.SEE_CLIENTS)
    mandate = work.me.mandate
    if mandate.scope(Right.EXPORT_CLIENTS) < mandate.scope(Right.SEE_CLIENTS):
        raise NotAllowed(N_("More than {limit} clients at once count as exported, which you may not do with all of "
                            "these. Ask for at most {limit}: --limit {limit}"),
                         limit=int(work.settings["export_limit"]))  # fmt: skip
    count_out(work, codes, kind, exactly, language)


def count_out(work: Work, codes: Collection[str], kind: str, exactly: str, language: Translator) -> None:
    """Counts clients, by their codes, that leave the office with something of theirs, within the write of a verb that
    has narrowed them to whom this person may export. Raises as `let_out` does; NeedsApproval beyond the limit alone."""
    work.require(Right.EXPORT_CLIENTS)
    # the same person at two workstations has one number for a day
    work.alone()
    count = len(codes)
    total = exported_today(work) + count
    approvals.require(work, Need(Act.EXPORT, total, _what(count, total, kind, language), f"{kind} {exactly}"))
    work.record(TOPIC, "list", None, kind=kind, clients=count, **code_spans.named(codes))


def exported_today(work: Work) -> int:
    """How many clients this person has let out today, by the office's day, one as often as it went: many small
    exports are as much as a large one."""
    work.require(Right.SEE_CLIENTS)
    zone = zone_of(str(work.settings["time_zone"]))
    midnight = datetime.combine(on_file.today(work), time.min, zone)
    # reading path: numbers of one's own acts alone
    query = Record.select(Record.facts).where(
        (Record.person == work.me.id) & (Record.topic == TOPIC) & (Record.at >= midnight)
    )
    return sum(int(facts.get("clients", 0)) for (facts,) in query.tuples())


class _Job:
    """One export: whom, what of them, and in which words."""

    def __init__(self, work: Work, wish: Wish, language: Translator) -> None:
        self.wish, self.language = wish, language
        self.ids = client_lists.chosen_ids(work, wish.chosen, Right.EXPORT_CLIENTS)
        if not self.ids and not client_lists.chosen_ids(work, wish.chosen):
            raise BadEntry(N_("No client is found by this: there is nothing to export."), "clients")
        if not self.ids:
            raise BadEntry(N_("None of these clients may be exported by you."), "clients")
        known = _all_columns(work)
        catalogue = work.catalogue
        names = CARD_FIELDS if wish.kind is ExportKind.VCARD else tuple(dict.fromkeys(wish.columns))
        if not names:
            raise BadEntry(N_("Choose the columns first."), "columns")
        self.columns: list[Column] = []
        self.blocks: dict[Block, list[Field]] = {}
        for name in names:
            if name in known:
                self.columns.append(known[name])
            elif name in catalogue and catalogue[name].sealed:
                self.columns.append(Column(name, catalogue[name].label, own=catalogue[name]))
                self.blocks.setdefault(catalogue[name].block, []).append(catalogue[name])
            else:
                raise BadEntry(N_("This office has no field “{name}”."), "columns", name=name)
        self._fields = catalogue.by_name
        self._people = {row.id: row.name for row in work.visible(Person).select(Person.id, Person.name)}
        self._places = {row.id: row.name for row in work.visible(Department, withdrawn=True)}
        self._vaults = work.me.vaults
        self._zone = zone_of(str(work.settings["time_zone"]))
        self.reason = tidy(wish.reason)[:_REASON_LIMIT]
        self._reviewed = [c.name for c in self.columns if c.name in catalogue and catalogue[c.name].reviewed]
        self._refuse_sealed(work)

    @property
    def level(self) -> int:
        return max((block.level for block in self.blocks), default=1)

    def need(self, work: Work) -> Need:
        """What an approval would be for. Its size is what leaves the office through this person today."""
        chosen, total = self.wish.chosen, exported_today(work) + len(self.ids)
        # places in a list are no clients: what stands there changes
        named = self.ids if chosen.stretches else chosen.ids
        exactly = {
            "ids": sorted(key.hex for key in named), "only": views.kept_filter(chosen.only),
            "stretches": chosen.stretches, "sort": [chosen.sort.column, chosen.sort.descending],
            "kind": self.wish.kind.value, "columns": sorted(column.name for column in self.columns),
        }  # fmt: skip
        what = _what(len(self.ids), total, self.wish.kind.label, self.language)
        told = export_words.details(work, chosen, self.columns)
        only = self.ids[0] if len(self.ids) == 1 else None
        return Need(Act.EXPORT, total, what, json.dumps(exactly, sort_keys=True), self.level, only, told)

    def rows(self, work: Work, progress: Progress | None) -> Iterator[dict[str, object]]:
        """Each client's values by column, in the order of the list."""
        for start in range(0, len(self.ids), _BATCH):
            part = self.ids[start : start + _BATCH]
            found = {client.id: client for client in work.visible(Client).where(among(Client.id, part))}
            opened = {block: self._rows_of(block, part) for block in self.blocks}
            verified = self._verified(work, part)
            for key in part:
                if key in found:
                    values = self._values(found[key], opened)
                    yield values | {_UNVERIFIED: {name for name in self._reviewed if (key, name) not in verified}}
            if progress is not None:
                progress(start + len(part), len(self.ids))

    def content(self, rows: Sequence[Mapping[str, object]]) -> bytes:
        if self.wish.kind is ExportKind.VCARD:
            return export_files.address_cards([{n: str(v) for n, v in row.items() if v} for row in rows])
        heads = [self._fields[c.name].label if c.own is not None and c.own.own else self.language(c.label)
                 for c in self.columns]  # fmt: skip
        table = [[self._marked(column, row) for column in self.columns] for row in rows]
        if self.wish.kind is ExportKind.CSV:
            return export_files.comma_separated(heads, table)
        return export_files.workbook(heads, table, self.language(N_("Clients")))

    def note(self, work: Work, file_name: str) -> None:
        """Recorded with what went, never with where it went to; readings of levels 2 and 3 file by file (AC-5)."""
        found = {c.id: c for part in _parts(self.ids) for c in
                 work.visible(Client).select(Client.id, Client.code).where(among(Client.id, part))}  # fmt: skip
        for block in self.blocks:
            if block.level > 1:
                for client in found.values():
                    work.note_read(client, block, self.reason)
        only = next(iter(found.values())) if len(found) == 1 else None
        for client in found.values() if len(found) <= code_spans.FEW else ():
            # what somebody calls a file may be a client's name; of one with many clients nobody could tell whose
            work.note(client.id, {"file": file_name[-120:]})
        codes = [client.code for client in found.values()]
        work.record(TOPIC, "export", only, kind=self.wish.kind.value, clients=len(self.ids),
                    columns=[column.name for column in self.columns], **code_spans.named(codes))  # fmt: skip

    def _refuse_sealed(self, work: Work) -> None:
        for field in (field for fields in self.blocks.values() for field in fields):
            if field.right is not None:
                work.require(field.right)
        for block in self.blocks:
            work.require_level(block.level)
            locked = blocks.why_locked(block, work.me.mandate, work.me.vaults)
            if not locked.may_open:
                raise NotAllowed(locked.why)
        if self.level > 2 and not self.reason:
            raise BadEntry(N_("Say why you need to read this: the reason is recorded."), "reason")

    def _rows_of(self, block: Block, ids: Sequence[UUID]) -> dict[UUID, Any]:
        table = BLOCKS[block]
        # reading path: sealed rows of clients got through `work`, opened with this person's own keys
        return {row.client_id: row for row in table.select().where(among(table.client, ids))}

    def _values(self, client: Client, opened: Mapping[Block, Mapping[UUID, Any]]) -> dict[str, object]:
        values: dict[str, object] = {}
        for block, fields in self.blocks.items():
            row = opened[block].get(client.id)
            if row is not None:
                values |= blocks.unsealed(block, client.id, fields, self._vaults, row)
        for column in self.columns:
            name = column.name
            if name in ("owner", "deputy"):
                values[name] = self._people.get(client.__data__[name], "")
            elif name == "department":
                values[name] = self._places.get(client.__data__[name], "")
            elif name.startswith(blocks.OWN_PREFIX) and name not in values:
                values[name] = client.own.get(name)
            elif name not in values:
                values[name] = getattr(client, name, "")
        return values

    def _verified(self, work: Work, clients: Sequence[UUID]) -> set[tuple[UUID, str]]:
        """What a second person has confirmed of these clients, by client and field (CL-8)."""
        if not self._reviewed:
            return set()
        query = work.visible(ValueReview).where(
            among(ValueReview.client, clients) & ValueReview.field.in_(self._reviewed)
            & (ValueReview.state == ReviewState.VERIFIED.value)
        )  # fmt: skip
        return set(query.select(ValueReview.client, ValueReview.field).tuples())

    def _marked(self, column: Column, row: Mapping[str, Any]) -> export_files.Value:
        cell = self._cell(column, row[column.name])
        return marked(cell, self.language) if cell != "" and column.name in row[_UNVERIFIED] else cell

    def _cell(self, column: Column, value: object) -> export_files.Value:
        if column.name == "form":
            return word_text(ClientForm, value, self.language)
        if column.name == "client_class":
            return self.language(ClientClass.LOST.label) if value == ClientClass.LOST.value else str(value or "")
        field = self._fields.get(column.name)
        if field is None:
            return plain_text(value, self._zone)
        if field.type is FieldType.AMOUNT and isinstance(value, int):
            return value / 100
        return field_text(field, value, self.language)


def _all_columns(work: Work) -> dict[str, Column]:
    """What is no field first, then every open field in the order of the form."""
    listed = {column.name: column for column in client_lists.columns_of(work)}
    fields = work.catalogue.of_block(Block.OPEN)
    before = [listed[name] for name in ("code", "client_class", "form")]
    after = [listed[name] for name in ("owner", "deputy", "department", "opened_on", "looked_through_at")]
    columns = [*before, *(Column(f.name, f.label, own=f if f.own else None) for f in fields), *after]
    return {column.name: column for column in columns}


def _told(work: Work, client: Any, language: Translator) -> str:
    """One client in a few lines; what is empty has none."""
    values, states = work.show(client), reviews.reviews_of(work, client.id)
    head = " ".join(part for part in (client.name, client.salutation) if part)
    lines = [head, " · ".join(str(part) for part in (client.unit, client.position) if part)]
    for name in ("phone", "other_phone", "address"):
        lines.append(_line(language(work.catalogue[name].label), values[name], language))
    # without the dining feature there is nothing to tell
    for name in (name for name in TOLD if name in values):
        info = states.get(name)
        if values[name] and info is not None and info.verified:
            lines.append(_line(language(work.catalogue[name].label), values[name], language))
        elif values[name] and name == "allergies":
            said = _line(language(work.catalogue[name].label), values[name], language)
            unverified = language(N_("unverified"))
            lines.append(f"⚠ {said}  {unverified}")
    return "\n".join(line for line in lines if line)


def _line(label: str, value: object, language: Translator) -> str:
    colon = "：" if language.language == "zh_CN" else ": "
    return f"{label}{colon}{' '.join(str(value).split())}" if value else ""


def _what(count: int, total: int, kind: str, language: Translator) -> str:
    said = language(N_("{kind}: {count} clients, {total} today")).format(kind=language(kind), count=count, total=total)
    return str(said)


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
