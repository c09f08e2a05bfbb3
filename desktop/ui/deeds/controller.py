"""What the screen of title deeds asks of the office and does there, one line per verb."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.i18n import _, _n
from desktop.rules.deeds import CountKind, Movement
from desktop.rules.rights import Right
from desktop.services import archive_handing, clients, deed_counts, deed_prints, deeds, on_file, search
from desktop.services.deeds import DeedEntry, Leaving
from desktop.services.work import Work
from desktop.ui.kit.desk import Errand
from desktop.ui.kit.doing import Doing, Done, Failed


class DeedsController(Doing):
    loaded = Signal(object, object)
    """The lines of the ledger, and today's balance or None for who does not keep the deeds."""
    clients_found = Signal(object)

    # asking

    def load(self, text: str, gone: bool) -> None:
        self.ask("deeds.ledger", _ledger, text, gone, done=lambda told: self.loaded.emit(*told))

    def find_clients(self, text: str, done: Done) -> None:
        self.ask("deeds.clients", search.find, text, 20, done=done)

    def people(self, done: Done) -> None:
        """The colleagues besides me, as they vouch and witness."""
        self.ask("deeds.people", _others, done=done)

    def to_count(self, kind: CountKind, done: Done, failed: Failed) -> None:
        self.desk.ask("deeds.count", deeds.to_count, kind, done=done, failed=failed, owner=self)

    # doing

    def list_deeds(self, client: UUID | None, entries: Sequence[DeedEntry], done: Done, failed: Failed) -> None:
        def answer(keys: list[UUID]) -> None:
            done(keys)
            said = _n("{n} title deed listed.", "{n} title deeds listed.", len(keys)).format(n=len(keys))
            self.done.emit(said, lambda: self.withdraw(keys))

        self.desk.do(deeds.list_deeds, client, list(entries), done=answer, failed=failed, owner=self)

    def withdraw(self, keys: Sequence[UUID]) -> None:
        self.do(_each, deeds.withdraw_deed, list(keys), said=_("Taken off the list."))

    def move(self, keys: Sequence[UUID], movement: Movement, values: Mapping[str, Any], done: Done,
             failed: Failed) -> None:  # fmt: skip
        def answer(moves: list[UUID]) -> None:
            done(moves)
            said = _("Noted: {movement}. It counts once the others have vouched for it.")
            self.done.emit(said.format(movement=_(movement.label)), lambda: self.take_back(moves))

        self.desk.do(deeds.move, list(keys), movement, done=answer, failed=failed, owner=self, **values)

    def take_back(self, moves: Sequence[UUID]) -> None:
        self.do(_each, deeds.void_move, list(moves), said=_("The movement is taken back."))

    def vouch(self, moves: Sequence[UUID], done: Done, failed: Failed) -> None:
        self.do(deeds.vouch, list(moves), said=_("Vouched for."), done=done, failed=failed)

    def vouch_here(self, moves: Sequence[UUID], name: str, password: str, done: Done, failed: Failed) -> Errand:
        def answer(told: Any) -> None:
            done(told)
            self.done.emit(_("{name} has vouched for it.").format(name=name), None)
            # it stands in the colleague's records: this desk hears of it as of another workstation
            self.desk.publish(frozenset({deeds.TOPIC}))

        return self.desk.errand(_("A colleague vouches here"), archive_handing.here, self.desk.office, deeds.vouch,
                                name, password, list(moves), done=answer, failed=failed, owner=self)  # fmt: skip

    def count(self, kind: CountKind, found: Mapping[UUID, int], witness: UUID, note: str, done: Done,
              failed: Failed) -> None:  # fmt: skip
        self.desk.do(deeds.count_safe, kind, dict(found), witness, note, done=done, failed=failed, owner=self)

    def read_receiver(self, move: UUID, done: Done) -> None:
        self.desk.do(deeds.receiver_id, move, done=done, failed=self.refused.emit, owner=self)

    # printing

    def print_slip(self, keys: Sequence[UUID]) -> None:
        self.print_out(deed_prints.transfer_slip, list(keys))

    def print_ledger(self) -> None:
        self.print_out(deed_prints.deed_ledger)

    def former_counts(self, done: Done) -> None:
        self.ask("deeds.counts", deed_counts.counts, done=done)

    def print_count(self, count: UUID) -> None:
        self.print_out(deed_counts.count_record, count)

    def print_balance(self, on: date) -> None:
        self.print_out(deed_prints.day_balance, on)


def _ledger(work: Work, text: str, gone: bool) -> tuple[Any, Any]:
    drawn = deeds.balance(work, on_file.today(work)) if work.may(Right.KEEP_DEEDS) else None
    return deeds.ledger(work, text=text, gone=gone), drawn


def _others(work: Work) -> list[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work) if one.id != work.me.id]


def _each(work: Work, verb: Any, keys: Sequence[UUID]) -> None:
    for key in keys:
        verb(work, key)


MoveValues = dict[str, Any]


def leaving_of(values: Mapping[str, Any], reason: Any, due_on: date | None) -> Leaving:
    """Why and to whom deeds leave, as a dialog was filled in."""
    return Leaving(reason, str(values.get("receiver") or ""), str(values.get("id_number") or ""), due_on)
