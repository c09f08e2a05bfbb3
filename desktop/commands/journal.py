"""Commands about what was done to client files: look at it, see a file as of a past day, and take an act back."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from uuid import UUID

from desktop.commands import bills, classes, orders
from desktop.commands.clients import file_answer
from desktop.commands.command import Answer, Command, Session
from desktop.commands.duplicates import take_apart
from desktop.i18n import N_, _, _n
from desktop.rules.clients import CLIENTS
from desktop.rules.errors import Label, NotFound
from desktop.rules.fields import Locked
from desktop.services import clients, histories, import_undo, merging, past_files, undoing
from desktop.services.histories import HistoryLine
from desktop.services.history_words import Shown
from desktop.services.past_files import PastFile
from desktop.services.undoing import Choice, InWay
from desktop.services.work import Work

# history


def _history_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help=_("code of the client"))
    parser.add_argument("--at", metavar="DATE", type=_day, help=_("the file as it stood on that day, as 2026-03-31"))
    parser.add_argument("--limit", metavar="N", type=int, default=200, help=_("at most so many"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("{text} is no date such as 2026-03-31").format(text=text)) from None


def _history(session: Session, given: Namespace) -> Answer:
    if given.at is not None:
        return _past_answer(session.ask(_past, given.code, given.at))
    lines = session.ask(_lines_of, given.code, given.limit)
    return Answer([_told(line) for line in lines], [text for line in lines for text in _in_words(line)])


def _past(work: Work, code: str, day: date) -> PastFile:
    return past_files.client_as_of(work, past_files.of_code(work, code, day), day)


def _lines_of(work: Work, code: str, limit: int) -> list[HistoryLine]:
    return histories.history_of(work, clients.by_code(work, code, withdrawn=True), None, limit)


def _past_answer(past: PastFile) -> Answer:
    answer = file_answer(past.file)
    assert isinstance(answer.data, dict)
    hanging = {
        "at": past.day,
        "links": [{"code": x.other_code, "name": x.other_name, "role": x.role.value, "note": x.note}
                  for x in past.links],
        "days": [{"kind": x.day.kind.value, "label": x.day.label, "calendar": x.day.calendar.value,
                  "year": x.day.year, "month": x.day.month, "day": x.day.day} for x in past.days],
        "dealings": [{"on": x.on, "title": x.title, "content": x.content} for x in past.dealings],
        "years": [{"year": x.year, "revenue": x.revenue, "profit": x.profit, "with_us": x.with_us}
                  for x in past.years],
        "spend": [{"on": x.on, "amount": x.amount, "visits": x.visits, "note": x.note} for x in past.spend],
        "events": [{"on": x.on, "title": x.title, "answer": x.answer.value, "attended": x.attended,
                    "guests": x.guests} for x in past.invited],
        "agents": [{"code": x.other_code, "name": x.other_name, "acts_for_this_file": x.forward, "scope": x.scope,
                    "valid_from": x.valid_from, "valid_until": x.valid_until, "place": x.place}
                   for x in past.agents],
    }  # fmt: skip
    head = _("The file as of {day}").format(day=past.day.isoformat())
    return Answer({**answer.data, **hanging}, [head, *answer.lines])


def _told(line: HistoryLine) -> dict[str, object]:
    changes = [{"field": c.field, "label": _(c.label), "before": _value(c.before), "after": _value(c.after)}
               for c in line.changes]  # fmt: skip
    return {"operation": line.operation, "record": line.serial, "at": line.at, "who": line.who,
            "action": _(line.action), "about": _(line.about) if line.about else "", "undone": line.undone,
            "file": line.file, "changes": changes}  # fmt: skip


def _value(shown: Shown) -> object:
    if isinstance(shown, Locked):
        return {"locked": shown.level}
    return _(shown) if isinstance(shown, Label) else shown


def _in_words(line: HistoryLine) -> list[str]:
    undone = _("undone since") if line.undone else ""
    head = (line.at.astimezone().strftime("%Y-%m-%d %H:%M"), line.who, _(line.action), line.file, line.about, undone)
    said = ["\t".join(part for part in head if part)]
    if line.operation is not None:
        said.append(f"    {line.operation}")
    return said + [f"    {_(c.label)}: {_plain(c.before)} → {_plain(c.after)}" for c in line.changes]


def _plain(shown: Shown) -> str:
    if isinstance(shown, Locked):
        return _("locked, level {level}").format(level=shown.level)
    return str(_value(shown)) or "–"


# undo


def _undo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="OPERATION-ID", help=_("of an import or of any act, as the history names it"))
    parser.add_argument("--reason", default="", help=_("why it is undone"))
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--force", action="store_true", help=_("though it has been worked on since"))
    way.add_argument("--rest", action="store_true", help=_("leave what was changed since, undo the rest"))


def _undo(session: Session, given: Namespace) -> Answer:
    choice = Choice.OVERWRITE if given.force else Choice.REST if given.rest else Choice.ASK
    operation = _operation(session, given.id)
    merge = session.ask(merging.merge_of, operation)
    if merge is not None:
        return take_apart(session, merge, keep=choice is not Choice.ASK, reason=given.reason)
    sheets = (classes.take_back, bills.take_back, orders.take_back)
    taken_back = next((answer for take_back in sheets if (answer := take_back(session, operation)) is not None), None)
    if taken_back is not None:
        return taken_back
    done = session.errand(undoing.undo_staged, operation, choice, given.reason)
    return _import_undone(given.id, done) if isinstance(done, import_undo.Undone) else _undone(given.id, done)


def _operation(session: Session, text: str) -> UUID:
    if text.isdecimal() and len(text) < 32:
        return session.ask(undoing.by_serial, int(text))
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(text) from None


def _undone(asked: str, done: undoing.Done) -> Answer:
    kept = [{"code": x.code, "field": _(x.label), "why": _(x.why), "who": x.who} for x in done.kept]
    data = {"undone": asked, "operation": done.operation, "parts": done.undone, "kept": kept}
    lines = [_n("Undone: {n} part.", "Undone: {n} parts.", done.undone).format(n=done.undone)]
    lines += [_stays(x) for x in done.kept]
    return Answer(data, lines)


def _stays(found: InWay) -> str:
    return _("{code}: “{field}” was changed since and stays.").format(code=found.code, field=_(found.label))


def _import_undone(asked: str, undone: import_undo.Undone) -> Answer:
    data = {
        "import": asked,
        "withdrawn": undone.withdrawn,
        "restored": undone.restored,
        "kept": [{"code": code, "field": field} for code, field in undone.kept],
    }
    if undone.already:
        return Answer(data, [_("This import had been undone already.")])
    lines = [_n("Undone: {n} client taken out of use.", "Undone: {n} clients taken out of use.",
                undone.withdrawn).format(n=undone.withdrawn)]  # fmt: skip
    if undone.restored:
        lines.append(_n("{n} known client is as before.", "{n} known clients are as before.",
                        undone.restored).format(n=undone.restored))  # fmt: skip
    lines += [_("{code}: “{field}” was changed since and stays.").format(code=code, field=_field(field))
              for code, field in undone.kept]  # fmt: skip
    return Answer(data, lines)


def _field(name: str) -> str:
    if name == import_undo.FILE:
        return _("Whole file")
    return _(CLIENTS[name].label) if name in CLIENTS else name


COMMANDS = (
    Command("history", N_("what was done to a client file, or the file as of a past day"), _history_arguments,
            _history),
    Command("undo", N_("take an import or any other act back"), _undo_arguments, _undo),
)  # fmt: skip
