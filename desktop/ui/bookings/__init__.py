"""Screens of the bookings: the booking book by day and meal, a booking taken in seconds, its bill."""

from collections.abc import Sequence
from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Place, Tab
from desktop.ui.kit.printing import PrintDesk

PLACE, NEW = "bookings", "new"
"""The place's name, and what open() of the book's page takes for the dialog of a new booking."""


def place(desk: Desk, printing: PrintDesk, more: Sequence[Tab] = ()) -> Place | None:
    """预订 Bookings, with the tabs other nouns add to it; None for those who may not see the book."""
    if not desk.person.may(Right.SEE_BOOKINGS):
        return None
    meal = Tab("meal", N_("This meal"), lambda: _meal_page(desk, printing))
    book = Tab("book", N_("Booking book"), lambda: _page(desk))
    return Place(PLACE, N_("Bookings"), "calendar-days", (meal, book, *more))


def new_actions(desk: Desk) -> tuple[Action, ...]:
    """What the window's button New offers of bookings."""
    if not (desk.person.may(Right.SEE_BOOKINGS) and desk.person.may(Right.TAKE_BOOKINGS)):
        return ()
    act = lambda: desk.open_requested.emit("book", NEW)  # noqa: E731
    return (Action("new_booking", N_("Booking"), act, "calendar-plus", "Ctrl+B"),)


def _page(desk: Desk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.bookings.page import BookPage

    return BookPage(desk)


def _meal_page(desk: Desk, printing: PrintDesk) -> Any:
    from desktop.ui.bookings.meal_page import MealPage

    return MealPage(desk, printing)
