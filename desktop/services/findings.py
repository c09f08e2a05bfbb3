"""What was found out at the table: from the paper that came back into the client's file, and to the next review."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import Booking, GivenOut
from desktop.models.clients import Client
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.rules import collecting as rules
from desktop.rules.collecting import Sheet
from desktop.rules.entries import checked
from desktop.rules.errors import BadEntry, Label, NotFound
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Learnt
from desktop.services import cards, clients, fading, reviews
from desktop.services.cards import GivenLine
from desktop.services.purposes import Agreed
from desktop.services.work import Work

TOPIC = "clients"
_NAME_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact as the paper has it: the field of the file, what it says, how it was learnt."""

    field: str
    value: object
    learnt: Learnt


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of the findings, by field: entered anew, against what had been confirmed, or seen again as it is."""

    new: tuple[str, ...]
    contradicted: tuple[str, ...]
    seen: tuple[str, ...]


def enter(work: Work, given_id: UUID, findings: Sequence[Finding], collector: str,
          base: Mapping[str, object] | None = None, *, agreed: Agreed | None = None) -> Entered:  # fmt: skip
    """Enters what a form or card of the register brought back about its client, and who collected it (CO-4, CO-11).

    Everything waits for the next review, a contradiction beside what was confirmed; what is as the file has it was seen
    again. An allergy is added to those that are known, never put in their place: only a review takes one out. `base` is
    what the person saw of the fields. Raises BadEntry naming the field, NeedsConsent, NotAllowed, NotFound, Stale.
    """
    row = work.get(GivenOut, given_id)
    client: Any = work.get(Client, _client_of(work, row))
    work.require(Right.EDIT_CLIENTS, client)
    who = check_length(tidy(collector), _NAME_LIMIT, "collector")
    if not who:
        raise BadEntry(N_("Say who collected it."), "collector")
    if not findings:
        raise BadEntry(N_("Enter at least one fact."), "findings")
    states = reviews.reviews_of(work, client.id)
    values: dict[Learnt, dict[str, object]] = {}
    new: list[str] = []
    contradicted: list[str] = []
    seen: list[str] = []
    for finding in findings:
        value = _checked(work, client, finding)
        held = getattr(client, finding.field)
        if value == held:
            seen.append(finding.field)
            continue
        values.setdefault(finding.learnt, {})[finding.field] = value
        state = states.get(finding.field)
        against = bool(held) and state is not None and state.verified
        (contradicted if against else new).append(finding.field)
    mark = rules.sheet_mark(Sheet.of(row.kind), work.get(RegisterLine, row.line_id).number)
    for learnt, told in values.items():
        known = {name: value for name, value in (base or {}).items() if name in told}
        clients.edit_client(work, client.id, told, known, learnt=learnt, basis=f"{mark} {who}", agreed=agreed)
    if seen:
        fading.note_seen(work, client, seen)
        work.record(TOPIC, "seen_again", client, fields=sorted(seen), sheet=mark)
    return Entered(tuple(new), tuple(contradicted), tuple(seen))


def late_forms(work: Work, since: date, until: date) -> tuple[GivenLine, ...]:
    """The collection forms of these days' meals that came back late or not at all, the longest due first (CO-5).

    Raises NotAllowed.
    """
    same = (Booking.on >= since) & (Booking.on <= until)
    keys = [key for (key,) in work.visible(Booking).where(same).select(Booking.id).tuples()]
    late = [line for line in _forms(cards.given(work, keys)) if rules.is_late(line.due, line.back_at, work.now)]
    return tuple(sorted(late, key=lambda line: (line.due or line.out_at, line.number)))


# Parts of the verbs above


def _forms(lines: Iterable[GivenLine]) -> list[GivenLine]:
    return [line for line in lines if line.kind is Sheet.FORM]


def _client_of(work: Work, row: Any) -> Any:
    found = work.visible(RegisterClient).where(RegisterClient.line == row.line_id).get_or_none()
    if found is None:
        raise NotFound(str(row.id))
    return found.client_id


def _checked(work: Work, client: Any, finding: Finding) -> object:
    field = work.catalogue.by_name.get(finding.field)
    if field is None or field.sealed or field.own:
        raise BadEntry(N_("“{name}” is not collected at the table."), finding.field,
                       name=Label(field.label) if field is not None else finding.field)  # fmt: skip
    if finding.learnt is Learnt.IMPORTED:
        raise BadEntry(N_("Say how “{label}” was learnt."), finding.field, label=Label(field.label))
    value = checked(field, finding.value)
    if field.name in rules.NEVER_FADE:
        return checked(field, rules.added_to(str(client.allergies), str(value)))
    return value
