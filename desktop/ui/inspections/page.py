"""检查 Inspections: those held on the left, what the chosen one found beside it, and the plan above (DO-9)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.inspections import FindingState, Planned
from desktop.rules.rights import Right
from desktop.services.inspections import FindingLine, InspectionLine
from desktop.ui.inspections.controller import InspectionsController
from desktop.ui.inspections.dialogs import FixedDialog, FixerDialog, FoundDialog, HeldDialog
from desktop.ui.inspections.rows import (
    facts,
    finding_columns,
    finding_row,
    inspection_columns,
    inspection_row,
    planned,
)
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.signed_copies import SignedCopies
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note, section, set_tone
from desktop.ui.kit.tokens import GAP, SMALL, WIDE


class InspectionsPage(ListPage):
    TITLE = N_("Documents")
    ICON = "folder"
    RIGHT = Right.SEE_DOCUMENTS
    WATCHES = frozenset({"inspections", "archive", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = InspectionsController(desk)
        self.lines: Sequence[InspectionLine] | None = None
        self._wanted: UUID | None = None
        super().__init__(desk, parent, printing)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(WIDE)
        self.plan = [note(), note()]
        for said in self.plan:
            line.addWidget(said)
        line.addStretch(1)
        self.content.addLayout(line)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.view = TableView(_("Inspections"), double=True)
        self.table = LazyTable(inspection_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.split.addWidget(self.view)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(GAP, 0, 0, 0)
        column.setSpacing(SMALL)
        self.heading = section()
        column.addWidget(self.heading)
        self.facts = note("", wrap=True)
        column.addWidget(self.facts)
        self.signed = SignedCopies(self.desk, "inspections")
        column.addWidget(self.signed)
        column.addSpacing(SMALL)
        self.found = TableView(_("What was found"), double=True)
        self.found_table = LazyTable(finding_columns(), self._fetch_found, self)
        self.found.show_table(self.found_table)
        column.addWidget(self.found, 1)
        self.none_found = Nothing()
        column.addLayout(self.none_found, 1)
        self.split.addWidget(right)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([320, 760])
        self.content.addWidget(self.split, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)

    def _connect(self) -> None:
        found = self.controller
        found.loaded.connect(self._show)
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self.found.setFocus(Qt.FocusReason.OtherFocusReason))
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self._inspection_acts(), at))
        self.found.chosen.connect(lambda _keys: self.update_actions())
        self.found.opened.connect(lambda _key: self._go_on())
        self.found.menu_requested.connect(lambda _key, at: self.pop_menu(self._finding_acts(), at))

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "nothing") or not self.may_see:
            return ()
        offered = []
        if self.controller.may_inspect:
            offered.append(Action("note", N_("Note an inspection…"), self.note, "plus", "Ins", main=True))
        return [*offered, *self._finding_acts(), *self._inspection_acts()]

    def _finding_acts(self) -> list[Action]:
        one = self.finding
        if one is None:
            return []
        if one.state is FindingState.OPEN:
            acts = [Action("put_right", N_("Put right…"), self.put_right, "check", "F8")] if one.mine else []
            if self.controller.may_inspect:
                acts.append(Action("fixer", N_("Somebody else puts it right…"), self.name_fixer, "arrow-right", "F7"))
            return acts
        return [] if not one.mine else [Action("settle", N_("Settled"), self.settle, "check", "F8"),
                Action("send_back", N_("Still wrong…"), self.send_back, "undo-2", "F7")]  # fmt: skip

    def _inspection_acts(self) -> list[Action]:
        line, offered = self.line, []
        if line is None:
            return []
        if self.controller.may_inspect:
            offered.append(Action("add", N_("Add what was found…"), self.add, "clipboard-list", "F6"))
        offered.append(Action("print", N_("Print the record"), self.print_record, "printer", "Ctrl+P"))
        if self.controller.may_inspect:
            done = any(one.state is not FindingState.OPEN or one.sent_back for one in line.findings)
            why = _("Something that it found was put right already: it stays on the list.") if done else ""
            offered.append(Action("withdraw", N_("Take off the list"), self.withdraw, "trash-2", "", why, seldom=True))
        return offered

    def open(self, argument: object) -> None:
        """An inspection's id chooses it; None is the list."""
        if isinstance(argument, UUID):
            self._wanted = argument
            self._choose()

    def reload(self) -> None:
        if self.may_see:
            self.controller.load()

    # what is shown

    @property
    def line(self) -> InspectionLine | None:
        keys = self.view.selected_keys
        return next((line for line in self.lines or () if line.id in keys), None)

    @property
    def finding(self) -> FindingLine | None:
        keys, line = self.found.selected_keys, self.line
        return next((one for one in line.findings if one.id in keys), None) if line is not None else None

    def _show(self, lines: Sequence[InspectionLine], plan: Sequence[Planned]) -> None:
        self.lines = lines
        for shown, one in zip(self.plan, plan, strict=True):
            said, tone = planned(one)
            shown.setText(said)
            set_tone(shown, tone)
        self.view.remember_place()
        self.table.start(len(lines), Rows(lines, inspection_row))
        self.nothing.show_instead(self.split, None if lines else self._empty_list())
        self._choose()

    def _empty_list(self) -> Empty:
        how = _("What an inspection finds is put right by the person named, and re-checked by another one.")
        if self.controller.may_inspect:
            return Empty(_("No inspection was noted yet."), how, _("Note an inspection…"), self.note,
                         icon_name="clipboard-list", main=False)  # fmt: skip
        return Empty(_("No inspection was noted yet."), how, icon_name="clipboard-list")

    def _choose(self) -> None:
        keys = [line.id for line in self.lines or ()]
        if self._wanted in keys:
            self.view.select_key(self._wanted)
            self._wanted = None
        elif keys and self.line is None:
            self.view.select_key(keys[0])
        self._look()

    def _look(self) -> None:
        line = self.line
        self.signed.show_of(line.id if line is not None else None)
        if line is not None:
            n = line.open
            open_ones = _("{n} open").format(n=n) if n else _("nothing open")
            self.heading.setText(" · ".join((_(line.kind.label), line.held_on.isoformat(), open_ones)))
            self.facts.setText("\n".join(facts(line)))
            self.found.remember_place()
            self.found_table.start(len(line.findings), Rows(line.findings, finding_row))
            empty = Empty(_("Nothing was found that had to be put right."), icon_name="check")
            self.none_found.show_instead(self.found, None if line.findings else empty)
        self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        lines = (self.lines or ())[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, Rows(lines, inspection_row))

    def _fetch_found(self, wanted: Wanted) -> None:
        found = self.line.findings if self.line is not None else ()
        self.found_table.take(wanted, Rows(found[wanted.offset : wanted.offset + wanted.count], finding_row))

    # doing

    def note(self) -> None:
        def send(held: Any, done: Any, failed: Any) -> None:
            self.controller.note(held, lambda key: self._noted(key, done), failed)

        self.open_dialog(HeldDialog(self.desk.person.name, send, self))

    def _noted(self, key: UUID, done: Any) -> None:
        self._wanted = key
        done(key)

    def add(self) -> None:
        self.controller.people(self._ask_found)

    def _ask_found(self, people: Sequence[tuple[UUID, str]]) -> None:
        if (line := self.line) is not None:
            key = line.id
            send = lambda found, done, failed: self.controller.add(key, found, done, failed)  # noqa: E731
            self.open_dialog(FoundDialog(people, send, self))

    def put_right(self) -> None:
        if (one := self.finding) is not None:
            key = one.id
            send = lambda how, done, failed: self.controller.put_right(key, how, done, failed)  # noqa: E731
            self.open_dialog(FixedDialog(one.what, send, self))

    def name_fixer(self) -> None:
        self.controller.people(self._ask_fixer)

    def _ask_fixer(self, people: Sequence[tuple[UUID, str]]) -> None:
        if (one := self.finding) is not None:
            key = one.id
            send = lambda named, done, failed: self.controller.name_fixer(key, *named, done, failed)  # noqa: E731
            self.open_dialog(FixerDialog(one, people, send, self))

    def settle(self) -> None:
        if (one := self.finding) is not None:
            self.controller.settle(one.id)

    def send_back(self) -> None:
        if (one := self.finding) is not None:
            key = one.id
            send = lambda why, done, failed: self.controller.send_back(key, why, done, failed)  # noqa: E731
            self.open_dialog(ReasonDialog(_("Still wrong"), one.what, _("Send it back"), send, self,
                                          label=_("What is still wrong")))  # fmt: skip

    def _go_on(self) -> None:
        """Enter does what comes next."""
        if (acts := self._finding_acts()) and not acts[0].reason:
            acts[0].act()

    def print_record(self) -> None:
        if (line := self.line) is not None:
            self.controller.print_record(line.id)

    def withdraw(self) -> None:
        if (line := self.line) is not None:
            self.controller.withdraw(line.id)
