"""Ids that never repeat and grow with time, so that rows keep their place when an office moves."""

import os
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

_TICKS = 4096  # per millisecond
_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562, method 3): milliseconds and parts of one in 60 bits, the rest random.

    Two of one process never change places: many a list shows the newest of a day first by its id, and some clocks stand
    still for fifteen milliseconds.
    """
    global _last
    with _lock:
        ticks = _last = max(time.time_ns() * _TICKS // 1_000_000, _last + 1)
    stamp, part = divmod(ticks, _TICKS)
    raw = bytearray(stamp.to_bytes(6) + part.to_bytes(2) + os.urandom(8))
    raw[6] |= 0x70
    raw[8] = 0x80 | raw[8] & 0x3F
    return UUID(bytes=bytes(raw))


def made_at(key: UUID) -> datetime:
    """When an id of `new_id` was made, to the millisecond."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
