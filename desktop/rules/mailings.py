"""Envelopes 信封 and address labels 标签: their sizes, and where a letter to a client goes."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.i18n import N_
from desktop.rules.words import ClientForm, Word


class EnvelopeSize(Word):
    """The sizes of GB/T 1416 for letters at home; DL serves abroad too."""

    DL = "dl", N_("DL (No. 5), 220 × 110 mm")
    ZL = "zl", N_("ZL (No. 6), 230 × 120 mm")
    B6 = "b6", N_("B6 (No. 3), 176 × 125 mm")
    C5 = "c5", N_("C5 (No. 7), 229 × 162 mm")

    @property
    def millimetres(self) -> tuple[float, float]:
        """Width and height."""
        return {"dl": (220.0, 110.0), "zl": (230.0, 120.0), "b6": (176.0, 125.0), "c5": (229.0, 162.0)}[self.value]


@dataclass(frozen=True, slots=True)
class Grid:
    """Labels of an A4 sheet in millimetres: how many, how large, and where the first one stands."""

    across: int
    down: int
    width: float
    height: float
    left: float
    top: float
    step: float  # from one label's left edge to the next one's

    @property
    def count(self) -> int:
        return self.across * self.down


class LabelSheet(Word):
    """The usual A4 sheets."""

    SMALL = "3x8", N_("24 labels, 70 × 37 mm (3 × 8)")
    MEDIUM = "3x7", N_("21 labels, 63.5 × 38.1 mm (3 × 7)")
    LARGE = "2x7", N_("14 labels, 99.1 × 38.1 mm (2 × 7)")

    @property
    def grid(self) -> Grid:
        return {
            "3x8": Grid(3, 8, 70.0, 37.0, 0.0, 0.5, 70.0),
            "3x7": Grid(3, 7, 63.5, 38.1, 7.2, 15.15, 66.0),
            "2x7": Grid(2, 7, 99.1, 38.1, 4.65, 15.15, 101.6),
        }[self.value]


class SendTo(Word):
    """Which of a client's two addresses; the other one where there is no such."""

    WORK = "work", N_("Work address, else home")
    HOME = "home", N_("Home address, else work")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a letter goes to, as it stands on paper."""

    name: str
    position: str
    unit: str
    address: str
    postcode: str
    person: bool = True


def recipient(values: Mapping[str, object], to: SendTo) -> Recipient:
    """A form of address such as 贺总 is for the ear; on paper a person bears name and position.

    There is one postcode in a file: that of the work address, or of the home where no other address is known.
    """
    text = {name: str(values.get(name) or "") for name in ("name", "position", "unit", "address", "home_address",
                                                           "postcode")}  # fmt: skip
    order = ("address", "home_address") if to is SendTo.WORK else ("home_address", "address")
    chosen = next((name for name in order if text[name]), "")
    known = chosen == "address" or not text["address"]
    person = values.get("form") != ClientForm.ORGANISATION.value
    at_work = person and chosen == "address"
    return Recipient(
        text["name"], text["position"] if at_work else "", text["unit"] if at_work else "",
        " ".join(text[chosen].split()) if chosen else "", text["postcode"] if known else "", person,
    )  # fmt: skip
