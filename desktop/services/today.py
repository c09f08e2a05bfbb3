"""Today 今日: what is due, what waits and what went wrong, gathered from what each noun has for it (OF-10)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.i18n import N_
from desktop.rules import features
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.today import Batch, Group, Said, Section, View, gathered
from desktop.rules.words import OfficeKind
from desktop.services import (
    account_requests,
    alarms,
    appraisal_due,
    approval_lists,
    archive_due,
    audit_rounds,
    backup_lists,
    card_clock,
    case_due,
    client_updates,
    collecting_due,
    conduct,
    contacts,
    days_kept,
    digest_due,
    discipline_due,
    fading,
    granting,
    incidents,
    inspections,
    knowledge_due,
    lead_due,
    on_file,
    order_due,
    owners,
    partners,
    pledges,
    reception_due,
    requests,
    review_lists,
    risk_days,
    rotation,
    security_scans,
    spot_due,
    standing,
    supply_due,
    survey_due,
    transfers,
    visit_due,
)
from desktop.services.anniversaries import UpcomingDay
from desktop.services.work import Work

MOST = 500
GLANCED = 40
DAYS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Source:
    """What a noun has for Today. `right` is asked for first: without it the source is silent; so it is while the
    feature is off."""

    due: Callable[[Work, View], Sequence[Batch]]
    right: Right | None = None
    feature: str = ""


# A noun that has something for Today adds a line here; the order is that of equals within a group
SOURCES: tuple[Source, ...] = (
    Source(alarms.due),
    Source(conduct.due, Right.SEE_AUDIT),
    Source(audit_rounds.due, Right.SEE_AUDIT),
    Source(incidents.due, Right.SEE_AUDIT),
    Source(security_scans.due, Right.SEE_AUDIT),
    Source(approval_lists.due),
    Source(account_requests.due),
    Source(pledges.due),
    Source(rotation.due),
    Source(granting.waiting),
    Source(review_lists.due, Right.SEE_CLIENTS),
    Source(fading.due, Right.SEE_CLIENTS),
    Source(card_clock.due, Right.TAKE_BOOKINGS, "bookings"),
    Source(requests.due, Right.SEE_CLIENTS),
    Source(partners.due, Right.EXPORT_CLIENTS),
    Source(risk_days.due, Right.SEE_CLIENTS),
    Source(owners.due, Right.SEE_CLIENTS),
    Source(transfers.due, Right.EDIT_CLIENTS),
    Source(case_due.due, Right.SEE_CLIENTS, "cases"),
    Source(reception_due.due, Right.SEE_VISITORS, "reception"),
    Source(order_due.due, Right.SEE_CLIENTS, "orders"),
    Source(supply_due.due, Right.KEEP_SUPPLY, "supply"),
    Source(survey_due.due, feature="surveys"),
    Source(appraisal_due.due, Right.SEE_APPRAISALS, "appraisal"),
    Source(contacts.due, Right.SEE_CLIENTS),
    Source(visit_due.due, Right.SEE_CLIENTS, "visits"),
    Source(lead_due.due, Right.SEE_CLIENTS, "visits"),
    Source(digest_due.due, Right.SEE_CLIENTS, "knowledge"),
    Source(spot_due.due, Right.SEE_CLIENTS, "spot_checks"),
    Source(knowledge_due.due, Right.SEE_CLIENTS, "knowledge"),
    Source(discipline_due.due, Right.SEE_DISCIPLINE, "appraisal"),
    Source(collecting_due.due, Right.SEE_BOOKINGS, "bookings"),
    Source(archive_due.due, Right.SEE_DOCUMENTS, "archive"),
    Source(inspections.due, Right.SEE_DOCUMENTS, "archive"),
    Source(client_updates.due, Right.SEE_CLIENTS),
    Source(days_kept.due, Right.SEE_CLIENTS, "dates"),
    Source(backup_lists.due, Right.RUN_OFFICE),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One running figure. `label` is a message id."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Today:
    """All of one person's Today but what happened meanwhile."""

    sections: tuple[Section, ...]
    days: tuple[UpcomingDay, ...]
    figures: tuple[Figure, ...]
    instead: tuple[tuple[str, date], ...]  # names of those I stand in for, and the last day

    @property
    def quiet(self) -> bool:
        return all(section.group is Group.NEXT for section in self.sections)


def look(work: Work, whole: bool = False) -> Today:
    """My Today, or with `whole` my department's: each group's first rows and how many there are."""
    view = _view(work, whole)
    return Today(gathered(_batches(work, view), view.limit), _days(work, view), _figures(work, view), _instead(work))


def all_of(work: Work, group: Group, whole: bool = False, limit: int = MOST) -> Section:
    """One group whole, at most `limit` rows. Raises BadEntry for more."""
    if not 1 <= limit <= MOST:
        raise BadEntry(N_("Ask for 1 to {most} lines at once."), "limit", most=MOST)
    sections = gathered(_batches(work, _view(work, whole, limit)), limit)
    return next((section for section in sections if section.group is group), Section(group, (), 0))


def count_due(work: Work) -> int:
    """How many things wait for me or are due by tonight: the number beside the place."""
    sections = gathered(_batches(work, _view(work, limit=0)), 0)
    return sum(section.total for section in sections if section.group is not Group.NEXT)


@dataclass(frozen=True, slots=True)
class Glance:
    """What stands on Today but for the next days, in the order shown there: by key what each is."""

    rows: Mapping[tuple[object, ...], Said]


def glance(work: Work) -> Glance:
    """The first rows of my Today, to find out what is new there."""
    sections = gathered(_batches(work, _view(work, limit=GLANCED)), GLANCED)
    return Glance({row.key: row.what for one in sections if one.group is not Group.NEXT for row in one.rows})


def _view(work: Work, whole: bool = False, limit: int = 8) -> View:
    me = work.me
    return View(me.id, me.mandate.department, on_file.today(work), whole, limit)


def _batches(work: Work, view: View) -> list[Batch]:
    on = _features(work)
    return [batch for source in SOURCES if not source.feature or source.feature in on
            if source.right is None or work.may(source.right) for batch in source.due(work, view)]  # fmt: skip


def _features(work: Work) -> frozenset[str]:
    return features.switched_on(OfficeKind.of(work.settings["kind"]), work.settings["features"])


def _days(work: Work, view: View) -> tuple[UpcomingDay, ...]:
    if "dates" not in _features(work) or not work.may(Right.SEE_CLIENTS):
        return ()
    return tuple([day for day in days_kept.ahead(work, view) if day.in_days <= days_kept.MONTH][:DAYS_SHOWN])


def _figures(work: Work, view: View) -> tuple[Figure, ...]:
    """The running figures of the files meant; whoever sees none has none."""
    if not work.may(Right.SEE_CLIENTS):
        return ()
    counted = client_updates.counts(work, view)
    return (
        Figure(N_("Files"), counted.files),
        Figure(N_("Overdue"), counted.overdue),
        Figure(N_("Drafts"), counted.drafts),
        Figure(N_("My entries waiting for review"), review_lists.count_entered(work)),
    )


def _instead(work: Work) -> tuple[tuple[str, date], ...]:
    absences = standing.running(work, person=work.me.id)
    names = on_file.names(work, (absence.absent for absence in absences))
    return tuple((names.get(absence.absent, ""), absence.last_on) for absence in absences)
