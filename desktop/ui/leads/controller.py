"""What the screen of leads asks of the office and does there."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import clients, lead_lists, lead_undo, leads
from desktop.services.lead_lists import LeadLine, Wish
from desktop.services.work import Work
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.noting import Noted, noting

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]
Looked = Sequence[tuple[str, datetime]]
PAGE = 60
"""Rows fetched at once."""


class LeadsController(QObject):
    loaded = Signal(object, int, object)
    """The first leads, how many there are, and who looked the register through today."""
    rows_loaded = Signal(object, object)
    rows_failed = Signal(object)
    viewed = Signal(object)
    done = Signal(str, object)
    """What was done, and what takes it back."""
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def load(self, wish: Wish) -> None:
        self.desk.ask("leads", _first, wish, done=lambda found: self.loaded.emit(*found), failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def fetch(self, wish: Wish, wanted: Wanted) -> None:
        def failed(error: OfficeError) -> None:
            self.rows_failed.emit(wanted)
            self.refused.emit(error)

        self.desk.ask("leads", lead_lists.leads_listed, wish, wanted.count, wanted.offset,
                      done=lambda lines: self.rows_loaded.emit(wanted, lines), failed=failed, owner=self)  # fmt: skip

    def look(self, key: UUID) -> None:
        self.desk.ask("leads.one", lead_lists.lead_view, key, done=self.viewed.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def people(self, done: Done) -> None:
        self.desk.ask("leads.people", people, done=done, failed=self.refused.emit, owner=self)

    def alike(self, values: Mapping[str, object], but: UUID | None, done: Done, owner: QObject) -> None:
        self.desk.ask("leads.alike", lead_lists.alike, values, but, done=done, owner=owner)

    def look_through(self) -> None:
        self.do(leads.look_through, said=_("Looked through: noted."))

    def do(self, verb: Any, *args: Any, said: str, done: Done = lambda _r: None, failed: Failed | None = None,
           **named: Any) -> None:  # fmt: skip
        def answer(noted: Noted) -> None:
            done(noted.result)
            self.done.emit(said, (lambda: self._undo(noted.operation)) if noted.operation is not None else None)

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self, **named)

    def _undo(self, operation: UUID | None) -> None:
        self.desk.do(lead_undo.undo, operation, done=lambda _r: self.done.emit(_("Undone."), None),
                     failed=self.refused.emit, owner=self)  # fmt: skip


def _first(work: Work, wish: Wish) -> tuple[tuple[LeadLine, ...], int, Looked]:
    lines = lead_lists.leads_listed(work, wish, PAGE)
    total = len(lines) if len(lines) < PAGE else lead_lists.count(work, wish)
    return lines, total, lead_lists.looked_through(work)


def people(work: Work) -> Sequence[tuple[UUID, str]]:
    """To whom a lead can be given: everybody who works here."""
    return [(one.id, one.name) for one in clients.staff(work)]
