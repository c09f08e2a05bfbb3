"""Commands about duplicates: finding pairs of files that may be one client, merging two, taking a merge apart."""

from argparse import ArgumentParser, Namespace
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _, _n
from desktop.rules.errors import NotFound
from desktop.rules.merging import Whose
from desktop.services import clients, duplicates, merging, unmerging
from desktop.services.duplicates import Pair
from desktop.services.merging import Merged
from desktop.services.unmerging import Unmerged
from desktop.services.work import Work


def _no_arguments(parser: ArgumentParser) -> None:
    """Only the options that every command has."""


def _duplicates(session: Session, given: Namespace) -> Answer:
    found = session.errand(duplicates.scan)
    data = [{"codes": [p.first.code, p.second.code], "score": p.score, "reasons": _reasons(p)} for p in found.pairs]
    said = _n("{n} pair among {all} clients", "{n} pairs among {all} clients", len(data))
    return Answer(data, [*(_line(pair) for pair in found.pairs), said.format(n=len(data), all=found.looked_at)])


def _reasons(pair: Pair) -> list[str]:
    return [_(reason.label) for reason in pair.reasons]


def _line(pair: Pair) -> str:
    sides = (f"{side.code} {side.name}" for side in (pair.first, pair.second))
    return "\t".join((str(pair.score), *sides, ", ".join(_reasons(pair))))


def _merge_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kept", metavar="CODE", help=_("code of the file that is kept"))
    parser.add_argument("other", metavar="CODE", help=_("code of the file that goes into it and fills its gaps"))


def _merge(session: Session, given: Namespace) -> Answer:
    done: Merged = session.do(_merge_by_code, given.kept, given.other)
    data = {
        "merged": str(done.id), "operation": str(done.operation), "kept": given.kept, "withdrawn": given.other,
        "fields": list(done.fields), "moved": dict(done.moved),
    }  # fmt: skip
    said = _("{other} was merged into {kept}. To take it apart: unmerge {id}")
    return Answer(data, [said.format(other=given.other, kept=given.kept, id=done.id)])


def _merge_by_code(work: Work, kept: str, other: str) -> Merged:
    return merging.merge(work, clients.by_code(work, kept), clients.by_code(work, other))


def _unmerge_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="MERGE-ID", help=_("as the merge named it"))
    parser.add_argument("--keep", action="store_true", help=_("what was changed since stays with the kept file"))


def _unmerge(session: Session, given: Namespace) -> Answer:
    try:
        merge_id = UUID(given.id)
    except ValueError:
        raise NotFound(given.id) from None
    return take_apart(session, merge_id, keep=given.keep)


def take_apart(session: Session, merge_id: UUID, *, keep: bool, reason: str = "") -> Answer:
    """Makes two files of one again; with `keep` what was changed since stays with the kept file."""
    done: Unmerged = session.do(_taken_apart, merge_id, keep, reason)
    data = {"merge": str(merge_id), "restored": done.other_code, "moved": done.moved_back}
    return Answer(data, [_("{code} is a file of its own again.").format(code=done.other_code)])


def _taken_apart(work: Work, merge_id: UUID, keep: bool, reason: str) -> Unmerged:
    clashes = unmerging.unmerge_plan(work, merge_id).clashes if keep else ()
    return unmerging.unmerge(work, merge_id, {clash.name: Whose.KEPT for clash in clashes}, reason)


COMMANDS = (
    Command("duplicates", N_("list pairs of files that may be one client"), _no_arguments, _duplicates),
    Command("merge", N_("merge two files; the first is kept, the other fills its gaps"), _merge_arguments, _merge),
    Command("unmerge", N_("take a merge apart"), _unmerge_arguments, _unmerge),
)
