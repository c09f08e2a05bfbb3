"""What goes out and must come back 登记表: numbered, with who has it, until when, and how it came back.

The mechanism of cards, badges and borrowed files as well: each is a register of its own under its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.registers import Partner, RegisterClient, RegisterLine
from desktop.models.rows import among
from desktop.rules.errors import BadEntry
from desktop.rules.partners import Ending
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.services import on_file
from desktop.services.work import Work

NOTE_LIMIT = 300
BADGES = "badge"


@dataclass(frozen=True, slots=True)
class Out:
    """One thing that goes out: to a partner, or to a colleague as `holder`."""

    what: str
    why: str = ""
    partner: UUID | None = None
    holder: UUID | None = None
    due: datetime | None = None
    note: str = ""
    clients: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class OutLine:
    """One line of a register. `back_at` is None while it is out; `clients` are names of those that may be seen."""

    id: UUID
    number: int
    what: str
    why: str
    whom: str
    out_at: datetime
    out_by: str
    keeper: str  # sees to it; empty where that is who gave it
    due: datetime | None
    back_at: datetime | None
    back_by: str
    ending: Ending | None
    note: str
    clients: tuple[str, ...]

    def late(self, now: datetime) -> bool:
        return self.due is not None and (self.back_at or now) > self.due


def hand_out(work: Work, register: str, out: Out, at: datetime | None = None) -> Any:
    """Writes a line with the register's next number and returns its row. Part of the verb that hands the thing out,
    which asks for its own right and records; `at` is when that was, where it is noted later. Raises NotAllowed."""
    work.require(_right(register))
    # consecutive, whoever else hands out at this moment
    work.alone()
    last = work.visible(RegisterLine, withdrawn=True).where(RegisterLine.register == register).select(
        peewee.fn.MAX(RegisterLine.number)).scalar()  # fmt: skip
    row = work.add(RegisterLine(
        register=register, number=(last or 0) + 1, what=out.what, why=out.why, partner=out.partner, holder=out.holder,
        out_at=at or work.now, out_by=work.me.id, due=out.due, note=check_length(tidy(out.note), NOTE_LIMIT, "note"),
    ))  # fmt: skip
    if out.clients:
        work.add_rows(RegisterClient, [RegisterClient(line=row.id, client=key) for key in dict.fromkeys(out.clients)])
    return row


def _right(register: str) -> Right:
    """Whoever sees files sees the registers; the desk hands out badges without seeing any (RE-1)."""
    return Right.RECEIVE_VISITORS if register == BADGES else Right.SEE_CLIENTS


def take_back(work: Work, row: Any, ending: Ending, note: str = "", at: datetime | None = None) -> None:
    """Notes on a line how the thing came back, or what became of it; `at` is when, where it is noted later. Part of the
    verb that takes it back.

    Raises BadEntry where it is back already.
    """
    work.require(_right(row.register))
    if row.back_at is not None:
        raise BadEntry(N_("This is back already."), "ending")
    said = check_length(tidy(note), NOTE_LIMIT, "note")
    work.change(row, {"back_at": at or work.now, "back_by": work.get(Person, work.me.id), "ending": ending.value,
                      **({"note": said} if said else {})})  # fmt: skip


def hand_on(work: Work, row: Any, person: Any) -> None:
    """Lets a colleague see to what is out instead of who gave it. Part of the verb that hands it on.

    Raises BadEntry (field `person`) where it is back already or the account is suspended.
    """
    work.require(_right(row.register))
    if row.back_at is not None:
        raise BadEntry(N_("This is back already."), "person")
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "person", name=person.name)
    work.change(row, {"keeper": person})


def lines(work: Work, register: str, *, outstanding: bool = True, limit: int = 1000) -> tuple[OutLine, ...]:
    """What is out, the first due first; or what came back, the latest first."""
    work.require(_right(register))
    query = work.visible(RegisterLine).where(RegisterLine.register == register)
    if outstanding:
        query = query.where(RegisterLine.back_at.is_null()).order_by(RegisterLine.due.is_null(), RegisterLine.due,
                                                                     RegisterLine.number)  # fmt: skip
    else:
        query = query.where(RegisterLine.back_at.is_null(False)).order_by(RegisterLine.back_at.desc())
    return told(work, list(query.limit(limit)))


def told(work: Work, rows: Sequence[Any]) -> tuple[OutLine, ...]:
    """Lines in words, of rows that the caller has got through `work`."""
    people = on_file.names(work, (k for r in rows for k in (r.out_by_id, r.keeper_id, r.back_by_id, r.holder_id)))
    partners: dict[UUID, str] = {}
    names: dict[UUID, list[str]] = {}
    if work.may(Right.SEE_CLIENTS):
        wanted = {row.partner_id for row in rows if row.partner_id is not None}
        partners = {p.id: p.name for p in work.visible(Partner, withdrawn=True).where(among(Partner.id, wanted))}
        named = work.visible(RegisterClient).select(RegisterClient.line, Client.name).join(Client)
        for line, name in named.where(among(RegisterClient.line, [row.id for row in rows])).tuples():
            names.setdefault(line, []).append(name)
    return tuple(
        OutLine(row.id, row.number, row.what, row.why,
                partners.get(row.partner_id, "") or people.get(row.holder_id, ""), row.out_at,
                people.get(row.out_by_id, ""), people.get(row.keeper_id, ""), row.due, row.back_at,
                people.get(row.back_by_id, ""), Ending.of(row.ending) if row.ending else None, row.note,
                tuple(sorted(names.get(row.id, ()))))
        for row in rows
    )  # fmt: skip
