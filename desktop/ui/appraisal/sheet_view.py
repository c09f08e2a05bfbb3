"""One person's sheet as a page shows it: the result, what it rests on, and how the total came about."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.appraisal import PeriodState
from desktop.rules.charts.parts import points_text
from desktop.rules.scoring import Total
from desktop.ui.appraisal.drawn import dimensions_of, trend_of, waterfall_of
from desktop.ui.appraisal.figures import FiguresList
from desktop.ui.appraisal.strip import Stage, StateStrip
from desktop.ui.appraisal.words import days_left, period_days, place_words, sample_words, words_of
from desktop.ui.kit.cards import CARD_MARGINS
from desktop.ui.kit.chart import Chart
from desktop.ui.kit.text import IconLabel, figure, label, note, section
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM, SMALL, WIDE

TREND = 190


class ResultCard(QFrame):
    """The total as it stands, with what makes it sure or not, and the states of its period."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*CARD_MARGINS[:2], WIDE, CARD_MARGINS[3])
        column.setSpacing(GAP)
        self.heading = section()
        column.addWidget(self.heading)
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        self.total = figure()
        row.addWidget(self.total)
        said = QVBoxLayout()
        said.setSpacing(SMALL)
        self.says = label(wrap=True)
        self.parts = note("", wrap=True)
        said.addWidget(self.says)
        said.addWidget(self.parts)
        row.addLayout(said, 1)
        column.addLayout(row)
        warns = QHBoxLayout()
        warns.setSpacing(GAP)
        self._sign = IconLabel("info", "warn")
        warns.addWidget(self._sign)
        self.sample = note("", wrap=True)
        warns.addWidget(self.sample, 1)
        column.addLayout(warns)
        self.strip = StateStrip()
        column.addWidget(self.strip)

    def show_sheet(self, sheet: Any) -> None:
        period, total = sheet.period, sheet.total
        days, left = period_days(period.first, period.last), days_left(period.last, today())
        self.heading.setText(f"{period.name} · {days} · {left}")
        self.total.setText(points_text(total.total))
        self.total.setAccessibleName(_("Total {points} of 100").format(points=points_text(total.total)))
        self.says.setText(_result(sheet))
        self.parts.setText(_parts(total))
        warned = sample_words(total)
        self.sample.setText(warned)
        for piece in (self.sample, self._sign):
            piece.setVisible(bool(warned))
        states = list(PeriodState)
        self.strip.show_stages([Stage(_(state.label)) for state in states], states.index(period.state))


def _result(sheet: Any) -> str:
    total: Total = sheet.total
    if total.total is None:
        return _("There is no score yet.")
    if sheet.running:
        return _("points as of now: they move with every case that falls due, and nothing is settled yet")
    if sheet.place is not None:
        return _("points · place {place}").format(place=place_words(sheet.place))
    return _("points")


def _parts(total: Total) -> str:
    parts = [_("from the records {points}").format(points=points_text(total.data))]
    if total.superior is not None:
        parts.append(_("superior {points}").format(points=points_text(total.superior)))
    if total.bonus:
        parts.append(_("rewards and penalties {points}").format(points=f"{total.bonus:+.1f}"))
    parts.append(_("{n} % of the weight scored").format(n=points_text(total.coverage).removesuffix(".0")))
    return " · ".join(parts)


class SheetColumn(QWidget):
    """All of a sheet, one below the other; a key asked for anywhere asks for the records behind it."""

    asked = Signal(str, bool)
    """An indicator's key, and whether only what lost points is meant."""
    picked = Signal(str)
    """The indicator that the arrows came to in the list."""
    period_asked = Signal(str)
    """The name of a period in the trend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.result = ResultCard()
        column.addWidget(self.result)
        self.figures = FiguresList(_("Indicators"))
        self.figures.opened.connect(lambda key: self.asked.emit(str(key), False))
        self.figures.view.chosen.connect(self._picked)
        column.addWidget(self.figures)
        self.waterfall = Chart(_("Points earned and lost"))
        self.waterfall.opened.connect(lambda key: self.asked.emit(str(key), True))
        column.addWidget(self.waterfall)
        self.dimensions = Chart(_("Dimensions"))
        column.addWidget(self.dimensions)
        self.trend = Chart(_("Periods"), TREND)
        self.trend.opened.connect(lambda key: self.period_asked.emit(str(key)))
        column.addWidget(self.trend)
        self.sheet: Any = None

    def show_sheet(self, sheet: Any, others: Sequence[Total] = ()) -> None:
        self.sheet = sheet
        words, plan = words_of(sheet.period), sheet.period.plan
        self.result.show_sheet(sheet)
        self.figures.show_total(sheet.total, plan, words, running=sheet.running)
        self.waterfall.show_chart(waterfall_of(sheet.total, plan, words, _("Points earned and lost")))
        self.dimensions.show_chart(dimensions_of(sheet.total, plan, words, others, _("Dimensions")))
        earlier = list(sheet.previous)
        self.trend.setVisible(bool(earlier))
        if earlier:
            names = [*(name for name, _points in earlier), sheet.period.name]
            values = [*(points for _name, points in earlier), sheet.total.total]
            self.trend.show_chart(trend_of(names, {sheet.name: values}, {}, _("Periods")))

    def insert(self, place: int, widget: QWidget) -> None:
        """Something of the page's own between the parts."""
        self._column.insertWidget(place, widget)

    def _picked(self, keys: list[object]) -> None:
        if keys:
            self.picked.emit(str(keys[0]))
