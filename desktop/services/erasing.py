"""Erases a client file for good 删除: rows, history, index and all, with proof of it and a list for restores (AC-7)."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models import server_doors
from desktop.models.approvals import Approval
from desktop.models.bookings import Booking, BookingClient
from desktop.models.clients import Client
from desktop.models.database import OfficeDatabase
from desktop.models.deeds import Deed, DeedMove
from desktop.models.erasing import Erasure
from desktop.models.office import Person
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.requests import Stop
from desktop.models.retention import Hold
from desktop.rules.approvals import Act, Need
from desktop.rules.bookings import BookingState, Part
from desktop.rules.collecting import Sheet
from desktop.rules.deeds import Movement
from desktop.rules.erasing import Basis, Erased, Hindrance, InTheWay, checked_reason, entries_text
from desktop.rules.errors import BadEntry, NotFound, OfficeError
from desktop.rules.progress import Progress
from desktop.rules.requests import StopKind
from desktop.rules.rights import Right
from desktop.services import approvals, erasing_rows, on_file, registers, risks
from desktop.services.work import Work

TOPIC = "clients"
MOST = 1000
# The mark by which an erasure is told from other acts of the same kind
_EXACTLY = "erase"
# What a colleague has of it, by the register that tells who
_SHEETS = {
    Sheet.CARD.value: N_("An information card about it is still with somebody"),
    Sheet.FORM.value: N_("A collection form about it is still with somebody"),
    "archive": N_("A file of its archive is still with somebody"),
}


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an erasure would reach, and what stands in its way."""

    client_id: UUID
    code: str
    name: str
    files: int  # the file itself, and those that were merged into it
    counts: dict[str, int]
    hindrances: tuple[Hindrance, ...]


def prospect(work: Work, client_id: UUID) -> Prospect:
    """Looks before anything is done. Raises NotAllowed, NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    work.require(Right.ERASE_CLIENTS, client)
    files, counts = erasing_rows.counts_of(work, client)
    return Prospect(client.id, client.code, client.name, files, counts, _hindrances(work, client))


def erase(work: Work, client_id: UUID, basis: Basis, reason: str) -> Erased:
    """Destroys all that the office knows of a client, what was merged into its file too; the chain keeps hashes.

    Needs a second person (AC-6): raises NeedsApproval. Raises BadEntry for the reason, InTheWay, NotAllowed, NotFound.
    Afterwards `purge` takes the last traces out of the database's pages.
    """
    client = work.get(Client, client_id, withdrawn=True)
    work.require(Right.ERASE_CLIENTS, client)
    files = erasing_rows.family(work, client)
    why = checked_reason(reason, _telling(files))
    found = _hindrances(work, client)
    if found:
        raise InTheWay(found)
    approvals.require(work, need_of(client, files))
    second = _second(work)
    work.settle()
    files = erasing_rows.reach(work, client)
    done = erasing_rows.erase_rows(work, files, _names(files))
    erased = Erased(client.id, client.code, tuple(one.id for one in files), work.now, work.me.id, work.me.name, second,
                    basis, why, done.counts, work.operation)  # fmt: skip
    _register(work, erased, done)
    return erased


def erase_staged(work: Work, client_id: UUID, basis: Basis, reason: str, *, progress: Progress | None = None) -> Erased:
    """The same, and the traces in the database's pages with it. Give it staged work. Raises as `erase` does.

    Where colleagues hold the file meanwhile, or only the login that owns the office may clear them, the traces wait;
    the register says so, and offers to clear them.
    """
    with work.writing():
        work.require(Right.ERASE_CLIENTS)
        erased = erase(work, client_id, basis, reason)
    if not work.database.enforced:
        # it has been done by now: colleagues at work or a full disk only let the traces wait
        with suppress(OfficeError):
            purge(work, progress=progress)
    return erased


def need_of(client: Client, files: Sequence[Client]) -> Need:
    """What a second person is asked for: this file, by its number alone, and those that are part of it by now."""
    exactly = " ".join([_EXACTLY, *sorted(one.id.hex for one in files if one.id != client.id)])
    return Need(Act.DESTROY, 1, client.code, exactly, subject=client.id)


def need(work: Work, client_id: UUID) -> Need:
    """The same for a screen that asks first. Raises NotAllowed, NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    work.require(Right.ERASE_CLIENTS, client)
    return need_of(client, erasing_rows.family(work, client))


def purge(work: Work, *, progress: Progress | None = None, owner: OfficeDatabase | None = None) -> int:
    """Takes what erasures left behind out of the database's pages; returns of how many. Give it staged work.

    Raises OfficeBusy while others are at work: the register tells which erasures still wait for it. At a server that
    keeps people apart only the office's `owner` may, the same office by that login: raises BadEntry without it.
    """
    with work.reading():
        work.require(Right.ERASE_CLIENTS)
        waiting = [row.id for row in work.visible(Erasure).where(Erasure.purged_at.is_null())]
    if not waiting:
        return 0
    if progress is not None:
        progress(0, 1)
    if work.database.enforced and owner is None:
        said = N_("The office's server lets only the login that owns the office clear what erasures left in its pages. "
                  "Whoever runs the server does so with: clientele migrate --owner ADDRESS")  # fmt: skip
        raise BadEntry(said, "owner")
    (owner or work.database).purge()
    with work.writing():
        work.require(Right.ERASE_CLIENTS)
        for key in waiting:
            work.change(work.get(Erasure, key), {"purged_at": work.now})
        work.record(TOPIC, "purge", None, erasures=len(waiting))
    if progress is not None:
        progress(1, 1)
    return len(waiting)


def register(work: Work, limit: int = MOST) -> list[Erased]:
    """The register of erasures, the newest first. Raises NotAllowed."""
    return [_erased(row) for row in work.visible(Erasure).order_by(Erasure.at.desc()).limit(limit)]


def one(work: Work, client_id: UUID) -> Erased:
    """The erasure of this client. Raises NotAllowed, NotFound."""
    row = work.visible(Erasure).where(Erasure.client == client_id).get_or_none()
    if row is None:
        raise NotFound(str(client_id))
    return _erased(row)


def reapply(work: Work, kept: Iterable[Erased] | None = None, *, progress: Progress | None = None) -> int:
    """Erases again, after a restore, what had been erased before; returns of how many clients there was something.

    `kept` is the register of the office before the restore (`register`, or its JSON through Erased.from_json); without
    it the restored office's own register is gone through. What was decided then needs no second decision. Whoever
    runs the office may do it; nobody learns anything by it. Give it staged work.
    """
    with work.reading():
        listed = list(kept) if kept is not None else owed(work)
    done = 0
    for number, erased in enumerate(listed, 1):
        with work.writing():
            work.require(Right.RUN_OFFICE)
            done += _again(work, erased, purged=False)
        if progress is not None:
            progress(number, len(listed))
    if done:
        work.database.purge()
        with work.writing():
            work.require(Right.RUN_OFFICE)
            # reading path: ids and moments alone, of what was done again just now
            for row in Erasure.select().where(Erasure.again_at.is_null(False) & Erasure.purged_at.is_null()):
                work.change(row, {"purged_at": work.now})
            work.record(TOPIC, "purge", None, erasures=done)
    return done


def owed(work: Work) -> list[Erased]:
    """Every erasure there was, for whoever restores a backup: ids and numbers, no value is among them."""
    work.require(Right.RUN_OFFICE)
    # reading path: as said above
    return [_erased(row) for row in Erasure.select().order_by(Erasure.at)]


def reapply_here(work: Work, kept: Iterable[Erased]) -> int:
    """As `reapply`, within the write in which an office is brought back, whose pages are purged afterwards."""
    work.require(Right.RUN_OFFICE)
    return sum(_again(work, erased, purged=True) for erased in kept)


def _again(work: Work, erased: Erased, *, purged: bool) -> bool:
    """`purged`: the place does not come to be unless its pages are purged too."""
    # reading path: files that were erased once already, destroyed anew and shown to nobody
    there = list(Client.select().where(Client.id.in_(erased.files) & Client.erased_at.is_null()))
    # reading path: whether the register knows of it
    known = Erasure.get_or_none(Erasure.client == erased.client)
    if not there and known is not None:
        return False
    files = {one.id: one for client in there for one in erasing_rows.family(work, client)}
    gone = list(files.values())
    done = erasing_rows.erase_rows(work, gone, _names(gone)) if gone else erasing_rows.Done()
    if known is None:
        work.add(_row(erased, again_at=work.now, purged_at=work.now if purged else None))
    else:
        work.change(known, {"again_at": work.now, **({} if purged else {"purged_at": None})})
    work.record(TOPIC, "erase_again", None, code=erased.code, counts=done.counts,
                emptied=entries_text(done.emptied))  # fmt: skip
    return bool(files)


def _hindrances(work: Work, client: Client) -> tuple[Hindrance, ...]:
    found = []
    if client.merged_into_id is not None:
        kept = work.visible(Client, withdrawn=True).where(Client.id == client.merged_into_id).get_or_none()
        detail = kept.code if kept is not None else ""
        found.append(Hindrance(N_("It was merged into another file, with which it is erased"), detail))
    holds = work.visible(Stop).where(
        (Stop.client == client.id) & (Stop.kind == StopKind.HOLD.value) & Stop.lifted_at.is_null()
    )
    for hold in holds:
        until = f" ({hold.until.isoformat()})" if hold.until else ""
        found.append(Hindrance(N_("It must be kept"), hold.reason + until))
    found += _in_archive(work, client)
    standing = risks.standing(work, client.id)
    found += [Hindrance(N_("A fraud warning stands"), one.noticed) for one in standing.open_warnings]
    found += [Hindrance(N_("A risk assessment holds"), one.reason) for one in standing.holding]
    found += [Hindrance(N_("A booking of which it is the host is still to come: call it off, or say who hosts instead"),
                        f"{number} ({on.isoformat()})") for number, on in _to_come(work, client)]  # fmt: skip
    given = work.visible(RegisterLine).join(RegisterClient).where(
        (RegisterClient.client == client.id) & RegisterLine.back_at.is_null()
    )  # fmt: skip
    rows = list(given)
    for row, line in zip(rows, registers.told(work, rows), strict=True):
        sheet = _SHEETS.get(row.register)
        if sheet is None:
            found.append(Hindrance(N_("Its information is still with a partner"), line.what))
        else:
            found.append(Hindrance(sheet, f"{line.whom} ({line.number})"))
    return tuple(found)


def _in_archive(work: Work, client: Client) -> list[Hindrance]:
    """What is held by itself, and deeds that are the client's and not with him."""
    held = work.visible(Hold).where((Hold.client == client.id) & Hold.lifted_at.is_null())
    found = [Hindrance(N_("A paper of it is held"), row.reason) for row in held]
    moved = work.visible(DeedMove).where(DeedMove.client == client.id)
    gone = moved.where((DeedMove.movement == Movement.RELEASED.value) & DeedMove.done_at.is_null(False))
    kept = work.visible(Deed).where(
        (Deed.client == client.id) & Deed.id.in_(moved.where(DeedMove.done_at.is_null(False)).select(DeedMove.deed))
        & Deed.id.not_in(gone.select(DeedMove.deed))
    )  # fmt: skip
    return found + [Hindrance(N_("A title deed of it is not given back yet"), f"{row.name} {row.number}")
                    for row in kept]  # fmt: skip


def _to_come(work: Work, client: Client) -> list[tuple[int, date]]:
    """Bookings that would stand without a host, and without what was to be heeded: an allergy must not go unnoticed."""
    today = on_file.today(work)
    if work.database.enforced:
        return server_doors.hosted_from(work.database.engine, client.id, today)
    ids = [one.id for one in erasing_rows.family(work, client)]
    # reading path: number and day alone, of a file that the caller has got through `work`
    query = Booking.select(Booking.number, Booking.on).join(BookingClient).where(
        BookingClient.client.in_(ids) & (BookingClient.part == Part.HOST.value) & BookingClient.withdrawn_at.is_null()
        & Booking.withdrawn_at.is_null() & (Booking.on >= today)
        & Booking.state.not_in([state.value for state in BookingState if state.over])
    )  # fmt: skip
    return sorted(set(query.tuples()), key=lambda found: (found[1], found[0]))


def _names(files: Sequence[Client]) -> tuple[str, ...]:
    """What a client is known by."""
    values = (v for one in files for v in (one.name, one.short_name, one.phone, one.phone_key, one.other_phone))
    return tuple(dict.fromkeys(value for value in values if value))


def _telling(files: Sequence[Client]) -> tuple[str, ...]:
    """What tells who a client is: what it is known by, and more that is no one else's."""
    more = ("unit", "email", "address", "home_address", "plate", "card_number", "credit_code")
    values = (getattr(one, name) for one in files for name in more)
    return (*_names(files), *dict.fromkeys(value for value in values if value))


def _second(work: Work) -> str:
    """Who approved what is being done; empty where nobody else was there."""
    used = work.visible(Approval).where((Approval.operation == work.operation) & Approval.decided_by.is_null(False))
    row = used.order_by(Approval.used_at.desc()).first()
    return str(work.get(Person, row.decided_by_id).name) if row is not None else ""


def _register(work: Work, erased: Erased, done: erasing_rows.Done) -> None:
    work.add(_row(erased))
    client = Client(id=erased.client)
    work.record(TOPIC, "erase", client, code=erased.code, basis=erased.basis.value, files=len(erased.files),
                counts=erased.counts, emptied=entries_text(done.emptied))  # fmt: skip


def _row(erased: Erased, *, again_at: datetime | None = None, purged_at: datetime | None = None) -> Erasure:
    return Erasure(
        client=erased.client, code=erased.code, files=[key.hex for key in erased.files], at=erased.at,
        person=erased.person, person_name=erased.person_name, second=erased.second, basis=erased.basis.value,
        reason=erased.reason, counts=erased.counts, operation=erased.operation, purged_at=purged_at, again_at=again_at,
    )  # fmt: skip


def _erased(row: Any) -> Erased:
    return Erased(row.client, row.code, tuple(UUID(key) for key in row.files), row.at, row.person, row.person_name,
                  row.second, Basis.of(row.basis), row.reason, row.counts, row.operation, row.purged_at,
                  row.again_at)  # fmt: skip


def code_of(work: Work, code: str) -> UUID:
    """The file with this number, in use or not. Raises BadEntry where it was erased already, NotFound."""
    found = work.visible(Client, withdrawn=True).where(Client.code == code.strip()).get_or_none()
    if found is None:
        raise NotFound(code)
    if found.erased_at is not None:
        raise BadEntry(N_("The file {code} has been erased already."), "code", code=code)
    return UUID(str(found.id))
