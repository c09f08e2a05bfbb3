"""All contacts are listed the newest first, and one colleague's too."""

from typing import Any

# Frozen, as all steps are
STATEMENTS = (
    "CREATE INDEX contact_at_id ON contact (at, id)",
    "CREATE INDEX contact_staff_id_at ON contact (staff_id, at)",
    "DROP INDEX contact_staff_id",
)
# Told, as the first step tells it: many contacts, and each colleague has had many of them
PLANNER_SQLITE = (
    "DELETE FROM sqlite_stat1 WHERE idx = 'contact_staff_id'",
    """INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('contact', 'contact_at_id', '1000000 1 1'), ('contact', 'contact_staff_id_at', '1000000 20000 1')""",
)


def up(migrator: Any, db: Any) -> None:
    for statement in (*STATEMENTS, *(PLANNER_SQLITE if hasattr(db, "rekey") else ())):
        db.execute_sql(statement)
