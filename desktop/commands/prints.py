"""Commands that put something on paper as a PDF: cards, the client list, and the sheets of a meal."""

import os
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from desktop.commands.bookings import event
from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _, language, translator
from desktop.rules.collecting import Sheet, form_number
from desktop.rules.errors import BadEntry
from desktop.rules.seating.packs import Etiquette, read_folder
from desktop.rules.system_words import why
from desktop.services import archive_forms, booking_lists, cards, clients, meal_sheets, prints, seating_prints
from desktop.services.stamps import Printed
from desktop.services.work import Work
from desktop.workstation.files import write_atomically
from desktop.workstation.paths import resource

Made = Callable[[Session, Namespace], Printed]


def _pdf_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--pdf", metavar="FILE", required=True, type=Path, help=_("the PDF to write"))


# card


def _card_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("codes", metavar="CODE", nargs="+", help=_("code of the client"))
    _pdf_argument(parser)


def _card(session: Session, given: Namespace) -> Answer:
    found: list[UUID] = session.ask(lambda work: [clients.by_code(work, code) for code in given.codes])
    ids = list(dict.fromkeys(found))
    return to_file(session, given.pdf, lambda: session.errand(prints.client_cards, ids, translator(language())))


# print


def _clients(session: Session, given: Namespace) -> Printed:
    if given.subject:
        raise BadEntry(N_("The client list is printed as a whole; leave “{text}” out."), "subject", text=given.subject)
    return session.errand(prints.client_list, translator(language()))


def _register(session: Session, given: Namespace) -> Printed:
    booking = session.ask(lambda work: booking_lists.booking_of(work, event(work, given.subject)))
    kind = Sheet.FORM if given.forms else Sheet.CARD
    return session.errand(meal_sheets.register, booking.on, booking.meal, translator(language()), kind)


def _form(session: Session, given: Namespace) -> Printed:
    ids: list[UUID] = session.ask(_forms, given.subject) if given.subject else []
    return session.errand(meal_sheets.collection_forms, ids, translator(language()), small=not given.a4)


def _forms(work: Work, text: str) -> list[UUID]:
    number = form_number(text)
    if number is not None:
        return [cards.by_number(work, Sheet.FORM, number)]
    found = [line.id for line in cards.given(work, [event(work, text)]) if line.kind is Sheet.FORM]
    if not found:
        raise BadEntry(N_("No collection form was handed out for this booking. Without a booking a blank one is "
                          "printed."), "subject")  # fmt: skip
    return found


def _archive(session: Session, given: Namespace) -> Printed:
    if not given.subject:
        raise BadEntry(N_("Say whose: the code of a client."), "subject")
    client = session.ask(clients.by_code, given.subject)
    return session.errand(archive_forms.archive_form, client, translator(language()))


def _chart(session: Session, given: Namespace) -> Printed:
    booking, etiquette = _seated(session, given)
    return session.errand(seating_prints.chart, booking, etiquette, translator(language()), a3=given.a3)


def _cards(session: Session, given: Namespace) -> Printed:
    booking, etiquette = _seated(session, given)
    return session.errand(seating_prints.place_cards, booking, etiquette, translator(language()), everybody=given.all)


def _kitchen(session: Session, given: Namespace) -> Printed:
    booking, etiquette = _seated(session, given)
    return session.errand(seating_prints.kitchen_sheet, booking, etiquette, translator(language()))


def _names(session: Session, given: Namespace) -> Printed:
    booking, etiquette = _seated(session, given)
    return session.errand(seating_prints.name_list, booking, etiquette, translator(language()))


def _seated(session: Session, given: Namespace) -> tuple[UUID, Etiquette]:
    booking: UUID = session.ask(lambda work: event(work, given.subject))
    return booking, read_folder(resource("etiquette"))


NOUNS: Mapping[str, Made] = {"clients": _clients, "register": _register, "form": _form, "archive": _archive,
                             "chart": _chart, "cards": _cards, "kitchen": _kitchen, "names": _names}  # fmt: skip


def _print_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("noun", choices=tuple(NOUNS), help=_("what: the client list, a meal's register, a collection "
                                                             "form, a client's archive form, a booking's seating "
                                                             "chart, place cards, kitchen sheet or name "
                                                             "list"))  # fmt: skip
    parser.add_argument("subject", nargs="?", default="", metavar="EVENT|CODE",
                        help=_("number or id of a booking; of a form also its own number, as CF-12; for archive the "
                               "code of the client"))  # fmt: skip
    parser.add_argument("--forms", action="store_true", help=_("with register: that of the collection forms"))
    parser.add_argument("--a3", action="store_true", help=_("with chart: on A3 instead of A4"))
    parser.add_argument("--all", action="store_true", help=_("with cards: all, not only new and changed ones"))
    parser.add_argument("--a4", action="store_true", help=_("with form: on A4 instead of A5"))
    _pdf_argument(parser)


def _print(session: Session, given: Namespace) -> Answer:
    return to_file(session, given.pdf, lambda: NOUNS[given.noun](session, given))


def to_file(session: Session, path: Path, make: Callable[[], Printed]) -> Answer:
    """The place is tried first: what is printed is recorded, and a record without a paper would be false."""
    try:
        place = _usable(path)
        printed = make()
        write_atomically(place, printed.pdf)
    except OSError as trouble:
        raise BadEntry(N_("The PDF can't be written to {file}: {why}. Choose another place."), "pdf",
                       file=str(path), why=why(trouble)) from None  # fmt: skip
    if printed.came_out is not None:
        session.do(printed.came_out)
    data = {"pdf": str(path), "sheet": printed.kind, "code": printed.code, "bytes": len(printed.pdf)}
    return Answer(data, [_("{title} written to {file}; its number is {code}.").format(
        title=printed.title, file=path, code=printed.code)])  # fmt: skip


def _usable(path: Path) -> Path:
    place = path.resolve()
    if not place.parent.is_dir():
        raise BadEntry(N_("There is no folder {folder}. Make it first, or choose another place for the PDF."), "pdf",
                       folder=str(place.parent))  # fmt: skip
    # a device or a folder must not be replaced by a file
    if place.exists() and not place.is_file():
        raise BadEntry(N_("{file} is no file that could be replaced. Choose another name for the PDF."), "pdf",
                       file=str(path))  # fmt: skip
    descriptor, tried = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    os.close(descriptor)
    Path(tried).unlink()
    return place


COMMANDS = (
    Command("card", N_("print information cards as a PDF"), _card_arguments, _card),
    Command("print", N_("print the client list, a meal's register or forms, or an archive form as a PDF"),
            _print_arguments, _print),
)  # fmt: skip
