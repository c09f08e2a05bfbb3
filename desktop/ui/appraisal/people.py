"""The people of a period as a list: name first, the place as a range, what was lost, and how the sheet stands."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.appraisal import SheetState
from desktop.rules.charts.parts import points_text, signed
from desktop.rules.scoring import RANKED_FROM
from desktop.ui.appraisal.figures import Words
from desktop.ui.appraisal.words import place_words
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import Nothing
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import Tone

_HUNDRED = Decimal(100)
_BRIEF = (0, 1, 4, 5)
STATES = {
    SheetState.OBJECTED: (Tone.WARN, "circle-alert"), SheetState.APPEALED: (Tone.WARN, "circle-alert"),
    SheetState.CONFIRMED: (Tone.GOOD, "check"), SheetState.LOCKED: (Tone.PLAIN, "lock"),
    SheetState.RATED: (Tone.GOOD, "check"), SheetState.HANDED_IN: (Tone.PLAIN, "check"),
}  # fmt: skip


def worst(sheet: Any) -> tuple[str, Decimal] | None:
    """The indicator that cost most of the points that the records give, and how many of them."""
    lost = [(one.key, one.share * (_HUNDRED - one.points)) for one in sheet.total.scored if one.points is not None]
    key, points = max(lost, key=lambda pair: pair[1], default=("", Decimal()))
    return (key, points) if points >= Decimal("0.1") else None


def row_of(sheet: Any, words: Words) -> Row:
    total = sheet.total
    below = " · ".join(part for part in (sheet.post, sheet.department) if part)
    score = Cell(points_text(total.total), bold=True) if total.total is not None else Cell("—", Tone.NOTE)
    thin = total.coverage < RANKED_FROM
    weight = f"{points_text(total.coverage).removesuffix('.0')} %"
    coverage = Cell(weight, Tone.NOTE, "info", below=_("info only")) if thin else Cell(weight)
    most = worst(sheet)
    lost = Cell("—", Tone.NOTE) if most is None else Cell(signed(-most[1]), below=f"{most[0]} {words.name(most[0])}")
    tone, icon = STATES.get(sheet.state, (Tone.NOTE, ""))
    return Row(sheet.person, (Cell(sheet.name, below=below), score, place_words(sheet.place), coverage, lost,
                              Cell(_(sheet.state.label), tone, icon)))  # fmt: skip


def columns(*, brief: bool) -> list[Column]:
    every = [
        Column("name", _("Colleague"), 160, fixed=True),
        Column("score", _("Points"), 66, right=True, sortable=False),
        Column("place", _("Place range"), 92, Fit.WHOLE, sortable=False),
        Column("coverage", _("Scored"), 96, Fit.WHOLE, sortable=False),
        Column("lost", _("Most lost in"), 190, sortable=False),
        Column("state", _("Sheet state"), 130, Fit.WHOLE),
    ]
    return [every[n] for n in _BRIEF] if brief else every


class PeopleList(QWidget):
    """By name, or by how the sheets stand; never by points, which would make a league of them."""

    chosen = Signal(object)
    """A sheet that the keys came to."""
    opened = Signal(object)
    menu_requested = Signal(object, QPoint)

    def __init__(self, name: str, parent: QWidget | None = None, *, brief: bool = False) -> None:
        """`brief` leaves out what is compared: where the steps of a period are what counts."""
        super().__init__(parent)
        self._brief = brief
        self.sheets: Sequence[Any] = ()
        self._words = Words({}, {})
        self._by = ("name", False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = TableView(name, double=True)
        self.table = LazyTable(columns(brief=brief), self._fetch, self)
        self.view.show_table(self.table)
        self.view.show_order("name", False)
        column.addWidget(self.view, 1)
        self.nothing = Nothing()
        column.addLayout(self.nothing, 1)
        self.view.sort_requested.connect(self._sort)
        self.view.chosen.connect(lambda _keys: self.sheet and self.chosen.emit(self.sheet))
        self.view.opened.connect(lambda _key: self.sheet and self.opened.emit(self.sheet))
        self.view.menu_requested.connect(lambda _key, at: self.sheet and self.menu_requested.emit(self.sheet, at))

    def show_sheets(self, sheets: Sequence[Any], words: Words, empty: Callable[[], Empty]) -> None:
        """In the order in which the office told them, which is that of names."""
        self.sheets, self._words = sheets, words
        self._show()
        self.nothing.show_instead(self.view, None if sheets else empty())

    @property
    def sheet(self) -> Any:
        keys = self.view.selected_keys
        return next((sheet for sheet in self.sheets if sheet.person in keys), None)

    def _show(self) -> None:
        key, down = self._by
        found = list(self.sheets)
        if key == "state":
            order = list(SheetState)
            found.sort(key=lambda sheet: order.index(sheet.state), reverse=down)
        elif down:
            found.reverse()
        self.view.remember_place()
        self.table.start(len(found), Rows(found, self._row))

    def _row(self, sheet: Any) -> Row:
        row = row_of(sheet, self._words)
        return Row(row.key, [row.cells[n] for n in _BRIEF]) if self._brief else row

    def _sort(self, key: str, down: bool) -> None:
        self._by = key, down
        self.view.show_order(key, down)
        self._show()

    def _fetch(self, _wanted: Wanted) -> None:
        """All of them are there from the beginning."""
