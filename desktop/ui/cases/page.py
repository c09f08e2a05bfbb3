"""咨询投诉 Cases: those in force on the left, the chosen one with its clock and timeline beside it (SV-1 to SV-3)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.cases import CaseKind
from desktop.rules.rights import Right
from desktop.services.case_views import CaseView
from desktop.services.cases import CaseLine, Standing, Wish
from desktop.ui.cases import NEW, may_record
from desktop.ui.cases.acts import CaseActs
from desktop.ui.cases.controller import CasesController
from desktop.ui.cases.kinds import Kinds
from desktop.ui.cases.pane import CasePane
from desktop.ui.cases.words import columns, kind_word, row_of
from desktop.ui.kit.act_dialog import month_dialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.beside import BesidePage
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import Choice, YesNo
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.text import button
from desktop.ui.kit.tokens import GAP

STANDINGS = tuple(Standing)


class CasesPage(BesidePage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.SEE_CLIENTS
    WATCHES = frozenset({"cases", "clients", "settings", "accounts", "approvals"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = CasesController(desk)
        self.lines: Sequence[CaseLine] | None = None
        self.kinds: Sequence[CaseKind] = ()
        self._then = ""  # what Today's button does, once the case is shown
        self._client: UUID | None = None
        self._holder: UUID | None = None
        super().__init__(desk, parent, printing)
        self.approvals = Approvals(desk, self)
        self._build()
        self.office_kinds = Kinds(self)
        self.acts = CaseActs(self)
        self._connect()
        self.built()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.tabs = tab_row(_("Which cases"), (_(one.label) for one in STANDINGS), whole=True)
        line.addWidget(self.tabs)
        line.addStretch(1)
        self.kind = Choice([(None, _("All kinds"))])
        self.kind.setAccessibleName(_("Kind of case"))
        self.place = Choice([(None, _("All departments"))])
        self.place.setAccessibleName(_("Department"))
        for chosen in (self.kind, self.place):
            chosen.setMinimumContentsLength(11)
        self.mine = YesNo(_("Mine"))
        self.whose = button("", self._everybody, quiet=True, icon_name="x")
        self.whose.hide()
        for piece in (self.whose, self.kind, self.place, self.mine):
            line.addWidget(piece)
        self.content.addLayout(line)
        row = lambda line: row_of(line, datetime.now(UTC))  # noqa: E731
        self.lay_out(_("Cases"), columns(), row, CasePane(self.desk), (620, 440))

    def _connect(self) -> None:
        self.listen()
        found = self.controller
        found.loaded.connect(self._show)
        found.viewed.connect(self._show_case)
        self.approvals.said.connect(lambda said: self.toast_requested.emit(said, None))
        self.approvals.refused.connect(self.refuse)
        self.tabs.currentChanged.connect(lambda _n: self.reload())
        self.kind.edited.connect(self.reload)
        self.place.edited.connect(self.reload)
        self.mine.edited.connect(self.reload)
        self.controller.places(lambda found: self.place.offer([(None, _("All departments")), *found]))

    # what the window asks

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "acts") or not self.may_see:
            return ()
        offered = self.acts.offered()
        if may_record(self.desk):
            main = not any(one.main for one in offered)
            offered.insert(0, Action("new", N_("New case…"), self.new, "plus", "Ins", main=main))
        if self.line is not None and self.controller.may(Right.PRINT_CLIENTS):
            offered.append(Action("print", N_("Print the file of the case"), self.print_file, "printer", "Ctrl+P"))
        if self.controller.may(Right.PRINT_CLIENTS):
            offered.append(Action("month", N_("Print the month's sum-up…"), self.print_month, "printer", seldom=True))
        return [*offered, *self.office_kinds.offered()]

    def open(self, argument: object) -> None:
        """A case's id chooses it, with the name of an act its dialog opens too; with `("client", id, name)` the list is
        narrowed to one client, with `("holder", id, name)` to what a colleague has in hand; None is the list."""
        self._then = ""
        if isinstance(argument, tuple) and isinstance(argument[0], UUID):
            argument, self._then = argument
        if isinstance(argument, UUID):
            if not self.want(argument):
                self.reload()
        elif isinstance(argument, tuple):
            what, key, name = argument
            self._clear_filters()
            if what == "client":
                self._client, standing = key, Standing.ALL
                self.whose.setText(_("{name}: show all clients").format(name=name))
            else:
                self._holder, standing = key, Standing.OPEN
                self.whose.setText(_("{name}: show all cases").format(name=name))
            self.whose.show()
            self.tabs.setCurrentIndex(STANDINGS.index(standing))
            self.reload()

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self.wish)

    @property
    def wish(self) -> Wish:
        place = self.place.value()
        return Wish(STANDINGS[self.tabs.currentIndex()], str(self.kind.value() or ""), bool(self.mine.value()),
                    place if isinstance(place, UUID) else None, self._client, self._holder)  # fmt: skip

    # what is shown

    def _show(self, lines: Sequence[CaseLine], kinds: Sequence[CaseKind]) -> None:
        self.lines, self.kinds = lines, kinds
        self.kind.offer([(None, _("All kinds")), *((kind.key, kind_word(kind)) for kind in kinds)])
        self.list_lines(lines, None if lines else self._empty_list())

    def widen(self) -> bool:
        # it may be closed, or not among those in force
        if self.wish == Wish(Standing.ALL):
            return False
        self._clear_filters()
        self.tabs.setCurrentIndex(STANDINGS.index(Standing.ALL))
        self.reload()
        return True

    def acts_of_chosen(self) -> Sequence[Action]:
        return self.acts.offered()

    def _empty_list(self) -> Empty:
        wish = self.wish
        if wish != Wish(wish.standing):
            return Empty(_("No case meets these filters."), "", _("Clear"), self._clear, icon_name="search", main=False)
        how = _("Consultations, complaints and suggestions, each with its clock, up to the call-back.")
        if may_record(self.desk) and wish.standing in (Standing.OPEN, Standing.ALL):
            none = _("No case is open.") if wish.standing is Standing.OPEN else _("No case was recorded yet.")
            return Empty(none, how, _("New case…"), self.new, icon_name="clipboard-list", main=False)
        return Empty(_("There is none here."), how, icon_name="check")

    def _everybody(self) -> None:
        self._client = self._holder = None
        self.whose.hide()
        self.reload()

    def _clear(self) -> None:
        self._clear_filters()
        self.reload()

    def _clear_filters(self) -> None:
        self._client = self._holder = None
        self.whose.hide()
        self.kind.set_value(None)
        self.place.set_value(None)
        self.mine.set_value(False)

    def _show_case(self, view: CaseView) -> None:
        if self.is_chosen(view.line.id):
            self.pane.show_case(view)
            self.update_actions()
            self._do_then()

    def _do_then(self) -> None:
        name, self._then = self._then, ""
        act = next((one for one in self.acts.offered() if one.name == name), None)
        # what a colleague did meanwhile is not offered any more
        if act is not None and self._wanted is None and not act.reason:
            act.act()

    def _go_on(self) -> None:
        """Enter does what comes next."""
        main = next((one for one in self.acts.offered() if one.main), None)
        if main is not None:
            main.act()
        else:
            self.pane.area.setFocus(Qt.FocusReason.OtherFocusReason)

    # doing

    def new(self) -> None:
        self.desk.open_requested.emit(NEW, None)

    def client_at_hand(self) -> object | None:
        return self.line.client if self.line is not None else None

    def print_file(self) -> None:
        if self.line is not None:
            self.controller.print_file(self.line.id)

    def print_month(self) -> None:
        self.open_dialog(month_dialog(_("Kinds, how they were kept, and causes."), self.controller.print_month, self))
