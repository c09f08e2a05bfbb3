"""The daily digest 日清 on paper: what was asked, what is unsolved, and what carries over (SV-6)."""

from datetime import date
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.reports.archive_form import Entry
from desktop.rules.digests import Item
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.zones import zone_of
from desktop.services import digests
from desktop.services.digests import DigestLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"


def digest_sheet(work: Work, day: date, department: UUID | None, language: Translator, *,
                 progress: Progress | None = None) -> Printed:  # fmt: skip
    """A department's day as I see it. Give it staged work. Raises NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    say = language
    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        found = digests.digest(work, day, department)
        stamp, look, zone = stamp_of(work), look_of(work), zone_of(str(work.settings["time_zone"]))
    widths = (N_("What"), 1.2), (N_("Client"), 1.4), (N_("About"), 3), (N_("With whom"), 1.1), (N_("Due"), 1.4)
    heads = [ColumnHead(say(word), width) for word, width in widths]

    def row(line: DigestLine) -> tuple[str, ...]:
        step = say(line.step.label) if line.step is not None and not line.solved else ""
        due = f"{line.due_at.astimezone(zone):%m-%d %H:%M}" if line.due_at is not None and not line.solved else ""
        about = f"{line.subject} ({step})" if step else line.subject
        return line.number or say(Item.CONTACT.label), line.whom, about, line.holder, due

    parts = [
        Part(say(heading), columns=heads, rows=[row(line) for line in found.lines if meant(line)])
        for heading, meant in (
            (N_("Asked on this day and solved"), lambda line: line.asked and line.solved),
            (N_("Asked on this day, unsolved"), lambda line: line.asked and not line.solved),
            (N_("From before, unsolved"), lambda line: not line.asked and not line.solved),
        )
    ]  # fmt: skip
    closed = f"{found.closed_by} {found.closed_at.astimezone(zone):%Y-%m-%d %H:%M}" if found.closed_at else say(
        N_("not closed yet"))  # fmt: skip
    entries = [
        Entry(say(N_("Day")), f"{day:%Y-%m-%d}"),
        Entry(say(N_("Department")), found.name or say(N_("Without a department"))),
        Entry(say(N_("Asked")), str(found.asked)), Entry(say(N_("Unsolved")), str(found.unsolved)),
        Entry(say(N_("Closed")), closed),
    ]  # fmt: skip
    if found.note:
        parts.append(Part(say(N_("What carries over into tomorrow")), found.note))
    title = say(N_("Daily digest"))
    pdf = archive_sheet(ArchiveSheet(title, entries, parts, [Signer(say(N_("Responsible head")))]), look, stamp,
                        language)  # fmt: skip
    with work.writing():
        work.require(Right.PRINT_CLIENTS)
        work.record(TOPIC, "print", None, sheet="digest", code=stamp.code, size=len(found.lines))
    return Printed("archive", title, pdf, stamp.code)
