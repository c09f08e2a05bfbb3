"""Points unusual conduct out (SA-2): much taken out or read, odd hours, failed sign-ins, a leaver's last days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from desktop.models.audit import Alarm
from desktop.models.office import Person
from desktop.models.records import Record
from desktop.models.sign_ins import RefusedSignIn
from desktop.rules.audit import AlarmKind, Conduct, Question
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.rules.zones import zone_of
from desktop.services import alarms, on_file, signing
from desktop.services.witnessing import checked_reason
from desktop.services.work import Work

TOPIC = "audit"
_MOST_SERIALS = 500
_OUT = ("exports", "prints")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth a look: whose conduct on which day, how much of it, and the records behind it.

    `limit` is the office's number that was passed, None where there is none. `noted` is what somebody said of it.
    """

    kind: Conduct
    person: UUID | None
    who: str
    on: date
    count: int
    limit: int | None
    serials: tuple[int, ...]
    noted: str
    noted_by: str

    @property
    def mark(self) -> str:
        return f"{self.kind.value}:{self.person.hex if self.person else '-'}:{self.on.isoformat()}"

    @property
    def question(self) -> Question:
        return Question(serials=self.serials)


class _Act(NamedTuple):
    serial: int
    on: date
    person: UUID
    topic: str
    action: str
    facts: Mapping[str, Any]


def findings(work: Work) -> tuple[Finding, ...]:
    """What the last days show, newest first. The office's numbers say what is much."""
    work.require(Right.SEE_AUDIT)
    zone = zone_of(str(work.settings["time_zone"]))
    since = on_file.today(work) - timedelta(days=int(work.settings["conduct_days"]) - 1)
    acts = list(_acts(work, datetime.combine(since, time(), zone), zone))
    found = [*_taken_out(work, acts), *_reads(work, acts), *_twice(acts), *_odd_hours(work, since, zone),
             *_refused(work, acts, since, zone), *_leavers(work, since, zone)]  # fmt: skip
    noted = {alarm.mark: alarm for alarm in
             work.visible(Alarm).where(Alarm.kind == AlarmKind.CONDUCT.value)}  # fmt: skip
    people = on_file.names(work, [one.person for one in found] + [a.handled_by_id for a in noted.values()])
    told = []
    for one in found:
        alarm = noted.get(one.mark)
        if alarm is not None and one.count > alarm.facts.get("count", one.count):
            # more has come since somebody looked
            alarm = None
        told.append(Finding(one.kind, one.person, people.get(one.person, "") if one.person else "", one.on, one.count,
                            one.limit, one.serials[:_MOST_SERIALS], alarm.handling if alarm else "",
                            people.get(alarm.handled_by_id, "") if alarm else ""))  # fmt: skip
    return tuple(sorted(told, key=lambda one: (bool(one.noted), -one.on.toordinal(), one.kind.value, one.who)))


def note(work: Work, mark: str, seen: int, said: str) -> None:
    """Says what came of looking into it, as much of it as was `seen`: when it grows it is shown again. Raises BadEntry
    without a word."""
    work.require(Right.SEE_AUDIT)
    said = checked_reason(tidy(said))
    values = {"handled_at": work.now, "handled_by": work.me.id, "handling": said, "facts": {"count": seen}}
    alarm = work.visible(Alarm).where((Alarm.kind == AlarmKind.CONDUCT.value) & (Alarm.mark == mark)).get_or_none()
    if alarm is None:
        alarm = work.add(Alarm(kind=AlarmKind.CONDUCT.value, mark=mark[:160], at=work.now, raised_by=work.me.id,
                               workstation=alarms.here(work), **values))  # fmt: skip
    else:
        work.change(alarm, values)
    work.record(TOPIC, "note_conduct", alarm)


def due(work: Work, view: View) -> list[Batch]:
    """What nobody has looked into yet."""
    rows = [_row(one) for one in findings(work) if not one.noted]
    return [Batch(Group.WAITING, tuple(rows[: view.limit]), len(rows))]


def _row(one: Finding) -> Row:
    return Row(("conduct", one.mark), "eye", Said(one.kind.label), one.who, ("audit", one.question), Deed.OPEN,
               ("audit", one.question), on=one.on)  # fmt: skip


def _finding(kind: Conduct, person: UUID | None, on: date, count: int, limit: int | None,
             serials: Iterable[int]) -> Finding:  # fmt: skip
    return Finding(kind, person, "", on, count, limit, tuple(serials), "", "")


def _acts(work: Work, since: datetime, zone: tzinfo) -> Iterator[_Act]:
    asked = Record.topic.in_((*_OUT, "reads", "sign_ins"))
    query = work.visible(Record).where((Record.at >= since) & asked)
    for r in query.select(Record.serial, Record.at, Record.person, Record.topic, Record.action, Record.facts):
        yield _Act(r.serial, r.at.astimezone(zone).date(), r.person, r.topic, r.action, r.facts)


def _by_day(acts: Iterable[_Act]) -> dict[tuple[UUID, date], list[_Act]]:
    found: dict[tuple[UUID, date], list[_Act]] = defaultdict(list)
    for act in acts:
        found[act.person, act.on].append(act)
    return found


def _clients(facts: Mapping[str, Any]) -> int:
    told = facts.get("clients", 0)
    return len(told) if isinstance(told, list) else int(told)


def _taken_out(work: Work, acts: list[_Act]) -> Iterator[Finding]:
    limit = int(work.settings["conduct_taken_out"])
    for (person, on), found in _by_day(a for a in acts if a.topic in _OUT).items():
        total = sum(_clients(act.facts) for act in found)
        if total > limit:
            yield _finding(Conduct.TAKEN_OUT, person, on, total, limit, (a.serial for a in found))


def _reads(work: Work, acts: list[_Act]) -> Iterator[Finding]:
    limit = int(work.settings["conduct_reads"])
    for (person, on), found in _by_day(a for a in acts if a.topic == "reads").items():
        if len(found) > limit:
            yield _finding(Conduct.READS, person, on, len(found), limit, (a.serial for a in found))


def _twice(acts: list[_Act]) -> Iterator[Finding]:
    for (person, on), found in _by_day(a for a in acts if a.facts.get("elsewhere")).items():
        yield _finding(Conduct.TWICE, person, on, len(found), None, (a.serial for a in found))


def _odd_hours(work: Work, since: date, zone: tzinfo) -> Iterator[Finding]:
    """Acts of any kind between the two hours; equal ones switch it off. A night belongs to the day it began on."""
    start, end = int(work.settings["conduct_from"]), int(work.settings["conduct_until"])
    if start == end:
        return
    nights = []
    for day in range((on_file.today(work) - since).days + 1):
        on = since + timedelta(days=day)
        last = on + timedelta(days=1 if end <= start else 0)
        nights.append((on, datetime.combine(on, time(start), zone), datetime.combine(last, time(end), zone)))
    asked = reduce(or_, ((Record.at >= first) & (Record.at < last) for _on, first, last in nights))
    found: dict[tuple[UUID, date], list[int]] = defaultdict(list)
    for r in work.visible(Record).where(asked).select(Record.serial, Record.at, Record.person):
        on = next(on for on, first, last in nights if first <= r.at < last)
        found[r.person, on].append(r.serial)
    for (person, on), serials in found.items():
        yield _finding(Conduct.ODD_HOURS, person, on, len(serials), None, serials)


def _refused(work: Work, acts: list[_Act], since: date, zone: tzinfo) -> Iterator[Finding]:
    """Counted where they were refused; behind them stand the sign-ins that recorded them."""
    limit = int(work.settings["conduct_refused"])
    query = work.visible(RefusedSignIn).where(RefusedSignIn.last_at >= datetime.combine(since, time(), zone))
    tries: dict[tuple[UUID | None, date], int] = defaultdict(int)
    for row in query:
        tries[row.person_id, row.last_at.astimezone(zone).date()] += row.tries
    for (person, on), count in tries.items():
        if count >= limit:
            key = person.hex if person else None
            serials = [a.serial for a in acts if any(r["person"] == key for r in a.facts.get("refused", ()))]
            yield _finding(Conduct.REFUSED, person, on, count, limit, serials)


def _leavers(work: Work, since: date, zone: tzinfo) -> Iterator[Finding]:
    """What somebody took out or read in the last days before his account was suspended. Who locked it himself, for an
    anomaly, has not left."""
    days = timedelta(days=int(work.settings["conduct_leaver_days"]))
    left = work.visible(Person).where(Person.suspended_at >= datetime.combine(since, time(), zone))
    signed = signing.current(work).people
    for person in left:
        if person.id in signed and not signed[person.id].suspended:
            continue
        asked = (Record.person == person.id) & (Record.at >= person.suspended_at - days)
        query = work.visible(Record).where(asked & Record.topic.in_((*_OUT, "reads"))).select(Record.serial)
        serials = [serial for (serial,) in query.tuples()]
        if serials:
            on = person.suspended_at.astimezone(zone).date()
            yield _finding(Conduct.LEAVER, person.id, on, len(serials), None, serials)
