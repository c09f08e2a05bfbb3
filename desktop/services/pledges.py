"""Confidentiality pledges 保密责任书: signed on paper, noted here, renewed; without one no levels 2 and 3 (AC-9)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.office import Person
from desktop.models.pledges import Pledge
from desktop.rules import deadlines
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.pledges import REMIND_DAYS, Promise, holds_until
from desktop.rules.rights import Right, Scope
from desktop.rules.text import tidy
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.services import calendars, granting, on_file, pledge_texts, powers, signing
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "accounts"
PLACE_LIMIT = 200
OPENS = ("settings", "people")


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """How somebody whose roles reach level 2 or 3 stands with the pledge. `until` is what was signed; `place` where the
    paper is filed; `confirm_until`: noted by the person alone, and nobody has confirmed it yet."""

    person: UUID
    name: str
    until: date | None
    place: str = ""
    signed_on: date | None = None
    confirm_until: datetime | None = None
    text: int | None = None  # number of the wording that was signed

    def holds(self, day: date) -> bool:
        return self.until is not None and self.until >= day


def asked(work: Work) -> bool:
    """Whether this office asks for pledges at all, as signed. That is open to everybody signed in."""
    return _months(work) > 0


def _months(work: Work) -> int:
    return powers.pledge_months(signing.current(work), work.settings)


def pledges(work: Work) -> tuple[PledgeLine, ...]:
    """Everybody whose roles reach levels 2 and 3, by name; nobody where the office asks for no pledge."""
    work.require(Right.RUN_PEOPLE)
    return _lines(work)


def note(work: Work, person_id: UUID, on: date, place: str = "", text: int | None = None) -> granting.Settled:
    """Notes a pledge that somebody signed on paper, and gives the keys that wait for it. One's own is noted by somebody
    else; where nobody else runs people it goes through, and is listed until it is confirmed (AC-6). `text` is the
    number of the wording that was signed; without one, that of the day.

    Raises BadEntry (field `on` or `text`), NotAllowed for one's own.
    """
    work.require(Right.RUN_PEOPLE)
    work.alone()
    person = work.get(Person, person_id)
    until = _until(work, on)
    wording = pledge_texts.in_use_on(work, on) if text is None else text
    if wording not in {one.number for one in pledge_texts.wordings(work)}:
        raise BadEntry(N_("There is no wording {number} of the pledge."), "text", number=wording)
    confirm_until = None
    if person.id == work.me.id:
        there = _others(work)
        if there:
            raise NotAllowed(N_("Your own pledge is noted by somebody else: {name} can."), name=there[0])
        confirm_until = _confirm_by(work)
    _withdraw(work, person.id)
    work.add(Pledge(person=person, signed_on=on, until=until, place=tidy(place)[:PLACE_LIMIT], text=wording,
                    noted_by=work.me.id, noted_at=work.now, confirm_until=confirm_until))  # fmt: skip
    signing.say(work, person.id, pledged=until)
    settled = granting.settle(work, person) if person.suspended_at is None else granting.Settled()
    work.record(TOPIC, "note_pledge", person, until=until.isoformat(), wording=wording,
                **({"alone": True} if confirm_until else {}))  # fmt: skip
    return settled


def confirm(work: Work, person_id: UUID) -> None:
    """Confirms a pledge that a colleague noted for himself. Raises NotFound where none waits, NotAllowed for my own."""
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    if person.id == work.me.id:
        raise NotAllowed(N_("Nobody confirms his own pledge; somebody else must."))
    row = _row(work, person.id)
    if row is None or row.confirm_until is None or row.confirmed_at is not None:
        raise NotFound(person.name)
    work.change(row, {"confirmed_by": work.me.id, "confirmed_at": work.now})
    work.record(TOPIC, "confirm_pledge", person)


def take_back(work: Work, person_id: UUID) -> None:
    """Noted by mistake, or given up: levels 2 and 3 are closed for this person at once. Raises BadEntry if a vault
    would be left without a holder."""
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    if not _withdraw(work, person.id):
        return
    signing.say(work, person.id, pledged=None)
    granting.settle(work, person)
    work.record(TOPIC, "take_back_pledge", person)


def settle_lapsed(work: Work) -> int:
    """Takes the keys of levels 2 and 3 back from those whose pledge has run out; returns from how many. The last who
    holds a vault keeps its key: nobody else could open it any more."""
    work.require(Right.RUN_PEOPLE)
    count = 0
    lapsed = granting.beyond_reach(work) if asked(work) else {}
    for person in list(work.visible(Person).where(Person.id.in_(list(lapsed)) & Person.suspended_at.is_null())):
        if not any(granting.is_last_holder(work, person, vault) for vault in lapsed[person.id]):
            granting.settle(work, person)
            work.record(TOPIC, "pledge_lapsed", person)
            count += 1
    return count


def sheet(work: Work, person_id: UUID | None, language: Translator) -> Printed:
    """The pledge to be signed on paper; for nobody, to see what it looks like. In stages: give it staged work."""
    from desktop.reports.pledge import pledge_sheet

    with work.reading():
        work.require(Right.RUN_PEOPLE if person_id is not None else Right.RUN_OFFICE)
        person = work.get(Person, person_id) if person_id is not None else None
        stamp, used = stamp_of(work), pledge_texts.in_use(work)
        since = used.since.astimezone(stamp.time.tzinfo).date() if used.since is not None else None
        until = holds_until(on_file.today(work), _months(work) or 12)
    name, post = (person.name, person.post) if person is not None else ("", "")
    said = Promise(used.texts[language.language], used.number, since, until)
    pdf = pledge_sheet(name, post, said, look_of(work), stamp, language)
    with work.writing():
        shown = work.get(Person, person_id) if person_id is not None else None
        work.record("prints", "print", shown, sheet="pledge", code=stamp.code, wording=used.number)
    return Printed("pledge", language(N_("Confidentiality pledge")), pdf, stamp.code)


def due(work: Work, view: View) -> list[Batch]:
    """My own pledge before it runs out; for who runs people, those without one and what waits to be confirmed."""
    now, found = signing.current(work), []
    if not asked(work):
        return []
    mine = now.people.get(work.me.id)
    if mine is not None and now.mandate(work.me.id).level > 1:
        left = (mine.pledged - view.today).days if mine.pledged is not None else -1
        if left <= REMIND_DAYS:
            first = mine.pledged is None
            said = Said(
                N_("Sign your confidentiality pledge") if first else N_("Sign your confidentiality pledge anew")
            )
            group = Group.DUE if left < 1 else Group.NEXT if left <= NEXT_DAYS else Group.WAITING
            row = Row(
                ("pledge", work.me.id), "shield", said, "", OPENS, Deed.OPEN, OPENS, on=mine.pledged or view.today
            )
            found.append((group, row))
    if work.may(Right.RUN_PEOPLE):
        for line in _lines(work):
            if line.person == work.me.id:
                continue
            if not line.holds(view.today):
                said = Said(N_("No confidentiality pledge: levels 2 and 3 are closed"))
                row = Row(("no_pledge", line.person), "shield", said, line.name, OPENS, Deed.OPEN, OPENS,
                          on=line.until or view.today)  # fmt: skip
                found.append((Group.WAITING, row))
            elif line.confirm_until is not None:
                said = Said(N_("Confirm the pledge that was noted alone"))
                row = Row(("pledge_alone", line.person), "shield", said, line.name, OPENS, Deed.OPEN, OPENS,
                          until=line.confirm_until)  # fmt: skip
                found.append((Group.WAITING, row))
    batches = []
    for group in (Group.DUE, Group.WAITING, Group.NEXT):
        rows = [row for one, row in found if one is group]
        batches.append(Batch(group, tuple(rows[: view.limit]), len(rows)))
    return batches


def _confirm_by(work: Work) -> datetime:
    zone, year = str(work.settings["time_zone"]), on_file.today(work).year
    calendar = calendars.office_calendar((year, year + 1), zone=zone)
    return deadlines.due(work.now, deadlines.working_days(int(work.settings["confirm_days"])), calendar)


def _until(work: Work, on: date) -> date:
    months = _months(work)
    if not months:
        raise BadEntry(N_("This office asks for no pledges: set the number under Settings › Numbers first."), "on")
    if on > on_file.today(work):
        raise BadEntry(N_("This day has not come yet."), "on")
    until = holds_until(on, months)
    if until < on_file.today(work):
        raise BadEntry(N_("A pledge of this day has run out already. Have it signed anew."), "on")
    return until


def _lines(work: Work) -> tuple[PledgeLine, ...]:
    if not asked(work):
        return ()
    now, rows = signing.current(work), {row.person_id: row for row in work.visible(Pledge)}
    found = []
    for person in work.visible(Person).where(Person.suspended_at.is_null()).order_by(Person.name):
        power = now.people.get(person.id)
        if power is None or now.mandate(person.id).level == 1:
            continue
        row = rows.get(person.id)
        # what counts is what was signed; the row says the rest of it
        row = row if row is not None and row.until == power.pledged else None
        waits = row.confirm_until if row is not None and row.confirmed_at is None else None
        found.append(PledgeLine(person.id, person.name, power.pledged, row.place if row else "",
                                row.signed_on if row else None, waits, row.text if row else None))  # fmt: skip
    return tuple(found)


def _row(work: Work, person: UUID) -> Any:
    return work.visible(Pledge).where(Pledge.person == person).order_by(Pledge.noted_at.desc()).first()


def _withdraw(work: Work, person: UUID) -> bool:
    rows = list(work.visible(Pledge).where(Pledge.person == person))
    for row in rows:
        work.withdraw(row)
    return bool(rows)


def _others(work: Work) -> list[str]:
    """Names of the others who run people and can sign in."""
    now = signing.current(work)
    return [power.name for key, power in now.people.items()
            if key != work.me.id and now.admitted(key, None).scope(Right.RUN_PEOPLE) is not Scope.NONE]  # fmt: skip
