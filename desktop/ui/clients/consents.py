"""What a client's file asks of the office about consents, requests, stops, dossier and erasure, and does there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, translator
from desktop.rules.erasing import Basis
from desktop.rules.fields import Block
from desktop.rules.rights import Right
from desktop.services import consent_forms, consents, dossiers, erasing, protocols, requests, stops
from desktop.services.consents import Ledger
from desktop.services.purposes import Agreed
from desktop.services.requests import RequestEntry, RequestLine
from desktop.services.stops import StopLine
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk, Errand

Done = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Privacy:
    """All that the tab shows of one client."""

    ledger: Ledger
    requests: tuple[RequestLine, ...]
    stops: tuple[StopLine, ...]


def read_privacy(work: Work, client_id: UUID) -> Privacy:
    return Privacy(consents.ledger(work, client_id), requests.requests_of(work, client_id),
                   stops.stops_of(work, client_id))  # fmt: skip


class PrivacyController(QObject):
    """Holds which client is meant; what is answered for another one is dropped."""

    loaded = Signal(object)
    refused = Signal(object)
    made = Signal(object)
    """A finished dossier or protocol."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.client: UUID | None = None

    @property
    def may_protect(self) -> bool:
        return bool(self.desk.person.may(Right.PROTECT_CLIENTS))

    @property
    def may_erase(self) -> bool:
        return bool(self.desk.person.may(Right.ERASE_CLIENTS))

    def load(self, client: UUID) -> None:
        self.client = client

        def answer(found: Privacy) -> None:
            if self.client == client:
                self.loaded.emit(found)

        self.desk.ask("file.privacy", read_privacy, client, done=answer, failed=self.refused.emit, owner=self)

    def record_consent(self, entry: tuple[str, Agreed], done: Done, failed: Done) -> None:
        self.desk.do(consents.record_consent, self.client, *entry, done=done, failed=failed)

    def end_consent(self, consent: UUID, on: date, kept: Sequence[str], why: str, done: Done, failed: Done) -> None:
        self.desk.do(consents.end_consent, consent, on, kept=kept, why=why, done=done, failed=failed)

    def withdraw_consent(self, consent: UUID, done: Done, failed: Done) -> None:
        self.desk.do(consents.withdraw_consent, consent, done=done, failed=failed)

    def enter_request(self, entry: RequestEntry, done: Done, failed: Done) -> None:
        self.desk.do(requests.enter_request, self.client, entry, done=done, failed=failed)

    def answer_request(self, request: UUID, outcome: str, refused: bool, done: Done, failed: Done) -> None:
        self.desk.do(requests.answer_request, request, outcome, refused=refused, done=done, failed=failed)

    def withdraw_request(self, request: UUID, done: Done, failed: Done) -> None:
        self.desk.do(requests.withdraw_request, request, done=done, failed=failed)

    def restrict(self, reason: str, done: Done, failed: Done) -> None:
        self.desk.do(stops.restrict, self.client, reason, done=done, failed=failed)

    def hold(self, entry: tuple[str, date | None], done: Done, failed: Done) -> None:
        self.desk.do(stops.hold, self.client, *entry, done=done, failed=failed)

    def lift(self, stop: UUID, why: str, done: Done, failed: Done) -> None:
        self.desk.do(stops.lift, stop, why, done=done, failed=failed)

    def ask_levels(self, done: Done) -> None:
        self.desk.ask("file.dossier", dossiers.may_open, done=done, failed=self.refused.emit, owner=self)

    def make_dossier(self, levels: Sequence[Block], reason: str, language: str, done: Done, failed: Done) -> Errand:
        return self.desk.errand(_("Preparing the dossier"), dossiers.dossier, self.client,
                                dossiers.Wish(tuple(levels), reason), translator(language), done=done, failed=failed,
                                owner=self)  # fmt: skip

    def ask_prospect(self, done: Done) -> None:
        self.desk.ask("file.erasure", erasing.prospect, self.client, done=done, failed=self.refused.emit, owner=self)

    def erase(self, basis: Basis, reason: str, done: Done, failed: Done) -> Errand:
        return self.desk.errand(_("Erasing"), erasing.erase_staged, self.client, basis, reason, done=done,
                                failed=failed, owner=self)  # fmt: skip

    def print_form(self) -> None:
        self.desk.errand(_("Preparing the consent form"), consent_forms.consent_form, self.client,
                         translator(str(self.desk.office.settings["language"])), done=self.made.emit,
                         failed=self.refused.emit, owner=self)  # fmt: skip

    def print_protocol(self, client: UUID, language: str) -> None:
        self.desk.errand(_("Preparing the protocol"), protocols.protocol, client, translator(language),
                         done=self.made.emit, failed=self.refused.emit, owner=self)  # fmt: skip
