"""The cards of the dashboard: in two columns where there is room, with what each shows of a department or a person."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.contacts import Channel
from desktop.rules.scoring import Plan, Total
from desktop.ui.appraisal.drawn import (
    answers_of,
    average_of,
    dimensions_of,
    funnel_of,
    middle,
    spread_of,
    trend_of,
    typical,
    waterfall_of,
)
from desktop.ui.appraisal.figures import Words
from desktop.ui.appraisal.people import PeopleList
from desktop.ui.kit import theme
from desktop.ui.kit.cards import CARD_MARGINS, card_head
from desktop.ui.kit.chart import Chart
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.tokens import MEDIUM

TREND, FUNNEL, ANSWERS, SPREAD = 200, 280, 200, 110
_TWO = 920
"""Pixels at text size 14 from which two cards stand beside each other."""


class PeopleCard(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*CARD_MARGINS)
        column.addLayout(card_head(_("People")))
        self.people = PeopleList(_("People"))
        self.people.view.setProperty("bare", True)
        self.people.setFixedHeight(theme.current().control_height + round(5.5 * theme.current().double_row_height))
        column.addWidget(self.people)


class Cards(QWidget):
    """Everything below the tiles. `asked` names a sheet, an indicator, and whether only what was lost is meant."""

    asked = Signal(object, str, bool)
    person_asked = Signal(object)
    period_asked = Signal(str)
    record_asked = Signal(str)
    """The id of a contact whose answer took its time."""

    def __init__(self, me: object, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._me = me
        self.sheets: Sequence[Any] = ()
        self.sheet: Any = None
        self.people_card = PeopleCard()
        self.people = self.people_card.people
        self.dimensions = Chart(_("Dimensions"))
        self.trend = Chart(_("Trend"), TREND)
        self.funnel = Chart(_("Compared with chance"), FUNNEL)
        self.key = Choice()
        self.key.setAccessibleName(_("Indicator"))
        self.key.setMinimumContentsLength(12)
        self.funnel.add_to_head(self.key)
        self.waterfall = Chart(_("Points earned and lost"))
        self.answers = Chart(_("Response times"), ANSWERS)
        self.channel = Choice()
        self.channel.setAccessibleName(_("Channel"))
        self.answers.add_to_head(self.channel)
        self.spread = Chart(_("Where the points lie"), SPREAD)
        # in pairs of about the same height
        self.cards: tuple[QWidget, ...] = (self.dimensions, self.spread, self.waterfall, self.funnel, self.trend,
                                           self.answers)  # fmt: skip
        for card in (self.people_card, *self.cards):
            # shown before it has its place it would be a window of its own
            card.setParent(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(MEDIUM)
        self._across: tuple[int, int] = (0, 0)
        self._plan: Plan | None = None
        self._words = Words({}, {})
        self._times: Sequence[Any] = ()
        self._connect()

    def _connect(self) -> None:
        self.key.edited.connect(self._draw_funnel)
        self.channel.edited.connect(self._draw_answers)
        self.people.chosen.connect(self._choose)
        self.people.opened.connect(self.person_asked)
        self.funnel.opened.connect(self._person)
        self.spread.opened.connect(self._person)
        self.trend.opened.connect(lambda key: self.period_asked.emit(str(key)))
        self.answers.opened.connect(lambda key: self.record_asked.emit(str(key)))
        self.waterfall.opened.connect(lambda key: self._behind(str(key), lost=True))
        self.dimensions.opened.connect(self._dimension)

    # what is shown

    def show_board(self, board: Any, words: Words, empty: Any) -> None:
        self.sheets, self._plan, self._words, self._times = board.sheets, board.period.plan, words, board.answers
        self._periods, self._changed = board.names, board.changed
        keys = [one.key for one in self.sheets[0].total.scored] if self.sheets else []
        held = self.key.value()
        self.key.offer([(key, f"{key} {words.name(key)}") for key in keys])
        self.key.set_value(held if held in keys else "B1" if "B1" in keys else keys[0] if keys else None)
        channels = sorted({one.channel for one in self._times}, key=lambda c: -sum(t.channel == c for t in self._times))
        held = self.channel.value()
        self.channel.offer([(one, _(Channel.of(one).label)) for one in channels])
        self.channel.set_value(held if held in channels else channels[0] if channels else None)
        self.people.show_sheets(self.sheets, words, empty)
        there = {sheet.person: sheet for sheet in self.sheets}
        self.sheet = there.get(self.sheet.person) if self.sheet is not None else None
        self.draw()
        self._arrange()

    def draw(self) -> None:
        """All charts, of the person chosen beside the others, or of all."""
        if self._plan is None:
            return
        totals: list[Total] = [sheet.total for sheet in self.sheets]
        one, words, plan = self.sheet, self._words, self._plan
        whose = one.name if one is not None else _("all")
        shown = one.total if one is not None else typical(totals)
        title = _("Dimensions: {whose}").format(whose=whose)
        if shown is not None:
            self.dimensions.show_chart(dimensions_of(shown, plan, words, totals if one is not None else (), title))
        title = _("Points earned and lost: {whose}").format(whose=whose)
        self.waterfall.show_chart(waterfall_of(one.total, plan, words, title) if one is not None
                                  else average_of(totals, plan, words, title))  # fmt: skip
        self._draw_trend()
        self._draw_funnel()
        self._draw_answers()
        self.spread.show_chart(spread_of(self.sheets, self._me,
                                         _("Where the points lie")))  # fmt: skip
        self.heads()

    def heads(self) -> None:
        whose = self.sheet.name if self.sheet is not None else _("all")
        self.dimensions.say_heading(_("Dimensions: {whose}").format(whose=whose))
        self.waterfall.say_heading(_("Points earned and lost: {whose}").format(whose=whose))

    def show_all(self) -> None:
        self.sheet = None
        self.people.view.select_keys([])
        self.draw()

    def _draw_trend(self) -> None:
        names = self._periods
        of = {sheet.person: dict(sheet.previous) for sheet in self.sheets}
        now = {sheet.person: sheet.total.total for sheet in self.sheets}
        current = names[-1] if names else ""

        def value(person: object, name: str) -> Any:
            return now[person] if name == current else of[person].get(name)

        lines = {}
        if self.sheet is not None:
            lines[self.sheet.name] = [value(self.sheet.person, name) for name in names]
        lines[_("Median of all")] = [middle(value(person, name) for person in of) for name in names]
        self.trend.show_chart(trend_of(names, lines, self._changed, _("Trend")))

    def _draw_funnel(self) -> None:
        key = str(self.key.value() or "")
        if self._plan is not None and key:
            whom = self.sheet.person if self.sheet is not None else self._me
            title = _("Compared with chance: {indicator}").format(indicator=self._words.name(key))
            self.funnel.show_chart(funnel_of(self.sheets, key, self._plan, whom, title))

    def _draw_answers(self) -> None:
        wanted = self.channel.value()
        whom = self.sheet.person if self.sheet is not None else None
        times = [one for one in self._times if one.channel == wanted and whom in (None, one.person)]
        names = {sheet.person: sheet.name for sheet in self.sheets}
        limits = sorted(one.limit for one in times)
        cases = [(str(one.contact), names.get(one.person, ""), one.minutes) for one in times]
        self.answers.setVisible(bool(self._times))
        # the limit that holds for most of them; which held for each, its own record tells
        self.answers.show_chart(answers_of(cases, limits[len(limits) // 2] if limits else 60.0, _("Response times")))

    # what is asked for

    def _choose(self, sheet: Any) -> None:
        self.sheet = sheet
        self.draw()

    def _person(self, key: object) -> None:
        found = next((sheet for sheet in self.sheets if str(sheet.person) == str(key)), None)
        if found is not None:
            self.people.view.select_key(found.person)
            self._choose(found)
            self.person_asked.emit(found)

    def _behind(self, key: str, *, lost: bool) -> None:
        """Of the person chosen; of all, those who lost most there are looked at first."""
        if self.sheet is not None:
            self.asked.emit(self.sheet, key, lost)
        else:
            self.key.set_value(key)
            self._draw_funnel()
            self.funnel.view.setFocus()

    def _dimension(self, dimension: object) -> None:
        if self.sheet is None:
            return
        mine = [one for one in self.sheet.total.scored if one.dimension == dimension and one.points is not None]
        if mine:
            self._behind(min(mine, key=lambda one: one.points or 0).key, lost=True)

    # where it stands

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        shown = [card for card in self.cards if card is not self.answers or self._times]
        across = 2 if self.width() >= _TWO * theme.current().scale.body / 14 else 1
        arranged = (across, len(shown))
        if arranged == self._across:
            return
        self._across = arranged
        for card in (self.people_card, *self.cards):
            self._grid.removeWidget(card)
        for number in range(2):
            self._grid.setColumnStretch(number, 1 if number < across else 0)
        self._grid.addWidget(self.people_card, 0, 0, 1, across)
        for number, card in enumerate(shown):
            self._grid.addWidget(card, 1 + number // across, number % across)
