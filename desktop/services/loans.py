"""Borrowing from the archive 借阅: asked for, approved by whom the office's table names, out, and back (DO-6).

Title deeds are never lent here: they have a ledger of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile, ArchiveItem
from desktop.models.clients import Client
from desktop.models.folders import Document
from desktop.models.loans import Loan
from desktop.models.office import Role
from desktop.models.registers import RegisterLine
from desktop.rules import archive, borrowing
from desktop.rules.archive import Differing, FileState
from desktop.rules.audit import AlarmKind
from desktop.rules.borrowing import STANDING, Form, LoanState
from desktop.rules.errors import BadEntry, Label, NotAllowed
from desktop.rules.partners import Ending
from desktop.rules.rights import Right
from desktop.rules.secrecy import Secrecy
from desktop.rules.text import check_length, tidy
from desktop.rules.zones import end_of
from desktop.services import alarms, archive_lists, on_file, registers, signing
from desktop.services.registers import Out
from desktop.services.work import Work

TOPIC = "loans"
REGISTER = "archive"


@dataclass(frozen=True, slots=True)
class LoanLine:
    """One loan. `late` is in days, 0 while there is time; `may_decide`: the office's table lets me approve it."""

    id: UUID
    file: UUID
    file_number: str
    file_title: str
    client: UUID | None
    client_name: str
    items: tuple[UUID, ...]
    form: Form
    purpose: str
    days: int
    state: LoanState
    asked_by: UUID
    asked_by_name: str
    asked_at: datetime
    answer: str
    out_at: datetime | None
    due_on: date | None
    back_at: datetime | None
    renewals: int
    condition: str
    late: int
    may_decide: bool
    differing: int


def borrow(work: Work, file_id: UUID, form: Form, purpose: str, *, items: Sequence[UUID] = (), days: int | None = None
           ) -> UUID:  # fmt: skip
    """Asks for a loan, of a whole file or of some entries. What nobody need approve is approved at once.

    Raises BadEntry naming the field, and what stands in the way; NotAllowed, NotFound.
    """
    row = work.get(ArchiveFile, file_id)
    work.require(Right.BORROW_DOCUMENTS, _client(work, row))
    if FileState.of(row.state) is not FileState.ARCHIVED:
        raise BadEntry(N_("Only what lies in the archive is lent; this file is {state}."), "file",
                       state=Label(FileState.of(row.state).label))  # fmt: skip
    said = check_length(tidy(purpose), 300, "purpose")
    if not said:
        raise BadEntry(N_("Say what it is needed for."), "purpose")
    line = borrowing.line_for(_table(work), _mark(work, row), form)
    wanted = _checked_items(work, row, items)
    _refuse_out(work, row, form, wanted)
    last = borrowing.due_on(on_file.today(work), line, days)
    free = not line.approvers
    loan = work.add(Loan(
        file=row.id, client=row.client_id, items=[key.hex for key in wanted], form=form.value, purpose=said,
        days=(last - on_file.today(work)).days, asked_by=work.me.id, asked_at=work.now,
        state=(LoanState.APPROVED if free else LoanState.ASKED).value,
    ))  # fmt: skip
    work.record(TOPIC, "borrow", _subject(row))
    return UUID(str(loan.id))


def decide(work: Work, loan_id: UUID, approved: bool, answer: str = "") -> None:
    """Approves a loan or says no with a reason. Raises BadEntry, NotAllowed for one's own loan or a role that the
    office's table does not name, NotFound."""
    loan, row = _loan(work, loan_id)
    # nobody lets others borrow what he might not borrow himself
    work.require(Right.BORROW_DOCUMENTS, _client(work, row))
    if LoanState.of(loan.state) is not LoanState.ASKED:
        raise _stands(loan)
    if loan.asked_by_id == work.me.id:
        raise NotAllowed(N_("Nobody approves what he asked for himself; somebody else must."))
    if not _may_decide(work, row, Form.of(loan.form)):
        raise NotAllowed(N_("The office's borrowing table names somebody else to approve this."))
    said = check_length(tidy(answer), 300, "answer")
    if not approved and not said:
        raise BadEntry(N_("Say why not."), "answer")
    state = LoanState.APPROVED if approved else LoanState.REFUSED
    work.change(loan, {"state": state.value, "decided_by": work.me.id, "decided_at": work.now, "answer": said})
    work.record(TOPIC, "approve_loan" if approved else "refuse_loan", _subject(row))


def take_back_request(work: Work, loan_id: UUID) -> None:
    """Takes back what I asked for and have not fetched. Raises BadEntry, NotAllowed, NotFound."""
    loan, row = _loan(work, loan_id)
    if loan.asked_by_id != work.me.id:
        work.require(Right.KEEP_ARCHIVE)
    if LoanState.of(loan.state) not in (LoanState.ASKED, LoanState.APPROVED):
        raise _stands(loan)
    work.withdraw(loan)
    work.record(TOPIC, "withdraw_loan", _subject(row))


def hand_out(work: Work, loan_id: UUID, condition: str = "") -> int:
    """The archivist hands it out, counted by the list; returns its number in the register. Raises BadEntry,
    NotAllowed, NotFound."""
    loan, row = _loan(work, loan_id)
    work.require(Right.KEEP_ARCHIVE)
    if LoanState.of(loan.state) is not LoanState.APPROVED:
        raise _stands(loan)
    items = [UUID(key) for key in loan.items]
    _refuse_out(work, row, Form.of(loan.form), items, but=loan.id)
    line = borrowing.line_for(_table(work), _mark(work, row), Form.of(loan.form))
    last = borrowing.due_on(on_file.today(work), line, min(loan.days, line.days))
    zone = str(work.settings["time_zone"])
    # a title may tell of a client whom not everybody sees who sees the register
    given = registers.hand_out(work, REGISTER, Out(row.number, "", holder=loan.asked_by_id, due=end_of(last, zone),
                                                   clients=(row.client_id,) if row.client_id else ()))  # fmt: skip
    sheets = {str(item.id.hex): item.sheets or 0 for item in _entries(work, row, items)}
    work.change(loan, {"state": LoanState.OUT.value, "line": given.id, "due_on": last, "sheets": sheets,
                       "condition": check_length(tidy(condition), 200, "condition")})  # fmt: skip
    work.record(TOPIC, "lend", _subject(row))
    return int(given.number)


def renew(work: Work, loan_id: UUID) -> date:
    """Lets a loan go on once, as long as its line of the office's table lets it; returns the new last day. Raises
    BadEntry, NotAllowed, NotFound."""
    loan, row = _loan(work, loan_id)
    if loan.asked_by_id != work.me.id:
        work.require(Right.KEEP_ARCHIVE)
    if LoanState.of(loan.state) is not LoanState.OUT:
        raise _stands(loan)
    line = borrowing.line_for(_table(work), _mark(work, row), Form.of(loan.form))
    last = borrowing.renewed_until(loan.due_on, line, loan.renewals)
    zone = str(work.settings["time_zone"])
    work.change(work.get(RegisterLine, loan.line_id), {"due": end_of(last, zone)})
    work.change(loan, {"due_on": last, "renewals": loan.renewals + 1})
    work.record(TOPIC, "renew_loan", _subject(row))
    return last


def take_back(work: Work, loan_id: UUID, counted: Mapping[UUID, int], note: str = "") -> tuple[Differing, ...]:
    """The archivist counts what comes back, entry by entry, and returns what differs from what went out: whoever sees
    the audit is told. Copies are not counted. Raises BadEntry, NotAllowed, NotFound."""
    loan, row = _loan(work, loan_id)
    work.require(Right.KEEP_ARCHIVE)
    if LoanState.of(loan.state) is not LoanState.OUT:
        raise _stands(loan)
    wrong: tuple[Differing, ...] = ()
    if Form.of(loan.form) is Form.ORIGINAL:
        wrong = _compare(work, loan, counted)
    registers.take_back(work, work.get(RegisterLine, loan.line_id), Ending.RETURNED, note)
    lacking = {key.hex: count for key, count in counted.items() if count != loan.sheets.get(key.hex)}
    work.change(loan, {"state": LoanState.BACK.value, "differing": lacking if wrong else {}})
    work.record(TOPIC, "loan_back", _subject(row), differing=len(wrong))
    if wrong:
        alarms.sound(work, AlarmKind.ARCHIVE, loan.id.hex, "loan_differs", differing=len(wrong))
    return wrong


def _compare(work: Work, loan: Any, counted: Mapping[UUID, int]) -> tuple[Differing, ...]:
    entries = [archive_lists.item_of(item) for item in _entries(work, work.get(ArchiveFile, loan.file_id),
                                                                [UUID(key) for key in loan.sheets])]  # fmt: skip
    keys = [UUID(key) for key in loan.sheets]
    if missed := [key for key in keys if key not in counted]:
        names = [row.title for row in work.visible(ArchiveItem).where(ArchiveItem.id.in_(missed[:3]))]
        raise BadEntry(N_("Not counted yet: {what}."), "items", what="、".join(names))
    return archive.differing(entries, {at: counted[key] for at, key in enumerate(keys)})


# Reading


def loans(work: Work, *, states: Sequence[LoanState] = (), file_id: UUID | None = None, mine: bool = False,
          limit: int = 500) -> tuple[LoanLine, ...]:  # fmt: skip
    """Loans as far as I may see them: what is out first, the first due first. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    query = work.visible(Loan)
    if states:
        query = query.where(Loan.state.in_([state.value for state in states]))
    if file_id is not None:
        query = query.where(Loan.file == file_id)
    if mine:
        query = query.where(Loan.asked_by == work.me.id)
    rows = list(query.order_by(Loan.due_on.is_null(), Loan.due_on, Loan.asked_at).limit(limit))
    return lines(work, rows)


def lines(work: Work, rows: Sequence[Any]) -> tuple[LoanLine, ...]:
    """Loans in words, of rows that the caller has got through `work`."""
    files = {row.id: row for row in work.visible(ArchiveFile).where(ArchiveFile.id.in_({row.file_id for row in rows}))}
    clients = {row.client_id for row in rows if row.client_id is not None}
    names = dict(work.visible(Client, withdrawn=True).where(Client.id.in_(clients)).select(Client.id, Client.name)
                 .tuples())  # fmt: skip
    people = on_file.names(work, (row.asked_by_id for row in rows))
    given = {row.line_id for row in rows if row.line_id is not None}
    register = {row.id: row for row in work.visible(RegisterLine).where(RegisterLine.id.in_(given))}
    today = on_file.today(work)
    return tuple(
        _line(work, row, files[row.file_id], names.get(row.client_id, ""), people, register.get(row.line_id), today)
        for row in rows if row.file_id in files
    )  # fmt: skip


def _line(work: Work, row: Any, file: Any, client: str, people: Mapping[UUID, str], given: Any, today: date
          ) -> LoanLine:  # fmt: skip
    state, form = LoanState.of(row.state), Form.of(row.form)
    decides = state is LoanState.ASKED and row.asked_by_id != work.me.id and _may_decide(work, file, form)
    late = max(0, (today - row.due_on).days) if state is LoanState.OUT else 0
    return LoanLine(
        row.id, row.file_id, file.number, file.title, row.client_id, client,
        tuple(UUID(key) for key in row.items), form, row.purpose, row.days, state, row.asked_by_id,
        people.get(row.asked_by_id, ""), row.asked_at, row.answer,
        given.out_at if given is not None else None, row.due_on, given.back_at if given is not None else None,
        row.renewals, row.condition, late, decides, len(row.differing),
    )  # fmt: skip


def out_of(work: Work, file_id: UUID) -> tuple[LoanLine, ...]:
    """What of a file is lent or about to be: it is said where that stands in the way. Raises NotAllowed."""
    return tuple(line for line in loans(work, states=list(STANDING), file_id=file_id) if line.form is Form.ORIGINAL)


# What they share


def _loan(work: Work, loan_id: UUID) -> tuple[Any, Any]:
    loan = work.get(Loan, loan_id)
    return loan, work.get(ArchiveFile, loan.file_id)


def _stands(loan: Any) -> BadEntry:
    return BadEntry(N_("This loan stands otherwise by now: {state}."), state=Label(LoanState.of(loan.state).label))


def _table(work: Work) -> tuple[borrowing.Line, ...]:
    stored = work.settings["borrowing_table"]
    assert isinstance(stored, list)
    return borrowing.read_table(stored)


def _mark(work: Work, row: Any) -> str:
    """The highest mark among a file's documents."""
    scans = work.visible(ArchiveItem).where((ArchiveItem.file == row.id) & ArchiveItem.document.is_null(False))
    found = {mark for (mark,) in work.visible(Document, withdrawn=True).where(
        Document.id.in_(scans.select(ArchiveItem.document))).select(Document.mark).tuples()}  # fmt: skip
    order = ["", *(mark.value for mark in Secrecy)]
    return max(found, key=order.index, default="")


def _may_decide(work: Work, row: Any, form: Form) -> bool:
    try:
        line = borrowing.line_for(_table(work), _mark(work, row), form)
    except BadEntry:
        return False
    mine = signing.current(work).people.get(work.me.id)
    held = mine.roles if mine is not None else frozenset()
    keys = {key for (key,) in work.visible(Role).where(Role.id.in_(held)).select(Role.key).tuples()}
    return bool(set(line.approvers) & keys)


def _checked_items(work: Work, row: Any, items: Sequence[UUID]) -> list[UUID]:
    entries = {item.id for item in _entries(work, row, [])}
    if not set(items) <= entries:
        raise BadEntry(N_("These entries are not on the file's list."), "items")
    return list(dict.fromkeys(items))


def _entries(work: Work, row: Any, items: Sequence[UUID]) -> list[Any]:
    query = work.visible(ArchiveItem).where((ArchiveItem.file == row.id) & (ArchiveItem.annex == False))  # noqa: E712
    found = {item.id: item for item in query.order_by(ArchiveItem.position, ArchiveItem.id)}
    return [found[key] for key in items if key in found] if items else list(found.values())


def _refuse_out(work: Work, row: Any, form: Form, items: Sequence[UUID], but: UUID | None = None) -> None:
    """Raises BadEntry where the paper itself is with somebody else already."""
    if form is not Form.ORIGINAL:
        return
    for line in out_of(work, row.id):
        if line.id != but and (not items or not line.items or set(items) & set(line.items)):
            raise BadEntry(N_("{person} has this until {day}."), "file", person=line.asked_by_name,
                           day=str(line.due_on or ""))  # fmt: skip


def _client(work: Work, row: Any) -> Any:
    return work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None


def _subject(row: Any) -> Any:
    return Client(id=row.client_id) if row.client_id is not None else row
