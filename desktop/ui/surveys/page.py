"""调查 Surveys: those of the office on the left, the chosen one with its results and measures beside it (SV-5)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.i18n import N_, _
from desktop.rules.rights import Right
from desktop.services.surveys import SurveyLine
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import MEDIUM
from desktop.ui.surveys.acts import SurveyActs
from desktop.ui.surveys.controller import Shown, SurveysController
from desktop.ui.surveys.pane import SurveyPane
from desktop.ui.surveys.words import columns, row_of


class SurveysPage(ListPage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.ASK_SURVEYS
    WATCHES = frozenset({"surveys", "settings", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = SurveysController(desk)
        self.lines: Sequence[SurveyLine] | None = None
        self._wanted: UUID | None = None
        super().__init__(desk, parent, printing)
        self.approvals = Approvals(desk, self)
        self.acts = SurveyActs(self)
        self._build()
        self._connect()
        self.built()

    @property
    def may_see(self) -> bool:
        may = self.controller.may
        return may(Right.ASK_SURVEYS) or may(Right.RUN_SURVEYS) or may(Right.SEE_SURVEY_RESULTS)

    def _build(self) -> None:
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.view = TableView(_("Surveys"), double=True)
        self.table = LazyTable(columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.split.addWidget(self.view)
        self.pane = SurveyPane(self.acts.note_measure)
        self.split.addWidget(self.pane)
        self.split.setStretchFactor(1, 1)
        self.split.setHandleWidth(MEDIUM)
        self.split.setSizes([460, 600])
        self.content.addWidget(self.split, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)

    def _connect(self) -> None:
        found = self.controller
        found.loaded.connect(self._show)
        found.viewed.connect(self._show_one)
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.approvals.said.connect(lambda said: self.toast_requested.emit(said, None))
        self.approvals.refused.connect(self.refuse)
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self._go_on())
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self.actions_offered(), at))

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view

    def actions_offered(self) -> Sequence[Action]:
        return self.acts.offered() if hasattr(self, "acts") and self.may_see else ()

    def open(self, argument: object) -> None:
        """A survey's id chooses it; of a form that the one search line found it is the form's, which is entered."""
        if not isinstance(argument, UUID):
            return
        self._wanted = argument
        if self.lines is None:
            self.reload()
        else:
            self._choose()

    def reload(self) -> None:
        if self.may_see:
            self.controller.load()

    @property
    def line(self) -> SurveyLine | None:
        keys = self.view.selected_keys
        return next((line for line in self.lines or () if line.id in keys), None)

    @property
    def shown(self) -> Shown | None:
        """The chosen one whole, once the office has told it."""
        found, line = self.pane.shown, self.line
        return found if found is not None and line is not None and found.line.id == line.id else None

    # what is shown

    def _show(self, lines: Sequence[SurveyLine]) -> None:
        self.lines = lines
        self.view.remember_place()
        self.table.start(len(lines), Rows(lines, row_of))
        self.nothing.show_instead(self.split, None if lines else self._empty_list())
        self._choose()
        if lines and self.line is None:
            self.view.select_key(lines[0].id)
        self._look()

    def _empty_list(self) -> Empty:
        how = _("A sample is drawn by class, asked by phone, on paper or on screen, and told with its uncertainty.")
        if not self.controller.may(Right.RUN_SURVEYS):
            return Empty(_("No survey was made yet."), how, icon_name="clipboard-list")
        return Empty(_("No survey was made yet."), how, _("New survey…"), self.acts.new, icon_name="clipboard-list",
                     main=False)  # fmt: skip

    def _choose(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        if wanted in [line.id for line in self.lines or ()]:
            self.view.select_key(wanted)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._look()
        else:
            self.acts.enter_form(wanted)

    def _look(self) -> None:
        line = self.line
        if line is not None:
            self.controller.look(line.id)
        self.update_actions()

    def _show_one(self, shown: Shown) -> None:
        line = self.line
        if line is not None and shown.line.id == line.id:
            self.pane.show_survey(shown)
            self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        lines = (self.lines or ())[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, Rows(lines, row_of))

    def _go_on(self) -> None:
        """Enter does what comes next."""
        main: Any = next((one for one in self.acts.offered() if one.main and not one.reason), None)
        if main is not None:
            main.act()
