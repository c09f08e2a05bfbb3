"""Identity checks 身份核实: which document was seen by whom, and who may act for a client (CL-17)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.identities import Authorisation, IdentityCheck
from desktop.models.office import Person
from desktop.rules import identities as rules
from desktop.rules.errors import BadEntry
from desktop.rules.identities import ActingState, CheckState, Document
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "clients"


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """A check as it is typed in; `seen_by` is None for oneself."""

    document: Document
    on: date
    valid_until: date | None = None
    seen_by: UUID | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    id: UUID
    document: Document
    on: date
    valid_until: date | None
    seen_by_id: UUID
    seen_by: str
    note: str


@dataclass(frozen=True, slots=True)
class AgentEntry:
    """An authorisation as it is typed in. `place` says where the paper is filed."""

    scope: str
    valid_from: date
    valid_until: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class AgentLine:
    """One authorisation as a file shows it. Forward: the other acts for this client; else this one for the other."""

    id: UUID
    other_id: UUID
    other_code: str
    other_name: str
    other_risk: str
    forward: bool
    scope: str
    valid_from: date
    valid_until: date | None
    place: str
    state: ActingState
    other_identity: CheckState


@dataclass(frozen=True, slots=True)
class Identity:
    """Where the identity of a client stands, the checks that were made, and who acts for whom."""

    state: CheckState
    checks: tuple[CheckLine, ...]
    agents: tuple[AgentLine, ...]


def identity_of(work: Work, client_id: UUID) -> Identity:
    """The checks newest first, and the authorisations whose other end may be seen. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    checks = lines_of(work, on_file.entries(work, client, IdentityCheck))
    today = on_file.today(work)
    state = state_of(checks, today)
    pairs = on_file.authorisations(work, client)
    others = states(work, [other.id for _row, other in pairs])
    return Identity(state, checks, agent_lines(client, pairs, state, others, today))


def states(work: Work, client_ids: Iterable[UUID]) -> Mapping[UUID, CheckState]:
    """Where the identities of these clients stand; one that may not be seen counts as never checked."""
    wanted, today = list(client_ids), on_file.today(work)
    latest: dict[UUID, Any] = {}
    if wanted:
        query = work.visible(IdentityCheck).where(IdentityCheck.client.in_(wanted))
        for row in query.order_by(IdentityCheck.on, IdentityCheck.id):
            latest[row.client_id] = row
    return {key: rules.check_state(key in latest, latest[key].valid_until if key in latest else None, today)
            for key in wanted}  # fmt: skip


def may_act(work: Work, principal_id: UUID, agent_id: UUID) -> ActingState | None:
    """Whether `agent` may act for `principal` today, for whoever serves them; None without an authorisation."""
    principal, agent = work.get(Client, principal_id), work.get(Client, agent_id)
    rows = list(work.visible(Authorisation).where(
        (Authorisation.client == principal.id) & (Authorisation.agent == agent.id)))  # fmt: skip
    known, today = states(work, [principal.id, agent.id]), on_file.today(work)
    found = [rules.acting_state(row.valid_from, row.valid_until, known[principal.id], known[agent.id], today)
             for row in rows]  # fmt: skip
    return min(found, key=list(ActingState).index, default=None)


def add_check(work: Work, client_id: UUID, entry: CheckEntry) -> UUID:
    """Notes that a document was seen; its number is not kept here. Raises BadEntry, NotAllowed, NotFound."""
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    row = work.add(IdentityCheck(client=client.id, **_checked(work, entry)))
    work.record(TOPIC, "check_identity", client)
    return UUID(str(row.id))


def correct_check(work: Work, check_id: UUID, entry: CheckEntry, base: CheckEntry | None = None) -> None:
    """Corrects a check. `base` is what the person saw. Raises BadEntry, NotAllowed, NotFound, Stale."""
    row = work.get(IdentityCheck, check_id)
    client = work.get(Client, row.client_id)
    work.require(Right.EDIT_CLIENTS, client)
    if work.change(row, _checked(work, entry), _columns(work, base) if base else None):
        work.record(TOPIC, "correct_check", client)


def withdraw_check(work: Work, check_id: UUID) -> None:
    """Takes a check that was entered by mistake out of use."""
    row = work.get(IdentityCheck, check_id)
    client = work.get(Client, row.client_id)
    work.require(Right.EDIT_CLIENTS, client)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_check", client)


def authorise(work: Work, client_id: UUID, agent_id: UUID, entry: AgentEntry) -> UUID:
    """Notes that `agent` may act for this client by a paper on file. Raises BadEntry, NotAllowed, NotFound."""
    client, agent = work.get(Client, client_id), work.get(Client, agent_id)
    work.require(Right.EDIT_CLIENTS, client)
    if client.id == agent.id:
        raise BadEntry(N_("A client needs no authorisation to act for itself; choose another one."), "agent")
    row = work.add(Authorisation(client=client.id, agent=agent.id, entered_by=work.me.id, **_agent_columns(entry)))
    work.record(TOPIC, "authorise", client)
    return UUID(str(row.id))


def change_agent(work: Work, authorisation_id: UUID, entry: AgentEntry, base: AgentEntry | None = None) -> None:
    """Corrects an authorisation. Needs the right to edit the principal's file. Raises as `authorise`, and Stale."""
    row, client = _to_edit(work, authorisation_id)
    if work.change(row, _agent_columns(entry), _agent_columns(base) if base else None):
        work.record(TOPIC, "change_agent", client)


def withdraw_agent(work: Work, authorisation_id: UUID) -> None:
    """Ends an authorisation that was revoked or entered by mistake; it stays in the history."""
    row, client = _to_edit(work, authorisation_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_agent", client)


def _to_edit(work: Work, authorisation_id: UUID) -> tuple[Authorisation, Client]:
    row = work.get(Authorisation, authorisation_id)
    client = work.get(Client, row.client_id)
    work.get(Client, row.agent_id)
    work.require(Right.EDIT_CLIENTS, client)
    return row, client


def lines_of(work: Work, rows: Iterable[Any]) -> tuple[CheckLine, ...]:
    """Checks that the caller has got through `work`, newest first."""
    found = sorted(rows, key=lambda row: (row.on, row.id), reverse=True)
    people = on_file.names(work, (row.seen_by_id for row in found))
    return tuple(CheckLine(row.id, Document.of(row.document), row.on, row.valid_until, row.seen_by_id,
                           people.get(row.seen_by_id, ""), row.note) for row in found)  # fmt: skip


def state_of(checks: tuple[CheckLine, ...], today: date) -> CheckState:
    return rules.check_state(len(checks), checks[0].valid_until if checks else None, today)


def agent_lines(client: Client, pairs: Iterable[tuple[Any, Client]], mine: CheckState,
                theirs: Mapping[UUID, CheckState], on: date) -> tuple[AgentLine, ...]:  # fmt: skip
    """Authorisations that the caller has got through `work`, each with its other end, as they stand on a day."""
    lines = (_agent_line(client, row, other, mine, theirs[other.id], on) for row, other in pairs)
    return tuple(sorted(lines, key=lambda line: (not line.forward, line.other_name, line.valid_from)))


def _agent_line(
    client: Client, row: Any, other: Client, mine: CheckState, theirs: CheckState, today: date
) -> AgentLine:
    forward = row.client_id == client.id
    state = rules.acting_state(row.valid_from, row.valid_until, mine, theirs, today)
    return AgentLine(row.id, other.id, other.code, other.name, other.risk, forward, row.scope, row.valid_from,
                     row.valid_until, row.place, state, theirs)  # fmt: skip


def _checked(work: Work, entry: CheckEntry) -> dict[str, object]:
    rules.check_dates(entry.on, entry.valid_until, on_file.today(work))
    return _columns(work, entry)


def _columns(work: Work, entry: CheckEntry) -> dict[str, object]:
    return {
        "document": entry.document.value, "on": entry.on, "valid_until": entry.valid_until,
        "seen_by": work.get(Person, entry.seen_by or work.me.id),
        "note": check_length(tidy(entry.note), 200, "note"),
    }  # fmt: skip


def _agent_columns(entry: AgentEntry) -> dict[str, object]:
    rules.check_span(entry.valid_from, entry.valid_until)
    scope = check_length(tidy(entry.scope), 300, "scope")
    if not scope:
        raise BadEntry(N_("Say for what the agent may act."), "scope")
    return {"scope": scope, "valid_from": entry.valid_from, "valid_until": entry.valid_until,
            "place": check_length(tidy(entry.place), 200, "place")}  # fmt: skip
