"""The page 操作记录 Activity: what was done to client files, by whom, when and why, and the way back from there."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.acts import ActKind, Asked
from desktop.services import acts
from desktop.services.acts import ActLine, Acts
from desktop.ui.clients.undoing import Undoer
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.date_entry import DateEntry, read_date
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, nothing_found
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.phrases import day
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note, restyle
from desktop.ui.kit.tokens import GAP, Tone
from desktop.ui.kit.values import moment

AT_ONCE = 200
"""Two pages of the table: while the last is looked at, the next are on their way."""
DAY_WIDTH = 132


class ActsController(QObject):
    """Holds what is asked for and the acts read so far; earlier ones are asked for as the list is followed down."""

    loaded = Signal(bool)
    """Whether the question is another than before."""
    grown = Signal()
    people_loaded = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.asked = Asked()
        self.lines: list[ActLine] = []
        self.more = False
        self._asking, self._fresh = False, True

    def load(self) -> None:
        """The newest acts, as many as were read already, and all of them where all were."""
        self._asking = True
        wanted = sys.maxsize if self.lines and not self.more else max(AT_ONCE, len(self.lines))
        self._ask(min(acts.MOST, max(AT_ONCE, len(self.lines))), None, partial(self._begun, (), wanted))

    def load_people(self) -> None:
        self.desk.ask("acts.people", acts.people, done=self.people_loaded.emit, failed=self.refused.emit, owner=self)

    def read_on(self) -> None:
        if self.more and not self._asking:
            self._asking = True
            self._ask(AT_ONCE, self.lines[-1].serial, self._went_on)

    def narrow(self, **changes: Any) -> None:
        asked = replace(self.asked, **changes)
        if asked != self.asked:
            self.asked, self.lines, self._fresh = asked, [], True
            self.load()

    def _ask(self, limit: int, before: int | None, done: Any) -> None:
        # under one key: what was asked for before a filter was set is answered no more
        self.desk.ask("acts.list", acts.acts, self.asked, limit, before, done=done, failed=self._failed, owner=self)

    def _begun(self, read: tuple[ActLine, ...], wanted: int, found: Acts) -> None:
        read += found.lines
        if found.more and len(read) < wanted:
            # a list that was followed down far takes more than one question
            self._ask(min(acts.MOST, wanted - len(read)), read[-1].serial, partial(self._begun, read, wanted))
            return
        self._asking = False
        fresh, self._fresh = self._fresh, False
        self.lines, self.more = list(read), found.more
        self.loaded.emit(fresh)

    def _went_on(self, found: Acts) -> None:
        self._asking = False
        self.lines += found.lines
        self.more = found.more
        self.grown.emit()

    def _failed(self, error: Any) -> None:
        self._asking = False
        self.refused.emit(error)


class ActsPage(Page):
    TITLE = N_("Clients")
    ICON = "history"
    WATCHES = frozenset({"clients"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.controller = ActsController(desk)
        self._lists: QStackedLayout | None = None
        self._none: QWidget | None = None
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self.undoer = Undoer(desk, self)
        self._build_filters()
        self.view = TableView(_("Activity"), double=True)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self._lists = QStackedLayout()
        self.content.addLayout(self._lists, 1)
        self._lists.addWidget(self.view)
        self._connect()
        self.update_actions()
        self.controller.load_people()

    def _build_filters(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.kind = Choice([(None, _("All kinds")), *((kind, _(kind.label)) for kind in ActKind)])
        self.person = Choice([(None, _("Everybody"))])
        self.first, self.last = DateEntry(), DateEntry()
        for choice, words, width in ((self.kind, _("Which acts"), 16), (self.person, _("Who"), 10)):
            choice.setMinimumContentsLength(width)
            choice.setAccessibleName(words)
            row.addWidget(note(words))
            row.addWidget(choice)
        for entry, words in ((self.first, _("From")), (self.last, _("To"))):
            entry.setFixedWidth(DAY_WIDTH)
            entry.line.setAccessibleName(words)
            row.addWidget(note(words))
            row.addWidget(entry)
        row.addStretch(1)
        self.count = note()
        row.addWidget(self.count)
        self.content.addLayout(row)

    def _connect(self) -> None:
        found = self.controller
        found.loaded.connect(self._show)
        found.grown.connect(self._grow)
        found.people_loaded.connect(lambda people: self.person.offer([(None, _("Everybody")), *people]))
        found.refused.connect(self.refuse)
        self.undoer.said.connect(self.toast_requested)
        self.undoer.refused.connect(self.refuse)
        self.kind.edited.connect(lambda: found.narrow(kind=self.kind.value()))
        self.person.edited.connect(lambda: found.narrow(person=self.person.value()))
        for entry, name in ((self.first, "since"), (self.last, "until")):
            entry.line.editingFinished.connect(lambda entry=entry, name=name: self._narrow_days(entry, name))
            entry.edited.connect(lambda entry=entry, name=name: self._picked(entry, name))
        self.view.chosen.connect(lambda _keys: self.update_actions())
        self.view.opened.connect(self._open)
        self.view.menu_requested.connect(self._menu)

    # what is offered

    @property
    def chosen(self) -> ActLine | None:
        keys = set(self.view.selected_keys)
        return next((line for line in self.controller.lines if line.operation in keys), None) if keys else None

    def actions_offered(self) -> Sequence[Action]:
        if self._lists is None:
            return ()
        line = self.chosen
        reason = _(line.elsewhere) if line is not None else _("Select what is to be undone.")
        offered = [Action("undo", N_("Undo…"), self.undo, "undo-2", "", reason)]
        if line is not None and line.opens is not None and line.opens[0] != "clients":
            offered.append(Action("open", N_("Show the page"), self.open_chosen, "external-link"))
        else:
            none = "" if line is not None and line.opens is not None else _("It was not about one file.")
            offered.append(Action("open", N_("Open the file"), self.open_chosen, "file-text", "", none))
        return offered

    def undo(self) -> None:
        line = self.chosen
        if line is not None and not line.elsewhere:
            self.undoer.ask(line.operation)

    def open_chosen(self) -> None:
        if self.chosen is not None:
            self._open(self.chosen.operation)

    def _open(self, key: object) -> None:
        """The file, or the page where it was done; what has neither is looked at as it would be undone."""
        line = next((one for one in self.controller.lines if one.operation == key), None)
        if line is None:
            return
        if line.opens is not None:
            self.desk.open_requested.emit(*line.opens)
        elif not line.elsewhere:
            self.undoer.ask(line.operation)

    def _menu(self, _key: object, place: QPoint) -> None:
        menu = make_menu(list(self.actions_offered()), self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    # asking

    def reload(self) -> None:
        self.controller.load()

    def _narrow_days(self, entry: DateEntry, name: str) -> None:
        text = entry.line.value()
        on = read_date(text)
        restyle(entry.line, "wrong", bool(text) and on is None)
        if on is not None or not text:
            self.controller.narrow(**{name: on})

    def _picked(self, entry: DateEntry, name: str) -> None:
        """From the calendar, or emptied; half a date is none yet."""
        if not entry.line.hasFocus() or not entry.line.value():
            self._narrow_days(entry, name)

    def clear(self) -> None:
        self.kind.set_value(None)
        self.person.set_value(None)
        for entry in (self.first, self.last):
            entry.set_value("")
            restyle(entry.line, "wrong", False)
        self.controller.narrow(kind=None, person=None, since=None, until=None)

    # what comes back

    def _show(self, fresh: bool) -> None:
        lines = self.controller.lines
        if not fresh and self.table.total and lines:
            self.view.remember_place()
            self.table.refresh(len(lines))
        else:
            self.table.start(len(lines), [row_of(line) for line in lines[:100]])
        self._show_count()
        assert self._lists is not None
        if self._none is not None:
            self._lists.removeWidget(self._none)
            self._none.deleteLater()
            self._none = None
        if not lines:
            self._none = self._nothing()
            self._lists.addWidget(self._none)
            self._lists.setCurrentWidget(self._none)
        else:
            self._lists.setCurrentWidget(self.view)
        self.update_actions()

    def _grow(self) -> None:
        self.table.grow(len(self.controller.lines))
        self._show_count()

    def _show_count(self) -> None:
        count = len(self.controller.lines)
        if self.controller.more:
            self.count.setText(_("the newest {n}").format(n=f"{count:,}"))
        else:
            self.count.setText(_n("{n} act", "{n} acts", count).format(n=f"{count:,}"))

    def _nothing(self) -> Empty:
        asked = self.controller.asked
        if asked.everything:
            return Empty(_("Nothing has been done to a client file yet."), icon_name="history")
        days = [day(on) for on in (asked.since, asked.until) if on is not None]
        words = [_(asked.kind.label)] if asked.kind is not None else []
        words += [self.person.currentText()] if asked.person is not None else []
        return nothing_found(words + ([" – ".join(days)] if days else []), self.clear)

    def _fetch(self, wanted: Wanted) -> None:
        lines = self.controller.lines
        end = wanted.offset + wanted.count
        self.table.take(wanted, [row_of(line) for line in lines[wanted.offset : end]])
        if end >= len(lines):
            self.controller.read_on()


def _columns() -> list[Column]:
    return [
        Column("at", _("When"), 158, Fit.WHOLE, sortable=False),
        Column("who", _("Who"), 96, Fit.WHOLE, sortable=False),
        Column("act", _("What"), 296, sortable=False),
        Column("about", _("Concerning"), 250, Fit.WHOLE, sortable=False),
        Column("why", _("Reason"), 240, sortable=False),
    ]


def row_of(line: ActLine) -> Row:
    mark = _("Undone") if line.undone else ""
    if line.left:
        mark = _n("Undone but for {n} client", "Undone but for {n} clients", line.left).format(n=f"{line.left:,}")
    act = Cell(_(line.action), mark=mark, mark_tone=Tone.WARN if line.left else Tone.NOTE)
    return Row(line.operation, (moment(line.at), line.who, act, _concerned(line), line.reason))


def _concerned(line: ActLine) -> Cell:
    if line.client_id is not None:
        return Cell(line.name, bold=True, below=line.code)
    if line.clients is None:
        return Cell(line.about)
    counted = _n("{n} client", "{n} clients", line.clients).format(n=f"{line.clients:,}")
    return Cell(counted, bold=True, below=line.about)
