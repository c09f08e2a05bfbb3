"""The command that takes in a till's sheet of bills, each for its booking."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _, _n
from desktop.rules.amounts import grouped, shown_amount
from desktop.rules.bill_matching import Finding
from desktop.rules.rights import Right
from desktop.services import bill_imports
from desktop.services.bill_imports import BillSheet, Match, Taken


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=_("a sheet with the columns date, room or table, time, amount, "
                                                       "food, drinks, signed, name, phone"))  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=_("only say which booking each bill finds"))


def _bills(session: Session, given: Namespace) -> Answer:
    sheet = session.errand(bill_imports.prepare, Path(given.file))
    # a sheet that was taken in already brings nothing: its rows have their bills, or are open
    new = any(match.finding is not Finding.SAME for match in sheet.matches)
    taken = session.do(bill_imports.take, sheet, {}) if new and not given.dry_run else None
    trouble = bool(sheet.refused) or any(not match.finding.settled for match in sheet.matches)
    return Answer(_told(sheet, taken), _lines(sheet, taken), 1 if trouble else 0)


def _told(sheet: BillSheet, taken: Taken | None) -> dict[str, object]:
    return {
        "import": str(taken.id) if taken else None, "entered": taken.entered if taken else 0,
        "open": taken.left if taken else 0, "before": sheet.before.isoformat() if sheet.before else None,
        "rows": [_row(sheet, match) for match in sheet.matches],
        "refused": [{"row": t.row, "field": t.field, "reason": str(t.reason)} for t in sheet.refused],
    }  # fmt: skip


def _row(sheet: BillSheet, match: Match) -> dict[str, object]:
    row = match.row
    return {
        "row": row.number, "finding": match.finding.value, "date": row.on.isoformat(), "place": row.place,
        "amount": shown_amount(row.total), "food": None if row.food is None else shown_amount(row.food),
        "signed": row.signed, "bookings": [str(sheet.lines[key].number) for key in match.bookings],
    }  # fmt: skip


def _lines(sheet: BillSheet, taken: Taken | None) -> list[str]:
    lines = [_line(sheet, match) for match in sheet.matches]
    lines += [_("Row {row}: {reason}").format(row=t.row, reason=t.reason) for t in sheet.refused]
    if taken is None:
        return [*lines, _("Nothing was changed.")]
    said = _n("Import {id}: the bill of {n} booking was entered.",
              "Import {id}: the bills of {n} bookings were entered.", taken.entered)  # fmt: skip
    said = said.format(id=taken.id, n=taken.entered)
    left = _n("{n} bill waits for its booking.", "{n} bills wait for their bookings.", taken.left).format(n=taken.left)
    return [*lines, said, *([left] if taken.left else [])]


def _line(sheet: BillSheet, match: Match) -> str:
    row = match.row
    found = ", ".join(str(sheet.lines[key].number) for key in match.bookings) or "–"
    where = f"{row.on.isoformat()} {row.place}".strip()
    return f"{row.number}\t{where}\t{grouped(row.total)}\t{_(match.finding.label)}\t{found}"


def take_back(session: Session, key: UUID) -> Answer | None:
    """Undoes a sheet of bills, as `undo` asks for it; None where the id is of none."""
    if not session.me.may(Right.TAKE_BOOKINGS):
        return None
    found = session.ask(bill_imports.import_of, key)
    if found is None:
        return None
    undone = session.do(bill_imports.undo_bills, found)
    said = _n("The bill of {n} booking was taken back.", "The bills of {n} bookings were taken back.", undone.count)
    stays = [_("Booking {number}: its bill was changed since and stays.").format(number=number)
             for number in undone.kept]  # fmt: skip
    return Answer({"import": str(found), "bills": undone.count, "kept": list(undone.kept)},
                  [said.format(n=undone.count), *stays])  # fmt: skip


COMMANDS = (Command("bills", N_("take in a till's sheet of bills for their bookings"), _arguments, _bills),)
