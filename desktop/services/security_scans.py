"""The register of security scans and repairs (SA-6): one each quarter, what it found, what was repaired."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.i18n import N_
from desktop.models.audit import SecurityScan
from desktop.rules.audit import round_before
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.services import due_rows, on_file
from desktop.services.work import Work

TOPIC = "audit"
WHAT_LIMIT, TEXT_LIMIT = 200, 1000


@dataclass(frozen=True, slots=True)
class ScanLine:
    id: UUID
    scanned_on: date
    what: str
    found: str
    repaired: str
    entered_by: str


def list_scans(work: Work) -> tuple[ScanLine, ...]:
    """Newest first."""
    rows = list(work.visible(SecurityScan).order_by(SecurityScan.scanned_on.desc()))
    people = on_file.names(work, (row.entered_by_id for row in rows))
    return tuple(ScanLine(row.id, row.scanned_on, row.what, row.found, row.repaired, people.get(row.entered_by_id, ""))
                 for row in rows)  # fmt: skip


def enter_scan(work: Work, scanned_on: date, what: str, found: str, repaired: str) -> UUID:
    """Enters a scan. Raises BadEntry (fields `what`, `scanned_on`)."""
    work.require(Right.SEE_AUDIT)
    what = tidy(what)[:WHAT_LIMIT]
    if not what:
        raise BadEntry(N_("Say what was scanned, and with what."), "what")
    if scanned_on > on_file.today(work):
        raise BadEntry(N_("This day has not come yet."), "scanned_on")
    row = work.add(SecurityScan(scanned_on=scanned_on, what=what, found=tidy(found)[:TEXT_LIMIT],
                                repaired=tidy(repaired)[:TEXT_LIMIT], entered_by=work.me.id,
                                entered_at=work.now))  # fmt: skip
    work.record(TOPIC, "enter_scan", row)
    return UUID(str(row.id))


def note_repair(work: Work, scan_id: UUID, repaired: str) -> None:
    """What was repaired after it. Raises BadEntry (field `repaired`), NotFound."""
    work.require(Right.SEE_AUDIT)
    row = work.get(SecurityScan, scan_id)
    repaired = tidy(repaired)[:TEXT_LIMIT]
    if not repaired:
        raise BadEntry(N_("Say what was repaired."), "repaired")
    if work.change(row, {"repaired": repaired, "repaired_on": on_file.today(work)}):
        work.record(TOPIC, "change_scan", row)


def due(work: Work, view: View) -> list[Batch]:
    """No scan since the last whole stretch of months: one is due. An office founded since owes none."""
    work.require(Right.SEE_AUDIT)
    newest = work.visible(SecurityScan).order_by(SecurityScan.scanned_on.desc()).get_or_none()
    first, last = round_before(view.today, int(work.settings["scan_months"]))
    late = newest.scanned_on < first if newest is not None else due_rows.existed_on(work, last)
    opens = ("incidents", None)
    rows = (
        [Row(("scan", last), "shield", Said(N_("Security scan")), "", opens, Deed.OPEN, opens, on=last)] if late else []
    )
    return [Batch(Group.DUE, tuple(rows[: view.limit]), len(rows))]
