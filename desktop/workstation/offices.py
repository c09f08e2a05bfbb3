"""Lists the offices this user has joined on this machine, and where each of them lies."""

import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.values import dataclass
from desktop.workstation.files import held, move_aside, write_atomically

log = logging.getLogger(__name__)

POSTGRES_PORT = 5432


@dataclass(frozen=True)
class JoinedOffice:
    """An office known here. `locator` is an absolute file path or `postgresql://host:port/database`, never a password.

    `last_opened` is in UTC. `former` are places it was moved away from; `access` is what opens the present one since
    then, sealed by the office's secret.
    """

    id: str
    name: str
    locator: str
    kind: str = ""
    sample: bool = False
    last_person: str = ""
    last_opened: datetime | None = None
    former: tuple[str, ...] = ()
    access: str = ""


def normalise_locator(text: str) -> str:
    """One spelling for one place; user, password and options of a server address are dropped.

    BadEntry (field `office`) when it is neither a file nor a PostgreSQL database.
    """
    text = text.strip()
    if not text:
        raise BadEntry(N_("Say which office: a file or a database address."), "office")
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", text)
    if scheme is None:
        # resolve() would replace a mapped drive or a link by what lies behind it, which may change
        return os.path.abspath(Path(text).expanduser())  # noqa: PTH100
    if scheme[1].lower() not in ("postgresql", "postgres"):
        raise BadEntry(
            N_("An office lies in a file or in a PostgreSQL database; “{scheme}” is neither."),
            "office",
            scheme=scheme[1],
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        parts = urlsplit("")
    database = unquote(parts.path.strip("/"))
    if not host or not database:
        raise BadEntry(
            N_("The database address is not complete. It looks like this: postgresql://server:5432/office"), "office"
        )
    shown = f"[{host}]" if ":" in host else host
    return f"postgresql://{shown}:{port or POSTGRES_PORT}/{quote(database, safe='')}"


def is_server(locator: str) -> bool:
    return locator.startswith("postgresql://")


class Offices:
    """The joined offices in one JSON file, the one opened last first."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[JoinedOffice]:
        with self._kept():
            offices = self._load()
        begin = datetime.min.replace(tzinfo=UTC)
        return sorted(offices, key=lambda office: (office.last_opened or begin, office.name), reverse=True)

    def find(self, text: str) -> JoinedOffice | None:
        """The office of this id or at this place; None if it was not joined here."""
        offices = self.all()
        for office in offices:
            if office.id == text:
                return office
        try:
            wanted = os.path.normcase(normalise_locator(text))
        except BadEntry:
            return None
        here = next((office for office in offices if os.path.normcase(office.locator) == wanted), None)
        return here or next((o for o in offices if wanted in map(os.path.normcase, o.former)), None)

    def moved(self, office_id: str, locator: str, access: str) -> JoinedOffice:
        """Notes where a joined office lies now, and what opens it there."""
        with self._kept():
            held = next(office for office in self._load() if office.id == office_id)
        former = (*(place for place in held.former if place != held.locator), held.locator)
        return self.add(replace(held, locator=locator, access=access, former=former))

    def left(self, office_id: str, place: str) -> None:
        """Forgets a place that an office was moved away from."""
        with self._kept():
            offices = self._load()
            self._save([replace(o, former=tuple(p for p in o.former if p != place)) if o.id == office_id else o
                        for o in offices])  # fmt: skip

    def add(self, office: JoinedOffice) -> JoinedOffice:
        """Adds it or replaces the one of the same id; another office at the same place gives way, for it is gone."""
        office = replace(office, locator=normalise_locator(office.locator))
        with self._kept():
            same = os.path.normcase(office.locator)
            others = [o for o in self._load() if o.id != office.id and os.path.normcase(o.locator) != same]
            self._save([*others, office])
        return office

    def opened(self, office_id: str, person: str, when: datetime) -> None:
        """Notes who opened it last and when (UTC); an office not joined here is passed over."""
        with self._kept():
            offices = self._load()
            self._save([replace(o, last_person=person, last_opened=when) if o.id == office_id else o for o in offices])

    def remove(self, office_id: str) -> None:
        """Forgets the office on this machine; the office itself stays. A second time does nothing."""
        with self._kept():
            self._save([office for office in self._load() if office.id != office_id])

    @contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            with held(self._path):
                yield
        except OSError as error:
            # a start goes without
            from desktop.rules.system_words import why

            raise OfficeError(
                N_(
                    "The list of offices on this computer can't be used: {path} ({why}). "
                    "Check that the folder exists, may be written and has space left."
                ),
                path=str(self._path),
                why=why(error),
            ) from error

    def _load(self) -> list[JoinedOffice]:
        try:
            rows = json.loads(self._path.read_bytes())
            return [_office(row) for row in rows]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError, KeyError, AttributeError):
            log.warning(
                "the list of offices was damaged and begins anew; the old file is %s", move_aside(self._path).name
            )
            return []

    def _save(self, offices: list[JoinedOffice]) -> None:
        rows = [{**asdict(o), "last_opened": o.last_opened.isoformat() if o.last_opened else None} for o in offices]
        write_atomically(self._path, json.dumps(rows, ensure_ascii=False, indent=1).encode("utf-8"))


def _office(row: dict[str, object]) -> JoinedOffice:
    opened = row.get("last_opened")
    when = datetime.fromisoformat(opened).astimezone(UTC) if isinstance(opened, str) else None
    return JoinedOffice(
        id=str(row["id"]),
        name=str(row["name"]),
        locator=str(row["locator"]),
        kind=str(row.get("kind", "")),
        sample=bool(row.get("sample", False)),
        last_person=str(row.get("last_person", "")),
        last_opened=when,
        former=tuple(str(place) for place in row.get("former") or ()),  # type: ignore[attr-defined]
        access=str(row.get("access", "")),
    )
