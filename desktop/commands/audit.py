"""Commands about the records: verifying them, and looking a printed fingerprint up."""

from argparse import ArgumentParser, Namespace

from desktop.commands.command import Answer, Command, Session
from desktop.house_records import Records
from desktop.i18n import N_, _, _n, language
from desktop.services import fingerprints
from desktop.services.chains import Finding


def _verify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true",
                        help=_("only what is new since the last time: hashes and newest signatures"))  # fmt: skip
    parser.add_argument("--accept", metavar="REASON",
                        help=_("hold the present state for lawful, as after a backup was restored"))  # fmt: skip
    parser.add_argument("--fingerprint", metavar="TEXT", help=_("only look up a fingerprint from a print"))


def _verify(session: Session, given: Namespace) -> Answer:
    if given.fingerprint is not None:
        return _look_up(session, given.fingerprint)
    records = Records.of(session.office)
    memory = records.witness.read()
    found = session.errand(records.verify, not given.quick)
    report, losses = found.report, found.witnessed.losses
    accepted = given.accept is not None and bool(losses or memory.spoilt)
    if accepted:
        session.errand(records.accept, losses, given.accept)
    # what was held for lawful is what this workstation missed; nothing else is set right by it
    left = [finding for finding in report.findings if not (accepted and finding.area == "witness")]
    lines = [_said(finding) for finding in (*report.findings, *report.notices)]
    count = _n("{n} finding", "{n} findings", len(report.findings)).format(n=len(report.findings))
    lines += [_("Sound.") if report.sound else count, _("Fingerprint: {text}").format(text=found.fingerprint)]
    data = {
        "sound": report.sound, "findings": [_told(f) for f in report.findings],
        "notices": [_told(f) for f in report.notices], "counts": report.counts, "fingerprint": found.fingerprint,
        "remembered_since": memory.since, "accepted": accepted, "language": language(),
    }  # fmt: skip
    return Answer(data, lines, 1 if left else 0)


def _look_up(session: Session, text: str) -> Answer:
    known = session.ask(fingerprints.look_up, text)
    data = {"fingerprint": known.text, "given_at": known.given_at, "given_by": known.given_by, "stands": known.stands}
    return Answer(data, [_(fingerprints.sentence_of(known)).format(
        who=known.given_by, when=f"{known.given_at:%Y-%m-%d %H:%M}" if known.given_at else "")],
        0 if known.stands else 1)  # fmt: skip


def _said(finding: Finding) -> str:
    return _(finding.message).format(**finding.values)


def _told(finding: Finding) -> dict[str, str]:
    return {"area": finding.area, "finding": _said(finding)}


COMMANDS = (
    Command("verify", N_("verify the records: chains, signatures, rows, and what this workstation has seen"),
            _verify_arguments, _verify),
)  # fmt: skip
