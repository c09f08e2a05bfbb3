"""A lead becomes a client with its whole history, in one act that is undone as one (CM-6)."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from desktop.i18n import translator
from desktop.models.leads import LeadEntry
from desktop.models.visits import Visit
from desktop.rules import contacts as contact_rules
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.leads import FIRST_CHANNEL, OURS, EntryKind, PlanKind, Source, State
from desktop.rules.rights import Right, Scope
from desktop.rules.visits import Plan
from desktop.rules.words import ClientForm
from desktop.rules.zones import zone_of
from desktop.services import clients, contacts, leads, on_file, visits
from desktop.services.leads import TOPIC
from desktop.services.work import Work

_NOTE = 8000
_MORNING = time(9)  # a visit that was planned for a day has no hour yet


def convert_lead(work: Work, lead_id: UUID) -> UUID:
    """Opens a client's file of a lead: what was said becomes its contacts, visits that were planned its visits, other
    steps its next steps, and notes its note. Returns the client's id. Raises BadEntry naming the field, NotAllowed,
    NotFound."""
    work.require(Right.ENTER_CLIENTS)
    row = leads.to_write(work, lead_id)
    entries = list(work.visible(LeadEntry).where(LeadEntry.lead == row.id).order_by(LeadEntry.at, LeadEntry.id))
    form = ClientForm.of(row.form)
    values = {"name": row.name, "phone": row.phone, "email": row.email, "note": _notes(work, entries)}
    if form is ClientForm.PERSON:
        values["unit"] = row.unit
    client = clients.open_client(work, form, {k: v for k, v in values.items() if v}, owner=_owner(work, row))
    for report in _reports(work, row, entries):
        contacts.log_contact(work, client, report)
    for entry in _planned(entries):
        if entry.plan == PlanKind.VISIT.value:
            _plan_visit(work, client, row, entry)
    for entry in entries:
        work.change(entry, {"client": client})
    work.change(row, {"state": State.CONVERTED.value, "client": client, "closed_at": work.now, "next_on": None})
    work.record(TOPIC, "convert_lead", row)
    return client


def _owner(work: Work, row: Any) -> UUID:
    """The lead's owner, as far as whoever converts it sees his clients: else there would be nothing to write in."""
    mandate = work.me.mandate
    scope = mandate.scope(Right.SEE_CLIENTS)
    seen = scope is Scope.ALL or (scope is Scope.DEPARTMENT and row.department_id == mandate.department)
    return row.owner_id if row.owner_id is not None and seen else work.me.id


def _planned(entries: list[Any]) -> list[Any]:
    return [one for one in entries if one.kind == EntryKind.PLAN.value and one.done_at is None]


def _notes(work: Work, entries: list[Any]) -> str:
    told = [one for one in entries if one.kind == EntryKind.NOTE.value or (
        one.plan == PlanKind.COLLECTION.value and one.done_at is not None)]  # fmt: skip
    names = on_file.names(work, (one.by_id for one in told))
    lines = []
    for one in told:
        words = "\n".join(part for part in (one.said, one.result) if part)
        lines.append(f"{_day(work, one.at):%Y-%m-%d} {names.get(one.by_id, '')}: {words}")
    return "\n".join(lines)[:_NOTE]


def _day(work: Work, moment: datetime) -> date:
    return moment.astimezone(zone_of(str(work.settings["time_zone"]))).date()


def _reports(work: Work, row: Any, entries: list[Any]) -> list[Report]:
    """The lead's coming and all contacts since, the first first; what is planned is owed by the newest of them."""
    source = Source.of(row.source)
    came = _report(
        FIRST_CHANNEL[source], row.wish, "\n".join(part for part in (row.needs, row.qualifications) if part), "",
        Direction.OUT if source in OURS else Direction.IN, row.received_at, row.entered_by_id,
    )  # fmt: skip
    found = [came, *(report for one in entries if (report := _of_entry(work, one)) is not None)]
    found.sort(key=lambda one: one.at or work.now)
    steps = [one for one in _planned(entries) if one.plan != PlanKind.VISIT.value]
    steps.sort(key=lambda one: one.on)
    for place, (said, on) in enumerate(_shared(steps, len(found)), 1):
        found[-place] = replace(found[-place], next_step=said, next_on=on)
    return found


def _shared(steps: list[Any], room: int) -> list[tuple[str, date]]:
    """A contact has room for one next step: of more steps than contacts the last say all that is left."""
    each = [(one.said, one.on) for one in steps[: room - 1]]
    rest = steps[room - 1 :]
    if rest:
        each.append(("; ".join(one.said for one in rest), rest[0].on))
    return [(" ".join(said.split())[: contact_rules.STEP], on) for said, on in each]


def _of_entry(work: Work, one: Any) -> Report | None:
    kind = EntryKind.of(one.kind)
    if kind is EntryKind.NOTE or not one.channel or (kind is EntryKind.PLAN and one.done_at is None):
        return None
    result, at = one.result, one.at
    if kind is EntryKind.TRIED:
        result = translator(str(work.settings["language"]))(kind.label)
    elif kind is EntryKind.PLAN:
        at = one.done_at
    direction = Direction.IN if kind is EntryKind.MESSAGE else Direction.OUT
    told = _report(Channel.of(one.channel), one.said, "", result, direction, at, one.done_by_id or one.by_id)
    # a message without its result waits for an answer in the file as it did here
    return replace(told, waits=kind is EntryKind.MESSAGE and one.done_at is None)


def _report(channel: Channel, said: str, content: str, result: str, direction: Direction, at: datetime, staff: UUID
            ) -> Report:  # fmt: skip
    """Words that are too long for a subject lie in the content as a whole."""
    subject = said.strip().splitlines()[0][: contact_rules.SUBJECT]
    whole = "\n".join(part for part in (said if subject != said.strip() else "", content) if part)
    return Report(channel, subject, whole[: contact_rules.CONTENT], result[: contact_rules.RESULT], direction=direction,
                  at=at, staff=staff, waits=False)  # fmt: skip


def _plan_visit(work: Work, client: UUID, row: Any, entry: Any) -> None:
    starts = datetime.combine(entry.on, _MORNING, zone_of(str(work.settings["time_zone"])))
    visitor = row.owner_id if row.owner_id is not None else work.me.id
    key = visits.plan_visit(work, client, Plan(starts, " ".join(entry.said.split())[:200]))
    if visitor != work.me.id and _owner(work, row) == visitor:
        work.change(work.get(Visit, key), {"visitor": visitor})
