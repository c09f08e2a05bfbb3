"""The columns of the client list and how a line of the office becomes a row of the table."""

from collections.abc import Sequence
from datetime import datetime

from desktop.i18n import _
from desktop.rules.words import ClientForm, ClientKind
from desktop.services import client_lists
from desktop.services.client_lists import Line
from desktop.ui.kit.badge import badge_letter
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.phrases import day
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone

_WIDTHS = {
    "client_class": 62, "name": 190, "salutation": 96, "unit": 210, "position": 120, "phone": 138, "code": 104,
    "owner": 96, "deputy": 96, "department": 110, "kind": 96, "form": 130, "address": 260, "email": 200, "note": 260,
    "opened_on": 130, "looked_through_at": 140,
}  # fmt: skip
# comes with every row unseen: the list jumps by its letters
JUMP = "sort_key"
_PLACES = {column.name: number for number, column in enumerate(client_lists.COLUMNS)}
_WHOLE = frozenset({"name", "owner", "deputy", "code", "phone", "plate"})


def columns(shown: Sequence[str]) -> list[Column]:
    """All columns of the list; those not in `shown` are hidden."""
    return [
        Column(
            column.name, _(column.label), _WIDTHS.get(column.name, 120),
            Fit.WHOLE if column.name in _WHOLE else Fit.SHORTEN, badge=column.name == "client_class",
            sortable=column.sortable, hidden=column.name not in shown, fixed=column.name == "name",
        )
        for column in client_lists.COLUMNS
    ]  # fmt: skip


def asked_for(shown: Sequence[str]) -> tuple[str, ...]:
    """What the office is asked for: the columns shown that it knows, and the key the list jumps by."""
    return (*(column.name for column in client_lists.COLUMNS if column.name in shown), JUMP)


def row_of(line: Line, asked: Sequence[str]) -> Row:
    """`asked` names the line's values; the last of them is the key the list jumps by and has no column."""
    cells: list[str | Cell] = [""] * len(_PLACES)
    for name, value in zip(asked, line.values, strict=False):
        if value and name in _PLACES:
            cells[_PLACES[name]] = cell(name, value)
    if line.draft and "name" in asked:
        cells[_PLACES["name"]] = Cell(str(line.values[asked.index("name")]), bold=True, mark=_("Draft"))
    return Row(line.id, (*cells, str(line.values[-1])))


def cell(name: str, value: object) -> str | Cell:
    if value is None or value == "":
        return ""
    match name:
        case "name":
            return Cell(str(value), bold=True)
        case "client_class":
            return badge_letter(value)
        case "kind":
            return _(ClientKind.of(value).label)
        case "form":
            return _(ClientForm.of(value).label)
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
