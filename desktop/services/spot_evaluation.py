"""The evaluation of a period's communication: marks by colleague, and what is known of its effect (CM-4)."""

from datetime import date
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.contacts import Contact
from desktop.models.spot_checks import SpotCheck
from desktop.reports.archive_form import Entry
from desktop.rules import spot_checks as rules
from desktop.rules.cases import EntryKind, Step
from desktop.rules.contacts import Direction
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.rules.zones import begin_of, end_of
from desktop.services import case_reach, on_file, spot_checks
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"


@dataclass(frozen=True, slots=True)
class StaffFigures:
    """A colleague's marks as means, of how many records; for appraisal."""

    person: UUID
    name: str
    scored: int
    manners: float | None
    accuracy: float | None
    completeness: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; of none there is nothing to be said."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.part / self.whole, 1) if self.whole else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`answered`: of contacts with a limit for their answer, those kept. `satisfied`: of call-backs, those where the
    client said it is solved. Whether a message arrived and was understood, no record tells."""

    first: date
    last: date
    contacts: int
    answered: Share
    satisfied: Share
    staff: tuple[StaffFigures, ...]
    improvements: int
    improved: int


def evaluation(work: Work, first: date, last: date) -> Evaluation:
    """As far as I see clients, and nothing of my own marks. Raises BadEntry (field `first`), NotAllowed."""
    work.require(Right.SCORE_CONTACTS)
    rules.check_period(first, last, max(last, on_file.today(work)))
    zone = str(work.settings["time_zone"])
    begin, end = begin_of(first, zone), end_of(last, zone)
    meant = work.visible(Contact).where((Contact.at >= begin) & (Contact.at < end))
    limited = meant.where((Contact.direction == Direction.IN.value) & Contact.answer_due.is_null(False))
    over = limited.where(Contact.answered_at.is_null(False) | (Contact.answer_due < work.now))
    kept = over.where(Contact.answered_at <= Contact.answer_due)
    called = work.visible(CaseEntry).where(
        (CaseEntry.kind == EntryKind.STEP.value) & (CaseEntry.step == Step.CALL_BACK.value) & (CaseEntry.at >= begin)
        & (CaseEntry.at < end) & CaseEntry.case.in_(case_reach.seen(work).select(ServiceCase.id)))  # fmt: skip
    scored = list(spot_checks.judged(work).where((SpotCheck.at >= begin) & (SpotCheck.at < end)))
    asked = [row for row in scored if row.improve]
    return Evaluation(
        first, last, int(meant.count()), Share(int(kept.count()), int(over.count())),
        Share(int(called.where(CaseEntry.good).count()), int(called.count())), _figures(work, scored), len(asked),
        sum(row.looked_at is not None for row in asked),
    )  # fmt: skip


def _figures(work: Work, scored: list[Any]) -> tuple[StaffFigures, ...]:
    names = on_file.names(work, (row.staff_id for row in scored))
    found = []
    for key, name in sorted(names.items(), key=lambda one: one[1]):
        rows = [row for row in scored if row.staff_id == key]
        found.append(StaffFigures(key, name, len(rows), rules.mean([row.manners for row in rows]),
                                  rules.mean([row.accuracy for row in rows]),
                                  rules.mean([row.completeness for row in rows])))  # fmt: skip
    return tuple(found)


def evaluation_sheet(work: Work, first: date, last: date, language: Translator, *,
                     progress: Progress | None = None) -> Printed:  # fmt: skip
    """The period on paper. Give it staged work. Raises BadEntry (field `first`), NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    say = language
    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        found = evaluation(work, first, last)
        stamp, look = stamp_of(work), look_of(work)
    unknown = say(N_("not kept: no record tells it"))

    def share(one: Share) -> str:
        none = say(N_("nothing to count"))
        return none if one.percent is None else f"{one.percent} % ({one.part}/{one.whole})"

    entries = [
        Entry(say(N_("Period")), f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"),
        Entry(say(N_("Contacts")), str(found.contacts)),
        Entry(say(N_("Reached")), unknown), Entry(say(N_("Answered in time")), share(found.answered)),
        Entry(say(N_("Understood")), unknown),
        Entry(say(N_("Satisfied, by call-backs of cases")), share(found.satisfied)),
        Entry(say(N_("Improvements asked for")), str(found.improvements)),
        Entry(say(N_("Improvements looked at again")), str(found.improved)),
    ]  # fmt: skip
    heads = [ColumnHead(say(word), 1) for word in (N_("Colleague"), N_("Records scored"), N_("Manners"), N_("Accuracy"),
                                                   N_("Completeness"))]  # fmt: skip
    rows = [(one.name, str(one.scored), *(f"{mark:.2f}" if mark is not None else "–" for mark in (
        one.manners, one.accuracy, one.completeness))) for one in found.staff]  # fmt: skip
    title = say(N_("Evaluation of communication"))
    values = ArchiveSheet(title, entries, [Part(say(N_("Marks by colleague, as means")), columns=heads, rows=rows)],
                          [Signer(say(N_("Summed up by"))), Signer(say(N_("Responsible head")))])  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        work.require(Right.PRINT_CLIENTS)
        work.record(TOPIC, "print", None, sheet="evaluation", code=stamp.code, size=len(rows))
    return Printed("archive", title, pdf, stamp.code)
