"""Takes an operation apart into what can be undone by itself, and tells what stands in the way of each part (CL-11)."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Table, Through
from desktop.models.class_plans import ClassPlan
from desktop.models.clients import BLOCKS, Anniversary, Client, Dealing, ImportRun, Link, ValueReview, YearResult
from desktop.models.contacts import Contact
from desktop.models.events import Event, Invitation
from desktop.models.identities import Authorisation
from desktop.models.office import Person
from desktop.models.owners import ContactPerson, Handover, HandoverLine
from desktop.models.rewards import RewardRule
from desktop.models.rows import among
from desktop.models.today import DayKept
from desktop.rules.errors import Label, NotFound
from desktop.services import entry_words, journals, on_file
from desktop.services.history_words import Shown, Words, day_view, dealing_view, year_view
from desktop.services.journals import State, Trace
from desktop.services.work import Work

# What an operation may have changed; whatever else is in one is not undone here
TABLES: Mapping[str, type[Table]] = {
    model._meta.table_name: model
    for model in (Client, ValueReview, Link, Anniversary, Dealing, YearResult, DayKept, ImportRun, ContactPerson,
                  Contact, Handover, HandoverLine, Authorisation, *on_file.ENTRIES, ClassPlan, RewardRule, Event)
}  # fmt: skip
CHILDREN: tuple[type[Table], ...] = (
    Link, Anniversary, Dealing, YearResult, DayKept, ContactPerson, Contact, HandoverLine, Authorisation,
    *on_file.ENTRIES,
)  # fmt: skip
SEALED = {table._meta.table_name: (block, table) for block, table in BLOCKS.items()}
# They follow from other values and are derived again
DERIVED = frozenset({"phone_key", "sort_key", "reading", "draft", "risk"})
# Columns that only make sense together
_TOGETHER = {"department": "owner", "merged_into": "withdrawn_at", "client_identity.id_number_index": "id_number"}
# What does not make two rows different
_UNLIKE = frozenset({"id", "version", "withdrawn_at", "note"})
_MANY = 50  # rows from which an act is read in bulk
_ROWS = {
    Link: N_("Link"), Anniversary: N_("Day to remember"), Dealing: N_("Dealing"), YearResult: N_("Results of a year"),
    ImportRun: N_("Import"), ValueReview: N_("Review"), ContactPerson: N_("Contact person"),
    Contact: N_("Contact report"), Handover: N_("Transfer"), HandoverLine: N_("Transfer"), DayKept: N_("Day kept"),
    ClassPlan: N_("Plan of a class"), RewardRule: N_("Reward rule"), Event: N_("Event"), **entry_words.ROWS,
}  # fmt: skip


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


class Anatomy:
    """An operation taken apart. Rows are got through `work`, so what may not be seen raises NotFound."""

    def __init__(self, work: Work, traces: Sequence[Trace], words: Words) -> None:
        self._work, self._words = work, words
        self._last = max((trace.record for trace in traces), default=0)
        self._clients: dict[UUID, Any] = {}
        self._later: dict[UUID, list[Trace]] = {}
        self._parts: dict[tuple[object, str], Part] = {}
        rows = journals.by_row(traces)
        self._foresee(rows)
        # children of a file that the operation opened go with it
        self._opened = {key for key, found in rows.items() if _table(found) is Client and found[0].kind == "create"}
        self._withdrawn_by = {key for key, found in rows.items() if any("withdrawn_at" in t.changes for t in found)}
        for key, found in rows.items():
            model = _table(found)
            if model is not None:
                self._take(model, key, found)
        for part in self._parts.values():
            self._judge(part)

    @property
    def parts(self) -> list[Part]:
        return list(self._parts.values())

    # taking apart

    def _foresee(self, rows: Mapping[UUID, Sequence[Trace]]) -> None:
        """The files of an act on many, and what became of its rows since, read together: one by one takes minutes."""
        if len(rows) < _MANY:
            return
        files = [key for key, found in rows.items() if _table(found) is Client]
        for start in range(0, len(files), _MANY):
            query = self._work.visible(Client, withdrawn=True).where(among(Client.id, files[start : start + _MANY]))
            if not self._work.database.sqlite and self._work.writes:
                query = query.for_update("FOR NO KEY UPDATE")
            self._clients |= {client.id: client for client in query}
        later = journals.by_row(journals.of_rows(rows, self._last))
        self._later = {key: later.get(key, []) for key in rows}

    def _take(self, model: type[Table], key: UUID, traces: Sequence[Trace]) -> None:
        columns = _net(traces)
        step = Step(model, key, _deed(model, traces), {}, self._row(model, key))
        if model is Client:
            self._take_client(step, columns)
            return
        values = journals.stored(step.row) if step.row is not None else self._removed(key)
        client = self._client(_key(values["client"])) if isinstance(model.REACH, Through) else None
        if client is not None and client.id in self._opened:
            return
        step.columns = {name: pair for name, pair in columns.items() if name in model._meta.fields}
        if model is ValueReview:
            if step.deed is Deed.CHANGE and step.row is not None:
                step.columns = self._whole(step, traces)
            field_name = str(values["field"])
            self._part(client, field_name, self._words.field_label(field_name)).steps.append(step)
        elif step.columns or step.deed is not Deed.CHANGE:
            self._part(client, str(key), _ROWS.get(model, N_("Entry"))).steps.append(step)

    def _whole(self, step: Step, traces: Sequence[Trace]) -> dict[str, list[Any]]:
        """A review stands for one value, so all of it counts: a value that was confirmed since is another matter."""
        now = journals.stored(step.row)
        after = journals.taken_back(now, self._later_of(step.key)) or now
        before = journals.taken_back(after, traces) or after
        return {name: [before[name], after[name]] for name in now if name not in ("id", "version")}

    def _row(self, model: type[Table], key: UUID) -> Any:
        """The row as it is; None where it was removed."""
        if model is Client:
            return self._client(key)
        try:
            return self._work.get(model, key, withdrawn=True)
        except NotFound:
            if self._removed(key):
                return None
            raise

    def _removed(self, key: UUID) -> State:
        """What a row held that is not there any more; empty where it never was removed."""
        traces = journals.of_rows([key])
        return (journals.taken_back(None, traces[-1:]) or {}) if traces and traces[-1].kind == "remove" else {}

    def _client(self, key: UUID) -> Any:
        if key not in self._clients:
            self._clients[key] = self._work.get(Client, key, withdrawn=True)
        return self._clients[key]

    def _take_client(self, step: Step, columns: Mapping[str, list[Any]]) -> None:
        client = step.row
        if step.deed is not Deed.CHANGE:
            self._part(client, "file", N_("Whole file")).steps.append(step)
            return
        # when a file was looked through follows its other changes; alone it is the act itself
        quiet = {"looked_through_at"} if any(c != "looked_through_at" for c in _real(columns)) else set()
        for column, pair in columns.items():
            if column in DERIVED or column in quiet or column not in _real(columns):
                continue
            if column == "own":
                for name, values in _own_pairs(pair).items():
                    self._column(client, name, name, values)
                continue
            name = column.partition(".")[2] or column
            self._column(client, _TOGETHER.get(column, name), column, pair)
        if quiet & columns.keys():
            # with the first of the others, if nobody has looked through since
            now = journals.stored(client)["looked_through_at"]
            steps = (step for part in self._parts.values() for step in part.steps)
            first = next((step for step in steps if step.model is Client and step.key == client.id), None)
            if first is not None and now == columns["looked_through_at"][1]:
                first.columns["looked_through_at"] = columns["looked_through_at"]

    def _column(self, client: Any, name: str, column: str, pair: list[Any]) -> None:
        part = self._part(client, name, self._words.field_label(name))
        step = next((step for step in part.steps if step.model is Client), None)
        if step is None:
            step = Step(Client, client.id, Deed.CHANGE, {}, client)
            part.steps.append(step)
        step.columns[column] = pair

    def _part(self, client: Any, name: str, label: str) -> Part:
        key = (client.id if client is not None else None, name)
        if key not in self._parts:
            said = {"withdrawn_at": N_("Taken out of use"), "looked_through_at": N_("Looked through")}.get(name, label)
            self._parts[key] = Part(name, said, client)
        return self._parts[key]

    # what stands in the way

    def _judge(self, part: Part) -> None:
        found = [self._state_of(step) for step in part.steps]
        part.done = all(done for done, _hindrance in found)
        if part.done:
            return
        part.hindrance = next((hindrance for _done, hindrance in found if hindrance is not None), None)
        client = part.client
        if client is not None and client.withdrawn_at is not None and client.id not in self._withdrawn_by:
            later = self._last_to(client.id, "withdrawn_at")
            why = N_("The file was taken out of use since; bring it back first.")
            part.hindrance = self._hindered(why, "", later, final=True)

    def _state_of(self, step: Step) -> tuple[bool, Hindrance | None]:
        if step.deed is Deed.RESTORE:
            return self._state_of_removed(step)
        if step.deed is not Deed.CHANGE:
            return self._state_of_created(step)
        if step.row is None:
            return False, self._hindered(N_("Taken out since"), "", journals.of_rows([step.key])[-1], final=True)
        now = self._now(step)
        if all(now[name] == pair[0] for name, pair in step.columns.items()):
            return True, None
        for name, (before, after) in step.columns.items():
            if now[name] not in (before, after):
                later = self._last_to(step.key, name)
                return False, self._hindered(N_("Changed since"), self._said(step, name, now[name]), later)
        again = self._made_again(step)
        return False, again

    def _state_of_created(self, step: Step) -> tuple[bool, Hindrance | None]:
        if step.row is None or getattr(step.row, "withdrawn_at", None) is not None or _is_empty(step.row):
            return True, None
        now = journals.stored(step.row)
        first = journals.taken_back(now, self._later_of(step.key)) or now
        differing = [n for n in _told(now) if now[n] != first[n]]
        sealed = {name for name in _net(self._later_of(step.key)) if "." in name}
        if differing or sealed:
            names = {*differing, *sealed}
            later = next((t for t in reversed(self._later_of(step.key)) if names & t.changes.keys()), None)
            name = differing[0] if differing else ""
            said = self._said(step, name, now[name]) if name else ""
            return False, self._hindered(N_("Worked on since"), said, later)
        return False, self._added_since(step) if step.model is Client else None

    def _added_since(self, step: Step) -> Hindrance | None:
        """What hangs on a file now that the operation opened."""
        rows = [row.id for model in CHILDREN for row in self._on(model, step.row)]
        for key, traces in journals.by_row(journals.of_rows(rows)).items():
            if traces[0].record > self._last:
                label = next((_ROWS.get(TABLES[t.table], "") for t in traces if t.table in TABLES and t.row == key), "")
                return self._hindered(N_("Added since"), Label(label), traces[0])
        return None

    def _on(self, model: type[Table], client: Any) -> Iterable[Any]:
        if model is Link:
            return [row for row, _other in on_file.links(self._work, client)]
        if model is Dealing:
            return list(on_file.dealings(self._work, client))
        if model is Authorisation:
            return [row for row, _other in on_file.authorisations(self._work, client)]
        if model in on_file.ENTRIES:
            return list(on_file.entries(self._work, client, model))
        return [row for row in self._work.visible(model).where(model._meta.fields["client"] == client.id)
                if not _is_empty(row)]  # fmt: skip

    def _state_of_removed(self, step: Step) -> tuple[bool, Hindrance | None]:
        values = journals.loaded(step.model, {name: pair[0] for name, pair in step.columns.items()})
        here = self._work.visible(step.model).where(step.model._meta.fields["id"] == step.key)
        if here.exists():
            return True, None
        if step.model is not ValueReview:
            return False, None
        same = (ValueReview.client == values["client"]) & (ValueReview.field == values["field"])
        other = self._work.visible(ValueReview).where(same).get_or_none()
        if other is None:
            return False, None
        who = on_file.names(self._work, [other.entered_by_id]).get(other.entered_by_id, "")
        return False, Hindrance(N_("Entered anew since"), "", who, other.entered_at, final=True)

    def _made_again(self, step: Step) -> Hindrance | None:
        """A link or a day that comes back must not stand beside its like."""
        back = "withdrawn_at" in step.columns and step.columns["withdrawn_at"][0] is None
        if not back or step.model not in (Link, Anniversary, Invitation):
            return None
        told = ("event", "client") if step.model is Invitation else step.model._meta.fields.keys() - _UNLIKE
        fields = [field for name, field in step.model._meta.fields.items() if name in told]
        like = self._work.visible(step.model)
        for each in fields:
            value = step.row.__data__[each.name]
            like = like.where(each.is_null() if value is None else each == value)
        other = like.get_or_none()
        if other is None:
            return None
        traces = journals.of_rows([other.id])
        return self._hindered(N_("Entered anew since"), "", traces[-1] if traces else None, final=True)

    def _now(self, step: Step) -> dict[str, Any]:
        now = journals.stored(step.row)
        own = step.row.own if step.model is Client else {}
        found = {}
        for name in step.columns:
            if "." in name:
                found[name] = sealed_now(step.row, name)
            else:
                found[name] = now[name] if name in now else own.get(name)
        return found

    def _later_of(self, key: UUID) -> list[Trace]:
        if key not in self._later:
            self._later[key] = journals.of_rows([key], self._last)
        return self._later[key]

    def _last_to(self, key: UUID, column: str) -> Trace | None:
        name = "own" if column.startswith("own_") else column
        return next((t for t in reversed(self._later_of(key)) if name in t.changes), None)

    def _hindered(self, why: str, now: Shown, later: Trace | None, *, final: bool = False) -> Hindrance:
        who = on_file.names(self._work, [later.person]).get(later.person, "") if later is not None else ""
        return Hindrance(why, now, who, later.at if later is not None else None, final)

    def _said(self, step: Step, column: str, now: Any) -> Shown:
        if step.model is Client:
            pair = {"own": ["{}", json.dumps({column: now})]} if column.startswith("own_") else {column: [None, now]}
            told = self._words.client_changes(pair)
            return told[0].after if told else ""
        if step.model in on_file.ENTRIES:
            told_entry = entry_words.entry_view(step.model, journals.stored(step.row), self._words.names)
            return " · ".join(str(value) for _label, value in told_entry.values())
        view = {Anniversary: day_view, Dealing: dealing_view, YearResult: year_view,
                Contact: self._words.contact_view, HandoverLine: self._words.handover_view,
                ContactPerson: self._words.person_view}.get(step.model)  # fmt: skip
        if view is None:
            return ""
        return " · ".join(str(value) for _label, value in view(journals.stored(step.row)).values())


def sealed_now(client: Any, place: str) -> str | None:
    """The sealed bytes that lie there now, as the journal writes them; they are not opened."""
    table, _dot, column = place.partition(".")
    model = SEALED[table][1]
    # reading path: sealed bytes of a client got through `work`, compared and never opened
    row = model.get_or_none(model.client == client.id)
    now = getattr(row, column) if row is not None else None
    return None if now is None else base64.b64encode(bytes(now)).decode()


def words_of(work: Work) -> Words:
    people = {row.id: row.name for row in work.visible(Person).select(Person.id, Person.name)}
    return Words(work.catalogue.by_name, people)


def _table(traces: Sequence[Trace]) -> type[Table] | None:
    return TABLES.get(traces[0].table)


def _deed(model: type[Table], traces: Sequence[Trace]) -> Deed:
    if traces[0].kind == "create":
        return Deed.WITHDRAW if "withdrawn_at" in model._meta.fields else Deed.REMOVE
    return Deed.RESTORE if traces[-1].kind == "remove" else Deed.CHANGE


def _net(traces: Sequence[Trace]) -> dict[str, list[Any]]:
    """Column → [before the operation, after it]; what it changed to and fro is left out."""
    columns: dict[str, list[Any]] = {}
    for trace in traces:
        for name, (before, after) in trace.changes.items():
            columns[name] = [columns[name][0] if name in columns else before, after]
    return {name: pair for name, pair in columns.items() if pair[0] != pair[1]}


def _real(columns: Mapping[str, Any]) -> Iterator[str]:
    """What lies in columns; a reason is only said in the journal."""
    return (c for c in columns if c in Client._meta.fields or c.partition(".")[0] in SEALED)


def _own_pairs(pair: Sequence[Any]) -> dict[str, list[Any]]:
    before, after = (json.loads(text or "{}") for text in pair)
    return {n: [before.get(n), after.get(n)] for n in {**before, **after} if before.get(n) != after.get(n)}


def _told(state: Mapping[str, Any]) -> list[str]:
    return [name for name in state if name not in DERIVED and name not in ("version", "looked_through_at")]


def _is_empty(row: Any) -> bool:
    """A year's results have no way to be out of use but to be emptied."""
    return isinstance(row, YearResult) and not row.note and row.revenue is row.profit is row.with_us is None


def _key(written: Any) -> UUID:
    return written if isinstance(written, UUID) else UUID(str(written))
