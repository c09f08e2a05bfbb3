"""接待 Reception: one line that finds who is at the door, lists below it, and the chosen visit beside them (RE-1)."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from desktop.i18n import N_, _
from desktop.rules.reception import Grade
from desktop.rules.rights import Right, Scope
from desktop.services import reception
from desktop.services.reception_desk import Door, Habit, Host
from desktop.services.visitors import Found, Source, VisitorLine
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Row, Rows, Wanted
from desktop.ui.kit.day_bar import DayBar
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.search_box import SHOWN, Hit, SearchBox
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.table import TableView
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import GAP, MEDIUM
from desktop.ui.reception import PLAN
from desktop.ui.reception.acts import VisitActs
from desktop.ui.reception.controller import DAY, EXPECTED, INSIDE, ReceptionController
from desktop.ui.reception.dialogs import ArrivalDialog, PlanDialog
from desktop.ui.reception.office import OfficeActs
from desktop.ui.reception.pane import VisitorPane
from desktop.ui.reception.words import columns, hit_of, row_of

TABS = (N_("In the house"), N_("Expected"), N_("Day sheet"))
NEWCOMER = "newcomer"
MINUTE = 60_000


class ReceptionPage(ListPage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.SEE_VISITORS
    WATCHES = frozenset({"reception", "settings", "accounts", "approvals"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = ReceptionController(desk)
        self.lines: Sequence[VisitorLine] | None = None
        self._wanted: UUID | None = None
        self._next_at_door = False
        super().__init__(desk, parent, printing)
        self.approvals = Approvals(desk, self)
        self._build()
        self.acts, self.office_acts = VisitActs(self), OfficeActs(self)
        self._connect()
        self.built()

    def _build(self) -> None:
        self.door = SearchBox()
        hint = _("Who is at the door? Name, pinyin, end of the phone, badge…")
        self.door.line.setPlaceholderText(hint)
        self.door.line.setAccessibleName(hint)
        self.content.addWidget(self.door)
        self.door.setVisible(self.controller.receives)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.tabs = tab_row(_("Which visitors"), (_(word) for word in TABS), whole=True)
        line.addWidget(self.tabs)
        line.addStretch(1)
        self.content.addLayout(line)
        # in a line of its own: large letters leave no room beside the tabs
        dated = QHBoxLayout()
        self.day = DayBar(today())
        dated.addWidget(self.day)
        dated.addStretch(1)
        self.content.addLayout(dated)
        self.day.hide()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.view = TableView(_("Visitors"), double=True)
        self.table = LazyTable(columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.split.addWidget(self.view)
        self.pane = VisitorPane()
        self.split.addWidget(self.pane)
        self.split.setStretchFactor(0, 1)
        self.split.setHandleWidth(MEDIUM)
        self.split.setSizes([640, 400])
        self.content.addWidget(self.split, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)
        # how long somebody waits is told by the minute
        self._clock = QTimer(self, interval=MINUTE)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    def _connect(self) -> None:
        found = self.controller
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.approvals.said.connect(lambda said: self.toast_requested.emit(said, None))
        self.approvals.refused.connect(self.refuse)
        self.door.searched.connect(self._search)
        self.door.chosen.connect(self._take_hit)
        self.tabs.currentChanged.connect(self._turn)
        self.day.day_chosen.connect(lambda _day: self.reload())
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self.acts.main())
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self.acts.offered(), at))

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.door.line if self.controller.receives else self.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "acts") or not self.may_see:
            return ()
        offered = self.acts.offered()
        main = not any(one.main for one in offered)
        offered.append(Action("plan", N_("Announce a visitor…"), self.plan, "calendar-plus", "Ins", main=main))
        words = N_("Print the sheet of the day") if self._which == DAY else N_("Print who is in the house")
        # a list of some would be taken for that of all
        whole = self.desk.person.mandate.scope(Right.SEE_VISITORS) is Scope.ALL
        if whole and (self._which != DAY or self.controller.receives):
            offered.append(Action("print", words, self._print, "printer", "Ctrl+P"))
        return [*offered, *self.office_acts.offered()]

    def open(self, argument: object) -> None:
        """A visit's id chooses it, PLAN announces somebody; None is the list."""
        if argument == PLAN and self.may_see:
            self.plan()
        elif isinstance(argument, UUID):
            self._wanted, self._next_at_door = argument, False
            if self._choose():
                self._look()
            else:
                self.controller.look(argument, self._find_list)

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self._which, self.day.on, lambda found: self._show(*found))

    @property
    def line(self) -> VisitorLine | None:
        keys = self.view.selected_keys
        return next((line for line in self.lines or () if line.id in keys), None)

    @property
    def _which(self) -> int:
        return self.tabs.currentIndex()

    # what is shown

    def _show(self, lines: Sequence[VisitorLine], counts: tuple[int, int]) -> None:
        self.lines = lines
        for number, count in zip((INSIDE, EXPECTED), counts, strict=True):
            word = _(TABS[number])
            self.tabs.setTabText(number, _("{word} {n}").format(word=word, n=count) if count else word)
        self.view.remember_place()
        self.table.start(len(lines), Rows(lines, self._row()))
        self.nothing.show_instead(self.split, None if lines else self._empty_list())
        if not self._choose():
            self._wanted = None
            if lines and self.line is None:
                self.view.select_key(lines[0].id)
        self._look()

    def _row(self) -> Callable[[VisitorLine], Row]:
        return partial(row_of, now=datetime.now(UTC), of_day=self._which == DAY)

    def _empty_list(self) -> Empty:
        if self._which == DAY:
            return Empty(_("Nobody came on this day."), "", icon_name="door-open")
        how = _("Whoever is announced is found at the desk by three letters.")
        if self._which == EXPECTED:
            return Empty(_("Nobody is expected."), how, _("Announce a visitor…"), self.plan, icon_name="calendar-plus",
                         main=False)  # fmt: skip
        none = _("Nobody is in the house.") if self.controller.receives else _("Nobody is here to see you.")
        return Empty(none, how, icon_name="door-open")

    def _choose(self) -> bool:
        if self._wanted is None or self._wanted not in [line.id for line in self.lines or ()]:
            return False
        self.view.select_key(self._wanted)
        if not self._next_at_door:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wanted = None
        return True

    def _find_list(self, found: tuple[VisitorLine, Sequence[Habit]]) -> None:
        """Shows the list in which a visit stands."""
        line = found[0]
        if line.came_at is None:
            wanted = EXPECTED
        elif line.left_at is None:
            wanted = INSIDE
        else:
            wanted = DAY
            self.day.go(local(line.came_at).date())
        if self._which == wanted:
            self.reload()
        else:
            self.tabs.setCurrentIndex(wanted)

    def _turn(self, _tab: int) -> None:
        self.day.setVisible(self._which == DAY)
        self.tabs.updateGeometry()
        self.reload()
        self.update_actions()

    def _look(self) -> None:
        line = self.line
        if line is None:
            self.pane.clear()
            self.update_actions()
        else:
            self.controller.look(line.id, lambda found: self._show_visit(*found))

    def _show_visit(self, line: VisitorLine, habits: Sequence[Habit]) -> None:
        if self.line is not None and self.line.id == line.id:
            self.pane.show_visit(line, habits)
            self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        lines = (self.lines or ())[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, Rows(lines, self._row()))

    def _tick(self) -> None:
        if self.isVisible() and self.lines and self._which != DAY:
            self.reload()

    # at the door

    def _search(self, text: str) -> None:
        if text:
            self.controller.find(text, partial(self._show_hits, text))

    def _show_hits(self, text: str, found: Sequence[Found]) -> None:
        hits = [hit_of(one) for one in found[: SHOWN - 1]]
        title = _("{name} comes unannounced").format(name=text)
        hits.append(Hit(NEWCOMER, text, title, _("Somebody new"), "", "user-plus"))
        self.door.show_hits(hits)

    def _take_hit(self, hit: Hit) -> None:
        if hit.noun == Source.INSIDE.value:
            self.open(hit.argument)
        elif hit.noun == Source.EXPECTED.value:
            assert isinstance(hit.argument, UUID)
            self.receive(visitor=hit.argument)
        elif hit.noun == Source.CLIENT.value:
            assert isinstance(hit.argument, UUID)
            self.receive(client=hit.argument)
        else:
            self.receive(name=str(hit.argument))

    def receive(self, visitor: UUID | None = None, client: UUID | None = None, name: str = "") -> None:
        self.controller.at_door(lambda found: self._ask_arrival(*found), visitor, client, name)

    def _ask_arrival(self, door: Door, hosts: Sequence[Host]) -> None:
        def send(entry: tuple[object, ...], done: object, failed: object) -> None:
            new = entry[0]
            assert isinstance(new, reception.NewVisitor)
            grade = new.grade or dialog.proposal.grade
            refused = grade is Grade.REFUSED
            said = _("{name} is not let in: noted.") if refused else _("{name} is received, the host told.")
            self.controller.do(_received, door.base, *entry, said=said.format(name=new.name),
                               done=partial(self._received, done), failed=failed, undo=True)  # fmt: skip

        dialog = ArrivalDialog(door, hosts, send, self.controller.listed, self)
        tell = lambda host: self.controller.host_note(host, dialog.say_host) if host is not None else None  # noqa: E731
        dialog.host_chosen.connect(tell)
        tell(door.base.host)
        self.dialog = dialog
        dialog.begin()

    def _received(self, done: object, key: UUID) -> None:
        assert callable(done)
        done(key)
        # whoever comes next may be typed already when the list is there
        self._wanted, self._next_at_door = key, True
        self.tabs.setCurrentIndex(INSIDE)
        self.door.take_focus()

    # announced

    def plan(self, visitor: UUID | None = None) -> None:
        self.controller.at_door(lambda found: self._ask_plan(*found), visitor, None, "", True)

    def _ask_plan(self, door: Door, hosts: Sequence[Host]) -> None:
        def send(new: reception.NewVisitor, done: object, failed: object) -> None:
            if door.visitor is not None:
                self.controller.do(reception.change_visit, door.visitor, new, door.base, said=_("Saved."), done=done,
                                   failed=failed, undo=True)  # fmt: skip
            else:
                said = _("{name} is announced to the desk.").format(name=new.name)
                self.controller.do(reception.plan_visit, new, said=said, done=partial(self._planned, done),
                                   failed=failed, undo=True)  # fmt: skip

        find = self.controller.find_clients if self.controller.may(Right.SEE_CLIENTS) else None
        dialog = PlanDialog(door, hosts, self.desk.person.id, send, find, self)
        if dialog.client is not None:
            dialog.client.picked.connect(lambda client: self.controller.at_door(
                lambda found: dialog.take_client(found[0]), None, client, "", True))  # fmt: skip
        self.dialog = dialog
        dialog.begin()

    def _planned(self, done: object, key: UUID) -> None:
        assert callable(done)
        done(key)
        self._wanted, self._next_at_door = key, False
        self.tabs.setCurrentIndex(EXPECTED)

    def refuse_somebody(self, name: str = "", unit: str = "", phone: str = "") -> None:
        self.office_acts.refuse(name, unit, phone)

    # on paper

    def _print(self) -> None:
        if self._which == DAY:
            self.controller.print_day(self.day.on)
        else:
            self.controller.print_house()


def _received(work: object, base: reception.NewVisitor, new: reception.NewVisitor, badge: str, visitor: UUID | None,
              apart: bool) -> UUID:  # fmt: skip
    return reception.check_in(work, new, badge, visitor, base, apart=apart)  # type: ignore[arg-type]
