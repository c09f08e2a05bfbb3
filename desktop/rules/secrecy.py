"""Secrecy marks of notes and documents 密级, and the level of information that reads each (AC-5)."""

from collections.abc import Mapping

from desktop.i18n import N_
from desktop.rules.words import Word


class Secrecy(Word):
    """A mark. The value is stored, so it never changes."""

    CONFIDENTIAL = "confidential", N_("Marked confidential")
    SECRET = "secret", N_("Marked secret")
    TOP_SECRET = "top_secret", N_("Marked top secret")


# The rule books name three marks and three levels and join them nowhere: the office says which level reads which
LEVELS: Mapping[Secrecy, str] = {
    Secrecy.CONFIDENTIAL: "mark_confidential", Secrecy.SECRET: "mark_secret", Secrecy.TOP_SECRET: "mark_top_secret",
}  # fmt: skip


def level_of(mark: Secrecy, settings: Mapping[str, object]) -> int:
    """The level that a person must reach to read what is marked so from now on."""
    return int(str(settings[LEVELS[mark]]))
