"""Who sat where by the diagrams of collection forms, once nothing that came with them waits for its review (SE-5)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.models.bookings import Booking, GivenOut
from desktop.models.clients import Client, ValueReview
from desktop.models.collecting import CollectedSheet
from desktop.models.rows import among
from desktop.rules.seating.diagrams import RING, read_diagram
from desktop.rules.words import ReviewState
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class Told:
    """A meal of a client as its form has it: his place, and the name at each of the four by its role, as h1, g1."""

    sheet: UUID
    client: UUID
    booking: UUID
    number: int
    on: date
    code: str
    names: Mapping[str, str]


def told_of(work: Work, clients: Collection[UUID]) -> tuple[Told, ...]:
    """Where these clients sat by the forms about them, the latest first: those on which one of the four names is that
    of the file or its form of address. Of files and bookings that this person does not see nothing is told."""
    files = {row.id: row for row in work.visible(Client).where(among(Client.id, clients))}
    query = (
        work.visible(CollectedSheet)
        .select(
            CollectedSheet.id,
            CollectedSheet.given,
            CollectedSheet.client,
            Booking.id,
            Booking.number,
            Booking.on,
            CollectedSheet.main_host,
            CollectedSheet.second_guest,
            CollectedSheet.deputy_host,
            CollectedSheet.honour_guest,
        )
        .join(GivenOut)
        .join(Booking)
        .where(
            among(CollectedSheet.client, list(files))
            & Booking.id.in_(work.visible(Booking).select(Booking.id))
            & GivenOut.id.in_(work.visible(GivenOut).select(GivenOut.id))
        )
        .order_by(Booking.on.desc(), Booking.at.desc(), CollectedSheet.id)
    )
    waiting = work.visible(ValueReview).where(
        among(ValueReview.client, list(files)) & (ValueReview.state == ReviewState.PROVISIONAL.value)
    )
    waits = {given for (given,) in waiting.select(ValueReview.given).tuples()}
    found = []
    for sheet, given, client, booking, number, on, *written in query.tuples():
        if given in waits:
            continue
        names = dict(zip(RING, written, strict=True))
        code = read_diagram(names, (files[client].name, files[client].salutation))
        if code:
            found.append(Told(sheet, client, booking, number, on, code, names))
    return tuple(found)
