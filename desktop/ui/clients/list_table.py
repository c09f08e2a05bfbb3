"""The columns of the client list and how a line of the office becomes a row of the table."""

from collections.abc import Sequence
from datetime import datetime

from desktop.i18n import _
from desktop.rules.words import ClientForm, ClientKind
from desktop.services import client_lists
from desktop.services.client_lists import Line
from desktop.ui.kit.badge import badge_letter
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows
from desktop.ui.kit.phrases import day
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone

_WIDTHS = {
    "client_class": 62, "name": 200, "salutation": 96, "unit": 210, "position": 120, "phone": 138, "code": 104,
    "owner": 96, "deputy": 96, "department": 110, "kind": 96, "form": 130, "address": 260, "email": 200, "note": 260,
    "opened_on": 130, "looked_through_at": 140,
}  # fmt: skip
# comes with every row unseen: the list jumps by its letters
JUMP = "sort_key"
_AS_THEY_ARE = frozenset({
    "salutation", "unit", "position", "phone", "code", "owner", "deputy", "department", "plate", "address", "email",
    "industry",
})  # fmt: skip
_WHOLE = frozenset({"name", "owner", "deputy", "code", "phone", "plate"})


def columns(known: Sequence[client_lists.Column], shown: Sequence[str]) -> list[Column]:
    """All columns of the list; those not in `shown` are hidden."""
    return [
        Column(
            column.name, column.label if column.own is not None else _(column.label), _WIDTHS.get(column.name, 120),
            Fit.WHOLE if column.name in _WHOLE else Fit.SHORTEN, badge=column.name == "client_class",
            sortable=column.sortable, hidden=column.name not in shown, fixed=column.name == "name",
        )
        for column in known
    ]  # fmt: skip


def asked_for(known: Sequence[client_lists.Column], shown: Sequence[str]) -> tuple[str, ...]:
    """What the office is asked for: the columns shown that it knows, and the key the list jumps by."""
    return (*(column.name for column in known if column.name in shown), JUMP)


def rows_of(lines: Sequence[Line], known: Sequence[client_lists.Column], asked: Sequence[str]) -> Rows:
    """`asked` names the lines' values; the last of them is the key the list jumps by and has no column."""
    place = {column.name: number for number, column in enumerate(known)}
    # worked out once for all lines: most columns are not shown, and most of those that are hold plain texts
    spots = [(place[name], None if name in _AS_THEY_ARE else known[place[name]]) if name in place else None
             for name in asked]  # fmt: skip
    empty = [""] * len(known)

    def made(line: Line) -> Row:
        cells: list[str | Cell] = [*empty]
        for value, spot in zip(line.values, spots, strict=False):
            if spot is not None and value is not None and value != "":
                number, column = spot
                cells[number] = str(value) if column is None else cell(column, value)
        if line.risk or line.draft:
            named = cells[place["name"]]
            if isinstance(named, Cell):
                # what speaks against a client comes before what its file lacks
                cells[place["name"]] = Cell(named.text, bold=True, mark=risk_word(line.risk) or _("Draft"),
                                            mark_tone=risk_tone(line.risk) if line.risk else Tone.WARN,
                                            mark_icon=risk_icon(line.risk))  # fmt: skip
        return Row(line.id, (*cells, str(line.values[-1])))

    return Rows(lines, made)


def cell(column: client_lists.Column, value: object) -> str | Cell:
    if column.own is not None:
        from desktop.ui.kit.values import shown

        return shown(column.own, value).replace("\n", " ")
    match column.name:
        case "name":
            return Cell(str(value), bold=True)
        case "client_class":
            return badge_letter(value)
        case "kind":
            return _(ClientKind.of(value).label)
        case "form":
            return _(ClientForm.of(value).label)
        case "risk":
            return Cell(risk_word(str(value)), risk_tone(str(value)), risk_icon(str(value)))
        case "looked_through_at" if isinstance(value, datetime):
            return day(local(value).date())
        case "opened_on":
            return day(value)  # type: ignore[arg-type]
        case "note":
            return Cell(str(value).replace("\n", " "), Tone.NOTE)
    return str(value)


def letters(row: Row) -> str:
    """Initials in pinyin, for typing in the list: `hqn` finds 贺启年."""
    return "".join(part[:1] for part in str(row.cells[-1]).split(" "))
