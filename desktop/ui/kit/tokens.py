"""The colours, the grid and the type scale that every screen is drawn from."""

from enum import StrEnum

from desktop.rules.values import dataclass


class Look(StrEnum):
    """What the user chose; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a text or a mark says; each tone goes with a word and an icon, never alone."""

    PLAIN = "ink"
    NOTE = "ink2"
    ACCENT = "accent"
    BAD = "bad"
    WARN = "warn"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. All inks reach 4.6 : 1 on window, surface, hover and both selections; `edge` 3.3."""

    window: str
    surface: str
    hover: str
    line: str
    edge: str
    ink: str
    ink2: str
    accent: str
    on_accent: str
    select: str
    idle: str
    bad: str
    bad_ground: str
    warn: str
    warn_ground: str
    good: str
    good_ground: str
    tint: str
    lock: str
    dark: bool = False
    outline: int = 1
    """Width of a control's outline in pixels; 2 in high contrast."""

    def ink_of(self, tone: Tone) -> str:
        return str(getattr(self, tone.value))

    def ground_of(self, tone: Tone) -> str:
        return str(getattr(self, f"{tone.value}_ground", self.tint))


LIGHT = Colours(
    window="#F4F6F7",
    surface="#FFFFFF",
    hover="#EDF2F4",
    line="#D8DEE2",
    edge="#7D8891",
    ink="#1A2126",
    ink2="#55616B",
    accent="#0B6478",
    on_accent="#FFFFFF",
    select="#D3E8EC",
    idle="#E3E8EB",
    bad="#B3261E",
    bad_ground="#FCEAE8",
    warn="#8A5200",
    warn_ground="#FFF2D9",
    good="#1F6B3E",
    good_ground="#E3F3E8",
    tint="#E2F0F3",
    lock="#EEF1F3",
)

DARK = Colours(
    window="#191D21",
    surface="#21262B",
    hover="#2A3137",
    line="#39424A",
    edge="#7C8892",
    ink="#E7EBEE",
    ink2="#A8B3BC",
    accent="#5FBCCD",
    on_accent="#06252C",
    select="#1E4650",
    idle="#333B42",
    bad="#FF9187",
    bad_ground="#4A211E",
    warn="#F2BC5E",
    warn_ground="#42330F",
    good="#7FCE9B",
    good_ground="#173A28",
    tint="#173C46",
    lock="#2B3238",
    dark=True,
)

BASES = (13, 14, 16, 18)
SMALL, GAP, MEDIUM, WIDE, HUGE = 4, 8, 12, 16, 24
"""The grid in pixels. Page margin 16, card padding 16 by 12."""
RADIUS, CONTROL_RADIUS = 8, 6


@dataclass(frozen=True, slots=True)
class TypeScale:
    """Text sizes in pixels, all from the base the user chose (13, 14, 16 or 18)."""

    base: int = 14

    @property
    def note(self) -> int:
        return max(12, self.base - 2)

    @property
    def body(self) -> int:
        return self.base

    @property
    def section(self) -> int:
        return self.base + 2

    @property
    def page(self) -> int:
        return self.base + 6

    @property
    def figure(self) -> int:
        return 2 * self.base


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two #RRGGBB colours, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)
