"""The dossier of a client: all that is held about the person, as far as whoever asks may see it (AC-7)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.bookings import Booking, BookingClient
from desktop.models.classes import ClassResult, ClassRun, Spend
from desktop.models.clients import Anniversary, Client, YearResult
from desktop.models.collecting import CollectedSheet
from desktop.models.consents import Withheld
from desktop.models.contacts import Contact
from desktop.models.events import Event, Invitation
from desktop.models.folders import Document
from desktop.models.office import Person
from desktop.models.orders import OrderLine, PlacedOrder
from desktop.models.owners import ContactPerson, HandoverLine
from desktop.models.reception import Visitor
from desktop.models.records import Record
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.rows import among
from desktop.models.today import DayKept
from desktop.reports.pen import OfficeLook, Stamp
from desktop.rules import code_spans
from desktop.rules.amounts import grouped
from desktop.rules.approvals import Act, Need
from desktop.rules.bookings import BookingState, Part
from desktop.rules.calendars import clock
from desktop.rules.collecting import Sheet
from desktop.rules.errors import BadEntry, Label
from desktop.rules.exports import field_text
from desktop.rules.fields import Block, Locked
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.zones import zone_of
from desktop.services import (
    approvals,
    blocks,
    entry_words,
    erasing_rows,
    exports,
    history_words,
    on_file,
    registers,
    reviews,
)
from desktop.services.history_words import State, View, Words
from desktop.services.journals import stored
from desktop.services.stamps import stamp_of
from desktop.services.work import Work

TOPIC = "exports"
_NEVER_HELD = N_("Held sealed; not opened for this dossier.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted. `levels`: sealed blocks of level 2 and 3 to be opened; their reading is recorded, and `reason`
    with it."""

    levels: tuple[Block, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A finished dossier, already recorded: as a sheet, and as JSON for another program."""

    title: str
    pdf: bytes
    json: str
    code: str


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of the file: what it is called, what it is, and how it was learnt."""

    name: str
    label: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """What hangs on the file: its kind, and label and text of each of its values."""

    kind: str
    label: str
    values: tuple[tuple[str, str], ...]


def dossier(work: Work, client_id: UUID, wish: Wish, language: Translator, *, progress: Progress | None = None
            ) -> Dossier:  # fmt: skip
    """Gathers the dossier, records it as an export of one client and draws it. Give it staged work.

    A file whose processing was stopped has one too: it is the client who asks. Raises BadEntry without a reason for
    level 3, NeedsApproval beyond the day's limit of exports, NotAllowed, NotFound.
    """
    with work.writing():
        client = work.get(Client, client_id, withdrawn=True)
        work.require(Right.PROTECT_CLIENTS, client)
        work.require(Right.EXPORT_CLIENTS)
        # the same person at two workstations has one number for a day
        work.alone()
        total = exports.exported_today(work) + 1
        level = max((block.level for block in wish.levels), default=1)
        what = language(N_("Dossier of {code}, {total} today")).format(code=client.code, total=total)
        approvals.require(work, Need(Act.EXPORT, total, what, f"dossier {client.id.hex}", level, client.id))
        gatherer = _Gatherer(work, client, language)
        values = gatherer.values(_opened(work, client, wish))
        entries, recipients, reads = gatherer.entries(), gatherer.recipients(), gatherer.reads()
        stamp, code, name = stamp_of(work), client.code, client.name
        office = str(work.settings["office_name"])
        work.record(TOPIC, "dossier", client, kind="dossier", clients=1, code=stamp.code,
                    levels=[block.value for block in wish.levels])  # fmt: skip
    if progress is not None:
        progress(0, 1)
    parts = {"values": values, "entries": entries, "recipients": recipients, "reads": reads}
    title = language(N_("Data held about you"))
    pdf = _drawn(title, f"{name} · {code}", values, entries, recipients, reads, OfficeLook(office), stamp,
                 language)  # fmt: skip
    text = _as_json(office, code, name, stamp, parts)
    if progress is not None:
        progress(1, 1)
    return Dossier(title, pdf, text, stamp.code)


def _opened(work: Work, client: Client, wish: Wish) -> dict[str, str]:
    """Values of levels 2 and 3 that are asked for; each reading is recorded (AC-5)."""
    why = tidy(wish.reason)[:200]
    if not why and any(block.level > 2 for block in wish.levels):
        raise BadEntry(N_("Say why you need to read this: the reason is recorded."), "reason")
    found: dict[str, str] = {}
    for block in wish.levels:
        work.require_level(block.level)
        found |= work.unlock(client, block, why)
    return found


class _Gatherer:
    """Reads one client's life from all that hangs on its file, in the words of its history."""

    def __init__(self, work: Work, client: Client, language: Translator) -> None:
        self._work, self._client, self._say = work, client, language
        # the file, and those that became part of it: what hung on them is held as well
        self._files = erasing_rows.family(work, client)
        self._ids = [one.id for one in self._files]
        self._names = {row.id: row.name for row in work.visible(Person).select(Person.id, Person.name)}
        zone = zone_of(str(work.settings["time_zone"]))
        self._words, self._zone = Words(work.catalogue.by_name, self._names, zone), zone

    def values(self, opened: Mapping[str, str]) -> list[_Value]:
        work, client, say = self._work, self._client, self._say
        shown = {**work.show(client), **opened}
        states = reviews.reviews_of(work, client.id)
        found = [_Value("code", say(N_("Code")), client.code, "")]
        for field in work.catalogue.fields:
            value = shown.get(field.name)
            label = field.label if field.own else say(field.label)
            if isinstance(value, Locked):
                # of the same words whether there is one or not
                found.append(_Value(field.name, label, say(_NEVER_HELD if value.may_open else value.why), ""))
            elif value not in (None, ""):
                found.append(_Value(field.name, label, field_text(field, value, say), self._source(states, field.name)))
        for name, who in (("owner", client.owner_id), ("deputy", client.deputy_id)):
            if who is not None:
                label = say(N_("Owner") if name == "owner" else N_("Deputy"))
                found.append(_Value(name, label, self._names.get(who, ""), ""))
        return found

    def _source(self, states: Mapping[str, Any], name: str) -> str:
        info = states.get(name)
        if info is None:
            return ""
        parts = [self._say(info.learnt.label) if info.learnt is not None else "", info.basis,
                 self._say(info.state.label)]  # fmt: skip
        return " · ".join(part for part in parts if part)

    def entries(self) -> list[_Entry]:
        found = [self._former(one) for one in self._files[1:]]
        for one in self._files:
            found += self._entries_of(one)
        return [*found, *self._days_kept(), *self._classes(), *self._handovers(), *self._withheld()]

    def _former(self, one: Client) -> _Entry:
        """What a file still holds that became part of this one."""
        say, shown = self._say, self._work.show(one)
        told: View = {"code": (N_("Code"), one.code)}
        told |= {field.name: (field.label, field_text(field, shown[field.name], say))
                 for field in self._work.catalogue.fields
                 if shown.get(field.name) not in (None, "") and not isinstance(shown[field.name], Locked)}  # fmt: skip
        return self._entry("Client", N_("File that became part of this one"), told)

    def _days_kept(self) -> list[_Entry]:
        rows = self._work.visible(DayKept).where(DayKept.client.in_(self._ids)).order_by(DayKept.on)
        return [self._entry("DayKept", N_("Day kept"), history_words.only_told(
            on=(N_("Date"), str(row.on)), what=(N_("What"), row.what),
            person=(N_("Who"), self._names.get(row.person_id, "")))) for row in rows]  # fmt: skip

    def _classes(self) -> list[_Entry]:
        rows = list(self._work.visible(ClassResult).where(ClassResult.client.in_(self._ids)).order_by(ClassResult.run))
        quarters = {run.id: run.quarter for run in self._work.visible(ClassRun)} if rows else {}
        return [self._entry("ClassResult", N_("Class"), history_words.only_told(
            quarter=(N_("Quarter"), quarters.get(row.run_id, "")), given=(N_("Class"), row.given),
            spend=(N_("Spend"), grouped(row.spend)), visits=(N_("Visits"), str(row.visits)),
            override=(N_("Reason"), row.override))) for row in rows]  # fmt: skip

    def _handovers(self) -> list[_Entry]:
        rows = list(self._work.visible(HandoverLine).where(HandoverLine.client.in_(self._ids)))
        acts = on_file.transfers_told(self._work, (row.handover_id for row in rows))
        return [self._entry("HandoverLine", N_("Handed over"), history_words.only_told(
            on=(N_("Date"), self._day(on_file.handed_over_at(row, acts))),
            before=(N_("Former owner"), self._names.get(row.former_owner_id, "")),
            owner=(N_("Owner"), self._names.get(row.owner_id, "")))) for row in rows]  # fmt: skip

    def _withheld(self) -> list[_Entry]:
        """Of values whose consent was withdrawn it is told that they are held: shown they are to nobody (AC-7)."""
        fields = self._work.whole_catalogue.by_name
        # reading path: names and moments alone, of files that the caller has got through `work`
        rows = Withheld.select(Withheld.field, Withheld.at).where(Withheld.client.in_(self._ids))
        told: View = {row.field: (fields[row.field].label, self._day(row.at))
                      for row in rows.order_by(Withheld.field) if row.field in fields}  # fmt: skip
        return [self._entry("Withheld", N_("Withheld since its consent was withdrawn"), told)] if told else []

    def _entries_of(self, client: Client) -> list[_Entry]:
        work = self._work
        found: list[_Entry] = []
        for model, view in (
            (Contact, self._words.contact_view), (Anniversary, history_words.day_view),
            (YearResult, _year_view), (ContactPerson, self._words.person_view), (Spend, _spend_view),
        ):  # fmt: skip
            for row in work.visible(model).where(model.client == client.id):
                found.append(self._entry(model.__name__, _KINDS[model], view(stored(row))))
        found += self._bookings(client)
        found += self._orders(client)
        found += self._visits(client)
        found += [self._entry("CollectedSheet", N_("Collection form"), _collected_view(row)) for row in
                  work.visible(CollectedSheet).where(CollectedSheet.client == client.id)]  # fmt: skip
        found += [self._entry("Document", N_("Filed document"), self._words.document_view(stored(row))) for row in
                  work.visible(Document).where(Document.client == client.id).order_by(Document.entered_at)]  # fmt: skip
        found += [self._entry("Dealing", N_("Dealing"), history_words.dealing_view(stored(row)))
                  for row in on_file.dealings(work, client)]  # fmt: skip
        found += [self._entry("Link", N_("Link"), history_words.link_view(stored(row), other,
                                                                         row.client_id == client.id))
                  for row, other in on_file.links(work, client)]  # fmt: skip
        found += [
            self._entry(
                "Authorisation",
                N_("Authorisation"),
                entry_words.authorisation_view(stored(row), other, row.client_id == client.id),
            )
            for row, other in on_file.authorisations(work, client)
        ]
        for model in on_file.ENTRIES:
            for row in on_file.entries(work, client, model):
                told = entry_words.entry_view(model, stored(row), self._names)
                found.append(self._entry(model.__name__, entry_words.ROWS[model], self._with_event(row, told)))
        for model in on_file.ASKED:
            for row in work.visible(model).where(model.client == client.id):
                told = entry_words.entry_view(model, stored(row), self._names)
                found.append(self._entry(model.__name__, entry_words.ROWS[model], told))
        return found

    def _bookings(self, client: Client) -> list[_Entry]:
        """When the client was booked, as what, and what was noted of it."""
        work = self._work
        if not work.may(Right.SEE_BOOKINGS):
            return []
        lines = list(work.visible(BookingClient).where(BookingClient.client == client.id))
        query = work.visible(Booking).where(among(Booking.id, [line.booking_id for line in lines]))
        held = {row.id: row for row in query}
        return [self._entry("Booking", N_("Booking"), _booking_view(held[line.booking_id], Part.of(line.part)))
                for line in lines if line.booking_id in held]  # fmt: skip

    def _orders(self, client: Client) -> list[_Entry]:
        """What the client ordered; what we noted and found about it is ours."""
        rows = list(self._work.visible(PlacedOrder).where(PlacedOrder.client == client.id).order_by(
            PlacedOrder.taken_at))  # fmt: skip
        lines: dict[Any, list[str]] = {}
        for line in self._work.visible(OrderLine).where(among(OrderLine.order, [row.id for row in rows])):
            lines.setdefault(line.order_id, []).append(line.what)
        return [self._entry("Order", N_("Order"), _order_view(row, lines.get(row.id, []))) for row in rows]

    def _visits(self, client: Client) -> list[_Entry]:
        """When the client was here and to see whom; by which grade we received him is ours."""
        rows = self._work.visible(Visitor).where((Visitor.client == client.id) & Visitor.came_at.is_null(False))
        return [self._entry("Visit", N_("Visit at reception"), history_words.only_told(
            on=(N_("Date"), self._day(row.came_at)), what=(N_("Comes for"), row.purpose),
            person=(N_("To see"), self._names.get(row.stand_in_id or row.owner_id, "")),
        )) for row in rows.order_by(Visitor.came_at)]  # fmt: skip

    def _with_event(self, row: Any, view: View) -> View:
        if not isinstance(row, Invitation):
            return view
        event = self._work.visible(Event, withdrawn=True).where(Event.id == row.event_id).get_or_none()
        held = {"event": (N_("Event"), f"{event.title} {event.on}")} if event is not None else {}
        return {**held, **view}

    def recipients(self) -> list[tuple[str, ...]]:
        """To whom it went: partners by the register, and files and sheets that left through colleagues."""
        work, client = self._work, self._client
        found: list[tuple[str, ...]] = []
        lines = work.visible(RegisterLine).join(RegisterClient).where(
            RegisterClient.client.in_(self._ids) & RegisterLine.register.not_in(_INSIDE)).distinct()  # fmt: skip
        found += [
            (self._day(line.out_at), line.whom, line.what, line.why) for line in registers.told(work, list(lines))
        ]
        # reading path: acts on a file that the caller has got through `work`; they hold no value
        query = Record.select(Record).where(Record.topic.in_(["exports", "prints"]) & (Record.action != "came_out"))
        many: list[Any] = []
        codes = {one.code for one in self._files}
        for record in query.order_by(Record.serial):
            if record.subject not in self._ids and not _names_code(record.facts, codes):
                if _is_of_many(record.facts) and self._day(record.at)[:10] >= client.opened_on.isoformat():
                    many.append(record.at)
                continue
            what = _ACTS.get(record.action, N_("Printed"))
            kind = str(record.facts.get("sheet") or record.facts.get("kind") or "")
            found.append((self._day(record.at), self._names.get(record.person, ""), self._say(what), kind))
        if many:
            # whom these held nobody can tell any more: so it is said that they were
            say = self._say
            said = say.plural("{n} export or print of many clients, which does not tell whom it held",
                              "{n} exports and prints of many clients, which do not tell whom they held",
                              len(many)).format(n=len(many))  # fmt: skip
            found.append((f"{self._day(many[0])} – {self._day(many[-1])}", "", said, ""))
        return found

    def reads(self) -> list[tuple[str, ...]]:
        """Who read sealed values, for holders of the audit right."""
        if not self._work.may(Right.SEE_AUDIT):
            return []
        # reading path: asked for just above; acts on a file that the caller has got through `work`
        query = Record.select(Record).where((Record.topic == "reads") & Record.subject.in_(self._ids))
        return [(self._day(record.at), self._names.get(record.person, ""),
                 self._say(_BLOCKS[str(record.facts.get("block"))])) for record in query.order_by(Record.serial)
                if str(record.facts.get("block")) in _BLOCKS]  # fmt: skip

    def _day(self, at: Any) -> str:
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def _entry(self, kind: str, label: str, view: View) -> _Entry:
        values = tuple((self._say(words), self._text(shown)) for words, shown in view.values())
        return _Entry(kind, self._say(label), values)

    def _text(self, shown: Any) -> str:
        if isinstance(shown, Locked):
            return str(self._say(shown.why))
        return str(self._say(shown) if isinstance(shown, Label) else shown)


_KINDS: Mapping[Any, str] = {
    Contact: N_("Contact report"), Anniversary: N_("Day to remember"), YearResult: N_("Results of a year"),
    ContactPerson: N_("Contact person"), Spend: N_("Spend"),
}  # fmt: skip
# Cards and forms stay in the house
_INSIDE = [sheet.value for sheet in Sheet]
_ACTS = {"export": N_("Exported"), "copy": N_("Copied as text"), "dossier": N_("Dossier")}
_BLOCKS = {"identity": N_("ID number and looks"), "property": N_("Property and income"),
           "accounts": N_("Accounts and cards")}  # fmt: skip


def _names_code(facts: Mapping[str, Any], codes: set[str]) -> bool:
    """Whether one act on several clients was about this one too."""
    if any(code_spans.holds(facts.get("spans", ()), code) for code in codes):
        return True
    return any(isinstance(found, list) and any(one in codes for one in found if isinstance(one, str))
               for found in facts.values())  # fmt: skip


def _is_of_many(facts: Mapping[str, Any]) -> bool:
    """Whether an act took along many clients and names none of them."""
    count = facts.get("clients")
    return isinstance(count, int) and count > 1 and facts.keys().isdisjoint(("codes", "spans"))


def _year_view(state: State) -> View:
    return {"year": (N_("Year"), str(state["year"])), **history_words.year_view(state)}


def _spend_view(state: State) -> View:
    return history_words.only_told(
        on=(N_("Date"), str(state["on"])), amount=(N_("Amount"), grouped(state["amount"])),
        visits=(N_("Visits"), str(state["visits"])), note=(N_("Note"), state["note"]),
    )  # fmt: skip


def _order_view(row: Any, lines: Sequence[str]) -> View:
    return history_words.only_told(
        number=(N_("Number"), row.number), on=(N_("Date"), row.on.isoformat()),
        what=(N_("Goods or services"), "; ".join(lines)), total=(N_("Amount"), grouped(row.total)),
    )  # fmt: skip


def _booking_view(row: Any, part: Part) -> View:
    total = "" if row.total is None else grouped(row.total)
    return history_words.only_told(
        on=(N_("Date"), f"{row.on.isoformat()} {clock(row.at)}"), part=(N_("Part in it"), Label(part.label)),
        people=(N_("People"), str(row.people)), state=(N_("State"), Label(BookingState.of(row.state).label)),
        purpose=(N_("Purpose"), row.purpose), wishes=(N_("Wishes"), row.wishes), reason=(N_("Reason"), row.reason),
        total=(N_("Spend (¥)"), total),
    )  # fmt: skip


def _collected_view(row: Any) -> View:
    """When and by whom something was collected; who else sat at the table is not this client's."""
    return history_words.only_told(on=(N_("Collected on"), row.collected_on.isoformat()),
                                   collector=(N_("Collector"), row.collector))  # fmt: skip


def _drawn(title: str, whose: str, values: Sequence[_Value], entries: Sequence[_Entry],
           recipients: Sequence[tuple[str, ...]], reads: Sequence[tuple[str, ...]], look: OfficeLook, stamp: Stamp,
           say: Translator) -> bytes:  # fmt: skip
    from desktop.reports.dossier import Part, parts_sheet
    from desktop.reports.tables import ColumnHead

    colon = "：" if say.language == "zh_CN" else ": "
    told = [(entry.label, "\n".join(f"{label}{colon}{text}" for label, text in entry.values)) for entry in entries]
    parts = [
        Part(say(N_("What the file holds")), columns=(ColumnHead(say(N_("Field")), 1.0),
             ColumnHead(say(N_("Content")), 2.4), ColumnHead(say(N_("Source")), 1.4)),
             rows=[(v.label, v.text, v.source) for v in values]),
        Part(say(N_("What hangs on it")), columns=(ColumnHead(say(N_("What")), 0.7), ColumnHead(say(N_("Content")), 3)),
             rows=told),
        Part(say(N_("To whom it went")), columns=(ColumnHead(say(N_("When")), 1), ColumnHead(say(N_("Who")), 1),
             ColumnHead(say(N_("What")), 1.5), ColumnHead(say(N_("Why")), 1.5)), rows=recipients),
    ]  # fmt: skip
    if reads:
        parts.append(Part(say(N_("Who opened sealed values")), columns=(ColumnHead(say(N_("When")), 1),
                          ColumnHead(say(N_("Who")), 1), ColumnHead(say(N_("What")), 2)), rows=reads))  # fmt: skip
    return parts_sheet(title, parts, look, stamp, say, note=whose)


def _as_json(office: str, code: str, name: str, stamp: Stamp, parts: Mapping[str, Any]) -> str:
    whole = {
        "office": office, "code": code, "name": name, "made_at": stamp.time.isoformat(),
        "made_by": stamp.person, "sheet": stamp.code,
        "fields": [{"field": v.name, "label": v.label, "value": v.text, "source": v.source} for v in parts["values"]],
        "entries": [{"kind": e.kind, "label": e.label, "values": dict(e.values)} for e in parts["entries"]],
        "recipients": [dict(zip(("at", "who", "what", "why"), row, strict=True)) for row in parts["recipients"]],
        "reads": [dict(zip(("at", "who", "what"), row, strict=True)) for row in parts["reads"]],
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=1)


def may_open(work: Work) -> tuple[Block, ...]:
    """The blocks of levels 2 and 3 that this person could open for a dossier. Raises NotAllowed."""
    work.require(Right.PROTECT_CLIENTS)
    return tuple(block for block in (Block.PROPERTY, Block.ACCOUNTS)
                 if blocks.why_locked(block, work.me.mandate, work.me.vaults).may_open)  # fmt: skip
