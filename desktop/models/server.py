"""A PostgreSQL server as the office talks to it: what needs no answer at once travels with the next question."""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import peewee

from desktop.models.spelling import Spelling

if TYPE_CHECKING:
    from desktop.models.server_roles import Login

Then = Callable[[Any], object]


class _Owed(NamedTuple):
    sql: str
    params: Sequence[Any]
    then: Then | None = None


class _Post(threading.local):
    """What one thread has put aside, and whether the beginning of its transaction is still among it; as whom the
    thread goes on, None for the login of the workstation, and as whom it is connected."""

    def __init__(self) -> None:
        self.login: Login | None = None
        self.connected: str | None = None
        self.owed: list[_Owed] = []
        self.company: list[_Owed] = []
        self.unbegun = False

    def take(self, *more: _Owed) -> list[_Owed]:
        owed = [*self.owed, *self.company, *more]
        self.owed, self.company, self.unbegun = [], [], False
        return owed


class PromptDatabase(peewee.PostgresqlDatabase):
    """Each answer that is waited for costs the way to the server and back, so statements go in parcels.

    `later` puts one aside; the next question, `settle` or the commit takes it along, in its order, and raises what was
    wrong with it. The beginning of a transaction always travels this way.
    """

    context_class = Spelling

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._post = _Post()
        super().__init__(*args, **kwargs)

    def get_binary_type(self) -> type:
        # as for a file
        return bytes

    def become(self, login: "Login | None") -> None:
        """This thread goes on with the login of somebody who signed in, or with the workstation's. Between
        transactions."""
        self._post.login = login
        if not self.is_closed() and self._post.connected != (login.name if login else None):
            self.close()

    @property
    def narrowed(self) -> bool:
        """Whether this thread speaks for one person, to whom the server does not give everything."""
        return self._post.login is not None

    def _connect(self) -> Any:
        login, adapter = self._post.login, self._adapter
        if login is None:
            connection = super()._connect()
        else:
            connection = adapter.connect(
                self, **{**self.connect_params, "user": login.name, "password": login.password}
            )
            connection.autocommit = True
        self._post.connected = login.name if login else None
        return connection

    def later(self, sql: str, params: Sequence[Any] = (), then: Then | None = None) -> None:
        """Sent with the next question; `then` gets its cursor as soon as the parcel has been answered."""
        self._post.owed.append(_Owed(sql, params, then))

    def accompany(self, sql: str, params: Sequence[Any], then: Then) -> None:
        """As `later`, but only if something is asked in this transaction: for what answers have to be guarded by."""
        self._post.company.append(_Owed(sql, params, then))

    def settle(self) -> None:
        """Sends what was put aside and waits for its answers, also for what these put aside in turn."""
        while len(self._post.owed) > self._post.unbegun:
            self._send(self._post.take())

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        return self._send(self._post.take(_Owed(sql, params or ())))

    def cursor(self, named_cursor: Any = None) -> Any:
        # whoever takes the cursor talks to the driver himself
        self.settle()
        if self._post.unbegun:
            self._send(self._post.take())
        return super().cursor(named_cursor)

    def _send(self, parcel: list[_Owed]) -> Any:
        """The one way to the server."""
        if self.is_closed():
            raise peewee.InterfaceError("the office's connection is not open")
        connection: Any = self.connection()
        with peewee.__exception_wrapper__:
            if len(parcel) == 1:
                cursors = [connection.execute(parcel[0].sql, parcel[0].params)]
            else:
                with connection.pipeline():
                    cursors = [connection.execute(owed.sql, owed.params) for owed in parcel]
        for owed, cursor in zip(parcel, cursors, strict=True):
            if owed.then is not None:
                owed.then(cursor)
        return cursors[-1]

    def begin(self, isolation_level: Any = None) -> None:
        level = isolation_level or self._isolation_level
        how = f" TRANSACTION ISOLATION LEVEL {self._adapter.isolation_level_str(level)}" if level else ""
        self._post.take()
        self.later(f"BEGIN{how}")
        self._post.unbegun = True

    def commit(self) -> None:
        if any(owed.then for owed in self._post.owed):
            self.settle()
        if not self._post.unbegun or len(self._post.owed) > 1:
            self._post.company = []
            self._send(self._post.take(_Owed("COMMIT", ())))
        self._post.take()

    def rollback(self) -> None:
        unbegun = self._post.unbegun
        self._post.take()
        if not unbegun:
            super().rollback()

    def close(self) -> Any:
        self._post.take()
        return super().close()
