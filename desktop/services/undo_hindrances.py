"""What stands in the way of undoing a part of an operation: who did what since, and what is there now (CL-11)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models import deeds
from desktop.models.appraisal import Appeal, Excuse, FrozenCase
from desktop.models.archive import ArchiveFile, ArchiveItem, ArchiveSignature
from desktop.models.bookings import BookingClient
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.class_plans import ClassPlan
from desktop.models.classes import Spend
from desktop.models.clients import Anniversary, Client, Dealing, ImportRun, Link, ValueReview, YearResult
from desktop.models.collecting import CollectedSheet, ReviewItem
from desktop.models.contacts import Contact, ContactPaper, UnknownCall
from desktop.models.events import Event, Invitation
from desktop.models.field_checks import FieldCheck
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.models.identities import Authorisation
from desktop.models.loans import Loan
from desktop.models.orders import OrderEntry, OrderLine, PlacedOrder
from desktop.models.owners import ContactPerson, Handover, HandoverLine
from desktop.models.reception import Visitor
from desktop.models.records import Record
from desktop.models.registers import RegisterClient
from desktop.models.retention import DestructionItem, DestructionList, DestructionWitness, Hold
from desktop.models.rewards import RewardRule
from desktop.models.seating import AttendanceClient
from desktop.models.sheets import PrintedSheet, SignedCopy
from desktop.models.spot_checks import SpotCheck
from desktop.models.surveys import SurveyDraw, SurveyReply
from desktop.models.today import DayKept
from desktop.models.visits import Visit
from desktop.rules.errors import Label
from desktop.services import blocks, entry_words, journals, on_file, seals
from desktop.services.history_words import Shown, Words, day_view, dealing_view, year_view
from desktop.services.journals import Trace
from desktop.services.undo_parts import CHILDREN, DERIVED, SEALED, Deed, Hindrance, Part, Step, key_of
from desktop.services.undo_rows import Rows
from desktop.services.work import Work

# What does not make two rows different
_UNLIKE = frozenset({"id", "version", "withdrawn_at", "note"})
# Acts that give a row back what it held
_PUTTING_BACK = frozenset({"undo", "redo", "undo_import", "unmerge", "undo_classes", "refuse"})
# What an entry of each table is called
ROWS = {
    Link: N_("Link"), Anniversary: N_("Day to remember"), Dealing: N_("Dealing"), YearResult: N_("Results of a year"),
    ImportRun: N_("Import"), ValueReview: N_("Review"), ContactPerson: N_("Contact person"),
    Contact: N_("Contact report"), Handover: N_("Transfer"), HandoverLine: N_("Transfer"), DayKept: N_("Day kept"),
    ClassPlan: N_("Plan of a class"), RewardRule: N_("Reward rule"), Event: N_("Event"), Spend: N_("Spend"),
    RegisterClient: N_("Information given out"), BookingClient: N_("Booking"), AttendanceClient: N_("Seat"),
    CollectedSheet: N_("Collection form"), ReviewItem: N_("Review"), Document: N_("Filed document"),
    DocumentVersion: N_("Filed document"), Folder: N_("Folder"), FolderEntry: N_("Filed document"),
    ArchiveFile: N_("Archive file"), ArchiveItem: N_("Archive file"), ArchiveSignature: N_("Archive file"),
    Loan: N_("Loan from the archive"), deeds.Deed: N_("Title deed"), deeds.DeedMove: N_("Title deed"),
    deeds.DeedVouch: N_("Title deed"),
    SpotCheck: N_("Spot check"), FrozenCase: N_("Appraisal sheet"), Excuse: N_("Appraisal sheet"),
    Appeal: N_("Appraisal sheet"), FieldCheck: N_("Check of a value"),
    ServiceCase: N_("Case"), CaseEntry: N_("Case"), Visitor: N_("Visit at reception"),
    PlacedOrder: N_("Order"), OrderLine: N_("Order"), OrderEntry: N_("Order"),
    SurveyDraw: N_("Survey"), SurveyReply: N_("Survey"),
    Visit: N_("Visit"), ContactPaper: N_("Filed document"), UnknownCall: N_("Call of an unknown number"),
    Hold: N_("Hold"), DestructionList: N_("Destruction list"), DestructionItem: N_("Destruction list"),
    DestructionWitness: N_("Destruction list"), PrintedSheet: N_("Printed sheet"), SignedCopy: N_("Signed copy"),
    **entry_words.ROWS,
}  # fmt: skip


class Hindrances:
    """Judges the parts of one operation."""

    def __init__(self, work: Work, rows: Rows, words: Words) -> None:
        self._work, self._rows, self._words = work, rows, words
        self._actions: dict[int, str] = {}
        self._withdrawn_by = {k for k, found in rows.of_act.items() if any("withdrawn_at" in t.changes for t in found)}

    def judge(self, part: Part) -> None:
        """Notes on the part whether it is undone already, and what is in its way."""
        found = [self._state_of(step) for step in part.steps]
        part.done = all(done for done, _hindrance in found)
        if part.done:
            return
        if part.client is not None and self._is_withheld(part):
            part.hindrance = Hindrance(blocks.WITHHELD, "", "", None, final=True)
            return
        part.hindrance = next((hindrance for _done, hindrance in found if hindrance is not None), None)
        part.hindrance = self._of_another_value(part) or part.hindrance
        client = part.client
        if client is not None and client.withdrawn_at is not None and client.id not in self._withdrawn_by:
            later = self._last_to(client.id, "withdrawn_at")
            why = N_("The file was taken out of use since; bring it back first.")
            part.hindrance = self._hindered(why, "", later, final=True)

    def _is_withheld(self, part: Part) -> bool:
        """Whether the client has withdrawn what the part is about; of the office's own fields, which lie in one seal,
        any of them."""
        gone = blocks.withheld(part.client)
        columns = {column for step in part.steps for column in step.columns if column.endswith(".own")}
        own = {SEALED[column.partition(".")[0]][0] for column in columns}
        return part.name in gone or any(
            name in gone and field.own and field.block in own for name, field in self._words.fields.items()
        )

    def _state_of(self, step: Step) -> tuple[bool, Hindrance | None]:
        if step.deed is Deed.RESTORE:
            return self._state_of_removed(step)
        if step.deed is not Deed.CHANGE:
            return self._state_of_created(step)
        if step.row is None:
            return False, self._hindered(N_("Taken out since"), "", journals.of_rows([step.key])[-1], final=True)
        now = self._now(step)
        if all(now[name] == pair[0] for name, pair in step.columns.items()):
            return True, None
        for name, (before, after) in step.columns.items():
            if now[name] not in (before, after):
                later = self._last_to(step.key, name)
                return False, self._hindered(N_("Changed since"), self._said(step, name, now[name]), later)
            if before != after and now[name] == after and (anew := self._entered_anew(step, name, after)) is not None:
                return False, self._hindered(N_("Entered anew since"), self._said(step, name, now[name]), anew)
        return False, self._made_again(step)

    def _of_another_value(self, part: Part) -> Hindrance | None:
        """A confirmation counts for the value that was looked at: it neither comes back for a newer one nor goes from
        it. Where the value goes back too, its review goes with it."""
        # what the decision counts as an entry that was checked goes with it
        step, *more = [one for one in part.steps if one.model is not FieldCheck] or part.steps
        if more or step.model is not ValueReview or step.deed is not Deed.CHANGE or step.row is None:
            return None
        field = self._words.fields.get(part.name)
        now = journals.stored(step.row, ("entered_by", "entered_at"))
        anew = any(now[name] != step.columns[name][1] for name in now)
        held = journals.net(self._rows.later_of(part.client.id)) if field is not None else {}
        if not anew and (field is None or field.own or blocks.column(field) not in held):
            return None
        who = self._words.names.get(step.row.entered_by_id, "")
        last = self._last_to(part.client.id, blocks.column(field)) if field is not None else None
        if last is not None:
            return self._hindered(N_("Changed since"), "", last, final=True)
        return Hindrance(N_("Entered anew since"), "", who, step.row.entered_at, final=True)

    def _state_of_created(self, step: Step) -> tuple[bool, Hindrance | None]:
        if step.row is None or getattr(step.row, "withdrawn_at", None) is not None or _is_empty(step.row):
            return True, None
        later = self._rows.later_of(step.key)
        if later:
            now = journals.stored(step.row)
            first = journals.taken_back(now, later) or now
            differing = [n for n in _told(now) if now[n] != first[n]]
            sealed = {name for name in journals.net(later) if "." in name}
            if differing or sealed:
                names = {*differing, *sealed}
                last = next((t for t in reversed(later) if names & t.changes.keys()), None)
                name = differing[0] if differing else ""
                said = self._said(step, name, now[name]) if name else ""
                return False, self._hindered(N_("Worked on since"), said, last)
        return False, self._added_since(step) if step.model is Client else None

    def _added_since(self, step: Step) -> Hindrance | None:
        """What hangs on a file now that the operation opened."""
        rows = {row.id: model for model in CHILDREN for row in self._on(model, step.row)}
        told = journals.by_row(journals.of_rows(list(rows)))
        for key, model in rows.items():
            traces = told.get(key, [])
            # what this person may not read of an act is not told; that there is a row counts all the same
            unread = not traces and key not in self._rows.of_act
            # an expected party is not left without its host, also where its file was opened with the booking
            if unread or model is BookingClient or (traces and traces[0].record > self._rows.last):
                return self._hindered(N_("Added since"), Label(ROWS.get(model, "")), traces[0] if traces else None)
        return None

    def _on(self, model: Any, client: Any) -> Iterable[Any]:
        if model is Link:
            return [row for row, _other in on_file.links(self._work, client)]
        if model is Dealing:
            return list(on_file.dealings(self._work, client))
        if model is Authorisation:
            return [row for row, _other in on_file.authorisations(self._work, client)]
        if model in on_file.ENTRIES:
            return list(on_file.entries(self._work, client, model))
        return [row for row in self._work.visible(model).where(model._meta.fields["client"] == client.id)
                if not _is_empty(row)]  # fmt: skip

    def _state_of_removed(self, step: Step) -> tuple[bool, Hindrance | None]:
        if step.row is not None:
            return True, None
        if step.model is not ValueReview:
            return False, None
        other = self._rows.review_of(key_of(step.columns["client"][0]), str(step.columns["field"][0]))
        if other is None:
            return False, None
        who = self._words.names.get(other.entered_by_id, "")
        return False, Hindrance(N_("Entered anew since"), "", who, other.entered_at, final=True)

    def _now(self, step: Step) -> dict[str, Any]:
        """The present values of what a step changes, as the journal writes them; a sealed one that was sealed anew as
        the act knew it."""
        now = journals.stored(step.row, step.columns)
        own = step.row.own if step.model is Client else {}
        sealed = {name: pair for name, pair in step.columns.items() if "." in name}
        before, after = (seals.unchanged(self._work, step.key, sealed, at) for at in (0, 1))
        for name in step.columns:
            if name in sealed:
                known = sealed[name][0] if before[name] else sealed[name][1] if after[name] else None
                now[name] = known if before[name] or after[name] else seals.told(step.key, name)
            elif name not in now:
                now[name] = own.get(name)
        return now

    def _made_again(self, step: Step) -> Hindrance | None:
        """A link or a day that comes back must not stand beside its like."""
        back = "withdrawn_at" in step.columns and step.columns["withdrawn_at"][0] is None
        if not back or step.model not in (Link, Anniversary, Invitation):
            return None
        told = ("event", "client") if step.model is Invitation else step.model._meta.fields.keys() - _UNLIKE
        fields = [field for name, field in step.model._meta.fields.items() if name in told]
        like = self._work.visible(step.model)
        for each in fields:
            value = step.row.__data__[each.name]
            like = like.where(each.is_null() if value is None else each == value)
        other = like.get_or_none()
        if other is None:
            return None
        traces = journals.of_rows([other.id])
        return self._hindered(N_("Entered anew since"), "", traces[-1] if traces else None, final=True)

    def _entered_anew(self, step: Step, name: str, after: Any) -> Trace | None:
        """Who entered what the act had put there once more after it was something else; None where it is the act's own
        still, for what is undone or put back is whose it was."""
        held: dict[str, Trace | None] = {json.dumps(after): None}
        whose: Trace | None = None
        for trace in self._rows.later_of(step.key):
            pair = _pair(trace, name)
            if pair is None:
                continue
            value, back = json.dumps(pair[1]), self._action(trace.record) in _PUTTING_BACK
            # a value that was sealed anew when it was put back is known by the act alone
            whose = held.get(value) if back else trace
            held[value] = whose
        return whose

    def _action(self, serial: int) -> str:
        if serial not in self._actions:
            # reading path: what kind of act changed a row that this person has got; nothing else of it
            self._actions[serial] = Record.select(Record.action).where(Record.serial == serial).scalar()
        return self._actions[serial]

    def _last_to(self, key: UUID, column: str) -> Trace | None:
        name = "own" if column.startswith("own_") else column
        return next((t for t in reversed(self._rows.later_of(key)) if name in t.changes), None)

    def _hindered(self, why: str, now: Shown, later: Trace | None, *, final: bool = False) -> Hindrance:
        if later is None:
            return Hindrance(why, now, "", None, final)
        return Hindrance(why, now, self._words.names.get(later.person, ""), later.at, final)

    def _said(self, step: Step, column: str, now: Any) -> Shown:
        if step.model is Client:
            pair = {"own": ["{}", json.dumps({column: now})]} if column.startswith("own_") else {column: [None, now]}
            told = self._words.client_changes(pair)
            return told[0].after if told else ""
        if step.model in on_file.ENTRIES:
            told_entry = entry_words.entry_view(step.model, journals.stored(step.row), self._words.names)
            return " · ".join(str(value) for _label, value in told_entry.values())
        view = {Anniversary: day_view, Dealing: dealing_view, YearResult: year_view,
                Contact: self._words.contact_view, HandoverLine: self._words.handover_view,
                ContactPerson: self._words.person_view}.get(step.model)  # fmt: skip
        if view is None:
            return ""
        return " · ".join(str(value) for _label, value in view(journals.stored(step.row)).values())


def _pair(trace: Trace, name: str) -> Sequence[Any] | None:
    """What a trace did to a column, or to one of the office's own open fields; None where nothing."""
    if not name.startswith(blocks.OWN_PREFIX):
        # the office's own sealed fields share a column: which of them it was is not to be told without opening it
        return trace.changes.get(name) if not name.endswith(".own") else None
    before, after = (json.loads(text or "{}").get(name) for text in trace.changes.get("own", ("", "")))
    return None if before == after else (before, after)


def _told(state: Mapping[str, Any]) -> list[str]:
    return [name for name in state if name not in DERIVED and name not in ("version", "looked_through_at")]


def _is_empty(row: Any) -> bool:
    """A year's results have no way to be out of use but to be emptied."""
    return isinstance(row, YearResult) and not row.note and row.revenue is row.profit is row.with_us is None
