"""The card 拜访 Visits of a client's file: those planned and those whose report is owed, and the way to a new one."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.visits import State
from desktop.services import visits
from desktop.services.visits import Standing, VisitLine, Wish
from desktop.services.work import Work
from desktop.ui.kit.cards import Card, empty
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.file_tab import FileTab
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.visits import KEY, PLAN, may_plan

MOST = 4


class VisitsCard(FileTab):
    """Not there while no visit is ahead or owes its report, and I plan none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._client: UUID | None = None
        self._words = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.card = Card(_("Client visits"))
        column.addWidget(self.card)
        desk.changed.connect(self._on_changed)
        self.hide()

    def show_client(self, client: UUID, words: str, *, may_file: bool) -> None:
        if client != self._client:
            self.hide()
        self._client, self._words = client, words
        self.desk.ask("visits.of_client", _of_client, client, done=lambda found: self._show(client, found),
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def forget(self) -> None:
        self._client = None
        self.hide()

    def _show(self, client: UUID, lines: tuple[VisitLine, ...]) -> None:
        if client != self._client:
            return
        empty(self.card.body)
        for line in lines:
            there = button(f"{moment(line.starts_at)} · {line.made_by_name or line.visitor_name}",
                           lambda line=line: self.desk.open_requested.emit(KEY, line.id), link=True)  # fmt: skip
            self.card.body.addWidget(there, 0, Qt.AlignmentFlag.AlignLeft)
            self.card.body.addWidget(label(line.purpose, wrap=True))
            if line.state is State.TO_REPORT:
                said = _("Report until {moment}").format(moment=moment(line.report_due))
                self.card.body.addWidget(note(said, tone=Tone.BAD if line.late else Tone.WARN))
        if may_plan(self.desk):
            plan = lambda: self.desk.open_requested.emit(PLAN, client)  # noqa: E731
            self.card.body.addWidget(button(_("Plan a visit…"), plan, link=True), 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(lines) or may_plan(self.desk))
        self.counted.emit(len(lines))

    def _on_changed(self, topics: Any) -> None:
        if "visits" in topics and self._client is not None:
            self.show_client(self._client, self._words, may_file=False)


def _of_client(work: Work, client: UUID) -> tuple[VisitLine, ...]:
    """What owes its report first, then what is ahead."""
    found = (visits.visits(work, Wish(standing, mine=False, client=client), MOST)
             for standing in (Standing.TO_REPORT, Standing.TO_COME))  # fmt: skip
    # one whose hour has just come is in both
    return tuple({line.id: line for some in found for line in some}.values())[:MOST]
