"""The answer book 统一答复口径 on paper: all approved answers by topic, with owner and review date (SV-4)."""

from desktop.i18n import N_, Translator
from desktop.models.knowledge import UniformAnswer
from desktop.reports.archive_form import Entry
from desktop.rules.knowledge import State
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.services import knowledge_lists, on_file
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"


def answer_book(work: Work, language: Translator, *, progress: Progress | None = None) -> Printed:
    """Give it staged work. Raises NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.tables import ColumnHead

    say = language
    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        approved = work.visible(UniformAnswer).where(UniformAnswer.state == State.APPROVED.value)
        lines = knowledge_lists.shown(work, list(approved.order_by(UniformAnswer.topic, UniformAnswer.question)))
        stamp, look, today = stamp_of(work), look_of(work), on_file.today(work)
    heads = [ColumnHead(say(N_("Question")), 2.4), ColumnHead(say(N_("What everybody answers")), 4.2),
             ColumnHead(say(N_("Owner and review")), 1.4)]  # fmt: skip
    parts = []
    for topic in dict.fromkeys(line.topic for line in lines):
        rows = []
        for line in lines:
            if line.topic == topic:
                late = say(N_("past its review date")) if line.overdue else ""
                day = f"{line.review_on:%Y-%m-%d}" if line.review_on is not None else ""
                rows.append((line.question, line.words, "\n".join(part for part in (line.owner, day, late) if part)))
        parts.append(Part(topic or say(N_("Without a topic")), columns=heads, rows=rows))
    title = say(N_("Uniform answers"))
    entries = [Entry(say(N_("As of")), f"{today:%Y-%m-%d}"), Entry(say(N_("Approved answers")), str(len(lines))),
               Entry(say(N_("Past their review date")), str(sum(line.overdue for line in lines)))]  # fmt: skip
    pdf = archive_sheet(ArchiveSheet(title, entries, parts), look, stamp, language)
    with work.writing():
        work.require(Right.PRINT_CLIENTS)
        work.record(TOPIC, "print", None, sheet="answers", code=stamp.code, size=len(lines))
    return Printed("archive", title, pdf, stamp.code)
