"""Lists what was done across client files, one line for each act, as far as one may see it (CL-8, CL-11)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.classes import ClassRun, SpendImport
from desktop.models.clients import Client, ImportRun, ValueReview
from desktop.models.events import Event
from desktop.models.merging import Merge
from desktop.models.office import Person
from desktop.models.records import Journal, Record
from desktop.models.rows import among
from desktop.rules.acts import ACTIONS_OF, Asked
from desktop.rules.errors import BadEntry
from desktop.rules.importing import LEFT
from desktop.rules.rights import Right, Scope
from desktop.rules.undoing import ELSEWHERE
from desktop.rules.zones import begin_of, end_of
from desktop.services import on_file, undoing
from desktop.services.history_acts import ACTIONS
from desktop.services.recording import NOTE
from desktop.services.undo_rights import may_try
from desktop.services.work import Work

MOST = 500
EVERYTHING = Asked()
_CHUNK = 400  # records read at once: an act on many files may have one for each
_WANTED = (Record.serial, Record.at, Record.person, Record.operation, Record.topic, Record.action, Record.subject,
           Record.facts)  # fmt: skip
# Of an act on many files the record tells how many those were: by action, the facts that add up to it
_COUNTED: Mapping[str, tuple[str, ...]] = {
    "bulk_edit": ("clients",), "import": ("created", "updated"), "undo_import": ("withdrawn", "restored"),
    "classify": ("moved",), "undo_classes": ("restored",), "take_spend": ("clients",), "invite": ("clients",),
}  # fmt: skip
# Acts whose files are few enough to be counted in the journal, file by file
_LOOKED_AT = frozenset({"bulk_edit", "undo", "redo"})
_DONE, _NOT_YOURS = N_("This has been undone already."), N_("Your roles don't let you undo this.")
_ERASED = N_("What this changed has been erased for good; it can't be undone.")
_MERGED = N_("The file was merged into another one since; take that merge apart first.")
_OUT = N_("The file was taken out of use since; bring it back first.")


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act. `action` and `elsewhere` are message ids. `client_id` is the file it was about, where it was one;
    `clients` is how many of those this person may see, None where nobody counts them. `about` names a sheet, a quarter
    or an event. `left`: clients of which something stays though it was undone. `elsewhere` says why it is not undone
    from here, empty where it may be tried."""

    operation: UUID
    serial: int
    at: datetime
    who: str
    action: str
    client_id: UUID | None
    code: str
    name: str
    clients: int | None
    about: str
    reason: str
    undone: bool
    left: int
    elsewhere: str
    opens: tuple[str, object] | None  # the page that shows it, and what is handed to it


@dataclass(frozen=True, slots=True)
class Acts:
    """The newest of the acts that were asked for, and whether there are earlier ones."""

    lines: tuple[ActLine, ...]
    more: bool


def acts(work: Work, asked: Asked = EVERYTHING, limit: int = 100, before: int | None = None) -> Acts:
    """The acts on files this person may see, newest first; `before` is the serial of the last line so far, to read on.

    Raises BadEntry, NotAllowed.
    """
    work.require(Right.SEE_CLIENTS)
    if not 1 <= limit <= MOST:
        raise BadEntry(N_("Ask for 1 to {most} lines at once."), "limit", most=MOST)
    heads = _heads(work, asked, limit + 1, before)
    return Acts(tuple(_lines(work, heads[:limit])), len(heads) > limit)


def people(work: Work) -> list[tuple[UUID, str]]:
    """Whose acts may be asked for: all colleagues, those who have left too."""
    work.require(Right.SEE_CLIENTS)
    return list(work.visible(Person).select(Person.id, Person.name).order_by(Person.name).tuples())


def _heads(work: Work, asked: Asked, wanted: int, before: int | None) -> list[Any]:
    """The newest record of each act."""
    heads: dict[UUID, Any] = {}
    passed: set[UUID] = set()  # acts that are told further up
    for part in _parts(work, asked, before, wanted):
        fresh = {record.operation for record in part} - heads.keys() - passed
        if before is not None and fresh:
            further = _narrowed(work, asked).select(Record.operation)
            further = further.where(among(Record.operation, fresh) & (Record.serial >= before))
            passed.update(key for (key,) in further.distinct().tuples())
        for record in part:
            if record.operation not in passed and undoing.tellable(work, record):
                heads.setdefault(record.operation, record)
        if len(heads) >= wanted:
            break
    return list(heads.values())[:wanted]


def _parts(work: Work, asked: Asked, before: int | None, first: int) -> Iterator[list[Any]]:
    """The records in parts, newest first; `first` are likely to be enough, as most acts have one. Those of who sees few
    files are looked for from these on: among all records they lie far apart."""
    wanted = _narrowed(work, asked).select(*_WANTED).order_by(Record.serial.desc())
    found = undoing.serials_of_few(work)
    if found is None:
        last, size, more = before, first, True
        while more:
            query = wanted.limit(size)
            part = list(query if last is None else query.where(Record.serial < last))
            more = len(part) == size
            last, size = part[-1].serial if part else last, _CHUNK
            yield part
        return
    mine = sorted({serial for serial in found if before is None or serial < before}, reverse=True)
    for start, end in pairwise((0, *range(first, len(mine), _CHUNK), len(mine))):
        yield list(wanted.where(Record.serial.in_(mine[start:end])))


def _narrowed(work: Work, asked: Asked) -> Any:
    query, zone = undoing.acts_seen(work), str(work.settings["time_zone"])
    if asked.kind is not None:
        query = query.where((Record.topic == undoing.TOPIC) & Record.action.in_(sorted(ACTIONS_OF[asked.kind])))
    if asked.person is not None:
        query = query.where(Record.person == asked.person)
    if asked.since is not None:
        query = query.where(Record.at >= begin_of(asked.since, zone))
    if asked.until is not None:
        query = query.where(Record.at < end_of(asked.until, zone))
    return query


def _lines(work: Work, heads: Sequence[Any]) -> list[ActLine]:
    if not heads:
        return []
    found = _Around(work, heads)
    return [found.line(head) for head in heads]


class _Around:
    """What stands beside the records of a page, asked once for all of them."""

    def __init__(self, work: Work, heads: Sequence[Any]) -> None:
        self._work = work
        self._all = work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL
        subjects = {head.subject for head in heads if head.subject is not None}
        self._people = on_file.names(work, {head.person for head in heads})
        self._files = _by_id(work, Client, subjects)
        self._several = self._acts_on_several(heads)
        self._touched = self._counted(heads)
        self._runs: dict[UUID, Any] = {}
        for model, right, actions in (
            (ImportRun, Right.IMPORT_CLIENTS, {"import", "undo_import"}),
            (ClassRun, Right.CLASSIFY_CLIENTS, {"classify", "undo_classes", "teach_classes", "withdraw_teaching"}),
            (SpendImport, Right.CLASSIFY_CLIENTS, {"take_spend", "undo_spend"}),
            (Event, Right.SEE_CLIENTS, {"add_event", "change_event", "withdraw_event", "invite"}),
        ):
            keys = {head.subject for head in heads if head.action in actions}
            if keys and work.may(right):
                self._runs |= _by_id(work, model, keys)
        transfers = {UUID(head.facts["handover"]) for head in heads if head.action == "transfer"}
        self._transfers = on_file.transfers_told(work, transfers)
        self._merges = self._taken_apart(heads)
        self._gone = self._undoings(heads)
        self._reasons = self._said(heads)

    def line(self, head: Any) -> ActLine:
        file, several = self._files.get(head.subject), self._several.get(head.operation, 1)
        if several > 1:
            file = None
        undone, left = self._undone(head)
        return ActLine(
            head.operation, head.serial, head.at, self._people.get(head.person, ""),
            ACTIONS.get((head.topic, head.action), N_("Changed")),
            file.id if file is not None else None, file.code if file is not None else "",
            file.name if file is not None else "", several if several > 1 else self._clients(head),
            self._about(head), self._reason(head), undone, left,
            self._elsewhere(head, file, undone=undone and not left), self._opens(head, file),
        )  # fmt: skip

    def _acts_on_several(self, heads: Sequence[Any]) -> dict[UUID, int]:
        """Acts that have a record for each of several files, with how many of those this person may see."""
        wanted = among(Record.operation, {head.operation for head in heads if head.subject in self._files})
        if not self._work.database.sqlite:
            # these first: what is seen of all records, a server takes for so little that it would look through them all
            # reading path: numbers alone, narrowed below
            theirs = Record.select(Record.serial).where(wanted)
            wanted = Record.serial == peewee.fn.ANY(peewee.fn.ARRAY(theirs))
        files = peewee.fn.COUNT(Record.subject.distinct())
        query = undoing.acts_seen(self._work).select(Record.operation, files).where(wanted)
        return dict(query.group_by(Record.operation).having(files > 1).tuples())

    def _counted(self, heads: Sequence[Any]) -> dict[int, int]:
        """Of acts that one record tells for many files: how many of those this person may see."""
        wanted = [head.serial for head in heads if head.action in _LOOKED_AT and head.subject is None
                  and not (self._all and head.action in _COUNTED)]  # fmt: skip
        if not wanted:
            return {}
        mine = self._work.visible(Client, withdrawn=True).select(Client.id)
        # reading path: how many of the files that `work` lets this person see
        query = Journal.select(Journal.record, peewee.fn.COUNT(Journal.row.distinct())).where(
            Journal.record.in_(wanted) & (Journal.table == Client._meta.table_name) & (Journal.kind != NOTE)
            & Journal.row.in_(mine)
        )  # fmt: skip
        # an edit of many met clients, be none of them in sight any more
        met = {head.serial: 0 for head in heads if head.serial in wanted and head.action == "bulk_edit"}
        return met | dict(query.group_by(Journal.record).tuples())

    def _clients(self, head: Any) -> int | None:
        if head.serial in self._touched:
            return self._touched[head.serial]
        # what a record counts, it counts for who sees all
        if self._all and head.action in _COUNTED:
            return sum(int(head.facts.get(name, 0)) for name in _COUNTED[head.action])
        return None

    def _about(self, head: Any) -> str:
        run = self._runs.get(head.subject)
        if isinstance(run, (ImportRun, SpendImport)):
            return str(run.file_name)
        if isinstance(run, Event):
            return str(run.title)
        return str(run.quarter) if isinstance(run, ClassRun) else ""

    def _reason(self, head: Any) -> str:
        if head.action == "transfer":
            transfer = self._transfers.get(UUID(head.facts["handover"]))
            return str(transfer.reason) if transfer is not None else ""
        return self._reasons.get(head.serial, "")

    def _said(self, heads: Sequence[Any]) -> dict[int, str]:
        """Why, as far as it was said: it lies in the journal by itself, where a lawful erasure reaches it."""
        wanted = [h.serial for h in heads if h.action in ("withdraw", "refuse", "undo", "redo")]
        if not wanted:
            return {}
        written = peewee.Cast(Journal.changes, "TEXT")
        # reading path: of acts that this person may see; a row that is not to be seen is left out below
        query = Journal.select(Journal.record, Journal.row, Journal.changes).where(
            Journal.record.in_(wanted) & written.startswith('{"reason"')
        )
        rows = list(query.tuples())
        keys = {row for _record, row, _changes in rows}
        here = {*_ids(self._work, Client, keys), *_ids(self._work, ValueReview, keys)}
        return {record: str(changes["reason"][1] or "") for record, row, changes in rows if row in here}

    def _taken_apart(self, heads: Sequence[Any]) -> set[tuple[UUID, datetime]]:
        """Merges that are taken apart by now: which file was kept, and when they were made."""
        kept = {head.subject for head in heads if head.action == "merge"}
        if not kept:
            return set()
        gone = self._work.visible(Merge).where(among(Merge.kept, kept) & Merge.undone_at.is_null(False))
        return set(gone.select(Merge.kept, Merge.at).tuples())

    def _undone(self, head: Any) -> tuple[bool, int]:
        run = self._runs.get(head.subject)
        if head.action in ("import", "classify", "take_spend") and run is not None:
            undone = run.undone_at is not None
            return undone, int(run.counts.get(LEFT, 0)) if undone and isinstance(run, ImportRun) else 0
        if head.action == "merge":
            return (head.subject, head.at) in self._merges, 0
        return head.operation in self._gone, self._gone.get(head.operation, 0)

    def _undoings(self, heads: Sequence[Any]) -> dict[UUID, int]:
        """What of these is undone, with of how many files that this person may see something stayed."""
        gone = undoing.undone_among(self._work, heads[-1].serial)
        gone = {head.operation: gone[head.operation] for head in heads if head.operation in gone}
        codes = set().union(*gone.values())
        mine = self._work.visible(Client, withdrawn=True).select(Client.code).where(Client.code.in_(codes))
        seen = {code for (code,) in mine.tuples()} if codes else set()
        return {operation: len(codes & seen) for operation, codes in gone.items()}

    def _elsewhere(self, head: Any, file: Any, *, undone: bool) -> str:
        if head.action != "merge" and head.action in ELSEWHERE:
            return ELSEWHERE[head.action]
        if undone:
            return _DONE
        acts = head.facts.get("acts") or [head.action]
        if file is not None and file.erased_at is not None:
            return _ERASED
        if file is not None and file.merged_into_id is not None:
            return _MERGED
        if file is not None and file.withdrawn_at is not None and not {"withdraw", "merge"} & set(acts):
            return _OUT
        return "" if may_try(self._work, acts, file, mine=head.person == self._work.me.id) else _NOT_YOURS

    def _opens(self, head: Any, file: Any) -> tuple[str, object] | None:
        if file is not None:
            return "clients", file.id
        run = self._runs.get(head.subject)
        if isinstance(run, ImportRun):
            return "imports", run.id
        if isinstance(run, (ClassRun, SpendImport)):
            return "classes", None
        if head.action == "transfer" and self._work.may(Right.EDIT_CLIENTS):
            return "handovers", UUID(head.facts["handover"])
        return None


def _by_id(work: Work, model: Any, keys: Iterable[UUID]) -> dict[UUID, Any]:
    found = work.visible(model, withdrawn=True).where(among(model.id, keys)) if keys else ()
    return {row.id: row for row in found}


def _ids(work: Work, model: Any, keys: Iterable[UUID]) -> set[UUID]:
    found = work.visible(model, withdrawn=True).select(model.id).where(among(model.id, keys)) if keys else None
    return {key for (key,) in found.tuples()} if found is not None else set()
