"""The minutes of the reviews: when each was, who was present, and what it decided."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.review_meetings import Decision
from desktop.services.review_meetings import Item, Meeting, Week
from desktop.ui.collecting.controller import CollectController
from desktop.ui.collecting.review_rows import began
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.clocks import hour
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import Tone

LOOKS = {
    Decision.ACCEPTED: ("circle-check", Tone.GOOD), Decision.CORRECTED: ("pencil", Tone.ACCENT),
    Decision.REFUSED: ("ban", Tone.WARN), Decision.ASK_AGAIN: ("circle-question-mark", Tone.NOTE),
}  # fmt: skip


class MinutesPanel(QWidget):
    def __init__(self, controller: CollectController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller
        self.meetings: tuple[Meeting, ...] = ()
        self._rows: dict[str, list[Row]] = {"meetings": [], "items": []}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedLayout()
        outer.addLayout(self.stack)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        self.view, self.table = self._list("meetings", _("Reviews of the last weeks"), [
            Column("at", _("Begun"), 190, Fit.WHOLE, sortable=False, fixed=True),
            Column("until", _("Ended"), 90, Fit.WHOLE, sortable=False),
            Column("chair", _("Chair"), 120, Fit.WHOLE, sortable=False),
            Column("present", _("Present"), 420, Fit.WHOLE, sortable=False),
            Column("decided", _("Decided"), 90, sortable=False),
        ])  # fmt: skip
        self.items_view, self.items_table = self._list("items", _("What the review decided"), [
            Column("client", _("Client"), 170, Fit.WHOLE, sortable=False, fixed=True),
            Column("field", _("Field"), 150, Fit.WHOLE, sortable=False),
            Column("decision", _("Decision"), 170, Fit.WHOLE, sortable=False),
            Column("note", _("To ask"), 260, Fit.WHOLE, sortable=False),
            Column("by", _("Reviewed by"), 120, Fit.WHOLE, sortable=False),
        ])  # fmt: skip
        split.addWidget(self.view)
        split.addWidget(self.items_view)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        self.stack.addWidget(split)
        self.stack.addWidget(Empty(_("No review was held in the last weeks."), icon_name="badge-check"))
        self.view.chosen.connect(lambda _keys: self._ask_items())
        self.items_view.opened.connect(lambda key: controller.desk.open_requested.emit("clients", key[1]))
        controller.week_loaded.connect(self._show)

    def _list(self, name: str, words: str, columns: Sequence[Column]) -> tuple[TableView, LazyTable]:
        view = TableView(words)
        table = LazyTable(columns, lambda wanted: self._fetch(name, wanted), self)
        view.show_table(table)
        return view, table

    def reload(self) -> None:
        self.controller.load_review()

    def _show(self, week: Week) -> None:
        self.meetings = week.meetings
        self._rows["meetings"] = [
            Row(one.id, (Cell(began(one.begun_at), bold=True), hour(one.ended_at) if one.ended_at else _("goes on"),
                         one.chair, listed(f"{p.name} ({_(p.attends.label)})" for p in one.present), str(one.decided)))
            for one in self.meetings
        ]  # fmt: skip
        self.view.remember_place()
        self.table.start(len(self._rows["meetings"]), self._rows["meetings"][:100])
        self.stack.setCurrentIndex(0 if self.meetings else 1)
        if self.meetings and not self.view.selected_keys:
            self.view.select_key(self.meetings[0].id)
        self._ask_items()

    def _ask_items(self) -> None:
        key = next(iter(self.view.selected_keys), None)
        if key is not None:
            self.controller.load_items(key, self._show_items)  # type: ignore[arg-type]

    def _show_items(self, items: Sequence[Item]) -> None:
        rows: list[Row] = []
        for number, one in enumerate(items):
            icon, tone = LOOKS[one.decision]
            rows.append(Row((number, one.client_id), (Cell(one.client, bold=True), _(one.field), Cell(
                _(one.decision.label), tone, icon), one.note, one.decided_by)))  # fmt: skip
        self._rows["items"] = rows
        self.items_table.start(len(rows), rows[:100])

    def _fetch(self, name: str, wanted: Wanted) -> None:
        rows: Any = self._rows[name]
        table = self.table if name == "meetings" else self.items_table
        table.take(wanted, rows[wanted.offset : wanted.offset + wanted.count])
