"""Between Today and the office: asks for it, and does what a row's button says, with the way back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.rules.today import Deed, Group, Row
from desktop.services import (
    approval_lists,
    approvals,
    clients,
    contacts,
    days_kept,
    fading,
    lead_undo,
    leads,
    reception,
    reception_undo,
    reviews,
    today,
    transfers,
    undoing,
    while_away,
)
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.noting import Noted, noting

# What a button does, and what is said afterwards
VERBS: Mapping[Deed, tuple[Callable[..., Any], str]] = {
    Deed.APPROVE: (approvals.approve, N_("Approved.")),
    Deed.CONFIRM: (approvals.confirm, N_("Confirmed afterwards.")),
    Deed.ACCEPT: (reviews.accept, N_("Confirmed.")),
    Deed.SEE_AGAIN: (fading.see_again, N_("Noted as seen again.")),
    Deed.LOOK_THROUGH: (clients.look_through, N_("Looked through.")),
    Deed.KEEP_DAY: (days_kept.keep_day, N_("Noted.")),
    Deed.FINISH: (contacts.finish_step, N_("Next step done.")),
    Deed.MEET: (reception.meet, N_("Noted.")),
    Deed.TAKE_ALONG: (transfers.take_along, N_("The clients follow into the other department.")),
    Deed.LOOK_LEADS: (leads.look_through, N_("Looked through: noted.")),
    Deed.NOTE: (approvals.note_no, N_("Noted.")),
}


class TodayController(QObject):
    looked = Signal(object)
    section_loaded = Signal(object)
    away_loaded = Signal(object)
    request_loaded = Signal(object)
    done = Signal(str, object)
    """What was done, and what takes it back."""
    refused = Signal(object)

    def __init__(self, desk: Desk, since: datetime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self._since = desk, since

    def look(self, whole: bool) -> None:
        self.desk.ask("today.look", today.look, whole, done=self.looked.emit, failed=self.refused.emit, owner=self)

    def all_of(self, group: Group, whole: bool, limit: int) -> None:
        self.desk.ask(f"today.{group.value}", today.all_of, group, whole, limit, done=self.section_loaded.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def while_away(self) -> None:
        # who may see no files hears of none
        self.desk.ask("today.away", while_away.changes, self._since, done=self.away_loaded.emit,
                      failed=lambda _refusal: None, owner=self)  # fmt: skip

    def request(self, key: Any) -> None:
        self.desk.ask("today.request", approval_lists.one, key, done=self.request_loaded.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def do(self, row: Row, failed: Callable[[OfficeError], object]) -> None:
        verb, said = VERBS[row.deed]
        self.desk.do(noting(verb), *row.given, done=lambda noted: self._done(row, said, noted), failed=failed,
                     owner=self)  # fmt: skip

    def _done(self, row: Row, said: str, noted: Noted) -> None:
        self.done.emit(_(said), self._way_back(row, noted))

    def _way_back(self, row: Row, noted: Noted) -> Callable[[], object]:
        if row.deed in (Deed.APPROVE, Deed.CONFIRM):
            return lambda: self._undo(approvals.undo_decision, row.given[0])
        if row.deed is Deed.NOTE:
            return lambda: self._undo(approvals.note_no, row.given[0], False)
        if row.deed is Deed.MEET:
            return lambda: self._undo(reception_undo.undo, noted.operation)
        if row.deed is Deed.LOOK_LEADS:
            return lambda: self._undo(lead_undo.undo, noted.operation)
        return lambda: self._undo(undoing.undo, noted.operation)

    def _undo(self, verb: Callable[..., Any], *args: object) -> None:
        self.desk.do(verb, *args, done=lambda _r: self.done.emit(_("Undone."), None), failed=self.refused.emit,
                     owner=self)  # fmt: skip
