"""Inspections of the archive 档案检查: when the next is due, what was found, and how that is settled (DO-9)."""

from datetime import date, timedelta

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.rules.words import Word

INSPECTS = (Right.KEEP_ARCHIVE, Right.SEE_AUDIT)
"""Either of them is enough to note inspections, and to re-check what was put right."""


class InspectionKind(Word):
    """Who looks; the value is stored, so it never changes. `setting` says after how many days the next one is due."""

    INTERNAL = "internal", N_("Internal inspection")
    EXTERNAL = "external", N_("External audit")

    @property
    def setting(self) -> str:
        return f"inspect_{self.value}_days"


class FindingState(Word):
    OPEN = "open", N_("To be put right")
    FIXED = "fixed", N_("To be re-checked")
    SETTLED = "settled", N_("Settled")


@dataclass(frozen=True, slots=True)
class Planned:
    """When one kind was held last, and until when the next one is due; None: the office plans none."""

    kind: InspectionKind
    last: date | None
    due: date | None


def next_due(last: date | None, begun: date | None, days: int) -> date | None:
    """So many days after the last one, or after the first file came into the archive; None for 0 days, or while there
    is nothing to be inspected."""
    since = last or begun
    return since + timedelta(days=days) if since is not None and days else None


def state_of(*, fixed: bool, checked: bool) -> FindingState:
    return FindingState.SETTLED if checked else FindingState.FIXED if fixed else FindingState.OPEN


def check_another(fixed_by: object, me: object) -> None:
    """Raises BadEntry where somebody would re-check what he has put right himself."""
    if fixed_by == me:
        raise BadEntry(N_("You have put this right yourself: another person re-checks it."))
