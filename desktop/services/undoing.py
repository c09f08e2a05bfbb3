"""Looks at what was done to client files and takes it back where nothing later stands in the way (CL-8, CL-11)."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_, _
from desktop.models.classes import ClassRun, SpendImport
from desktop.models.clients import Client, ImportRun, ValueReview
from desktop.models.records import Journal, Record
from desktop.models.risks import FraudWarning, RiskAssessment
from desktop.models.rows import among
from desktop.rules.errors import BadEntry, NotFound, OfficeError
from desktop.rules.progress import Progress, Steps
from desktop.rules.rights import Right, Scope
from desktop.rules.text import tidy
from desktop.rules.undoing import ELSEWHERE
from desktop.rules.words import ReviewState
from desktop.rules.zones import begin_of, end_of
from desktop.services import approvals, classes, import_undo, journals, on_file, risks, sealed_reviews, seals, spending
from desktop.services.history_acts import ACTIONS
from desktop.services.history_words import Shown
from desktop.services.journals import Trace
from desktop.services.pauses import without_pauses
from desktop.services.recording import NOTE
from desktop.services.undo_anatomy import Anatomy, words_of
from desktop.services.undo_parts import TABLES, Part
from desktop.services.undo_rights import IMPORTS, require_part
from desktop.services.undo_writing import carry_out
from desktop.services.work import Work

TOPIC = "clients"
MOST = 1000
_CLASS, _CHANGED = N_("Class"), N_("Changed since")
_NAMED = 3  # hindrances that a sentence names
_REASON_LIMIT = 200
_FEW = 500  # files from which on all records are read in their order
_LONG = 1000  # rows from which looking for garbage would be felt
# What only those hear of who may change it, since its very being there may be hidden from others
_HIDDEN = frozenset({"add_dealing", "correct_dealing", "withdraw_dealing", "link", "change_link", "unlink", "authorise",
                     "change_agent", "withdraw_agent"})  # fmt: skip
# What has a way back of its own, by its id
_AS_A_WHOLE = frozenset({"import", "merge", "classify", "take_spend"})
# What is about trade secrets (AC-5)
_SECRET = frozenset({"grant", "correct_grant", "withdraw_grant", "set_reward_rule", "withdraw_reward_rule"})
# Recorded once for all the files it changed
_TOGETHER = frozenset({"bulk_edit", "undo", "redo"})
_UNDONE = frozenset({"undo", "redo", "undo_import"})


class Choice(StrEnum):
    """What to do with the parts that something later stands in the way of."""

    ASK = "ask"
    REST = "rest"  # they stay, the others are undone
    OVERWRITE = "overwrite"


@dataclass(frozen=True, slots=True)
class InWay:
    """One thing that keeps a part from being undone. `label`, `why` and Labels in `now` are message ids."""

    code: str
    name: str
    label: str
    why: str
    now: Shown
    who: str
    at: datetime | None
    final: bool  # overwriting is no way out


@dataclass(frozen=True, slots=True)
class Prospect:
    """What undoing an operation would do."""

    operation: UUID
    at: datetime
    who: str
    action: str
    parts: tuple[tuple[str, str], ...]  # code and label of what is undone
    hindrances: tuple[InWay, ...]


class InTheWay(OfficeError):
    """Something later stands in the way of undoing; nothing was changed. `found` says all of it, so that who asks needs
    not have a large act looked through a second time."""

    def __init__(self, found: Prospect) -> None:
        self.found = found
        self.hindrances = found.hindrances
        shown = "; ".join(" · ".join(p for p in (h.code, _(h.label), h.who) if p)
                          for h in self.hindrances[:_NAMED])  # fmt: skip
        more = " …" if len(self.hindrances) > _NAMED else ""
        super().__init__(
            N_("Something was done since that stands in the way: {what}. Undo the rest, overwrite it, or leave it."),
            what=shown + more,
        )


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One operation in the list. `action` is a message id; a code is empty where it concerns several files."""

    operation: UUID
    serial: int
    at: datetime
    who: str
    action: str
    code: str
    name: str
    undone: bool
    undoable: bool


@dataclass(frozen=True, slots=True)
class Done:
    """`operation` is the undoing itself, which can be undone in turn."""

    operation: UUID
    undone: int
    kept: tuple[InWay, ...]


def operations(
    work: Work,
    *,
    client_id: UUID | None = None,
    person_id: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 200,
    before: int | None = None,
) -> list[OperationLine]:
    """What was done to the files this person may see, newest first; days are the office's, both included.

    `before` is the serial of the last line so far, to read on. Raises BadEntry, NotAllowed.
    """
    work.require(Right.SEE_CLIENTS)
    if not 1 <= limit <= MOST:
        raise BadEntry(N_("Ask for 1 to {most} lines at once."), "limit", most=MOST)
    query = acts_seen(work).order_by(Record.serial.desc()).limit(limit)
    if client_id is not None:
        query = query.where(_about(work.get(Client, client_id, withdrawn=True).id))
    if person_id is not None:
        query = query.where(Record.person == person_id)
    if since is not None:
        query = query.where(Record.at >= begin_of(since, str(work.settings["time_zone"])))
    if until is not None:
        query = query.where(Record.at < end_of(until, str(work.settings["time_zone"])))
    if before is not None:
        query = query.where(Record.serial < before)
    records = [record for record in query if tellable(work, record)]
    files = {c.id: c for c in work.visible(Client, withdrawn=True).where(
        Client.id.in_([r.subject for r in records if r.subject]))} if records else {}  # fmt: skip
    people = on_file.names(work, (r.person for r in records))
    gone = undone_among(work, min((r.serial for r in records), default=0))
    beyond = journals.beyond({record.operation for record in records}, (TOPIC, approvals.TOPIC))
    return [_line(work, record, files.get(record.subject), people, gone, beyond) for record in records]


def _about(client: UUID) -> Any:
    """Acts on a file; one on many files names them in its journal alone."""
    # reading path: a file that the caller has got through `work`
    named = Journal.select(peewee.SQL("1")).where(
        (Journal.record == Record.serial) & (Journal.row == client) & (Journal.kind != NOTE)
    )
    together = Record.action.in_(_TOGETHER) & Record.subject.is_null()
    return (Record.subject == client) | (together & peewee.fn.EXISTS(named))


def undone_among(work: Work, since: int) -> dict[UUID, frozenset[str]]:
    """Operations recorded from `since` on that were undone and not done again, each with the codes of files of which
    something stayed then, whoever may see those."""
    work.require(Right.SEE_CLIENTS)
    # reading path: ids of operations, and codes that the caller narrows to what may be seen
    query = Record.select(Record.operation, Record.action, Record.subject, Record.facts).where(
        (Record.topic == TOPIC) & Record.action.in_(_UNDONE) & (Record.serial >= since)
    )
    gone: dict[UUID, frozenset[str]] = {}
    runs = {}
    for operation, action, subject, facts in query.order_by(Record.serial.desc()).tuples():
        if operation in gone:
            continue
        if action == "undo_import":
            runs[subject] = operation
        elif facts.get("operation"):
            # what the newest undoing kept is what stays
            gone.setdefault(
                UUID(facts["operation"]), frozenset(part.partition(":")[0] for part in facts.get("kept", ()))
            )
    if runs and work.may(Right.IMPORT_CLIENTS):
        undone = work.visible(ImportRun).where(ImportRun.id.in_(list(runs)))
        gone.update((row.operation, frozenset()) for row in undone)
    return gone


def prospect(work: Work, operation_id: UUID, *, progress: Progress | None = None) -> Prospect:
    """What undoing would take back, and what stands in its way. Raises BadEntry, NotAllowed, NotFound."""
    records, traces = _of_act(work, operation_id)
    _acts, parts = _taken_apart(work, records, traces, Steps(progress))
    return _prospect_of(work, records, parts)


def _prospect_of(work: Work, records: list[Any], parts: list[Part]) -> Prospect:
    first = records[0]
    return Prospect(
        first.operation, first.at, on_file.names(work, [first.person]).get(first.person, ""),
        ACTIONS.get((first.topic, first.action), N_("Changed")),
        tuple((_code(part), part.label) for part in parts if part.hindrance is None),
        tuple(_in_way(part) for part in parts if part.hindrance is not None),
    )  # fmt: skip


def undo(work: Work, operation_id: UUID, choice: Choice = Choice.ASK, reason: str = "", *,
         progress: Progress | None = None, beside: str = "") -> Done:  # fmt: skip
    """Takes an operation back as a whole; undoing an undoing does it again. Rights are those of the act itself.
    `progress` may stop it at any moment before the commit: then nothing of it was done. `beside`: a topic of which the
    act has done something too, which whoever calls takes back.

    Raises InTheWay where something later is in the way and `choice` does not say what to do; BadEntry where there is
    nothing to undo; NeedsApproval where a verified value of level 2 or 3 would become another; NotAllowed, NotFound.
    """
    report = Steps(progress)
    records, traces = _of_act(work, operation_id, beside)
    with without_pauses() if len(traces) >= _LONG else nullcontext():
        acts, parts = _taken_apart(work, records, traces, report)
        return _undone(work, records, acts, parts, choice, tidy(reason), report)


def _undone(work: Work, records: list[Any], acts: set[str], parts: list[Part], choice: Choice, why: str,
            report: Steps) -> Done:  # fmt: skip
    if len(why) > _REASON_LIMIT:
        raise BadEntry(N_("Say it in at most {limit} characters."), "reason", limit=_REASON_LIMIT)
    hindered = [part for part in parts if part.hindrance is not None]
    if hindered and choice is Choice.ASK:
        raise InTheWay(_prospect_of(work, records, parts))
    kept = [p for p in hindered if p.hindrance is not None and (choice is Choice.REST or p.hindrance.final)]
    staying = {id(part) for part in kept}
    todo = [part for part in parts if id(part) not in staying]
    if not todo:
        raise InTheWay(_prospect_of(work, records, kept))
    _require_sealed(work, todo)
    clients = carry_out(work, todo, why, report.step)
    for client in {part.client.id: part.client for part in todo if _about_risk(part)}.values():
        risks.settle_mark(work, client)
    subject = clients[0] if len(clients) == 1 else None
    again = records[0].action in ("undo", "undo_import")
    work.record(TOPIC, "redo" if again else "undo", subject, operation=str(records[0].operation), acts=sorted(acts),
                undone=len(todo), kept=[f"{_code(part)}: {part.name}" for part in kept[:100]])  # fmt: skip
    report.finish()
    return Done(work.operation, len(todo), tuple(_in_way(part) for part in kept))


def import_of(work: Work, operation_id: UUID) -> UUID | None:
    """The import that this is, by its own id or its operation's; it is taken back by its own verb, in stages."""
    if not work.may(Right.IMPORT_CLIENTS):
        return None
    either = (ImportRun.id == operation_id) | (ImportRun.operation == operation_id)
    run = work.visible(ImportRun).where(either).get_or_none()
    return run.id if run is not None else None


def undo_staged(work: Work, operation_id: UUID, choice: Choice = Choice.ASK, reason: str = "", *,
                progress: Progress | None = None) -> Done | import_undo.Undone:  # fmt: skip
    """Undoes whatever this is, an import as such. Give it staged work. Raises as `undo` and the import's undo do."""
    with work.reading():
        run = import_of(work, operation_id)
    if run is not None:
        return import_undo.undo_import(work, run, force=choice is Choice.OVERWRITE,
                                       keep_changed=choice is Choice.REST, progress=progress)  # fmt: skip
    with work.writing():
        taken = _class_act(work, operation_id, progress)
        return taken if taken is not None else undo(work, operation_id, choice, reason, progress=progress)


def _class_act(work: Work, operation_id: UUID, progress: Progress | None) -> Done | None:
    """Classes of a quarter, or a sheet of spend, by its own id or its operation's: taken back by its own verb."""
    if not work.may(Right.CLASSIFY_CLIENTS):
        return None
    records = journals.records_of(work, operation_id)
    keys = [record.subject for record in records if record.action in ("classify", "take_spend")] or [operation_id]
    run = work.visible(ClassRun).where(ClassRun.id.in_(keys)).get_or_none()
    if run is not None:
        undone = classes.undo_run(work, run.id, progress=progress)
        kept = (InWay(code, "", _CLASS, _CHANGED, "", "", None, True) for code in undone.kept)
        return Done(work.operation, undone.restored, tuple(kept))
    sheet = work.visible(SpendImport).where(SpendImport.id.in_(keys)).get_or_none()
    if sheet is None:
        return None
    return Done(work.operation, spending.undo_import(work, sheet.id, progress=progress), ())


def by_serial(work: Work, serial: int) -> UUID:
    """The operation of the record with this number. Raises NotFound."""
    found = acts_seen(work).where(Record.serial == serial).get_or_none()
    if found is None:
        raise NotFound(str(serial))
    return found.operation


def acts_seen(work: Work) -> Any:
    """Records of acts on files that this person may see."""
    work.require(Right.SEE_CLIENTS)
    # the newest are most often asked for: by the index of topics SQLite would sort all there are
    topic = peewee.NodeList((peewee.SQL("+"), Record.topic)) if work.database.sqlite else Record.topic
    # reading path: narrowed here to what was done to files that `work` lets this person see
    query = Record.select().where(topic == TOPIC)
    everything = work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL
    if not work.may(Right.IMPORT_CLIENTS):
        query = query.where(Record.action.not_in(IMPORTS))
    if not everything:
        mine = work.visible(Client, withdrawn=True).select(Client.id)
        together = Record.action.in_(_TOGETHER) & Record.subject.is_null()
        runs = Record.action.in_(IMPORTS) | (together & (Record.person == work.me.id))
        query = query.where(Record.subject.in_(mine) | runs)
    if not everything or work.me.mandate.scope(Right.EDIT_CLIENTS) is not Scope.ALL:
        changeable = work.visible(Client, Right.EDIT_CLIENTS, withdrawn=True).select(Client.id)
        query = query.where(
            Record.action.not_in(_HIDDEN | _UNDONE) | (Record.person == work.me.id) | Record.subject.in_(changeable)
        )
    if work.me.mandate.scope(Right.SEE_TERMS) is not Scope.ALL:
        granted = work.visible(Client, Right.SEE_TERMS, withdrawn=True).select(Client.id)
        query = query.where(Record.action.not_in(_SECRET) | Record.subject.in_(granted))
    return query


def serials_of_few(work: Work) -> list[int] | None:
    """Numbers of the records that may be about the files this person sees, and of those told once for many files; None
    where that is no short way, since he sees more files than a few. What of them he is told, `acts_seen` says."""
    work.require(Right.SEE_CLIENTS)
    if work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL:
        return None
    mine = work.visible(Client, withdrawn=True).select(Client.id).limit(_FEW + 1)
    files = [key for (key,) in mine.tuples()]
    if len(files) > _FEW:
        return None
    # reading path: numbers alone, of records that the caller narrows
    told = Record.select(Record.serial)
    together = (Record.topic == TOPIC) & Record.action.in_(IMPORTS | _TOGETHER)
    return [serial for query in (told.where(among(Record.subject, files)), told.where(together))
            for (serial,) in query.tuples()]  # fmt: skip


def tellable(work: Work, record: Any) -> bool:
    """Undoing something that only some may know of says nothing to the others."""
    work.require(Right.SEE_CLIENTS)
    if work.me.mandate.scope(Right.SEE_TERMS) is Scope.ALL or not _SECRET & set(record.facts.get("acts", ())):
        return True
    return work.visible(Client, Right.SEE_TERMS, withdrawn=True).where(Client.id == record.subject).exists()


def _line(work: Work, record: Any, client: Any, people: Mapping[UUID, str], gone: Collection[UUID],
          beyond: set[UUID]
          ) -> OperationLine:  # fmt: skip
    undone = record.operation in gone
    code, name = (client.code, client.name) if client is not None else ("", "")
    action = ACTIONS.get((record.topic, record.action), N_("Changed"))
    # whether it may be undone in all its parts is only known when it is taken apart
    may = work.may(Right.EDIT_CLIENTS, client) if client is not None else work.may(Right.EDIT_CLIENTS)
    may = may and (record.action in _AS_A_WHOLE or record.action not in ELSEWHERE)
    may = may and record.operation not in beyond
    return OperationLine(record.operation, record.serial, record.at, people.get(record.person, ""), action, code, name,
                         undone, may and not undone)  # fmt: skip


def _of_act(work: Work, operation_id: UUID, beside: str = "") -> tuple[list[Any], list[Trace]]:
    """What an act recorded and changed. Raises BadEntry where it is not undone here, NotFound."""
    records, traces = journals.of_operation(work, operation_id)
    # an approval stays used up, whatever becomes of what was done on it
    used = {record.serial for record in records if record.topic in (approvals.TOPIC, beside)}
    records = [record for record in records if record.serial not in used]
    traces = [trace for trace in traces if trace.record not in used]
    if not records:
        raise NotFound(str(operation_id))
    if any(record.topic != TOPIC for record in records):
        raise BadEntry(N_("This can't be undone here: only what was done to client files can."))
    if records[0].action in ELSEWHERE:
        if not acts_seen(work).where(Record.operation == records[0].operation).exists():
            raise NotFound(str(operation_id))
        raise BadEntry(ELSEWHERE[records[0].action])
    left = [trace for trace in traces if not trace.erased]
    if traces and not left:
        raise BadEntry(N_("What this changed has been erased for good; it can't be undone."))
    traces = left
    if any(trace.table not in TABLES for trace in traces):
        raise BadEntry(N_("This is undone as a whole on the page where it was done."))
    return records, traces


def _taken_apart(work: Work, records: list[Any], traces: list[Trace], report: Steps) -> tuple[set[str], list[Part]]:
    """The parts of an act that are not undone yet, after asking for the right to each."""
    # each row is read, judged, put back and recorded
    report.total = 4 * len(traces)
    work.step = report.step
    acts = {act for record in records for act in (record.facts.get("acts") or [record.action])}
    parts = Anatomy(work, traces, words_of(work), lambda part: require_part(work, part, acts), report.step).parts
    if not parts:
        raise BadEntry(N_("Nothing was changed by this, so there is nothing to undo."))
    open_parts = [part for part in parts if not part.done]
    if not open_parts:
        raise BadEntry(N_("This has been undone already."))
    return acts, open_parts


def _require_sealed(work: Work, todo: Iterable[Part]) -> None:
    """A verified value of level 2 or 3 is put back, and its confirmation taken away, with approval alone (AC-6)."""
    columns: dict[UUID, dict[str, tuple[str | None, str | None]]] = {}
    confirmed: dict[UUID, set[str]] = {}
    files: dict[UUID, Any] = {}
    for part in todo:
        for step in part.steps:
            client = part.client
            if client is None:
                continue
            files[client.id] = client
            if step.model is Client:
                sealed = {place: pair[0] for place, pair in step.columns.items() if "." in place}
                back = {place: (seals.lying(client.id, place), then) for place, then in sealed.items()}
                columns.setdefault(client.id, {}).update(back)
            elif step.model is ValueReview and step.row is not None and work.may(Right.EDIT_CLIENTS, client):
                # whoever can't change the value gains nothing by its confirmation going
                pair = step.columns.get("state")
                if step.row.state == ReviewState.VERIFIED.value and (pair is None or pair[0] != step.row.state):
                    confirmed.setdefault(client.id, set()).add(step.row.field)
    for key, client in files.items():
        sealed_reviews.require_put_back(work, client, columns.get(key, {}), confirmed.get(key, set()))


def _about_risk(part: Part) -> bool:
    return any(step.model in (RiskAssessment, FraudWarning) for step in part.steps)


def _code(part: Part) -> str:
    return part.client.code if part.client is not None else ""


def _in_way(part: Part) -> InWay:
    found = part.hindrance
    assert found is not None
    code, name = (part.client.code, part.client.name) if part.client is not None else ("", "")
    return InWay(code, name, part.label, found.why, found.now, found.who, found.at, found.final)
