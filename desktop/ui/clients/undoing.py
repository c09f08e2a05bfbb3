"""Undo on the screens of the clients: after each deed, from the history, with a question where it is needed."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import _
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import Label, OfficeError
from desktop.rules.fields import Locked
from desktop.services import merging, undoing, unmerging
from desktop.services.undoing import Choice, Done, InTheWay, InWay, Prospect
from desktop.services.unmerging import UnmergePlan
from desktop.ui.clients.unmerging import Unmerger
from desktop.ui.kit.desk import Desk, Errand
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.form import Form, FormField
from desktop.ui.kit.noting import Noted, noting
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label, note
from desktop.ui.kit.values import lock_words, moment
from desktop.ui.kit.waiting import WaitDialog

MOST_NAMED = 12

__all__ = ["Noted", "UndoDialog", "Undoer", "noting"]


class Undoer(QObject):
    """Undoes operations for one page; asks only where something later is in the way or a reason may be given."""

    said = Signal(str, object)
    """For the toast: a sentence, and what takes that back."""
    refused = Signal(object)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.dialog: UndoDialog | None = None
        self.waiting: WaitDialog | None = None
        self.approvals: Any = None
        self.unmerger = Unmerger(desk, page)
        self.unmerger.said.connect(lambda text: self.said.emit(text, None))
        self.unmerger.refused.connect(self.refused)

    def undo(self, operation: UUID) -> None:
        """At once; the question comes only if it is needed."""

        def failed(error: OfficeError) -> None:
            if isinstance(error, InTheWay):
                self._open(error.found)
            elif isinstance(error, NeedsApproval):
                self._approved(self._page, error, lambda: self.undo(operation))
            else:
                self.refused.emit(error)

        self._wait(self._desk.errand(_("Undoing"), undoing.undo, operation, done=self._done, failed=failed,
                                     owner=self, staged=False))  # fmt: skip

    def ask(self, operation: UUID) -> None:
        """Says first what would be undone and what is in the way; a merge is taken apart as a whole."""
        self._wait(self._desk.errand(_("Looking at what goes back"), _prospect, operation, done=self._open,
                                     failed=self.refused.emit, owner=self))  # fmt: skip

    def undo_opening(self, client: UUID) -> None:
        """Takes a file back that has just been opened."""
        self._desk.ask("undo.opened", first_operation, client, done=self.undo, failed=self.refused.emit, owner=self)

    def way_back(self, operation: UUID | None) -> Callable[[], object] | None:
        return None if operation is None else lambda: self.undo(operation)

    def _open(self, found: Prospect | UnmergePlan) -> None:
        if isinstance(found, UnmergePlan):
            self.unmerger.ask(found)
            return
        dialog = self.dialog = UndoDialog(found, self._page)
        dialog.chosen.connect(lambda choice, reason: self._carry_out(dialog, found.operation, choice, reason))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _carry_out(self, dialog: "UndoDialog", operation: UUID, choice: Choice, reason: str) -> None:
        def done(result: Done) -> None:
            dialog.accept()
            self._done(result)

        def failed(error: OfficeError) -> None:
            if isinstance(error, NeedsApproval):
                dialog.set_busy(False)
                self._approved(dialog, error, lambda: self._carry_out(dialog, operation, choice, reason))
            else:
                dialog.refuse(error)

        dialog.follow(self._desk.errand(_("Undoing"), undoing.undo, operation, choice, reason, done=done,
                                        failed=failed, owner=dialog, staged=False))  # fmt: skip

    def _wait(self, errand: Errand) -> None:
        # it is a child of the page, and takes itself away
        self.waiting = WaitDialog(errand, self._page)

    def _approved(self, place: QWidget, error: NeedsApproval, again: Callable[[], object]) -> None:
        """Asks over the page or the dialog it is about."""
        from desktop.ui.kit.approval import Approvals

        approvals = self.approvals = Approvals(self._desk, place)
        approvals.refused.connect(self.refused)
        approvals.said.connect(lambda text: self.said.emit(text, None))
        approvals.settle(error, again)

    def _done(self, done: Done) -> None:
        text = _("Undone.")
        if done.kept:
            text = _("Undone, but for: {what}").format(what=listed(_(kept.label) for kept in done.kept[:MOST_NAMED]))
        self.said.emit(text, self.way_back(done.operation))


def _prospect(work: Any, operation: UUID, *, progress: Any) -> Prospect | UnmergePlan:
    with work.reading():
        merge = merging.merge_of(work, operation)
        if merge is not None:
            return unmerging.unmerge_plan(work, merge)
        return undoing.prospect(work, operation, progress=progress)


def first_operation(work: Any, client: UUID) -> UUID:
    return undoing.operations(work, client_id=client, limit=undoing.MOST)[-1].operation


class UndoDialog(ErrandDialog):
    """What goes back, what is in the way with its field, author, time and present value, and the choice."""

    chosen = Signal(object, str)

    def __init__(self, found: Prospect, parent: QWidget | None = None) -> None:
        super().__init__(_("Undo: {act}").format(act=_(found.action)), parent, width=520)
        self.overwrite: QPushButton | None = None
        self.body.addWidget(note(f"{found.who} · {moment(found.at)}"))
        if found.parts:
            self.body.addWidget(label(_("Goes back: {what}").format(what=_named(found.parts)), wrap=True))
        if found.hindrances:
            self.body.addWidget(label(_("This was changed since:"), role="strong"))
            for hindrance in found.hindrances[:MOST_NAMED]:
                self.body.addWidget(label("• " + in_words(hindrance), wrap=True, select=True))
            if (more := len(found.hindrances) - MOST_NAMED) > 0:
                self.body.addWidget(note(_("and {n} more").format(n=more)))
        self.form = Form([FormField("reason", _("Reason"), limit=200)], 1)
        may_overwrite = any(not hindrance.final for hindrance in found.hindrances)
        if found.parts or may_overwrite:
            self.body.addWidget(self.form)
        self.body.addWidget(self.progress)
        if not found.hindrances:
            self.set_main(_("Undo"), lambda: self._choose(Choice.ASK), "undo-2")
        elif found.parts:
            self.set_main(_("Undo the rest"), lambda: self._choose(Choice.REST), "undo-2")
        if may_overwrite:
            self.overwrite = self.add_button(_("Overwrite what is newer"), lambda: self._choose(Choice.OVERWRITE))
        self.add_button(_("Leave it"), self.reject)

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        if self.overwrite is not None:
            self.overwrite.setEnabled(not busy)

    def _choose(self, choice: Choice) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self.chosen.emit(choice, str(self.form.values()["reason"]))


def in_words(found: InWay) -> str:
    """`电话：后来改过 · 赵峰 · 7月12日 10:00 · 现在是 …`."""
    at = moment(found.at) if found.at is not None else ""
    now = lock_words(found.now) if isinstance(found.now, Locked) else _(found.now) if isinstance(
        found.now, Label) else str(found.now)  # fmt: skip
    said = _("now {value}").format(value=now.replace("\n", " ")) if now else ""
    head = f"{_(found.label)}: {_(found.why)}"
    return " · ".join(part for part in (head, found.who, at, said) if part)


def _named(parts: Sequence[tuple[str, str]]) -> str:
    labels = list(dict.fromkeys(_(words) for _code, words in parts))
    files = {code for code, _label in parts if code}
    named = listed(labels[:MOST_NAMED])
    count = _("{n} files").format(n=len(files))
    return f"{named} ({count})" if len(files) > 1 else named
