"""Commands about clients: list them, show one file, search."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence

from desktop.commands.command import Answer, Command, Session
from desktop.commands.exports import ask_argument, let_out
from desktop.i18n import N_, _, _n
from desktop.rules.amounts import grouped, shown_amount
from desktop.rules.fields import Field, FieldType, Locked
from desktop.rules.risks import Mark
from desktop.services import client_lists, clients, search_all
from desktop.services.clients import ClientFile, OutOfUse
from desktop.services.work import Work

# What `list` tells of each client, by the list's own columns; the class goes by its short name
_LISTED = ("code", "name", "kind", "form", "client_class", "unit", "phone", "owner")
_PAGE = 500
_HITS = 50


def limit_argument(parser: ArgumentParser, default: int | None) -> None:
    parser.add_argument("--limit", metavar="N", type=_at_least_one, default=default, help=_("at most so many"))


def _at_least_one(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise ArgumentTypeError(_("{text} is no number from 1 up").format(text=text))
    return number


def _noun_argument(parser: ArgumentParser) -> None:
    parser.add_argument("noun", choices=("clients",), help=_("what of: clients"))


# list


def _list_arguments(parser: ArgumentParser) -> None:
    _noun_argument(parser)
    limit_argument(parser, None)
    ask_argument(parser)


def _list(session: Session, given: Namespace) -> Answer:
    rows = session.ask(_rows, given.limit)
    let_out(session, {str(row["code"]) for row in rows}, N_("list"), "", given.ask)
    lines = ["\t".join(str(row[name] or "") for name in ("code", "name", "unit", "phone", "owner")) for row in rows]
    return Answer(rows, [*lines, _n("{n} client", "{n} clients", len(rows)).format(n=len(rows))])


def _rows(work: Work, limit: int | None) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    while limit is None or len(rows) < limit:
        wanted = _PAGE if limit is None else min(_PAGE, limit - len(rows))
        page = client_lists.list_clients(work, _LISTED, offset=len(rows), limit=wanted)
        for line in page:
            row = dict(zip(_LISTED, line.values, strict=True))
            row["class"] = row.pop("client_class")
            rows.append(row | {"draft": line.draft})
        if len(page) < wanted:
            break
    return rows


# show


def _show_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help=_("code of the client"))


def _show(session: Session, given: Namespace) -> Answer:
    return file_answer(session.ask(_file, given.code))


def file_answer(file: ClientFile) -> Answer:
    """A whole file as far as this person may see it, today's or that of a past day."""
    fields = [f for f in file.catalogue.fields if file.form in f.forms]
    data: dict[str, object] = {
        "code": file.code, "form": file.form.value, "class": file.client_class, "important": file.important,
        "owner": file.owner and file.owner.name, "deputy": file.deputy and file.deputy.name,
        "department": file.department and file.department.name, "opened_on": file.opened_on,
        "draft": bool(file.missing), "missing": list(file.missing), "out_of_use": _gone(file),
        "provisional": [name for name, review in file.reviews.items() if review.provisional],
    }  # fmt: skip
    data |= {field.name: _told(field, file.values[field.name]) for field in fields}
    return Answer(data, _lines(file, fields))


def _file(work: Work, code: str) -> ClientFile:
    return clients.client_file(work, clients.by_code(work, code, withdrawn=True))


def _gone(file: ClientFile) -> dict[str, object] | None:
    gone = file.out_of_use
    return {"at": gone.at, "who": gone.who, "why": gone.why} if gone is not None else None


def _told(field: Field, value: object) -> object:
    """The value as JSON: words by their lasting short name, amounts in yuan as an import would read them."""
    if isinstance(value, Locked):
        return {"locked": value.level}
    return shown_amount(value) if field.type is FieldType.AMOUNT and isinstance(value, int) else value


def _lines(file: ClientFile, fields: Sequence[Field]) -> list[str]:
    """What is entered, one line each, and what is locked whether or not there is anything behind it."""
    said = [(_("Out of use"), _gone_words(file.out_of_use))] if file.out_of_use is not None else []
    said += [(_("Code"), file.code), (_("Person or organisation"), _(file.form.label))]
    said += [(_("Class"), file.client_class)] if file.client_class else []
    said += [(_("Owner"), file.owner.name)] if file.owner else []
    said += [(_("Risk"), _(Mark.of(file.standing.mark).label))] if file.standing.mark else []
    for field in fields:
        if text := _in_words(field, file.values[field.name]):
            said.append((field.label if field.own else _(field.label), text))
    # a long text goes on below its label
    return [f"{label}: {text}".replace("\n", "\n    ") for label, text in said]


def _gone_words(gone: OutOfUse) -> str:
    parts = (gone.at.astimezone().strftime("%Y-%m-%d %H:%M"), gone.who, gone.why)
    return " · ".join(part for part in parts if part)


def _in_words(field: Field, value: object) -> str:
    if isinstance(value, Locked):
        return _("locked, level {level}").format(level=value.level)
    if value is None or value == "":
        return ""
    if field.type is FieldType.YES_NO:
        return _("Yes") if value else _("No")
    if field.words is not None:
        return _(field.words.of(value).label)
    return grouped(value) if field.type is FieldType.AMOUNT and isinstance(value, int) else str(_told(field, value))


# search


def _search_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "text", metavar="TEXT", help=_("any part of a name, number, address, note, or of a document's title")
    )
    limit_argument(parser, _HITS)
    ask_argument(parser)


def _search(session: Session, given: Namespace) -> Answer:
    hits = session.ask(search_all.find_everything, given.text, given.limit)
    let_out(session, {hit.code for hit in hits if hit.client}, N_("search"), given.text, given.ask)
    data = [{"kind": hit.kind, "code": hit.code, "title": hit.title, "detail": hit.detail,
             "risk": hit.risk} for hit in hits]  # fmt: skip
    # what speaks against a client goes with it wherever it is picked (CL-12)
    marks = (_(Mark.of(hit.risk).label) if hit.risk else "" for hit in hits)
    lines = ["\t".join((hit.code, hit.title, hit.detail, *([mark] if mark else [])))
             for hit, mark in zip(hits, marks, strict=True)]  # fmt: skip
    return Answer(data, lines or [_("Nothing found.")])


COMMANDS = (
    Command("list", N_("list the clients this person may see"), _list_arguments, _list),
    Command("show", N_("show one client file"), _show_arguments, _show),
    Command(
        "search",
        N_("find clients by any part of name, number, address or note, and documents by their titles"),
        _search_arguments,
        _search,
    ),
)
