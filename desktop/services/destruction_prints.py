"""Prints of a destruction: the list 销毁清册 that is judged and signed, and the certificate of what is gone (DO-7)."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.retention import DestructionList
from desktop.reports.archive_form import Entry
from desktop.rules.archive_numbers import Term
from desktop.rules.progress import Progress
from desktop.rules.retention import SUPERVISORS
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.zones import zone_of
from desktop.services import certificates, coded_sheets, destruction
from desktop.services.blob_mirror import Expiry
from desktop.services.destruction import ItemLine, ListLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
MOST = 5000  # lists of an office


def destruction_list(work: Work, list_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The list with what each appraiser said, who approved it, and lines for those who watch. Give it staged work.
    Raises NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    with work.reading():
        line, zone = _line(work, list_id), _zone(work)
        items = destruction.items(work, list_id)
        stamp, look = stamp_of(work, comes_home=True), look_of(work)
    columns = (
        ColumnHead(language(N_("No.")), 0.3, "right"), ColumnHead(language(N_("Archive no.")), 1.5),
        ColumnHead(language(N_("What it is")), 2.3), ColumnHead(language(N_("Client")), 1.5),
        ColumnHead(language(N_("Kept for")), 0.7), ColumnHead(language(N_("Kept until")), 0.9),
        ColumnHead(language(N_("Sheets of paper")), 0.6, "right"), ColumnHead(language(N_("Appraised as")), 2.2),
    )  # fmt: skip
    rows = [(str(number), item.number, item.title, item.client_name, language(item.term.label),
             item.kept_until.isoformat() if item.kept_until is not None else "", str(item.sheets or ""),
             _verdicts(item, language)) for number, item in enumerate(items, 1)]  # fmt: skip
    title = language(N_("Destruction list"))
    approved = (line.approved_by, _day(line.approved_at, zone)) if line.approved_at is not None else ()
    watchers = [(name, "") for name in line.watched_by[:SUPERVISORS]]
    watchers += [("", "")] * (SUPERVISORS - len(watchers))
    signers = [Signer(language(N_("Made by")), line.made_by, _day(line.made_at, zone)),
               Signer(language(N_("Approved by")), *approved),
               *(Signer(language(N_("Watched by")), *who) for who in watchers)]  # fmt: skip
    values = ArchiveSheet(
        title, [
            Entry(language(N_("List no.")), line.number), Entry(language(N_("State")), language(line.state.label)),
            Entry(language(N_("Entries")), str(len(items))),
            Entry(language(N_("Sheets of paper")), str(sum(item.sheets for item in items))),
            *([Entry(language(N_("Note")), line.note, wide=True)] if line.note else ()),
        ],
        [Part("", columns=columns, rows=rows)], signers, wide=True,
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    _record(work, list_id, SheetKind.DESTRUCTION_LIST, stamp.code, len(items))
    return Printed("archive", title, pdf, stamp.code)


def certificate_sheet(work: Work, list_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The certificate on paper: what was destroyed with the SHA-256 of each content, and each signer's name with the
    fingerprint of his key, by which the file can be compared. Give it staged work. Raises BadEntry while there is
    none, NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.tables import ColumnHead

    with work.reading():
        proof, line = destruction.certificate(work, list_id), _line(work, list_id)
        expiry, zone = destruction.out_of_backups(work, list_id), _zone(work)
        stamp, look = stamp_of(work, comes_home=True), look_of(work)
    body, checked = proof["body"], certificates.check(proof)
    entries = [
        Entry(language(N_("List no.")), checked.number), Entry(language(N_("Office that destroyed")), checked.office),
        Entry(language(N_("Approved by")), f"{line.approved_by} {_day(line.approved_at, zone)}".strip()),
        Entry(language(N_("Carried out at")), _clock(checked.carried_out_at)),
        Entry(language(N_("Entries")), str(checked.items)), Entry(language(N_("Contents")), str(checked.contents)),
        Entry(language(N_("In backups")), _backups(expiry, zone, language), wide=True),
    ]  # fmt: skip
    item_heads = (
        ColumnHead(language(N_("No.")), 0.3, "right"), ColumnHead(language(N_("Archive no.")), 1.6),
        ColumnHead(language(N_("What it is")), 0.8), ColumnHead(language(N_("Kept until")), 0.8),
        ColumnHead(language(N_("Sheets of paper")), 0.5, "right"), ColumnHead("SHA-256", 4.6),
    )  # fmt: skip
    items = [row for number, item in enumerate(body["items"], 1) for row in _destroyed(number, item, language)]
    signer_heads = (
        ColumnHead(language(N_("Signer")), 1), ColumnHead(language(N_("Name of the signer")), 1),
        ColumnHead(language(N_("Signed at")), 1.3), ColumnHead(language(N_("Fingerprint of the key")), 1.6),
        ColumnHead(language(N_("Signature")), 0.8),
    )  # fmt: skip
    signers = [
        (language(one.role), one.name, _clock(one.at), one.key,
         language(N_("holds")) if one.holds else language(N_("does not hold"))) for one in checked.signers
    ]  # fmt: skip
    title = language(N_("Certificate of destruction"))
    values = ArchiveSheet(
        title, entries, [Part(language(N_("Destroyed")), columns=item_heads, rows=items),
                         Part(language(N_("Signatures")), columns=signer_heads, rows=signers)],
        declared=language(N_("Keys, contents, texts and index of these entries are gone for good. The file of this "
                             "certificate can be checked by anybody, without this office; that a key is really that "
                             "person's is told by its holder, by the fingerprint.")),
        proof=language(N_("Fingerprint of this certificate: {digest}")).format(digest=checked.digest), wide=True,
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    _record(work, list_id, SheetKind.CERTIFICATE, stamp.code, checked.items)
    return Printed("archive", title, pdf, stamp.code)


# What they share


def _line(work: Work, list_id: UUID) -> ListLine:
    work.get(DestructionList, list_id)
    return next(line for line in destruction.lists(work, limit=MOST) if line.id == list_id)


def _zone(work: Work) -> tzinfo:
    return zone_of(str(work.settings["time_zone"]))


def _day(at: datetime | None, zone: tzinfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d}"


def _clock(iso: str) -> str:
    """A moment of the certificate as people read it, in the office's own time as it stands there."""
    return f"{datetime.fromisoformat(iso):%Y-%m-%d %H:%M}"


def _verdicts(item: ItemLine, say: Translator) -> str:
    said = [f"{name} {say(verdict.label)}" for name, verdict in item.verdicts]
    if item.kept_to is not None:
        said.append(say(N_("kept until {day}")).format(day=item.kept_to.isoformat()))
    return "、".join(said)


def _destroyed(number: int, item: dict[str, Any], say: Translator) -> Sequence[tuple[str, ...]]:
    """One row for each content, the entry named on the first."""
    kind = say(N_("Archive file")) if item["kind"] == "file" else say(N_("Single document"))
    head = (str(number), item["number"], kind, item["kept_until"] or say(Term.of(item["term"]).label),
            str(item["sheets"] or ""))  # fmt: skip
    hashes = item["contents"] or [say(N_("paper only"))]
    return [(*(head if place == 0 else ("",) * len(head)), each) for place, each in enumerate(hashes)]


def _backups(expiry: Expiry, zone: tzinfo, say: Translator) -> str:
    if expiry.expired_at is not None:
        return say(N_("no backup holds it since {day}")).format(day=_day(expiry.expired_at, zone))
    if expiry.expires_on is not None:
        return say(N_("the last backup that holds it goes on {day}; its key is gone already")).format(
            day=expiry.expires_on.isoformat())  # fmt: skip
    return say(N_("backups may still hold the sealed bytes; their key is gone"))


def _record(work: Work, list_id: UUID, sheet: SheetKind, code: str, size: int) -> None:
    with work.writing():
        work.require(Right.SEE_DOCUMENTS)
        coded_sheets.note(work, code, sheet, [list_id], work.get(DestructionList, list_id).client_id)
        work.record(TOPIC, "print", None, sheet=sheet.value, code=code, size=size)
