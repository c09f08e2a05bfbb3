"""What lists and panes show of leads, and which clients and leads resemble one that is typed (CM-6, CL-11)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.leads import Lead, LeadEntry, LeadRound
from desktop.rules import duplicates as likeness
from desktop.rules import leads as rules
from desktop.rules.contacts import Channel
from desktop.rules.duplicates import Reason
from desktop.rules.entries import phone_key
from desktop.rules.leads import OPEN, EntryKind, PlanKind, Source, State
from desktop.rules.rights import Right
from desktop.rules.stand_ins import StandInKind
from desktop.rules.text import tidy
from desktop.rules.values import dataclass
from desktop.rules.words import ClientForm, Word
from desktop.services import duplicates, leads, on_file, search_all, standing
from desktop.services.readings import readings
from desktop.services.search import LEAD
from desktop.services.work import Work

MOST = 500
_OPEN = [state.value for state in OPEN]
_ALIKE = 40  # leads that are compared with what is typed


class Standing(Word):
    """Which leads a list shows."""

    OPEN = "open", N_("Being followed up")
    DUE = "due", N_("Due by today")
    NEW = "new", N_("Not contacted yet")
    UNPLANNED = "unplanned", N_("Nothing planned")
    CONVERTED = "converted", N_("Became clients")
    LOST = "lost", N_("Lost")
    ALL = "all", N_("All")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list is narrowed to."""

    standing: Standing = Standing.OPEN
    source: Source | None = None
    mine: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class LeadLine:
    """One lead in a list."""

    id: UUID
    name: str
    form: ClientForm
    unit: str
    phone: str
    source: Source
    wish: str
    state: State
    owner: UUID | None
    owner_name: str
    next_on: date | None
    late: bool
    received_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of a lead's history; `waits`: a message without its result, a step that is still to be done."""

    id: UUID
    kind: EntryKind
    channel: Channel | None
    plan: PlanKind | None
    on: date | None
    at: datetime
    said: str
    result: str
    by: str
    done_at: datetime | None
    done_by: str

    @property
    def waits(self) -> bool:
        return self.kind in (EntryKind.MESSAGE, EntryKind.PLAN) and self.done_at is None

    @property
    def order(self) -> tuple[bool, date, datetime]:
        """Of what waits: messages first, since somebody waits for an answer; then steps by their day."""
        return self.on is not None, self.on or self.at.date(), self.at


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead as a whole, its history newest first. `client` is the file it became, as far as one may see it."""

    line: LeadLine
    email: str
    needs: str
    qualifications: str
    stay_minutes: int | None
    invited_at: datetime | None
    may_invite: bool
    lost_reason: str
    closed_at: datetime | None
    client: UUID | None
    client_code: str
    entered_by: str
    entered_at: datetime
    entries: tuple[EntryLine, ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """A client or a lead that resembles what is typed; `lead` says which."""

    id: UUID
    lead: bool
    name: str
    detail: str
    score: int
    reasons: tuple[Reason, ...]


def leads_listed(work: Work, wish: Wish | None = None, limit: int = MOST, start: int = 0) -> tuple[LeadLine, ...]:
    """Leads in my sight: what is planned first first, then the newest. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    asked = wish or Wish()
    query = _narrowed(work, asked)
    if asked.standing in (Standing.OPEN, Standing.DUE):
        query = query.order_by(Lead.next_on.is_null(), Lead.next_on, Lead.received_at.desc(), Lead.id)
    else:
        query = query.order_by(Lead.received_at.desc(), Lead.id)
    return lines(work, list(query.limit(limit).offset(start)))


def count(work: Work, wish: Wish) -> int:
    """How many there are in my sight. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    return int(_narrowed(work, wish).count())


def lead_view(work: Work, lead_id: UUID) -> LeadView:
    """One lead with its history. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    row = work.get(Lead, lead_id)
    entries = list(work.visible(LeadEntry).where(LeadEntry.lead == row.id).order_by(
        LeadEntry.at.desc(), LeadEntry.id.desc()))  # fmt: skip
    names = on_file.names(work, [row.entered_by_id, *(key for one in entries for key in (one.by_id, one.done_by_id))])
    client = work.visible(Client).where(Client.id == row.client_id).get_or_none() if row.client_id else None
    may = leads.may_write(work, row)
    return LeadView(
        lines(work, [row])[0], row.email, row.needs, row.qualifications, row.stay_minutes, row.invited_at,
        may and rules.may_invite(row.stay_minutes, row.invited_at, int(work.settings["lead_invite_minutes"])),
        row.lost_reason, row.closed_at, client.id if client is not None else None,
        client.code if client is not None else "", names.get(row.entered_by_id, ""), row.entered_at,
        tuple(_entry(one, names) for one in entries), may,
    )  # fmt: skip


def lines(work: Work, rows: Sequence[Any]) -> tuple[LeadLine, ...]:
    """Leads as lists show them, of rows that were got through `work`."""
    names, today = on_file.names(work, (row.owner_id for row in rows)), on_file.today(work)
    mine = standing.stood_in_for(work, StandInKind.VISITS)
    return tuple(
        LeadLine(row.id, row.name, ClientForm.of(row.form), row.unit, row.phone, Source.of(row.source), row.wish,
                 State.of(row.state), row.owner_id, names.get(row.owner_id, ""), row.next_on,
                 row.next_on is not None and row.next_on < today, row.received_at, row.owner_id in mine)
        for row in rows
    )  # fmt: skip


def looked_through(work: Work, day: date | None = None) -> tuple[tuple[str, datetime], ...]:
    """Who looked through the register on a day, by default today, and when. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    on = day or on_file.today(work)
    rows = list(work.visible(LeadRound).where(LeadRound.on == on).order_by(LeadRound.at))
    names = on_file.names(work, (row.by_id for row in rows))
    return tuple((names.get(row.by_id, ""), row.at) for row in rows)


def alike(work: Work, values: Mapping[str, object], but: UUID | None = None, limit: int = 5) -> tuple[Alike, ...]:
    """Clients and leads like what is typed, the likeliest first; of what this person may not see nothing is told.

    `values` are name, phone, email, unit and form. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    form = ClientForm.of(values.get("form") or ClientForm.PERSON)
    found = [Alike(one.id, False, one.name, " · ".join(part for part in (one.code, one.detail) if part), one.score,
                   one.reasons) for one in duplicates.similar(work, values)]  # fmt: skip
    reading = readings(str(values.get("name") or ""), organisation=form is ClientForm.ORGANISATION)
    mine, phone = likeness.traits({**values, "form": form}, reading.sort_key), phone_key(str(values.get("phone") or ""))
    if not mine.key and not phone:
        return tuple(found[:limit])
    same = Lead.sort_key == reading.sort_key[:400]
    if phone:
        same |= Lead.phone_key == phone
    nearness = _nearness()
    for row in work.visible(Lead).where(same & Lead.state.in_(_OPEN)).limit(_ALIKE):
        theirs = likeness.traits({"name": row.name, "form": ClientForm.of(row.form), "phone": row.phone,
                                  "unit": row.unit, "email": row.email}, row.sort_key)  # fmt: skip
        near = likeness.compare(mine, theirs, nearness)
        if row.id != but and near.score >= likeness.HINTED:
            found.append(Alike(row.id, True, row.name, " · ".join(part for part in (row.unit, row.wish) if part),
                               near.score, near.reasons))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.score, one.name))[:limit])


def _nearness() -> Any:
    from rapidfuzz.fuzz import ratio

    return ratio


def _entry(one: Any, names: Mapping[Any, str]) -> EntryLine:
    return EntryLine(one.id, EntryKind.of(one.kind), Channel.of(one.channel) if one.channel else None,
                     PlanKind.of(one.plan) if one.plan else None, one.on, one.at, one.said, one.result,
                     names.get(one.by_id, ""), one.done_at, names.get(one.done_by_id, ""))  # fmt: skip


def _narrowed(work: Work, wish: Wish) -> Any:
    query = work.visible(Lead)
    match wish.standing:
        case Standing.OPEN:
            query = query.where(Lead.state.in_(_OPEN))
        case Standing.DUE:
            query = query.where(Lead.state.in_(_OPEN) & (Lead.next_on <= on_file.today(work)))
        case Standing.UNPLANNED:
            query = query.where(Lead.state.in_(_OPEN) & Lead.next_on.is_null())
        case Standing.NEW | Standing.CONVERTED | Standing.LOST:
            query = query.where(Lead.state == wish.standing.value)
    if wish.source is not None:
        query = query.where(Lead.source == wish.source.value)
    if wish.mine:
        query = query.where(Lead.owner.in_(sorted(standing.stood_in_for(work, StandInKind.VISITS))))
    if words := tidy(wish.words):
        query = query.where(Lead.id.in_(search_all.matching(work, words).get(LEAD, [])))
    return query
