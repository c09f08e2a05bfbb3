"""The card 正在办 In progress of a client's file: its open cases with their clocks, and how many are past."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.services import case_views, cases
from desktop.services.case_views import CaseView
from desktop.services.cases import Standing, Wish
from desktop.services.work import Work
from desktop.ui.cases import KEY
from desktop.ui.cases.words import kind_word
from desktop.ui.kit.cards import Card, empty
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.file_tab import FileTab
from desktop.ui.kit.ribbon import Ribbon
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import Tone

MOST = 5


class RunningCard(FileTab):
    """Not there while the client has no case in sight."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._client: UUID | None = None
        self._words = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.card = Card(_("In progress"))
        column.addWidget(self.card)
        desk.changed.connect(self._on_changed)
        self.hide()

    def show_client(self, client: UUID, words: str, *, may_file: bool) -> None:
        if client != self._client:
            self.hide()
        self._client, self._words = client, words
        self.desk.ask("cases.of_client", _of_client, client, done=lambda found: self._show(client, *found),
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def forget(self) -> None:
        self._client = None
        self.hide()

    def _show(self, client: UUID, running: tuple[CaseView, ...], past: int) -> None:
        if client != self._client:
            return
        empty(self.card.body)
        for view in running:
            self._add(view)
        if past:
            said = _n("{n} past case", "{n} past cases", past).format(n=past)
            everything = lambda: self.desk.open_requested.emit(KEY, ("client", client, self._words))  # noqa: E731
            self.card.body.addWidget(button(said, everything, link=True), 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(running) or past > 0)
        self.counted.emit(len(running))

    def _add(self, view: CaseView) -> None:
        line = view.line
        there = button(
            f"{line.number} · {kind_word(line)}", lambda: self.desk.open_requested.emit(KEY, line.id), link=True
        )
        self.card.body.addWidget(there, 0, Qt.AlignmentFlag.AlignLeft)
        self.card.body.addWidget(label(line.subject, wrap=True))
        if view.clock is not None and line.done_at is None:
            ribbon = Ribbon()
            # in its place first: what is shown before is a window of its own
            self.card.body.addWidget(ribbon)
            ribbon.show_clock("", view.clock, view.read_at)
        said = _("Next: {step}").format(step=_(line.step.label))
        self.card.body.addWidget(note(said, tone=Tone.BAD if line.late or line.adverse else Tone.NOTE))

    def _on_changed(self, topics: Any) -> None:
        if "cases" in topics and self._client is not None:
            self.show_client(self._client, self._words, may_file=False)


def _of_client(work: Work, client: UUID) -> tuple[tuple[CaseView, ...], int]:
    lines = cases.cases(work, Wish(client=client))
    past = cases.count(work, Wish(Standing.CLOSED, client=client))
    return tuple(case_views.case_view(work, line.id) for line in lines[:MOST]), past
