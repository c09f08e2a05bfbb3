"""权证 Title deeds: the ledger of the safe with what waits to be vouched for on top, balanced as cash is (DO-5)."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.deeds import Balance, Movement
from desktop.rules.rights import Right
from desktop.services.deeds import LedgerLine
from desktop.ui.deeds.controller import DeedsController
from desktop.ui.deeds.count_dialog import CountDialog
from desktop.ui.deeds.dialogs import FormerCountDialog, MoveDialog, VouchDialog
from desktop.ui.deeds.list_dialog import ListDialog
from desktop.ui.deeds.rows import described, fits, in_order, is_listed, ledger_columns, ledger_row
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.signed_copies import SignedCopies
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import figure, label, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, WIDE

_MOVES: Sequence[tuple[Movement, str, str]] = (
    (Movement.TAKEN_IN, N_("Take in…"), "archive"),
    (Movement.LENT, N_("Lend…"), "arrow-up"),
    (Movement.BACK, N_("Bring back…"), "arrow-down"),
    (Movement.RELEASED, N_("Give back to the owner…"), "arrow-right"),
    (Movement.MOVED, N_("Another slot…"), "map-pin"),
)
_REFUSALS = {
    Movement.TAKEN_IN: N_("Only what is listed and not taken in yet is taken in."),
    Movement.LENT: N_("Only what lies in the safe can leave it."),
    Movement.RELEASED: N_("Only what lies in the safe can leave it."),
    Movement.MOVED: N_("Only what lies in the safe has a slot."),
    Movement.BACK: N_("Only what is out can be brought back."),
}


class BalanceBar(QFrame):
    """The day of the safe in four figures."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(WIDE * 2)
        self.figures = {}
        for name, word in (("before", _("In the morning")), ("came", _("Came today")), ("went", _("Went today")),
                           ("after", _("In the safe now"))):  # fmt: skip
            block = QHBoxLayout()
            block.setSpacing(GAP)
            block.addWidget(note(word))
            self.figures[name] = figure("–")
            block.addWidget(self.figures[name])
            row.addLayout(block)
        row.addStretch(1)
        self.waits = label("")
        row.addWidget(self.waits)

    def show_balance(self, drawn: Balance, waiting: int) -> None:
        for name, shown in self.figures.items():
            shown.setText(str(getattr(drawn, name)))
        said = _n("{n} movement waits to be vouched for", "{n} movements wait to be vouched for", waiting)
        self.waits.setText(said.format(n=waiting) if waiting else "")


class DeedsPage(ListPage):
    TITLE = N_("Documents")
    ICON = "folder"
    RIGHT = Right.SEE_DOCUMENTS
    WATCHES = frozenset({"deeds", "clients"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = DeedsController(desk)
        self.lines: Sequence[LedgerLine] = ()
        self.loaded = False
        super().__init__(desk, parent, printing)
        self.keeps = self.controller.may(Right.KEEP_DEEDS)
        self.files = self.controller.may(Right.FILE_DOCUMENTS)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        self.balance = BalanceBar()
        self.content.addWidget(self.balance)
        # made visible before it has its place, it would be a window of its own for a moment
        self.balance.setVisible(self.keeps)
        line = QHBoxLayout()
        line.setSpacing(WIDE)
        self.search = SearchLine(_("Name, number or owner"))
        self.search.setMaximumWidth(320)
        line.addWidget(self.search, 1)
        self.gone = YesNo(_("Also those given back"))
        line.addWidget(self.gone)
        line.addStretch(1)
        self.count = note()
        line.addWidget(self.count)
        self.content.addLayout(line)
        self.view = TableView(_("Title deeds"), many=True, double=True)
        self.table = LazyTable(ledger_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.content.addWidget(self.view, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)
        self.signed = SignedCopies(self.desk, "deeds")
        self.content.addWidget(self.signed)

    def _connect(self) -> None:
        found = self.controller
        found.loaded.connect(self._show)
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.search.searched.connect(lambda _text: self.reload())
        self.search.down_pressed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.gone.edited.connect(self.reload)
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self._opened())
        self.view.menu_requested.connect(lambda _key, at: self._menu(at))

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.search

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "view"):
            return ()
        offered = []
        if self.files:
            offered.append(Action("list", N_("List deeds…"), self.list_deeds, "clipboard-list", "Ctrl+Shift+L",
                                  main=True))  # fmt: skip
        # what can be done with the deeds chosen has the buttons
        acts = sorted(self._deed_actions(), key=lambda act: bool(act.reason))
        return [*offered, *acts, *self._safe_actions()]

    def _deed_actions(self) -> list[Action]:
        chosen, offered = self.chosen, []
        none = "" if chosen else _("Choose title deeds in the list first.")
        waits = none or ("" if all(line.waiting is not None for line in chosen) else
                         _("Choose movements that wait to be vouched for."))  # fmt: skip
        mine = any(line.waiting is not None and line.waiting.mine for line in chosen)
        already = waits or (_("You have vouched for it already: another person must.") if mine else "")
        if self.keeps or self.files:
            offered += [
                Action("vouch", N_("Vouch…"), self.vouch, "check", "F8", already),
                Action("vouch_here", N_("A colleague vouches here…"), self.vouch_here, "users", "Shift+F8", waits),
            ]
        if self.keeps:
            for movement, words, icon in _MOVES:
                refusal = none or ("" if all(fits(line, movement) for line in chosen) else _(_REFUSALS[movement]))
                offered.append(Action(movement.value, words, partial(self.move, movement), icon, "", refusal))
            offered.append(Action("take_back", N_("Take back the movement"), self.take_back, "undo-2", "", waits))
            seen = none or ("" if len(chosen) == 1 and chosen[0].left_by is not None else
                            _("No ID was seen when this deed was moved last."))  # fmt: skip
            offered.append(Action("receiver", N_("Whose ID was seen?"), self.read_receiver, "id-card", "", seen,
                                  seldom=True))  # fmt: skip
        if self.files:
            listed = none or ("" if all(is_listed(line) for line in chosen) else
                              _("This deed is in the ledger: it stays there, whatever becomes of it."))  # fmt: skip
            offered.append(Action("withdraw", N_("Take off the list"), self.withdraw, "trash-2", "Del", listed,
                                  seldom=True))  # fmt: skip
        one_client = none or ("" if len({line.client for line in chosen}) == 1 else
                              _("A transfer slip is for one client: choose deeds of one client only."))  # fmt: skip
        return [*offered, Action("slip", N_("Print the transfer slip"), self.print_slip, "printer", "Ctrl+P",
                                 one_client)]  # fmt: skip

    def _safe_actions(self) -> list[Action]:
        if not self.keeps:
            return []
        return [
            Action("count", N_("Count the safe…"), self.count_safe, "hash", "F6", separator_before=True),
            Action("counts", N_("Print a former count…"), self.former_counts, "printer", seldom=True),
            Action("ledger", N_("Print the ledger"), self.controller.print_ledger, "printer", seldom=True),
            Action("balance", N_("Print today's balance"), lambda: self.controller.print_balance(today()), "printer",
                   seldom=True),
        ]  # fmt: skip

    def open(self, argument: object) -> None:
        """A deed's id chooses it."""
        if isinstance(argument, UUID):
            self.view.select_key(argument)

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self.search.query().strip(), self.gone.value())

    # the list

    def _look(self) -> None:
        chosen = self.chosen
        self.signed.show_of(chosen[0].id if len(chosen) == 1 else None)
        self.update_actions()

    @property
    def chosen(self) -> list[LedgerLine]:
        keys = set(self.view.selected_keys)
        return [line for line in self.lines if line.id in keys]

    def _show(self, lines: Sequence[LedgerLine], drawn: Balance | None) -> None:
        self.lines = sorted(lines, key=in_order)
        self.loaded = True
        self.view.remember_place()
        # the order changes with what waits, so rows are never patched in place
        self.table.start(len(self.lines), Rows(self.lines, ledger_row))
        waiting = sum(line.waiting is not None for line in self.lines)
        if drawn is not None:
            self.balance.show_balance(drawn, waiting)
        total = len(self.lines)
        self.count.setText(_n("{n} title deed", "{n} title deeds", total).format(n=total) if total else "")
        self.nothing.show_instead(self.view, None if total else self._empty_list())
        self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        lines = self.lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, Rows(lines, ledger_row))

    def _empty_list(self) -> Empty:
        if self.search.query().strip():
            return Empty(_("Nothing matches."), "", _("Clear"), self.search.clear, icon_name="search", main=False)
        if self.files:
            how = _("Deeds are listed first; then three people compare them by name, number and count.")
            return Empty(_("No title deed is in the ledger yet."), how, _("List deeds…"), self.list_deeds,
                         icon_name="shield", main=False)  # fmt: skip
        return Empty(_("No title deed is in the ledger yet."), icon_name="shield")

    def _menu(self, at: QPoint) -> None:
        self.pop_menu(self._deed_actions(), at)

    def _opened(self) -> None:
        """Enter does what comes next: vouch, take in, or bring back."""
        if len(self.chosen) != 1:
            return
        (line,) = self.chosen
        if line.waiting is not None:
            if line.waiting.mine:
                self.vouch_here()
            elif self.keeps or self.files:
                self.vouch()
        elif self.keeps and (is_listed(line) or line.due_on is not None):
            self.move(Movement.TAKEN_IN if is_listed(line) else Movement.BACK)

    # doing

    def list_deeds(self) -> None:
        self.open_dialog(ListDialog(self.controller, self))

    def move(self, movement: Movement) -> None:
        lines = self.chosen
        if lines:
            keys = [line.id for line in lines]
            send = lambda values, done, failed: self.controller.move(keys, movement, values, done, failed)  # noqa: E731
            self.open_dialog(MoveDialog(lines, movement, send, self))

    def vouch(self) -> None:
        if lines := self._waiting():
            self.open_dialog(VouchDialog(self.controller, lines, None, self))

    def vouch_here(self) -> None:
        if lines := self._waiting():
            self._with_people(lambda people: VouchDialog(self.controller, lines, people, self))

    def take_back(self) -> None:
        if moves := [line.waiting.id for line in self._waiting() if line.waiting is not None]:
            self.controller.take_back(moves)

    def withdraw(self) -> None:
        if keys := [line.id for line in self.chosen]:
            self.controller.withdraw(keys)

    def count_safe(self) -> None:
        self._with_people(lambda people: CountDialog(self.controller, people, self))

    def former_counts(self) -> None:
        self.controller.former_counts(lambda lines: self.open_dialog(FormerCountDialog(lines, self.controller, self)))

    def print_slip(self) -> None:
        if keys := [line.id for line in self.chosen]:
            self.controller.print_slip(keys)

    def read_receiver(self) -> None:
        if len(self.chosen) == 1 and (move := self.chosen[0].left_by) is not None:
            said = described(self.chosen[0])
            self.controller.read_receiver(move, lambda number: self._tell_receiver(said, number))

    def _tell_receiver(self, said: str, number: str) -> None:
        dialog = Dialog(_("ID seen when the deed was given out"), self)
        dialog.body.addWidget(note(said, wrap=True))
        dialog.body.addWidget(label(number, role="strong", select=True))
        dialog.body.addWidget(note(_("That you have read it is recorded."), wrap=True))
        dialog.set_main(_("Close"), dialog.accept)
        dialog.finished.connect(dialog.deleteLater)
        self.open_dialog(dialog)

    def _waiting(self) -> list[LedgerLine]:
        return [line for line in self.chosen if line.waiting is not None]

    def _with_people(self, make: Callable[[Any], Dialog]) -> None:
        self.controller.people(lambda people: self.open_dialog(make(people)))
