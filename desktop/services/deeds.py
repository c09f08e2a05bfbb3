"""The title-deed ledger 权证台账: deeds handed over apart, kept in the safe, and moved only before other people's eyes.

A deed is never lent by the archive's register: it has a ledger of its own, balanced as cash is (DO-5).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile
from desktop.models.clients import Client
from desktop.models.deeds import Deed, DeedMove, DeedVouch, SafeCount
from desktop.models.office import Person, public_halves
from desktop.rules import deeds as rules
from desktop.rules.audit import AlarmKind
from desktop.rules.deeds import Balance, Counted, CountKind, DeedKind, DeedLine, Move, Movement, Reason
from desktop.rules.errors import BadEntry, Label, NotAllowed
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.zones import zone_of
from desktop.services import alarms, on_file, vault
from desktop.services.work import Work

TOPIC = "deeds"
_RECEIVER = "deed_move.receiver_id"
_VAULT = "identity"


@dataclass(frozen=True, slots=True)
class DeedEntry:
    """What is said of a deed when it is listed to be handed over."""

    line: DeedLine
    owner: str = ""
    about: str = ""
    file: UUID | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why and to whom a deed leaves the safe; `id_number` is kept sealed."""

    reason: Reason | None = None
    receiver: str = ""
    id_number: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A movement that waits for somebody to vouch for it. `vouched` are the names of who did."""

    id: UUID
    movement: Movement
    at: datetime
    custodian: UUID
    custodian_name: str
    vouched: tuple[str, ...]
    missing: int
    mine: bool  # I have vouched for it


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One deed of the ledger. `here` is how many lie in the safe; `out_to` and `due_on` are of what is lent."""

    id: UUID
    client: UUID | None
    client_code: str
    client_name: str
    file_number: str
    entry: DeedEntry
    slot: str
    seal: str
    here: int
    out_to: str
    due_on: date | None
    late: bool
    gone: bool  # given back to its owner for good
    waiting: Waiting | None
    left_by: UUID | None = None  # the movement by which it left, where an ID was seen


# Listed, taken in, moved


def list_deeds(work: Work, client_id: UUID | None, entries: Sequence[DeedEntry]) -> list[UUID]:
    """Agent A lists deeds to be handed over 重要权证移交清单, apart from the file. Raises BadEntry naming the field,
    NotAllowed, NotFound."""
    client = work.get(Client, client_id) if client_id is not None else None
    work.require(Right.FILE_DOCUMENTS, client)
    rows = []
    for entry in entries:
        rules.check_line(entry.line)
        if entry.file is not None and work.get(ArchiveFile, entry.file).client_id != client_id:
            raise BadEntry(N_("This archive file belongs to another client."), "file")
        rows.append(Deed(
            client=client_id, file=entry.file, kind=entry.line.kind.value, count=entry.line.count,
            name=check_length(tidy(entry.line.name), 120, "name"),
            number=check_length(tidy(entry.line.number), 120, "number"),
            owner=check_length(tidy(entry.owner), 120, "owner"), about=check_length(tidy(entry.about), 200, "about"),
            entered_by=work.me.id, entered_at=work.now,
        ))  # fmt: skip
    work.add_rows(Deed, rows)
    work.record(TOPIC, "list_deeds", client, deeds=len(rows))
    return [UUID(str(row.id)) for row in rows]


def withdraw_deed(work: Work, deed_id: UUID) -> None:
    """Takes a deed off the list that was never taken in. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(Deed, deed_id)
    client = _client(work, row)
    work.require(Right.FILE_DOCUMENTS, client)
    if any(True for _move in _moves(work, [row.id])):
        raise BadEntry(N_("This deed is in the ledger: it stays there, whatever becomes of it."))
    work.withdraw(row)
    work.record(TOPIC, "withdraw_deed", client)


def move(work: Work, ids: Sequence[UUID], movement: Movement, *, slot: str = "", seal: str = "",
         leaving: Leaving = Leaving(), note: str = "") -> list[UUID]:  # fmt: skip
    """The custodian notes a movement of deeds and vouches for it himself; it counts once others have vouched too.

    Taking in needs three people, any other movement two. Raises BadEntry naming the field, NotAllowed, NotFound.
    """
    work.require(Right.KEEP_DEEDS)
    rules.check_release(movement, leaving.reason, leaving.receiver, leaving.id_number)
    stands = check_length(tidy(slot), 40, "slot")
    if movement in (Movement.TAKEN_IN, Movement.MOVED, Movement.BACK) and not stands:
        raise BadEntry(N_("Say in which slot of the safe it lies."), "slot")
    if movement is Movement.LENT and leaving.due_on is None:
        raise BadEntry(N_("Say until when it is back."), "due_on")
    made = []
    for deed_id in ids:
        row = work.get(Deed, deed_id)
        client = _client(work, row)
        moves = _moves(work, [row.id])
        _check_next(row, moves, movement)
        line = work.add(DeedMove(
            deed=row.id, client=row.client_id, movement=movement.value, count=row.count, custodian=work.me.id,
            reason=leaving.reason.value if leaving.reason is not None else "", at=work.now, to_slot=stands,
            receiver=check_length(tidy(leaving.receiver), 120, "receiver"), due_on=leaving.due_on,
            note=check_length(tidy(note), 300, "note"),
        ))  # fmt: skip
        changed: dict[str, object] = {}
        if number := tidy(leaving.id_number):
            if not work.me.vaults.holds(_VAULT):
                raise NotAllowed(N_("You hold no key to this vault; who holds one can grant it."), "id_number")
            changed["receiver_id"] = work.me.vaults.seal(_VAULT, _RECEIVER, line.id, number)
        if changed:
            work.change(line, changed)
        if seal:
            work.change(row, {"seal": check_length(tidy(seal), 40, "seal")})
        _vouch(work, line)
        made.append(UUID(str(line.id)))
        work.record(TOPIC, "move_deed", client, movement=movement.value)
    return made


def vouch(work: Work, ids: Sequence[UUID]) -> None:
    """Vouches for movements that I have seen: name, number and count are as listed. Raises BadEntry for what I have
    vouched for already, NotAllowed, NotFound."""
    for move_id in ids:
        line = work.get(DeedMove, move_id)
        client = _client(work, line)
        if not work.may(Right.KEEP_DEEDS):
            work.require(Right.FILE_DOCUMENTS, client)
        if line.done_at is not None:
            raise BadEntry(N_("This movement is vouched for already."))
        _vouch(work, line)
        work.record(TOPIC, "vouch_deed", client, movement=line.movement)


def void_move(work: Work, move_id: UUID) -> None:
    """Takes back a movement that nobody else has vouched for yet. Raises BadEntry, NotAllowed, NotFound."""
    line = work.get(DeedMove, move_id)
    client = _client(work, line)
    work.require(Right.KEEP_DEEDS)
    if line.done_at is not None:
        raise BadEntry(N_("This movement is in the ledger and stays there: note the next one."))
    for one in _vouches(work, [line.id]):
        work.withdraw(one)
    work.withdraw(line)
    work.record(TOPIC, "void_deed_move", client, movement=line.movement)


def _check_next(row: Any, moves: Sequence[Any], movement: Movement) -> None:
    if any(each.done_at is None for each in moves):
        raise BadEntry(N_("“{name}” waits for somebody to vouch for its last movement."), name=row.name)
    there = rules.in_safe(_plain(moves)).get(row.id, 0) > 0
    known, gone = bool(moves), any(each.movement == Movement.RELEASED.value for each in moves)
    fits = {
        Movement.TAKEN_IN: not known, Movement.LENT: there, Movement.MOVED: there, Movement.RELEASED: there,
        Movement.BACK: known and not there and not gone,
    }[movement]  # fmt: skip
    if not fits:
        raise BadEntry(N_("“{name}” can't be moved so: {where}."), name=row.name,
                       where=_where(there=there, known=known, gone=gone))  # fmt: skip


def _where(*, there: bool, known: bool, gone: bool) -> Any:
    if gone:
        return Label(N_("it was given back to its owner"))
    if there:
        return Label(N_("it lies in the safe"))
    return Label(N_("it is lent") if known else N_("it has not been taken in yet"))


def _vouch(work: Work, line: Any) -> None:
    before = _vouches(work, [line.id])
    if any(each.person_id == work.me.id for each in before):
        raise BadEntry(N_("You have vouched for this already: another person must."), "witness")
    row = work.get(Deed, line.deed_id)
    signed = work.me.keys.signing.sign(_text(row, line, work.me.id)).hex()
    work.add(DeedVouch(move=line.id, client=line.client_id, person=work.me.id, at=work.now, signature=signed))
    movement = Movement.of(line.movement)
    if len(before) + 1 < rules.vouchers(movement):
        return
    rules.check_people([*(each.person_id for each in before), work.me.id], rules.vouchers(movement))
    work.change(line, {"done_at": work.now})
    slot = line.to_slot if movement.sign > 0 or movement is Movement.MOVED else ""
    work.change(row, {"slot": slot})


def _text(row: Any, line: Any, person: UUID) -> bytes:
    """What is vouched for: the deed as it is compared, and how it moved."""
    said = f"{row.id.hex}\0{row.name}\0{row.number}\0{line.count}\0{line.id.hex}\0{line.movement}\0{person.hex}"
    return b"clientele/deed/1\0" + said.encode()


def is_genuine(work: Work, vouch_row: Any) -> bool:
    """Whether somebody's word for a movement is signed by that person's key, for that deed and movement. Raises
    NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    line = work.get(DeedMove, vouch_row.move_id, withdrawn=True)
    _exchange, key = public_halves(vouch_row.person_id)
    text = _text(work.get(Deed, line.deed_id, withdrawn=True), line, vouch_row.person_id)
    return vault.signed(key, bytes.fromhex(vouch_row.signature), text)


def receiver_id(work: Work, move_id: UUID) -> str:
    """The number of the ID that was seen when a deed left, opened and recorded. Raises NotAllowed, NotFound."""
    line = work.get(DeedMove, move_id)
    work.require(Right.KEEP_DEEDS)
    if line.receiver_id is None:
        return ""
    if not work.me.vaults.holds(_VAULT):
        raise NotAllowed(N_("You hold no key to this vault; who holds one can grant it."))
    work.record("reads", "read_receiver", _client(work, line))
    return work.me.vaults.open(_VAULT, _RECEIVER, line.id, bytes(line.receiver_id))


# The ledger


def ledger(work: Work, *, client_id: UUID | None = None, text: str = "", gone: bool = False, limit: int = 1000
           ) -> tuple[LedgerLine, ...]:  # fmt: skip
    """Deeds as far as I may see them, by slot; those given back for good only with `gone`. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    query = work.visible(Deed)
    if client_id is not None:
        query = query.where(Deed.client == client_id)
    if typed := tidy(text):
        query = query.where(Deed.name.contains(typed) | Deed.number.contains(typed) | Deed.owner.contains(typed))
    rows = list(query.order_by(Deed.slot, Deed.entered_at).limit(limit))
    found = lines(work, rows)
    return tuple(line for line in found if gone or not line.gone)


def lines(work: Work, rows: Sequence[Any]) -> list[LedgerLine]:
    """Deeds in words, of rows that the caller has got through `work`."""
    keys = [row.id for row in rows]
    moves: dict[UUID, list[Any]] = {key: [] for key in keys}
    for each in _moves(work, keys):
        moves[each.deed_id].append(each)
    vouches: dict[UUID, list[UUID]] = {}
    open_moves = [each.id for told in moves.values() for each in told if each.done_at is None]
    for one in _vouches(work, open_moves):
        vouches.setdefault(one.move_id, []).append(one.person_id)
    people = on_file.names(work, [*(p for told in vouches.values() for p in told),
                                  *(each.custodian_id for told in moves.values() for each in told)])  # fmt: skip
    clients = {row.client_id for row in rows if row.client_id is not None}
    named = {row.id: row for row in work.visible(Client, withdrawn=True).where(Client.id.in_(clients))}
    files = {row.file_id for row in rows if row.file_id is not None}
    numbers = dict(work.visible(ArchiveFile).where(ArchiveFile.id.in_(files)).select(ArchiveFile.id, ArchiveFile.number)
                   .tuples())  # fmt: skip
    today = on_file.today(work)
    return [_line(row, moves[row.id], vouches, people, named.get(row.client_id), numbers.get(row.file_id, ""), today,
                  work.me.id) for row in rows]  # fmt: skip


def _line(row: Any, moves: Sequence[Any], vouches: Mapping[UUID, Sequence[UUID]], people: Mapping[UUID, str],
          client: Any, file_number: str, today: date, me: UUID) -> LedgerLine:  # fmt: skip
    done = [each for each in moves if each.done_at is not None]
    here, last = rules.in_safe(_plain(moves)).get(row.id, 0), done[-1] if done else None
    lent = last if last is not None and last.movement == Movement.LENT.value else None
    waits = next((each for each in moves if each.done_at is None), None)
    entry = DeedEntry(DeedLine(DeedKind.of(row.kind), row.name, row.number, row.count), row.owner, row.about,
                      row.file_id)  # fmt: skip
    return LedgerLine(
        row.id, row.client_id, client.code if client is not None else "", client.name if client is not None else "",
        file_number, entry, row.slot, row.seal, here, lent.receiver if lent is not None else "",
        lent.due_on if lent is not None else None,
        lent is not None and lent.due_on is not None and lent.due_on < today,
        last is not None and last.movement == Movement.RELEASED.value,
        _waiting(waits, vouches.get(waits.id, ()), people, me) if waits is not None else None,
        last.id if last is not None and last.receiver_id is not None else None,
    )  # fmt: skip


def _waiting(line: Any, vouched: Sequence[UUID], people: Mapping[UUID, str], me: UUID) -> Waiting:
    movement = Movement.of(line.movement)
    return Waiting(line.id, movement, line.at, line.custodian_id, people.get(line.custodian_id, ""),
                   tuple(people.get(each, "") for each in vouched), rules.vouchers(movement) - len(vouched),
                   me in vouched)  # fmt: skip


def balance(work: Work, on: date) -> Balance:
    """What lay in the safe in the morning, came and went, and lies there at night. Raises NotAllowed."""
    work.require(Right.KEEP_DEEDS)
    return rules.balance(_plain(work.visible(DeedMove), zone=str(work.settings["time_zone"])), on)


# Counting the safe


def to_count(work: Work, kind: CountKind) -> tuple[LedgerLine, ...]:
    """The deeds that a count of this kind asks for: all that lie there, or for a spot check those that the day draws,
    so that nobody chooses. Raises NotAllowed."""
    work.require(Right.KEEP_DEEDS)
    held = rules.in_safe(_plain(work.visible(DeedMove)))
    wanted: Iterable[UUID] = held
    if kind is CountKind.SPOT:
        wanted = rules.spot_sample(held, on_file.today(work), str(work.settings["office_id"]))
    rows = list(work.visible(Deed).where(Deed.id.in_(list(wanted))).order_by(Deed.slot, Deed.entered_at))
    return tuple(lines(work, rows))


def count_safe(work: Work, kind: CountKind, found: Mapping[UUID, int], witness: UUID, note: str = ""
               ) -> tuple[Counted, ...]:  # fmt: skip
    """Notes a count before a witness, and returns what differs from the ledger, which whoever sees the audit is told.

    Raises BadEntry where a deed that was to be counted was not, or without another person as witness; NotAllowed.
    """
    work.require(Right.KEEP_DEEDS)
    rules.check_people([work.me.id, work.hold(Person, witness).id], 2)
    held = rules.in_safe(_plain(work.visible(DeedMove)))
    asked = [line.id for line in to_count(work, kind)]
    if missed := [key for key in asked if key not in found]:
        names = [row.name for row in work.visible(Deed).where(Deed.id.in_(missed[:3]))]
        raise BadEntry(N_("Not counted yet: {what}."), "found", what="、".join(names))
    wrong = rules.differences(held, found, [*asked, *found])
    row = work.add(SafeCount(
        kind=kind.value, at=work.now, by=work.me.id, witness=witness, note=check_length(tidy(note), 300, "note"),
        found={key.hex: count for key, count in found.items()},
        differing={each.deed.hex: [each.expected, each.found] for each in wrong},
    ))  # fmt: skip
    work.record(TOPIC, "count_safe", row, differing=len(wrong), kind=kind.value)
    if wrong:
        alarms.sound(work, AlarmKind.SAFE, row.id.hex, "safe_differs", differing=len(wrong))
    return wrong


# What they share


def _client(work: Work, row: Any) -> Any:
    return work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None


def _moves(work: Work, deeds: Sequence[UUID]) -> list[Any]:
    return list(work.visible(DeedMove).where(DeedMove.deed.in_(list(deeds))).order_by(DeedMove.at, DeedMove.id))


def _vouches(work: Work, moves: Sequence[UUID]) -> list[Any]:
    return list(work.visible(DeedVouch).where(DeedVouch.move.in_(list(moves))).order_by(DeedVouch.at, DeedVouch.id))


def _plain(rows: Iterable[Any], zone: str = "UTC") -> list[Move]:
    """Movements that count, in their order."""
    office = zone_of(zone)
    return [Move(row.deed_id, Movement.of(row.movement), row.count, row.done_at.astimezone(office).date())
            for row in sorted((each for each in rows if each.done_at is not None), key=lambda each: each.done_at)
            ]  # fmt: skip
