"""The tab Destruction lists: each with its entries, judged by keys, approved, watched, carried out and proved."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry
from desktop.rules.retention import ListState, Verdict
from desktop.rules.rights import Right
from desktop.rules.system_words import why
from desktop.services.destruction import ItemLine, ListLine
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.signed_copies import SignedCopies
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note, section
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, SMALL
from desktop.ui.kit.values import day
from desktop.ui.retention.controller import RetentionController
from desktop.ui.retention.dialogs import CarryOutDialog, LongerDialog, WatchHereDialog
from desktop.ui.retention.panes import Pane
from desktop.ui.retention.rows import facts, item_columns, item_row, list_columns, list_row

_OPEN = (ListState.APPRAISING, ListState.OPINIONS, ListState.APPROVED)


class ListsPane(Pane):
    def __init__(self, controller: RetentionController, approvals: Approvals) -> None:
        super().__init__(controller, _("Destruction lists"), list_columns(), list_row)
        self._approvals = approvals
        self.wanted: UUID | None = None
        self.items: Sequence[ItemLine] = ()
        self._shown: UUID | None = None
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.view)
        self.split.addWidget(self._right())
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([320, 760])
        self.column.insertWidget(1, self.split, 1)
        controller.lists_loaded.connect(self._show)
        controller.items_loaded.connect(self._show_items)
        for keys, verdict in (("K", Verdict.KEEP), ("L", Verdict.EXTEND), ("D", Verdict.DESTROY)):
            key = QShortcut(QKeySequence(keys), self.entries)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(partial(self.judge, verdict))

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(GAP, 0, 0, 0)
        column.setSpacing(SMALL)
        self.heading = section("")
        column.addWidget(self.heading)
        self.facts = note("", wrap=True)
        column.addWidget(self.facts)
        self.signed = SignedCopies(self.controller.desk, "destruction")
        column.addWidget(self.signed)
        self.entries = TableView(_("Entries of the list"), many=True, double=True)
        self.entry_table = LazyTable(item_columns(), self._fetch_items, self)
        self.entries.show_table(self.entry_table)
        self.entries.chosen.connect(lambda _keys: self.acts_changed.emit())
        self.entries.menu_requested.connect(lambda _key, at: make_menu(self._verdict_acts(), self).popup(at))
        column.addSpacing(SMALL)
        column.addWidget(self.entries, 1)
        self.hint = note(_("Keys: K keep for good, L keep longer, D destroy."), wrap=True)
        column.addWidget(self.hint)
        return right

    # what is shown

    def load(self) -> None:
        self.controller.load_lists()

    def none(self) -> Empty:
        how = _("What is due is put on a list, judged by two people, approved, and destroyed before two others.")
        return Empty(_("No destruction list has been made."), how, icon_name="clipboard-list")

    @property
    def line(self) -> ListLine | None:
        return self.chosen[0] if len(self.chosen) == 1 else None

    def _show(self, lines: Sequence[ListLine]) -> None:
        self.show_lines(lines, _n("{n} list", "{n} lists", len(lines)).format(n=len(lines)))
        self.split.setVisible(bool(lines))
        keys = [line.id for line in lines]
        if self.wanted in keys or (keys and self.line is None):
            self.view.select_key(self.wanted if self.wanted in keys else keys[0])
            self.wanted = None
            self.look()

    def look(self) -> None:
        line = self.line
        self.signed.show_of(line.id if line is not None else None)
        if line is None:
            self._shown, self.items = None, ()
            self.heading.setText("")
            self.facts.setText(_("Choose a list.") if self.lines else "")
            self.entry_table.start(0)
        else:
            self.heading.setText(_("List {number} · {state}").format(number=line.number, state=_(line.state.label)))
            self.facts.setText("\n".join(facts(line)))
            self.controller.load_items(line.id)
        self.hint.setVisible(line is not None and line.state is ListState.APPRAISING and self.controller.may_judge)
        super().look()

    def _show_items(self, key: UUID, items: Sequence[ItemLine]) -> None:
        if self.line is None or self.line.id != key:
            return
        self.items = items
        if self._shown == key:
            self.entries.remember_place()
        self._shown = key
        self.entry_table.start(len(items), Rows(items, item_row))
        self.acts_changed.emit()

    def _fetch_items(self, wanted: Wanted) -> None:
        self.entry_table.take(wanted, Rows(self.items[wanted.offset : wanted.offset + wanted.count], item_row))

    @property
    def chosen_items(self) -> list[ItemLine]:
        keys = self.entries.selected_keys
        return [item for item in self.items if item.id in keys]

    # what is offered

    def acts(self) -> Sequence[Action]:
        line = self.line
        if line is None:
            return []
        found, destroys = [*self._step_acts(line)], self.controller.may(Right.DESTROY_DOCUMENTS)
        if line.state is ListState.CARRIED_OUT:
            found += [
                Action("certificate", N_("Print the certificate"), lambda: self.controller.print_certificate(line.id),
                       "printer", "Ctrl+P", main=True),
                Action("save", N_("Save the certificate as a file…"), self.save_certificate, "download", "Ctrl+S"),
            ]  # fmt: skip
        found.append(Action("print", N_("Print the list"), lambda: self.controller.print_list(line.id), "printer",
                            "" if line.state is ListState.CARRIED_OUT else "Ctrl+P"))  # fmt: skip
        if line.state in _OPEN and (self.controller.may_judge or destroys):
            found.append(Action("stop", N_("Stop the destruction…"), self.stop, "ban", seldom=True))
        return found

    def _step_acts(self, line: ListLine) -> list[Action]:
        """What brings a list on from where it stands."""
        destroys = self.controller.may(Right.DESTROY_DOCUMENTS)
        if line.state is ListState.APPRAISING and self.controller.may_judge:
            still = _n("{n} entry is not judged by two people yet.", "{n} entries are not judged by two people yet.",
                       line.open).format(n=line.open) if line.open else ""  # fmt: skip
            hand_in = Action("submit", N_("Hand in"), lambda: self.controller.submit(line.id), "check", "", still,
                             main=True)  # fmt: skip
            return [hand_in, *self._verdict_acts()]
        if line.state is ListState.OPINIONS and destroys:
            return [Action("approve", N_("Approval…"), self.approve, "badge-check", main=True)]
        if line.state is not ListState.APPROVED:
            return []
        found = [Action("watch", N_("I watch"), lambda: self.controller.watch(line.id), "eye")]
        if destroys:
            early = ""
            if line.not_before is not None and line.not_before > today():
                early = _("It may be carried out from {day} on").format(day=day(line.not_before))
            found.insert(0, Action("carry_out", N_("Carry out…"), self.carry_out, "trash-2", "", early, main=True))
            found.append(Action("watch_here", N_("A colleague watches here…"), self.watch_here, "users"))
        return found

    def _verdict_acts(self) -> list[Action]:
        line = self.line
        if line is None or line.state is not ListState.APPRAISING or not self.controller.may_judge:
            return []
        none = "" if self.chosen_items else _("Choose entries of the list first.")
        return [Action(verdict.value, words, partial(self.judge, verdict), icon, "", none) for verdict, words, icon in (
            (Verdict.DESTROY, N_("Destroy (D)"), "trash-2"), (Verdict.KEEP, N_("Keep for good (K)"), "lock"),
            (Verdict.EXTEND, N_("Keep longer… (L)"), "clock"))]  # fmt: skip

    # doing

    def judge(self, verdict: Verdict) -> None:
        if not self._verdict_acts() or not self.chosen_items:
            return
        items = [item.id for item in self.chosen_items]
        verdicts = dict.fromkeys(items, verdict)
        if verdict is Verdict.EXTEND:

            def send(kept_to: Any, done: Any, failed: Any) -> None:
                def answer(told: Any) -> None:
                    done(told)
                    self._go_on(items)

                self.controller.appraise(verdicts, kept_to, answer, failed)

            self.open_dialog(LongerDialog(len(items), send, self))
        else:
            self.controller.appraise(verdicts, None, lambda _told: self._go_on(items))

    def _go_on(self, judged: Sequence[UUID]) -> None:
        """To the next entry, so that a list is judged by one key an entry."""
        keys = [item.id for item in self.items]
        at = keys.index(judged[-1]) + 1 if judged[-1] in keys else 0
        if len(judged) == 1 and at < len(keys):
            self.entries.select_key(keys[at])

    def approve(self) -> None:
        if self.line is not None:
            self._approve(self.line.id)

    def _approve(self, key: UUID) -> None:
        again = lambda: self._approve(key)  # noqa: E731
        self.controller.approve(key, lambda error: self._approvals.settle(error, again))

    def watch_here(self) -> None:
        line = self.line
        if line is not None:
            send = lambda who, done, failed: self.controller.watch_here(line.id, *who, done, failed)  # noqa: E731
            self.controller.people(lambda people: self.open_dialog(WatchHereDialog(line, people, send, self)))

    def carry_out(self) -> None:
        if self.line is not None:
            count = sum(item.agreed is Verdict.DESTROY for item in self.items)
            self.open_dialog(CarryOutDialog(self.controller, self.line, count, self))

    def stop(self) -> None:
        line = self.line
        if line is not None:
            send = lambda why, done, failed: self.controller.stop(line.id, why, done, failed)  # noqa: E731
            said = _("List {number}: what stands on it is free again.").format(number=line.number)
            self.open_dialog(ReasonDialog(_("Stop the destruction"), said, _("Stop it"), send, self))

    def save_certificate(self) -> None:
        line = self.line
        if line is not None:
            self._choose_place(line.id, line.number)

    def _choose_place(self, key: UUID, number: str) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = self.chooser = QFileDialog(self, _("Save the certificate"), str(Path(folder) / f"{number}.json"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter("JSON (*.json)")
        chooser.setDefaultSuffix("json")
        chooser.fileSelected.connect(lambda chosen: self.save_to(key, Path(chosen)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def save_to(self, key: UUID, path: Path) -> None:
        self.controller.certificate(key, lambda proof: self.write_certificate(proof, path))

    def write_certificate(self, proof: Any, path: Path) -> None:
        """Some kilobytes: written at once."""
        try:
            path.write_text(json.dumps(proof, ensure_ascii=False, indent=2), "utf-8")
        except OSError as trouble:
            said = N_("This can't be written to {file}: {why}. Choose another place.")
            self.controller.refused.emit(BadEntry(said, file=path.name, why=why(trouble)))
            return
        self.controller.done.emit(_("Saved: {file}").format(file=path.name), None)
