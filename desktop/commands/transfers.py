"""The command that hands clients over from one colleague to the next (CL-9)."""

from argparse import ArgumentParser, Namespace
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry, Label, NotFound
from desktop.services import clients, transfers
from desktop.services.transfers import Plan, Wish
from desktop.services.work import Work


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("codes", metavar="CODE", nargs="*", help=_("codes of the clients; none: all of --from"))
    parser.add_argument("--to", metavar="NAME", help=_("the new owner"))
    parser.add_argument("--deputy", metavar="NAME", help=_("the new deputy"))
    parser.add_argument("--from", dest="giver", metavar="NAME", help=_("only what this colleague holds changes hands"))
    parser.add_argument(
        "--reason", metavar="TEXT", required=True, help=_("read by who gives, takes over or may change them")
    )
    parser.add_argument("--plan", action="store_true", help=_("only say what would be done"))


def _transfer(session: Session, given: Namespace) -> Answer:
    plan, wish, chosen = session.ask(_planned, given)
    data: dict[str, object] = {
        "clients": [{"code": line.code, "name": line.name, "owner": line.owner or None, "deputy": line.deputy or None}
                    for line in plan.lines],
        "left_out": [{"code": one.code, "reason": _(one.why)} for one in plan.left_out],
        "next_steps": plan.next_steps, "cases": plan.cases, "visits": plan.visits,
        "first_contact_due": plan.due and plan.due.isoformat(),
    }  # fmt: skip
    lines = [f"{line.code}\t{line.name}\t{line.owner_before or '-'} → {line.owner or '-'}" for line in plan.lines]
    lines += [f"{one.code}\t{one.name}\t{_(one.why)}" for one in plan.left_out]
    for warned in plan.warnings:
        values = {k: _(v) if isinstance(v, Label) else v for k, v in warned.values.items()}
        lines.append(_(warned.message).format(**values))
    if given.plan:
        return Answer(data, [*lines, _("Nothing was changed.")])
    # where nothing is left to do, the verb says of all that were named why
    keys = [line.client_id for line in plan.lines] or chosen
    made = session.do(transfers.transfer, keys, wish, plan.seen if plan.lines else None)
    said = _n("{n} client handed over.", "{n} clients handed over.", made.count).format(n=made.count)
    return Answer(data | {"operation": str(made.operation)}, [*lines, said])


def _planned(work: Work, given: Namespace) -> tuple[Plan, Wish, list[UUID]]:
    people = {person.name: person.id for person in clients.staff(work)}
    held = people | {one.name: one.id for one in transfers.holders(work)}

    def key(name: str | None, known: dict[str, UUID]) -> UUID | None:
        if name is not None and name not in known:
            raise NotFound(name)
        return known[name] if name is not None else None

    giver = key(given.giver, held)
    wish = Wish(key(given.to, people), key(given.deputy, people), giver=giver, reason=given.reason)
    chosen = [clients.by_code(work, code) for code in given.codes]
    if not chosen and giver is not None:
        chosen = transfers.held_by(work, giver)
        if not chosen:
            raise BadEntry(N_("{name} holds no clients that you may hand over."), "from", name=given.giver)
        return transfers.plan_all(work, wish), wish, chosen
    return transfers.plan(work, chosen, wish), wish, chosen


COMMANDS = (Command("transfer", N_("hand clients over to another owner or deputy"), _arguments, _transfer),)
