"""Keeps libraries out of a start that does not need them: the PostgreSQL driver, and a second OpenSSL for hashes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_DRIVER = "psycopg"
# Python's own hashes do for records and names; ciphers come from `cryptography`, which brings an OpenSSL of its own
_SECOND_OPENSSL = "_hashlib"


@contextmanager
def without_libraries() -> Iterator[None]:
    """What is imported within takes these for missing, which Peewee and hashlib bear; what is loaded already stays."""
    absent: Any = None
    hidden = [name for name in (_DRIVER, _SECOND_OPENSSL) if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden, absent))
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


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
