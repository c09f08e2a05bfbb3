"""The periodic report on supply channels, for the office alone: how each stands and what happened (OR-2)."""

from datetime import date

from desktop.i18n import N_, Translator
from desktop.reports.archive_form import Entry
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.supply import EventKind
from desktop.rules.zones import zone_of
from desktop.services import supply_views
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.supply_views import EventLine
from desktop.services.work import Work

TOPIC = "prints"


def report(work: Work, first: date, last: date, language: Translator, *, progress: Progress | None = None) -> Printed:
    """Give it staged work. Raises BadEntry (field `first`), NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    if last < first:
        raise BadEntry(N_("The first day lies after the last."), "first")
    with work.reading():
        work.require(Right.KEEP_SUPPLY)
        channels = supply_views.channels(work)
        events = supply_views.events_between(work, first, last)
        stamp, look, zone = stamp_of(work), look_of(work), zone_of(str(work.settings["time_zone"]))
    say = language

    def told(event: EventLine) -> str:
        parts = [event.said]
        if event.person_name:
            parts.insert(0, say(N_("to {name}")).format(name=event.person_name))
        if event.to_backup is not None:
            parts.insert(0, say(N_("to the backup") if event.to_backup else N_("back to the supplier")))
        ended = f" → {event.answer} ({event.ended_by})" if event.answer else ""
        return " · ".join(parts) + ended

    title = say(N_("Report on supply channels"))
    faults = [event for _name, event in events if event.kind is EventKind.FAULT]
    values = ArchiveSheet(
        title, [
            Entry(say(N_("From – to")), f"{first.isoformat()} – {last.isoformat()}"),
            Entry(say(N_("Channels")), str(len(channels))),
            Entry(say(N_("Faults")), str(len(faults))),
            Entry(say(N_("Not put right")), str(sum(event.open for event in faults))),
            Entry(say(N_("Switched")), str(sum(event.kind is EventKind.SWITCH for _name, event in events))),
        ],
        [Part(say(N_("How they stand")), columns=[
            ColumnHead(say(N_("Supply channel")), 1.4), ColumnHead(say(N_("Supplier")), 1.6),
            ColumnHead(say(N_("Backup supplier")), 1.6), ColumnHead(say(N_("How it stands")), 1.2)],
              rows=[(one.entry.name, one.entry.supplier, one.entry.backup or "–", say(one.state.label))
                    for one in channels]),
         Part(say(N_("What happened")), columns=[
             ColumnHead(say(N_("When")), 1.1), ColumnHead(say(N_("Supply channel")), 1.1),
             ColumnHead(say(N_("What")), 0.9), ColumnHead(say(N_("Who")), 0.7),
             ColumnHead(say(N_("What was said and done")), 2.8)],
              rows=[(f"{event.at.astimezone(zone):%Y-%m-%d %H:%M}", name, say(event.kind.label), event.by, told(event))
                    for name, event in events])],
        [Signer(say(N_("Summed up by"))), Signer(say(N_("Responsible head")))],
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        work.require(Right.KEEP_SUPPLY)
        work.record(TOPIC, "print", None, sheet="supply", code=stamp.code, size=len(events))
    return Printed("archive", title, pdf, stamp.code)
