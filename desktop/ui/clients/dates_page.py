"""The days to remember that come next 纪念日, of all clients this person may see."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QTabBar, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.rights import Right
from desktop.rules.words import DayCalendar
from desktop.services import anniversaries
from desktop.services.anniversaries import UpcomingDay
from desktop.ui.clients.surroundings import coming, years_words
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day
from desktop.ui.kit.which_clients import of_listed

SPANS = (7, 30, 90)


class DatesController(QObject):
    days_loaded = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def load(self, span: int) -> None:
        self.desk.ask("clients.dates", anniversaries.upcoming, span, done=self.days_loaded.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip


class DatesPage(Page):
    TITLE = N_("Clients")
    ICON = "cake"
    WATCHES = frozenset({"clients", "imports"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.controller = DatesController(desk, self)
        self.controller.days_loaded.connect(self._show_days)
        self.controller.refused.connect(self.refuse)
        self.span = SPANS[1]
        row = QHBoxLayout()
        row.setSpacing(4)
        self.spans = QTabBar()
        self.spans.setDrawBase(False)
        self.spans.setExpanding(False)
        self.spans.setAccessibleName(_("How far ahead"))
        for span in SPANS:
            self.spans.addTab(_n("Next {n} day", "Next {n} days", span).format(n=span))
        self.spans.setCurrentIndex(SPANS.index(self.span))
        self.spans.currentChanged.connect(self._choose)
        row.addWidget(self.spans)
        row.addStretch(1)
        self.count = note()
        row.addWidget(self.count)
        self.content.addLayout(row)
        self.view = TableView(_("Anniversaries"))
        columns = [
            Column("on", _("Date"), 150, Fit.WHOLE, sortable=False),
            Column("in", _("When"), 120, Fit.WHOLE, sortable=False),
            Column("client", _("Client"), 190, Fit.WHOLE, sortable=False),
            Column("what", _("What"), 190, sortable=False),
            Column("years", _("Age or years"), 110, sortable=False),
            Column("code", _("Code"), 110, Fit.WHOLE, sortable=False),
            Column("owner", _("Owner"), 110, Fit.WHOLE, sortable=False),
        ]
        self._rows: list[Row] = []
        self._clients: dict[object, UUID] = {}
        self.table = LazyTable(columns, lambda wanted: self.table.take(wanted, self._slice(wanted)), self)
        self.view.show_table(self.table)
        self.view.opened.connect(lambda key: desk.open_requested.emit("clients", self._clients[key]))
        self._stack = QStackedLayout()
        self.content.addLayout(self._stack, 1)
        self._stack.addWidget(self.view)
        self._none = QWidget()
        self._stack.addWidget(self._none)

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "table") or not self.desk.person.may(Right.PRINT_CLIENTS):
            return ()
        none = "" if self._rows else _("There is nobody in the list.")
        return (Action("letters", N_("Letters to those listed…"), self.write_letters, "mail", "", none),)

    def write_letters(self) -> None:
        keys = self.view.selected_keys
        chosen = self._clients.get(keys[0]) if keys else None
        self.desk.open_requested.emit("write_letters", of_listed(self._clients.values(), chosen))

    def reload(self) -> None:
        self.controller.load(self.span)

    def _choose(self, number: int) -> None:
        self.span = SPANS[number]
        self.reload()

    def _show_days(self, days: Sequence[UpcomingDay]) -> None:
        self._rows = [row_of(found) for found in days]
        self._clients = {row.key: found.client_id for row, found in zip(self._rows, days, strict=True)}
        if self.table.total:
            self.view.remember_place()
            self.table.refresh(len(self._rows))
        else:
            self.table.start(len(self._rows), self._rows[:100])
        self.count.setText(_n("{n} day to remember", "{n} days to remember", len(days)).format(n=len(days)))
        self._show_none(not days)
        self.update_actions()

    def _show_none(self, none: bool) -> None:
        self._stack.removeWidget(self._none)
        self._none.deleteLater()
        self._none = Empty(
            _n("No days to remember in the next {n} day.", "No days to remember in the next {n} days.", self.span)
            .format(n=self.span), _("They are entered in each client's file."), icon_name="cake")  # fmt: skip
        self._stack.addWidget(self._none)
        self._stack.setCurrentWidget(self._none if none else self.view)

    def _slice(self, wanted: Wanted) -> Sequence[Row]:
        return self._rows[wanted.offset : wanted.offset + wanted.count]


def row_of(found: UpcomingDay) -> Row:
    what = found.label or _(found.kind_label)
    if found.calendar is DayCalendar.LUNAR:
        what += " (" + _("lunar") + ")"
    near = Cell(coming(found.in_days)) if found.in_days else Cell(coming(0), Tone.WARN, icon="cake")
    # a client may have two days on one date
    key = (found.client_id, found.kind_label, found.label, found.on)
    years = years_words(found.years, found.kind_label)
    name = Cell(found.client_name, bold=True, mark=risk_word(found.risk), mark_tone=risk_tone(found.risk),
                mark_icon=risk_icon(found.risk))  # fmt: skip
    return Row(key, (day(found.on), near, name, what, years, found.client_code, found.owner_name))
