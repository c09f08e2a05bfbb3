"""Leads 潜在客户: where they come from, what they wish, and what is planned until they are clients or lost (CM-6)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.contacts import Channel
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import ClientForm, Word

NAME, PHONE, EMAIL, WISH, REASON, TEXT = 120, 40, 120, 200, 200, 4000
FARTHEST = 2 * 366
LONGEST_STAY = 24 * 60  # minutes on a page: more is a slip


class Source(Word):
    """Where a lead comes from."""

    WEB = "web", N_("Website")
    CHAT = "chat", N_("Online chat")
    CALL = "call", N_("Called us")
    COLD_CALL = "cold_call", N_("Cold call")
    WALK_IN = "walk_in", N_("Walked in")
    EVENT = "event", N_("Event")
    REFERRAL = "referral", N_("Referral")
    MAIL = "mail", N_("Mail or message")
    OTHER = "other", N_("Elsewhere")


# By which channel a lead of each source first came: its first contact once it is a client
FIRST_CHANNEL = {
    Source.WEB: Channel.CHAT, Source.CHAT: Channel.CHAT, Source.CALL: Channel.PHONE, Source.COLD_CALL: Channel.PHONE,
    Source.WALK_IN: Channel.IN_PERSON, Source.EVENT: Channel.IN_PERSON, Source.REFERRAL: Channel.PHONE,
    Source.MAIL: Channel.EMAIL, Source.OTHER: Channel.IN_PERSON,
}  # fmt: skip
# Whom we went to; all others came to us
OURS = frozenset({Source.COLD_CALL})
ON_PAGES = frozenset({Source.WEB, Source.CHAT})


class State(Word):
    """How far the contact is 联系情况."""

    NEW = "new", N_("Not contacted yet")
    TRIED = "tried", N_("Not reached")
    IN_TOUCH = "in_touch", N_("In touch")
    CONVERTED = "converted", N_("Became a client")
    LOST = "lost", N_("Lost")


OPEN = (State.NEW, State.TRIED, State.IN_TOUCH)


class EntryKind(Word):
    """What stands in the history of a lead."""

    CONTACT = "contact", N_("Contact made")
    TRIED = "tried", N_("Not reached")
    MESSAGE = "message", N_("Message left")
    PLAN = "plan", N_("Planned")
    NOTE = "note", N_("Note")


class PlanKind(Word):
    """What a step of the follow-up plan is."""

    FOLLOW_UP = "follow_up", N_("Follow-up")
    VISIT = "visit", N_("Visit")
    COLLECTION = "collection", N_("Collect information")
    COLD_CALL = "cold_call", N_("Cold call")


@dataclass(frozen=True, slots=True)
class LeadEntered:
    """A lead as it is typed in. `owner` is None for whoever enters it, `received_at` for now."""

    name: str
    source: Source
    wish: str
    form: ClientForm = ClientForm.PERSON
    unit: str = ""
    phone: str = ""
    email: str = ""
    needs: str = ""
    qualifications: str = ""
    owner: UUID | None = None
    received_at: datetime | None = None
    stay_minutes: int | None = None


def checked(new: LeadEntered, now: datetime) -> dict[str, object]:
    """The columns as they are kept. Raises BadEntry naming the field."""
    name = check_length(tidy(new.name), NAME, "name")
    if not name:
        raise BadEntry(N_("Say who it is: a name or a form of address is enough."), "name")
    wish = check_length(tidy(new.wish), WISH, "wish")
    if not wish:
        raise BadEntry(N_("Say in a few words what is wished for."), "wish")
    at = new.received_at or now
    if at > now:
        raise BadEntry(N_("A lead is entered once it has come: choose a time up to now."), "received_at")
    stay = new.stay_minutes
    if stay is not None and not 0 <= stay <= LONGEST_STAY:
        raise BadEntry(N_("A stay on the page lies between 0 and {most} minutes."), "stay_minutes", most=LONGEST_STAY)
    return {
        "name": name, "source": new.source.value, "wish": wish, "form": new.form.value,
        "unit": check_length(tidy(new.unit), NAME, "unit"), "phone": check_length(tidy(new.phone), PHONE, "phone"),
        "email": check_length(tidy(new.email), EMAIL, "email"),
        "needs": check_length(tidy(new.needs, lines=True), TEXT, "needs"),
        "qualifications": check_length(tidy(new.qualifications, lines=True), TEXT, "qualifications"),
        "received_at": at, "stay_minutes": stay if new.source in ON_PAGES else None,
    }  # fmt: skip


def may_invite(stay: int | None, invited: datetime | None, more_than: int) -> bool:
    """Whether a visitor of the website who stayed longer than this is invited again, which is done once."""
    return stay is not None and stay > more_than and invited is None


def check_plan(on: date, today: date) -> None:
    """Raises BadEntry for a day that is over, or too far away."""
    if on < today:
        raise BadEntry(N_("This day is over: plan for today or later."), "on")
    if on - today > timedelta(days=FARTHEST):
        raise BadEntry(N_("This day is too far away to be right."), "on")


def said(text: str, field: str, sentence: str) -> str:
    """What must be said. Raises BadEntry with the sentence."""
    found = check_length(tidy(text, lines=True), TEXT, field)
    if not found:
        raise BadEntry(sentence, field)
    return found


def lost_because(text: str) -> str:
    why = check_length(tidy(text), REASON, "reason")
    if not why:
        raise BadEntry(N_("Say why it came to nothing: the next one may go better."), "reason")
    return why
