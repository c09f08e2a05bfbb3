"""Puts a client's file on paper as the archive form 客户信息档案: only what may be seen, and never looks (CO-12)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.exports import field_text, marked
from desktop.rules.fields import Block, Field, FieldType, Locked
from desktop.rules.lunar import LunarDay, lunar_text
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.words import ClientForm, DayKind, LinkRole
from desktop.rules.zones import zone_of
from desktop.services import affiliations, anniversaries, contacts, on_file, reviews
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
_VISITS = 5
_LONG = 150  # characters: such a field has a line for itself
# ※ of the form; looks, which it asks for too, are never printed (decision 7)
_MUST = frozenset({"unit", "name", "salutation", "phone", "dishes", "taboos", "spend_grade", "visit_habit",
                   "table_role", "signs_on_account", "coming_reason"})  # fmt: skip
_TICKED = frozenset({"table_role", "signs_on_account", "coming_reason"})
_BASIC = ("unit", "name", "position", "salutation", "phone", "other_phone", "address", "home_address", "plate",
          "car_model", "card_number")  # fmt: skip
_LIFE = ("industry", "work_news", "hobbies")
_DINING = ("dishes", "allergies", "taboos", "drinks", "cigarettes", "room_wishes", "seat", "ordering_habits",
           "dining_habits", "parking", "usual_receptionist")  # fmt: skip
_VALUE = ("spend_grade", "visit_habit", "table_role", "signs_on_account", "coming_reason", "suggestions",
          "room_to_grow", "touches_us", "near_us")  # fmt: skip
_STAFF = frozenset({LinkRole.ASSISTANT, LinkRole.DRIVER, LinkRole.OFFICE_DIRECTOR})


def archive_form(work: Work, client_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The archive form of one client. What nobody has confirmed is marked as that, so that nobody takes it for a fact
    (CL-8); sealed values are left out. In stages: give it staged work. Raises NotAllowed, NotFound."""
    from desktop.reports.archive_form import archive_form as drawn

    with work.reading():
        client = work.get(Client, client_id)
        work.require(Right.PRINT_CLIENTS, client)
        gathered = _Gathered(work, client, language)
        parts = list(gathered.parts())
        stamp, whose = stamp_of(work), f"{client.name} · {client.code}"
    pdf = drawn(parts, whose, look_of(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", client, sheet="archive_form", code=stamp.code)
    return Printed("archive_form", language(N_("Client archive form")), pdf, stamp.code)


class _Gathered:
    """What the form says of one client, read once."""

    def __init__(self, work: Work, client: Any, say: Translator) -> None:
        self._say, self._catalogue = say, work.catalogue
        self._form = ClientForm.of(client.form)
        self._values: Mapping[str, object] = work.show(client)
        self._code = client.code
        self._states = reviews.reviews_of(work, client.id)
        self._days = [line.day for line in anniversaries.anniversaries_of(work, client.id)]
        links = affiliations.links_of(work, client.id)
        # the right to print has to reach whoever is named on the paper
        reached = work.visible(Client, Right.PRINT_CLIENTS).where(among(Client.id, {link.other_id for link in links}))
        named = {other.id for other in reached}
        self._links = [link for link in links if link.other_id in named]
        self._visits = contacts.contacts_of(work, client.id, _VISITS)
        people = on_file.names(work, (client.owner_id, client.deputy_id))
        self._owner, self._deputy = people.get(client.owner_id, ""), people.get(client.deputy_id, "")
        self._zone: tzinfo = zone_of(str(work.settings["time_zone"]))

    def parts(self) -> Iterator[Any]:
        from desktop.reports.archive_form import Entry, FormPart

        say = self._say
        basic = self._fields(_BASIC)
        yield FormPart(say(N_("Basic information")), [*basic, Entry(say(N_("Client code")), self._code)])
        yield FormPart(say(N_("Work and life information")), self._fields(_LIFE))
        yield FormPart(say(N_("Dining information")), self._fields(_DINING))
        yield FormPart(say(N_("Value information")), self._fields(_VALUE))
        yield FormPart(say(N_("Affiliated persons")), [
            Entry(say(N_("Family")), self._linked({LinkRole.FAMILY}), wide=True),
            Entry(say(N_("Director, driver and others")), self._linked(_STAFF), wide=True),
            Entry(say(N_("Friends")), self._linked(set(LinkRole) - _STAFF - {LinkRole.FAMILY}), wide=True),
            *self._fields(("people_around",)),
        ])  # fmt: skip
        yield FormPart(say(N_("Special days")), [
            Entry(say(N_("Birthday")), self._days_of(DayKind.BIRTHDAY)),
            Entry(say(N_("Wedding day")), self._days_of(DayKind.WEDDING)),
            Entry(say(N_("Other")), self._days_of(*set(DayKind) - {DayKind.BIRTHDAY, DayKind.WEDDING}), wide=True),
        ])  # fmt: skip
        own = [field.name for field in self._catalogue.in_section("own", self._form) if field.block is Block.OPEN]
        yield FormPart(say(N_("Other information")), [
            *self._fields(own), *self._fields(("other_facts", "note")),
            Entry(say(N_("Past complaints")), wide=True),
        ])  # fmt: skip
        yield FormPart(say(N_("Management information")), [
            Entry(say(N_("Owner")), self._owner), Entry(say(N_("Deputy")), self._deputy),
            Entry(say(N_("Follow-up visits")), self._visited(), wide=True),
        ])  # fmt: skip

    def _fields(self, names: Sequence[str]) -> list[Any]:
        from desktop.reports.archive_form import Entry

        found = []
        for name in names:
            if name not in self._catalogue or self._form not in self._catalogue[name].forms:
                continue
            field = self._catalogue[name]
            label = field.label if field.own else self._say(field.label)
            if name == "name" and self._form is ClientForm.PERSON:
                label = self._say(N_("Full name"))
            wide = field.type is FieldType.LONG or name in _TICKED or field.limit > _LONG
            found.append(Entry(f"※{label}" if name in _MUST else label, self._text(field), wide=wide))
        return found

    def _text(self, field: Field) -> str:
        value = self._values.get(field.name)
        if isinstance(value, Locked):
            value = None
        if field.name in _TICKED:
            return self._ticked(field, value)
        text = field_text(field, value, self._say)
        state = self._states.get(field.name)
        if text and field.reviewed and (state is None or not state.verified):
            return marked(text, self._say)
        if text and state is not None and state.faded:
            return self._say(N_("{text} ⚠ to be confirmed")).format(text=text)
        return text

    def _ticked(self, field: Field, value: object) -> str:
        """All there is to choose from, as on the form, with a full box before what is so."""
        words = {True: N_("Yes"), False: N_("No")} if field.words is None else {w.value: w.label for w in field.words}
        return "   ".join(f"{'■' if value == key else '□'} {self._say(label)}" for key, label in words.items())

    def _linked(self, roles: set[LinkRole] | frozenset[LinkRole]) -> str:
        said = []
        for link in self._links:
            # of whom this client is the driver, is no driver of his
            role = link.role if link.forward or link.role not in _STAFF else LinkRole.OTHER
            if role in roles:
                told = self._say(N_(", ")).join(filter(None, (self._say(link.role_label), link.note)))
                said.append(self._say(N_("{name} ({told})")).format(name=link.other_name, told=told))
        return "\n".join(said)

    def _days_of(self, *kinds: DayKind) -> str:
        return "\n".join(self._day(day) for day in self._days if day.kind in kinds)

    def _day(self, day: RememberedDay) -> str:
        if day.lunar:
            said = lunar_text(LunarDay(day.year or 0, day.month, day.day, day.leap), self._say)
            said = f"{day.year} {said}" if day.year else said
        else:
            said = f"{day.year}-{day.month:02}-{day.day:02}" if day.year else f"{day.month:02}-{day.day:02}"
        plain = day.kind in (DayKind.BIRTHDAY, DayKind.WEDDING)
        label = day.label or ("" if plain else self._say(day.kind.label))
        return f"{said} {label}".strip()

    def _visited(self) -> str:
        """The last contacts; of a marked one not even that there is one."""
        return "\n".join(
            f"{line.at.astimezone(self._zone).date().isoformat()} {self._say(line.channel.label)} · {line.subject}"
            for line in self._visits
            if line.locked is None and not line.mark
        )
