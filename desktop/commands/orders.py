"""The commands of orders: entered, taken from a sheet, listed, shown, checked and confirmed on paper; and of supply."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.commands.prints import to_file
from desktop.i18n import N_, _, _n, language, translator
from desktop.rules import orders as rules
from desktop.rules.amounts import amount_fen, grouped, shown_amount
from desktop.rules.errors import BadEntry
from desktop.rules.orders import IdentityWay, Irregularity, OrderLine
from desktop.rules.rights import Right
from desktop.services import (
    clients,
    on_file,
    order_checks,
    order_imports,
    order_lists,
    order_prints,
    order_reach,
    order_views,
    orders,
    supply_prints,
    supply_views,
)
from desktop.services.order_imports import OrderSheet, Verdict
from desktop.services.order_lists import OrderLineShown, Standing, Wish
from desktop.services.orders import NewOrder

_WAYS = {way.value: way for way in IdentityWay if way is not IdentityWay.NOT_YET}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "act",
        choices=("add", "import", "list", "show", "check", "print"),
        help=_(
            "enter an order of a client; take in a sheet of orders; list them; show one with all "
            "that happened; find one in order, or irregular; or print its confirmation"
        ),
    )
    parser.add_argument("what", metavar="CODE|FILE|NUMBER", nargs="?",
                        help=_("the client's code, the sheet, or the order's number"))  # fmt: skip
    parser.add_argument(
        "--line",
        action="append",
        metavar="WHAT;QUANTITY;PRICE[;UNIT]",
        default=[],
        help=_("with add: what, how much, the price of one in yuan, and the unit; once for each line"),
    )
    parser.add_argument("--identity", choices=sorted(_WAYS), help=_("with add and import: how the client was known"))
    parser.add_argument("--note", default="", help=_("with add: for colleagues, never for the client"))
    parser.add_argument("--special", action="store_true", help=_("with add: the supervisor approves it"))
    parser.add_argument("--dry-run", action="store_true", help=_("with import: only say what becomes of each order"))
    parser.add_argument("--standing", choices=[one.value for one in Standing], default="all",
                        help=_("with list: only these"))  # fmt: skip
    parser.add_argument("--client", metavar="CODE", help=_("with list: only those of this client"))
    parser.add_argument("--irregular", choices=[one.value for one in Irregularity],
                        help=_("with check: what is wrong; without it the order is in order"))  # fmt: skip
    parser.add_argument("--seen", metavar="ENTRY-ID", type=_entry_id,
                        help=_("with check: the newest entry that you have seen of it, as show names it; what happened "
                               "since is said, and nothing is checked"))  # fmt: skip
    parser.add_argument("--text", default="", help=_("with check: what is wrong, in words"))
    parser.add_argument("--pdf", metavar="FILE", type=Path, help=_("with print: where to"))


def _order(session: Session, given: Namespace) -> Answer:
    if given.act == "list":
        client = session.ask(clients.by_code, given.client) if given.client else None
        found = session.ask(order_lists.orders, Wish(Standing.of(given.standing), client))
        return Answer([_data(line) for line in found], [_said(line) for line in found] or [_("No order.")])
    if not given.what:
        raise BadEntry(N_("Say which: the client's code, the sheet, or the order's number."), "what")
    if given.act == "add":
        new = NewOrder(
            session.ask(clients.by_code, given.what), tuple(_line(text) for text in given.line),
            identity=_WAYS.get(given.identity, IdentityWay.NOT_YET), note=given.note, special=given.special,
        )  # fmt: skip
        return _shown(session, session.do(orders.enter_order, new))
    if given.act == "import":
        return _import(session, given)
    key = session.ask(order_reach.by_number, given.what)
    if given.act == "check":
        session.do(order_checks.check_order, key, Irregularity.of(given.irregular) if given.irregular else None,
                   given.text, seen=given.seen)  # fmt: skip
    elif given.act == "print":
        return _print(session, given, key)
    return _shown(session, key)


def _entry_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(_("{text} is no id of an entry").format(text=text)) from None


def _line(text: str) -> OrderLine:
    parts = [part.strip() for part in text.replace("；", ";").split(";")]
    if not 2 < len(parts) < 5:
        raise BadEntry(N_("Write a line as WHAT;QUANTITY;PRICE or WHAT;QUANTITY;PRICE;UNIT: {text}"), "line", text=text)
    unit = parts[3] if len(parts) == 4 else ""
    return OrderLine(parts[0], rules.quantity_of(parts[1]), amount_fen(parts[2], "line"), unit)


def _import(session: Session, given: Namespace) -> Answer:
    sheet: OrderSheet = session.errand(order_imports.prepare, Path(given.what))
    way = _WAYS.get(given.identity, IdentityWay.NOT_YET)
    # where one can't be taken nothing is, and the reason is said
    taken = session.do(order_imports.take, sheet, way) if not given.dry_run else None
    rows = [{"rows": list(one.rows), "verdict": one.verdict.value, "number": one.outside, "client": one.whom,
             "amount": shown_amount(one.total), "reason": str(one.reason) if one.reason else None}
            for one in sheet.orders]  # fmt: skip
    lines = [f"{one.rows[0]}\t{one.outside}\t{one.whom}\t{grouped(one.total)}\t{one.reason or _(one.verdict.label)}"
             for one in sheet.orders]  # fmt: skip
    count = len(sheet.of(Verdict.NEW))
    said = _n("Import {id}: {n} order was taken in.", "Import {id}: {n} orders were taken in.", count)
    lines.append(said.format(id=taken, n=count) if taken else _("Nothing was changed."))
    return Answer({"import": str(taken) if taken else None, "orders": rows}, lines)


def _print(session: Session, given: Namespace, key: UUID) -> Answer:
    return to_file(session, _place(given), lambda: session.errand(order_prints.confirmation, key,
                                                                  translator(language())))  # fmt: skip


def _place(given: Namespace) -> Path:
    """Raises BadEntry where none is said."""
    if given.pdf is None:
        raise BadEntry(N_("Say with --pdf where the sheet goes."), "pdf")
    place: Path = given.pdf
    return place


def _shown(session: Session, key: UUID) -> Answer:
    view = session.ask(order_views.order_view, key)
    told = [
        {"id": str(one.id), "at": one.at.isoformat(), "kind": one.kind.value, "by": one.by, "said": one.said}
        for one in view.entries
    ]
    lines = [{"what": one.what, "quantity": rules.shown_quantity(one.quantity), "unit": one.unit,
              "price": shown_amount(one.price), "amount": shown_amount(one.amount)} for one in view.lines]  # fmt: skip
    said = [f"\t{one.what}\t{rules.shown_quantity(one.quantity)}{one.unit}\t{grouped(one.amount)}"
            for one in view.lines]  # fmt: skip
    said += [f"{one.id}\t{one.at.isoformat()}\t{_(one.kind.label)}\t{one.by}\t{one.said}" for one in view.entries]
    return Answer(
        _data(view.shown) | {"lines": lines, "entries": told, "seen": str(view.newest)}, [_said(view.shown), *said]
    )


def _data(line: OrderLineShown) -> dict[str, object]:
    return {
        "number": line.number, "client": line.code, "whom": line.name, "about": list(line.about),
        "amount": shown_amount(line.total), "state": line.state.value,
        "irregular": line.finding.value if line.finding else None, "ordered": line.taken_at.isoformat(),
        "entered": line.entered_at.isoformat(), "taken_by": line.taken_by, "entered_by": line.entered_by,
        "identity": line.identity.value or None, "important": line.watched, "needs_approval": line.needs_approval,
        "counted": line.counts, "late": line.late,
    }  # fmt: skip


def _said(line: OrderLineShown) -> str:
    finding = _(line.finding.label) if line.finding else ""
    return "\t".join((line.number, line.name, _(", ").join(line.about), grouped(line.total), _(line.state.label),
                      finding)).rstrip()  # fmt: skip


def take_back(session: Session, key: UUID) -> Answer | None:
    """Undoes a sheet of orders, as `undo` asks for it; None where the id is of none."""
    if not session.me.may(Right.ENTER_ORDERS):
        return None
    found = session.ask(order_imports.import_of, key)
    if found is None:
        return None
    count = session.do(order_imports.undo_import, found)
    said = _n("{n} order was taken back.", "{n} orders were taken back.", count).format(n=count)
    return Answer({"import": str(found), "orders": count}, [said])


# Supply channels


def _supply_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "act",
        choices=("list", "report"),
        help=_("list supply channels and how they stand; or print the report, for the office alone"),
    )
    parser.add_argument("--days", type=int, default=30, help=_("with report: of so many days until today"))
    parser.add_argument("--pdf", metavar="FILE", type=Path, help=_("with report: where to"))


def _supply(session: Session, given: Namespace) -> Answer:
    if given.act == "report":
        last: date = session.ask(on_file.today)
        first = last - timedelta(days=max(0, given.days))
        return to_file(session, _place(given), lambda: session.errand(supply_prints.report, first, last,
                                                                      translator(language())))  # fmt: skip
    found = session.ask(supply_views.channels)
    data = [{"name": one.entry.name, "supplier": one.entry.supplier, "backup": one.entry.backup,
             "state": one.state.value, "faults": one.faults} for one in found]  # fmt: skip
    lines = ["\t".join((one.entry.name, one.entry.supplier, one.entry.backup, _(one.state.label))) for one in found]
    return Answer(data, lines or [_("No supply channel was entered yet.")])


COMMANDS = (
    Command("order", N_("enter, take in, list, show, check or print orders"), _arguments, _order),
    Command("supply", N_("list supply channels, or print the report on them"), _supply_arguments, _supply),
)
