"""The command that shows and proposes who sits where at a booking."""

from argparse import ArgumentParser, Namespace
from uuid import UUID

from desktop.commands.bookings import event
from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _
from desktop.rules.seating.by_hand import source
from desktop.rules.seating.checking import issues
from desktop.rules.seating.etiquette import by_etiquette
from desktop.rules.seating.explaining import explain
from desktop.rules.seating.packs import Etiquette, read_folder
from desktop.rules.seating.plan import Seat
from desktop.rules.seating.proposing import Way
from desktop.services import seating, seating_people, seating_plans, seating_tables
from desktop.services.seating_plans import Seating
from desktop.workstation.paths import resource


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("event", metavar="EVENT", help=_("number or id of a booking"))
    parser.add_argument("--propose", action="store_true", help=_("fill the free seats by etiquette, and keep that"))


def _seat(session: Session, given: Namespace) -> Answer:
    etiquette = read_folder(resource("etiquette"))
    booking: UUID = session.ask(lambda work: event(work, given.event))
    if given.propose:
        _fill(session, booking, etiquette)
    held = session.ask(seating_plans.seating_of, booking, etiquette)
    plan = held.plan
    strict = by_etiquette(plan) if plan.tables else plan
    why = {reason.person: str(reason.sentence) for reason in explain(plan, strict, plan, knows=held.knows)}
    seats = [_data(held, seat, why) for table in plan.tables for seat in table.seats]
    found = [str(issue.sentence) for issue in issues(plan, knows=held.knows)] if plan.tables else []
    data = {
        "id": str(held.number), "etiquette": held.pack.code if held.pack else "", "seed": held.seed, "seats": seats,
        "unseated": [person.name for person in plan.unseated], "issues": found,
    }  # fmt: skip
    lines = ["\t".join((str(row["table"]), str(row["seat"]), str(row["role"]), str(row["person"] or "–"),
                        str(row["sentence"]))) for row in seats]  # fmt: skip
    lines += [_("Without a seat: {name}").format(name=person.name) for person in plan.unseated] + found
    return Answer(data, lines or [_("No table is laid for this booking yet. With --propose tables are laid.")])


def _fill(session: Session, booking: UUID, etiquette: Etiquette) -> None:
    """Tables and the booking's own clients come first, where nobody has seen to them."""
    held = session.ask(seating_plans.seating_of, booking, etiquette)
    if not held.plan.tables:
        session.do(seating_tables.lay, booking, etiquette)
    if not held.guests:
        session.do(seating_people.add_clients, booking, etiquette)
    offer = session.errand(seating.propose, booking, etiquette, ways=(Way.STRICT,), filling=True)
    session.do(seating.accept, booking, offer, Way.STRICT, etiquette)


def _data(held: Seating, seat: Seat, why: dict[str, str]) -> dict[str, object]:
    table = held.plan.table_of[seat.table]
    role, person = table.role(seat.number), held.plan.seating.get(seat)
    guest = held.guest(person) if person else None
    return {
        "table": table.label, "seat": seat.number + 1, "role": str(role.title) if role else "",
        "role_code": role.code if role else "", "role_source": source(table, seat.number).value,
        "person": guest.name if guest else None,
        "code": guest.code if guest else "", "pinned": seat in held.plan.pins,
        "method": held.methods.get(seat, ""), "sentence": why.get(person or "", ""),
    }  # fmt: skip


COMMANDS = (Command("seat", N_("who sits where at a booking"), _arguments, _seat),)
