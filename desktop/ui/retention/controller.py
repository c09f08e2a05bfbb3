"""What the screen of retention asks of the office and does there, one line per verb."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, _n, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.retention import Verdict
from desktop.rules.rights import Right
from desktop.services import archive_handing, clients, destruction, destruction_prints, retention
from desktop.services.retention import Subject
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk, Errand
from desktop.ui.kit.values import day

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class RetentionController(QObject):
    due_loaded = Signal(object)
    holds_loaded = Signal(object)
    lists_loaded = Signal(object)
    items_loaded = Signal(object, object)
    """The id of a list, and what stands on it."""
    done = Signal(str)
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    @property
    def may_judge(self) -> bool:
        """Whether I appraise, hold and list: who keeps the archive, or destroys."""
        return self.may(Right.KEEP_ARCHIVE) or self.may(Right.DESTROY_DOCUMENTS)

    # asking

    def load_due(self) -> None:
        self.desk.ask("retention.due", retention.due, done=self.due_loaded.emit, failed=self.refused.emit, owner=self)

    def load_holds(self, lifted: bool) -> None:
        self.desk.ask("retention.holds", _holds, lifted, done=self.holds_loaded.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def load_lists(self) -> None:
        self.desk.ask("retention.lists", destruction.lists, done=self.lists_loaded.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def load_items(self, key: UUID) -> None:
        self.desk.ask("retention.items", destruction.items, key,
                      done=lambda items: self.items_loaded.emit(key, items), failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def people(self, done: Done) -> None:
        """The colleagues besides me, who may watch at my desk."""
        self.desk.ask("retention.people", _others, done=done, failed=self.refused.emit, owner=self)

    def certificate(self, key: UUID, done: Done) -> None:
        """To be saved as a file: that it is handed out is recorded first."""
        self.desk.do(destruction.hand_out_certificate, key, done=done, failed=self.refused.emit, owner=self)

    # lists

    def make_list(self, subjects: Sequence[Subject], note: str, done: Done, failed: Failed) -> None:
        self._do(destruction.make_list, list(subjects), note, said=_("The list is made: two people judge it."),
                 done=done, failed=failed)  # fmt: skip

    def appraise(self, verdicts: Mapping[UUID, Verdict], kept_to: date | None, done: Done,
                 failed: Failed | None = None) -> None:  # fmt: skip
        said = _n("{n} entry judged.", "{n} entries judged.", len(verdicts)).format(n=len(verdicts))
        self._do(destruction.appraise, dict(verdicts), kept_to, said=said, done=done, failed=failed)

    def submit(self, key: UUID) -> None:
        def answer(count: int) -> None:
            said = _n("Handed in: {n} entry is to be destroyed.", "Handed in: {n} entries are to be destroyed.", count)
            self.done.emit(said.format(n=count) if count else _("All is kept: the list is closed."))

        self.desk.do(destruction.submit, key, done=answer, failed=self.refused.emit, owner=self)

    def approve(self, key: UUID, failed: Failed) -> None:
        def answer(first: date) -> None:
            self.done.emit(_("Approved. It may be carried out from {day} on.").format(day=day(first)))

        self.desk.do(destruction.approve, key, done=answer, failed=failed, owner=self)

    def stop(self, key: UUID, why: str, done: Done, failed: Failed) -> None:
        self._do(destruction.stop, key, why, said=_("The destruction is stopped: nothing of it is gone."), done=done,
                 failed=failed)  # fmt: skip

    def watch(self, key: UUID) -> None:
        self._do(destruction.watch, key, said=_("Signed: you watch this destruction."))

    def watch_here(self, key: UUID, name: str, password: str, done: Done, failed: Failed) -> Errand:
        def answer(told: Any) -> None:
            done(told)
            self.done.emit(_("Signed: {name} watches this destruction.").format(name=name))
            # it stands in the colleague's records: this desk hears of it as of another workstation
            self.desk.publish(frozenset({retention.TOPIC}))

        return self.desk.errand(_("A colleague signs here"), archive_handing.here, self.desk.office, destruction.watch,
                                name, password, key, done=answer, failed=failed, owner=self)  # fmt: skip

    def carry_out(self, key: UUID, done: Done, failed: Failed) -> Errand:
        def answer(proof: Any) -> None:
            done(proof)
            self.done.emit(_("Destroyed. The certificate is ready."))

        return self.desk.errand(_("Destroying papers"), destruction.carry_out, key, done=answer, failed=failed,
                                owner=self)  # fmt: skip

    def print_list(self, key: UUID) -> None:
        self._print(destruction_prints.destruction_list, key)

    def print_certificate(self, key: UUID) -> None:
        self._print(destruction_prints.certificate_sheet, key)

    def _print(self, verb: Any, key: UUID) -> None:
        self.desk.errand(_("Preparing the print"), verb, key, translator(language()), done=self.printed.emit,
                         failed=self.refused.emit, owner=self)  # fmt: skip

    # holds

    def hold(self, subjects: Sequence[Subject], reason: str, done: Done, failed: Failed) -> None:
        self._do(_hold, list(subjects), reason, said=_("Held: it stays whatever its period says."), done=done,
                 failed=failed)  # fmt: skip

    def lift(self, hold: UUID, why: str, done: Done, failed: Failed) -> None:
        self._do(retention.lift, hold, why, said=_("The hold is lifted."), done=done, failed=failed)

    def _do(self, verb: Any, *args: Any, said: str, done: Done | None = None, failed: Failed | None = None) -> None:
        def answer(result: Any) -> None:
            if done is not None:
                done(result)
            self.done.emit(said)

        self.desk.do(verb, *args, done=answer, failed=failed or self.refused.emit, owner=self)


def _holds(work: Work, lifted: bool) -> Any:
    return retention.holds(work, lifted=lifted)


def _others(work: Work) -> list[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work) if one.id != work.me.id]


def _hold(work: Work, subjects: Sequence[Subject], reason: str) -> None:
    for subject in subjects:
        retention.hold(work, reason, subject)
