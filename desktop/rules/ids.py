"""Ids that never repeat and grow with time, so that rows keep their place when an office moves."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, the rest random."""
    stamp = time.time_ns() // 1_000_000
    raw = bytearray(stamp.to_bytes(6) + os.urandom(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return UUID(bytes=bytes(raw))
