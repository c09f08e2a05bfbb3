"""When information may be given to a partner, and how it comes back (AC-8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

WHAT_LIMIT, NAME_LIMIT = 300, 120


class Ending(Word):
    """What became of a thing that went out. The value is stored, so it never changes."""

    RETURNED = "returned", N_("Returned")
    DESTROYED = "destroyed", N_("Destroyed, confirmed")
    LOST = "lost", N_("Gone missing")
    WRITTEN_OFF = "written_off", N_("Written off")


# Nobody writes off what a partner has: it is returned, destroyed or lost (AC-8)
OF_PARTNERS = (Ending.RETURNED, Ending.DESTROYED, Ending.LOST)


class Agreement(Word):
    """Where a partner's confidentiality agreement stands."""

    NONE = "none", N_("No agreement on file")
    VALID = "valid", N_("Agreement on file")
    EXPIRED = "expired", N_("Agreement expired")


@dataclass(frozen=True, slots=True)
class PartnerEntry:
    """A partner as it is typed in. `signed_on` is None while no agreement is signed."""

    name: str
    contact: str = ""
    signed_on: date | None = None
    valid_until: date | None = None
    place: str = ""
    note: str = ""


def agreement(signed_on: date | None, valid_until: date | None, today: date) -> Agreement:
    if signed_on is None or signed_on > today:
        return Agreement.NONE
    return Agreement.EXPIRED if valid_until is not None and valid_until < today else Agreement.VALID


def checked(entry: PartnerEntry) -> Mapping[str, object]:
    """A partner as it is kept. Raises BadEntry."""
    name = check_length(tidy(entry.name), NAME_LIMIT, "name")
    if not name:
        raise BadEntry(N_("Enter the partner's name."), "name")
    if entry.valid_until is not None and (entry.signed_on is None or entry.valid_until < entry.signed_on):
        raise BadEntry(N_("The agreement ends after it was signed."), "valid_until")
    place = check_length(tidy(entry.place), 200, "place")
    if entry.signed_on is not None and not place:
        raise BadEntry(N_("Say where the signed agreement is filed."), "place")
    return {"name": name, "contact": check_length(tidy(entry.contact), 200, "contact"), "signed_on": entry.signed_on,
            "valid_until": entry.valid_until, "place": place,
            "note": check_length(tidy(entry.note), 300, "note")}  # fmt: skip


def check_agreement(found: Agreement) -> None:
    """Raises BadEntry where nothing may be given to this partner."""
    if found is not Agreement.VALID:
        raise BadEntry(
            N_("Information goes to partners with a signed confidentiality agreement on file only."), "partner"
        )


def checked_words(what: str, why: str) -> tuple[str, str]:
    """What is given and for what, as the register keeps it. Raises BadEntry."""
    said, reason = check_length(tidy(what), WHAT_LIMIT, "what"), check_length(tidy(why), WHAT_LIMIT, "why")
    if not said:
        raise BadEntry(N_("Say what is given."), "what")
    if not reason:
        raise BadEntry(N_("Say what it is needed for."), "why")
    return said, reason
