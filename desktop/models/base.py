"""What every table of the office shares: its database, its columns' types and its stable id."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import peewee

from desktop.models.whole_rows import Selecting
from desktop.rules.ids import new_id
from desktop.rules.rights import Right


class OfficeProxy(peewee.DatabaseProxy):
    """The database that the tables lie in: one for the process, and another where a thread looks elsewhere."""

    __slots__ = ("_everywhere", "_here")

    def __init__(self) -> None:
        self._here = threading.local()
        super().__init__()

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    @property
    def obj(self) -> Any:
        return getattr(self._here, "engine", self._everywhere)

    @obj.setter
    def obj(self, engine: Any) -> None:
        self._everywhere = engine

    @contextmanager
    def elsewhere(self, engine: Any) -> Iterator[None]:
        """In this thread the tables lie in `engine` meanwhile: a copy that is looked over beside the open office."""
        held = self._here.__dict__.get("engine")
        self._here.engine = engine
        try:
            yield
        finally:
            if held is None:
                del self._here.engine
            else:
                self._here.engine = held


# The one module global of the house: which office's database the tables of this process lie in
database = OfficeProxy()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class UtcField(peewee.BigIntegerField):
    """A moment, stored as whole milliseconds since 1970 so that both databases sort and compare it alike."""

    def db_value(self, value: datetime | int | None) -> int | None:
        if isinstance(value, datetime):
            return (value - _EPOCH) // _MILLISECOND
        return value

    def python_value(self, value: int | None) -> datetime | None:
        return None if value is None else _EPOCH + int(value) * _MILLISECOND


class JsonField(peewee.TextField):
    """JSON as text, written the same way on both databases so that its hash is the same too."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else canonical(value)

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)


# made once: `json.dumps` makes one for each call, and an import asks three hundred thousand times
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def canonical(value: Any) -> str:
    return _CANONICAL.encode(value)


class Open:
    """Rows that everybody signed in may read: names of colleagues, departments, settings.

    `written`, here and below, are the rights of which one at least is needed to write such a row. A server holds to
    them whatever program is used (`server_rights`); which act asks for which, the verbs know.
    """

    def __init__(self, *written: Right) -> None:
        self.written = written


class Guarded:
    """Rows for holders of one right, who also write them unless other rights are named for that. `parts`: another
    right whose holders see those rows alone that have this value in this column; a rule of the server says so too."""

    def __init__(self, right: Right, *written: Right, parts: Mapping[Right, tuple[str, str]] | None = None) -> None:
        self.right, self.written, self.parts = right, written or (right,), parts or {}


class Owned:
    """Rows with owner, deputy and department, narrowed by the scope of a right."""

    def __init__(self, right: Right, *written: Right) -> None:
        self.right, self.written = right, written


class Through:
    """Rows that belong to another row and are seen with it; whoever may edit that row writes them, and whoever sees it
    and has one of the other rights named."""

    def __init__(self, column: str, *more: Right) -> None:
        self.column = column
        self.written = (Right.EDIT_CLIENTS, *more)


class Filed:
    """Rows of a client's file, or of the office where they have no client. Whoever holds `right` sees the office's; a
    client's, where that right reaches it and its file is seen. So it is with the rights by which they are written."""

    def __init__(self, column: str, right: Right, *written: Right) -> None:
        self.column, self.right, self.written = column, right, written


class Internal:
    """Rows no verb reads for people: keys, chain heads, the search index."""


Reach = Open | Guarded | Owned | Through | Filed | Internal


class Table(Selecting, peewee.Model):
    """A row with a stable id and a version that each change raises."""

    REACH: ClassVar[Reach] = Internal()

    id = peewee.UUIDField(primary_key=True, default=new_id)
    version = peewee.IntegerField(default=1)

    class Meta:
        database = database
        legacy_table_names = False


class Plain(Selecting, peewee.Model):
    """A table without stable id or version: parts of a mechanism."""

    REACH: ClassVar[Reach] = Internal()

    class Meta:
        database = database
        legacy_table_names = False
