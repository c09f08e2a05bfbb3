"""Important changes and dealings 重大事项 of a client, and its results year by year (CL-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client, Dealing, YearResult
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.fields import Locked
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.tokens import tokens_of
from desktop.services import marks, on_file, search
from desktop.services.work import Work

TOPIC = "clients"
_FIRST_DAY = date(1900, 1, 1)
_MOST_FEN = 10**15  # ten billion yuan; more is a slip of the hand
_AMOUNTS = ("revenue", "profit", "with_us")
_UNFILED: Mapping[str, object] = {"filed_by": None, "filed_at": None}
MOST_REPORTED = 500


@dataclass(frozen=True, slots=True)
class DealingEntry:
    """A dealing as it is typed in."""

    on: date
    title: str
    content: str = ""
    confidential: bool = False
    reason: str = ""  # why it is not reported; needed with `confidential`
    mark: str = ""  # a rules.secrecy.Secrecy


@dataclass(frozen=True, slots=True)
class DealingLine:
    id: UUID
    on: date
    title: str
    content: str
    confidential: bool
    reason: str
    entered_by: str
    may_change: bool
    mark: str = ""
    locked: Locked | None = None  # in the place of the words of a marked entry
    filed_by: str = ""  # who has read and filed it where dealings are reported to


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """A dealing among those reported, with the client it is about."""

    dealing: DealingLine
    client_id: UUID
    client_code: str
    client_name: str
    risk: str
    filed_at: datetime | None


@dataclass(frozen=True, slots=True)
class YearLine:
    """A client's results of one year. Amounts in fen; None where unknown."""

    year: int
    revenue: int | None
    profit: int | None
    with_us: int | None
    note: str


def dealings_of(work: Work, client_id: UUID) -> tuple[DealingLine, ...]:
    """The dealings of a file, newest first; confidential ones only for who may edit it or entered them.

    Others see nothing of those, not even the count. Raises NotFound.
    """
    client = work.get(Client, client_id, withdrawn=True)
    rows = list(on_file.dealings(work, client).order_by(Dealing.on.desc(), Dealing.id.desc()))
    people = on_file.names(work, (key for row in rows for key in (row.entered_by_id, row.filed_by_id)))
    locks = marks.locks(work, rows)
    return tuple(_line(row, people, locks.get(row.id), _may_change(work, client, row)) for row in rows)


def line_of(row: Dealing, entered_by: str, locked: Locked | None = None, may_change: bool = False,
            filed_by: str = "") -> DealingLine:  # fmt: skip
    """A dealing as its file shows it."""
    return DealingLine(row.id, row.on, row.title, row.content, row.confidential, row.reason, entered_by,
                       may_change and marks.may_change(locked), row.mark, locked, filed_by)  # fmt: skip


def _line(row: Any, people: Mapping[UUID, str], locked: Locked | None, may_change: bool = False) -> DealingLine:
    return line_of(row, people.get(row.entered_by_id, ""), locked, may_change, people.get(row.filed_by_id, ""))


def reported(work: Work, filed: bool = False, limit: int = MOST_REPORTED) -> list[ReportedLine]:
    """The dealings reported to this person, who reviews what is entered in the files of these clients: those nobody has
    filed yet, the newest first, or with `filed` those that somebody has. Confidential ones are not reported (CL-6).

    Raises NotAllowed.
    """
    work.require(Right.REVIEW_CLIENTS)
    query = work.visible(Dealing, Right.REVIEW_CLIENTS).select(Dealing, Client).join(Client)
    query = query.where(~Dealing.confidential & Client.withdrawn_at.is_null() & Dealing.filed_at.is_null(not filed))
    newest = Dealing.filed_at if filed else Dealing.on
    rows = list(query.order_by(newest.desc(), Dealing.id.desc()).limit(limit))
    people = on_file.names(work, (key for row in rows for key in (row.entered_by_id, row.filed_by_id)))
    locks = marks.locks(work, rows)
    return [
        ReportedLine(_line(row, people, locks.get(row.id)), row.client_id, row.client.code, row.client.name,
                     row.client.risk, row.filed_at)
        for row in rows
    ]  # fmt: skip


def file_report(work: Work, dealing_id: UUID, filed: bool = True) -> None:
    """Notes that this person has read a reported dealing and filed it, or takes that back. What somebody else has filed
    stays so, and a marked one is filed by who can open it. Raises BadEntry, NotAllowed, NotFound.
    """
    row = work.get(Dealing, dealing_id)
    client = work.get(Client, row.client_id)
    work.require(Right.REVIEW_CLIENTS, client)
    if row.confidential:
        raise NotFound(str(dealing_id))
    # nobody files what he can't read
    marks.require_open(work, row)
    if filed is (row.filed_at is not None):
        return
    if not filed and row.filed_by_id != work.me.id:
        raise BadEntry(N_("Somebody else has filed this dealing; it stays so."))
    values: dict[str, object] = {"filed_by": work.me.id, "filed_at": work.now} if filed else dict(_UNFILED)
    if work.change(row, values):
        work.record(TOPIC, "file_dealing" if filed else "unfile_dealing", client)


def document(row: Any, client: Any) -> search.Doc:
    """What the search index keeps of a dealing: it is found under the scope of its client; of a confidential one
    nothing is, nor of the words of a marked one (CL-6, CL-16)."""
    found = tokens_of((), () if row.confidential else (row.title, row.content))
    return search.Doc(search.DEALING, row.id, found, client.owner_id, client.deputy_id, client.department_id)


def add_dealing(work: Work, client_id: UUID, entry: DealingEntry) -> UUID:
    """Enters a dealing. Every department's contact on major matters must reach the file, so whoever sees the file
    and may enter or edit clients may add to it. Raises BadEntry, NotAllowed, NotFound.
    """
    client = work.get(Client, client_id)
    if not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)
    key = new_id()
    columns = marks.sealed(work, Dealing, key, client.id, _checked(work, entry))
    row = work.add(Dealing(id=key, client=client.id, entered_by=work.me.id, **columns))
    search.index(work, document(row, client))
    work.record(TOPIC, "add_dealing", client)
    return row.id


def correct_dealing(work: Work, dealing_id: UUID, entry: DealingEntry, base: DealingEntry | None = None) -> None:
    """Corrects a dealing; what it said before stays in the history, and it is to be filed anew. `base` is what the
    person saw of it.

    For who may edit the file, or entered the dealing. Raises BadEntry, NotAllowed, NotFound, Stale.
    """
    row, client = _to_change(work, dealing_id)
    if marks.change(work, row, _checked(work, entry), _columns(base) if base else None):
        work.change(row, _UNFILED)
        search.index(work, document(row, client))
        work.record(TOPIC, "correct_dealing", client)


def withdraw_dealing(work: Work, dealing_id: UUID) -> None:
    """Takes a dealing out of use; it stays in the history. Allowed and refused as correcting is."""
    row, client = _to_change(work, dealing_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_dealing", client)


def year_results_of(work: Work, client_id: UUID) -> tuple[YearLine, ...]:
    """The results year by year, newest first. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    rows = work.visible(YearResult).where(YearResult.client == client.id).order_by(YearResult.year.desc())
    lines = (YearLine(row.year, row.revenue, row.profit, row.with_us, row.note) for row in rows)
    return tuple(line for line in lines if not _empty(line))


def set_year_result(work: Work, client_id: UUID, result: YearLine, base: YearLine | None = None) -> None:
    """Sets or corrects one year's results; a year that is emptied is shown no more. `base` is what the person saw.

    Raises BadEntry, NotAllowed, NotFound, Stale.
    """
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    values = _checked_year(work, result)
    year = (YearResult.client == client.id) & (YearResult.year == result.year)
    row = work.visible(YearResult).where(year).get_or_none()
    if row is None and _empty(result):
        return
    if row is None:
        work.add(YearResult(client=client.id, year=result.year, **values))
    elif not work.change(row, values, _year_columns(base) if base else None):
        return
    work.record(TOPIC, "year_result", client, year=result.year)


def _to_change(work: Work, dealing_id: UUID) -> tuple[Dealing, Client]:
    row = work.get(Dealing, dealing_id)
    client = work.get(Client, row.client_id)
    if not on_file.dealings(work, client).where(Dealing.id == row.id).exists():
        raise NotFound(str(dealing_id))
    if not _may_change(work, client, row):
        work.require(Right.EDIT_CLIENTS, client)
    return row, client


def _may_change(work: Work, client: Client, row: Any) -> bool:
    mine = row.entered_by_id == work.me.id and work.may(Right.ENTER_CLIENTS)
    return mine or work.may(Right.EDIT_CLIENTS, client)


def _checked(work: Work, entry: DealingEntry) -> dict[str, object]:
    if not _FIRST_DAY <= entry.on <= on_file.today(work):
        raise BadEntry(N_("A dealing is entered once it has happened: choose a day up to today."), "on")
    values = _columns(entry)
    if not values["title"]:
        raise BadEntry(N_("Say in a few words what happened."), "title")
    if entry.confidential and not values["reason"]:
        raise BadEntry(
            N_("Say why this stays confidential; without a reason it is reported like the others."), "reason"
        )
    return values


def _columns(entry: DealingEntry) -> dict[str, object]:
    return {
        "on": entry.on,
        "title": check_length(tidy(entry.title), 200, "title"),
        "content": check_length(tidy(entry.content, lines=True), 8000, "content"),
        "confidential": entry.confidential,
        "reason": check_length(tidy(entry.reason), 200, "reason") if entry.confidential else "",
        "mark": entry.mark,
    }


def _checked_year(work: Work, result: YearLine) -> Mapping[str, object]:
    last = on_file.today(work).year
    if not _FIRST_DAY.year <= result.year <= last:
        raise BadEntry(N_("The year must lie between {first} and {last}."), "year", first=_FIRST_DAY.year, last=last)
    values = _year_columns(result)
    for name in _AMOUNTS:
        fen = values[name]
        if isinstance(fen, int) and (abs(fen) > _MOST_FEN or (fen < 0 and name != "profit")):
            raise BadEntry(N_("This amount can't be right; only a profit can be below zero."), name)
    return values


def _year_columns(result: YearLine) -> dict[str, object]:
    amounts: dict[str, object] = {name: getattr(result, name) for name in _AMOUNTS}
    return {**amounts, "note": check_length(tidy(result.note, lines=True), 2000, "note")}


def _empty(line: YearLine) -> bool:
    return not line.note and all(getattr(line, name) is None for name in _AMOUNTS)
