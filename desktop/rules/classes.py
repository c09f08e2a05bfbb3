"""The classes of clients: presets, readings, the numbers in force, and the reasons with their figures (CL-10)."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.words import ClientClass, OfficeKind, Word

A, B, C, D, LOST = (str(member.value) for member in ClientClass)


class Preset(Word):
    RESTAURANT = "restaurant", N_("Restaurant: ranks by spend and visits")
    SALES = "sales", N_("Sales: shares of all sales")
    SERVICE = "service", N_("Service: key, general, potential")


class Reading(Word):
    """How “ranks 1–15 by visits where not A” is read (decision 1)."""

    OTHERS = "others", N_("Visits are ranked among the clients that are not A")
    EVERYBODY = "everybody", N_("Visits are ranked among all clients, then A is left out")


class Why(Word):
    """The reasons; their sentences take the numbers in force and the client's own."""

    LEADER = "leader", N_("Named local leader")
    RANK_A = "rank_a", N_("Rank {spend_rank} by spend: A takes ranks 1 to {a_ranks}")
    RANK_B = "rank_b", N_("Rank {spend_rank} by spend: B takes ranks {after_a} to {b_ranks}")
    VISITS_OTHERS = "visits_others", N_("Rank {visit_rank} by visits among those that are not A: B takes ranks 1 to "
                                        "{visit_ranks}")  # fmt: skip
    VISITS_ALL = "visits_all", N_("Rank {visit_rank} by visits among all: B takes ranks 1 to {visit_ranks}")
    POWER = "power", N_("Neither A nor B, with spending power: it spent in the quarter")
    GRADE = "grade", N_("Neither A nor B, with spending power: its spend grade is high")
    WORTH = "worth", N_("No spending power shown in the quarter; worth developing")
    LOST = "lost", N_("No visit in the quarter; visits in the {lost_quarters} quarters before: {earlier_visits}")
    STILL_LOST = "still_lost", N_("Lost earlier, and has not come again")
    SHARE_A = "share_a", N_("Rank {spend_rank} by sales: among the fewest that together make {a_share} %")
    SHARE_B = "share_b", N_("Rank {spend_rank} by sales: together with A among those that make {b_share} %")
    SHARE_C = "share_c", N_("Rank {spend_rank} by sales: beyond {b_share} %")
    INFLUENCE = "influence", N_("Named: its influence lifts our name")
    NO_SALES = "no_sales", N_("No sales in the quarter; worth developing")
    KEY = "key", N_("Marked as important, with a client manager")
    KEY_ALONE = "key_alone", N_("Marked as important, but no client manager is named yet")
    GENERAL = "general", N_("Bought or came in the quarter")
    POTENTIAL = "potential", N_("Not bought yet; for marketing")
    NOT_JUDGED = "not_judged", N_("No customer: its class stays as it is")


_LABELS: Mapping[Preset, Mapping[str, str]] = {
    Preset.RESTAURANT: {A: N_("Major"), B: N_("Regular"), C: N_("Valued"), D: N_("Potential"), LOST: N_("Lost")},
    Preset.SALES: {A: N_("Major"), B: N_("Middling"), C: N_("Minor"), D: N_("Potential"), LOST: N_("Lost")},
    Preset.SERVICE: {A: N_("Key"), B: N_("General"), D: N_("Potential"), LOST: N_("Lost")},
}


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers in force. Each is a setting of the office named `class_…`."""

    preset: Preset
    reading: Reading
    a_ranks: int
    b_ranks: int
    visit_ranks: int
    a_share: int  # per cent of all sales
    b_share: int  # per cent of all sales, A's among them
    power: int  # yuan in the quarter that show spending power
    lost_quarters: int
    lost_visits: int
    by_unit: bool

    @classmethod
    def of(cls, settings: Mapping[str, Any], kind: OfficeKind, what_if: Mapping[str, int] | None = None) -> "Rules":
        """From the office's settings; `what_if` tries other numbers. Raises BadEntry where they contradict."""
        numbers = {name: int(settings[f"class_{name}"]) for name in NUMBERS} | dict(what_if or {})
        unknown = sorted(numbers.keys() - set(NUMBERS))
        if unknown:
            raise BadEntry(N_("There is no setting {name}."), name=unknown[0])
        preset = Preset.of(settings["class_preset"]) if settings["class_preset"] else preset_of(kind)
        made = cls(preset, Reading.of(settings["class_reading"]), by_unit=bool(settings["class_by_unit"]), **numbers)
        if made.b_ranks < made.a_ranks or made.b_share < made.a_share:
            raise BadEntry(N_("The limit of B can't lie before the limit of A."), "class_b_ranks")
        return made

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Rules":
        """As a run has kept them; numbers that a newer program added are left out."""
        known = {name: value for name, value in kept.items() if name in cls.__slots__}
        return cls(**{**known, "preset": Preset.of(kept["preset"]), "reading": Reading.of(kept["reading"])})

    @property
    def other(self) -> "Rules | None":
        """The same numbers under the other reading; None where there is but one."""
        if self.preset is not Preset.RESTAURANT:
            return None
        flipped = Reading.EVERYBODY if self.reading is Reading.OTHERS else Reading.OTHERS
        return replace(self, reading=flipped)

    @property
    def letters(self) -> tuple[str, ...]:
        """The classes this preset gives."""
        return tuple(_LABELS[self.preset])

    def label(self, letter: str) -> str:
        return _LABELS[self.preset].get(letter, "")


ORDER = "".join((A, B, C, D, LOST))  # the best first
NUMBERS = ("a_ranks", "b_ranks", "visit_ranks", "a_share", "b_share", "power", "lost_quarters", "lost_visits")


def preset_of(kind: OfficeKind) -> Preset:
    by_kind = {OfficeKind.RESTAURANT: Preset.RESTAURANT, OfficeKind.TRADE: Preset.SALES}
    return by_kind.get(kind, Preset.SERVICE)


class Figures(NamedTuple):
    """What is known of one client. `spend` in fen and `visits` of the quarter, `earlier` visits of those before."""

    client: UUID
    before: str
    judged: bool  # a customer; suppliers and others have no class
    leader: bool = False
    important: bool = False
    managed: bool = False
    high_grade: bool = False
    unit: str = ""
    spend: int = 0
    visits: int = 0
    earlier: int = 0


class Judgement(NamedTuple):
    """The class of the client at the same place of the figures."""

    proposed: str
    spend_rank: int | None
    visit_rank: int | None
    why: Why


SHARED = N_("{reason}; {count} share the rank, all equals are admitted")


def sentence(why: Why, rules: Rules, spend_rank: int | None, visit_rank: int | None, earlier: int = 0,
             shared: int = 0) -> tuple[str, dict[str, object]]:  # fmt: skip
    """Message id and values of a reason. `shared` is how many stand at the rank that decided, if more than one."""
    values: dict[str, object] = {name: getattr(rules, name) for name in NUMBERS}
    values |= {"spend_rank": spend_rank, "visit_rank": visit_rank, "earlier_visits": earlier, "shared": shared,
               "after_a": rules.a_ranks + 1}  # fmt: skip
    return why.label, values


def told(reason: str, values: Mapping[str, object], say: Callable[[str], str]) -> str:
    """The reason in a language, with how many stand at the rank that decided."""
    said = say(reason).format(**values)
    return say(SHARED).format(reason=said, count=values["shared"]) if values["shared"] else said


def rank_words(rules: Rules) -> tuple[str, str]:
    """Message ids of what a rank by spend and one by visits mean under these rules, with {n}."""
    if rules.preset is Preset.RESTAURANT and rules.reading is Reading.OTHERS:
        among = N_("rank {n} of units, among those not A"), N_("rank {n} among those not A")
    else:
        among = N_("rank {n} of units"), N_("rank {n} among all")
    return (N_("rank {n} of units") if rules.by_unit else N_("rank {n} among all")), among[not rules.by_unit]


BY_VISITS = frozenset({Why.VISITS_OTHERS, Why.VISITS_ALL})
BY_SPEND = frozenset({Why.RANK_A, Why.RANK_B, Why.SHARE_A, Why.SHARE_B, Why.SHARE_C})
