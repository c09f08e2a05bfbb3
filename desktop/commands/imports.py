"""The command that brings a sheet of clients in."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _
from desktop.rules.dates import DateOrder
from desktop.services import importing


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=_("xlsx, xls, ods, csv, tab-separated text or vcf"))
    parser.add_argument("--dates", choices=[order.value for order in DateOrder],
                        help=_("order of day, month and year in dates that could be read in several ways"))  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=_("say what would be done, and change nothing"))


def _import(session: Session, given: Namespace) -> Answer:
    order = DateOrder.of(given.dates) if given.dates else None
    plan = session.errand(importing.prepare, Path(given.file), order=order)
    result = session.errand(importing.foresee if given.dry_run else importing.carry_out, plan)
    data = {
        "import": str(result.id) if result.id else None,
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "similar": [
            {"row": s.row, "name": s.name, "code": s.code, "known": s.known, "why": _(s.why)} for s in result.similar
        ],
        "refused": [{"row": r.row, "field": r.field, "reason": r.reason} for r in result.refused],
    }
    return Answer(data, _lines(plan, result))


def _lines(plan: importing.Plan, result: importing.ImportResult) -> list[str]:
    said = _("Created {created}, completed {updated}, unchanged {unchanged}, refused {refused}.")
    lines = [said.format(created=result.created, updated=result.updated, unchanged=result.unchanged,
                         refused=len(result.refused))]  # fmt: skip
    lines.insert(0, _("Import {id}").format(id=result.id) if result.id else _("Nothing was changed."))
    for column in plan.columns:
        heading = column.column.heading or column.column.letter
        if column.locked is not None:
            lines.append(_("Column “{heading}” is not taken: {reason}").format(heading=heading, reason=column.locked))
        elif column.field is None:
            lines.append(_("Column “{heading}” is not taken.").format(heading=heading))
    for s in result.similar:
        said = _("Row {row}: {name} resembles {known} ({code}): {why}")
        lines.append(said.format(row=s.row, name=s.name, known=s.known, code=s.code or s.like_row, why=_(s.why)))
    lines += [_("Row {row}, {field}: {reason}").format(row=r.row, field=importing.label_of(plan, r.field),
                                                       reason=r.reason) for r in result.refused]  # fmt: skip
    return lines


COMMANDS = (Command("import", N_("bring the clients of a sheet in"), _import_arguments, _import),)
