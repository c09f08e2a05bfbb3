"""The records behind a figure: what fell due, what came of it, why it counts, and what may be done about it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import _, language
from desktop.rules.values import dataclass
from desktop.ui.kit import theme
from desktop.ui.kit.actions import Action, ActionRow, make_menu
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import Nothing
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import ENGLISH_MONTHS
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note, section
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import GAP, SMALL, Tone

WHOLE = 1_000_000
"""An outcome in millionths: kept in full."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Whose records under which indicator; `formula` is the sentence that says how they become a figure."""

    person: Any
    key: str
    heading: str
    formula: str = ""
    figures: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One case in words. `outcome` in millionths; `row` is what was handed in, for what is done about it."""

    key: object
    whom: str
    why: str
    due: datetime | None
    done: datetime | None
    outcome: int
    excused: bool
    row: Any = None
    coming: bool = False
    """Not due yet: it is carried over, and counts in nothing so far."""

    @property
    def lost(self) -> bool:
        return self.outcome < WHOLE and not self.excused and not self.coming


def short(at: datetime) -> str:
    """`11月2日 10:30`, without the day of the week: three columns share a narrow panel."""
    here = local(at)
    if language() == "en":
        return f"{here.day} {ENGLISH_MONTHS[here.month - 1]} {here:%H:%M}"
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def result_cell(one: Evidence) -> Cell:
    """A word and an icon for how it went, and when it was done below."""
    done = short(one.done) if one.done is not None else ""
    if one.excused:
        return Cell(_("Excused"), Tone.NOTE, "ban", below=done)
    if one.coming:
        return Cell(_("Not due yet"), Tone.NOTE, "clock", below=done)
    if one.outcome >= WHOLE:
        return Cell(_("Met"), Tone.GOOD, "check", below=done)
    if one.outcome <= 0:
        return Cell(_("Not met"), Tone.BAD, "x", below=done or _("not done"))
    return Cell(_("{n} % met").format(n=round(one.outcome / 10_000)), Tone.WARN, "circle-alert", below=done)


def row_of(one: Evidence) -> Row:
    due, _gap, hour = short(one.due).rpartition(" ") if one.due is not None else ("", "", "")
    return Row(one.key, (Cell(one.whom, below=one.why), Cell(due, below=hour), result_cell(one)))


def _columns() -> list[Column]:
    return [
        Column("whom", _("Which record"), 108, Fit.WHOLE, fixed=True, sortable=False),
        Column("due", _("Due on"), 82, Fit.WHOLE, sortable=False),
        Column("result", _("Outcome"), 138, Fit.WHOLE, sortable=False),
    ]


class EvidencePanel(QFrame):
    """Filled by whoever shows it; Enter on a row asks for the record, Esc for the panel to go."""

    open_requested = Signal(object)
    """An Evidence whose record is asked for."""
    closed = Signal()
    fewer_requested = Signal(bool)
    """Whether only what lost points is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.behind: Behind | None = None
        self.lines: Sequence[Evidence] = ()
        self.acts: Callable[[Evidence], Sequence[Action]] = lambda _one: ()
        self._build()
        self.show_nothing()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 2, 12)
        # large letters of a long formula take more room than a small window has
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(SMALL)
        self.heading = section()
        self.heading.setWordWrap(True)
        self.formula = note("", wrap=True)
        self.figures = label("", wrap=True)
        self.only_lost = YesNo(_("Only what lost points"))
        self.only_lost.edited.connect(lambda: self.fewer_requested.emit(bool(self.only_lost.value())))
        for piece in (self.heading, self.formula, self.figures, self.only_lost):
            column.addWidget(piece)
        self.view = TableView(_("Records behind the figure"), double=True)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.view.opened.connect(lambda _key: self._open())
        self.view.chosen.connect(lambda _keys: self._offer())
        self.view.menu_requested.connect(self._menu)
        look = theme.current()
        self.view.setMinimumHeight(look.control_height + round(3.5 * look.double_row_height))
        column.addWidget(self.view, 1)
        self.nothing = Nothing()
        column.addLayout(self.nothing, 1)
        self.more = note("", wrap=True)
        column.addWidget(self.more)
        self.buttons = ActionRow(2, stretched=True, after=self.view)
        self.buttons.setSpacing(GAP)
        column.addLayout(self.buttons)
        outer.addWidget(scrolling(whole))

    @property
    def chosen(self) -> Evidence | None:
        keys = self.view.selected_keys
        return next((one for one in self.lines if one.key in keys), None)

    def show_nothing(self) -> None:
        self.behind, self.lines = None, ()
        self.heading.setText(_("Evidence of a figure"))
        self._texts("", "")
        self.table.start(0, [])
        self.only_lost.hide()
        self.more.hide()
        self._instead(Empty(_("Every figure opens to the records behind it."),
                            _("Choose an indicator, a point of a chart or a person, and press Enter."),
                            icon_name="search"))  # fmt: skip
        self._offer()

    def wait_for(self, behind: Behind) -> None:
        """The heading at once, the records when the office has told them."""
        self.behind = behind
        self.heading.setText(behind.heading)
        self._texts(behind.formula, behind.figures)

    def show_lines(self, behind: Behind, lines: Sequence[Evidence], more: str = "") -> None:
        """`more` says what is not shown here, such as that only the first records are."""
        self.wait_for(behind)
        self.lines = lines
        self.view.remember_place()
        self.table.start(len(lines), Rows(lines, row_of))
        self.only_lost.show()
        self.more.setText(more)
        self.more.setVisible(bool(more))
        empty = None
        if not lines:
            lost = bool(self.only_lost.value())
            said = _("Nothing lost points here.") if lost else _("Nothing fell due here yet.")
            empty = Empty(said, icon_name="check" if lost else "clock")
        self._instead(empty)
        if lines and self.chosen is None:
            self.view.select_key(lines[0].key)
        self._offer()

    def take_focus(self) -> None:
        if self.lines:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _instead(self, empty: Empty | None) -> None:
        self.nothing.show_instead(self.view, empty)

    def _texts(self, formula: str, figures: str) -> None:
        for piece, text in ((self.formula, formula), (self.figures, figures)):
            piece.setText(text)
            piece.setVisible(bool(text))

    def _offer(self) -> None:
        one = self.chosen
        self.buttons.show_actions(list(self.acts(one)) if one is not None else [], self)

    def _open(self) -> None:
        if (one := self.chosen) is not None:
            self.open_requested.emit(one)

    def _menu(self, _key: object, at: QPoint) -> None:
        one = self.chosen
        offered = list(self.acts(one)) if one is not None else []
        if offered:
            menu = make_menu(offered, self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

    def _fetch(self, _wanted: Wanted) -> None:
        """All that is shown is there from the beginning."""
