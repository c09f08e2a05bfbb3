"""Parts of the program that an office switches on and off, and what each kind of office begins with."""

from collections.abc import Iterable

from desktop.i18n import N_
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind


@dataclass(frozen=True, slots=True)
class Feature:
    """`key` is stored; off hides places, tabs and menus together, the data stays."""

    key: str
    label: str
    sentence: str
    kinds: frozenset[OfficeKind] = frozenset(OfficeKind)


FEATURES: tuple[Feature, ...] = (
    Feature(
        "dining",
        N_("Dining"),
        N_("What a guest likes, must not eat and where they sit: before the meal, on cards."),
        frozenset({OfficeKind.RESTAURANT}),
    ),
    Feature(
        "bookings",
        N_("Bookings"),
        N_("The booking book: rooms and tables by meal, waiting list, bills."),
        frozenset({OfficeKind.RESTAURANT}),
    ),
    Feature("dates", N_("Dates"), N_("Birthdays and other days of clients, solar and lunar, in good time.")),
    Feature("duplicates", N_("Duplicates"), N_("Finds files that may be one client, and merges them.")),
    Feature("classes", N_("Classes"), N_("Who is A, B, C or D this quarter, by spend and visits, and who was lost.")),
    Feature("care", N_("Care"), N_("How each class is looked after, events with invitations, and rules of rewards.")),
    Feature("handovers", N_("Handovers"), N_("Clients handed from one owner to the next: who was told, who is due.")),
    Feature(
        "contacts",
        N_("Contacts"),
        N_("All contacts with clients in one list, found by any word; who still waits for an answer."),
    ),
    Feature(
        "documents", N_("Documents"), N_("Papers of clients and of the office: in folders, found by any word in them.")
    ),
    Feature(
        "archive",
        N_("Archive"),
        N_("Files handed over with signed lists, title deeds, loans, and destruction before witnesses."),
        frozenset({OfficeKind.GUARANTEE}),
    ),
    Feature("cases", N_("Cases"), N_("Consultations, complaints and feedback: by their clock, up to the call-back.")),
    Feature(
        "surveys",
        N_("Surveys"),
        N_("Satisfaction surveys: samples drawn by class, results with their uncertainty, measures."),
        frozenset({OfficeKind.SERVICE, OfficeKind.GUARANTEE}),
    ),
    Feature(
        "reception",
        N_("Reception"),
        N_("Visitors from the door on: grade, host, badge, and who is in the house now."),
        frozenset({OfficeKind.SERVICE, OfficeKind.GUARANTEE}),
    ),
    Feature(
        "orders",
        N_("Orders"),
        N_("Orders of clients: entered, checked by a second person, counted as spend once."),
        frozenset({OfficeKind.SERVICE, OfficeKind.TRADE}),
    ),
    Feature(
        "supply",
        N_("Supply channels"),
        N_("Who supplies what and who stands by: faults, reports, switches. No client ever reads of it."),
        frozenset({OfficeKind.SERVICE, OfficeKind.TRADE}),
    ),
    Feature(
        "visits",
        N_("Visits and leads"),
        N_("Visits with their preparation and report, and who may become a client, by plan and day."),
        frozenset({OfficeKind.SERVICE, OfficeKind.TRADE, OfficeKind.GUARANTEE}),
    ),
    Feature(
        "knowledge",
        N_("Knowledge"),
        N_("One approved answer to each question that clients ask, and each day's digest of what was asked."),
    ),
    Feature(
        "spot_checks",
        N_("Spot checks"),
        N_("Contact records drawn by lot and scored by a supervisor; what is to be improved, by whom and until when."),
    ),
    Feature(
        "appraisal",
        N_("Appraisal"),
        N_("How work is appraised, period by period, with rewards and penalties by the office's own rules."),
    ),
    Feature("imports", N_("Import"), N_("Takes over clients from spreadsheets and address books.")),
)
KEYS = frozenset(feature.key for feature in FEATURES)


def switched_on(kind: OfficeKind, switched: Iterable[str]) -> frozenset[str]:
    """What is on: the preset of the kind, changed by what the office switched itself (`+key`, `-key`)."""
    on = {feature.key for feature in FEATURES if kind in feature.kinds}
    for entry in switched:
        sign, key = entry[:1], entry[1:]
        if sign == "+" and key in KEYS:
            on.add(key)
        elif sign == "-":
            on.discard(key)
    return frozenset(on)


def switch(switched: Iterable[str], key: str, on: bool) -> list[str]:
    """The office's list after switching one feature; the other entries stay, a newer program's too."""
    kept = [entry for entry in switched if entry[1:] != key]
    return sorted([*kept, f"{'+' if on else '-'}{key}"])
