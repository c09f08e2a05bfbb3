"""What a client's card tells, fact by fact, for who notes what was found while serving (CO-11)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.models.bookings import GivenOut
from desktop.models.clients import Client
from desktop.rules.collecting import CARD_FIELDS
from desktop.rules.errors import NotFound
from desktop.rules.fields import Field
from desktop.rules.rights import Right
from desktop.services import cards, reviews
from desktop.services.cards import GivenLine
from desktop.services.reviews import ReviewInfo
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class CardFact:
    """A fact as the file holds it; empty where nothing is known."""

    field: Field
    value: str
    info: ReviewInfo | None


@dataclass(frozen=True, slots=True)
class CardFacts:
    line: GivenLine
    client_id: UUID
    client: str
    facts: tuple[CardFact, ...]


def card_facts(work: Work, given_id: UUID) -> CardFacts:
    """The facts of the client about whom a card or form of the register is. Raises NotAllowed, NotFound."""
    row = work.get(GivenOut, given_id)
    (line,) = cards.lines_of(work, work.visible(GivenOut).where(GivenOut.id == row.id))
    if line.client_id is None:
        raise NotFound(str(given_id))
    client: Any = work.get(Client, line.client_id)
    work.require(Right.EDIT_CLIENTS, client)
    states = reviews.reviews_of(work, client.id)
    facts = tuple(CardFact(work.catalogue[name], str(getattr(client, name)), states.get(name))
                  for name in CARD_FIELDS if name in work.catalogue)  # fmt: skip
    return CardFacts(line, client.id, client.salutation or client.name, facts)
