"""The figures of a sheet as a list: each indicator with its source, what was counted, and how to reach the target."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.charts.parts import points_text, share_text
from desktop.rules.scoring import PASS, Plan, Sample, Scored, Total, to_reach
from desktop.rules.values import dataclass
from desktop.ui.kit import theme
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import Tone

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Words:
    """What the keys of a plan are called in the language of the screen, and by what sentence each is reckoned."""

    names: Mapping[str, str]
    formulas: Mapping[str, str]

    def name(self, key: str) -> str:
        return self.names.get(key, key)

    def formula(self, key: str) -> str:
        return self.formulas.get(key, "")


def kept(one: Scored) -> str:
    """`18 of 20`, by weight where cases weigh differently: what was kept of what fell due."""
    count = one.count
    if not count.cases:
        return "0"
    if _by_acts(one):
        return _("{kept} of {all}").format(kept=count.good // 1_000_000_000, all=count.cases)
    return _n("{n} counted", "{n} counted", count.cases).format(n=count.cases)


def _by_acts(one: Scored) -> bool:
    """Whether its cases are acts that were met or not: of shares and days no number of them can be named."""
    count = one.count
    alike = count.square * count.cases == count.weight * count.weight
    return alike and count.good % 1_000_000_000 == 0


def interval(one: Scored) -> str:
    if one.low is None or one.high is None:
        return ""
    return _("{low} to {high}").format(low=share_text(one.low, 0), high=share_text(one.high, 0))


def how_to_reach(one: Scored, plan: Plan, *, running: bool = True) -> Cell:
    """What lifts the rate to the target while the period runs; after it, whether it was reached."""
    target = plan.bound(one.key).target
    below = _("target {target}").format(target=share_text(target, 0))
    if one.state is Sample.NONE:
        return Cell("—", Tone.NOTE, below=below)
    more = to_reach(one.count, target)
    if more == 0:
        return Cell(_("Target met"), Tone.GOOD, "check", below=below)
    if not running or more < 0:
        return Cell(_("Target missed"), Tone.NOTE, "circle-alert", below=below)
    if not _by_acts(one):
        return Cell(_("Below target"), Tone.PLAIN, "arrow-up", below=below)
    said = _n("{n} more met", "{n} more met", more).format(n=more)
    return Cell(said, Tone.PLAIN, "arrow-up", below=_("→ {target}").format(target=share_text(target, 0)))


def points_cell(one: Scored, plan: Plan) -> Cell:
    """Points of 100; why there are none where there are none."""
    if one.state is Sample.TOO_FEW:
        return Cell(_("Too few"), Tone.NOTE, "info", below=_("{n} are needed").format(n=plan.fewest))
    if one.points is None:
        return Cell(_("No data"), Tone.NOTE, "info")
    bad = one.points < PASS
    return Cell(points_text(one.points), Tone.BAD if bad else Tone.PLAIN, "circle-alert" if bad else "", True)


def row_of(one: Scored, plan: Plan, words: Words, *, running: bool, brief: bool = False) -> Row:
    weight = _("{n} % of the result").format(n=f"{one.share * _HUNDRED:.0f}") if one.share else _("counts nothing now")
    excused = _("{n} excused").format(n=one.count.excused) if one.count.excused else ""
    cells = (
        Cell(f"{one.key} {words.name(one.key)}", below=weight),
        Cell(kept(one), below=excused),
        Cell(share_text(one.raw), below=interval(one)),
        points_cell(one, plan),
        how_to_reach(one, plan, running=running),
    )
    return Row(one.key, cells[:-1] if brief else cells)


def _columns(*, brief: bool) -> list[Column]:
    every = [
        Column("name", _("Indicator"), 190, Fit.WHOLE, fixed=True, sortable=False),
        Column("kept", _("Met / counted"), 88, Fit.WHOLE, sortable=False),
        Column("rate", _("Rate, range"), 104, Fit.WHOLE, sortable=False),
        Column("points", _("Points"), 96, Fit.WHOLE, sortable=False),
        Column("reach", _("To the target"), 120, Fit.WHOLE, sortable=False),
    ]
    return every[:-1] if brief else every


class FiguresList(QWidget):
    """Shows all rows at once, as tall as they are: the page around it scrolls. Enter asks for the records behind."""

    opened = Signal(object)
    """The key of an indicator."""

    def __init__(self, name: str, parent: QWidget | None = None, *, brief: bool = False) -> None:
        """`brief` leaves out how to reach the target: for somebody else's figures."""
        super().__init__(parent)
        self._brief = brief
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = TableView(name, double=True)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table = LazyTable(_columns(brief=brief), self._fetch, self)
        self.view.show_table(self.table)
        self.view.opened.connect(self.opened)
        column.addWidget(self.view)
        self.scored: Sequence[Scored] = ()
        theme.current().changed.connect(self._fit)

    def show_total(self, total: Total, plan: Plan, words: Words, *, running: bool) -> None:
        self.scored = total.scored
        self.view.remember_place()
        self.table.start(
            len(total.scored),
            Rows(total.scored, lambda one: row_of(one, plan, words, running=running, brief=self._brief)),
        )
        if total.scored and not self.view.selected_keys:
            self.view.select_key(total.scored[0].key)
        self._fit()

    @property
    def key(self) -> object:
        keys = self.view.selected_keys
        return keys[0] if keys else None

    def _fit(self) -> None:
        look = theme.current()
        self.view.setFixedHeight(look.control_height + len(self.scored) * look.double_row_height + 4)

    def _fetch(self, _wanted: Wanted) -> None:
        """All rows are there from the beginning."""
