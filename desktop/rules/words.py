"""The closed vocabularies of the office: kinds, classes and states, each with the word shown for it."""

from enum import StrEnum
from typing import Self, cast

from desktop.i18n import N_


class Word(StrEnum):
    """An enum member with a stored value and a message id shown to people."""

    label: str

    def __new__(cls, value: str, label: str) -> "Word":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def of(cls, value: object) -> Self:
        """The member stored as `value`; KeyError where there is none."""
        return cast(Self, cls._value2member_map_[value])


class OfficeKind(Word):
    RESTAURANT = "restaurant", N_("Restaurant")
    SERVICE = "service", N_("Service centre")
    TRADE = "trade", N_("Trade")
    GUARANTEE = "guarantee", N_("Guarantee company")


class ClientKind(Word):
    CUSTOMER = "customer", N_("Customer")
    SUPPLIER = "supplier", N_("Supplier")
    DISTRIBUTOR = "distributor", N_("Distributor")
    SPECIAL = "special", N_("Special")


class SpecialKind(Word):
    LAW = "law", N_("Law")
    FINANCIAL_ADVISER = "financial_adviser", N_("Financial adviser")
    ADVERTISING = "advertising", N_("Advertising")
    PUBLIC_RELATIONS = "public_relations", N_("Public relations")
    BANK = "bank", N_("Bank")
    INSURANCE = "insurance", N_("Insurance")
    FINANCING = "financing", N_("Financing")


class ClientForm(Word):
    PERSON = "person", N_("Person")
    ORGANISATION = "organisation", N_("Organisation")


class ClientClass(Word):
    A = "A", N_("Major")
    B = "B", N_("Regular")
    C = "C", N_("Valued")
    D = "D", N_("Potential")
    LOST = "L", N_("Lost")


class LinkRole(Word):
    """How one client's file belongs to another's (CL-4); `back` is the word seen from the other side."""

    back: str

    def __new__(cls, value: str, label: str, back: str = "") -> "LinkRole":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.back = back or label
        return member

    FAMILY = "family", N_("Family")
    ASSISTANT = "assistant", N_("Assistant"), N_("Assistant of")
    DRIVER = "driver", N_("Driver"), N_("Driver of")
    OFFICE_DIRECTOR = "office_director", N_("Office director"), N_("Office director of")
    FRIEND = "friend", N_("Friend")
    COLLEAGUE = "colleague", N_("Colleague")
    WORKS_FOR = "works_for", N_("Works for"), N_("Employs")
    GUEST = "guest", N_("Invites"), N_("Invited by")
    OTHER = "other", N_("Other")


class DayKind(Word):
    """What an anniversary remembers (CL-5)."""

    BIRTHDAY = "birthday", N_("Birthday")
    WEDDING = "wedding", N_("Wedding day")
    PROMOTION = "promotion", N_("Promotion")
    FOUNDING = "founding", N_("Founding day")
    OTHER = "other", N_("Other day")


class DayCalendar(Word):
    SOLAR = "solar", N_("Solar")
    LUNAR = "lunar", N_("Lunar")


class ReviewState(Word):
    """Where a value that needs a second person stands (CL-8)."""

    PROVISIONAL = "provisional", N_("Provisional")
    VERIFIED = "verified", N_("Verified")
    REFUSED = "refused", N_("Refused")


class Learnt(Word):
    """How a fact was learnt (CO-4)."""

    OBSERVED = "observed", N_("Observed")
    OVERHEARD = "overheard", N_("Overheard")
    ASKED = "asked", N_("Asked")
    CARD = "card", N_("Card exchanged")
    INTRODUCTION = "introduction", N_("Introduction")
    PHONE = "phone", N_("Phone")
    VISIT = "visit", N_("Visit")
    ACQUAINTANCE = "acquaintance", N_("Acquaintance")
    IMPORTED = "imported", N_("Imported")


class SpendGrade(Word):
    HIGH = "high", N_("High")
    MIDDLE = "middle", N_("Middle")
    LOW = "low", N_("Low")


class Visits(Word):
    OFTEN = "often", N_("Often")
    SOMETIMES = "sometimes", N_("Sometimes")
    SELDOM = "seldom", N_("Seldom")


class TableRole(Word):
    HOST = "host", N_("Usually host")
    GUEST = "guest", N_("Usually guest")


class ComingReason(Word):
    """Why a client comes (CL-13)."""

    BOARD = "board", N_("Board relation")
    LOYAL = "loyal", N_("Loyal client")
    MANAGEMENT = "management", N_("Management relation")
    REFERRAL = "referral", N_("Referred by a client")
    CARD = "card", N_("Holds a spending card")
    CHANCE = "chance", N_("By chance")
