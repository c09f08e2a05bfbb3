"""What somebody has promised is counted from an index of the open promises alone; SQLite is told how few others are."""

from typing import Any

# Frozen, as all steps are
STATEMENTS = (
    """CREATE INDEX contact_owed ON contact (next_for_id, next_on, id, client_id)
    WHERE (next_done_at IS NULL AND next_on IS NOT NULL AND withdrawn_at IS NULL)""",
    "DROP INDEX contact_next_for_id_next_done_at_next_on",
)
# Tables that it has never counted SQLite takes for ten times as large as that of the clients, and goes through all of
# these first
PLANNER_SQLITE = (
    """INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('value_review', NULL, '20000'), ('card_print', NULL, '20000'),
    ('register_client', NULL, '10000'), ('register_line', NULL, '10000'), ('given_out', NULL, '10000'),
    ('contact', 'contact_owed', '20000 1000 10 1 1'), ('contact', 'contact_waiting', '1000 1')""",
)


def up(migrator: Any, db: Any) -> None:
    for statement in (*STATEMENTS, *(PLANNER_SQLITE if hasattr(db, "rekey") else ())):
        db.execute_sql(statement)
