"""What the archive has for Today: files to hand on, loans to decide, hand out and bring back, deeds (DO-4 to DO-6)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile
from desktop.models.deeds import Deed, DeedMove, DeedVouch
from desktop.models.loans import Loan
from desktop.rules import borrowing
from desktop.rules.archive import TURN, FileState, Signer
from desktop.rules.borrowing import LoanState
from desktop.rules.calendars import Calendar
from desktop.rules.deeds import Movement
from desktop.rules.errors import Label
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Group, Row, Said, View
from desktop.rules.today import Deed as Does
from desktop.services import archive_files, deeds, due_rows, loans
from desktop.services.archive_files import FileLine
from desktop.services.deeds import LedgerLine
from desktop.services.loans import LoanLine
from desktop.services.work import Work

FILES, LOANS, DEEDS = "archive", "loans", "deeds"
"""The pages that the rows open."""
_STEP = {
    Signer.A: N_("Put together and hand to agent B: {title}"),
    Signer.B: N_("Check, sign and hand to the archive: {title}"),
    Signer.ARCHIVIST: N_("Count and take into the archive: {title}"),
}
_OF_A = [state.value for state, turn in TURN.items() if turn is Signer.A]
_OF_B = [state.value for state, turn in TURN.items() if turn is Signer.B]
_OF_ARCHIVE = [state.value for state, turn in TURN.items() if turn is Signer.ARCHIVIST]


def due(work: Work, view: View) -> list[Batch]:
    """Steps of a hand-over that are mine, and of those I head what is late; loans that I have, decide or look after;
    movements of deeds that wait for my word, and deeds that are lent."""
    work.require(Right.SEE_DOCUMENTS)
    found: dict[Group, list[Row]] = defaultdict(list)
    for group, row in (*_files(work, view), *_loans(work, view), *_deeds(work, view)):
        found[group].append(row)
    return [Batch(group, sorted(rows, key=lambda row: row.order)[: view.limit], len(rows))
            for group, rows in found.items()]  # fmt: skip


# Files on their way


def _files(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    mine = _steps(due_rows.owed_by(work, view, ArchiveFile.agent_a), due_rows.owed_by(work, view, ArchiveFile.agent_b))
    if work.may(Right.KEEP_ARCHIVE):
        mine |= ArchiveFile.state.in_(_OF_ARCHIVE)
    yield from _filed(work, view, mine, late_only=False)
    of_a, of_b = due_rows.led(work, ArchiveFile.agent_a), due_rows.led(work, ArchiveFile.agent_b)
    if of_a is not None and of_b is not None:
        yield from _filed(work, view, _steps(of_a, of_b) & ~mine, late_only=True)


def _steps(of_a: Any, of_b: Any) -> Any:
    return (ArchiveFile.state.in_(_OF_A) & of_a) | (ArchiveFile.state.in_(_OF_B) & of_b)


def _filed(work: Work, view: View, condition: Any, *, late_only: bool) -> Iterable[tuple[Group, Row]]:
    rows = list(work.visible(ArchiveFile).where(condition))
    if not rows:
        return
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    tonight, later = (calendar.end_of(day) for day in (view.today, view.today + timedelta(days=NEXT_DAYS)))
    for line in archive_files.lines(work, rows):
        if line.late:
            yield Group.WRONG, _file_row(line, view)
        elif line.due is not None and line.due <= later and not late_only:
            yield Group.DUE if line.due <= tonight else Group.NEXT, _file_row(line, view)


def _file_row(line: FileLine, view: View) -> Row:
    turn = TURN[FileState.of(line.state)]
    names = {Signer.A: (line.agent_a, line.agent_a_name), Signer.B: (line.agent_b, line.agent_b_name)}
    who, name = names.get(turn, (None, ""))
    below: Said | str = line.number
    if who is not None and who != view.me:
        below = Said(N_("with {who}"), {"who": name})
    elif line.state is FileState.BACK:
        below = Said(N_("It came back: see the supplement list"))
    return Row(("archive_file", line.id), "archive", Said(_STEP[turn], {"title": line.title}), line.client_name,
               (FILES, line.id), Does.OPEN, (FILES, line.id), below, until=line.due, urgent=line.late)  # fmt: skip


# Loans


def _loans(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    yield from _out(work, view)
    asked = work.visible(Loan).where((Loan.state == LoanState.ASKED.value) & (Loan.asked_by != view.me))
    if work.may(Right.BORROW_DOCUMENTS):
        for line in loans.lines(work, list(asked)):
            if line.may_decide:
                yield Group.WAITING, _loan_row(line, N_("Decide on a loan: {what}"), line.asked_at)
    if work.may(Right.KEEP_ARCHIVE):
        ready = work.visible(Loan).where(Loan.state == LoanState.APPROVED.value)
        for line in loans.lines(work, list(ready)):
            yield Group.WAITING, _loan_row(line, N_("Hand out what was approved: {what}"), line.asked_at)


def _out(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    """What is out and of which the borrower, whoever keeps the archive, and at last his head is reminded (DO-6)."""
    mine = due_rows.owed_by(work, view, Loan.asked_by)
    soon = view.today - timedelta(days=borrowing.REMINDERS[0])
    query = work.visible(Loan).where((Loan.state == LoanState.OUT.value) & (Loan.due_on <= soon))
    head = due_rows.led(work, Loan.asked_by)
    if work.may(Right.KEEP_ARCHIVE):
        meant, led = query, None
    else:
        meant, led = query.where(mine), query.where(head & ~mine) if head is not None else None
    for rows, heads in ((meant, False), (led, True)):
        for line in loans.lines(work, list(rows)) if rows is not None else ():
            assert line.due_on is not None
            day = borrowing.reminder(line.due_on, view.today)
            if day is None or (heads and not borrowing.tells_head(day)):
                continue
            group = Group.WRONG if day > 0 else Group.DUE if day == 0 else Group.NEXT
            yield group, _out_row(line, view)


def _out_row(line: LoanLine, view: View) -> Row:
    borrowed = line.asked_by == view.me
    said = N_("Bring back to the archive: {what}") if borrowed else N_("Lent by the archive: {what}")
    below = "" if borrowed else Said(N_("with {who}"), {"who": line.asked_by_name})
    return Row(("loan", line.id), "archive", Said(said, {"what": line.file_number}), line.client_name,
               (LOANS, line.id), Does.OPEN, (LOANS, line.id), below, on=line.due_on, urgent=line.late > 0)  # fmt: skip


def _loan_row(line: LoanLine, said: str, since: datetime) -> Row:
    below = Said(N_("{form}, for {who}"), {"form": Label(line.form.label), "who": line.asked_by_name})
    return Row(("loan", line.id), "archive", Said(said, {"what": line.file_number}), line.client_name,
               (LOANS, line.id), Does.OPEN, (LOANS, line.id), below, since=since, urgent=True)  # fmt: skip


# Title deeds


def _deeds(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    waiting = _to_vouch(work, view)
    for line in deeds.lines(work, waiting) if waiting else ():
        if line.waiting is not None:
            yield Group.WAITING, _vouch_row(line)
    if not work.may(Right.KEEP_DEEDS):
        return
    lent = work.visible(DeedMove).where(
        (DeedMove.movement == Movement.LENT.value) & DeedMove.done_at.is_null(False)
        & (DeedMove.due_on <= view.today + timedelta(days=NEXT_DAYS))
    )  # fmt: skip
    # what is not in its slot is out; by which movement, its ledger tells
    out = list(work.visible(Deed).where((Deed.slot == "") & Deed.id.in_(lent.select(DeedMove.deed))))
    for line in deeds.lines(work, out) if out else ():
        if line.due_on is not None and line.due_on <= view.today + timedelta(days=NEXT_DAYS):
            group = Group.WRONG if line.late else Group.DUE if line.due_on == view.today else Group.NEXT
            yield group, _lent_row(line)


def _to_vouch(work: Work, view: View) -> list[Any]:
    """Deeds whose last movement waits for the word of whoever keeps deeds, listed this one, or brings its file."""
    vouched = work.visible(DeedVouch).where(DeedVouch.person == view.me).select(DeedVouch.move)
    moves = work.visible(DeedMove).where(DeedMove.done_at.is_null() & DeedMove.id.not_in(vouched))
    query = work.visible(Deed).where(Deed.id.in_(moves.select(DeedMove.deed)))
    if not work.may(Right.KEEP_DEEDS):
        brought = work.visible(ArchiveFile).where((ArchiveFile.agent_a == view.me) | (ArchiveFile.agent_b == view.me))
        query = query.where((Deed.entered_by == view.me) | Deed.file.in_(brought.select(ArchiveFile.id)))
    return list(query)


def _vouch_row(line: LedgerLine) -> Row:
    assert line.waiting is not None
    said = Said(N_("Compare with your own eyes and vouch: {name} {number}"),
                {"name": line.entry.line.name, "number": line.entry.line.number})  # fmt: skip
    below = Said(N_("{movement}, by {who}"), {"movement": Label(line.waiting.movement.label),
                                              "who": line.waiting.custodian_name})  # fmt: skip
    return Row(("deed", line.id), "key-round", said, line.client_name, (DEEDS, line.id), Does.OPEN, (DEEDS, line.id),
               below, since=line.waiting.at, urgent=True)  # fmt: skip


def _lent_row(line: LedgerLine) -> Row:
    said = Said(N_("Title deed lent: {name} {number}"), {"name": line.entry.line.name,
                                                         "number": line.entry.line.number})  # fmt: skip
    below = Said(N_("with {who}"), {"who": line.out_to})
    return Row(("deed_lent", line.id), "key-round", said, line.client_name, (DEEDS, line.id), Does.OPEN,
               (DEEDS, line.id), below, on=line.due_on, danger=line.late)  # fmt: skip
