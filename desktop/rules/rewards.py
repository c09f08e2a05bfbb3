"""What clients are given, and which of it is a trade secret (CL-14, AC-5)."""

from datetime import date

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.words import Word

MOST_FEN = 10**13  # a hundred million yuan; more is a slip of the hand


class RewardKind(Word):
    GIFT = "gift", N_("Gift")
    REWARD = "reward", N_("Reward")
    DISCOUNT = "discount", N_("Discount")
    TERMS = "terms", N_("Preferential terms")

    @property
    def secret(self) -> bool:
        """Discounts, preferential terms and what is granted by reward rules; a gift everybody has seen."""
        return self is not RewardKind.GIFT


def check_reward(amount: int | None, on: date, until: date | None, today: date) -> None:
    """Raises BadEntry."""
    if amount is not None and not 0 <= amount <= MOST_FEN:
        raise BadEntry(N_("This amount can't be right."), "amount")
    if on > today:
        raise BadEntry(N_("Choose a day up to today."), "on")
    if until is not None and until < on:
        raise BadEntry(N_("It can't end before it begins."), "until")
