"""How a client stands: assessments, fraud warnings, and the mark that goes wherever a client is picked (CL-12)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.risks import FraudWarning, RiskAssessment
from desktop.rules import risks as rules
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign
from desktop.rules.text import check_length, tidy
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "clients"


@dataclass(frozen=True, slots=True)
class AssessmentEntry:
    """An assessment as it is typed in."""

    aspect: Aspect
    level: RiskLevel
    consequence: Consequence
    reason: str
    look_again: date | None = None


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    id: UUID
    aspect: Aspect
    level: RiskLevel
    consequence: Consequence
    reason: str
    look_again: date | None
    who: str
    at: datetime
    holds: bool  # no later one of the same aspect


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A fraud warning; `settled_at` is None while it stands."""

    id: UUID
    on: date
    sign: Sign
    noticed: str
    who: str
    settled_at: datetime | None
    settled_by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks against a client now, and what once did. `mark` is a rules.risks.Mark, "" for nothing."""

    mark: str
    assessments: tuple[AssessmentLine, ...] = ()
    warnings: tuple[WarningLine, ...] = ()
    may_assess: bool = False

    @property
    def holding(self) -> tuple[AssessmentLine, ...]:
        """The assessments in force that have a consequence."""
        return tuple(a for a in self.assessments if a.holds and a.consequence is not Consequence.NONE)

    @property
    def open_warnings(self) -> tuple[WarningLine, ...]:
        return tuple(w for w in self.warnings if w.settled_at is None)


CLEAR = Standing("")


def standing(work: Work, client_id: UUID) -> Standing:
    """How a client stands, for whoever picks it: bookings, orders, reception, its file. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    assessments = list(on_file.entries(work, client, RiskAssessment))
    warnings = list(on_file.entries(work, client, FraudWarning))
    found = standing_of(work, assessments, warnings, may_assess=work.may(Right.ASSESS_CLIENTS, client))
    return found if client.restricted_at is None else replace(found, mark=rules.Mark.STOPPED.value)


def standing_of(
    work: Work, assessments: Iterable[Any], warnings: Iterable[Any], *, may_assess: bool = False
) -> Standing:
    """The same of rows that the caller has got through `work`; newest first."""
    judged = sorted(assessments, key=lambda row: (row.at, row.id), reverse=True)
    noticed = sorted(warnings, key=lambda row: (row.settled_at is None, row.on, row.id), reverse=True)
    if not judged and not noticed:
        return Standing("", may_assess=may_assess)
    people = on_file.names(work, [*(row.person_id for row in judged), *(row.entered_by_id for row in noticed),
                                  *(row.settled_by_id for row in noticed)])  # fmt: skip
    holding = _holding(judged)
    mark = rules.mark_of((row.consequence for row in holding), any(row.settled_at is None for row in noticed))
    held = {row.id for row in holding}
    return Standing(
        mark,
        tuple(
            AssessmentLine(row.id, Aspect.of(row.aspect), RiskLevel.of(row.level), Consequence.of(row.consequence),
                           row.reason, row.look_again, people.get(row.person_id, ""), row.at, row.id in held)
            for row in judged
        ),
        tuple(
            WarningLine(row.id, row.on, Sign.of(row.sign), row.noticed, people.get(row.entered_by_id, ""),
                        row.settled_at, people.get(row.settled_by_id, ""), row.outcome)
            for row in noticed
        ),
        may_assess,
    )  # fmt: skip


def _holding(judged: Iterable[Any]) -> list[Any]:
    """The latest of each aspect; `judged` comes newest first."""
    latest: dict[str, Any] = {}
    for row in judged:
        latest.setdefault(row.aspect, row)
    return list(latest.values())


def settle_mark(work: Work, client: Client) -> None:
    """Brings the mark that lists and search carry up to what holds. Part of every verb that changes what hangs here."""
    if not (work.may(Right.ASSESS_CLIENTS, client) or work.may(Right.EDIT_CLIENTS, client)):
        work.require(Right.ENTER_CLIENTS)
    found = mark(work, client)
    if client.risk != found:
        work.change(client, {"risk": found})


def mark(work: Work, client: Any) -> str:
    """The mark that follows from what holds; one whose processing was stopped bears that before all else (AC-7)."""
    if client.restricted_at is not None:
        return rules.Mark.STOPPED.value
    assessments = sorted(on_file.entries(work, client, RiskAssessment), key=lambda r: (r.at, r.id), reverse=True)
    fraud = on_file.entries(work, client, FraudWarning).where(FraudWarning.settled_at.is_null()).exists()
    return rules.mark_of((row.consequence for row in _holding(assessments)), fraud)


def assess(work: Work, client_id: UUID, entry: AssessmentEntry) -> UUID:
    """Judges one aspect; what was judged of it before is kept and holds no more. Level low without consequence lifts
    what held.

    Raises BadEntry, NotAllowed, NotFound.
    """
    client = work.get(Client, client_id)
    work.require(Right.ASSESS_CLIENTS, client)
    reason = rules.check_assessment(entry.consequence, entry.reason, entry.look_again, on_file.today(work))
    row = work.add(RiskAssessment(
        client=client.id, aspect=entry.aspect.value, level=entry.level.value, consequence=entry.consequence.value,
        reason=reason, look_again=entry.look_again, person=work.me.id, at=work.now,
    ))  # fmt: skip
    settle_mark(work, client)
    work.record(TOPIC, "assess", client)
    return UUID(str(row.id))


def warn_of_fraud(work: Work, client_id: UUID, sign: Sign, noticed: str, on: date | None = None) -> UUID:
    """Enters what was noticed 防范诈骗; it marks the client until somebody settles it.

    Whoever sees the file and may enter or edit clients can warn: waiting for a right helps the wrong side. Raises
    BadEntry, NotAllowed, NotFound.
    """
    client = work.get(Client, client_id)
    if not (work.may(Right.EDIT_CLIENTS, client) or work.may(Right.ASSESS_CLIENTS, client)):
        work.require(Right.ENTER_CLIENTS)
    day = on or on_file.today(work)
    said = rules.check_warning(day, noticed, on_file.today(work))
    row = work.add(FraudWarning(client=client.id, on=day, sign=sign.value, noticed=said, entered_by=work.me.id))
    settle_mark(work, client)
    work.record(TOPIC, "warn_of_fraud", client)
    return UUID(str(row.id))


def settle_warning(work: Work, warning_id: UUID, outcome: str) -> None:
    """Ends a warning and says what came of it. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(FraudWarning, warning_id)
    client = work.get(Client, row.client_id)
    work.require(Right.ASSESS_CLIENTS, client)
    # as it is now that nobody else can settle it meanwhile
    row = work.get(FraudWarning, warning_id)
    if row.settled_at is not None:
        raise BadEntry(N_("This warning has been settled already."), "outcome")
    said = check_length(tidy(outcome), rules.REASON_LIMIT, "outcome")
    if not said:
        raise BadEntry(N_("Say what came of it."), "outcome")
    work.change(row, {"settled_at": work.now, "settled_by": work.me.id, "outcome": said})
    settle_mark(work, client)
    work.record(TOPIC, "settle_warning", client)
