"""Commands about classes: taking in a sheet of spend, and proposing or giving the classes of a quarter."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _, _n
from desktop.rules.amounts import grouped, shown_amount
from desktop.rules.classes import told
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.services import class_runs, classes, spending
from desktop.services.classes import Proposal, ProposedLine
from desktop.services.spending import SpendSheet


def _spend_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=_("a sheet with the columns client, date, amount, visits"))


def _spend(session: Session, given: Namespace) -> Answer:
    sheet = session.errand(spending.prepare, Path(given.file))
    whole = not sheet.unmatched and not sheet.refused
    taken = session.do(spending.take, sheet) if whole else None
    return Answer(_told(sheet, taken), _lines(sheet, taken), 0 if whole else 1, refused=not whole)


def _told(sheet: SpendSheet, taken: UUID | None) -> dict[str, object]:
    return {
        "import": str(taken) if taken else None,
        "rows": len(sheet.rows) if taken else 0,
        "clients": sheet.clients if taken else 0,
        "amount": shown_amount(sheet.amount if taken else 0),
        "quarters": [str(quarter) for quarter in sheet.quarters] if taken else [],
        "unmatched": [{"row": t.row, "client": t.shown, "reason": str(t.reason)} for t in sheet.unmatched],
        "refused": [{"row": t.row, "field": t.field, "reason": str(t.reason)} for t in sheet.refused],
    }


def _lines(sheet: SpendSheet, taken: UUID | None) -> list[str]:
    if taken is not None:
        said = _n("Import {id}: {n} row of {clients} clients, {amount} yuan.",
                  "Import {id}: {n} rows of {clients} clients, {amount} yuan.", len(sheet.rows))  # fmt: skip
        told = said.format(id=taken, n=len(sheet.rows), clients=sheet.clients, amount=grouped(sheet.amount))
        return [told, *([sheet.known_words] if sheet.known else [])]
    troubles = sorted((*sheet.unmatched, *sheet.refused), key=lambda t: t.row)
    return [_("Nothing was changed."),
            *(_("Row {row}: {reason}").format(row=t.row, reason=t.reason) for t in troubles)]  # fmt: skip


def _classify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("quarter", metavar="QUARTER", help=_("such as 2026Q3"))
    parser.add_argument("--apply", action="store_true", help=_("give the clients these classes"))


def _classify(session: Session, given: Namespace) -> Answer:
    quarter = Quarter.read(given.quarter)
    proposal = session.ask(classes.propose, quarter)
    run = session.do(classes.confirm, quarter, seen=proposal.fingerprint) if given.apply else None
    lines = proposal.lines
    return Answer([_one(line) for line in lines], _said(proposal, lines, run))


def _one(line: ProposedLine) -> dict[str, object]:
    return {
        "code": line.code,
        "class": line.proposed,
        "spend_rank": line.spend_rank,
        "visit_rank": line.visit_rank,
        "reason": told(line.reason, line.values, _),
    }


def _said(proposal: Proposal, lines: list[ProposedLine], run: UUID | None) -> list[str]:
    moved = [line for line in lines if line.move]
    counts = ", ".join(f"{letter} {_(proposal.rules.label(letter))} {count}"
                       for letter, count in proposal.counts.items())  # fmt: skip
    head = [f"{proposal.quarter}  {_(proposal.rules.preset.label)}", counts]
    if proposal.other_counts is not None:
        head.insert(1, _("In force: {reading}").format(reading=_(proposal.rules.reading.label)))
        head.append(_n("Under the other reading {n} client would have another class.",
                       "Under the other reading {n} clients would have another class.",
                       len(proposal.outcome.other)).format(n=len(proposal.outcome.other)))  # fmt: skip
    if not proposal.over:
        head.append(_("The quarter is not over yet."))
    head += [
        f"{line.code}\t{line.name}\t{line.before or '-'} → {line.proposed}\t{told(line.reason, line.values, _)}"
        for line in moved
    ]
    if run is None:
        would = _n("{n} client would move; --apply gives the classes.",
                   "{n} clients would move; --apply gives the classes.", len(moved))  # fmt: skip
        return [*head, would.format(n=len(moved))]
    # of a run that moves nobody no client's history names the act
    return [*head, _n("{n} client moved.", "{n} clients moved.", len(moved)).format(n=len(moved)),
            _("To take the classes back: undo {id}").format(id=run)]  # fmt: skip


def take_back(session: Session, key: UUID) -> Answer | None:
    """Undoes a quarter's classes or a sheet of spend, as `undo` asks for it; None where the id is of neither."""
    if not session.me.may(Right.CLASSIFY_CLIENTS):
        return None
    run = session.ask(class_runs.run_of, key)
    if run is not None:
        undone = session.do(classes.undo_run, run)
        if undone.already:
            return Answer({"run": str(run), "restored": 0, "kept": []}, [_("These classes had been undone already.")])
        said = _n("{n} client has its class of before.", "{n} clients have their class of before.", undone.restored)
        data = {"run": str(run), "restored": undone.restored, "kept": list(undone.kept)}
        stays = [_("{code}: “{field}” was changed since and stays.").format(code=code, field=_("Class"))
                 for code in undone.kept]  # fmt: skip
        return Answer(data, [said.format(n=undone.restored), *stays])
    taken = session.ask(spending.import_of, key)
    if taken is None:
        return None
    rows = session.do(spending.undo_import, taken)
    if not rows:
        return Answer({"import": str(taken), "rows": 0}, [_("This sheet had been taken back already.")])
    said = _n("{n} row of spend taken back.", "{n} rows of spend taken back.", rows)
    return Answer({"import": str(taken), "rows": rows}, [said.format(n=rows)])


COMMANDS = (
    Command("spend", N_("take in a sheet of what clients spent"), _spend_arguments, _spend),
    Command("classify", N_("propose the classes of a quarter, or give them"), _classify_arguments, _classify),
)
