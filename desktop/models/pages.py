"""Pages of an encrypted file that were freed before they were ever written, which its cipher takes for damage.

SQLite leaves zeros in a page that one and the same write takes and frees. A reading that meets it, as only a copy and a
change of key do, which go through every page, gets zeros from that connection for every page after it
(sqlcipher/sqlcipher#617): the copy would be spoilt though the file is sound. `secure_delete` keeps such pages from
coming about; files from before have some.
"""

from typing import Any

import peewee

_ROOM = 4  # pages; a chain of free ones has some that hold only the numbers of others


def write_freed(engine: Any) -> None:
    """Fills the free pages once, so that all of the file can be read. In two writes of their own; raises what these
    raise."""
    free = int(engine.execute_sql("PRAGMA freelist_count").fetchone()[0])
    if not free:
        return
    size = int(engine.execute_sql("PRAGMA page_size").fetchone()[0])
    with engine.transaction("IMMEDIATE"):
        engine.execute_sql("DROP TABLE IF EXISTS freed_page")
        engine.execute_sql("CREATE TABLE freed_page (filling BLOB)")
        engine.execute_sql("INSERT INTO freed_page VALUES (zeroblob(?))", ((free + _ROOM) * size,))
    with engine.transaction("IMMEDIATE"):
        engine.execute_sql("DROP TABLE freed_page")


def met_unwritten(engine: Any) -> bool:
    """Whether this connection has met a page that the cipher took for damage, and reads no other rightly since."""
    try:
        engine.execute_sql("PRAGMA shrink_memory")  # what it holds in memory would hide it
        engine.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
    except peewee.DatabaseError:
        return True
    return False
