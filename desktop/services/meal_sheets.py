"""Puts on paper what goes out at a meal: the register of its cards or forms, and the forms themselves (CO-2, CO-9)."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.bookings import Booking, GivenOut, Meal
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.reports.sheet import MONTHS, day_text
from desktop.rules.collecting import Sheet, form_mark
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.zones import zone_of
from desktop.services import cards
from desktop.services.cards import GivenLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
HIDDEN = "—"
MOST_FORMS = 200
_TITLES = {
    Sheet.CARD: N_("Register of information cards handed out and returned"),
    Sheet.FORM: N_("Register of collection forms handed out and returned"),
}


def register(work: Work, on: date, meal_id: UUID, language: Translator, kind: Sheet = Sheet.CARD, *,
             progress: Progress | None = None) -> Printed:  # fmt: skip
    """The register 领取、回收登记表 of a meal (form 6.3): what is noted so far, and lines to fill in by hand (CO-9).

    Who brought a sheet back signs for it: that column is empty but where it was typed in from paper. Of a client whom
    this person may not print the line stands without the name. In stages: give it staged work. Raises
    NotAllowed, NotFound.
    """
    from desktop.reports.sheet_register import sheet_register

    zone = zone_of(str(work.settings["time_zone"]))
    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        meal: Any = work.get(Meal, meal_id, withdrawn=True)
        bookings = [key for (key,) in work.visible(Booking).where((Booking.on == on) & (Booking.meal == meal.id))
                    .select(Booking.id).tuples()]  # fmt: skip
        lines = [line for line in cards.given(work, bookings) if line.kind is kind]
        known = _printable(work, lines)
        stamp = stamp_of(work)
    rows = [_row(line, known, on, language, zone) for line in lines]
    out, back = sum(line.count_out for line in lines), sum(line.count_back for line in lines)
    said = language(N_("{day}, {meal}. Handed out: {out}, returned: {back}.")).format(
        day=day_text(on, language), meal=meal.name, out=out, back=back)  # fmt: skip
    title = language(_TITLES[kind])
    pdf = sheet_register(title, said, rows, look_of(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", None, sheet=f"{kind.value}_register", code=stamp.code, lines=len(lines),
                    clients=sorted({client.code for client in known.values()}))  # fmt: skip
    return Printed(f"{kind.value}_register", title, pdf, stamp.code)


def collection_forms(work: Work, given_ids: Sequence[UUID], language: Translator, *, small: bool = True,
                     progress: Progress | None = None) -> Printed:  # fmt: skip
    """The collection forms 客户信息收集表 (form 6.1) of these lines of the register, or a blank one; A5, or A4.

    A phone that is on file is not printed, only that it is there. In stages: give it staged work. Raises BadEntry for a
    line that is no form, NotAllowed, NotFound.
    """
    from desktop.reports.collection_form import FormValues
    from desktop.reports.collection_form import collection_forms as drawn

    with work.reading():
        work.require(Right.SEE_BOOKINGS)
        if len(given_ids) > MOST_FORMS:
            raise BadEntry(N_("At most {limit} forms are printed at once."), "given", limit=MOST_FORMS)
        rows = [work.get(GivenOut, key) for key in dict.fromkeys(given_ids)]
        by_key = {line.id: line for line in cards.given(work, {row.booking_id for row in rows})}
        lines = [by_key[row.id] for row in rows]
        bookings = {row.booking_id: work.get(Booking, row.booking_id) for row in rows}
        for line in lines:
            if line.kind is not Sheet.FORM:
                raise BadEntry(N_("Number {n} is an information card, not a collection form."), "given", n=line.number)
            work.require(Right.PRINT_CLIENTS, work.get(Client, line.client_id))
        known = _printable(work, lines)
        stamp = stamp_of(work)
    forms = [_form(line, known[line.id], bookings[line.booking].on, language) for line in lines]
    pdf = drawn(forms or [FormValues(stamp.code)], look_of(work), stamp, language, small=small)
    with work.writing():
        work.record(TOPIC, "print", None, sheet="collection_form", code=stamp.code, lines=len(lines),
                    clients=sorted({client.code for client in known.values()}))  # fmt: skip
    return Printed("collection_form", language(N_("Client information collection form")), pdf, stamp.code)


# Parts of the verbs above


def _printable(work: Work, lines: Sequence[GivenLine]) -> dict[UUID, Any]:
    """The clients of these lines whom this person may print, by line."""
    wanted = {line.client_id for line in lines if line.client_id is not None}
    query = work.visible(Client, Right.PRINT_CLIENTS, withdrawn=True)
    found = {client.id: client for client in query.where(among(Client.id, wanted))}
    return {line.id: found[line.client_id] for line in lines if line.client_id in found}


def _row(line: GivenLine, known: dict[UUID, Any], on: date, language: Translator, zone: tzinfo) -> tuple[str, ...]:
    whom = " / ".join(filter(None, (line.leader, line.server)))
    # what is not back yet is noted by hand, and so is who brings it
    returned = str(line.count_back) if line.back_at is not None or line.count_back else ""
    return (str(line.number), line.place, _called(known[line.id]) if line.id in known else HIDDEN, str(line.count_out),
            _time(line.out_at, on, language, zone), whom, returned,
            _time(line.returned_at, on, language, zone), line.returned_by)  # fmt: skip


def _called(client: Any) -> str:
    """客户单位称呼: the unit and how the client is called, by name where no form of address is known."""
    return " ".join(filter(None, (client.unit, client.salutation or client.name)))


def _time(at: datetime | None, on: date, language: Translator, zone: tzinfo) -> str:
    """The hour; with its day where that is not the meal's."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == on else f"{_short(local.date(), language)} {local:%H:%M}"


def _short(day: date, language: Translator) -> str:
    if language.language == "zh_CN":
        return f"{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]}"


def _form(line: GivenLine, client: Any, on: date, language: Translator) -> Any:
    from desktop.reports.collection_form import FormValues

    number = language(N_("Form no. {n}")).format(n=line.number)
    phone = language(N_("on file")) if client.phone else ""
    return FormValues(form_mark(line.number), number, line.place, day_text(on, language), client.unit,
                      client.salutation, phone, client.name)  # fmt: skip
