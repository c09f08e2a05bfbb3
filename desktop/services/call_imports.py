"""Takes in a telephone system's list of calls 通话记录 as contacts; what is nobody's waits for its client (CM-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_, translator
from desktop.models.clients import Client
from desktop.models.contacts import UnknownCall
from desktop.models.office import Person
from desktop.rules import call_lists as rules
from desktop.rules.call_lists import Call
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.entries import phone_key
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.progress import Progress
from desktop.rules.rights import Right, Scope
from desktop.rules.zones import zone_of
from desktop.services import contact_imports, contacts, on_file, search, sheets
from desktop.services.contact_imports import MOST, Came, Known, Plan, Planned, Source, Taken, Verdict
from desktop.services.work import Work

TOPIC = "clients"
_AT_ONCE = 500
_SHORTEST = 7  # of a number that is looked for by its end
_FOUND = 20  # of those that the search finds by it
_MOBILE = 11


@dataclass(frozen=True, slots=True)
class UnknownNumber:
    """A number that has rung, or was rung, and is nobody's: how often and when last. `clients` have it by now."""

    phone: str
    count: int
    last: datetime
    clients: tuple[Known, ...] = ()


def plan_calls(work: Work, path: Path, *, progress: Progress = lambda *_: None) -> Plan:
    """Reads a list of calls and says what would become of each; nothing is written. Give it staged work.

    Raises NotAllowed, BadFile, and BadEntry for a missing column or too many rows.
    """
    with work.reading():
        contact_imports.require(work)
        extensions = _extensions(work)
        zone, today = zone_of(str(work.settings["time_zone"])), on_file.today(work)
    sheet = sheets.read_sheet(path, progress=progress)
    if len(sheet.rows) > MOST:
        raise BadEntry(N_("These are more than {most} calls: take them in by parts."), "file", most=MOST)
    read, refused = rules.calls_of(sheet, today, zone, extensions)
    say = translator(str(work.settings["language"]))
    with work.reading():
        people = {row.id: row.name for row in work.visible(Person).select(Person.id, Person.name)}
        found = _clients(work, {call.phone for _number, call in read if call.phone not in extensions}, progress)
        lines = [Planned(number, path.name, Verdict.BROKEN, trouble=trouble) for number, trouble in refused]
        lines += [_line(number, call, path.name, extensions, people, found, say) for number, call in read]
        lines = _kept_before(work, lines)
        judged = contact_imports.judged(work, sorted(lines, key=lambda line: line.number), _key, _logged(work, lines))
        return Plan(Source.CALLS, tuple(judged), keeps=True)


def take_calls(work: Work, plan: Plan, chosen: Mapping[int, UUID], waits: bool = False, *,
               progress: Progress = lambda *_: None) -> Taken:  # fmt: skip
    """Logs what the plan calls new, and of several clients the one `chosen` by the row's number; keeps what is nobody's
    with its number; all as one act. With `waits` missed calls wait to be returned, unless client and office spoke later
    in this list. Give it staged work. Raises BadEntry, NotAllowed, NotFound."""
    found = contact_imports.wanted(plan, chosen, waits=waits)
    left = [line for line in plan.lines if line.verdict is Verdict.NOBODY]
    if not found and not left:
        raise BadEntry(N_("The list brings nothing new: choose clients, or another file."))
    with work.writing():
        contact_imports.require(work)
        # somebody else may be taking in the same list
        work.alone()
        found = contact_imports.still_new(found, _key, _logged(work, [line for line, _key, _report in found]))
        left = [line for line in _kept_before(work, left) if line.verdict is Verdict.NOBODY]
        if not found and not left:
            raise BadEntry(contact_imports.MEANWHILE)
        for number, (_line, key, report) in enumerate(found):
            contacts.log_contact(work, key, report)
            progress(number, len(found))
        work.change_many(UnknownCall, _recognised(work, found))
        work.add_rows(UnknownCall, [_unknown(work, line) for line in left])
        work.record(TOPIC, "take_calls", None, count=len(found), unknown=len(left))
    return Taken(len(found), len(left))


def unknown_numbers(work: Work, limit: int = 200) -> tuple[UnknownNumber, ...]:
    """The numbers of calls that are nobody's yet, the latest first, with the clients who have them by now. Raises
    NotAllowed."""
    contact_imports.require(work)
    last = peewee.fn.MAX(UnknownCall.at).python_value(UnknownCall.at.python_value)
    query = _open(work).select(UnknownCall.phone, peewee.fn.COUNT(UnknownCall.id), last.alias("last"))
    rows = list(query.group_by(UnknownCall.phone).order_by(last.desc()).limit(limit).tuples())
    found = _clients(work, {phone for phone, _count, _last in rows})
    return tuple(UnknownNumber(phone, count, at, tuple(found.get(phone, ()))) for phone, count, at in rows)


def give_calls(work: Work, phone: str, client_id: UUID) -> int:
    """The calls of a number become contacts of a client, by who had them. Returns how many. Raises BadEntry,
    NotAllowed, NotFound."""
    contact_imports.require(work)
    # before the rows are read: two who give the same number would both find its calls waiting
    work.alone()
    rows = _of_number(work, phone)
    say = translator(str(work.settings["language"]))
    for row in rows:
        call = Call(row.phone, Direction.of(row.direction), row.at, row.seconds, row.extension, row.answered)
        contacts.log_contact(work, client_id, replace(rules.report_of(call, say), staff=row.staff_id))
    work.change_many(UnknownCall, [(row, {"settled_at": work.now, "client": client_id}) for row in rows])
    work.record(TOPIC, "give_calls", work.get(Client, client_id), count=len(rows))
    return len(rows)


def strike_calls(work: Work, phone: str) -> int:
    """Takes the calls of a number off the list: nobody's whom the office knows. Only those that one took in oneself,
    unless one may edit all clients: they may be of a client whom a colleague sees. Returns how many. Raises NotAllowed,
    NotFound."""
    contact_imports.require(work)
    work.alone()
    every = work.me.mandate.scope(Right.EDIT_CLIENTS) is Scope.ALL
    rows = [row for row in _of_number(work, phone) if every or row.entered_by_id == work.me.id]
    if not rows:
        raise NotAllowed(N_("Others took these calls in: they strike them, or whoever may edit all clients."))
    work.change_many(UnknownCall, [(row, {"settled_at": work.now}) for row in rows])
    work.record(TOPIC, "strike_calls", None, count=len(rows))
    return len(rows)


def _open(work: Work) -> Any:
    return work.visible(UnknownCall).where(UnknownCall.settled_at.is_null())


def _of_number(work: Work, phone: str) -> list[Any]:
    rows = list(_open(work).where(UnknownCall.phone == phone).order_by(UnknownCall.at))
    if not rows:
        raise NotFound(phone)
    return rows


def _extensions(work: Work) -> dict[str, UUID]:
    """Whose telephone it is."""
    return {str(number): UUID(str(person)) for person, number in dict(work.settings["extensions"]).items()}


def _line(number: int, call: Call, file_name: str, extensions: Mapping[str, UUID], people: Mapping[UUID, str],
          found: Mapping[str, Sequence[Known]], say: Any) -> Planned:  # fmt: skip
    staff = extensions.get(call.extension)
    staff = staff if staff in people else None
    report = replace(rules.report_of(call, say), staff=staff)
    who = people.get(staff, "") if staff is not None else ""
    came = Came(report, call.phone, who or call.extension, call.missed, call.answered)
    verdict = Verdict.OURS if call.phone in extensions else Verdict.NOBODY
    return Planned(number, file_name, verdict, came, tuple(found.get(call.phone, ())), origin=call)


def _key(came: Came, client: UUID) -> tuple[object, ...]:
    return client, came.at, came.report.direction.value


def _logged(work: Work, lines: Sequence[Planned]) -> set[Any]:
    """The calls among these that are contacts already, by their `_key`."""
    told = contact_imports.logged_among(work, Channel.PHONE, lines)
    return {(client, at, way) for client, at, way, _subject in told}


def _recognised(work: Work, found: Sequence[tuple[Planned, UUID, Report]]) -> list[tuple[Any, dict[str, Any]]]:
    """What was kept as nobody's of calls whose clients are known now, with what settles it."""
    clients = {_call(line): key for line, key, _report in found}
    if not clients:
        return []
    moments = [at for _phone, at, _way in clients]
    rows = _open(work).where((UnknownCall.at >= min(moments)) & (UnknownCall.at <= max(moments)))
    return [(row, {"settled_at": work.now, "client": clients[call]}) for row in rows
            if (call := (row.phone, row.at, row.direction)) in clients]  # fmt: skip


def _call(line: Planned) -> tuple[str, datetime, str]:
    return line.origin.phone, line.origin.at, line.origin.direction.value


def _kept_before(work: Work, lines: Sequence[Planned]) -> list[Planned]:
    """What was kept of an unknown number in an earlier list, whatever became of it since; unless it waits still and I
    know its client, as whoever took it in did not."""
    moments = [line.came.at for line in lines if line.came is not None]
    if not moments:
        return list(lines)
    query = work.visible(UnknownCall).where((UnknownCall.at >= min(moments)) & (UnknownCall.at <= max(moments)))
    columns = (UnknownCall.phone, UnknownCall.at, UnknownCall.direction, UnknownCall.settled_at)
    # of the same call some may be settled: then it is
    kept: dict[tuple[str, datetime, str], bool] = {}
    for phone, at, way, settled in query.select(*columns).tuples():
        kept[phone, at, way] = kept.get((phone, at, way), False) or settled is not None
    told = []
    for line in lines:
        if line.came is not None and (settled := kept.get(_call(line))) is not None and (settled or not line.clients):
            line = replace(line, verdict=Verdict.KNOWN, clients=())
        elif line.verdict is Verdict.NOBODY and not line.clients and line.came is not None:
            # the same row twice in one list
            kept[_call(line)] = False
        told.append(line)
    return told


def _unknown(work: Work, line: Planned) -> UnknownCall:
    call, report = line.origin, line.came.report  # type: ignore[union-attr]
    return UnknownCall(phone=call.phone, direction=call.direction.value, at=call.at, seconds=call.seconds,
                       extension=call.extension[:20], answered=call.answered, staff=report.staff or work.me.id,
                       entered_by=work.me.id, entered_at=work.now)  # fmt: skip


def _clients(work: Work, phones: set[str], progress: Progress = lambda *_: None) -> dict[str, list[Known]]:
    """Who has these numbers: as the phone of the file, or as another that the search finds by its end."""
    found: dict[str, list[Known]] = {}
    wanted = sorted(phones)
    # a file whose processing was stopped takes in nothing
    seen = work.visible(Client).where(Client.restricted_at.is_null())
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        keys = {key: phone for phone in part for key in _spellings(phone)}
        for row in seen.where(Client.phone_key.in_(list(keys))).order_by(Client.code):
            found.setdefault(keys[row.phone_key], []).append(_known(row))
    others = [phone for phone in wanted if phone not in found and len(phone) >= _SHORTEST]
    for number, phone in enumerate(others):
        progress(number, len(others))
        hits = search.matching(work, _spellings(phone)[-1], _FOUND)
        for row in seen.where(Client.id.in_(hits)).order_by(Client.code) if hits else ():
            numbers = (phone_key(row.phone), phone_key(row.other_phone))
            if any(rules.same_number(phone, key) for key in numbers if key):
                found.setdefault(phone, []).append(_known(row))
    return found


def _spellings(phone: str) -> list[str]:
    """As it is, and without the digit that gets an outside line."""
    mobile = len(phone) == _MOBILE + 1 and phone[1] == "1"
    return [phone, phone[1:]] if mobile else [phone]


def _known(row: Any) -> Known:
    return Known(row.id, row.code, row.name, row.risk)
