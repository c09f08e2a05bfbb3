"""What is done beside a case's steps: notes, pauses, help, escalation, instructions, remedies, a file for a caller."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.models.cases import CaseEntry
from desktop.models.clients import Client
from desktop.rules import cases as rules
from desktop.rules.approvals import Act, Need
from desktop.rules.cases import EntryKind, PauseReason, RemedyKind, Step
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.services import approvals, case_reach, case_steps
from desktop.services.case_reach import TOPIC, add_entry, subject
from desktop.services.work import Work


def note(work: Work, case_id: UUID, said: str, *, told: bool = False) -> None:
    """Adds a line to the timeline; with `told` it is what the client was told of how it stands. Raises BadEntry (field
    `said`), NotAllowed, NotFound."""
    row = case_reach.reached(work, case_id)
    case_reach.require_to_write(work, case_reach.client_of(work, row))
    add_entry(work, row, EntryKind.TOLD if told else EntryKind.NOTE, _said(said))
    work.record(TOPIC, "tell_client" if told else "note_case", subject(row), number=row.number)


# The clock


def pause(work: Work, case_id: UUID, reason: PauseReason, said: str) -> None:
    """Stops the clock from this moment on, never for time that is past; by who handles the case or heads the
    department. Raises BadEntry (field `said`), NotAllowed, NotFound, Stale."""
    row = _to_handle(work, case_id)
    if row.done_at is not None or not row.amount:
        raise BadEntry(N_("No clock runs here that could be paused."))
    if row.paused_at is not None:
        raise BadEntry(N_("The clock stands still already."))
    add_entry(work, row, EntryKind.PAUSED, _said(said), detail=reason.value)
    # while a pause lasts what is due moves with it, so nothing is late meanwhile
    work.change(row, {"paused_at": work.now}, {"step": row.step, "paused_at": None})
    work.record(TOPIC, "pause_case", subject(row), number=row.number, reason=reason.value)


def resume(work: Work, case_id: UUID) -> None:
    """Lets the clock run again from this moment. Raises BadEntry, NotAllowed, NotFound."""
    row = _to_handle(work, case_id)
    values = case_steps.end_pause(work, row)
    if not values:
        raise BadEntry(N_("The clock runs already."))
    work.change(row, values, {"step": row.step})
    work.record(TOPIC, "resume_case", subject(row), number=row.number)


# Help and escalation


def ask_help(work: Work, case_id: UUID, person_id: UUID, what: str) -> UUID:
    """Asks a colleague, of whichever department, for his part. Raises BadEntry (fields `person`, `said`), NotAllowed,
    NotFound."""
    row = _to_handle(work, case_id)
    person = case_reach.person_for(work, person_id, case_reach.client_of(work, row), "person")
    made = add_entry(work, row, EntryKind.HELP, _said(what), person=person.id)
    work.record(TOPIC, "ask_help", subject(row), number=row.number, to=str(person.id))
    return UUID(str(made.id))


def give_help(work: Work, entry_id: UUID, said: str) -> None:
    """Says what came of it, by whoever was asked or stands in for him. Raises BadEntry, NotAllowed, NotFound."""
    entry = work.get(CaseEntry, entry_id)
    row = case_reach.reached(work, entry.case_id)
    case_reach.require_to_write(work, case_reach.client_of(work, row))
    if entry.kind != EntryKind.HELP.value or entry.ended_at is not None:
        raise BadEntry(N_("Somebody was quicker: this stands otherwise by now."))
    if entry.person_id not in case_reach.stood_in_for(work):
        raise NotAllowed(N_("This is answered by whoever was asked for it, or by his stand-in."))
    add_entry(work, row, EntryKind.NOTE, _said(said))
    work.change(entry, {"ended_at": work.now}, {"ended_at": None})
    work.record(TOPIC, "give_help", subject(row), number=row.number)


def escalate(work: Work, case_id: UUID, level: int, why: str, *, urgent: bool = False) -> None:
    """Takes a case up to the head of its department (1) or further (2), with the reason. A level is skipped only when
    it is urgent; then a report to it is owed. Raises BadEntry (fields `level`, `urgent`, `said`), NotAllowed,
    NotFound, Stale."""
    row = _to_handle(work, case_id)
    rules.check_rise(row.level, level, urgent)
    text = _said(why)
    values: dict[str, Any] = {"level": level}
    if level > row.level + 1:
        hours = int(work.settings["case_report_hours"])
        values |= {"report_until": work.now + timedelta(hours=hours), "report_by": work.me.id}
    add_entry(work, row, EntryKind.ESCALATED, text, detail=str(level))
    work.change(row, values, {"level": row.level})
    work.record(TOPIC, "escalate_case", subject(row), number=row.number, level=level, urgent=urgent)


def report_skipped(work: Work, case_id: UUID, said: str) -> None:
    """Tells the level that was skipped, by whoever skipped it. Raises BadEntry, NotAllowed, NotFound."""
    row = case_reach.reached(work, case_id)
    case_reach.require_to_write(work, case_reach.client_of(work, row))
    if row.report_until is None or row.report_by_id not in case_reach.stood_in_for(work):
        raise BadEntry(N_("No report on a skipped level is owed here."))
    add_entry(work, row, EntryKind.REPORT, _said(said))
    work.change(row, {"report_until": None, "report_by": None}, {"report_until": row.report_until})
    work.record(TOPIC, "report_skipped", subject(row), number=row.number)


def instruct(work: Work, case_id: UUID, said: str) -> None:
    """What the head says to a case that has risen to him; his Today is rid of it. Raises BadEntry, NotAllowed,
    NotFound."""
    row = case_reach.reached(work, case_id)
    case_reach.require_to_write(work, case_reach.client_of(work, row))
    level = case_reach.heads(work.me.mandate, row.department_id)
    if not level:
        raise NotAllowed(N_("Instructions are given by the head of the department, or further up."))
    add_entry(work, row, EntryKind.INSTRUCTION, _said(said), detail=str(level))
    work.change(row, {"heard": max(level, row.heard)})
    work.record(TOPIC, "instruct_case", subject(row), number=row.number)


def mark_adverse(work: Work, case_id: UUID, why: str) -> None:
    """Marks a case as an adverse event 不良事件, to be handled at once: its head is told in the same moment. Raises
    BadEntry, NotAllowed, NotFound."""
    row = case_reach.reached(work, case_id)
    case_reach.require_to_write(work, case_reach.client_of(work, row))
    _open(row)
    if row.adverse:
        raise BadEntry(N_("This is marked as an adverse event already."))
    add_entry(work, row, EntryKind.ADVERSE, _said(why))
    work.change(row, {"adverse": True})
    work.record(TOPIC, "adverse_case", subject(row), number=row.number)


# Remedies


def grant_remedy(work: Work, case_id: UUID, kind: RemedyKind, amount: int, said: str) -> UUID:
    """Grants the client something, worth `amount` fen; what is above the office's limit needs a second person. Raises
    NeedsApproval, BadEntry (fields `amount`, `said`), NotAllowed, NotFound."""
    row = case_reach.reached(work, case_id)
    case_reach.require_handling(work, row)
    if not 0 <= amount <= 10**11:
        raise BadEntry(N_("Enter an amount from 0 on."), "amount")
    text = _said(said)
    yuan = -(-amount // 100)
    what = _("Remedy for {number}").format(number=row.number)
    approvals.require(work, Need(Act.GRANT_REMEDY, yuan, what, f"{row.id.hex} {kind.value}", 1, row.client_id))
    made = add_entry(work, row, EntryKind.REMEDY, text, detail=kind.value, amount=amount)
    work.record(TOPIC, "grant_remedy", subject(row), number=row.number, kind=kind.value)
    return UUID(str(made.id))


def give_remedy(work: Work, entry_id: UUID) -> None:
    """Notes that the client has it. Raises BadEntry, NotAllowed, NotFound."""
    entry = work.get(CaseEntry, entry_id)
    row = case_reach.reached(work, entry.case_id)
    case_reach.require_handling(work, row)
    if entry.kind != EntryKind.REMEDY.value or entry.ended_at is not None:
        raise BadEntry(N_("Somebody was quicker: this stands otherwise by now."))
    work.change(entry, {"ended_at": work.now}, {"ended_at": None})
    work.record(TOPIC, "give_remedy", subject(row), number=row.number)


# A file for a caller


def join_file(work: Work, case_id: UUID, client_id: UUID) -> None:
    """Hangs the case of a caller without a file on the file that he has by now. Raises BadEntry, NotAllowed, NotFound,
    Stale."""
    row = case_reach.reached(work, case_id)
    client = work.get(Client, client_id)
    case_reach.require_to_write(work, client)
    if row.client_id is not None:
        raise BadEntry(N_("This case belongs to a client's file already."), "client")
    entries = case_reach.entries_of(work, row)
    work.change(row, {"client": client, "caller": ""}, {"client": None})
    for entry in entries:
        work.change(entry, {"client": client})
    add_entry(work, row, EntryKind.JOINED, "")
    work.record(TOPIC, "join_case", subject(row), number=row.number)


def _to_handle(work: Work, case_id: UUID) -> Any:
    row = case_reach.reached(work, case_id)
    case_reach.require_handling(work, row)
    _open(row)
    return row


def _open(row: Any) -> None:
    if Step.of(row.step) is Step.CLOSED:
        raise BadEntry(N_("This case is closed. Reopen it first."), "step")


def _said(text: str) -> str:
    return rules.needed(text, "said", N_("Say it in a few words."))
