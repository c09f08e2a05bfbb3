"""The file of a client as it stood on a past day, rebuilt backwards from the journal (CL-8, CL-11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Table
from desktop.models.classes import Spend
from desktop.models.clients import BLOCKS, Anniversary, Client, Dealing, Link, ValueReview, YearResult
from desktop.models.competitors import CompetitorNote
from desktop.models.contacts import Contact
from desktop.models.events import Event, Invitation
from desktop.models.identities import Authorisation, IdentityCheck
from desktop.models.office import Department
from desktop.models.owners import ContactPerson
from desktop.models.rewards import Reward
from desktop.models.risks import FraudWarning, RiskAssessment
from desktop.rules import clients as rules
from desktop.rules.calendars import zone_of
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.fields import Block, Locked
from desktop.rules.ids import made_at
from desktop.rules.owners import Staffing
from desktop.rules.quarters import Quarter
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import Right, Scope
from desktop.rules.text import tidy
from desktop.rules.words import ClientForm, LinkRole
from desktop.services import (
    affiliations,
    anniversaries,
    blocks,
    competitors,
    contacts,
    dealings,
    events,
    identities,
    journals,
    marks,
    on_file,
    reviews,
    rewards,
    risks,
    spending,
)
from desktop.services.affiliations import LinkLine
from desktop.services.anniversaries import AnniversaryLine
from desktop.services.class_runs import QuarterFigures
from desktop.services.clients import ClientFile, PersonRef
from desktop.services.competitors import CompetitorLine
from desktop.services.contacts import ContactLine
from desktop.services.dealings import DealingLine, YearLine
from desktop.services.events import InvitedLine
from desktop.services.identities import AgentLine, CheckLine
from desktop.services.journals import State, Trace
from desktop.services.rewards import RewardLine
from desktop.services.spending import SpendLine
from desktop.services.work import Work

_ENTRIES = (RiskAssessment, FraudWarning, IdentityCheck, CompetitorNote, Reward, Invitation)
_HANGING: tuple[type[Table], ...] = (
    ValueReview, Link, Anniversary, Dealing, YearResult, ContactPerson, Contact, Spend, Authorisation, *_ENTRIES,
)  # fmt: skip
# Entered by acts that are about a sheet or an event
_TOGETHER = (Spend, Invitation, Event)


@dataclass(frozen=True, slots=True)
class PastFile:
    """A file and what hung on it at the end of `day`. Nothing in it can be changed."""

    day: date
    file: ClientFile
    links: tuple[LinkLine, ...]
    days: tuple[AnniversaryLine, ...]
    dealings: tuple[DealingLine, ...]
    years: tuple[YearLine, ...]
    contacts: tuple[ContactLine, ...]
    checks: tuple[CheckLine, ...] = ()
    competitors: tuple[CompetitorLine, ...] = ()
    rewards: tuple[RewardLine, ...] = ()
    agents: tuple[AgentLine, ...] = ()
    invited: tuple[InvitedLine, ...] = ()
    spend: tuple[SpendLine, ...] = ()
    """All bills that were in the file, the latest day first."""
    quarter: QuarterFigures | None = None
    """What they add up to in the quarter of that day, until then; without ranks."""


def client_as_of(work: Work, client_id: UUID, day: date) -> PastFile:
    """The file at the end of that day in the office; locked is what today's rights do not reach.

    Sealed values of levels 2 and 3 stay sealed. Raises BadEntry for a day before the file or still to come, NotFound.
    """
    client = work.get(Client, client_id, withdrawn=True)
    today = on_file.today(work)
    if day > today:
        raise BadEntry(N_("This day is still to come. Choose a past day."), "day")
    zone = zone_of(str(work.settings["time_zone"]))
    moment = datetime.combine(day + timedelta(days=1), time.min, zone)
    past = _Past(work, client, moment)
    if past.client is None:
        opened = journals.of_rows([client.id])[0].at.astimezone(zone).date()
        raise BadEntry(N_("The file was opened on {day}; it holds nothing from before."), "day", day=opened.isoformat())
    spend = past.spend()
    return PastFile(day, past.file(), past.links(), past.days(day), past.dealings(), past.years(),
                    past.contacts(), past.checks(), past.competitors(), past.rewards(), past.agents(day),
                    past.invited(), spend, _quarter(spend, day))  # fmt: skip


def of_code(work: Work, code: str, day: date) -> UUID:
    """The file that had this code at the end of that day: one that was merged since is meant itself, not the file that
    was kept (CL-11); one out of use is found too. Raises NotFound."""
    found = work.visible(Client, withdrawn=True).where(Client.code == tidy(code)).get_or_none()
    zone = zone_of(str(work.settings["time_zone"]))
    while found is not None and found.merged_into_id is not None:
        if found.withdrawn_at.astimezone(zone).date() > day:
            break
        found = work.visible(Client, withdrawn=True).where(Client.id == found.merged_into_id).get_or_none()
    if found is None:
        raise NotFound(code)
    return UUID(str(found.id))


class _Past:
    """Today's rows with everything since `moment` taken back."""

    def __init__(self, work: Work, client: Client, moment: datetime) -> None:
        self._end = moment - timedelta(milliseconds=1)
        self._work, self._now = work, client
        self._rows: dict[UUID, Any] = {client.id: client}
        models = {row.id: type(row) for row in self._gather(client, moment)}
        since = journals.by_row(journals.of_rows_from({client.id, *models}, moment))
        self._sealed = _sealed_before(since.get(client.id, ()))
        state = journals.taken_back(journals.stored(client), since.get(client.id, ()))
        self.client = journals.row_of(Client, state) if state is not None else None
        self._past: dict[type[Table], list[Any]] = {model: [] for model in (*_HANGING, Event)}
        # a server tells of acts about a sheet or an event only who sees all clients
        unheard = work.me.mandate.scope(Right.SEE_CLIENTS) is not Scope.ALL
        for key, model in models.items():
            row, later = self._rows[key], since.get(key, ())
            # most rows stand as they stood
            past = _as_it_stood(model, row, later) if later else row
            if unheard and past is not None and row is not None and model in _TOGETHER:
                past = _by_itself(row, past, moment)
            if past is not None and getattr(past, "withdrawn_at", None) is None:
                self._past[model].append(marks.veil(past, row) if model in marks.WORDS else past)

    def _gather(self, client: Client, moment: datetime) -> Iterable[Any]:
        """What hangs on the file now or did then, as far as this person may see it."""
        work = self._work
        found = [*work.visible(ValueReview).where(ValueReview.client == client.id)]
        found += [link for link, _other in on_file.links(work, client, withdrawn=True)]
        found += [*on_file.dealings(work, client, withdrawn=True)]
        found += [paper for paper, _other in on_file.authorisations(work, client, withdrawn=True)]
        for model in (Anniversary, YearResult, ContactPerson, Contact, Spend):
            found += [*work.visible(model, withdrawn=True).where(model.client == client.id)]
        for entry in _ENTRIES:
            found += [*on_file.entries(work, client, entry, withdrawn=True)]
        moved = journals.once_on(work, client.id, [m._meta.table_name for m in _HANGING], moment)
        for model in _HANGING:
            found += self._moved(model, moved.get(model._meta.table_name, set()) - {row.id for row in found})
        found += self._needed(found)
        self._rows.update((row.id, row) for row in found if row.id not in self._rows)
        return found

    def _moved(self, model: type[Table], keys: set[UUID]) -> list[Any]:
        """Rows that hung on the file then and hang on another now, or were removed."""
        if not keys:
            return []
        here = list(self._work.visible(model, withdrawn=True).where(model._meta.fields["id"].in_(keys)))
        removed = dict.fromkeys(keys - {row.id for row in here}) if model in (ValueReview, YearResult) else {}
        self._rows.update(removed)
        return [*here, *(model(id=key) for key in removed)]

    def _needed(self, found: Iterable[Any]) -> list[Any]:
        """What the rows found are told with: events of invitations, and whether the other ends were checked."""
        held = list(found)
        to = {row.event_id for row in held if isinstance(row, Invitation)}
        ends = {key for row in held if isinstance(row, Authorisation) for key in (row.client_id, row.agent_id)}
        ends.discard(self._now.id)
        invited = self._work.visible(Event, withdrawn=True).where(Event.id.in_(to)) if to else ()
        checks = self._work.visible(IdentityCheck, withdrawn=True).where(IdentityCheck.client.in_(ends)) if ends else ()
        return [*invited, *checks]

    # what it looked like

    def file(self) -> ClientFile:
        work, client = self._work, self.client
        assert client is not None
        contacts = sorted((row for row in self._of(ContactPerson) if row.until is None), key=lambda row: row.since)
        with_us = list(dict.fromkeys(row.person_id for row in contacts))
        names = on_file.names(work, (client.owner_id, client.deputy_id, *with_us))
        places = {row.id: row.name for row in work.visible(Department, withdrawn=True)}
        open_values = blocks.open_values(client, work.catalogue)
        # what has been withdrawn since is withheld of past days too
        values = blocks.hidden(self._now, {**open_values, **self._sealed_values()})
        missing = rules.missing(open_values | {"form": client.form}, work.catalogue) if client.draft else ()
        return ClientFile(
            id=client.id, code=client.code, version=self._now.version, form=ClientForm.of(client.form),
            values=values, catalogue=work.catalogue, reviews=self._reviews(),
            client_class=client.client_class, important=client.important, promising=client.promising,
            reading=client.reading, owner=_ref(client.owner_id, names), deputy=_ref(client.deputy_id, names),
            contacts=tuple(PersonRef(key, names[key]) for key in with_us if key in names),
            # whether that was enough is a question of today
            staffing=Staffing(0, len(with_us)),
            department=_ref(client.department_id, places), opened_on=client.opened_on, missing=missing,
            update_due=None, may_edit=False, may_review=False, may_print=False,
            withdrawn=client.withdrawn_at is not None,
            standing=risks.standing_of(work, self._of(RiskAssessment), self._of(FraudWarning)),
        )  # fmt: skip

    def _sealed_values(self) -> dict[str, object]:
        work, values = self._work, dict[str, object]()
        for block, table in BLOCKS.items():
            fields = work.catalogue.of_block(block)
            if block.level == 1 and work.me.vaults.holds(block.value):
                row = blocks.sealed_row(block, self._now.id)
                for column, text in self._sealed.get(table._meta.table_name, {}).items():
                    setattr(row, column, journals.blob(text))
                values.update(work.unsealed(block, self._now, row))
            else:
                values.update(dict.fromkeys((f.name for f in fields), self._locked(block)))
        return values

    def _locked(self, block: Block) -> Locked:
        locked = blocks.why_locked(block, self._work.me.mandate, self._work.me.vaults)
        # opening shows today's value, which is not the one of that day
        return Locked(block.level, N_("Of past days these values stay sealed.")) if locked.may_open else locked

    def _reviews(self) -> Mapping[str, reviews.ReviewInfo]:
        # where a value came from tells of it: what has been withdrawn since is withheld of past days too
        withheld = blocks.withheld(self._now)
        return reviews.told(self._work, [row for row in self._of(ValueReview) if row.field not in withheld], self._end)

    def links(self) -> tuple[LinkLine, ...]:
        lines = [affiliations.line_of(self._now.id, row, other) for row, other in self._pairs(Link, "other_id")]
        order = list(LinkRole)
        return tuple(sorted(lines, key=lambda line: (order.index(line.role), line.other_name)))

    def _pairs(self, model: type[Table], column: str) -> list[tuple[Any, Client]]:
        """Rows between this file and another, each with the other end, where that may be seen."""
        mine = self._now.id
        rows = [row for row in self._past[model] if mine in (row.client_id, getattr(row, column))]
        other = {row.id: getattr(row, column) if row.client_id == mine else row.client_id for row in rows}
        query = self._work.visible(Client, withdrawn=True).where(Client.id.in_(set(other.values())))
        seen = {found.id: found for found in query} if rows else {}
        return [(row, seen[other[row.id]]) for row in rows if other[row.id] in seen]

    def agents(self, day: date) -> tuple[AgentLine, ...]:
        pairs = self._pairs(Authorisation, "agent_id")
        checked: dict[UUID, list[Any]] = {other.id: [] for _row, other in pairs}
        for row in self._past[IdentityCheck]:
            checked.get(row.client_id, []).append(row)
        theirs = {key: identities.state_of(identities.lines_of(self._work, rows), day) for key, rows in checked.items()}
        return identities.agent_lines(self._now, pairs, identities.state_of(self.checks(), day), theirs, day)

    def invited(self) -> tuple[InvitedLine, ...]:
        held = {row.id: row for row in self._past[Event]}
        return events.invited_lines(self._of(Invitation), held)

    def spend(self) -> tuple[SpendLine, ...]:
        rows = sorted(self._of(Spend), key=lambda row: (row.on, row.id), reverse=True)
        return spending.lines_of(self._work, rows)

    def days(self, day: date) -> tuple[AnniversaryLine, ...]:
        assert self.client is not None
        return anniversaries.lines_of(self.client, self._of(Anniversary), day)

    def dealings(self) -> tuple[DealingLine, ...]:
        rows, me = self._of(Dealing), self._work.me.id
        if not self._work.may(Right.EDIT_CLIENTS, self._now):
            # one that was confidential then and is not now
            rows = [row for row in rows if not row.confidential or row.entered_by_id == me]
        people = on_file.names(self._work, (row.entered_by_id for row in rows))
        rows.sort(key=lambda row: (row.on, row.id), reverse=True)
        locks = marks.locks(self._work, rows)
        return tuple(dealings.line_of(row, people.get(row.entered_by_id, ""), locks.get(row.id)) for row in rows)

    def years(self) -> tuple[YearLine, ...]:
        rows = sorted(self._of(YearResult), key=lambda row: -row.year)
        lines = (YearLine(row.year, row.revenue, row.profit, row.with_us, row.note) for row in rows)
        return tuple(line for line in lines if line.note or (line.revenue, line.profit, line.with_us) != (None,) * 3)

    def contacts(self) -> tuple[ContactLine, ...]:
        rows = sorted(self._of(Contact), key=lambda row: (row.at, row.id), reverse=True)
        return contacts.lines_of(self._work, rows)

    def checks(self) -> tuple[CheckLine, ...]:
        return identities.lines_of(self._work, self._of(IdentityCheck))

    def competitors(self) -> tuple[CompetitorLine, ...]:
        return competitors.lines_of(self._work, self._now, self._of(CompetitorNote))

    def rewards(self) -> tuple[RewardLine, ...]:
        rows = self._of(Reward)
        if not self._work.may(Right.SEE_TERMS, self._now):
            # one that hung here then and was moved since
            rows = [row for row in rows if not RewardKind.of(row.kind).secret]
        return rewards.lines_of(self._work, rows)

    def _of(self, model: type[Table]) -> list[Any]:
        return [row for row in self._past[model] if row.client_id == self._now.id]


def _quarter(spend: Iterable[SpendLine], day: date) -> QuarterFigures:
    quarter = Quarter.of(day)
    bills = [bill for bill in spend if quarter.first <= bill.on <= day]
    return QuarterFigures(quarter, sum(bill.amount for bill in bills), sum(bill.visits for bill in bills), None, None)


def _as_it_stood(model: type[Table], row: Any | None, later: Sequence[Trace]) -> Any | None:
    if later[0].kind == "create":
        return None
    was = journals.taken_back(journals.stored(row) if row is not None else None, later)
    return None if was is None else journals.row_of(model, was)


def _by_itself(row: Any, past: Any, moment: datetime) -> Any | None:
    """How a row stood whose acts are not told: it says itself from when to when it was there."""
    if made_at(row.id) >= moment:
        return None
    if row.withdrawn_at is not None and row.withdrawn_at >= moment:
        past = journals.row_of(type(row), {**journals.stored(past), "withdrawn_at": None})
    return past


def _sealed_before(traces: Iterable[Trace]) -> dict[str, State]:
    """Sealed columns that were changed since, by table, as they lay before: the earliest change counts."""
    found: dict[str, State] = {}
    for trace in traces:
        for place, pair in trace.changes.items():
            table, dot, column = place.partition(".")
            if dot:
                found.setdefault(table, {}).setdefault(column, pair[0])
    return found


def _ref(key: UUID | None, names: Mapping[UUID, str]) -> PersonRef | None:
    return PersonRef(key, names[key]) if key is not None and key in names else None
