"""The command that says what is due today, for a morning's message to the team or a schedule."""

from argparse import ArgumentParser, Namespace

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _
from desktop.rules.today import Row, Section
from desktop.services import today


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--department", action="store_true", help=_("the department's, not mine alone"))


def _today(session: Session, given: Namespace) -> Answer:
    found: today.Today = session.ask(today.look, given.department)
    data = {section.group.value: {"total": section.total, "rows": [_data(row) for row in section.rows]}
            for section in found.sections}  # fmt: skip
    lines = [line for section in found.sections for line in _lines(section)]
    return Answer(data, lines or [_("Nothing is due today.")])


def _data(row: Row) -> dict[str, object]:
    moment = row.until or row.since or row.ago
    return {"what": str(row.what), "whom": row.whom, "detail": str(row.below), "deed": row.deed.value,
            "at": moment.isoformat() if moment else row.on.isoformat() if row.on else "",
            "for": row.instead_of}  # fmt: skip


def _lines(section: Section) -> list[str]:
    head = _("{group}: {n}").format(group=_(section.group.label), n=section.total)
    return [head, *(f"  {row.what}\t{row.whom}\t{row.below}" for row in section.rows)]


COMMANDS = (Command("today", N_("say what is due, what waits and what went wrong"), _arguments, _today),)
