"""The history of a client file: who did what and when, and every value's before and after."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.classes import Spend
from desktop.models.clients import Anniversary, Client, ImportRun, OwnField, ValueReview, YearResult
from desktop.models.contacts import Contact
from desktop.models.events import Event, Invitation
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.models.office import Department, Person
from desktop.models.owners import ContactPerson, HandoverLine
from desktop.models.records import Journal, Record
from desktop.models.today import DayKept
from desktop.rules.calendars import zone_of
from desktop.rules.clients import CLIENTS
from desktop.rules.errors import BadEntry, Label
from desktop.rules.fields import Locked
from desktop.rules.rights import Right
from desktop.rules.secrecy import Secrecy
from desktop.rules.undoing import ELSEWHERE
from desktop.rules.words import DayKind
from desktop.services import blocks, import_places, journals, marks, on_file, sealed_reviews
from desktop.services import history_words as words
from desktop.services.entry_words import authorisation_view, entry_about, entry_view
from desktop.services.history_acts import ACTIONS
from desktop.services.history_words import HistoryChange, View, Viewer, Words
from desktop.services.recording import NOTE
from desktop.services.work import Work

MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act. `action` and labels are message ids; `about` names what hangs on the file, such as a dealing's title."""

    serial: int
    at: datetime
    who: str
    action: str
    about: str
    changes: tuple[HistoryChange, ...]
    operation: UUID | None = None
    undone: bool = False
    undoable: bool = False  # an act on files that is taken back by itself, a merge by being taken apart
    elsewhere: str = ""  # message id: where it is taken back instead, or why never
    instead_of: str = ""  # for whom it was done (AC-11)
    file: str = ""  # code of the file it was done to, where that was merged into this one since


def history_of(
    work: Work, client_id: UUID, field: str | None = None, limit: int = 200, before: int | None = None
) -> list[HistoryLine]:
    """The acts on a file that this person may see, newest first; with `field` only those that changed it. What was done
    to files before they were merged into this one is told with it (CL-11).

    Whoever may see the file may see its history; sealed values are marks, readings of them are shown to holders of
    the audit right alone. `before` is the serial of the last line so far, to read on. Raises NotFound.
    """
    client = work.get(Client, client_id, withdrawn=True)
    if not 1 <= limit <= MOST_LINES:
        raise BadEntry(N_("Ask for 1 to {most} lines at once."), "limit", most=MOST_LINES)
    lines = list(_Acts(work, client, field).lines())
    for file in _merged_into(work, client):
        acts = _Acts(work, file, field, told_by=file.merged_into_id)
        lines += (replace(line, file=file.code, undoable=False) for line in acts.lines())
    lines.sort(key=lambda line: -line.serial)
    asked = [line for line in lines if before is None or line.serial < before]
    # an act on several of these files is not cut in two
    return [line for at, line in enumerate(asked) if at < limit or line.serial == asked[limit - 1].serial]


def _merged_into(work: Work, client: Client) -> list[Client]:
    """The files merged into this one, however often, that this person may see."""
    codes = client.former_codes.split()
    if not codes:
        return []
    gone = Client.code.in_(codes) & Client.merged_into.is_null(False) & Client.erased_at.is_null()
    return list(work.visible(Client, withdrawn=True).where(gone))


def field_history(work: Work, client_id: UUID, field: str) -> list[HistoryLine]:
    """Every change of one value, newest first, down to what the file was opened with. Raises NotFound."""
    return history_of(work, client_id, field, MOST_LINES)


@dataclass(frozen=True, slots=True)
class Origin:
    """Since when a value is in the file, by whom and by which act. `action` is a message id; `source` is the sheet it
    was imported from, or the code of the file that was merged into this one; `basis` is what was said of where it was
    learnt (labels in it are message ids)."""

    at: datetime
    who: str
    action: str
    source: str
    basis: tuple[str | Label, ...]
    row: int | None = None  # of the sheet


def origin_of(work: Work, client_id: UUID, field: str) -> Origin | None:
    """Where the value that stands in a field came from, reviewed or not; None where there never was one, where this
    person may not open it, or the client has withdrawn it. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    shown = work.show(client).get(field)
    if isinstance(shown, Locked) and not shown.may_open:
        return None
    lines = history_of(work, client_id, field, MOST_LINES)
    # a line that only confirms a value does not bring it; what a merge brought, its own line tells
    line = next((line for line in lines if not line.file and any(c.field == field for c in line.changes)), None)
    if line is None:
        return None
    told = tuple(c.after for c in line.changes if c.field in ("learnt", "basis") and isinstance(c.after, (str, Label)))
    source, row = _source_of(work, line, client)
    return Origin(line.at, line.who, line.action, source, told, row)


def _source_of(work: Work, line: HistoryLine, client: Client) -> tuple[str, int | None]:
    # reading path: of a line that this person's history tells
    record = (
        Record.select(Record.action, Record.subject, Record.facts).where(Record.serial == line.serial).get_or_none()
    )
    if record is None or record.action not in ("import", "merge"):
        return "", None
    if record.action == "merge":
        return str(record.facts.get("other", "")), None
    sheet = _sheet_of(work, record)
    return sheet, import_places.row_of(work, line.serial, client.id) if sheet else None


def _sheet_of(work: Work, record: Any) -> str:
    """The file that an import was of, for who imports himself."""
    if not work.may(Right.IMPORT_CLIENTS):
        return ""
    run = work.visible(ImportRun).where(ImportRun.id == record.subject).get_or_none()
    return str(run.file_name) if run is not None else ""


@dataclass(slots=True)
class _Line:
    """A line while its journal entries are gathered."""

    record: Any
    about: str = ""
    changes: list[HistoryChange] = field(default_factory=list)
    seen: bool = False
    opened: bool = False  # the file itself; what was recorded with it does not name the act


class _Acts:
    """Walks the journal of a file and of what hangs on it from the newest entry back, and each row's state with it.

    A row's first values are not in the journal; they are its present ones with all later changes taken back.
    """

    def __init__(self, work: Work, client: Client, only: str | None, told_by: UUID | None = None) -> None:
        self._work, self._client, self._only = work, client, only
        self._told_by = told_by  # the file that it was merged into, whose history tells of the merge itself
        self._all_dealings = work.may(Right.EDIT_CLIENTS, client)
        people = {row.id: row.name for row in work.visible(Person).select(Person.id, Person.name)}
        places = {row.id: row.name for row in work.visible(Department, withdrawn=True)}
        own = {f.name: f for f in (blocks.own_field(row) for row in work.visible(OwnField, withdrawn=True))}
        self._people = people
        zone = zone_of(str(work.settings["time_zone"]))
        self._words = Words({**CLIENTS.by_name, **own}, people | places, zone)
        self._withheld = blocks.withheld(client)
        self._states: dict[UUID, dict[str, Any]] = {client.id: journals.stored(client)}
        self._notes: dict[int, Mapping[str, Any]] = {}  # words about acts, by record
        self._viewers: dict[UUID, tuple[Viewer, str]] = {}
        self._reviews: dict[UUID, str] = {}
        self._closed = frozenset(sealed_reviews.closed(work))
        self._gather()

    def _gather(self) -> None:
        """The rows whose journal belongs to this history, as far as this person may see them."""
        work, client = self._work, self._client
        for review in work.visible(ValueReview).where(ValueReview.client == client.id):
            self._reviews[review.id] = review.field
            self._states[review.id] = journals.stored(review)
        if self._only is not None:
            return
        for day in work.visible(Anniversary, withdrawn=True).where(Anniversary.client == client.id):
            self._watch(day, words.day_view, day.label or Label(DayKind.of(day.kind).label))
        for dealing in on_file.dealings(work, client, withdrawn=True):
            mine = self._all_dealings or dealing.entered_by_id == work.me.id
            self._watch(dealing, words.dealing_view if mine else _open_dealing_view, dealing.title)
        for year in work.visible(YearResult).where(YearResult.client == client.id):
            self._watch(year, words.year_view, str(year.year))
        for contact in work.visible(Contact, withdrawn=True).where(Contact.client == client.id):
            self._watch(contact, self._words.contact_view, contact.subject)
        for person in work.visible(ContactPerson, withdrawn=True).where(ContactPerson.client == client.id):
            self._watch(person, self._words.person_view, self._people.get(person.person_id, ""))
        for line in work.visible(HandoverLine, withdrawn=True).where(HandoverLine.client == client.id):
            self._watch(line, self._words.handover_view, "")
        for kept in work.visible(DayKept, withdrawn=True).where(DayKept.client == client.id):
            self._watch(kept, words.kept_view, "")
        for link, other in on_file.links(work, client, withdrawn=True):
            self._watch(link, _link_viewer(other, link.client_id == client.id), other.name)
        for paper, other in on_file.authorisations(work, client, withdrawn=True):
            self._watch(paper, _agent_viewer(other, paper.client_id == client.id), other.name)
        for model in on_file.ENTRIES:
            for row in on_file.entries(work, client, model, withdrawn=True):
                self._watch(row, _entry_viewer(model, self._people), self._about(model, row))
        for spend in work.visible(Spend, withdrawn=True).where(Spend.client == client.id):
            # of a sheet there may be many in one line
            self._watch(spend, words.spend_view if spend.batch_id is None else words.bill_view, "")
        self._watch_documents()
        for model in on_file.ASKED:
            for row in work.visible(model, withdrawn=True).where(model.client == client.id):
                self._watch(row, _entry_viewer(model, self._people), entry_about(model, journals.stored(row)))

    def _watch_documents(self) -> None:
        """Documents, their versions and where they stand, as far as this person may know of them."""
        work, client = self._work, self._client
        found = {row.id: row for row in work.visible(Document, withdrawn=True).where(Document.client == client.id)}
        folders = {row.id: row.name for row in work.visible(Folder, withdrawn=True).where(Folder.client == client.id)}
        for row in found.values():
            self._watch(row, self._words.document_view, row.title)
        for model, view in ((DocumentVersion, words.version_view), (FolderEntry, place_viewer(folders))):
            for row in work.visible(model, withdrawn=True).where(model.client == client.id):
                document = found.get(row.document_id)
                if document is not None:
                    self._watch(row, view, Label(Secrecy.of(document.mark).label) if document.mark else document.title)
        for key, name in folders.items():
            self._watch(work.get(Folder, key, withdrawn=True), words.folder_view, name)

    def _about(self, model: Any, row: Any) -> str:
        if model is Invitation:
            event = self._work.visible(Event, withdrawn=True).where(Event.id == row.event_id).get_or_none()
            return event.title if event is not None else ""
        return entry_about(model, journals.stored(row))

    def _watch(self, row: Any, viewer: Viewer, about: str) -> None:
        if getattr(row, "mark", ""):
            # what a marked note said before it bore its mark is told no more either
            viewer, about = marked_viewer(type(row), viewer), Label(Secrecy.of(row.mark).label)
        self._states[row.id] = journals.stored(row)
        self._viewers[row.id] = (viewer, about)

    def lines(self) -> Iterator[HistoryLine]:
        lines: dict[int, _Line] = {}
        gone: set[UUID] = set()
        apart: set[str] = set()  # codes of files that are their own again
        # reading path: the file itself was asked for, and these are rows that were reached through it
        query = Journal.select(Journal, Record).join(Record).where(Journal.row.in_(list(self._states)))
        for entry in query.order_by(Journal.record.desc(), Journal.position.desc()):
            if entry.kind == NOTE:
                self._notes[entry.record_id] = entry.changes or {}
                continue
            line = lines.setdefault(entry.record_id, _Line(entry.record))
            self._tell(line, entry)
        for record in self._without_changes():
            lines[record.serial] = _Line(record, seen=True)
        beyond = journals.beyond({line.record.operation for line in lines.values()}, ("clients", "approvals"))
        for serial in sorted(lines, reverse=True):
            record = lines[serial].record
            if record.action in ("undo", "redo") and record.operation not in gone and record.facts.get("operation"):
                gone.add(UUID(record.facts["operation"]))
            if record.action == "unmerge":
                apart.add(str(record.facts.get("other")))
            elif record.action == "merge" and (other := str(record.facts.get("other"))) in apart:
                apart.remove(other)
                gone.add(record.operation)
            if lines[serial].seen and (self._told_by is None or record.subject != self._told_by):
                yield self._finished(lines[serial], record.operation in gone, record.operation not in beyond)

    def _without_changes(self) -> list[Any]:
        """Acts on the file that changed nothing, such as a print; who read sealed values is for the audit right."""
        # reading path: as above; an act that changed only what this person may not see has a journal, so it is not here
        if self._only is not None:
            return []
        changed = Journal.select(peewee.SQL("1")).where((Journal.record == Record.serial) & (Journal.kind != NOTE))
        query = Record.select().where((Record.subject == self._client.id) & ~peewee.fn.EXISTS(changed))
        if not self._work.may(Right.SEE_AUDIT):
            query = query.where(Record.topic != "reads")
        return list(query)

    def _tell(self, line: _Line, entry: Any) -> None:
        """Adds an entry to its line and takes the row's state back before it."""
        row, changes = entry.row, entry.changes or {}
        state = self._states[row]
        earlier = {**state, **{name: pair[0] for name, pair in changes.items()}}
        if row == self._client.id:
            told = self._client_told(entry.kind, state, changes)
            line.seen |= bool(told) or self._only is None
            line.opened |= entry.kind == "create"
        elif row in self._reviews:
            told = self._review_told(line, row, changes)
            line.seen |= bool(told)
            told += self._source_told(line, row, state, entered=entry.kind == "create" or "entered_at" in changes)
        else:
            viewer, about = self._viewers[row]
            views = seen_of(viewer, earlier), seen_of(viewer, state)
            told = words.difference(entry.table, {} if entry.kind == "create" else views[0], views[1])
            if line.record.topic != "accounts":
                # where a key was changed the words are the same
                told += words.sealed_words(entry.table, entry.kind, changes)
            line.about = about if told else line.about
            line.seen |= bool(told)
        # entries come last first, their words in the order they were written
        line.changes[:0] = told
        self._states[row] = earlier

    def _client_told(self, kind: str, state: Mapping[str, Any], changes: Mapping[str, Any]) -> list[HistoryChange]:
        if kind == "create" and self._only is not None:
            first = {name: [None, state[name]] for name in ("own", self._only) if state.get(name)}
            return [self._masked(c) for c in self._words.client_changes(first) if c.field == self._only]
        told = [self._masked(change) for change in self._words.client_changes(changes)]
        return told if self._only is None else [c for c in told if c.field == self._only]

    def _masked(self, change: HistoryChange) -> HistoryChange:
        """What a client has withdrawn is told by the history no more either (AC-7)."""
        if change.field not in self._withheld:
            return change
        mark = Locked(1, blocks.WITHHELD)
        return replace(change, before=mark, after=mark)

    def _review_told(self, line: _Line, row: UUID, changes: Mapping[str, Any]) -> list[HistoryChange]:
        name = self._reviews[row]
        if self._only not in (None, name):
            return []
        told = words.review_changes(changes, accepted=line.record.action in ("accept", "correct"))
        if told:
            line.about = self._words.field_label(name)
        return told

    def _source_told(self, line: _Line, row: UUID, state: Mapping[str, Any], *, entered: bool) -> list[HistoryChange]:
        """Where a value that was entered came from (CL-8), once for all that came from there."""
        name = self._reviews[row]
        if not entered or self._only not in (None, name) or name in self._closed:
            return []
        return [change for change in words.source_changes(state) if change not in line.changes]

    def _finished(self, line: _Line, undone: bool, alone: bool) -> HistoryLine:
        record = line.record
        noted = self._notes.get(record.serial, {}).get("reason", ("", ""))
        reason = str(noted[1] or record.facts.get("reason") or "")
        because = [HistoryChange("reason", N_("Reason"), "", reason)] if reason and self._only is None else []
        action = ACTIONS.get((record.topic, record.action), N_("Changed"))
        who = self._people.get(record.person, "")
        about = line.about if not line.opened else _sheet_of(self._work, record) if record.action == "import" else ""
        if record.action in ("undo", "redo") and not about:
            done = [ACTIONS[record.topic, act] for act in record.facts["acts"] if (record.topic, act) in ACTIONS]
            about = Label(done[0]) if done else ""
        changes = (*line.changes, *because)
        of_file = record.topic == "clients"
        elsewhere = ELSEWHERE.get(record.action, "") if of_file and record.action != "merge" else ""
        return HistoryLine(record.serial, record.at, who, action, about, changes, record.operation, undone,
                           of_file and alone and not elsewhere, elsewhere,
                           self._people.get(_key(record.facts.get("instead_of")), ""))  # fmt: skip


def _key(written: Any) -> Any:
    return UUID(written) if written else None


def _link_viewer(other: Client, forward: bool) -> Viewer:
    return lambda state: words.link_view(state, other, forward)


def _agent_viewer(other: Client, forward: bool) -> Viewer:
    return lambda state: authorisation_view(state, other, forward)


def place_viewer(folders: Mapping[UUID, str]) -> Viewer:
    return lambda state: words.place_view(state, folders.get(_key(state["folder"]), ""))


def _entry_viewer(model: Any, names: Mapping[UUID, str]) -> Viewer:
    return lambda state: entry_view(model, state, names)


def marked_viewer(model: Any, viewer: Viewer) -> Viewer:
    """Of a note that is marked today: its mark, and what is no word of it."""

    def view(state: Mapping[str, Any]) -> View:
        seen = {name: pair for name, pair in viewer(state).items() if name not in marks.WORDS[model]}
        return words.mark_view(state) | seen

    return view


def _open_dealing_view(state: Mapping[str, Any]) -> View:
    """Of a dealing that was confidential for a time only what it said while it was not."""
    return {} if state["confidential"] else words.dealing_view(state)


def seen_of(viewer: Viewer, state: Mapping[str, Any]) -> View:
    """What is seen of a row in a state; of one out of use nothing."""
    return {} if state.get("withdrawn_at") is not None else viewer(state)
