"""What is done with chosen lines of the register: returned, in part or earlier, given up, called back, looked into."""

from collections.abc import Callable, Sequence
from typing import Any

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.collecting import Sheet
from desktop.rules.errors import OfficeError
from desktop.rules.partners import Ending
from desktop.services.card_register import RegisterRow, Step
from desktop.ui.cards.controller import CardsController
from desktop.ui.cards.dialogs import Back, BackDialog, GoneDialog, HistoryDialog
from desktop.ui.cards.rows import counted, numbered
from desktop.ui.kit.actions import Action

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class RegisterActs(QObject):
    def __init__(self, controller: CardsController, page: QWidget) -> None:
        super().__init__(page)
        self._controller, self._page = controller, page
        self.dialog: Any = None

    def of(self, rows: Sequence[RegisterRow]) -> list[Action]:
        """All acts, each with its reason where it can't be done for these lines."""
        none = "" if rows else _("Choose lines in the list.")
        out = [row for row in rows if row.line.back_at is None]
        owed = "" if out else none or _("Nothing of this is out.")
        card = none or ("" if len(rows) == 1 and rows[0].line.kind is Sheet.CARD and rows[0].line.client_id is not None
                        else _("Choose one card of a client whom you see."))  # fmt: skip
        found = []
        if self._controller.may_act:
            found += [
                Action("returned", N_("Back in full"), lambda: self.returned(out), "check", "F8", owed, main=True),
                Action("gone", N_("Lost or written off…"), lambda: self.give_up(out), "circle-x", "Del", owed),
                Action("earlier", N_("Back in part or earlier…"), lambda: self.earlier(out), "undo-2", "F7", owed),
                Action("call_back", N_("Call back"), lambda: self.call_back(out), "bell", "", owed),
            ]
        if self._controller.may_note:
            act = Action("findings", N_("What was found…"), lambda: self.findings(rows[0]), "eye", "F6", card)
            # among the first three, which have buttons
            found.insert(min(len(found), 2), act)
        history = none or ("" if len(rows) == 1 else _("Choose one line."))
        return [*found, Action("history", N_("History…"), lambda: self.history(rows[0]), "history", "F2", history)]

    def do(self, name: str, rows: Sequence[RegisterRow]) -> None:
        for action in self.of(rows):
            if action.name == name and not action.reason:
                action.act()

    def returned(self, rows: Sequence[RegisterRow]) -> None:
        said = _("Back: {what}.").format(what=counted(row.line for row in rows))
        self._controller.take_back([row.line.id for row in rows], said)

    def earlier(self, rows: Sequence[RegisterRow]) -> None:
        def send(back: Back, done: Done, failed: Failed) -> None:
            if back.count is None:
                said = _("Back: {what}.").format(what=counted(row.line for row in rows))
            else:
                said = _("{sheet}: {n} of {all} returned.").format(sheet=numbered(rows[0].line), n=back.count,
                                                                   all=rows[0].line.count_out)  # fmt: skip
            self._controller.take_back_at([row.line.id for row in rows], back.count, back.at, back.by, said, done,
                                          failed)  # fmt: skip

        self._open(BackDialog(rows, send, self._page))

    def give_up(self, rows: Sequence[RegisterRow]) -> None:
        def send(entry: tuple[Ending, str], done: Done, failed: Failed) -> None:
            said = _("{ending}: {what}.").format(ending=_(entry[0].label), what=counted(row.line for row in rows))
            self._controller.give_up([row.line.id for row in rows], *entry, said, done, failed)

        self._open(GoneDialog(rows, send, self._page))

    def call_back(self, rows: Sequence[RegisterRow]) -> None:
        said = _("Called back: {what}.").format(what=counted(row.line for row in rows))
        self._controller.call_back([row.line.id for row in rows], said)

    def findings(self, row: RegisterRow) -> None:
        from desktop.ui.cards.findings import FindingsDialog

        self._controller.load_card(row.line.id, lambda card: self._open(FindingsDialog(card, self._controller,
                                                                                       self._page)))  # fmt: skip

    def history(self, row: RegisterRow) -> None:
        def show(steps: Sequence[Step]) -> None:
            if shiboken6.isValid(self._page):
                self._open(HistoryDialog(row, steps, self._page))

        self._controller.load_history(row.line.id, show)

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        dialog.open()
