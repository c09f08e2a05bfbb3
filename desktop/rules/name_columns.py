"""Joins the two columns in which a sheet keeps family names and given names apart (CL-15)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from desktop.rules.grids import Cell, Column, Sheet
from desktop.rules.headings import plain_heading

_GIVEN = frozenset(("firstname", "givenname", "givennames", "forename", "名"))
_FAMILY = frozenset(("lastname", "familyname", "surname", "姓", "姓氏"))
_WHOLE = frozenset(("name", "fullname", "clientname", "customername", "姓名", "名称", "客户姓名", "客户名称"))
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


def join_names(sheet: Sheet) -> None:
    """Puts both parts of a name into one column, since a client file has one name and would lose the other part.

    The joined column stands where the first of the two stood. Nothing changes where the sheet has whole names too,
    or where it is unclear which two columns belong together.
    """
    plain = {column.index: _plain(column) for column in sheet.columns}
    given = [at for at, word in plain.items() if word in _GIVEN]
    family = [at for at, word in plain.items() if word in _FAMILY]
    if len(given) != 1 or len(family) != 1 or not _WHOLE.isdisjoint(plain.values()):
        return
    kept, dropped = sorted((given[0], family[0]))
    heads = {column.index: column.heading for column in sheet.columns}
    word = "姓名" if _HAN.search(heads[kept]) else "Full name"
    heading = f"{word} ({heads[kept]} + {heads[dropped]})"
    sheet.columns = [
        replace(column, heading=heading) if column.index == kept else column
        for column in sheet.columns
        if column.index != dropped
    ]
    sheet.rows = [row._replace(cells=_joined(row.cells, given[0], family[0], kept, dropped)) for row in sheet.rows]


def _plain(column: Column) -> str:
    return plain_heading(column.heading).replace("_", "").replace("-", "")


def _joined(cells: Sequence[Cell], given: int, family: int, kept: int, dropped: int) -> tuple[Cell, ...]:
    parts = [str(cells[at]) for at in (family, given) if cells[at] != ""]
    chinese = all(_HAN.fullmatch(part) for part in parts)
    own = list(cells)
    own[kept] = "".join(parts) if chinese else " ".join(reversed(parts))
    own[dropped] = ""
    return tuple(own)
