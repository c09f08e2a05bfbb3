"""The words and marks in which an import's plan is shown."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from desktop.i18n import N_, _, _n
from desktop.rules.grids import Cell as SheetCell
from desktop.rules.importing import CREATING, NOTE_TOO, Verdict
from desktop.rules.text import has_hidden, tidy
from desktop.services.import_plan import Plan, PlannedRow
from desktop.services.import_rows import targets
from desktop.services.importing import label_of
from desktop.ui.kit.cells import Cell
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.tokens import Tone

MARKS: Mapping[Verdict, tuple[str, Tone]] = {
    Verdict.NEW: ("user-plus", Tone.GOOD),
    Verdict.DRAFT: ("file-text", Tone.PLAIN),
    Verdict.SIMILAR: ("users", Tone.WARN),
    Verdict.JOINS: ("merge", Tone.GOOD),
    Verdict.UNCHANGED: ("check", Tone.NOTE),
    Verdict.REPEATED: ("layers", Tone.NOTE),
    Verdict.REFUSED: ("circle-x", Tone.BAD),
}
# The words of the tabs over the grid
SHORT: Mapping[Verdict, str] = {
    Verdict.NEW: N_("New"),
    Verdict.DRAFT: N_("Drafts"),
    Verdict.SIMILAR: N_("Similar"),
    Verdict.JOINS: N_("Completed"),
    Verdict.UNCHANGED: N_("Unchanged"),
    Verdict.REPEATED: N_("Repeated"),
    Verdict.REFUSED: N_("Can't be imported"),
}


def verdict_cell(row: PlannedRow) -> Cell:
    icon, tone = MARKS[row.verdict]
    return Cell(_(row.verdict.label), tone, icon=icon)


def reason_of(plan: Plan, row: PlannedRow) -> str:
    """Why a row has its verdict, in one line."""
    problem = row.problem
    if problem is not None:
        return _("{act}: {what}").format(act=label_of(plan, next(iter(row.problems))), what=problem)
    if row.verdict is Verdict.REPEATED and row.first is not None:
        return _("as row {row}").format(row=row.first.number)
    if row.verdict is Verdict.SIMILAR and row.likeness is not None:
        return _("{act}: {what}").format(act=_(row.likeness.label), what=_other(plan, row))
    if row.verdict is Verdict.JOINS and row.known is not None:
        fields = listed(label_of(plan, name) for name in row.fills or () if not name.startswith("+"))
        return _("{code} {name} gains: {fields}").format(code=row.known.code, name=row.known.name, fields=fields or "…")
    if row.known is not None and not row.creates:
        return f"{row.known.code} {row.known.name}"
    if row.missing:
        return _("missing: {fields}").format(fields=listed(label_of(plan, name) for name in row.missing))
    return ""


def risk_mark(row: PlannedRow) -> dict[str, Any]:
    """What speaks against the known client of a row, as its cell shows it (CL-12)."""
    mark = row.known.risk if row.known is not None and row.problem is None else ""
    return {"mark": risk_word(mark), "mark_tone": risk_tone(mark), "mark_icon": risk_icon(mark)}


def _other(plan: Plan, row: PlannedRow) -> str:
    if row.known is not None:
        return f"{row.known.code} {row.known.name}"
    twin = plan.row(row.like_row or 0)
    return _("row {row} {name}").format(row=twin.number, name=twin.values.get("name", ""))


def cell_text(cell: SheetCell) -> str:
    """What a cell says, without marks that nobody sees and that turn the others round."""
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return tidy(cell, lines=True) if has_hidden(cell) else cell


def choices(plan: Plan) -> list[tuple[object, str]]:
    """Where a column may go: nowhere, into the note, or to a field."""
    locked = {c.field for c in plan.columns if c.locked is not None}
    fields = [(f.name, _(f.label)) for f in targets(plan.catalogue) if f.name not in locked]
    return [(None, _("Not taken")), (NOTE_TOO, _("Into the note, with its heading")), *fields]


def counted(plan: Plan) -> str:
    """What the import would do, in one line."""
    counts = plan.counts()
    created = sum(counts[verdict] for verdict in CREATING)
    parts = [_n("{n} new client", "{n} new clients", created).format(n=created)]
    drafts = sum(1 for row in plan.rows if row.creates and row.missing)
    if drafts:
        parts.append(_n("{n} of them a draft", "{n} of them drafts", drafts).format(n=drafts))
    for verdict, words in _COUNTS.items():
        if counts[verdict]:
            parts.append(words(counts[verdict]).format(n=counts[verdict]))
    if plan.left_out:
        parts.append(_n("{n} line is no client", "{n} lines are no clients", len(plan.left_out))
                     .format(n=len(plan.left_out)))  # fmt: skip
    return " · ".join(parts)


_COUNTS: Mapping[Verdict, Callable[[int], str]] = {
    Verdict.SIMILAR: lambda n: _n("{n} similar to another", "{n} similar to others", n),
    Verdict.JOINS: lambda n: _n("{n} known one completed", "{n} known ones completed", n),
    Verdict.UNCHANGED: lambda n: _n("{n} known, nothing new", "{n} known, nothing new", n),
    Verdict.REPEATED: lambda n: _n("{n} repeated row", "{n} repeated rows", n),
    Verdict.REFUSED: lambda n: _n("{n} row refused", "{n} rows refused", n),
}


def act_text(plan: Plan) -> str:
    """The name of the main button."""
    n = sum(1 for row in plan.rows if row.creates or row.verdict is Verdict.JOINS)
    return _n("Import {n} client", "Import {n} clients", n).format(n=n)
