"""What the file knows of whoever books: form of address, risk, class, taboos, the usual room (SE-7, CL-12)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop.models.clients import Client
from desktop.rules.bookings import BookingState
from desktop.rules.fields import Locked
from desktop.rules.rights import Right
from desktop.services import booking_lists, reviews
from desktop.services.booking_lists import Known
from desktop.services.work import Work

_LOOKED_BACK = 20  # bookings
_MOST_NAMES, _MOST_KNOWN = 200, 1000  # of one message
_AT_TABLE = ("allergies", "taboos", "room_wishes")


@dataclass(frozen=True, slots=True)
class HostKnown:
    """Of a client, as far as this person may see it. `unsure` names those of the values that nobody has confirmed;
    `usual_people` is None where the client has not hosted yet."""

    id: UUID
    code: str
    name: str
    salutation: str
    unit: str
    phone: str
    client_class: str
    risk: str
    allergies: str
    taboos: str
    room_wishes: str
    unsure: frozenset[str]
    usual_place: str
    usual_people: int | None


def known_host(work: Work, client_id: UUID) -> HostKnown:
    """What the booking desk is told when somebody is picked. Raises NotAllowed, NotFound."""
    client = work.get(Client, client_id)
    shown = work.show(client)
    values = {name: _plain(shown.get(name)) for name in (*_AT_TABLE, "name", "salutation", "unit", "phone")}
    told = reviews.reviews_of(work, client_id)
    unsure = frozenset(name for name in _AT_TABLE if name in told
                       and (told[name].provisional or told[name].faded))  # fmt: skip
    lines = booking_lists.bookings_of(work, client_id, _LOOKED_BACK)
    hosted = [line for line in lines if line.host is not None and line.host.id == client_id
              and line.state is not BookingState.CANCELLED]  # fmt: skip
    places = Counter(spot.name for line in hosted for spot in line.places)
    return HostKnown(
        client_id, str(client.code), values["name"], values["salutation"], values["unit"], values["phone"],
        str(client.client_class or ""), str(client.risk or ""), values["allergies"], values["taboos"],
        values["room_wishes"], unsure, next(iter(dict(places.most_common(1))), ""),
        hosted[0].people if hosted else None,
    )  # fmt: skip


def called_so(work: Work, names: Sequence[str]) -> dict[str, tuple[Known, ...]]:
    """Who is meant by names of a message, by name or form of address, as far as one may see them; those whom nobody is
    called are left out. Raises NotAllowed."""
    work.require(Right.SEE_BOOKINGS)
    wanted = list(dict.fromkeys(names))[:_MOST_NAMES]
    columns = (Client.id, Client.code, Client.name, Client.salutation, Client.unit, Client.phone, Client.client_class,
               Client.risk)  # fmt: skip
    query = work.visible(Client).select(*columns).where(Client.name.in_(wanted) | Client.salutation.in_(wanted))
    rows = [Known(*row) for row in query.order_by(Client.sort_key, Client.id).limit(_MOST_KNOWN).tuples()]
    found = {name: tuple(row for row in rows if row.name == name) or tuple(r for r in rows if r.salutation == name)
             for name in wanted}  # fmt: skip
    return {name: known for name, known in found.items() if known}


def _plain(value: object) -> str:
    return "" if value is None or isinstance(value, Locked) else str(value)
