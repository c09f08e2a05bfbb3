"""The preparation sheet of a visit: what it is for, what is known of the client, and what nobody does there (CM-5)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.clients import Client
from desktop.models.visits import Visit
from desktop.reports.archive_form import Entry
from desktop.rules import visits as rules
from desktop.rules.features import switched_on
from desktop.rules.fields import Locked
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.risks import Mark
from desktop.rules.secrecy import Secrecy
from desktop.rules.values import dataclass
from desktop.rules.visits import PREPARED
from desktop.rules.words import OfficeKind, ReviewState
from desktop.rules.zones import zone_of
from desktop.services import cases, clients, competitors, contacts, visits
from desktop.services.cases import CaseLine
from desktop.services.clients import ClientFile
from desktop.services.competitors import CompetitorLine
from desktop.services.contacts import ContactLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.visits import VisitView
from desktop.services.work import Work

TOPIC = "prints"
LAST = 5  # contacts
LABELS: Mapping[str, str] = {
    "needs": N_("Needs"), "habits": N_("Habits and preferences"), "industry": N_("Industry"),
    "competitors": N_("Competitors"), "strategy": N_("What we offer, and how"),
}  # fmt: skip
# What a file knows of somebody that helps at a visit, level 1 alone; the first stands there though nobody verified it
_FACTS = ("allergies", "taboos", "industry", "business_scope", "hobbies", "work_news", "people_around", "dishes",
          "drinks", "dining_habits", "touches_us", "suggestions", "room_to_grow")  # fmt: skip
_ALWAYS = "allergies"
# Columns and their share of the width
_CONTACT = ((N_("When"), 1.2), (N_("Who"), 0.8), (N_("About"), 2.4), (N_("Result"), 2.0), (N_("Next step"), 2.0))
_CASE = ((N_("Case no."), 1.1), (N_("About"), 3.2), (N_("Next"), 1.5), (N_("Handled by"), 1.0))
_COMPETITOR = ((N_("Learnt on"), 1.1), (N_("Competitor"), 1.5), (N_("Offer"), 3.2), (N_("Rate"), 1.2))


@dataclass(frozen=True, slots=True)
class _Known:
    """What whoever plans may see of the client."""

    file: ClientFile
    contacts: Sequence[ContactLine]
    competitors: Sequence[CompetitorLine]
    cases: Sequence[CaseLine]


def preparation_sheet(work: Work, visit_id: UUID, language: Translator, *, progress: Progress | None = None
                      ) -> Printed:  # fmt: skip
    """Give it staged work. Raises NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet

    with work.reading():
        view = visits.visit_view(work, visit_id)
        client = _to_print(work, visit_id)
        known = _known(work, client.id)
        stamp, look, zone = stamp_of(work), look_of(work), zone_of(str(work.settings["time_zone"]))
    say = _Said(language, zone)
    title = language(N_("Preparation of a visit"))
    values = ArchiveSheet(title, list(say.entries(view, known)), list(say.parts(known)),
                          declared="\n".join(language(text) for text in (rules.AUTHORITY, rules.HONESTY)))  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        work.record(TOPIC, "print", _to_print(work, visit_id), sheet="visit", code=stamp.code, size=1)
    return Printed("archive", title, pdf, stamp.code)


def _to_print(work: Work, visit_id: UUID) -> Any:
    client = work.get(Client, work.get(Visit, visit_id).client_id)
    work.require(Right.PRINT_CLIENTS, client)
    return client


def _known(work: Work, client: UUID) -> _Known:
    on = switched_on(OfficeKind.of(work.settings["kind"]), work.settings["features"])
    running = cases.cases(work, cases.Wish(client=client)) if "cases" in on else ()
    return _Known(clients.client_file(work, client), contacts.contacts_of(work, client, LAST),
                  competitors.notes_of(work, client), running)  # fmt: skip


class _Said:
    """What is known in the sheet's language. What lies sealed, or nobody has verified, stays off paper."""

    def __init__(self, say: Translator, zone: Any) -> None:
        self._say, self._zone = say, zone

    def at(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def entries(self, view: VisitView, known: _Known) -> Iterator[Entry]:
        say, line, file = self._say, view.line, known.file
        yield Entry(say(N_("Client")), f"{line.name} {line.code}")
        yield Entry(say(N_("Class")), file.client_class)
        yield Entry(say(N_("When")), self.at(line.starts_at))
        yield Entry(say(N_("Visited by")), line.made_by_name or line.visitor_name)
        yield Entry(say(N_("Where")), line.place or _text(file.values.get("address")), wide=True)
        yield Entry(say(N_("Phone")), _text(file.values.get("phone")))
        yield Entry(say(N_("Owner")), file.owner.name if file.owner is not None else "")
        yield Entry(say(N_("Purpose of the visit")), line.purpose, wide=True)
        if line.risk:
            yield Entry(say(N_("Risk")), "⚠ " + say(Mark.of(line.risk).label), wide=True)
        for name in PREPARED:
            yield Entry(say(LABELS[name]), getattr(view.preparation, name), wide=True)
        for name in _FACTS:
            fact = self._fact(file, name)
            if fact:
                yield Entry(say(file.catalogue.by_name[name].label), fact, wide=True)
        yield Entry(say(N_("Report until")), self.at(line.report_due), wide=True)

    def _fact(self, file: ClientFile, name: str) -> str:
        text, review = _text(file.values.get(name)), file.reviews.get(name)
        verified = review is None or review.state is ReviewState.VERIFIED
        if not text or verified:
            return text
        return self._say(N_("⚠ not verified: {text}")).format(text=text) if name == _ALWAYS else ""

    def parts(self, known: _Known) -> Iterator[Any]:
        if known.contacts:
            yield self._part(N_("Last contacts"), _CONTACT, [self._contact(one) for one in known.contacts])
        if known.cases:
            rows = [(one.number, one.subject, self._say(one.step.label), one.handler_name) for one in known.cases]
            yield self._part(N_("Cases still open"), _CASE, rows)
        if known.competitors:
            rows = [self._competitor(one) for one in known.competitors]
            yield self._part(N_("Competitor notes"), _COMPETITOR, rows)

    def _part(self, heading: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]) -> Any:
        from desktop.reports.dossier import Part
        from desktop.reports.tables import ColumnHead

        columns = [ColumnHead(self._say(word), width) for word, width in heads]
        return Part(self._say(heading), columns=columns, rows=rows)

    def _contact(self, one: ContactLine) -> tuple[str, ...]:
        about = self._marked(one.mark) or one.subject
        step = "" if one.mark or not one.open_step else f"{one.next_step} {one.next_on or ''}".rstrip()
        return self.at(one.at), one.staff, about, "" if one.mark else one.result, step

    def _competitor(self, one: CompetitorLine) -> tuple[str, str, str, str]:
        marked = self._marked(one.mark)
        return (f"{one.on:%Y-%m-%d}", marked or one.competitor, "" if marked else one.offer, "" if marked else one.rate)

    def _marked(self, mark: str) -> str:
        return self._say(Secrecy.of(mark).label) if mark else ""


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, Locked) else str(value)
