"""Says in words what rows of a client file held: stored values in, labels and readable values out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_, language, translator
from desktop.models.clients import BLOCKS, Client
from desktop.rules.amounts import grouped
from desktop.rules.contacts import Channel, Direction
from desktop.rules.documents import DocumentState, kind_of, read_tags
from desktop.rules.errors import Label
from desktop.rules.fields import Field, FieldType, Locked
from desktop.rules.lunar import LunarDay, lunar_text
from desktop.rules.secrecy import Secrecy
from desktop.rules.words import ClientClass, ClientForm, DayCalendar, DayKind, Learnt, LinkRole, ReviewState

# A plain text, a Label to be translated when shown, or a mark in place of a sealed value
Shown = str | Locked
State = Mapping[str, Any]
View = dict[str, tuple[str, Shown]]  # name → (label, value)

_YES, _NO = Label(N_("Yes")), Label(N_("No"))
_OWN = N_("The office's own fields")
_SEALED_HERE = N_("The history keeps this value sealed.")
_LEVELS = {table._meta.table_name: block.level for block, table in BLOCKS.items()}

# What follows from other values, and what the act itself says already
_UNTOLD = frozenset(
    {"sort_key", "phone_key", "reading", "looked_through_at", "withdrawn_at", "opened_on", "merged_into", "risk"}
)
_EXTRA: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("code", N_("Code")),
        Field("former_codes", N_("Codes of merged files")),
        Field("reason", N_("Reason")),
        Field("form", N_("Person or organisation"), FieldType.CHOICE, words=ClientForm),
        Field("client_class", N_("Class"), FieldType.CHOICE, words=ClientClass),
        Field("important", N_("Important"), FieldType.YES_NO),
        Field("promising", N_("Promising"), FieldType.YES_NO),
        Field("draft", N_("Draft"), FieldType.YES_NO),
        Field("owner", N_("Owner"), FieldType.PERSON),
        Field("deputy", N_("Deputy"), FieldType.PERSON),
        Field("department", N_("Department"), FieldType.PERSON),
    )
}


@dataclass(frozen=True, slots=True)
class HistoryChange:
    """One value's change. `label` is a message id; `before` and `after` are empty where there was nothing."""

    field: str
    label: str
    before: Shown
    after: Shown


@dataclass(frozen=True, slots=True)
class Words:
    """What is needed to say things: the office's fields by name, and names of people and departments by id."""

    fields: Mapping[str, Field]
    names: Mapping[UUID, str]
    zone: tzinfo = UTC

    def client_changes(self, changes: Mapping[str, Any]) -> list[HistoryChange]:
        """Changes of a client's own columns and sealed blocks."""
        told: list[HistoryChange] = []
        for column, (before, after) in changes.items():
            if "." in column:
                told += self._sealed(column)
            elif column == "own":
                told += self._own(json.loads(before or "{}"), json.loads(after or "{}"))
            elif column not in _UNTOLD:
                told.append(self._change(column, before, after))
        return told

    def _own(self, before: State, after: State) -> list[HistoryChange]:
        differing = [k for k in {**before, **after} if before.get(k) != after.get(k)]
        return [self._change(name, before.get(name), after.get(name)) for name in differing]

    def _sealed(self, column: str) -> list[HistoryChange]:
        table, _dot, name = column.partition(".")
        if name == "id_number_index":
            return []
        mark = Locked(_LEVELS.get(table, 3), _SEALED_HERE)
        return [HistoryChange(name, _OWN if name == "own" else self._field(name).label, mark, mark)]

    def _change(self, name: str, before: object, after: object) -> HistoryChange:
        field = self._field(name)
        return HistoryChange(name, field.label, self.text(field, before), self.text(field, after))

    def _field(self, name: str) -> Field:
        return self.fields.get(name) or _EXTRA.get(name) or Field(name, name)

    def text(self, field: Field, stored: Any) -> str:
        """A stored value as people read it."""
        if stored is None or stored == "":
            return ""
        match field.type:
            case FieldType.AMOUNT:
                return grouped(int(stored))
            case FieldType.YES_NO:
                return _YES if stored else _NO
            case FieldType.PERSON:
                return self.names.get(UUID(str(stored)), "")
            case FieldType.CHOICE if field.words is not None and stored in set(field.words):
                return Label(field.words.of(stored).label)
        return str(stored)

    def person_view(self, state: State) -> View:
        """A contact person."""
        return only_told(person=(N_("Contact person"), self.name(state["person"])),
                          since=(N_("Since"), str(state["since"])),
                          until=(N_("Until"), str(state["until"] or "")))  # fmt: skip

    def contact_view(self, state: State) -> View:
        """A contact report."""
        done = _YES if state["next_done_at"] is not None else ""
        return only_told(
            subject=(N_("About"), state["subject"]), channel=(N_("Channel"), Label(Channel.of(state["channel"]).label)),
            direction=(N_("Direction"), Label(Direction.of(state["direction"]).label)),
            at=(N_("When"), self.moment(state["at"])), staff=(N_("Who"), self.name(state["staff"])),
            content=(N_("Content"), state["content"]), result=(N_("Result"), state["result"]),
            next_step=(N_("Next step"), state["next_step"]), next_on=(N_("By"), str(state["next_on"] or "")),
            next_for=(N_("Next step of"), self.name(state["next_for"])), done=(N_("Next step done"), done),
            persons=(N_("On the client's side"), state.get("persons") or ""),
            waiting_since=(N_("Waits for an answer"), _YES if state.get("waiting_since") is not None else ""),
            answered_at=(N_("Answered on"), self.moment(state.get("answered_at"))),
        )  # fmt: skip

    def document_view(self, state: State) -> View:
        """A filed document; of a marked one its words are no part of it."""
        marked = bool(state["mark"])
        return only_told(
            title=(N_("Document title"), "" if marked else state["title"]), kind=(N_("Kind of document"), _kind(state)),
            number=(N_("Number of the paper"), "" if marked else state["number"]),
            dated_on=(N_("Date of the paper"), str(state["dated_on"] or "")),
            tags=(N_("Tags"), "" if marked else " ".join(read_tags(state["tags"]))),
            note=(N_("Note"), "" if marked else state["note"]),
            legible=(N_("Legible and complete"), self.name(state["legible_by"])),
            state=(N_("State"), "" if state["state"] == DocumentState.FILED else
                   Label(DocumentState.of(state["state"]).label)),
            **({"mark": mark_view(state)["mark"]} if marked else {}),
        )  # fmt: skip

    def handover_view(self, state: State) -> View:
        """A client's line in a transfer; owner and deputy are told by the file's own changes."""
        how = Label(Channel.of(state["told_how"]).label) if state["told_how"] else ""
        return only_told(
            owner=(N_("Handed over to"), self.name(state["owner"])),
            due=(N_("First contact due"), self.moment(state["due"])),
            contacted_at=(N_("First contact made"), self.moment(state["contacted_at"])),
            told_on=(N_("Client told on"), str(state["told_on"] or "")), told_how=(N_("Told how"), how),
        )  # fmt: skip

    def name(self, key: Any) -> str:
        return self.names.get(UUID(str(key)), "") if key is not None else ""

    def moment(self, at: int | None) -> str:
        """A stored moment on the office's clock."""
        if at is None:
            return ""
        return f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(self.zone):%Y-%m-%d %H:%M}"

    def field_label(self, name: str) -> Label:
        return Label(self._field(name).label)


def _kind(state: State) -> Shown:
    kind = kind_of(str(state["kind"]))
    return kind.label if kind.own else Label(kind.label)


def version_view(state: State) -> View:
    """One version of a document: which, and from what file."""
    back = str(state["restored_from"]) if state["restored_from"] is not None else ""
    return only_told(number=(N_("Version"), str(state["number"])),
                     file_name=(N_("File name"), "" if state["mark"] else state["file_name"]),
                     restored=(N_("Taken from version"), back),
                     note=(N_("Note"), "" if state["mark"] else state["note"]))  # fmt: skip


def place_view(state: State, folder: str) -> View:
    """A folder in which a document stands."""
    return {"home" if state["home"] else "folder": (N_("Folder") if state["home"] else N_("Also in folder"), folder)}


def folder_view(state: State) -> View:
    return only_told(name=(N_("Folder"), state["name"]))


def day_view(state: State) -> View:
    kind = Label(DayKind.of(state["kind"]).label)
    return only_told(kind=(N_("Day"), kind), label=(N_("Name of the day"), state["label"]),
                      on=(N_("Date"), _day_text(state)))  # fmt: skip


def _day_text(state: State) -> str:
    year, month, day = state["year"], state["month"], state["day"]
    if state["calendar"] == DayCalendar.SOLAR.value:
        return "-".join([*([str(year)] if year else []), f"{month:02}", f"{day:02}"])
    said = lunar_text(LunarDay(year or 0, month, day, bool(state["leap"])), translator(language()))
    return f"{year} {said}" if year else said


def link_view(state: State, other: Client, forward: bool) -> View:
    role = LinkRole.of(state["role"])
    said = Label(role.label if forward else role.back)
    return only_told(other=(N_("Linked with"), other.name), role=(N_("Link"), said), note=(N_("Note"), state["note"]))


def dealing_view(state: State) -> View:
    return only_told(
        on=(N_("Date"), str(state["on"])),
        title=(N_("What happened"), state["title"]),
        content=(N_("Content"), state["content"]),
        confidential=(N_("Confidential"), _YES if state["confidential"] else ""),
        filed=(N_("Filed"), _YES if state["filed_at"] is not None else ""),
        reason=(N_("Reason"), state["reason"]),
    )


def year_view(state: State) -> View:
    def fen(name: str) -> str:
        return "" if state[name] is None else grouped(state[name])

    return only_told(revenue=(N_("Revenue"), fen("revenue")), profit=(N_("Profit"), fen("profit")),
                      with_us=(N_("Business with us"), fen("with_us")), note=(N_("Note"), state["note"]))  # fmt: skip


def spend_view(state: State) -> View:
    """A day's bills."""
    return only_told(on=(N_("Date"), str(state["on"])), amount=(N_("Spend (¥)"), grouped(state["amount"])),
                      visits=(N_("Visits"), str(state["visits"])), note=(N_("Note"), state["note"]))  # fmt: skip


def bill_view(state: State) -> View:
    """One line of a sheet of bills."""
    text = " · ".join(part for part in (str(state["on"]), grouped(state["amount"]), state["note"]) if part)
    return only_told(bill=(N_("Spend (¥)"), text))


def kept_view(state: State) -> View:
    return only_told(on=(N_("Date"), str(state["on"])))


def review_changes(changes: Mapping[str, Any], accepted: bool) -> list[HistoryChange]:
    """What an act of review adds to the value's own change: that it is verified now, or why it was refused."""
    told = []
    if accepted and "state" in changes:
        before, after = (Label(ReviewState.of(word).label) for word in changes["state"])
        told.append(HistoryChange("state", N_("Review"), before, after))
    if "reason" in changes:
        told.append(HistoryChange("reason", N_("Reason"), "", str(changes["reason"][1])))
    return told


def source_changes(state: State) -> list[HistoryChange]:
    """How a value was learnt, from whom and on which occasion, as far as that was said when it was entered."""
    told = []
    if state["learnt"]:
        told.append(HistoryChange("learnt", N_("How was it learnt?"), "", Label(Learnt.of(state["learnt"]).label)))
    if state["basis"]:
        told.append(HistoryChange("basis", N_("From whom, on which occasion?"), "", str(state["basis"])))
    return told


def mark_view(state: State) -> View:
    """The mark of a note, if it bore one."""
    return {"mark": (N_("Mark"), Label(Secrecy.of(state["mark"]).label))} if state.get("mark") else {}


def sealed_words(table: str, kind: str, changes: Mapping[str, Any]) -> list[HistoryChange]:
    """That the words of a marked note became others, and nothing of them."""
    if kind == "create" or "sealed" not in changes:
        return []
    mark = Locked(1, _SEALED_HERE)
    return [HistoryChange(f"{table}.sealed", N_("Marked words"), mark, mark)]


def difference(table: str, before: View, after: View) -> list[HistoryChange]:
    """What changed between two looks at one row; `table` keeps its names apart from those of other rows."""
    told = []
    for name in {**after, **before}:
        label = (after.get(name) or before[name])[0]
        old, new = (view[name][1] if name in view else "" for view in (before, after))
        if old != new:
            told.append(HistoryChange(f"{table}.{name}", label, old, new))
    return told


def only_told(**values: tuple[str, Shown]) -> View:
    """Without what is empty."""
    return {name: pair for name, pair in values.items() if pair[1] != ""}


Viewer = Callable[[State], View]
