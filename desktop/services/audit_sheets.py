"""The audit log as a file and on paper: what the page shows, with the fingerprint of the state it was taken from."""

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from desktop.i18n import N_, Translator
from desktop.rules.audit import Question
from desktop.rules.errors import BadEntry
from desktop.rules.exports import ExportKind
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.zones import zone_of
from desktop.services import audit, export_files, fingerprints
from desktop.services.audit import AuditLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "audit"
LIMIT = 5000
_HEADS = (N_("When"), N_("Who"), N_("What"), N_("Concerning"), N_("Particulars"), N_("Workstation"))


def export_log(work: Work, question: Question, kind: ExportKind, path: Path, language: Translator, *,
               progress: Progress = lambda *_: None) -> Path:  # fmt: skip
    """Writes the log to `path` as a workbook or comma-separated text, whole or not at all; clients by their code alone,
    and no value becomes a formula. Give it staged work.

    Raises NotAllowed, and BadEntry for an address card, for too many records or a place that can't be written.
    """
    if kind is ExportKind.VCARD:
        raise BadEntry(N_("A log is no address card: choose a spreadsheet or text."), "kind")
    place = export_files.WholeFile(path)
    try:
        rows = list(_rows(work, question, language, progress, named=False))
        heads = [language(head) for head in _HEADS]
        if kind is ExportKind.CSV:
            place.put(export_files.comma_separated(heads, rows))
        else:
            place.put(export_files.workbook(heads, rows, language(N_("Audit log"))))
        with work.writing():
            work.require(Right.SEE_AUDIT)
            work.record(TOPIC, "export", None, kind=kind.value, rows=len(rows))
        place.settle()
    finally:
        place.drop()
    return place.path


def print_log(work: Work, question: Question, language: Translator, *, progress: Progress = lambda *_: None) -> Printed:
    """The log on paper, with the fingerprint of all records at its foot (SA-1). In stages: give it staged work."""
    from desktop.reports.audit import audit_log

    rows = list(_rows(work, question, language, progress, named=True))
    look, stamp = look_of(work), stamp_of(work)
    with work.writing():
        work.require(Right.SEE_AUDIT)
        mark = fingerprints.anchor(work, code=stamp.code)
        work.record(TOPIC, "print", None, sheet="audit_log", code=stamp.code, rows=len(rows))
    pdf = audit_log([language(head) for head in _HEADS], rows, look, stamp, language, mark)
    return Printed("audit_log", language(N_("Audit log")), pdf, stamp.code)


def _rows(work: Work, question: Question, language: Translator, progress: Progress, *,
          named: bool) -> Iterator[tuple[str, ...]]:  # fmt: skip
    with work.reading():
        total = audit.count(work, question)
    if total > LIMIT:
        raise BadEntry(N_("These are {count} records; at most {limit} can be given out at once. Narrow them down."),
                       count=f"{total:,}", limit=f"{LIMIT:,}")  # fmt: skip
    zone, last, done = zone_of(str(work.settings["time_zone"])), None, 0
    while True:
        with work.reading():
            found = audit.page(work, question, 0, audit.MOST, last, language)
        for line in found:
            yield _row(line, language, zone, named=named)
        done += len(found)
        progress(min(done, total), total)
        if len(found) < audit.MOST:
            return
        last = found[-1].serial


def _row(line: AuditLine, language: Translator, zone: tzinfo, *, named: bool) -> tuple[str, ...]:
    about = " ".join(filter(None, (line.code, line.about if named or not line.code else "")))
    if line.hidden:
        about = language(N_("a client out of your sight"))
    said = language(N_("{label}: {text}"))
    # what somebody called a file may be a client's name
    facts = [fact for fact in line.facts if named or fact.name not in ("file", "file_name")]
    told = "; ".join(said.format(label=language(fact.label), text=fact.value) for fact in facts)
    when = f"{line.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return when, line.who, language(line.action), about, told, line.workstation
