"""Lists of visitors on paper: who is in the house, to be ticked off at a fire drill, and the sheet of a day (RE-1)."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from desktop.i18n import N_, Translator
from desktop.reports.archive_form import Entry
from desktop.rules.errors import NotAllowed
from desktop.rules.progress import Progress
from desktop.rules.reception import State
from desktop.rules.rights import Right, Scope
from desktop.rules.zones import zone_of
from desktop.services import on_file, reception_zones, registers, visitors
from desktop.services.reception_zones import EntryLine
from desktop.services.registers import BADGES
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.visitors import VisitorLine
from desktop.services.work import Work

TOPIC = "reception"
RETURNED = 300  # lines of badges that came back, the last ones


def house_list(work: Work, language: Translator, *, progress: Progress | None = None) -> Printed:
    """Who is in the house now, with an empty box for each, counted by heads. For whoever sees them all: a list of some
    would be taken for that of all. Give it staged work. Raises NotAllowed."""
    with work.reading():
        work.require(Right.SEE_VISITORS)
        if work.me.mandate.scope(Right.SEE_VISITORS) is not Scope.ALL:
            raise NotAllowed(N_("You see your own visitors; the list of the house is printed by who sees them all."))
        found, now = visitors.in_house(work), work.now
        zone = zone_of(str(work.settings["time_zone"]))
    title = language(N_("Visitors in the house"))
    at = now.astimezone(zone)
    said = language(N_("{visits} visits, {people} people")).format(
        visits=len(found), people=sum(v.heads for v in found)
    )
    heads = [Entry(language(N_("As of")), f"{at:%Y-%m-%d %H:%M}"), Entry(language(N_("In all")), said)]
    columns = ((N_("There"), 0.5), (N_("Visitor"), 1.6), (N_("How many"), 0.6), (N_("Here since"), 0.7),
               (N_("To see"), 1.0), (N_("Where"), 1.4), (N_("Badge"), 0.6))  # fmt: skip
    # whoever reads it in the yard looks for a name
    by_name = sorted(found, key=lambda one: visitors.letters(one.name))
    rows = [("□", _who(one), str(one.heads), _clock(one.came_at, zone, at.date()), one.receiver_name,
             language(one.treatment.place) if one.treatment.place else "", one.badge if one.badge_out else "")
            for one in by_name]  # fmt: skip
    return _sheet(work, language, title, heads, columns, rows, N_("Nobody is in the house."), "house", len(found))


def day_sheet(work: Work, day: date, language: Translator, *, progress: Progress | None = None) -> Printed:
    """All who came on a day. Give it staged work. Raises NotAllowed."""
    with work.reading():
        work.require(Right.RECEIVE_VISITORS)
        found = visitors.of_day(work, day)
        zone = zone_of(str(work.settings["time_zone"]))
    refused = sum(one.state is State.REFUSED for one in found)
    said = language(N_("{visits} visits, {refused} not let in")).format(visits=len(found) - refused, refused=refused)
    heads = [Entry(language(N_("Date")), f"{day:%Y-%m-%d}"), Entry(language(N_("In all")), said)]
    columns = ((N_("Came at"), 0.6), (N_("Left at"), 0.6), (N_("Visitor"), 1.5), (N_("Comes for"), 1.4),
               (N_("To see"), 0.9), (N_("Grade"), 0.9), (N_("Badge"), 0.6))  # fmt: skip
    rows = [(_clock(one.came_at, zone, day), _clock(one.left_at, zone, day), _who(one), one.purpose, one.receiver_name,
             language(one.grade.label), _badge(one, language)) for one in found]  # fmt: skip
    title = language(N_("Register of visitors"))
    return _sheet(work, language, title, heads, columns, rows, N_("Nobody came on this day."), "visitors", len(found))


def badge_register(work: Work, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The register of badges: those that are out first, then the last that came back. Give it staged work. Raises
    NotAllowed."""
    with work.reading():
        work.require(Right.RECEIVE_VISITORS)
        lines = [*registers.lines(work, BADGES), *registers.lines(work, BADGES, outstanding=False, limit=RETURNED)]
        who = visitors.of_badges(work, [line.out_at for line in lines])
        zone, now = zone_of(str(work.settings["time_zone"])), work.now
    columns = ((N_("No."), 0.5), (N_("Badge"), 0.6), (N_("Visitor"), 1.6), (N_("Given out at"), 1.3),
               (N_("Badge given by"), 0.8), (N_("Back at"), 1.3), (N_("Badge taken by"), 0.8),
               (N_("What became of it"), 1.0))  # fmt: skip
    rows = [(str(line.number), line.what, who.get(line.id, ""), f"{line.out_at.astimezone(zone):%Y-%m-%d %H:%M}",
             line.out_by, f"{line.back_at.astimezone(zone):%Y-%m-%d %H:%M}" if line.back_at else "", line.back_by,
             " ".join(part for part in (language(line.ending.label) if line.ending else "", line.note) if part))
            for line in lines]  # fmt: skip
    out = sum(line.back_at is None for line in lines)
    heads = [Entry(language(N_("As of")), f"{now.astimezone(zone):%Y-%m-%d %H:%M}"),
             Entry(language(N_("Badges out")), str(out))]  # fmt: skip
    title = language(N_("Register of visitors' badges"))
    return _sheet(work, language, title, heads, columns, rows, N_("No badge was given out."), "badges", len(lines))


def zone_register(work: Work, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The register of entries to closed zones. Give it staged work. Raises NotAllowed."""
    with work.reading():
        work.require(Right.RECEIVE_VISITORS)
        found: Sequence[EntryLine] = reception_zones.entries(work)
        zone, today = zone_of(str(work.settings["time_zone"])), on_file.today(work)
    columns = ((N_("Zone"), 1.0), (N_("Came at"), 1.1), (N_("Left at"), 1.1), (N_("Visitor"), 1.5),
               (N_("Comes for"), 1.4), (N_("Accompanied by"), 0.8), (N_("Let in by"), 0.8))  # fmt: skip
    rows = [(one.zone, f"{one.in_at.astimezone(zone):%Y-%m-%d %H:%M}",
             f"{one.out_at.astimezone(zone):%Y-%m-%d %H:%M}" if one.out_at else "",
             f"{one.name}\n{one.unit}".rstrip(), one.purpose, one.escort, one.approved_by)
            for one in found]  # fmt: skip
    heads = [Entry(language(N_("As of")), f"{today:%Y-%m-%d}"), Entry(language(N_("Entries")), str(len(found)))]
    title = language(N_("Register of closed zones"))
    return _sheet(work, language, title, heads, columns, rows, N_("Nobody was in a closed zone."), "zones", len(found))


def _sheet(work: Work, language: Translator, title: str, heads: list[Entry], columns: Sequence[tuple[str, float]],
           rows: Sequence[tuple[str, ...]], none: str, sheet: str, size: int) -> Printed:  # fmt: skip
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.tables import ColumnHead

    work.require(Right.SEE_VISITORS)
    with work.reading():
        stamp, look = stamp_of(work), look_of(work)
    part = Part("", columns=tuple(ColumnHead(language(name), wide) for name, wide in columns), rows=list(rows))
    part = part if rows else Part("", language(none))
    pdf = archive_sheet(ArchiveSheet(title, heads, [part], []), look, stamp, language)
    with work.writing():
        work.record(TOPIC, "print_visitors", None, sheet=sheet, code=stamp.code, size=size)
    return Printed("archive", title, pdf, stamp.code)


def _who(one: VisitorLine) -> str:
    return f"{one.name}\n{one.unit}" if one.unit else one.name


def _clock(moment: datetime | None, zone: tzinfo, day: date) -> str:
    """The time of day, with the date where it is another day than that of the sheet."""
    if moment is None:
        return ""
    shown = moment.astimezone(zone)
    return f"{shown:%H:%M}" if shown.date() == day else f"{shown:%m-%d %H:%M}"


def _badge(one: VisitorLine, language: Translator) -> str:
    if one.badge and one.badge_out and one.state is State.LEFT:
        return language(N_("{badge}, not back")).format(badge=one.badge)
    return one.badge
