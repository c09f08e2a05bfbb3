"""The tabs Due and Holds: what could be destroyed and what keeps it, and the holds with their reasons."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.services.retention import DueLine, HoldLine
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.cells import Column, Row, Rows, Wanted
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import GAP, SMALL, Tone
from desktop.ui.retention.controller import Done, Failed, RetentionController
from desktop.ui.retention.dialogs import ListDialog
from desktop.ui.retention.rows import due_columns, due_row, hindered, hold_columns, hold_row


class Pane(QWidget):
    """One list of the place with its acts; where it has no lines it says why."""

    acts_changed = Signal()
    dialog_made = Signal(object)

    def __init__(self, controller: RetentionController, name: str, columns: Sequence[Column],
                 row_of: Callable[[Any], Row]) -> None:  # fmt: skip
        super().__init__()
        self.controller = controller
        self.lines: Sequence[Any] | None = None
        self._row_of = row_of
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP)
        self.head = QHBoxLayout()
        self.head.addStretch(1)
        self.column.addLayout(self.head)
        self.view = TableView(name, many=True, double=True)
        self.table = LazyTable(columns, self._fetch, self)
        self.view.show_table(self.table)
        self.column.addWidget(self.view, 1)
        self.nothing = QVBoxLayout()
        self.column.addLayout(self.nothing, 1)
        self.count = note()
        self.column.addWidget(self.count)
        self.view.chosen.connect(lambda _keys: self.look())
        self.view.menu_requested.connect(lambda _key, at: make_menu(self.acts(), self).popup(at))

    # for subclasses

    def load(self) -> None:
        """Asks for the lines."""

    def acts(self) -> Sequence[Action]:
        return ()

    def look(self) -> None:
        """After another choice in the list."""
        self.acts_changed.emit()

    def none(self) -> Empty:
        raise NotImplementedError

    # shared

    @property
    def chosen(self) -> list[Any]:
        keys = self.view.selected_keys
        return [line for line in self.lines or () if self._row_of(line).key in keys]

    def show_lines(self, lines: Sequence[Any], count: str) -> None:
        self.lines = lines
        self.view.remember_place()
        self.table.start(len(lines), Rows(lines, self._row_of))
        self.count.setText(count if lines else "")
        while (item := self.nothing.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.view.setVisible(bool(lines))
        if not lines:
            self.nothing.addWidget(self.none())
        self.look()

    def _fetch(self, wanted: Wanted) -> None:
        lines = (self.lines or ())[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, Rows(lines, self._row_of))

    def open_dialog(self, dialog: Dialog) -> None:
        self.dialog_made.emit(dialog)
        dialog.open()


class DuePane(Pane):
    """What has run out, the longest due first, with what keeps it all the same."""

    listed = Signal(object)
    """The id of the list that was made."""

    def __init__(self, controller: RetentionController) -> None:
        super().__init__(controller, _("Due papers"), due_columns(), due_row)
        self._why = QVBoxLayout()
        self._why.setSpacing(SMALL)
        self.column.addLayout(self._why)
        controller.due_loaded.connect(self._show)

    def load(self) -> None:
        if self.controller.may_judge:
            self.controller.load_due()

    def _show(self, lines: Sequence[DueLine]) -> None:
        self.show_lines(lines, _n("{n} entry is due", "{n} entries are due", len(lines)).format(n=len(lines)))

    def none(self) -> Empty:
        return Empty(_("Nothing is due."),
                     _("What is kept for a period stands here once it is over. That alone destroys nothing."),
                     icon_name="clock")  # fmt: skip

    def acts(self) -> Sequence[Action]:
        if not self.controller.may_judge:
            return []
        none = "" if self.chosen else _("Choose what is due in the list first.")
        kept = next((said for line in self.chosen for said in hindered(line)), "")
        return [
            Action("list", N_("Put on a destruction list…"), self.make_list, "clipboard-list", "", none or kept,
                   main=True),
            Action("hold", N_("Hold…"), self.hold, "lock", "", none),
        ]  # fmt: skip

    def look(self) -> None:
        """All that keeps the one chosen, sentence by sentence."""
        while (item := self._why.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if len(self.chosen) == 1:
            for said in hindered(self.chosen[0]):
                self._why.addWidget(label(said, tone=Tone.WARN, wrap=True, select=True))
        super().look()

    def make_list(self) -> None:
        lines = self.chosen
        if lines:
            subjects = [line.subject for line in lines]

            def send(note: str, done: Done, failed: Failed) -> None:
                def answer(key: Any) -> None:
                    done(key)
                    self.listed.emit(key)

                self.controller.make_list(subjects, note, answer, failed)

            self.open_dialog(ListDialog(len(lines), send, self))

    def hold(self) -> None:
        lines = self.chosen
        if lines:
            subjects = [line.subject for line in lines]
            send = lambda reason, done, failed: self.controller.hold(subjects, reason, done, failed)  # noqa: E731
            said = _("What is held is not destroyed, whatever its period says, until the hold is lifted.")
            self.open_dialog(ReasonDialog(_("Hold papers"), said, _("Hold"), send, self, label=_("Why it is held")))


class HoldsPane(Pane):
    """Holds in force, and those lifted behind a switch."""

    def __init__(self, controller: RetentionController) -> None:
        super().__init__(controller, _("Held papers"), hold_columns(), hold_row)
        self.lifted = YesNo(_("Also those lifted"))
        self.head.insertWidget(0, self.lifted)
        self.lifted.edited.connect(self.load)
        controller.holds_loaded.connect(self._show)

    def load(self) -> None:
        self.controller.load_holds(self.lifted.value())

    def _show(self, lines: Sequence[HoldLine]) -> None:
        self.show_lines(lines, _n("{n} hold", "{n} holds", len(lines)).format(n=len(lines)))

    def none(self) -> Empty:
        how = _("A hold keeps a file or a document whatever its period says: an open debt, a dispute, an audit.")
        return Empty(_("Nothing is held."), how, icon_name="lock-open")

    def acts(self) -> Sequence[Action]:
        if not self.controller.may_judge:
            return []
        one = "" if len(self.chosen) == 1 else _("Choose one hold.")
        over = one or (_("This hold was lifted already.") if self.chosen[0].lifted_at is not None else "")
        return [Action("lift", N_("Lift the hold…"), self.lift, "lock-open", "", over, main=True)]

    def lift(self) -> None:
        if len(self.chosen) == 1:
            (line,) = self.chosen
            send = lambda why, done, failed: self.controller.lift(line.id, why, done, failed)  # noqa: E731
            said = "\n".join((line.title, line.reason))
            label_of = _("Why it need not be kept any longer")
            self.open_dialog(ReasonDialog(_("Lift the hold"), said, _("Lift"), send, self, label=label_of))
