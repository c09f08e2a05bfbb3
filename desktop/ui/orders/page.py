"""订单 Orders: the desk's queue on the left, the chosen order beside it; checked by keyboard, one after the other."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.rights import Right
from desktop.services import order_samples
from desktop.services.order_lists import MOST, OrderLineShown, Standing, Wish
from desktop.services.order_samples import SampledLine
from desktop.services.order_views import OrderView
from desktop.ui.kit.act_dialog import month_dialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.beside import BesidePage
from desktop.ui.kit.day_range import DayRange
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import TextEntry, YesNo
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import GAP
from desktop.ui.kit.values import amount
from desktop.ui.orders import NEW, may_enter
from desktop.ui.orders.acts import OrderActs
from desktop.ui.orders.controller import OrdersController
from desktop.ui.orders.dialogs import DrawDialog, ImportsDialog, SampleDialog, SheetDialog
from desktop.ui.orders.pane import OrderPane
from desktop.ui.orders.words import columns, row_of

STANDINGS = tuple(Standing)
_SHEETS = "*.xlsx *.xls *.ods *.csv *.tsv *.txt *.xlsm *.et"


class OrdersPage(BesidePage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.SEE_CLIENTS
    WATCHES = frozenset({"orders", "supply", "clients", "settings", "accounts", "approvals"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = OrdersController(desk)
        self.lines: Sequence[OrderLineShown] | None = None
        self._client: UUID | None = None
        self._place: int | None = None
        super().__init__(desk, parent, printing)
        self.approvals = Approvals(desk, self)
        self._build()
        self.acts = OrderActs(self)
        self._connect()
        self.built()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.tabs = tab_row(_("Which orders"), (_(one.label) for one in STANDINGS), whole=True)
        if not any(self.controller.may(right) for right in (Right.CHECK_ORDERS, Right.WATCH_ORDERS)):
            self.tabs.setCurrentIndex(STANDINGS.index(Standing.ALL))
        line.addWidget(self.tabs)
        line.addStretch(1)
        self.content.addLayout(line)
        narrow = QHBoxLayout()
        narrow.setSpacing(GAP)
        self.days = DayRange()
        self.text = TextEntry()
        self.text.setPlaceholderText(_("Order number"))
        self.text.setAccessibleName(_("Order number"))
        self.text.setMaximumWidth(200)
        self.mine = YesNo(_("Mine"))
        self.whose = button("", self._all_clients, quiet=True, icon_name="x")
        self.whose.hide()
        self.sum = note()
        narrow.addWidget(self.days)
        for piece in (self.text, self.mine, self.whose):
            narrow.addWidget(piece)
        narrow.addStretch(1)
        narrow.addWidget(self.sum)
        self.content.addLayout(narrow)
        self.lay_out(_("Orders"), columns(), row_of, OrderPane(), (700, 370))
        self.first: date | None = None
        self.last: date | None = None

    def _connect(self) -> None:
        self.listen()
        found = self.controller
        found.loaded.connect(self._show)
        found.viewed.connect(self._show_order)
        self.approvals.said.connect(lambda said: self.toast_requested.emit(said, None))
        self.approvals.refused.connect(self.refuse)
        self.tabs.currentChanged.connect(lambda _n: self.reload())
        self.days.changed.connect(self._narrow_days)
        self.text.edited.connect(self.reload)
        self.mine.edited.connect(self.reload)

    # what the window asks

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "acts") or not self.may_see:
            return ()
        offered, may = self.acts.offered(), self.controller.may
        if may_enter(self.desk):
            main = not any(one.main for one in offered)
            offered.insert(0, Action("new", N_("New order…"), self.new, "plus", "Ins", main=main))
        if self.line is not None and may(Right.PRINT_CLIENTS):
            why = _("The supervisor's approval is still to be had") if self.line.needs_approval else ""
            offered.append(Action("print", N_("Print the confirmation for the client"), self.print_confirmation,
                                  "printer", "Ctrl+P", why))  # fmt: skip
        if may_enter(self.desk):
            offered.append(Action("import", N_("Take in a sheet of orders…"), self.choose_sheet, "file-spreadsheet",
                                  seldom=True))  # fmt: skip
            offered.append(Action("imports", N_("Sheets of orders…"), self.show_imports, "history", seldom=True))
        if may(Right.WATCH_ORDERS):
            offered.append(Action("samples", N_("Samples…"), self.show_samples, "eye", seldom=True))
        if may(Right.PRINT_CLIENTS) and any(may(right) for right in (
                Right.ENTER_ORDERS, Right.CHECK_ORDERS, Right.WATCH_ORDERS)):  # fmt: skip
            offered.append(Action("month", N_("Print the month's sum-up…"), self.print_month, "printer", seldom=True))
        return offered

    def open(self, argument: object) -> None:
        """An order's id chooses it; with `("client", id, name)` the list is one client's; None is the list."""
        if isinstance(argument, UUID):
            if not self.want(argument):
                self.reload()
        elif isinstance(argument, tuple) and argument[:1] == ("client",):
            self._clear_filters()
            self._client = argument[1]
            self.whose.setText(_("{name}: show all clients").format(name=argument[2]))
            self.whose.show()
            self.tabs.setCurrentIndex(STANDINGS.index(Standing.ALL))
            self.reload()

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self.wish)

    @property
    def wish(self) -> Wish:
        return Wish(STANDINGS[self.tabs.currentIndex()], self._client, self.first, self.last, bool(self.mine.value()),
                    self.text.value().strip())  # fmt: skip

    def stay_here(self) -> None:
        """What is dealt with leaves the queue: the next one stands in its place."""
        keys = [line.id for line in self.lines or ()]
        self._place = keys.index(self.line.id) if self.line is not None else None

    # what is shown

    def _show(self, lines: Sequence[OrderLineShown], sums: tuple[int, int]) -> None:
        self.lines = lines
        count, total = sums
        said = _n("{n} order · ¥ {amount}", "{n} orders · ¥ {amount}", count).format(n=count, amount=amount(total))
        if count > MOST:
            said = _("{said}; the first {most} are shown").format(said=said, most=MOST)
        self.sum.setText(said)
        place, self._place = self._place or 0, None
        self.list_lines(lines, None if lines else self._empty_list(), place=place)

    def widen(self) -> bool:
        # checked or cancelled meanwhile, or not among those in force
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
            return Empty(_("No order meets these filters."), "", _("Clear"), self._clear, icon_name="search",
                         main=False)  # fmt: skip
        how = _("An order is entered at once, checked by somebody else, and counts as spend from then on.")
        if wish.standing is Standing.ALL and may_enter(self.desk):
            return Empty(_("No order was entered yet."), how, _("New order…"), self.new, icon_name="clipboard-list",
                         main=False)  # fmt: skip
        none = _("No order waits to be checked.") if wish.standing is Standing.TO_CHECK else _("There is none here.")
        if wish.standing in (Standing.UNAPPROVED, Standing.WATCHED):
            how = _("Special and important orders are marked by hand; from which amount on is a rule number of the "
                    "office, off until it is set.")  # fmt: skip
        return Empty(none, how, icon_name="check")

    def _narrow_days(self, name: str, on: date | None) -> None:
        setattr(self, name, on)
        self.reload()

    def _all_clients(self) -> None:
        self._client = None
        self.whose.hide()
        self.reload()

    def _clear(self) -> None:
        self._clear_filters()
        self.reload()

    def _clear_filters(self) -> None:
        self._client = self.first = self.last = None
        self.whose.hide()
        self.days.show_days(None, None)
        self.text.set_value("")
        self.mine.set_value(False)

    def _show_order(self, view: OrderView, channel: Any) -> None:
        if self.is_chosen(view.shown.id):
            self.pane.show_order(view, channel)
            self.update_actions()

    def _go_on(self) -> None:
        """Enter shows it whole: what is decided has keys of its own."""
        self.pane.area.setFocus(Qt.FocusReason.OtherFocusReason)

    # doing

    def new(self) -> None:
        self.desk.open_requested.emit(NEW, None)

    def client_at_hand(self) -> object | None:
        return self.line.client if self.line is not None else None

    def print_confirmation(self) -> None:
        if self.line is not None:
            self.controller.print_confirmation(self.line.id)

    def print_month(self) -> None:
        words = _("How many, what they came to, irregular ones, and who took them. For the office, not for clients.")
        self.open_dialog(month_dialog(words, self.controller.print_month, self))

    def choose_sheet(self) -> None:
        dialog = QFileDialog(self, _("Choose a sheet of orders"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Spreadsheets") + f" ({_SHEETS})", _("All files") + " (*)"])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.read_sheet(Path(name)))
        dialog.open()

    def read_sheet(self, path: Path) -> None:
        self.bar.clear()
        self.controller.read_sheet(path, lambda sheet: self.open_dialog(
            SheetDialog(sheet, self.controller.take_sheet, self)))  # fmt: skip

    def show_imports(self) -> None:
        self.controller.imports(lambda found: self.open_dialog(ImportsDialog(found, self.controller.undo_sheet, self)))

    def show_samples(self) -> None:
        self.controller.samples(lambda found: self.open_dialog(SampleDialog(found, self)))

    def draw(self) -> None:
        def send(entry: Any, done: Any, failed: Any) -> None:
            def drawn(key: UUID) -> None:
                done(key)
                self.show_samples()

            self.controller.do(order_samples.draw_sample, *entry, said=_("The sample is drawn."), done=drawn,
                               failed=failed, undo=True)  # fmt: skip

        self.open_dialog(DrawDialog(send, self))

    def judge(self, one: SampledLine, good: bool, done: Any, failed: Any) -> None:
        note_it = partial(self.controller.do, order_samples.judge_sampled, one.id, good)
        if good:
            note_it(said=_("Noted."), done=done, failed=failed)
            return

        def send(why: str, closed: Any, wrong: Any) -> None:
            note_it(why, said=_("Noted."), done=lambda found: (closed(found), done(found)), failed=wrong)

        ReasonDialog(_("Not good"), f"{one.order.number} · {one.order.name}", _("Note it"), send, self,
                     label=_("What is wrong with it")).open()  # fmt: skip
