"""What was found out at the table: from the paper that came back into the client's file, and to the next review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import Booking, GivenOut
from desktop.models.clients import Client
from desktop.models.collecting import CollectedSheet
from desktop.models.office import Person
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.rules import collecting as rules
from desktop.rules.collecting import Sheet
from desktop.rules.collection_forms import GRADED, NAME_LIMIT, Diagram, Severity, check_collected
from desktop.rules.entries import checked
from desktop.rules.errors import BadEntry, Label, NotFound
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Learnt
from desktop.services import clients, fading, on_file, reviews
from desktop.services.purposes import Agreed
from desktop.services.reviews import ReviewInfo
from desktop.services.work import Work

TOPIC = "clients"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact as the paper has it: the field of the file, what it says, how it was learnt, whether the collector
    checked it, and for an allergy or a taboo how grave it is."""

    field: str
    value: object
    learnt: Learnt
    checked: bool = False
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on the paper beside its facts. `collected_by` is the collector's account; without it that of the
    colleague of this name is meant, if there is one: he reviews nothing of it, and of several nobody does. Without a
    day it was collected on that of the meal."""

    collector: str
    collected_by: UUID | None = None
    collected_on: date | None = None
    diagram: Diagram = field(default_factory=Diagram)


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of the findings, by field: entered anew, against what had been confirmed or another sheet told, or
    seen again as it is."""

    new: tuple[str, ...]
    contradicted: tuple[str, ...]
    seen: tuple[str, ...]


def enter(work: Work, given_id: UUID, findings: Sequence[Finding], head: Head,
          base: Mapping[str, object] | None = None, *, agreed: Agreed | None = None) -> Entered:  # fmt: skip
    """Enters what a form or card of the register brought back about its client, and who collected it (CO-4, CO-11).

    Everything waits for the next review, a contradiction beside what was confirmed or told by another; what is as the
    file has it was seen again. An allergy is added to those that are known, never put in their place: only a review
    takes one out. `base` is what the person saw of the fields. Raises BadEntry naming the field, NeedsConsent,
    NotAllowed, NotFound, Stale.
    """
    row = work.get(GivenOut, given_id)
    client: Any = work.get(Client, _client_of(work, row))
    work.require(Right.EDIT_CLIENTS, client)
    told, collectors = _head(work, row, head)
    if not findings and not head.diagram:
        raise BadEntry(N_("Enter at least one fact."), "findings")
    states = reviews.reviews_of(work, client.id)
    values: dict[Learnt, dict[str, object]] = {}
    noted: dict[str, tuple[str, bool]] = {}
    equal: dict[str, tuple[str, bool]] = {}
    new: list[str] = []
    contradicted: list[str] = []
    seen: list[str] = []
    for finding in findings:
        value = _checked(work, client, finding)
        held = getattr(client, finding.field)
        grade = (finding.severity.value if finding.severity else "", finding.checked)
        if value == held:
            equal[finding.field] = grade
            if finding.field not in rules.NEVER_FADE or rules.tells_all(str(held), str(finding.value)):
                seen.append(finding.field)
            continue
        values.setdefault(finding.learnt, {})[finding.field] = value
        noted[finding.field] = grade
        state = states.get(finding.field)
        against = bool(held) and state is not None and (state.verified or _of_another(state, row.id, finding.field))
        (contradicted if against else new).append(finding.field)
    mark = rules.sheet_mark(Sheet.of(row.kind), work.get(RegisterLine, row.line_id).number)
    for learnt, of_way in values.items():
        known = {name: value for name, value in (base or {}).items() if name in of_way}
        clients.edit_client(work, client.id, of_way, known, learnt=learnt, basis=f"{mark} {told['collector']}",
                            agreed=agreed)  # fmt: skip
    reviews.note_collected(work, client, noted, row.id, collectors)
    reviews.note_graded(work, client, equal)
    _keep_head(work, row, client, told)
    work.record(TOPIC, "enter_sheet", client, sheet=mark, fields=sorted([*new, *contradicted]),
                recorded_for=told["collected_by"] != work.me.id)  # fmt: skip
    # what nobody has confirmed waits for its review, however often it is told
    again = sorted(fading.note_seen(work, client, seen)) if seen else []
    if again:
        work.record(TOPIC, "seen_again", client, fields=again, sheet=mark)
    return Entered(tuple(new), tuple(contradicted), tuple(again))


# Parts of the verbs above


def _of_another(state: ReviewInfo, given: UUID, field: str) -> bool:
    """Whether a value waits that another sheet told; to allergies each sheet adds its own."""
    return state.provisional and state.given not in (None, given) and field not in rules.NEVER_FADE


def _client_of(work: Work, row: Any) -> Any:
    found = work.visible(RegisterClient).where(RegisterClient.line == row.line_id).get_or_none()
    if found is None:
        raise NotFound(str(row.id))
    return found.client_id


def _head(work: Work, row: Any, head: Head) -> tuple[dict[str, Any], tuple[UUID, ...]]:
    """What is kept of the head, and whose accounts the collector's name may mean."""
    by = head.collected_by
    name = head.collector if by is None else work.get(Person, by).name
    who = check_length(tidy(name), NAME_LIMIT, "collector")
    if not who:
        raise BadEntry(N_("Say who collected it."), "collector")
    meant = (by,) if by is not None else on_file.named(work, who)
    by = meant[0] if len(meant) == 1 else None
    meal, today = work.get(Booking, row.booking_id).on, on_file.today(work)
    on = head.collected_on or min(meal, today)
    if head.collected_on is not None:
        check_collected(on, meal, today)
    seats = head.diagram
    named = {name: check_length(tidy(getattr(seats, name)), NAME_LIMIT, name) for name in seats.__slots__}
    return {"collector": who, "collected_by": by, "collected_on": on, **named}, meant


def _keep_head(work: Work, row: Any, client: Any, told: Mapping[str, object]) -> None:
    """One line for each sheet: what is typed in later adds to it."""
    kept = work.visible(CollectedSheet).where(CollectedSheet.given == row.id).get_or_none()
    if kept is None:
        work.add(CollectedSheet(given=row.id, client=client.id, entered_by=work.me.id, entered_at=work.now, **told))
    else:
        work.change(kept, dict(told))


def _checked(work: Work, client: Any, finding: Finding) -> object:
    field = work.catalogue.by_name.get(finding.field)
    if field is None or field.sealed or field.own:
        raise BadEntry(N_("“{name}” is not collected at the table."), finding.field,
                       name=Label(field.label) if field is not None else finding.field)  # fmt: skip
    if finding.learnt is Learnt.IMPORTED:
        raise BadEntry(N_("Say how “{label}” was learnt."), finding.field, label=Label(field.label))
    if finding.severity is not None and finding.field not in GRADED:
        raise BadEntry(N_("How grave it is, is said of allergies and taboos alone."), finding.field)
    value = checked(field, finding.value)
    if field.name in rules.NEVER_FADE:
        return checked(field, rules.added_to(str(client.allergies), str(value)))
    return value
