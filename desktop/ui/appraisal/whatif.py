"""如果换一种权重 What if: a past period reckoned by other weights before one's eyes; nothing of it is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from desktop.i18n import _, _n
from desktop.rules.charts.parts import points_text, signed
from desktop.rules.scoring import Plan, Total, score
from desktop.ui.appraisal.drawn import middle
from desktop.ui.appraisal.figures import Words
from desktop.ui.kit import theme
from desktop.ui.kit.cells import Cell, Column, Row, Rows, Wanted
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import WIDE, Tone

SUPERIOR = "superior"
_SOON = 40
"""Milliseconds: while a slider is dragged the people are reckoned at most so often."""
_HUNDRED = Decimal(100)


class Slider(QSlider):
    """Steps by keys; the wheel only with the focus."""

    def __init__(self, name: str, value: int, most: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setRange(0, most)
        self.setPageStep(5)
        self.setValue(value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(32)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def other_plan(plan: Plan, dimensions: Mapping[str, int], superior: int) -> Plan:
    """The plan with other weights of its dimensions, and so many per cent for the superior's part."""
    part = Decimal(superior) / _HUNDRED
    return replace(plan, dimensions={key: Decimal(weight) for key, weight in dimensions.items()}, superior=part,
                   data=1 - part)  # fmt: skip


def reckoned(total: Total, plan: Plan) -> Total:
    """The same counts and marks by another plan."""
    counts = {one.key: one.count for one in total.scored}
    capped = [one.key for one in total.dimensions if one.capped]
    return score(counts, plan, total.superior, total.bonus, capped)


class WhatIfDialog(Dialog):
    reckoned = Signal()

    def __init__(self, sheets: Sequence[Any], plan: Plan, words: Words, period: str, parent: QWidget) -> None:
        super().__init__(_("What if the weights were others? {period}").format(period=period), parent, width=720)
        self._sheets, self._plan, self._words = sheets, plan, words
        self.found: list[tuple[Any, Total]] = []
        self.body.addWidget(note(_("Nothing of this is saved: the period stays as it was judged. What you find here "
                                   "can become the scheme from the next opening on."), wrap=True))  # fmt: skip
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(0)
        self.sliders: dict[str, Slider] = {}
        self._values: dict[str, QLabel] = {}
        whole = sum(plan.dimensions.values(), Decimal()) or Decimal(1)
        asked = [(key, words.name(key), round(weight / whole * 100), 100) for key, weight in plan.dimensions.items()]
        parts = plan.data + plan.superior
        asked.append((SUPERIOR, _("Superior's judgement"), round(plan.superior / parts * 100) if parts else 0, 50))
        for row, (key, name, value, most) in enumerate(asked):
            grid.addWidget(label(name), row, 0)
            slider = self.sliders[key] = Slider(name, value, most)
            slider.valueChanged.connect(lambda _value: self._timer.start())
            grid.addWidget(slider, row, 1)
            said = self._values[key] = label("", role="strong")
            said.setMinimumWidth(theme.current().scale.body * 4)
            said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(said, row, 2)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self._start = {key: slider.value() for key, slider in self.sliders.items()}
        self.sum = label("", wrap=True)
        self.body.addWidget(self.sum)
        self.view = TableView(_("People by these weights"))
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.view.setMinimumHeight(theme.current().control_height + 7 * theme.current().row_height)
        self.body.addWidget(self.view, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SOON)
        self._timer.timeout.connect(self.reckon)
        self.set_main(_("Close"), self.accept)
        self.add_button(_("As it was"), self.reset)
        self.finished.connect(self.deleteLater)
        self.reckon()

    @property
    def plan(self) -> Plan:
        weights = {key: slider.value() for key, slider in self.sliders.items() if key != SUPERIOR}
        if not any(weights.values()):
            weights = dict.fromkeys(weights, 1)
        return other_plan(self._plan, weights, self.sliders[SUPERIOR].value())

    def reset(self) -> None:
        for key, value in self._start.items():
            self.sliders[key].setValue(value)

    def reckon(self) -> None:
        plan = self.plan if self._changed else self._plan
        whole = sum(plan.dimensions.values(), Decimal()) or Decimal(1)
        for key, said in self._values.items():
            share = plan.superior * 100 if key == SUPERIOR else plan.dimensions[key] / whole * 100
            said.setText(f"{share:.0f} %")
        self.found = [(sheet, reckoned(sheet.total, plan)) for sheet in self._sheets]
        moved = [now.total - sheet.total.total for sheet, now in self.found
                 if now.total is not None and sheet.total.total is not None]  # fmt: skip
        much = sum(1 for step in moved if abs(step) >= 1)
        before, after = (points_text(middle(values)) for values in (
            (sheet.total.total for sheet, _now in self.found), (now.total for _sheet, now in self.found)))  # fmt: skip
        self.sum.setText(_n("{n} of {all} moves by a point or more; median {before} → {after}.",
                            "{n} of {all} move by a point or more; median {before} → {after}.", much).format(
            n=much, all=len(self.found), before=before, after=after))  # fmt: skip
        self.view.remember_place()
        self.table.start(len(self.found), Rows(self.found, _row))
        self.reckoned.emit()

    @property
    def _changed(self) -> bool:
        return any(slider.value() != self._start[key] for key, slider in self.sliders.items())

    def _fetch(self, _wanted: Wanted) -> None:
        """All of them are there from the beginning."""


def _columns() -> list[Column]:
    return [Column("name", _("Colleague"), 300, fixed=True, sortable=False),
            Column("was", _("As judged"), 110, right=True, sortable=False),
            Column("now", _("By these weights"), 140, right=True, sortable=False),
            Column("moved", _("Difference"), 120, right=True, sortable=False)]  # fmt: skip


def _row(found: tuple[Any, Total]) -> Row:
    sheet, now = found
    before, after = sheet.total.total, now.total
    step = after - before if before is not None and after is not None else None
    icon = "" if not step else "arrow-up" if step > 0 else "arrow-down"
    moved = Cell("—" if step is None else signed(step), Tone.NOTE if not step else Tone.PLAIN, icon)
    return Row(sheet.person, (sheet.name, points_text(before), Cell(points_text(after), bold=True), moved))
