"""Verifies the records as an auditor asks for it: chains, signatures, rows, and what this workstation remembers."""

from dataclasses import dataclass

from desktop.i18n import N_
from desktop.rules.audit import Memory
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.services import fingerprints, signing, witnessing
from desktop.services.chains import Report, check_chains
from desktop.services.emptied import check_emptied
from desktop.services.row_checking import check_rows
from desktop.services.witnessing import Witnessed
from desktop.services.work import Work

TOPIC = "audit"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found, what this workstation misses, and the fingerprint of the state that was verified."""

    report: Report
    witnessed: Witnessed
    fingerprint: str


def verify(work: Work, memory: Memory, *, full: bool = True, progress: Progress = lambda *_: None) -> Verified:
    """Verifies all records (SA-1) in short reading stages, and records that it was done. Give it staged work.

    `memory` is what this workstation remembers; the quick way goes on from what it found sound before, by hashes and
    the newest signatures, and leaves the rows out. Raises NotAllowed.
    """
    report = Report()
    with work.reading():
        work.require(Right.SEE_AUDIT)
        witnessed = witnessing.look(work, memory)
        witnessing.tell(report, witnessed.losses, memory)
    known = {} if witnessed.losses or memory.spoilt else memory.verified
    check_chains(work, report, full=full, known=known, progress=progress)
    check_emptied(work, report)
    with work.reading():
        for each in signing.differences(work):
            report.add("powers", each.message, **each.values)
    if work.settings["sample"]:
        # its year is told with days that never were
        report.notices = [notice for notice in report.notices if notice.area != "clock"]
    if full:
        try:
            check_rows(work, report, progress)
        except ValueError:
            report.add("rows", N_("The journal can't be read: it was changed outside the program."))
    with work.writing():
        work.require(Right.SEE_AUDIT)
        counts = {"records": report.counts.get("records", 0), "findings": len(report.findings)}
        text = fingerprints.anchor(work, full=full, **counts)
    return Verified(report, witnessed, text)
