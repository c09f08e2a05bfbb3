"""The fields of a booking, in the order in which they are said on the telephone."""

from collections.abc import Iterable

from desktop.i18n import _
from desktop.services.rooms import MealLine
from desktop.ui.kit.form import Form, FormField, Kind


def booking_form(meals: Iterable[MealLine], *, new: bool) -> Form:
    """Only a new one is said to be confirmed already."""
    return Form([
        FormField("people", _("Party size"), Kind.NUMBER, required=True, limit=4),
        FormField("on", _("Date"), Kind.DATE, required=True),
        FormField("meal", _("Which meal"), Kind.CHOICE, choices=[(meal.id, meal.time.name) for meal in meals]),
        FormField("at", _("Hour"), required=True, limit=10),
        FormField("purpose", _("Purpose of the meal"), span=2, limit=80),
        FormField("deposit", _("Deposit"), Kind.NUMBER, unit="¥"),
        *([FormField("confirmed", _("Confirmed already"), Kind.YES_NO)] if new else []),
        FormField("wishes", _("Wishes"), span=4, limit=300),
    ], 4)  # fmt: skip
