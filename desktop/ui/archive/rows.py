"""Columns and rows of the archive's lists: files, entries of a content list, loans."""

from collections.abc import Sequence

from desktop.i18n import _, _n
from desktop.rules.archive import FileState, Section
from desktop.rules.borrowing import LoanState
from desktop.services.archive_files import FileLine, FileView, ItemLine
from desktop.services.loans import LoanLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone


def file_columns() -> list[Column]:
    return [Column("title", _("Archive file"), 226, Fit.WHOLE, sortable=False, fixed=True),
            Column("stands", _("How it stands"), 176, Fit.WHOLE, sortable=False)]  # fmt: skip


def file_row(line: FileLine) -> Row:
    whose = " · ".join(part for part in (line.number, line.client_name or _("The office's own")) if part)
    title = Cell(line.title, below=whose, mark=_("Your turn") if line.mine else "", mark_tone=Tone.ACCENT)
    if line.due is not None:
        below = _("Was due {day}") if line.late else _("Until {day}")
        stands = Cell(_(line.state.label), Tone.BAD if line.late else Tone.PLAIN,
                      below=below.format(day=day(local(line.due).date())))  # fmt: skip
    elif line.state is FileState.ARCHIVED:
        stands = Cell(line.place or _(line.state.label),
                      below=_("since {day}").format(day=day(local(line.archived_at).date()) if line.archived_at else "")
                      )  # fmt: skip
    else:
        stands = Cell(_(line.state.label), Tone.NOTE)
    return Row(line.id, [title, stands])


def entry_columns() -> list[Column]:
    return [
        Column("number", _("No."), 44, right=True, sortable=False),
        Column("title", _("What it is"), 236, Fit.WHOLE, sortable=False, fixed=True),
        Column("contract", _("Contract no."), 128, Fit.WHOLE, sortable=False),
        Column("sheets", _("Sheets"), 56, Fit.WHOLE, right=True, sortable=False),
        Column("span", _("From–to"), 70, Fit.WHOLE, right=True, sortable=False),
        Column("pages", _("Pages"), 54, Fit.WHOLE, right=True, sortable=False),
        Column("signed", _("Signed"), 74, Fit.WHOLE, sortable=False),
    ]


def entry_rows(view: FileView) -> list[Row]:
    """The list by its parts, each headed by its name and the sheets in it; annexes at the end."""
    rows = []
    for part in Section:
        inside = [line for line in view.items if line.item.section is part and not line.item.annex]
        if inside:
            sheets = sum(line.item.sheets or 0 for line in inside)
            rows.append(_head_row(part.value, _(part.label), str(sheets) if sheets else ""))
            rows += [_entry_row(line) for line in inside]
    annexes = [line for line in view.items if line.item.annex]
    if annexes:
        rows.append(_head_row("annexes", _("Annexes, which bear no code"), ""))
        rows += [_entry_row(line) for line in annexes]
    return rows


def _head_row(key: str, words: str, sheets: str) -> Row:
    return Row(key, ["", Cell(words, Tone.NOTE, bold=True), "", Cell(sheets, Tone.NOTE), "", "", ""])


def _entry_row(line: ItemLine) -> Row:
    one, item = line.listed, line.item
    span = "" if one.first is None else str(one.first) if one.first == one.last else f"{one.first}–{one.last}"
    if item.signed:
        signed = Cell(_("Signed"), Tone.GOOD)
    else:
        signed = Cell(_("Lacking"), Tone.WARN) if item.needs_signature else Cell("—", Tone.NOTE)
    asked = line.asked_at is not None and line.settled_at is None
    icon = "paperclip" if line.document is not None else ""
    title = Cell(item.title, icon=icon, mark=_("To be supplied") if asked else "")
    sheets = Cell(str(item.sheets)) if item.sheets else Cell("?", Tone.WARN)
    return Row(line.id, [str(one.number or ""), title, line.number, sheets, span, str(item.pages or ""), signed])


def loan_columns() -> list[Column]:
    return [
        Column("file", _("Archive file"), 250, Fit.WHOLE, sortable=False, fixed=True),
        Column("form", _("What is lent"), 130, Fit.WHOLE, sortable=False),
        Column("whom", _("Borrower"), 150, Fit.WHOLE, sortable=False),
        Column("due", _("Until"), 170, Fit.WHOLE, sortable=False),
        Column("purpose", _("What for"), 220, sortable=False),
    ]


def loan_row(line: LoanLine) -> Row:
    n = len(line.items)
    what = _n("{n} entry", "{n} entries", n).format(n=n) if n else _("the whole file")
    whose = whose_words((line.file_number, line.client_name))
    return Row(line.id, [
        Cell(line.file_title, below=whose), Cell(_(line.form.label), below=what),
        Cell(line.asked_by_name, below=_("asked {moment}").format(moment=moment(line.asked_at))), _until(line),
        Cell(line.purpose, below=line.answer or line.condition),
    ])  # fmt: skip


def _until(line: LoanLine) -> Cell:
    if line.state is LoanState.OUT and line.due_on is not None:
        below = _("renewed once") if line.renewals else ""
        if line.late:
            late = _n("{n} day late", "{n} days late", line.late).format(n=line.late)
            return Cell(late, Tone.BAD, icon="triangle-alert", below=day(line.due_on))
        return Cell(day(line.due_on), below=below)
    if line.state is LoanState.BACK:
        when = moment(line.back_at) if line.back_at is not None else ""
        if line.differing:
            wrong = _n("{n} entry differs", "{n} entries differ", line.differing).format(n=line.differing)
            return Cell(wrong, Tone.BAD, icon="triangle-alert", below=when)
        return Cell(_("Back, complete"), Tone.GOOD, below=when)
    if line.state is LoanState.REFUSED:
        return Cell(_(line.state.label), Tone.NOTE)
    asked_for = _n("for {n} day", "for {n} days", line.days).format(n=line.days)
    return Cell(asked_for, below=_("Yours to decide") if line.may_decide else "")


def whose_words(parts: Sequence[str]) -> str:
    """What there is of these, in one line."""
    return " · ".join(part for part in parts if part)
