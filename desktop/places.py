"""Which places the window has for a person in this office: by the rights held and the features switched on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from desktop.i18n import N_
from desktop.rules import features
from desktop.rules.rights import Right
from desktop.ui import appraisal as appraisal_screens
from desktop.ui import archive as archive_screens
from desktop.ui import audit as audit_screens
from desktop.ui import bookings as booking_screens
from desktop.ui import cards as card_screens
from desktop.ui import cases as case_screens
from desktop.ui import classes as class_screens
from desktop.ui import clients as client_screens
from desktop.ui import collecting as collect_screens
from desktop.ui import contacts as contact_screens
from desktop.ui import deeds as deed_screens
from desktop.ui import discipline as discipline_screens
from desktop.ui import field_checks as check_screens
from desktop.ui import folders as folder_screens
from desktop.ui import imports as import_screens
from desktop.ui import inspections as inspection_screens
from desktop.ui import knowledge as knowledge_screens
from desktop.ui import leads as lead_screens
from desktop.ui import letters as letter_screens
from desktop.ui import orders as order_screens
from desktop.ui import period_end as end_screens
from desktop.ui import reception as reception_screens
from desktop.ui import retention as retention_screens
from desktop.ui import seating as seating_screens
from desktop.ui import settings as settings_screens
from desktop.ui import spot_checks as spot_screens
from desktop.ui import supply as supply_screens
from desktop.ui import surveys as survey_screens
from desktop.ui import today as today_screens
from desktop.ui import visits as visit_screens
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Place
from desktop.ui.kit.printing import PrintDesk

SERVICE, APPRAISAL = "service", "appraisal"


def switched_on(office: Any) -> frozenset[str]:
    return features.switched_on(office.kind, office.settings["features"])


def places(desk: Any, program: Any, printing: PrintDesk, mine: Any, since: datetime, *,
           reviews: bool) -> Sequence[Place]:  # fmt: skip
    """From top to bottom; none of their pages is made. `program` is what the settings change, `reviews` whether this
    person reviews for a colleague who is away (AC-11)."""
    on = switched_on(desk.office)
    more = (*class_screens.tabs(desk, printing), *import_screens.tabs(desk))
    beside_file = folder_screens.papers_of_file(desk) if "documents" in on else None
    cards = {"cases": case_screens.running, "visits": visit_screens.of_file,
             "orders": order_screens.of_file}  # fmt: skip
    running = file_cards([card(desk) for feature, card in cards.items() if feature in on])
    clients = client_screens.place(desk, mine, printing, more, reviews=reviews, papers=beside_file, running=running)
    tabs = tuple(tab for tab in clients.tabs if tab.key not in features.KEYS or tab.key in on)
    found = [today_screens.place(desk, since)]
    beside = (*seating_screens.tabs(desk, printing), *card_screens.tabs(desk, printing),
              *collect_screens.tabs(desk, printing))  # fmt: skip
    bookings = booking_screens.place(desk, printing, beside) if "bookings" in on else None
    if bookings is not None:
        found.append(bookings)
    found.append(Place(clients.key, clients.title, clients.icon, tabs))
    out = (*visit_screens.tabs(desk, printing), *lead_screens.tabs(desk)) if "visits" in on else ()
    # what is at hand all day comes first; what is seldom needed waits under More where there is much
    service = (*(contact_screens.tabs(desk, printing) if "contacts" in on else ()),
               *(case_screens.tabs(desk, printing) if "cases" in on else ()), *out,
               *(reception_screens.tabs(desk, printing) if "reception" in on else ()),
               *(order_screens.tabs(desk, printing) if "orders" in on else ()),
               *(knowledge_screens.tabs(desk, printing) if "knowledge" in on else ()),
               *(survey_screens.tabs(desk, printing) if "surveys" in on else ()),
               *(spot_screens.tabs(desk, printing) if "spot_checks" in on else ()),
               *(supply_screens.tabs(desk, printing) if "supply" in on else ()))  # fmt: skip
    if service:
        found.append(Place(SERVICE, N_("Service"), "life-buoy", service))
    kept = (*archive_screens.tabs(desk, printing), *deed_screens.tabs(desk, printing),
            *retention_screens.tabs(desk, printing),
            *inspection_screens.tabs(desk, printing)) if "archive" in on else ()  # fmt: skip
    papers = folder_screens.place(desk, printing, program.house.preferences, kept) if "documents" in on else None
    if papers is not None:
        found.append(papers)
    appraised = (*appraisal_screens.tabs(desk, printing), *discipline_screens.tabs(desk, printing),
                 *end_screens.tabs(desk), *check_screens.tabs(desk)) if "appraisal" in on else ()  # fmt: skip
    if appraised:
        found.append(Place(APPRAISAL, N_("Appraisal"), "chart-column", appraised))
    return (*found, settings_screens.place(desk, program, audit_screens.tabs(desk, program, printing)))


def file_cards(cards: Sequence[Callable[[], Any]]) -> Callable[[], Any] | None:
    """What makes these cards of a client's file, one below the other; None where there is none."""
    if len(cards) < 2:
        return cards[0] if cards else None
    from desktop.ui.kit.file_tab import FileCards

    return lambda: FileCards([make() for make in cards])


def first(desk: Any) -> str:
    """The place a person's day begins with, by the rights held: at the booking desk this meal, at
    the front desk who is in the house, else Today."""
    may = desk.person.may
    # heads take bookings too, but what waits for them comes first
    at_desk = may(Right.SEE_BOOKINGS) and may(Right.TAKE_BOOKINGS) and not may(Right.REVIEW_CLIENTS)
    at_desk = at_desk and "bookings" in switched_on(desk.office)
    found: str = booking_screens.PLACE if at_desk else today_screens.PLACE
    receives = may(Right.RECEIVE_VISITORS) and not may(Right.REVIEW_CLIENTS)
    if receives and not at_desk and "reception" in switched_on(desk.office):
        found = reception_screens.KEY
    return found


def new_actions(desk: Desk) -> Sequence[Action]:
    """What the window's button New offers."""
    bookings = booking_screens.new_actions(desk) if "bookings" in switched_on(desk.office) else ()
    cases = case_screens.new_actions(desk) if "cases" in switched_on(desk.office) else ()
    visitors = reception_screens.new_actions(desk) if "reception" in switched_on(desk.office) else ()
    orders = order_screens.new_actions(desk) if "orders" in switched_on(desk.office) else ()
    out = (
        (*visit_screens.new_actions(desk), *lead_screens.new_actions(desk))
        if "visits" in switched_on(desk.office)
        else ()
    )
    return (
        *bookings,
        *client_screens.new_actions(desk),
        *contact_screens.new_actions(desk),
        *cases,
        *out,
        *orders,
        *visitors,
    )


def bell(desk: Desk, window: Any) -> Any:
    """What tells a host of his visitor, None where the office or this person has none."""
    return reception_screens.tells(desk, window) if "reception" in switched_on(desk.office) else None


def over(desk: Desk, printing: PrintDesk | None = None) -> Mapping[str, Callable[[Any], Any]]:
    """What opens over any page of the window; without `printing` nothing that is printed."""
    cases = case_screens.over(desk) if "cases" in switched_on(desk.office) else {}
    orders = order_screens.over(desk) if "orders" in switched_on(desk.office) else {}
    surveys = survey_screens.over(desk) if "surveys" in switched_on(desk.office) else {}
    out = {**visit_screens.over(desk), **lead_screens.over(desk)} if "visits" in switched_on(desk.office) else {}
    return {**contact_screens.over(desk), **letter_screens.over(desk, printing), **cases, **orders, **surveys, **out}
