"""Puts clients on paper: the list and the information card, each print recorded before it is handed out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from secrets import token_hex
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.classes import ClassRun
from desktop.models.clients import Client
from desktop.reports.card_values import CardLine, CardValues
from desktop.reports.pen import OfficeLook, Stamp
from desktop.rules.classes import Rules, told
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.words import ClientClass, ClientForm, ClientKind, Word
from desktop.rules.zones import zone_of
from desktop.services import anniversaries, class_runs, client_lists, reviews
from desktop.services.classes import ProposedLine
from desktop.services.client_lists import ALL, BY_READING, Filter, Sort
from desktop.services.work import Work

TOPIC = "prints"
LIST_LIMIT = 5000
_CHUNK = 500
# In the order in which a server needs them; allergies and taboos are never cut
_CARD_FIELDS = ("allergies", "taboos", "dishes", "drinks", "cigarettes", "dining_habits", "ordering_habits", "seat",
                "room_wishes")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished print, already recorded."""

    kind: str  # of sheet: printers and trays are remembered by it
    title: str
    pdf: bytes
    code: str


Progress = Callable[[int, int], object]


def client_cards(
    work: Work, client_ids: Sequence[UUID], language: Translator, *, progress: Progress | None = None
) -> Printed:
    """The information cards of these clients (CO-8): facts only when verified, but allergies always (CL-8).

    In stages: give it staged work. Raises BadEntry for none, NotAllowed, NotFound.
    """
    from desktop.reports.cards import client_cards as drawn

    if not client_ids:
        raise BadEntry(N_("Choose the clients whose cards you want to print."))
    with work.reading():
        clients = [work.get(Client, client_id) for client_id in client_ids]
        for client in clients:
            work.require(Right.PRINT_CLIENTS, client)
        near = anniversaries.upcoming_by_client(work, [c.id for c in clients])
        cards = [_card(work, client, near.get(client.id, ()), language) for client in clients]
        stamp = _stamp(work)
    pdf = drawn(cards, _look(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", clients[0] if len(clients) == 1 else None, sheet="card", code=stamp.code,
                    clients=[c.code for c in clients])  # fmt: skip
    return Printed("card", language(N_("Client information card")), pdf, stamp.code)


def client_list(
    work: Work,
    language: Translator,
    columns: Sequence[str] = client_lists.SHOWN_AT_FIRST,
    only: Filter = ALL,
    sort: Sort = BY_READING,
    *,
    progress: Progress | None = None,
) -> Printed:
    """The client list 客户一览表 (CL-3) as filtered and sorted on screen. In stages: give it staged work.

    Raises NotAllowed, and BadEntry above LIST_LIMIT clients: a list nobody can read helps nobody.
    """
    from desktop.reports.clients import client_list as drawn
    from desktop.reports.tables import ColumnHead

    rows: list[tuple[str, ...]] = []
    zone = zone_of(str(work.settings["time_zone"]))
    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        count = client_lists.count_clients(work, only, Right.PRINT_CLIENTS)
        if count > LIST_LIMIT:
            said = N_("The list holds {count} clients; at most {limit} can be printed at once. Filter it first.")
            raise BadEntry(said, count=count, limit=LIST_LIMIT)
        while len(rows) < count:
            page = client_lists.list_clients(work, columns, only, sort, len(rows), _CHUNK, right=Right.PRINT_CLIENTS)
            rows += [tuple(shown(value, name, language, zone) for value, name in zip(line.values, columns, strict=True))
                     for line in page]  # fmt: skip
            if progress is not None:
                progress(len(rows), count)
            if not page:
                break
        stamp = _stamp(work)
    heads = [ColumnHead(language(client_lists.BY_NAME[name].label), _WEIGHTS.get(name, 1.0)) for name in columns]
    pdf = drawn(rows, heads, _look(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", None, sheet="client_list", code=stamp.code, clients=len(rows))
    return Printed("client_list", language(N_("Client list")), pdf, stamp.code)


def class_list(
    work: Work, run_id: UUID, language: Translator, letters: Sequence[str] = "ABCL", *, progress: Progress | None = None
) -> Printed:
    """A quarter's class list (CL-10), of the classes in `letters`; the others are told by their number alone.

    In stages: give it staged work. Raises NotAllowed, NotFound, and BadEntry above LIST_LIMIT clients.
    """
    from desktop.reports.classes import ClassSection
    from desktop.reports.classes import class_list as drawn

    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        run = work.get(ClassRun, run_id)
        lines = class_runs.run_lines(work, run_id, right=Right.PRINT_CLIENTS)
        stamp = _stamp(work)
    in_force = Rules.from_json(run.rules)
    shown_lines = [line for line in lines if line.given in letters]
    if len(shown_lines) > LIST_LIMIT:
        raise BadEntry(N_("The list holds {count} clients; at most {limit} can be printed at once. Filter it first."),
                       count=len(shown_lines), limit=LIST_LIMIT)  # fmt: skip
    sections = [
        ClassSection(class_heading(in_force, letter, language), sum(line.given == letter for line in lines),
                     [_class_row(line, language) for line in shown_lines if line.given == letter])
        for letter in in_force.letters
    ]  # fmt: skip
    told_rules = " · ".join([language(in_force.preset.label), *([language(in_force.reading.label)]
                                                                if in_force.other is not None else [])])  # fmt: skip
    pdf = drawn(sections, run.quarter, told_rules, _look(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", run, sheet="class_list", code=stamp.code, clients=len(shown_lines))
    title = language(N_("Class list {quarter}")).format(quarter=run.quarter)
    return Printed("class_list", title, pdf, stamp.code)


def class_heading(in_force: Rules, letter: str, language: Translator) -> str:
    """`A Major`, `Lost`."""
    word = language(in_force.label(letter))
    return word if letter == ClientClass.LOST else f"{letter} {word}"


def _class_row(line: ProposedLine, language: Translator) -> tuple[str, ...]:
    reason = told(line.reason, line.values, language)
    if line.override:
        reason = language(N_("Set by the manager: {why}")).format(why=line.override)
    return (line.code, line.name, shown(line.before, "client_class", language, UTC), f"{line.spend / 100:,.2f}",
            str(line.visits), str(line.spend_rank or ""), str(line.visit_rank or ""), reason)  # fmt: skip


_WEIGHTS = {"client_class": 0.5, "name": 1.3, "unit": 1.8, "phone": 1.1, "address": 2.2, "note": 2.5, "kind": 0.8}
_WORDS: dict[str, type[Word]] = {"kind": ClientKind, "form": ClientForm}


def shown(value: object, column: str, language: Translator, zone: tzinfo) -> str:
    """A list's value as words; the screen has its own way."""
    if value is None or value == "":
        return ""
    if column == "client_class" and value == ClientClass.LOST:
        return language(ClientClass.LOST.label)
    if column in _WORDS:
        return language(_WORDS[column].of(value).label)
    if isinstance(value, datetime):
        return value.astimezone(zone).date().isoformat()
    return str(value)


def _card(work: Work, client: Any, near: Sequence[Any], language: Translator) -> CardValues:
    states = reviews.reviews_of(work, client.id)
    lines: list[CardLine] = []
    for name in _CARD_FIELDS:
        text = str(getattr(client, name))
        verified = name in states and states[name].verified
        if text and (verified or name == "allergies"):
            label = language(work.catalogue[name].label)
            lines.append(CardLine(label, text, name == "allergies", not verified, name in ("allergies", "taboos")))
    for day in near:
        label = day.label or language(day.kind_label)
        lines.append(CardLine(label, day.on.isoformat()))
    return CardValues(client.code, client.name, client.salutation, client.unit, lines)


def _look(work: Work) -> OfficeLook:
    return OfficeLook(str(work.settings["office_name"]))


def _stamp(work: Work) -> Stamp:
    """The code brings the paper home to its record; random, so that it tells nothing."""
    zone = zone_of(str(work.settings["time_zone"]))
    return Stamp(work.me.name, work.now.astimezone(zone), token_hex(5).upper())
