"""The overview's cards of what hangs on a file: connected people, days, dealings, yearly results."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from desktop.i18n import N_, _, _n
from desktop.rules.words import DayCalendar, DayKind
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cards import Card, line, menu_dots
from desktop.ui.kit.marked import locked_note
from desktop.ui.kit.risk import risk_tag
from desktop.ui.kit.text import label, note
from desktop.ui.kit.values import EMPTY, amount, day


class AroundCard(Card):
    """A list of things that can be added to, changed and taken out by whoever may edit the file."""

    HEADING = ""
    ADD = ""
    NOTHING = ""
    CHANGE = N_("Change…")
    REMOVE = N_("Remove")

    add_requested = Signal()
    change_requested = Signal(object)
    remove_requested = Signal(object)
    opened = Signal(object)
    marked_requested = Signal(object)
    """The line of a marked note: its words, or why not."""

    def __init__(self) -> None:
        super().__init__(_(self.HEADING))
        self._add = self.add_button(_(self.ADD), self.add_requested.emit)
        self._add.hide()
        self._may = False

    def may_edit(self, may: bool) -> None:
        self._may = may
        self._add.setVisible(may)

    def show_values(self, values: Sequence[Any]) -> None:
        if not self.changed((tuple(values), self._may)):
            return
        if not values:
            self.say_nothing(_(self.NOTHING))
        self.show_lines(values)

    def show_lines(self, values: Sequence[Any]) -> None:
        for value in values:
            self.show_line(value)

    def show_line(self, value: Any) -> None:
        raise NotImplementedError

    def menu(self, value: Any) -> Callable[[], Sequence[Action]] | None:
        return self.entries(value) if self._may else None

    def entries(self, value: Any) -> Callable[[], Sequence[Action]]:
        return lambda: (
            Action("change", self.CHANGE, lambda: self.change_requested.emit(value), "pencil"),
            Action("remove", self.REMOVE, lambda: self.remove_requested.emit(value), "x"),
        )


class LinksCard(AroundCard):
    HEADING, ADD = N_("Connected people"), N_("Connect")
    NOTHING = N_("Nobody is connected: family, assistant, driver, friends…")
    REMOVE = N_("Remove the link")

    circle_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.circle = self.add_button(_("Picture"), self.circle_requested.emit, "network")
        self.circle.hide()

    def show_values(self, values: Sequence[Any]) -> None:
        self.circle.setVisible(bool(values))
        super().show_values(values)

    def show_line(self, link: Any) -> None:
        below = " · ".join(part for part in (link.other_code, link.note) if part)
        act = lambda: self.opened.emit(link.other_id)  # noqa: E731
        self.body.addWidget(line(_(link.role_label), link.other_name, below, act=act, menu=self.menu(link),
                                 tag=risk_tag(link.risk)))  # fmt: skip


class DaysCard(AroundCard):
    HEADING, ADD = N_("Anniversaries"), N_("Add day")
    NOTHING = N_("No days are known: birthday, wedding, founding…")

    def show_line(self, found: Any) -> None:
        # the birthday field is changed where it stands
        menu = self.menu(found) if found.id is not None else None
        years = years_words(found.years, found.kind_label)
        below = " · ".join(part for part in (years, coming(found.in_days)) if part)
        words = found.day.label or _(found.kind_label)
        text = day(found.next_on)
        if found.day.calendar is DayCalendar.LUNAR:
            text += " (" + _("lunar") + ")"
        self.body.addWidget(line(words, text, below, menu=menu))


class DealingsCard(AroundCard):
    HEADING, ADD = N_("Important dealings"), N_("Add entry")
    NOTHING = N_("No important changes or dealings have been entered.")
    CHANGE, REMOVE = N_("Correct…"), N_("Take out…")

    def show_line(self, dealing: Any) -> None:
        secret = _("Confidential: {reason}").format(reason=dealing.reason) if dealing.confidential else ""
        filed = _("Filed by {name}").format(name=dealing.filed_by) if dealing.filed_by else ""
        below = "\n".join(part for part in (dealing.content, secret, filed) if part)
        menu = self.entries(dealing) if dealing.may_change else None
        if dealing.locked is not None:
            self.body.addWidget(line(day(dealing.on), "", menu=menu,
                                     tag=locked_note(dealing, self.marked_requested.emit)))  # fmt: skip
            return
        self.body.addWidget(line(day(dealing.on), dealing.title, below, menu=menu))


class YearsCard(AroundCard):
    HEADING, ADD = N_("Yearly results (¥)"), N_("Add year")
    NOTHING = N_("No yearly results have been entered.")

    def show_lines(self, years: Sequence[Any]) -> None:
        if not years:
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, words in enumerate((_("Year"), _("Revenue"), _("Profit"), _("With us"))):
            grid.addWidget(note(words), 0, column, right if column else Qt.AlignmentFlag.AlignLeft)
        for row, year in enumerate(years, 1):
            grid.addWidget(label(str(year.year), select=True), row, 0)
            for column, fen in enumerate((year.revenue, year.profit, year.with_us), 1):
                grid.addWidget(label(amount(fen) or EMPTY, select=True), row, column, right)
            if self._may:
                grid.addWidget(menu_dots(str(year.year), lambda y=year: self._entries(y)), row, 4)
        for column in (1, 2, 3):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)

    def _entries(self, year: Any) -> Sequence[Action]:
        return (Action("change", self.CHANGE, lambda: self.change_requested.emit(year), "pencil"),)


def coming(days: int) -> str:
    """`今天`, `还有 3 天`."""
    return _("today") if days == 0 else _n("in {n} day", "in {n} days", days).format(n=days)


def years_words(years: int | None, kind_label: str) -> str:
    """`47 岁` for a birthday, `16 周年` for other days."""
    if years and kind_label == DayKind.BIRTHDAY.label:
        return _("turns {n}").format(n=years)
    return _n("{n} year", "{n} years", years).format(n=years) if years else ""
