"""The board 岗位屏 of a meal for pantry and kitchen: who sits where, and what must not be served (CL-8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.models.clients import Client, ValueReview
from desktop.models.rows import among
from desktop.rules.collecting import CARD_FIELDS, Stage
from desktop.services import meals, reviews
from desktop.services.meals import ThisMeal
from desktop.services.work import Work

ALLERGIES, TABOOS = "allergies", "taboos"


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A client on the board. `checked` is whether the allergies were verified; taboos stand here only if they were."""

    place: str
    at: int
    address: str
    allergies: str
    checked: bool
    again: bool
    """Verified, but not seen for their time: to be confirmed again."""
    taboos: str
    card: Stage
    allergy_grade: str = ""
    taboo_grade: str = ""
    """How grave each is, a value of rules.collection_forms.Severity; empty where nobody has said it."""


@dataclass(frozen=True, slots=True)
class Board:
    name: str
    ready_by: datetime
    lines: tuple[BoardLine, ...]


def board(work: Work, on: date, meal_id: UUID) -> Board:
    """What the posts of a meal must know of its recognised clients, as far as this person may see it.

    Raises NotAllowed, NotFound.
    """
    page = meals.this_meal(work, on, meal_id)
    lines = []
    for booking in page.bookings:
        if not booking.line.state.takes_place:
            continue
        place = "、".join(spot.name for spot in booking.line.places)
        for one in booking.recognised:
            known = one.client
            lines.append(BoardLine(place, booking.line.at, known.salutation or known.name,
                                   card=one.card, **_harmful(work, known.id)))  # fmt: skip
    return Board(page.name, page.ready_by, tuple(lines))


def learnt(work: Work, meal: ThisMeal, since: datetime) -> int:
    """How many likes, taboos and habits of the meal's clients were entered from this moment on. Raises NotAllowed."""
    lines = [booking.line for booking in meal.bookings if booking.line.state.takes_place]
    about = among(ValueReview.client, {one.id for line in lines for one in line.known})
    fresh = ValueReview.field.in_(CARD_FIELDS) & (ValueReview.entered_at >= since)
    return int(work.visible(ValueReview).where(about & fresh).count())


def _harmful(work: Work, client_id: UUID) -> dict[str, Any]:
    """The allergies, whether they were verified and whether they ask to be confirmed again; taboos that stand; and how
    grave each is."""
    states, client = reviews.reviews_of(work, client_id), work.get(Client, client_id)
    values = {name: str(getattr(client, name)) if name in work.catalogue else "" for name in (ALLERGIES, TABOOS)}
    told, taboos = states.get(ALLERGIES), states.get(TABOOS)
    stand = taboos is not None and taboos.stands
    return {
        "allergies": values[ALLERGIES], "checked": told is not None and told.verified,
        "again": told is not None and told.faded, "taboos": values[TABOOS] if stand else "",
        "allergy_grade": told.severity if told is not None else "",
        "taboo_grade": taboos.severity if taboos is not None and stand else "",
    }  # fmt: skip
