"""The history of one document: who filed, opened, printed, sent, renamed, moved and lent it, and its versions."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.errors import Label
from desktop.services.document_history import DocumentAct
from desktop.ui.kit.cells import Column, Fit, Row
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.values import moment

WIDTH, HEIGHT = 900, 420


class HistoryDialog(Dialog):
    """One row for each change; one for an act that changed nothing, such as a print."""

    def __init__(self, title: str, acts: Sequence[DocumentAct], parent: QWidget | None = None) -> None:
        super().__init__(_("History"), parent, width=WIDTH)
        if title:
            self.body.addWidget(note(title, wrap=True))
        self.view = TableView(_("History"))
        self.view.setMinimumHeight(HEIGHT)
        columns = [
            Column("at", _("When"), 150, Fit.WHOLE, sortable=False),
            Column("who", _("Who"), 90, Fit.WHOLE, sortable=False),
            Column("act", _("What"), 230, sortable=False),
            Column("field", _("Field"), 120, sortable=False),
            Column("before", _("Before"), 130, sortable=False),
            Column("after", _("After"), 130, sortable=False),
        ]
        self.rows = [row for act in acts for row in rows_of(act)]
        self.table = LazyTable(columns, lambda wanted: self.table.take(
            wanted, self.rows[wanted.offset : wanted.offset + wanted.count]), self)  # fmt: skip
        self.view.show_table(self.table)
        self.table.start(len(self.rows), self.rows[:100])
        self.body.addWidget(self.view, 1)
        self.set_main(_("Close"), self.accept)
        self.finished.connect(self.deleteLater)


def rows_of(act: DocumentAct) -> list[Row]:
    done = _(act.action)
    if act.version:
        done = _("{act}: version {n}").format(act=done, n=act.version)
    if act.whom:
        done = _("{act}, to {whom}").format(act=done, whom=act.whom)
    head = (moment(act.at), act.who, done)
    if not act.changes:
        return [Row((act.serial, 0), (*head, "", "", ""))]
    return [Row((act.serial, number), (*head, _(change.label), _said(change.before), _said(change.after)))
            for number, change in enumerate(act.changes)]  # fmt: skip


def _said(value: object) -> str:
    return (_(value) if isinstance(value, Label) else str(value)).replace("\n", " ")
