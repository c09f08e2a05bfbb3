"""Keeps the PostgreSQL driver out of a start that does not need it: it costs more than Peewee itself."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_DRIVER = "psycopg"


@contextmanager
def without_postgres() -> Iterator[None]:
    """What is imported within takes the driver for missing, which Peewee bears; if it is loaded already, so be it."""
    if _DRIVER in sys.modules:
        yield
        return
    absent: Any = None
    sys.modules[_DRIVER] = absent
    try:
        yield
    finally:
        del sys.modules[_DRIVER]


def load_postgres() -> None:
    """Gives Peewee the driver, as it would have taken it at its import."""
    peewee: Any = sys.modules["peewee"]
    if peewee.psycopg is not None:
        return
    import psycopg
    from psycopg.pq import TransactionStatus
    from psycopg.types.json import Json, Jsonb

    peewee.TransactionStatus, peewee.Json_pg3, peewee.Jsonb_pg3 = TransactionStatus, Json, Jsonb
    adapter = peewee.Psycopg3Adapter
    adapter.txn_idle, adapter.txn_inerror = TransactionStatus.IDLE, TransactionStatus.INERROR
    adapter.txn_unknown = TransactionStatus.UNKNOWN
    peewee.psycopg = psycopg
