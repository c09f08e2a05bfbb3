"""The page Today: the list at the left, dates, figures and news at the right; Me or Department."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.rules.today import TOPICS, Deed, Group, Row, Section
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.page import Page
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import GAP, WIDE

ASIDE_WIDTH = 288
MOST_UNFOLDED = 100


class TodayPage(Page):
    TITLE = N_("Today")
    ICON = "sun"
    WATCHES = TOPICS

    def __init__(self, desk: Desk, since: datetime, parent: QWidget | None = None) -> None:
        self._since = since
        self._found: Any = None
        self._unfolded: dict[Group, Section | None] = {}
        self.board: Any = None
        super().__init__(desk, parent)

    @property
    def whole(self) -> bool:
        return self.scope.currentIndex() == 1

    def first_focus(self) -> QWidget | None:
        """Rows are read and done by keys: Enter opens, Space does."""
        return self.board.entries[0] if self.board is not None and self.board.entries else None

    def reload(self) -> None:
        # whoever goes straight on to another place neither builds this one nor asks for it
        QTimer.singleShot(0, self, self._look)

    def _look(self) -> None:
        if self.left or not self.isVisible():
            self._stale = True
            return
        if self.board is None:
            self._build()
        self.controller.look(self.whole)
        for group in self._unfolded:
            self.controller.all_of(group, self.whole, MOST_UNFOLDED)
        self.controller.while_away()

    def _build(self) -> None:
        from desktop.ui.kit.page import scrolling
        from desktop.ui.today.aside import Aside
        from desktop.ui.today.board import Board
        from desktop.ui.today.controller import TodayController

        head = QHBoxLayout()
        head.setSpacing(GAP)
        self.scope = QTabBar()
        self.scope.setDrawBase(False)
        self.scope.setExpanding(False)
        self.scope.setUsesScrollButtons(False)
        self.scope.setAccessibleName(_("Whose Today"))
        self.scope.addTab(_("Me"))
        if self.desk.person.mandate.department is not None:
            self.scope.addTab(_("Department"))
        self.scope.currentChanged.connect(self._rescope)
        head.addWidget(self.scope)
        head.addStretch(1)
        self.instead = note()
        head.addWidget(self.instead)
        self.content.addLayout(head)
        self.scope.setVisible(self.scope.count() > 1)
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        self.board, self.aside = Board(), Aside()
        row.addWidget(scrolling(self.board), 1)
        beside = scrolling(self.aside)
        beside.setFixedWidth(ASIDE_WIDTH)
        row.addWidget(beside)
        self.content.addLayout(row, 1)
        self.controller = TodayController(self.desk, self._since, self)
        self.controller.looked.connect(self._show)
        self.controller.section_loaded.connect(self._show_section)
        self.controller.away_loaded.connect(self.aside.show_away)
        self.controller.request_loaded.connect(self._show_request)
        self.controller.refused.connect(self.refuse)
        self.controller.done.connect(self.toast_requested)
        self.board.opened.connect(self._open_row)
        self.board.pressed.connect(self._press)
        self.board.unfold_requested.connect(self._unfold)
        self.board.fold_requested.connect(self._fold)
        self.aside.opened.connect(self.desk.open_requested)

    # what is shown

    def _show(self, found: Any) -> None:
        from desktop.ui.kit.phrases import day, listed

        self._found = found
        self._draw()
        self.aside.show_days(found.days, self.whole)
        self.aside.show_figures(found.figures)
        said = [_("{name} until {day}").format(name=name, day=day(until)) for name, until in found.instead]
        self.instead.setText(_("You stand in for {names}").format(names=listed(said)) if said else "")

    def _draw(self) -> None:
        sections = [self._unfolded.get(section.group) or section for section in self._found.sections]
        self.board.show_sections(sections, tuple(self._unfolded), self._quiet() if self._found.quiet else "")

    def _quiet(self) -> str:
        from desktop.ui.today.words import clock

        said = _("Nothing is due today.")
        if self._found.sections:
            row: Row = self._found.sections[0].rows[0]
            said += " " + _("Next: {when}, {what}, {whom}.").format(when=clock(row)[0], what=row.what, whom=row.whom)
        return said

    def _show_section(self, section: Section) -> None:
        if section.group in self._unfolded and self._found is not None:
            self._unfolded[section.group] = section
            self._draw()

    def _rescope(self) -> None:
        # the word of the chosen one is bold, so wider
        self.scope.updateGeometry()
        self._unfolded.clear()
        self._look()

    def _unfold(self, group: Group) -> None:
        self._unfolded[group] = None
        self.controller.all_of(group, self.whole, MOST_UNFOLDED)

    def _fold(self, group: Group) -> None:
        self._unfolded.pop(group, None)
        self._draw()

    # what is done

    def _open_row(self, row: Row) -> None:
        noun, argument = row.opens
        if noun == "approvals":
            self.controller.request(argument)
        else:
            self.desk.open_requested.emit(noun, argument)

    def _press(self, row: Row) -> None:
        if row.deed is Deed.OPEN:
            self._open_row(row)
            return
        if row.deed in (Deed.LOG, Deed.ANSWER, Deed.HANDLE, Deed.CALL_BACK, Deed.REPAIR, Deed.REPORT):
            # the dialog opens over any page or on its own, the way to the backups belongs to the settings
            self.desk.open_requested.emit(*row.given)
            return
        entry = next((entry for entry in self.board.entries if entry.row.key == row.key), None)
        if entry is not None:
            entry.button.setEnabled(False)

        def failed(error: OfficeError) -> None:
            self.refuse(error)
            # what stood in the way may have changed the row
            self.reload()

        self.controller.do(row, failed)

    def _show_request(self, line: Any) -> None:
        from desktop.ui.kit.decision import DecisionDialog

        self.dialog = DecisionDialog(self.desk, line, self)
        self.dialog.said.connect(self.toast_requested)
        self.dialog.open()
