"""Contacts on paper and as a file, as the list is narrowed: what leaves the office is counted (AC-6)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, tzinfo
from pathlib import Path
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.rules.contacts import Direction
from desktop.rules.errors import BadEntry
from desktop.rules.exports import ExportKind
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.secrecy import Secrecy
from desktop.rules.zones import zone_of
from desktop.services import contact_lists, export_files, exports
from desktop.services.contact_lists import ListedContact, Only
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
PRINTED, EXPORTED = 2_000, contact_lists.COUNTED
"""Contacts on one sheet, and in one file."""
_PAGE = 500
_HEADS = (N_("When"), N_("Code"), N_("Client"), N_("Channel"), N_("Direction"), N_("Who"), N_("What about"),
          N_("On the client's side"), N_("Content"), N_("Result"), N_("Next step"), N_("By"), N_("For whom"),
          N_("Answered"))  # fmt: skip


def print_contacts(work: Work, only: Only, language: Translator, *, progress: Progress = lambda *_: None) -> Printed:
    """The contacts that `only` leaves, of clients whom one may print, the newest first; what is marked by its mark
    alone. Give it staged work. Raises BadEntry for none or too many, NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.archive_form import Entry
    from desktop.reports.dossier import Part
    from desktop.reports.tables import ColumnHead

    found = _found(work, only, Right.PRINT_CLIENTS, PRINTED, progress)
    with work.reading():
        stamp, look, zone = stamp_of(work), look_of(work), zone_of(str(work.settings["time_zone"]))
    one = found[0] if only.client is not None else None
    entries = [Entry(language(N_("Client")), f"{one.name} {one.code}")] if one is not None else []
    entries.append(Entry(language(N_("Period")), _span(only, found, zone), wide=one is None))
    heads = [ColumnHead(language(N_("When")), 1.1), ColumnHead(language(N_("By which way, who")), 1.2),
             ColumnHead(language(N_("What was said")), 3.4), ColumnHead(language(N_("Next step")), 1.3)]  # fmt: skip
    if one is None:
        heads.insert(1, ColumnHead(language(N_("Client")), 1.2))
    rows = [_printed(listed, language, zone, named=one is None) for listed in found]
    title = language(N_("Contacts with a client")) if one is not None else language(N_("Contacts with clients"))
    pdf = archive_sheet(ArchiveSheet(title, entries, [Part("", columns=heads, rows=rows)]), look, stamp, language)
    codes = sorted({listed.code for listed in found})
    with work.writing():
        work.require(Right.PRINT_CLIENTS)
        about = work.get(Client, only.client) if only.client is not None else None
        work.record(TOPIC, "print", about, sheet="contacts", code=stamp.code, clients=codes, rows=len(found))
    return Printed("archive", title, pdf, stamp.code)


def export_contacts(work: Work, only: Only, kind: ExportKind, path: Path, language: Translator, *,
                    progress: Progress = lambda *_: None) -> Path:  # fmt: skip
    """Writes them to `path` as a workbook or comma-separated text, whole or not at all, of clients whom one may export;
    their clients count towards the office's limit for a day. Give it staged work.

    Raises NeedsApproval beyond that limit, BadEntry for an address card, none, too many or a place that can't be
    written, NotAllowed.
    """
    if kind is ExportKind.VCARD:
        raise BadEntry(N_("Contacts are no address cards: choose a spreadsheet or text."), "kind")
    place = export_files.WholeFile(path)
    try:
        found = _found(work, only, Right.EXPORT_CLIENTS, EXPORTED, progress)
        with work.reading():
            zone = zone_of(str(work.settings["time_zone"]))
        heads = [language(head) for head in _HEADS]
        rows = [_exported(listed, language, zone) for listed in found]
        if kind is ExportKind.CSV:
            place.put(export_files.comma_separated(heads, rows))
        else:
            place.put(export_files.workbook(heads, rows, language(N_("Contacts"))))
        with work.writing():
            work.require(Right.EXPORT_CLIENTS)
            exports.count_out(work, {listed.code for listed in found}, N_("contacts"), _exactly(only, kind), language)
        place.settle()
    finally:
        place.drop()
    return place.path


def _found(work: Work, only: Only, right: Right, most: int, progress: Progress) -> list[ListedContact]:
    with work.reading():
        client = work.get(Client, only.client) if only.client is not None else None
        work.require(right, client)
        total = contact_lists.count(work, only)
    if total > most or (most == EXPORTED and total >= most):
        raise BadEntry(N_("These are {count} contacts or more; at most {limit} can be given out at once. Narrow the "
                          "list by its days first."), count=f"{total:,}", limit=f"{most:,}")  # fmt: skip
    found: list[ListedContact] = []
    last = None
    for done in range(0, total, _PAGE):
        progress(done, total)
        with work.reading():
            page = contact_lists.page(work, only, 0, _PAGE, last)
            may = set(_may(work, right, {listed.line.client_id for listed in page}))
        found += [listed for listed in page if listed.line.client_id in may]
        if len(page) < _PAGE:
            break
        last = page[-1].id
    if not found:
        raise BadEntry(N_("There is no contact here that you may give out."))
    return found


def _exactly(only: Only, kind: ExportKind) -> str:
    """What an approval is for: this question and no other."""
    asked = {**asdict(only), "channels": sorted(channel.value for channel in only.channels), "kind": kind.value}
    return json.dumps(asked, default=str, sort_keys=True)


def _may(work: Work, right: Right, clients: set[UUID]) -> Iterator[UUID]:
    query = work.visible(Client, right).where(among(Client.id, clients)).select(Client.id)
    return (key for (key,) in query.tuples())


def _span(only: Only, found: Sequence[ListedContact], zone: tzinfo) -> str:
    def day(given: date | None, listed: ListedContact) -> str:
        return (given or listed.line.at.astimezone(zone).date()).isoformat()

    return f"{day(only.first, found[-1])} – {day(only.last, found[0])}"


def _subject(listed: ListedContact, say: Translator) -> str:
    return say(Secrecy.of(listed.line.mark).label) if listed.line.mark else listed.line.subject


def _way(listed: ListedContact, say: Translator) -> str:
    return say(N_("From the client") if listed.line.direction is Direction.IN else N_("From us"))


def _printed(listed: ListedContact, say: Translator, zone: tzinfo, *, named: bool) -> tuple[str, ...]:
    line = listed.line
    told = [_subject(listed, say)]
    if not line.mark:
        told += [line.content, say(N_("Result: {text}")).format(text=line.result) if line.result else ""]
    step = "" if line.mark else line.next_step
    until = line.next_on.isoformat() if line.next_on is not None else ""
    done = say(N_("Finished")) if line.next_done_at is not None else ""
    how = " · ".join(part for part in (say(line.channel.label), _way(listed, say), line.staff) if part)
    cells = [f"{line.at.astimezone(zone):%Y-%m-%d %H:%M}", how, "\n".join(part for part in told if part),
             " · ".join(part for part in (step, until, line.next_for if until else "", done) if part)]  # fmt: skip
    if named:
        cells.insert(1, f"{listed.name} {listed.code}")
    return tuple(cells)


def _exported(listed: ListedContact, say: Translator, zone: tzinfo) -> tuple[str, ...]:
    line = listed.line
    persons, content, result, step = (
        ("", "", "", "") if line.mark else (line.persons, line.content, line.result, line.next_step)
    )
    answered = f"{line.answered_at.astimezone(zone):%Y-%m-%d %H:%M}" if line.answered_at is not None else ""
    return (f"{line.at.astimezone(zone):%Y-%m-%d %H:%M}", listed.code, listed.name, say(line.channel.label),
            _way(listed, say), line.staff, _subject(listed, say), persons, content, result, step,
            line.next_on.isoformat() if line.next_on is not None else "",
            line.next_for if line.next_step or line.next_on else "", answered)  # fmt: skip
