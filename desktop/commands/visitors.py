"""The command of reception: who is in the house now, and who is expected today."""

from argparse import ArgumentParser, Namespace

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _
from desktop.rules.zones import zone_of
from desktop.services import on_file, visitors
from desktop.services.visitors import VisitorLine


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--inside", action="store_true", help=_("only who is in the house now"))


def _visitors(session: Session, given: Namespace) -> Answer:
    inside = session.ask(visitors.in_house)
    today = session.ask(on_file.today)
    ahead = () if given.inside else session.ask(visitors.expected_lines, today, today)
    zone = str(session.office.settings["time_zone"])
    lines = [_said(line, zone) for line in (*inside, *ahead)]
    data = {"inside": [_data(line) for line in inside], "people": sum(line.heads for line in inside),
            "expected": [_data(line) for line in ahead]}  # fmt: skip
    return Answer(data, lines or [_("Nobody is in the house.")])


def _data(line: VisitorLine) -> dict[str, object]:
    moments = (("expected", line.expected_at), ("came", line.came_at), ("met", line.met_at))
    return {
        "name": line.name, "unit": line.unit, "people": line.heads, "state": line.state.value, "kind": line.kind.value,
        "grade": line.grade.value, "host": line.receiver_name, "badge": line.badge if line.badge_out else "",
        **{name: moment.isoformat() if moment is not None else None for name, moment in moments},
    }  # fmt: skip


def _said(line: VisitorLine, zone: str) -> str:
    moment = line.came_at or line.expected_at
    at = f"{moment.astimezone(zone_of(zone)):%H:%M}" if moment is not None else ""
    return "\t".join((at, _(line.state.label), line.name, line.unit, str(line.heads), line.receiver_name,
                      line.badge if line.badge_out else "")).rstrip()  # fmt: skip


COMMANDS = (Command("visitors", N_("list who is in the house now and who is expected today"), _arguments, _visitors),)
