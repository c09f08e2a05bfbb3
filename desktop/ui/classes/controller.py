"""Carries the wishes of the classes page to the office and its answers back, one line per verb."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.quarters import Quarter
from desktop.services import class_runs, classes, clients, prints, settings, spending
from desktop.services.class_runs import RunLine
from desktop.services.classes import Proposal, ProposedLine
from desktop.services.spending import SpendImportLine, SpendSheet
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.phrases import listed

Done = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Past:
    """What was confirmed, and the sheets of spend that were taken in."""

    runs: Sequence[RunLine]
    imports: Sequence[SpendImportLine]


def read_past(work: Work) -> Past:
    return Past(class_runs.runs(work), spending.imports(work))


def read_proposal(work: Work, quarter: Quarter, what_if: Mapping[str, int]) -> tuple[Proposal, list[ProposedLine]]:
    """With its lines in the order of the list: made here, the window does not wait for them."""
    proposal = classes.propose(work, quarter, what_if)
    return proposal, sorted(proposal.lines, key=class_runs.place_in_list)


class ClassesController(QObject):
    proposed = Signal(object, object)
    """A Proposal, and its lines by class and rank."""
    past_loaded = Signal(object)
    """A Past."""
    sheet_read = Signal(object)
    """A SpendSheet."""
    taken = Signal(object, object)
    """A SpendSheet, and the id under which it can be undone."""
    confirmed = Signal(object, object)
    """The quarter, and the id of the run."""
    deed_done = Signal(str)
    printed = Signal(object)
    began = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    # asking

    def propose(self, quarter: Quarter, what_if: Mapping[str, int]) -> None:
        self.desk.ask("classes.proposal", read_proposal, quarter, dict(what_if),
                      done=lambda found: self.proposed.emit(*found), failed=self.refused.emit, owner=self)  # fmt: skip

    def load_past(self) -> None:
        self.desk.ask("classes.past", read_past, done=self.past_loaded.emit, failed=self.refused.emit, owner=self)

    def load_staff(self, done: Done) -> None:
        self.desk.ask("classes.staff", clients.staff, done=done, owner=self)

    # doing

    def confirm(self, proposal: Proposal, overrides: Mapping[UUID, tuple[str, str]], done: Done, failed: Done) -> None:
        def answer(run: UUID) -> None:
            done(run)
            self.confirmed.emit(proposal.quarter, run)

        self.desk.do(classes.confirm, proposal.quarter, dict(overrides), seen=proposal.fingerprint, done=answer,
                     failed=failed, owner=self)  # fmt: skip

    def undo(self, run: UUID) -> None:
        def said(undone: classes.Undone) -> None:
            text = _("The classes are as they were before.")
            if undone.kept:
                text = _("Undone; these were changed otherwise since and stay: {codes}").format(
                    codes=listed(undone.kept))  # fmt: skip
            self.deed_done.emit(text)

        self.began.emit(self.desk.errand(_("Undoing the classes"), classes.undo_run, run, done=said,
                                         failed=self.refused.emit, owner=self, staged=False))  # fmt: skip

    def teach(self, run: UUID, on: date, people: Sequence[UUID], note: str, done: Done, failed: Done) -> None:
        self.desk.do(class_runs.teach, run, on, list(people), note, done=done, failed=failed, owner=self)

    def read_sheet(self, path: Path) -> None:
        title = _("Reading {file}").format(file=path.name)
        self.began.emit(self.desk.errand(title, _prepare, path, done=self.sheet_read.emit, failed=self.refused.emit,
                                         owner=self))  # fmt: skip

    def take(self, sheet: SpendSheet) -> None:
        self.desk.do(spending.take, sheet, done=lambda key: self.taken.emit(sheet, key), failed=self.refused.emit,
                     owner=self)  # fmt: skip

    def undo_sheet(self, key: UUID) -> None:
        said = _("The sheet of spend was taken back.")
        self.began.emit(self.desk.errand(_("Undoing the import"), spending.undo_import, key,
                                         done=lambda _rows: self.deed_done.emit(said), failed=self.refused.emit,
                                         owner=self, staged=False))  # fmt: skip

    def set_rules(self, name: str, value: object) -> None:
        self._do(settings.change_setting, name, value, said=_("Saved."))

    def print_list(self, run: UUID) -> None:
        self.began.emit(self.desk.errand(_("Preparing the class list"), prints.class_list, run,
                                         translator(language()), done=self.printed.emit, failed=self.refused.emit,
                                         owner=self))  # fmt: skip

    def _do(self, verb: Any, *args: object, said: str) -> None:
        self.desk.do(verb, *args, done=lambda _result: self.deed_done.emit(said), failed=self.refused.emit, owner=self)


def _prepare(work: Work, path: Path, *, progress: Any) -> SpendSheet:
    return spending.prepare(work, path, progress=progress)
