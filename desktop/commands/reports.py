"""The commands of appraisal on paper: write reports as PDF, and compare one with its locked period (AP-5)."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.commands.prints import to_file
from desktop.i18n import LANGUAGES, N_, _, language
from desktop.rules.errors import BadEntry
from desktop.rules.report_codes import ReportKind, shown
from desktop.rules.system_words import why
from desktop.services import appraisal_prints, appraisal_verifying, appraisal_views
from desktop.services.appraisal_prints import BOTH, Wish
from desktop.services.appraisal_verifying import Compared, ReportState
from desktop.services.work import Work
from desktop.workstation.files import write_atomically


def _report_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=tuple(ReportKind), help=_("whose: a person's, a department's, the office's"))
    parser.add_argument("words", nargs="+", metavar="[NAME] PERIOD",
                        help=_("name of the person or department, not for the office; name of the period, such as "
                               "2026Q3"))  # fmt: skip
    parser.add_argument(
        "--pdf",
        metavar="FILE|DIR",
        required=True,
        type=Path,
        help=_("the PDF to write; in a folder a file for each, with their hashes"),
    )
    parser.add_argument("--language", choices=(*LANGUAGES, BOTH), default="", help=_("language of the report, or both"))
    parser.add_argument("--version", type=int, default=0, help=_("an earlier version of a corrected period"))
    parser.add_argument("--alone", action="store_true",
                        help=_("of a department or the office: the summary without each person's report"))  # fmt: skip


def _report(session: Session, given: Namespace) -> Answer:
    wish = session.ask(_wish, given)
    place: Path = given.pdf
    if place.is_dir():
        return _into_folder(session, wish, place)
    return to_file(session, place, lambda: session.errand(appraisal_prints.report, wish))


def _wish(work: Work, given: Namespace) -> Wish:
    kind = ReportKind.of(given.kind)
    *named, period = given.words
    name = " ".join(named)
    if bool(name) == (kind is ReportKind.OFFICE):
        raise BadEntry(N_("Give the name of the period alone.") if name
                       else N_("Say whose report it is, and then the period."), "words")  # fmt: skip
    key = _period(work, period, given.version)
    about = _about(work, key, kind, name.casefold()) if name else None
    return Wish(key, kind, about, given.language or language(), not given.alone)


def _period(work: Work, name: str, version: int) -> UUID:
    there = appraisal_views.periods(work)
    for one in there:
        if one.name.casefold() == name.strip().casefold() and version in (0, one.version):
            return one.id
    names = _(", ").join(dict.fromkeys(one.name for one in there))
    raise BadEntry(N_("There is no period {name}. There are: {names}"), "period", name=name, names=names or "–")


def _about(work: Work, period: UUID, kind: ReportKind, name: str) -> UUID:
    """The person or department of this name among the sheets of the period that I see."""
    sheets = appraisal_views.sheets(work, period)
    if kind is ReportKind.PERSON:
        found = [one for one in sheets if one.number.casefold() == name]
        found = found or [one for one in sheets if one.name.casefold() == name]
        if len(found) > 1:
            raise BadEntry(N_("Several people are called “{name}”: give the name by which one signs in: {logins}"),
                           "words", name=found[0].name, logins=_(", ").join(one.number for one in found))  # fmt: skip
        if found:
            return found[0].person
    for one in sheets:
        if kind is ReportKind.DEPARTMENT and name == one.department.casefold() and one.department_id is not None:
            return one.department_id
    raise BadEntry(N_("Of “{name}” there is no sheet in this period that you may see."), "words", name=name)


def _into_folder(session: Session, wish: Wish, place: Path) -> Answer:
    files = session.errand(appraisal_prints.folder, wish)
    try:
        for one in files:
            write_atomically(place / one.name, one.pdf)
    except OSError as trouble:
        raise BadEntry(N_("The PDF can't be written to {file}: {why}. Choose another place."), "pdf",
                       file=str(place), why=why(trouble)) from None  # fmt: skip
    data = {"folder": str(place), "files": [{"file": one.name, "code": one.code or None} for one in files]}
    return Answer(data, [f"{one.name}\t{shown(one.code)}" for one in files])


# verify-report


def _verify_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("report", metavar="CODE|FILE", help=_("the code on the report, what its QR says, or its file"))


def _verify(session: Session, given: Namespace) -> Answer:
    path = Path(given.report)
    if _is_file(path):
        found = session.ask(appraisal_verifying.by_path, path)
    else:
        found = [session.ask(appraisal_verifying.by_code, given.report)]
    fine = all(one.state is ReportState.INTACT for one in found)
    return Answer([_data(one) for one in found], [line for one in found for line in _lines(one)], status=int(not fine))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # a QR is longer than a name may be
        return False


def _data(one: Compared) -> dict[str, object]:
    return {
        "state": one.state.value, "code": one.code, "kind": one.kind.value, "period": one.period or None,
        "version": one.number or None, "name": one.name or None, "total": one.total or None,
        "newer": one.newer or None, "whole": one.whole, "changes": list(one.changes),
    }  # fmt: skip


def _lines(one: Compared) -> list[str]:
    said = [_(one.state.label)]
    about = " · ".join(filter(None, (one.period, one.name or (_(one.kind.label) if one.period else ""), one.total)))
    if about:
        said.append(f"{shown(one.code)}\t{about}")
    if one.newer:
        said.append(_("In force is version {n}.").format(n=one.newer))
    if one.whole is not None:
        said.append(_("The file is one that was printed, byte for byte.") if one.whole
                    else _("The file is none that was printed: at least one byte differs."))  # fmt: skip
    return [*said, *one.changes]


COMMANDS = (
    Command("report", N_("write appraisal reports of a person, a department or the office as PDF"), _report_arguments,
            _report),
    Command("verify-report", N_("compare a printed appraisal report, by its code or its file, with the locked period"),
            _verify_arguments, _verify),
)  # fmt: skip
