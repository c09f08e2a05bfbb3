"""The list of those who are not let in, each with its reason, and who of it somebody at the door may be (RE-2)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.reception import RefusedVisitor
from desktop.rules import reception as rules
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "reception"
MOST = 1000


@dataclass(frozen=True, slots=True)
class RefusedLine:
    id: UUID
    name: str
    unit: str
    phone: str
    reason: str
    by: str
    at: datetime


def refused(work: Work) -> tuple[RefusedLine, ...]:
    """Who is not let in, the newest first. Raises NotAllowed."""
    work.require(Right.RECEIVE_VISITORS)
    return _lines(work, list(work.visible(RefusedVisitor).order_by(RefusedVisitor.at.desc()).limit(MOST)))


def matching(work: Work, name: str, unit: str, phone: str) -> tuple[RefusedLine, ...]:
    """Entries that somebody at the door may be. Raises NotAllowed."""
    work.require(Right.RECEIVE_VISITORS)
    return _lines(work, [r for r in _all(work) if rules.same_person(name, unit, phone, r.name, r.unit, r.phone)])


def refuse(work: Work, name: str, unit: str, phone: str, reason: str) -> UUID:
    """Puts somebody on the list. Raises BadEntry naming the field, NotAllowed."""
    work.require(Right.RECEIVE_VISITORS)
    who = check_length(tidy(name), rules.NAME_LIMIT, "name")
    why = check_length(tidy(reason), rules.TEXT_LIMIT, "reason")
    if not who:
        raise BadEntry(N_("Say who is not to be let in."), "name")
    if not why:
        raise BadEntry(N_("Say why: nobody is kept out without a reason."), "reason")
    row = work.add(RefusedVisitor(
        name=who, unit=check_length(tidy(unit), rules.UNIT_LIMIT, "unit"),
        phone=check_length(tidy(phone), rules.PHONE_LIMIT, "phone"), reason=why, by=work.me.id, at=work.now,
    ))  # fmt: skip
    work.record(TOPIC, "list_refused", row)
    return UUID(str(row.id))


def let_in_again(work: Work, refused_id: UUID) -> None:
    """Takes somebody off the list. Raises NotAllowed, NotFound."""
    work.require(Right.RECEIVE_VISITORS)
    row = work.get(RefusedVisitor, refused_id)
    work.withdraw(row)
    work.record(TOPIC, "unlist_refused", row)


def _all(work: Work) -> Iterator[Any]:
    """The whole list page by page: whether two entries may be one person no index tells."""
    page = work.visible(RefusedVisitor).order_by(RefusedVisitor.id).limit(MOST)
    rows = list(page)
    while rows:
        yield from rows
        rows = list(page.where(RefusedVisitor.id > rows[-1].id)) if len(rows) == MOST else []


def _lines(work: Work, rows: list[Any]) -> tuple[RefusedLine, ...]:
    people = on_file.names(work, (row.by_id for row in rows))
    return tuple(RefusedLine(row.id, row.name, row.unit, row.phone, row.reason, people.get(row.by_id, ""), row.at)
                 for row in rows)  # fmt: skip
