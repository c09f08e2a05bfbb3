"""What the screen of retention asks of the office and does there, one line per verb."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.i18n import _, _n
from desktop.rules.retention import Verdict
from desktop.rules.rights import Right
from desktop.services import archive_handing, archive_undo, clients, destruction, destruction_prints, retention
from desktop.services.retention import Subject
from desktop.services.work import Work
from desktop.ui.kit.desk import Errand
from desktop.ui.kit.doing import Doing, Done, Failed
from desktop.ui.kit.values import day


class RetentionController(Doing):
    due_loaded = Signal(object)
    holds_loaded = Signal(object)
    lists_loaded = Signal(object)
    items_loaded = Signal(object, object)
    """The id of a list, and what stands on it."""
    UNDO = staticmethod(archive_undo.undo)

    @property
    def may_judge(self) -> bool:
        """Whether I appraise, hold and list: who keeps the archive, or destroys."""
        return self.may(Right.KEEP_ARCHIVE) or self.may(Right.DESTROY_DOCUMENTS)

    # asking

    def load_due(self) -> None:
        self.ask("retention.due", retention.due, done=self.due_loaded.emit)

    def load_holds(self, lifted: bool) -> None:
        self.ask("retention.holds", _holds, lifted, done=self.holds_loaded.emit)

    def load_lists(self) -> None:
        self.ask("retention.lists", destruction.lists, done=self.lists_loaded.emit)

    def load_items(self, key: UUID) -> None:
        self.ask("retention.items", destruction.items, key, done=lambda items: self.items_loaded.emit(key, items))

    def people(self, done: Done) -> None:
        """The colleagues besides me, who may watch at my desk."""
        self.ask("retention.people", _others, done=done)

    def certificate(self, key: UUID, done: Done) -> None:
        """To be saved as a file: that it is handed out is recorded first."""
        self.desk.do(destruction.hand_out_certificate, key, done=done, failed=self.refused.emit, owner=self)

    # lists

    def make_list(self, subjects: Sequence[Subject], note: str, done: Done, failed: Failed) -> None:
        self.do(destruction.make_list, list(subjects), note, said=_("The list is made: two people judge it."),
                done=done, failed=failed)  # fmt: skip

    def appraise(self, verdicts: Mapping[UUID, Verdict], kept_to: date | None, done: Done,
                 failed: Failed | None = None) -> None:  # fmt: skip
        said = _n("{n} entry judged.", "{n} entries judged.", len(verdicts)).format(n=len(verdicts))
        self.do(destruction.appraise, dict(verdicts), kept_to, said=said, done=done, failed=failed)

    def submit(self, key: UUID) -> None:
        def said(count: int) -> str:
            told = _n("Handed in: {n} entry is to be destroyed.", "Handed in: {n} entries are to be destroyed.", count)
            return told.format(n=count) if count else _("All is kept: the list is closed.")

        self.do(destruction.submit, key, said=said)

    def approve(self, key: UUID, failed: Failed) -> None:
        said = lambda first: _("Approved. It may be carried out from {day} on.").format(day=day(first))  # noqa: E731
        self.do(destruction.approve, key, said=said, failed=failed)

    def stop(self, key: UUID, why: str, done: Done, failed: Failed) -> None:
        self.do(destruction.stop, key, why, said=_("The destruction is stopped: nothing of it is gone."), done=done,
                failed=failed)  # fmt: skip

    def watch(self, key: UUID) -> None:
        self.do(destruction.watch, key, said=_("Signed: you watch this destruction."))

    def watch_here(self, key: UUID, name: str, password: str, done: Done, failed: Failed) -> Errand:
        def answer(told: Any) -> None:
            done(told)
            self.done.emit(_("Signed: {name} watches this destruction.").format(name=name), None)
            # it stands in the colleague's records: this desk hears of it as of another workstation
            self.desk.publish(frozenset({retention.TOPIC}))

        return self.desk.errand(_("A colleague signs here"), archive_handing.here, self.desk.office, destruction.watch,
                                name, password, key, done=answer, failed=failed, owner=self)  # fmt: skip

    def carry_out(self, key: UUID, done: Done, failed: Failed) -> Errand:
        def answer(proof: Any) -> None:
            done(proof)
            self.done.emit(_("Destroyed. The certificate is ready."), None)

        return self.desk.errand(_("Destroying papers"), destruction.carry_out, key, done=answer, failed=failed,
                                owner=self)  # fmt: skip

    def print_list(self, key: UUID) -> None:
        self.print_out(destruction_prints.destruction_list, key)

    def print_certificate(self, key: UUID) -> None:
        self.print_out(destruction_prints.certificate_sheet, key)

    # holds

    def hold(self, subjects: Sequence[Subject], reason: str, done: Done, failed: Failed) -> None:
        self.do(_hold, list(subjects), reason, said=_("Held: it stays whatever its period says."), done=done,
                failed=failed, undo=True)  # fmt: skip

    def lift(self, hold: UUID, why: str, done: Done, failed: Failed) -> None:
        self.do(retention.lift, hold, why, said=_("The hold is lifted."), done=done, failed=failed, undo=True)


def _holds(work: Work, lifted: bool) -> Any:
    return retention.holds(work, lifted=lifted)


def _others(work: Work) -> list[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work) if one.id != work.me.id]


def _hold(work: Work, subjects: Sequence[Subject], reason: str) -> None:
    for subject in subjects:
        retention.hold(work, reason, subject)
