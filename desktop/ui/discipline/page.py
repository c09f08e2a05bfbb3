"""奖惩 Rewards & penalties: what is to be settled and what is in force on the left, one case beside it (RP-1, RP-2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from desktop.i18n import N_, _
from desktop.rules.discipline import Kind
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right, Scope
from desktop.services import discipline_rules
from desktop.services.discipline import Breach, CaseLine, Standing, Wish
from desktop.services.discipline_views import CaseView
from desktop.ui.discipline.acts import DisciplineActs
from desktop.ui.discipline.controller import DisciplineController
from desktop.ui.discipline.pane import DisciplinePane
from desktop.ui.discipline.rules_dialogs import CatalogueDialog, RuleDialog, SwitchDialog
from desktop.ui.discipline.words import columns, row_of
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form import Kind as FieldKind
from desktop.ui.kit.form_dialog import day_of
from desktop.ui.kit.line_list import LineList
from desktop.ui.kit.list_page import ListPage
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.text import button
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM
from desktop.ui.kit.values import day


class DisciplinePage(ListPage):
    TITLE = N_("Appraisal")
    ICON = "chart-column"
    RIGHT = Right.SEE_DISCIPLINE
    WATCHES = frozenset({"discipline", "reception", "settings", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = DisciplineController(desk)
        self.lines: Sequence[CaseLine] | None = None
        self.breaches: Sequence[Breach] = ()
        self._wanted: UUID | None = None
        self._then = ""  # what Today's button does, once the case is shown
        mandate = desk.person.mandate
        scope = mandate.scope(Right.SEE_DISCIPLINE)
        self.proposes = scope is Scope.ALL or (scope is Scope.DEPARTMENT and mandate.department is not None)
        # who sees his own alone needs no tab for it
        self.standings = tuple(Standing) if self.proposes else tuple(s for s in Standing if s is not Standing.MINE)
        super().__init__(desk, parent, printing)
        self._build()
        self.acts = DisciplineActs(self)
        self._connect()
        self.built()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.tabs = tab_row(_("Which rewards and penalties"), (_(one.label) for one in self.standings), whole=True)
        line.addWidget(self.tabs)
        line.addStretch(1)
        self.badges = button("", self.show_breaches, icon_name="id-card", quiet=True)
        self.badges.hide()
        self.kind = Choice([(None, _("All kinds")), *((kind.value, _(kind.label)) for kind in Kind)])
        self.kind.setAccessibleName(_("Reward or penalty"))
        for piece in (self.badges, self.kind):
            line.addWidget(piece)
        self.content.addLayout(line)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.list = LineList(_("Rewards and penalties"), columns(), self._fetch, row_of, self._counted)
        self.view = self.list.view
        self.split.addWidget(self.list)
        self.pane = DisciplinePane(self.desk)
        self.split.addWidget(self.pane)
        self.split.setStretchFactor(0, 1)
        self.split.setHandleWidth(MEDIUM)
        self.split.setSizes([620, 440])
        self.content.addWidget(self.split, 1)

    def _connect(self) -> None:
        found = self.controller
        found.loaded.connect(self._show)
        found.viewed.connect(self._show_case)
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.tabs.currentChanged.connect(lambda _n: self.reload())
        self.kind.edited.connect(self.reload)
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self._go_on())
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self.acts.offered(), at))
        self.pane.opened.connect(lambda page, argument: self.desk.open_requested.emit(page, argument))

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "acts") or not self.may_see:
            return ()
        offered = self.acts.offered()
        if self.proposes:
            main = not any(one.main for one in offered)
            offered.insert(0, Action("new", N_("Propose…"), self.acts.propose, "plus", "Ins", main=main))
            offered.append(Action("register", N_("Print the register…"), self.print_register, "printer", seldom=True))
        offered.append(Action("rules", N_("Rules…"), self.show_rules, "list", seldom=True))
        if self.controller.may(Right.RUN_OFFICE):
            offered.append(Action("fines", N_("Fines and the score…"), self.switch, "settings", seldom=True))
        return offered

    def open(self, argument: object) -> None:
        """A case's id chooses it, with the name of an act its dialog opens too; `"breaches"` shows the visitors without
        a badge of whom nothing was proposed; None is the list."""
        self._then = ""
        if argument == "breaches":
            self._then = "breaches"
            self.reload()
            return
        if isinstance(argument, tuple):
            argument, self._then = argument
        if isinstance(argument, UUID):
            self._wanted = argument
            if self._choose():
                self._look()
            else:
                self.reload()

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self.wish)

    @property
    def wish(self) -> Wish:
        kind = self.kind.value()
        return Wish(self.standings[self.tabs.currentIndex()], Kind.of(kind) if kind else None)

    @property
    def line(self) -> CaseLine | None:
        return next(iter(self.list.chosen), None)

    # what is shown

    def _show(self, lines: Sequence[CaseLine], breaches: Sequence[Breach]) -> None:
        self.lines, self.breaches = lines, breaches
        self.badges.setText(_("Visitors without a badge: {n}").format(n=len(breaches)))
        self.badges.setAccessibleName(self.badges.text())
        self.badges.setVisible(bool(breaches))
        self.view.remember_place()
        self.list.begin(lines, len(lines), None if lines else self._empty_list())
        self.pane.setVisible(bool(lines))
        if not self._choose():
            if self._wanted is not None and self.wish != Wish(Standing.ALL):
                # it may be settled, or of the other kind
                self.kind.set_value(None)
                self.tabs.setCurrentIndex(self.standings.index(Standing.ALL))
                self.reload()
                return
            self._wanted = None
            if lines and self.line is None:
                self.view.select_key(lines[0].id)
        self._look()
        if self._then == "breaches":
            self._then = ""
            self.show_breaches()

    def _empty_list(self) -> Empty:
        how = _("Proposed under a rule, told to the person concerned, heard, and decided by a second person.")
        if self.wish.kind is not None:
            return Empty(_("Nothing meets this filter."), "", _("Clear"), self._clear, icon_name="search", main=False)
        if self.proposes and self.wish.standing in (Standing.OPEN, Standing.ALL):
            none = (
                _("Nothing is to be settled.")
                if self.wish.standing is Standing.OPEN
                else _("Nothing was proposed yet.")
            )
            return Empty(none, how, _("Propose…"), self.acts.propose, icon_name="badge-check", main=False)
        return Empty(_("There is none here."), how, icon_name="check")

    def _counted(self, total: int) -> str:
        return _("{n} cases").format(n=total)

    def _clear(self) -> None:
        self.kind.set_value(None)
        self.reload()

    def _choose(self) -> bool:
        if self._wanted is None or self._wanted not in [line.id for line in self.lines or ()]:
            return False
        self.view.select_key(self._wanted)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wanted = None
        return True

    def _look(self) -> None:
        line = self.line
        if line is None:
            self.pane.view = None
            self.update_actions()
        else:
            self.controller.look(line.id)

    def _show_case(self, view: CaseView) -> None:
        line = self.line
        if line is not None and view.line.id == line.id:
            self.pane.show_case(view)
            self.update_actions()
            self._do_then()

    def _do_then(self) -> None:
        name, self._then = self._then, ""
        act = next((one for one in self.acts.offered() if one.name == name), None)
        # what a colleague did meanwhile is not offered any more
        if act is not None and self._wanted is None and not act.reason:
            act.act()

    def _fetch(self, wanted: Wanted) -> None:
        self.list.take(wanted, (self.lines or ())[wanted.offset : wanted.offset + wanted.count])

    def _go_on(self) -> None:
        """Enter does what comes next."""
        main = next((one for one in self.acts.offered() if one.main), None)
        if main is not None:
            main.act()
        else:
            self.pane.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    # doing

    def show_breaches(self) -> None:
        """Of several visitors one is chosen; of one the proposal opens at once."""
        found = list(self.breaches)
        if len(found) == 1:
            self.acts.propose(found[0])
        elif found:
            said = _("{day}: {name}, {visitor}")
            choices = [(number, said.format(day=day(one.on), name=one.name, visitor=one.visitor))
                       for number, one in enumerate(found)]  # fmt: skip
            fields = [FormField("which", _("Which one"), FieldKind.CHOICE, required=True, choices=choices)]

            def send(entry: dict[str, Any], done: Any, _failed: Any) -> None:
                done(None)
                self.acts.propose(found[int(str(entry["which"]))])

            said = _("Reception noted these visitors without a badge; nothing was proposed of them yet.")
            self.open_dialog(ActDialog(_("Visitors without a badge"), said, fields, _("Propose…"), send, self,
                                       values={"which": 0}))  # fmt: skip

    def show_rules(self) -> None:
        write = self._write if self.controller.may(Right.DECIDE_DISCIPLINE) else None
        months = int(self.desk.office.settings["discipline_months"])
        self.controller.catalogue(lambda found: self.open_dialog(CatalogueDialog(found, write, months, self)))

    def _write(self, rule: Any) -> None:
        send = lambda entry, done, failed: self.controller.do(  # noqa: E731
            discipline_rules.keep_rule, entry, said=_("The rule is kept."), done=done, failed=failed)  # fmt: skip
        self.open_dialog(RuleDialog(rule, send, self))

    def switch(self) -> None:
        held = self.desk.office.settings

        def send(name: str, on: bool, read: bool, done: Any) -> None:
            verb = discipline_rules.switch_fines if name == "fines" else discipline_rules.switch_points
            more = {"read": read} if name == "fines" else {}
            self.controller.do(verb, on, said=_("Kept."), done=done, failed=self.dialog.refuse, **more)

        self.open_dialog(SwitchDialog(bool(held["fines_on"]), bool(held["discipline_points"]), send, self))

    def print_register(self) -> None:
        fields = [FormField("first", _("From"), FieldKind.DATE, required=True),
                  FormField("last", _("Up to"), FieldKind.DATE, required=True)]  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            try:
                first, last = (day_of(entry, name, needed=True) for name in ("first", "last"))
            except BadEntry as wrong:
                failed(wrong)
                return
            assert first is not None and last is not None
            done(None)
            self.controller.print_register(first, last)

        year = date(today().year, 1, 1)
        self.open_dialog(ActDialog(_("Print the register"), _("All that was proposed in these days."), fields,
                                   _("Print it"), send, self, columns=2,
                                   values={"first": year.isoformat(), "last": today().isoformat()}))  # fmt: skip
