"""Stops the processing of a file, and holds files that law wants kept; each until somebody lifts it (AC-7)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.requests import Stop
from desktop.rules.errors import BadEntry
from desktop.rules.requests import StopKind, checked_reason
from desktop.rules.rights import Right
from desktop.services import on_file, risks
from desktop.services.work import Work

TOPIC = "clients"


@dataclass(frozen=True, slots=True)
class StopLine:
    """Why a file rests or must be kept; `lifted_at` is None while it stands."""

    id: UUID
    kind: StopKind
    reason: str
    until: date | None
    who: str
    at: datetime
    lifted_at: datetime | None
    lifted_by: str
    lifted_why: str


def stops_of(work: Work, client_id: UUID) -> tuple[StopLine, ...]:
    """What stands and what stood, the newest first. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    rows = list(work.visible(Stop).where(Stop.client == client.id).order_by(Stop.lifted_at.is_null(False),
                                                                            Stop.at.desc()))  # fmt: skip
    people = on_file.names(work, (key for row in rows for key in (row.person_id, row.lifted_by_id)))
    return tuple(
        StopLine(row.id, StopKind.of(row.kind), row.reason, row.until, people.get(row.person_id, ""), row.at,
                 row.lifted_at, people.get(row.lifted_by_id, ""), row.lifted_why)
        for row in rows
    )  # fmt: skip


def restrict(work: Work, client_id: UUID, reason: str) -> UUID:
    """Stops the processing: the file is shown with its mark, and neither changed, printed nor exported any more.

    Raises BadEntry, NotAllowed, NotFound.
    """
    client = _client(work, client_id)
    if client.restricted_at is not None:
        raise BadEntry(N_("The processing of this file is stopped already."), "reason")
    row = _add(work, client, StopKind.RESTRICTION, reason, None)
    work.change(client, {"restricted_at": work.now})
    work.change(client, {"risk": risks.mark(work, client)})
    work.record(TOPIC, "restrict", client)
    return row


def hold(work: Work, client_id: UUID, reason: str, until: date | None = None) -> UUID:
    """Keeps a file from being erased, such as for a lawsuit; `until` tells for how long at least.

    Raises BadEntry, NotAllowed, NotFound.
    """
    client = _client(work, client_id)
    if until is not None and until <= on_file.today(work):
        raise BadEntry(N_("The day until which it must be kept lies ahead."), "until")
    row = _add(work, client, StopKind.HOLD, reason, until)
    work.record(TOPIC, "hold", client)
    return row


def lift(work: Work, stop_id: UUID, why: str) -> None:
    """Ends a restriction or a hold and says why. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(Stop, stop_id)
    client = _client(work, row.client_id)
    if row.lifted_at is not None:
        raise BadEntry(N_("This has been lifted already."), "reason")
    work.change(row, {"lifted_at": work.now, "lifted_by": work.get(Person, work.me.id),
                      "lifted_why": checked_reason(why)})  # fmt: skip
    if row.kind == StopKind.RESTRICTION.value:
        work.change(client, {"restricted_at": None})
        work.change(client, {"risk": risks.mark(work, client)})
    work.record(TOPIC, "lift", client, kind=row.kind)


def _client(work: Work, client_id: UUID) -> Any:
    client = work.get(Client, client_id, withdrawn=True)
    work.require(Right.PROTECT_CLIENTS, client)
    return client


def _add(work: Work, client: Client, kind: StopKind, reason: str, until: date | None) -> UUID:
    row = work.add(Stop(client=client.id, kind=kind.value, reason=checked_reason(reason), until=until,
                        person=work.me.id, at=work.now))  # fmt: skip
    return UUID(str(row.id))
