"""Envelopes and address labels for clients: who can be written to, and the print, recorded before it is handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.reports.pen import OfficeLook
from desktop.rules.errors import BadEntry
from desktop.rules.mailings import EnvelopeSize, LabelSheet, Recipient, SendTo, recipient
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.services import client_lists
from desktop.services.client_lists import Chosen
from desktop.services.prints import Printed
from desktop.services.work import Work

TOPIC = "prints"
MOST = 2000
_BATCH = 500
_FIELDS = ("name", "form", "position", "unit", "address", "home_address", "postcode")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A client who lacks something that a letter needs."""

    client: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whom letters can be addressed to. Without an address none is printed; without a postcode its boxes stay empty."""

    ready: int
    no_address: tuple[Lacking, ...]
    no_postcode: tuple[Lacking, ...]


def readiness(work: Work, chosen: Chosen, to: SendTo) -> Readiness:
    """Who of the chosen clients lacks an address or a postcode, in the order of the list. Raises NotAllowed."""
    work.require(Right.PRINT_CLIENTS)
    found = _found(work, chosen, to)
    addressed = [(line, one) for line, one in found if one.address]
    return Readiness(
        len(addressed), tuple(line for line, one in found if not one.address),
        tuple(line for line, one in addressed if not one.postcode),
    )  # fmt: skip


def envelopes(work: Work, chosen: Chosen, size: EnvelopeSize, to: SendTo, boxes: bool, language: Translator, *,
              progress: Progress | None = None) -> Printed:  # fmt: skip
    """One envelope for each of the chosen clients who has an address. Give it staged work.

    Raises BadEntry where nobody has one or there are too many, NotAllowed.
    """
    from desktop.reports.mailings import envelopes as drawn

    with work.reading():
        found = _addressed(work, chosen, to)
        sender = Recipient(str(work.settings["office_name"]), "", "", str(work.settings["office_address"]),
                           str(work.settings["office_postcode"]), person=False)  # fmt: skip
    pdf = drawn([one for _line, one in found], size, sender, _look(work), language, boxes=boxes)
    _record(work, "envelope", found)
    return Printed("envelope", language(N_("Envelopes")), pdf, "")


def labels(work: Work, chosen: Chosen, sheet: LabelSheet, start: int, to: SendTo, language: Translator, *,
           progress: Progress | None = None) -> Printed:  # fmt: skip
    """Labels for the chosen clients who have an address, beginning at label `start` of the first sheet.

    Give it staged work. Raises BadEntry, NotAllowed.
    """
    from desktop.reports.mailings import labels as drawn

    if not 1 <= start <= sheet.grid.count:
        raise BadEntry(N_("The sheet has the labels 1 to {count}."), "start", count=sheet.grid.count)
    with work.reading():
        found = _addressed(work, chosen, to)
    pdf = drawn([one for _line, one in found], sheet, _look(work), language, start)
    _record(work, "labels", found)
    return Printed("labels", language(N_("Address labels")), pdf, "")


def _addressed(work: Work, chosen: Chosen, to: SendTo) -> list[tuple[Lacking, Recipient]]:
    work.require(Right.PRINT_CLIENTS)
    found = [(line, one) for line, one in _found(work, chosen, to) if one.address]
    if not found:
        raise BadEntry(N_("None of these clients has an address. Enter it in the file, in the section Contact."))
    if len(found) > MOST:
        raise BadEntry(N_("These are {count} letters; at most {limit} can be printed at once. Filter the list first."),
                       count=len(found), limit=MOST)  # fmt: skip
    return found


def _found(work: Work, chosen: Chosen, to: SendTo) -> list[tuple[Lacking, Recipient]]:
    ids = client_lists.chosen_ids(work, chosen, Right.PRINT_CLIENTS)
    columns = [getattr(Client, name) for name in ("id", "code", *_FIELDS)]
    rows = {}
    for start in range(0, len(ids), _BATCH):
        query = work.visible(Client).select(*columns).where(among(Client.id, ids[start : start + _BATCH]))
        for key, code, *values in query.tuples():
            given = dict(zip(_FIELDS, values, strict=True))
            rows[key] = (Lacking(key, code, given["name"]), recipient(given, to))
    return [rows[key] for key in ids if key in rows]


def _record(work: Work, sheet: str, found: Sequence[tuple[Lacking, Recipient]]) -> None:
    with work.writing():
        work.require(Right.PRINT_CLIENTS)
        only = work.get(Client, found[0][0].client) if len(found) == 1 else None
        work.record(TOPIC, "print", only, sheet=sheet, clients=[line.code for line, _one in found])


def _look(work: Work) -> OfficeLook:
    return OfficeLook(str(work.settings["office_name"]))
