"""Sees that another connection waits for our lock, so that a race is run in one order only."""

import time
from concurrent.futures import Future
from typing import Any

from desktop.models.database import OfficeDatabase

BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def wait_for_lock(database: OfficeDatabase, coming: "Future[Any]") -> None:
    """Until the other waits for our lock, or has gone past it. SQLite lets nobody begin, so there is no need."""
    limit = time.monotonic() + 10
    while not database.sqlite and not coming.done() and time.monotonic() < limit:
        database.engine.execute_sql("SELECT pg_stat_clear_snapshot()")
        if database.engine.execute_sql(BLOCKED).fetchone()[0]:
            return
