"""Which client a row of a sheet means: by code, by name, by phone, as far as one sees them (CL-10, OR-1)."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.work import Work

_BATCH = 500


class Named(Protocol):
    """How a row names its client; what it does not say is empty."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def phone(self) -> str: ...


class SheetClients:
    """The clients that a sheet may mean, as far as this person sees them: by code, by name, by phone."""

    def __init__(self, work: Work, read: Sequence[Named]) -> None:
        self._by_code: dict[str, UUID] = {}
        self._by_name: dict[str, list[tuple[UUID, str]]] = {}
        self._by_phone: dict[str, list[tuple[UUID, str]]] = {}
        codes = sorted({text for row in read for text in (row.code, row.name) if text})
        phones = sorted({row.phone for row in read if row.phone})
        columns = (Client.id, Client.code, Client.name, Client.phone_key)
        for start in range(0, len(codes), _BATCH):
            some = codes[start : start + _BATCH]
            query = work.visible(Client).select(*columns).where(Client.code.in_(some) | Client.name.in_(some))
            for client, code, name, phone in query.tuples():
                self._by_code[code] = client
                self._by_name.setdefault(name, []).append((client, phone))
            self._by_code |= _merged(work, some)
        for start in range(0, len(phones), _BATCH):
            some = phones[start : start + _BATCH]
            query = work.visible(Client).select(*columns).where(Client.phone_key.in_(some))
            for client, _code, name, phone in query.tuples():
                self._by_phone.setdefault(phone, []).append((client, name))

    def of(self, row: Named) -> UUID | OfficeError:
        """The one client a row means, or why there is none."""
        if row.code or row.name in self._by_code:
            client = self._by_code.get(row.code or row.name)
            return client or BadEntry(N_("No client has the code {code}."), "client", code=row.code)
        if row.name:
            named = self._by_name.get(row.name, [])
            fitting = [client for client, phone in named if not row.phone or phone == row.phone]
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                return BadEntry(N_("{n} clients are named {name}: give the code or the phone as well."), "client",
                                n=len(fitting), name=row.name)  # fmt: skip
            if named:
                return BadEntry(N_("The client {name} has another phone."), "client", name=row.name)
            return BadEntry(N_("No client is named {name}."), "client", name=row.name)
        reached = self._by_phone.get(row.phone, [])
        if len(reached) == 1:
            return reached[0][0]
        return BadEntry(N_("{n} clients have the phone {phone}."), "client", n=len(reached), phone=row.phone)


def _merged(work: Work, codes: Sequence[str]) -> dict[str, UUID]:
    """The kept file of each code that is a merged one's: a till knows clients by the code they had (CL-11)."""
    merged = work.visible(Client, withdrawn=True).where(Client.merged_into.is_null(False))
    found = dict(merged.where(Client.code.in_(codes)).select(Client.code, Client.merged_into).tuples())
    while further := dict(
        merged.where(Client.id.in_(set(found.values()))).select(Client.id, Client.merged_into).tuples()
    ):
        found = {code: further.get(kept, kept) for code, kept in found.items()}
    here = {key for (key,) in work.visible(Client).where(Client.id.in_(set(found.values()))).select(Client.id).tuples()}
    return {code: kept for code, kept in found.items() if kept in here}
