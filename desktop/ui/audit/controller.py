"""What the pages of the audit ask of the office, one line per verb."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.audit import AuditKind, Question
from desktop.rules.exports import ExportKind
from desktop.services import audit, audit_sheets
from desktop.services.audit import AuditLine
from desktop.services.work import Work
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.lazy_table import PAGE


def first_page(work: Work, question: Question) -> tuple[list[AuditLine], int]:
    return audit.page(work, question, 0, PAGE), audit.count(work, question)


class LogController(QObject):
    """Holds the question; an answer to an older one is dropped by the desk."""

    began = Signal(object, int)
    rows_loaded = Signal(object, object)
    rows_failed = Signal(object)
    choices_loaded = Signal(object)
    detail_loaded = Signal(object)
    printed = Signal(object)
    exported = Signal(object)
    changed = Signal()
    errand_began = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.question = Question()
        self.client = ""  # the name of the client it is narrowed to

    def begin(self) -> None:
        self.desk.ask("audit.rows", first_page, self.question, done=lambda found: self.began.emit(*found),
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def fetch(self, wanted: Wanted) -> None:
        self.desk.ask("audit.rows", audit.page, self.question, wanted.offset, wanted.count, wanted.after,
                      done=lambda lines: self.rows_loaded.emit(wanted, lines),
                      failed=lambda error: self._failed(wanted, error), owner=self)  # fmt: skip

    def load_choices(self) -> None:
        self.desk.ask("audit.choices", audit.choices, done=self.choices_loaded.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def load_detail(self, serial: int) -> None:
        self.desk.ask("audit.detail", audit.detail, serial, done=self.detail_loaded.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def narrow(self, **changes: Any) -> None:
        self.ask_for(replace(self.question, **changes), self.client)

    def ask_for(self, question: Question, client: str = "") -> None:
        """Another question; `client` is the name of the client that it names."""
        if question != self.question:
            self.question, self.client = question, client if question.client is not None else ""
            self.changed.emit()
            self.begin()

    def toggle(self, kind: AuditKind, on: bool) -> None:
        kinds = self.question.kinds
        self.narrow(kinds=kinds | {kind} if on else kinds - {kind})

    def print_log(self) -> None:
        self.errand_began.emit(self.desk.errand(
            _("Preparing the audit log"), audit_sheets.print_log, self.question, translator(language()),
            done=self.printed.emit, failed=self.refused.emit, owner=self))  # fmt: skip

    def export_log(self, kind: ExportKind, path: Path) -> None:
        self.errand_began.emit(self.desk.errand(
            _("Exporting the audit log"), audit_sheets.export_log, self.question, kind, path, translator(language()),
            done=self.exported.emit, failed=self.refused.emit, owner=self))  # fmt: skip

    def _failed(self, wanted: Wanted, error: object) -> None:
        self.rows_failed.emit(wanted)
        self.refused.emit(error)
