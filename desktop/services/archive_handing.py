"""Hands an archive file on: agent A signs, agent B checks, codes and signs, the archivist counts and takes in (DO-4).

Each signs with a key of his own for the list as it is. In one window that is done with `here`: the second person enters
name and password, and the signature stands in that person's records.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile, ArchiveItem, ArchiveSeries, ArchiveSignature
from desktop.models.clients import Client
from desktop.models.folders import Document
from desktop.rules import archive as rules
from desktop.rules import archive_numbers as numbers
from desktop.rules.approvals import Act, Detail, Need
from desktop.rules.archive import FileState, Item, Lack, Signer, Wanted
from desktop.rules.documents import DocumentState
from desktop.rules.errors import BadEntry, Label, NotAllowed
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.services import approvals, archive_files, archive_lists
from desktop.services.archive_lists import TOPIC
from desktop.services.office import Office
from desktop.services.work import Work

LONGEST_EXTENSION = 60  # working days


def sign_on(work: Work, file_id: UUID) -> FileState:
    """Signs the list and hands the file on: as agent A to B, as agent B to the archive, who codes it by that.

    Returns where it stands then. Raises BadEntry that says what is lacking, NotAllowed, NotFound.
    """
    row = work.get(ArchiveFile, file_id)
    _require_mine(work, row)
    state = FileState.of(row.state)
    if state in archive_lists.ITS_LIST:
        _refuse_lacking(work, row, {Lack.EMPTY, Lack.NOT_COUNTED, Lack.FEWER_SHEETS})
        if owed := _open_supplements(work, row):
            raise BadEntry(N_("The supplement list still asks for: {what}."), "items",
                           what="、".join(each.title for each in owed[:5]))  # fmt: skip
        _sign(work, row, Signer.A)
        due = archive_files.step_due(work, Signer.B, work.now, row.more_b)
        work.change(row, {"state": FileState.CHECKING.value, "to_b_at": work.now, "due_b": due})
        work.record(TOPIC, "sign_a", _subject(row))
        return FileState.CHECKING
    if state is not FileState.CHECKING:
        raise BadEntry(
            N_("This file waits for nobody's signature of this kind: it is {state}."), state=Label(state.label)
        )
    _refuse_lacking(work, row, set(Lack))
    _sign(work, row, Signer.B)
    _code(work, row)
    work.change(row, {"state": FileState.TAKING_IN.value, "to_archive_at": work.now})
    work.record(TOPIC, "sign_b", _subject(row))
    return FileState.TAKING_IN


def send_back(work: Work, file_id: UUID, wanted: Sequence[Wanted], why: str = "") -> None:
    """As agent B: what is missing goes on the supplement list 补充资料清单, and the file back to agent A. As archivist:
    back to agent B, with why. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(ArchiveFile, file_id)
    _require_mine(work, row)
    state, said = FileState.of(row.state), check_length(tidy(why), 300, "reason")
    if state is FileState.TAKING_IN:
        if not said:
            raise BadEntry(N_("Say what is wrong with the file."), "reason")
        _unsign(work, row, Signer.B)
        work.change(row, {"state": FileState.CHECKING.value, "note": said})
        work.record(TOPIC, "send_back", _subject(row))
        return
    if state is not FileState.CHECKING:
        raise BadEntry(N_("Only what was handed on can be sent back."))
    if not wanted:
        raise BadEntry(N_("Say what is missing: it goes on the supplement list."), "items")
    for place, want in enumerate(wanted):
        title = check_length(tidy(want.title), archive_lists.TITLE_LIMIT, "title")
        if not title:
            raise BadEntry(N_("Say what the paper is."), "title")
        work.add(ArchiveItem(file=row.id, client=row.client_id, section=want.section.value, position=10_000 + place,
                             title=title, needs_signature=want.needs_signature, asked_at=work.now))  # fmt: skip
    archive_lists.void(work, row)
    work.change(row, {"state": FileState.BACK.value, **({"note": said} if said else {})})
    work.record(TOPIC, "send_back", _subject(row), items=len(wanted))


def take_in(work: Work, file_id: UUID, counted: Mapping[UUID, int], place: str) -> None:
    """The archivist counts each entry's sheets, signs, and the file lies in the archive: its documents are sealed.

    Raises BadEntry that names what was not counted or differs from the list, NotAllowed, NotFound.
    """
    row = work.get(ArchiveFile, file_id)
    work.require(Right.KEEP_ARCHIVE)
    if FileState.of(row.state) is not FileState.TAKING_IN:
        raise BadEntry(N_("Only what agent B has signed on can be taken in."))
    stands = check_length(tidy(place), 80, "place")
    if not stands:
        raise BadEntry(N_("Say where the file stands: room, cabinet, shelf, box."), "place")
    view = archive_files.file_view(work, row.id)
    inside = [line for line in view.items if not line.item.annex]
    missed = [line.item.title for line in inside if line.id not in counted]
    if missed:
        raise BadEntry(N_("Not counted yet: {what}."), "items", what="、".join(missed[:5]))
    items: list[Item] = [line.item for line in inside]
    wrong = rules.differing(items, {at: counted[line.id] for at, line in enumerate(inside)})
    if wrong:
        said = "、".join(f"{each.title} {each.counted}/{each.expected}" for each in wrong[:5])
        raise BadEntry(
            N_("The sheets differ from the list ({what}). Send the file back to agent B."), "items", what=said
        )
    _sign(work, row, Signer.ARCHIVIST)
    work.change(row, {"state": FileState.ARCHIVED.value, "archived_at": work.now, "place": stands})
    for line in view.items:
        if line.document is not None:
            document = work.get(Document, line.document, withdrawn=True)
            if document.state == DocumentState.FILED.value:
                work.change(document, {"state": DocumentState.SEALED.value})
    work.record(TOPIC, "take_in", _subject(row))


def place_file(work: Work, file_id: UUID, place: str) -> None:
    """Notes that a file stands elsewhere in the archive now. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(ArchiveFile, file_id)
    work.require(Right.KEEP_ARCHIVE)
    stands = check_length(tidy(place), 80, "place")
    if not stands:
        raise BadEntry(N_("Say where the file stands: room, cabinet, shelf, box."), "place")
    if work.change(row, {"place": stands}):
        work.record(TOPIC, "place_file", _subject(row))


def here(work: Work, office: Office, verb: Callable[..., Any], name: str, password: str, *args: Any,
         progress: Callable[..., object] | None = None) -> Any:  # fmt: skip
    """Lets a colleague do his step in my window, with his own name and password. Give it staged work. Raises
    SignInRefused, and what the verb raises."""
    with work.reading():
        work.require(Right.SEE_DOCUMENTS)
    return office.run(office.sign_in(name, password), verb, *args)


# Extensions


def need_to_extend(work: Work, file_id: UUID, days: int, reason: str) -> Need:
    """What somebody else must let through for a step to take longer. Raises BadEntry, NotFound."""
    row = work.get(ArchiveFile, file_id)
    if not 1 <= days <= LONGEST_EXTENSION:
        raise BadEntry(N_("Enter a number from 1 to {most}."), "days", most=LONGEST_EXTENSION)
    said = check_length(tidy(reason), 300, "reason")
    if not said:
        raise BadEntry(N_("Say why the hand-over takes longer."), "reason")
    details = (Detail(N_("Working days more"), (str(days),)), Detail(N_("Reason"), (said,)))
    client = work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None
    return Need(Act.EXTEND_HANDOVER, days, client.code if client is not None else "", f"{row.id.hex} {row.state}", 1,
                row.client_id, details)  # fmt: skip


def extend(work: Work, file_id: UUID, days: int, reason: str) -> None:
    """Lengthens the step at hand by so many working days, once somebody has approved it (DO-4). Raises NeedsApproval,
    BadEntry, NotAllowed, NotFound."""
    row = work.get(ArchiveFile, file_id)
    _require_mine(work, row)
    state = FileState.of(row.state)
    approvals.require(work, need_to_extend(work, file_id, days, reason))
    if state in archive_lists.ITS_LIST:
        due = archive_files.step_due(work, Signer.A, row.ended_at, row.more_a + days)
        work.change(row, {"more_a": row.more_a + days, "due_a": due})
    else:
        due = archive_files.step_due(work, Signer.B, row.to_b_at or row.ended_at, row.more_b + days)
        work.change(row, {"more_b": row.more_b + days, "due_b": due})
    work.record(TOPIC, "extend_handover", _subject(row), days=days)


# Signatures


def _sign(work: Work, row: Any, role: Signer) -> None:
    _unsign(work, row, role)
    digest = archive_lists.digest(work, row)
    signed = work.me.keys.signing.sign(archive_files.signing_text(row.id, role.value, digest, work.me.id)).hex()
    work.add(ArchiveSignature(file=row.id, client=row.client_id, role=role.value, person=work.me.id, at=work.now,
                              digest=digest, signature=signed))  # fmt: skip


def _unsign(work: Work, row: Any, role: Signer) -> None:
    same = (ArchiveSignature.file == row.id) & (ArchiveSignature.role == role.value)
    for former in work.visible(ArchiveSignature).where(same):
        work.withdraw(former)


# Codes


def _code(work: Work, row: Any) -> None:
    """Gives the file its number and its contracts theirs. A file that was sent back keeps what it has."""
    if not row.number:
        pattern, parts = str(work.settings["archive_pattern"]), archive_files.parts_of(work, row)
        numbers.number_of(pattern, parts, 1)
        scope = numbers.scope_of(pattern, parts)
        work.alone()
        series = work.visible(ArchiveSeries).where(ArchiveSeries.scope == scope).get_or_none()
        count = series.last + 1 if series is not None else 1
        if series is None:
            work.add(ArchiveSeries(scope=scope, last=count))
        else:
            work.change(series, {"last": count})
        work.change(row, {"number": numbers.number_of(pattern, parts, count), "scope": scope})
    place = 0
    for line in archive_files.file_view(work, row.id).items:
        if not line.item.contract or line.item.annex:
            continue
        place += 1
        item = work.get(ArchiveItem, line.id)
        work.change(item, {"number": numbers.contract_number(row.number, place)})


def _refuse_lacking(work: Work, row: Any, of_these: set[Lack]) -> None:
    view = archive_files.file_view(work, row.id)
    for each in view.lacking:
        if each.lack in of_these:
            raise BadEntry(N_("{title}: {lack}."), "items", title=each.title or row.title, lack=Label(each.lack.label))


def _open_supplements(work: Work, row: Any) -> list[Any]:
    query = work.visible(ArchiveItem).where((ArchiveItem.file == row.id) & ArchiveItem.asked_at.is_null(False))
    return [each for each in query if each.settled_at is None]


def _require_mine(work: Work, row: Any) -> None:
    client = work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None
    work.require(Right.SEE_DOCUMENTS, client)
    if not archive_files.is_mine(work, row):
        turn = rules.TURN.get(FileState.of(row.state))
        if turn is None:
            raise BadEntry(N_("This file lies in the archive."))
        raise NotAllowed(N_("It is the turn of somebody else: {who}."), who=Label(turn.label))


def _subject(row: Any) -> Any:
    return Client(id=row.client_id) if row.client_id is not None else row
