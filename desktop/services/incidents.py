"""Incidents 泄密事件 (SA-4): reported by anybody, contained, assessed, notified, learnt from; and whom they concern."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.audit import Incident, IncidentStep
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.records import Record
from desktop.models.rows import among
from desktop.rules import code_spans, deadlines
from desktop.rules.audit import Step
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.rules.zones import zone_of
from desktop.services import calendars, fingerprints, on_file
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "audit"
TITLE_LIMIT, TEXT_LIMIT = 120, 2000
_MOST_AFFECTED = 2000


@dataclass(frozen=True, slots=True)
class StepLine:
    """What was done; `step` is None for the report itself."""

    step: Step | None
    said: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident. `next` is the step that waits and `due` until when, None without a deadline; `person` whose reading
    is asked about, in the days from `first` to `last`."""

    id: UUID
    title: str
    noticed_at: datetime
    reported_by: str
    reported_at: datetime
    person_id: UUID | None
    person: str
    first: date | None
    last: date | None
    steps: tuple[StepLine, ...]
    next: Step | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Affected:
    """A client whose sealed values were read, or who was exported or printed, and how often."""

    client_id: UUID
    code: str
    name: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom an incident concerns: clients in the reader's sight, how many are out of it, and acts on more clients than
    the record names."""

    clients: tuple[Affected, ...]
    hidden: int
    unnamed: int


def report(work: Work, title: str, said: str, noticed_at: datetime | None = None) -> UUID:
    """Anybody reports a leak or its suspicion. Raises BadEntry (fields `title`, `said`, `noticed_at`)."""
    now = work.now
    if noticed_at is not None and noticed_at > now:
        raise BadEntry(N_("This moment has not come yet."), "noticed_at")
    title = tidy(title)[:TITLE_LIMIT]
    if not title:
        raise BadEntry(N_("Give it a short name."), "title")
    row = work.add(Incident(title=title, noticed_at=noticed_at or now, reported_by=work.me.id, reported_at=now))
    work.add(IncidentStep(incident=row.id, step="report", said=_said(said), by=work.me.id, at=now))
    work.record(TOPIC, "report_incident", row)
    return UUID(str(row.id))


def do_step(work: Work, incident_id: UUID, step: Step, said: str) -> None:
    """Signs that a step was done and how; a later word about the same step adds to it. Raises BadEntry, NotFound."""
    work.require(Right.SEE_AUDIT)
    row = work.get(Incident, incident_id)
    work.add(IncidentStep(incident=row.id, step=step.value, said=_said(said), by=work.me.id, at=work.now))
    work.record(TOPIC, "incident_step", row, step=step.value)


def ask_about(work: Work, incident_id: UUID, person: UUID | None, first: date | None, last: date | None) -> None:
    """Names whose reading the incident is about, and in which days. Raises BadEntry (field `last`), NotFound."""
    work.require(Right.SEE_AUDIT)
    row = work.get(Incident, incident_id)
    if first is not None and last is not None and last < first:
        raise BadEntry(N_("The last day lies before the first."), "last")
    chosen = work.get(Person, person).id if person is not None else None
    if work.change(row, {"person": chosen, "first_on": first, "last_on": last}):
        work.record(TOPIC, "incident_step", row)


def list_incidents(work: Work) -> tuple[IncidentLine, ...]:
    """Those with a step still to do first, then the newest."""
    work.require(Right.SEE_AUDIT)
    rows = list(work.visible(Incident).order_by(Incident.reported_at.desc()))
    lines = _lines(work, rows)
    return tuple(sorted(lines, key=lambda line: line.next is None))


def concerned(work: Work, incident_id: UUID) -> Concerned:
    """Asks the records what the person read, exported and printed in those days. Raises NotFound."""
    work.require(Right.SEE_AUDIT)
    row = work.get(Incident, incident_id)
    if row.person_id is None:
        return Concerned((), 0, 0)
    zone = zone_of(str(work.settings["time_zone"]))
    query = work.visible(Record).where(
        (Record.person == row.person_id) & Record.topic.in_(("reads", "exports", "prints"))
    )
    if row.first_on is not None:
        query = query.where(Record.at >= datetime.combine(row.first_on, time(), zone))
    if row.last_on is not None:
        query = query.where(Record.at < datetime.combine(row.last_on + timedelta(days=1), time(), zone))
    by_id: dict[UUID, list[datetime]] = defaultdict(list)
    by_code: dict[str, list[datetime]] = defaultdict(list)
    unnamed = 0
    for record in query.select(Record.at, Record.subject, Record.topic, Record.facts):
        codes = _codes(record.facts)
        if record.subject is not None and len(codes) < 2:
            by_id[record.subject].append(record.at)
        elif codes:
            for code in codes:
                by_code[code].append(record.at)
        else:
            unnamed += 1
    return _known(work, by_id, by_code, unnamed)


def protocol(work: Work, incident_id: UUID, language: Translator, *, progress: Progress = lambda *_: None) -> Printed:
    """All of an incident on paper, with whom it concerns and the fingerprint of the records. Give it staged work."""
    from desktop.reports.audit import incident_protocol

    zone = zone_of(str(work.settings["time_zone"]))
    with work.reading():
        line = next((one for one in list_incidents(work) if one.id == incident_id), None)
        if line is None:
            raise NotFound(str(incident_id))
        found = concerned(work, incident_id)
        stamp = stamp_of(work)
    with work.writing():
        work.require(Right.SEE_AUDIT)
        mark = fingerprints.anchor(work, code=stamp.code)
        work.record(TOPIC, "print", None, sheet="incident", code=stamp.code)
    steps = [
        (
            f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}",
            one.who,
            language(one.step.label if one.step is not None else N_("Report")),
            one.said,
        )
        for one in line.steps
    ]
    clients = [(one.code, one.name, str(one.times), f"{one.last_at.astimezone(zone):%Y-%m-%d %H:%M}")
               for one in found.clients]  # fmt: skip
    told = []
    if line.person:
        days = " – ".join(day.isoformat() for day in (line.first, line.last) if day is not None)
        told.append(language(N_("Read, exported or printed by {person} {days}")).format(person=line.person, days=days))
    if found.hidden:
        told.append(language(N_("Clients out of the reader's sight: {n}")).format(n=found.hidden))
    if found.unnamed:
        told.append(language(N_("Acts on more clients than the record names: {n}")).format(n=found.unnamed))
    pdf = incident_protocol(line.title, steps, told, clients, look_of(work), stamp,
                            language, mark)  # fmt: skip
    return Printed("incident", line.title, pdf, stamp.code)


def due(work: Work, view: View) -> list[Batch]:
    """Incidents with a step to do: gone wrong when it is late."""
    lines = [line for line in list_incidents(work) if line.next is not None]
    late = [line for line in lines if line.due is not None and line.due < work.now]
    rest = [line for line in lines if line not in late]
    return [Batch(Group.WRONG, tuple(_row(line) for line in late[: view.limit]), len(late)),
            Batch(Group.WAITING, tuple(_row(line) for line in rest[: view.limit]), len(rest))]  # fmt: skip


def _row(line: IncidentLine) -> Row:
    assert line.next is not None
    opens = ("incidents", line.id)
    return Row(("incident", line.id), "triangle-alert", Said(line.next.label), line.title, opens, Deed.OPEN, opens,
               until=line.due, since=None if line.due else line.reported_at, urgent=True)  # fmt: skip


def _lines(work: Work, rows: Sequence[Any]) -> list[IncidentLine]:
    steps: dict[UUID, list[Any]] = defaultdict(list)
    for step in work.visible(IncidentStep).order_by(IncidentStep.at, IncidentStep.id):
        steps[step.incident_id].append(step)
    people = on_file.names(work, [s.by_id for of in steps.values() for s in of]
                           + [p for row in rows for p in (row.reported_by_id, row.person_id)])  # fmt: skip
    lines = []
    for row in rows:
        told = tuple(StepLine(None if s.step == "report" else Step.of(s.step), s.said, people.get(s.by_id, ""), s.at)
                     for s in steps[row.id])  # fmt: skip
        done = {line.step for line in told}
        coming = next((step for step in Step if step not in done), None)
        lines.append(IncidentLine(
            row.id, row.title, row.noticed_at, people.get(row.reported_by_id, ""), row.reported_at, row.person_id,
            people.get(row.person_id, ""), row.first_on, row.last_on, told, coming, _due(work, row, coming),
        ))  # fmt: skip
    return lines


def _due(work: Work, row: Any, step: Step | None) -> datetime | None:
    hours = int(work.settings[step.setting]) if step is not None else 0
    if not hours:
        return None
    calendar = calendars.calendar_around(row.noticed_at.date(), str(work.settings["time_zone"]))
    return deadlines.due(row.noticed_at, deadlines.clock_hours(hours), calendar)


def _known(work: Work, by_id: dict[UUID, list[datetime]], by_code: dict[str, list[datetime]], unnamed: int
           ) -> Concerned:  # fmt: skip
    found: list[Any] = []
    if work.may(Right.SEE_CLIENTS) and (by_id or by_code):
        asked = among(Client.id, by_id) | Client.code.in_(list(by_code)[:_MOST_AFFECTED])
        columns = (Client.id, Client.code, Client.name)
        found = list(work.visible(Client, withdrawn=True).select(*columns).where(asked))
    clients = on_file.files_among(work, by_id)
    told = []
    for client in found:
        moments = by_id.get(client.id, []) + by_code.get(client.code, [])
        told.append(Affected(client.id, client.code, client.name, len(moments), max(moments)))
    seen = {client.id for client in found}
    hidden = len(clients - seen) + len(set(by_code) - {client.code for client in found})
    return Concerned(tuple(sorted(told, key=lambda one: one.code)), hidden, unnamed + len(by_id.keys() - clients))


def _codes(facts: dict[str, Any]) -> list[str]:
    for name in ("codes", "clients"):
        if isinstance(facts.get(name), list):
            return [str(code) for code in facts[name]]
    return list(code_spans.each(facts.get("spans", ())))


def _said(text: str) -> str:
    text = tidy(text)[:TEXT_LIMIT]
    if not text:
        raise BadEntry(N_("Say it in a sentence: it is signed with your name."), "said")
    return text
