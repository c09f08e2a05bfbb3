"""One record whole: who, when, where, what it tells, and before and after as far as the reader may know."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.services.audit import AuditDetail
from desktop.ui.audit import words
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import label, note, section


class DetailDialog(Dialog):
    client_wished = Signal(object)

    def __init__(self, found: AuditDetail, parent: QWidget | None = None) -> None:
        line = found.line
        super().__init__(_(line.action), parent, width=560)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        about = _("a client out of your sight") if line.hidden else " ".join(filter(None, (line.code, line.about)))
        for head, text in ((_("When"), moment(line.at)), (_("Who"), line.who), (_("Workstation"), line.workstation),
                           (_("Concerning"), about)):  # fmt: skip
            if text:
                self._tell(head, text)
        for fact in line.facts:
            self._tell(_(fact.label), fact.value)
        self._tell(_("Record"), _("No. {number} of chain {chain}").format(number=found.number, chain=found.chain))
        self._changes(found)
        self._column.addStretch(1)
        area = scrolling(inside)
        area.setMinimumHeight(320)
        self.body.addWidget(area, 1)
        if line.client_id is not None:
            self.set_main(_("Open the client's file"), lambda: self._open(line.client_id))
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)

    def _open(self, client: object) -> None:
        self.accept()
        self.client_wished.emit(client)

    def _tell(self, head: str, text: str) -> None:
        self._column.addWidget(note(head))
        self._column.addWidget(label(text, wrap=True, select=True))

    def _changes(self, found: AuditDetail) -> None:
        told = [(f"{file.code} {file.name}", file.changes) for file in found.files if file.changes]
        told += [("", found.changes)] if found.changes else []
        if told or found.more:
            self._column.addSpacing(8)
            self._column.addWidget(section(_("Before → after")))
        for head, changes in told:
            if head and (len(found.files) > 1 or found.line.client_id is None):
                self._column.addWidget(note(head))
            for one in changes:
                self._column.addWidget(label(words.change(one), wrap=True, select=True))
        if found.more:
            said = _n("{n} more row was changed, which is not told here.",
                      "{n} more rows were changed, which are not told here.", found.more)  # fmt: skip
            self._column.addWidget(note(said.format(n=found.more), wrap=True))
