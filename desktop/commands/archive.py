"""The commands of the archive: what is on its way there, what is due to be destroyed, certificates checked alone."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.commands.prints import to_file
from desktop.house import House
from desktop.i18n import N_, _, _n, language, translator
from desktop.rules.archive import TURN
from desktop.rules.errors import BadEntry
from desktop.services import archive_files, archive_handing, archive_prints, certificates, destruction, retention
from desktop.services.archive_files import FileLine
from desktop.services.destruction import ListLine
from desktop.services.retention import DueLine


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(_("“{text}” is no id of an archive file").format(text=text)) from None


# handover


def _handover_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=("list", "sign", "content-list"),
                        help=_("list the files on their way, by when each step is due; sign a content list with your "
                               "own key and hand the file on, as agent A or agent B; or print it in three "
                               "copies"))  # fmt: skip
    parser.add_argument("id", metavar="FILE-ID", nargs="?", type=_id,
                        help=_("id of the archive file, as list tells it"))  # fmt: skip
    parser.add_argument("--mine", action="store_true", help=_("with list: only those whose step at hand is mine"))
    parser.add_argument("--pdf", metavar="FILE", type=Path, help=_("with content-list: the PDF to write"))


def _handover(session: Session, given: Namespace) -> Answer:
    if given.act == "list":
        return _on_their_way(session, given)
    if given.id is None:
        raise BadEntry(N_("Say which archive file: its id, as “handover list” tells it."), "id")
    if given.act == "content-list":
        if given.pdf is None:
            raise BadEntry(N_("Say where the PDF goes: --pdf FILE."), "pdf")
        return to_file(session, given.pdf, lambda: session.errand(archive_prints.content_list, given.id,
                                                                  translator(language())))  # fmt: skip
    state = session.do(archive_handing.sign_on, given.id)
    line = session.ask(archive_files.file_view, given.id).line
    said = _("Signed. {title}: {state}").format(title=line.title, state=_(state.label))
    return Answer(_data(line), [said])


def _on_their_way(session: Session, given: Namespace) -> Answer:
    found = [line for line in session.ask(archive_files.files, states=list(TURN)) if line.mine or not given.mine]
    found.sort(key=lambda line: (line.due or line.ended_at, line.id))
    return Answer([_data(line) for line in found],
                  [_line(line) for line in found] or [_("No file is on its way to the archive.")])  # fmt: skip


def _data(line: FileLine) -> dict[str, object]:
    return {
        "id": str(line.id), "title": line.title, "number": line.number, "client": line.client_code,
        "state": line.state.value, "agent_a": line.agent_a_name, "agent_b": line.agent_b_name,
        "due": _moment(line.due), "together": _moment(line.together), "late": line.late, "mine": line.mine,
        "items": line.items, "sheets": line.sheets,
    }  # fmt: skip


def _line(line: FileLine) -> str:
    late = "\t" + _("late") if line.late else ""
    return f"{line.id}\t{line.title}\t{line.client_code}\t{_(line.state.label)}\t{_moment(line.due)}{late}"


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


# destroy


def _destroy_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=("due", "lists"),
                        help=_("what may be destroyed because its period has run out, and what keeps it all the same; "
                               "or the destruction lists and where each stands"))  # fmt: skip


def _destroy(session: Session, given: Namespace) -> Answer:
    if given.act == "lists":
        made = session.ask(destruction.lists)
        return Answer([_list_data(line) for line in made],
                      [_list_line(line) for line in made] or [_("There is no destruction list.")])  # fmt: skip
    found = session.ask(retention.due)
    return Answer([_due_data(line) for line in found],
                  [_due_line(line) for line in found] or [_("No period has run out.")])  # fmt: skip


def _list_data(line: ListLine) -> dict[str, object]:
    return {
        "id": str(line.id), "number": line.number, "state": line.state.value, "made_by": line.made_by,
        "made_at": _moment(line.made_at), "items": line.items, "open": line.open, "approved_by": line.approved_by,
        "not_before": line.not_before.isoformat() if line.not_before else None,
        "carried_out_at": _moment(line.carried_out_at), "watched_by": list(line.watched_by),
    }  # fmt: skip


def _list_line(line: ListLine) -> str:
    items = _n("{n} entry", "{n} entries", line.items).format(n=line.items)
    return f"{line.number}\t{_(line.state.label)}\t{items}\t{line.made_by}\t{line.not_before or ''}"


def _due_data(line: DueLine) -> dict[str, object]:
    return {
        "id": str(line.subject.file or line.subject.document), "kind": "file" if line.subject.file else "document",
        "title": line.title, "number": line.number, "client": line.client_code, "term": line.term.value,
        "kept_until": line.kept_until.isoformat(), "sheets": line.sheets,
        "kept_by": [str(one.sentence) for one in line.hindered],
    }  # fmt: skip


def _due_line(line: DueLine) -> str:
    kept = " ".join(str(one.sentence) for one in line.hindered)
    return f"{line.number or '–'}\t{line.title}\t{line.client_code}\t{line.kept_until}\t{kept}"


# verify-certificate


def _certificate_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=_("the certificate's file"))


def _verify(_house: House, given: Namespace) -> Answer:
    path: Path = given.file
    if path.stat().st_size > certificates.MOST:
        raise certificates.no_certificate()
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise certificates.no_certificate() from None
    found = certificates.check(certificates.read(text))
    verdict = _("The certificate holds.") if found.sound else _("The certificate does NOT hold.")
    about = _("{office}: list {number}, carried out {at}").format(office=found.office, number=found.number,
                                                                 at=found.carried_out_at)  # fmt: skip
    items = _n("{n} entry", "{n} entries", found.items).format(n=found.items)
    contents = _n("{n} content", "{n} contents", found.contents).format(n=found.contents)
    lines = [verdict, about, f"{items} · {contents}"]
    for one in found.signers:
        state = _("the signature holds") if one.holds else _("the signature does NOT hold")
        lines.append(f"{_(one.role)}\t{one.name}\t{one.key}\t{one.at}\t{state}")
    lines += _proves(sound=found.sound)
    data = {
        "holds": found.sound, "office": found.office, "number": found.number, "carried_out_at": found.carried_out_at,
        "items": found.items, "contents": found.contents, "digest": found.digest,
        "signers": [{"name": one.name, "role": one.role, "at": one.at, "key": one.key, "holds": one.holds}
                    for one in found.signers],
    }  # fmt: skip
    return Answer(data, lines, status=int(not found.sound))


def _proves(*, sound: bool) -> list[str]:
    """What a certificate can tell, and what nobody should read into it."""
    if not sound:
        return [_("It was changed after it was signed, or a signature or person that it takes is missing. It proves "
                  "nothing.")]  # fmt: skip
    return [
        _("This proves: the holders of these keys signed this very list, the fingerprints of its contents and the "
          "time; nothing in the file was changed since."),
        _("This does not prove: whose keys they are (compare each fingerprint with its person), that the computer's "
          "clock was right, or that no copy is left elsewhere."),
    ]  # fmt: skip


COMMANDS = (
    Command("handover", N_("list the files on their way to the archive, sign one on, or print its content list"),
            _handover_arguments, _handover),
    Command("destroy", N_("list what is due to be destroyed, or the destruction lists"), _destroy_arguments, _destroy),
    Command("verify-certificate", N_("check the certificate of a destruction, without any office or network"),
            _certificate_arguments, _verify, signs_in=False),
)  # fmt: skip
