"""The daily digest 日清: which days can be closed, and what closing one keeps (SV-6)."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

NOTE = 2000


class Item(Word):
    CASE = "case", N_("Case")
    CONTACT = "contact", N_("Contact")


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a case or contact stood: asked on that day or carried over, with whom, until when, and solved or not.
    `step` is a rules.cases.Step of a case, empty for a contact."""

    item: Item
    row: UUID
    asked: bool
    solved: bool
    holder: UUID
    due_at: datetime | None = None
    step: str = ""

    def stored(self) -> dict[str, object]:
        return {"item": self.item.value, "row": str(self.row), "asked": self.asked, "solved": self.solved,
                "holder": str(self.holder), "due": self.due_at.isoformat() if self.due_at else None,
                "step": self.step}  # fmt: skip


def fact_of(stored: Mapping[str, object]) -> Fact:
    due = stored["due"]
    return Fact(Item.of(stored["item"]), UUID(str(stored["row"])), bool(stored["asked"]), bool(stored["solved"]),
                UUID(str(stored["holder"])), datetime.fromisoformat(str(due)) if due else None,
                str(stored["step"]))  # fmt: skip


def checked_note(note: str, day: date, today: date, unsolved: int) -> str:
    """The note as it is kept. Raises BadEntry (fields `day`, `note`): a day to come has not been, and what is unsolved
    is carried into tomorrow by somebody's word."""
    if day > today:
        raise BadEntry(N_("This day is still to come."), "day")
    said = check_length(tidy(note, lines=True), NOTE, "note")
    if unsolved and not said:
        raise BadEntry(N_("Something is unsolved: say what carries over into tomorrow, and with whom."), "note")
    return said
