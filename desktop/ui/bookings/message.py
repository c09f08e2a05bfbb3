"""Puts a message that was pasted where the host is looked for into the fields of a new booking (SE-7)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.i18n import _
from desktop.rules import spoken_days, spoken_names
from desktop.rules.booking_messages import Heard, heard
from desktop.rules.calendars import clock
from desktop.services.calendars import lunar_table

if TYPE_CHECKING:
    from desktop.ui.bookings.booking_dialog import BookingDialog

# So much at once is pasted and not typed
PASTED = 6
# An hour within the meal that a word for the time of day means
_HOURS: Mapping[str, int] = MappingProxyType({
    spoken_days.MORNING: 8 * 60, spoken_days.NOON: 12 * 60, spoken_days.AFTERNOON: 15 * 60,
    spoken_days.EVENING: 18 * 60,
})  # fmt: skip


def read(text: str, today: date, rooms: tuple[str, ...]) -> Heard | None:
    """What a message says of a booking; None for what is a name, a number, or anything else to be looked for."""
    found = heard(text, today, rooms, lunar_table())
    told = (found.day, found.minute if found.minute is not None else found.period, found.people, found.room or None)
    return found if sum(part is not None for part in told) > 1 else None


def put(dialog: "BookingDialog", found: Heard) -> None:
    """Fills what was understood; the rest is shown, and what tells the host is looked for."""
    form, values = dialog.form, {}
    if found.people is not None:
        values["people"] = str(found.people)
    if found.day is not None:
        values["on"] = found.day.isoformat()
    if found.wishes:
        values["wishes"] = found.wishes
    form.put(values)
    if found.minute is not None:
        dialog.set_hour(found.minute)
    elif found.period is not None:
        dialog.set_meal_at(_HOURS[found.period])
    dialog.wish_for(found.room)
    who = " ".join(part for part in (found.name, found.phone or found.tail) if part)
    dialog.host.look_for(found.phone or found.tail or found.name, who)
    said = [clock(found.minute)] if found.minute is not None else []
    understood = " · ".join(part for part in (
        found.day.isoformat() if found.day is not None else "", *said,
        str(found.people) if found.people is not None else "", found.room, found.salutation or found.name,
        found.wishes) if part)  # fmt: skip
    hint = _("From the message: {what}").format(what=understood)
    if found.left:
        hint = _("{hint}. Not understood: {left}").format(hint=hint, left=found.left)
    form.show_hint("wishes", hint)
    host = {part for part in (found.name, found.salutation) if part}
    others = [name for name in spoken_names.mentioned(found.text) if name not in host]
    if others:
        dialog.guests.look_for(others, dialog.host.client)
