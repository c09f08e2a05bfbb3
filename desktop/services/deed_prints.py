"""Prints of title deeds: the transfer slip that three people sign, the ledger, and the balance of a day (DO-5)."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.clients import Client
from desktop.models.deeds import Deed, DeedMove, DeedVouch
from desktop.reports.archive_form import Entry
from desktop.rules.deeds import DeedKind, Movement, Reason
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.zones import zone_of
from desktop.services import coded_sheets, deeds, on_file
from desktop.services.deeds import LedgerLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
MOST = 5000  # lines of a ledger


def transfer_slip(work: Work, ids: Sequence[UUID], language: Translator, *, progress: Progress | None = None
                  ) -> Printed:  # fmt: skip
    """The slip 权证移交单 of deeds of one client, as A, B and the archivist compare them. Where all were taken in, it
    names who vouched and when. Give it staged work. Raises BadEntry for deeds of several clients, NotAllowed,
    NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    with work.reading():
        rows = [work.get(Deed, key) for key in ids]
        if not rows:
            raise BadEntry(N_("Choose the title deeds that stand on the slip."))
        if len({row.client_id for row in rows}) > 1:
            raise BadEntry(N_("A transfer slip is for one client: choose deeds of one client only."))
        client = _client(work, rows[0])
        work.require(Right.SEE_DOCUMENTS, client)
        zone = _zone(work)
        signed = _taken_in_by(work, [row.id for row in rows])
        stamp, look = stamp_of(work, comes_home=True), look_of(work)
    columns = (
        ColumnHead(language(N_("No.")), 0.35, "right"), ColumnHead(language(N_("Kind of deed")), 2),
        ColumnHead(language(N_("Name")), 2), ColumnHead(language(N_("Deed no.")), 2),
        ColumnHead(language(N_("Registered owner")), 1.4), ColumnHead(language(N_("Count")), 0.5, "right"),
        ColumnHead(language(N_("Compared")), 0.9, "centre"),
    )  # fmt: skip
    lines = [(str(number), language(DeedKind.of(row.kind).label), row.name, row.number, row.owner, str(row.count),
              "✓" if signed else "") for number, row in enumerate(rows, 1)]  # fmt: skip
    whose = " ".join(part for part in (client.code, client.name) if part) if client is not None else ""
    total = sum(row.count for row in rows)
    roles = (N_("Custodian"), N_("Compared by"), N_("Compared by")) if signed else (
        N_("Agent A"), N_("Agent B"), N_("Archivist"))  # fmt: skip
    signers = [Signer(language(role), *(_signed(signed[place], zone) if signed else ()))
               for place, role in enumerate(roles)]  # fmt: skip
    title = language(N_("Transfer slip of title deeds"))
    values = ArchiveSheet(
        title, [Entry(language(N_("Client")), whose or language(N_("The office itself"))),
                Entry(language(N_("Originals")), str(total))],
        [Part("", columns=columns, rows=lines)], signers,
        language(N_("Compared by three people by name, number and count, and handed over apart from the file.")),
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    _record(work, rows[0].client_id, SheetKind.DEED_SLIP.value, stamp.code, [row.id for row in rows], size=len(rows))
    return Printed("archive", title, pdf, stamp.code)


def deed_ledger(work: Work, language: Translator, *, gone: bool = False, progress: Progress | None = None) -> Printed:
    """The ledger 权证台账 by slot, with what is out and until when. Give it staged work. Raises NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.tables import ColumnHead

    with work.reading():
        work.require(Right.KEEP_DEEDS)
        lines = deeds.ledger(work, gone=gone, limit=MOST)
        stamp, look = stamp_of(work), look_of(work)
    columns = (
        ColumnHead(language(N_("Slot")), 0.7), ColumnHead(language(N_("Client")), 1.8),
        ColumnHead(language(N_("Archive no.")), 1.3), ColumnHead(language(N_("Kind of deed")), 1.8),
        ColumnHead(language(N_("Name")), 1.6), ColumnHead(language(N_("Deed no.")), 1.8),
        ColumnHead(language(N_("Count")), 0.5, "right"), ColumnHead(language(N_("Seal no.")), 0.8),
        ColumnHead(language(N_("Where it is")), 1.9),
    )  # fmt: skip
    rows = [(line.slot, " ".join(part for part in (line.client_code, line.client_name) if part), line.file_number,
             language(line.entry.line.kind.label), line.entry.line.name, line.entry.line.number,
             str(line.entry.line.count), line.seal, _where(line, language)) for line in lines]  # fmt: skip
    title = language(N_("Ledger of title deeds"))
    here = sum(line.here for line in lines)
    values = ArchiveSheet(title, [Entry(language(N_("In the safe")), str(here)),
                                  Entry(language(N_("Lines")), str(len(lines)))],
                          [Part("", columns=columns, rows=rows)], wide=True)  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    _record(work, None, "deed_ledger", stamp.code, size=len(rows))
    return Printed("archive", title, pdf, stamp.code)


def day_balance(work: Work, on: date, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The balance 日结 of a day: what lay there in the morning, came, went and lies there at night, movement by
    movement. Give it staged work. Raises NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    with work.reading():
        drawn = deeds.balance(work, on)
        moved = _moved_on(work, on)
        stamp, look = stamp_of(work), look_of(work)
    columns = (
        ColumnHead(language(N_("Time")), 0.6), ColumnHead(language(N_("Movement")), 1.3),
        ColumnHead(language(N_("Name")), 1.8), ColumnHead(language(N_("Deed no.")), 1.8),
        ColumnHead(language(N_("Came in")), 0.5, "right"), ColumnHead(language(N_("Went out")), 0.5, "right"),
        ColumnHead(language(N_("Slot")), 0.7), ColumnHead(language(N_("Reason and receiver")), 1.7),
        ColumnHead(language(N_("Vouched for by")), 1.9),
    )  # fmt: skip
    zone = _zone(work)
    rows = [_movement(row, names, zone, language) for row, names in moved]
    title = language(N_("Balance of the safe"))
    values = ArchiveSheet(
        title, [
            Entry(language(N_("Day of the balance")), on.isoformat(), wide=True),
            Entry(language(N_("In the morning")), str(drawn.before)), Entry(language(N_("Came in")), str(drawn.came)),
            Entry(language(N_("At night")), str(drawn.after)), Entry(language(N_("Went out")), str(drawn.went)),
        ],
        [Part("", columns=columns, rows=rows)],
        [Signer(language(N_("Custodian"))), Signer(language(N_("Witness")))], wide=True,
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    _record(work, None, "deed_balance", stamp.code, size=len(rows))
    return Printed("archive", title, pdf, stamp.code)


# What they share


def _client(work: Work, row: Any) -> Any:
    return work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None


def _zone(work: Work) -> tzinfo:
    return zone_of(str(work.settings["time_zone"]))


def _taken_in_by(work: Work, keys: Sequence[UUID]) -> list[tuple[str, datetime]]:
    """The three who vouched for taking in all of these, the custodian first; none where they differ or some have not
    been taken in."""
    query = work.visible(DeedMove).where(
        DeedMove.deed.in_(list(keys)) & (DeedMove.movement == Movement.TAKEN_IN.value) & DeedMove.done_at.is_null(False)
    )
    moves = list(query)
    if {move.deed_id for move in moves} != set(keys):
        return []
    told: dict[UUID, dict[UUID, datetime]] = {move.id: {} for move in moves}
    for one in work.visible(DeedVouch).where(DeedVouch.move.in_(list(told))):
        told[one.move_id][one.person_id] = one.at
    people = [frozenset(each) for each in told.values()]
    if len(set(people)) != 1 or len({move.custodian_id for move in moves}) != 1:
        return []
    names, last = on_file.names(work, people[0]), told[moves[-1].id]
    order = sorted(last, key=lambda key: (key != moves[-1].custodian_id, last[key]))
    return [(names.get(key, ""), last[key]) for key in order]


def _signed(one: tuple[str, datetime], zone: tzinfo) -> tuple[str, str]:
    name, at = one
    return name, f"{at.astimezone(zone):%Y-%m-%d}"


def _moved_on(work: Work, on: date) -> list[tuple[Any, tuple[str, ...]]]:
    """Movements that count from this day on, with who vouched for them."""
    zone = _zone(work)
    query = work.visible(DeedMove).where(DeedMove.done_at.is_null(False)).order_by(DeedMove.done_at)
    rows = [row for row in query if row.done_at.astimezone(zone).date() == on]
    vouches: dict[UUID, list[UUID]] = {row.id: [] for row in rows}
    for one in work.visible(DeedVouch).where(DeedVouch.move.in_(list(vouches))).order_by(DeedVouch.at):
        vouches[one.move_id].append(one.person_id)
    names = on_file.names(work, (key for told in vouches.values() for key in told))
    return [(row, tuple(names.get(key, "") for key in vouches[row.id])) for row in rows]


def _movement(row: Any, names: Sequence[str], zone: tzinfo, say: Translator) -> tuple[str, ...]:
    movement = Movement.of(row.movement)
    count = str(row.count)
    why = " · ".join(part for part in (say(Reason.of(row.reason).label) if row.reason else "", row.receiver) if part)
    return (f"{row.done_at.astimezone(zone):%H:%M}", say(movement.label), row.deed.name, row.deed.number,
            count if movement.sign > 0 else "", count if movement.sign < 0 else "", row.to_slot, why,
            "、".join(names))  # fmt: skip


def _where(line: LedgerLine, say: Translator) -> str:
    if line.gone:
        return say(N_("Given back to its owner"))
    if line.due_on is not None:
        out = say(N_("Out until {day}")).format(day=line.due_on.isoformat())
        return f"{out} · {line.out_to}" if line.out_to else out
    return say(N_("In the safe")) if line.here else say(N_("Not taken in yet"))


def _record(work: Work, client_id: UUID | None, sheet: str, code: str, about: Sequence[UUID] = (), **facts: object
            ) -> None:  # fmt: skip
    with work.writing():
        work.require(Right.SEE_DOCUMENTS)
        client = work.get(Client, client_id, withdrawn=True) if client_id is not None else None
        if about:
            coded_sheets.note(work, code, SheetKind.of(sheet), about, client_id)
        work.record(TOPIC, "print", client, sheet=sheet, code=code, **facts)
