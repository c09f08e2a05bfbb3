"""Puts clients on paper: the list and the information card, each print recorded before it is handed out."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.classes import ClassRun
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.owners import HandoverLine
from desktop.models.rows import among
from desktop.reports.card_values import CardLine, CardValues
from desktop.reports.sheet import day_text
from desktop.rules import code_spans, letters
from desktop.rules.amounts import grouped
from desktop.rules.classes import Rules, told
from desktop.rules.collecting import CARD_FIELDS
from desktop.rules.collection_forms import graded
from desktop.rules.errors import BadEntry
from desktop.rules.exports import field_text
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.risks import Mark
from desktop.rules.words import ClientClass, ClientForm, ClientKind, Word
from desktop.rules.zones import zone_of
from desktop.services import anniversaries, card_clock, class_runs, client_lists, contacts, handovers, on_file, reviews
from desktop.services.classes import ProposedLine
from desktop.services.client_lists import ALL, BY_READING, Filter, Sort
from desktop.services.handovers import HandoverView
from desktop.services.stamps import Printed as Printed
from desktop.services.stamps import look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
LIST_LIMIT = 5000
_CHUNK = 500


def client_cards(
    work: Work, client_ids: Sequence[UUID], language: Translator, *, progress: Progress | None = None
) -> Printed:
    """The information cards of these clients (CO-8): facts only when verified, but allergies always (CL-8).

    They are the clients' cards only once they came out (CO-7). In stages: give it staged work. Raises BadEntry for
    none, NotAllowed, NotFound.
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
        read_at = work.now
        stamp = stamp_of(work)
    pdf = drawn(cards, look_of(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", clients[0] if len(clients) == 1 else None, sheet="card", code=stamp.code,
                    clients=[c.code for c in clients])  # fmt: skip
    came_out = partial(card_clock.note_printed, client_ids=[client.id for client in clients], read_at=read_at,
                       code=stamp.code)  # fmt: skip
    return Printed("card", language(N_("Client information card")), pdf, stamp.code, came_out)


def client_list(
    work: Work,
    language: Translator,
    columns: Sequence[str] = client_lists.SHOWN_AT_FIRST,
    only: Filter = ALL,
    sort: Sort = BY_READING,
    title: str = "",
    *,
    progress: Progress | None = None,
) -> Printed:
    """The client list 客户一览表 (CL-3) as filtered and sorted on screen, under the name of its view if it has one.

    In stages: give it staged work.

    Raises NotAllowed, and BadEntry above LIST_LIMIT clients: a list nobody can read helps nobody.
    """
    from desktop.reports.clients import client_list as drawn
    from desktop.reports.tables import ColumnHead

    rows: list[tuple[str, ...]] = []
    codes: list[str] = []
    zone = zone_of(str(work.settings["time_zone"]))
    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        own = {column.name: column.own for column in client_lists.columns_of(work) if column.own is not None}
        columns = [name for name in columns if name in client_lists.BY_NAME or name in own]
        count = client_lists.count_clients(work, only, Right.PRINT_CLIENTS)
        if count > LIST_LIMIT:
            said = N_("The list holds {count} clients; at most {limit} can be printed at once. Filter it first.")
            raise BadEntry(said, count=count, limit=LIST_LIMIT)
        while len(rows) < count:
            page = client_lists.list_clients(work, columns, only, sort, len(rows), _CHUNK, right=Right.PRINT_CLIENTS)
            rows += [
                tuple(
                    field_text(own[name], value, language) if name in own else shown(value, name, language, zone)
                    for value, name in zip(line.values, columns, strict=True)
                )
                for line in page
            ]
            listed = work.visible(Client).where(among(Client.id, [line.id for line in page]))
            codes += [code for (code,) in listed.select(Client.code).tuples()]
            if progress is not None:
                progress(len(rows), count)
            if not page:
                break
        stamp = stamp_of(work)
    words = {name: field.label for name, field in own.items()}
    words |= {name: language(column.label) for name, column in client_lists.BY_NAME.items()}
    heads = [ColumnHead(words[name], _WEIGHTS.get(name, 1.0)) for name in columns]
    pdf = drawn(rows, heads, look_of(work), stamp, language, title=title)
    with work.writing():
        work.record(TOPIC, "print", None, sheet="client_list", code=stamp.code, clients=len(rows),
                    **code_spans.named(codes))  # fmt: skip
    return Printed("client_list", title or language(N_("Client list")), pdf, stamp.code)


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
        stamp = stamp_of(work)
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
    pdf = drawn(sections, run.quarter, told_rules, look_of(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", run, sheet="class_list", code=stamp.code, clients=len(shown_lines),
                    **code_spans.named([line.code for line in shown_lines]))  # fmt: skip
    title = language(N_("Class list {quarter}")).format(quarter=run.quarter)
    return Printed("class_list", title, pdf, stamp.code)


def handover_list(work: Work, handover_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The clients of one transfer, with room for three signatures (CL-9). In stages: give it staged work.

    Raises NotAllowed, NotFound, and BadEntry where none of them may be printed.
    """
    from desktop.reports.handovers import HandoverValues
    from desktop.reports.handovers import handover_list as drawn

    zone = zone_of(str(work.settings["time_zone"]))
    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        views = handovers.lines_of(work, handover_id, Right.PRINT_CLIENTS)
        if not views:
            raise BadEntry(N_("None of these clients may be printed by you."))
        rows = [_handover_row(work, view, language, zone) for view in views]
        header = on_file.transfers_told(work, [handover_id]).get(handover_id)
        giver = on_file.names(work, [header.giver_id]).get(header.giver_id, "") if header is not None else ""
        stamp = stamp_of(work)
    given, taken = ({getattr(view, name) for view in views} - {""} for name in ("former", "owner"))
    values = HandoverValues(
        giver or language(N_(", ")).join(sorted(given)), language(N_(", ")).join(sorted(taken)),
        day_text(views[0].at.astimezone(zone).date(), language), views[0].reason,
    )  # fmt: skip
    pdf = drawn(values, rows, look_of(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", None, sheet="handover_list", code=stamp.code, clients=[v.code for v in views])
    return Printed("handover_list", language(N_("Handover list")), pdf, stamp.code)


def handover_letters(
    work: Work, line_ids: Sequence[UUID], language: Translator, *, progress: Progress | None = None
) -> Printed:
    """Letters that tell these clients of their new owner, from the office's template (CL-9, CM-7), in one file.

    In stages: give it staged work. Raises BadEntry for none, NotAllowed, NotFound.
    """
    from desktop.reports.letters import Letter
    from desktop.reports.letters import letters as drawn

    if not line_ids:
        raise BadEntry(N_("Choose the clients who get a letter."))
    zone = zone_of(str(work.settings["time_zone"]))
    made, clients = [], []
    with work.reading():
        said = language.language
        template = str(work.settings[f"letter_handover_{said}"]) or letters.HANDOVER[said]
        stamp = stamp_of(work)
        for line in [work.get(HandoverLine, key) for key in line_ids]:
            client = work.get(Client, line.client_id)
            work.require(Right.PRINT_CLIENTS, client)
            people = on_file.names(work, (line.former_owner_id, line.owner_id, line.deputy_id))
            at = on_file.handed_over_at(line, on_file.transfers_told(work, [line.handover_id]))
            day = day_text(at.astimezone(zone).date(), language)
            phone = work.get(Person, line.owner_id).phone if line.owner_id else ""
            owner = people.get(line.owner_id, "")
            values = {
                "client": client.name, "address": letters.addressed(client.name, client.salutation, said),
                "unit": client.unit, "former": people.get(line.former_owner_id, ""), "owner": owner,
                "deputy": people.get(line.deputy_id, ""), "phone": phone,
                "office": str(work.settings["office_name"]), "day": day,
            }  # fmt: skip
            made.append(Letter(letters.filled(template, values), owner, day_text(stamp.time.date(), language)))
            clients.append(client)
    pdf = drawn(made, language(N_("Letters to clients")), look_of(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", clients[0] if len(clients) == 1 else None, sheet="letter", code=stamp.code,
                    clients=[c.code for c in clients])  # fmt: skip
    return Printed("letter", language(N_("Letters to clients")), pdf, stamp.code)


def _handover_row(work: Work, view: HandoverView, language: Translator, zone: tzinfo) -> tuple[str, ...]:
    client = work.get(Client, view.client_id, withdrawn=True)
    said = contacts.contacts_of(work, view.client_id, 50)
    step = next((line for line in said if line.open_step), None)
    last = said[0].at.astimezone(zone).date().isoformat() if said else ""
    promised = f"{step.next_step} {step.next_on.isoformat()}" if step is not None and step.next_on else ""
    letter = shown(client.client_class, "client_class", language, zone)
    people = (view.former, view.owner, view.deputy)
    return (view.code, view.name, letter, client.unit, client.phone, *people, last, promised)


def class_heading(in_force: Rules, letter: str, language: Translator) -> str:
    """`A Major`, `Lost`."""
    word = language(in_force.label(letter))
    return word if letter == ClientClass.LOST else f"{letter} {word}"


def _class_row(line: ProposedLine, language: Translator) -> tuple[str, ...]:
    reason = told(line.reason, line.values, language)
    if line.override:
        reason = language(N_("Set by the manager: {why}")).format(why=line.override)
    return (line.code, line.name, shown(line.before, "client_class", language, UTC), grouped(line.spend),
            str(line.visits), str(line.spend_rank or ""), str(line.visit_rank or ""), reason)  # fmt: skip


_WEIGHTS = {"client_class": 0.5, "name": 1.3, "unit": 1.8, "phone": 1.1, "address": 2.2, "note": 2.5, "kind": 0.8}
_WORDS: dict[str, type[Word]] = {"kind": ClientKind, "form": ClientForm, "risk": Mark}


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
    for name in CARD_FIELDS:
        if name not in work.catalogue:
            continue
        text = str(getattr(client, name))
        state = states.get(name)
        if text and ((state is not None and state.stands) or name == "allergies"):
            label = language(work.catalogue[name].label)
            verified = state is not None and state.verified
            text = graded(text, state.severity if state is not None else "", language)
            lines.append(CardLine(label, text, name == "allergies", not verified, name in ("allergies", "taboos"),
                                  verified and state is not None and state.faded))  # fmt: skip
    for day in near:
        label = day.label or language(day.kind_label)
        lines.append(CardLine(label, day.on.isoformat()))
    return CardValues(client.code, client.name, client.salutation, client.unit, lines)
