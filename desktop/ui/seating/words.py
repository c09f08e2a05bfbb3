"""Words of the seats on screen: people, seats and tables as they are called in lists, buttons and tooltips."""

from collections.abc import Mapping

from desktop.i18n import _
from desktop.rules.calendars import clock
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.checking import Grade
from desktop.rules.seating.facts import SeatFacts
from desktop.rules.seating.packs import Role
from desktop.rules.seating.plan import Plan, Seat
from desktop.services.booking_lists import BookLine
from desktop.services.seating_plans import Guest
from desktop.ui.kit.phrases import day, listed
from desktop.ui.kit.tokens import Tone

GRADE_LOOKS: Mapping[Grade, tuple[str, Tone]] = {
    Grade.FITS: ("circle-check", Tone.GOOD),
    Grade.USABLE: ("circle-alert", Tone.WARN),
    Grade.CONFLICT: ("circle-x", Tone.BAD),
}
"""Icon and ink of a verdict; its word goes with them."""


def seat_word(plan: Plan, seat: Seat) -> str:
    """`3`, or `2-3` where there are several tables."""
    number = str(seat.number + 1)
    return f"{plan.table_of[seat.table].label}-{number}" if len(plan.tables) > 1 else number


def role_word(role: Role | None) -> str:
    return str(role.title) if role is not None else ""


def table_word(label: str) -> str:
    return _("Table {label}").format(label=label)


def person_word(guest: Guest) -> str:
    """`贺启年 · 贺总`; of a file out of sight no name is known."""
    if guest.hidden:
        return _("Name not shown")
    if guest.salutation and guest.salutation != guest.name:
        return f"{guest.name} · {guest.salutation}"
    return guest.name


def below_word(guest: Guest) -> str:
    """Unit, duty and answer, as far as there is something to say."""
    parts = [guest.unit, _(guest.duty.label) if guest.duty else "",
             _(guest.reply.label) if guest.reply is Reply.YES else ""]  # fmt: skip
    return " · ".join(part for part in parts if part)


def avoid_word(facts: SeatFacts) -> str:
    """Allergies and what is not eaten, with what nobody has confirmed marked."""
    said = []
    for name, text in (("allergy", facts.allergy), ("taboo", facts.taboo)):
        if text:
            said.append(_("{text} (unverified)").format(text=text) if name in facts.unverified else text)
    return listed(said)


def booking_word(line: BookLine) -> str:
    """Which booking is being seated: host, day and hour."""
    host = line.host.salutation or line.host.name if line.host is not None else _("Host not shown")
    return f"{host} · {day(line.on)} {clock(line.at)}"
