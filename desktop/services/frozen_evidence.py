"""What the root of a locked period covers, and whether it still does: shared by who locks it and who checks the office.

The period's root is made of its header, with the scheme of then, and of the root of each sheet in the order of the
people's ids; a sheet's of what it says itself and of its frozen cases. What an erasure emptied keeps its leaf.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.models.appraisal import AppraisalSheet, FrozenCase, SheetMark
from desktop.models.base import UtcField, canonical
from desktop.models.rows import among
from desktop.rules import frozen_evidence as rules
from desktop.rules.rights import Right
from desktop.services.work import Work

_MOMENT = UtcField()
_OF_SHEET = ("role_group", "days", "counts", "left_out", "result", "answer", "answer_words")


def own_text(sheet: Any, marks: Iterable[Any]) -> str:
    """What a sheet says itself, written alike on both databases."""
    said = {name: getattr(sheet, name) for name in _OF_SHEET}
    said |= {name: _hex(getattr(sheet, f"{name}_id")) for name in ("owner", "deputy", "department", "rated_by")}
    said["marks"] = sorted([m.side, m.item, m.mark, m.before, m.words, m.reason, m.source, _hex(m.row),
                            str(m.observed or ""), m.recommended] for m in marks)  # fmt: skip
    return canonical(said)


def sheet_root(sheet: Any, marks: Iterable[Any], leaves: Iterable[str]) -> str:
    """Over the sheet itself and its cases in their order."""
    return rules.root([rules.leaf(sheet.salt, own_text(sheet, marks)), *leaves])


def period_root(period: Any, roots: Iterable[tuple[UUID, str]]) -> str:
    """Over the header and the sheets' roots, in the order of the people."""
    head = rules.leaf("", canonical({**period.header, "scheme": period.scheme, "previous": period.previous}))
    return rules.root([head, *(root for _person, root in sorted(roots))])


def broken_sheets(work: Work, wanted: Collection[UUID]) -> set[UUID]:
    """Those of these sheets, and ids of none, whose root is not that of what lies there now.

    Raises NotAllowed without the right to see appraisals or the audit."""
    if not work.may(Right.SEE_AUDIT):
        work.require(Right.SEE_APPRAISALS)
    keys = sorted(wanted)
    # reading path: hashed only; nobody is shown them
    sheets = {row.id: row for row in AppraisalSheet.select().where(among(AppraisalSheet.id, keys))}
    marks: dict[UUID, list[Any]] = {}
    # reading path: as above
    for mark in SheetMark.select().where(among(SheetMark.sheet, keys)):
        marks.setdefault(mark.sheet_id, []).append(mark)
    leaves: dict[UUID, list[str]] = {}
    # reading path: as above
    frozen = FrozenCase.select(FrozenCase.sheet, FrozenCase.leaf).where(among(FrozenCase.sheet, keys))
    for sheet, leaf in frozen.order_by(FrozenCase.sheet, FrozenCase.place).tuples():
        leaves.setdefault(sheet, []).append(leaf)
    return {key for key in wanted if key not in sheets
            or not _holds(sheets[key], marks.get(key, ()), leaves.get(key, ()))}  # fmt: skip


def _holds(sheet: Any, marks: Iterable[Any], leaves: Iterable[str]) -> bool:
    try:
        return bool(sheet.root == sheet_root(sheet, marks, leaves))
    except ValueError:
        # no hashes at all: nothing that the program writes
        return False


def changed_cases(rows: Iterable[Any]) -> list[UUID]:
    """Those of these frozen cases whose payload is not what their leaf was made of, or whose columns say otherwise."""
    return [
        row.id
        for row in rows
        if row.payload
        and (
            rules.leaf(row.salt, row.payload) != row.leaf or case_text(row.sheet_id, row, row.client_id) != row.payload
        )
    ]


def case_text(sheet: UUID, case: Any, client: UUID | None) -> str:
    """What a case says, written alike on both databases: as it is frozen, or as its columns tell it."""
    return canonical({
        "sheet": sheet.hex, "key": case.key, "source": case.source, "row": case.row.hex, "due": stored(case.due),
        "done": stored(case.done), "outcome": case.outcome, "weight": case.weight, "reason": case.reason,
        "excused": int(case.excused), "client": _hex(client),
    })  # fmt: skip


def stored(moment: datetime | None) -> int | None:
    """A moment as both databases keep it."""
    found: int | None = _MOMENT.db_value(moment)
    return found


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex
