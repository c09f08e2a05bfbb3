"""What stands beside the first page and nobody looks for first: counts at the places, the day, reminders."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.i18n import _
from desktop.rules.rights import Right
from desktop.rules.stand_ins import StandInKind
from desktop.rules.today import TOPICS
from desktop.services import granting, pledges, review_lists, signing, standing, today
from desktop.services.signing import Difference
from desktop.services.standing import Standing
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.watch import day_text

CLOCK = 5 * 60_000  # milliseconds


class Beside(QObject):
    """Lives as long as its desk. What it counts is shown by whoever knows the places."""

    due = Signal(int)
    waiting = Signal(int)
    """What waits for this person's review."""
    stands_in = Signal(bool)
    """Whether this person reviews for a colleague who is away (AC-11)."""

    def __init__(self, desk: Desk, window: Any) -> None:
        super().__init__(desk)
        self.desk, self.window = desk, window
        self._instead = self._tampered = False
        # several changes in a row are counted once
        self._counting = QTimer(self, singleShot=True, interval=1000)
        self._counting.timeout.connect(self._count_due)
        # what only the clock makes due, nobody says
        clock = QTimer(self, interval=CLOCK)
        clock.timeout.connect(self._counting.start)
        clock.start()

    def tell(self) -> None:
        """All of it; after a rebuild the widgets are new."""
        self.window.status.show_day(day_text(str(self.desk.office.settings["time_zone"])))
        self._counting.start()
        self._ask_holder()
        self._count_reviews()

    def office_changed(self, topics: frozenset[str]) -> None:
        if "clients" in topics:
            self._count_reviews()
        if topics & TOPICS:
            self._counting.start()
        if "accounts" in topics:
            self._ask_holder()

    # counts

    def _count_reviews(self) -> None:
        if self._instead or self.desk.person.may(Right.REVIEW_CLIENTS):
            self.desk.ask("app.reviews", review_lists.count_waiting, done=self.waiting.emit, owner=self)

    def _count_due(self) -> None:
        self.desk.ask("app.today", today.count_due, done=self.due.emit, owner=self)
        self.desk.ask("app.standings", standing.standings, StandInKind.REVIEWS, Right.REVIEW_CLIENTS,
                      done=self._stand_in, owner=self)  # fmt: skip

    def _stand_in(self, held: Sequence[Standing]) -> None:
        instead = any(one.instead_of is not None for one in held)
        if instead != self._instead:
            self._instead = instead
            self.stands_in.emit(instead)
            self._count_reviews()

    # reminders

    def _ask_holder(self) -> None:
        self.desk.ask("app.reminder", granting.lone_holder, done=self._remind, owner=self)
        self.desk.ask("app.powers", signing.differences, done=self._warn, owner=self)
        if self.desk.person.may(Right.RUN_PEOPLE):
            self.desk.do(pledges.settle_lapsed, owner=self)

    def _remind(self, holder: str) -> None:
        said = _("{name} alone can open everything: print and try the recovery sheet (Settings › Keys & recovery).")
        # told to those who can do something about it
        if self.desk.person.may(Right.RUN_PEOPLE) and not self.desk.office.settings["sample"] and not self._tampered:
            self.window.status.show_reminder(said.format(name=holder) if holder else "", Tone.WARN)

    def _warn(self, found: Sequence[Difference]) -> None:
        """Another program changed what gives rights: it counts for nothing, and everybody is told."""
        if found:
            self._tampered = True
            said = _("What gives rights was changed by another program: see Settings › Keys & recovery.")
            self.window.status.show_reminder(said, Tone.BAD)
            self.desk.do(signing.report, owner=self)
