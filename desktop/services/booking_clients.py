"""Who hosts and who pays a booking, also where that is somebody out of sight of whoever works on it (SE-7)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models import server_doors
from desktop.models.bookings import BookingClient
from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.rules.bookings import Part
from desktop.rules.errors import BadEntry, NotFound, Restricted
from desktop.rules.rights import Right
from desktop.services.work import Work

SPENT = "spend"  # whose spend came of the bill
_UNSEEN = N_(
    "Who hosts or pays this booking is a client whose file you can't see. Let a colleague do this who sees it."
)


def parties(work: Work, booking_id: UUID) -> dict[str, UUID]:
    """Who hosts, who pays, and under SPENT to whom the bill was credited so far. Part of the verb that writes it.

    Raises BadEntry where any of these is out of sight: nobody else is to be taken for him. NotAllowed.
    """
    work.require(Right.TAKE_BOOKINGS)
    if work.database.enforced:
        rows = server_doors.parties(work.database.engine, booking_id)
    else:
        rows = _parties(work, booking_id)
    found: dict[str, UUID] = {}
    for part, client in rows:
        if part == Part.GUEST.value:
            continue
        if client is None:
            raise BadEntry(_UNSEEN, "host")
        found[part] = client
    return found


def standing(work: Work, client_id: UUID) -> Any:
    """The file that a client of a booking has today: in use or not, and the one it was merged into.

    Raises BadEntry where that is out of sight.
    """
    try:
        client = work.get(Client, client_id, withdrawn=True)
        while client.merged_into_id is not None:
            client = work.get(Client, client.merged_into_id, withdrawn=True)
    except NotFound:
        raise BadEntry(_UNSEEN, "host") from None
    return client


def refuse_resting(clients: Iterable[Any]) -> None:
    """Raises Restricted where the processing of one of these files was stopped (AC-7)."""
    if any(client.restricted_at is not None for client in clients):
        raise Restricted


def _parties(work: Work, booking_id: UUID) -> list[tuple[str, UUID | None]]:
    # reading path: whether it is somebody out of sight, which is all that is concluded from it
    rows = list(BookingClient.select(BookingClient.part, BookingClient.client).where(
        (BookingClient.booking == booking_id) & BookingClient.withdrawn_at.is_null()).tuples())  # fmt: skip
    # reading path: as above
    rows += [(SPENT, key) for (key,) in Spend.select(Spend.client).where(Spend.origin == booking_id).tuples()]
    query = work.visible(Client, withdrawn=True).select(Client.id)
    seen = {key for (key,) in query.where(among(Client.id, {key for _part, key in rows})).tuples()}
    return [(part, key if key in seen else None) for part, key in rows]
