"""Destroys papers 销毁: listed, appraised by two, approved, watched by two, and proved by a certificate (DO-7)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile
from desktop.models.clients import Client
from desktop.models.folders import DocumentVersion
from desktop.models.office import public_halves
from desktop.models.retention import DestructionItem, DestructionList, DestructionWitness
from desktop.rules import retention as rules
from desktop.rules.approvals import Act, Detail, Need
from desktop.rules.archive import FileState
from desktop.rules.archive_numbers import Term
from desktop.rules.documents import DocumentState
from desktop.rules.errors import BadEntry, Label
from desktop.rules.progress import Progress
from desktop.rules.retention import ListState, Verdict
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.zones import zone_of
from desktop.services import (
    approvals,
    blob_mirror,
    blobs,
    certificates,
    document_index,
    lending,
    on_file,
    retention,
    search,
    vault,
)
from desktop.services.blob_mirror import Expiry
from desktop.services.office import Office
from desktop.services.retention import TOPIC, Subject
from desktop.services.work import Work

MOST_ITEMS = 1000


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An entry of a list. `verdicts` are names and what they said; `agreed` is what comes of it, None while open."""

    id: UUID
    subject: Subject
    client: UUID | None
    client_code: str
    client_name: str
    title: str
    number: str
    term: Term
    kept_until: date | None
    sheets: int
    verdicts: tuple[tuple[str, Verdict], ...]
    mine: Verdict | None
    agreed: Verdict | None
    kept_to: date | None
    destroyed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list and where it stands. `carried_out_from` is the first day on which it may be carried out."""

    id: UUID
    number: str
    state: ListState
    made_by: str
    made_at: datetime
    note: str
    items: int
    open: int
    approved_by: str
    approved_at: datetime | None
    not_before: date | None
    carried_out_at: datetime | None
    watched_by: tuple[str, ...]


# Listing and judging


def make_list(work: Work, subjects: Sequence[Subject], note: str = "") -> UUID:
    """Puts what is due on a new list. Raises BadEntry that names what keeps one of them, NotAllowed, NotFound."""
    if not work.may(Right.DESTROY_DOCUMENTS):
        work.require(Right.KEEP_ARCHIVE)
    if not subjects:
        raise BadEntry(N_("Choose what is to be listed."))
    if len(subjects) > MOST_ITEMS:
        raise BadEntry(N_("A list holds at most {most} entries."), most=MOST_ITEMS)
    rows = [retention.row_of(work, subject) for subject in dict.fromkeys(subjects)]
    retention.unhindered(work, rows)
    # consecutive, whoever else makes a list at this moment
    work.alone()
    year = on_file.today(work).year
    last = work.visible(DestructionList, withdrawn=True).where(DestructionList.number.startswith(f"X{year}-")).select(
        peewee.fn.MAX(DestructionList.number)).scalar()  # fmt: skip
    number = f"X{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"
    clients = {row.client_id for row in rows}
    only = clients.pop() if len(clients) == 1 else None
    made = work.add(DestructionList(client=only, number=number, made_by=work.me.id, made_at=work.now,
                                    note=check_length(tidy(note), 300, "note")))  # fmt: skip
    items = []
    for row in rows:
        _begun, term, until = retention.until_of(work, row)
        subject = retention.subject_of(row)
        items.append(DestructionItem(
            list=made.id, client=row.client_id, file=subject.file, document=subject.document,
            title=retention.title_of(row), number=row.number, term=term.value, kept_until=until,
            sheets=retention.sheets_of(work, row),
        ))  # fmt: skip
    work.add_rows(DestructionItem, items)
    work.record(TOPIC, "list_destruction", made, items=len(items))
    return UUID(str(made.id))


def appraise(work: Work, verdicts: Mapping[UUID, Verdict], kept_to: date | None = None) -> None:
    """Judges entries 鉴定: keep, keep longer until a day, or destroy. Where two differ, the longer keeping stands.

    Raises BadEntry, NotAllowed, NotFound.
    """
    _require(work)
    for item_id, verdict in verdicts.items():
        item = work.get(DestructionItem, item_id)
        row = work.get(DestructionList, item.list_id)
        _stands(row, ListState.APPRAISING)
        if verdict is Verdict.EXTEND and (kept_to is None or kept_to <= on_file.today(work)):
            raise BadEntry(N_("Say until which day it is kept longer."), "kept_to")
        said = {**item.verdicts, work.me.id.hex: verdict.value}
        longer = max(filter(None, (item.kept_to, kept_to)), default=None) if verdict is Verdict.EXTEND else item.kept_to
        work.change(item, {"verdicts": said, "kept_to": longer})
        work.record(TOPIC, "appraise", row)


def submit(work: Work, list_id: UUID) -> int:
    """Closes the appraisal: what is kept leaves the list, the rest waits for approval. Returns how many are to be
    destroyed. Raises BadEntry while two have not judged every entry, NotAllowed, NotFound."""
    _require(work)
    row = work.get(DestructionList, list_id)
    _stands(row, ListState.APPRAISING)
    items = _items(work, row)
    agreed = {item.id: rules.agreed(_verdicts(item)) for item in items}
    if open_ones := [item.title for item in items if agreed[item.id] is None]:
        raise BadEntry(N_("Two people judge every entry; still open: {what}."), what="、".join(open_ones[:5]))
    to_destroy = 0
    for item in items:
        if agreed[item.id] is Verdict.DESTROY:
            to_destroy += 1
            continue
        kept = {"kept_to": date.max} if agreed[item.id] is Verdict.KEEP else {}
        if kept:
            work.change(item, kept)
    state = ListState.OPINIONS if to_destroy else ListState.STOPPED
    work.change(row, {"state": state.value})
    work.record(TOPIC, "submit_destruction", row, items=to_destroy)
    return to_destroy


def need_of(work: Work, list_id: UUID) -> Need:
    """What somebody else must let through before a list may be carried out. Raises NotFound."""
    row = work.get(DestructionList, list_id)
    items = _to_destroy(work, row)
    details = (Detail(N_("Entries"), (str(len(items)),)),
               Detail(N_("Sheets of paper"), (str(sum(item.sheets for item in items)),)))  # fmt: skip
    return Need(Act.DESTROY_PAPERS, len(items), row.number, f"{row.id.hex} {_digest(row, items)}", 1, row.client_id,
                details)  # fmt: skip


def approve(work: Work, list_id: UUID) -> date:
    """Takes up the approval of a list (AC-6) and starts its cooling-off; returns the first day on which it may be
    carried out. Raises NeedsApproval, BadEntry, NotAllowed, NotFound."""
    work.require(Right.DESTROY_DOCUMENTS)
    row = work.get(DestructionList, list_id)
    _stands(row, ListState.OPINIONS)
    approver = approvals.require(work, need_of(work, list_id))
    first = rules.cooled(on_file.today(work), int(str(work.settings["destroy_after_days"])))
    work.change(row, {"state": ListState.APPROVED.value, "approved_by": approver, "approved_at": work.now,
                      "not_before": first})  # fmt: skip
    work.record(TOPIC, "approve_destruction", row)
    return first


def stop(work: Work, list_id: UUID, why: str) -> None:
    """Stops a list that is not carried out yet; what stands on it is free again. Raises BadEntry, NotAllowed,
    NotFound."""
    _require(work)
    row = work.get(DestructionList, list_id)
    if ListState.of(row.state) not in retention.OPEN_LISTS:
        raise _otherwise(row)
    said = check_length(tidy(why), 300, "reason")
    if not said:
        raise BadEntry(N_("Say why the destruction is stopped."), "reason")
    work.change(row, {"state": ListState.STOPPED.value, "note": said})
    work.record(TOPIC, "stop_destruction", row)


# Watching and carrying out


def watch(work: Work, list_id: UUID) -> None:
    """Signs, with one's own key, that one watches this list being destroyed as it is 监销. Raises BadEntry, NotAllowed,
    NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    row = work.get(DestructionList, list_id)
    _stands(row, ListState.APPROVED)
    items = _to_destroy(work, row)
    said = _digest(row, items)
    for former in work.visible(DestructionWitness).where(
        (DestructionWitness.list == row.id) & (DestructionWitness.person == work.me.id)
    ):
        work.withdraw(former)
    signed = work.me.keys.signing.sign(certificates.watch_text(said, work.me.id.hex)).hex()
    work.add(DestructionWitness(list=row.id, client=row.client_id, person=work.me.id, at=work.now, digest=said,
                                signature=signed))  # fmt: skip
    work.record(TOPIC, "watch_destruction", row)


def watch_here(work: Work, office: Office, list_id: UUID, name: str, password: str, *,
               progress: Callable[..., object] | None = None) -> None:  # fmt: skip
    """Lets a supervisor sign in my window, with his own name and password. Give it staged work. Raises SignInRefused,
    and what `watch` raises."""
    with work.reading():
        work.require(Right.DESTROY_DOCUMENTS)
    office.run(office.sign_in(name, password), watch, list_id)


def carry_out(work: Work, list_id: UUID, *, progress: Progress = lambda *_: None) -> dict[str, Any]:
    """Destroys what stands on an approved list: keys, bytes, texts and index; the record stays. Returns the
    certificate. Give it staged work; `progress` counts entries, and stopped in the midst nothing is destroyed.

    Raises BadEntry where the time has not come, fewer than two others watch, or something keeps an entry by now;
    NotAllowed, NotFound.
    """
    with work.writing():
        work.require(Right.DESTROY_DOCUMENTS)
        row = work.get(DestructionList, list_id)
        _stands(row, ListState.APPROVED)
        if row.not_before is not None and on_file.today(work) < row.not_before:
            raise BadEntry(N_("This list may be carried out from {day} on."), day=row.not_before.isoformat())
        items = _to_destroy(work, row)
        watchers = _watchers(work, row, items)
        rules.check_supervisors(work.me.id, [each.person_id for each in watchers],
                                present=[each.person_id for each in watchers])  # fmt: skip
        subjects = [(item, retention.row_of(work, Subject(item.file_id, item.document_id))) for item in items]
        retention.unhindered(work, [subject for _item, subject in subjects], row.id)
        told, gone = [], list[UUID]()
        for number, (item, subject) in enumerate(subjects):
            progress(number, len(subjects))
            told.append(_destroyed(work, item, subject, gone))
        lending.clear(work)
        proof = _certificate(work, row, told, watchers)
        work.change(row, {"state": ListState.CARRIED_OUT.value, "carried_out_by": work.me.id,
                          "carried_out_at": work.now,
                          "proof": {**proof, "gone": [key.hex for key in gone]}})  # fmt: skip
        work.record(TOPIC, "carry_out_destruction", row, items=len(told))
    progress(len(subjects), len(subjects))
    return proof


def _destroyed(work: Work, item: Any, subject: Any, gone: list[UUID]) -> dict[str, Any]:
    """Destroys one entry, and says what it was: number, kind and hashes. No title: it may tell of somebody, and the
    certificate outlives an erasure."""
    contents: list[str] = []
    for document in retention.documents_of(work, subject):
        if document.state == DocumentState.DESTROYED.value:
            continue
        contents += _destroy_document(work, document, gone)
    if isinstance(subject, ArchiveFile):
        work.change(subject, {"state": FileState.DESTROYED.value})
    work.change(item, {"destroyed_at": work.now})
    kind = "file" if item.file_id is not None else "document"
    return {"id": item.id.hex, "number": item.number, "kind": kind, "term": item.term,
            "kept_until": item.kept_until.isoformat() if item.kept_until is not None else "",
            "sheets": item.sheets, "contents": contents}  # fmt: skip


def _destroy_document(work: Work, document: Any, gone: list[UUID]) -> list[str]:
    """All versions of a document, its texts and its place in the index. Returns the SHA-256 of each content."""
    versions = list(work.visible(DocumentVersion, withdrawn=True).where(DocumentVersion.document == document.id))
    held = {version.blob_id: version.blob for version in versions}
    hashes = [_known_by(work, blob) for blob in held.values()]
    document_index.forget(document.id)
    search.forget(work, [document.id])
    work.remove_many(DocumentVersion, versions)
    gone += [blob_id for blob_id in held if blobs.let_go(work, blob_id)]
    # what it was called stays for the record; under a mark that lies sealed, and goes with it
    emptied = {"sealed": ""} if document.mark else {}
    work.change(document, {"state": DocumentState.DESTROYED.value, "note": "", "tags": "", **emptied})
    return hashes


def _known_by(work: Work, blob: Any) -> str:
    """What a content is known by to strangers: its SHA-256, in hex; where I can't open it, that of its sealed bytes,
    with a word before it that says so."""
    return blobs.sha256_of(work, blob) if work.me.vaults.holds(blob.vault) else f"sealed:{blob.stored_hash}"


def _certificate(work: Work, row: Any, told: list[dict[str, Any]], watchers: Sequence[Any]) -> dict[str, Any]:
    zone = zone_of(str(work.settings["time_zone"]))
    people = on_file.names(work, [row.approved_by_id, work.me.id, *(each.person_id for each in watchers)])
    body = {
        "format": certificates.FORMAT, "office": str(work.settings["office_name"]),
        "list": row.id.hex, "number": row.number,
        "approved_by": people.get(row.approved_by_id, ""),
        "approved_at": row.approved_at.astimezone(zone).isoformat(timespec="seconds"),
        "carried_out_at": work.now.astimezone(zone).isoformat(timespec="seconds"), "items": told,
        "watched": [{"person": each.person_id.hex, "name": people.get(each.person_id, ""),
                     "at": each.at.astimezone(zone).isoformat(timespec="seconds"), "signature": each.signature,
                     "key": public_halves(each.person_id)[1].hex()} for each in watchers],
    }  # fmt: skip
    said = certificates.digest(body)
    signed = work.me.keys.signing.sign(certificates.signing_text(said, work.me.id.hex)).hex()
    mine = {"person": work.me.id.hex, "name": work.me.name, "at": body["carried_out_at"],
            "key": work.me.keys.public[1].hex(), "signature": signed}  # fmt: skip
    return {"body": body, "signatures": [mine]}


# Reading


def lists(work: Work, *, limit: int = 200) -> tuple[ListLine, ...]:
    """Destruction lists, those on their way first. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    query = work.visible(DestructionList)
    rows = list(
        query.order_by(DestructionList.carried_out_at.is_null(False), DestructionList.made_at.desc()).limit(limit)
    )
    found = [_items(work, row) for row in rows]
    watched = [_signed_by(work, row) for row in rows]
    people = on_file.names(work, [*(key for row in rows for key in (row.made_by_id, row.approved_by_id)),
                                  *(each.person_id for told in watched for each in told)])  # fmt: skip
    return tuple(
        ListLine(row.id, row.number, ListState.of(row.state), people.get(row.made_by_id, ""), row.made_at, row.note,
                 len(items), sum(rules.agreed(_verdicts(item)) is None for item in items),
                 people.get(row.approved_by_id, ""), row.approved_at, row.not_before, row.carried_out_at,
                 tuple(people.get(each.person_id, "") for each in told))
        for row, items, told in zip(rows, found, watched, strict=True)
    )  # fmt: skip


def items(work: Work, list_id: UUID) -> tuple[ItemLine, ...]:
    """What stands on a list, as far as I may see it. Raises NotFound."""
    row = work.get(DestructionList, list_id)
    rows = _items(work, row)
    people = on_file.names(work, (UUID(key) for item in rows for key in item.verdicts))
    clients = {item.client_id for item in rows if item.client_id is not None}
    known = {each.id: each for each in work.visible(Client, withdrawn=True).where(Client.id.in_(clients))}
    return tuple(
        ItemLine(item.id, Subject(item.file_id, item.document_id), item.client_id,
                 known[item.client_id].code if item.client_id in known else "",
                 known[item.client_id].name if item.client_id in known else "", item.title, item.number,
                 Term.of(item.term), item.kept_until, item.sheets,
                 tuple((people.get(person, ""), verdict) for person, verdict in _verdicts(item)),
                 dict(_verdicts(item)).get(work.me.id), rules.agreed(_verdicts(item)),
                 None if item.kept_to == date.max else item.kept_to, item.destroyed_at)
        for item in rows
    )  # fmt: skip


def certificate(work: Work, list_id: UUID) -> dict[str, Any]:
    """The certificate of a list that was carried out. Raises BadEntry, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    row = work.get(DestructionList, list_id)
    if not row.proof:
        raise BadEntry(N_("This list has not been carried out: there is no certificate."))
    return {part: row.proof[part] for part in ("body", "signatures")}


def hand_out_certificate(work: Work, list_id: UUID) -> dict[str, Any]:
    """The certificate to be saved as a file, which is recorded before it leaves the office. Raises BadEntry,
    NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    found = certificate(work, list_id)
    work.record(TOPIC, "save_certificate", work.get(DestructionList, list_id))
    return found


def out_of_backups(work: Work, list_id: UUID) -> Expiry:
    """The second date: since when no backup holds what was destroyed, or until when the last one does. Raises BadEntry,
    NotFound."""
    certificate(work, list_id)
    row = work.get(DestructionList, list_id)
    found = blob_mirror.expiry(work, [UUID(key) for key in row.proof["gone"]]).values()
    held = [each for each in found if each.expired_at is None]
    if held:
        return max(held, key=lambda each: each.expires_on or date.min)
    return max(found, key=lambda each: each.expired_at or row.carried_out_at, default=Expiry(row.carried_out_at))


# What they share


def _require(work: Work) -> None:
    if not work.may(Right.DESTROY_DOCUMENTS):
        work.require(Right.KEEP_ARCHIVE)


def _stands(row: Any, state: ListState) -> None:
    if ListState.of(row.state) is not state:
        raise _otherwise(row)


def _otherwise(row: Any) -> BadEntry:
    return BadEntry(N_("This list stands otherwise by now: {state}."), state=Label(ListState.of(row.state).label))


def _items(work: Work, row: Any) -> list[Any]:
    query = work.visible(DestructionItem).where(DestructionItem.list == row.id)
    return list(query.order_by(DestructionItem.number, DestructionItem.title, DestructionItem.id))


def _verdicts(item: Any) -> list[tuple[UUID, Verdict]]:
    return [(UUID(key), Verdict.of(said)) for key, said in item.verdicts.items()]


def _to_destroy(work: Work, row: Any) -> list[Any]:
    return [item for item in _items(work, row) if rules.agreed(_verdicts(item)) is Verdict.DESTROY]


def _digest(row: Any, items: Sequence[Any]) -> str:
    return certificates.list_digest(row.id.hex, row.number, ([item.id.hex, item.number, item.sheets] for item in items))


def _signed_by(work: Work, row: Any) -> list[Any]:
    return list(
        work.visible(DestructionWitness).where(DestructionWitness.list == row.id).order_by(DestructionWitness.at)
    )


def _watchers(work: Work, row: Any, items: Sequence[Any]) -> list[Any]:
    """Who has signed to watch this very list, today or yesterday: whoever signed for another is none."""
    said, since = _digest(row, items), work.now - timedelta(hours=24)
    found = []
    for each in _signed_by(work, row):
        _exchange, key = public_halves(each.person_id)
        fits = each.digest == said and each.at >= since
        if fits and vault.signed(key, bytes.fromhex(each.signature), certificates.watch_text(said, each.person_id.hex)):
            found.append(each)
    return found
