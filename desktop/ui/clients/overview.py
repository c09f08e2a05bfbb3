"""The overview of a file: what must be known before the meal, contact, people, days; dealings and years beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.fading import FIELDS
from desktop.rules.fields import Locked
from desktop.rules.identities import CheckState
from desktop.rules.words import ClientForm
from desktop.services.booking_lists import BookLine
from desktop.services.clients import ClientFile
from desktop.services.reviews import ReviewInfo
from desktop.ui.clients.dining_tab import booking_words
from desktop.ui.clients.file_controller import Around
from desktop.ui.clients.more import More
from desktop.ui.clients.more_cards import CompetitorsCard, InvitedCard, PlanCard, RewardsCard, RiskCard, check_tag
from desktop.ui.clients.owners_card import OwnersCard
from desktop.ui.clients.quarter import QuarterCard
from desktop.ui.clients.surroundings import DaysCard, DealingsCard, LinksCard, YearsCard
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cards import Card, Scroll, fact, lead_width, line
from desktop.ui.kit.file_tab import FileTab
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import MEDIUM, Tone
from desktop.ui.kit.values import day, heading_of, label_of, shown, source_of

NARROW = 1000
# What a server must know, in this order; allergies first
TABLE_FIELDS = ("allergies", "taboos", "dishes", "drinks", "cigarettes", "seat", "room_wishes", "dining_habits",
                "ordering_habits", "hobbies")  # fmt: skip
CONTACT_FIELDS = ("phone", "other_phone", "email", "web", "fax", "address", "home_address", "birthday", "plate",
                  "car_model", "card_number", "id_number", "legal_representative", "registered_capital",
                  "credit_code", "usual_receptionist", "parking")  # fmt: skip


class Overview(Scroll):
    """Two columns 3 : 2, one below 1,000 pixels."""

    looked_through = Signal()
    review_requested = Signal(str, str)
    """What to do, `accept`, `correct`, `refuse` or `see_again`, and the field."""
    history_requested = Signal(str)
    booking_opened = Signal(object)
    """The id of the booking that comes next."""

    def __init__(self, parent: QWidget | None = None, *, dining: bool = True,
                 running: Callable[[], Any] | None = None) -> None:  # fmt: skip
        super().__init__(_("Overview"), parent)
        # what another noun has in progress for the client
        self.running: FileTab | None = running() if running is not None else None
        self._grid = QGridLayout(self.inner)
        self._grid.setContentsMargins(0, 0, 8, 8)
        self._grid.setSpacing(MEDIUM)
        self._left, self._right = QWidget(), QWidget()
        # what must be known before meeting: in a restaurant at the table, elsewhere habits and temper alone
        self.table = Card(_("Before the meal") if dining else _("Good to know"))
        self._dining = dining
        self.contact = Card(_("Contact & identity"))
        self.links, self.days = LinksCard(), DaysCard()
        self.dealings, self.years = DealingsCard(), YearsCard()
        self.owners, self.quarter, self.next = OwnersCard(), QuarterCard(), Card(_("Next"))
        self.risk, self.plan = RiskCard(), PlanCard()
        self.competitors, self.rewards, self.invited = CompetitorsCard(), RewardsCard(), InvitedCard()
        # who the client is and what was dealt with; beside it what goes on now
        left = (self.table, self.contact, self.links, self.days, self.dealings, self.competitors, self.years)
        going_on = (self.running,) if self.running is not None else ()
        right = (self.risk, *going_on, self.owners, self.quarter, self.next, self.plan, self.rewards, self.invited)
        for side, cards in ((self._left, left), (self._right, right)):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(MEDIUM)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        self._identity: CheckState | None = None
        self._shown: UUID | None = None
        self._booking: BookLine | None = None
        self._checked: tuple[QWidget, object] | None = None  # the line of the identity, and what it says
        self._narrow: bool | None = None
        self._arrange(False)

    def show_file(self, file: ClientFile, may_enter: bool) -> None:
        if file.id != self._shown:
            self._shown, self._identity, self._booking = file.id, None, None
        person = file.form is ClientForm.PERSON
        self.table.setVisible(person)
        if person:
            self._show_table(file, (file.may_edit or may_enter) and not file.withdrawn)
        self._show_contact(file)
        self.next.show()
        self._show_next(file)
        self.owners.show_file(file, (file.may_edit or may_enter) and not file.withdrawn)
        self.risk.show_standing(file.standing, file.standing.may_assess and not file.withdrawn)
        for card in (self.links, self.days, self.years, self.rewards):
            card.may_edit(file.may_edit and not file.withdrawn)
        # each department's contact on major matters must reach the file (CL-6)
        self.dealings.may_edit((file.may_edit or may_enter) and not file.withdrawn)
        self.competitors.may_edit((file.may_edit or may_enter) and not file.withdrawn)
        self.quarter.show_habits(file)
        if self.running is not None:
            self.running.show_client(file.id, file.name, may_file=False)

    def forget_running(self) -> None:
        """The file as it was on another day: what is in progress today does not belong to it."""
        if self.running is not None:
            self.running.forget()

    def show_around(self, around: Around) -> None:
        self.links.show_values(around.links)
        self.days.show_values(around.days)
        self.dealings.show_values(around.dealings)
        self.years.show_values(around.years)
        self.owners.show_owed(around.handover, around.contacts)

    def show_more(self, more: More, file: ClientFile) -> None:
        self._identity = more.identity.state
        self._show_identity()
        self.quarter.show_value(more.value)
        self.plan.show_plan(more.plan)
        self.competitors.show_values(more.competitors)
        self.rewards.show_values(more.rewards)
        self.invited.show_values(more.invited)

    def _show_table(self, file: ClientFile, may_enter: bool) -> None:
        facts = [(name, shown(file.catalogue[name], file.values.get(name)), file.reviews.get(name))
                 for name in TABLE_FIELDS if name in file.catalogue]  # fmt: skip
        # a value that somebody took out waits for its review like any other
        facts = [(name, text or _("taken out"), info) for name, text, info in facts
                 if text or (info is not None and info.provisional)]  # fmt: skip
        self.table.setVisible(self._dining or bool(facts))
        if not self.table.changed((file.id, facts, file.may_review, may_enter)):
            return
        if not facts:
            self.table.say_nothing(_("Nothing is known yet. Allergies and taboos come first."))
        for name, text, info in facts:
            waiting = _("Provisional") if info is not None and info.provisional else ""
            again = self._again(name) if info is not None and info.faded and may_enter else None
            if info is not None and info.faded:
                waiting = _("To be confirmed")
            made = fact(label_of(file.catalogue[name]), text, source_of(info), warn=name == "allergies",
                        waiting=waiting, menu=lambda n=name, i=info: self._menu(file, n, i, may_enter),
                        act=again)  # fmt: skip
            self.table.body.addWidget(made)

    def _again(self, name: str) -> Action:
        return Action("see_again", N_("Seen again"), _asks(self.review_requested.emit, "see_again", name), "eye")

    def _menu(self, file: ClientFile, name: str, info: ReviewInfo | None, may_enter: bool = False) -> Sequence[Action]:
        actions = []
        if info is not None and info.verified and name in FIELDS and may_enter:
            actions.append(self._again(name))
        if info is not None and info.provisional and file.may_review:
            why = _("You entered it yourself; somebody else confirms it.") if info.mine else ""
            for verb, words, mark in (("accept", N_("Confirm"), "circle-check"), ("correct", N_("Correct…"), "pencil"),
                                      ("refuse", N_("Refuse…"), "ban")):  # fmt: skip
                act = _asks(self.review_requested.emit, verb, name)
                actions.append(Action(verb, words, act, mark, reason=why))
        ask = _asks(self.history_requested.emit, name)
        return [*actions, Action("history", N_("History of this field"), ask, "history")]

    def _show_contact(self, file: ClientFile) -> None:
        rows = []
        for name in CONTACT_FIELDS:
            field = file.catalogue.by_name.get(name)
            if field is None or file.form not in field.forms or isinstance(file.values.get(name), Locked):
                continue
            text = shown(field, file.values.get(name))
            if text or name == "phone":
                rows.append((heading_of(field), text))
        if self.contact.changed((file.id, rows)):
            self._checked = None
            grid = QGridLayout()
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(6)
            for number, (words, text) in enumerate(rows):
                lead = note(words, wrap=True)
                lead.setFixedWidth(lead_width())
                lead.setContentsMargins(0, 1, 0, 0)
                grid.addWidget(lead, number, 0, Qt.AlignmentFlag.AlignTop)
                value = label(text or _("not known"), wrap=True, select=True, tone=Tone.PLAIN if text else Tone.NOTE)
                value.setAccessibleName(f"{words}: {text}")
                grid.addWidget(value, number, 1)
            grid.setColumnStretch(1, 1)
            self.contact.body.addLayout(grid)
        self._show_identity()

    def _show_identity(self) -> None:
        """Above the ways to reach the client; it is known a little later than they are."""
        before, state = self._checked or (None, None), self._identity
        if state == before[1]:
            return
        if before[0] is not None:
            before[0].deleteLater()
        self._checked = None
        if state is not None:
            self._checked = line(_("Identity"), "", tag=check_tag(state)), state
            self.contact.body.insertWidget(0, self._checked[0])

    def show_booking(self, booking: BookLine | None, file: ClientFile) -> None:
        """The booking that comes next, in which the client is host, payer or guest."""
        self._booking = booking
        self._show_next(file)

    def _show_next(self, file: ClientFile) -> None:
        shown = (file.id, file.update_due, file.may_edit, file.withdrawn, file.missing, file.reviews, self._booking)
        if not self.next.changed(shown):
            return
        if (booking := self._booking) is not None:
            act = partial(self.booking_opened.emit, booking.id)
            self.next.body.addWidget(line(_("Next booking"), *booking_words(booking, file.id), act=act))
        if file.update_due is None or file.withdrawn:
            self.next.say_nothing(_("No date is set for looking through this file."))
            return
        due = local(file.update_due).date()
        days = (due - today()).days
        left = _n("{n} day left", "{n} days left", days) if days >= 0 else _n("{n} day late", "{n} days late", -days)
        self.next.body.addWidget(line(_("Look through"), day(due), left.format(n=abs(days))))
        # where the bar on top says so, its button is there
        told = days < 0 and not file.missing and not any(info.provisional for info in file.reviews.values())
        if file.may_edit and not told:
            row = QHBoxLayout()
            row.addWidget(button(_("Looked through"), self.looked_through.emit, icon_name="check"))
            row.addStretch(1)
            self.next.body.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width() < NARROW)

    def _arrange(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._grid.removeWidget(self._left)
        self._grid.removeWidget(self._right)
        self._grid.addWidget(self._left, 0, 0)
        self._grid.addWidget(self._right, *((1, 0) if narrow else (0, 1)))
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 0 if narrow else 2)
        self._grid.setRowStretch(1, 1)


def _asks(emit: Callable[..., Any], *args: str) -> Callable[[], object]:
    return lambda: emit(*args)
